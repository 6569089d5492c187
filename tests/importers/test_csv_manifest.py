"""Every CSV file of the statements' MANIFEST.tsv gives what a right import gives, without being told anything.

Where the manifest names a currency that the file does not state, the line has none. The one file
whose date order nothing proves is refused until it is said.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from budgetpro.domain.errors import Failure
from budgetpro.importers.lines import Hints, Statement, StatementLine
from budgetpro.importers.recognise import open_statement
from budgetpro.importers.source import Source


class Expected(NamedTuple):
    """What the manifest says of one statement; `sum` from the account holder's view."""

    account: str | None
    rows: int
    sum: str
    currency: str | None
    first: str
    last: str
    problems: int = 0


AMBIGUOUS = "hledger__monefy.csv"
MANIFEST = {
    "RechnungsFee__commerzbank.csv": (
        Expected("DE79500400000123456700", 7, "-73.74", "EUR", "2024-12-31", "2025-08-07"),
    ),
    "RechnungsFee__dkb.csv": (Expected("DE89370400440532013000", 8, "50.43", "EUR", "2025-11-28", "2025-12-08"),),
    "RechnungsFee__sparkasse-lzo-camt-v2.csv": (
        Expected("DE89370400440532013000", 10, "-921.27", "EUR", "2025-12-03", "2025-12-05"),
    ),
    "bank2ynab__20171001-20171106.csv": (Expected(None, 1, "-59.99", "EUR", "2017-10-01", "2017-10-01"),),
    "bank2ynab__MS_JANE_SMITH_01-12-2019_14-12-2019.csv": (
        Expected(None, 13, "-399.99", "GBP", "2019-12-02", "2019-12-12"),
    ),
    "bank2ynab__Movements_1234512345_201805271848.csv": (
        Expected("123456789/1234", 1, "-1.00", "CZK", "2018-05-27", "2018-05-27"),
    ),
    "bank2ynab__TransactionHistory_20180418043121.csv": (
        Expected("666-666666-666", 8, "-173.28", "SGD", "2018-04-13", "2018-04-18"),
    ),
    "bank2ynab__W80844_EBH_201945.202122.csv": (Expected(None, 2, "940", "HUF", "2019-04-17", "2019-04-19"),),
    "bank2ynab__kta_ei.dat": (Expected("244081", 11, "-6152.22", "EUR", "2019-03-11", "2019-03-13"),),
    "bank2ynab__test_BOI_TransactionExport.csv": (Expected(None, 27, "-419.61", None, "2017-09-01", "2017-09-28"),),
    "bank2ynab__test_row_format_CD_flag.csv": (
        Expected(None, 70, "-4441.16", None, "2017-09-18", "2017-10-13", problems=3),
    ),
    "bank2ynab__test_swedebank_statement.xls": (
        Expected("LT357300000000000000", 13, "2578.93", "LTL", "2014-10-01", "2014-10-06"),
    ),
    "beancount-import__mint.csv": (
        Expected("My Credit Card", 2, "64.43", None, "2013-11-27", "2016-08-10"),
        Expected("My Checking", 1, "-66.88", None, "2013-12-02", "2013-12-02"),
    ),
    "hledger__csb43.csv": (Expected("1234567890", 2, "1000.00", "EUR", "2019-11-02", "2019-11-10"),),
    "hledger__monefy.csv": (
        Expected("Cash", 4, "1000.8", "USD", "2021-12-06", "2021-12-06"),
        Expected("Payment card", 4, "4892", "USD", "2021-12-06", "2021-12-06"),
    ),
    "hledger__sample.fr.cp1252.csv": (Expected(None, 3, "20.00", None, "2012-03-22", "2012-03-24"),),
    "hledger__sample.journal.csv": (
        Expected("assets:bank:checking", 4, "0", None, "2008-01-01", "2008-12-31"),
        Expected("income:salary", 1, "-1", None, "2008-01-01", "2008-01-01"),
        Expected("income:gifts", 1, "-1", None, "2008-06-01", "2008-06-01"),
        Expected("assets:bank:saving", 1, "1", None, "2008-06-02", "2008-06-02"),
        Expected("expenses:food", 1, "1", None, "2008-06-03", "2008-06-03"),
        Expected("expenses:supplies", 1, "1", None, "2008-06-03", "2008-06-03"),
        Expected("assets:cash", 1, "-2", None, "2008-06-03", "2008-06-03"),
        Expected("liabilities:debts", 1, "1", None, "2008-12-31", "2008-12-31"),
    ),
    "hledger__ynab4-rtl.csv": (
        Expected("checking1", 1, "-4.750", "JOD", "2022-11-07", "2022-11-07"),
        Expected("creditcard1", 1, "-93.210", "JOD", "2022-12-11", "2022-12-11"),
    ),
    "ofxstatement-austrian__easybank-giro.csv": (
        Expected("AT123456789012345678", 10, "-1562.86", "EUR", "2014-01-01", "2015-10-07"),
    ),
    "ofxstatement-austrian__ing-diba.csv": (Expected("12345678001", 6, "-992.03", "EUR", "2013-08-13", "2013-12-31"),),
    "reckon__broker_canada_example.csv": (
        Expected(None, 10, "4677.51", "CAD", "2013-05-22", "2014-02-10"),
        Expected(None, 2, "105.40", "USD", "2013-06-27", "2013-07-02"),
    ),
    "reckon__chase.csv": (Expected(None, 9, "6922.11", None, "2009-12-10", "2009-12-24"),),
    "reckon__extratofake.csv": (Expected(None, 22, "805.00", None, "2012-11-01", "2012-11-05"),),
    "reckon__harder_date_example.csv": (Expected(None, 5, "-123.12", None, "2009-11-04", "2011-11-04"),),
    "reckon__invalid_header_example.csv": (
        Expected("0234500012345678", 2, "41.90", "EUR", "2016-02-18", "2016-02-19"),
    ),
    "reckon__inversed_credit_card.csv": (Expected(None, 16, "187.01", None, "2013-01-17", "2013-02-17"),),
    "reckon__some_other.csv": (Expected(None, 9, "6954.57", None, "2003-12-24", "2011-12-24"),),
    "reckon__tab_delimited_abnamro.csv": (Expected("123456789", 2, "-15.00", "EUR", "2016-01-02", "2016-01-02"),),
    "reckon__two_money_columns.csv": (Expected(None, 5, "-548.51", None, "2008-03-26", "2008-04-01"),),
    "wise__sample-statement.csv": (Expected(None, 5, "-223.73", "USD", "2020-08-20", "2020-08-24"),),
}


