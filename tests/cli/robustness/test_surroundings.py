"""Locales, terminals, clocks, closed streams and odd variables: nothing crashes, and programs read the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from budgetpro.storage.driver import milliseconds
from tests.cli.conftest import ROOT, Run
from tests.cli.robustness.conftest import furnish, is_one_line

ACCOUNT, CATEGORY, PAYEE = "Käse İ 日本 😀", "I\u011fd\u0131r", "Łódź İSTANBUL"  # with a dotless i
PLAIN_C = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
SURROUNDINGS: list[dict[str, str]] = [
    {"LANG": "C", "LC_ALL": "", "TERM": "dumb", "COLUMNS": "20"},
    {"LC_ALL": "POSIX", "COLUMNS": "99999999999"},
    PLAIN_C | {"COLUMNS": "-7"},
    {"LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"},
    {"LC_ALL": "tr_TR", "TERM": "", "COLUMNS": "0"},
    {"LC_ALL": "no_such_locale", "TZ": "no/such/zone", "COLUMNS": "²"},
    {"PYTHONIOENCODING": "ascii:strict", "TZ": "Etc/GMT+12"},
    {"PYTHONIOENCODING": "latin-1", "FORCE_COLOR": "1"},
]
MACHINE = [
    ("txn", "list", "--json"),
    ("report", "spending", "--csv"),
    ("export", "json"),
]
PEOPLE = [
    ("txn", "list"),
    ("report", "spending", "--chart"),
    ("txn", "add", "--help"),
]


class Told(NamedTuple):
    """What a command left, as bytes."""

    code: int
    out: bytes
    err: bytes


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a book whose names few terminals can show."""
    database = furnish(str(tmp_path_factory.mktemp("names") / "book.db"))
    for words in (
        ("account", "add", ACCOUNT),
        ("category", "add", CATEGORY),
        ("txn", "add", "12.50", CATEGORY, "--from", ACCOUNT, "--payee", PAYEE, "--on", "2026-02-01"),
    ):
        assert tell(database, *words).code == 0
    return database


def tell(database: str, *words: str, env: dict[str, str] | None = None, closed: str = "") -> Told:
    """Run a command in its surroundings, on 31 March 2026."""
    ours = ("BUDGETPRO_", "COVERAGE_", "LC_", "LANG")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m budgetpro "$@" {closed}', sys.executable, *words],
        env={**kept, "PYTHONPATH": str(ROOT), "BUDGETPRO_TODAY": "2026-03-31", "BUDGETPRO_DATABASE_URL": database}
        | (env or {}),
        stdin=subprocess.DEVNULL, capture_output=True, check=False,
    )  # fmt: skip
    return Told(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def elsewhere(database: str) -> dict[tuple[str, ...], Told]:
    """Return what each command says in ordinary surroundings."""
    return {words: tell(database, *words, env={"LC_ALL": "C.UTF-8"}) for words in (*MACHINE, *PEOPLE)}


@pytest.mark.parametrize("env", SURROUNDINGS, ids=str)
def test_surroundings_change_nothing_that_programs_read_and_stop_nobody(
    database: str, elsewhere: dict[tuple[str, ...], Told], env: dict[str, str]
) -> None:
    for words in MACHINE:
        assert tell(database, *words, env=env) == elsewhere[words]
    for words in PEOPLE:
        told = tell(database, *words, env=env)
        assert (told.code, told.err) == (0, b""), words
        assert told.out


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_an_error_that_a_program_reads_is_utf_8(database: str, encoding: str) -> None:
    told = tell(database, "account", "show", "Kéks 東", "--json", env={"PYTHONIOENCODING": encoding})

    assert told.code == 5
    assert "Kéks 東" in told.err.decode("utf-8")


def test_names_are_found_by_their_letters_in_turkey_too(database: str) -> None:
    for words, code in ((("account", "show", "KÄSE"), 0), (("txn", "list", "--category", "IĞDIR"), 5)):
        told = [tell(database, *words, env={"LC_ALL": locale}) for locale in ("C.UTF-8", "tr_TR.UTF-8", "C")]
        assert told == [told[0]] * 3
        assert told[0].code == code


def test_amounts_and_days_are_read_alike_everywhere(tmp_path: Path) -> None:
    database = furnish(str(tmp_path / "book.db"))
    for env in ({"LC_ALL": "C.UTF-8"}, *SURROUNDINGS[2:5]):
        words = ("txn", "add", "1.234,56", "groceries", "--from", "checking", "--on", "mon", "--json")
        entered = json.loads(tell(database, *words, env=env).out)["data"]
        assert (entered["date"], entered["amount"]["amount"]) == ("2026-03-30", "-1234.56")
        refused = tell(database, "txn", "add", "1,234", "groceries", "--from", "checking", env=env)
        assert (refused.code, refused.out) == (2, b"")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("txn", "list", "--json"), 0),
        (("txn", "import", "-", "--account", "checking"), 1),
        (("init", "--name", "second", "--from-json", "-"), 1),
        (("txn", "add"), 2),
        (("txn", "delete", "--text", "Łódź"), 1),
        (("nonsense",), 2),
    ],
)
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_empty_ones(database: str, words: tuple[str, ...], code: int, closed: str) -> None:
    told = tell(database, *words, closed=closed)

    is_unanswered = code == 0 and ">&-" in closed.replace("2>&-", "")
    assert told.code == (1 if is_unanswered else code)  # a question whose answer nobody can get
    assert b"Internal error" not in told.err
    assert b"Traceback" not in told.err
    assert tell(database, "check").code == 0


