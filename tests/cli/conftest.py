"""A user's machine: a home of its own, and budgetpro to type into it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from budgetpro.cli.app import run as run_words

ROOT = Path(__file__).parents[2]


class Outcome(NamedTuple):
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Return what the JSON document holds."""
        return json.loads(self.out)["data"]

    @property
    def error(self) -> dict[str, Any]:
        """Return the error as a program reads it."""
        error: dict[str, Any] = json.loads(self.err)["error"]
        return error


Run = Callable[..., Outcome]


class Terminal(io.StringIO):
    """A stream that somebody sits before."""

    def isatty(self) -> bool:
        return True


Sit = Callable[..., Terminal]


@pytest.fixture
def sit(monkeypatch: pytest.MonkeyPatch) -> Sit:
    """Return a way to sit somebody before a terminal who types these lines; what it shows is returned."""

    def sit(*lines: str) -> Terminal:
        shown = Terminal()
        monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in lines)))
        monkeypatch.setattr(sys, "stderr", shown)
        return shown

    return sit


def typed(answers: Sequence[str], *words: str, width: int = 80) -> str:
    """Run a command at a terminal of its own, answer its questions, and return all that is seen there."""
    import pty  # not on every platform

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "budgetpro", *words]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": str(width)}
    waiting, shown = list(answers), b""
    with subprocess.Popen(command, env=environ, stdin=theirs, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        with suppress(OSError):  # the terminal is gone when the command has ended
            while piece := os.read(ours, 4096):
                shown += piece
                if shown.endswith(b": ") and waiting:
                    os.write(ours, waiting.pop(0).encode())
        os.close(ours)
        running.wait(timeout=30)
    return shown.decode()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty home, on 31 March 2026; nothing of the surroundings reaches the command."""
    for variable in [name for name in os.environ if name.startswith(("BUDGETPRO_", "_BUDGETPRO", "XDG_"))]:
        monkeypatch.delenv(variable)
    for variable in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "_TYPER_FORCE_DISABLE_TERMINAL"):
        monkeypatch.setenv(variable, "")  # so that what a command sets is undone
        monkeypatch.delenv(variable)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("BUDGETPRO_TODAY", "2026-03-31")
    monkeypatch.setenv("TERM", "xterm")
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a way to run a command in this process."""

    def run(*words: str) -> Outcome:
        capsys.readouterr()
        code = run_words(words)
        return Outcome(code, *capsys.readouterr())

    return run


@pytest.fixture
def spawn() -> Run:
    """Return a way to run a command as a process of its own, as from a shell."""

    def spawn(*words: str, **options: Any) -> Outcome:
        given = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
        done = subprocess.run(
            [sys.executable, "-m", "budgetpro", *words],
            env=given, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60, **options,
        )  # fmt: skip
        return Outcome(done.returncode, done.stdout, done.stderr)

    return spawn
