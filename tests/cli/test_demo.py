from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import chdir
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

import pytest

from budgetpro.cli import demo
from budgetpro.cli.app import run as run_words
from budgetpro.cli.demo_steps import STEPS, Step
from budgetpro.cli.demo_tale import Tale
from budgetpro.output.show import Screen
from tests.cli.conftest import ROOT, Run

COMMANDS = [f"budgetpro {command}" for step in STEPS for command in step.commands]

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a demo that was run."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("BUDGETPRO_", "XDG_"))]:
            patch.delenv(name)
        patch.setenv("HOME", str(home))
        assert run_words(["demo", str(home / "trial"), "--quiet"]) == 0
    return home / "trial"


@pytest.fixture
def ask(run: Run, place: Path) -> Ask:
    """Return a way to ask the demo's book, for the data of the answer."""

    def ask(*words: str) -> Any:
        answer = run(*words, "--json", "--database", str(place / "book.db"))
        assert answer.code == 0, answer.err
        return answer.data

    return ask


def test_every_step_is_told_with_its_commands_and_runs(run: Run, home: Path) -> None:
    shown = run("demo", str(home / "trial"))

    lines = shown.out.splitlines()
    assert (shown.code, shown.err) == (0, "")
    assert [line[2:] for line in lines if line.startswith("$ ")][2:] == COMMANDS
    assert [line for line in lines if line[:1].isdigit() and ". " in line][: len(STEPS)] == [
        f"{number}. {step.told}" for number, step in enumerate(STEPS, 1)
    ]
    assert "\x1b" not in shown.out
    assert "error" not in shown.out
    assert lines[-1] == f"    budgetpro --database {home / 'trial' / 'book.db'} txn list"


