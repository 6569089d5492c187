from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Sit, typed

OFX = (
    "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:UTF-8\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR"
    "<BANKACCTFROM><ACCTID>DE1</BANKACCTFROM><BANKTRANLIST>\n"
    "<STMTTRN><DTPOSTED>20260302<TRNAMT>2500.00<FITID>a1<NAME>ACME Ltd<MEMO>Salary March</STMTTRN>\n"
    "<STMTTRN><DTPOSTED>20260310<TRNAMT>-54.20<FITID>a2<NAME>Lidl</STMTTRN>\n"
    "</BANKTRANLIST>{ledger}</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
)
LEDGER = "<LEDGERBAL><BALAMT>{}<DTASOF>20260331</LEDGERBAL>"


@pytest.fixture
def statement(home: Path) -> str:
    """Return a statement of two rows that closes at 2445.80."""
    path = home / "march.ofx"
    path.write_text(OFX.format(ledger=LEDGER.format("2445.80")))
    return str(path)


@pytest.fixture(autouse=True)
def checking(run: Run) -> None:
    assert run("account", "add", "Checking", "--type", "checking").code == 0


def test_people_read_counts_and_the_second_time_that_nothing_is_new(run: Run, statement: str) -> None:
    first = run("txn", "import", statement, "--account", "checking")
    second = run("txn", "import", statement)

    assert (first.code, first.err) == (0, "")
    assert first.out.splitlines()[-1].split()[1:] == ["Checking", "2", "0"]
    assert second.code == 0
    assert second.out.splitlines()[-1].split()[1:] == ["Checking", "0", "2"]
    assert second.err == f"{statement} was imported before, as import 1; nothing is new.\n"


def test_an_amount_of_nothing_has_its_currency_too(run: Run, home: Path) -> None:
    (home / "fees.csv").write_text("Date;Payee;Amount\n2026-03-05;Bank;0.00\n2026-03-06;Shop;-1.00\n")

    told = run("txn", "import", str(home / "fees.csv"), "--account", "checking", "--csv")

    assert [line.split(",")[5:7] for line in told.out.splitlines()[1:]] == [["0.00", "EUR"], ["-1.00", "EUR"]]


def test_programs_read_every_row_and_what_became_of_it(run: Run, statement: str) -> None:
    (file,) = run("txn", "import", statement, "--account", "checking", "--json").data["files"]

    assert {name: file[name] for name in ("file", "format", "batch_id", "is_known", "added", "already", "review")} == {
        "file": statement, "format": "ofx", "batch_id": 1, "is_known": False, "added": 2, "already": 0, "review": 0,
    }  # fmt: skip
    assert file["statements"][0]["difference"] == {"amount": "0.00", "currency": "EUR"}
    assert file["rows"][0] == {
        "position": 7, "outcome": "added", "transaction_id": 1, "date": "2026-03-02",
        "amount": {"amount": "2500.00", "currency": "EUR"}, "payee": "ACME Ltd", "memo": "Salary March",
        "reference": None, "reason": None, "candidates": [],
    }  # fmt: skip


def test_lines_and_csv_hold_a_row_each(run: Run, statement: str) -> None:
    told = run("txn", "import", statement, "-a", "checking", "--dry-run", "--format", "jsonl")
    assert [json.loads(line)["outcome"] for line in told.out.splitlines()] == ["added", "added"]
    told = run("txn", "import", statement, "-a", "checking", "--dry-run", "--csv")
    assert told.out.splitlines()[0] == (
        "file,position,outcome,transaction_id,date,amount,currency,payee,memo,reference,reason"
    )
    assert len(told.out.splitlines()) == 3


def test_a_dry_run_writes_nothing(run: Run, statement: str) -> None:
    told = run("txn", "import", statement, "--account", "checking", "--dry-run")

    assert told.out.splitlines()[-1].split()[1:3] == ["Checking", "2"]
    assert told.err == "A dry run: nothing was written.\n"
    assert run("txn", "import", "list", "--json").data == []


def test_a_dry_run_at_a_terminal_shows_its_table_when_the_bar_is_gone(run: Run, statement: str) -> None:
    shown = typed([], "txn", "import", statement, "--account", "checking", "--dry-run", "--color", "never")

    assert shown.rpartition("\x1b[2K")[2].startswith("File ")


def test_standard_input_is_a_file_too(spawn: Run, statement: str, home: Path) -> None:
    told = spawn("txn", "import", "-", "--account", "checking", "--json", input=Path(statement).read_text())

    assert told.code == 0
    assert told.data["files"][0]["added"] == 2


