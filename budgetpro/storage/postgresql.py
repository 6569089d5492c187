"""A PostgreSQL database that holds books, spoken to through psycopg."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from budgetpro.domain.errors import BudgetProError, Failure
from budgetpro.storage.database import Database
from budgetpro.storage.driver import Connection, Cursor, Row, Value, milliseconds
from budgetpro.storage.faults import fault, fault_of_postgresql, unreachable

if TYPE_CHECKING:
    import psycopg

CONNECT_TIMEOUT_SECONDS = 10
"""How long a server that does not answer is waited for; the driver would take two minutes."""


class PostgresqlConnection(Connection):
    """A connection to one PostgreSQL database, which may hold many books."""

    dialect = "postgresql"

    def __init__(self, raw: psycopg.Connection[Row], database: Database) -> None:
        from psycopg import Error

        self.raw: psycopg.Connection[Row] = raw
        self.database = database
        self._error = Error
        self._refusals = (Error, UnicodeEncodeError)
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
            raw = psycopg.connect(
                database.address,
                autocommit=True,
                fallback_application_name="budgetpro",
                connect_timeout=_connect_timeout(database),
            )
            return cls(raw, database)
        except (psycopg.Error, UnicodeError) as error:
            # Not chained: libpq quotes pieces of a connection string that it can't read.
            raise unreachable(error, database) from None

    def execute(self, sql: str, params: Sequence[Value] = ()) -> Cursor:
        try:
            return self.raw.execute(_percent_style(sql), params)
        except self._refusals as error:
            raise fault_of_postgresql(error, self.database) from error

    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        try:
            self.raw.cursor().executemany(_percent_style(sql), rows)
        except self._refusals as error:
            raise fault_of_postgresql(error, self.database) from error

    def insert_many(
        self,
        table: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Value]],
        same: Mapping[str, Value] | None = None,
    ) -> None:
        fixed = same or {}
        values = tuple(fixed.values())
        statement = f"copy {table} ({', '.join((*columns, *fixed))}) from stdin"
        try:
            with self.raw.cursor() as cursor, cursor.copy(statement.encode()) as copy:
                for row in rows:
                    copy.write_row((*row, *values))
        except self._refusals as error:
            raise fault_of_postgresql(error, self.database) from error

    def stream(self, sql: str, params: Sequence[Value] = ()) -> Iterator[Row]:
        with self.raw.cursor(name=f"stream_{time.monotonic_ns()}") as cursor:
            cursor.itersize = 2000
            cursor.execute(_percent_style(sql), params)
            yield from cursor

    def begin(self, *, writing: bool, lock_timeout: float) -> None:
        self.execute("begin" if writing else "begin isolation level repeatable read read only")
        # 0 would mean to wait for ever.
        self.execute(f"set local lock_timeout = {max(1, milliseconds(lock_timeout))}")

    def commit(self) -> None:
        try:
            super().commit()
        except Failure as failure:
            if failure.code == "database_unreachable":
                raise fault("commit_unknown", self.database) from failure
            raise

    def confirm_view(self) -> None:
        return  # what is read in one transaction is one state

    def rollback(self) -> None:
        try:
            self.raw.rollback()
        except self._error:
            return

    def close(self) -> None:
        self.raw.close()

    def fault_of(self, error: Exception) -> BudgetProError | None:
        return fault_of_postgresql(error, self.database) if isinstance(error, self._error) else None


def _connect_timeout(database: Database) -> str | int:
    """Return for how many seconds a server is waited for: what the connection string or libpq's variable says."""
    from psycopg.conninfo import conninfo_to_dict

    given = conninfo_to_dict(database.address).get("connect_timeout") or os.environ.get("PGCONNECT_TIMEOUT")
    return given or CONNECT_TIMEOUT_SECONDS


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
