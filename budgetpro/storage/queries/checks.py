"""What must hold in every book, as questions whose answers are the faults.

Each check is one query over the whole book. Whether SQLite's file is whole comes first: where
it is damaged, the others are not asked, for their answers are worth nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from budgetpro.domain.errors import BudgetProError, UsageFault
from budgetpro.domain.money import format_minor

if TYPE_CHECKING:
    from budgetpro.storage.book import Book

MOST_FAULTS = 100
"""How many faults of one kind are told; a damaged book can have millions."""


FILE_DAMAGED = "file_damaged"
"""The code of the fault that leaves no room for others."""


class Fault(NamedTuple):
    """Something that does not hold: a stable code, the rows it was found in, and a sentence on it."""

    code: str
    where: str
    message: str


class Counts(NamedTuple):
    """How many rows a book has."""

    accounts: int
    transactions: int
    postings: int
    statement_lines: int


class Reference(NamedTuple):
    """A column of `table` that must name a row of `parent` in the same book; `key` tells the rows apart."""

    table: str
    key: str
    column: str
    parent: str


REFERENCES = (
    Reference("account", "id", "parent_id", "account"),
    Reference("txn", "id", "payee_id", "payee"),
    Reference("posting", "txn_id", "txn_id", "txn"),
    Reference("posting", "txn_id", "account_id", "account"),
    Reference("txn_tag", "txn_id", "txn_id", "txn"),
    Reference("txn_tag", "txn_id", "tag_id", "tag"),
    Reference("month_total", "account_id", "account_id", "account"),
    Reference("batch_source", "batch_id", "batch_id", "batch"),
    Reference("batch_statement", "batch_id", "batch_id", "batch"),
    Reference("batch_statement", "batch_id", "account_id", "account"),
    Reference("statement_line", "batch_id", "batch_id", "batch"),
    Reference("statement_line", "batch_id", "account_id", "account"),
)
NUMBERED_TABLES = ("account", "payee", "tag", "txn", "batch")
NOUNS = {"txn": "transaction", "txn_tag": "tag of transaction", "posting": "posting of transaction"}


def faults_of(book: Book) -> Iterator[Fault]:
    """Yield every fault of the book, at most `MOST_FAULTS` of a kind; of a damaged file the damage alone."""
    damage = list(damaged_file(book))
    yield from damage
    if not damage:
        for check in CHECKS:
            yield from check(book)


def counts_of(book: Book) -> Counts:
    """Return how much there was to check."""
    tables = ("account", "txn", "posting", "statement_line")
    counts = ", ".join(f"(select count(*) from {table} where book_id = ?)" for table in tables)
    return Counts(*book.connection.execute(f"select {counts}", (book.id,) * len(tables)).fetchone())


def damaged_file(book: Book) -> Iterator[Fault]:
    """Ask SQLite whether the file is whole, its indexes included."""
    if book.connection.dialect != "sqlite":
        return
    try:
        messages = [row[0] for row in book.connection.execute(f"pragma integrity_check({MOST_FAULTS})")]
    except Exception as error:
        told = error if isinstance(error, BudgetProError) else book.connection.fault_of(error)
        if told is None or told.code != "database_corrupt":
            raise
        messages = ["it could not be read to its end"]
    for message in messages:
        if message != "ok":
            yield Fault(FILE_DAMAGED, str(book.database), f"The database file is damaged: {message}.")


def broken_keys(book: Book) -> Iterator[Fault]:
    """Ask SQLite for rows of any book that point at nothing, by other keys than `REFERENCES`."""
    if book.connection.dialect != "sqlite":
        return
    known = {(reference.table, reference.parent) for reference in REFERENCES}
    broken = Counter((table, parent) for table, _, parent, _ in book.connection.execute("pragma foreign_key_check"))
    for table, parent in sorted(broken.keys() - known):
        yield Fault(
            "orphan",
            f"{table} of {parent}",
            f"Rows of '{table}' name a {parent} that is missing (rows: {broken[table, parent]}).",
        )


def orphans(book: Book) -> Iterator[Fault]:
    """Find rows that point at a row that is not there."""
    for table, key, column, parent in REFERENCES:
        rows = _rows(
            book,
            f"select c.{key}, c.{column} from {table} c where c.book_id = ? and c.{column} is not null and not exists"
            f" (select 1 from {parent} p where p.book_id = c.book_id and p.id = c.{column}) order by c.{key}",
        )
        for number, missing in rows:
            noun, target = NOUNS.get(table, table.replace("_", " ")), NOUNS.get(parent, parent)
            yield Fault(
                "orphan",
                f"{noun} {number}",
                f"{noun.capitalize()} {number} names {target} {missing}, which is missing.",
            )


def unbalanced_transactions(book: Book) -> Iterator[Fault]:
    """Find transactions whose postings do not sum to zero in a currency."""
    rows = _rows(
        book,
        "select txn_id, currency, sum(amount_minor) from posting where book_id = ?"
        " group by txn_id, currency having sum(amount_minor) <> 0 order by txn_id, currency",
    )
    for txn_id, currency, rest in rows:
        amount = _amount(book, int(rest), currency)
        yield Fault(
            "unbalanced", f"transaction {txn_id}", f"The postings of transaction {txn_id} sum to {amount}, not zero."
        )


def short_transactions(book: Book) -> Iterator[Fault]:
    """Find transactions with fewer than two postings."""
    rows = _rows(
        book,
        "select t.id, count(p.n) from txn t left join posting p on p.book_id = t.book_id and p.txn_id = t.id"
        " where t.book_id = ? group by t.id having count(p.n) < 2 order by t.id",
    )
    for txn_id, count in rows:
        has = "no posting" if count == 0 else "one posting only"
        yield Fault("too_few_postings", f"transaction {txn_id}", f"Transaction {txn_id} has {has}.")


def wrong_days(book: Book) -> Iterator[Fault]:
    """Find postings that do not repeat their transaction's day."""
    rows = _rows(
        book,
        "select p.txn_id, p.n, p.day, t.day from posting p join txn t on t.book_id = p.book_id and t.id = p.txn_id"
        " where p.book_id = ? and p.day <> t.day order by p.txn_id, p.n",
    )
    for txn_id, n, day, right in rows:
        yield Fault(
            "wrong_day",
            f"transaction {txn_id}, posting {n}",
            f"Posting {n} of transaction {txn_id} is of {day}, the transaction of {right}.",
        )


