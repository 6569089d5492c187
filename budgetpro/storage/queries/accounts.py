"""Accounts and categories as a book holds them, and their balances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.accounts import ACCOUNT_TYPES, SEPARATOR, Account, AccountType
from budgetpro.domain.days import day_number, month_number
from budgetpro.domain.errors import NotFound
from budgetpro.storage.marks import marks

if TYPE_CHECKING:
    from budgetpro.storage.book import Book

_COLUMNS = "id, parent_id, type, kind, name, currency, is_on_budget, is_closed, number, note"
_AFTER_LAST_MONTH = 1_000_000
_BALANCE = (
    "(select coalesce(sum(t.sum_minor), 0) from month_total t where t.book_id = a.book_id"
    " and t.account_id = a.id and t.currency = a.currency and t.month < ?)"
    " + (select coalesce(sum(p.amount_minor), 0) from posting p where p.book_id = a.book_id"
    " and p.account_id = a.id and p.day between ? and ?)"
)


class Activity(NamedTuple):
    """What an account or category is used for, found without reading its postings; days are yyyymmdd."""

    postings: int
    first_day: int | None
    last_day: int | None
    children: int


class Usage(NamedTuple):
    """All that keeps an account or category from being deleted."""

    transactions: int
    statements: int
    imported_lines: int
    children: int


class _Row(NamedTuple):
    id: int
    parent_id: int | None
    type: AccountType
    kind: str
    name: str
    currency: str | None
    is_on_budget: bool
    is_closed: bool
    number: str | None
    note: str | None


def accounts_of(book: Book, types: Sequence[str]) -> list[Account]:
    """Return all accounts of these types, in the order of the types and then of their paths."""
    rows = book.connection.execute(
        f"select {_COLUMNS} from account where book_id = ? and type in ({marks(types)})", (book.id, *types)
    ).fetchall()
    return _in_order(_with_paths(_Row(*row) for row in rows), types)


def account_by_id(book: Book, account_id: int) -> Account:
    """Return one account or category; raise NotFound `account_not_found` where there is none with that id."""
    rows = book.connection.execute(
        f"with recursive line as (select {_COLUMNS} from account where book_id = ? and id = ?"
        f" union select {_prefixed('a')} from account a join line on a.id = line.parent_id where a.book_id = ?)"
        f" select {_COLUMNS} from line",
        (book.id, account_id, book.id),
    ).fetchall()
    for account in _with_paths(_Row(*row) for row in rows):
        if account.id == account_id:
            return account
    raise NotFound(f"There is no account with the id {account_id}.", code="account_not_found")


def is_account(book: Book, account_id: int) -> bool:
    """Tell whether there is an account or category with that id."""
    row = book.connection.execute(
        "select 1 from account where book_id = ? and id = ?", (book.id, account_id)
    ).fetchone()
    return row is not None


def balances(book: Book, on: date | None = None) -> list[tuple[Account, int]]:
    """Return each asset and liability account with its balance at the end of `on`, in minor units.

    None counts everything, days to come included. One query: whole months from the month
    totals, the days of a begun month from the covering index.
    """
    book.flush_totals()
    rows = book.connection.execute(
        f"select {_prefixed('a')}, {_BALANCE} from account a where a.book_id = ? and a.type in ('asset', 'liability')",
        (*_until(on), book.id),
    ).fetchall()
    sums = {row[0]: int(row[-1]) for row in rows}
    accounts = _in_order(_with_paths(_Row(*row[:-1]) for row in rows), ACCOUNT_TYPES)
    return [(account, sums[account.id]) for account in accounts]


def balance_of(book: Book, account_id: int, on: date | None = None) -> int:
    """Return the balance of one asset or liability account, counted as `balances` does."""
    book.flush_totals()
    row = book.connection.execute(
        f"select {_BALANCE} from account a where a.book_id = ? and a.id = ?", (*_until(on), book.id, account_id)
    ).fetchone()
    return int(row[0])


def opening_transaction(book: Book, account_id: int) -> int | None:
    """Return the id of the transaction that opens an account, or None."""
    row = book.connection.execute(
        "select p.txn_id from posting p join posting o on o.book_id = p.book_id and o.txn_id = p.txn_id"
        " join account a on a.book_id = o.book_id and a.id = o.account_id"
        " where p.book_id = ? and p.account_id = ? and a.kind = 'opening' order by p.day, p.txn_id limit 1",
        (book.id, account_id),
    ).fetchone()
    return int(row[0]) if row else None


def posting_counts(book: Book) -> dict[int, int]:
    """Return how many postings each account or category has; one with none is not in it."""
    book.flush_totals()
    rows = book.connection.execute(
        "select account_id, sum(count) from month_total where book_id = ? group by account_id", (book.id,)
    ).fetchall()
    return {account_id: int(count) for account_id, count in rows}


def activity_of(book: Book, account_id: int) -> Activity:
    """Return how many postings an account has, their first and last day, and how many accounts are below it."""
    book.flush_totals()
    own = (book.id, account_id)
    row = book.connection.execute(
        "select (select coalesce(sum(count), 0) from month_total where book_id = ? and account_id = ?),"
        " (select min(day) from posting where book_id = ? and account_id = ?),"
        " (select max(day) from posting where book_id = ? and account_id = ?),"
        " (select count(*) from account where book_id = ? and parent_id = ?)",
        own * 4,
    ).fetchone()
    return Activity(*row)


def usage_of(book: Book, account_id: int) -> Usage:
    """Return what hangs on an account; it reads all postings and imported lines, so ask before deleting only."""
    own = (book.id, account_id)
    row = book.connection.execute(
        "select (select count(distinct txn_id) from posting where book_id = ? and account_id = ?),"
        " (select count(*) from batch_statement where book_id = ? and account_id = ?),"
        " (select count(*) from statement_line where book_id = ? and account_id = ?),"
        " (select count(*) from account where book_id = ? and parent_id = ?)",
        own * 4,
    ).fetchone()
    return Usage(*row)


def system_account_id(book: Book, kind: str, type_: str) -> int | None:
    """Return the first account of this kind and type, or None."""
    row = book.connection.execute(
        "select min(id) from account where book_id = ? and kind = ? and type = ?", (book.id, kind, type_)
    ).fetchone()
    found: int | None = row[0]
    return found


def _until(on: date | None) -> tuple[int, int, int]:
    """Return the parameters of `_BALANCE`: the month before which totals count, and the days that count of it."""
    if on is None:
        return _AFTER_LAST_MONTH, 1, 0
    return month_number(on), month_number(on) * 100, day_number(on)


def _with_paths(rows: Iterable[_Row]) -> list[Account]:
    by_id = {row.id: row for row in rows}
    return [
        Account(
            row.id, row.parent_id, row.type, row.kind, row.name, _path(row, by_id), row.currency,
            bool(row.is_on_budget), bool(row.is_closed), row.number, row.note,
        )
        for row in by_id.values()
    ]  # fmt: skip


def _path(row: _Row, by_id: dict[int, _Row]) -> str:
    """Return the names from the top down; a damaged tree that closes in itself is cut, for `check` to find."""
    names, passed = [row.name], {row.id}
    while row.parent_id is not None and row.parent_id in by_id and row.parent_id not in passed:
        row = by_id[row.parent_id]
        passed.add(row.id)
        names.append(row.name)
    return SEPARATOR.join(reversed(names))


def _in_order(accounts: list[Account], types: Sequence[str]) -> list[Account]:
    return sorted(accounts, key=lambda account: (types.index(account.type), account.path.casefold(), account.id))


def _prefixed(alias: str) -> str:
    return ", ".join(f"{alias}.{column}" for column in _COLUMNS.split(", "))
