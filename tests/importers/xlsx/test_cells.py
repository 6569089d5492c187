"""Cells of all kinds, and where they stand."""

from __future__ import annotations

import pytest

from budgetpro.importers.lines import Hints
from tests.importers.xlsx.xlsx_file import (
    DAY,
    GENERAL,
    LINES,
    MARCH,
    MONEY,
    Writer,
    day,
    error,
    number,
    packed,
    parts,
    row,
    table,
    text,
    worksheet,
)

HEAD = row(*map(text, ("Date", "Description", "Amount")))
NEXT = (day(MARCH + 9), text("next"), number(-1.25, MONEY))


def test_table_is_read_with_the_rows_numbers(writer: Writer) -> None:
    found = writer.read(LINES)
    assert found.format == "xlsx"
    assert found.rows == [("2026-03-01", "-3.50"), ("2026-03-02", "2000.00")]
    assert found.memos == ["coffee", "pay"]
    assert found.positions == [2, 3]
    assert found.statement.format == "xlsx"


def test_days_may_count_from_1904(writer: Writer) -> None:
    found = writer.read(table((day(0), text("x"), number(-1, MONEY)), NEXT), settings='<workbookPr date1904="1"/>')
    assert found.rows[0] == ("1904-01-01", "-1.00")


def test_day_may_be_stored_in_iso_8601(writer: Writer) -> None:
    cell = '<c t="d"><v>2026-03-04T00:00:00Z</v></c>'
    assert writer.read(table((cell, text("x"), number(-1, MONEY)), NEXT)).rows[0] == ("2026-03-04", "-1.00")


def test_shared_texts_are_read_run_by_run_without_the_phonetic_ones(writer: Writer) -> None:
    strings = (
        "<si><t>plain</t></si>"
        '<si><r><rPr><b/></rPr><t xml:space="preserve">rich </t></r><r><t>text</t></r></si>'
        '<si><t>東京</t><rPh sb="0" eb="2"><t>とうきょう</t></rPh><phoneticPr fontId="1"/></si>'
        "<si/><si><t>A_x0026_B_x000D__x000a_C_x005F_x0041_</t></si>"
    )
    rows = [(day(MARCH + n), f'<c t="s"><v>{n}</v></c>', number(-1, MONEY)) for n in range(5)]
    found = writer.read(table(*rows), strings=strings)
    assert found.memos == ["plain", "rich text", "東京", None, "A&B C_x0041_"]


def test_line_ends_and_tabs_in_a_cell_are_spaces(writer: Writer) -> None:
    found = writer.read(table((day(MARCH), text('one\ntwo\tthree "4"\u2028'), number(-1, MONEY)), NEXT))
    assert found.memos[0] == 'one two three "4"'
    assert found.positions == [2, 3]


@pytest.mark.parametrize("words", ['"quoted', '"', '""', "a;b,c|d", "sep=;", "'apostrophe'", "\\", '", "', "=1+1"])
def test_words_are_no_marks_between_cells(writer: Writer, words: str) -> None:
    rows = [(day(MARCH + n), text(words), text("x" + words), number(-1, MONEY)) for n in range(4)]
    head = row(*map(text, ("Date", "Payee", "Description", "Amount")))
    found = writer.read(head + "".join(row(*cells) for cells in rows))
    assert found.memos == ["x" + words] * 4
    assert found.amounts == ["-1.00"] * 4


def test_texts_that_look_like_amounts_are_read_as_in_a_csv_file(writer: Writer) -> None:
    rows = [(text("25.03.2026"), text("x"), text("-1.234,50")), (text("26.03.2026"), text("y"), text("10,00"))]
    assert writer.read(table(*rows)).rows == [("2026-03-25", "-1234.50"), ("2026-03-26", "10.00")]


def test_numbers_beside_texts_with_commas_are_read_once_the_mark_is_told(writer: Writer) -> None:
    rows = table((day(MARCH), text("x"), text("-1.234,50")), (day(MARCH), text("y"), number(-12.5)))
    assert writer.refused(rows).code == "decimal_mark_mixed"
    assert writer.read(rows, Hints(decimal_mark=",")).amounts == ["-1234.50", "-12.5"]


