"""A book: what is opened, held while it is written, and numbered with each change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from budgetpro.domain.currency import ISO_4217, find_currency
from budgetpro.domain.errors import NotFound, UsageFault
from budgetpro.domain.money import Money
from budgetpro.storage import schema
from budgetpro.storage.database import Database, database_of
from budgetpro.storage.driver import Connection, connect

DEFAULT_NAME = "main"


class Book:
    """One household's accounts, open for one transaction on `connection`.

    `totals` are the changes to the month totals that wait to be written: (account id,
    currency, month) to [sum in minor units, count]; `counts` those to the number of
    transactions in a month. Whoever changes a row sets `is_changed`; without it, nothing is
    committed.
    """

    def __init__(self, connection: Connection, book_id: int, name: str, base_currency: str, revision: int) -> None:
        self.connection = connection
        self.database = connection.database
        self.id = book_id
        self.name = name
        self.base_currency = base_currency
        self.revision = revision
        self.is_changed = False
        self.is_discarded = False
        self.totals: dict[tuple[int, str, int], list[int]] = {}
        self.counts: dict[int, int] = {}
        self._last_ids: dict[str, int] = {}
        self._digits: dict[str, int] = {}

    def digits(self, code: str) -> int:
        """Return how many decimals a currency or one of the book's commodities has.

        Raises `UsageFault` (`unknown_currency`) for a code that is neither.
        """
        known = self._digits.get(code)
        if known is None:
            known = self._digits[code] = self._find_digits(code)
        return known

    def money(self, minor: int, currency: str) -> Money:
        """Return an amount of the currency's minor units as money."""
        return Money(minor, currency, self.digits(currency))

    def next_id(self, table: str) -> int:
        """Return an id that no row of `table` ever had."""
        return self.next_ids(table, 1)[0]

    def next_ids(self, table: str, count: int) -> range:
        """Return `count` ids in a row that no row of `table` ever had."""
        last = self._last_ids.get(table)
        if last is None:
            last = self._find_last_id(table)
        self._last_ids[table] = last + count
        return range(last + 1, last + count + 1)

    def discard(self) -> None:
        """Let nothing of this transaction last: a dry run."""
        self.is_discarded = True

    def flush_totals(self) -> None:
        """Write the waiting changes to the month totals and counts, if any, so that queries see them."""
        if not self.totals and not self.counts:
            return
        changes = [
            (self.id, account_id, currency, month, sum_minor, count)
            for (account_id, currency, month), (sum_minor, count) in self.totals.items()
            if sum_minor or count
        ]
        self.connection.executemany(
            "insert into month_total (book_id, account_id, currency, month, sum_minor, count) values (?, ?, ?, ?, ?, ?)"
            " on conflict (book_id, account_id, currency, month) do update set"
            " sum_minor = month_total.sum_minor + excluded.sum_minor, count = month_total.count + excluded.count",
            changes,
        )
        self.connection.executemany(
            "delete from month_total where book_id = ? and account_id = ? and currency = ? and month = ? and count = 0",
            [change[:4] for change in changes if change[5] < 0],
        )
        self.totals.clear()
        self._flush_counts()

    def flush_ids(self) -> None:
        """Write down the ids that were given out."""
        self.connection.executemany(
            "insert into sequence (book_id, name, last_id) values (?, ?, ?)"
            " on conflict (book_id, name) do update set last_id = excluded.last_id",
            [(self.id, table, last) for table, last in self._last_ids.items()],
        )

    def commit(self) -> None:
        """Make the changes last under the next revision, if there are any; for whoever began the transaction."""
        if self.is_discarded or not self.is_changed:
            return
        self.flush_totals()
        self.flush_ids()
        self.connection.execute("update book set revision = revision + 1 where id = ?", (self.id,))
        self.connection.commit()
        self.revision += 1

    def _flush_counts(self) -> None:
        changes = [(self.id, month, count) for month, count in self.counts.items() if count]
        self.connection.executemany(
            "insert into month_count (book_id, month, count) values (?, ?, ?)"
            " on conflict (book_id, month) do update set count = month_count.count + excluded.count",
            changes,
        )
        self.connection.executemany(
            "delete from month_count where book_id = ? and month = ? and count = 0",
            [change[:2] for change in changes if change[2] < 0],
        )
        self.counts.clear()

    def _find_digits(self, code: str) -> int:
        if code in ISO_4217:
            return ISO_4217[code].digits
        row = self.connection.execute(
            "select digits from commodity where book_id = ? and code = ?", (self.id, code)
        ).fetchone()
        return int(row[0]) if row else find_currency(code).digits

    def _find_last_id(self, table: str) -> int:
        row = self.connection.execute(
            "select last_id from sequence where book_id = ? and name = ?", (self.id, table)
        ).fetchone()
        return int(row[0]) if row else 0


