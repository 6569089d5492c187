"""Imports as the book keeps them: batches, and what became of each of their lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.transactions import Evidence

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


class BatchFound(NamedTuple):
    """One import of one file."""

    id: int
    file_name: str
    sha256: str
    format: str
    encoding: str | None
    imported_at: str


class LineFound(NamedTuple):
    """A line and, where it is in a transaction, how that stands; `detail` is the line's JSON."""

    n: int
    position: int
    account_id: int
    outcome: int
    txn_id: int | None
    detail: str | None
    day: int | None
    amount_minor: int | None
    currency: str | None
    payee: str | None
    memo: str | None
    reference: str | None


_BATCH = "select id, file_name, sha256, format, encoding, imported_at from batch where book_id = ?"


def batch_of_file(book: Book, sha256: str) -> BatchFound | None:
    """Return the latest import of a file with these bytes."""
    found = book.connection.execute(f"{_BATCH} and sha256 = ? order by id desc limit 1", (book.id, sha256)).fetchone()
    return BatchFound(*found) if found else None


def batch_of_id(book: Book, batch_id: int) -> BatchFound | None:
    """Return an import by its id."""
    found = book.connection.execute(f"{_BATCH} and id = ?", (book.id, batch_id)).fetchone()
    return BatchFound(*found) if found else None


def batches(book: Book) -> list[BatchFound]:
    """Return all imports, the latest first."""
    return [BatchFound(*row) for row in book.connection.execute(f"{_BATCH} order by id desc", (book.id,))]


def outcome_counts(book: Book, batch_id: int) -> dict[int, int]:
    """Return how many of a batch's lines had each outcome."""
    rows = book.connection.execute(
        "select outcome, count(*) from statement_line where book_id = ? and batch_id = ? group by outcome",
        (book.id, batch_id),
    )
    return dict(rows.fetchall())


def accounts_of_batch(book: Book, batch_id: int) -> list[int]:
    """Return the accounts that a batch's statements went to, in their order."""
    rows = book.connection.execute(
        "select account_id from batch_statement where book_id = ? and batch_id = ? order by n", (book.id, batch_id)
    )
    return [account_id for (account_id,) in rows]


def accounts_of_number(book: Book, number: str) -> list[int]:
    """Return the accounts that a statement of this bank account went to before, or that carry its number."""
    rows = book.connection.execute(
        "select account_id from batch_statement where book_id = ? and account_number = ?"
        " union select id from account where book_id = ? and number = ? order by 1",
        (book.id, number, book.id, number),
    )
    return [account_id for (account_id,) in rows]


def lines_of_batch(book: Book, batch_id: int, only: tuple[int, ...] = ()) -> Iterator[LineFound]:
    """Yield a batch's lines in file order, in constant memory; with `only`, those outcomes."""
    marks = ", ".join("?" * len(only))
    within = f" and l.outcome in ({marks})" if only else ""
    rows = book.connection.stream(
        "select l.n, l.position, l.account_id, l.outcome, l.txn_id, l.detail, t.day, p.amount_minor, p.currency,"
        " y.name, t.memo, t.reference from statement_line l"
        " left join txn t on t.book_id = l.book_id and t.id = l.txn_id"
        " left join payee y on y.book_id = t.book_id and y.id = t.payee_id"
        " left join posting p on p.book_id = l.book_id and p.txn_id = l.txn_id and p.n ="
        " (select min(o.n) from posting o where o.book_id = l.book_id and o.txn_id = l.txn_id"
        " and o.account_id = l.account_id)"
        f" where l.book_id = ? and l.batch_id = ?{within} order by l.position, l.n",
        (book.id, batch_id, *only),
    )
    return (LineFound(*row) for row in rows)


class WaitingLine(NamedTuple):
    """A line that waits for a person to say what it is."""

    batch_id: int
    n: int
    position: int
    account_id: int
    file_name: str
    fingerprint: int | None
    bank_id: str | None
    detail: str


