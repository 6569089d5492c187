"""A whole book, as it is given away: everything that was put in, nothing that only the database knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.storage.queries import whole_book as stored

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


class WholeBook(NamedTuple):
    """A book as streams of its records, each read once, while the book is open.

    `digits` tells how many decimals a currency has. What is left out is made anew where the
    book is loaded: its revision and time of creation, month totals, and the counters of ids.
    """

    name: str
    base_currency: str
    digits: Callable[[str], int]
    commodities: Iterator[stored.CommodityRecord]
    accounts: Iterator[stored.AccountRecord]
    payees: Iterator[stored.NameRecord]
    tags: Iterator[stored.NameRecord]
    batches: Iterator[stored.BatchRecord]
    sources: Iterator[stored.SourceRecord]
    statements: Iterator[stored.StatementRecord]
    lines: Iterator[stored.LineRecord]
    transactions: Iterator[stored.TransactionRecord]


def export_book(book: Book) -> WholeBook:
    """Return all of a book, which is open for reading, in constant memory."""
    return WholeBook(
        book.name,
        book.base_currency,
        book.digits,
        stored.commodities(book),
        stored.accounts(book),
        stored.payees(book),
        stored.tags(book),
        stored.batches(book),
        stored.sources(book),
        stored.statements(book),
        stored.lines(book),
        stored.transactions(book),
    )