def test_a_closing_balance_that_differs_is_told_and_with_strict_fails(run: Run, home: Path) -> None:
    path = home / "odd.ofx"
    path.write_text(OFX.format(ledger=LEDGER.format("2500.00")))
    strict = run("txn", "import", str(path), "--account", "checking", "--strict")
    assert strict.code == 4
    assert "closes at 2500.00 EUR, but Checking would stand at 2445.80. Nothing was imported." in strict.err

    told = run("txn", "import", str(path), "--account", "checking")
    assert told.code == 0
    assert "closes at 2500.00 EUR, but Checking stands at 2445.80: a difference of 54.20." in told.err


def test_the_opening_balance_that_would_agree_is_told_as_a_command(run: Run, home: Path) -> None:
    path = home / "odd.ofx"
    path.write_text(OFX.format(ledger=LEDGER.format("2500.00")))
    strict = run("txn", "import", str(path), "--account", "checking", "--strict")
    assert "--opening=54.20 --on 2026-03-01" in strict.err

    told = run("txn", "import", str(path), "--account", "checking", "--json")
    note = told.data["files"][0]["statements"][0]["opening"]
    assert told.err.endswith(f"To set it: {note['command']}\n")
    assert (note["amount"], note["on"]) == ({"amount": "54.20", "currency": "EUR"}, "2026-03-01")
    assert run(*note["command"].split()[1:]).code == 0
    again = run("txn", "import", str(path), "--strict", "--json")
    assert (again.code, again.data["files"][0]["statements"][0]["opening"]) == (0, None)


def test_a_pending_row_that_the_bank_never_booked_is_told(run: Run, home: Path) -> None:
    (home / "one.csv").write_text("Date,Description,Amount,Status\n2026-03-02,Hotel,-90.00,Pending\n")
    (home / "two.csv").write_text("Date,Description,Amount\n2026-03-01,Bread,-2.00\n2026-03-31,Milk,-1.00\n")
    run("txn", "import", str(home / "one.csv"), "--account", "checking")
    told = run("txn", "import", str(home / "two.csv"), "--account", "checking", "--json")

    assert told.data["files"][0]["unbooked"] == [1]
    assert "Transaction 1 is still pending" in told.err
    assert told.err.endswith("budgetpro txn delete 1\n")


def test_an_undone_import_tells_what_another_one_keeps(run: Run, statement: str, home: Path) -> None:
    run("txn", "import", statement, "--account", "checking")
    (home / "new.ofx").write_text(OFX.format(ledger=""))
    run("txn", "import", str(home / "new.ofx"), "--account", "checking")
    told = run("txn", "import", "undo", "1", "--yes")

    assert told.out.endswith("0 transactions removed, 2 kept that another import has too.\n")
    assert len(run("txn", "list", "--json").data["transactions"]) == 2


def test_rows_that_wait_end_with_3_and_are_settled_by_review(run: Run, statement: str, home: Path) -> None:
    run("txn", "import", statement, "--account", "checking")
    (home / "new.ofx").write_text(OFX.format(ledger="").replace("-54.20", "-55.20"))
    told = run("txn", "import", str(home / "new.ofx"), "--account", "checking")

    assert told.code == 3
    assert "the bank's id is in the book with another day or amount" in told.out
    assert told.err == "Rows wait for you: budgetpro txn review\n"
    (waiting,) = run("txn", "review", "--json").data
    assert (waiting["id"], waiting["amount"]["amount"], waiting["candidates"]) == ("2.2", "-55.20", [2])
    settled = run("txn", "review", "--accept", "2.2=2", "--json")
    assert settled.data == [{"id": "2.2", "outcome": "matched", "transaction_id": 2}]
    assert run("txn", "review", "--json").data == []


def test_people_are_told_how_many_rows_were_settled(run: Run, statement: str, home: Path) -> None:
    run("txn", "import", statement, "--account", "checking")
    assert run("txn", "review").out.endswith("No row waits for you.\n")
    (home / "new.ofx").write_text(OFX.format(ledger="").replace("-54.20", "-55.20"))
    run("txn", "import", str(home / "new.ofx"), "--account", "checking")

    assert run("txn", "review", "--as-new", "2.2").out == "Settled 1 row.\n"


def test_at_a_terminal_each_row_that_waits_is_asked_about(run: Run, sit: Sit, statement: str, home: Path) -> None:
    run("txn", "import", statement, "--account", "checking")
    changed = OFX.format(ledger="").replace("-54.20", "-55.20").replace("2500.00", "2600.00")
    (home / "new.ofx").write_text(changed.replace("Lidl", "L\x1b[2J"))
    run("txn", "import", str(home / "new.ofx"), "--account", "checking")
    shown = sit("maybe", "1", "")

    assert run("txn", "review").code == 0
    text = shown.getvalue()
    assert "    1  Transaction 1: 2500.00 EUR, Uncategorised income → Checking, ACME Ltd, 2026-03-02.\n" in text
    assert "    Answer 1, new, reject, or nothing.\n" in text
    assert text.endswith("Settled 1 row. 1 row left.\n")
    assert "\x1b" not in text
    assert [row["id"] for row in run("txn", "review", "--json").data] == ["2.2"]


