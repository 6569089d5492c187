"""A book's SQLite file: opened with care, waited for politely."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from budgetpro.domain.errors import BudgetProError, Failure, NotFound
from budgetpro.storage.database import Database
from budgetpro.storage.driver import Connection, Cursor, Row, Value, milliseconds
from budgetpro.storage.faults import fault_of_sqlite
from budgetpro.storage.files import create_private

APPLICATION_ID = 0x42504231
"""`BPB1` in the header of every SQLite file of ours (`PRAGMA application_id`)."""

PATIENCE_SECONDS = 0.05
"""How long one try for a lock lasts; between two tries Ctrl-C is heard."""

MOST_PARAMETERS = 999
"""What a statement of any SQLite may have; `insert_many` fills it, for a statement a row takes half as long again."""

_REFUSALS = (sqlite3.Error, OverflowError, UnicodeEncodeError)
"""What sqlite3 raises for a statement or for a value that SQLite can't hold."""


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
            connection = cls._open(database, "mode=rw", lock_timeout)
        except Failure as failure:
            if writing or failure.code not in {"unreadable", "read_only"}:
                raise
            # A reader keeps its place in files beside the database; on a read-only disk it goes without.
            _refuse_unfinished(database)
            connection = cls._open(database, "immutable=1", lock_timeout)
        try:
            connection._prepare(writing)
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
    def _open(cls, database: Database, options: str, lock_timeout: float) -> SqliteConnection:
        uri, timeout = f"{database.path.absolute().as_uri()}?{options}", milliseconds(lock_timeout) / 1000
        try:
            raw = sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None, check_same_thread=False)
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

    def _prepare(self, writing: bool) -> None:
        self.execute("pragma trusted_schema = off")
        if writing:
            self.execute("pragma journal_mode = wal")
            self.execute("pragma foreign_keys = on")
            self.execute("pragma synchronous = full")
            self.execute("pragma cache_size = -32768")
            self.execute("pragma temp_store = memory")  # else what a statement might have to undo goes to a file
        else:
            self.execute("pragma query_only = on")

    def _wait_at_most(self, seconds: float) -> None:
        self.execute(f"pragma busy_timeout = {milliseconds(seconds)}")

    def execute(self, sql: str, params: Sequence[Value] = ()) -> Cursor:
        try:
            return self.raw.execute(sql, params)
        except _REFUSALS as error:
            raise fault_of_sqlite(error, self.database) from error

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        try:
            self.raw.executemany(sql, rows)
        except _REFUSALS as error:
            raise fault_of_sqlite(error, self.database) from error

    def insert_many(
        self,
        table: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Value]],
        same: Mapping[str, Value] | None = None,
    ) -> None:
        fixed = same or {}
        names = ", ".join((*columns, *fixed))
        values = f"({', '.join((*('?' * len(columns)), *map(_literal, fixed.values())))})"
        remaining = iter(rows)
        while some := list(islice(remaining, MOST_PARAMETERS // len(columns))):
            rows_of_values = ", ".join([values] * len(some))
            self.execute(f"insert into {table} ({names}) values {rows_of_values}", list(chain.from_iterable(some)))

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


def _literal(value: Value) -> str:
    """Return a value as SQL text."""
    if value is None:
        return "null"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
