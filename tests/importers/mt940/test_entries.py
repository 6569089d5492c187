"""Field 61 in the forms in which banks write it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from budgetpro.importers.mt940.entries import Entry, read_entry
from budgetpro.importers.mt940.values import amount_of, balance_of, day_near, day_of


def entry(text: str) -> Entry:
    return read_entry(text.split("\n"))


@pytest.mark.parametrize(
    ("mark", "amount", "is_expected"),
    [
        ("C", "12.50", False),
        ("D", "-12.50", False),
        ("RC", "-12.50", False),
        ("RD", "12.50", False),
        ("EC", "12.50", True),
        ("ED", "-12.50", True),
        ("CR", "12.50", False),
        ("DR", "-12.50", False),
        ("DD", "-12.50", False),
        ("CD", "12.50", False),
        ("CN", "12.50", False),
        ("RCR", "-12.50", False),
        ("RDR", "12.50", False),
        ("RDD", "12.50", False),
        ("d", "-12.50", False),
    ],
)
def test_mark_and_funds_code_give_the_sign(mark: str, amount: str, is_expected: bool) -> None:
    found = entry(f"2603050305{mark}12,50NTRFNONREF")
    assert (str(found.amount), found.is_expected) == (amount, is_expected)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("000000000025,00", "25.00"),
        ("500", "500"),
        ("79,7", "79.7"),
        ("6800,", "6800"),
        (",50", "0.50"),
        ("300.00", "300.00"),
        ("0,00", "0.00"),
        ("1234567890123,45", "1234567890123.45"),
    ],
)
def test_amounts(text: str, amount: str) -> None:
    assert entry(f"260305C{text}NTRFNONREF").amount == Decimal(amount)


@pytest.mark.parametrize("amount", ["1.234,56", "1,234.56", "", ",", "1" * 40])
def test_amount_that_could_be_read_in_two_ways_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="is no amount"):
        amount_of(amount)


@pytest.mark.parametrize(
    ("dates", "booked"),
    [
        ("2603050306", date(2026, 3, 6)),
        ("260305", date(2026, 3, 5)),
        ("260305    ", date(2026, 3, 5)),
        ("2512310102", date(2026, 1, 2)),
        ("2601021231", date(2025, 12, 31)),
        ("2603010229", date(2024, 2, 29)),
        ("2402280229", date(2024, 2, 29)),
        ("1602300301", date(2016, 3, 1)),
        ("160230", date(2016, 2, 29)),
        ("150229", date(2015, 2, 28)),
        ("991231", date(1999, 12, 31)),
        ("800101", date(1980, 1, 1)),
        ("791231", date(2079, 12, 31)),
    ],
)
def test_booking_day_is_the_entry_date_else_the_value_date(dates: str, booked: date) -> None:
    if dates == "2603010229":
        with pytest.raises(ValueError, match="entry date '0229' is no day"):
            entry(f"{dates}D12,50NTRFNONREF")
    else:
        assert entry(f"{dates}D12,50NTRFNONREF").booked == booked


@pytest.mark.parametrize("day", ["260431", "261301", "260000", "260231"])
def test_day_that_is_none_is_refused(day: str) -> None:
    with pytest.raises(ValueError, match="is no day of the calendar"):
        day_of(day)


def test_entry_date_is_the_one_nearest_to_the_value_date() -> None:
    assert day_near("0715", date(2026, 1, 20)) == date(2026, 7, 15)
    assert day_near("0730", date(2026, 1, 20)) == date(2025, 7, 30)


@pytest.mark.parametrize(
    ("text", "reference", "bank_reference", "details"),
    [
        ("NTRFNONREF", "", "", ""),
        ("NTRFNONREF//BANK123", "", "BANK123", ""),
        ("NTRFKREF+//8AE3169901918BD3", "", "8AE3169901918BD3", ""),
        ("NTRF1004688128      //6128522200250001", "1004688128", "6128522200250001", ""),
        ("NMSCNONREF//\n/ABC/DEF/MISCELLANEOUS", "", "", "/ABC/DEF/MISCELLANEOUS"),
        ("NOVBNL47INGB9999999999\nhr gjlm paulissen", "NL47INGB9999999999", "", "hr gjlm paulissen"),
        ("FMSC20120418003117\n//CLT-1205389307", "20120418003117", "CLT-1205389307", ""),
        ("FMSC01916//NONREF\n20131209", "01916", "", "20131209"),
        ("NOV NONREF", "", "", ""),
        ("S05168790452", "68790452", "", ""),
        ("S   X", "X", "", ""),
        (" NTRFNONREF//1", "", "1", ""),
        ("NONREF", "", "", ""),
        ("//19239782213", "", "19239782213", ""),
        ("NSTON", "N", "", ""),
        ("", "", "", ""),
    ],
)
def test_what_follows_the_amount(text: str, reference: str, bank_reference: str, details: str) -> None:
    found = entry(f"2603050305D12,50{text}")
    assert (found.reference, found.bank_reference, found.details) == (reference, bank_reference, details)


def test_line_that_was_wrapped_within_the_amount_is_joined() -> None:
    found = entry("1811261126CR\n30,00N062NONREF")
    assert (found.amount, found.booked) == (Decimal("30.00"), date(2018, 11, 26))


@pytest.mark.parametrize("text", ["", "x", "260305", "260305X12,50NTRF", "2603050306D", "260305260305C500,00NMSC"])
def test_line_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not what field 61 holds"):
        entry(text)


@pytest.mark.parametrize(
    ("text", "amount", "currency", "day"),
    [
        ("C260305EUR1234,56", "1234.56", "EUR", date(2026, 3, 5)),
        ("D260305EUR0,", "0", "EUR", date(2026, 3, 5)),
        ("D260305EUR1,5 ", "-1.5", "EUR", date(2026, 3, 5)),
        ("C020315145000,00", "145000.00", None, date(2002, 3, 15)),
        ("C000000PLN9,00", "9.00", "PLN", None),
        ("C160418USD672,", "672", "USD", date(2016, 4, 18)),
    ],
)
def test_balances(text: str, amount: str, currency: str | None, day: date | None) -> None:
    assert balance_of(text) == (Decimal(amount), currency, day)


@pytest.mark.parametrize("text", ["", "C1184,06EUR", "X260305EUR1,00", "C260305EURx", "C141387INR11 27421,94"])
def test_balance_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        balance_of(text)
