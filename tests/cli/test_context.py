from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer

from budgetpro.cli import context
from budgetpro.cli.context import announce, confirm, is_interactive, note, progress, reading, today, warn, writing
from budgetpro.cli.parameters import FLAGS
from budgetpro.domain.errors import Failure, NotFound, UsageFault
from budgetpro.output.tabular import Column, Table
from tests.cli.conftest import Run, Sit, typed


def context_with(**flags: object) -> typer.Context:
    ctx = typer.Context(typer.main.get_command(typer.Typer(callback=lambda: None)))
    ctx.meta[FLAGS] = flags
    return ctx


def test_today_may_be_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert today() == date(2026, 3, 31)
    monkeypatch.setenv("BUDGETPRO_TODAY", "31/02/2026")
    with pytest.raises(UsageFault):
        today()
    monkeypatch.delenv("BUDGETPRO_TODAY")
    assert today() == date.today()  # noqa: DTZ011


def test_a_note_goes_beside_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    note(context_with(), "3 rows\x1b[2J skipped")
    note(context_with(quiet=True), "unheard")
    warn("heard")

    assert capsys.readouterr() == ("", "3 rows [2J skipped\nheard\n")


def test_a_change_is_a_sentence_or_its_result(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table((Column("n", "N", "number"),), [(1,)])
    for flags in ({}, {"quiet": True}, {"format": "json"}, {"format": "csv", "quiet": True}):
        announce(context_with(**flags), "thing", [1], lambda _: table, "Done.")

    assert capsys.readouterr().out == 'Done.\n{"schema_version": 1, "kind": "thing", "data": [1]}\nn\n1\n'


def test_yes_answers_beforehand() -> None:
    confirm(context_with(yes=True), "Delete it?")


def test_without_a_terminal_the_option_that_answers_is_named() -> None:
    assert not is_interactive()
    with pytest.raises(Failure) as caught:
        confirm(context_with(), "Delete it?")
    assert caught.value.code == "needs_confirmation"
    assert "--yes" in (caught.value.hint or "")
    assert caught.value.message == "This needs an answer: Delete it? Nothing was changed."


def test_somebody_is_asked(sit: Sit) -> None:
    sit("y")
    confirm(context_with(), "Delete it?")


def test_a_no_changes_nothing(sit: Sit) -> None:
    sit("n")
    with pytest.raises(Failure) as caught:
        confirm(context_with(), "Delete it?")
    assert caught.value.code == "cancelled"


def test_progress_is_for_terminals(sit: Sit, capsys: pytest.CaptureFixture[str]) -> None:
    with progress(context_with(), "Reading", 10) as advance:
        advance(10)
    assert capsys.readouterr().err == ""

    shown = sit()
    with progress(context_with(), "Reading", 10) as advance:
        advance(10)
    assert "Reading" in shown.getvalue()

    shown = sit()
    with progress(context_with(quiet=True), "Reading", None) as advance:
        advance(1)
    assert shown.getvalue() == ""


def test_reading_makes_no_book() -> None:
    with pytest.raises(NotFound) as caught, reading(context_with()):
        pass
    assert caught.value.code == "no_book"


def test_writing_makes_the_book_once_and_keeps_nothing_of_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        with writing(context_with()) as book:
            book.connection.execute("update book set name = 'other'")
            book.is_changed = True
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert "Made the book 'main'" in capsys.readouterr().err

    with writing(context_with()) as book:
        assert book.name == "main"
    assert capsys.readouterr().err == ""


def test_a_first_book_that_another_command_made_meanwhile_is_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from budgetpro.services import books

    create = books.create_book

    def create_second(*arguments: Any, **options: Any) -> None:
        create(*arguments, **options)
        create(*arguments, **options)

    monkeypatch.setattr(books, "create_book", create_second)
    with writing(context_with()) as book:
        assert book.name == "main"
    assert capsys.readouterr().err == ""


def test_writing_to_a_book_that_is_not_there_is_no_first_use() -> None:
    with writing(context_with()):
        pass
    with pytest.raises(NotFound) as caught, writing(context_with(book="other")):
        pass
    assert caught.value.code == "book_not_found"


def test_a_change_whose_output_is_cut_off_is_not_kept() -> None:
    with pytest.raises(Failure) as caught, writing(context_with()):
        raise BrokenPipeError
    assert caught.value.code == "output_closed"


def test_settings_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ctx = context_with(book="a")
    assert context.settings_of(ctx).book == "a"
    monkeypatch.setenv("BUDGETPRO_CURRENCY", "SEK")
    assert context.settings_of(ctx).currency == "EUR"


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize(
    ("words", "whole"),
    [("txn list", "2026-03-05"), ("txn list", "-1234567.89  EUR"), ("txn import list", "  1        0"),
     ("account list", "-1234567.89  EUR")],
)  # fmt: skip
def test_lists_fit_a_terminal_one_line_a_row(run: Run, home: Path, words: str, whole: str, width: int) -> None:
    (home / "a-statement-with-a-long-name.csv").write_text(
        f"Date;Payee;Memo;Amount\n2026-03-05;{'Long payee ' * 9};{'memo ' * 140};-1234567.89\n"
    )
    run("account", "add", "Accounts:An account whose name is longer than most are")
    run("txn", "import", str(home / "a-statement-with-a-long-name.csv"), "--account", "longer")

    shown = re.sub(r"\x1b\[[0-9;]*m", "", typed([], *words.split(), width=width))

    assert max(map(len, shown.splitlines())) <= width
    assert sum("…" in line for line in shown.splitlines()) == 1
    assert whole in shown


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
def test_a_terminal_gets_a_table_with_lines(run: Run) -> None:
    run("account", "add", "Checking", "--opening", "-1")

    shown = typed([], "account", "list")

    assert "─" in shown
    assert "\x1b[31m" in shown
