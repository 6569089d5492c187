"""The two sides of many transactions: the postings on a person's own accounts, and those on categories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from budgetpro.storage.marks import marks, pieces

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


class OwnSide(NamedTuple):
    """A posting on an asset or liability account; `batch_id` and `line` are its bank evidence."""

    txn_id: int
    account_id: int
    status: int
    batch_id: int | None
    line: int | None


def own_sides(book: Book, txn_ids: Sequence[int]) -> Iterator[OwnSide]:
    """Yield the transactions' postings on a person's own accounts."""
    rows = _rows(book, "p.txn_id, p.account_id, p.status, p.batch_id, p.line", "('asset', 'liability')", txn_ids)
    return (OwnSide(*row) for row in rows)


def category_sides(book: Book, txn_ids: Sequence[int], only: Sequence[int] | None = None) -> Iterator[tuple[int, int]]:
    """Yield transaction and category of the transactions' postings on categories, each pair once; `only` on these."""
    within = "" if only is None else f" and p.account_id in ({marks(only)})"
    rows = _rows(book, "distinct p.txn_id, p.account_id", f"('income', 'expense'){within}", txn_ids, only or ())
    return ((txn_id, account_id) for txn_id, account_id in rows)


def payees_of(book: Book, txn_ids: Sequence[int]) -> set[int]:
    """Return the payees of the transactions."""
    found: set[int | None] = set()
    for within, places in pieces(txn_ids):
        rows = book.connection.execute(
            f"select distinct payee_id from txn where book_id = ? and id in ({places})", (book.id, *within)
        )
        found.update(payee_id for (payee_id,) in rows)
    return {payee_id for payee_id in found if payee_id is not None}


def existing(book: Book, txn_ids: Sequence[int]) -> set[int]:
    """Return those of the ids that transactions have."""
    found: set[int] = set()
    for within, places in pieces(txn_ids):
        rows = book.connection.execute(f"select id from txn where book_id = ? and id in ({places})", (book.id, *within))
        found.update(txn_id for (txn_id,) in rows)
    return found


def _rows(
    book: Book, columns: str, types: str, txn_ids: Sequence[int], params: Sequence[int] = ()
) -> Iterator[tuple[Any, ...]]:
    for within, places in pieces(txn_ids):
        yield from book.connection.execute(
            f"select {columns} from posting p join account a on a.book_id = p.book_id and a.id = p.account_id"
            f" where p.book_id = ? and p.txn_id in ({places}) and a.type in {types}",
            (book.id, *within, *params),
        ).fetchall()
