from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Outcome, Run


@pytest.fixture(autouse=True)
def accounts(run: Run) -> None:
    for name in ("Bank:Checking", "Bank:Savings", "Café", "Closed"):
        run("account", "add", name)
    run("account", "close", "Closed")


def tab(spawn: Run, line: str, **environ: str) -> Outcome:
    """Press Tab behind a line, as bash does."""
    words = line.split(" ")
    return spawn(
        env={"_BUDGETPRO_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1), **environ}
    )


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("budgetpro acc", ["account"]),
        ("budgetpro account re", ["reopen"]),
        ("budgetpro account show --on --colo", ["--color"]),
        ("budgetpro account show Ba", ["Bank", "Bank:Checking", "Bank:Savings"]),
        ("budgetpro account show Check", ["Checking"]),
        ("budgetpro account show Clo", []),
        ("budgetpro category show Food:G", ["Food:Groceries"]),
        ("budgetpro category show Groc", ["Groceries"]),
        ("budgetpro account list --format js", ["json", "jsonl"]),
        ("budgetpro account add X --type sav", ["savings"]),
    ],
)
def test_the_tab_key_offers_what_goes_on(spawn: Run, line: str, offered: list[str]) -> None:
    told = tab(spawn, line)

    assert told.out.split() == offered
    assert told.err == ""


def test_completion_asks_the_book_that_the_line_names(spawn: Run, home: Path) -> None:
    spawn("account", "add", "Elsewhere", "--database", str(home / "other.db"))

    assert tab(spawn, f"budgetpro account show --database {home / 'other.db'} El").out.split() == ["Elsewhere"]


@pytest.mark.parametrize(
    "environ",
    [
        {"BUDGETPRO_DATABASE_URL": "/nowhere/at/all.db"},
        {"BUDGETPRO_DATABASE_URL": "mysql://x"},
        {"BUDGETPRO_LOCK_TIMEOUT": "soon"},
    ],
)
def test_completion_never_fails_and_never_writes(spawn: Run, environ: dict[str, str]) -> None:
    told = tab(spawn, "budgetpro account show Ba", **environ)

    assert (told.out.strip(), told.err) == ("", "")


@pytest.mark.parametrize(("shell", "word"), [("bash", "COMP_WORDS"), ("zsh", "#compdef"), ("fish", "complete")])
def test_the_completion_script_can_be_shown(spawn: Run, shell: str, word: str) -> None:
    told = spawn("--show-completion", shell, env={"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"})

    assert told.code == 0
    assert word in told.out
    assert "_BUDGETPRO_COMPLETE" in told.out


def test_completion_can_be_installed(spawn: Run, home: Path) -> None:
    told = spawn("--install-completion", "bash", env={"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"})

    assert told.code == 0
    assert "_BUDGETPRO_COMPLETE" in (home / ".bash_completions" / "budgetpro.sh").read_text()
