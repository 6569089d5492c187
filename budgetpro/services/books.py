"""Books: creating one with what it needs, and checking that all in it holds together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.accounts import starter_categories
from budgetpro.domain.currency import find_currency
from budgetpro.services.accounts import system_account
from budgetpro.services.tree import Tree
from budgetpro.storage import creation
from budgetpro.storage.queries.checks import FILE_DAMAGED, Counts, Fault, counts_of, faults_of

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


class BookCreated(NamedTuple):
    """A new book, and how many starter categories it was given."""

    name: str
    base_currency: str
    categories: int


class CheckReport(NamedTuple):
    """What was checked, by its number of rows, and every fault that was found: none where the book is sound.

    Of each kind of fault the first hundred are told. In a damaged file nothing is counted.
    """

    book: str
    is_sound: bool
    accounts: int
    transactions: int
    postings: int
    statement_lines: int
    faults: tuple[Fault, ...]


def create_book(
    database: str, name: str, base_currency: str, *, starter: bool, lock_timeout: float = 10.0
) -> BookCreated:
    """Create a book with the accounts that the program itself needs, and the starter categories if wanted.

    The database is created where there is none. Raises UsageFault `book_exists`,
    `unknown_currency`, `invalid_book_name`, or a Failure where the place can't be used.
    """
    creation.create_book(
        database, name, base_currency, furnish=partial(_furnish, starter=starter), lock_timeout=lock_timeout
    )
    return BookCreated(name.strip(), find_currency(base_currency).code, len(starter_categories()) if starter else 0)


def check_book(book: Book) -> CheckReport:
    """Check every invariant of the book, and on SQLite the file and its foreign keys.

    Postings sum to zero in each currency of their transaction, which has two or more; month
    totals are the sums of the postings; nothing points at what is not there; ids given out
    are counted; and accounts hold their own currency only.
    """
    book.flush_totals()
    faults = tuple(faults_of(book))
    is_damaged = any(fault.code == FILE_DAMAGED for fault in faults)
    counts = Counts(0, 0, 0, 0) if is_damaged else counts_of(book)
    return CheckReport(book.name, not faults, *counts, faults)


def _furnish(book: Book, *, starter: bool) -> None:
    system_account(book, "opening", "equity")
    system_account(book, "exchange", "equity")
    system_account(book, "uncategorised", "expense")
    system_account(book, "uncategorised", "income")
    if not starter:
        return
    tree = Tree(book, "category")
    for type_, path in starter_categories():
        tree.add(path, type_, "category", parent_kind="category")
