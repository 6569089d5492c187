"""`budgetpro upgrade`: a database of an older budgetpro, made ready for this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import typer

from budgetpro.cli.context import announce, confirm, settings_of
from budgetpro.cli.helps import examples

if TYPE_CHECKING:
    from budgetpro.output.tabular import Table

app = typer.Typer()


class Upgrade(NamedTuple):
    """A database that has this budgetpro's schema; no password is in its name."""

    database: str


@app.command(epilog=examples("pg_dump budget > before.sql && budgetpro upgrade --yes"))
def upgrade(ctx: typer.Context) -> None:
    """Bring the database to this budgetpro's schema.

    An SQLite file is upgraded by itself on first use, behind a backup beside it. On
    PostgreSQL make your own backup first; --yes says that you did.
    """
    from budgetpro.storage.database import database_of
    from budgetpro.storage.upgrade import upgrade as upgrade_database

    settings = settings_of(ctx)
    place = database_of(settings.database)
    if place.dialect == "postgresql":
        confirm(ctx, f"Is there a backup of {place}?")
    upgrade_database(place, lock_timeout=settings.lock_timeout)
    done = Upgrade(str(place))
    announce(ctx, "upgrade", done, _table_of, f"{place} has this budgetpro's schema.")


def _table_of(done: Upgrade) -> Table:
    from budgetpro.output.tabular import Column, Table

    return Table((Column("database", "Database"),), [tuple(done)])
