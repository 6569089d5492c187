from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from budgetpro.cli.streams import has_color
from budgetpro.config import ColorChoice
from tests.cli.conftest import ROOT, Run, typed

CLOSED = "error: Standard output is closed: the answer has nowhere to go.\n"
CLOSED_JSON = (
    '{"error": {"code": "output_closed", "message": "Standard output is closed: the answer has nowhere to go.",'
    ' "hint": null}}\n'
)


def shell(line: str) -> tuple[int, str, str]:
    """Run budgetpro with words and redirections as a shell takes them."""
    done = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m budgetpro {line}"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "asked", "preferred", "on_terminal", "elsewhere"),
    [
        ({}, "auto", "auto", True, False),
        ({}, "always", "auto", True, True),
        ({}, "never", "auto", False, False),
        ({"NO_COLOR": "1"}, "auto", "auto", False, False),
        ({"NO_COLOR": "1"}, "always", "auto", True, True),
        ({"NO_COLOR": ""}, "auto", "auto", True, False),
        ({"FORCE_COLOR": "1"}, "auto", "auto", True, True),
        ({"FORCE_COLOR": "1"}, "never", "auto", False, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, "auto", "auto", False, False),
        ({"NO_COLOR": "1"}, "auto", "always", False, False),
        ({}, "auto", "always", True, True),
        ({"FORCE_COLOR": "1"}, "auto", "never", True, True),
        ({"TERM": "dumb"}, "auto", "auto", False, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, "auto", "auto", True, True),
    ],
)
def test_colour_is_decided_in_order(
    monkeypatch: pytest.MonkeyPatch,
    environ: dict[str, str],
    asked: ColorChoice,
    preferred: ColorChoice,
    on_terminal: bool,
    elsewhere: bool,
) -> None:
    for variable, value in environ.items():
        monkeypatch.setenv(variable, value)

    assert has_color(Terminal(), asked, preferred=preferred) is on_terminal
    assert has_color(io.StringIO(), asked, preferred=preferred) is elsewhere


def test_colour_asked_for_reaches_results_and_help(spawn: Run) -> None:
    assert "\x1b[" in spawn("config", "show", "--color", "always").out
    assert "\x1b[" in spawn("config", "show", "--color", "always", env={"NO_COLOR": "1"}).out
    assert "\x1b[" in spawn("--color", "always", "config", "show", "--help").out
    for told in (
        spawn("config", "show"),
        spawn("config", "show", "--color", "never", env={"FORCE_COLOR": "1"}),
        spawn("--color", "never", "--help", env={"FORCE_COLOR": "1"}),
    ):
        assert "\x1b[" not in told.out


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
@pytest.mark.parametrize("words", ["--help", "config show", "txn list", "nonsense"])
def test_without_colour_a_terminal_gets_no_escape_at_all(
    words: str, new_sqlite: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUDGETPRO_DATABASE_URL", new_sqlite())
    assert "\x1b[" in typed([], *words.split())
    assert "\x1b[" not in typed([], *words.split(), "--color", "never")
    assert "\x1b[" not in typed([], "--color=never", *words.split())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in typed([], *words.split())
    assert "\x1b[" in typed([], *words.split(), "--color", "always")


def test_the_config_file_may_prefer_colour(spawn: Run, home: object) -> None:
    folder = home / "config" / "budgetpro"  # type: ignore[operator]
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('color = "always"\n')

    assert "\x1b[" in spawn("config", "show").out
    assert "\x1b[" not in spawn("config", "show", env={"NO_COLOR": "1"}).out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_any_text_can_be_written_whatever_the_encoding(spawn: Run, encoding: str) -> None:
    words = ("config", "show", "--book", "Käse 日本 😀")

    assert spawn(*words, "--json", env={"PYTHONIOENCODING": encoding}).data[1]["value"] == "Käse 日本 😀"
    table = subprocess.run(
        [sys.executable, "-m", "budgetpro", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding},
        capture_output=True, check=True,
    ).stdout.decode(encoding)  # fmt: skip
    assert "\\u65e5\\u672c" in table


def test_the_c_locale_changes_nothing(spawn: Run) -> None:
    assert "Käse" in spawn("config", "show", "--book", "Käse", env={"LC_ALL": "C"}).out


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors of POSIX")
@pytest.mark.parametrize(
    "words",
    ["export json", "account list", "config show", "config path", "report balance --json", "txn list --csv"],
)
def test_an_answer_that_nobody_can_get_is_an_error(run: Run, words: str) -> None:
    run("account", "add", "Checking")

    assert shell(f"{words} >&-") == (1, "", CLOSED if "--" not in words else CLOSED_JSON)
    assert shell(f"{words} >&- 2>&-") == (1, "", "")
    code, out, err = shell(f"{words} 2>&-")
    assert (code, bool(out), err) == (0, True, "")


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors of POSIX")
def test_a_change_that_nobody_wants_to_hear_of_is_made(run: Run, home: Path) -> None:
    (home / "a.csv").write_text("Date;Payee;Amount\n2026-03-05;Lidl;-1.00\n2026-03-16;Lidl;-2.00\n")

    for words in ("account add Checking", f"txn import {home}/a.csv --account checking", "check --quiet", "--version"):
        assert shell(f"{words} --quiet >&-") == (0, "", "")
    assert run("txn", "list", "--json").data["pagination"]["total"] == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("words", ["--version", "--help", "config show"])
def test_a_full_disk_is_told_in_one_line(words: str) -> None:
    assert shell(f"{words} > /dev/full") == (1, "", "error: No space left on device.\n")
