from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def damaged(run: Run, home: Path) -> None:
    """Make a book in which an opening balance no longer sums to zero."""
    run("account", "add", "Checking", "--opening", "250")
    with closing(sqlite3.connect(home / "share" / "budgetpro" / "book.db")) as connection:
        connection.execute("update posting set amount_minor = amount_minor + 1 where n = 1")
        connection.commit()


def test_a_sound_book_is_told_in_a_line(run: Run) -> None:
    run("account", "add", "Checking", "--opening", "250")

    told = run("check")

    assert told.code == 0
    assert told.out.startswith("The book 'main' is sound: ")
    assert told.out.endswith(" accounts and categories, 1 transaction.\n")
    assert run("check", "--quiet") == (0, "", "")


def test_a_sound_book_is_told_to_programs(run: Run) -> None:
    run("init")

    report = run("check", "--json").data

    assert (report["book"], report["is_sound"], report["faults"]) == ("main", True, [])
    assert run("check", "--csv").out == "code,where,message\n"
    assert run("check", "--format", "jsonl").out == ""


def test_a_fault_is_listed_and_exits_with_4(run: Run, damaged: None) -> None:
    told = run("check")

    assert told.code == 4
    assert told.out.splitlines()[0].split() == ["Fault", "Where", "What", "is", "wrong"]
    assert len(told.out.splitlines()) > 2
    assert told.err.startswith("error: The book 'main' has ")


def test_a_fault_is_told_to_programs(run: Run, damaged: None) -> None:
    told = run("check", "--json")

    assert told.code == 4
    assert told.data["is_sound"] is False
    assert told.data["faults"]
    assert told.error["code"] == "integrity_fault"