@contextmanager
def open_book(database: str, name: str | None, *, writing: bool, lock_timeout: float = 10.0) -> Iterator[Book]:
    """Open a book for one transaction.

    For reading: one unchanging view; nothing is ever written to the database. For writing:
    the book is this caller's alone, waited for up to `lock_timeout` seconds (`Locked` after
    that); what was changed is committed at the end of the block, and undone by any exception.

    Without a name, it is the only book there or the one called "main". Raises `NotFound`
    (`no_book`, `book_not_found`), `UsageFault` (`ambiguous_book`), or a `Failure`. An SQLite
    file of an older schema is upgraded first, behind a backup.
    """
    connection = _begin(database_of(database), writing, lock_timeout)
    try:
        book = _find_book(connection, name)
        if writing and connection.dialect == "postgresql":
            book.revision = _hold(book)
        yield book
        if writing:
            book.commit()
        connection.confirm_view()
    except Exception as error:
        if fault := connection.fault_of(error):
            raise fault from error
        raise
    finally:
        connection.rollback()
        connection.close()


def _begin(database: Database, writing: bool, lock_timeout: float) -> Connection:
    """Return a connection in a transaction on the schema that this budgetpro knows."""
    connection = connect(database, writing=writing, lock_timeout=lock_timeout)
    try:
        connection.begin(writing=writing, lock_timeout=lock_timeout)
        if not schema.needs_upgrade(connection):
            return connection
    except BaseException:
        connection.close()
        raise
    connection.close()
    from budgetpro.storage.upgrade import upgrade_on_opening

    upgrade_on_opening(database, lock_timeout=lock_timeout)
    return _begin(database, writing, lock_timeout)


def _find_book(connection: Connection, name: str | None) -> Book:
    wanted = DEFAULT_NAME if name is None else name
    row = connection.execute("select id, name, base_currency, revision from book where name = ?", (wanted,)).fetchone()
    if row is None and name is not None:
        raise NotFound(
            f"There is no book '{name}' in '{connection.database}'.",
            code="book_not_found",
            hint=f"Make it: budgetpro init --book {name}",
        )
    return Book(connection, *(row or _only_book(connection)))


def _only_book(connection: Connection) -> tuple[int, str, str, int]:
    rows = connection.execute("select id, name, base_currency, revision from book order by name limit 10").fetchall()
    if not rows:
        raise NotFound(
            f"There is no book in '{connection.database}' yet.", code="no_book", hint="Make one: budgetpro init"
        )
    if len(rows) > 1:
        raise UsageFault(
            f"'{connection.database}' holds several books, and none is called '{DEFAULT_NAME}'.",
            code="ambiguous_book",
            hint="Name one with --book: " + ", ".join(row[1] for row in rows),
            facts={"candidates": [row[1] for row in rows]},
        )
    only: tuple[int, str, str, int] = rows[0]
    return only


def _hold(book: Book) -> int:
    """Keep other writers off the book until the transaction ends; return its revision as it then is."""
    row = book.connection.execute("select revision from book where id = ? for update", (book.id,)).fetchone()
    return int(row[0])