def test_three_decimals_are_no_thousands(writer: Writer) -> None:
    assert writer.read(table((day(MARCH), text("x"), number("-1.234")))).amounts == ["-1.2340"]


def test_truth_values_are_words(writer: Writer) -> None:
    cells = [(day(MARCH), f'<c t="b"><v>{n}</v></c>', number(-1, MONEY)) for n in (1, 0)]
    assert writer.read(table(*cells)).memos == ["TRUE", "FALSE"]


@pytest.mark.parametrize("value", ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
@pytest.mark.parametrize("place", [0, 2])
def test_error_in_place_of_a_day_or_an_amount_is_a_bad_row(writer: Writer, value: str, place: int) -> None:
    cells = [day(MARCH + 1), text("x"), number(-2, MONEY)]
    cells[place] = error(value)
    rows = [(day(MARCH + n), text("y"), number(-1, MONEY)) for n in range(5)]
    found = writer.read(table(*rows[:2], tuple(cells), *rows[2:]))
    assert found.positions == [2, 3, 5, 6, 7]
    assert found.bad_rows == [4]
    assert value in found.problems[0].message


def test_formula_says_what_it_came_to(writer: Writer) -> None:
    cell = f'<c s="{MONEY}"><f>SUM(A1:A9)*-1</f><v>-12.340000000000002</v></c>'
    words = '<c t="str"><f>"a"&amp;"b"</f><v>ab</v></c>'
    found = writer.read(table((day(MARCH), words, cell), NEXT))
    assert (found.amounts[0], found.memos[0]) == ("-12.34", "ab")


@pytest.mark.parametrize(
    ("cell", "settings"),
    [
        ("<c><f>A1</f></c>", ""),
        ("<c><f>A1</f><v></v></c>", ""),
        ("<c><f>A1</f><v>0</v></c>", '<calcPr fullCalcOnLoad="1"/>'),
    ],
)
def test_formula_that_was_never_calculated_is_a_bad_row(writer: Writer, cell: str, settings: str) -> None:
    found = writer.read(table(NEXT, (day(MARCH), text("x"), cell), NEXT), settings=settings)
    assert found.bad_rows == [3]
    assert "#NOT CALCULATED" in found.problems[0].message


def test_amount_that_is_shown_rounded_is_read_as_it_is_kept_and_told(writer: Writer) -> None:
    found = writer.read(table((day(MARCH), text("x"), number("-12.345", MONEY)), NEXT))
    assert found.amounts[0] == "-12.3450"
    assert found.problems == [(2, "a cell that shows -12.35 holds -12.345, which is read", False)]


def test_currency_beside_the_amounts_is_the_statements(writer: Writer) -> None:
    rows = [(day(MARCH + n), text("x"), number(-1.5 - n, 3)) for n in range(3)]
    assert writer.read(table(*rows), codes=["#,##0.00\\ [$€-407]"]).statement.currency == "EUR"


def test_empty_rows_and_columns_are_no_rows(writer: Writer) -> None:
    rows = (
        row('<c r="B3" t="inlineStr"><is><t>Account: 12345678</t></is></c>', attributes='r="3"')
        + row(
            *(f'<c r="{at}5" t="inlineStr"><is><t>{name}</t></is></c>' for at, name in zip("BDG", HEADS, strict=True)),
            attributes='r="5"',
        )
        + row(
            f'<c r="A6" s="{GENERAL}"/><c r="B6" s="{DAY}"><v>{MARCH}</v></c>',
            f'<c r="D6" t="inlineStr"><is><t>x</t></is></c><c r="G6" s="{MONEY}"><v>-1</v></c><c r="XFD6" s="1"/>',
            attributes='r="6"',
        )
        + row(attributes='r="7"')
        + row(
            f'<c r="B1000" s="{DAY}"><v>{MARCH}</v></c><c r="G1000" s="{MONEY}"><v>-2</v></c>',
            attributes='r="1000"',
        )
    )
    found = writer.read(rows)
    assert found.amounts == ["-1.00", "-2.00"]
    assert found.positions == [6, 1000]
    assert found.statement.account_id == "12345678"


HEADS = ("Date", "Description", "Amount")


def test_rows_may_end_before_the_last_column(writer: Writer) -> None:
    head = row(*map(text, ("Date", "Description", "Debit", "Credit", "Note")))
    rows = (
        row(day(MARCH), text("out"), number(5, MONEY))
        + row(day(MARCH), text("in"), "<c/>", number(7, MONEY))
        + row(day(MARCH), text("note"), number(5, MONEY), "<c/>", text("n"))
    )
    assert writer.read(head + rows).amounts == ["-5.00", "7.00", "-5.00"]


def test_merged_cells_above_the_table_do_no_harm(writer: Writer) -> None:
    top = row(text("Statement of March")) + row(attributes='r="2"')
    merged = '<mergeCells count="1"><mergeCell ref="A1:C2"/></mergeCells>'
    assert writer.read(worksheet(top + LINES, merged)).positions == [4, 5]


def test_day_that_is_merged_over_two_rows_is_missed_in_the_second(writer: Writer) -> None:
    rows = table((day(MARCH), text("x"), number(-1, MONEY)), ("<c/>", text("y"), number(-2, MONEY)), NEXT)
    found = writer.read(worksheet(rows, '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'))
    assert found.bad_rows == [3]


def test_strict_form_and_prefixes_are_read_alike(writer: Writer) -> None:
    made = parts({"S": LINES})
    strict = {
        name: content.replace("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/x/m")
        .replace("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/x/r")
        for name, content in made.items()
    }  # fmt: skip
    assert writer.read_bytes(packed(strict)).positions == [2, 3]
    sheet = "xl/worksheets/sheet1.xml"
    prefixed = made[sheet].replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    assert writer.read_bytes(packed(made | {sheet: prefixed})).positions == [2, 3]


def test_parts_may_be_in_another_encoding(writer: Writer) -> None:
    made: dict[str, str | bytes] = dict(parts({"S": LINES}))
    sheet = str(made["xl/worksheets/sheet1.xml"]).replace("coffee", "café")
    made["xl/worksheets/sheet1.xml"] = f'<?xml version="1.0" encoding="UTF-16"?>{sheet}'.encode("utf-16")
    assert writer.read_bytes(packed(made)).memos == ["café", "pay"]


@pytest.mark.parametrize(
    "rows",
    [
        row(attributes='r="2"') + row(attributes='r="2"'),
        row(attributes='r="3"') + row(attributes='r="2"'),
        row(attributes='r="0"'),
        row(attributes='r="1048577"'),
        row(attributes='r="x"'),
        row(attributes='r="99999999999999999999"'),
        row('<c r="B1"><v>1</v></c><c r="A1"><v>1</v></c>', attributes='r="1"'),
        row('<c r="A1"><v>1</v></c><c r="A1"><v>1</v></c>', attributes='r="1"'),
        row('<c r="A2"><v>1</v></c>', attributes='r="1"'),
        row('<c r="XFE1"/>', attributes='r="1"'),
        row('<c r="AAAA1"/>', attributes='r="1"'),
        row('<c r="1"/>', attributes='r="1"'),
        row('<c r="Ä1"/>', attributes='r="1"'),
        row('<c r="IW1"><v>1</v></c>', attributes='r="1"'),
        row('<c t="s"><v>0</v></c>'),
        row('<c t="s"><v>-1</v></c>'),
        row('<c t="odd"><v>0</v></c>'),
        row('<c s="77"><v>0</v></c>'),
        row(f"<c><v>{'9' * 40_000}</v></c>"),
    ],
)
def test_sheet_that_contradicts_itself_is_refused(writer: Writer, rows: str) -> None:
    error = writer.refused(rows)
    assert error.code == "statement_unreadable"
    assert "xl/worksheets/sheet1.xml, line 1: " in error.message
