"""The tables of a book, as SQLModel models: the one definition of the schema.

Migrations are compared with them, and so is the SQL in `writes` and `queries`. Every key of a
book's data starts with `book_id` and every foreign key carries it along, so the database
itself refuses a posting that points into another book. Ids count from 1 within a book.

Units: `*_minor` counts the currency's smallest unit; `day` is a date written as the integer
yyyymmdd and `month` as yyyymm (three or four bytes, sortable, readable in any SQL shell).
`WITHOUT ROWID` keeps a row inside its primary key's tree, a tenth smaller for rows this short.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlmodel import AutoString, Field, SQLModel

metadata = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

KEYED = {"sqlite_with_rowid": False}


def _key() -> Any:
    """Return a column of the primary key; its number is given by the book, never by the database."""
    return Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})


def _big(default: Any = ...) -> Any:
    """Return a 64-bit integer column."""
    return Field(default=default, sa_type=BigInteger)


def _within(parent: str, *columns: str, keys: tuple[str, ...] = ("id",), **options: Any) -> ForeignKeyConstraint:
    """Return a foreign key to `parent` of the same book."""
    return ForeignKeyConstraint(
        ["book_id", *columns], [f"{parent}.book_id", *(f"{parent}.{key}" for key in keys)], **options
    )


def _of_book() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["book_id"], ["book.id"])


class Book(SQLModel, table=True):
    """One household's accounts; `revision` grows by one with each change to anything in it."""

    __tablename__ = "book"
    __table_args__ = (UniqueConstraint("name"),)
    id: int = _key()
    name: str
    base_currency: str
    revision: int = _big()
    created_at: str = Field(description="UTC, ISO 8601 with seconds")


class Sequence(SQLModel, table=True):
    """The last id given out to each table of a book: an id, once deleted, is not given again."""

    __tablename__ = "sequence"
    __table_args__ = (_of_book(), KEYED)
    book_id: int = _key()
    name: str = Field(primary_key=True, description="the table's name")
    last_id: int = _big()


class Commodity(SQLModel, table=True):
    """A unit beside the ISO 4217 currencies, with a scale of its own: shares, crypto, points."""

    __tablename__ = "commodity"
    __table_args__ = (_of_book(), CheckConstraint("digits between 0 and 18", name="digits"), KEYED)
    book_id: int = _key()
    code: str = Field(primary_key=True)
    digits: int
    name: str


class Account(SQLModel, table=True):
    """A node of the account tree. Income and expense accounts are what people call categories."""

    __tablename__ = "account"
    __table_args__ = (
        _of_book(),
        _within("account", "parent_id"),
        CheckConstraint("type in ('asset', 'liability', 'income', 'expense', 'equity')", name="type"),
        CheckConstraint("(type in ('asset', 'liability')) = (currency is not null)", name="currency"),
        Index(
            "uq_account_name",
            "book_id",
            text("coalesce(parent_id, 0)"),
            text("(case when type in ('asset', 'liability') then 0 when type = 'equity' then 1 else 2 end)"),
            "name",
            unique=True,
        ),
        Index("ix_account_parent", "book_id", "parent_id"),
        KEYED,
    )
    book_id: int = _key()
    id: int = _key()
    parent_id: int | None = _big(None)
    type: str
    kind: str = Field(description="checking, savings, cash, card, loan, …; category; opening, exchange, uncategorised")
    name: str = Field(description="the last part of the path")
    currency: str | None = Field(default=None, description="of an asset or liability; a category takes any")
    is_on_budget: bool
    is_closed: bool
    number: str | None = Field(default=None, description="the bank's own name for it, as in its statements")
    note: str | None = None


class Payee(SQLModel, table=True):
    """The other party, as the user names it."""

    __tablename__ = "payee"
    __table_args__ = (_of_book(), UniqueConstraint("book_id", "name"), KEYED)
    book_id: int = _key()
    id: int = _key()
    name: str


class Tag(SQLModel, table=True):
    """A word that the user hangs on transactions."""

    __tablename__ = "tag"
    __table_args__ = (_of_book(), UniqueConstraint("book_id", "name"), KEYED)
    book_id: int = _key()
    id: int = _key()
    name: str


class Txn(SQLModel, table=True):
    """A transaction: one dated event whose postings sum to zero in each currency."""

    __tablename__ = "txn"
    __table_args__ = (
        _of_book(),
        _within("payee", "payee_id"),
        Index("ix_txn_day", "book_id", "day", "id"),
        Index(
            "ix_txn_payee",
            "book_id",
            "payee_id",
            sqlite_where=text("payee_id is not null"),
            postgresql_where=text("payee_id is not null"),
        ),
        KEYED,
    )
    book_id: int = _key()
    id: int = _key()
    day: int
    payee_id: int | None = _big(None)
    memo: str | None = Field(default=None, description="a note; for an imported row, the bank's text until edited")
    reference: str | None = Field(default=None, description="a cheque number or the bank's reference")


