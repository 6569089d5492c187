"""Rows of a text stream with the line each begins on, whatever its quotation marks do."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import TextIO

from budgetpro.domain.errors import Failure
from budgetpro.importers.csv.dialect import Dialect, holds_transaction

LONGEST_LINE = 1 << 20
MOST_LINES_OF_A_ROW = 1000

Record = tuple[int, list[str]]


class Torn(list[str]):
    """A row without cells: a quotation mark that opens in it is not closed where the row ends."""


class _Lines:
    """The lines of a stream, none longer than `LONGEST_LINE`; `taken` are those of the row being read."""

    def __init__(self, stream: TextIO, path: str) -> None:
        self._stream = stream
        self._path = path
        self._returned: deque[str] = deque()
        self.taken: list[str] = []
        self.count = 0
        self.last = ""

    def feed(self) -> Iterator[str]:
        """Yield the lines from here on, those given back first; stop where a row spans too many."""
        read, taken, returned = self._stream.readline, self.taken, self._returned
        while line := returned.popleft() if returned else read(LONGEST_LINE):
            self.count += 1
            self.last = line
            taken.append(line)
            if len(line) == LONGEST_LINE:
                self._refuse()
            yield line
            if len(taken) > MOST_LINES_OF_A_ROW:
                return

    def give_back(self, lines: list[str]) -> None:
        """Have lines read again, before all others."""
        self.count -= len(lines)
        self._returned.extendleft(reversed(lines))

    def _refuse(self) -> None:
        raise Failure(
            f"{self._path}: line {self.count} is longer than {LONGEST_LINE:,} characters, which no statement's is.",
            code="statement_line_too_long",
            hint="See whether it is the file that the bank gave, whole and uncompressed.",
            facts={"path": self._path, "line": self.count},
        )


class Records:
    """The rows of a stream, to be iterated once.

    A quotation mark that is never closed would swallow the rows below it: where the lines that a
    row spans hold transactions of their own, or are too many, its first line is given as `Torn`
    and reading goes on with the second. Raises `Failure` statement_line_too_long.
    """

    def __init__(self, stream: TextIO, dialect: Dialect, path: str) -> None:
        self._lines = _Lines(stream, path)
        self._dialect = dialect

    @property
    def ends_open(self) -> bool:
        """Say whether the last line read had no line end, as where a file was cut."""
        return not self._lines.last.endswith(("\n", "\r"))

    def __iter__(self) -> Iterator[Record]:
        """Yield each row with the line (from 1) on which it begins."""
        lines, dialect = self._lines, self._dialect
        reader = iter(dialect.split(lines.feed()))
        taken = lines.taken
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = Torn()
            begin = lines.count - len(taken) + 1
            is_torn = isinstance(cells, Torn) or len(taken) > MOST_LINES_OF_A_ROW
            if len(taken) > 1 and (is_torn or _swallows_rows(cells, taken, dialect)):
                cells = Torn()
                lines.give_back(taken[1:])
                reader = iter(dialect.split(lines.feed()))
            taken.clear()
            yield begin, (dialect.unwrap(cells) if dialect.is_wrapped else cells)


def _swallows_rows(cells: list[str], taken: list[str], dialect: Dialect) -> bool:
    """Say whether the lines of a row are rows themselves, not more text of a quoted cell.

    The last line of a quoted text has the closing mark, so its marks are odd in number; a row's are even.
    """
    rows = [row for line in taken[1:] if line.count(dialect.quote) % 2 == 0 and (row := dialect.split_line(line))]
    return any(holds_transaction(row) and (len(row) >= dialect.width or len(cells) != dialect.width) for row in rows)
