"""What is changed of many transactions at once without moving money: payee, memo, reference, tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from budgetpro.storage.marks import pieces

if TYPE_CHECKING:
    from budgetpro.storage.book import Book
    from budgetpro.storage.driver import Value


def set_columns(book: Book, txn_ids: Sequence[int], **values: Value) -> None:
    """Set `payee_id`, `memo` or `reference` of transactions; not the day, which their postings repeat."""
    changes = ", ".join(f"{column} = ?" for column in values)
    for within, places in pieces(txn_ids):
        _execute(
            book,
            f"update txn set {changes} where book_id = ? and id in ({places})",
            (*values.values(), book.id, *within),
        )


def add_tag(book: Book, txn_ids: Sequence[int], tag_id: int) -> None:
    """Hang a tag on transactions; those that have it keep it."""
    for within, places in pieces(txn_ids):
        _execute(
            book,
            "insert into txn_tag (book_id, txn_id, tag_id) select book_id, id, cast(? as bigint) from txn"
            f" where book_id = ? and id in ({places}) on conflict do nothing",
            (tag_id, book.id, *within),
        )


def remove_tag(book: Book, txn_ids: Sequence[int], tag_id: int) -> None:
    """Take a tag off transactions, those that have it."""
    for within, places in pieces(txn_ids):
        _execute(
            book,
            f"delete from txn_tag where book_id = ? and tag_id = ? and txn_id in ({places})",
            (book.id, tag_id, *within),
        )


def _execute(book: Book, sql: str, values: Sequence[Value]) -> None:
    book.is_changed = True
    book.connection.execute(sql, values)
