"""Undoing an import gives the book that would be without it; on both backends."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from budgetpro.domain.errors import Failure
from budgetpro.domain.transactions import Draft, PostingDraft, Status
from budgetpro.output.book_json import write_book
from budgetpro.services.book_export import export_book
from budgetpro.services.categories import add_category, merge_categories
from budgetpro.services.names import account_named
from budgetpro.services.statements.reviewing import accept_line, list_waiting, reject_line
from budgetpro.services.statements.undoing import undo_import
from budgetpro.storage.book import Book, open_book
from budgetpro.storage.queries.drafts import draft_of, find_draft
from budgetpro.storage.writes import (
    add_transaction,
    delete_transactions,
    recategorise,
    replace_transaction,
    set_status,
)
from tests.services.statements.statement_files import (
    Line,
    contents,
    counts,
    enter,
    faults,
    import_file,
    open_account,
    rows_of_account,
    write_csv,
    write_ofx,
    write_states,
)

LIDL = Line("2026-03-10", "-54.20", "Lidl", "a1")
COFFEE = Line("2026-03-11", "-3.50", "Coffee", "a2")
SHOES = Line("2026-03-12", "-80.00", "Shoes", "a3")
HELD, TAKEN = Line("2026-03-10", "-50.00", "CAFE RIO"), Line("2026-03-11", "-55.00", "CAFE RIO")


@pytest.fixture(autouse=True)
def checking(book: Book) -> int:
    return open_account(book)


@pytest.mark.parametrize("write", [write_csv, write_ofx])
def test_a_row_that_another_import_has_too_stays_as_that_imports(book: Book, tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    import_file(book, write(tmp_path / "one.x", [LIDL, COFFEE]))
    import_file(book, write(tmp_path / "two.x", [COFFEE, SHOES]))
    undone = undo_import(book, 1)

    assert (undone.removed, undone.restored, undone.kept) == (1, 0, 1)
    assert rows_of_account(book) == [(20260311, -350, "Coffee"), (20260312, -8000, "Shoes")]
    again = import_file(book, write(tmp_path / "three.x", [LIDL, COFFEE, SHOES]))
    assert counts(again) == (1, 2, 0, 0, 0, 0)
    undo_import(book, 2)
    assert len(rows_of_account(book)) == 3
    undo_import(book, 3)
    assert rows_of_account(book) == []
    assert faults(book) == ()


def test_a_row_of_another_format_stays_as_that_imports(book: Book, tmp_path: Path) -> None:
    import_file(book, write_csv(tmp_path / "one.csv", [LIDL]))
    worded = LIDL._replace(text="LIDL SAGT DANKE")
    import_file(book, write_ofx(tmp_path / "one.ofx", [worded]))
    undo_import(book, 1)

    assert len(rows_of_account(book)) == 1
    assert counts(import_file(book, write_ofx(tmp_path / "two.ofx", [worded, COFFEE]))) == (1, 1, 0, 0, 0, 0)
    assert faults(book) == ()


def test_an_entry_that_two_imports_prove_is_proven_by_the_one_that_is_left(book: Book, tmp_path: Path) -> None:
    by_hand = enter(book, "2026-03-09", -5420, "My shop")
    before = contents(book)
    import_file(book, write_csv(tmp_path / "one.csv", [LIDL]))
    import_file(book, write_csv(tmp_path / "two.csv", [LIDL, COFFEE]))
    undo_import(book, 1)

    (posting, _) = draft_of(book, by_hand).postings
    assert (posting.status, posting.evidence) == (Status.CLEARED, (2, 1))
    undo_import(book, 2)
    assert contents(book) == before


def test_a_row_that_waits_or_was_rejected_lives_on_in_the_other_import(book: Book, tmp_path: Path) -> None:
    enter(book, "2026-03-09", -5420), enter(book, "2026-03-11", -5420)
    enter(book, "2026-03-10", -350), enter(book, "2026-03-12", -350)
    import_file(book, write_csv(tmp_path / "one.csv", [LIDL, COFFEE]))
    reject_line(book, "1.2")
    import_file(book, write_csv(tmp_path / "two.csv", [LIDL, COFFEE, SHOES]))
    undo_import(book, 1)

    assert [row.id for row in list_waiting(book)] == ["2.1"]
    assert counts(import_file(book, write_csv(tmp_path / "three.csv", [LIDL, COFFEE]))) == (0, 2, 0, 0, 0, 0)


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_pending_and_booked_are_undone_in_any_order(book: Book, tmp_path: Path, order: tuple[int, int]) -> None:
    before = contents(book)
    import_file(book, write_states(tmp_path / "one.csv", [(HELD, "Pending")]))
    booked = import_file(book, write_states(tmp_path / "two.csv", [(TAKEN, "Completed")]))
    assert counts(booked) == (0, 0, 1, 0, 0, 0)
    undo_import(book, order[0])

    assert rows_of_account(book) == [(20260311, -5500, "CAFE RIO") if order[0] == 1 else (20260310, -5000, "CAFE RIO")]
    assert faults(book) == ()
    undo_import(book, order[1])
    assert contents(book) == before


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_an_entry_that_was_pending_and_then_booked_is_never_lost(
    book: Book, tmp_path: Path, order: tuple[int, int]
) -> None:
    enter(book, "2026-03-09", -5000, "Cafe Rio")
    before = contents(book)
    import_file(book, write_states(tmp_path / "one.csv", [(HELD, "Pending")]))
    import_file(book, write_states(tmp_path / "two.csv", [(TAKEN, "Completed")]))
    for batch_id in order:
        undo_import(book, batch_id)

    assert contents(book) == before


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_a_transfer_entered_by_hand_outlives_both_its_imports(
    book: Book, tmp_path: Path, order: tuple[int, int]
) -> None:
    open_account(book, "Savings", "savings")
    sides = [("Checking", -20000), ("Savings", 20000)]
    postings = [PostingDraft(account_named(book, name).id, minor, "EUR", Status.PENDING) for name, minor in sides]
    by_hand = add_transaction(book, Draft(date(2026, 3, 4), postings))
    before = contents(book)
    import_file(book, write_ofx(tmp_path / "one.ofx", [Line("2026-03-05", "-200.00", "x", "b1")]))
    import_file(
        book, write_ofx(tmp_path / "two.ofx", [Line("2026-03-06", "200.00", "y", "c1")], account="DE2"), "Savings"
    )
    undo_import(book, order[0])
    assert [posting.evidence is None for posting in draft_of(book, by_hand).postings].count(True) == 1
    undo_import(book, order[1])

    assert contents(book) == before


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_halves_of_a_transfer_are_undone_in_any_order(book: Book, tmp_path: Path, order: tuple[int, int]) -> None:
    open_account(book, "Savings", "savings")
    before = contents(book)
    import_file(book, write_ofx(tmp_path / "one.ofx", [Line("2026-03-05", "-200.00", "Transfer", "b1")]))
    half = Line("2026-03-06", "200.00", "Transfer", "c1")
    paired = import_file(book, write_ofx(tmp_path / "two.ofx", [half], account="DE2"), "Savings")
    assert paired.paired == 1
    undo_import(book, order[0])
    left = ("Savings", 20000) if order[0] == 1 else ("Checking", -20000)
    assert [minor for _, minor, _ in rows_of_account(book, left[0])] == [left[1]]
    assert faults(book) == ()
    undo_import(book, order[1])

    assert contents(book) == before


def test_the_category_that_a_joined_half_had_comes_back(book: Book, tmp_path: Path) -> None:
    open_account(book, "Savings", "savings")
    import_file(book, write_ofx(tmp_path / "one.ofx", [Line("2026-03-05", "-200.00", "Transfer", "b1")]))
    plan = add_category(book, "Savings plan", type_="expense").id
    recategorise(book, draft_of(book, 1).postings[1].account_id, plan, [1])
    half = Line("2026-03-06", "200.00", "Transfer", "c1")
    import_file(book, write_ofx(tmp_path / "two.ofx", [half], account="DE2"), "Savings")
    accept_line(book, "2.1")
    undo_import(book, 2)

    assert draft_of(book, 1).postings[1].account_id == plan


def test_what_the_user_wrote_on_a_matched_entry_stays_though_its_amount_had_changed(book: Book, tmp_path: Path) -> None:
    import_file(book, write_states(tmp_path / "one.csv", [(HELD, "Pending")]))
    import_file(book, write_states(tmp_path / "two.csv", [(TAKEN, "Completed")]))
    food = add_category(book, "Food", type_="expense").id
    draft = draft_of(book, 1)
    recategorise(book, draft.postings[1].account_id, food, [1])
    undo_import(book, 2)

    draft = draft_of(book, 1)
    assert [(posting.account_id == food, posting.amount_minor) for posting in draft.postings] == [
        (False, -5000),
        (True, 5000),
    ]


def test_a_split_that_the_user_made_since_stays(book: Book, tmp_path: Path) -> None:
    by_hand = enter(book, "2026-03-09", -5420, "My shop")
    import_file(book, write_csv(tmp_path / "one.csv", [LIDL]))
    draft = draft_of(book, by_hand)
    food = add_category(book, "Food", type_="expense").id
    parts = (draft.postings[0], PostingDraft(food, 2000, "EUR"), draft.postings[1]._replace(amount_minor=3420))
    replace_transaction(book, by_hand, draft._replace(postings=parts))
    undo_import(book, 1)

    assert [posting.amount_minor for posting in draft_of(book, by_hand).postings] == [-5420, 2000, 3420]
    assert draft_of(book, by_hand).postings[0].evidence is None


def test_a_category_that_is_gone_since_does_not_come_back(book: Book, tmp_path: Path) -> None:
    food, groceries = (add_category(book, name, type_="expense") for name in ("Food", "Groceries"))
    import_file(book, write_states(tmp_path / "one.csv", [(HELD, "Pending")]))
    recategorise(book, draft_of(book, 1).postings[1].account_id, food.id, [1])
    import_file(book, write_states(tmp_path / "two.csv", [(TAKEN, "Completed")]))
    merge_categories(book, "Food", "Groceries")
    undo_import(book, 2)

    assert draft_of(book, 1).postings[1][:2] == (groceries.id, 5000)
    assert faults(book) == ()


def test_a_deleted_row_that_was_brought_back_is_a_deleted_one_again(book: Book, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "one.csv", [LIDL, COFFEE])
    import_file(book, path)
    delete_transactions(book, [1])
    before = contents(book)
    import_file(book, path, reimport_deleted=True)
    undo_import(book, 2)

    assert contents(book) == before


def test_a_matched_entry_that_the_user_deleted_since_stays_deleted(book: Book, tmp_path: Path) -> None:
    by_hand = enter(book, "2026-03-09", -5420, "My shop")
    import_file(book, write_csv(tmp_path / "one.csv", [LIDL]))
    delete_transactions(book, [by_hand])
    undo_import(book, 1)

    assert find_draft(book, by_hand) is None


def test_a_reconciled_import_is_not_undone(book: Book, tmp_path: Path) -> None:
    import_file(book, write_csv(tmp_path / "one.csv", [LIDL, COFFEE]))
    set_status(book, account_named(book, "Checking").id, [1], Status.RECONCILED)
    before = contents(book)
    with pytest.raises(Failure, match="1 row of import 1") as refused:
        undo_import(book, 1)

    assert refused.value.code == "reconciled"
    assert contents(book) == before


def test_a_file_comes_in_again_after_it_was_undone(book: Book, tmp_path: Path) -> None:
    path = write_ofx(tmp_path / "one.ofx", [LIDL, COFFEE])
    first = import_file(book, path)
    undo_import(book, 1)
    again = import_file(book, path)

    assert (again.is_known, counts(again)) == (False, counts(first))


def test_the_books_json_is_byte_for_byte_what_it_was(new_database: Callable[[], str], tmp_path: Path) -> None:
    database = new_database()
    with open_book(database, None, writing=True) as book:
        open_account(book)
        enter(book, "2026-03-09", -5420, "My shop")
        import_file(book, write_ofx(tmp_path / "one.ofx", [LIDL, COFFEE]))
    before = exported(database)
    with open_book(database, None, writing=True) as book:
        import_file(book, write_ofx(tmp_path / "two.ofx", [COFFEE, SHOES, Line("2026-03-13", "9.00", "Refund", "a9")]))
    with open_book(database, None, writing=True) as book:
        undo_import(book, 2)

    assert exported(database) == before


def exported(database: str) -> str:
    stream = io.StringIO()
    with open_book(database, None, writing=False) as book:
        write_book(export_book(book), stream)
    return stream.getvalue()
