"""The dates and amounts of OFX: read strictly, because a guess would be somebody's money.

Open Financial Exchange 1.6 and 2.x: section 3.2.8 (dates, times and time zones) and
section 3.2.9 (amounts).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

_STAMP = re.compile(r"([0-9]{4})(-?)([0-9]{2})\2([0-9]{2})(?:[T ]?[0-9]{2}[0-9:.]*)?\s*(?:\[[^\]]*\]?)?Z?")
_PLAIN_AMOUNT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_GROUPING = ",.' \u2019\u00a0\u202f"
_GROUPED = re.compile(rf"[+-]?[0-9]{{1,3}}([{_GROUPING}])[0-9]{{3}}(?:\1[0-9]{{3}})*")
_LONGEST_AMOUNT = 32


@lru_cache(maxsize=8192)
def day_of_stamp(stamp: str) -> date:
    """Return the calendar day of YYYYMMDD[HHMMSS[.XXX][[offset:zone]]] as the bank wrote it.

    The offset moves nothing: the day in the stamp is the day on the bank's paper. ValueError
    says what is wrong.
    """
    match = _STAMP.fullmatch(stamp)
    if match is None:
        raise ValueError("is no date of the form YYYYMMDD" if stamp else "is empty")
    year, _, month, day = match.groups()
    if not "1900" <= year < "2200":
        raise ValueError(f"is no date: there is no statement of the year {year}")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"is no day of the calendar ({year}-{month}-{day})") from None


def amount_of(text: str, decimal_mark: str | None = None) -> Decimal:
    """Return an amount, its decimals set apart by a point or a comma and its sign in front.

    OFX has no thousands separator. Banks write some: they are read where only one reading is
    left. `1,234` is refused, unless `decimal_mark` says which it is. ValueError says what is
    wrong.
    """
    if _PLAIN_AMOUNT.fullmatch(text) and len(text) <= _LONGEST_AMOUNT and decimal_mark != ",":
        return Decimal(text)
    if not text:
        raise ValueError("is empty")
    if len(text) > _LONGEST_AMOUNT:
        raise ValueError(f"is no amount: it is longer than {_LONGEST_AMOUNT} characters")
    return Decimal(_with_point(text, decimal_mark or decimal_mark_of(text)))


def decimal_mark_of(text: str) -> str:
    """Tell which of "." and "," sets the decimals apart; ValueError where it could be either."""
    commas, points = text.count(","), text.count(".")
    if commas and points:
        return "," if text.rfind(",") > text.rfind(".") else "."
    if commas == 1 and len(text) - text.find(",") == 4:
        raise ValueError(f"could be {text.replace(',', '.')} or {text.replace(',', '')}; --decimal says which")
    return "," if commas == 1 or points > 1 else "."


def _with_point(text: str, mark: str) -> str:
    """Return the amount without separators and with a decimal point; ValueError if it is none."""
    whole, _, decimals = text.partition(mark)
    if _GROUPED.fullmatch(whole):
        whole = re.sub(f"[{_GROUPING}]", "", whole)
    plain = f"{whole}.{decimals}"
    if not _PLAIN_AMOUNT.fullmatch(plain):
        raise ValueError("is no amount")
    return plain
