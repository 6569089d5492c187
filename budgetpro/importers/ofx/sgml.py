"""The tags and texts of SGML and XML alike, streamed in bounded memory.

Only what statement files need: start and end tags with the text up to the next tag, comments
left out, CDATA taken as text. There is no tree, so that missing end tags cost nothing. Document
types are skipped and no entity is expanded but the five of XML, `&nbsp;` and numeric ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO

from budgetpro.domain.errors import Failure

CHUNK_CHARACTERS = 1 << 17
LONGEST_TEXT = 1 << 20
_NAME = r"/?[A-Za-z][A-Za-z0-9_.:-]*+"
_REST = r"(?:\s[^<>]*+)?+/?>"
_TAG = re.compile(f"<{_NAME}{_REST}")
_TEXT = f"[^<]*+(?:<(?!{_NAME}{_REST})[^<]*+)*+"
_ELEMENT = re.compile(f"<({_NAME}){_REST}({_TEXT})(?:</\\1>([^<]*+))?+")
_ENTITY = re.compile(r"&(?:#([0-9]{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));", re.IGNORECASE)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
_SECTIONS = (("<!--", "-->"), ("<![CDATA[", "]]>"))


def read_tags(stream: TextIO, label: str, *, in_capitals: bool = False) -> Iterator[tuple[int, str, str]]:
    """Yield each tag of a stream: its line from 1, its name, and the text up to the next tag.

    The name of an end tag begins with "/"; one that only ends its own text is not given. The
    text's entities are still to be read (`plain_text`). With `in_capitals` names are given in
    capitals. A comment or CDATA section that never ends is the end.

    Raises Failure statement_unreadable, naming the file by its `label`, for a text of more than
    a million characters, which is held no further.
    """
    for start, piece in _whole_pieces(stream, label):
        first = _TAG.search(piece)
        line = start + piece.count("\n", 0, first.start() if first else 0)
        for name, text, tail in _ELEMENT.findall(piece):
            yield line, name.upper() if in_capitals else name, text
            line += (text + tail).count("\n")


def plain_text(text: str) -> str:
    """Return the text that an element's content means: entities read, line ends as spaces, trimmed."""
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    text = text.strip()
    return " ".join(text.split()) if "\n" in text or "\r" in text else text


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _ENTITIES[name.lower()]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    is_character = number in {9, 10, 13} or 32 <= number < 0xD800 or 0xE000 <= number < 0x110000
    return chr(number) if is_character else match.group()


def _whole_pieces(stream: TextIO, label: str) -> Iterator[tuple[int, str]]:
    """Cut a stream before tags, so that each piece is whole; with each piece its first line."""
    line, rest = 1, ""
    while True:
        chunk = stream.read(CHUNK_CHARACTERS)
        text, known = _without_sections(rest + chunk)
        end = _last_tag(text, known) if chunk else known
        yield line, text[:end]
        if not chunk:
            return
        line += text.count("\n", 0, end)
        rest = text[end:]
        if len(rest) > LONGEST_TEXT:
            raise Failure(
                f"{label}: the text at line {line} goes on for more than {LONGEST_TEXT:,} characters without a tag.",
                code="statement_unreadable",
                hint="The file is damaged, or no statement. Fetch it again.",
                facts={"line": line},
            )


def _last_tag(text: str, before: int) -> int:
    """Find where the last whole tag begins; everything in front of it is complete."""
    at = text.rfind("<", 0, before)
    while at > 0 and not _TAG.match(text, at, before):
        at = text.rfind("<", 0, at)
    return max(at, 0)


def _without_sections(text: str) -> tuple[str, int]:
    """Take out comments and unfold CDATA; also return where a section begins that is not ended yet."""
    if "<!" not in text:
        return text, len(text)
    parts: list[str] = []
    at = 0
    while (found := _next_section(text, at)) is not None:
        begin, opening, closing = found
        end = text.find(closing, begin + len(opening))
        if end < 0:
            known = "".join([*parts, text[at:begin]])
            return known + text[begin:], len(known)
        inside = text[begin + len(opening) : end]
        parts += text[at:begin], _as_text(inside) if opening == "<![CDATA[" else "\n" * inside.count("\n")
        at = end + len(closing)
    whole = "".join([*parts, text[at:]])
    return whole, len(whole)


def _next_section(text: str, since: int) -> tuple[int, str, str] | None:
    begin = text.find("<!", since)
    while begin >= 0:
        for opening, closing in _SECTIONS:
            if text.startswith(opening, begin):
                return begin, opening, closing
        begin = text.find("<!", begin + 2)
    return None


def _as_text(cdata: str) -> str:
    return cdata.replace("&", "&amp;").replace("<", "&lt;")
