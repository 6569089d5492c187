from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

from budgetpro.output.columns import write_columns
from budgetpro.output.delimited import write_delimited
from budgetpro.output.statements import (
    rows_of,
    tabulate_first_lines,
    tabulate_lines,
    tabulate_problems,
    tabulate_summary,
)
from budgetpro.output.tabular import Table
from budgetpro.services.statements.inspecting import InspectedLine, InspectedProblem, InspectedStatement


def line(day: int, amount: str, payee: str | None = None, currency: str | None = "EUR") -> InspectedLine:
    return InspectedLine(date(2026, 3, day), Decimal(amount), currency, payee, None, None, None, "posted", position=day)


def statement(*lines: InspectedLine, account_id: str | None = "42", problems: int = 0) -> InspectedStatement:
    told = tuple(InspectedProblem(n, f"Problem {n}.") for n in range(problems, 0, -1))
    balance = Decimal("87.50")
    return InspectedStatement("ofx", account_id, "EUR", None, balance, None, lines, told, "utf-8", ("It is text.",))


def columns_of(table: Table) -> str:
    stream = io.StringIO()
    write_columns(table, stream)
    return stream.getvalue()


def test_summary_adds_up_what_went_in_and_out() -> None:
    found = statement(line(5, "-12.50"), line(3, "100"), line(9, "-0.05"))
    assert columns_of(tabulate_summary([found, statement(account_id="43", problems=2)])) == (
        "Account  Format  Currency  Rows  First       Last         In     Out  Opening  Closing  Problems\n"
        "-------  ------  --------  ----  ----------  ----------  ---  ------  -------  -------  --------\n"
        "42       ofx     EUR          3  2026-03-03  2026-03-09  100  -12.55             87.50         0\n"
        "43       ofx     EUR          0                                                  87.50         2\n"
        "\nIt is text.\n"
    )


def test_amounts_of_several_currencies_are_not_added_up() -> None:
    (row,) = tabulate_summary([statement(line(5, "1"), line(5, "1", currency="USD"))]).rows
    assert row[6:8] == (None, None)


def test_first_rows_leave_out_empty_columns_and_count_the_rest() -> None:
    table = tabulate_first_lines(statement(*(line(day, "-1.5", "Lidl") for day in range(1, 13))))
    shown = columns_of(table)
    assert shown.startswith(
        "Account 42\n\nLine  Date        Amount  Currency  Payee  Status\n"
        "----  ----------  ------  --------  -----  ------\n"
        "   1  2026-03-01    -1.5  EUR       Lidl   posted\n"
    )
    assert shown.endswith("\n2 more rows; --json shows all.\n")
    assert tabulate_first_lines(statement(line(1, "1"), account_id=None)).title is None


def test_csv_has_bare_amounts_a_currency_and_every_column() -> None:
    stream = io.StringIO()
    found = statement(line(5, "-12.50", "=cmd"), line(6, "1E+2", currency=None))
    write_delimited(tabulate_lines([found]), stream, ",")
    assert stream.getvalue() == (
        "account_id,position,date,amount,currency,payee,memo,reference,bank_id,status\n"
        "42,5,2026-03-05,-12.50,EUR,'=cmd,,,,posted\n"
        "42,6,2026-03-06,100,,,,,,posted\n"
    )


def test_problems_stand_in_file_order() -> None:
    assert [row[0] for row in tabulate_problems([statement(problems=3)]).rows] == [1, 2, 3]


def test_json_lines_name_the_account_of_each_row() -> None:
    (row,) = rows_of([statement(line(5, "-12.50"))])
    assert isinstance(row, dict)
    assert (row["format"], row["account_id"], row["position"]) == ("ofx", "42", 5)
