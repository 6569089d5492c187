from __future__ import annotations

from datetime import date

import pytest

from budgetpro.domain.money import Money
from budgetpro.output.tabular import Cell, Column, bare_text, shown_text


@pytest.mark.parametrize(
    ("cell", "bare", "shown"),
    [
        (None, "", ""),
        (True, "true", "yes"),
        (False, "false", ""),
        (7, "7", "7"),
        (date(2026, 2, 1), "2026-02-01", "2026-02-01"),
        (Money(-5, "KWD", 3), "-0.005", "-0.005"),
        (("food", "fun"), "food,fun", "food,fun"),
        ([], "", ""),
        ("Café :bank: [red]", "Café :bank: [red]", "Café :bank: [red]"),
    ],
)
def test_a_cell_is_read_by_programs_and_by_people(cell: Cell, bare: str, shown: str) -> None:
    assert bare_text(cell) == bare
    assert shown_text(cell) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc", "a b c"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("pay\u202eeelag", "pay\\u202eeelag"),
        ("no\u00a0break", "no break"),
        ("\udcff", "\\udcff"),
    ],
)
def test_what_would_steer_a_terminal_is_written_out(text: str, shown: str) -> None:
    assert shown_text(text) == shown


def test_numbers_and_amounts_stand_on_the_right() -> None:
    assert [Column("x", "X", kind).is_right_aligned for kind in ("text", "amount", "number", "date", "flag")] == [
        False,
        True,
        True,
        False,
        False,
    ]
