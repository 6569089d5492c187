"""The names in a book beside its accounts: payees and commodities."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


def payees(book: Book) -> list[tuple[int, str]]:
    """Return all payees as (id, name), by id."""
    return book.connection.execute("select id, name from payee where book_id = ? order by id", (book.id,)).fetchall()


def commodity_codes(book: Book) -> list[str]:
    """Return the codes of the book's own units, beside the currencies of ISO 4217."""
    rows = book.connection.execute("select code from commodity where book_id = ? order by code", (book.id,))
    return [code for (code,) in rows.fetchall()]
