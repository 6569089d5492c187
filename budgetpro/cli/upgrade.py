"""`budgetpro upgrade`: a database of an older budgetpro, made ready for this one."""

from __future__ import annotations

import typer

from budgetpro.cli.context import confirm, note, settings_of
from budgetpro.cli.helps import examples

app = typer.Typer()


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
    note(ctx, f"{place} has this budgetpro's schema.")
