"""Changing transactions: by id or by filter, one or many, and what must stay as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from budgetpro.domain.errors import BudgetProError, Failure, NotFound, UsageFault
from budgetpro.domain.transactions import Status
from budgetpro.services.accounts import close_account
from budgetpro.services.categories import close_category
from budgetpro.services.edits import Left, clear_transactions, delete_transactions
from budgetpro.services.names import account_named, category_named
from budgetpro.services.transactions import show_transaction
from budgetpro.storage.book import Book, open_book
from budgetpro.storage.queries.names import payees
from budgetpro.storage.writes import insert_transactions
from tests.services.households import (
    CARD,
    TODAY,
    add,
    chosen,
    edit,
    found,
    furnish,
    imported,
    move,
    postings,
    reconcile,
)
from tests.services.statements.statement_files import Line, counts, faults, import_file, write_ofx


@pytest.fixture(autouse=True)
def _household(book: Book) -> None:
    furnish(book)


def category_sum(book: Book, name: str) -> int:
    """Return a category's total, from the month totals."""
    book.flush_totals()
    row = book.connection.execute(
        "select coalesce(sum(sum_minor), 0) from month_total where book_id = ? and account_id = ?",
        (book.id, category_named(book, name).id),
    ).fetchone()
    return int(row[0])


def test_imported_rows_are_filed_in_bulk_and_keep_their_evidence(book: Book, tmp_path: Path) -> None:
    ids = imported(book, tmp_path)

    edited = edit(book, text="lidl", is_uncategorised=True, change={"category": "groceries", "payee": "Lidl"})

    assert edited == ("edit", False, 2, (ids[1], ids[0]), ())
    for txn_id in ids:
        told = show_transaction(book, txn_id)
        assert (told.category, told.payee) == ("Food:Groceries", "Lidl")
        assert told.postings[0].evidence is not None
    assert category_sum(book, "groceries") == 1200
    assert faults(book) == ()


def test_what_was_filed_survives_the_next_import(book: Book, tmp_path: Path) -> None:
    ids = imported(book, tmp_path)
    edit(book, *ids, change={"category": "groceries", "memo": "mine", "add_tags": ["week"]})

    again = import_file(book, write_ofx(tmp_path / "longer.ofx", [*CARD, Line("2026-03-04", "-1.00", "Rewe", "x3")]))

    assert counts(again) == (1, 2, 0, 0, 0, 0)
    told = show_transaction(book, ids[0])
    assert (told.category, told.memo, told.tags) == ("Food:Groceries", "mine", ("week",))


def test_a_payee_that_nobody_names_any_more_is_gone(book: Book) -> None:
    first = add(book, "5", payee="LIDL 123")
    kept = add(book, "5", payee="Rewe")
    add(book, "5", payee="Rewe")

    edit(book, first.id, kept.id, change={"payee": "Lidl"})

    assert sorted(name for _, name in payees(book)) == ["Lidl", "Rewe"]


def test_texts_are_cleared_by_nothing(book: Book) -> None:
    txn = add(book, "5", payee="Lidl", memo="a", reference="b")

    edit(book, txn.id, change={"payee": "", "memo": "", "reference": ""})

    told = show_transaction(book, txn.id)
    assert (told.payee, told.memo, told.reference) == (None, None, None)


def test_of_a_split_the_part_that_the_filter_names_is_moved(book: Book) -> None:
    split = add(book, "20", splits=["groceries=15", "rent="])

    edited = edit(book, category="rent", change={"category": "restaurants"})

    assert edited.ids == (split.id,)
    assert [name for name, _ in postings(show_transaction(book, split.id))][1:] == [
        "Food:Groceries",
        "Food:Restaurants",
    ]
    assert faults(book) == ()


def test_a_filter_leaves_splits_and_transfers_and_what_is_so_already(book: Book) -> None:
    split = add(book, "20", splits=["groceries=15", "rent="])
    transfer = move(book, "20", "checking", "savings")
    same, other = add(book, "20", "restaurants"), add(book, "20", "rent")

    edited = edit(book, period="all", change={"category": "restaurants"})

    assert edited.ids == (other.id,)
    assert edited.left == (
        Left("split", (split.id,)),
        Left("transfer", (transfer.id,)),
        Left("unchanged", (same.id,)),
    )


