"""The parts of a CAMT message, streamed out of its XML in bounded memory.

A record is an element of which texts are kept: those that a reader of statements asks for, by
their paths below it. Names count without their namespace, so that every version and dialect is
read alike. A file may hold several documents one after the other, as files put together do.

The parser is expat behind defusedxml's guards: a document type, and with it every entity but the
five of XML, is refused before anything of it is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TextIO
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from budgetpro.domain.errors import Failure
from budgetpro.importers.camt.places import PLACES, STATEMENTS, Place

CHUNK_CHARACTERS = 1 << 16
LONGEST_TAG_BYTES = 1 << 20
DEEPEST = 64
MOST_CHARACTERS = 1 << 25
MOST_DETAILS = 10_000
MOST_NAMES = 4096

_MESSAGE = "BkToCstmr"
_CURRENCY = "/@Ccy"
_COST_OF_TEXT = 64
_MOST_PIECES = 1 << 7
_DOCUMENT = re.compile(r"(?=<\?xml\s)")
_LONGEST_START = len("<?xml")
_OUTERMOST = STATEMENTS | {"GrpHdr"}


class Record:
    """An element, beginning on `line`, by its texts; `parts` are the TxDtls of a Ntry.

    Texts have no white space around them, and single spaces within. Of more than `MOST_DETAILS`
    parts, `has_more`, the rest is not kept.
    """

    __slots__ = ("_texts", "has_more", "kind", "line", "parts")

    def __init__(self, kind: str, line: int) -> None:
        self.kind, self.line = kind, line
        self.parts: list[Record] = []
        self.has_more = False
        self._texts: dict[str, list[str]] = {}

    def texts(self, path: str) -> list[str]:
        """Return what the elements at a path say, empty ones left out."""
        return self._texts.get(path, [])

    def text(self, *paths: str) -> str | None:
        """Return what the first of the paths says that says something; where it is there several times, all of it."""
        for path in paths:
            if found := self._texts.get(path):
                return found[0] if len(found) == 1 else " ".join(found)
        return None

    def currency(self, path: str) -> str | None:
        """Return the Ccy of the amount at a path."""
        return self.text(path + _CURRENCY)

    def add(self, path: str, text: str) -> None:
        """Keep what an element says."""
        self._texts.setdefault(path, []).append(text)


class Event(NamedTuple):
    """A statement that begins, or a record that is whole: a group header, an account, …, a statement."""

    record: Record
    is_end: bool


def read_records(stream: TextIO, label: str) -> Iterator[Event]:
    """Yield the records of a stream of XML in their order; the file is called `label` in errors.

    Raises Failure statement_truncated for a document that ends early, statement_unreadable for
    one that is no XML, has a document type, or holds what no statement holds: elements more than
    64 deep, a tag or a text of a megabyte, an entry of 32 megabytes, 4,096 different names.
    """
    document: _Document | None = None
    for is_first, text in _documents(stream):
        if document is None or (is_first and document.is_begun):
            first_line = document.finish() if document else 1
            document = _Document(label, first_line)
        yield from document.feed(text)
    if document is not None:
        document.finish()


def _documents(stream: TextIO) -> Iterator[tuple[bool, str]]:
    """Yield the stream in pieces; with each, whether a document begins with it."""
    rest = ""
    while chunk := stream.read(CHUNK_CHARACTERS):
        text = rest + chunk
        begin = text.rfind("<", max(len(text) - _LONGEST_START, 0))
        end = len(text) if begin < 0 else begin
        rest = text[end:]
        pieces = _DOCUMENT.split(text[:end]) if "<?xml" in text else [text[:end]]
        for number, piece in enumerate(pieces):
            if piece:
                yield number > 0, piece
    if rest:
        yield False, rest


class _Document:
    """One XML document on its way through the parser; its first line is the file's line `first_line`."""

    def __init__(self, label: str, first_line: int) -> None:
        self._label, self._first_line = label, first_line
        self._parser = DefusedXMLParser(encoding="utf-8", forbid_dtd=True).parser
        self._parser.buffer_text, self._parser.ordered_attributes = True, False
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._note_text
        self._parser.StartNamespaceDeclHandler = self._note_namespace
        self.is_begun = self._is_message = False
        self._byte_count = self._character_count = 0
        self._names: dict[str, str] = {}
        self._outside_depth = self._skipped_depth = 0
        self._places: list[Place] = []
        self._records: list[Record] = []
        self._pieces: list[str] | None = None
        self._events: list[Event] = []

    @property
    def _line(self) -> int:
        return self._first_line + int(self._parser.CurrentLineNumber) - 1

    def feed(self, text: str) -> list[Event]:
        """Take in some more of the document; return what became whole with it."""
        if not self.is_begun:
            begun = text.lstrip("\ufeff \t\r\n")
            self._first_line += text[: len(text) - len(begun)].count("\n")
            text = begun
            self.is_begun = bool(begun)
        self._parse(text)
        if self._byte_count - self._parser.CurrentByteIndex > LONGEST_TAG_BYTES:
            raise self._failure(f"a tag goes on for more than {LONGEST_TAG_BYTES:,} bytes")
        events, self._events = self._events, []
        return events

    def finish(self) -> int:
        """End the document; return the line of the file on which the next one begins."""
        self._parse("", is_final=True)
        return self._line

    def _parse(self, text: str, *, is_final: bool = False) -> None:
        try:
            content = text.encode()
            self._byte_count += len(content)
            self._parser.Parse(content, is_final)
        except DefusedXmlException:
            reason = "a document type (DTD) is declared, as no bank's statement does"
            raise self._failure(reason, hint="See where the file comes from.") from None
        except (ExpatError, UnicodeEncodeError) as fault:
            if is_final:
                raise Failure(
                    f"{self._label} ends on line {self._line} within its XML: it is cut off.",
                    code="statement_truncated",
                    hint="Download the statement again.",
                    facts={"file": self._label, "line": self._line},
                ) from None
            raise self._failure(f"the XML is damaged ({str(fault).partition(':')[0]})") from None

    def _failure(self, reason: str, hint: str = "The file is damaged, or no statement. Fetch it again.") -> Failure:
        return Failure(
            f"{self._label}, line {self._line}: {reason}.",
            code="statement_unreadable",
            hint=hint,
            facts={"file": self._label, "line": self._line},
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._names.get(name) or self._remember(name)
        if attributes:
            for attribute in attributes.keys() - self._names.keys():
                self._remember(attribute)
        if self._skipped_depth:
            self._skipped_depth += 1
            if self._skipped_depth > DEEPEST:
                raise self._failure(f"elements are more than {DEEPEST} deep in each other")
            return
        if not self._places:
            self._start_outside(local)
            return
        place = self._places[-1].inner.get(local)
        self._pieces = None
        if place is None:
            self._skipped_depth = 1
        elif place.opens:
            self._open(place.opens)
        else:
            self._places.append(place)
            if place.has_text:
                self._pieces = []
                if "Ccy" in attributes:
                    self._keep(place.path + _CURRENCY, attributes["Ccy"])

    def _end(self, _name: str) -> None:
        if self._skipped_depth:
            self._skipped_depth -= 1
        elif self._places:
            path = self._places.pop().path
            if self._pieces is not None:
                text = "".join(self._pieces).strip()
                if "\n" in text or "  " in text or "\t" in text:
                    text = " ".join(text.split())
                self._pieces = None
                if text:
                    self._keep(path, text)
            if not path:
                self._close()
        else:
            self._outside_depth -= 1

    def _note_text(self, text: str) -> None:
        if self._pieces is not None:
            self._pieces.append(text)
            if len(self._pieces) > _MOST_PIECES:
                raise self._failure("a text goes on without end")

    def _start_outside(self, local: str) -> None:
        """Begin an element that is part of no record."""
        if self._is_message and local in _OUTERMOST:
            self._open(local)
            return
        self._is_message = self._is_message or local.startswith(_MESSAGE)
        self._outside_depth += 1
        if self._outside_depth > DEEPEST:
            raise self._failure(f"elements are more than {DEEPEST} deep in each other")

    def _note_namespace(self, prefix: str | None, _uri: str) -> None:
        if prefix and prefix not in self._names:
            self._remember(prefix)

    def _remember(self, name: str) -> str:
        """Return a name without its namespace; the parser never forgets one, so there must not be too many."""
        if len(self._names) == MOST_NAMES:
            raise self._failure(f"there are more than {MOST_NAMES:,} different names")
        local = self._names[name] = name.rpartition("}")[2]
        return local

    def _keep(self, path: str, text: str) -> None:
        self._records[-1].add(path, text)
        self._character_count += len(text) + _COST_OF_TEXT
        if self._character_count > MOST_CHARACTERS:
            raise self._failure("an entry goes on without end")

    def _open(self, kind: str) -> None:
        parent = self._records[-1] if self._records else None
        record = Record(kind, self._line)
        if kind in STATEMENTS:
            self._events.append(Event(record, is_end=False))
        elif kind == "TxDtls" and parent:
            if len(parent.parts) < MOST_DETAILS:
                parent.parts.append(record)
            else:
                parent.has_more, record.kind = True, ""
        self._records.append(record)
        self._places.append(PLACES[record.kind])

    def _close(self) -> None:
        record = self._records.pop()
        if not self._records or self._records[-1].kind in STATEMENTS:
            self._character_count = 0
            self._events.append(Event(record, is_end=True))
