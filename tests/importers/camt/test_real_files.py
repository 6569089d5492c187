"""Every CAMT file of MANIFEST.tsv: its counts, sums, days, account and balances.

Where a file and the manifest differ, the file wins:
- camt053.v2.minimal and camt053.v8: the CLBD of -27.00 is in SEK, the account in EUR: it is left out and told;
- camt052.v4: the same with its ITBD, in CHF, where the row is in SEK.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from budgetpro.importers.lines import Statement, StatementLine
from tests.importers.camt.camt_file import read_file


class Expected(NamedTuple):
    """What MANIFEST.tsv says of one statement of a file."""

    account_id: str
    currency: str
    rows: int
    total: str
    first: str
    last: str
    opening: str | None = None
    closing: str | None = None
    status: str = "posted"


MANIFEST = {
    "bankstatementparser__camt.053.001.02.xml": [
        Expected("50000000054910000003", "SEK", 3, "-64321.50", "2010-10-18", "2010-10-18", "500000", "435678.50")
    ],
    "bankstatementparser__camt053_duplicate_same_day.xml": [
        Expected("DE89370400440532013000", "EUR", 2, "-9.00", "2026-04-07", "2026-04-07")
    ],
    "bankstatementparser__camt053_no_namespace.xml": [
        Expected("GB29NWBK60161331926819", "GBP", 1, "250.00", "2026-04-12", "2026-04-12", "100.00", "350.00")
    ],
    "camt__camt052.v4.xml": [
        Expected("CH2801234000123456789", "SEK", 1, "-200000", "2007-10-18", "2007-10-18", status="pending")
    ],
    "camt__camt053.v2.minimal.xml": [
        Expected("NL26VAYB8060476890", "EUR", 1, "8.85", "2014-12-31", "2014-12-31", "18.15")
    ],
    "camt__camt053.v2.multi.statement.xml": [
        Expected("NL26VAYB8060476890", "EUR", 1, "8.85", "2014-12-31", "2014-12-31", "18.15", "27.00"),
        Expected("NL26VAYB8060476890", "EUR", 1, "-7.00", "2014-12-31", "2014-12-31", "27.00", "20.00"),
    ],
    "camt__camt053.v8.xml": [Expected("NL26VAYB8060476890", "EUR", 1, "8.85", "2014-12-31", "2014-12-31", "18.15")],
    "camt__camt054.v4.xml": [Expected("CH2801234000123456789", "SEK", 1, "-200000", "2007-10-18", "2007-10-18")],
    "ofxstatement-iso20022__davider80.xml": [
        Expected("CHxxxxxxxxxxxxxxxxxxx", "CHF", 16, "-3679.85", "2017-04-01", "2017-04-11", "9433.31", "5753.46")
    ],
    "ofxstatement-iso20022__simple.xml": [
        Expected("LT000000000000000000", "EUR", 4, "-181.01", "2015-12-31", "2015-12-31", "306.53", "125.52")
    ],
}
TOLD = {
    "camt__camt052.v4.xml": "The closing balance (ITBD) is left out: it is in CHF, but the account is kept in SEK.",
    "camt__camt053.v2.minimal.xml": (
        "The closing balance (CLBD) is left out: it is in SEK, but the account is kept in EUR."
    ),
    "camt__camt053.v8.xml": "The closing balance (CLBD) is left out: it is in SEK, but the account is kept in EUR.",
}


def told(statement: Statement, lines: list[StatementLine]) -> Expected:
    days = sorted(line.date.isoformat() for line in lines)
    opening, closing = (
        None if balance is None else str(balance) for balance in (statement.opening_balance, statement.closing_balance)
    )
    (status,) = {line.status for line in lines}
    total = str(sum(line.amount for line in lines))
    account_id, currency = str(statement.account_id), str(statement.currency)
    return Expected(account_id, currency, len(lines), total, days[0], days[-1], opening, closing, status)


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_file_gives_the_manifests_counts_and_sums(statements_dir: Path, name: str) -> None:
    found = read_file(statements_dir / "camt" / name)
    assert [told(*pair) for pair in zip(found.statements, found.lines, strict=True)] == MANIFEST[name]
    assert [problem.message for problem in found.problems] == ([TOLD[name]] if name in TOLD else [])


def test_no_file_is_left_out(statements_dir: Path) -> None:
    assert {path.name for path in (statements_dir / "camt").iterdir()} == set(MANIFEST)


def test_equal_rows_of_a_day_are_kept(statements_dir: Path) -> None:
    found = read_file(statements_dir / "camt" / "bankstatementparser__camt053_duplicate_same_day.xml")
    first, second = found.lines[0]
    assert first._replace(position=0) == second._replace(position=0)


def test_zone_behind_a_date_moves_nothing(statements_dir: Path) -> None:
    found = read_file(statements_dir / "camt" / "ofxstatement-iso20022__davider80.xml")
    assert str(found.statements[0].closing_date) == "2017-04-11"
