"""A small household's book, and entering transactions into it, for the tests of transactions."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from budgetpro.domain.transactions import Status
from budgetpro.services.accounts import add_account
from budgetpro.services.categories import add_category
from budgetpro.services.choices import Choice, choose
from budgetpro.services.edits import Change, Edited, edit_transactions
from budgetpro.services.entries import Entry, add_transaction
from budgetpro.services.filters import Filter, parse_order, select
from budgetpro.services.names import account_named
from budgetpro.services.transactions import Transaction, TransactionPage, list_transactions
from budgetpro.services.transfers import Transfer, add_transfer
from budgetpro.storage.book import Book
from budgetpro.storage.writes import set_status
from tests.services.statements.statement_files import Line, import_file, write_ofx

TODAY = date(2026, 3, 31)  # a Tuesday
CARD = (Line("2026-03-02", "-5.00", "LIDL 123", "x1"), Line("2026-03-03", "-7.00", "LIDL 77", "x2"))


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


def edit(book: Book, *ids: int, change: dict[str, Any], is_dry_run: bool = False, **asked: Any) -> Edited:
    """Change what is named, or what the filter finds."""
    return edit_transactions(book, chosen(book, *ids, **asked), Change(**change), today=TODAY, is_dry_run=is_dry_run)


def imported(book: Book, folder: Path) -> list[int]:
    """Import two rows of a card's statement; return their transactions' ids."""
    import_file(book, write_ofx(folder / "card.ofx", CARD))
    return sorted(found(book, text="LIDL"))


def reconcile(book: Book, txn_id: int, account: str = "checking") -> None:
    """Let a statement have agreed with a transaction's posting on an account."""
    set_status(book, account_named(book, account).id, [txn_id], Status.RECONCILED)
