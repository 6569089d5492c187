"""SQL text on sqlite3 and psycopg: the same words, the same values, the same errors."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from budgetpro.domain.errors import BudgetProError, Failure, Locked, NotFound
from budgetpro.storage.book import Book, open_book
from budgetpro.storage.creation import create_book
from budgetpro.storage.database import Database, database_of
from budgetpro.storage.driver import Connection, connect, milliseconds
from budgetpro.storage.sqlite import SqliteConnection

INSERT_PAYEE = "insert into payee (book_id, id, name) values (1, ?, ?)"
BIG = 2**63 - 1


@pytest.fixture
def connection(database: str) -> Iterator[Connection]:
    with closing(connect(database_of(database), writing=True, lock_timeout=1.0)) as connection:
        yield connection


def refusal(action: Callable[[], object]) -> BudgetProError:
    with pytest.raises(BudgetProError) as refused:
        action()
    return refused.value


def content_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return None


def read(database: str) -> int:
    with open_book(database, None, writing=False) as book:
        return book.revision


def change(database: str) -> None:
    with open_book(database, None, writing=True) as book:
        book.is_changed = True


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0.25, 250), (10.0, 10_000), (0.0, 0), (-1.0, 0), (0.0004, 0), (1e12, 2**31 - 1)]
)
def test_a_lock_timeout_is_counted_in_milliseconds(seconds: float, expected: int) -> None:
    assert milliseconds(seconds) == expected


class TestStatements:
    def test_question_marks_are_parameters_outside_quotes_only(self, connection: Connection) -> None:
        sql = "select '?', 'it''s ? %s', 'a%', ? % 4 from book where name like 'm%' and id = ?"
        assert connection.execute(sql, (7, 1)).fetchall() == [("?", "it's ? %s", "a%", 3)]

    @pytest.mark.parametrize("value", [0, -1, BIG, -BIG - 1, "", "100 % ?", "Ünïcödé 🏦", None])
    def test_numbers_and_texts_come_back_as_they_went_in(self, connection: Connection, value: int | str | None) -> None:
        kind = "text" if isinstance(value, str) else "bigint"
        assert connection.execute(f"select cast(? as {kind})", (value,)).fetchone() == (value,)

    def test_bytes_come_back_as_they_went_in(self, book: Book) -> None:
        content = bytes(range(256))
        execute = book.connection.execute
        execute("insert into batch values (1, 1, 'a.csv', '00', 256, 'csv', null, '{}', 1, '2026-03-01T00:00:00Z')")
        execute("insert into batch_source values (1, 1, 1, ?)", (content,))
        found = execute("select content from batch_source").fetchone()[0]
        assert type(found) is bytes
        assert found == content

    def test_a_sum_is_a_whole_number(self, connection: Connection) -> None:
        sql = "select sum(x) from (select cast(? as bigint) as x union all select 1) as numbers"
        total = connection.execute(sql, (41,)).fetchone()[0]
        assert type(total) is int
        assert total == 42

    def test_a_fraction_is_exact_text_in_postgresql(self, new_postgresql: Callable[[], str]) -> None:
        with closing(connect(database_of(new_postgresql()), writing=False)) as connection:
            assert connection.execute("select 1.10").fetchone() == ("1.10",)

    def test_many_rows_are_inserted_in_one_call(self, book: Book) -> None:
        rows = [(1, n, None if n % 2 else f"payee\t{n}\\n?") for n in range(1, 1001)]
        book.connection.insert_many("payee", ("book_id", "id", "name"), [row for row in rows if row[2]])
        assert book.connection.execute("select count(*), max(name) from payee").fetchone() == (500, "payee\t998\\n?")

    def test_truth_values_are_inserted_as_numbers(self, book: Book) -> None:
        columns = ("book_id", "id", "type", "kind", "name", "currency", "is_on_budget", "is_closed")
        book.connection.insert_many("account", columns, [(1, 1, "asset", "cash", "Purse", "EUR", 1, 0)])
        assert book.connection.execute("select id from account where is_on_budget and not is_closed").fetchall() == [
            (1,)
        ]

    def test_one_statement_runs_for_many_rows(self, book: Book) -> None:
        book.connection.executemany(INSERT_PAYEE, ((n, f"payee {n}") for n in range(1, 4)))
        assert book.connection.execute("select id from payee order by id desc").fetchall() == [(3,), (2,), (1,)]

    def test_other_statements_run_while_rows_are_streamed(self, book: Book) -> None:
        book.connection.executemany(INSERT_PAYEE, [(n, f"payee {n}") for n in range(1, 5001)])
        payees = book.connection.stream("select id from payee where id > ? order by id", (0,))
        for count, (payee_id,) in enumerate(payees, 1):
            assert book.connection.execute("select name from payee where id = ?", (payee_id,)).fetchone() == (
                f"payee {payee_id}",
            )
            if count == 2100:
                break
        assert book.connection.execute("select count(*) from payee").fetchone() == (5000,)

    def test_a_change_says_how_many_rows_it_met(self, book: Book) -> None:
        book.connection.executemany(INSERT_PAYEE, [(1, "a"), (2, "b"), (3, "c")])
        assert book.connection.execute("delete from payee where id < ?", (3,)).rowcount == 2

    def test_texts_sort_by_code_point_on_either_database(self, book: Book) -> None:
        names = ["Zoo", "apple", "Äpfel", "_", "a b", "ab"]
        book.connection.executemany(INSERT_PAYEE, list(enumerate(names, 1)))
        rows = book.connection.execute("select name from payee order by name").fetchall()
        assert [name for (name,) in rows] == sorted(names)


class TestRefusals:
    def test_a_reader_cannot_write(self, database: str) -> None:
        with open_book(database, None, writing=False) as book:
            found = refusal(lambda: book.connection.execute(INSERT_PAYEE, (1, "a")))
        assert found.code == "read_only"

    @pytest.mark.parametrize("way", ["execute", "executemany", "insert_many"])
    def test_a_row_that_breaks_a_rule_is_refused(self, database: str, way: str) -> None:
        with open_book(database, None, writing=True) as book:
            connection, row = book.connection, (2, 1, "of no book")
            insert = "insert into payee (book_id, id, name) values (?, ?, ?)"
            actions: dict[str, Callable[[], object]] = {
                "execute": lambda: connection.execute(insert, row),
                "executemany": lambda: connection.executemany(insert, [row]),
                "insert_many": lambda: connection.insert_many("payee", ("book_id", "id", "name"), [row]),
            }
            found = refusal(actions[way])
        assert found.code == "constraint"
        assert "payee" not in found.message

    @pytest.mark.parametrize("way", ["execute", "executemany"])
    def test_a_number_past_64_bits_is_refused(self, database: str, way: str) -> None:
        with open_book(database, None, writing=True) as book:
            update = "update book set revision = ?"
            values = (BIG + 1,)
            if way == "execute":
                found = refusal(lambda: book.connection.execute(update, values))
            else:
                found = refusal(lambda: book.connection.executemany(update, [values]))
        assert found.code == "out_of_range"

    @pytest.mark.parametrize("way", ["execute", "executemany", "insert_many"])
    def test_a_text_of_undecodable_bytes_is_refused(self, database: str, way: str) -> None:
        with open_book(database, None, writing=True) as book:
            connection, row = book.connection, (1, b"caf\xe9".decode(errors="surrogateescape"))
            actions: dict[str, Callable[[], object]] = {
                "execute": lambda: connection.execute(INSERT_PAYEE, row),
                "executemany": lambda: connection.executemany(INSERT_PAYEE, [row]),
                "insert_many": lambda: connection.insert_many("payee", ("book_id", "id", "name"), [(1, *row)]),
            }
            assert refusal(actions[way]).code == "invalid_text"

    def test_postgresql_names_a_text_that_it_cannot_hold(self, new_postgresql: Callable[[], str]) -> None:
        with open_book(new_postgresql(), None, writing=True) as book:
            assert refusal(lambda: book.connection.execute(INSERT_PAYEE, (1, "a\0b"))).code == "invalid_text"

    def test_a_sum_past_64_bits_never_becomes_a_float(self, new_sqlite: Callable[[], str]) -> None:
        with open_book(new_sqlite(), None, writing=True) as book:
            sql = "select sum(x) from (select ? as x union all select 1)"
            assert refusal(lambda: book.connection.execute(sql, (BIG,)).fetchone()).code == "out_of_range"

    def test_wrong_sql_is_a_failure_that_shows_none(self, connection: Connection) -> None:
        found = refusal(lambda: connection.execute("select colour from book"))
        assert found.code == "database_error"
        assert "colour" not in found.message

    def test_an_error_between_rows_is_translated_when_it_leaves_the_book(self, database: str) -> None:
        with open_book(database, None, writing=True) as book:
            raw: Any = book.connection.raw
            driver = sys.modules[type(raw).__module__.partition(".")[0]]
        with pytest.raises(Failure) as refused, open_book(database, None, writing=True):
            raise driver.OperationalError("disk image is malformed")
        assert refused.value.__cause__.__class__ is driver.OperationalError

    def test_an_error_of_another_kind_passes_through(self, database: str) -> None:
        with pytest.raises(ZeroDivisionError), open_book(database, None, writing=True):
            raise ZeroDivisionError

    def test_a_statement_that_takes_too_long_is_named(self, new_postgresql: Callable[[], str]) -> None:
        with open_book(new_postgresql(), None, writing=False) as book:
            book.connection.execute("set local statement_timeout = 20")
            found = refusal(lambda: book.connection.execute("select pg_sleep(5)"))
        assert found.code == "cancelled"

    def test_a_lost_connection_is_named(self, new_postgresql: Callable[[], str], server: Any) -> None:
        with open_book(new_postgresql(), None, writing=True) as book, closing(server.connect()) as admin:
            (process,) = book.connection.execute("select pg_backend_pid()").fetchone()
            admin.execute("select pg_terminate_backend(%s)", (process,))
            found = refusal(lambda: book.connection.execute("select 1"))
        assert found.code == "database_unreachable"


class TestFiles:
    """Each file that is no book of ours is refused by name, and left as it was."""

    @pytest.fixture
    def path(self, new_sqlite: Callable[[], str]) -> Path:
        return Path(new_sqlite())

    def refused(self, path: Path) -> BudgetProError:
        before = content_of(path)
        found = [refusal(lambda: read(str(path))), refusal(lambda: change(str(path)))]
        assert found[0].code == found[1].code
        assert all(str(path) in error.message for error in found)
        assert content_of(path) == before
        return found[0]

    def test_a_missing_file(self, tmp_path: Path) -> None:
        found = self.refused(tmp_path / "book.db")
        assert isinstance(found, NotFound)
        assert (found.code, found.hint) == ("no_book", "Make one: budgetpro init")
        assert list(tmp_path.iterdir()) == []

    def test_a_file_in_a_missing_folder(self, tmp_path: Path) -> None:
        assert self.refused(tmp_path / "nowhere" / "book.db").code == "no_book"

    def test_a_file_under_a_file(self, path: Path) -> None:
        assert self.refused(path / "book.db").code == "no_book"

    def test_a_folder(self, tmp_path: Path) -> None:
        found = self.refused(tmp_path)
        assert found.code == "unreadable"
        assert "a folder" in found.message

    def test_a_pipe(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        assert self.refused(tmp_path / "pipe").code == "unreadable"

    def test_a_name_that_is_too_long(self, tmp_path: Path) -> None:
        assert self.refused(tmp_path / ("b" * 300)).code == "unreadable"

    def test_an_empty_file(self, path: Path) -> None:
        path.write_bytes(b"")
        found = self.refused(path)
        assert found.code == "database_corrupt"
        assert "empty" in found.message

    @pytest.mark.parametrize("content", [b"Date,Amount\n2026-03-01,1.00\n", b"\0" * 5000, b"SQLite format 3\0"])
    def test_a_file_that_is_no_database(self, path: Path, content: bytes) -> None:
        path.write_bytes(content)
        found = self.refused(path)
        assert found.code == "database_corrupt"
        assert "not a database" in found.message

    def test_a_database_of_another_program(self, path: Path) -> None:
        path.unlink()
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("create table book (id integer)")
        assert self.refused(path).code == "foreign_database"

    @pytest.mark.parametrize("size", [100, 4096, 20_000, 100_000])
    def test_a_truncated_database(self, path: Path, size: int) -> None:
        os.truncate(path, size)
        found = self.refused(path)
        assert found.code == "database_corrupt"
        assert "damaged" in found.message

    def test_a_damaged_database(self, path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[4096:] = b"\xff" * (len(content) - 4096)
        path.write_bytes(content)
        assert self.refused(path).code == "database_corrupt"

    def test_a_full_disk(self, path: Path) -> None:
        def fill() -> None:
            with open_book(str(path), None, writing=True) as book:
                (pages,) = book.connection.execute("pragma page_count").fetchone()
                book.connection.execute(f"pragma max_page_count = {pages}")
                rows = [(n, "x" * 1000) for n in range(1, 1000)]
                book.connection.executemany(INSERT_PAYEE, [(n, f"{name}{n}") for n, name in rows])
                book.is_changed = True

        assert refusal(fill).code == "disk_full"
        with open_book(str(path), None, writing=False) as book:
            assert book.connection.execute("select count(*) from payee").fetchone() == (0,)

    def test_only_the_owner_can_read_a_book_and_what_is_beside_it(self, tmp_path: Path) -> None:
        before = os.umask(0)
        try:
            path = tmp_path / "money" / "book.db"
            create_book(str(path), "main", "EUR")
            with open_book(str(path), None, writing=True) as book:
                book.connection.execute(INSERT_PAYEE, (1, "a"))
                files = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
        finally:
            os.umask(before)
        assert files == {"book.db": 0o600, "book.db-wal": 0o600, "book.db-shm": 0o600}
        assert path.parent.stat().st_mode & 0o777 == 0o700

    def test_a_reader_leaves_the_file_and_its_folder_as_they_were(self, path: Path) -> None:
        before = path.read_bytes(), path.stat().st_mtime_ns
        read(str(path))
        assert (path.read_bytes(), path.stat().st_mtime_ns) == before
        assert list(path.parent.iterdir()) == [path]

    def test_a_book_that_lost_its_write_ahead_log_mode_gets_it_back(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("pragma journal_mode = delete")
        with open_book(str(path), None, writing=True) as book:
            assert book.connection.execute("pragma journal_mode").fetchone() == ("wal",)


NOBODY = 65534


@contextmanager
def as_nobody() -> Iterator[None]:
    """Give up the rights that ignore permissions, where the tests run with them."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


