"""What the Tab key offers, and that the shells take it: real ones where they are installed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetpro.cli.shells import Typed, quoted, read_line
from tests.cli.conftest import ROOT, Outcome, Run

EVIL = 'Evil: $(touch pwned) `touch pwned`;"q" \\'
BREAKS = " \t\n\"'@><=;|&(:"
POTS = ["Checking", "Joint\\ account", "Savings", "Tom\\'s\\ pot"]
NO_DETECTION = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}


@pytest.fixture(autouse=True)
def _accounts(run: Run) -> None:
    for name in ("Bank:Checking", "Bank:Savings", "Bank:Joint account", "Bank:Tom's pot", "Café", "Closed", EVIL):
        assert run("account", "add", name).code == 0
    run("account", "close", "Closed")
    run("txn", "add", "1", "groceries", "--from", "checking", "--payee", "Smith & Sons", "--tag", "tax 2026")


def tab(spawn: Run, line: str, **environ: str) -> Outcome:
    """Press Tab behind a line, as bash does."""
    return spawn(env={"_BUDGETPRO_COMPLETE": "complete_bash", "COMP_LINE": line, "COMP_WORDBREAKS": BREAKS, **environ})


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("budgetpro acc", ["account"]),
        ("budgetpro account re", ["reopen"]),
        ("budgetpro account show --on --colo", ["--color"]),
        ("budgetpro account show Ban", ["Bank", *(f"Bank:{name}" for name in POTS)]),
        ("budgetpro account show bank:", POTS),
        ("budgetpro account show bank:S", ["Savings"]),
        ("budgetpro account show Check", ["Checking"]),
        ("budgetpro account show check", ["Checking"]),
        ("budgetpro account show caf", ["Café"]),
        ("budgetpro account show Clo", []),
        ("budgetpro account reopen ", ["Closed"]),
        ("budgetpro account show Bank:Joint\\ a", ["Joint\\ account"]),
        ('budgetpro account show "Bank:Jo', ["Bank:Joint account"]),
        ("budgetpro account show 'Bank:To", ["Bank:Tom'\\''s pot"]),
        ("budgetpro account list; budgetpro", []),
        ("budgetpro txn list --account=Bank:J", ["Joint\\ account"]),
        ("budgetpro txn list --payee sm", ["Smith\\ \\&\\ Sons"]),
        ("budgetpro txn add 5 --payee 'S", ["Smith & Sons"]),
        ("budgetpro txn edit 1 --add-tag ta", ["tax\\ 2026"]),
        ("budgetpro txn import x.csv --account joi", ["Joint\\ account"]),
        ("budgetpro txn import --acc", ["--account"]),
        ("budgetpro txn import ", ["list", "show", "undo"]),
        ("budgetpro report balance --account joi", ["Joint\\ account"]),
        ("budgetpro category show Food:G", ["Groceries"]),
        ("budgetpro category show Groc", ["Groceries"]),
        ("budgetpro account list --format js", ["json", "jsonl"]),
        ("budgetpro txn list --status p", ["pending"]),
        ("budgetpro account add X --type sav", ["savings"]),
    ],
)  # fmt: skip
def test_the_tab_key_offers_what_goes_on(spawn: Run, line: str, offered: list[str]) -> None:
    told = tab(spawn, line)

    assert told.out.splitlines() == (offered or [""])
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


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("", Typed([], "", "", "")),
        ("a b", Typed(["a"], "b", "", "")),
        ("a b ", Typed(["a", "b"], "", "", "")),
        ("a '' b", Typed(["a", ""], "b", "", "")),
        ("a x:y", Typed(["a"], "x:y", "x:", "")),
        ("a x:y z", Typed(["a", "x:y"], "z", "", "")),
        ('a "x:y', Typed(["a"], "x:y", "", '"')),
        ('a x:"y z', Typed(["a"], "x:y z", "x:", '"')),
        ('a "x:y"z', Typed(["a"], "x:yz", "", "")),
        ("a x\\ y", Typed(["a"], "x y", "", "")),
        ("a 'x\\ y", Typed(["a"], "x\\ y", "", "'")),
        ('a "x\\$\\y', Typed(["a"], "x$\\y", "", '"')),
        ("a x\\", Typed(["a"], "x", "", "")),
    ],
)
def test_a_line_is_read_as_bash_reads_it(line: str, typed: Typed) -> None:
    assert read_line(line, ":") == typed


@given(st.text(st.characters(blacklist_categories=("C", "Z")) | st.sampled_from(" :'\"\\$`"), min_size=1))
def test_what_is_quoted_is_read_back(text: str) -> None:
    for mark in ("", "'", '"'):
        written = f"{mark}{quoted(text, mark)}{mark}"
        assert read_line(f"{written} ").words == [text]
        if mark != '"':  # where shlex keeps a backslash that a shell takes away
            assert shlex.split(written) == [text]


@pytest.mark.parametrize(("shell", "word"), [("bash", "COMP_LINE"), ("zsh", "#compdef"), ("fish", "complete")])
def test_the_completion_script_can_be_shown(spawn: Run, shell: str, word: str) -> None:
    told = spawn("--show-completion", shell, env=NO_DETECTION)

    assert told.code == 0
    assert word in told.out
    assert "_BUDGETPRO_COMPLETE" in told.out


def test_completion_can_be_installed(spawn: Run, home: Path) -> None:
    told = spawn("--install-completion", "bash", env=NO_DETECTION)

    assert told.code == 0
    assert "_BUDGETPRO_COMPLETE" in (home / ".bash_completions" / "budgetpro.sh").read_text()


@pytest.fixture
def script(spawn: Run, home: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """Return the completion script of the shell that the test is for, with budgetpro on the path."""
    if shutil.which(request.param) is None:
        pytest.skip(f"no {request.param} here")
    command = home / "bin" / "budgetpro"
    command.parent.mkdir()
    command.write_text(f"#!/bin/sh\nexec '{sys.executable}' -m budgetpro \"$@\"\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    path = home / f"completion.{request.param}"
    path.write_text(spawn("--show-completion", request.param, env=NO_DETECTION).out)
    return path


def entered(command: list[str], lines: list[str], home: Path) -> str:
    """Type lines at a shell, each when it is ready, and return all that is seen."""
    import pty  # not on every platform

    ours, theirs = pty.openpty()
    waiting, shown = [*lines, "exit\n"], b""
    environ = {**os.environ, "PS1": "ready> ", "TERM": "dumb"}
    with subprocess.Popen(command, env=environ, cwd=home, stdin=theirs, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        with suppress(OSError):  # the terminal is gone when the shell has ended
            while piece := os.read(ours, 4096):
                shown += piece
                if PROMPT.search(shown) and waiting:
                    shown += b"\n--"
                    os.write(ours, waiting.pop(0).encode())
        os.close(ours)
        running.wait(timeout=60)
    return shown.decode()


PROMPT = re.compile(rb"ready> (?:\x1b\[\?2004h)?$")
TYPED = [
    ("budgetpro account show Bank:Jo\t --json\n", '"path": "Bank:Joint account"'),
    ("budgetpro account show 'bank:to\t --json\n", '"path": "Bank:Tom\'s pot"'),
    ('budgetpro account show "evil:\t --json\n', '"path": "Evil:$(touch pwned)'),
    ("budgetpro account show evil:\t --json\n", '"path": "Evil:$(touch pwned)'),
    ("budgetpro txn list --payee sm\t --json\n", '"payee": "Smith & Sons"'),
]


@pytest.mark.parametrize("script", ["bash", "zsh"], indirect=True)
def test_a_real_shell_takes_whole_names_and_runs_nothing_of_them(script: Path, home: Path) -> None:
    is_bash = script.suffix == ".bash"
    command = ["bash", "--norc", "--noprofile", "-i"] if is_bash else ["zsh", "-f", "-i"]
    start = "" if is_bash else "autoload -Uz compinit; compinit -u; "

    shown = entered(command, [f"{start}source {script}\n", *(line for line, _ in TYPED)], home)

    for line, told in TYPED:
        assert told in shown, (line, shown)
    assert not (home / "pwned").exists()


@pytest.mark.parametrize("script", ["fish"], indirect=True)
def test_fish_takes_whole_names(script: Path) -> None:
    done = subprocess.run(
        ["fish", "--no-config", "-c", f"source {script}; complete -C 'budgetpro account show bank:Jo'"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout == "Bank:Joint account\n"
