"""Reports: what everything stands at, and where the money went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from budgetpro.domain.accounts import CATEGORY_TYPES, Account
from budgetpro.domain.errors import UsageFault
from budgetpro.domain.periods import parse_period
from budgetpro.reports.balances import Balances, balance_accounts
from budgetpro.reports.spending import (
    By,
    MonthlySpending,
    Question,
    Spending,
    Units,
    spend_by_category,
    spend_by_month,
    spend_by_payee,
)
from budgetpro.services.tree import Tree
from budgetpro.storage.queries import totals
from budgetpro.storage.queries.accounts import accounts_of, balances

if TYPE_CHECKING:
    from budgetpro.storage.book import Book

DEFAULT_PERIODS: dict[By, str] = {"category": "this-month", "payee": "this-month", "month": "this-year"}
"""The period of a spending report where none is given; one month by month would be a single line."""


def report_balance(book: Book, *, on: date | None = None, accounts: Sequence[str] = ()) -> Balances:
    """Return the balance of every account at the end of `on`, by assets and liabilities, and the net worth.

    None counts everything, days to come too. With `accounts` (as people name them), only those
    and the accounts below them. Raises NotFound `account_not_found`, UsageFault `ambiguous_account`.
    """
    chosen = _with_sub_accounts(book, accounts)
    return balance_accounts(
        [(account, book.money(minor, account.currency or book.base_currency)) for account, minor in balances(book, on)],
        on=on,
        base_currency=book.base_currency,
        chosen=chosen,
    )


def report_spending(
    book: Book,
    period: str | None = None,
    *,
    today: date,
    by: By = "category",
    depth: int | None = None,
    accounts: Sequence[str] = (),
    limit: int | None = None,
) -> Spending | MonthlySpending:
    """Return what was spent in a period (`domain.periods.parse_period`; see `DEFAULT_PERIODS`).

    `depth` (by category only) folds deeper categories into that level, `limit` (not by month)
    cuts the lines of each currency; both are 1 or more. With `accounts`, only transactions
    count that have a posting on one of those or of the accounts below them, each in full.
    Raises UsageFault `invalid_depth`, `invalid_limit`, `invalid_period`, and as `report_balance`.
    """
    _check_bound("depth", depth, "by category", is_wanted=by == "category")
    _check_bound("limit", limit, "by category or payee", is_wanted=by != "month")
    days = parse_period(period or DEFAULT_PERIODS[by], today)
    chosen = _with_sub_accounts(book, accounts)
    paid_from = [account.id for account in chosen]
    question = Question(by, days, tuple(account.path for account in chosen), depth, limit)
    units = Units(book.money, book.base_currency)
    if by == "payee":
        return spend_by_payee(totals.payee_totals(book, days, paid_from), question, units)
    if by == "month":
        return spend_by_month(totals.month_totals(book, days, paid_from), question, units)
    categories = {category.id: category for category in accounts_of(book, CATEGORY_TYPES)}
    return spend_by_category(totals.category_totals(book, days, paid_from), categories, question, units)


def _with_sub_accounts(book: Book, names: Sequence[str]) -> tuple[Account, ...]:
    """Return the accounts that were named and those below them, each once, in the order of the tree."""
    if not names:
        return ()
    tree = Tree(book, "account")
    return tree.at_or_below([tree.named(name) for name in names])


def _check_bound(name: str, bound: int | None, place: str, *, is_wanted: bool) -> None:
    if bound is None:
        return
    if not is_wanted:
        raise UsageFault(f"A {name} is for spending {place}.", hint=f"Leave out --{name}.", code=f"invalid_{name}")
    if bound < 1:
        raise UsageFault(f"The {name} {bound} is below 1.", hint="Give 1 or more.", code=f"invalid_{name}")
