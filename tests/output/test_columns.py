from __future__ import annotations

from io import StringIO

import pytest

from budgetpro.output.columns import display_width, write_columns
from budgetpro.output.tabular import Column, Table
from tests.output.results import ENTRIES


def written(table: Table) -> str:
    stream = StringIO()
    write_columns(table, stream)
    return stream.getvalue()


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert written(ENTRIES) == (
        "Entries\n"
        "\n"
        "Id  Date        Payee      Amount  Currency\n"
        "--  ----------  --------  -------  --------\n"
        " 1  2026-01-03  Bäckerei    -3.50  EUR\n"
        "12  2026-01-31  =1+1      2500.00  EUR\n"
        "13\n"
        "--  ----------  --------  -------  --------\n"
        "                Sum       2496.50  EUR\n"
        "\n"
        "2 more\n"
    )


def test_a_long_line_is_neither_wrapped_nor_cut() -> None:
    table = Table((Column("x", "X"), Column("y", "Y")), [("a" * 300, "b" * 300)])

    assert written(table).splitlines()[-1] == "a" * 300 + "  " + "b" * 300


def test_a_long_cell_pushes_its_own_line_and_pads_no_other() -> None:
    table = Table((Column("x", "X"), Column("y", "Y")), [("a" * 700, "1"), ("b", "2")])

    assert written(table).splitlines() == [
        "X" + " " * 41 + "Y",
        "-" * 40 + "  -",
        "a" * 700 + "  1",
        "b" + " " * 41 + "2",
    ]


def test_an_empty_table_is_its_header() -> None:
    assert written(Table((Column("x", "Name"),), [])) == "Name\n----\n"


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("é", 1)])
def test_wide_signs_and_marks_are_counted_as_a_terminal_does(text: str, width: int) -> None:
    assert display_width(text) == width


def test_wide_text_keeps_the_next_column_straight() -> None:
    lines = written(Table((Column("x", "X"), Column("y", "Y")), [("日本", "1"), ("abcd", "2")])).splitlines()

    assert lines[2:] == ["日本  1", "abcd  2"]


def test_a_record_is_a_line_for_each_fact() -> None:
    columns = (Column("a", "Name"), Column("b", "Note"), Column("c", "Is open", "flag", in_table=False))
    table = Table(columns, [("Visa", None, False)], is_record=True)

    assert written(table) == "Name     Visa\nIs open  no\n"
