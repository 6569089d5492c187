"""Workbooks in a book: what they share with each other and with the account's files of other formats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from budgetpro.domain.errors import BudgetProError
from budgetpro.importers.lines import Hints
from budgetpro.services.statements.inspecting import inspect_statement
from budgetpro.storage.book import Book
from tests.importers.xlsx.xlsx_file import MARCH, MONEY, day, error, number, packed, parts, table, text
from tests.services.statements.statement_files import (
    Line,
    counts,
    faults,
    import_file,
    open_account,
    rows_of_account,
    write_csv,
)

LINES = [
    Line("2026-03-05", "-3.50", "Cafe card 1"),
    Line("2026-03-05", "-3.50", "Cafe card 1"),
    Line("2026-03-05", "-9.00", "Bakery, fresh"),
    Line("2026-03-06", "2000.00", "Salary"),
]


@pytest.fixture(autouse=True)
def checking(book: Book) -> int:
    return open_account(book)


def write_xlsx(path: Path, lines: Sequence[Line], notes: str = "") -> str:
    first = date(2026, 3, 1)
    rows = [
        (
            day(MARCH + (date.fromisoformat(line.day) - first).days),
            text(line.text),
            number(repr(float(line.amount) * 3 / 3), MONEY),
        )
        for line in lines
    ]
    path.write_bytes(packed(parts({"March": table(*rows), "Notes": notes})))
    return str(path)


def test_same_rows_in_another_workbook_add_nothing(book: Book, tmp_path: Path) -> None:
    first = import_file(book, write_xlsx(tmp_path / "one.xlsx", LINES))
    again = import_file(book, write_xlsx(tmp_path / "two.xlsx", LINES, notes="<row/>"))
    known = import_file(book, str(tmp_path / "one.xlsx"))

    assert first.format == "xlsx"
    assert counts(first)[:2] == (4, 0)
    assert counts(again)[:2] == (0, 4)
    assert known.is_known
    assert [amount for _, amount, _ in rows_of_account(book)] == [-900, -350, -350, 200000]
    assert faults(book) == ()


def test_overlapping_workbooks_add_each_row_once(book: Book, tmp_path: Path) -> None:
    import_file(book, write_xlsx(tmp_path / "late.xlsx", LINES[1:]))
    import_file(book, write_xlsx(tmp_path / "early.xlsx", LINES[:3]))
    assert len(rows_of_account(book)) == 4


def test_days_that_came_as_csv_before_in_other_words_add_nothing(book: Book, tmp_path: Path) -> None:
    import_file(book, write_csv(tmp_path / "march.csv", [line._replace(text=line.text[:6]) for line in LINES]))
    file = import_file(book, write_xlsx(tmp_path / "march.xlsx", [*LINES, Line("2026-03-07", "-1.00", "Kiosk")]))
    assert (file.added, file.already, file.review) == (1, 4, 0)


def test_days_that_came_as_a_workbook_before_add_nothing(book: Book, tmp_path: Path) -> None:
    import_file(book, write_xlsx(tmp_path / "march.xlsx", LINES))
    file = import_file(book, write_csv(tmp_path / "march.csv", LINES))
    assert (file.added, file.already, file.review) == (0, 4, 0)


@pytest.fixture
def damaged(tmp_path: Path) -> str:
    path = tmp_path / "march.xlsx"
    rows = [(day(MARCH), text("a"), number(-1, MONEY)), (day(MARCH), text("b"), error("#N/A"))]
    path.write_bytes(packed(parts({"March": table(*rows)})))
    return str(path)


def test_row_with_an_error_refuses_the_file(book: Book, damaged: str) -> None:
    with pytest.raises(BudgetProError, match="#N/A"):
        import_file(book, damaged)


def test_row_with_an_error_can_be_skipped(book: Book, damaged: str) -> None:
    file = import_file(book, damaged, skip_bad_rows=True)
    assert (file.added, file.refused) == (1, 1)


def test_inspecting_says_which_sheet_is_read(tmp_path: Path) -> None:
    (statement,) = inspect_statement(write_xlsx(tmp_path / "march.csv", LINES), Hints())
    assert statement.format == "xlsx"
    assert statement.encoding is None
    assert statement.findings[0] == 'the sheet "March" is read'
    assert [line.position for line in statement.lines] == [2, 3, 4, 5]
