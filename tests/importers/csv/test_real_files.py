"""Every CSV file of MANIFEST.tsv: its counts, sums, days and currency, or the clear report that the manifest asks for.

Where a file and the manifest differ, the file wins:
- RechnungsFee__dkb.csv: the manifest tells of a row without an amount; the file has none. Its damaged row lacks
  one quotation mark, and reads whole.
- test_BOI, test_row_format_CD_flag, mint, chase, extratofake, inversed_credit_card, some_other, two_money_columns:
  the currency is known from the bank's country, or shared by many ("$"); the file itself does not state it.
- TransactionHistory (OCBC): the account is "FRANK Account 666-666666-666"; its number is taken.
- sample.journal.csv: the commodity "$" is no currency that could be told.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from budgetpro.domain.errors import Failure
from budgetpro.importers.csv.reader import open_csv
from budgetpro.importers.lines import Hints, Statement, StatementLine
from budgetpro.importers.source import Source
from tests.importers.csv.csv_file import read_file, total

StatementFile = Callable[[str], Path]


class Expected(NamedTuple):
    """One statement: account, currency, number of lines, their sum, first and last day, closing balance."""

    account: str | None
    currency: str | None
    line_count: int
    total: str
    first: str
    last: str
    closing: str | None = None


MANIFEST = {
    "RechnungsFee__commerzbank.csv": [
        Expected("DE79500400000123456700", "EUR", 7, "-73.74", "2024-12-31", "2025-08-07")
    ],
    "RechnungsFee__dkb.csv": [
        Expected("DE89370400440532013000", "EUR", 8, "50.43", "2025-11-28", "2025-12-08", "4093.32 on 2025-12-09")
    ],
    "RechnungsFee__sparkasse-lzo-camt-v2.csv": [
        Expected("DE89370400440532013000", "EUR", 10, "-921.27", "2025-12-03", "2025-12-05")
    ],
    "bank2ynab__20171001-20171106.csv": [Expected(None, "EUR", 1, "-59.99", "2017-10-01", "2017-10-01")],
    "bank2ynab__MS_JANE_SMITH_01-12-2019_14-12-2019.csv": [
        Expected(None, "GBP", 13, "-399.99", "2019-12-02", "2019-12-12")
    ],
    "bank2ynab__Movements_1234512345_201805271848.csv": [
        Expected("123456789/1234", "CZK", 1, "-1.00", "2018-05-27", "2018-05-27")
    ],
    "bank2ynab__TransactionHistory_20180418043121.csv": [
        Expected("666-666666-666", "SGD", 8, "-173.28", "2018-04-13", "2018-04-18", "6666.66 on None")
    ],
    "bank2ynab__W80844_EBH_201945.202122.csv": [Expected(None, "HUF", 2, "940", "2019-04-17", "2019-04-19")],
    "bank2ynab__kta_ei.dat": [Expected("244081", "EUR", 11, "-6152.22", "2019-03-11", "2019-03-13")],
    "bank2ynab__test_BOI_TransactionExport.csv": [Expected(None, None, 27, "-419.61", "2017-09-01", "2017-09-28")],
    "bank2ynab__test_row_format_CD_flag.csv": [Expected(None, None, 70, "-4441.16", "2017-09-18", "2017-10-13")],
    "bank2ynab__test_swedebank_statement.xls": [
        Expected("LT357300000000000000", "LTL", 13, "2578.93", "2014-10-01", "2014-10-06", "12952.97 on 2014-10-06")
    ],
    "beancount-import__mint.csv": [
        Expected("My Credit Card", None, 2, "64.43", "2013-11-27", "2016-08-10"),
        Expected("My Checking", None, 1, "-66.88", "2013-12-02", "2013-12-02"),
    ],
    "hledger__csb43.csv": [Expected("1234567890", "EUR", 2, "1000.00", "2019-11-02", "2019-11-10", "1000.00 on None")],
    "hledger__sample.fr.cp1252.csv": [Expected(None, None, 3, "20.00", "2012-03-22", "2012-03-24")],
    "hledger__sample.journal.csv": [
        Expected("assets:bank:checking", None, 4, "0", "2008-01-01", "2008-12-31"),
        Expected("income:salary", None, 1, "-1", "2008-01-01", "2008-01-01"),
        Expected("income:gifts", None, 1, "-1", "2008-06-01", "2008-06-01"),
        Expected("assets:bank:saving", None, 1, "1", "2008-06-02", "2008-06-02"),
        Expected("expenses:food", None, 1, "1", "2008-06-03", "2008-06-03"),
        Expected("expenses:supplies", None, 1, "1", "2008-06-03", "2008-06-03"),
        Expected("assets:cash", None, 1, "-2", "2008-06-03", "2008-06-03"),
        Expected("liabilities:debts", None, 1, "1", "2008-12-31", "2008-12-31"),
    ],
    "hledger__ynab4-rtl.csv": [
        Expected("checking1", "JOD", 1, "-4.750", "2022-11-07", "2022-11-07", "0.000 on 2022-11-07"),
        Expected("creditcard1", "JOD", 1, "-93.210", "2022-12-11", "2022-12-11", "56.790 on 2022-12-11"),
    ],
    "ofxstatement-austrian__easybank-giro.csv": [
        Expected("AT123456789012345678", "EUR", 10, "-1562.86", "2014-01-01", "2015-10-07")
    ],
    "ofxstatement-austrian__ing-diba.csv": [Expected("12345678001", "EUR", 6, "-992.03", "2013-08-13", "2013-12-31")],
    "reckon__broker_canada_example.csv": [
        Expected(None, "CAD", 10, "4677.51", "2013-05-22", "2014-02-10"),
        Expected(None, "USD", 2, "105.40", "2013-06-27", "2013-07-02"),
    ],
    "reckon__chase.csv": [Expected(None, None, 9, "6922.11", "2009-12-10", "2009-12-24")],
    "reckon__extratofake.csv": [Expected(None, None, 22, "805.00", "2012-11-01", "2012-11-05")],
    "reckon__harder_date_example.csv": [Expected(None, None, 5, "-123.12", "2009-11-04", "2011-11-04")],
    "reckon__invalid_header_example.csv": [
        Expected("0234500012345678", "EUR", 2, "41.90", "2016-02-18", "2016-02-19", "1234.37 on 2016-02-19")
    ],
    "reckon__inversed_credit_card.csv": [Expected(None, None, 16, "187.01", "2013-01-17", "2013-02-17")],
    "reckon__some_other.csv": [Expected(None, None, 9, "6954.57", "2003-12-24", "2011-12-24")],
    "reckon__tab_delimited_abnamro.csv": [
        Expected("123456789", "EUR", 2, "-15.00", "2016-01-02", "2016-01-02", "0.00 on 2016-01-02")
    ],
    "reckon__two_money_columns.csv": [
        Expected(None, None, 5, "-548.51", "2008-03-26", "2008-04-01", "1750.06 on 2008-04-01")
    ],
    "wise__sample-statement.csv": [Expected(None, "USD", 5, "-223.73", "2020-08-20", "2020-08-24")],
}
BAD_ROWS = {"bank2ynab__test_row_format_CD_flag.csv": [72, 73, 74]}
REFUSED = {"hledger__monefy.csv"}


def told(statement: Statement, lines: list[StatementLine]) -> Expected:
    days = sorted(line.date.isoformat() for line in lines)
    closing = (
        f"{statement.closing_balance} on {statement.closing_date}" if statement.closing_balance is not None else None
    )
    return Expected(statement.account_id, statement.currency, len(lines), str(total(lines)), days[0], days[-1], closing)


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_file_gives_the_manifests_counts_and_sums(statement_file: StatementFile, name: str) -> None:
    reading = open_csv(Source(statement_file(f"csv/{name}")), Hints())
    lines: dict[int, list[StatementLine]] = {}
    for statement, line in reading.lines():
        lines.setdefault(id(statement), []).append(line)
    assert [told(statement, lines[id(statement)]) for statement in reading.statements] == MANIFEST[name]
    bad = [problem.position for statement in reading.statements for problem in statement.problems if problem.is_row]
    assert bad == BAD_ROWS.get(name, [])


def test_no_file_is_left_out(statements_dir: Path) -> None:
    assert {path.name for path in (statements_dir / "csv").iterdir()} == {*MANIFEST, *REFUSED}


def test_monefy_asks_for_the_date_order(statements_dir: Path) -> None:
    path = statements_dir / "csv" / "hledger__monefy.csv"
    with pytest.raises(Failure) as caught:
        read_file(path)
    assert caught.value.code == "date_order_unknown"
    read = read_file(path, Hints(date_order="dmy"))
    assert {line.date.isoformat() for line in read.lines} == {"2021-12-06"}
    card = [line for line in read.lines if line.position in (5, 6, 7, 9)]
    cash = [line for line in read.lines if line not in card]
    assert [statement.account_id for statement in read.statements] == ["Cash", "Payment card"]
    assert (str(total(cash)), str(total(card))) == ("1000.8", "4892")


def test_pending_rows_of_real_files(statements_dir: Path) -> None:
    card = read_file(statements_dir / "csv" / "bank2ynab__MS_JANE_SMITH_01-12-2019_14-12-2019.csv")
    pending = [line for line in card.lines if line.status == "pending"]
    assert (len(pending), str(total(pending))) == (3, "-114.19")
    camt = read_file(statements_dir / "csv" / "RechnungsFee__sparkasse-lzo-camt-v2.csv")
    assert sum(line.status == "pending" for line in camt.lines) == 3


def test_fee_and_transfer_that_share_an_id_have_none(statements_dir: Path) -> None:
    read = read_file(statements_dir / "csv" / "wise__sample-statement.csv")
    assert {line.bank_id for line in read.lines} == {None}
    assert read.lines[0].reference == read.lines[1].reference == "TRANSFER-175545673"


def test_description_that_goes_on_and_equal_rows_are_kept(statement_file: StatementFile) -> None:
    read = read_file(statement_file("csv/bank2ynab__TransactionHistory_20180418043121.csv"))
    assert read.lines[0].memo == "DEBIT PURCHASE 15/04/18 66-6666 UBER EATS AN2GO HELP.UBERh"
    assert len(read.lines) == 8
