"""Days: how people name them, and the integers (yyyymmdd, yyyymm) that a book keeps them as."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta

from budgetpro.domain.errors import UsageFault

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_ISO = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_NUMERIC = r"([0-9]{1,4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,4})"
_AGO = r"([+-])([0-9]{1,6})([dwmy])"


def day_number(day: date) -> int:
    """Return the day as the integer yyyymmdd."""
    return day.year * 10000 + day.month * 100 + day.day


def date_of(number: int) -> date:
    """Return the date of a day number (yyyymmdd)."""
    return date(number // 10000, number // 100 % 100, number % 100)


def month_number(day: date) -> int:
    """Return the day's month as the integer yyyymm."""
    return day.year * 100 + day.month


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later (or earlier), the month's last where it has no such day.

    Raises OverflowError outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"the year {year} is out of range")
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))


def month_length(year: int, month: int) -> int:
    """Return how many days a month of the Gregorian calendar has."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def parse_day(text: str, today: date) -> date:
    """Return the day that `text` names, seen from `today`.

    Understood, in capitals or not: `2026-03-05`; `today`, `yesterday`; `mon` to `sun`, in full
    too: the last such day before today; `-3d`, `-2w`, `-1m`, `-1y` and the same with `+`.
    Raises UsageFault `invalid_date`, saying why.
    """
    word = text.strip().lower()
    if shape := re.fullmatch(_ISO, word):
        return _calendar_day(text, *map(int, shape.groups()))
    if word == "today":
        return today
    try:
        if word == "yesterday":
            return today - timedelta(days=1)
        if (weekday := _weekday(word)) is not None:
            return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
        if shape := re.fullmatch(_AGO, word):
            sign, count, unit = shape.groups()
            return _shifted(today, int(sign + count), unit)
    except OverflowError:
        raise _invalid(text, "is out of the calendar's range", "Years go from 1 to 9999.") from None
    raise _not_a_day(text)


def _weekday(word: str) -> int | None:
    """Return the weekday's number from Monday as 0, for its name or the name's first three letters."""
    return next((n for n, name in enumerate(WEEKDAYS) if word in (name, name[:3])), None)


def _shifted(today: date, count: int, unit: str) -> date:
    if unit == "d":
        return today + timedelta(days=count)
    if unit == "w":
        return today + timedelta(weeks=count)
    return add_months(today, count if unit == "m" else count * 12)


def _calendar_day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _invalid(text, _why_no_day(year, month), "Write an existing day as year-month-day.") from None


def _why_no_day(year: int, month: int) -> str:
    if year == 0:
        return "is no day: years begin with 0001"
    if not 1 <= month <= 12:
        return f"is no day: there is no month {month}"
    return f"is no day: {year:04}-{month:02} has the days 1 to {month_length(year, month)}"


def _not_a_day(text: str) -> UsageFault:
    """Return the refusal of a text that is no ISO date, with the ISO dates it may stand for."""
    shape = re.fullmatch(_NUMERIC, text.strip())
    if shape is None:
        return _invalid(text, "is no date", "Write it like 2026-03-05, or today, yesterday, mon, -3d.")
    readings = _readings(*shape.groups())
    if readings:
        return _invalid(text, "is not written as an ISO date", f"Write {' or '.join(readings)} (year-month-day).")
    return _invalid(text, "is no day written year-month-day", "Write an existing day in full, like 2026-03-05.")


def _readings(first: str, second: str, third: str) -> list[str]:
    """Return the days that three numbers can mean: the year in front, or behind the day and month in either order."""
    if len(first) == 4:
        orders = [(first, second, third)]
    elif len(third) == 4:
        orders = [(third, second, first), (third, first, second)]
    else:
        orders = []
    found: list[str] = []
    for year, month, day in orders:
        with suppress(ValueError):
            found.append(date(int(year), int(month), int(day)).isoformat())
    return list(dict.fromkeys(found))


def _invalid(text: str, why: str, hint: str) -> UsageFault:
    return UsageFault(f"'{text}' {why}.", hint=hint, code="invalid_date", facts={"text": text})
