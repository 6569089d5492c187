from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from budgetpro.domain.errors import UsageFault
from budgetpro.domain.transactions import Draft, Evidence, PostingDraft
from budgetpro.services.accounts import add_account, system_account
from budgetpro.services.books import BookCreated, CheckReport, check_book, create_book
from budgetpro.services.categories import add_category, list_categories
from budgetpro.storage.book import open_book
from budgetpro.storage.queries.checks import MOST_FAULTS
from budgetpro.storage.writes import add_transaction, insert, insert_new

MARCH = date(2026, 3, 5)


def report_on(database: str) -> CheckReport:
    with open_book(database, None, writing=False) as book:
        return check_book(book)


def damage(database: str, *statements: str) -> None:
    """Change rows behind the program's back, foreign keys unheeded."""
    if "://" not in database:
        with closing(sqlite3.connect(database)) as raw, raw:
            for statement in statements:
                raw.execute(statement)
        return
    import psycopg

    with psycopg.connect(database) as raw_postgresql:
        raw_postgresql.execute("set session_replication_role = replica")
        for statement in statements:
            raw_postgresql.execute(statement.encode())


@pytest.fixture
def furnished(database: str) -> str:
    """Return a database whose book holds one of everything: transaction 2 is from a statement and has a tag."""
    with open_book(database, None, writing=True) as book:
        cash = add_account(book, "Cash", kind="cash", opening_minor=10000, opening_on=date(2026, 1, 1))
        food = add_category(book, "Food")
        batch = insert_new(
            book, "batch", file_name="x.csv", sha256="0", byte_count=1, format="csv", options="{}",
            fingerprint_version=1, imported_at="2026-03-06T00:00:00Z",
        )  # fmt: skip
        insert(book, "batch_statement", batch_id=batch, n=1, account_id=cash.id)
        insert(book, "statement_line", batch_id=batch, n=1, position=2, account_id=cash.id, outcome=1, txn_id=2)
        payee, tag = insert_new(book, "payee", name="Lidl"), insert_new(book, "tag", name="home")
        postings = [
            PostingDraft(cash.id, -1250, "EUR", evidence=Evidence(batch, 1)),
            PostingDraft(food.id, 1250, "EUR"),
        ]
        assert add_transaction(book, Draft(MARCH, postings, payee_id=payee, tag_ids=[tag])) == 2
    return database


def test_a_book_is_created_with_system_accounts_and_starter_categories(empty_database: str) -> None:
    made = create_book(empty_database, "main", "eur", starter=True)
    assert made == BookCreated("main", "EUR", made.categories)
    assert made.categories >= 35
    with open_book(empty_database, None, writing=True) as book:
        paths = [category.path for category in list_categories(book).categories]
        assert len(paths) == made.categories + 2
        assert {"Uncategorised", "Uncategorised income", "Food:Groceries", "Income:Salary"} <= set(paths)
        book.is_changed = False
        system_account(book, "opening", "equity")
        system_account(book, "exchange", "equity")
        assert not book.is_changed
    assert report_on(empty_database).is_sound


def test_the_starter_categories_can_be_skipped(empty_database: str) -> None:
    assert create_book(empty_database, " home ", "JPY", starter=False) == BookCreated("home", "JPY", 0)
    with open_book(empty_database, "home", writing=False) as book:
        assert len(list_categories(book).categories) == 2


def test_a_currency_that_is_none_makes_no_book(tmp_path: Path) -> None:
    place = tmp_path / "book.db"
    with pytest.raises(UsageFault) as caught:
        create_book(str(place), "main", "EUX", starter=True)
    assert caught.value.code == "unknown_currency"
    assert not place.exists()


def test_a_sound_book_has_no_fault_and_its_rows_are_counted(furnished: str) -> None:
    report = report_on(furnished)
    assert report == CheckReport("main", True, report.accounts, 2, 4, 1, ())
    assert report.accounts == 3


def test_a_book_is_sound_before_it_is_committed(database: str) -> None:
    with open_book(database, None, writing=True) as book:
        add_account(book, "Cash", kind="cash", opening_minor=10000, opening_on=MARCH)
        assert {fault.code for fault in check_book(book).faults} <= {"late_sequence"}


