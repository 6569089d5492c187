"""Field 61, the statement line (SWIFT category 9: MT 940 and MT 942, field specifications).

    6!n[4!n]2a[1!a]15d1!a3!c16x[//16x]
    [34x]

value date, entry date, debit or credit mark, funds code (the third letter of the currency),
amount, type of transaction, the customer's reference, the bank's reference; then details.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from budgetpro.importers.mt940.values import amount_of, day_near, day_of

_SHOWN = 60
_AMOUNT = r"[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+"
_LINE = re.compile(rf"\s*([0-9]{{6}})([0-9]{{4}})?\s*((?i:R?[CD]|E[CD]))([A-Za-z])?\s*({_AMOUNT})\s*(.*)", re.DOTALL)
_TYPE = re.compile(r"(?!NONREF)[SNF][A-Z0-9 ]{3}")
_MONEY_IN = frozenset({"C", "RD", "EC"})
_EXPECTED = frozenset({"EC", "ED"})
_NO_REFERENCE = frozenset(["NONREF", "NOREF", "NOTPROVIDED", "EREF", "EREF+", "KREF", "KREF+", "MREF+", "PREF", "MARF"])


class Entry(NamedTuple):
    """A statement line; `amount` is from the account holder's view: money out is negative.

    `booked` is the entry date, and the value date where there is none: SWIFT has the entry date
    only where it differs. `is_expected` marks what is not booked yet. References that say there
    is none, or that it stands in field 86, are empty.
    """

    booked: date
    amount: Decimal
    is_expected: bool
    reference: str
    bank_reference: str
    details: str


def read_entry(lines: list[str]) -> Entry:
    """Return what a field 61 says.

    A reversal of a credit (RC) takes money out, a reversal of a debit (RD) brings it back.
    ValueError says what is wrong.
    """
    head, rest = lines[0], lines[1:]
    found = _LINE.match(head)
    if found is None and rest:
        found = _LINE.match(head + rest[0])
        rest = rest[1:]
    if found is None:
        raise ValueError(f"'{shown(head)}' is not what field 61 holds: dates, a mark C or D, and an amount")
    value_date, entry_date, mark, _, digits, tail = found.groups()
    amount = amount_of(digits)
    mark = mark.upper()
    typed = _TYPE.match(tail)
    reference, _, bank_reference = tail[typed.end() if typed else 0 :].partition("//")
    if rest and not bank_reference and rest[0].startswith("//"):
        bank_reference = rest.pop(0)[2:]
    return Entry(
        _booking_day(value_date, entry_date),
        amount if mark in _MONEY_IN else -amount,
        mark in _EXPECTED,
        _told(reference),
        _told(bank_reference),
        " ".join(" ".join(rest).split()),
    )


def shown(text: str) -> str:
    """Return a text as a message quotes it: on one line and not without end."""
    return " ".join(text.split())[:_SHOWN]


def _booking_day(value_date: str, entry_date: str | None) -> date:
    try:
        value_day = day_of(value_date)
    except ValueError as fault:
        raise ValueError(f"the value date '{value_date}' {fault}") from None
    if entry_date is None:
        return value_day
    try:
        return day_near(entry_date, value_day)
    except ValueError as fault:
        raise ValueError(f"the entry date '{entry_date}' {fault}") from None


def _told(reference: str) -> str:
    reference = reference.strip()
    return "" if reference.upper() in _NO_REFERENCE else reference
