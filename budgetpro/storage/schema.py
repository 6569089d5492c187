"""Which schema a database has, and whether this budgetpro can work with it."""

from __future__ import annotations

from pathlib import Path

from budgetpro.domain.errors import Failure, NotFound
from budgetpro.storage.driver import Connection

SCHEMA_REVISION = "0001"
"""The newest migration: what this version of budgetpro reads and writes. Revisions count up in four digits."""

_HAS_VERSION_TABLE = {
    "sqlite": "select exists (select 1 from sqlite_master where type = 'table' and name = 'alembic_version')",
    "postgresql": "select to_regclass('alembic_version') is not null",
}


def found_revision(connection: Connection) -> str | None:
    """Return the database's schema revision; None where nothing of budgetpro is in it.

    In a transaction, the answer holds until its end: an upgrade waits for it.
    """
    if not _has_version_table(connection):
        return None
    row = connection.execute("select version_num from alembic_version").fetchone()
    return row[0] if row else None


def needs_upgrade(connection: Connection) -> bool:
    """Say whether the schema is older than this budgetpro's.

    Raises `NotFound` (`no_book`) where there is none, `Failure` (`schema_newer`) for one of a newer budgetpro.
    """
    revision = found_revision(connection)
    if revision == SCHEMA_REVISION:
        return False
    if revision is None:
        raise NotFound(
            f"There is no book in '{connection.database}' yet.", code="no_book", hint="Make one: budgetpro init"
        )
    if not _is_before(revision, SCHEMA_REVISION):
        raise Failure(
            f"'{connection.database}' has the schema '{revision}', which this budgetpro does not know (its own is"
            f" '{SCHEMA_REVISION}'); it was left as it was.",
            code="schema_newer",
            hint="A newer budgetpro wrote it: upgrade budgetpro.",
            facts={"found": revision, "known": SCHEMA_REVISION},
        )
    return True


def migrations_folder() -> Path:
    """Return the folder of the migrations: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "migrations"
    return installed if installed.is_dir() else package.parent / "migrations"


def _has_version_table(connection: Connection) -> bool:
    row = connection.execute(_HAS_VERSION_TABLE[connection.dialect]).fetchone()
    return bool(row[0])


def _is_before(revision: str, known: str) -> bool:
    return revision.isdecimal() and len(revision) == len(known) and revision < known