def test_review_in_a_script_names_rows_that_wait(run: Run) -> None:
    assert run("txn", "review", "--reject", "9.9").code == 5
    told = run("txn", "review", "--accept", "9.9=x")
    assert (told.code, told.err.splitlines()[0]) == (2, "error: --accept takes ROW or ROW=ID and not '9.9=x'.")


def test_an_import_is_listed_shown_and_undone(run: Run, statement: str) -> None:
    run("txn", "import", statement, "--account", "checking")
    (listed,) = run("txn", "import", "list", "--json").data
    assert (listed["id"], listed["file"], listed["accounts"], listed["added"]) == (1, "march.ofx", ["Checking"], 2)
    assert [row["outcome"] for row in run("txn", "import", "show", "1", "--json").data] == ["added", "added"]

    assert run("txn", "import", "undo", "7").code == 5
    asked = run("txn", "import", "undo", "1")
    assert asked.code == 1
    assert "Take back import 1 (march.ofx) and everything it added?" in asked.err
    told = run("txn", "import", "undo", "1", "--yes")
    assert (told.code, told.out) == (
        0, "Took back import 1 (march.ofx): 2 transactions removed.\n",
    )  # fmt: skip
    assert run("txn", "import", "list", "--json").data == []
    assert run("txn", "import", "undo", "1", "--yes").code == 5


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (["nowhere.csv", "-a", "checking"], 5, "file_not_found"),
        (["folder", "-a", "checking"], 1, "statement_is_directory"),
        (["empty.csv", "-a", "checking"], 1, "statement_empty"),
        (["binary.csv", "-a", "checking"], 1, "statement_unreadable"),
        (["march.ofx", "-a", "savings"], 5, "account_not_found"),
        (["march.ofx"], 1, "account_unknown"),
        (["march.ofx", "-a", "old"], 1, "account_closed"),
        (["cut.ofx", "-a", "checking"], 1, "statement_row_unreadable"),
        (["march.ofx", "-a", "checking", "--encoding", "utf-99"], 2, "unknown_encoding"),
        (["latin.ofx", "-a", "checking", "--encoding", "utf-8"], 1, "statement_encoding"),
        (["march.ofx", "-a", "checking", "--currency", "EURO"], 2, "unknown_currency"),
        (["march.ofx", "-a", "checking", "--decimal", ";"], 2, "invalid_choice"),
        (["march.ofx", "--map", "DE1"], 2, "invalid_map"),
        (["march.ofx", "-a", "yen"], 1, "currency_mismatch"),
    ],
)
def test_what_cannot_be_imported_is_refused_by_name(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, statement: str, words: list[str], code: int, error: str
) -> None:
    monkeypatch.chdir(home)
    (home / "folder").mkdir()
    (home / "empty.csv").touch()
    (home / "binary.csv").write_bytes(b"PK\x03\x04\x00\x00\x00")
    (home / "cut.ofx").write_text(OFX[:320])
    (home / "latin.ofx").write_bytes(OFX.format(ledger="").replace("Lidl", "Café").encode("latin-1"))
    run("account", "add", "Old", "--type", "savings")
    run("account", "close", "Old")
    run("account", "add", "Yen", "--currency", "JPY")
    told = run("txn", "import", *words, "--json")

    assert (told.code, told.error["code"], told.out) == (code, error, "")
    assert run("txn", "import", "list", "--json").data == []
    assert run("check").code == 0


def test_an_import_loads_no_models(spawn: Run, statement: str) -> None:
    program = (
        "import sys; from budgetpro.cli.app import run; code = run(sys.argv[1:]);"
        "print(sorted({'sqlmodel', 'sqlalchemy', 'alembic', 'pydantic', 'plotext', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "txn", "import", statement, "-a", "checking", "--quiet"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "[]\n"


def test_people_see_of_what_is_seldom_only_what_there_was(run: Run, statement: str) -> None:
    run("txn", "add", "54.20", "groceries", "--from", "checking", "--on", "2026-03-09")

    out = run("txn", "import", statement, "--account", "checking").out

    assert [line.split()[2:] for line in out.splitlines()[::2]] == [["Added", "Already", "Matched"], ["1", "0", "1"]]
