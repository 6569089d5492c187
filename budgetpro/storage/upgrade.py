"""Bring a database to the schema of this budgetpro, whole or not at all.

An SQLite file is copied first, to `book.db.before-0002.bak` beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from budgetpro.domain.errors import BudgetProError, Failure
from budgetpro.storage import schema
from budgetpro.storage.database import Database, database_of
from budgetpro.storage.driver import Connection, connect
from budgetpro.storage.files import create_private, publish, workplace_beside
from budgetpro.storage.large_book import tell_sqlite

if TYPE_CHECKING:
    import sqlalchemy as sa

ADVISORY_LOCK = 0x42504231
"""The number on which two first uses of one PostgreSQL database agree to wait for each other."""


def upgrade(database: Database, *, lock_timeout: float = 10.0) -> Path | None:
    """Bring an existing database to `schema.SCHEMA_REVISION`; do nothing where it is there already.

    An SQLite file is backed up first; the backup's path is returned. A PostgreSQL database
    is its operator's to back up. Everything happens in one transaction: after any error the
    database is as it was. Two upgrades at once are safe: the second finds nothing to do.
    """
    with closing(connect(database, writing=True, lock_timeout=lock_timeout)) as connection:
        return migrate(connection, lock_timeout=lock_timeout)


def upgrade_on_opening(database: Database, *, lock_timeout: float) -> None:
    """Upgrade a file that is opened with an older schema; refuse a server's database, which its operator backs up.

    Raises `Failure` (`schema_older`) with what to do.
    """
    if database.dialect == "postgresql":
        raise Failure(
            f"'{database}' has the schema of an older budgetpro; it was left as it was.",
            code="schema_older",
            hint="Back it up with pg_dump, then run: budgetpro upgrade",
        )
    try:
        upgrade(database, lock_timeout=lock_timeout)
    except Failure as failure:
        if failure.code not in {"read_only", "unreadable"}:
            raise
        raise Failure(
            f"'{database}' has the schema of an older budgetpro, and can't be written to upgrade it.",
            code="schema_older",
            hint="Copy it to a folder that can be written, and use the copy.",
        ) from failure


def migrate(connection: Connection, *, lock_timeout: float) -> Path | None:
    """Create or upgrade the schema behind an idle connection, as `upgrade` does."""
    with _as_failure(connection), _exclusively(connection, lock_timeout) as bound:
        is_new = schema.found_revision(connection) is None
        if not is_new and not schema.needs_upgrade(connection):
            return None
        if is_new or connection.dialect == "postgresql":
            _run_alembic(bound)
            return None
        return _upgrade_behind_backup(connection.database, bound)


@contextmanager
def bound_to(database: str) -> Iterator[sa.Connection]:
    """Yield a transaction on an existing database to alembic's own command; it is committed at the end."""
    with (
        closing(connect(database_of(database), writing=True)) as connection,
        _exclusively(connection, lock_timeout=10.0) as bound,
    ):
        yield bound


@contextmanager
def _as_failure(connection: Connection) -> Iterator[None]:
    """Turn what alembic, SQLAlchemy or the driver raises into an error of ours."""
    try:
        yield
    except BudgetProError:
        raise
    except Exception as error:
        of_driver = getattr(error, "orig", None) or error
        raise connection.fault_of(of_driver) or Failure(
            f"'{connection.database}' could not be brought to the schema '{schema.SCHEMA_REVISION}';"
            " it was left as it was.",
            code="upgrade_failed",
            hint="Run it again with --debug and report what it says; until then, use the budgetpro you had before.",
        ) from error


@contextmanager
def _exclusively(connection: Connection, lock_timeout: float) -> Iterator[sa.Connection]:
    """Yield SQLAlchemy's view of a transaction on `connection` that nobody reads or writes beside."""
    with _engine_on(connection).connect() as bound:
        # The engine's first connection ends in a rollback: the transaction starts after it.
        if connection.dialect == "sqlite":
            connection.execute("pragma foreign_keys = off")
        connection.begin(writing=True, lock_timeout=lock_timeout)
        with bound.begin():
            if connection.dialect == "postgresql":
                _lock_schema(connection)
            yield bound


def _engine_on(connection: Connection) -> sa.Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    url = {"sqlite": "sqlite://", "postgresql": "postgresql+psycopg://"}[connection.dialect]
    return create_engine(url, creator=lambda: connection.raw, poolclass=StaticPool)


def _lock_schema(connection: Connection) -> None:
    connection.execute("select pg_advisory_xact_lock(?)", (ADVISORY_LOCK,))
    if schema.found_revision(connection) is not None:
        connection.execute("lock table alembic_version in access exclusive mode")


def _upgrade_behind_backup(database: Database, bound: sa.Connection) -> Path:
    backup = _back_up(database.path)
    try:
        _run_alembic(bound)
    except BaseException:
        backup.unlink()
        raise
    return backup


def _back_up(path: Path) -> Path:
    """Copy the database as it stands to a new file beside it; the caller's lock keeps it still."""
    with workplace_beside(path) as folder:
        copy = folder / "copy"
        create_private(copy)
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        n, backup = 1, Path(f"{path}.before-{schema.SCHEMA_REVISION}.bak")
        while not publish(copy, backup):
            n, backup = n + 1, Path(f"{path}.before-{schema.SCHEMA_REVISION}-{n + 1}.bak")
    return backup


def _run_alembic(bound: sa.Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(schema.migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = bound
    command.upgrade(config, schema.SCHEMA_REVISION)
    if bound.dialect.name == "sqlite":
        tell_sqlite(bound)
