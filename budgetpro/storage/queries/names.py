"""The names in a book beside its accounts: payees."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


def payees(book: Book) -> list[tuple[int, str]]:
    """Return all payees as (id, name), by id."""
    return book.connection.execute("select id, name from payee where book_id = ? order by id", (book.id,)).fetchall()
