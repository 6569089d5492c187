"""How alembic runs the migrations: in one transaction that its caller began, and only whole.

`budgetpro.storage.upgrade` hands in a connection. A developer names the database:
`alembic -x database=sqlite:///book.db revision --autogenerate -m "..."`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from budgetpro.storage import tables
from budgetpro.storage.upgrade import bound_to


def run(connection: sa.Connection) -> None:
    """Run the migrations that alembic's command asks for, and prove that they broke nothing.

    Rebuilding a table (batch mode) under enforced foreign keys would delete the rows that
    point at it, so the caller switches them off before the transaction; here they must be.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite and connection.exec_driver_sql("pragma foreign_keys").scalar():
        raise RuntimeError("foreign keys must be off while tables are rebuilt")
    context.configure(
        connection=connection, target_metadata=tables.metadata, render_as_batch=is_sqlite, compare_type=True
    )
    before = _row_counts(connection)
    with context.begin_transaction():
        context.run_migrations()
    _refuse_lost_rows(before, _row_counts(connection))
    if is_sqlite and (dangling := connection.exec_driver_sql("pragma foreign_key_check").all()):
        raise RuntimeError(f"the migration left rows that point nowhere: {dangling[:5]}")


def _row_counts(connection: sa.Connection) -> dict[str, int]:
    names = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    return {
        name: connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one() for name in names
    }


def _refuse_lost_rows(before: dict[str, int], after: dict[str, int]) -> None:
    lost = {name: count - after[name] for name, count in before.items() if after.get(name, count) < count}
    if lost:
        raise RuntimeError(f"the migration lost rows: {lost}")


if "connection" in context.config.attributes:
    run(context.config.attributes["connection"])
else:
    with bound_to(context.get_x_argument(as_dictionary=True)["database"]) as own_connection:
        run(own_connection)
