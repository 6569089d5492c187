from __future__ import annotations

import re
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgetpro.domain.money import Money
from budgetpro.output.chart import Bar, Chart, write_charts
from budgetpro.output.columns import display_width
from budgetpro.output.show import Screen

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def drawn(*bars: tuple[str, int], columns: int | None = None, has_color: bool = False) -> list[str]:
    """Return the lines of a chart in euros, on a terminal of so many columns or on none."""
    stream = StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(columns or 20))
        screen = Screen(stream, is_terminal=columns is not None, has_color=has_color)
        write_charts(screen, [Chart("Title", [Bar(label, Money(minor, "EUR", 2)) for label, minor in bars])])
    blank, *lines = stream.getvalue().splitlines()
    assert blank == ""
    return lines


def test_bars_stand_beside_their_names_and_amounts() -> None:
    assert drawn(("Food", 200_00), ("Home", 1000_00), ("Fun", 500_00), columns=36) == [
        "Title",
        "Food   200.00  █████",
        "Home  1000.00  █████████████████████",
        "Fun    500.00  ███████████",
    ]


def test_bars_below_zero_go_to_the_left_and_look_different() -> None:
    assert drawn(("Bank", 300), ("Card", -300), ("Cash", 0), columns=34) == [
        "Title",
        "Bank   3.00            ███████████",
        "Card  -3.00  ▒▒▒▒▒▒▒▒▒▒▒",
        "Cash   0.00",
    ]


def test_one_bar_fills_the_width_whatever_its_sign() -> None:
    assert drawn(("A", 5), columns=30)[1] == "A  0.05  " + "█" * 21
    assert drawn(("A", -5), columns=30)[1] == "A  -0.05  " + "▒" * 20


def test_nothing_to_draw_is_said() -> None:
    assert drawn() == ["Title: nothing to draw."]
    assert drawn(("A", 0), ("B", 0)) == ["Title", "A  0.00", "B  0.00"]


def test_long_names_are_cut() -> None:
    line = drawn(("Food:Groceries and everything else that is eaten", 100), ("B", 50), columns=40)[1]

    assert line == "Food:Groceries…   1.00  ████████████████"
    assert display_width(line) == 40


def test_wide_letters_keep_their_columns() -> None:
    first, second = drawn(("食料品", 100), ("B", 100), columns=40)[1:]

    assert first == "食料品  1.00  " + "█" * 26
    assert second == "B       1.00  " + "█" * 26
    assert drawn(("食料品" * 9, 1), columns=30)[1].startswith("食料品食料…  0.01  █")


def test_a_name_can_steer_neither_the_terminal_nor_the_layout() -> None:
    assert drawn(("a\x1b[31m\nb", 1), columns=40)[1].startswith("a\\x1b[31m b  0.01")


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_a_chart_is_as_wide_as_the_terminal(columns: int) -> None:
    lines = drawn(("Food", 1), ("Home", 10**9), ("Fun", -(10**8)), columns=columns)

    assert max(map(display_width, lines)) == columns


def test_without_a_terminal_a_chart_has_80_columns_and_is_nothing_but_text() -> None:
    lines = drawn(("Food", 1), ("Home", 10**9))

    assert max(map(len, lines)) == 80
    assert not any("\x1b" in line for line in lines)


def test_colour_is_added_to_the_same_picture() -> None:
    bars = (("Food", 300), ("Card", -100), ("None", 0))

    coloured = drawn(*bars, columns=60, has_color=True)

    assert [COLOUR.sub("", line).rstrip() for line in coloured] == drawn(*bars, columns=60)
    assert "\x1b[38;5;2m█" in coloured[1]
    assert "\x1b[38;5;1m▒" in coloured[2]


def test_a_stream_that_has_no_blocks_gets_plain_signs() -> None:
    raw = BytesIO()
    stream = TextIOWrapper(raw, encoding="ascii", newline="\n")
    chart = Chart("Title", [Bar("Food" * 20, Money(2, "EUR", 2)), Bar("Card", Money(-2, "EUR", 2))])

    write_charts(Screen(stream, is_terminal=False, has_color=False), [chart])
    stream.flush()

    first, second = raw.getvalue().decode("ascii").splitlines()[2:]
    assert first.split() == ["FoodFoodFoodFoodFoodFoodFoodFood...", "0.02", "#" * 18]
    assert second.split() == ["Card", "-0.02", "-" * 19]


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60, deadline=None)
@given(st.lists(st.integers(-(2**63) + 1, 2**63 - 1), min_size=1, max_size=12), st.integers(60, 200))
def test_every_bar_has_a_line_and_none_is_wider_than_the_terminal(values: list[int], columns: int) -> None:
    lines = drawn(*((f"Name {value}", value) for value in values), columns=columns)[1:]

    assert len(lines) == len(values)
    assert max(map(display_width, lines)) <= columns
    for line, value in zip(lines, values, strict=True):
        assert ("█" in line, "▒" in line) == (value > 0, value < 0)
