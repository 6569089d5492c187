"""An older database becomes a newer one whole, behind a backup, or stays as it was."""

from __future__ import annotations

import shutil
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from budgetpro.domain.errors import Failure, Locked
from budgetpro.storage import schema
from budgetpro.storage.book import open_book
from budgetpro.storage.creation import create_book
from budgetpro.storage.database import database_of
from budgetpro.storage.driver import connect
from budgetpro.storage.upgrade import upgrade

HEADER = """
import sqlalchemy as sa
from alembic import op
revision = "0002"
down_revision = "0001"
"""

ADD_COLUMN = """
def upgrade():
    op.add_column("payee", sa.Column("city", sa.String(), nullable=True))
"""

REBUILD = """
def upgrade():
    with op.batch_alter_table("payee", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.alter_column("name", type_=sa.Text())
        table.add_column(sa.Column("city", sa.String(), nullable=True))
    op.execute("update payee set city = 'rebuilt'")
"""

FAIL_HALF_WAY = """
def upgrade():
    op.add_column("payee", sa.Column("city", sa.String(), nullable=True))
    op.execute("insert into payee (book_id, id, name) values (1, 99, 'of the upgrade')")
    raise ValueError("the migration is wrong")
"""

LOSE_ROWS = """
def upgrade():
    op.execute("delete from txn_tag")
"""

LEAVE_DANGLING = """
def upgrade():
    op.execute("update posting set account_id = 77")
"""

BREAK_A_RULE = """
def upgrade():
    op.execute("update payee set name = 'all the same'")
"""

BOOK = (
    "insert into account values (1, 1, null, 'asset', 'checking', 'Bank', 'EUR', true, false, 'DE02', 'note')",
    "insert into account values (1, 2, null, 'expense', 'category', 'Food', null, true, false, null, 'note')",
    "insert into payee values (1, 1, 'Baker')",
    "insert into payee values (1, 2, 'Grocer')",
    "insert into tag values (1, 1, 'holiday')",
    "insert into txn values (1, 1, 20260301, 1, 'bread', null)",
    "insert into posting values (1, 1, 1, 1, 20260301, -420, 'EUR', 1, null, null, null)",
    "insert into posting values (1, 1, 2, 2, 20260301, 420, 'EUR', 1, null, null, null)",
    "insert into txn_tag values (1, 1, 1)",
)

Write = Callable[[str], None]


@pytest.fixture
def older(new_database: Callable[[], str]) -> str:
    """Return a database with a small book of the schema 0001."""
    database = new_database()
    with open_book(database, None, writing=True) as book:
        for statement in BOOK:
            book.connection.execute(statement)
        book.is_changed = True
    return database


