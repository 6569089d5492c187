"""What keeps an import fast: how little it asks of the database, whatever the machine."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from budgetpro.storage.book import Book, open_book
from tests.services.statements.statement_files import (
    Line,
    counts,
    enter,
    import_file,
    open_account,
    write_csv,
    write_ofx,
)

FIRST = date(2026, 1, 1)
THOUSAND = [
    Line((FIRST + timedelta(days=n // 5)).isoformat(), f"-{n}.{n % 100:02}", f"Shop {n}", f"id{n}") for n in range(1000)
]


@pytest.fixture
def book(new_sqlite: Callable[[], str]) -> Iterator[Book]:
    with open_book(new_sqlite(), None, writing=True) as book:
        open_account(book)
        yield book


@contextmanager
def watched(book: Book) -> Iterator[list[str]]:
    """Yield a list of the statements that SQLite runs from here on."""
    ran: list[str] = []
    raw: sqlite3.Connection = book.connection.raw
    raw.set_trace_callback(ran.append)
    yield ran
    raw.set_trace_callback(None)


@pytest.mark.parametrize("write", [write_csv, write_ofx])
def test_rows_are_written_by_the_hundred(book: Book, tmp_path: Path, write: Callable[..., str]) -> None:
    with watched(book) as ran:
        file = import_file(book, write(tmp_path / "statement", THOUSAND))

    assert counts(file) == (1000, 0, 0, 0, 0, 0)
    assert len(ran) < 100


@pytest.mark.parametrize("write", [write_csv, write_ofx])
def test_rows_that_are_there_are_asked_for_and_noted_by_the_hundred(
    book: Book, tmp_path: Path, write: Callable[..., str]
) -> None:
    import_file(book, write(tmp_path / "statement", THOUSAND))
    with watched(book) as ran:
        file = import_file(book, write(tmp_path / "longer", [*THOUSAND, Line("2026-12-31", "-1.00", "New", "new")]))

    assert counts(file) == (1, 1000, 0, 0, 0, 0)
    assert len(ran) < 100


def test_no_question_goes_through_the_whole_book(book: Book, tmp_path: Path) -> None:
    open_account(book, "Savings")
    enter(book, "2026-01-02", -700, "Shop 7")
    moved = [line._replace(amount=line.amount.removeprefix("-")) for line in THOUSAND[500:600]]
    with watched(book) as ran:
        import_file(book, write_csv(tmp_path / "first.csv", THOUSAND[:600]))
        import_file(book, write_csv(tmp_path / "next.csv", THOUSAND[500:700]))
        import_file(book, write_ofx(tmp_path / "next.ofx", THOUSAND[650:750], closing=("1.00", "2026-05-01")))
        import_file(book, write_ofx(tmp_path / "other.ofx", moved, account="DE2"), "Savings")
        import_file(book, write_ofx(tmp_path / "again.ofx", moved[10:20], account="DE2"), "Savings")

    steps = {(step, sql) for sql in ran if sql.startswith("select") for step in plan(book, sql)}
    assert len(steps) > 20
    assert not [(step, sql) for step, sql in steps if is_through_the_book(step, sql)]


def plan(book: Book, sql: str) -> list[str]:
    raw: sqlite3.Connection = book.connection.raw
    return [step for *_, step in raw.execute(f"explain query plan {sql}")]


def is_through_the_book(step: str, sql: str) -> bool:
    """Tell whether a step of a plan reads all postings, transactions or statement lines that there are."""
    long = {word for names in re.findall(r"\b(posting|txn|statement_line)(?: ([a-z]))?\b", sql) for word in names}
    return (step.startswith("SCAN") or step.endswith("(book_id=?)")) and step.split()[1] in long


def test_pending_rows_are_looked_for_only_where_a_closing_balance_differs(book: Book, tmp_path: Path) -> None:
    with watched(book) as ran:
        import_file(book, write_ofx(tmp_path / "agrees.ofx", THOUSAND[1:2], closing=("-1.01", "2026-01-01")))
    assert not [sql for sql in ran if "status = 0" in sql and "sum(" in sql]

    with watched(book) as ran:
        import_file(book, write_ofx(tmp_path / "differs.ofx", THOUSAND[2:3], closing=("99.00", "2026-01-01")))
    assert len([sql for sql in ran if "status = 0" in sql and "sum(" in sql]) == 1
