"""A CSV file written for a test, and what the reader makes of it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from budgetpro.domain.errors import Failure
from budgetpro.importers.csv.reader import open_csv
from budgetpro.importers.lines import Hints, Problem, Statement, StatementLine
from budgetpro.importers.source import Source


class Read(NamedTuple):
    """A file as it was read: its statements, its lines in file order, and how it was understood."""

    format: str
    statements: list[Statement]
    lines: list[StatementLine]
    findings: list[str]

    @property
    def statement(self) -> Statement:
        (statement,) = self.statements
        return statement

    @property
    def line(self) -> StatementLine:
        (line,) = self.lines
        return line

    @property
    def problems(self) -> list[Problem]:
        return [problem for statement in self.statements for problem in statement.problems]

    @property
    def bad_rows(self) -> list[int]:
        return [problem.position for problem in self.problems if problem.is_row]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Day and amount of each line, as text."""
        return [(line.date.isoformat(), str(line.amount)) for line in self.lines]

    @property
    def amounts(self) -> list[str]:
        return [str(line.amount) for line in self.lines]

    @property
    def days(self) -> list[str]:
        return [line.date.isoformat() for line in self.lines]

    @property
    def memos(self) -> list[str | None]:
        return [line.memo for line in self.lines]

    def found(self, words: str) -> bool:
        """Say whether a finding holds these words."""
        return any(words in finding for finding in self.findings)


def read_file(path: Path, hints: Hints = Hints()) -> Read:  # noqa: B008 - it is frozen
    reading = open_csv(Source(path), hints)
    lines = [line for _, line in reading.lines()]
    return Read(reading.format, reading.statements, lines, reading.findings)


class Writer:
    """Writes files into a folder and reads them."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "statement.csv"

    def read(self, text: str, hints: Hints = Hints(), encoding: str = "utf-8") -> Read:  # noqa: B008
        self.path.write_bytes(text.encode(encoding))
        return read_file(self.path, hints)

    def refused(self, text: str, hints: Hints = Hints(), encoding: str = "utf-8") -> Failure:  # noqa: B008
        with pytest.raises(Failure) as caught:
            self.read(text, hints, encoding)
        return caught.value


def total(lines: list[StatementLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))
