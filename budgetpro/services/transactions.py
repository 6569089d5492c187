"""Transactions as people see them: from an account, with a category, listed page by page."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from budgetpro.domain.accounts import ACCOUNT_TYPES, CATEGORY_TYPES, AccountType
from budgetpro.domain.days import date_of
from budgetpro.domain.errors import NotFound, UsageFault
from budgetpro.domain.money import Money
from budgetpro.domain.transactions import Evidence, Status
from budgetpro.storage.queries.accounts import accounts_of
from budgetpro.storage.queries.selections import Selection
from budgetpro.storage.queries.transactions import (
    NEWEST_FIRST,
    Order,
    PostingFound,
    TxnFound,
    ids_of,
    page_of,
    postings_of,
    tags_of,
    transactions_by_id,
)

if TYPE_CHECKING:
    from budgetpro.domain.accounts import Account
    from budgetpro.storage.book import Book

DEFAULT_LIMIT: Final = 100
MOST: Final = 1000
"""How many transactions a page holds unless said otherwise, and at most."""

_PIECE = 500
_EVERYTHING = ("asset", "liability", "income", "expense", "equity")


class Posting(NamedTuple):
    """One account's or category's share; `evidence` names the statement line that a bank gave for it."""

    account_id: int
    account: str
    type: AccountType
    amount: Money
    status: Status
    memo: str | None
    evidence: Evidence | None


class Transaction(NamedTuple):
    """A transaction, seen from one of its accounts: the one asked for, else the first of a person's own.

    `amount` and `status` are those of that account's posting. `category` is None where there
    is none or more than one (a split; see `postings`); `transfer_account` is the other
    account of a transfer. Names are whole paths.
    """

    id: int
    date: datetime.date
    payee_id: int | None
    payee: str | None
    memo: str | None
    reference: str | None
    status: Status
    amount: Money
    account_id: int
    account: str
    category_id: int | None
    category: str | None
    transfer_account_id: int | None
    transfer_account: str | None
    postings: tuple[Posting, ...]
    tags: tuple[str, ...]


class Pagination(NamedTuple):
    """Where a page lies: `skip` transactions come before it, `total` there are in all."""

    skip: int
    limit: int
    total: int
    has_more: bool


class TransactionPage(NamedTuple):
    """A page of transactions."""

    transactions: tuple[Transaction, ...]
    pagination: Pagination


def list_transactions(
    book: Book,
    selection: Selection,
    order: Order = NEWEST_FIRST,
    *,
    skip: int = 0,
    limit: int = DEFAULT_LIMIT,
) -> TransactionPage:
    """Return a page of the selected transactions, by a fixed number of queries.

    Raises UsageFault `invalid_limit` (1 to 1000) and `invalid_skip`.
    """
    check_page(skip, limit)
    found = page_of(book, selection, order, skip, limit)
    shown = tuple(_Viewer(book, selection.account_ids).view(found.ids))
    has_more = skip + len(found.ids) < found.total
    return TransactionPage(shown, Pagination(skip, limit, found.total, has_more))


def stream_transactions(
    book: Book, selection: Selection, order: Order = NEWEST_FIRST, *, skip: int = 0, limit: int | None = None
) -> Iterator[Transaction]:
    """Yield the selected transactions, all unless limited, in constant memory."""
    check_page(skip, 1 if limit is None else min(limit, MOST))
    ids = ids_of(book, selection, order, skip, limit)
    viewer = _Viewer(book, selection.account_ids)
    while piece := list(islice(ids, _PIECE)):
        yield from viewer.view(piece)


def show_transaction(book: Book, txn_id: int) -> Transaction:
    """Return one transaction; raise NotFound `transaction_not_found`."""
    return show_transactions(book, [txn_id])[0]


def show_transactions(book: Book, txn_ids: Sequence[int]) -> tuple[Transaction, ...]:
    """Return the transactions with these ids, in this order; raise NotFound `transaction_not_found`."""
    shown = tuple(_Viewer(book).view(txn_ids))
    refuse_missing(txn_ids, {transaction.id for transaction in shown})
    return shown


def refuse_missing(txn_ids: Iterable[int], there: set[int]) -> None:
    """Raise NotFound `transaction_not_found` for the first id that is not there."""
    for txn_id in txn_ids:
        if txn_id not in there:
            raise NotFound(
                f"There is no transaction {txn_id}.",
                hint="See what there is: budgetpro txn list",
                code="transaction_not_found",
                facts={"id": txn_id},
            )


def check_page(skip: int, limit: int) -> None:
    """Raise UsageFault `invalid_limit` or `invalid_skip` where a page can't be like that."""
    if not 1 <= limit <= MOST:
        raise UsageFault(
            f"A page holds 1 to {MOST} transactions, not {limit}.",
            hint="CSV and JSON lines have all of them.",
            code="invalid_limit",
        )
    if skip < 0:
        raise UsageFault(f"{skip} transactions can't be skipped.", code="invalid_skip")


class _Viewer:
    """What shows transactions from one of the accounts, or from a person's own."""

    def __init__(self, book: Book, account_ids: Sequence[int] = ()) -> None:
        self._book, self._account_ids = book, frozenset(account_ids)
        self._accounts = {account.id: account for account in accounts_of(book, _EVERYTHING)}

    def view(self, ids: Sequence[int]) -> Iterator[Transaction]:
        """Yield the transactions with these ids, in this order."""
        if not ids:
            return
        postings, tags = postings_of(self._book, ids), tags_of(self._book, ids)
        for txn in transactions_by_id(self._book, ids):
            yield self._transaction(txn, postings[txn.id], tags.get(txn.id, ()))

    def _transaction(self, txn: TxnFound, postings: Sequence[PostingFound], tags: Sequence[str]) -> Transaction:
        seen = self._seen(postings)
        account = self._accounts[seen.account_id]
        category = self._only(postings, CATEGORY_TYPES)
        other = self._only([one for one in postings if one.account_id != account.id], ACCOUNT_TYPES)
        return Transaction(
            txn.id,
            date_of(txn.day),
            txn.payee_id,
            txn.payee,
            txn.memo,
            txn.reference,
            Status(seen.status),
            self._book.money(seen.amount_minor, seen.currency),
            account.id,
            account.path,
            category.id if category else None,
            category.path if category else None,
            other.id if other else None,
            other.path if other else None,
            tuple(map(self._posting, postings)),
            tuple(tags),
        )

    def _seen(self, postings: Sequence[PostingFound]) -> PostingFound:
        """Return the posting that a transaction is seen from."""
        asked = (one for one in postings if one.account_id in self._account_ids)
        own = (one for one in postings if self._accounts[one.account_id].type in ACCOUNT_TYPES)
        return next(asked, None) or next(own, postings[0])

    def _only(self, postings: Iterable[PostingFound], types: Sequence[AccountType]) -> Account | None:
        """Return the one account of these types that the postings are on; None for none and for several."""
        ids = {one.account_id for one in postings if self._accounts[one.account_id].type in types}
        return self._accounts[ids.pop()] if len(ids) == 1 else None

    def _posting(self, found: PostingFound) -> Posting:
        account = self._accounts[found.account_id]
        return Posting(
            account.id,
            account.path,
            account.type,
            self._book.money(found.amount_minor, found.currency),
            Status(found.status),
            found.memo,
            None if found.batch_id is None or found.line is None else Evidence(found.batch_id, found.line),
        )