def test_what_is_shown_can_be_typed_in_a_shell(home: Path, run: Run) -> None:
    script = "\n".join(
        line[2:] for line in run("demo", str(home / "shown")).out.splitlines() if line.startswith("$ ")
    ).replace("budgetpro ", '"$BUDGETPRO" -m budgetpro ')
    (home / "shown" / "book.db").unlink()

    done = subprocess.run(
        ["sh", "-e", "-c", script], check=False, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "BUDGETPRO": sys.executable, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert (done.returncode, (home / "shown" / "book.db").is_file()) == (0, True)


def test_the_book_stands_at_what_the_statements_close_at(ask: Ask) -> None:
    report = ask("report", "balance")

    accounts = report["assets"]["accounts"] + report["liabilities"]["accounts"]
    held = {account["account"]: account["balance"]["amount"] for account in accounts}
    assert held == {"Checking": "5957.99", "Savings": "9351.71", "Card": "-262.38"}
    assert report["net_worth"] == [{"amount": "15047.32", "currency": "EUR"}]  # 5957.99 + 9351.71 - 262.38


def test_every_row_of_the_statements_is_in_the_book_once(ask: Ask) -> None:
    imports = {batch["file"]: batch for batch in ask("txn", "import", "list")}

    became = {
        file: tuple(batch[count] for count in ("added", "already", "matched", "paired", "review", "refused"))
        for file, batch in imports.items()
    }
    assert became == {
        "checking-1.csv": (176, 0, 0, 0, 0, 0),  # January to July
        "checking-2.csv": (117, 52, 0, 0, 0, 0),  # June to December; 52 rows are of June and July
        "savings.ofx": (4, 0, 0, 13, 0, 0),  # interest; twelve times put in, once taken out
        "card.csv": (78, 0, 1, 11, 0, 0),  # the flights; paid off eleven times
    }
    total = 176 + 117 + 4 + 78 + 1 + 2  # and the flights entered by hand, and two opening balances
    assert ask("txn", "list", "--limit", "1")["pagination"]["total"] == total


def test_july_is_what_its_rows_add_up_to(ask: Ask) -> None:
    report = ask("report", "spending", "2025-07")

    spent = {line["name"]: line["amount"]["amount"] for line in report["lines"]}
    assert spent == {
        "Home:Rent": "1140.00",
        "Food:Groceries": "468.33",  # 43.10 69.36 58.98 93.15 64.94, 31.16 21.16 47.35, 10.38 28.75
        "Family:Childcare": "214.00",
        "Food:Restaurants": "139.67",  # 41.58 58.91 39.18
        "Home:Utilities": "128.00",
        "Home:Internet and phone": "62.88",
        "Transport:Public transport": "58.00",
        "Leisure:Subscriptions": "43.88",  # 12.99 10.99 19.90
        "Food:Coffee and snacks": "35.49",  # 8.95 3.80 3.80 12.46 6.48
    }
    assert [total["amount"]["amount"] for total in report["totals"]] == ["2290.25"]


def test_nothing_waits_and_everything_is_filed(ask: Ask) -> None:
    assert ask("txn", "review") == []
    assert ask("txn", "list", "--uncategorised")["pagination"]["total"] == 0
    assert ask("check")["is_sound"]


def test_refunds_count_against_what_was_bought(ask: Ask) -> None:
    year = {line["name"]: line["amount"]["amount"] for line in ask("report", "spending", "2025")["lines"]}

    assert year["Personal:Clothes"] == "247.30"  # 94.90 + 62.50 + 139.80 - 49.90
    assert year["Home:Utilities"] == "1461.64"  # 12 x 128.00 - 74.36


def test_programs_get_the_folder_the_book_and_the_commands(run: Run, home: Path) -> None:
    with chdir(home):
        shown = run("demo", "trial", "--json")

    assert (shown.code, shown.err) == (0, "")
    assert json.loads(shown.out)["kind"] == "demo"
    assert shown.data == {
        "path": str(home / "trial"),
        "database": str(home / "trial" / "book.db"),
        "steps": [{"command": command, "exit_code": 0} for command in COMMANDS],
    }


def test_a_table_of_commands_is_there_too(run: Run, home: Path) -> None:
    lines = run("demo", str(home / "trial"), "--csv").out.splitlines()

    assert lines[:2] == ["command,exit_code", "budgetpro init,0"]
    assert len(lines) == 1 + len(COMMANDS)


def test_quiet_tells_where_it_is_and_a_temporary_folder_is_private(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(home))

    shown = run("demo", "--quiet")

    (folder,) = home.iterdir()
    assert (shown.code, shown.out, shown.err) == (0, f"{folder}\n", "")
    assert folder.name.startswith("budgetpro-demo-")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert sorted(file.name for file in folder.iterdir()) == [
        "book.db", "card.csv", "checking-1.csv", "checking-2.csv", "savings.ofx"
    ]  # fmt: skip


def test_own_books_settings_and_surroundings_are_left_alone(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = home / "config" / "budgetpro" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('book = "household"\ncurrency = "CHF"\naccount = "nowhere"\n')
    monkeypatch.setenv("BUDGETPRO_DATABASE_URL", str(home / "own.db"))
    monkeypatch.setenv("BUDGETPRO_BOOK", "own")
    before, at = dict(os.environ), Path.cwd()

    assert run("demo", str(home / "trial")).code == 0

    assert (dict(os.environ), Path.cwd()) == (before, at)
    assert sorted(path.name for path in home.iterdir()) == ["config", "trial"]


@pytest.mark.parametrize(("option", "value"), [("--database", "own.db"), ("--book", "own")])
def test_a_book_of_ones_own_is_no_place_for_it(run: Run, home: Path, option: str, value: str) -> None:
    refused = run("demo", str(home / "trial"), option, value, "--json")

    assert (refused.code, refused.error["code"]) == (2, "conflicting_options")
    assert option in refused.error["message"]
    assert list(home.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_as_it_is(run: Run, home: Path) -> None:
    (home / "notes.txt").write_text("mine")

    for taken in (home, home / "notes.txt"):
        refused = run("demo", str(taken), "--json")
        assert (refused.code, refused.error["code"]) == (1, "folder_not_empty")

    assert [path.name for path in home.iterdir()] == ["notes.txt"]


def test_an_empty_folder_is_taken(run: Run, home: Path) -> None:
    (home / "empty").mkdir()

    assert run("demo", str(home / "empty"), "--quiet").code == 0
    assert (home / "empty" / "book.db").is_file()


@pytest.mark.parametrize("is_there", [True, False])
def test_a_step_that_fails_ends_it_and_leaves_nothing(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    monkeypatch.setattr(demo, "STEPS", (Step("A slip.", ("init", "account show nowhere", "check")),))
    folder = home / "trial"
    if is_there:
        folder.mkdir()

    failed = run("demo", str(folder), "--json")

    assert (failed.code, failed.out, failed.error["code"]) == (1, "", "demo_failed")
    assert (
        "'budgetpro account show nowhere' ended with exit code 5: error: There is no account" in failed.error["message"]
    )
    assert (folder.exists(), list(folder.glob("*"))) == (is_there, [])


def test_ctrl_c_in_a_step_ends_it_and_leaves_nothing(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr("budgetpro.services.books.create_book", stop)
    monkeypatch.setattr(demo, "STEPS", (Step("Stopped.", ("init",)),))

    assert run("demo", str(home / "trial")).code == 130
    assert list(home.iterdir()) == []


def test_it_is_plain_text_in_an_ascii_locale(spawn: Run, home: Path) -> None:
    shown = spawn("demo", str(home / "trial"), env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})

    assert (shown.code, shown.err) == (0, "")
    assert shown.out.isascii()
    assert "#####" in shown.out


def test_on_a_narrow_terminal_commands_go_on_in_front_of_options(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    tale = Tale(Screen(StringIO(), is_terminal=True, has_color=False))

    for command in COMMANDS:
        tale.show_command(command)
        shown = capsys.readouterr().out
        assert max(map(len, shown.splitlines())) <= 60
        assert shlex.split(shown.removeprefix("$ ").replace("\\\n", "")) == shlex.split(command)


def test_headings_are_bold_and_commands_dim_where_there_is_colour(capsys: pytest.CaptureFixture[str]) -> None:
    tale = Tale(Screen(StringIO(), is_terminal=False, has_color=True))

    tale.head("Filing.")
    tale.show_command("budgetpro check")

    assert capsys.readouterr().out == "\x1b[1mFiling.\x1b[0m\n\x1b[2m$ budgetpro check\x1b[0m\n"
