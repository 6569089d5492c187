"""A PostgreSQL server that is away, refuses, or goes away in the middle: one clear line, and no secret in it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests.cli.conftest import ROOT, Outcome, Run
from tests.cli.robustness.conftest import Household, furnish, is_one_line

SECRET = "hunter2swordfish"
WRONG = "correct+horse+battery"
READ = ("account", "list")
WRITE = ("txn", "add", "5.00", "groceries", "--from", "checking")
COMMANDS = [READ, ("check",), ("export", "json"), WRITE, ("init", "--name", "second")]


class OwnServer:
    """A PostgreSQL server that asks for passwords and may be stopped; `owner` has all rights on it."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(mkdtemp(prefix="budgetpro-test-"))
        self._account = "postgres" if os.geteuid() == 0 else None
        if self._account:
            shutil.chown(self._folder, self._account)
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        password = self._folder / "password"
        password.write_text(SECRET)
        password.chmod(0o644)
        self._run("initdb", "-U", "owner", "-A", "scram-sha-256", f"--pwfile={password}", "--no-sync", "-E", "UTF8")
        self.start()

    def url(self, database: str, user: str = "owner", password: str = SECRET) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        options = f"-p {self.port} -h 127.0.0.1 -k {self._folder} -c fsync=off"
        self._run("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def execute(self, *statements: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run statements as the owner; return the rows that they gave."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursors = [connection.execute(statement.encode()) for statement in statements]
            return [row for cursor in cursors if cursor.description for row in cursor]

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [str(self._programs / program), "-D", str(self._folder / "cluster"), *words],
            user=self._account, cwd=self._folder, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip


@pytest.fixture(scope="module")
def own_server() -> Iterator[OwnServer]:
    """Return a server of our own, as it can't be had where its programs are not on this machine."""
    pytest.importorskip("psycopg")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    program = found[-1] if found else shutil.which("initdb")
    if program is None:
        pytest.skip("the programs of a PostgreSQL server are not on this machine")
    server = OwnServer(Path(program).parent)
    yield server
    server.remove()


@pytest.fixture(scope="module")
def books(own_server: OwnServer) -> str:
    """Return the name of a database with a book, which a guest may see no more of than is said."""
    own_server.execute("create database books", f"create role guest login password '{SECRET}'")
    furnish(own_server.url("books"))
    return "books"


def refused(run: Run, url: str, words: tuple[str, ...]) -> Outcome:
    """Run a command that must be refused in one line that gives nothing away, not even with --debug."""
    told = run(*words, "--database", url)
    assert (told.code, told.out) == (1, "")
    assert is_one_line(told)
    read = run(*words, "--database", url, "--json", "--debug")
    assert (read.code, read.out) == (1, "")
    for secret in (SECRET, WRONG):
        assert secret not in told.err + read.err
    return told


@pytest.mark.parametrize("words", COMMANDS)
@pytest.mark.parametrize(
    ("user", "password", "database", "reason"),
    [
        ("owner", WRONG, "books", "it refused the user or the password"),
        ("nobody", SECRET, "books", "it refused the user or the password"),
        ("owner", SECRET, "no_books", "it has no such user or database"),
    ],
)
def test_who_is_not_let_in_is_told_why(
    own_server: OwnServer, books: str, run: Run, words: tuple[str, ...],
    user: str, password: str, database: str, reason: str,
) -> None:  # fmt: skip
    told = refused(run, own_server.url(database, user, password), words)

    shown = f"postgresql://127.0.0.1:{own_server.port}/{database}"
    assert told.err == (
        f"error: The database server of '{shown}' can't be used: {reason}.\n"
        "hint: Look at the database URL, and whether the server runs.\n"
    )


def test_a_missing_password_is_told(own_server: OwnServer, books: str, run: Run) -> None:
    told = refused(run, f"postgresql://owner@127.0.0.1:{own_server.port}/books", READ)

    assert "it refused the user or the password" in told.err


@pytest.mark.parametrize(
    ("given", "reading", "writing"),
    [
        (["revoke connect on database books from public"], "may not connect to that database", "may not connect"),
        (["grant connect on database books to guest"], "has no right to do this", "has no right to do this"),
        (["grant select on all tables in schema public to guest"], None, "has no right to do this"),
        (
            [
                "grant all on all tables in schema public to guest",
                "alter role guest set default_transaction_read_only = on",
            ],
            None,
            "can be read but not written; nothing was changed.",
        ),
        (["alter role guest connection limit 0"], "it has no connection to spare", "it has no connection to spare"),
    ],
)
def test_a_guest_is_told_what_is_not_allowed(
    own_server: OwnServer, books: str, run: Run, given: list[str], reading: str | None, writing: str
) -> None:
    own_server.execute(*given, database=books)
    guest = own_server.url(books, "guest")

    assert writing in refused(run, guest, WRITE).err
    if reading:
        assert reading in refused(run, guest, READ).err
    else:
        assert run(*READ, "--database", guest).code == 0
    own_server.execute(
        "grant connect on database books to public",
        "alter role guest connection limit -1",
        "alter role guest reset default_transaction_read_only",
    )


def test_no_book_is_made_where_the_user_may_not(own_server: OwnServer, books: str, run: Run) -> None:
    own_server.execute("create database empty")

    told = refused(run, own_server.url("empty", "guest"), ("init",))

    assert "has no right to do this; nothing was changed." in told.err
    assert own_server.execute("select count(*) from pg_tables where schemaname = 'public'", database="empty") == [(0,)]


def test_a_server_that_stops_in_the_middle_leaves_the_book_as_it_was(
    own_server: OwnServer, books: str, spawn: Run, statement: str
) -> None:
    import psycopg

    household = Household(own_server.url(books), spawn)
    before = household.document()
    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
    with closing(psycopg.connect(own_server.url(books))) as blocker:
        blocker.execute("lock table txn in exclusive mode")
        with subprocess.Popen(
            [sys.executable, "-m", "budgetpro", "txn", "import", statement, "-a", "checking", "--database",
             household.database],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as importing:  # fmt: skip
            while own_server.execute(waiting) == [(0,)]:
                assert importing.poll() is None
                time.sleep(0.02)
            own_server.stop()
            out, err = importing.communicate()

    shown = f"postgresql://127.0.0.1:{own_server.port}/books"
    assert (importing.returncode, out) == (1, "")
    assert err == (
        f"error: The connection to '{shown}' was lost; nothing was changed.\n"
        "hint: Look whether the server runs, and try again.\n"
    )
    try:
        for words in COMMANDS:
            assert (
                f"The database server of '{shown}' can't be used: nothing listens there."
                in refused(spawn, household.database, words).err
            )
    finally:
        own_server.start()
    assert household.document() == before
    assert household(*WRITE).code == 0


def test_a_connection_that_is_lost_while_a_change_is_saved_is_told_as_such(
    own_server: OwnServer, books: str, run: Run
) -> None:
    own_server.execute(
        "create function die() returns trigger language plpgsql as"
        " 'begin perform pg_terminate_backend(pg_backend_pid()); return null; end'",
        "create constraint trigger dies after insert on txn deferrable initially deferred"
        " for each row execute function die()",
        database=books,
    )
    try:
        told = refused(run, own_server.url(books), WRITE)
    finally:
        own_server.execute("drop function die() cascade", database=books)

    assert "was lost while the change was being saved: it may be there or not." in told.err
    assert "hint: Look whether it is there before you try again." in told.err


def test_a_server_that_does_not_answer_is_not_waited_for_without_end(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setattr("budgetpro.storage.postgresql.CONNECT_TIMEOUT_SECONDS", 2)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        url = f"postgresql://me:{SECRET}@127.0.0.1:{silent.getsockname()[1]}/money"
        before = time.monotonic()
        told = run(*READ, "--database", url)
        assert 1.5 < time.monotonic() - before < 30
    assert (told.code, told.out) == (1, "")
    assert "can't be used: it did not answer in time." in told.err
    assert SECRET not in told.err


@pytest.mark.parametrize("where", ["connection string", "variable"])
def test_how_long_a_server_is_waited_for_may_be_said(run: Run, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setattr("budgetpro.storage.postgresql.CONNECT_TIMEOUT_SECONDS", 60)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        url = f"postgresql://127.0.0.1:{silent.getsockname()[1]}/money"
        if where == "variable":
            monkeypatch.setenv("PGCONNECT_TIMEOUT", "2")
        else:
            url += "?connect_timeout=2"
        before = time.monotonic()
        assert run(*READ, "--database", url).code == 1
        assert time.monotonic() - before < 30
