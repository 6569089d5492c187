"""Documents that are no book: each is refused with the place that is wrong, and leaves nothing behind."""

from __future__ import annotations

import copy
import io
import json
import os
import sys
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from budgetpro.domain.errors import BudgetProError, Failure, NotFound, UsageFault
from budgetpro.services.book_import import load_book
from budgetpro.storage.book import open_book
from budgetpro.storage.queries.checks import counts_of
from tests.services.book_documents import Document, written

PIECE = b"2026-03-01,-12.50\n"
SOUND: Document = {
    "book": {"name": "main", "base_currency": "EUR"},
    "commodities": [{"code": "VWCE", "digits": 4, "name": "An index"}],
    "accounts": [
        {
            "id": 1, "parent_id": 2, "type": "asset", "kind": "checking", "name": "Giro", "currency": "EUR",
            "is_on_budget": True, "is_closed": False, "number": None, "note": None,
        },
        {
            "id": 2, "parent_id": None, "type": "asset", "kind": "asset", "name": "Bank", "currency": "EUR",
            "is_on_budget": False, "is_closed": False, "number": None, "note": None,
        },
        {
            "id": 3, "parent_id": None, "type": "expense", "kind": "category", "name": "Food", "currency": None,
            "is_on_budget": False, "is_closed": False, "number": None, "note": None,
        },
    ],
    "payees": [{"id": 1, "name": "Lidl"}, {"id": 2, "name": "Aldi"}],
    "tags": [{"id": 1, "name": "trip"}, {"id": 2, "name": "work"}],
    "batches": [
        {
            "id": 1, "file_name": "a.csv", "sha256": sha256(PIECE).hexdigest(), "byte_count": len(PIECE),
            "format": "csv", "encoding": "utf-8", "options": "{}", "fingerprint_version": 1,
            "imported_at": "2026-03-31T09:00:00Z",
        },
        {
            "id": 2, "file_name": "b.csv", "sha256": sha256(PIECE).hexdigest(), "byte_count": len(PIECE),
            "format": "csv", "encoding": None, "options": "{}", "fingerprint_version": 1,
            "imported_at": "2026-03-31T09:00:00Z",
        },
    ],
    "sources": [{"batch_id": 1, "content": "MjAyNi0wMy0wMSwt"}, {"batch_id": 1, "content": "MTIuNTAK"}],
    "statements": [
        {
            "batch_id": 1, "account_id": 1, "account_number": None, "currency": None,
            "opening_balance": {"amount": "0.00", "currency": "EUR"}, "closing_balance": None,
            "closing_date": "2026-03-31",
        }
    ],
    "lines": [
        {
            "batch_id": 1, "n": 1, "position": 1, "account_id": 1, "outcome": "added", "transaction_id": 1,
            "fingerprint": "12", "bank_id": None,
            "balance": {"amount": "5.00", "currency": "EUR"}, "detail": None,
        },
        {
            "batch_id": 1, "n": 3, "position": 3, "account_id": 1, "outcome": "already", "transaction_id": 99,
            "fingerprint": None, "bank_id": None, "balance": None, "detail": "{}",
        },
    ],
    "transactions": [
        {
            "id": 1, "date": "2026-03-01", "payee_id": 1, "memo": None, "reference": None, "tag_ids": [1, 2],
            "postings": [
                {
                    "account_id": 1, "amount": {"amount": "-12.50", "currency": "EUR"}, "status": "cleared",
                    "memo": None, "evidence": {"batch_id": 1, "line": 1},
                },
                {
                    "account_id": 3, "amount": {"amount": "12.50", "currency": "EUR"}, "status": "cleared",
                    "memo": None, "evidence": None,
                },
            ],
        },
        {
            "id": 5, "date": "2026-03-02", "payee_id": None, "memo": None, "reference": None, "tag_ids": [],
            "postings": [
                {
                    "account_id": 3, "amount": {"amount": "1.0000", "currency": "VWCE"}, "status": "cleared",
                    "memo": None, "evidence": None,
                },
                {
                    "account_id": 3, "amount": {"amount": "-1.0000", "currency": "VWCE"}, "status": "cleared",
                    "memo": None, "evidence": None,
                },
            ],
        },
    ],
}  # fmt: skip

