from __future__ import annotations

from calendar import monthrange
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetpro.domain.days import add_months, date_of, day_number, month_length, month_number, parse_day
from budgetpro.domain.errors import UsageFault

TUESDAY = date(2026, 11, 24)


@given(st.dates())
def test_a_day_survives_as_its_number(day: date) -> None:
    assert date_of(day_number(day)) == day
    assert day_number(day) // 100 == month_number(day)


@given(st.dates(), st.dates())
def test_day_numbers_keep_the_order_of_days(first: date, second: date) -> None:
    assert (day_number(first) < day_number(second)) == (first < second)


@given(st.dates(), st.dates())
def test_an_iso_date_is_itself_whatever_the_day_is(day: date, today: date) -> None:
    assert parse_day(day.isoformat(), today) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TUESDAY),
        ("Yesterday", date(2026, 11, 23)),
        ("mon", date(2026, 11, 23)),
        ("sunday", date(2026, 11, 22)),
        ("WED", date(2026, 11, 18)),
        ("tue", date(2026, 11, 17)),
        ("-3d", date(2026, 11, 21)),
        ("-0d", TUESDAY),
        ("-2w", date(2026, 11, 10)),
        ("-1m", date(2026, 10, 24)),
        ("-1y", date(2025, 11, 24)),
        ("+3d", date(2026, 11, 27)),
        ("+3m", date(2027, 2, 24)),
        (" 2024-02-29 ", date(2024, 2, 29)),
    ],
)
def test_a_day_is_named_from_today(text: str, day: date) -> None:
    assert parse_day(text, TUESDAY) == day


def test_a_month_back_ends_where_the_shorter_month_ends() -> None:
    assert parse_day("-1m", date(2026, 3, 31)) == date(2026, 2, 28)
    assert parse_day("-1y", date(2024, 2, 29)) == date(2023, 2, 28)
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)


@given(st.integers(1, 9999), st.integers(1, 12))
def test_months_are_as_long_as_the_calendar_has_them(year: int, month: int) -> None:
    assert month_length(year, month) == monthrange(year, month)[1]


@pytest.mark.parametrize(
    ("text", "why", "hint"),
    [
        ("31/02/2026", "no day written year-month-day", "2026-03-05"),
        ("2026-02-31", "2026-02 has the days 1 to 28", "existing day"),
        ("2026-13-01", "there is no month 13", "existing day"),
        ("0000-01-01", "years begin with 0001", "existing day"),
        ("03/04/2026", "not written as an ISO date", "2026-04-03 or 2026-03-04"),
        ("24.11.2026", "not written as an ISO date", "Write 2026-11-24 (year-month-day)"),
        ("2026/3/5", "not written as an ISO date", "Write 2026-03-05"),
        ("5.5.2026", "not written as an ISO date", "Write 2026-05-05 ("),
        ("5.3.26", "no day written year-month-day", "in full"),
        ("soon", "is no date", "yesterday"),
        ("", "is no date", "yesterday"),
        ("-3", "is no date", "-3d"),
        ("-999999d", "out of the calendar's range", "1 to 9999"),
        ("+9999y", "out of the calendar's range", "1 to 9999"),
        ("-3000y", "out of the calendar's range", "1 to 9999"),
    ],
)
def test_a_date_that_is_none_is_refused_with_the_reason(text: str, why: str, hint: str) -> None:
    with pytest.raises(UsageFault) as caught:
        parse_day(text, TUESDAY)
    assert caught.value.code == "invalid_date"
    assert f"'{text}'" in caught.value.message
    assert why in caught.value.message
    assert hint in str(caught.value.hint)


def test_no_day_before_the_first_of_all_is_a_usage_fault() -> None:
    for text in ("yesterday", "mon"):
        with pytest.raises(UsageFault, match="out of the calendar's range"):
            parse_day(text, date.min)


@given(st.text(), st.dates())
def test_any_text_is_a_day_or_a_usage_fault(text: str, today: date) -> None:
    with suppress(UsageFault):
        assert date.min <= parse_day(text, today) <= date.max
