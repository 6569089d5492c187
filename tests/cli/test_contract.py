"""What scripts and cron may rely on, where no other test holds it: a page of docs/reference/contract.md."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tracemalloc
from contextlib import closing
from pathlib import Path

import pytest

from budgetpro.cli.app import run as run_words
from tests.cli.conftest import ROOT, Run
from tests.cli.test_txn_import import LEDGER, OFX

ROWS = "".join(f"2026-03-{day:02};Payee {n};-{n}.{day:02}\n" for n in range(1, 101) for day in range(1, 29))


@pytest.fixture
def book(run: Run, home: Path) -> Path:
    """Return the file of a book with an account."""
    assert run("account", "add", "Checking").code == 0
    return home / "share" / "budgetpro" / "book.db"


def test_a_writer_that_waits_too_long_says_try_again_and_a_reader_never_waits(run: Run, book: Path) -> None:
    with closing(sqlite3.connect(book)) as other:
        other.execute("begin immediate")
        told = run("account", "add", "Savings", "--lock-timeout", "0.1", "--json")
        read = run("account", "list", "--json")

    assert (told.code, told.out, told.error["code"]) == (75, "", "book_locked")
    assert [account["name"] for account in read.data["accounts"]] == ["Checking"]
    assert run("account", "add", "Savings").code == 0


INTERRUPTED = """
import os, signal, sys
from budgetpro.services import accounts
add = accounts.add_account
def add_and_be_interrupted(*arguments, **options):
    add(*arguments, **options)
    os.kill(os.getpid(), signal.SIGINT)
accounts.add_account = add_and_be_interrupted
from budgetpro.cli.app import run
sys.exit(run(["account", "add", "Savings"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_what_was_interrupted_ends_with_130_and_is_not_kept(run: Run, book: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
    assert [account["name"] for account in run("account", "list", "--json").data["accounts"]] == ["Checking"]


def peak_of(*words: str) -> int:
    """Return the most memory that a command takes, in bytes, its output thrown away."""
    stdout = sys.stdout
    with Path(os.devnull).open("w") as nowhere:
        sys.stdout = nowhere
        tracemalloc.start()
        try:
            assert run_words(words) == 0
        finally:
            sys.stdout = stdout
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
    return peak


def test_rows_are_streamed_in_constant_memory(run: Run, home: Path) -> None:
    lines = ROWS.splitlines(keepends=True)
    for name, count in (("few", 700), ("many", 2800)):
        (home / f"{name}.csv").write_text("Date;Payee;Amount\n" + "".join(lines[:count]))
        database = ("--database", str(home / f"{name}.db"))
        run("account", "add", "Checking", *database)
        assert run("txn", "import", str(home / f"{name}.csv"), "--account", "checking", *database).code == 0

    for words in ("txn list", "txn import show 1"):
        for form in ("jsonl", "csv"):
            command = (*words.split(), "--format", form, "--database")
            peak_of(*command, str(home / "few.db"))  # what is loaded once is not counted
            few, many = (peak_of(*command, str(home / f"{name}.db")) for name in ("few", "many"))
            assert many < few * 1.5, (words, form)


def test_quiet_says_nothing_of_what_needs_nobody(run: Run, home: Path) -> None:
    statement = home / "march.csv"
    statement.write_text("Date;Payee;Amount\n2026-03-05;Lidl;-1.00\n2026-03-16;Aldi;-2.00\n")
    for words in (
        "init",
        "account add Checking",
        "account add Wallet --type cash",
        "account edit checking --note x",
        f"txn import {statement} --account checking",
        f"txn import {statement} --account checking",
        "txn add 5 groceries --from checking",
        "txn transfer 5 checking wallet",
        "txn edit 1 --set-payee X",
        "txn edit --text aldi --set-category groceries --yes",
        "txn split 1 --split groceries=0.40 --split restaurants=",
        "txn tag 1 --add a",
        "txn clear 1",
        "txn delete 3 --yes",
        "txn import undo 1 --yes",
        "category merge coffee restaurants",
        "check",
        "upgrade",
        f"export json -o {home}/book.json",
    ):
        assert run(*words.split(), "--quiet") == (0, "", ""), words


def test_quiet_still_tells_of_rows_that_wait_and_of_a_balance_that_is_off(run: Run, book: Path, home: Path) -> None:
    (home / "first.ofx").write_text(OFX.format(ledger=""))
    (home / "second.ofx").write_text(OFX.format(ledger=LEDGER.format("9.00")).replace("-54.20", "-55.20"))
    run("txn", "import", str(home / "first.ofx"), "--account", "checking")

    told = run("txn", "import", str(home / "second.ofx"), "--quiet")

    assert told.code == 3
    assert "review" in told.out
    assert "a difference of" in told.err


def test_a_book_is_read_from_standard_input(run: Run, spawn: Run, book: Path, home: Path) -> None:
    document = run("export", "json").out

    told = spawn("init", "--from-json", "-", "--database", str(home / "copy.db"), input=document)

    assert told.code == 0
    assert run("export", "json", "--database", str(home / "copy.db")).out == document