class TestPermissions:
    @pytest.fixture
    def folder(self) -> Iterator[Path]:
        folder = Path(mkdtemp(prefix="budgetpro-test-"))
        yield folder
        folder.chmod(0o700)
        shutil.rmtree(folder)

    @pytest.fixture
    def path(self, folder: Path, sqlite_template: Path) -> Path:
        return Path(shutil.copy(sqlite_template, folder / "book.db"))

    def set_modes(self, path: Path, *, file: int, folder: int) -> None:
        path.chmod(file)
        path.parent.chmod(folder)

    def test_a_read_only_book_in_a_read_only_folder_can_be_read(self, path: Path) -> None:
        self.set_modes(path, file=0o444, folder=0o555)
        with as_nobody():
            assert read(str(path)) == 0
            assert refusal(lambda: change(str(path))).code == "read_only"
        assert list(path.parent.iterdir()) == [path]

    def test_a_book_in_a_read_only_folder_cannot_be_changed(self, path: Path) -> None:
        self.set_modes(path, file=0o666, folder=0o555)
        with as_nobody():
            assert read(str(path)) == 0
            assert isinstance(refusal(lambda: change(str(path))), Failure)

    def test_changes_that_wait_beside_a_read_only_book_are_not_overlooked(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("update book set revision = 7")
            raw.commit()
            copy = path.parent / "copy"
            copy.mkdir()
            shutil.copy(path, copy)
            shutil.copy(f"{path}-wal", copy)
        self.set_modes(copy / "book.db", file=0o444, folder=0o555)
        path.parent.chmod(0o755)
        with as_nobody():
            found = refusal(lambda: read(str(copy / "book.db")))
        assert found.code == "read_only"
        assert "book.db-wal" in found.message
        copy.chmod(0o755)

    def test_a_read_only_book_that_is_written_while_it_is_read_is_told(self, path: Path) -> None:
        self.set_modes(path, file=0o444, folder=0o555)

        def read_while_its_owner_writes() -> None:
            with as_nobody(), open_book(str(path), None, writing=False):
                reader = os.geteuid()
                os.seteuid(os.getuid())
                self.set_modes(path, file=0o644, folder=0o755)
                change(str(path))
                os.seteuid(reader)

        found = refusal(read_while_its_owner_writes)
        assert isinstance(found, Locked)
        assert "was written to while it was read" in found.message
        assert read(str(path)) == 1

    def test_a_book_that_may_not_be_read_is_named(self, path: Path) -> None:
        self.set_modes(path, file=0o000, folder=0o755)
        with as_nobody():
            found = refusal(lambda: read(str(path)))
        assert found.code == "unreadable"
        assert str(path) in found.message

    def test_a_book_in_a_folder_that_may_not_be_entered_is_named(self, path: Path) -> None:
        path.parent.chmod(0o000)
        with as_nobody():
            found = refusal(lambda: read(str(path)))
        assert found.code == "unreadable"
        assert "Permission denied" in found.message

    def test_a_book_cannot_be_created_where_nothing_can_be_written(self, folder: Path) -> None:
        folder.chmod(0o555)
        with as_nobody():
            for path in (folder / "book.db", folder / "money" / "book.db"):
                assert refusal(lambda path=path: create_book(str(path), "main", "EUR")).code == "read_only"  # type: ignore[misc]
        assert list(folder.iterdir()) == []


SECRET = "hunter2swordfish"


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (f"postgresql://me:{SECRET}@127.0.0.1:1/money", "nothing listens there"),
        (f"postgresql://me:{SECRET}@no.such.host.invalid/money", "its host name is not known"),
        (f"postgresql:///money?host=/nowhere/at/all&password={SECRET}", "nothing listens there"),
        (f"postgresql://me:{SECRET}/x@127.0.0.1/money", "its host name is not known"),
        (f"postgresql://me:x@{SECRET}@127.0.0.1/money", "its host name is not known"),
        (f"postgresql://127.0.0.1/money?{SECRET}=1", "the connection could not be made"),
    ],
)
def test_a_server_that_cannot_be_used_is_named_without_the_password(address: str, reason: str) -> None:
    with pytest.raises(Failure) as refused:
        read(address)
    assert refused.value.code == "database_unreachable"
    assert reason in refused.value.message
    assert SECRET not in f"{refused.value.message} {refused.value.hint} {refused.value.facts}"
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_database_that_the_server_does_not_have_is_named(server: Any) -> None:
    found = refusal(lambda: read(server.url_of("no_such_database")))
    assert found.code == "database_unreachable"
    assert "no such user or database" in found.message


def test_postgresql_without_its_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    found = refusal(lambda: read("postgresql://host/money"))
    assert found.code == "missing_extra"
    assert "budgetpro[postgres]" in str(found.hint)


def test_undoing_on_a_closed_connection_is_quiet(database: str) -> None:
    connection = connect(database_of(database), writing=True)
    connection.close()
    connection.rollback()


def test_an_error_of_no_driver_is_not_ours_to_explain(tmp_path: Path) -> None:
    with closing(SqliteConnection.create(tmp_path / "x", Database("sqlite", str(tmp_path / "x")))) as connection:
        assert connection.fault_of(ValueError("no")) is None
