from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from budgetpro.domain.errors import NotFound
from budgetpro.importers.lines import Hints
from budgetpro.output.documents import to_json
from budgetpro.services.statements.inspecting import InspectedStatement, inspect_statement

OFX = """OFXHEADER:100
CHARSET:1252

<OFX>
<STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>42</BANKACCTFROM><BANKTRANLIST>
<STMTTRN><DTPOSTED>20260305<TRNAMT>-12,50<FITID>F1<NAME>Café<MEMO>milk<CHECKNUM>7</STMTTRN>
<STMTTRN><DTPOSTED>20260231<TRNAMT>-1<FITID>F2</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>87.50<DTASOF>20260331</LEDGERBAL></STMTRS>
<CCSTMTRS><CURDEF>USD<CCACCTFROM><ACCTID>43</CCACCTFROM>
<STMTTRN><TRNTYPE>HOLD<DTPOSTED>20260306<TRNAMT>3</STMTTRN></CCSTMTRS>
</OFX>
"""


@pytest.fixture
def statements(tmp_path: Path) -> tuple[InspectedStatement, ...]:
    path = tmp_path / "statement.txt"
    path.write_bytes(OFX.encode("cp1252"))
    return inspect_statement(path, Hints())


def test_each_account_of_the_file_is_a_statement(statements: tuple[InspectedStatement, ...]) -> None:
    first, second = statements
    assert first[:6] == ("ofx", "42", "EUR", None, Decimal("87.50"), date(2026, 3, 31))
    assert second[:6] == ("ofx", "43", "USD", None, None, None)


def test_rows_and_problems_stand_with_their_statement(statements: tuple[InspectedStatement, ...]) -> None:
    first, second = statements
    assert first.lines == ((date(2026, 3, 5), Decimal("-12.50"), "EUR", "Café", "milk", "7", "F1", "posted", 6),)
    assert [problem.position for problem in first.problems] == [7]
    assert "20260231" in first.problems[0].message
    assert [(line.amount, line.currency, line.status) for line in second.lines] == [(Decimal(3), "USD", "pending")]
    assert second.problems == ()


def test_it_says_how_the_file_was_understood(statements: tuple[InspectedStatement, ...]) -> None:
    assert statements[0].encoding == "cp1252"
    assert statements[0].findings[0] == "the text is cp1252: the file declares it"


def test_json_has_the_fields_that_were_promised(statements: tuple[InspectedStatement, ...]) -> None:
    document = to_json(statements)
    assert isinstance(document, list)
    assert document[0] == {
        "format": "ofx",
        "account_id": "42",
        "currency": "EUR",
        "opening_balance": None,
        "closing_balance": "87.50",
        "closing_date": "2026-03-31",
        "lines": [
            {
                "date": "2026-03-05",
                "amount": "-12.50",
                "currency": "EUR",
                "payee": "Café",
                "memo": "milk",
                "reference": "7",
                "bank_id": "F1",
                "status": "posted",
                "position": 6,
            }
        ],
        "problems": [{"position": 7, "message": statements[0].problems[0].message}],
        "encoding": "cp1252",
        "findings": ["the text is cp1252: the file declares it"],
    }


def test_hints_are_heeded(tmp_path: Path) -> None:
    path = tmp_path / "statement.ofx"
    path.write_text(OFX, encoding="cp1252")
    first, _ = inspect_statement(path, Hints(sign="inverted", currency="CHF"))
    assert (first.lines[0].amount, first.lines[0].currency) == (Decimal("12.50"), "CHF")


def test_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        inspect_statement(tmp_path / "no.ofx", Hints())


@pytest.mark.parametrize(
    ("currency", "written", "shown"),
    [
        ("EUR", "200", "200.00"),
        ("EUR", "-62,3", "-62.30"),
        ("KWD", "1", "1.000"),
        ("JPY", "12", "12"),
        ("EUR", "0.123", "0.123"),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(tmp_path: Path, currency: str, written: str, shown: str) -> None:
    path = tmp_path / "statement.ofx"
    path.write_text(OFX.replace("EUR", currency).replace("-12,50", written))

    assert str(inspect_statement(path, Hints())[0].lines[0].amount) == shown


def test_amounts_of_an_unknown_currency_stand_as_the_file_has_them(tmp_path: Path) -> None:
    path = tmp_path / "statement.ofx"
    path.write_text(OFX.replace("<CURDEF>EUR", "").replace("-12,50", "5"))

    (line,) = inspect_statement(path, Hints())[0].lines
    assert (str(line.amount), line.currency) == ("5", None)
