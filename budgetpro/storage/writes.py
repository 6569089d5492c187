"""The one way in which money is written: no other module adds, moves or deletes postings.

Transactions, their postings and the month totals change together, so that the totals can
never drift from the postings. What moves no money is in `edits`, what an import keeps in
`batches`. SQL text on the thin connection, one wording for SQLite and
PostgreSQL (see docs/explanation/decisions.md for why not the ORM).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from budgetpro.domain.days import day_number
from budgetpro.domain.transactions import Draft, Status, check_balanced
from budgetpro.storage.driver import Value
from budgetpro.storage.marks import marks, pieces

if TYPE_CHECKING:
    from budgetpro.storage.book import Book

TXN_COLUMNS = ("book_id", "id", "day", "payee_id", "memo", "reference")
POSTING_COLUMNS = (
    "book_id", "txn_id", "n", "account_id", "day", "amount_minor", "currency", "status", "memo", "batch_id", "line",
)  # fmt: skip
TxnRow = tuple[int, int, int, int | None, str | None, str | None]
"""A row of `txn`: its `TXN_COLUMNS`. A plain tuple, for an import makes millions."""
PostingRow = tuple[int, int, int, int, int, int, str, int, str | None, int | None, int | None]
"""A row of `posting`: its `POSTING_COLUMNS`."""

_UNLED = "+account_id"
"""The column where the key of the transactions shall lead, not the index of an account that may hold them all."""


def insert(book: Book, table: str, **values: Value) -> None:
    """Insert one row into a table of `book`; not for transactions and postings."""
    columns = ("book_id", *values)
    _execute(book, f"insert into {table} ({', '.join(columns)}) values ({marks(columns)})", (book.id, *values.values()))


def insert_many(book: Book, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Insert many rows into a table of `book` at once; not for transactions and postings."""
    book.is_changed = True
    book.connection.insert_many(table, ("book_id", *columns), ((book.id, *row) for row in rows))


def insert_new(book: Book, table: str, **values: Value) -> int:
    """Insert one row under the table's next id and return that id."""
    new_id = book.next_id(table)
    insert(book, table, id=new_id, **values)
    return new_id


def ensure_named(book: Book, table: str, names: Iterable[str]) -> dict[str, int]:
    """Return the ids of payees or tags (`table`) by name, creating those that are missing."""
    wanted = sorted(set(names))
    ids: dict[str, int] = {}
    for chunk, places in pieces(wanted):
        rows = book.connection.execute(
            f"select name, id from {table} where book_id = ? and name in ({places})", (book.id, *chunk)
        )
        ids.update(rows.fetchall())
    missing = [name for name in wanted if name not in ids]
    ids.update(zip(missing, book.next_ids(table, len(missing)), strict=True))
    if missing:
        book.connection.insert_many(table, ("book_id", "id", "name"), [(book.id, ids[name], name) for name in missing])
        book.is_changed = True
    return ids


def update(book: Book, table: str, key: dict[str, Value], **values: Value) -> int:
    """Set `values` on the rows that equal `key`; return how many there were."""
    changes = ", ".join(f"{column} = ?" for column in values)
    where, wanted = _where(book, key)
    return _execute(book, f"update {table} set {changes} where {where}", (*values.values(), *wanted))


def delete(book: Book, table: str, **key: Value) -> int:
    """Delete the rows that equal `key`; return how many there were."""
    where, wanted = _where(book, key)
    return _execute(book, f"delete from {table} where {where}", wanted)


def add_transaction(book: Book, draft: Draft) -> int:
    """Write one transaction and return its id; raise UsageFault `unbalanced` where it does not sum to zero."""
    txn_id = book.next_id("txn")
    _write_draft(book, txn_id, draft)
    return txn_id


def replace_transaction(book: Book, txn_id: int, draft: Draft) -> None:
    """Write `draft` in place of the transaction with that id, evidence of its postings as the draft has it."""
    _remove_rows(book, [txn_id])
    _write_draft(book, txn_id, draft)


