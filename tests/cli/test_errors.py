from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from budgetpro.cli import errors
from budgetpro.cli.errors import EXIT_CODES, refusal_of, tell
from budgetpro.domain.errors import BudgetProError, CheckFailed, Failure, Locked, NotFound, UsageFault
from tests.cli.conftest import ROOT, Run


def all_families() -> list[type[BudgetProError]]:
    return BudgetProError.__subclasses__()


def test_every_family_has_an_exit_code() -> None:
    assert set(EXIT_CODES) == set(all_families())


@pytest.mark.parametrize(
    ("family", "exit_code"), [(Failure, 1), (UsageFault, 2), (CheckFailed, 4), (NotFound, 5), (Locked, 75)]
)
def test_a_family_is_told_by_its_code(
    family: type[BudgetProError], exit_code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    error = family("It went wrong.", hint="Try this.", code="some_code")

    assert tell(error, []) == exit_code
    assert capsys.readouterr() == ("", "error: It went wrong.\nhint: Try this.\n")
    assert tell(error, ["x", "--json"]) == exit_code
    assert json.loads(capsys.readouterr().err) == {
        "error": {"code": "some_code", "message": "It went wrong.", "hint": "Try this."}
    }


def test_a_kind_of_a_family_counts_as_it() -> None:
    class Gone(NotFound):
        code = "gone"

    assert refusal_of(Gone("It is gone.")) == (5, "gone", "It is gone.", None)


@pytest.mark.parametrize(
    "words",
    [["--json"], ["--csv"], ["--format", "jsonl"], ["--format=tsv"], ["--format", "table", "--format=csv"]],
)
def test_a_machine_format_makes_errors_machine_readable(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    tell(Failure("x"), words)

    assert json.loads(capsys.readouterr().err)["error"] == {"code": "failed", "message": "x", "hint": None}


@pytest.mark.parametrize("words", [[], ["--format", "table"], ["--format"], ["--", "--json"]])
def test_otherwise_they_are_for_people(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    tell(Failure("x"), words)

    assert capsys.readouterr().err == "error: x\n"


def test_the_environment_may_ask_for_a_machine_format(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BUDGETPRO_FORMAT", "json")

    tell(Failure("x"), [])

    assert json.loads(capsys.readouterr().err)["error"]["message"] == "x"


def test_the_config_file_may_ask_for_a_machine_format(run: Run, home: Path) -> None:
    named = home / "named.toml"
    named.write_text('format = "jsonl"\n')

    assert run("nonsense", "--config", str(named)).error["code"] == "unknown_command"
    assert run("nonsense", "--config", str(home / "missing.toml")).err.startswith("error: ")


def test_what_the_user_typed_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    tell(Failure("a\x1b[2Jb\nc"), [])

    assert capsys.readouterr().err == "error: a\\x1b[2Jb c\n"


def test_labels_are_coloured_where_colour_is_wanted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")

    tell(Failure("x", hint="y"), [])

    assert capsys.readouterr().err == "\x1b[31m\x1b[1merror:\x1b[0m x\n\x1b[36m\x1b[1mhint:\x1b[0m y\n"


def test_the_systems_errors_are_told_by_its_words() -> None:
    assert refusal_of(PermissionError(13, "Permission denied", "/x")).message == "'/x': Permission denied."
    assert refusal_of(OSError(28, "No space left on device")).message == "No space left on device."


def test_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError) as caught:
        "\udcff".encode()
    assert refusal_of(caught.value)[:2] == (2, "invalid_text")


def test_a_mistake_of_ours_is_one_line_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise ZeroDivisionError("by zero")

    with pytest.raises(ZeroDivisionError) as caught:
        fail()

    assert tell(caught.value, []) == 1
    told = capsys.readouterr().err
    assert told.startswith("error: Internal error: ZeroDivisionError: by zero\nhint: ")
    assert "Traceback" not in told

    tell(caught.value, ["--debug"])
    told = capsys.readouterr().err
    assert "Traceback" in told
    assert "in fail" in told


def test_an_answer_broken_off_ends_as_an_interruption(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise typer.Abort

    monkeypatch.setattr("budgetpro.cli.config.show", interrupted)

    assert run("config", "show") == (130, "", "")


def test_a_command_may_choose_its_exit_code(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def review(*_: object) -> None:
        raise typer.Exit(errors.REVIEW)

    monkeypatch.setattr("budgetpro.cli.config.show", review)

    assert run("config", "show").code == 3


WAIT_FOREVER = """
import sys, time
import budgetpro.cli.config as config
def wait(*_):
    print("waiting", flush=True)
    time.sleep(30)
config.show = wait
from budgetpro.cli.app import run
sys.exit(run(["config", "show"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_interrupting_ends_with_130_and_no_word() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAIT_FOREVER],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)

    assert (process.returncode, err) == (130, "")


MANY_LINES = """
import sys
import budgetpro.cli.config as config
config._lines = lambda settings: tuple(config.SettingLine("x" * 100, "y", "flag", "z") for _ in range(100_000))
from budgetpro.cli.app import run
sys.exit(run(["config", "show", *sys.argv[1:]]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_a_reader_that_leaves_early_is_no_error(form: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", MANY_LINES, "--format", form],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        err = process.stderr.read()

    assert (process.returncode, err) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_reader_that_leaves_before_an_error_hears_of_nothing() -> None:
    with subprocess.Popen(
        ["sh", "-c", f"'{sys.executable}' -m budgetpro nonsense 2>&1"],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.close()

    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_behind_the_output_is_told(spawn: Run) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "budgetpro", "config", "show"],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip

    assert (done.returncode, done.stderr) == (1, "error: No space left on device.\n")
