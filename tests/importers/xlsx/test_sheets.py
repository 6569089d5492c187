"""Workbooks of several sheets, and what of them is hidden."""

from __future__ import annotations

from tests.importers.xlsx.xlsx_file import LINES, MARCH, MONEY, Writer, day, number, packed, parts, row, table, text

NOTES = row(text("About this file")) + row(text("Made on"), day(MARCH))


def test_the_sheet_that_holds_a_table_is_read(writer: Writer) -> None:
    found = writer.read({"Notes": NOTES, "March": LINES, "Empty": ""})
    assert found.positions == [2, 3]
    assert found.findings[0] == 'the sheet "March" is read'
    assert not found.problems


def test_several_sheets_with_tables_are_refused_with_their_names(writer: Writer) -> None:
    error = writer.refused({"Checking": LINES, "Notes": NOTES, 'A "card"': LINES})
    assert error.code == "sheet_unknown"
    assert 'several of its sheets hold a table of days and amounts: "Checking", "A "card"".' in error.message
    assert error.facts["sheets"] == ["Checking", 'A "card"']


def test_no_sheet_with_a_table_is_refused(writer: Writer) -> None:
    error = writer.refused({"Notes": NOTES, "More": NOTES})
    assert error.code == "sheet_unknown"
    assert writer.refused(NOTES).code == "csv_no_table"
    assert writer.refused("").code == "csv_no_table"


def test_a_table_with_a_head_goes_over_rows_without_one_which_are_told(writer: Writer) -> None:
    balances = row(text("at"), day(MARCH), number(100, MONEY)) + row(text("at"), day(MARCH + 1), number(90, MONEY))
    found = writer.read({"Balances": balances, "March": LINES})
    assert found.positions == [2, 3]
    assert [problem.message for problem in found.problems] == [
        'the sheet "Balances" holds rows of days and amounts too; it is not read'
    ]


def test_an_empty_table_is_no_rival(writer: Writer) -> None:
    found = writer.read({"Pending": row(*map(text, ("Date", "Description", "Amount"))), "Booked": LINES})
    assert found.positions == [2, 3]


def test_hidden_sheets_are_not_read_and_told(writer: Writer) -> None:
    found = writer.read({"Old": LINES, "March": LINES}, hidden=["Old"])
    assert found.findings[:2] == ['the sheet "March" is read', "hidden sheets are not read: Old"]


def test_hidden_rows_are_read_and_told(writer: Writer) -> None:
    hidden = LINES.replace("<row >", '<row hidden="1">')
    found = writer.read(hidden)
    assert found.positions == [2, 3]
    assert found.problems == [(2, "this row is hidden in the sheet; it is read like the others (as are 1 more)", False)]


def test_errors_name_the_sheet(writer: Writer) -> None:
    error = writer.refused({"März": table((text("01/02/2026"), text("x"), number(-1, MONEY)))})
    assert error.code == "date_order_unknown"
    assert f'{writer.path}, sheet "März"' in error.message


def test_only_balances_of_the_sheet_that_is_read_count(writer: Writer) -> None:
    head = row(*map(text, ("Date", "Description", "Amount", "Balance")))
    rows = "".join(
        row(day(MARCH + n), text("x"), number(-1, MONEY), number(99 - n, MONEY), attributes="") for n in range(3)
    )
    statement = writer.read({"Notes": NOTES, "March": head + rows}).statement
    assert (str(statement.opening_balance), str(statement.closing_balance)) == ("100.00", "97.00")


def test_sheets_of_charts_and_a_workbook_without_styles_do_no_harm(writer: Writer) -> None:
    made = parts({"Chart": "", "March": table((text("2026-03-01"), text("x"), number(-1.5)))})
    relations = made["xl/_rels/workbook.xml.rels"]
    relations = relations.replace("/worksheet", "/chartsheet", 1).replace('/styles"', '/theme"')
    found = writer.read_bytes(packed({**made, "xl/_rels/workbook.xml.rels": relations}))
    assert found.rows == [("2026-03-01", "-1.5")]
