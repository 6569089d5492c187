"""The XML of one part, parsed piece by piece in bounded memory.

The parser is expat behind defusedxml's guards: a document type, and with it every entity but the
five of XML, is refused before anything of it is expanded. Names count without their namespace, so
that the transitional and the strict form of ISO 29500 are read alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from budgetpro.domain.errors import Failure
from budgetpro.importers.xlsx.archive import unreadable

LONGEST_TAG_BYTES = 1 << 20
LONGEST_TEXT = 1 << 15
"""Excel's own limit of a cell's text is 32,767 characters."""

DEEPEST = 64
MOST_NAMES = 4096
MOST_ELEMENTS = 1 << 26


class Markup:
    """A part on its way through the parser; `depth` is that of the element that is open, from 1.

    What is made of it is said by `begin` and `end`; text is kept between `keep_text` and `take_text`.
    """

    def __init__(self, label: str, part: str) -> None:
        self._label, self._part = label, part
        self._parser = DefusedXMLParser(forbid_dtd=True).parser
        self._parser.buffer_text, self._parser.ordered_attributes = True, False
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._note_text
        self._parser.StartNamespaceDeclHandler = self._note_namespace
        self._names: dict[str, str] = {}
        self._byte_count = self._element_count = self._text_length = 0
        self._pieces: list[str] | None = None
        self.depth = 0

    def begin(self, name: str, attributes: dict[str, str], /) -> None:
        """Take in that an element begins."""

    def end(self, name: str, /) -> None:
        """Take in that an element ends."""

    def keep_text(self) -> None:
        """Keep the text from here on, until it is taken."""
        self._pieces, self._text_length = [], 0

    def take_text(self) -> str:
        """Return the text that was kept."""
        pieces, self._pieces = self._pieces, None
        return "".join(pieces) if pieces else ""

    def feed(self, chunk: bytes) -> None:
        """Take in some more of the part."""
        self._byte_count += len(chunk)
        self._parse(chunk)
        if self._byte_count - self._parser.CurrentByteIndex > LONGEST_TAG_BYTES:
            raise self.failure(f"a tag goes on for more than {LONGEST_TAG_BYTES:,} bytes")

    def close(self) -> None:
        """Take in the end of the part."""
        self._parse(b"", is_final=True)

    def read(self, chunks: Iterable[bytes]) -> None:
        """Take in a whole part."""
        for chunk in chunks:
            self.feed(chunk)
        self.close()

    def failure(self, reason: str) -> Failure:
        """Return the error for a part that cannot be read, with the line it is on."""
        return unreadable(self._label, f"{self._part}, line {self._parser.CurrentLineNumber}: {reason}")

    def _parse(self, chunk: bytes, *, is_final: bool = False) -> None:
        try:
            self._parser.Parse(chunk, is_final)
        except DefusedXmlException:
            raise self.failure("a document type (DTD) is declared, as no spreadsheet does") from None
        except (ExpatError, ValueError, LookupError) as fault:
            raise self.failure(f"the XML is damaged ({str(fault).partition(':')[0]})") from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._names.get(name) or self._remember(name)
        if attributes and not attributes.keys() <= self._names.keys():
            for attribute in attributes.keys() - self._names.keys():
                self._remember(attribute)
        self.depth += 1
        self._element_count += 1
        if self.depth > DEEPEST:
            raise self.failure(f"elements are more than {DEEPEST} deep in each other")
        if self._element_count > MOST_ELEMENTS:
            raise self.failure(f"there are more than {MOST_ELEMENTS:,} elements")
        self.begin(local, attributes)

    def _end(self, name: str) -> None:
        self.end(self._names[name])
        self.depth -= 1

    def _note_text(self, text: str) -> None:
        if self._pieces is not None:
            self._pieces.append(text)
            self._text_length += len(text)
            if self._text_length > LONGEST_TEXT:
                raise self.failure(f"a text is longer than {LONGEST_TEXT:,} characters")

    def _note_namespace(self, prefix: str | None, _uri: str) -> None:
        if prefix and prefix not in self._names:
            self._remember(prefix)

    def _remember(self, name: str) -> str:
        """Return a name without its namespace; the parser never forgets one, so there must not be too many."""
        if len(self._names) == MOST_NAMES:
            raise self.failure(f"there are more than {MOST_NAMES:,} different names")
        local = self._names[name] = name.rpartition("}")[2]
        return local


def local_attributes(attributes: dict[str, str]) -> dict[str, str]:
    """Return attributes by their names without namespaces."""
    return {name.rpartition("}")[2]: value for name, value in attributes.items()}
