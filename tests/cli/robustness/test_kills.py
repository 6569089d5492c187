"""A command that is killed (SIGKILL) at any moment leaves the book as it was or as it was to be, and sound.

BUDGETPRO_TEST_KILLS says how often each command is killed, 5 times unless said. The moments
are spread over the command's run. What was counted stands in the tests' summary.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run
from tests.cli.robustness.conftest import furnish
from tests.conftest import Server

KILLS = int(os.environ.get("BUDGETPRO_TEST_KILLS", "5"))
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")

# Loads all of budgetpro once; each command then runs in a fork, so that kills meet work and not imports.
EXECUTIONER = """
import gc, importlib, json, os, pkgutil, signal, sys, time
import budgetpro, sqlmodel, alembic.command
from budgetpro.cli.app import run
for module in pkgutil.walk_packages(budgetpro.__path__, "budgetpro."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
gc.freeze()
print("ready", flush=True)
for line in sys.stdin:
    words, moment = json.loads(line)
    began = time.monotonic()
    process = os.fork()
    if not process:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        os._exit(run(words))
    if moment is not None:
        time.sleep(moment)
        os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    print(json.dumps([os.waitstatus_to_exitcode(status), time.monotonic() - began]), flush=True)
"""

Execute = Callable[..., tuple[int, float]]
Count = Callable[[str, object], None]


@pytest.fixture(scope="module")
def executioner() -> Iterator[subprocess.Popen[str]]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE_", "BUDGETPRO_"))}
    with subprocess.Popen(
        [sys.executable, "-c", EXECUTIONER],
        env={**environ, "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": "/nowhere"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        process.communicate()


@pytest.fixture
def execute(executioner: subprocess.Popen[str]) -> Execute:
    """Return a way to run a command, killed after so many seconds; it gives exit code and seconds."""

    def execute(*words: str, moment: float | None = None) -> tuple[int, float]:
        assert executioner.stdin is not None
        assert executioner.stdout is not None
        executioner.stdin.write(json.dumps([words, moment]) + "\n")
        executioner.stdin.flush()
        code, seconds = json.loads(executioner.stdout.readline())
        return code, seconds

    return execute


def moments(seconds: float) -> Iterator[float]:
    """Yield moments all over the time that a command takes, never twice the same."""
    for n in range(KILLS):
        yield seconds * (n + time.monotonic_ns() % 1000 / 1000) / KILLS


def state_of(run: Run, database: str) -> str:
    """Return all that is in a book, sound as it must be, but for the time at which it came in."""
    checked = run("check", "--database", database)
    assert (checked.code, checked.err) == (0, ""), checked
    return TIMESTAMP.sub("…", run("export", "json", "--database", database).out)


@pytest.fixture
def document(tmp_path: Path, run: Run, statement: str) -> str:
    """Return the export of a book of many transactions."""
    database, path = furnish(str(tmp_path / "another.db")), str(tmp_path / "document.json")
    import_statement(run, database, statement)
    assert run("export", "json", "--database", database, "--output", path).code == 0
    return path


def import_statement(run: Run, database: str, statement: str) -> None:
    assert run("txn", "import", statement, "--account", "checking", "--database", database, "--quiet").code == 0


def enter(run: Run, database: str, category: str = "groceries") -> None:
    """Enter two transactions."""
    for amount in ("12.50", "7.20"):
        words = ("txn", "add", amount, category, "--from", "checking", "--payee", "Lidl", "--database", database)
        assert run(*words).code == 0


CHANGES = {
    "txn add": ("txn", "add", "5.00", "rent", "--from", "checking", "--payee", "New", "--tag", "new"),
    "txn edit": ("txn", "edit", "--text", "shop", "--set-category", "rent", "--set-payee", "Shop", "--yes"),
    "txn delete": ("txn", "delete", "--text", "shop", "--yes"),
    "txn import undo": ("txn", "import", "undo", "1", "--yes"),
    "category merge": ("category", "merge", "groceries", "rent", "--yes"),
}


def kill_changes(run: Run, execute: Execute, fresh: Callable[[], str], words: tuple[str, ...]) -> Counter[str]:
    """Kill a command on fresh copies of a book; count what each then held."""
    whole = fresh()
    before = state_of(run, whole)
    code, seconds = execute(*words, "--database", whole)
    assert code == 0
    after = state_of(run, whole)
    assert after != before
    found: Counter[str] = Counter()
    for moment in moments(seconds):
        database = fresh()
        code, _ = execute(*words, "--database", database, moment=moment)
        assert code in (0, -signal.SIGKILL)
        state = state_of(run, database)
        assert state in ({after} if code == 0 else {before, after})
        found["after" if state == after else "before"] += 1
        enter(run, database, "rent")
    return found


@pytest.mark.parametrize("command", [*CHANGES, "txn import"])
def test_a_killed_change_is_there_or_is_not(
    command: str, tmp_path: Path, run: Run, execute: Execute, statement: str, record_property: Count
) -> None:
    template = furnish(str(tmp_path / "template.db"))
    enter(run, template)
    if command != "txn import":
        import_statement(run, template, statement)

    def fresh() -> str:
        for path in tmp_path.glob("book.db*"):
            path.unlink()
        return str(shutil.copy(template, tmp_path / "book.db"))

    words = CHANGES.get(command, ("txn", "import", statement, "--account", "checking"))
    found = kill_changes(run, execute, fresh, words)

    record_property("counted", f"{command}: {KILLS} kills, {found['before']} before and {found['after']} after")


@pytest.mark.parametrize("command", ["category merge", "txn import"])
def test_a_killed_change_is_there_or_is_not_on_a_server(
    command: str, server: Server, run: Run, execute: Execute, statement: str, record_property: Count
) -> None:
    made = [server.create()]
    template = furnish(server.url_of(made[0]))
    enter(run, template)

    def fresh() -> str:
        made.append(server.create(made[0]))
        return server.url_of(made[-1])

    words = CHANGES.get(command, ("txn", "import", statement, "--account", "checking"))
    try:
        found = kill_changes(run, execute, fresh, words)
    finally:
        for name in made:
            server.drop(name)

    record_property(
        "counted", f"{command}, PostgreSQL: {KILLS} kills, {found['before']} before and {found['after']} after"
    )


@pytest.mark.parametrize("command", ["init", "init --from-json", "account add"])
def test_first_use_that_is_killed_makes_a_book_or_none_and_the_next_one_works(
    command: str, tmp_path: Path, run: Run, execute: Execute, request: pytest.FixtureRequest, record_property: Count
) -> None:
    words: tuple[str, ...] = tuple(command.split())
    if command == "init --from-json":
        words = (*words, request.getfixturevalue("document"))
    elif command == "account add":
        words = (*words, "Checking")
    code, seconds = execute(*words, "--database", str(tmp_path / "whole" / "book.db"))
    assert code == 0
    found: Counter[str] = Counter()
    for n, moment in enumerate(moments(seconds)):
        path = tmp_path / str(n) / "book.db"
        execute(*words, "--database", str(path), moment=moment)
        is_there = path.exists()
        found["a book" if is_there else "none"] += 1
        if is_there:
            state_of(run, str(path))
        assert run("init", "--database", str(path)).code == (2 if is_there else 0)
        state_of(run, str(path))
        assert {file.name for file in path.parent.iterdir()} <= {"book.db", "book.db-wal", "book.db-shm"}
        shutil.rmtree(path.parent)

    record_property("counted", f"{command}, first use: {KILLS} kills, {found['a book']} books and {found['none']} none")