@pytest.fixture
def older_file(new_sqlite: Callable[[], str]) -> Path:
    database = new_sqlite()
    with open_book(database, None, writing=True) as book:
        for statement in BOOK:
            book.connection.execute(statement)
        book.is_changed = True
    return Path(database)


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return a function that makes this a budgetpro with one more migration, of the given body."""
    folder = tmp_path / "100%" / "migrations"
    shutil.copytree(schema.migrations_folder(), folder, ignore=shutil.ignore_patterns("__pycache__"))

    def write(body: str) -> None:
        (folder / "versions" / "0002_next.py").write_text(HEADER + body)
        monkeypatch.setattr(schema, "SCHEMA_REVISION", "0002")
        monkeypatch.setattr(schema, "migrations_folder", lambda: folder)

    return write


def contents(database: str) -> dict[str, list[tuple[object, ...]]]:
    with closing(connect(database_of(database), writing=False)) as connection:
        return {
            table: connection.execute(f"select * from {table} order by 1, 2, 3").fetchall()
            for table in ("account", "payee", "txn", "posting", "txn_tag", "book")
        } | {"revision": [(schema.found_revision(connection),)]}


def backups(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir() if file.name.startswith(f"{path.name}.before"))


def test_an_upgrade_keeps_every_row(older: str, next_version: Write) -> None:
    before = contents(older)
    next_version(ADD_COLUMN)
    upgrade(database_of(older))
    after = contents(older)
    assert after["payee"] == [(1, 1, "Baker", None), (1, 2, "Grocer", None)]
    assert after["revision"] == [("0002",)]
    assert {**after, "payee": 0, "revision": 0} == {**before, "payee": 0, "revision": 0}


def test_sqlite_plans_for_a_large_book_after_an_upgrade_too(older_file: Path, next_version: Write) -> None:
    next_version(REBUILD)
    upgrade(database_of(str(older_file)))
    with open_book(str(older_file), None, writing=False) as book:
        told = book.connection.execute("select stat from sqlite_stat1 where tbl = 'payee' and idx = 'payee'").fetchall()
    assert told == [("2000 2000 1",)]


def test_rebuilding_a_table_keeps_the_rows_that_point_at_it(older: str, next_version: Write) -> None:
    before = contents(older)
    next_version(REBUILD)
    upgrade(database_of(older))
    after = contents(older)
    assert after["posting"] == before["posting"]
    assert after["payee"] == [(1, 1, "Baker", "rebuilt"), (1, 2, "Grocer", "rebuilt")]


def test_an_upgraded_book_goes_on_counting(older: str, next_version: Write) -> None:
    next_version(ADD_COLUMN)
    upgrade(database_of(older))
    with open_book(older, None, writing=True) as book:
        assert book.revision == 1
        book.is_changed = True


def test_an_upgraded_database_is_not_upgraded_again(older: str, next_version: Write) -> None:
    next_version(ADD_COLUMN)
    upgrade(database_of(older))
    assert upgrade(database_of(older)) is None


@pytest.mark.parametrize("writing", [True, False])
def test_a_file_is_upgraded_when_it_is_first_opened(older_file: Path, next_version: Write, writing: bool) -> None:
    next_version(ADD_COLUMN)
    with open_book(str(older_file), None, writing=writing) as book:
        assert book.connection.execute("select city from payee").fetchall() == [(None,), (None,)]
    assert backups(older_file) == ["book.db.before-0002.bak"]


def test_adding_a_book_upgrades_the_file_first(older_file: Path, next_version: Write) -> None:
    next_version(ADD_COLUMN)
    create_book(str(older_file), "another", "EUR")
    assert backups(older_file) == ["book.db.before-0002.bak"]


def test_the_backup_is_the_book_as_it_was_and_private(
    older_file: Path, next_version: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(str(older_file))
    next_version(REBUILD)
    backup = upgrade(database_of(str(older_file)))
    assert backup == older_file.with_name("book.db.before-0002.bak")
    assert backup.stat().st_mode & 0o777 == 0o600
    monkeypatch.undo()
    assert contents(str(backup)) == before
    with open_book(str(backup), None, writing=True) as book:
        book.is_changed = True


def test_a_backup_never_replaces_an_older_one(older_file: Path, next_version: Write) -> None:
    next_version(ADD_COLUMN)
    for number in ("", "-2"):
        older_file.with_name(f"book.db.before-0002{number}.bak").write_text("older")
    backup = upgrade(database_of(str(older_file)))
    assert backup == older_file.with_name("book.db.before-0002-3.bak")
    assert older_file.with_name("book.db.before-0002.bak").read_text() == "older"


def test_an_upgrade_leaves_nothing_else_beside_the_file(older_file: Path, next_version: Write) -> None:
    next_version(ADD_COLUMN)
    before = {path.name for path in older_file.parent.iterdir()}
    upgrade(database_of(str(older_file)))
    assert {path.name for path in older_file.parent.iterdir()} - before == {"book.db.before-0002.bak"}


@pytest.mark.parametrize("body", [FAIL_HALF_WAY, LOSE_ROWS])
def test_an_upgrade_that_fails_changes_nothing(older: str, next_version: Write, body: str, tmp_path: Path) -> None:
    before = contents(older)
    next_version(body)
    with pytest.raises(Failure) as refused:
        upgrade(database_of(older))
    assert refused.value.code == "upgrade_failed"
    assert contents(older) == before
    assert not list(tmp_path.glob("*.bak"))


def test_an_upgrade_that_leaves_rows_pointing_nowhere_is_undone(older: str, next_version: Write) -> None:
    before = contents(older)
    next_version(LEAVE_DANGLING)
    with pytest.raises(Failure):
        upgrade(database_of(older))
    assert contents(older) == before


def test_an_error_of_the_database_is_named_as_such(older: str, next_version: Write) -> None:
    next_version(BREAK_A_RULE)
    with pytest.raises(Failure) as refused:
        upgrade(database_of(older))
    assert refused.value.code == "constraint"


def test_a_newer_schema_is_not_upgraded(older: str) -> None:
    with closing(connect(database_of(older), writing=True)) as connection:
        connection.execute("update alembic_version set version_num = '0007'")
    with pytest.raises(Failure) as refused:
        upgrade(database_of(older))
    assert refused.value.code == "schema_newer"


def test_an_upgrade_waits_for_a_writer_no_longer_than_the_lock_timeout(older: str, next_version: Write) -> None:
    with open_book(older, None, writing=True):
        next_version(ADD_COLUMN)
        with pytest.raises(Locked):
            upgrade(database_of(older), lock_timeout=0.1)


def test_a_postgresql_database_is_upgraded_only_when_asked(
    new_postgresql: Callable[[], str], next_version: Write
) -> None:
    database = new_postgresql()
    next_version(ADD_COLUMN)
    for action in (
        lambda: open_book(database, None, writing=False).__enter__(),
        lambda: create_book(database, "b", "EUR"),
    ):
        with pytest.raises(Failure) as refused:
            action()
        assert refused.value.code == "schema_older"
        assert "pg_dump" in str(refused.value.hint)
    assert upgrade(database_of(database)) is None
    with open_book(database, None, writing=False) as book:
        assert book.connection.execute("select city from payee").fetchall() == []


def test_an_older_file_that_cannot_be_written_is_named(
    older_file: Path, next_version: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Failure("no", code="read_only")

    next_version(ADD_COLUMN)
    monkeypatch.setattr("budgetpro.storage.upgrade.upgrade", refuse)
    with pytest.raises(Failure) as refused, open_book(str(older_file), None, writing=False):
        pass
    assert refused.value.code == "schema_older"


def test_another_failure_to_upgrade_is_passed_on(older_file: Path, next_version: Write) -> None:
    next_version(FAIL_HALF_WAY)
    with pytest.raises(Failure) as refused, open_book(str(older_file), None, writing=False):
        pass
    assert refused.value.code == "upgrade_failed"


UPGRADE = """
import sys
from pathlib import Path
from budgetpro.storage import schema
from budgetpro.storage.database import database_of
from budgetpro.storage.upgrade import upgrade
schema.SCHEMA_REVISION = "0002"
schema.migrations_folder = lambda: Path(sys.argv[2])
upgrade(database_of(sys.argv[1]), lock_timeout=60)
"""


def test_of_two_upgrades_at_once_the_second_finds_it_done(older: str, next_version: Write, tmp_path: Path) -> None:
    next_version("import time\n" + ADD_COLUMN + "    time.sleep(0.3)\n")
    upgrades = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE, older, str(schema.migrations_folder())], stderr=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert [process.communicate()[1] for process in upgrades] == [""] * 3
    assert contents(older)["revision"] == [("0002",)]
    if "://" not in older:
        assert backups(Path(older)) == ["book.db.before-0002.bak"]


def alembic_config(*arguments: str) -> Config:
    """Return what alembic's own command makes of `-x` and its arguments."""
    config = Config(cmd_opts=Namespace(x=list(arguments)))
    config.set_main_option("script_location", str(schema.migrations_folder()).replace("%", "%%"))
    return config


