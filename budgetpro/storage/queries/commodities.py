"""The units of a book beside the currencies of ISO 4217."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


def commodities(book: Book) -> list[tuple[str, int, str, int]]:
    """Return (code, decimals, name, number of accounts kept in it) of each, by code."""
    return book.connection.execute(
        "select c.code, c.digits, c.name, count(a.id) from commodity c"
        " left join account a on a.book_id = c.book_id and a.currency = c.code"
        " where c.book_id = ? group by c.code, c.digits, c.name order by c.code",
        (book.id,),
    ).fetchall()


def commodity_codes(book: Book) -> list[str]:
    """Return the codes of the book's own units, beside the currencies of ISO 4217."""
    rows = book.connection.execute("select code from commodity where book_id = ? order by code", (book.id,))
    return [code for (code,) in rows.fetchall()]


def has_amounts(book: Book, code: str) -> bool:
    """Tell whether any posting is in this unit."""
    book.flush_totals()
    found = book.connection.execute(
        "select 1 from month_total where book_id = ? and currency = ? limit 1", (book.id, code)
    ).fetchone()
    return found is not None
