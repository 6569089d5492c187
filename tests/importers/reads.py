"""What the reader of any format made of a file."""

from __future__ import annotations

from typing import NamedTuple

from budgetpro.importers.lines import Problem, Reading, Statement, StatementLine


class Read(NamedTuple):
    """A file as it was read: its statements, and each one's lines."""

    statements: list[Statement]
    lines: list[list[StatementLine]]

    @property
    def line(self) -> StatementLine:
        ((line,),) = self.lines
        return line

    @property
    def all_lines(self) -> list[StatementLine]:
        return [line for lines in self.lines for line in lines]

    @property
    def problem(self) -> Problem:
        (problem,) = self.problems
        return problem

    @property
    def problems(self) -> list[Problem]:
        return [problem for statement in self.statements for problem in statement.problems]


def read_all(reading: Reading) -> Read:
    """Read an open file to its end."""
    lines: dict[int, list[StatementLine]] = {}
    for statement, line in reading.lines():
        lines.setdefault(id(statement), []).append(line)
    return Read(reading.statements, [lines.get(id(statement), []) for statement in reading.statements])
