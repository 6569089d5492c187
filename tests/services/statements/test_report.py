"""How an import is told: the bank's balances against the book's, and rows that are read when they are wanted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from budgetpro.domain.errors import CheckFailed
from budgetpro.services.statements.importing import ImportOptions, import_statements
from budgetpro.services.statements.report import with_rows
from budgetpro.storage.book import Book, open_book
from tests.services.statements.statement_files import NOW, Line, counts, enter, import_file, open_account, write_ofx

JANUARY = (Line("2026-01-05", "100.00", "Salary", "j1"), Line("2026-01-20", "-30.00", "Shoes", "j2"))
FEBRUARY = (Line("2026-02-03", "-20.00", "Lidl", "f1"),)


@pytest.fixture(autouse=True)
def checking(book: Book) -> int:
    return open_account(book)


def test_balances_are_compared_when_all_files_of_the_command_are_in(book: Book, tmp_path: Path) -> None:
    late = write_ofx(tmp_path / "february.ofx", FEBRUARY, closing=("50.00", "2026-02-28"))
    early = write_ofx(tmp_path / "january.ofx", JANUARY, closing=("70.00", "2026-01-31"))
    report = import_statements(book, [late, early], ImportOptions(account="Checking", is_strict=True), now=NOW)

    assert [str(file.statements[0].difference) for file in report.files] == ["0.00", "0.00"]


def test_a_difference_is_that_of_what_is_booked(book: Book, tmp_path: Path) -> None:
    enter(book, "2026-01-25", -1000, "Not yet at the bank")
    file = import_file(book, write_ofx(tmp_path / "one.ofx", JANUARY, closing=("75.00", "2026-01-31")))

    (statement,) = file.statements
    assert (str(statement.book_balance), str(statement.difference)) == ("70.00", "5.00")


def test_a_statement_without_rows_has_its_balance_compared_too(book: Book, tmp_path: Path) -> None:
    import_file(book, write_ofx(tmp_path / "january.ofx", JANUARY))
    empty = write_ofx(tmp_path / "february.ofx", [], closing=("69.00", "2026-02-28"))
    file = import_file(book, empty, None)

    assert [str(statement.difference) for statement in file.statements] == ["-1.00"]
    assert import_file(book, empty).is_known
    with pytest.raises(CheckFailed):
        import_file(book, empty, is_strict=True)


def test_a_statement_without_rows_of_an_account_that_is_not_known_is_left_out(book: Book, tmp_path: Path) -> None:
    file = import_file(book, write_ofx(tmp_path / "one.ofx", [], account="DE9", closing=("1.00", "2026-02-28")), None)

    assert (counts(file), file.statements) == ((0, 0, 0, 0, 0, 0), [])


def test_a_report_is_whole_when_its_book_is_closed_and_its_rows_are_read_from_one_that_is_open(
    new_database: Callable[[], str], tmp_path: Path
) -> None:
    database = new_database()
    with open_book(database, None, writing=True) as book:
        open_account(book)
        path = write_ofx(tmp_path / "january.ofx", JANUARY, closing=("70.00", "2026-01-31"))
        report = import_statements(book, [path], ImportOptions(account="Checking"), now=NOW)
    (file,) = report.files
    assert (file.added, file.rows, str(file.statements[0].difference)) == (2, None, "0.00")
    with open_book(database, None, writing=False) as book:
        (read,) = with_rows(book, report).files
        assert [row.memo for row in read.rows] == ["Salary", "Shoes"]
        assert read[:-1] == file[:-1]


@pytest.mark.parametrize("balance", ["70.005", "99999999999999999999.00"])
def test_a_closing_balance_that_the_currency_cannot_have_is_told(book: Book, tmp_path: Path, balance: str) -> None:
    file = import_file(book, write_ofx(tmp_path / "one.ofx", JANUARY, closing=(balance, "2026-01-31")))

    assert file.added == 2
    assert [problem.message for problem in file.problems] == [
        f"the closing balance {balance} does not fit EUR; it was not compared"
    ]
