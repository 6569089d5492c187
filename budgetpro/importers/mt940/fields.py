"""The fields of SWIFT messages, streamed in bounded memory.

A field is `:TAG:` at the start of a line and goes on until the next one. Messages stand bare, or
between `{1:...}{2:...}{4:` and `-}`; in front of them and between them banks write what they like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TextIO

from budgetpro.domain.errors import Failure

END = "-"
HEADER = "{"
LONGEST_FIELD = 1 << 20
_TAG = re.compile(r":(2[01]|25P?|28C?|13D?|34F|6[02][FM]?|61|6[45]F?|86|90[CD]|NS):")
_CLOCK = re.compile(r":[0-5][0-9]:[0-5][0-9](?![0-9])")
_BLOCK = re.compile(r"(?:-\}.*|)\{[12]:")
_BLOCK_TYPE = re.compile(r"\{2:[IO]([0-9]{3})")
_BARE_TYPE = re.compile(r":?(94[0-2])\b")
_END_MARK = re.compile(r"-(?:\}.*|XXX|\+@[0-9]+@)?")
_OF_ROW = frozenset({"86", "NS"})
_CONTROLS = "".join(map(chr, range(32))) + "\ufeff"


class Field(NamedTuple):
    """A field: the line (from 1) on which it begins, its tag, and its lines without the tag.

    Tag `HEADER` is what stands in front of a message: its one line is the message's type ("940",
    "942") or empty. Tag `END` is the mark behind a message.
    """

    line: int
    tag: str
    lines: list[str]


def read_fields(stream: TextIO, label: str) -> Iterator[Field]:
    """Yield each field of a stream that is opened with its line ends kept.

    A line of text that looks like the rest of a wrapped time of day (`:20:15`) is text, inside
    of transactions. Raises Failure statement_unreadable, naming the file by its `label`, where a
    transaction, or a field outside of one, has more than a million characters: it is held no further.
    """
    field: Field | None = None
    is_in_row, size = False, 0
    for number, raw in enumerate(stream, 1):
        line = raw.strip(_CONTROLS)
        found = _TAG.match(line) if line.startswith(":") else None
        if found and not (is_in_row and _CLOCK.match(line)):
            if field:
                yield field
            tag = found.group(1)
            is_in_row = tag == "61" or (is_in_row and tag in _OF_ROW)
            size = len(line) + (size if is_in_row and tag in _OF_ROW else 0)
            field = Field(number, tag, [line[found.end() :]])
        elif boundary := _boundary(line, is_text=field is not None):
            if field:
                yield field
            yield from (Field(number, tag, [text]) for tag, text in boundary)
            field, is_in_row = None, False
        elif field:
            field.lines.append(line)
            size += len(line) + 1
        if field and size > LONGEST_FIELD:
            raise _too_long(label, field)
    if field:
        yield field


def _boundary(line: str, *, is_text: bool) -> list[tuple[str, str]]:
    """Return the end mark and the header that a line is, as far as it is one or both."""
    marks = [(END, "")] if line.startswith("-") and _END_MARK.fullmatch(line) else []
    if _BLOCK.match(line):
        kind = _BLOCK_TYPE.search(line)
        marks.append((HEADER, kind.group(1) if kind else ""))
    elif not is_text and (kind := _BARE_TYPE.match(line)):
        marks.append((HEADER, kind.group(1)))
    return marks


def _too_long(label: str, field: Field) -> Failure:
    return Failure(
        f"{label}: the field :{field.tag}: at line {field.line} goes on for more than {LONGEST_FIELD:,} characters.",
        code="statement_unreadable",
        hint="The file is damaged, or no statement. Fetch it again.",
        facts={"line": field.line},
    )