def wrong_totals(book: Book) -> Iterator[Fault]:
    """Find months whose totals are not the sum and count of the postings, missing or idle ones included."""
    rows = _rows(
        book,
        "select account_id, currency, month, sum(kept), sum(true_sum), sum(kept_count), sum(true_count) from ("
        "select account_id, currency, month, sum_minor as kept, 0 as true_sum, count as kept_count, 0 as true_count"
        " from month_total where book_id = ? union all"
        " select account_id, currency, day / 100, 0, sum(amount_minor), 0, count(*) from posting"
        " where book_id = ? group by account_id, currency, day / 100) months"
        " group by account_id, currency, month"
        " having sum(kept) <> sum(true_sum) or sum(kept_count) <> sum(true_count) or sum(kept_count) = 0"
        " order by account_id, currency, month",
    )
    for account_id, currency, month, kept, right, kept_count, right_count in rows:
        yield Fault(
            "wrong_total",
            f"account {account_id}, {currency}, {_month(month)}",
            f"The month total says {_amount(book, int(kept), currency)} (postings: {kept_count}),"
            f" the postings say {_amount(book, int(right), currency)} (postings: {right_count}).",
        )


def wrong_counts(book: Book) -> Iterator[Fault]:
    """Find months whose number of transactions is not the one kept for them."""
    rows = _rows(
        book,
        "select month, sum(kept), sum(there) from ("
        "select month, count as kept, 0 as there from month_count where book_id = ? union all"
        " select day / 100, 0, count(*) from txn where book_id = ? group by day / 100) months"
        " group by month having sum(kept) <> sum(there) or sum(kept) = 0 order by month",
    )
    for month, kept, there in rows:
        yield Fault(
            "wrong_count",
            f"month {_month(month)}",
            f"The number of transactions in {_month(month)} is kept as {kept}, and is {there}.",
        )