def test_what_is_left_is_left_whole(book: Book) -> None:
    split = add(book, "20", splits=["groceries=15", "rent="])

    edit(book, period="all", change={"category": "restaurants", "memo": "x", "add_tags": ["t"]})

    assert (show_transaction(book, split.id).memo, show_transaction(book, split.id).tags) == (None, ())


def test_a_split_or_transfer_that_is_named_refuses_all(book: Book) -> None:
    split, transfer = add(book, "20", splits=["groceries=15", "rent="]), move(book, "20", "checking", "savings")

    for txn_id, code in ((split.id, "has_splits"), (transfer.id, "is_transfer")):
        with pytest.raises(Failure) as refused:
            edit(book, txn_id, change={"category": "restaurants"})
        assert (refused.value.code, refused.value.facts) == (code, {"id": txn_id})


def test_a_closed_category_takes_nothing(book: Book) -> None:
    close_category(book, "rent")
    txn = add(book, "5", "groceries")

    with pytest.raises(Failure) as refused:
        edit(book, txn.id, change={"category": "rent"})

    assert refused.value.code == "category_closed"


def test_the_category_changes_on_closed_accounts_and_reconciled_rows_too(book: Book) -> None:
    txn = add(book, "5", "groceries", source="savings")
    reconcile(book, txn.id, "savings")
    close_account(book, "savings", force=True)

    assert edit(book, txn.id, change={"category": "rent", "payee": "Me", "memo": "m", "add_tags": ["t"]}).changed == 1

    told = show_transaction(book, txn.id)
    assert (told.category, told.status) == ("Rent", Status.RECONCILED)


