"""The amounts and dates of CAMT: read strictly, because a guess would be somebody's money.

ActiveOrHistoricCurrencyAndAmount: not negative, a point before the decimals, 18 digits at most
and 5 of them decimals; the direction stands beside it (CdtDbtInd). ISODate and ISODateTime.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

_AMOUNT = re.compile(r"\+?([0-9]{1,18})(?:\.([0-9]{0,5})0*)?")
_STAMP = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[0-9:.,]*)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?")
_SIGNS = {"CRDT": 1, "DBIT": -1}
_LONGEST_SHOWN = 60


def amount_of(text: str | None) -> Decimal:
    """Return an amount, which has no sign; ValueError says what is wrong, as the end of a sentence."""
    if text is None:
        raise ValueError("is missing")
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise ValueError(f"'{shown(text)}' {_fault(text)}")
    whole, decimals = match.groups()
    return Decimal(f"{whole}.{decimals}" if decimals else whole)


def _fault(text: str) -> str:
    if text.startswith("-"):
        return "is below zero: CdtDbtInd alone gives the direction"
    return "has more than 5 decimals" if re.fullmatch(r"[0-9]+\.[0-9]{6,}", text) else "is no amount of the form 12.50"


def sign_of(direction: str | None) -> int:
    """Return 1 for a credit, which the account holder gets, -1 for a debit; ValueError for anything else."""
    if direction not in _SIGNS:
        raise ValueError(f"'{shown(direction)}' is neither CRDT nor DBIT" if direction else "is missing")
    return _SIGNS[direction]


@lru_cache(maxsize=8192)
def day_of(stamp: str) -> date:
    """Return the calendar day of a date or a time as the bank wrote it: an offset moves nothing.

    ValueError says what is wrong.
    """
    match = _STAMP.fullmatch(stamp)
    if match is None:
        raise ValueError(f"'{shown(stamp)}' is no date of the form YYYY-MM-DD")
    year, month, day = match.groups()
    if not "1900" <= year < "2200":
        raise ValueError(f"'{shown(stamp)}' is no date: there is no statement of the year {year}")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"'{shown(stamp)}' is no day of the calendar") from None


def is_true(text: str | None) -> bool:
    """Tell what an xs:boolean says; one that is not there is false."""
    return text in {"true", "1"}


def shown(text: str) -> str:
    """Return a value as a message quotes it: not without end."""
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
