from __future__ import annotations

import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from budgetpro.domain.money import Money
from budgetpro.output.delimited import write_delimited
from budgetpro.output.tabular import Cell, Column, Table
from tests.output.results import ENTRIES


def written(table: Table, delimiter: str = ",") -> str:
    stream = StringIO()
    write_delimited(table, stream, delimiter)
    return stream.getvalue()


def one_cell(cell: Cell) -> str:
    text = written(Table((Column("x", "X"), Column("y", "Y")), [(cell, 1)]))
    return list(csv.reader(StringIO(text)))[1][0]


def test_csv_has_a_header_bare_decimals_and_every_column() -> None:
    assert written(ENTRIES) == (
        "id,date,payee,amount,currency,is_split,tags\n"
        "1,2026-01-03,Bäckerei,-3.50,EUR,false,\n"
        '12,2026-01-31,\'=1+1,2500.00,EUR,true,"a,b"\n'
        "13,,,,,,\n"
    )


def test_tsv_is_the_same_with_tabs() -> None:
    assert written(ENTRIES, "\t").splitlines()[1] == "1\t2026-01-03\tBäckerei\t-3.50\tEUR\tfalse\t"


def test_an_empty_result_still_has_its_header() -> None:
    assert written(Table((Column("id", "Id"), Column("name", "Name")), [])) == "id,name\n"


def test_text_that_a_spreadsheet_would_run_is_made_safe() -> None:
    for text in ("=SUM(A1)", "+1", "-1", "@x", "\tx", "\rx", "\nx"):
        assert one_cell(text) == f"'{text}"
    assert one_cell(["=x", "y"]) == "'=x,y"
    assert one_cell(("=x", "y")) == "'=x,y"


def test_negative_numbers_stay_numbers() -> None:
    assert one_cell(Money(-100, "EUR", 2)) == "-1.00"
    assert one_cell(-3) == "-3"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_text_is_read_back_as_it_was(text: str) -> None:
    assert one_cell(text).removeprefix("'") == text.removeprefix("'")
