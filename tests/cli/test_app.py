from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from budgetpro import __version__
from budgetpro.__main__ import main
from budgetpro.cli.app import COMMANDS, root
from budgetpro.cli.lazy import Deferred, Group
from tests.cli.conftest import ROOT, Run


def test_the_version_is_told_at_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["budgetpro", "--version"])

    main()

    assert capsys.readouterr().out == f"budgetpro {__version__}\n"


@pytest.mark.parametrize("words", [("--quiet", "--version"), ("config", "show", "--version"), ("config", "--version")])
def test_the_version_is_told_anywhere(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words) == (0, f"budgetpro {__version__}\n", "")


def test_the_process_ends_with_the_commands_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["budgetpro", "nonsense"])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    assert "There is no command 'nonsense'." in capsys.readouterr().err


def test_help_lists_every_command_with_its_line(run: Run) -> None:
    told = run("--help")

    assert told.code == 0
    words = " ".join(told.out.replace("│", " ").split())
    for name, (_, line) in COMMANDS.items():
        assert f"{name} {line}" in words
    assert run("-h").out == told.out


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_help_of_its_own(run: Run, name: str) -> None:
    told = run(name, "--help")

    assert told.code == 0
    words = " ".join(told.out.replace("│", " ").split())
    assert f"Usage: budgetpro {name} [OPTIONS]" in words
    assert "Global options" in words


def commands_below(path: tuple[str, ...], built: object) -> Iterator[tuple[str, ...]]:
    """Yield the words of a command or group, and of all that is in it."""
    yield path
    if not isinstance(built, Group):
        return
    for name, deferred in built.commands.items():
        assert isinstance(deferred, Deferred)
        yield from commands_below((*path, name), deferred.build())


def test_every_command_is_documented(run: Run) -> None:
    for path in commands_below((), root()):
        told = run(*path, "--help")
        assert "Example" in told.out, path
        assert "Global options" in told.out, path


@pytest.mark.parametrize(
    ("words", "usage"),
    [
        ("txn import", "budgetpro txn import [OPTIONS] FILE..."),
        ("txn inspect", "budgetpro txn inspect [OPTIONS] FILE"),
        ("txn edit", "budgetpro txn edit [OPTIONS] [ID...]"),
        ("report spending", "budgetpro report spending [OPTIONS] [PERIOD]"),
        ("category move", "budgetpro category move [OPTIONS] CATEGORY [PARENT]"),
        ("txn", "budgetpro txn [OPTIONS] COMMAND [ARGS]..."),
    ],
)
def test_the_usage_is_written_as_people_type_it(run: Run, words: str, usage: str) -> None:
    told = run(*words.split(), "--help").out

    assert f" Usage: {usage} " in told
    for jargon in ("<str>", "<int>", "list[", "{"):
        assert jargon not in told


def test_a_help_page_fills_its_lines_whatever_the_width(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    told = run("txn", "review", "--help").out

    assert "A row waits where the book may have it already: an entry of yours that two" in told
    assert "calls one. On a terminal each is asked for; in scripts name rows by the id" in told


def test_examples_stand_one_a_line_to_be_copied(run: Run) -> None:
    lines = [line.strip() for line in run("txn", "transfer", "--help").out.splitlines()]

    assert lines[lines.index("Examples:") + 1 :][:2] == [
        "budgetpro txn transfer 200 checking savings",
        "budgetpro txn transfer 200 checking dollars --received 216.40 --on mon",
    ]


def test_listing_commands_imports_none_of_them(spawn: Run) -> None:
    told = spawn("--help", env={"PYTHONPROFILEIMPORTTIME": "1"})

    assert told.code == 0
    for module, _ in COMMANDS.values():
        assert module not in told.err


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (("confg",), "There is no command 'confg'.", "Did you mean 'budgetpro config'?"),
        (("config", "shwo"), "There is no command 'shwo'.", "Did you mean 'budgetpro config show'?"),
        (("import", "x.csv"), "There is no command 'import'.", "Did you mean 'budgetpro txn import'?"),
        (("add",), "There is no command 'add'.",
         ("Did you mean 'budgetpro account add' or 'budgetpro category add' or 'budgetpro commodity add'"
         " or 'budgetpro txn add'?")),
        (("version",), "There is no command 'version'.", "Did you mean 'budgetpro --version'?"),
        (("txn", "help"), "There is no command 'help'.", "Did you mean 'budgetpro txn --help'?"),
        (("account", "list", "-5"), "Got unexpected extra argument(s) (-5).", "See 'budgetpro account list --help'."),
        (("txn", "show", "-5"), "'-5' is no transaction's id.",
         "An id is a whole number; budgetpro txn list shows them."),
        (("txn", "list", "-5x"), "The period '-5x' is no period.",
         "Write it like 2026, 2026-03, 2026-q1, 2026-w07, last-month, ytd or 2026-01..2026-03."),
        (("txn", "transfer", "-20", "cash", "--on"), "Option '--on' requires an argument.", None),
        (("zzzz",), "There is no command 'zzzz'.", "See 'budgetpro --help' for the commands there are."),
        (("config", "show", "--orgin"), "No such option: --orgin.", "Did you mean --origin?"),
        (("--datbase", "x"), "No such option: --datbase.", "Did you mean --database?"),
        (("txn", "import", "--acount", "x"), "No such option: --acount.", "Did you mean --account?"),
        (("txn", "import", "-z"), "No such option: -z.", "See 'budgetpro txn import --help'."),
        (("txn", "import"), "Missing argument 'FILE'.", "See 'budgetpro txn import --help'."),
        (("txn", "lsit"), "There is no command 'lsit'.", "Did you mean 'budgetpro txn list'?"),
        (("config", "show", "-z"), "No such option: -z.", "See 'budgetpro config show --help'."),
        (("config", "--quiet"), "Missing command.", "See 'budgetpro config --help'."),
        (("config", "show", "x"), "Got unexpected extra argument(s) (x).", "See 'budgetpro config show --help'."),
        (("config", "show", "--format", "jason"), "'--format' takes table, json, jsonl, csv, tsv; not 'jason'.",
         "Did you mean json?"),
    ],
)  # fmt: skip
def test_wrong_usage_is_told_in_two_lines(run: Run, words: tuple[str, ...], message: str, hint: str | None) -> None:
    run("account", "add", "Cash")
    told = f"error: {message}\n" + (f"hint: {hint}\n" if hint else "")

    assert run(*words) == (2, "", told)