def test_a_hundred_thousand_rows_are_filed_by_a_few_hundred_statements(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, rent = account_named(book, "checking").id, category_named(book, "rent").id
    ids = book.next_ids("txn", 20_000)
    insert_transactions(
        book,
        [(book.id, txn_id, 20260301, None, None, None) for txn_id in ids],
        [
            row
            for txn_id in ids
            for row in (
                (book.id, txn_id, 1, account, 20260301, -100, "EUR", 1, None, None, None),
                (book.id, txn_id, 2, rent, 20260301, 100, "EUR", 1, None, None, None),
            )
        ],
    )
    asked: list[str] = []
    execute = type(book.connection).execute

    def watched(connection: Any, sql: str, params: Any = ()) -> Any:
        asked.append(sql)
        return execute(connection, sql, params)

    monkeypatch.setattr(type(book.connection), "execute", watched)

    edited = edit(book, category="rent", change={"category": "groceries", "add_tags": ["bulk"]})

    assert edited.changed == 20_000
    assert len(asked) < 20_000 / 50  # here 40 pieces of 500 rows, a handful of statements each
    monkeypatch.undo()
    assert category_sum(book, "groceries") == 2_000_000
    assert category_sum(book, "rent") == 0
    assert faults(book) == ()


def test_tags_come_and_go(book: Book) -> None:
    first, second = add(book, "5", tags=["a", "b"]), add(book, "5", tags=["b"])

    edit(book, first.id, second.id, change={"add_tags": ["c", "B"], "remove_tags": ["a"]})

    assert show_transaction(book, first.id).tags == ("b", "c")
    assert show_transaction(book, second.id).tags == ("b", "c")
    with pytest.raises(NotFound) as refused:
        edit(book, first.id, change={"remove_tags": ["nothing"]})
    assert refused.value.code == "tag_not_found"


def test_pending_becomes_cleared_and_pending_again(book: Book) -> None:
    txn, cash = add(book, "5"), add(book, "5", source="wallet")

    assert clear_transactions(book, chosen(book, period="all")) == (
        "edit", False, 1, (txn.id,), (Left("unchanged", (cash.id,)),),
    )  # fmt: skip
    assert show_transaction(book, txn.id).status == Status.CLEARED

    assert clear_transactions(book, chosen(book, txn.id), undo=True).changed == 1
    assert show_transaction(book, txn.id).status == Status.PENDING
    assert edit(book, txn.id, change={"status": "cleared"}).changed == 1


def test_a_transfer_clears_on_the_account_that_is_asked_for(book: Book) -> None:
    txn = move(book, "5", "checking", "savings")

    clear_transactions(book, chosen(book, account="savings"))

    assert [posting.status for posting in show_transaction(book, txn.id).postings] == [Status.PENDING, Status.CLEARED]
    clear_transactions(book, chosen(book, txn.id))
    assert {posting.status for posting in show_transaction(book, txn.id).postings} == {Status.CLEARED}


def test_what_the_bank_has_booked_stays_booked(book: Book, tmp_path: Path) -> None:
    first, second = imported(book, tmp_path)
    by_hand = add(book, "5", status="cleared")
    reconciled = add(book, "6")
    reconcile(book, reconciled.id)

    edited = clear_transactions(book, chosen(book, period="all"), undo=True)

    assert edited.ids == (by_hand.id,)
    assert edited.left == (Left("booked", (first, second)), Left("reconciled", (reconciled.id,)))
    for txn_id, code in ((first, "has_evidence"), (reconciled.id, "reconciled")):
        with pytest.raises(Failure) as refused:
            clear_transactions(book, chosen(book, txn_id), undo=True)
        assert refused.value.code == code


def test_reconciled_is_no_status_to_be_given(book: Book) -> None:
    with pytest.raises(UsageFault) as refused:
        edit(book, add(book, "5").id, change={"status": "reconciled"})

    assert refused.value.code == "invalid_status"


def test_deleted_rows_stay_deleted_on_the_next_import(book: Book, tmp_path: Path) -> None:
    ids = imported(book, tmp_path)

    edited = delete_transactions(book, chosen(book, text="lidl"))

    assert (edited.action, edited.changed, sorted(edited.ids)) == ("delete", 2, ids)
    again = import_file(book, write_ofx(tmp_path / "again.ofx", [*CARD, Line("2026-03-04", "-1.00", "Rewe", "x3")]))
    assert counts(again) == (1, 2, 0, 0, 0, 0)
    assert found(book, text="lidl") == []
    assert faults(book) == ()


def test_reconciled_ones_are_not_deleted_nor_those_of_closed_accounts(book: Book) -> None:
    ids = [add(book, "5").id for _ in range(7)]
    for txn_id in ids:
        reconcile(book, txn_id)
    closed = add(book, "5", source="savings").id
    close_account(book, "savings", force=True)

    with pytest.raises(Failure) as refused:
        delete_transactions(book, chosen(book, period="all"))
    assert (refused.value.code, refused.value.facts) == ("reconciled", {"ids": ids})
    assert f"{ids[4]} and 2 more;" in refused.value.message

    with pytest.raises(Failure) as refused:
        delete_transactions(book, chosen(book, closed))
    assert refused.value.code == "account_closed"


def test_a_dry_run_changes_nothing(database: str, book: Book) -> None:
    txn = add(book, "5", "rent")
    book.commit()
    book.connection.begin(writing=True, lock_timeout=1)

    edited = edit(book, txn.id, change={"category": "groceries", "payee": "New"}, is_dry_run=True)
    deleted = delete_transactions(book, chosen(book, txn.id), is_dry_run=True)
    book.commit()
    book.connection.rollback()

    assert (edited.is_dry_run, edited.changed, deleted.is_dry_run) == (True, 1, True)
    with open_book(database, None, writing=False) as later:
        told = show_transaction(later, txn.id)
        assert (told.category, told.payee) == ("Rent", None)


@pytest.mark.parametrize(
    ("ids", "asked", "family", "code"),
    [
        ([], {}, UsageFault, "nothing_chosen"),
        (["1"], {"text": "a"}, UsageFault, "conflicting_options"),
        (["x"], {}, UsageFault, "invalid_id"),
        (["-1"], {}, UsageFault, "invalid_id"),
        (["9" * 30], {}, UsageFault, "invalid_id"),
        (["99"], {}, NotFound, "transaction_not_found"),
    ],
)
def test_what_is_chosen_must_be_there(
    book: Book, ids: list[str], asked: dict[str, Any], family: type[BudgetProError], code: str
) -> None:
    from budgetpro.services.choices import choose
    from budgetpro.services.filters import Filter

    with pytest.raises(family) as refused:
        choose(book, ids, Filter(**asked), today=TODAY)

    assert refused.value.code == code


def test_a_change_must_say_something(book: Book) -> None:
    with pytest.raises(UsageFault) as refused:
        edit(book, add(book, "5").id, change={})

    assert refused.value.code == "nothing_to_change"


def test_a_filter_that_finds_nothing_changes_nothing(book: Book) -> None:
    assert edit(book, text="nothing", change={"category": "rent"}) == ("edit", False, 0, (), ())
    assert delete_transactions(book, chosen(book, text="nothing")).changed == 0


def test_a_named_transaction_counts_once(book: Book) -> None:
    txn = add(book, "5")

    assert chosen(book, txn.id, txn.id).ids == (txn.id,)