def test_alembics_own_command_upgrades_a_named_database(older: str, next_version: Write) -> None:
    next_version(ADD_COLUMN)
    command.upgrade(alembic_config(f"database={older}"), "head")
    assert contents(older)["revision"] == [("0002",)]


def test_a_migration_refuses_to_run_under_foreign_keys(older_file: Path, next_version: Write) -> None:
    next_version(ADD_COLUMN)
    engine = create_engine(f"sqlite:///{older_file}")
    config = alembic_config()
    with engine.connect() as bound:
        bound.exec_driver_sql("pragma foreign_keys = on")
        config.attributes["connection"] = bound
        with pytest.raises(RuntimeError, match="foreign keys"):
            command.upgrade(config, "head")
    engine.dispose()


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index:UserWarning")
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_a_new_migration_written_from_the_models_finds_nothing_to_do(older_file: Path, next_version: Write) -> None:
    next_version(ADD_COLUMN)
    (schema.migrations_folder() / "versions" / "0002_next.py").unlink()
    config = alembic_config(f"database={older_file}")
    command.revision(config, "add nothing", autogenerate=True, rev_id="0002")
    written = schema.migrations_folder() / "versions" / "0002_add_nothing.py"
    assert "op." not in written.read_text()
    upgrade(database_of(str(older_file)))
    assert contents(str(older_file))["revision"] == [("0002",)]
