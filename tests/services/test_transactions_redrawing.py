"""Transactions drawn anew: another day, amount or account, or other categories."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from budgetpro.domain.errors import BudgetProError, Failure
from budgetpro.domain.transactions import Status
from budgetpro.services.accounts import add_account, close_account, list_accounts
from budgetpro.services.redrawing import split_transaction
from budgetpro.services.transactions import show_transaction
from budgetpro.storage.book import Book
from tests.services.households import (
    TODAY,
    add,
    edit,
    furnish,
    imported,
    move,
    postings,
    reconcile,
)
from tests.services.statements.statement_files import faults


@pytest.fixture(autouse=True)
def _household(book: Book) -> None:
    furnish(book)


def test_day_and_amount_change_with_the_totals(book: Book) -> None:
    txn = add(book, "5", "groceries", on="2026-02-27", tags=["a"])

    edit(book, txn.id, change={"on": "yesterday", "amount": "7.50"})

    told = show_transaction(book, txn.id)
    assert (told.date, told.tags) == (date(2026, 3, 30), ("a",))
    assert postings(told) == [("Checking", "-7.50 EUR"), ("Food:Groceries", "7.50 EUR")]
    assert faults(book) == ()


def test_a_new_amount_keeps_the_direction_and_a_negative_one_turns_it(book: Book) -> None:
    refund = add(book, "-5", "groceries")

    edit(book, refund.id, change={"amount": "6"})
    assert str(show_transaction(book, refund.id).amount) == "6.00"

    edit(book, refund.id, change={"amount": "-6"})
    assert str(show_transaction(book, refund.id).amount) == "-6.00"


def test_a_transfers_amount_changes_on_both_ends(book: Book) -> None:
    txn = move(book, "20", "checking", "savings")

    edit(book, txn.id, change={"amount": "30"})

    assert postings(show_transaction(book, txn.id)) == [("Checking", "-30.00 EUR"), ("Savings", "30.00 EUR")]


def test_the_account_changes(book: Book) -> None:
    txn = add(book, "5", splits=["groceries=3", "rent="])

    edit(book, txn.id, change={"account": "wallet"})

    assert postings(show_transaction(book, txn.id))[0] == ("Wallet", "-5.00 EUR")
    assert edit(book, txn.id, change={"account": "wallet"}).changed == 1


def test_what_the_bank_said_does_not_change(book: Book, tmp_path: Path) -> None:
    first, _ = imported(book, tmp_path)

    for change in ({"amount": "6"}, {"account": "savings"}):
        with pytest.raises(Failure) as refused:
            edit(book, first, change=change)
        assert refused.value.code == "has_evidence"
    edit(book, first, change={"on": "2026-03-09"})
    assert show_transaction(book, first).date == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": "6"}, "has_splits"),
        ({"amount": "0"}, "has_splits"),
        ({"account": "dollars"}, "currency_mismatch"),
    ],
)
def test_a_split_changes_only_so_far(book: Book, change: dict[str, str], code: str) -> None:
    txn = add(book, "5", splits=["groceries=3", "rent="])

    with pytest.raises(BudgetProError) as refused:
        edit(book, txn.id, change=change)

    assert refused.value.code == code


def test_a_transfer_has_no_single_account(book: Book) -> None:
    txn = move(book, "5", "checking", "savings")

    with pytest.raises(Failure) as refused:
        edit(book, txn.id, change={"account": "wallet"})

    assert refused.value.code == "is_transfer"


@pytest.mark.parametrize("change", [{"on": "today"}, {"amount": "1"}, {"account": "wallet"}])
def test_reconciled_and_closed_money_stays(book: Book, change: dict[str, str]) -> None:
    reconciled, closed = add(book, "5", "rent"), add(book, "5", "rent", source="savings")
    reconcile(book, reconciled.id)
    close_account(book, "savings", force=True)

    for txn_id, code in ((reconciled.id, "reconciled"), (closed.id, "account_closed")):
        with pytest.raises(Failure) as refused:
            edit(book, txn_id, change=change)
        assert refused.value.code == code


def test_money_can_not_be_moved_to_a_closed_account(book: Book) -> None:
    close_account(book, "savings")
    txn = add(book, "5")

    with pytest.raises(Failure) as refused:
        edit(book, txn.id, change={"account": "savings"})

    assert refused.value.code == "account_closed"


def test_a_split_divides_the_money_anew(book: Book, tmp_path: Path) -> None:
    first, _ = imported(book, tmp_path)

    told = split_transaction(book, f"#{first}", ["groceries=2", "rent="])

    assert postings(told) == [("Checking", "-5.00 EUR"), ("Food:Groceries", "2.00 EUR"), ("Rent", "3.00 EUR")]
    assert told.postings[0].evidence is not None
    assert postings(split_transaction(book, str(first), ["rent="]))[1:] == [("Rent", "5.00 EUR")]
    assert faults(book) == ()


def test_income_and_refunds_are_divided_in_their_direction(book: Book) -> None:
    income, refund = add(book, "100", "salary"), add(book, "-10", "groceries")

    told = split_transaction(book, str(income.id), ["salary=120", "rent=-20"])
    assert postings(told) == [("Checking", "100.00 EUR"), ("Salary", "-120.00 EUR"), ("Rent", "20.00 EUR")]

    told = split_transaction(book, str(refund.id), ["groceries=4", "rent=6"])
    assert postings(told) == [("Checking", "10.00 EUR"), ("Food:Groceries", "-4.00 EUR"), ("Rent", "-6.00 EUR")]


def test_a_split_keeps_what_else_is_known(book: Book) -> None:
    txn = add(book, "5", "rent", payee="Lidl", memo="m", reference="r", tags=["t"], on="2026-03-01")
    reconcile(book, txn.id)

    told = split_transaction(book, str(txn.id), ["groceries=2", "rent="])

    assert (told.payee, told.memo, told.reference, told.tags, told.date) == ("Lidl", "m", "r", ("t",), date(2026, 3, 1))
    assert told.status == Status.RECONCILED


@pytest.mark.parametrize(
    ("parts", "code"),
    [(["groceries=2", "rent=2"], "split_difference"), (["groceries=5", "rent="], "invalid_split"),
     (["nowhere="], "category_not_found")],
)  # fmt: skip
def test_a_split_that_does_not_add_up_is_refused(book: Book, parts: list[str], code: str) -> None:
    txn = add(book, "5", "rent")

    with pytest.raises(BudgetProError) as refused:
        split_transaction(book, str(txn.id), parts)

    assert refused.value.code == code


def test_a_transfer_is_not_split(book: Book) -> None:
    txn = move(book, "5", "checking", "savings")

    with pytest.raises(Failure) as refused:
        split_transaction(book, str(txn.id), ["rent="])

    assert refused.value.code == "is_transfer"


def test_net_worth_follows_what_is_changed(book: Book) -> None:
    add_account(book, "Joint", kind="checking", on_budget=False)
    txn = add(book, "5", "rent")
    edit(book, txn.id, change={"account": "joint", "amount": "8"})
    book.flush_totals()

    balances = {one.path: str(one.balance) for one in list_accounts(book, on=TODAY).accounts}

    assert (balances["Checking"], balances["Joint"]) == ("0.00", "-8.00")
