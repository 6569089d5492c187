"""How an import is told: the bank's balances against the book's, and rows that are read when they are wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from budgetpro.domain.errors import CheckFailed
from budgetpro.services.accounts import set_opening
from budgetpro.services.statements.batches import BatchRows
from budgetpro.services.statements.importing import ImportOptions, import_statements
from budgetpro.services.statements.report import ImportedFile, with_rows
from budgetpro.storage.book import Book, open_book
from budgetpro.storage.queries.accounts import balance_of
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


def open_with(book: Book, cents: int, on: str) -> None:
    set_opening(book, "Checking", cents, date.fromisoformat(on))


def opening(file: ImportedFile[BatchRows]) -> tuple[str, str] | None:
    """Return amount and day of the opening balance that would agree."""
    note = file.statements[0].opening
    return (str(note.amount), note.on.isoformat()) if note else None


def obey(book: Book, file: ImportedFile[BatchRows]) -> None:
    """Set the opening balance as the note says."""
    note = file.statements[0].opening
    assert note is not None
    assert note.command == f"budgetpro account edit 1 --opening={note.amount} --on {note.on}"
    open_with(book, note.amount.minor, note.on.isoformat())


def test_rows_before_the_opening_balance_are_told_with_the_one_that_holds_the_same_that_day(
    book: Book, tmp_path: Path
) -> None:
    open_with(book, 25000, "2026-01-10")
    path = write_ofx(tmp_path / "one.ofx", JANUARY)
    file = import_file(book, path)

    assert opening(file) == ("150.00", "2026-01-04")
    assert "Checking has a row before 2026-01-10" in str(file.statements[0].opening)
    assert opening(import_file(book, path)) == ("150.00", "2026-01-04")
    obey(book, file)
    assert balance_of(book, 1, date(2026, 1, 10)) == 25000
    assert opening(import_file(book, path)) is None


def test_rows_of_the_opening_balances_day_are_told_as_they_may_be_in_it(book: Book, tmp_path: Path) -> None:
    open_with(book, 25000, "2026-01-05")
    file = import_file(book, write_ofx(tmp_path / "one.ofx", JANUARY))

    assert opening(file) == ("150.00", "2026-01-04")
    assert "a row of 2026-01-05" in str(file.statements[0].opening)
    assert opening(import_file(book, write_ofx(tmp_path / "two.ofx", FEBRUARY))) is None


def test_rows_of_the_opening_balances_day_are_right_where_the_bank_agrees(book: Book, tmp_path: Path) -> None:
    open_with(book, 25000, "2026-01-05")
    file = import_file(book, write_ofx(tmp_path / "one.ofx", JANUARY, closing=("320.00", "2026-01-31")))

    assert (opening(file), str(file.statements[0].difference)) == (None, "0.00")


@pytest.mark.parametrize(
    ("opened", "closing", "needed"),
    [
        (None, "320.00", "250.00"),
        ("2026-01-05", "220.00", "150.00"),
        ("2026-01-10", "320.00", "250.00"),
        ("2026-01-10", "400.00", "330.00"),
        ("2026-02-10", "320.00", "250.00"),
        ("2026-02-10", "70.00", "0.00"),
        ("2025-12-31", "300.00", "230.00"),
    ],
)
def test_a_first_statement_that_states_a_balance_says_what_the_opening_should_be(
    book: Book, tmp_path: Path, opened: str | None, closing: str, needed: str
) -> None:
    if opened:
        open_with(book, 25000, opened)
    file = import_file(book, write_ofx(tmp_path / "one.ofx", JANUARY, closing=(closing, "2026-01-31")))

    assert opening(file) == (needed, "2026-01-04")
    obey(book, file)
    again = import_file(book, write_ofx(tmp_path / "two.ofx", JANUARY[1:], closing=(closing, "2026-01-31")))
    assert (opening(again), str(again.statements[0].difference)) == (None, "0.00")


def test_an_entry_that_is_pending_is_no_part_of_what_the_opening_should_be(book: Book, tmp_path: Path) -> None:
    enter(book, "2026-01-25", -1000, "Not yet at the bank")
    file = import_file(book, write_ofx(tmp_path / "one.ofx", JANUARY, closing=("320.00", "2026-01-31")))

    assert opening(file) == ("250.00", "2026-01-04")


def test_a_later_difference_is_not_blamed_on_the_opening_balance(book: Book, tmp_path: Path) -> None:
    open_with(book, 25000, "2026-01-01")
    import_file(book, write_ofx(tmp_path / "one.ofx", JANUARY, closing=("320.00", "2026-01-31")))
    file = import_file(book, write_ofx(tmp_path / "two.ofx", FEBRUARY, closing=("290.00", "2026-02-28")))

    assert (str(file.statements[0].difference), opening(file)) == ("-10.00", None)


def test_running_balances_say_what_the_opening_should_be(book: Book, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(
        "Date,Description,Amount,Balance\n2026-01-05,Salary,100.00,350.00\n2026-01-20,Shoes,-30.00,320.00\n"
    )
    assert opening(import_file(book, str(tmp_path / "one.csv"))) == ("250.00", "2026-01-04")


def test_what_a_card_owed_is_a_negative_opening(book: Book, tmp_path: Path) -> None:
    file = import_file(book, write_ofx(tmp_path / "one.ofx", FEBRUARY, closing=("-320.00", "2026-02-28")))

    assert opening(file) == ("-300.00", "2026-02-02")
    obey(book, file)
