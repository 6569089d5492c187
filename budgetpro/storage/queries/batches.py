"""Imports as the book keeps them: batches, and what became of each of their lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.days import day_number
from budgetpro.domain.transactions import Evidence
from budgetpro.storage.marks import marks
from budgetpro.storage.queries.accounts import opening_transaction

if TYPE_CHECKING:
    from budgetpro.storage.book import Book
    from budgetpro.storage.driver import Row


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


class BatchCounts(NamedTuple):
    """One import: its own columns, the accounts it went to in their order, its lines by outcome."""

    batch: BatchFound
    account_ids: tuple[int, ...]
    counts: Mapping[int, int]


def batches(book: Book) -> list[BatchCounts]:
    """Return all imports, the latest first, by one query."""
    rows = book.connection.execute(
        "select b.id, b.file_name, b.sha256, b.format, b.encoding, b.imported_at, x.is_account, x.key, x.value"
        " from batch b left join ("
        " select batch_id, 0 as is_account, outcome as key, count(*) as value from statement_line"
        " where book_id = ? group by batch_id, outcome"
        " union all select batch_id, 1, account_id, n from batch_statement where book_id = ?"
        ") x on x.batch_id = b.id where b.book_id = ? order by b.id desc, 7, 9",
        (book.id, book.id, book.id),
    )
    found: dict[int, tuple[BatchFound, dict[int, None], dict[int, int]]] = {}
    for *batch, is_account, key, value in rows:
        _, account_ids, counts = found.setdefault(batch[0], (BatchFound(*batch), {}, {}))
        if is_account:
            account_ids[key] = None
        elif key is not None:
            counts[key] = value
    return [BatchCounts(batch, tuple(account_ids), counts) for batch, account_ids, counts in found.values()]


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
    within = f" and l.outcome in ({marks(only)})" if only else ""
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


_WAITING = (
    "select l.batch_id, l.n, l.position, l.account_id, b.file_name, l.fingerprint, l.bank_id, l.detail"
    " from statement_line l join batch b on b.book_id = l.book_id and b.id = l.batch_id"
    " where l.book_id = ? and l.outcome = 5"
)


def waiting_lines(book: Book) -> list[WaitingLine]:
    """Return all lines that wait for review, the oldest import first."""
    rows = book.connection.execute(f"{_WAITING} order by l.batch_id, l.n", (book.id,))
    return [WaitingLine(*row) for row in rows]


def waiting_line(book: Book, line: Evidence) -> WaitingLine | None:
    """Return one line that waits for review; None where there is none or it does not wait."""
    row = book.connection.execute(f"{_WAITING} and l.batch_id = ? and l.n = ?", (book.id, *line)).fetchone()
    return WaitingLine(*row) if row else None


def pending_at(book: Book, account_id: int, on: date) -> int:
    """Return how much of an account's balance at the end of a day is pending; it reads the account's postings."""
    (pending,) = book.connection.execute(
        "select coalesce(sum(amount_minor), 0) from posting"
        " where book_id = ? and account_id = ? and day <= ? and status = 0",
        (book.id, account_id, day_number(on)),
    ).fetchone()
    return int(pending)


class OpeningFound(NamedTuple):
    """An account's opening balance, if it has one, and the account's other postings about it.

    `rows_before` and `rows_on` count those of one import, before and on its day; `before_minor`
    and `on_minor` are the sums of all there are. `first_day` is that of the account's first one.
    """

    day: int | None
    amount_minor: int
    first_day: int | None
    rows_before: int
    rows_on: int
    before_minor: int
    on_minor: int
    has_other_imports: bool


def opening_of(book: Book, account_id: int, batch_id: int) -> OpeningFound:
    """Return an account's opening balance with what this import and all others have about its day."""
    txn_id = opening_transaction(book, account_id) or 0
    own = (book.id, account_id)
    opening = book.connection.execute(
        "select day, amount_minor from posting where book_id = ? and account_id = ? and txn_id = ?", (*own, txn_id)
    ).fetchone()
    day, amount_minor = opening or (None, 0)
    (first_day,) = book.connection.execute(
        "select min(day) from posting where book_id = ? and account_id = ? and txn_id <> ?", (*own, txn_id)
    ).fetchone()
    (others,) = book.connection.execute(
        "select count(*) from batch_statement where book_id = ? and account_id = ? and batch_id <> ?", (*own, batch_id)
    ).fetchone()
    sums = {True: [0, 0], False: [0, 0]}
    if day is not None:
        rows = book.connection.execute(
            "select day = ?, sum(case when batch_id = ? then 1 else 0 end), sum(amount_minor)"
            " from posting where book_id = ? and account_id = ? and day <= ? and txn_id <> ? group by 1",
            (day, batch_id, *own, day, txn_id),
        )
        for is_on, count, sum_minor in rows:
            sums[bool(is_on)] = [int(count), int(sum_minor)]
    (rows_before, before_minor), (rows_on, on_minor) = sums[False], sums[True]
    return OpeningFound(day, int(amount_minor), first_day, rows_before, rows_on, before_minor, on_minor, bool(others))


