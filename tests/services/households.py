"""A small household's book, and entering transactions into it, for the tests of transactions."""

from __future__ import annotations

from datetime import date
from typing import Any

from budgetpro.services.accounts import add_account
from budgetpro.services.categories import add_category
from budgetpro.services.choices import Choice, choose
from budgetpro.services.entries import Entry, add_transaction
from budgetpro.services.filters import Filter, parse_order, select
from budgetpro.services.transactions import Transaction, TransactionPage, list_transactions
from budgetpro.services.transfers import Transfer, add_transfer
from budgetpro.storage.book import Book
from budgetpro.storage.queries.drafts import draft_of

TODAY = date(2026, 3, 31)  # a Tuesday


def furnish(book: Book) -> None:
    """Give the book four accounts and six categories; money of Checking is for spending, and in EUR."""
    add_account(book, "Checking", kind="checking")
    add_account(book, "Savings", kind="savings", on_budget=False)
    add_account(book, "Wallet", kind="cash", on_budget=False)
    add_account(book, "Dollars", kind="savings", currency="USD", on_budget=False)
    for path in ("Food", "Food:Groceries", "Food:Restaurants", "Rent"):
        add_category(book, path, type_="expense")
    for path in ("Salary", "Interest"):
        add_category(book, path, type_="income")


def add(book: Book, amount: str, category: str | None = None, **words: Any) -> Transaction:
    """Enter a transaction as `txn add` does."""
    return add_transaction(book, Entry(amount, category, **words), today=TODAY)


def move(book: Book, amount: str, source: str, target: str, **words: Any) -> Transaction:
    """Enter a transfer as `txn transfer` does."""
    return add_transfer(book, Transfer(amount, source, target, **words), today=TODAY)


def page(book: Book, sort: str = "-date", skip: int = 0, limit: int = 100, **asked: Any) -> TransactionPage:
    """Return a page of what the filter finds."""
    selection = select(book, Filter(**asked), TODAY)
    return list_transactions(book, selection, parse_order(sort), skip=skip, limit=limit)


def found(book: Book, sort: str = "-date", **asked: Any) -> list[int]:
    """Return the ids of what the filter finds, in order."""
    return [transaction.id for transaction in page(book, sort, **asked).transactions]


def chosen(book: Book, *ids: int, **asked: Any) -> Choice:
    """Return the transactions named, or those that the filter finds."""
    return choose(book, [str(txn_id) for txn_id in ids], Filter(**asked), today=TODAY)


def postings(transaction: Transaction) -> list[tuple[str, str]]:
    """Return account and amount of each posting."""
    return [(posting.account, f"{posting.amount} {posting.amount.currency}") for posting in transaction.postings]


def days_of(book: Book, txn_id: int) -> date:
    """Return a transaction's day as it is written."""
    return draft_of(book, txn_id).day
