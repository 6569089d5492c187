"""Several commands on one book at once: writers take turns or end with 75, readers never wait, nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Outcome, Run
from tests.cli.robustness.conftest import STATEMENT_ROWS, Household, furnish

HOLD = """
import sys
from budgetpro.services.accounts import add_account
from budgetpro.storage.book import open_book
with open_book(sys.argv[1], None, writing=True) as book:
    add_account(book, "Half done", kind="savings")
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def shared(empty_database: str, spawn: Run) -> Household:
    """Return a household whose book is in a file, and then on a server."""
    return Household(furnish(empty_database), spawn)


@pytest.fixture
def holder(shared: Household) -> Iterator[subprocess.Popen[str]]:
    """Return a process that is in the middle of a change until it reads a line."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, shared.database],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def at_once(database: str, commands: Sequence[Sequence[str]]) -> list[Outcome]:
    """Run commands side by side."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "budgetpro", *words, "--database", database, "--lock-timeout", "60"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for words in commands
    ]  # fmt: skip
    return [Outcome(process.returncode, *told) for process in processes for told in [process.communicate()]]


def transactions(household: Household) -> int:
    """Return how many transactions the sound book has."""
    checked = household("check", "--json")
    assert (checked.code, checked.data["is_sound"]) == (0, True)
    return int(checked.data["transactions"])


def test_two_imports_of_one_file_at_once_add_it_once(shared: Household, statement: str) -> None:
    words = ("txn", "import", statement, "--account", "checking", "--json")

    told = at_once(shared.database, [words] * 2)

    files = [outcome.data["files"][0] for outcome in told]
    assert [outcome.code for outcome in told] == [0, 0]
    assert sorted((file["added"], file["is_known"]) for file in files) == [(0, True), (STATEMENT_ROWS, False)]
    assert transactions(shared) == STATEMENT_ROWS


def test_two_imports_of_overlapping_files_at_once_add_no_row_twice(shared: Household, home: Path) -> None:
    rows = [f"2026-01-{day:02},Shop {day},-{day}.00\n" for day in range(1, 31)]
    for name, part in (("early.csv", rows[:20]), ("late.csv", rows[10:])):
        (home / name).write_text("Date,Description,Amount\n" + "".join(part))

    told = at_once(
        shared.database,
        [("txn", "import", str(home / name), "--account", "checking", "--json") for name in ("early.csv", "late.csv")],
    )

    assert [outcome.code for outcome in told] == [0, 0]
    files = [outcome.data["files"][0] for outcome in told]
    assert sum(file["added"] for file in files) == 30
    assert sum(file["already"] for file in files) == 10
    assert transactions(shared) == 30


def test_eight_that_add_at_once_each_add_theirs(shared: Household) -> None:
    told = at_once(
        shared.database, [("txn", "add", f"{n}.00", "groceries", "--from", "checking", "--json") for n in range(1, 9)]
    )

    assert [(outcome.code, outcome.err) for outcome in told] == [(0, "")] * 8
    assert transactions(shared) == 8
    (account,) = shared("account", "list", "--json").data["accounts"]
    assert account["balance"] == {"amount": "-36.00", "currency": "EUR"}


def test_four_first_uses_at_once_make_one_book(empty_database: str, spawn: Run) -> None:
    told = at_once(empty_database, [("account", "add", f"Account {n}") for n in range(4)])

    assert [outcome.code for outcome in told] == [0] * 4, told
    assert sum("Made the book 'main'" in outcome.err for outcome in told) == 1
    accounts = spawn("account", "list", "--database", empty_database, "--json").data["accounts"]
    assert {account["name"] for account in accounts} == {f"Account {n}" for n in range(4)}
    if not empty_database.startswith("postgresql"):
        assert {path.name for path in Path(empty_database).parent.iterdir()} == {"book.db"}


def test_of_three_that_make_a_book_at_once_two_are_told_that_it_is_there(empty_database: str) -> None:
    told = at_once(empty_database, [("init", "--json")] * 3)

    assert sorted(outcome.code for outcome in told) == [0, 2, 2]
    assert [outcome.error["code"] for outcome in told if outcome.code] == ["book_exists"] * 2


@pytest.mark.parametrize("lock_timeout", ["0", "0.3"])
@pytest.mark.parametrize(
    "words",
    [
        ("txn", "add", "5.00", "groceries", "--from", "checking"),
        ("category", "merge", "groceries", "rent", "--yes"),
        ("txn", "import", "{statement}", "--account", "checking"),
        ("txn", "import", "{statement}", "--account", "checking", "--dry-run"),
    ],
)
def test_a_writer_that_waited_long_enough_ends_with_75(
    shared: Household, holder: subprocess.Popen[str], statement: str, words: tuple[str, ...], lock_timeout: str
) -> None:
    words = (*(word.format(statement=statement) for word in words), "--lock-timeout", lock_timeout)

    told, read = shared(*words), shared(*words, "--json")

    assert (told.code, told.out, read.code, read.out) == (75, "", 75, "")
    first, second = told.err.splitlines()
    assert first.startswith("error: Another command is writing to '")
    assert first.endswith("' and went on past the lock time-out; nothing was changed.")
    assert second == "hint: Try again, or wait longer with --lock-timeout."
    assert read.error["code"] == "book_locked"


def test_the_lock_timeout_may_come_from_the_environment(shared: Household, holder: subprocess.Popen[str]) -> None:
    before = time.monotonic()

    told = shared("category", "add", "Bees", env={"BUDGETPRO_LOCK_TIMEOUT": "0.2"})

    assert told.code == 75
    assert time.monotonic() - before < 8


def test_a_waiting_writer_goes_on_when_the_other_is_done(shared: Household, holder: subprocess.Popen[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "budgetpro", "account", "add", "Second", "--database", shared.database],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as waiting:  # fmt: skip
        time.sleep(1)
        assert waiting.poll() is None
        holder.communicate("done\n")
        assert waiting.communicate() == ("Added the account 'Second' (checking), balance 0.00 EUR.\n", "")

    names = [account["name"] for account in shared("account", "list", "--json").data["accounts"]]
    assert names == ["Checking", "Half done", "Second"]


def test_readers_do_not_wait_for_a_writer(shared: Household, holder: subprocess.Popen[str]) -> None:
    for words in (("account", "list"), ("check",), ("report", "balance"), ("txn", "list"), ("export", "json")):
        told = shared(*words, "--lock-timeout", "0")
        assert (told.code, told.err) == (0, "")
        assert "Half done" not in told.out
    assert holder.poll() is None


def test_readers_beside_an_import_see_all_of_it_or_nothing(shared: Household, statement: str) -> None:
    words = ("txn", "import", statement, "--account", "checking", "--database", shared.database)
    with subprocess.Popen(
        [sys.executable, "-m", "budgetpro", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL,
    ) as importing:  # fmt: skip
        seen = set()
        while importing.poll() is None:
            seen.add(transactions(shared))
    assert importing.returncode == 0
    assert seen <= {0, STATEMENT_ROWS}
    assert transactions(shared) == STATEMENT_ROWS
