"""Transfers: one transaction, two accounts, and each currency sums to zero."""

from __future__ import annotations

import pytest

from budgetpro.domain.errors import BudgetProError, Failure, NotFound, UsageFault
from budgetpro.domain.money import Money
from budgetpro.domain.transactions import Status
from budgetpro.services.accounts import add_account, close_account, list_accounts
from budgetpro.storage.book import Book
from tests.services.households import TODAY, add, furnish, move, page, postings
from tests.services.statements.statement_files import faults


@pytest.fixture(autouse=True)
def _household(book: Book) -> None:
    furnish(book)


def test_a_transfer_is_one_transaction_between_two_accounts(book: Book) -> None:
    moved = move(book, "200", "checking", "savings", memo="put by", on="2026-03-01", tags=["plan"], payee="Me")

    assert postings(moved) == [("Checking", "-200.00 EUR"), ("Savings", "200.00 EUR")]
    assert (moved.category, moved.transfer_account, moved.memo) == (None, "Savings", "put by")
    assert (moved.tags, moved.payee, moved.status) == (("plan",), "Me", Status.PENDING)


def test_a_transfer_leaves_net_worth_unchanged(book: Book) -> None:
    add(book, "1000", "salary")
    before = list_accounts(book, on=TODAY).totals

    move(book, "200", "checking", "savings")
    book.flush_totals()

    assert list_accounts(book, on=TODAY).totals == before


def test_between_currencies_each_sums_to_zero(book: Book) -> None:
    moved = move(book, "200", "checking", "dollars", received="216.40")

    assert postings(moved) == [
        ("Checking", "-200.00 EUR"),
        ("Exchange", "200.00 EUR"),
        ("Exchange", "-216.40 USD"),
        ("Dollars", "216.40 USD"),
    ]
    assert moved.transfer_account == "Dollars"
    assert faults(book) == ()


def test_between_currencies_of_different_scales(book: Book) -> None:
    add_account(book, "Yen", kind="cash", currency="JPY", on_budget=False)

    moved = move(book, "100.50", "dollars", "yen", received="15000")

    assert [posting.amount for posting in moved.postings][2:] == [Money(-15000, "JPY", 0), Money(15000, "JPY", 0)]
    assert [posting.status for posting in moved.postings] == [
        Status.PENDING, Status.CLEARED, Status.CLEARED, Status.CLEARED,
    ]  # fmt: skip


def test_it_is_seen_from_the_account_that_is_asked_for(book: Book) -> None:
    move(book, "200", "checking", "savings")

    (seen,) = page(book, account="savings").transactions

    assert (seen.account, str(seen.amount), seen.transfer_account) == ("Savings", "200.00", "Checking")


def test_what_was_received_may_be_said_where_it_is_the_same(book: Book) -> None:
    assert str(move(book, "200", "checking", "savings", received="200.00").amount) == "-200.00"


@pytest.mark.parametrize(
    ("words", "family", "code"),
    [
        (("200", "checking", "checking"), UsageFault, "same_account"),
        (("200", "checking", "dollars"), UsageFault, "received_required"),
        (("200", "checking", "savings", "180"), UsageFault, "received_unwanted"),
        (("-200", "checking", "savings"), UsageFault, "negative_amount"),
        (("0", "checking", "savings"), UsageFault, "zero_amount"),
        (("200", "checking", "dollars", "-1"), UsageFault, "negative_amount"),
        (("200", "checking", "food"), NotFound, "account_not_found"),
        (("1,234", "checking", "savings"), UsageFault, "ambiguous_amount"),
    ],
)
def test_what_does_not_fit_is_refused(
    book: Book, words: tuple[str, ...], family: type[BudgetProError], code: str
) -> None:
    with pytest.raises(family) as refused:
        move(book, *words[:3], received=words[3] if len(words) > 3 else None)

    assert refused.value.code == code


@pytest.mark.parametrize("ends", [("savings", "checking"), ("checking", "savings")])
def test_a_closed_account_is_neither_end(book: Book, ends: tuple[str, str]) -> None:
    close_account(book, "savings")

    with pytest.raises(Failure) as refused:
        move(book, "1", *ends)

    assert refused.value.code == "account_closed"
