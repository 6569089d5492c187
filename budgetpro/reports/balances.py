"""What every account holds, what is owed, and what remains: net worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from budgetpro.domain.accounts import Account
from budgetpro.domain.money import Money


class AccountBalance(NamedTuple):
    """An account and its own balance, without the accounts below it; what is owed is negative."""

    account_id: int
    account: str
    type: str
    kind: str
    is_closed: bool
    balance: Money


class Side(NamedTuple):
    """All assets or all liabilities, with their sum in each currency."""

    accounts: tuple[AccountBalance, ...]
    totals: tuple[Money, ...]


class Balances(NamedTuple):
    """Balances at the end of the day `on`; None counts everything, days to come too.

    `chosen` are the paths of the only accounts that were asked for, none where it is all.
    Totals are one for each currency, the book's own first, then by code.
    """

    on: date | None
    chosen: tuple[str, ...]
    assets: Side
    liabilities: Side
    net_worth: tuple[Money, ...]

    @property
    def accounts(self) -> tuple[AccountBalance, ...]:
        """All accounts: assets, then liabilities."""
        return self.assets.accounts + self.liabilities.accounts


def balance_accounts(
    rows: Iterable[tuple[Account, Money]], *, on: date | None, base_currency: str, chosen: Sequence[Account] = ()
) -> Balances:
    """Build the report from asset and liability accounts with their balances, in the order they come.

    A closed account is left out unless it holds something, or is one of those chosen.
    """
    wanted = {account.id for account in chosen}
    lines = [
        AccountBalance(account.id, account.path, account.type, account.kind, account.is_closed, balance)
        for account, balance in rows
        if (account.id in wanted if wanted else balance or not account.is_closed)
    ]
    return Balances(
        on,
        tuple(account.path for account in chosen),
        _side((line for line in lines if line.type == "asset"), base_currency),
        _side((line for line in lines if line.type == "liability"), base_currency),
        _totals((line.balance for line in lines), base_currency),
    )


def _side(lines: Iterable[AccountBalance], base_currency: str) -> Side:
    accounts = tuple(lines)
    return Side(accounts, _totals((line.balance for line in accounts), base_currency))


def _totals(amounts: Iterable[Money], base_currency: str) -> tuple[Money, ...]:
    totals: dict[str, Money] = {}
    for amount in amounts:
        totals[amount.currency] = totals[amount.currency] + amount if amount.currency in totals else amount
    return tuple(totals[code] for code in sorted(totals, key=lambda code: (code != base_currency, code)))
