"""Settling what an import could not decide, on both backends."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetpro.domain.errors import Failure, NotFound, UsageFault
from budgetpro.domain.transactions import PostingDraft, Status
from budgetpro.services.accounts import close_account
from budgetpro.services.names import account_named
from budgetpro.services.statements.reviewing import accept_line, add_line, list_waiting, reject_line
from budgetpro.services.statements.undoing import undo_import
from budgetpro.storage.book import Book
from budgetpro.storage.queries.drafts import draft_of
from budgetpro.storage.writes import replace_transaction, set_status
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
)

LIDL = Line("2026-03-10", "-54.20", "Lidl", "a1")


@pytest.fixture(autouse=True)
def checking(book: Book) -> int:
    return open_account(book)


@pytest.fixture
def entries(book: Book, tmp_path: Path) -> tuple[int, int]:
    """Enter two rows by hand that one imported row fits alike, so that it waits as row 1.1."""
    made = enter(book, "2026-03-09", -5420, "Shop"), enter(book, "2026-03-11", -5420, "Other shop")
    import_file(book, write_csv(tmp_path / "march.csv", [LIDL]))
    return made


def test_a_waiting_row_is_listed_with_what_it_may_be(book: Book, entries: tuple[int, int]) -> None:
    (row,) = list_waiting(book)

    assert (row.id, row.file, row.position, row.account) == ("1.1", "march.csv", 2, "Checking")
    assert (row.date.isoformat(), str(row.amount), row.memo) == ("2026-03-10", "-54.20", "Lidl")
    assert row.candidates == entries


def test_accepting_needs_to_know_which(book: Book, entries: tuple[int, int]) -> None:
    with pytest.raises(UsageFault) as refused:
        accept_line(book, "1.1")
    assert refused.value.code == "ambiguous_candidate"
    assert refused.value.facts["candidates"] == list(entries)


def test_an_accepted_row_proves_the_entry(book: Book, entries: tuple[int, int]) -> None:
    settled = accept_line(book, "1.1", entries[1])

    assert (settled.outcome, settled.transaction_id) == ("matched", entries[1])
    assert draft_of(book, entries[1]).postings[0].status == Status.CLEARED
    assert list_waiting(book) == ()
    assert len(rows_of_account(book)) == 2
    assert faults(book) == ()


def test_an_accepted_row_is_undone_with_its_import(book: Book, entries: tuple[int, int]) -> None:
    before = draft_of(book, entries[1])
    accept_line(book, "1.1", entries[1])
    undo_import(book, 1)

    assert draft_of(book, entries[1]) == before


def test_a_row_can_be_new_after_all(book: Book, entries: tuple[int, int]) -> None:
    settled = add_line(book, "1.1")

    assert settled.outcome == "added"
    assert len(rows_of_account(book)) == 3
    assert faults(book) == ()


@pytest.mark.parametrize("settle", [add_line, reject_line])
def test_a_settled_row_does_not_come_again(book: Book, entries: tuple[int, int], tmp_path: Path, settle) -> None:  # type: ignore[no-untyped-def]
    settle(book, "1.1")
    again = import_file(book, write_csv(tmp_path / "more.csv", [LIDL, Line("2026-03-20", "-1.00", "Bread")]))

    assert counts(again) == (1, 1, 0, 0, 0, 0)


def test_a_row_that_does_not_wait_is_not_found(book: Book, entries: tuple[int, int]) -> None:
    with pytest.raises(NotFound) as refused:
        reject_line(book, "1.2")
    assert refused.value.code == "row_not_found"


def test_a_changed_amount_under_the_banks_id_is_taken_over(book: Book, tmp_path: Path) -> None:
    import_file(book, write_ofx(tmp_path / "one.ofx", [LIDL]))
    import_file(book, write_ofx(tmp_path / "two.ofx", [LIDL._replace(amount="-55.20")]))
    accept_line(book, "2.1")

    assert rows_of_account(book) == [(20260310, -5520, "Lidl")]
    assert faults(book) == ()


def test_a_changed_amount_of_a_split_is_refused(book: Book, tmp_path: Path) -> None:
    import_file(book, write_ofx(tmp_path / "one.ofx", [LIDL]))
    draft = draft_of(book, 1)
    category = draft.postings[1].account_id
    parts = (draft.postings[0], PostingDraft(category, 2000, "EUR"), PostingDraft(category, 3420, "EUR"))
    replace_transaction(book, 1, draft._replace(postings=parts))
    import_file(book, write_ofx(tmp_path / "two.ofx", [LIDL._replace(amount="-55.20")]))
    with pytest.raises(UsageFault) as refused:
        accept_line(book, "2.1")

    assert refused.value.code == "changed_split"
    assert draft_of(book, 1).postings[0].amount_minor == -5420


def test_an_accepted_half_makes_a_transfer(book: Book, tmp_path: Path) -> None:
    open_account(book, "Savings", "savings")
    import_file(book, write_ofx(tmp_path / "one.ofx", [Line("2026-03-05", "-200.00", "Rainy days", "b1")]))
    half = Line("2026-03-05", "200.00", "Gutschrift", "c1")
    import_file(book, write_ofx(tmp_path / "two.ofx", [half], account="DE2"), "Savings")
    settled = accept_line(book, "2.1")

    assert (settled.outcome, settled.transaction_id) == ("paired", 1)
    assert [posting.amount_minor for posting in draft_of(book, 1).postings] == [-20000, 20000]
    undo_import(book, 1)
    assert rows_of_account(book) == []
    assert rows_of_account(book, "Savings") == [(20260305, 20000, "Rainy days")]
    undo_import(book, 2)
    assert rows_of_account(book, "Savings") == []
    assert faults(book) == ()


def test_a_row_that_came_in_another_format_is_already_there(book: Book, tmp_path: Path) -> None:
    import_file(book, write_csv(tmp_path / "march.csv", [LIDL]))
    kiosk = Line("2026-03-10", "-9.99", "KIOSK", "z2")
    import_file(book, write_ofx(tmp_path / "march.ofx", [LIDL._replace(text="LIDL SAGT DANKE"), kiosk]))
    settled = accept_line(book, "2.1")

    assert (settled.outcome, settled.transaction_id) == ("already", 1)
    assert len(rows_of_account(book)) == 2


def test_one_entry_takes_one_waiting_row_only(book: Book, tmp_path: Path) -> None:
    entry = enter(book, "2026-03-10", -1200)
    import_file(
        book,
        write_csv(tmp_path / "two.csv", [Line("2026-03-10", "-12.00", "AAA"), Line("2026-03-10", "-12.00", "BBB")]),
    )
    assert [row.candidates for row in list_waiting(book)] == [(entry,), (entry,)]
    accept_line(book, "1.1")
    with pytest.raises(UsageFault) as refused:
        accept_line(book, "1.2")

    assert refused.value.code == "candidate_taken"
    assert [row.id for row in list_waiting(book)] == ["1.2"]
    add_line(book, "1.2")
    assert len(rows_of_account(book)) == 2


@pytest.mark.parametrize("name", ["1", "1.1.1", "1.x", "-1.1", "1.99999999999999999999", ""])
def test_a_name_that_is_no_rows_is_not_found(book: Book, entries: tuple[int, int], name: str) -> None:
    with pytest.raises(NotFound):
        reject_line(book, name)


def test_a_reconciled_transaction_is_not_overwritten(book: Book, tmp_path: Path) -> None:
    import_file(book, write_ofx(tmp_path / "one.ofx", [LIDL]))
    import_file(book, write_ofx(tmp_path / "two.ofx", [LIDL._replace(amount="-55.20")]))
    set_status(book, 1, [1], Status.RECONCILED)
    before = contents(book)
    with pytest.raises(Failure) as refused:
        accept_line(book, "2.1")

    assert refused.value.code == "reconciled"
    assert contents(book) == before


@pytest.mark.parametrize("kind", ["other amount", "transfer", "split"])
def test_what_cannot_be_the_other_half_is_refused(book: Book, tmp_path: Path, kind: str) -> None:
    open_account(book, "Savings", "savings")
    open_account(book, "Wallet", "cash")
    other = enter(book, "2026-03-10", 5420 if kind != "other amount" else 1000, account="Savings")
    draft = draft_of(book, other)
    if kind == "transfer":
        wallet = draft.postings[1]._replace(account_id=account_named(book, "Wallet").id)
        replace_transaction(book, other, draft._replace(postings=(draft.postings[0], wallet)))
    if kind == "split":
        parts = [draft.postings[1]._replace(amount_minor=minor) for minor in (-2000, -3420)]
        replace_transaction(book, other, draft._replace(postings=(draft.postings[0], *parts)))
    enter(book, "2026-03-09", -5420), enter(book, "2026-03-11", -5420)
    import_file(book, write_csv(tmp_path / "march.csv", [LIDL]))
    before = contents(book)
    with pytest.raises(UsageFault) as refused:
        accept_line(book, "1.1", other)

    assert refused.value.code == "no_transfer"
    assert contents(book) == before


@pytest.mark.parametrize("settle", [accept_line, add_line])
def test_nothing_is_settled_on_a_closed_account(book: Book, entries: tuple[int, int], settle) -> None:  # type: ignore[no-untyped-def]
    close_account(book, "Checking", force=True)
    with pytest.raises(Failure) as refused:
        settle(book, "1.1")
    assert refused.value.code == "account_closed"
    reject_line(book, "1.1")
