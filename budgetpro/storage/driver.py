"""The thin layer over sqlite3 and psycopg: one way to run SQL text on either.

SQL is written once, with `?` for parameters. Values that go in and come out are integers,
strings, bytes and None; a truth value is an integer that PostgreSQL hands out as a bool, so
compare with `true` and `not`, never with 0 and 1. No SQLAlchemy here: a command that asks a
question should not pay for loading it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal, Protocol

from budgetpro.domain.errors import BudgetProError
from budgetpro.storage.database import Database

Dialect = Literal["sqlite", "postgresql"]
Value = int | str | bytes | None
Row = tuple[Any, ...]

LONGEST_WAIT_MS = 2**31 - 1


class Cursor(Protocol):
    """What `execute` returns: rows as tuples, in the order of the query."""

    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(ABC):
    """One connection to the database of a book; outside `begin` and `commit` each statement stands alone.

    Every method raises our own errors in place of the driver's: `Locked`, or a `Failure` whose
    code says what happened (see `faults`). Errors that the driver raises while rows are being
    fetched are translated by `fault_of`.
    """

    dialect: ClassVar[Dialect]
    database: Database
    raw: Any

    @abstractmethod
    def execute(self, sql: str, params: Sequence[Value] = ()) -> Cursor:
        """Run one statement and return its cursor."""

    @abstractmethod
    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run one statement once for each row of parameters."""

    @abstractmethod
    def insert_many(
        self,
        table: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Value]],
        same: Mapping[str, Value] | None = None,
    ) -> None:
        """Insert many rows by the fastest way there is; a row that is refused refuses all.

        `same` are columns with one value for all rows: to write them once costs a third less.
        """

    @abstractmethod
    def stream(self, sql: str, params: Sequence[Value] = ()) -> Iterator[Row]:
        """Yield the rows of a query in constant memory; other statements may run in between."""

    @abstractmethod
    def begin(self, *, writing: bool, lock_timeout: float) -> None:
        """Start a transaction: one unchanging view to read from, or the right to write.

        SQLite has one writer: the right is waited for up to `lock_timeout` seconds, then
        `Locked`. PostgreSQL waits that long for each lock that a later statement asks for.
        """

    def commit(self) -> None:
        """Make the transaction's changes last."""
        self.execute("commit")

    @abstractmethod
    def confirm_view(self) -> None:
        """Raise `Locked` where what was read may not be one state: only of a file that could not be locked."""

    @abstractmethod
    def rollback(self) -> None:
        """Undo the transaction; quiet where there is none, or where the connection is gone."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection; an unfinished transaction is undone."""

    @abstractmethod
    def fault_of(self, error: Exception) -> BudgetProError | None:
        """Return our error for one of the driver's, or None for any other exception."""


def connect(database: Database, *, writing: bool, lock_timeout: float = 10.0) -> Connection:
    """Connect to a database that exists.

    Raises `NotFound` (`no_book`) where the file is missing, `Failure` where it can't be used.
    """
    if database.dialect == "postgresql":
        from budgetpro.storage.postgresql import PostgresqlConnection

        return PostgresqlConnection.open(database)
    from budgetpro.storage.sqlite import SqliteConnection

    return SqliteConnection.open(database, writing=writing, lock_timeout=lock_timeout)


def milliseconds(seconds: float) -> int:
    """Return a time-out as the databases take it."""
    return round(min(max(0.0, seconds * 1000), LONGEST_WAIT_MS))