ODD: dict[str, list[str]] = {
    "BUDGETPRO_DATABASE_URL": ["\n", "x" * 100_000, "postgresql://" + "x" * 300, "~no_such_user/x", "mysql://x", "/"],
    "BUDGETPRO_BOOK": ["x" * 100_000, "\x1b[2J", "\udcff"],
    "BUDGETPRO_CURRENCY": ["x" * 100_000, "€"],
    "BUDGETPRO_ACCOUNT": ["x" * 100_000, "\udcff"],
    "BUDGETPRO_FORMAT": ["xml", "JSON", "x" * 100_000, "\udcff"],
    "BUDGETPRO_COLOR": ["x" * 100_000],
    "BUDGETPRO_LOCK_TIMEOUT": ["-1", "nan", "inf", "1e308", "0x10", "9" * 5000],
    "BUDGETPRO_TODAY": ["x" * 100_000, "2026-13-01", "0001-01-01", "9999-12-31", "9" * 5000],
    "BUDGETPRO_CONFIG": ["/", "/dev/null", "/no/such/file", "~no_such_user/x", "x" * 100_000],
    "HOME": ["", "/no/such/home", "x" * 5000, "/dev/null"],
    "XDG_CONFIG_HOME": ["/dev/null", "/" + "x" * 5000],
    "XDG_DATA_HOME": ["/dev/null", "/" + "x" * 5000],
}


@pytest.mark.parametrize("variable", ODD)
def test_odd_variables_are_taken_or_refused_in_a_line(
    variable: str, run: Run, database: str, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.chdir(home)
    if variable == "HOME":
        monkeypatch.delenv("XDG_CONFIG_HOME")
        monkeypatch.delenv("XDG_DATA_HOME")
    if variable not in {"BUDGETPRO_DATABASE_URL", "HOME", "XDG_DATA_HOME"}:
        monkeypatch.setenv("BUDGETPRO_DATABASE_URL", database)
    for value in ODD[variable]:
        monkeypatch.setenv(variable, value)
        for words in (("account", "list"), ("report", "spending", "ytd"), ("config", "show"), ("txn", "list")):
            told = run(*words)
            assert told.code in (0, 1, 2, 5)
            assert (told.code == 0) is (told.err == "")
            assert "Internal error" not in told.err
            if told.code:
                assert is_one_line(told)
                assert len(told.err) < 4000


def test_who_has_no_home_names_the_database(run: Run, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(variable)
    monkeypatch.setattr(Path, "home", unknown)

    told = run("account", "list")

    assert (told.code, told.out) == (2, "")
    assert told.err == (
        "error: Your home folder is not known, in which the book is kept.\n"
        "hint: Set HOME, or name the database with --database.\n"
    )
    assert run("account", "list", "--database", database).code == 0


def test_a_lock_timeout_past_all_bounds_is_the_longest_there_is() -> None:
    assert milliseconds(1e308) == milliseconds(1e12) == 2**31 - 1
