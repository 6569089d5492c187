"""Periods of time: a year, a quarter, a month, a week, a day, or from one to another."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from budgetpro.domain.days import add_months, parse_day
from budgetpro.domain.errors import UsageFault
from budgetpro.domain.names import near_misses

_YEAR = r"[0-9]{4}"
_MONTH = r"([0-9]{4})-([0-9]{2})"
_QUARTER = r"([0-9]{4})-?q([1-4])"
_WEEK = r"([0-9]{4})-?w([0-9]{2})"
_NAMED = r"(this|last)-(week|month|quarter|year)"
_LIKE_A_DAY = r"[0-9]+[-/. ][0-9]+[-/. ][0-9]+|[+-][0-9]+[dwmy]"
_LIKE_A_MONTH = r"([0-9]{4})[-/. ]?([0-9]{1,2})|([0-9]{1,2})[-/. ]([0-9]{4})"
_WORDS = [f"{which}-{unit}" for which in ("this", "last") for unit in ("week", "month", "quarter", "year")] + [
    "ytd", "all", "today", "yesterday",
]  # fmt: skip
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Period(NamedTuple):
    """Days from `since` (included) until `until` (excluded); None is open on that side."""

    since: date | None
    until: date | None

    def __contains__(self, day: object) -> bool:
        """Return whether a day lies in the period."""
        if not isinstance(day, date):
            return False
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    @property
    def label(self) -> str:
        """The period in the shortest words that `parse_period` reads back as the same."""
        if self.since is None and self.until is None:
            return "all"
        if self.since is None or self.until is None:
            return f"{self.since or ''}..{_last_day(self.until) if self.until else ''}"
        return _calendar_label(self.since, self.until) or f"{self.since}..{_last_day(self.until)}"


ALL = Period(None, None)


def parse_period(text: str, today: date) -> Period:
    """Return the period that `text` names, seen from `today`.

    Understood, in capitals or not: `2026`, `2026-03`, `2026-q1`, `2026-w07` (an ISO 8601 week),
    `this-` and `last-` with week (from Monday), month, quarter or year; `ytd` (today included);
    `all`; any day that `parse_day` knows; and `A..B`, all of B included, either end left open.
    Raises UsageFault `invalid_period`, or `invalid_date` where it is a day that there is not.
    """
    word = text.strip().lower()
    if word == "all":
        return ALL
    first, dots, last = word.partition("..")
    try:
        if not dots:
            return _one(word, today)
        since = _one(first, today).since if first else None
        until = _one(last, today).until if last else None
    except (ValueError, OverflowError):
        raise _invalid(text, "has no place in the calendar") from None
    if since is None and until is None:
        raise _invalid(text, "has neither a beginning nor an end", "Write `all` for everything.")
    if since and until and until <= since:
        raise _invalid(text, "ends before it begins", "Write the earlier end first.")
    return Period(since, until)


def _one(word: str, today: date) -> Period:
    """Return a period that is not a range; ValueError or OverflowError where the calendar has none such."""
    if re.fullmatch(_YEAR, word):
        return _months(date(int(word), 1, 1), 12)
    if shape := re.fullmatch(_MONTH, word):
        return _months(date(int(shape[1]), int(shape[2]), 1), 1)
    if shape := re.fullmatch(_QUARTER, word):
        return _months(date(int(shape[1]), int(shape[2]) * 3 - 2, 1), 3)
    if shape := re.fullmatch(_WEEK, word):
        return _days(date.fromisocalendar(int(shape[1]), int(shape[2]), 1), 7)
    if shape := re.fullmatch(_NAMED, word):
        return _around(today, shape[2], is_last=shape[1] == "last")
    if word == "ytd":
        return Period(today.replace(month=1, day=1), today + timedelta(days=1))
    return _days(_day(word, today), 1)


def _day(word: str, today: date) -> date:
    """Return the day a word names; a word that is nothing like a whole day is refused as a period."""
    try:
        return parse_day(word, today)
    except UsageFault as fault:
        if re.fullmatch(_LIKE_A_DAY, word):
            raise
        raise _invalid(word, "is no period", _meant(word)) from fault


def _meant(word: str) -> str | None:
    """Return a hint at what was likely meant: the month of a year in whatever order, or a word that is near."""
    if shape := re.fullmatch(_LIKE_A_MONTH, word):
        year, month = shape[1] or shape[4], shape[2] or shape[3]
        return f"Write {year}-{int(month):02} (year-month)." if 1 <= int(month) <= 12 else None
    near = near_misses(word, _WORDS, most=1)
    return f"Did you mean {near[0]}?" if near else None


def _around(today: date, unit: str, *, is_last: bool) -> Period:
    """Return this or the last whole week, month, quarter or year."""
    if unit == "week":
        return _days(today - timedelta(days=today.weekday() + 7 * is_last), 7)
    months = _MONTHS[unit]
    begin = today.replace(month=(today.month - 1) // months * months + 1, day=1)
    return _months(add_months(begin, -months * is_last), months)


def _days(since: date, count: int) -> Period:
    return Period(since, since + timedelta(days=count))


def _months(since: date, count: int) -> Period:
    return Period(since, add_months(since, count))


def _last_day(until: date) -> date:
    return until - timedelta(days=1)


def _calendar_label(since: date, until: date) -> str | None:
    """Return the name of a whole year, quarter, month, ISO week or day, or of a range of years or months."""
    if until - since == timedelta(days=1):
        return since.isoformat()
    if since.weekday() == 0 and until - since == timedelta(days=7):
        year, week, _ = since.isocalendar()
        return f"{year:04}-w{week:02}"
    if since.day != 1 or until.day != 1:
        return None
    last = _last_day(until)
    months = (last.year - since.year) * 12 + last.month - since.month + 1
    if since.month == 1 and months % 12 == 0:
        return f"{since.year:04}" if months == 12 else f"{since.year:04}..{last.year:04}"
    if months == 3 and since.month % 3 == 1:
        return f"{since.year:04}-q{since.month // 3 + 1}"
    first, final = since.isoformat()[:7], last.isoformat()[:7]
    return first if months == 1 else f"{first}..{final}"


def _invalid(text: str, why: str, hint: str | None = None) -> UsageFault:
    return UsageFault(
        f"The period '{text}' {why}.",
        hint=hint or "Write it like 2026, 2026-03, 2026-q1, 2026-w07, last-month, ytd or 2026-01..2026-03.",
        code="invalid_period",
        facts={"text": text},
    )