class Posting(SQLModel, table=True):
    """One account's share of a transaction.

    It repeats the transaction's day for the covering index. `batch_id` and `line` name the
    statement line that is its bank evidence; without them nobody but the user has said so.
    `status`: 0 pending, 1 cleared, 2 reconciled (always 1 on a category).
    """

    __tablename__ = "posting"
    __table_args__ = (
        _within("txn", "txn_id"),
        _within("account", "account_id"),
        CheckConstraint("status between 0 and 2", name="status"),
        CheckConstraint("(batch_id is null) = (line is null)", name="evidence"),
        Index("ix_posting_account", "book_id", "account_id", "day", "amount_minor"),
        KEYED,
    )
    book_id: int = _key()
    txn_id: int = _key()
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False}, description="1, 2, … within it")
    account_id: int = _big()
    day: int
    amount_minor: int = _big()
    currency: str
    status: int
    memo: str | None = None
    batch_id: int | None = _big(None)
    line: int | None = _big(None)


class TxnTag(SQLModel, table=True):
    """A tag on a transaction."""

    __tablename__ = "txn_tag"
    __table_args__ = (
        _within("txn", "txn_id"),
        _within("tag", "tag_id"),
        Index("ix_txn_tag_tag", "book_id", "tag_id", "txn_id"),
        KEYED,
    )
    book_id: int = _key()
    txn_id: int = _key()
    tag_id: int = _key()


class MonthTotal(SQLModel, table=True):
    """The sum and count of an account's postings in one currency and month, kept by the one write path."""

    __tablename__ = "month_total"
    __table_args__ = (
        _within("account", "account_id"),
        # SQLite turns a sum past 64 bits into a float without a word.
        CheckConstraint("sum_minor between -9223372036854775807 and 9223372036854775807", name="sum_minor"),
        KEYED,
    )
    book_id: int = _key()
    account_id: int = _key()
    currency: str = Field(primary_key=True)
    month: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    sum_minor: int = _big()
    count: int = _big()


class MonthCount(SQLModel, table=True):
    """How many transactions a month has, kept by the one write path.

    The number of all, and the page at any depth, are found without reading what lies before.
    """

    __tablename__ = "month_count"
    __table_args__ = (_of_book(), KEYED)
    book_id: int = _key()
    month: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    count: int = _big()


class Batch(SQLModel, table=True):
    """One import of one file. The file itself is kept, compressed, in `batch_source`."""

    __tablename__ = "batch"
    __table_args__ = (_of_book(), Index("ix_batch_sha256", "book_id", "sha256"), KEYED)
    book_id: int = _key()
    id: int = _key()
    file_name: str
    sha256: str
    byte_count: int = _big()
    format: str
    encoding: str | None = None
    options: str = Field(description="JSON: hints that were given (date order, sign, …), ids from before it")
    fingerprint_version: int
    imported_at: str = Field(description="UTC, ISO 8601 with seconds")


class BatchSource(SQLModel, table=True):
    """A piece of an imported file's bytes, zlib-compressed; all pieces in order give the file back."""

    __tablename__ = "batch_source"
    __table_args__ = (_within("batch", "batch_id"), KEYED)
    book_id: int = _key()
    batch_id: int = _key()
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    content: bytes = Field(sa_type=LargeBinary)


class BatchStatement(SQLModel, table=True):
    """What one statement in an imported file said of itself, and the account it went to."""

    __tablename__ = "batch_statement"
    __table_args__ = (_within("batch", "batch_id"), _within("account", "account_id"), KEYED)
    book_id: int = _key()
    batch_id: int = _key()
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    account_id: int = _big()
    account_number: str | None = None
    currency: str | None = None
    opening_minor: int | None = _big(None)
    closing_minor: int | None = _big(None)
    closing_day: int | None = None


class StatementLine(SQLModel, table=True):
    """One row of an imported file, and what became of it.

    `outcome`: 1 added, 2 already there, 3 matched, 4 paired, 5 waits for review, 6 refused,
    7 deleted by the user since. `fingerprint` (see `domain.fingerprints`) is set on the lines
    that claim a transaction, so that counting them answers how often the book has a row;
    a line that was already there has none. `txn_id` is the transaction it became or was found as.
    `balance_minor` is the account's balance after the row, where the file has one. `detail` is
    JSON for what needs a person: reason, candidates, values as read.
    """

    __tablename__ = "statement_line"
    __table_args__ = (
        _within("batch", "batch_id"),
        _within("account", "account_id"),
        CheckConstraint("outcome between 1 and 7", name="outcome"),
        Index(
            "ix_statement_line_identity",
            "book_id",
            "account_id",
            "fingerprint",
            sqlite_where=text("fingerprint is not null"),
            postgresql_where=text("fingerprint is not null"),
        ),
        Index(
            "ix_statement_line_bank_id",
            "book_id",
            "account_id",
            "bank_id",
            sqlite_where=text("bank_id is not null"),
            postgresql_where=text("bank_id is not null"),
        ),
        KEYED,
    )
    book_id: int = _key()
    batch_id: int = _key()
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False}, sa_type=BigInteger)
    position: int = _big()
    account_id: int = _big()
    outcome: int
    txn_id: int | None = _big(None)
    fingerprint: int | None = _big(None)
    bank_id: str | None = None
    balance_minor: int | None = _big(None)
    detail: str | None = None


# Text sorts by code point, as in SQLite, whatever the language of the PostgreSQL server.
for _column in (column for table in metadata.tables.values() for column in table.columns):
    if isinstance(_column.type, AutoString):
        _column.type = String().with_variant(String(collation="C"), "postgresql")
