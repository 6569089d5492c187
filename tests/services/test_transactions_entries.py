"""Entering transactions: which way the money goes, what is taken, and what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgetpro.domain.errors import BudgetProError, Failure, NotFound, UsageFault
from budgetpro.domain.money import Money
from budgetpro.domain.transactions import Status
from budgetpro.services.accounts import add_account, close_account
from budgetpro.services.categories import close_category
from budgetpro.services.entries import Entry, add_transaction
from budgetpro.services.parts import parse_parts
from budgetpro.storage.book import Book
from tests.services.households import TODAY, add, furnish, postings
from tests.services.statements.statement_files import faults


@pytest.fixture(autouse=True)
def _household(book: Book) -> None:
    furnish(book)


def test_an_expense_leaves_the_account(book: Book) -> None:
    added = add(book, "12.50", "groceries", payee="Lidl", on="yesterday", memo="week", reference="R1", tags=["a"])

    assert postings(added) == [("Checking", "-12.50 EUR"), ("Food:Groceries", "12.50 EUR")]
    assert (added.date, added.payee, added.memo, added.reference) == (date(2026, 3, 30), "Lidl", "week", "R1")
    assert (added.amount, added.account, added.category) == (Money(-1250, "EUR", 2), "Checking", "Food:Groceries")
    assert (added.tags, added.status, added.transfer_account) == (("a",), Status.PENDING, None)
    assert faults(book) == ()


def test_income_comes_to_the_account(book: Book) -> None:
    assert postings(add(book, "3,000.00", "salary")) == [("Checking", "3000.00 EUR"), ("Salary", "-3000.00 EUR")]


def test_a_negative_amount_is_a_refund(book: Book) -> None:
    assert postings(add(book, "-12.50", "groceries")) == [("Checking", "12.50 EUR"), ("Food:Groceries", "-12.50 EUR")]
    assert postings(add(book, "-20", "salary")) == [("Checking", "-20.00 EUR"), ("Salary", "20.00 EUR")]


def test_from_takes_money_out_and_to_puts_it_in_whatever_the_category(book: Book) -> None:
    assert add(book, "5", "groceries", target="checking").amount.minor == 500
    assert add(book, "5", "salary", source="checking").amount.minor == -500
    assert add(book, "-5", "groceries", source="checking").amount.minor == 500


def test_without_a_category_it_is_uncategorised(book: Book) -> None:
    out, income = add(book, "5"), add(book, "5", target="checking")

    assert [posting.type for posting in (out.postings[1], income.postings[1])] == ["expense", "income"]
    assert (out.category, income.category) == ("Uncategorised", "Uncategorised income")


def test_cash_is_settled_at_once(book: Book) -> None:
    assert add(book, "5", source="wallet").status == Status.CLEARED
    assert add(book, "5", source="wallet", status="pending").status == Status.PENDING
    assert add(book, "5", status="cleared").status == Status.CLEARED


def test_the_account_is_the_default_one_or_the_only_one_on_budget(book: Book) -> None:
    assert add(book, "5").account == "Checking"
    assert add_transaction(book, Entry("5"), today=TODAY, default_account="savings").account == "Savings"


def test_with_several_accounts_on_budget_one_must_be_named(book: Book) -> None:
    add_account(book, "Joint", kind="checking")

    with pytest.raises(UsageFault) as refused:
        add(book, "5", "groceries")

    assert refused.value.code == "account_required"
    assert [one["name"] for one in refused.value.facts["candidates"]] == ["Checking", "Joint"]  # type: ignore[attr-defined]


def test_without_an_account_on_budget_one_must_be_added(book: Book) -> None:
    close_account(book, "checking")

    with pytest.raises(Failure) as refused:
        add(book, "5", "groceries")

    assert refused.value.code == "no_account"


def test_a_payee_is_made_on_first_use_and_found_again_in_any_case(book: Book) -> None:
    first, again, other = (add(book, "1", payee=name) for name in ("Lidl", "LIDL", "Lidl City"))

    assert first.payee_id == again.payee_id != other.payee_id
    assert (again.payee, other.payee) == ("Lidl", "Lidl City")


def test_a_tag_is_made_on_first_use_and_found_again_in_any_case(book: Book) -> None:
    add(book, "1", tags=["Holiday"])

    assert add(book, "1", tags=["#holiday", "HOLIDAY", "été"]).tags == ("Holiday", "été")


@pytest.mark.parametrize("tag", ["", "#", "a,b", "x" * 101, "a\x1bb"])
def test_a_tag_must_be_readable(book: Book, tag: str) -> None:
    with pytest.raises(UsageFault) as refused:
        add(book, "1", tags=[tag])

    assert refused.value.code == "invalid_name"


def test_a_split_has_a_posting_for_each_part(book: Book) -> None:
    added = add(book, "17", splits=["groceries=12.50", "rent="])

    assert postings(added) == [("Checking", "-17.00 EUR"), ("Food:Groceries", "12.50 EUR"), ("Rent", "4.50 EUR")]
    assert added.category is None
    assert faults(book) == ()


def test_a_part_may_go_the_other_way(book: Book) -> None:
    added = add(book, "2500", splits=["salary=3000", "rent=-500"], target="checking")

    assert postings(added) == [("Checking", "2500.00 EUR"), ("Salary", "-3000.00 EUR"), ("Rent", "500.00 EUR")]


def test_a_refund_can_be_split(book: Book) -> None:
    added = add(book, "-10", splits=["groceries=-4", "rent=rest"])

    assert postings(added) == [("Checking", "10.00 EUR"), ("Food:Groceries", "-4.00 EUR"), ("Rent", "-6.00 EUR")]


@given(
    parts=st.lists(st.integers(-(10**6), 10**6).filter(bool), min_size=1, max_size=6),
    rest=st.integers(1, 10**6),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
def test_the_rest_makes_the_parts_sum_exactly(book: Book, parts: list[int], rest: int) -> None:
    whole = Money(sum(parts) + rest, "EUR", 2)
    texts = [f"groceries={Money(part, 'EUR', 2)}" for part in parts]

    divided = parse_parts(book, [*texts, "rent="], whole)

    assert sum(part.amount_minor for part in divided) == whole.minor
    assert divided[-1].amount_minor == rest


@pytest.mark.parametrize(
    ("splits", "code", "message"),
    [
        (["groceries=5", "rent=11"], "split_difference", "The parts sum to 16.00 of 17.00 EUR: 1.00 is missing."),
        (["groceries=5", "rent=13"], "split_difference", "The parts sum to 18.00 of 17.00 EUR: 1.00 too much."),
        (["groceries=", "rent=rest"], "invalid_split", "Only one part can take the rest, not Food:Groceries and Rent."),
        (["groceries=17", "rent="], "invalid_split", "Nothing is left for 'Rent'."),
        (["groceries"], "invalid_split", "'groceries' is no part of a split."),
        (["groceries=1,234"], "ambiguous_amount", "The amount '1,234' could be 1.234 or 1234."),
        (["nowhere=17"], "category_not_found", "There is no category 'nowhere'."),
    ],
)
def test_parts_that_do_not_fit_are_refused_with_the_difference(
    book: Book, splits: list[str], code: str, message: str
) -> None:
    with pytest.raises(BudgetProError) as refused:
        add(book, "17", splits=splits)

    assert (refused.value.code, refused.value.message) == (code, message)


def test_a_refund_that_misses_a_part_says_so_too(book: Book) -> None:
    with pytest.raises(UsageFault) as refused:
        add(book, "-17", splits=["groceries=-16"])

    assert refused.value.message == "The parts sum to -16.00 of -17.00 EUR: 1.00 is missing."


@pytest.mark.parametrize(
    ("words", "family", "code"),
    [
        ({"amount": "1,234"}, UsageFault, "ambiguous_amount"),
        ({"amount": "0.00"}, UsageFault, "zero_amount"),
        ({"amount": "1.005"}, UsageFault, "ambiguous_amount"),
        ({"amount": "1", "category": "grocries"}, NotFound, "category_not_found"),
        ({"amount": "1", "category": "o"}, UsageFault, "ambiguous_category"),
        ({"amount": "1", "source": "chekking"}, NotFound, "account_not_found"),
        ({"amount": "1", "on": "31/02/2026"}, UsageFault, "invalid_date"),
        ({"amount": "1", "currency": "XYZ"}, UsageFault, "unknown_currency"),
        ({"amount": "1", "currency": "usd"}, UsageFault, "currency_mismatch"),
        ({"amount": "1", "status": "reconciled"}, UsageFault, "invalid_status"),
        ({"amount": "1", "status": "done"}, UsageFault, "invalid_status"),
        ({"amount": "1", "source": "checking", "target": "savings"}, UsageFault, "conflicting_options"),
        ({"amount": "1", "category": "food", "splits": ["rent="]}, UsageFault, "conflicting_options"),
        ({"amount": "1", "splits": ["rent=2", "salary="]}, UsageFault, "direction_required"),
    ],
)
def test_what_does_not_fit_is_refused(
    book: Book, words: dict[str, Any], family: type[BudgetProError], code: str
) -> None:
    with pytest.raises(family) as refused:
        add(book, **words)

    assert refused.value.code == code


def test_the_accounts_own_currency_may_be_named(book: Book) -> None:
    assert add(book, "5", source="dollars", currency="usd").amount == Money(-500, "USD", 2)


def test_a_closed_account_takes_no_more(book: Book) -> None:
    close_account(book, "savings")

    with pytest.raises(Failure) as refused:
        add(book, "5", source="savings")

    assert (refused.value.code, refused.value.facts) == ("account_closed", {"account": "Savings"})


@pytest.mark.parametrize("words", [{"category": "rent"}, {"splits": ["rent="]}])
def test_a_closed_category_takes_no_more(book: Book, words: dict[str, Any]) -> None:
    close_category(book, "rent")

    with pytest.raises(Failure) as refused:
        add(book, "5", **words)

    assert refused.value.code == "category_closed"