REMOVED = object()


@pytest.fixture
def load(new_sqlite: Callable[[], str], tmp_path: Path) -> Callable[..., str]:
    """Return a way to load a text or document as a second book into a database; it gives the database."""
    database = new_sqlite()

    def load(document: Document | str | bytes, name: str = "copy") -> str:
        text = document if isinstance(document, (str, bytes)) else written(document)
        source = tmp_path / "book.json"
        source.write_bytes(text if isinstance(text, bytes) else text.encode())
        try:
            load_book(database, str(source), name=name)
        except BudgetProError:
            with pytest.raises(NotFound), open_book(database, name, writing=False):
                pass
            raise
        return database

    return load


def changed(path: str, value: object) -> Document:
    """Return the sound document with one value changed, added or removed."""
    document = copy.deepcopy(SOUND)
    *way, last = [int(step) if step.isdigit() else step for step in path.replace("[", ".").replace("]", "").split(".")]
    place: Any = document
    for step in way[1:] if way and way[0] == "data" else way:
        place = place[step]
    if value is REMOVED:
        del place[last]
    else:
        place[last] = value
    return document


def test_the_sound_document_is_loaded(load: Callable[..., str]) -> None:
    with open_book(load(SOUND), "copy", writing=False) as book:
        assert counts_of(book) == (3, 2, 4, 2)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("book.name", "", "without space around it"),
        ("book.base_currency", "EURO", "one of"),
        ("book.extra", 1, "no such key"),
        ("commodities[0].code", "EUR", "is taken"),
        ("commodities[0].digits", 19, "from 0 to 18"),
        ("commodities[0].digits", True, "a whole number"),
        ("commodities[0].digits", 1.0, "a whole number"),
        ("accounts[0].id", 0, "a whole number from 1"),
        ("accounts[0].id", "1", "a whole number"),
        ("accounts[2].id", 1, "is taken"),
        ("accounts[0].parent_id", 4, "there is no account 4"),
        ("accounts[0].parent_id", 1, "below itself"),
        ("accounts[2].parent_id", 2, "of the type asset"),
        ("accounts[0].type", "money", "one of asset"),
        ("accounts[0].kind", "category", "no kind of asset"),
        ("accounts[0].name", "a:b", "holds a ':'"),
        ("accounts[0].name", " Giro", "not written as names are kept"),
        ("accounts[0].name", "", "is empty"),
        ("accounts[0].currency", None, "what every asset"),
        ("accounts[0].currency", "XXX", "no currency"),
        ("accounts[2].currency", "EUR", "and nothing else"),
        ("accounts[0].is_closed", 0, "true or false"),
        ("accounts[0].note", 1, "a text"),
        ("accounts[0].note", "a\0b", "can't be kept"),
        ("accounts[0].colour", "red", "no such key"),
        ("payees[1].id", 1, "is taken"),
        ("payees[1].name", "Lidl", "is taken"),
        ("tags[1].name", "trip ", "without space"),
        ("batches[1].id", 1, "is taken"),
        ("batches[0].sha256", "00", "a SHA-256"),
        ("batches[0].sha256", "0" * 64, "another SHA-256"),
        ("batches[0].byte_count", 1, "has 18 bytes"),
        ("batches[0].options", "{", "a text of JSON"),
        ("batches[0].imported_at", "yesterday", "a time like"),
        ("sources[0].batch_id", 7, "there is no batch 7"),
        ("sources[0].content", "%", "Base64"),
        ("statements[0].batch_id", 9, "there is no batch 9"),
        ("statements[0].account_id", 9, "there is no account 9"),
        ("statements[0].closing_date", "2026-02-29", "a date like"),
        ("statements[0].closing_date", "20260228", "a date like"),
        ("lines[0].n", 0, "from 1"),
        ("lines[1].n", 1, "ascending"),
        ("lines[0].account_id", 8, "there is no account 8"),
        ("lines[0].outcome", "lost", "one of added"),
        ("lines[0].fingerprint", 12, "a text"),
        ("lines[0].fingerprint", str(2**63), "63 bits"),
        ("lines[0].transaction_id", 2, "there is no transaction 2"),
        ("lines[1].detail", "no", "a text of JSON"),
        ("transactions[1].id", 1, "ascending"),
        ("transactions[0].date", "31/02/2026", "a date like"),
        ("transactions[0].payee_id", 3, "there is no payee 3"),
        ("transactions[0].tag_ids", [1, 1], "ascending"),
        ("transactions[0].tag_ids", {}, "an array"),
        ("transactions[0].tag_ids[1]", 7, "there is no tag 7"),
        ("transactions[0].postings", [], "two postings"),
        ("transactions[0].postings[1]", REMOVED, "two postings"),
        ("transactions[0].postings[0].account_id", 9, "there is no account 9"),
        ("transactions[0].postings[0].status", "done", "one of pending"),
        ("transactions[0].postings[0].evidence.line", 2, "there is no line 2 of batch 1"),
        ("transactions[0].postings[0].evidence.batch_id", 2, "there is no line 1 of batch 2"),
        ("transactions[0].postings[0].amount.amount", "-12.5", "which has 2 decimals"),
        ("transactions[0].postings[0].amount.amount", "-12,50", "no amount"),
        ("transactions[0].postings[0].amount.amount", "92233720368547758.08", "more than a book can hold"),
        ("transactions[0].postings[0].amount.amount", -12.5, "a text"),
        ("transactions[0].postings[0].amount.amount", "-12.51", "do not sum to zero: -0.01 EUR too much"),
        ("transactions[0].postings[0].amount.currency", "eur", "no currency"),
        ("transactions[0].postings[0].amount.currency", "CHF", "is kept in EUR"),
        ("transactions[0].memo", REMOVED, "the key 'memo' is missing"),
        ("transactions[0]", [], "an object is expected"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_path(load: Callable[..., str], path: str, value: object, message: str) -> None:
    with pytest.raises(Failure) as refused:
        load(changed(path, value))

    fault = refused.value
    assert fault.code == "invalid_book_document"
    assert message in fault.message
    assert fault.message.endswith("Nothing was created.")
    # A misfit of a whole is told of the whole: of the postings, where their sum is wrong.
    assert f"data.{path}".startswith(str(fault.facts["path"]))
    assert str(fault.facts["path"]).startswith(f"data.{path.partition('.')[0]}")


def test_amounts_of_another_currency_than_the_accounts_are_refused(load: Callable[..., str]) -> None:
    document = changed("statements[0].closing_balance", {"amount": "1.0000", "currency": "VWCE"})

    with pytest.raises(Failure, match="kept in EUR") as refused:
        load(document)
    assert refused.value.facts["path"] == "data.statements[0].closing_balance.currency"


def test_imports_come_in_order(load: Callable[..., str]) -> None:
    first, second = SOUND["sources"]

    with pytest.raises(Failure, match="ascending") as refused:
        load({**SOUND, "sources": [{**first, "batch_id": 2}, second]})
    assert refused.value.facts["path"] == "data.sources[1].batch_id"


def test_half_a_surrogate_pair_is_no_text(load: Callable[..., str]) -> None:
    with pytest.raises(Failure, match="can't be kept") as refused:
        load(written(SOUND).replace('"Lidl"', '"\\ud800"'))
    assert refused.value.facts["path"] == "data.payees[0].name"


def test_after_a_fault_there_is_no_file(tmp_path: Path) -> None:
    source = tmp_path / "book.json"
    source.write_text(written(changed("lines[0].transaction_id", 2)), encoding="utf-8")

    with pytest.raises(Failure, match="there is no transaction 2"):
        load_book(str(tmp_path / "new" / "book.db"), str(source))
    assert list(tmp_path.glob("new/*")) == []


def test_names_are_taken_whatever_their_capitals(load: Callable[..., str]) -> None:
    twin = {**SOUND["accounts"][0], "id": 9, "name": "GIRO"}

    with pytest.raises(Failure, match="is taken") as refused:
        load({**SOUND, "accounts": [*SOUND["accounts"], twin]})
    assert refused.value.facts["path"] == "data.accounts[3].name"


@pytest.mark.parametrize(
    ("found", "wanted", "code", "path"),
    [
        ('"schema_version": 1', '"schema_version": 2', "unsupported_schema_version", "schema_version"),
        ('"kind": "book"', '"kind": "transactions"', "invalid_book_document", "kind"),
        ('"schema_version": 1, "kind"', '"kind"', "invalid_book_document", "kind"),
        ('"payees": [', '"people": [', "invalid_book_document", "data"),
        (
            '"tags": [\n{"id": 1, "name": "trip"},',
            '"tags": [\n{"id": 1, "name": "trip"}',
            "invalid_book_document",
            None,
        ),
        ("]\n}}\n", '],\n"more": []}}\n', "invalid_book_document", "data.more"),
        ("]\n}}\n", ']}, "more": 1}', "invalid_book_document", "more"),
        ("]\n}}\n", "]\n}}\n{}", "invalid_book_document", None),
        ("]\n}}\n", "]\n", "invalid_book_document", None),
    ],
)
def test_another_layout_is_refused(
    load: Callable[..., str], found: str, wanted: str, code: str, path: str | None
) -> None:
    text = written(SOUND)
    assert found in text

    with pytest.raises(Failure) as refused:
        load(text.replace(found, wanted))
    assert (refused.value.code, refused.value.facts["path"]) == (code, path)


def test_any_layout_of_the_same_json_is_read(load: Callable[..., str]) -> None:
    document = json.loads(written(SOUND))

    texts = json.dumps(document), json.dumps(document, indent=4), "\ufeff" + json.dumps(document) + "\r\n\r\n"
    for name, text in zip("abc", texts, strict=True):
        with open_book(load(text, name), name, writing=False) as book:
            assert counts_of(book).transactions == 2


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\x1f\x8b\x08\0\0\0", b"{", b'{"schema_version": 1', b"[]", b"\xff\xfe{"]
)
def test_what_is_no_document_is_refused(load: Callable[..., str], content: bytes) -> None:
    with pytest.raises(Failure) as refused:
        load(content)
    assert refused.value.code == "invalid_book_document"


def test_a_fault_in_the_last_record_leaves_an_existing_database_as_it_was(database: str, tmp_path: Path) -> None:
    source = tmp_path / "book.json"
    source.write_text(written(changed("transactions[1].postings[1].account_id", 77)), encoding="utf-8")

    with pytest.raises(Failure, match="there is no account 77"):
        load_book(database, str(source), name="copy")

    with pytest.raises(NotFound), open_book(database, "copy", writing=False):
        pass
    with open_book(database, None, writing=False) as book:
        assert (book.name, counts_of(book).accounts) == ("main", 0)


def test_a_book_that_is_there_is_never_written_over(database: str, tmp_path: Path) -> None:
    source = tmp_path / "book.json"
    source.write_text(written(SOUND), encoding="utf-8")

    with pytest.raises(UsageFault) as refused:
        load_book(database, str(source))
    assert refused.value.code == "book_exists"


def test_standard_input_and_pipes_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = written(SOUND).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(raw,))
    writer.start()

    assert load_book(str(tmp_path / "a.db"), "-").transactions == 2
    assert load_book(str(tmp_path / "b.db"), str(pipe)).transactions == 2
    writer.join()


@pytest.mark.parametrize(("path", "code"), [("missing.json", "file_not_found"), (".", "unreadable")])
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, code: str
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(BudgetProError, match=path.replace(".", r"\.")) as refused:
        load_book("book.db", path)
    assert refused.value.code == code
    assert not Path("book.db").exists()
