"""A stored number as the text that a person sees in its cell, its point as decimal mark, without grouping.

Excel keeps numbers in binary, right to 15 digits: what comes after them is noise (12.340000000000002)
and is rounded away. So is what is left of a difference: a number that is within a millionth (for large
ones the 14th digit, but never a thousandth) of what its cell shows, or has more than nine decimals in a
cell without a format, is what it shows. Any other number that the cell shows rounded is given as it is
kept, and told.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal, NamedTuple

from budgetpro.importers.xlsx.formats import Format, Kind, Words

EXACT_DIGITS = 15
_EXACT = Context(prec=EXACT_DIGITS, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=64, rounding=ROUND_HALF_UP)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_PLAIN = re.compile(r"(?:-?[1-9]\d{0,9}|0)(?:\.(\d{1,4}))?", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,30}", re.ASCII)
_LARGEST_EXPONENT = 20
_LEAST_NOISE, _MOST_NOISE = Decimal("0.000001"), Decimal("0.0005")
_GENERAL_PLACES = 9
_MOST_PLACES = 12
_AMBIGUOUS_PLACES = 3

_DAYS_TO_1904 = 1462
_LEAP_DAY_OF_1900 = 60
_LAST_DAY = 2_958_465
_SECONDS = 86_400
_ROUNDED_UP = Decimal("0.0001")


class Shown(NamedTuple):
    """What a cell says; where it shows another number than it keeps, `kept` is that, `otherwise` what it shows."""

    text: str
    kept: Decimal | None = None
    otherwise: str = ""


def show(stored: str, how: Format, mark: Literal[".", ","], *, is_1904: bool) -> Shown:
    """Return what a number says in its format; text that is no number as it stands.

    Days and times come in ISO 8601, whatever the order in which the cell shows them.
    """
    text = stored.strip()
    if how.kind is Kind.NUMBER and (found := _PLAIN.fullmatch(text)) and _is_bare(how, len(found[1] or "")):
        return Shown(_padded(text, len(found[1] or ""), how.places).replace(".", mark))
    if not _NUMBER.fullmatch(text):
        return Shown(text)
    if how.kind is Kind.GENERAL and _WHOLE.fullmatch(text):
        return Shown(text)
    value = Decimal(text)
    if value and abs(value.adjusted()) > _LARGEST_EXPONENT and not (0 < abs(value) < 1):
        return Shown(f"{value:E}")
    if how.kind in (Kind.DAY, Kind.MOMENT, Kind.CLOCK):
        return Shown(_day_of(value, how.kind, is_1904=is_1904) or f"{text}, which is no day")
    if how.kind is Kind.PERCENT:
        return Shown(f"{_written(_EXACT.plus(value * 100), 0, 1)}%")
    return _number(_EXACT.plus(value), how, mark)


def _number(value: Decimal, how: Format, mark: Literal[".", ","]) -> Shown:
    is_general = how.kind is Kind.GENERAL
    places = _GENERAL_PLACES if is_general else min(how.places, _MOST_PLACES)
    seen = _rounded(value.scaleb(-3 * how.thousands), places)
    is_same = is_general or abs(seen - value) < _noise(value)
    kept = seen if is_same else value
    words = how.negative if kept < 0 else how.positive
    number = _written(kept, 0 if is_general else places, how.digits).replace(".", mark)
    if kept > 0 and words.is_below:
        return Shown(f"{number}, which is shown as -{number}")
    text = _beside(number, words)
    return Shown(text) if is_same else Shown(text, kept, _written(seen, places, how.digits))


def _noise(value: Decimal) -> Decimal:
    return min(max(Decimal(1).scaleb(value.adjusted() - EXACT_DIGITS + 2), _LEAST_NOISE), _MOST_NOISE)


def _is_bare(how: Format, decimals: int) -> bool:
    """Say whether a number of so many decimals is shown as it is kept, without words or zeros in front."""
    return (
        decimals <= how.places != _AMBIGUOUS_PLACES
        and how.digits == 1
        and not how.thousands
        and how.positive == how.negative == Words()
    )


def _padded(number: str, decimals: int, places: int) -> str:
    return number + ("." if places and not decimals else "") + "0" * (places - decimals)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), context=_WIDE) or Decimal(0)


def _written(value: Decimal, places: int, digits: int) -> str:
    """Write a number with at least so many decimals and digits; three decimals get a fourth, or a point may group."""
    bare = f"{value:f}"
    sign, whole = ("-", bare[1:]) if bare.startswith("-") else ("", bare)
    whole, _, decimals = whole.partition(".")
    decimals = decimals.rstrip("0").ljust(places, "0")
    if len(decimals) == _AMBIGUOUS_PLACES:
        decimals += "0"
    return f"{sign}{whole.zfill(digits)}{'.' if decimals else ''}{decimals}"


def _beside(number: str, words: Words) -> str:
    if not words.before and not words.after:
        return number
    return " ".join(filter(None, (words.before, number, words.after)))


def _day_of(serial: Decimal, kind: Kind, *, is_1904: bool) -> str | None:
    """Return the day and time of a serial number (part 1, clause 18.17.4); None where there is none.

    The system of 1900 counts 29 February of 1900, which never was.
    """
    if is_1904:
        serial += _DAYS_TO_1904
    if not 0 <= serial < _LAST_DAY + 1:
        return None
    days, seconds = divmod(int(serial * _SECONDS + _ROUNDED_UP), _SECONDS)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if kind is Kind.CLOCK:
        return clock
    if days in (0, _LEAP_DAY_OF_1900):
        return None
    day = date(1899, 12, 30 if days > _LEAP_DAY_OF_1900 else 31) + timedelta(days)
    return f"{day} {clock}" if kind is Kind.MOMENT and seconds else str(day)
