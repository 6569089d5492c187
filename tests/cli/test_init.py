from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_book_is_made_with_starter_categories(run: Run, home: Path) -> None:
    told = run("init")

    place = home / "share" / "budgetpro" / "book.db"
    assert told.code == 0
    assert told.out.startswith(f"Made the book 'main' in {place}: EUR, ")
    assert told.out.endswith(" starter categories.\n")
    assert len(run("category", "list", "--json").data["categories"]) > 30


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_book_is_readable_by_its_owner_only(run: Run, home: Path) -> None:
    run("init")

    place = home / "share" / "budgetpro" / "book.db"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_a_book_is_made_as_it_is_wanted(run: Run) -> None:
    told = run("init", "--name", "Club", "--currency", "usd", "--categories", "none", "--json")

    assert told.data == {"name": "Club", "base_currency": "USD", "categories": 0}
    assert run("account", "add", "Till", "--type", "cash", "--json").data["account"]["currency"] == "USD"


def test_a_new_book_is_told_as_a_row(run: Run) -> None:
    assert run("init", "--categories", "none", "--csv").out == "name,base_currency,categories\nmain,EUR,0\n"


def test_the_global_option_names_the_book_too(run: Run) -> None:
    assert "Made the book 'club'" in run("--book", "club", "init").out


def test_a_book_that_is_there_is_left_as_it_was(run: Run) -> None:
    run("init")

    told = run("init", "--json")

    assert (told.code, told.error["code"]) == (2, "book_exists")


def test_a_second_book_lives_beside_the_first(run: Run) -> None:
    run("init")
    run("init", "--name", "club")
    run("account", "add", "Till", "--book", "club")

    assert run("account", "list", "--json").data["accounts"] == []
    assert len(run("account", "list", "--json", "--book", "club").data["accounts"]) == 1
    assert run("account", "list", "--json", "--book", "clubb").error["code"] == "book_not_found"


def test_the_database_is_named_by_option_or_variable(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    assert run("init", "--database", "sqlite:///here.db").code == 0
    assert (home / "here.db").exists()

    monkeypatch.setenv("BUDGETPRO_DATABASE_URL", str(home / "here.db"))
    assert run("account", "list").code == 0


def test_a_server_holds_a_book_as_well(run: Run, new_postgresql: object) -> None:
    url = new_postgresql()  # type: ignore[operator]

    assert run("account", "add", "Giro", "--opening", "1", "--database", url).code == 0
    assert run("account", "list", "--database", url, "--json").data["totals"][0]["amount"] == "1.00"


@pytest.mark.parametrize(
    ("database", "exit_code", "code"),
    [
        ("mysql://host/books", 2, "unknown_database"),
        ("not-a-book.db", 1, None),
        (".", 1, None),
    ],
)
def test_a_database_that_is_none_is_told(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, database: str, exit_code: int, code: str | None
) -> None:
    monkeypatch.chdir(home)
    (home / "not-a-book.db").write_bytes(b"This is a letter to my aunt. " * 100)

    told = run("account", "list", "--database", database, "--json")

    assert told.code == exit_code
    assert code is None or told.error["code"] == code
    assert set(json.loads(told.err)["error"]) == {"code", "message", "hint"}
