"""From the file to the book: the same rows come in once, pages overlap, what is pending is booked later."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetpro.domain.errors import Failure
from budgetpro.storage.book import Book
from tests.importers.mt940.mt940_file import page
from tests.services.statements.statement_files import (
    counts,
    faults,
    import_file,
    open_account,
    rows_of_account,
)

COFFEE = "2603030303D3,50NMSCNONREF\n:86:105?20SVWZ+coffee?32Cafe"
LIDL = "2603050305D54,20NTRFNONREF//0724710345313905\n:86:105?20SVWZ+milk?32Lidl"
SALARY = "2603020302C2500,00NTRFNONREF//0724710290621954\n:86:166?20SVWZ+Salary March?32ACME"
EARLY = page(SALARY, COFFEE, COFFEE, opening="C260301EUR0,00", closing="C260303EUR2493,00")
LATE = page(LIDL, opening="C260303EUR2493,00", closing="C260305EUR2438,80")
ROWS = [
    (20260302, 250000, "Salary March"),
    (20260303, -350, "coffee"),
    (20260303, -350, "coffee"),
    (20260305, -5420, "milk"),
]


@pytest.fixture(autouse=True)
def checking(book: Book) -> int:
    return open_account(book)


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_file_comes_in_once_and_its_balance_agrees(book: Book, tmp_path: Path) -> None:
    file = import_file(book, write(tmp_path / "march.sta", EARLY + LATE))
    again = import_file(book, write(tmp_path / "copy.sta", f"{EARLY}{LATE}\n"))

    assert file.format == "mt940"
    assert (counts(file), counts(again)) == ((4, 0, 0, 0, 0, 0), (0, 4, 0, 0, 0, 0))
    assert rows_of_account(book) == ROWS
    assert [str(statement.difference) for statement in file.statements] == ["0.00"]
    assert faults(book) == ()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_overlapping_files_add_nothing_twice(book: Book, tmp_path: Path, order: tuple[int, ...]) -> None:
    files = [EARLY, LATE, EARLY + LATE]
    for number in order:
        import_file(book, write(tmp_path / f"{number}.sta", files[number]))

    assert rows_of_account(book) == ROWS


def test_statement_that_is_in_a_file_twice_is_told(book: Book, tmp_path: Path) -> None:
    file = import_file(book, write(tmp_path / "twice.sta", LATE + LATE))

    assert counts(file) == (1, 1, 0, 0, 0, 0)
    assert "the file lacks what is between them" in file.problems[0].message


def test_row_of_an_interim_report_is_booked_by_the_statement(book: Book, tmp_path: Path) -> None:
    interim = f":20:I\n:25:50880050/0194774600888\n:28C:1/1\n:34F:EUR0,\n:61:{LIDL}\n:90D:1EUR54,20\n-\n"
    first = import_file(book, write(tmp_path / "interim.sta", interim))
    later = import_file(book, write(tmp_path / "march.sta", EARLY + LATE))

    assert counts(first) == (1, 0, 0, 0, 0, 0)
    assert counts(later) == (3, 0, 1, 0, 0, 0)
    assert rows_of_account(book) == ROWS
    assert faults(book) == ()


def test_file_that_is_cut_off_is_refused_with_its_line(book: Book, tmp_path: Path) -> None:
    path = write(tmp_path / "cut.sta", EARLY[: EARLY.index(":62F")])
    with pytest.raises(Failure) as caught:
        import_file(book, path)
    assert caught.value.code == "statement_row_unreadable"
    assert f"{path}, line 9: The file ends in this transaction" in caught.value.message


def test_rows_before_the_cut_can_be_taken(book: Book, tmp_path: Path) -> None:
    file = import_file(book, write(tmp_path / "cut.sta", EARLY[: EARLY.index(":62F")]), skip_bad_rows=True)

    assert counts(file) == (2, 0, 0, 0, 0, 1)
    assert rows_of_account(book) == ROWS[:2]


def test_statements_of_several_accounts_find_theirs(book: Book, tmp_path: Path) -> None:
    text = EARLY + page(account="NL69INGB0123456789EUR")
    with pytest.raises(Failure) as caught:
        import_file(
            book,
            write(tmp_path / "two.sta", text.replace(":62F:C260331EUR100,00", f":61:{LIDL}\n:62F:C260331EUR45,80")),
        )
    assert caught.value.code == "several_accounts"
