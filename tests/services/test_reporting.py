from __future__ import annotations

from datetime import date

import pytest

from budgetpro.domain.errors import BudgetProError, NotFound, UsageFault
from budgetpro.reports.spending import MonthlySpending, Spending
from budgetpro.services.accounts import system_account
from budgetpro.services.reporting import report_balance, report_spending
from budgetpro.storage.book import Book
from tests.household import Household

TODAY = date(2026, 3, 31)


@pytest.fixture
def household(book: Book) -> Household:
    """Return a household in March 2026: a salary, food and rent, a refund, a card, and a trip paid in yen."""
    household = Household(book)
    household.account("Bank:Checking")
    household.account("Bank:Savings", "savings")
    household.account("Visa", "card")
    household.account("Tokyo", "cash", currency="JPY")
    household.earn("2026-02-28", 3000_00, "Salary", "Checking")
    household.spend("2026-03-01", 1200_00, "Home:Rent", "Checking")
    household.spend("2026-03-02", 80_50, "Food:Groceries", "Visa", payee="Lidl")
    household.spend("2026-03-09", -10_50, "Food:Groceries", "Visa", payee="Lidl")
    household.spend("2026-03-10", 30_00, "Food:Restaurants", "Checking", memo="CARD 0815 BISTRO")
    household.spend("2026-03-11", 2500, "Food:Restaurants", "Tokyo")
    household.transfer("2026-03-15", 500_00, "Checking", "Savings")
    household.spend("2026-04-01", 1200_00, "Home:Rent", "Checking")
    return household


def spending(book: Book, period: str | None = None, **options: object) -> Spending:
    report = report_spending(book, period, today=TODAY, **options)  # type: ignore[arg-type]
    assert isinstance(report, Spending)
    return report


def lines(report: Spending) -> list[tuple[str | None, str, str]]:
    return [(line.name, str(line.amount), line.amount.currency) for line in report.lines]


def test_balances_are_the_sums_of_what_was_posted(household: Household) -> None:
    report = report_balance(household.book)

    assert [(line.account, str(line.balance), line.balance.currency) for line in report.accounts] == [
        ("Bank", "0.00", "EUR"),
        ("Bank:Checking", "70.00", "EUR"),
        ("Bank:Savings", "500.00", "EUR"),
        ("Tokyo", "-2500", "JPY"),
        ("Visa", "-70.00", "EUR"),
    ]
    assert [f"{amount} {amount.currency}" for amount in report.net_worth] == ["500.00 EUR", "-2500 JPY"]


def test_balances_of_a_day_count_that_day_and_nothing_later(household: Household) -> None:
    report = report_balance(household.book, on=date(2026, 3, 2))

    assert {line.account: str(line.balance) for line in report.accounts} == {
        "Bank": "0.00", "Bank:Checking": "1800.00", "Bank:Savings": "0.00", "Visa": "-80.50", "Tokyo": "0",
    }  # fmt: skip


def test_a_transfer_leaves_net_worth_unchanged(household: Household) -> None:
    before, after = (report_balance(household.book, on=date(2026, 3, day)) for day in (14, 15))

    assert before.net_worth == after.net_worth
    assert before.accounts != after.accounts


def test_an_account_is_chosen_with_those_below_it(household: Household) -> None:
    report = report_balance(household.book, accounts=["bank", "savings"])

    assert report.chosen == ("Bank", "Bank:Checking", "Bank:Savings")
    assert [str(amount) for amount in report.net_worth] == ["570.00"]


def test_an_unknown_account_is_refused(household: Household) -> None:
    with pytest.raises(NotFound, match="Chekking") as refused:
        report_balance(household.book, accounts=["Chekking"])
    assert refused.value.code == "account_not_found"
    with pytest.raises(NotFound):
        report_spending(household.book, today=TODAY, accounts=["Chekking"])


def test_spending_is_of_this_month_unless_said(household: Household) -> None:
    report = spending(household.book)

    assert report.question.period.label == "2026-03"
    assert lines(report) == [
        ("Home:Rent", "1200.00", "EUR"),
        ("Food:Groceries", "70.00", "EUR"),
        ("Food:Restaurants", "30.00", "EUR"),
        ("Food:Restaurants", "2500", "JPY"),
    ]
    assert [f"{total.amount} {total.amount.currency}" for total in report.totals] == ["1300.00 EUR", "2500 JPY"]


def test_spending_folds_to_a_depth_and_keeps_to_a_limit(household: Household) -> None:
    assert lines(spending(household.book, "2026-03", depth=1, limit=1)) == [
        ("Home", "1200.00", "EUR"),
        ("Food", "2500", "JPY"),
    ]
    assert lines(spending(household.book, "2026-03-05..2026-03-31", depth=1))[0] == ("Food", "19.50", "EUR")


def test_spending_of_an_account_leaves_the_others_out(household: Household) -> None:
    report = spending(household.book, accounts=["visa"])

    assert lines(report) == [("Food:Groceries", "70.00", "EUR")]
    assert report.question.accounts == ("Visa",)


def test_spending_by_payee(household: Household) -> None:
    report = spending(household.book, by="payee")

    assert lines(report) == [
        (None, "1200.00", "EUR"),
        ("Lidl", "70.00", "EUR"),
        ("CARD 0815 BISTRO", "30.00", "EUR"),
        (None, "2500", "JPY"),
    ]


def test_spending_by_month_is_of_this_year_unless_said(household: Household) -> None:
    report = report_spending(household.book, today=TODAY, by="month")

    assert isinstance(report, MonthlySpending)
    assert [(line.month, str(line.income), str(line.spending), str(line.net)) for line in report.lines] == [
        ("2026-02", "3000.00", "0.00", "3000.00"),
        ("2026-03", "0.00", "1300.00", "-1300.00"),
        ("2026-04", "0.00", "1200.00", "-1200.00"),
        ("2026-03", "0", "2500", "-2500"),
    ]


def test_what_nobody_categorised_is_a_line_of_its_own(household: Household) -> None:
    household.categories["Uncategorised"] = system_account(household.book, "uncategorised", "expense")
    household.spend("2026-03-20", 9999_00, "Uncategorised", "Checking")

    report = spending(household.book, "2026-03", depth=1)

    assert [(line.name, line.is_uncategorised) for line in report.lines if line.amount.currency == "EUR"] == [
        ("Home", False), ("Food", False), ("Uncategorised", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"depth": 0}, "invalid_depth"),
        ({"depth": 1, "by": "payee"}, "invalid_depth"),
        ({"depth": 1, "by": "month"}, "invalid_depth"),
        ({"limit": 0}, "invalid_limit"),
        ({"limit": 5, "by": "month"}, "invalid_limit"),
        ({"period": "soon"}, "invalid_period"),
    ],
)
def test_what_makes_no_sense_is_refused(book: Book, options: dict[str, object], code: str) -> None:
    with pytest.raises(BudgetProError) as refused:
        report_spending(book, today=TODAY, **options)  # type: ignore[arg-type]
    assert isinstance(refused.value, UsageFault)
    assert refused.value.code == code
