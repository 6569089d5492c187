"""A book that is exported and loaded is the same book: byte by byte in its next export, on any database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from io import StringIO
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from budgetpro.domain.transactions import Draft, Evidence, PostingDraft, Status
from budgetpro.output.book_json import write_book
from budgetpro.services.book_export import export_book
from budgetpro.services.book_import import LoadedBook, load_book
from budgetpro.services.books import check_book, create_book
from budgetpro.services.names import category_named
from budgetpro.storage.batches import BatchRow, Outcome, StatementRow, add_batch, add_lines, add_source, add_statements
from budgetpro.storage.book import Book, open_book
from budgetpro.storage.writes import (
    add_transaction,
    delete_transactions,
    insert,
    insert_new,
    replace_transaction,
    set_tags,
)
from tests.household import Household
from tests.services.book_documents import Document, documents, written

BOOK_NAMES = (f"Book {n}" for n in count(1))


def exported(database: str, name: str | None = None) -> str:
    stream = StringIO()
    with open_book(database, name, writing=False) as book:
        write_book(export_book(book), stream)
    return stream.getvalue()


def is_sound(database: str, name: str | None = None) -> bool:
    with open_book(database, name, writing=False) as book:
        report = check_book(book)
        assert report.faults == ()
        return report.is_sound


def saved(text: str, folder: Path) -> str:
    path = folder / "book.json"
    path.write_text(text, encoding="utf-8", newline="\n")
    return str(path)


@pytest.fixture(scope="module")
def shelves(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[list[str]]:
    """Yield an SQLite and a PostgreSQL database, with room for many books."""
    path = tmp_path_factory.mktemp("shelf") / "books.db"
    path.write_bytes(sqlite_template.read_bytes())
    server = request.getfixturevalue("server")
    name = server.create_with_book()
    yield [str(path), server.url_of(name)]
    server.drop(name)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_any_document_is_loaded_and_exported_as_it_was(
    shelves: list[str], tmp_path_factory: pytest.TempPathFactory, document: Document
) -> None:
    folder = tmp_path_factory.mktemp("documents")
    document["book"]["name"] = next(BOOK_NAMES)
    text = written(document)
    for database in shelves:
        loaded = load_book(database, saved(text, folder))

        text_again = exported(database, loaded.name)
        assert text_again == text
        assert is_sound(database, loaded.name)
        text = text_again


def furnish(book: Book) -> None:
    """Write some of everything that a book can hold, and delete some of it again."""
    household = Household(book)
    household.account("Bank:Giro")
    household.account("Tokyo", "cash", currency="JPY")
    depot = household.account("Depot", "investment", currency="EUR")
    insert(book, "commodity", code="VWCE", digits=4, name="An index")
    shares = insert_new(
        book, "account", parent_id=depot, type="asset", kind="investment", name="Shares", currency="VWCE",
        is_on_budget=False, is_closed=True, number="DE12 3456", note='say "x"\n:bank: [red]',
    )  # fmt: skip
    groceries = household.spend("2026-03-01", 12_50, "Food:Groceries", "Giro", payee="Bäcker 🥐", memo="=1+1")
    household.split("2026-03-02", [("Food:Groceries", 5_00), ("Home", 7_01)], "Giro")
    household.earn("2026-02-28", 2500_00, "Wages", "Giro")
    household.spend("1999-12-31", 100, "Home", "Tokyo")
    gone = household.spend("2026-03-03", 99, "Home", "Giro", payee="Gone")
    set_tags(book, groceries, [insert_new(book, "tag", name=name) for name in ("b", "a")])
    exchange = insert_new(
        book, "account", type="equity", kind="exchange", name="Exchange 2", is_on_budget=False, is_closed=False
    )
    giro = household.id_of("Giro")
    add_transaction(
        book,
        Draft(
            date(2026, 3, 4),
            [
                PostingDraft(giro, -101_00, "EUR", Status.RECONCILED),
                PostingDraft(exchange, 101_00, "EUR"),
                PostingDraft(exchange, -1_0000, "VWCE"),
                PostingDraft(shares, 1_0000, "VWCE", Status.PENDING, "one"),
            ],
            reference="R-1",
        ),
    )
    furnish_import(book, giro, groceries)
    delete_transactions(book, [gone])


def furnish_import(book: Book, giro: int, groceries: int) -> None:
    pieces = [b"Date,Amount\n" * 1000, b"2026-03-01,-12.50\n\xff"]
    whole = b"".join(pieces)
    batch = BatchRow(
        "März.csv", sha256(whole).hexdigest(), len(whole), "csv", "cp1252", '{"date_order": "dmy"}', 1,
        "2026-03-31T10:00:00Z",
    )  # fmt: skip
    batch_id = add_batch(book, batch)
    add_source(book, batch_id, pieces)
    add_statements(book, batch_id, [StatementRow(giro, "DE12", None, 0, -12_50, 20260331)])
    added = (book.id, batch_id, 1, 2, giro, int(Outcome.ADDED), groceries, 2**63 - 1, "FIT-1", -12_50, None)
    seen = (book.id, batch_id, 2, 3, giro, int(Outcome.ALREADY), 4711, None, None, None, '{"reason": "same"}')
    add_lines(book, [added, seen])
    category = category_named(book, "Food:Groceries").id
    own = PostingDraft(giro, -12_50, "EUR", evidence=Evidence(batch_id, 1))
    replace_transaction(book, groceries, Draft(date(2026, 3, 1), [own, PostingDraft(category, 12_50, "EUR")]))


@pytest.fixture
def original(new_database: Callable[[], str]) -> str:
    """Return a database with a book that has something of everything."""
    database = new_database()
    with open_book(database, None, writing=True) as book:
        furnish(book)
    return database


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_book_moves_to_any_database_and_back(
    original: str, target: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    text = exported(original)
    if target == "sqlite":
        copy = str(tmp_path / "new" / "copy.db")
    else:
        server = request.getfixturevalue("server")
        empty = server.create()
        request.addfinalizer(lambda: server.drop(empty))
        copy = server.url_of(empty)

    loaded = load_book(copy, saved(text, tmp_path))

    assert loaded == LoadedBook("main", "EUR", accounts=5, categories=4, transactions=5, imports=1)
    assert exported(copy) == text
    assert is_sound(copy)
    assert load_book(original, saved(text, tmp_path), name="twin").name == "twin"
    assert exported(original, "twin").replace('"twin"', '"main"', 1) == text


def test_a_document_is_json_with_a_record_a_line(original: str) -> None:
    text = exported(original)

    document = json.loads(text)
    assert (document["schema_version"], document["kind"]) == (1, "book")
    records = [record for name, section in document["data"].items() if name != "book" for record in section]
    lines = [
        json.loads(line.rstrip(",")) for line in text.splitlines() if line.startswith("{") and '"data"' not in line
    ]
    assert records == lines
    by_id = {transaction["id"]: transaction for transaction in document["data"]["transactions"]}
    assert by_id[1] == {
        "id": 1, "date": "2026-03-01", "payee_id": None, "memo": None, "reference": None, "tag_ids": [],
        "postings": [
            {
                "account_id": 2, "amount": {"amount": "-12.50", "currency": "EUR"}, "status": "cleared", "memo": None,
                "evidence": {"batch_id": 1, "line": 1},
            },
            {
                "account_id": 7, "amount": {"amount": "12.50", "currency": "EUR"}, "status": "cleared", "memo": None,
                "evidence": None,
            },
        ],
    }  # fmt: skip


def test_an_export_tells_nothing_of_how_the_book_came_about(original: str) -> None:
    text = exported(original)
    with open_book(original, None, writing=True) as book:
        category = insert_new(
            book, "account", type="expense", kind="category", name="Brief", is_on_budget=False, is_closed=False
        )
        book.connection.execute("delete from account where book_id = ? and id = ?", (book.id, category))

    assert exported(original) == text
    assert "revision" not in text
    assert "created_at" not in text


def test_new_ids_go_on_behind_the_highest(original: str, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    load_book(copy, saved(exported(original), tmp_path))

    with open_book(copy, None, writing=True) as book:
        assert [book.next_id(table) for table in ("txn", "batch", "tag", "payee", "account")] == [
            7, 2, 3, 3, 11,
        ]  # fmt: skip


def test_a_fresh_book_with_starter_categories_comes_back(new_sqlite: Callable[[], str], tmp_path: Path) -> None:
    shelf = new_sqlite()
    create_book(shelf, "Fresh", "CHF", starter=True)

    load_book(str(tmp_path / "copy.db"), saved(exported(shelf, "Fresh"), tmp_path))

    assert exported(str(tmp_path / "copy.db")) == exported(shelf, "Fresh")