def delete_transactions(book: Book, txn_ids: Sequence[int]) -> None:
    """Delete transactions whole. Their statement lines stay, marked deleted, so that no import brings them back."""
    for chunk, places in pieces(txn_ids):
        evidence = book.connection.execute(
            "select distinct batch_id, line from posting where book_id = ? and batch_id is not null"
            f" and txn_id in ({places})",
            (book.id, *chunk),
        ).fetchall()
        book.connection.executemany(
            "update statement_line set outcome = 7, txn_id = null where book_id = ? and batch_id = ? and n = ?",
            [(book.id, batch_id, line) for batch_id, line in evidence],
        )
    _remove_rows(book, txn_ids)


def recategorise(book: Book, from_account_id: int, to_account_id: int, txn_ids: Sequence[int] | None = None) -> int:
    """Move postings from one category to another, of the given transactions or all; return how many moved."""
    column = "account_id" if txn_ids is None else _UNLED
    where, values = f"book_id = ? and {column} = ?", (book.id, from_account_id)
    moved = 0
    for chunk, places in [((), "")] if txn_ids is None else pieces(txn_ids):
        within = f" and txn_id in ({places})" if chunk else ""
        wanted = (*values, *chunk)
        sums = book.connection.execute(
            "select currency, day / 100, sum(amount_minor), count(*) from posting"
            f" where {where}{within} group by currency, day / 100",
            wanted,
        ).fetchall()
        for currency, month, sum_minor, count in sums:
            _count(book, from_account_id, currency, month, -int(sum_minor), -count)
            _count(book, to_account_id, currency, month, int(sum_minor), count)
        moved += _execute(book, f"update posting set account_id = ? where {where}{within}", (to_account_id, *wanted))
    return moved


def set_status(book: Book, account_id: int, txn_ids: Sequence[int], status: Status) -> None:
    """Set the status of an account's postings in the given transactions."""
    for chunk, places in pieces(txn_ids):
        _execute(
            book,
            f"update posting set status = ? where book_id = ? and txn_id in ({places}) and {_UNLED} = ?",
            (int(status), book.id, *chunk, account_id),
        )


def set_tags(book: Book, txn_id: int, tag_ids: Iterable[int]) -> None:
    """Give a transaction exactly these tags."""
    delete(book, "txn_tag", txn_id=txn_id)
    for tag_id in sorted(set(tag_ids)):
        insert(book, "txn_tag", txn_id=txn_id, tag_id=tag_id)


