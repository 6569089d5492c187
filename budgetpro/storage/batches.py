"""Writing an import: its batch, the file's bytes, its statements and its lines."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.transactions import Evidence
from budgetpro.storage.writes import delete, insert, insert_new, update

if TYPE_CHECKING:
    from budgetpro.storage.book import Book

PIECE_BYTES = 1 << 18
LINE_COLUMNS = (
    "book_id", "batch_id", "n", "position", "account_id", "outcome", "txn_id", "fingerprint", "bank_id",
    "balance_minor", "detail",
)  # fmt: skip


class Outcome(IntEnum):
    """What became of a statement line."""

    ADDED = 1
    ALREADY = 2
    MATCHED = 3
    PAIRED = 4
    REVIEW = 5
    REFUSED = 6
    DELETED = 7


LineRow = tuple[int, int, int, int, int, int, int | None, int | None, str | None, int | None, str | None]
"""A row of `statement_line`: its `LINE_COLUMNS`. A plain tuple, for an import makes millions."""


class BatchRow(NamedTuple):
    """A row of `batch` without its book and id."""

    file_name: str
    sha256: str
    byte_count: int
    format: str
    encoding: str | None
    options: str
    fingerprint_version: int
    imported_at: str


def add_batch(book: Book, batch: BatchRow) -> int:
    """Write a batch and return its id."""
    return insert_new(book, "batch", **batch._asdict())


def add_source(book: Book, batch_id: int, pieces: Iterable[bytes]) -> None:
    """Keep a file's bytes, each piece compressed by itself; about a third of the file's size."""
    for n, piece in enumerate(pieces, 1):
        insert(book, "batch_source", batch_id=batch_id, n=n, content=zlib.compress(piece, level=1))


def read_source(book: Book, batch_id: int) -> bytes:
    """Return the bytes of the file that was imported."""
    pieces = book.connection.execute(
        "select content from batch_source where book_id = ? and batch_id = ? order by n", (book.id, batch_id)
    )
    return b"".join(zlib.decompress(content) for (content,) in pieces)


class StatementRow(NamedTuple):
    """A row of `batch_statement` without its book, batch and number."""

    account_id: int
    account_number: str | None
    currency: str | None
    opening_minor: int | None
    closing_minor: int | None
    closing_day: int | None


def add_statements(book: Book, batch_id: int, statements: Iterable[StatementRow]) -> None:
    """Write what the file's statements said of themselves."""
    for n, statement in enumerate(statements, 1):
        insert(book, "batch_statement", batch_id=batch_id, n=n, **statement._asdict())


def remove_batch(book: Book, batch_id: int) -> None:
    """Remove a batch with its lines, statements and bytes."""
    for table in ("statement_line", "batch_statement", "batch_source"):
        delete(book, table, batch_id=batch_id)
    delete(book, "batch", id=batch_id)


def add_lines(book: Book, lines: Sequence[LineRow]) -> None:
    """Write many lines."""
    book.connection.insert_many("statement_line", LINE_COLUMNS, lines)
    book.is_changed = True


SeenRow = tuple[int, int, int | None, str | None]
"""A line that the book had already: number in the file, position, the transaction it is, detail."""


def add_seen_lines(book: Book, batch_id: int, account_id: int, lines: Sequence[SeenRow]) -> None:
    """Write many lines that the book had already; they claim nothing."""
    columns = ("n", "position", "txn_id", "detail")
    same = {"book_id": book.id, "batch_id": batch_id, "account_id": account_id, "outcome": int(Outcome.ALREADY)}
    book.connection.insert_many("statement_line", columns, lines, same)
    book.is_changed = True


NewLine = tuple[int, int, int, int, str | None, int | None]
"""A line that became a transaction: number in the file, position, transaction, fingerprint, bank's id, balance."""


def add_new_lines(book: Book, batch_id: int, account_id: int, lines: Sequence[NewLine]) -> None:
    """Write many lines that became transactions of their own."""
    columns = ("n", "position", "txn_id", "fingerprint", "bank_id", "balance_minor")
    same = {"book_id": book.id, "batch_id": batch_id, "account_id": account_id, "outcome": int(Outcome.ADDED)}
    book.connection.insert_many("statement_line", columns, lines, same)
    book.is_changed = True


def settle_line(book: Book, line: Evidence, outcome: Outcome, txn_id: int | None, detail: str | None = None) -> None:
    """Write what became of one line."""
    key: dict[str, int | str | bytes | None] = {"batch_id": line.batch_id, "n": line.line}
    update(book, "statement_line", key, outcome=int(outcome), txn_id=txn_id, detail=detail)
