"""A whole book, table by table, in the order of its keys; the long ones stream in constant memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


class CommodityRecord(NamedTuple):
    """A unit with a scale of its own."""

    code: str
    digits: int
    name: str


class AccountRecord(NamedTuple):
    """An account or category of any type; the truth values come as the database has them, 0 or 1 or bool."""

    id: int
    parent_id: int | None
    type: str
    kind: str
    name: str
    currency: str | None
    is_on_budget: bool
    is_closed: bool
    number: str | None
    note: str | None


class NameRecord(NamedTuple):
    """A payee or a tag."""

    id: int
    name: str


class BatchRecord(NamedTuple):
    """An import of a file."""

    id: int
    file_name: str
    sha256: str
    byte_count: int
    format: str
    encoding: str | None
    options: str
    fingerprint_version: int
    imported_at: str


class SourceRecord(NamedTuple):
    """A piece of an imported file's bytes, as the file had them."""

    batch_id: int
    content: bytes


class StatementRecord(NamedTuple):
    """What a statement said of itself; balances are in minor units of `account_currency`."""

    batch_id: int
    account_id: int
    account_number: str | None
    currency: str | None
    opening_minor: int | None
    closing_minor: int | None
    closing_day: int | None
    account_currency: str


class LineRecord(NamedTuple):
    """A line of an imported file, and what became of it; its balance is in minor units of `account_currency`."""

    batch_id: int
    n: int
    position: int
    account_id: int
    outcome: int
    txn_id: int | None
    fingerprint: int | None
    bank_id: str | None
    balance_minor: int | None
    detail: str | None
    account_currency: str


class PostingRecord(NamedTuple):
    """A posting, without what it repeats of its transaction."""

    account_id: int
    amount_minor: int
    currency: str
    status: int
    memo: str | None
    batch_id: int | None
    line: int | None


class TransactionRecord(NamedTuple):
    """A transaction with its tags and postings."""

    id: int
    day: int
    payee_id: int | None
    memo: str | None
    reference: str | None
    tag_ids: tuple[int, ...]
    postings: tuple[PostingRecord, ...]


def commodities(book: Book) -> Iterator[CommodityRecord]:
    """Yield the book's own units by code."""
    rows = _rows(book, "select code, digits, name from commodity where book_id = ? order by code")
    return (CommodityRecord(*row) for row in rows)


def accounts(book: Book) -> Iterator[AccountRecord]:
    """Yield accounts and categories of every type by id."""
    rows = _rows(
        book,
        "select id, parent_id, type, kind, name, currency, is_on_budget, is_closed, number, note from account"
        " where book_id = ? order by id",
    )
    return (AccountRecord(*row) for row in rows)


def payees(book: Book) -> Iterator[NameRecord]:
    """Yield payees by id."""
    return (NameRecord(*row) for row in _rows(book, "select id, name from payee where book_id = ? order by id"))


def tags(book: Book) -> Iterator[NameRecord]:
    """Yield tags by id."""
    return (NameRecord(*row) for row in _rows(book, "select id, name from tag where book_id = ? order by id"))


def batches(book: Book) -> Iterator[BatchRecord]:
    """Yield imports by id."""
    rows = _rows(
        book,
        "select id, file_name, sha256, byte_count, format, encoding, options, fingerprint_version, imported_at"
        " from batch where book_id = ? order by id",
    )
    return (BatchRecord(*row) for row in rows)


def sources(book: Book) -> Iterator[SourceRecord]:
    """Yield the bytes of imported files, piece by piece; how they are compressed is the database's own affair."""
    rows = _rows(book, "select batch_id, content from batch_source where book_id = ? order by batch_id, n")
    return (SourceRecord(batch_id, zlib.decompress(content)) for batch_id, content in rows)


def statements(book: Book) -> Iterator[StatementRecord]:
    """Yield the statements of imported files by batch and number."""
    rows = _rows(
        book,
        "select s.batch_id, s.account_id, s.account_number, s.currency, s.opening_minor, s.closing_minor,"
        " s.closing_day, a.currency from batch_statement s"
        " join account a on a.book_id = s.book_id and a.id = s.account_id"
        " where s.book_id = ? order by s.batch_id, s.n",
    )
    return (StatementRecord(*row) for row in rows)


def lines(book: Book) -> Iterator[LineRecord]:
    """Yield the lines of imported files by batch and number."""
    rows = _rows(
        book,
        "select l.batch_id, l.n, l.position, l.account_id, l.outcome, l.txn_id, l.fingerprint, l.bank_id,"
        " l.balance_minor, l.detail, a.currency from statement_line l"
        " join account a on a.book_id = l.book_id and a.id = l.account_id"
        " where l.book_id = ? order by l.batch_id, l.n",
    )
    return (LineRecord(*row) for row in rows)


def transactions(book: Book) -> Iterator[TransactionRecord]:
    """Yield transactions by id, read beside their postings and tags: three queries in step."""
    postings_of = _Groups(
        _rows(
            book,
            "select txn_id, account_id, amount_minor, currency, status, memo, batch_id, line from posting"
            " where book_id = ? order by txn_id, n",
        )
    )
    tags_of = _Groups(_rows(book, "select txn_id, tag_id from txn_tag where book_id = ? order by txn_id, tag_id"))
    for txn_id, day, payee_id, memo, reference in _rows(
        book, "select id, day, payee_id, memo, reference from txn where book_id = ? order by id"
    ):
        tag_ids = tuple([tag_id for _, tag_id in tags_of.of(txn_id)])
        postings = tuple([PostingRecord(*posting) for _, *posting in postings_of.of(txn_id)])
        yield TransactionRecord(txn_id, day, payee_id, memo, reference, tag_ids, postings)


def first_dangling_line(book: Book) -> tuple[int, int] | None:
    """Return the first line that became a transaction that is missing: its place among all lines (from 0), and that id.

    A line that only was already there (outcome 2) may name a transaction that was deleted since.
    """
    found = book.connection.execute(
        "select l.batch_id, l.n, l.txn_id from statement_line l where l.book_id = ? and l.outcome in (1, 3, 4)"
        " and l.txn_id is not null and not exists (select 1 from txn t where t.book_id = l.book_id"
        " and t.id = l.txn_id) order by l.batch_id, l.n limit 1",
        (book.id,),
    ).fetchone()
    if found is None:
        return None
    batch_id, n, txn_id = found
    (place,) = book.connection.execute(
        "select count(*) from statement_line where book_id = ? and (batch_id < ? or (batch_id = ? and n < ?))",
        (book.id, batch_id, batch_id, n),
    ).fetchone()
    return int(place), int(txn_id)


class _Groups:
    """Rows by their first column, asked for in its order."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._groups = groupby(rows, itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, key: int) -> list[tuple[Any, ...]]:
        """Return the rows of a key, none where it has none; those of keys that are left out are passed over."""
        while self._next is not None and self._next[0] < key:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != key:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows


def _rows(book: Book, sql: str) -> Iterator[tuple[Any, ...]]:
    return book.connection.stream(sql, (book.id,))