def read(path: Path, hints: Hints) -> list[tuple[Statement, list[StatementLine]]]:
    reading = open_statement(Source(path), hints)
    lines: dict[int, list[StatementLine]] = {}
    for statement, line in reading.lines():
        lines.setdefault(id(statement), []).append(line)
    return [(statement, lines.get(id(statement), [])) for statement in reading.statements]


def told(statement: Statement, lines: list[StatementLine]) -> Expected:
    days = sorted(line.date.isoformat() for line in lines)
    total = sum(line.amount for line in lines)
    bad = sum(problem.is_row for problem in statement.problems)
    return Expected(statement.account_id, len(lines), str(total), statement.currency, days[0], days[-1], bad)


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_a_file_gives_the_manifests_counts_sums_and_days(statements_dir: Path, name: str) -> None:
    hints = Hints(date_order="dmy") if name == AMBIGUOUS else Hints()
    found = read(statements_dir / "csv" / name, hints)

    assert [told(*pair) for pair in found] == list(MANIFEST[name])


def test_days_that_can_be_read_in_two_ways_are_refused(statements_dir: Path) -> None:
    with pytest.raises(Failure) as refused:
        read(statements_dir / "csv" / AMBIGUOUS, Hints())
    assert refused.value.code == "date_order_unknown"
    assert "--date-order" in str(refused.value.hint)


def test_pending_rows_are_marked(statements_dir: Path) -> None:
    name = "bank2ynab__MS_JANE_SMITH_01-12-2019_14-12-2019.csv"
    ((_, lines),) = read(statements_dir / "csv" / name, Hints())
    pending = [line for line in lines if line.status == "pending"]

    assert (len(pending), str(sum(line.amount for line in pending))) == (3, "-114.19")


def test_no_file_is_left_out(statements_dir: Path) -> None:
    assert {path.name for path in (statements_dir / "csv").iterdir()} == set(MANIFEST)
