"""The JSON document of a whole book as a file: opened, framed, and read section by section.

The layout is that of docs/reference/book-json.md: the head, and then each section in its
order, so that what a record points at has been read before it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from shutil import copyfileobj
from stat import S_ISREG
from tempfile import TemporaryFile
from typing import BinaryIO, Final, TypeVar

from budgetpro.domain.errors import BudgetProError, Failure, NotFound
from budgetpro.importers.json_stream import JsonFault, JsonStream
from budgetpro.services.book_records import HEAD, Head
from budgetpro.services.shapes import Misfit, Read, shown

SCHEMA_VERSION: Final = 1
KIND: Final = "book"
STANDARD_INPUT: Final = "-"

_HINT = "Give the whole file that `budgetpro export json` wrote, unpacked."

Record = TypeVar("Record")


class MisfitAt(Misfit):
    """A misfit of a record that was read before: `path` leads to it from the top of the document."""


class BookReading:
    """One reading of a document, from its head to its end."""

    def __init__(self, json: JsonStream) -> None:
        self._json = json
        self._section = ""
        self._place: int | None = None

    @property
    def line(self) -> int:
        """The line of the file that was reached, from 1."""
        return self._json.line

    def head(self) -> Head:
        """Read what comes before the sections; MisfitAt where this is no document that can be read."""
        self._json.take("{")
        self._expect_key("schema_version", "")
        version = self._json.value()
        self._json.take(",")
        self._expect_key("kind", "")
        kind = self._json.value()
        if kind != KIND:
            raise MisfitAt(f"a document of the kind '{KIND}' is expected, not {shown(kind)}", "kind")
        if version != SCHEMA_VERSION:
            raise MisfitAt(
                f"this budgetpro reads version {SCHEMA_VERSION}, and this is {shown(version)}", "schema_version"
            )
        self._json.take(",")
        self._expect_key("data", "")
        self._json.take("{")
        self._expect_key("book", "data")
        self._section = "book"
        return HEAD(self._json.value())

    def records(self, section: str, read: Read[Record]) -> Iterator[Record]:
        """Yield the records of the section that comes next."""
        self._section, self._place = section, None
        self._json.take(",")
        self._expect_key(section, "data")
        for place, value in enumerate(self._json.elements()):
            self._place = place
            yield read(value)

    def end(self) -> None:
        """See that nothing follows the last section."""
        for level in ("data", ""):
            if self._json.takes(","):
                key = self._json.key()
                raise MisfitAt("there is no such key here", f"{level}.{key}".lstrip("."))
            self._json.take("}")
        self._json.end()

    def path_of(self, misfit: Misfit) -> str:
        """Return the path of a misfit from the top of the document."""
        if isinstance(misfit, MisfitAt):
            return misfit.path
        place = "" if self._place is None else f"[{self._place}]"
        return misfit.within(f"data.{self._section}{place}").path

    def _expect_key(self, wanted: str, level: str) -> None:
        found = self._json.key()
        if found != wanted:
            raise MisfitAt(f"the key '{wanted}' is expected here, not {shown(found)}", level or found)


class BookDocument:
    """A file with the document of a book; standard input and pipes are kept aside, to be read again."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._bytes: BinaryIO | None = None

    @contextmanager
    def reading(self) -> Iterator[BookReading]:
        """Start to read, from the beginning; what does not fit in the block becomes a `Failure` with its path."""
        stream = TextIOWrapper(self._rewound(), encoding="utf-8-sig", newline="")
        reading = BookReading(JsonStream(stream))
        try:
            yield reading
        except Misfit as misfit:
            raise self._fault(misfit.message, reading.path_of(misfit), reading.line) from misfit
        except JsonFault as fault:
            raise self._fault(fault.message, None, fault.line) from fault
        except UnicodeDecodeError as fault:
            raise self._fault("the text is no UTF-8", None, reading.line) from fault
        finally:
            stream.detach()

    def close(self) -> None:
        """Close the file."""
        if self._bytes is not None:
            self._bytes.close()

    def _rewound(self) -> BinaryIO:
        if self._bytes is None:
            self._bytes = self._opened()
        self._bytes.seek(0)
        return self._bytes

    def _opened(self) -> BinaryIO:
        if self.path == STANDARD_INPUT:
            return _kept_aside(sys.stdin.buffer)
        path = Path(self.path)
        try:
            if S_ISREG(path.stat().st_mode):
                return path.open("rb")
            with path.open("rb") as stream:
                return _kept_aside(stream)
        except OSError as error:
            raise _refusal(self.path, error) from error

    def _fault(self, message: str, path: str | None, line: int) -> Failure:
        if path == "schema_version":
            code, hint = "unsupported_schema_version", "Upgrade budgetpro, or export the book again with this version."
        else:
            code, hint = "invalid_book_document", _HINT
        place = f"line {line}" if path is None else f"{path} (line {line})"
        return Failure(
            f"{self.path}, {place}: {message}. Nothing was created.",
            code=code,
            hint=hint,
            facts={"file": self.path, "path": path, "line": line},
        )


def _kept_aside(stream: BinaryIO) -> BinaryIO:
    copy = TemporaryFile()  # noqa: SIM115 - the document closes it
    copyfileobj(stream, copy)
    return copy


def _refusal(path: str, error: OSError) -> BudgetProError:
    facts = {"file": path}
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return NotFound(
            f"There is no file '{path}'.", code="file_not_found", hint="See whether its name is right.", facts=facts
        )
    return Failure(f"'{path}' can't be read: {error.strerror or error}.", code="unreadable", facts=facts)
