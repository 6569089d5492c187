"""A table is read alike from a CSV file and from a workbook, whether its cells are texts, days or numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgetpro.domain.errors import Failure
from budgetpro.importers.lines import Hints, StatementLine
from budgetpro.importers.recognise import open_statement
from budgetpro.importers.source import Source
from tests.importers.csv.test_random_dialects import (
    ROWS,
    STYLES,
    Row,
    Style,
    cells_of,
    head_of,
    rows_of,
    table,
)

QUIETLY = settings(
    max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
PLAIN_STYLES = STYLES.map(
    lambda style: replace(
        style, mark=".", thousands="", day_format="%Y-%m-%d", currency="", quoting="all", delimiter=";"
    )
)
STARTS = st.dates(date(2015, 1, 1), date(2026, 12, 31))
OPENINGS = st.integers(0, 10**7).map(lambda cents: Decimal(cents).scaleb(-2))


def lines_of_cells(rows: list[Row], style: Style, opening: Decimal) -> list[list[str]]:
    """Return the lines of a statement, each as its cells; those above the table too."""
    balance, lines = opening, []
    for row in rows:
        balance += row.amount
        lines.append(cells_of(row, balance, style))
    if style.is_newest_first:
        lines.reverse()
    above = [[line] if line else [] for line in style.preamble.splitlines()]
    return [*above, *([head_of(style)] if style.head else []), *lines]


def write_csv(path: Path, lines: list[list[str]], style: Style) -> None:
    text = "".join(line[0] + "\n" if len(line) == 1 else table([line], style) if line else "\n" for line in lines)
    path.write_text(text, encoding="utf-8", newline="")


def write_xlsx(path: Path, lines: list[list[str]], *, is_typed: bool) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        money = book.add_format({"num_format": "#,##0.00"})
        for n, cells in enumerate(lines):
            for column, cell in enumerate(cells):
                if is_typed and (on := day_of(cell)):
                    sheet.write_datetime(n, column, on, day)
                elif is_typed and (amount := amount_of(cell)) is not None:
                    sheet.write_number(n, column, float(amount), money)
                else:
                    sheet.write_string(n, column, cell)


def day_of(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return None


def amount_of(cell: str) -> Decimal | None:
    return Decimal(cell) if cell and set(cell) <= set("-0123456789.") and cell[-3:-2] == "." else None


def read(path: Path) -> tuple[list[StatementLine], list[object]] | str:
    """Return what a file says of its account, or the code by which it is refused."""
    try:
        reading = open_statement(Source(path), Hints())
        lines = [line for _, line in reading.lines()]
    except Failure as refusal:
        return refusal.code
    return lines, [
        (one.account_id, one.currency, one.opening_balance, one.closing_balance, one.closing_date, one.problems)
        for one in reading.statements
    ]


@QUIETLY
@given(drawn=ROWS, style=STYLES, start=STARTS, opening=OPENINGS)
def test_texts_in_a_sheet_are_read_as_in_a_csv_file(
    tmp_path: Path, drawn: list[tuple[int, Decimal, str]], style: Style, start: date, opening: Decimal
) -> None:
    lines = lines_of_cells(rows_of(drawn, start), replace(style, quoting="all"), opening)
    write_csv(tmp_path / "statement.csv", lines, replace(style, quoting="all"))
    write_xlsx(tmp_path / "statement.xlsx", lines, is_typed=False)
    from_csv = read(tmp_path / "statement.csv")
    if not isinstance(from_csv, str):
        assert read(tmp_path / "statement.xlsx") == from_csv, lines


@QUIETLY
@given(drawn=ROWS, style=PLAIN_STYLES, start=STARTS, opening=OPENINGS)
def test_days_and_numbers_in_a_sheet_are_read_as_in_a_csv_file(
    tmp_path: Path, drawn: list[tuple[int, Decimal, str]], style: Style, start: date, opening: Decimal
) -> None:
    lines = lines_of_cells(rows_of(drawn, start), style, opening)
    write_csv(tmp_path / "statement.csv", lines, style)
    write_xlsx(tmp_path / "statement.xlsx", lines, is_typed=True)
    assert read(tmp_path / "statement.xlsx") == read(tmp_path / "statement.csv"), lines
