from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetpro.domain.errors import UsageFault
from budgetpro.domain.periods import ALL, Period, parse_period

TODAY = date(2026, 11, 24)


def period(since: str | None, until: str | None) -> Period:
    return Period(date.fromisoformat(since) if since else None, date.fromisoformat(until) if until else None)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-03", "2026-03-01", "2026-04-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026-q1", "2026-01-01", "2026-04-01"),
        ("2026-Q4", "2026-10-01", "2027-01-01"),
        ("2026-w07", "2026-02-09", "2026-02-16"),
        ("2026-W01", "2025-12-29", "2026-01-05"),
        ("2026-w53", "2026-12-28", "2027-01-04"),
        ("this-week", "2026-11-23", "2026-11-30"),
        ("last-week", "2026-11-16", "2026-11-23"),
        ("this-month", "2026-11-01", "2026-12-01"),
        ("last-month", "2026-10-01", "2026-11-01"),
        ("this-quarter", "2026-10-01", "2027-01-01"),
        ("last-quarter", "2026-07-01", "2026-10-01"),
        ("this-year", "2026-01-01", "2027-01-01"),
        ("last-year", "2025-01-01", "2026-01-01"),
        ("ytd", "2026-01-01", "2026-11-25"),
        ("today", "2026-11-24", "2026-11-25"),
        ("Yesterday", "2026-11-23", "2026-11-24"),
        ("-3d", "2026-11-21", "2026-11-22"),
        ("2026-03-05", "2026-03-05", "2026-03-06"),
        ("2026-01..2026-03", "2026-01-01", "2026-04-01"),
        ("2026-01-10..2026-01-20", "2026-01-10", "2026-01-21"),
        ("2025..2026-q1", "2025-01-01", "2026-04-01"),
        ("-29d..today", "2026-10-26", "2026-11-25"),
        ("last-month..this-month", "2026-10-01", "2026-12-01"),
        ("2026-01..", "2026-01-01", None),
        ("..2026-03", None, "2026-04-01"),
        (" all ", None, None),
    ],
)
def test_a_period_reaches_from_its_first_day_to_the_end_of_its_last(
    text: str, since: str | None, until: str | None
) -> None:
    assert parse_period(text, TODAY) == period(since, until)


def test_last_month_of_january_is_december() -> None:
    assert parse_period("last-month", date(2026, 1, 31)) == period("2025-12-01", "2026-01-01")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-13", "no place in the calendar"),
        ("2026-00", "no place in the calendar"),
        ("2025-w53", "no place in the calendar"),
        ("0000", "no place in the calendar"),
        ("9999", "no place in the calendar"),
        ("9999-12-31", "no place in the calendar"),
        ("..", "neither a beginning nor an end"),
        ("2026-05..2026-03", "ends before it begins"),
        ("2026-05-02..2026-05-01", "ends before it begins"),
        ("soon", "is no period"),
        ("all..", "is no period"),
        ("", "is no period"),
        ("next-month", "is no period"),
    ],
)
def test_what_is_no_period_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(UsageFault) as caught:
        parse_period(text, TODAY)
    assert caught.value.code == "invalid_period"
    assert why in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2026/03", "Write 2026-03 (year-month)."),
        ("3/2026", "Write 2026-03 (year-month)."),
        ("202603", "Write 2026-03 (year-month)."),
        ("lastmonth", "Did you mean last-month?"),
        ("2026-q5", "Write it like 2026, 2026-03,"),
        ("13.2026", "Write it like 2026, 2026-03,"),
    ],
)
def test_what_was_likely_meant_by_a_period_is_told(text: str, hint: str) -> None:
    with pytest.raises(UsageFault) as caught:
        parse_period(text, TODAY)
    assert caught.value.code == "invalid_period"
    assert str(caught.value.hint).startswith(hint)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-02-30..2026-03", "..31/02/2026"])
def test_a_day_that_there_is_not_is_refused_as_a_date(text: str) -> None:
    with pytest.raises(UsageFault) as caught:
        parse_period(text, TODAY)
    assert caught.value.code == "invalid_date"


@pytest.mark.parametrize(
    ("since", "until", "label"),
    [
        ("2026-01-01", "2027-01-01", "2026"),
        ("2025-01-01", "2027-01-01", "2025..2026"),
        ("2026-01-01", "2026-04-01", "2026-q1"),
        ("2026-02-01", "2026-05-01", "2026-02..2026-04"),
        ("2026-02-01", "2026-03-01", "2026-02"),
        ("2026-02-09", "2026-02-16", "2026-w07"),
        ("2026-12-28", "2027-01-04", "2026-w53"),
        ("2026-03-05", "2026-03-06", "2026-03-05"),
        ("2026-01-01", "2026-11-25", "2026-01-01..2026-11-24"),
        ("2026-01-01", None, "2026-01-01.."),
        (None, "2026-04-01", "..2026-03-31"),
        (None, None, "all"),
    ],
)
def test_a_label_is_the_shortest_name_of_the_period(since: str | None, until: str | None, label: str) -> None:
    assert period(since, until).label == label


days = st.dates(date(1, 1, 2), date(9998, 12, 31))


@given(st.none() | days, st.none() | days, days)
def test_a_label_reads_back_as_its_period(since: date | None, until: date | None, today: date) -> None:
    if since and until and until <= since:
        since, until = until, since + timedelta(days=1)
    assert parse_period(Period(since, until).label, today) == Period(since, until)


@given(days, st.sampled_from(["this-week", "this-month", "this-quarter", "this-year", "ytd", "today", "all"]))
def test_today_lies_in_what_is_named_after_it(today: date, text: str) -> None:
    assert today in parse_period(text, today)


@given(days, st.sampled_from(["week", "month", "quarter", "year"]))
def test_the_last_one_ends_where_this_one_begins(today: date, unit: str) -> None:
    if today.year > 1:
        assert parse_period(f"last-{unit}", today).until == parse_period(f"this-{unit}", today).since


def test_a_period_holds_its_first_day_and_not_its_end() -> None:
    march = period("2026-03-01", "2026-04-01")
    assert date(2026, 3, 1) in march
    assert date(2026, 3, 31) in march
    assert date(2026, 4, 1) not in march
    assert date(2026, 2, 28) not in march
    assert "2026-03-01" not in march
    assert date.max in ALL