@pytest.mark.parametrize(
    ("statement", "codes", "said"),
    [
        (
            "update posting set amount_minor = 1300 where txn_id = 2 and n = 2",
            {"unbalanced", "wrong_total"},
            "The postings of transaction 2 sum to 0.50 EUR, not zero.",
        ),
        (
            "update posting set currency = 'ZZZ' where txn_id = 2",
            {"wrong_currency", "wrong_total"},
            "Posting 1 of transaction 2 is in ZZZ, but account 1 is kept in EUR.",
        ),
        (
            "update posting set currency = 'ZZZ', amount_minor = 7 where txn_id = 2 and n = 2",
            {"unbalanced", "wrong_total"},
            "The postings of transaction 2 sum to 7 minor units of ZZZ, not zero.",
        ),
        (
            "delete from posting where txn_id = 2 and n = 2",
            {"unbalanced", "too_few_postings", "wrong_total"},
            "Transaction 2 has one posting only.",
        ),
        ("delete from posting where txn_id = 2", {"too_few_postings", "wrong_total"}, "Transaction 2 has no posting."),
        (
            "update posting set day = 20260306 where txn_id = 2 and n = 1",
            {"wrong_day"},
            "Posting 1 of transaction 2 is of 20260306, the transaction of 20260305.",
        ),
        (
            "update txn set day = 20260405 where id = 2",
            {"wrong_day", "wrong_count"},
            "The number of transactions in 2026-03 is kept as 1, and is 0.",
        ),
        (
            "update month_total set sum_minor = sum_minor + 1 where month = 202603 and account_id = 1",
            {"wrong_total"},
            "The month total says -12.49 EUR (postings: 1), the postings say -12.50 EUR (postings: 1).",
        ),
        (
            "update month_total set count = 2 where month = 202603 and account_id = 1",
            {"wrong_total"},
            "The month total says -12.50 EUR (postings: 2), the postings say -12.50 EUR (postings: 1).",
        ),
        (
            "delete from month_total where month = 202603 and account_id = 1",
            {"wrong_total"},
            "The month total says 0.00 EUR (postings: 0), the postings say -12.50 EUR (postings: 1).",
        ),
        (
            "insert into month_total values (1, 1, 'EUR', 209901, 5, 1)",
            {"wrong_total"},
            "The month total says 0.05 EUR (postings: 1), the postings say 0.00 EUR (postings: 0).",
        ),
        (
            "delete from month_count where month = 202603",
            {"wrong_count"},
            "The number of transactions in 2026-03 is kept as 0, and is 1.",
        ),
        (
            "delete from txn where id = 2",
            {"orphan", "wrong_count", "missing_transaction"},
            "Posting of transaction 2 names transaction 2, which is missing.",
        ),
        (
            "delete from account where name = 'Food'",
            {"orphan"},
            "Posting of transaction 2 names account 3, which is missing.",
        ),
        ("delete from payee", {"orphan"}, "Transaction 2 names payee 1, which is missing."),
        ("delete from tag", {"orphan"}, "Tag of transaction 2 names tag 1, which is missing."),
        ("delete from batch", {"orphan"}, "Statement line 1 names batch 1, which is missing."),
        (
            "delete from statement_line",
            {"missing_evidence"},
            "Posting 1 of transaction 2 rests on line 1 of batch 1, which is missing.",
        ),
        (
            "update statement_line set txn_id = 77",
            {"missing_transaction"},
            "Line 1 of batch 1 became transaction 77, which is missing.",
        ),
        (
            "update account set parent_id = 9 where id = 1",
            {"orphan"},
            "Account 1 names account 9, which is missing.",
        ),
        ("update account set parent_id = id where id = 1", {"account_circle"}, "Account 1 lies below itself."),
        (
            "update sequence set last_id = 1 where name = 'txn'",
            {"late_sequence"},
            "'txn' has the id 2, but the last one given out is 1.",
        ),
        (
            "delete from sequence where name = 'payee'",
            {"late_sequence"},
            "'payee' has the id 1, but the last one given out is 0.",
        ),
    ],
)
def test_each_damage_is_found_and_named(furnished: str, statement: str, codes: set[str], said: str) -> None:
    damage(furnished, statement)
    report = report_on(furnished)
    assert not report.is_sound
    assert {fault.code for fault in report.faults} == codes
    assert said in [fault.message for fault in report.faults]
    assert all(fault.where for fault in report.faults)


def test_accounts_below_each_other_are_found(furnished: str) -> None:
    with open_book(furnished, None, writing=True) as book:
        add_account(book, "Box:Drawer", kind="cash")
    damage(
        furnished,
        "update account set parent_id = (select d.id from account d where d.name = 'Drawer') where name = 'Box'",
    )
    assert [fault.code for fault in report_on(furnished).faults] == ["account_circle", "account_circle"]


def test_a_line_that_was_only_seen_may_outlive_its_transaction(furnished: str) -> None:
    damage(
        furnished,
        "insert into statement_line (book_id, batch_id, n, position, account_id, outcome, txn_id)"
        " values (1, 1, 2, 3, 1, 2, 99)",
    )
    assert report_on(furnished).is_sound


def test_of_each_kind_of_fault_the_first_hundred_are_told(furnished: str) -> None:
    damage(
        furnished,
        *(f"insert into txn (book_id, id, day) values (1, {number}, 20260305)" for number in range(1001, 1152)),
    )
    short = [fault for fault in report_on(furnished).faults if fault.code == "too_few_postings"]
    assert len(short) == MOST_FAULTS
    assert short[0].where == "transaction 1001"


def test_a_row_of_no_book_is_found_in_sqlite(new_sqlite: Callable[[], str]) -> None:
    database = new_sqlite()
    damage(database, "insert into tag (book_id, id, name) values (9, 1, 'stray')")
    (fault,) = report_on(database).faults
    assert fault.code == "orphan"
    assert fault.message == "Rows of 'tag' name a book that is missing (rows: 1)."


def test_a_damaged_index_is_found_in_sqlite(new_sqlite: Callable[[], str]) -> None:
    database = new_sqlite()
    with open_book(database, None, writing=True) as book:
        add_account(book, "Cash", kind="cash", opening_minor=100, opening_on=MARCH)
    with closing(sqlite3.connect(database)) as raw, raw:
        raw.execute("pragma writable_schema = on")
        raw.execute(
            "update sqlite_master set sql = replace(sql, 'amount_minor', 'status') where name = 'ix_posting_account'"
        )
    report = report_on(database)
    assert {fault.code for fault in report.faults} == {"file_damaged"}
    assert (report.is_sound, report.transactions) == (False, 0)
