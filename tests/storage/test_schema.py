"""The schema that the migrations make is the schema that the models describe."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from budgetpro.domain.errors import Failure, NotFound
from budgetpro.storage import schema, tables
from budgetpro.storage.book import open_book
from budgetpro.storage.database import database_of
from budgetpro.storage.sqlite import APPLICATION_ID

KEYED_TABLES = {
    name for name, table in tables.metadata.tables.items() if table.dialect_options["sqlite"]["with_rowid"] is False
}


@contextmanager
def bound(url: str) -> Iterator[sa.Connection]:
    address = url.replace("postgresql://", "postgresql+psycopg://") if "://" in url else f"sqlite:///{url}"
    engine = sa.create_engine(address)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(schema.migrations_folder()))
    return ScriptDirectory.from_config(config)


def test_the_constant_is_the_newest_migration() -> None:
    assert scripts().get_heads() == [schema.SCHEMA_REVISION]


def test_revisions_count_up_in_four_digits() -> None:
    revisions = [script.revision for script in scripts().walk_revisions()][::-1]
    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]


def _is_comparable(item: object, name: str | None, *_: object) -> bool:
    """Leave out the index of expressions, which no dialect gives back as written; the tests below compare it."""
    return name != "uq_account_name"


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index:UserWarning")
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_alembic_finds_no_difference_between_migrations_and_models(database: str) -> None:
    with bound(database) as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_object": _is_comparable}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []


def _normalised(ddl: str) -> list[str]:
    """Return the parts of a `create` statement, sorted: constraints may stand in any order."""
    return sorted(line.strip().rstrip(",") for line in ddl.splitlines())


def test_sqlite_holds_exactly_what_the_models_say(new_sqlite: Any, tmp_path: Path) -> None:
    by_models = str(tmp_path / "models.db")
    with bound(by_models) as connection:
        tables.metadata.create_all(connection)
    query = (
        "select name, sql from sqlite_master where sql is not null and name not in ('alembic_version', 'sqlite_stat1')"
    )
    statements = []
    for path in (new_sqlite(), by_models):
        with closing(sqlite3.connect(path)) as raw:
            statements.append({name: _normalised(sql) for name, sql in raw.execute(query)})
    assert statements[0] == statements[1]
    assert statements[0].keys() >= {"posting", "uq_account_name", "ix_posting_account"}


POSTGRESQL_SCHEMA = """
select table_name, 'column', column_name,
       concat_ws(' ', data_type, is_nullable, column_default, collation_name)
from information_schema.columns where table_schema = 'public' and table_name <> 'alembic_version'
union all
select conrelid::regclass::text, 'constraint', conname, pg_get_constraintdef(oid)
from pg_constraint where connamespace = 'public'::regnamespace and conrelid::regclass::text <> 'alembic_version'
union all
select tablename, 'index', indexname, indexdef
from pg_indexes where schemaname = 'public' and tablename <> 'alembic_version'
"""


def test_postgresql_holds_exactly_what_the_models_say(new_postgresql: Any, server: Any) -> None:
    by_models = server.create()
    try:
        with bound(server.url_of(by_models)) as connection:
            tables.metadata.create_all(connection)
            expected = {tuple(row) for row in connection.exec_driver_sql(POSTGRESQL_SCHEMA)}
        with bound(new_postgresql()) as connection:
            found = {tuple(row) for row in connection.exec_driver_sql(POSTGRESQL_SCHEMA)}
    finally:
        server.drop(by_models)
    assert found == expected
    assert ("account", "column", "name", "character varying NO C") in found


def test_keyed_tables_have_no_rowid(new_sqlite: Any) -> None:
    with closing(sqlite3.connect(new_sqlite())) as raw:
        ddl: dict[str, str] = dict(raw.execute("select name, sql from sqlite_master where type = 'table'"))
    assert set(tables.metadata.tables) - KEYED_TABLES == {"book"}
    assert {name for name, sql in ddl.items() if "WITHOUT ROWID" in sql} == KEYED_TABLES


def test_a_file_of_ours_says_so_in_its_header(new_sqlite: Any) -> None:
    header = Path(new_sqlite()).read_bytes()[:100]
    assert int.from_bytes(header[68:72], "big") == APPLICATION_ID


def test_a_posting_cannot_point_into_another_book(database: str) -> None:
    with open_book(database, None, writing=True) as book:
        execute = book.connection.execute
        execute("insert into book select 2, 'other', base_currency, 0, created_at from book")
        execute("insert into account values (2, 1, null, 'expense', 'category', 'Food', null, true, false, null, null)")
        execute("insert into txn values (1, 1, 20260301, null, null, null)")
        with pytest.raises(Failure) as refused:
            execute("insert into posting values (1, 1, 1, 1, 20260301, -100, 'EUR', 1, null, null, null)")
        assert refused.value.code == "constraint"
        book.discard()


def test_account_names_are_unique_among_categories_and_free_beside_them(database: str) -> None:
    with open_book(database, None, writing=True) as book:
        execute = book.connection.execute
        insert = "insert into account values (1, ?, null, ?, ?, 'Gift', ?, true, false, null, null)"
        execute(insert, (1, "expense", "category", None))
        execute(insert, (2, "asset", "cash", "EUR"))
        with pytest.raises(Failure) as refused:
            execute(insert, (3, "income", "category", None))
        assert refused.value.code == "constraint"
        book.discard()


def _stamp(database: str, revision: str) -> None:
    with bound(database) as connection:
        connection.execute(sa.text("update alembic_version set version_num = :revision"), {"revision": revision})


@pytest.mark.parametrize("revision", ["9999", "e1f2a3b4c5d6", "2"])
@pytest.mark.parametrize("writing", [True, False])
def test_a_newer_or_unknown_schema_is_left_alone(database: str, revision: str, writing: bool) -> None:
    _stamp(database, revision)
    with pytest.raises(Failure, match=revision) as refused, open_book(database, None, writing=writing):
        pass
    assert refused.value.code == "schema_newer"
    assert "upgrade budgetpro" in str(refused.value.hint)
    assert refused.value.facts == {"found": revision, "known": schema.SCHEMA_REVISION}
    assert str(database_of(database)) in refused.value.message


def test_a_schema_without_a_version_is_no_book(database: str) -> None:
    with bound(database) as connection:
        connection.execute(sa.text("delete from alembic_version"))
    with pytest.raises(NotFound) as refused, open_book(database, None, writing=False):
        pass
    assert refused.value.code == "no_book"


@pytest.mark.parametrize("is_installed", [True, False])
def test_migrations_are_found_in_the_package_or_beside_the_checkout(
    is_installed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "budgetpro"
    (package / "storage").mkdir(parents=True)
    expected = (package if is_installed else tmp_path) / "migrations"
    expected.mkdir()
    monkeypatch.setattr(schema, "__file__", str(package / "storage" / "schema.py"))
    assert schema.migrations_folder() == expected
