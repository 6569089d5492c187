from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest

from budgetpro.cli.streams import has_color
from budgetpro.config import ColorChoice
from tests.cli.conftest import ROOT, Run


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
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_is_no_error(closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m budgetpro config show {closed}"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