def insert_transactions(book: Book, txns: Sequence[TxnRow], postings: Sequence[PostingRow]) -> None:
    """Write many whole, balanced transactions at once, and count them into the month totals.

    The caller has given the ids (`Book.next_ids`) and answers for each transaction's sum of zero.
    """
    book.connection.insert_many("txn", TXN_COLUMNS, txns)
    book.connection.insert_many("posting", POSTING_COLUMNS, postings)
    totals = book.totals
    for _, _, _, account_id, day, amount_minor, currency, _, _, _, _ in postings:
        key = (account_id, currency, day // 100)
        total = totals.get(key)
        if total is None:
            totals[key] = [amount_minor, 1]
        else:
            total[0] += amount_minor
            total[1] += 1
    counts = book.counts
    for _, _, day, _, _, _ in txns:
        counts[day // 100] = counts.get(day // 100, 0) + 1
    book.is_changed = True


NewTxn = tuple[int, int, int, int | None, str | None, str | None, int, int]
"""A line on its way in: transaction id, its number in the file, day, payee, memo, reference, minor units, category."""


def insert_imported(
    book: Book, batch_id: int, account_id: int, currency: str, status: Status, new: Sequence[NewTxn]
) -> None:
    """Write lines of one account as transactions: the account's share, proven by its line, and the category's.

    As `insert_transactions`, but what all rows have in common is written once.
    """
    own: dict[str, Value] = {"book_id": book.id, "currency": currency}
    insert_many = book.connection.insert_many
    txns = [(txn_id, day, payee_id, memo, reference) for txn_id, _, day, payee_id, memo, reference, _, _ in new]
    insert_many("txn", ("id", "day", "payee_id", "memo", "reference"), txns, {"book_id": book.id})
    insert_many(
        "posting",
        ("txn_id", "line", "day", "amount_minor"),
        [(txn_id, n, day, amount_minor) for txn_id, n, day, _, _, _, amount_minor, _ in new],
        {**own, "n": 1, "account_id": account_id, "status": int(status), "batch_id": batch_id},
    )
    insert_many(
        "posting",
        ("txn_id", "account_id", "day", "amount_minor"),
        [(txn_id, category_id, day, -amount_minor) for txn_id, _, day, _, _, _, amount_minor, category_id in new],
        {**own, "n": 2, "status": int(Status.CLEARED)},
    )
    _count_imported(book, account_id, currency, new)
    book.is_changed = True


def _count_imported(book: Book, account_id: int, currency: str, new: Sequence[NewTxn]) -> None:
    totals: dict[tuple[int, int], list[int]] = {}
    for _, _, day, _, _, _, amount_minor, category_id in new:
        total = totals.get((category_id, day // 100))
        if total is None:
            totals[category_id, day // 100] = [amount_minor, 1]
        else:
            total[0] += amount_minor
            total[1] += 1
    for (category_id, month), (sum_minor, count) in totals.items():
        _count(book, category_id, currency, month, -sum_minor, count)
        _count(book, account_id, currency, month, sum_minor, count)
        book.counts[month] = book.counts.get(month, 0) + count


def forget_line(book: Book, batch_id: int, n: int) -> None:
    """Let a statement line no longer claim its row, so that the row can come in again."""
    update(book, "statement_line", {"batch_id": batch_id, "n": n}, fingerprint=None)


def discard_transactions(book: Book, txn_ids: Sequence[int]) -> None:
    """Take back transactions of the running import; their statement lines are the caller's to settle."""
    _remove_rows(book, txn_ids)


def drop_unused_payees(book: Book, payee_ids: Iterable[int]) -> None:
    """Delete those of the payees that no transaction names."""
    for payee_id in payee_ids:
        _execute(
            book,
            "delete from payee where book_id = ? and id = ?"
            " and not exists (select 1 from txn where txn.book_id = payee.book_id and txn.payee_id = payee.id)",
            (book.id, payee_id),
        )


def _write_draft(book: Book, txn_id: int, draft: Draft) -> None:
    check_balanced(draft, {posting.currency: book.digits(posting.currency) for posting in draft.postings})
    day = day_number(draft.day)
    txn = (book.id, txn_id, day, draft.payee_id, draft.memo, draft.reference)
    postings = [
        (
            book.id, txn_id, n, posting.account_id, day, posting.amount_minor, posting.currency, int(posting.status),
            posting.memo, *(posting.evidence or (None, None)),
        )
        for n, posting in enumerate(draft.postings, 1)
    ]  # fmt: skip
    insert_transactions(book, [txn], postings)
    set_tags(book, txn_id, draft.tag_ids)


def _remove_rows(book: Book, txn_ids: Sequence[int]) -> None:
    for chunk, places in pieces(txn_ids):
        within = (book.id, *chunk)
        for account_id, currency, month, sum_minor, count in book.connection.execute(
            "select account_id, currency, day / 100, sum(amount_minor), count(*) from posting"
            f" where book_id = ? and txn_id in ({places}) group by account_id, currency, day / 100",
            within,
        ).fetchall():
            _count(book, account_id, currency, month, -int(sum_minor), -count)
        for month, count in book.connection.execute(
            f"select day / 100, count(*) from txn where book_id = ? and id in ({places}) group by day / 100", within
        ).fetchall():
            book.counts[month] = book.counts.get(month, 0) - count
        for table, column in (("txn_tag", "txn_id"), ("posting", "txn_id"), ("txn", "id")):
            _execute(book, f"delete from {table} where book_id = ? and {column} in ({places})", within)


def _count(book: Book, account_id: int, currency: str, month: int, sum_minor: int, count: int) -> None:
    total = book.totals.setdefault((account_id, currency, month), [0, 0])
    total[0] += sum_minor
    total[1] += count


def _where(book: Book, key: dict[str, Value]) -> tuple[str, tuple[Value, ...]]:
    columns = ("book_id", *key)
    return " and ".join(f"{column} = ?" for column in columns), (book.id, *key.values())


def _execute(book: Book, sql: str, values: Sequence[Value]) -> int:
    book.is_changed = True
    return book.connection.execute(sql, values).rowcount
