"""A first look at a file: its dialect, its table, and what the columns hold, in one piece of it or whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TextIO

from budgetpro.domain.errors import Failure
from budgetpro.importers.csv.columns import Column, Table, find_table, profile, transactions, usual_width
from budgetpro.importers.csv.dates import read_day
from budgetpro.importers.csv.dialect import DELIMITERS, Dialect, sniff_dialect
from budgetpro.importers.csv.numbers import read_written
from budgetpro.importers.csv.records import LONGEST_LINE, Records
from budgetpro.importers.csv.text import plain
from budgetpro.importers.csv.words import names_columns
from budgetpro.importers.source import Text

SNIFFED_LINES = 100
SNIFFED_CHARACTERS = 1 << 17
SAMPLED_ROWS = 150


@dataclass(slots=True)
class Survey:
    """What was seen of a file, in rows of `width` cells. `is_whole`: every row of it; else its first ones."""

    path: str
    dialect: Dialect
    table: Table
    columns: list[Column]
    rows: Sequence[Sequence[str]]
    is_whole: bool
    width: int

    @property
    def texts(self) -> list[str]:
        """What stands above and in the head of the table."""
        return [*self.table.names, *(plain(cell) for _, cells in self.table.above for cell in cells)]

    @property
    def lines_above(self) -> list[str]:
        """What stands above the table, each line as one text."""
        return [" ".join(map(plain, cells)) for _, cells in self.table.above]


def look_over(source: Text) -> Survey:
    """Return what the first rows show; Failure `csv_no_table` where no table of days and amounts begins in them."""
    with source.open_text() as stream:
        dialect = find_dialect(_first_lines(stream), source.delimiter)
    if dialect is None:
        raise Failure(
            f"{source.label}: no row with a day and an amount, and no head that names them, in its first lines.",
            code="csv_no_table",
            hint="Give the file a first line that names its columns, such as date,description,amount.",
            facts={"path": source.path},
        )
    with source.open_text() as stream:
        records = list(islice(Records(stream, dialect, source.label), SAMPLED_ROWS + 1))
    table = find_table(records[:SAMPLED_ROWS], dialect.width)
    rows = transactions(table)
    is_whole = len(records) <= SAMPLED_ROWS
    width = usual_width(rows, len(table.names))
    return Survey(source.label, dialect, table, profile(table, rows), rows, is_whole, width)


def find_dialect(lines: Sequence[str], known: str | None = None) -> Dialect | None:
    """Return the dialect of a table in these lines; one without rows is known by its head.

    `known` is the delimiter where it is known beforehand.
    """
    if found := sniff_dialect(lines, known):
        return found
    for delimiter in (known,) if known else DELIMITERS:
        dialect = Dialect(delimiter)
        for cells in map(dialect.split_line, lines):
            names = [plain(cell) for cell in cells]
            if len(names) > 2 and names_columns(names) and not any(read_day(one) or read_written(one) for one in names):
                return Dialect(delimiter, width=len(names))
    return None


def _first_lines(stream: TextIO) -> list[str]:
    lines: list[str] = []
    size = 0
    while len(lines) < SNIFFED_LINES and size < SNIFFED_CHARACTERS and (line := stream.readline(LONGEST_LINE)):
        lines.append(line)
        size += len(line)
    return lines


def look_at_rest(survey: Survey, source: Text, days: Iterable[int], amounts: Iterable[int]) -> None:
    """Count the days and amounts of these columns over the rows that were not seen yet."""
    if survey.is_whole:
        return
    seen_until = survey.table.rows[-1][0] if survey.table.rows else survey.table.first_line
    day_columns, amount_columns = list(days), list(amounts)
    with source.open_text() as stream:
        for line, cells in Records(stream, survey.dialect, source.label):
            if line > seen_until and len(cells) == survey.width and cells[day_columns[0]].strip():
                _count(survey, cells, day_columns, amount_columns)
    survey.is_whole = True


def _count(survey: Survey, cells: Sequence[str], days: Sequence[int], amounts: Sequence[int]) -> None:
    for index in days:
        survey.columns[index].dates.take(cells[index])
    for index in amounts:
        if written := read_written(cells[index]):
            survey.columns[index].tally.take(written)
