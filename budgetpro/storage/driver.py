"""The thin layer over sqlite3 and psycopg: one way to run SQL text on either.

SQL is written once, with `?` for parameters. Values that go in and come out are integers,
strings, bytes and None; a truth value is an integer that PostgreSQL hands out as a bool, so
compare with `true` and `not`, never with 0 and 1. No SQLAlchemy here: a command that asks a
question should not pay for loading it.
"""

from __future__ import annotations

import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

from budgetpro.domain.errors import BudgetProError, Failure, NotFound
from budgetpro.storage.database import Database
from budgetpro.storage.faults import fault_of_postgresql, fault_of_sqlite, unreachable
from budgetpro.storage.files import create_private

if TYPE_CHECKING:
    import psycopg

Dialect = Literal["sqlite", "postgresql"]
Value = int | str | bytes | None
Row = tuple[Any, ...]

APPLICATION_ID = 0x42504231
"""`BPB1` in the header of every SQLite file of ours (`PRAGMA application_id`)."""

PATIENCE_SECONDS = 0.05
"""How long one try for a lock lasts; between two tries Ctrl-C is heard."""

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
    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Insert many rows by the fastest way there is; a row that is refused refuses all."""

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
        return PostgresqlConnection.open(database)
    return SqliteConnection.open(database, writing=writing, lock_timeout=lock_timeout)


class SqliteConnection(Connection):
    """A connection to one SQLite file."""

    dialect = "sqlite"

    def __init__(self, raw: sqlite3.Connection, database: Database) -> None:
        self.raw: sqlite3.Connection = raw
        self.database = database

    @classmethod
    def open(cls, database: Database, *, writing: bool, lock_timeout: float) -> SqliteConnection:
        """Open a file of ours; a reader changes nothing in it, and can read a read-only one."""
        _refuse_unusable(database)
        try:
            connection = cls._open(database, "mode=rw")
        except Failure as failure:
            if writing or failure.code not in {"unreadable", "read_only"}:
                raise
            # A reader keeps its place in files beside the database; on a read-only disk it goes without.
            _refuse_unfinished(database)
            connection = cls._open(database, "immutable=1")
        try:
            connection._prepare(writing, lock_timeout)
        except BaseException:
            connection.close()
            raise
        return connection

    @classmethod
    def create(cls, database: Database) -> SqliteConnection:
        """Create an empty database that only its owner can read, ready for a schema."""
        create_private(database.path)
        connection = cls(sqlite3.connect(database.path, isolation_level=None), database)
        connection.execute("pragma journal_mode = wal")
        return connection

    @classmethod
    def _open(cls, database: Database, options: str) -> SqliteConnection:
        uri = f"{database.path.absolute().as_uri()}?{options}"
        try:
            raw = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise fault_of_sqlite(error, database) from error
        connection = cls(raw, database)
        try:
            connection._refuse_foreign()
        except BaseException:
            raw.close()
            raise
        return connection

    def _refuse_foreign(self) -> None:
        row = self.execute("pragma application_id").fetchone()
        if row != (APPLICATION_ID,):
            raise Failure(
                f"'{self.database}' is an SQLite database, but not one of budgetpro; it was left as it was.",
                code="foreign_database",
                hint="Name another file, or `budgetpro init` a new one.",
            )

    def _prepare(self, writing: bool, lock_timeout: float) -> None:
        self._wait_at_most(lock_timeout)
        self.execute("pragma trusted_schema = off")
        if writing:
            self.execute("pragma journal_mode = wal")
            self.execute("pragma foreign_keys = on")
            self.execute("pragma synchronous = full")
            self.execute("pragma cache_size = -32768")
        else:
            self.execute("pragma query_only = on")

    def _wait_at_most(self, seconds: float) -> None:
        self.execute(f"pragma busy_timeout = {_milliseconds(seconds)}")

    def execute(self, sql: str, params: Sequence[Value] = ()) -> Cursor:
        try:
            return self.raw.execute(sql, params)
        except (sqlite3.Error, OverflowError) as error:
            raise fault_of_sqlite(error, self.database) from error

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        try:
            self.raw.executemany(sql, rows)
        except (sqlite3.Error, OverflowError) as error:
            raise fault_of_sqlite(error, self.database) from error

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        marks = ", ".join("?" * len(columns))
        self.executemany(f"insert into {table} ({', '.join(columns)}) values ({marks})", rows)

    def stream(self, sql: str, params: Sequence[Value] = ()) -> Iterator[Row]:
        return iter(self.execute(sql, params))

    def begin(self, *, writing: bool, lock_timeout: float) -> None:
        if not writing:
            self.execute("begin")
            return
        # SQLite's own wait is deaf to signals: wait in short steps, so that Ctrl-C is heard.
        deadline = time.monotonic() + lock_timeout
        self._wait_at_most(min(PATIENCE_SECONDS, lock_timeout))
        while not self._took_lock(deadline):
            pass
        self._wait_at_most(lock_timeout)

    def _took_lock(self, deadline: float) -> bool:
        try:
            self.raw.execute("begin immediate")
        except sqlite3.Error as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if is_busy and time.monotonic() < deadline:
                return False
            raise fault_of_sqlite(error, self.database) from error
        return True

    def rollback(self) -> None:
        try:
            self.raw.rollback()
        except sqlite3.Error:
            return

    def close(self) -> None:
        self.raw.close()

    def fault_of(self, error: Exception) -> BudgetProError | None:
        return fault_of_sqlite(error, self.database) if isinstance(error, sqlite3.Error) else None


class PostgresqlConnection(Connection):
    """A connection to one PostgreSQL database, which may hold many books."""

    dialect = "postgresql"

    def __init__(self, raw: psycopg.Connection[Row], database: Database) -> None:
        from psycopg import Error

        self.raw: psycopg.Connection[Row] = raw
        self.database = database
        self._error = Error
        raw.adapters.register_loader("numeric", _whole_number_loader())

    @classmethod
    def open(cls, database: Database) -> PostgresqlConnection:
        """Connect to the server named by the connection string, which libpq reads as it is."""
        try:
            import psycopg
        except ImportError as error:
            raise Failure(
                "A PostgreSQL database was named, but the driver for it is not installed.",
                code="missing_extra",
                hint='Install it: pip install "budgetpro[postgres]"',
            ) from error
        try:
            return cls(
                psycopg.connect(database.address, autocommit=True, fallback_application_name="budgetpro"), database
            )
        except psycopg.Error as error:
            # Not chained: libpq quotes pieces of a connection string that it can't read.
            raise unreachable(error, database) from None

    def execute(self, sql: str, params: Sequence[Value] = ()) -> Cursor:
        try:
            return self.raw.execute(_percent_style(sql), params)
        except self._error as error:
            raise fault_of_postgresql(error, self.database) from error

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        try:
            self.raw.cursor().executemany(_percent_style(sql), rows)
        except self._error as error:
            raise fault_of_postgresql(error, self.database) from error

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        statement = f"copy {table} ({', '.join(columns)}) from stdin"
        try:
            with self.raw.cursor() as cursor, cursor.copy(statement.encode()) as copy:
                for row in rows:
                    copy.write_row(row)
        except self._error as error:
            raise fault_of_postgresql(error, self.database) from error

    def stream(self, sql: str, params: Sequence[Value] = ()) -> Iterator[Row]:
        with self.raw.cursor(name=f"stream_{time.monotonic_ns()}") as cursor:
            cursor.itersize = 2000
            cursor.execute(_percent_style(sql), params)
            yield from cursor

    def begin(self, *, writing: bool, lock_timeout: float) -> None:
        self.execute("begin" if writing else "begin isolation level repeatable read read only")
        # 0 would mean to wait for ever.
        self.execute(f"set local lock_timeout = {max(1, _milliseconds(lock_timeout))}")

    def rollback(self) -> None:
        try:
            self.raw.rollback()
        except self._error:
            return

    def close(self) -> None:
        self.raw.close()

    def fault_of(self, error: Exception) -> BudgetProError | None:
        return fault_of_postgresql(error, self.database) if isinstance(error, self._error) else None


def _milliseconds(seconds: float) -> int:
    return min(max(0, round(seconds * 1000)), LONGEST_WAIT_MS)


def _refuse_unusable(database: Database) -> None:
    """Name what SQLite would call 'unable to open database file', or take for a new database."""
    try:
        found = database.path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFound(
            f"There is no database '{database}' yet.", code="no_book", hint="Make one: budgetpro init"
        ) from error
    except OSError as error:
        raise Failure(f"'{database}' can't be opened: {error.strerror}.", code="unreadable") from error
    if not S_ISREG(found.st_mode):
        kind = "a folder" if S_ISDIR(found.st_mode) else "a device"
        raise Failure(f"'{database}' is {kind}, not a file.", code="unreadable", hint="Name a database file.")
    if found.st_size == 0:
        raise Failure(
            f"'{database}' is an empty file, not a database.",
            code="database_corrupt",
            hint="Delete it and run `budgetpro init`, or restore it from a backup.",
        )


def _refuse_unfinished(database: Database) -> None:
    """Raise where changes wait beside the file to be taken into it: without them it is not whole."""
    for ending in ("-wal", "-journal"):
        beside = Path(database.address + ending)
        if beside.exists() and beside.stat().st_size:
            raise Failure(
                f"'{database}' has changes waiting in '{beside}', and its folder can't be written.",
                code="read_only",
                hint="Copy both files to a folder that can be written, or look at the folder's permissions.",
            )


@lru_cache(maxsize=512)
def _percent_style(sql: str) -> bytes:
    """Return the SQL with psycopg's `%s` in place of `?`, quoted text left as it is."""
    parts = sql.replace("%", "%%").split("'")
    parts[::2] = [part.replace("?", "%s") for part in parts[::2]]
    return "'".join(parts).encode()


@lru_cache(maxsize=1)
def _whole_number_loader() -> type[Any]:
    """Return a loader that gives PostgreSQL's `sum(bigint)`, a numeric, as an integer (exact text if it is none)."""
    from psycopg.adapt import Loader

    class WholeNumberLoader(Loader):
        def load(self, data: bytes | bytearray | memoryview) -> int | str:
            text = bytes(data).decode()
            return text if "." in text or text == "NaN" else int(text)

    return WholeNumberLoader