def foreign_money(book: Book) -> Iterator[Fault]:
    """Find postings to an asset or liability account in another currency than the account's."""
    rows = _rows(
        book,
        "select p.txn_id, p.n, p.currency, a.id, a.currency from account a join posting p on p.book_id = a.book_id"
        " and p.account_id = a.id where a.book_id = ? and a.currency is not null and p.currency <> a.currency"
        " order by p.txn_id, p.n",
    )
    for txn_id, n, currency, account_id, right in rows:
        yield Fault(
            "wrong_currency",
            f"transaction {txn_id}, posting {n}",
            f"Posting {n} of transaction {txn_id} is in {currency}, but account {account_id} is kept in {right}.",
        )


def missing_lines(book: Book) -> Iterator[Fault]:
    """Find postings whose evidence is a statement line that is not there."""
    rows = _rows(
        book,
        "select p.txn_id, p.n, p.batch_id, p.line from posting p where p.book_id = ? and p.batch_id is not null"
        " and not exists (select 1 from statement_line l where l.book_id = p.book_id and l.batch_id = p.batch_id"
        " and l.n = p.line) order by p.txn_id, p.n",
    )
    for txn_id, n, batch_id, line in rows:
        yield Fault(
            "missing_evidence",
            f"transaction {txn_id}, posting {n}",
            f"Posting {n} of transaction {txn_id} rests on line {line} of batch {batch_id}, which is missing.",
        )


def missing_transactions(book: Book) -> Iterator[Fault]:
    """Find statement lines that claim a transaction that is not there (added, matched or paired; not merely seen)."""
    rows = _rows(
        book,
        "select l.batch_id, l.n, l.txn_id from statement_line l where l.book_id = ? and l.outcome in (1, 3, 4)"
        " and l.txn_id is not null and not exists (select 1 from txn t where t.book_id = l.book_id"
        " and t.id = l.txn_id) order by l.batch_id, l.n",
    )
    for batch_id, n, txn_id in rows:
        yield Fault(
            "missing_transaction",
            f"batch {batch_id}, line {n}",
            f"Line {n} of batch {batch_id} became transaction {txn_id}, which is missing.",
        )


def closed_circles(book: Book) -> Iterator[Fault]:
    """Find accounts that lie below themselves."""
    rows = book.connection.execute("select id, parent_id from account where book_id = ? order by id", (book.id,))
    parents: dict[int, int | None] = dict(rows.fetchall())
    for account_id, parent_id in parents.items():
        above, passed = parent_id, {account_id}
        while above is not None and above not in passed:
            passed.add(above)
            above = parents.get(above)
        if above == account_id:
            yield Fault("account_circle", f"account {account_id}", f"Account {account_id} lies below itself.")


def late_sequences(book: Book) -> Iterator[Fault]:
    """Find tables with an id above the last one given out: the next id could be there already."""
    for table in NUMBERED_TABLES:
        last, highest = book.connection.execute(
            "select coalesce((select last_id from sequence where book_id = ? and name = ?), 0),"
            f" coalesce((select max(id) from {table} where book_id = ?), 0)",
            (book.id, table, book.id),
        ).fetchone()
        if last < highest:
            yield Fault(
                "late_sequence", table, f"'{table}' has the id {highest}, but the last one given out is {last}."
            )


Check = Callable[["Book"], Iterator[Fault]]

CHECKS: tuple[Check, ...] = (
    broken_keys,
    orphans,
    unbalanced_transactions,
    short_transactions,
    wrong_days,
    wrong_totals,
    wrong_counts,
    foreign_money,
    missing_lines,
    missing_transactions,
    closed_circles,
    late_sequences,
)


def _rows(book: Book, sql: str) -> list[tuple[Any, ...]]:
    """Return the first faulty rows of a query that asks for the book's id as often as it has a `?`."""
    found: list[tuple[Any, ...]] = book.connection.execute(
        f"{sql} limit {MOST_FAULTS}", (book.id,) * sql.count("?")
    ).fetchall()
    return found


def _month(number: int) -> str:
    return f"{number // 100:04}-{number % 100:02}"


def _amount(book: Book, minor: int, currency: str) -> str:
    """Return an amount and its currency; an unknown one, which a damaged book may have, counts its minor units."""
    try:
        return f"{format_minor(minor, book.digits(currency))} {currency}"
    except UsageFault:
        return f"{minor} minor units of {currency}"
