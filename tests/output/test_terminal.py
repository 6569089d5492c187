from __future__ import annotations

from datetime import date
from io import StringIO

import pytest

from budgetpro.domain.money import Money
from budgetpro.output.tabular import Column, Table
from budgetpro.output.terminal import write_table
from tests.output.results import ENTRIES

RED = "\x1b[31m"


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    for variable in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(variable, raising=False)


def written(table: Table, *, has_color: bool = False, is_terminal: bool = True) -> str:
    stream = StringIO()
    write_table(table, stream, has_color=has_color, is_terminal=is_terminal)
    return stream.getvalue()


def test_a_table_shows_title_rows_footer_and_caption() -> None:
    text = written(ENTRIES)

    for part in ("Entries", "Payee", "Bäckerei", "-3.50", "2496.50", "2 more"):
        assert part in text
    assert "Split" not in text


def test_negative_amounts_are_red_where_there_is_colour() -> None:
    table = Table((Column("x", "X", "amount"),), [(Money(-1, "EUR", 2),), (Money(1, "EUR", 2),)])

    coloured = written(table, has_color=True)

    assert f"{RED}-0.01" in coloured
    assert f"{RED}0.01" not in coloured
    assert "\x1b" not in written(table)


def test_user_text_is_neither_markup_nor_emoji() -> None:
    table = Table((Column("x", "[b]"),), [("[red]Assets:bank:x[/red] :bank:",)])

    text = written(table, has_color=True)

    assert "[red]Assets:bank:x[/red] :bank:" in text
    assert "[b]" in text
    assert RED not in text


def test_prose_is_wrapped_to_a_terminals_width() -> None:
    lines = written(Table((Column("x", "X", "prose"),), [("word " * 40,)])).splitlines()

    assert max(map(len, lines)) <= 60
    assert sum(line.count("word") for line in lines) == 40


def test_a_name_that_is_too_long_for_a_terminal_is_cut_and_shows_it() -> None:
    lines = written(Table((Column("x", "X"), Column("y", "Y")), [("word " * 40, "日本" * 40)])).splitlines()

    assert len(lines) == 3
    assert lines[2] == "word word word word word wor…  日本日本日本日本日本日本日本…"


def test_a_title_longer_than_its_table_stays_on_its_line() -> None:
    table = Table((Column("x", "X"),), [("1",)], title="Spending by category")

    assert written(table).splitlines()[0] == "Spending by category"


def test_without_a_terminal_nothing_is_folded() -> None:
    assert "word " * 39 + "word" in written(Table((Column("x", "X"),), [("word " * 40,)]), is_terminal=False)


def test_a_record_is_a_line_for_each_fact() -> None:
    columns = (Column("a", "Name"), Column("b", "Note"), Column("c", "Open", "flag"), Column("d", "Sum", "amount"))
    table = Table(columns, [("Visa", None, False, Money(-5, "EUR", 2))], is_record=True)

    assert [line.split() for line in written(table).splitlines()] == [
        ["Name", "Visa"],
        ["Open", "no"],
        ["Sum", "-0.05"],
    ]
    assert f"{RED}-0.05" in written(table, has_color=True)


def test_where_a_terminal_is_narrow_no_number_or_day_is_cut() -> None:
    columns = (Column("on", "On", "date"), Column("memo", "Memo"), Column("x", "Amount", "amount"))
    row = (date(2026, 3, 5), "word " * 30, Money(-123456789012, "EUR", 2))

    narrow = written(Table(columns, [row]))
    too_narrow = written(Table(columns * 3, [row * 3]))

    assert max(map(len, narrow.splitlines())) == 60
    for text, times in ((narrow, 1), (too_narrow, 3)):
        assert text.count("2026-03-05") == times
        assert text.count("-1234567890.12") == times
