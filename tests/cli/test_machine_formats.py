"""What programs read, of every command that there is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from budgetpro.cli.app import root
from tests.cli.conftest import Run
from tests.cli.test_app import commands_below

STATEMENT = "Date;Payee;Amount\n2026-03-05;Lidl;-1.00\n2026-03-16;=HYPERLINK(1);-2.00\n2026-03-17;[red]:bank:;3.00\n"

COMMANDS = {
    "account add": "Savings --type savings --opening 5",
    "account list": "--all",
    "account show": "checking",
    "account edit": "checking --note x",
    "account close": "wallet",
    "account reopen": "wallet",
    "account delete": "wallet",
    "category add": "Food:Sweets",
    "category list": "",
    "category show": "groceries",
    "category edit": "groceries --note x",
    "category move": "groceries --top",
    "category merge": "coffee restaurants",
    "category close": "taxi",
    "category reopen": "taxi",
    "category delete": "taxi",
    "check": "",
    "commodity add": "VWCE --decimals 4",
    "commodity list": "",
    "commodity delete": "BTC",
    "config show": "",
    "config path": "",
    "demo": "{home}/demo",
    "export json": "",
    "init": "--name other",
    "report balance": "",
    "report spending": "--by payee",
    "txn add": "5 groceries --from checking --on -3d",
    "txn transfer": "5 checking wallet",
    "txn list": "--text i",
    "txn show": "4",
    "txn edit": "--payee lidl --set-category groceries --yes",
    "txn split": "1 --split groceries=0.40 --split restaurants=",
    "txn tag": "1 --add holiday",
    "txn clear": "4",
    "txn delete": "4 --yes",
    "txn import files": "{home}/new.csv --account checking",
    "txn import list": "",
    "txn import show": "1",
    "txn import undo": "1 --yes",
    "txn review": "",
    "txn inspect": "{home}/march.csv",
    "upgrade": "",
}
"""Every command, with words that make it work on the book below."""


made: dict[str, bytes] = {}


@pytest.fixture(autouse=True)
def _book(run: Run, home: Path) -> None:
    """Make a book with something for each command to do; the first time only."""
    (home / "march.csv").write_text(STATEMENT)
    (home / "new.csv").write_text(STATEMENT + "2026-03-18;Aldi;-4.00\n")
    path = home / "share" / "budgetpro" / "book.db"
    if made:
        path.parent.mkdir(parents=True)
        path.write_bytes(made["book"])
        return
    run("account", "add", "Checking")
    run("commodity", "add", "BTC", "--decimals", "8")
    run("account", "add", "Wallet", "--type", "cash")
    run("txn", "import", str(home / "march.csv"), "--account", "checking")
    run("txn", "add", "7", "--from", "checking", "--payee", "Kiosk", "--memo", "=1+1")
    made["book"] = path.read_bytes()


def test_every_command_is_walked() -> None:
    below = list(commands_below((), root()))
    groups = {path[:-1] for path in below if path}

    assert set(COMMANDS) == {" ".join(path) for path in below if path not in groups}


def read_json(text: str) -> None:
    document = json.loads(text)
    assert list(document) == ["schema_version", "kind", "data"]
    assert text.count("\n") == 1


def read_lines(text: str) -> None:
    for line in text.splitlines():
        assert isinstance(json.loads(line), dict)


def read_table(delimiter: str) -> Callable[[str], Any]:
    def read(text: str) -> None:
        header, *rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
        assert all(name.replace("_", "").isalnum() and name.islower() for name in header)
        assert {len(row) for row in rows} <= {len(header)}
        assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)

    return read


FORMATS: dict[str, Callable[[str], Any]] = {
    "json": read_json, "jsonl": read_lines, "csv": read_table(","), "tsv": read_table("\t"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "export json"])
def test_no_word_of_prose_is_among_what_programs_read(run: Run, home: Path, command: str, form: str) -> None:
    words = [word.format(home=home) for word in COMMANDS[command].split()]

    told = run(*command.split(), *words, "--format", form)

    assert told.code == 0, told.err
    FORMATS[form](told.out)


@pytest.mark.parametrize("form", FORMATS)
def test_a_refusal_is_one_json_object_and_nothing_else(run: Run, form: str) -> None:
    for command in COMMANDS:
        told = run(*command.split(), "--format", form, "--no-such-option")

        assert (told.code, told.out) == (2, ""), command
        assert set(told.error) == {"code", "message", "hint"}, command
        assert told.error["code"] == "unknown_option", command


def test_no_command_at_all_is_a_refusal_too(run: Run) -> None:
    for words in (["--json"], ["txn", "--json"], ["txn", "import", "--csv"]):
        told = run(*words)
        assert (told.code, told.out, told.error["code"]) == (2, "", "usage")


def test_a_whole_book_is_one_json_document_and_no_table(run: Run) -> None:
    assert list(json.loads(run("export", "json", "--json").out)) == ["schema_version", "kind", "data"]
    told = run("export", "json", "--csv")

    assert (told.code, told.out, told.error["code"]) == (2, "", "usage")


def test_the_same_book_gives_the_same_answer(run: Run) -> None:
    for words in ("account list --csv", "category list --tsv", "txn list --format jsonl", "report balance --json"):
        command = words.replace("--tsv", "--format tsv").split()
        assert run(*command) == run(*command)