def waiting_lines(book: Book) -> list[WaitingLine]:
    """Return all lines that wait for review, the oldest import first."""
    rows = book.connection.execute(
        "select l.batch_id, l.n, l.position, l.account_id, b.file_name, l.fingerprint, l.bank_id, l.detail"
        " from statement_line l join batch b on b.book_id = l.book_id and b.id = l.batch_id"
        " where l.book_id = ? and l.outcome = 5 order by l.batch_id, l.n",
        (book.id,),
    )
    return [WaitingLine(*row) for row in rows]


def balance_at(book: Book, account_id: int, day: int) -> int:
    """Return an account's balance at the end of a day, in minor units."""
    months, days = book.connection.execute(
        "select"
        " (select coalesce(sum(sum_minor), 0) from month_total where book_id = ? and account_id = ? and month < ?),"
        " (select coalesce(sum(amount_minor), 0) from posting where book_id = ? and account_id = ?"
        "  and day between ? and ?)",
        (book.id, account_id, day // 100, book.id, account_id, day // 100 * 100, day),
    ).fetchone()
    return int(months) + int(days)


def pending_at(book: Book, account_id: int, day: int) -> int:
    """Return how much of an account's balance at the end of a day is pending; looks at every posting until then."""
    (pending,) = book.connection.execute(
        "select coalesce(sum(amount_minor), 0) from posting where book_id = ? and account_id = ? and day <= ?"
        " and status = 0",
        (book.id, account_id, day),
    ).fetchone()
    return int(pending)


def reconciled_count(book: Book, batch_id: int) -> int:
    """Return how many postings that this batch proved are reconciled."""
    (count,) = book.connection.execute(
        "select count(*) from statement_line l join posting p on p.book_id = l.book_id and p.txn_id = l.txn_id"
        " and p.batch_id = l.batch_id and p.line = l.n where l.book_id = ? and l.batch_id = ? and p.status = 2",
        (book.id, batch_id),
    ).fetchone()
    return int(count)


def transactions_of_batch(book: Book, batch_id: int) -> list[tuple[int, int | None, bool]]:
    """Return the transactions a batch added: id, payee, and whether a later batch proved another posting of it."""
    rows = book.connection.execute(
        "select distinct t.id, t.payee_id, exists (select 1 from posting o where o.book_id = t.book_id"
        " and o.txn_id = t.id and o.batch_id is not null and o.batch_id <> l.batch_id)"
        " from statement_line l join txn t on t.book_id = l.book_id and t.id = l.txn_id"
        " where l.book_id = ? and l.batch_id = ? and l.outcome = 1 order by t.id",
        (book.id, batch_id),
    )
    return [(txn_id, payee_id, bool(is_shared)) for txn_id, payee_id, is_shared in rows]


def is_other_format(book: Book, one_batch: int, other_batch: int) -> bool:
    """Tell whether two imports came in files of different formats."""
    (count,) = book.connection.execute(
        "select count(distinct format) from batch where book_id = ? and id in (?, ?)", (book.id, one_batch, other_batch)
    ).fetchone()
    return int(count) > 1


def bank_id_of(book: Book, line: Evidence) -> str | None:
    """Return the bank's id of a statement line; None where it has none."""
    row = book.connection.execute(
        "select bank_id from statement_line where book_id = ? and batch_id = ? and n = ?",
        (book.id, line.batch_id, line.line),
    ).fetchone()
    return None if row is None else row[0]


class StoredStatement(NamedTuple):
    """What a statement of an import said of itself; its closing balance in minor units."""

    account_id: int
    account_number: str | None
    closing_minor: int | None
    closing_day: int | None


def statements_of_batch(book: Book, batch_id: int) -> list[StoredStatement]:
    """Return the statements of an import, in their order."""
    rows = book.connection.execute(
        "select account_id, account_number, closing_minor, closing_day from batch_statement"
        " where book_id = ? and batch_id = ? order by n",
        (book.id, batch_id),
    )
    return [StoredStatement(*row) for row in rows]
