"""A book's SQLite file: opened with care, waited for politely."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from budgetpro.domain.errors import BudgetProError, Failure, Locked
from budgetpro.storage.database import Database
from budgetpro.storage.driver import Connection, Cursor, Row, Value, milliseconds
from budgetpro.storage.faults import fault, fault_of_sqlite
from budgetpro.storage.files import create_private
from budgetpro.storage.sqlite_file import files_beside, may, refuse_unfinished, refuse_unusable, state_of

APPLICATION_ID = 0x42504231
"""`BPB1` in the header of every SQLite file of ours (`PRAGMA application_id`)."""

PATIENCE_SECONDS = 0.05
"""How long one try for a lock lasts; between two tries Ctrl-C is heard."""

WITHOUT_FILES_BESIDE = frozenset({"disk_full", "read_only", "unreadable"})
"""What is said of a file that may be sound, where nothing can be written beside it."""

_REFUSALS = (sqlite3.Error, OverflowError, UnicodeEncodeError)
"""What sqlite3 raises for a statement or for a value that SQLite can't hold."""


class SqliteConnection(Connection):
    """A connection to one SQLite file."""

    dialect = "sqlite"

    def __init__(self, raw: sqlite3.Connection, database: Database) -> None:
        self.raw: sqlite3.Connection = raw
        self.database = database
        self._unlocked_state: tuple[int, ...] | None = None

    @classmethod
    def open(cls, database: Database, *, writing: bool, lock_timeout: float) -> SqliteConnection:
        """Open a file of ours; a reader changes nothing in it, and can read one on a read-only or a full disk."""
        refuse_unusable(database)
        connection = (cls._open_to_write if writing else cls._open_to_read)(database, lock_timeout)
        return connection._prepared(writing)

    @classmethod
    def create(cls, path: Path, database: Database) -> SqliteConnection:
        """Create an empty database at `path`, its owner's alone and ready for a schema, to become `database`."""
        create_private(path)
        return cls(sqlite3.connect(path, isolation_level=None), database)._prepared(writing=True)

    @classmethod
    def _open_to_write(cls, database: Database, lock_timeout: float) -> SqliteConnection:
        try:
            return cls._open(database, lock_timeout)
        except Failure as failure:
            if failure.code == "unreadable" and may(os.R_OK, database.path):
                raise fault("read_only", database) from failure
            raise

    @classmethod
    def _open_to_read(cls, database: Database, lock_timeout: float) -> SqliteConnection:
        """Open the file even where what a reader keeps beside it, to be seen by writers, can't be written."""
        may_write = may(os.W_OK, database.path)
        if not may_write and not any(beside.exists() for beside in files_beside(database)):
            # What SQLite makes beside a file is as read-only as the file, and would hinder whoever may write it later.
            return cls._open_unlocked(database, lock_timeout)
        for way in (cls._open, cls._open_alone) if may_write else (cls._open,):
            try:
                return way(database, lock_timeout)
            except Failure as failure:
                if failure.code not in WITHOUT_FILES_BESIDE:
                    raise
        return cls._open_unlocked(database, lock_timeout)

    @classmethod
    def _open_alone(cls, database: Database, lock_timeout: float) -> SqliteConnection:
        """Open the file with everybody else kept out, which needs nothing beside it."""
        deadline = time.monotonic() + lock_timeout
        while True:
            try:
                return cls._open(database, 0.0, is_alone=True)
            except Locked:
                if time.monotonic() >= deadline:
                    raise
            # Two that wait in SQLite itself would wait for each other: both let go, and for unequal times.
            time.sleep(PATIENCE_SECONDS * (time.monotonic_ns() % 1000) / 1000)

    @classmethod
    def _open_unlocked(cls, database: Database, lock_timeout: float) -> SqliteConnection:
        """Open a whole file with nothing beside it; `confirm_view` tells whether somebody wrote to it meanwhile."""
        state = state_of(database)
        refuse_unfinished(database)
        connection = cls._open(database, lock_timeout, options="immutable=1")
        connection._unlocked_state = state
        return connection

    @classmethod
    def _open(
        cls, database: Database, lock_timeout: float, *, options: str = "mode=rw", is_alone: bool = False
    ) -> SqliteConnection:
        """Open the file; `is_alone` keeps everybody else out while it is read, and its index in memory."""
        uri, timeout = f"{database.path.absolute().as_uri()}?{options}", milliseconds(lock_timeout) / 1000
        try:
            raw = sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise fault_of_sqlite(error, database) from error
        connection = cls(raw, database)
        try:
            if is_alone:
                connection.execute("pragma locking_mode = exclusive")
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

    def _prepared(self, writing: bool) -> SqliteConnection:
        try:
            self._prepare(writing)
        except BaseException:
            self.close()
            raise
        return self

    def _prepare(self, writing: bool) -> None:
        self.execute("pragma trusted_schema = off")
        if writing:
            self.execute("pragma journal_mode = wal")
            self.execute("pragma foreign_keys = on")
            self.execute("pragma synchronous = full")
            self.execute("pragma cache_size = -32768")
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
        values = ", ".join(("?",) * len(columns) + tuple(map(_literal, fixed.values())))
        self.executemany(f"insert into {table} ({names}) values ({values})", rows)

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

    def confirm_view(self) -> None:
        if self._unlocked_state not in {None, state_of(self.database)}:
            raise Locked(
                f"'{self.database}' was written to while it was read, and its folder takes no lock;"
                " what was read may be wrong.",
                hint="Try again.",
            )

    def rollback(self) -> None:
        try:
            self.raw.rollback()
        except sqlite3.Error:
            return

    def close(self) -> None:
        self.raw.close()

    def fault_of(self, error: Exception) -> BudgetProError | None:
        return fault_of_sqlite(error, self.database) if isinstance(error, sqlite3.Error) else None


def _literal(value: Value) -> str:
    """Return a value as SQL text."""
    if value is None:
        return "null"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