def reconciled_count(book: Book, batch_id: int) -> int:
    """Return how many postings that this batch proved are reconciled."""
    (count,) = book.connection.execute(
        "select count(*) from statement_line l join posting p on p.book_id = l.book_id and p.txn_id = l.txn_id"
        " and p.batch_id = l.batch_id and p.line = l.n where l.book_id = ? and l.batch_id = ? and p.status = 2",
        (book.id, batch_id),
    ).fetchone()
    return int(count)


class Proof(NamedTuple):
    """A line that is part of a transaction; `is_shared` where another line proves it too. `detail` is JSON."""

    line: Evidence
    account_id: int
    outcome: int
    txn_id: int
    detail: str | None
    is_shared: bool


_PROOF = (
    "select l.batch_id, l.n, l.account_id, l.outcome, l.txn_id, l.detail,"
    " exists (select 1 from posting p where p.book_id = l.book_id and p.txn_id = l.txn_id"
    " and p.batch_id is not null and (p.batch_id <> l.batch_id or p.line <> l.n))"
    " from statement_line l where l.book_id = ? and l.batch_id = ?"
)


def proofs_of_batch(book: Book, batch_id: int, only: Sequence[int]) -> Iterator[Proof]:
    """Yield a batch's lines of these outcomes, in their order, with the transactions that they are part of."""
    sql = f"{_PROOF} and l.outcome in ({marks(only)}) order by l.n"
    return map(_proof, book.connection.stream(sql, (book.id, batch_id, *only)))


def proof_of(book: Book, line: Evidence) -> Proof | None:
    """Return one line with the transaction that it is part of."""
    row = book.connection.execute(f"{_PROOF} and l.n = ?", (book.id, *line)).fetchone()
    return _proof(row) if row else None


def _proof(row: Row) -> Proof:
    batch_id, n, account_id, outcome, txn_id, detail, is_shared = row
    return Proof(Evidence(batch_id, n), account_id, outcome, txn_id, detail, bool(is_shared))


def lines_seen_again(book: Book, batch_id: int) -> list[tuple[Evidence, int | None, int, str | None]]:
    """Return the lines of other batches that may be rows of this one: line, transaction, account, detail.

    Lines that were already there: as a transaction of this batch's, or as their detail says.
    """
    rows = book.connection.execute(
        "select batch_id, n, txn_id, account_id, detail from statement_line"
        " where book_id = ? and batch_id <> ? and outcome = 2 and (detail is not null or txn_id in"
        " (select txn_id from statement_line where book_id = ? and batch_id = ? and outcome = 1))"
        " order by batch_id, n",
        (book.id, batch_id, book.id, batch_id),
    )
    return [(Evidence(*row[:2]), *row[2:]) for row in rows]


def transactions_of_batch(book: Book, batch_id: int) -> list[tuple[int, int, int | None, bool]]:
    """Return what a batch added: line, transaction, payee, and whether another batch proves it too."""
    rows = book.connection.execute(
        "select l.n, t.id, t.payee_id, exists (select 1 from posting o where o.book_id = t.book_id"
        " and o.txn_id = t.id and o.batch_id is not null and o.batch_id <> l.batch_id)"
        " from statement_line l join txn t on t.book_id = l.book_id and t.id = l.txn_id"
        " where l.book_id = ? and l.batch_id = ? and l.outcome = 1 order by l.n",
        (book.id, batch_id),
    )
    return [(n, txn_id, payee_id, bool(is_shared)) for n, txn_id, payee_id, is_shared in rows]


def options_of_batches(book: Book) -> dict[int, str]:
    """Return the options of all batches, JSON, by their ids."""
    return dict(book.connection.execute("select id, options from batch where book_id = ?", (book.id,)).fetchall())


def uncategorised_after(book: Book, account_id: int) -> list[int]:
    """Return the categories of what nobody has filed that were added after an account, by their ids."""
    rows = book.connection.execute(
        "select id from account where book_id = ? and id > ? and kind = 'uncategorised' order by id",
        (book.id, account_id),
    )
    return [found_id for (found_id,) in rows]


def details_of_added(book: Book, batch_id: int) -> list[tuple[int, str]]:
    """Return fingerprint and detail of the batch's added lines that have a detail."""
    rows = book.connection.execute(
        "select fingerprint, detail from statement_line"
        " where book_id = ? and batch_id = ? and outcome = 1 and detail is not null order by n",
        (book.id, batch_id),
    )
    return [(fingerprint, detail) for fingerprint, detail in rows]


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
