from __future__ import annotations

import json
from pathlib import Path

import pytest

from budgetpro.cli import asking
from budgetpro.domain.errors import Failure
from budgetpro.importers.lines import Hints
from tests.cli.conftest import Run

OFX = (
    "OFXHEADER:100\n\n<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>42</BANKACCTFROM>\n"
    "<STMTTRN><DTPOSTED>20260305<TRNAMT>-12.50<FITID>F1<NAME>[red]Lidl:bank:</STMTTRN>\n"
    "<STMTTRN><DTPOSTED>20260231<TRNAMT>-1<FITID>F2</STMTTRN>\n</STMTRS></OFX>\n"
)


@pytest.fixture
def path(tmp_path: Path) -> str:
    path = tmp_path / "statement.ofx"
    path.write_text(OFX, encoding="utf-8")
    return str(path)


def test_people_see_a_summary_the_first_rows_and_the_problems(run: Run, path: str) -> None:
    outcome = run("txn", "inspect", path)
    assert outcome.code == 0
    for shown in (
        "Account   42\nFormat    ofx\nCurrency  EUR\nRows      1\n",
        "[red]Lidl:bank:",
        "20260231",
        "the text is utf-8",
    ):
        assert shown in outcome.out


def test_programs_get_statements(run: Run, path: str) -> None:
    outcome = run("txn", "inspect", path, "--json")
    document = json.loads(outcome.out)
    assert (document["schema_version"], document["kind"]) == (1, "statements")
    (statement,) = document["data"]
    assert statement["lines"][0]["amount"] == "-12.50"
    assert statement["problems"][0]["position"] == 5


def test_csv_and_json_lines_have_a_row_each(run: Run, path: str) -> None:
    assert run("txn", "inspect", path, "--csv").out.count("\n") == 2
    (row,) = run("txn", "inspect", path, "--format", "jsonl").out.splitlines()
    assert json.loads(row)["payee"] == "[red]Lidl:bank:"


def test_it_needs_no_book_and_makes_none(run: Run, path: str, home: Path) -> None:
    run("txn", "inspect", path)
    assert [found.name for found in home.rglob("*.db")] == []


def test_standard_input_is_read(spawn: Run) -> None:
    assert spawn("txn", "inspect", "-", "--json", input=OFX).data[0]["account_id"] == "42"


def test_options_say_how_to_read(run: Run, path: str) -> None:
    (statement,) = run("txn", "inspect", path, "--sign", "inverted", "--currency", "chf", "--json").data
    assert (statement["currency"], statement["lines"][0]["amount"]) == ("CHF", "12.50")


@pytest.mark.parametrize(
    ("content", "words", "exit_code", "code"),
    [
        (None, (), 5, "file_not_found"),
        (b"", (), 1, "statement_empty"),
        (b"%PDF-1.4", (), 1, "statement_unreadable"),
        (b"!Type:Bank\n", (), 1, "format_unsupported"),
        (b"<OFX><SIGNON", (), 1, "statement_truncated"),
        (b"<OFX>caf\xe9", ("--encoding", "utf-8"), 1, "statement_encoding"),
        (b"<OFX>", ("--encoding", "klingon"), 2, "unknown_encoding"),
        (b"<OFX>", ("--decimal", "x"), 2, "invalid_choice"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_hint(
    run: Run, tmp_path: Path, content: bytes | None, words: tuple[str, ...], exit_code: int, code: str
) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    outcome = run("txn", "inspect", str(path), *words, "--json")
    assert (outcome.code, outcome.error["code"], outcome.out) == (exit_code, code, "")


def test_directory_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("txn", "inspect", str(tmp_path), "--json").error["code"] == "statement_is_directory"


def test_days_that_could_be_either_are_refused_with_the_option(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "statement.csv"
    path.write_text("Date,Payee,Amount\n01/02/2026,Lidl,-5.25\n03/02/2026,Aldi,-7.10\n01/02/2026,Rewe,-2.50\n")
    refused = run("txn", "inspect", str(path), "--json")
    assert (refused.code, refused.error["code"]) == (1, "date_order_unknown")
    assert "--date-order" in refused.error["hint"]
    (statement,) = run("txn", "inspect", str(path), "--date-order", "dmy", "--json").data
    assert [line["date"] for line in statement["lines"]] == ["2026-02-01", "2026-02-03", "2026-02-01"]


class TestAsking:
    """A reader that refuses for want of a hint, with and without somebody there."""

    @staticmethod
    def read(hints: Hints) -> Hints:
        if hints.date_order is None:
            facts = {"orders": ["dmy", "mdy"]}
            raise Failure("01/02 could be two days.", code="date_order_unknown", hint="Give --date-order.", facts=facts)
        if hints.sign is None:
            raise Failure("Is 5.00 in or out?", code="sign_unknown", hint="Give --sign.")
        return hints

    def answer(self, monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
        given = iter(answers)
        monkeypatch.setattr(asking, "is_interactive", lambda: bool(answers))
        monkeypatch.setattr("typer.prompt", lambda *_, **__: next(given))

    def test_on_a_terminal_each_question_is_asked_once(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.answer(monkeypatch, "0", "ymd", "3", "²", "1", "inverted")
        assert asking.with_answers(Hints(decimal_mark=","), self.read) == Hints("dmy", ",", "inverted")
        told = capsys.readouterr()
        assert told.out == ""
        assert "01/02 could be two days." in told.err
        assert "2  month, day, year (mdy)" in told.err

    def test_nobody_there_is_refused_with_the_option(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answer(monkeypatch)
        with pytest.raises(Failure) as caught:
            asking.with_answers(Hints(), self.read)
        assert caught.value.hint == "Give --date-order."

    def test_other_refusals_are_not_asked_about(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(_: Hints) -> None:
            raise Failure("No.", code="statement_empty")

        self.answer(monkeypatch, "1")
        with pytest.raises(Failure):
            asking.with_answers(Hints(), refuse)
