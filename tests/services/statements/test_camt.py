"""CAMT files in a book: what they share with each other and with the account's files of other formats."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetpro.storage.book import Book
from tests.importers.camt.camt_file import balance, entry, parties, payment, refs, statement
from tests.services.statements.statement_files import (
    Line,
    counts,
    faults,
    import_file,
    open_account,
    rows_of_account,
    write_csv,
)

COFFEE = payment("", parties(creditor="Cafe"), "<RmtInf><Ustrd>coffee</Ustrd></RmtInf>")


@pytest.fixture(autouse=True)
def checking(book: Book) -> int:
    return open_account(book)


def row(amount: str, reference: str, day: int = 5, status: str = "BOOK", inside: str = COFFEE) -> str:
    days = f"<BookgDt><Dt>2026-03-{day:02}</Dt></BookgDt>"
    bank_id = f"<AcctSvcrRef>{reference}</AcctSvcrRef>" if reference else ""
    return entry(amount, "DBIT", inside, status=f"<Sts>{status}</Sts>", days=days, more=bank_id)


def write(path: Path, *rows: str, kind: str = "Stmt") -> str:
    path.write_text(statement("\n".join(rows), kind), encoding="utf-8")
    return str(path)


def test_same_rows_in_another_file_add_nothing(book: Book, tmp_path: Path) -> None:
    rows = [row("3.50", "A1"), row("3.50", "A2"), row("3.50", ""), row("3.50", ""), row("9.00", "A1", 6)]
    first = import_file(book, write(tmp_path / "one.xml", *rows))
    again = import_file(book, write(tmp_path / "two.xml", "<!-- again -->", *rows))

    assert counts(first)[:2] == (5, 0)
    assert counts(again)[:2] == (0, 5)
    assert len(rows_of_account(book)) == 5
    assert faults(book) == ()


def test_overlapping_files_keep_alike_rows_of_one_bank_id_apart(book: Book, tmp_path: Path) -> None:
    import_file(book, write(tmp_path / "late.xml", row("3.50", "A1")))
    import_file(book, write(tmp_path / "whole.xml", row("3.50", "A1"), row("3.50", "A1")))
    import_file(book, write(tmp_path / "early.xml", row("3.50", "A1"), row("1.00", "A2", 4)))

    assert [amount for _, amount, _ in rows_of_account(book)] == [-100, -350, -350]


def test_pending_row_of_a_report_becomes_the_booked_one_of_the_statement(book: Book, tmp_path: Path) -> None:
    report = write(tmp_path / "052.xml", row("3.50", "A1", status="PDNG"), row("9.00", "A2"), kind="Rpt")
    booked = write(tmp_path / "053.xml", row("3.50", "A1", 6), row("9.00", "A2"), row("2.00", "A3"))
    import_file(book, report)
    file = import_file(book, booked)

    assert (file.added, file.already, file.matched) == (1, 1, 1)
    assert [(day, amount) for day, amount, _ in rows_of_account(book)] == [
        (20260305, -900),
        (20260305, -200),
        (20260306, -350),
    ]


def test_batch_is_its_payments_and_the_same_ones_again(book: Book, tmp_path: Path) -> None:
    inside = "".join(payment(refs(EndToEndId=f"E{n}"), amount="5.00") for n in (1, 2))
    first = import_file(book, write(tmp_path / "one.xml", row("10.00", "B1", inside=inside)))
    again = import_file(book, write(tmp_path / "two.xml", row("1.00", "B0", 4), row("10.00", "B1", inside=inside)))

    assert counts(first)[:2] == (2, 0)
    assert counts(again)[:2] == (1, 2)


def test_days_that_came_as_csv_before_are_recognised(book: Book, tmp_path: Path) -> None:
    lines = [Line("2026-03-05", "-3.50", "Cafe card 1", "x1"), Line("2026-03-05", "-9.00", "Cafe card 2", "x2")]
    import_file(book, write_csv(tmp_path / "march.csv", lines))
    file = import_file(book, write(tmp_path / "march.xml", row("9.00", "A2"), row("3.50", "A1"), row("1.00", "A3", 6)))

    assert (file.added, file.already) == (1, 2)


def test_closing_balance_is_compared_with_the_book(book: Book, tmp_path: Path) -> None:
    balances = balance("OPBD", "0.00") + balance("CLBD", "3.50", "DBIT")
    file = import_file(book, write(tmp_path / "march.xml", balances, row("3.50", "A1")))
    difference = file.statements[0].difference
    assert difference is not None
    assert difference.minor == 0
