"""Accounts as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from budgetpro.output.tabular import Cell, Column, Table

if TYPE_CHECKING:
    from budgetpro.services.accounts import AccountBalance, AccountDetails, AccountList

_COLUMNS: Final = (
    Column("id", "Id", "number"),
    Column("path", "Account"),
    Column("kind", "Type", "word", gives_way=1),
    Column("balance", "Balance", "amount"),
    Column("currency", "Currency", "word"),
    Column("type", "Side", in_table=False),
    Column("is_on_budget", "On budget", "flag", in_table=False),
    Column("is_closed", "Closed", "flag", in_table=False),
    Column("number", "Number", in_table=False),
    Column("note", "Note", in_table=False),
)
_DETAILS: Final = (
    Column("balance_on", "As of", "date"),
    Column("posting_count", "Entries", "number"),
    Column("first_day", "First", "date"),
    Column("last_day", "Last", "date"),
    Column("sub_account_count", "Accounts below", "number"),
)


def accounts_table(found: AccountList) -> Table:
    """Return the accounts, one a row, and below the sum of each currency; closed ones are marked if there are any."""
    has_closed = any(account.is_closed for account in found.accounts)
    columns = [column._replace(in_table=has_closed) if column.name == "is_closed" else column for column in _COLUMNS]
    totals = [(None, "Total", None, total, total.currency, *[None] * 5) for total in found.totals]
    caption = None if found.accounts else "There is no account yet. Add one: budgetpro account add Checking"
    return Table(columns, [_cells(account) for account in found.accounts], footer=totals, caption=caption)


def account_table(found: AccountDetails) -> Table:
    """Return one account and what hangs on it."""
    details = (
        found.on,
        found.posting_count,
        found.first_day,
        found.last_day,
        found.sub_account_count,
    )
    return Table((*_COLUMNS, *_DETAILS), [(*_cells(found.account), *details)], is_record=True)


def _cells(account: AccountBalance) -> tuple[Cell, ...]:
    return (
        account.id,
        account.path,
        account.kind,
        account.balance,
        account.currency,
        account.type,
        account.is_on_budget,
        account.is_closed,
        account.number,
        account.note,
    )