def test_an_option_without_its_value_is_told(run: Run) -> None:
    assert run("config", "show", "--format") == (2, "", "error: Option '--format' requires an argument.\n")


def test_a_group_alone_shows_its_help_as_wrong_usage(run: Run) -> None:
    told = run("config")

    assert told.code == 2
    assert "Usage: budgetpro config" in told.out
    assert told.err == ""


@pytest.mark.parametrize(
    "words", [("--json", "--csv"), ("--json", "config", "show", "--csv"), ("--format=csv", "--json")]
)
def test_two_formats_are_a_contradiction(run: Run, words: tuple[str, ...]) -> None:
    told = run(*words, *(() if "show" in words else ("config", "show")))

    assert told.code == 2
    assert told.error["code"] == "conflicting_options"


def test_one_format_said_twice_is_none(run: Run) -> None:
    assert run("--json", "config", "show", "--format", "json").data


def test_global_options_stand_before_between_and_behind(run: Run) -> None:
    outputs = {
        run(*words).out
        for words in (
            ("--book", "b", "--json", "config", "show"),
            ("config", "--book", "b", "--json", "show"),
            ("config", "show", "--book", "b", "--json"),
            ("--book", "a", "config", "show", "--json", "--book", "b"),
        )
    }

    assert len(outputs) == 1


def test_alone_on_a_fresh_machine_it_says_what_to_type_first(run: Run) -> None:
    told = run()

    assert told.code == 0
    for command in ("budgetpro demo", "budgetpro account add", "budgetpro txn import"):
        assert command in told.out


def test_alone_with_a_book_it_shows_the_help(run: Run, new_sqlite: object) -> None:
    told = run("--database", new_sqlite())  # type: ignore[operator]

    assert told.code == 0
    assert "Usage: budgetpro" in told.out


def test_behind_a_double_dash_nothing_is_an_option(run: Run) -> None:
    told = run("config", "show", "--", "--json")

    assert told.code == 2
    assert told.err.startswith("error: Got unexpected extra argument(s) (--json).")


@pytest.mark.parametrize("words", ["--help", "txn", "txn import --help"])
def test_help_whose_reader_leaves_ends_quietly(words: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "budgetpro", *words.split()],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()

    assert (process.returncode, err) == (0, b"")


@pytest.mark.parametrize(
    ("words", "since"),
    [("txn list -3d", 3), ("txn list -1m..", 5), ("txn list --period -3d..", 5), ("txn list -p -3d", 3)],
)
def test_days_ago_are_a_period_and_no_option(run: Run, words: str, since: int) -> None:
    run("account", "add", "Cash")
    for day, amount in (("-3d", "3"), ("-2d", "2")):
        run("txn", "add", amount, "--on", day)

    amounts = [-float(one["amount"]["amount"]) for one in run(*words.split(), "--json").data["transactions"]]
    assert sum(amounts) == since


def test_an_interruption_while_loading_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "argv", ["budgetpro", "config", "show"])
    monkeypatch.delitem(sys.modules, "budgetpro.cli.app")
    monkeypatch.setattr("builtins.__import__", interrupted)

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 130
