from __future__ import annotations

from datetime import date

from budgetpro.domain.accounts import Account, AccountType
from budgetpro.domain.money import Money
from budgetpro.reports.balances import balance_accounts


def account(id_: int, path: str, type_: AccountType = "asset", *, is_closed: bool = False) -> Account:
    name = path.rpartition(":")[2]
    return Account(id_, None, type_, type_, name, path, "EUR", False, is_closed, None, None)


def euro(minor: int) -> Money:
    return Money(minor, "EUR", 2)


def yen(minor: int) -> Money:
    return Money(minor, "JPY", 0)


def test_net_worth_is_what_one_has_less_what_one_owes() -> None:
    report = balance_accounts(
        [(account(1, "Checking"), euro(1250_00)), (account(2, "Visa", "liability"), euro(-300_50))],
        on=date(2026, 3, 31),
        base_currency="EUR",
    )

    assert report.on == date(2026, 3, 31)
    assert report.assets.totals == (euro(1250_00),)
    assert report.liabilities.totals == (euro(-300_50),)
    assert report.net_worth == (euro(949_50),)
    assert [line.account for line in report.accounts] == ["Checking", "Visa"]


def test_currencies_are_never_added_and_the_books_own_comes_first() -> None:
    rows = [
        (account(1, "Tokyo"), yen(5000)),
        (account(2, "Zurich"), Money(100, "CHF", 2)),
        (account(3, "Paris"), euro(1)),
        (account(4, "Lyon"), euro(2)),
    ]

    report = balance_accounts(rows, on=None, base_currency="EUR")

    assert report.net_worth == (euro(3), Money(100, "CHF", 2), yen(5000))


def test_a_closed_account_is_shown_only_while_it_holds_something() -> None:
    rows = [
        (account(1, "Old", is_closed=True), euro(0)),
        (account(2, "Forgotten", is_closed=True), euro(7)),
        (account(3, "New"), euro(0)),
    ]

    report = balance_accounts(rows, on=None, base_currency="EUR")

    assert [line.account for line in report.accounts] == ["Forgotten", "New"]


def test_chosen_accounts_alone_count_be_they_closed_and_empty() -> None:
    old, new = account(1, "Old", is_closed=True), account(2, "New")

    report = balance_accounts([(old, euro(0)), (new, euro(9))], on=None, base_currency="EUR", chosen=[old])

    assert report.chosen == ("Old",)
    assert [line.account for line in report.accounts] == ["Old"]
    assert report.net_worth == (euro(0),)


def test_a_book_without_accounts_has_no_totals() -> None:
    report = balance_accounts([], on=None, base_currency="EUR")

    assert (report.accounts, report.net_worth, report.assets.totals) == ((), (), ())
