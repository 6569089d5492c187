"""The dates, amounts and balances of MT940 and MT942: read strictly, a guess would be somebody's money."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

FIRST_YEAR_OF_1900S = 80
_LONGEST_AMOUNT = 32
_AMOUNT = re.compile(r"[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+")
_BALANCE = re.compile(r"([CD])\s*([0-9]{6})\s*([A-Z]{3})?\s*([0-9.,]+)")
_FEBRUARY = 2
_DAYS_OF_INTEREST_MONTHS = 30


class Balance(NamedTuple):
    """A balance from the account holder's view; `day` is None where it is no day of the calendar."""

    amount: Decimal
    currency: str | None
    day: date | None


@lru_cache(maxsize=8192)
def day_of(text: str) -> date:
    """Return the day of YYMMDD; years 80 to 99 are of the last century, as SWIFT reads them.

    The 29th and 30th of February, which banks write that count 30 days a month, are its last
    day. ValueError says what is wrong.
    """
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:])
    year += 1900 if year >= FIRST_YEAR_OF_1900S else 2000
    try:
        return date(year, month, day)
    except ValueError:
        if month == _FEBRUARY and 28 < day <= _DAYS_OF_INTEREST_MONTHS:
            return date(year, 3, 1) - timedelta(days=1)
        raise ValueError(f"is no day of the calendar ({year}-{text[2:4]}-{text[4:]})") from None


@lru_cache(maxsize=8192)
def day_near(text: str, value_day: date) -> date:
    """Return the day of MMDD that is nearest to the value day: entries are booked within weeks of it.

    ValueError says what is wrong.
    """
    month, day = int(text[:2]), int(text[2:])
    days = []
    for year in (value_day.year - 1, value_day.year, value_day.year + 1):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    if not days:
        raise ValueError("is no day of the calendar")
    return min(days, key=lambda one: abs(one - value_day))


def amount_of(text: str) -> Decimal:
    """Return an amount without a sign; a comma or a point sets its decimals apart, nothing its thousands."""
    if len(text) > _LONGEST_AMOUNT:
        raise ValueError(f"is no amount: it is longer than {_LONGEST_AMOUNT} characters")
    if not _AMOUNT.fullmatch(text):
        raise ValueError("is no amount")
    return Decimal(text.replace(",", "."))


def balance_of(text: str) -> Balance:
    """Return the balance of a field 60 or 62; ValueError says what is wrong."""
    found = _BALANCE.fullmatch(text.strip())
    if found is None:
        raise ValueError("is no balance")
    mark, day, currency, digits = found.groups()
    amount = amount_of(digits)
    try:
        on = day_of(day)
    except ValueError:
        on = None
    return Balance(-amount if mark == "D" else amount, currency, on)
