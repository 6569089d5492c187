"""Days as banks write them, and the order of day, month and year that a whole column proves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from budgetpro.importers.csv.months import month_of
from budgetpro.importers.csv.text import fold, folded_pattern, plain

Order = str  # "dmy", "mdy" or "ymd"; CERTAIN where the cell itself leaves no doubt
CERTAIN: Order = "certain"
ORDER_NAMES = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}
STEPS_THAT_PROVE = 7
DAYS_OF_A_STATEMENT, DAYS_OF_NO_STATEMENT = 366, 3 * 366
_LAST_SHORT_YEAR, _FIRST_SHORT_YEAR = 49, 80
_CACHED_DAYS = 20_000

_ZONE = r"(?:Z|UTC|GMT|WES?T|CES?T|EES?T|MSK|BST|[ECMP][SD]T|AE[SD]T|IST)?(?:[+-]\d{1,2}(?::?\d{2})?)?"
_HOUR = r"[\sT,;/]+\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,:]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*"
_PRINTING = folded_pattern(
    r"\bdownload|\bexport|\bprint|\bgenerat|\bcreat|\brun\b|\berstellt|\bgedruckt|\babgerufen|\bdruck|\bimprim|\bedit|"
    r"\bemis|\bgenerad|\bgerad|\bstampa|\bafgedrukt|\butskr|\bwygenerowan|\bvytvor"
)
_CLOCK = rf"(?:Z|{_HOUR}{_ZONE})?"
_AS_OF = r"(?:\s+as of\s+[\d./-]{6,10})?"  # the day for which a row counts, after the one on which it was booked
_WEEKDAY = (
    r"(?:(?i:mo|tu|we|th|fr|sa|su|di|mi|do|so|lu|ma|me|je|ve|ju|vi|mi|se|te|qu|gi|wo|vr|za|zo|ti|on|to|lo|pi|po|st|ut)"
    r"[^\W\d_]{0,8}\.?,?\s+)?"
)
_DAY_FIRST_NAMED = (
    r"(\d{1,2})(?:st|nd|rd|th|er)?[.\s/-]*(?:de\s+)?([^\W\d_]{3,14})\.?(?:\s+de)?[\s,./'-]*(\d{4}|\d{1,2})"
)
_MONTH_FIRST_NAMED = r"([^\W\d_]{3,14})\.?[\s-]*(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(\d{4})"
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4}(?:\d{2}(?:\.\d+)?)?)?(?:\[.*\])?" + _CLOCK)
_MARKED = re.compile(_WEEKDAY + r"(\d{1,4})\s?([./ :-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{1,2})\.?" + _CLOCK + _AS_OF)
_DAY_FIRST = re.compile(_WEEKDAY + _DAY_FIRST_NAMED + _CLOCK)
_MONTH_FIRST = re.compile(_WEEKDAY + _MONTH_FIRST_NAMED + _CLOCK)
_YEAR_FIRST = re.compile(r"(\d{4})[.\s/-]+([^\W\d_]{3,14})\.?[\s/-]*(\d{1,2})\.?" + _CLOCK)

_LONGEST_DAY = 100


def read_day(cell: str) -> Mapping[Order, date]:
    """Return what day a cell names, by each order that makes a day of it; empty where it names none.

    A cell that names its month or begins with a year of four digits has the one key `CERTAIN`.
    """
    return _read_day(cell) if len(cell) <= _LONGEST_DAY else {}


@lru_cache(maxsize=4096)
def _read_day(cell: str) -> Mapping[Order, date]:
    text = plain(cell)
    if not text[-1:] or not any(map(str.isdigit, text)):
        return {}
    if found := _MARKED.fullmatch(text):
        return _by_marks(found[1], found[2], found[3], found[4])
    if found := _DIGITS.fullmatch(text):
        return _by_digits(text, found[1], found[2], found[3])
    return _by_name(text)


def _by_marks(first: str, mark: str, second: str, third: str) -> dict[Order, date]:
    if len(first) == 4:
        return _only(_day(first, second, third))
    if len(first) == 3 or (len(third) == 1 and mark != " ") or mark == ":":
        return {}
    readings = {"dmy": _day(third, second, first), "mdy": _day(third, first, second)}
    if len(third) == 2:
        readings["ymd"] = _day(first, second, third) if len(first) == 2 else None
    return {order: day for order, day in readings.items() if day}


def _by_digits(text: str, year: str, month: str, day: str) -> dict[Order, date]:
    """Read eight digits: `20240131`, `20240131120000[0:GMT]`, and `31012024` where no year comes first."""
    if certain := _day(year, month, day):
        return {CERTAIN: certain}
    if len(text) != 8:
        return {}
    first, second, third = text[:2], text[2:4], text[4:]
    readings = {"dmy": _day(third, second, first), "mdy": _day(third, first, second)}
    return {order: found for order, found in readings.items() if found}


def _by_name(text: str) -> dict[Order, date]:
    for pattern, year, month, day in ((_DAY_FIRST, 3, 2, 1), (_MONTH_FIRST, 3, 1, 2), (_YEAR_FIRST, 1, 2, 3)):
        found = pattern.fullmatch(text)
        if found and (number := month_of(found[month])):
            return _only(_day(found[year], str(number), found[day]))
    return {}


def _only(day: date | None) -> dict[Order, date]:
    return {CERTAIN: day} if day else {}


def _day(year: str, month: str, day: str) -> date | None:
    """Return the day, None where there is none; a year of two digits lies between 1980 and 2049.

    Other years of two digits are of another calendar (`67` is 2567 in Thailand) or of no statement.
    """
    number = int(year)
    if len(year) <= 2:
        if _LAST_SHORT_YEAR < number < _FIRST_SHORT_YEAR:
            return None
        number += 2000 if number <= _LAST_SHORT_YEAR else 1900
    if not 1900 <= number < 2200:
        return None
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


@dataclass(slots=True)
class _Run:
    """Whether days, read by one order, only went up or only went down."""

    last: date | None = None
    ups: int = 0
    downs: int = 0

    def take(self, day: date) -> None:
        if self.last is not None:
            self.ups += day > self.last
            self.downs += day < self.last
        self.last = day


@dataclass(slots=True)
class DateEvidence:
    """What a column's cells have shown of their order so far.

    `orders` are those by which every cell names a day; `refuted` keeps, for each of the others,
    the first cell that speaks against it; `open_cell` is the first one that alone decides nothing.
    `latest` and `earliest` are days by each order. `is_uncertain`: some cell needs an order at all.
    """

    orders: set[Order] = field(default_factory=lambda: set(ORDER_NAMES))
    refuted: dict[Order, str] = field(default_factory=dict)
    open_cell: str = ""
    mark: str = ""
    latest: dict[Order, date] = field(default_factory=dict)
    earliest: dict[Order, date] = field(default_factory=dict)
    is_uncertain: bool = False
    runs: dict[Order, _Run] = field(default_factory=lambda: {order: _Run() for order in ORDER_NAMES})
    _last_cell: str = ""

    def take(self, cell: str) -> None:
        if cell == self._last_cell:
            return
        self._last_cell = cell
        readings = read_day(cell)
        if not readings:
            return
        certain = readings.get(CERTAIN)
        self._follow(dict.fromkeys(ORDER_NAMES, certain) if certain else readings)
        self.is_uncertain = self.is_uncertain or not certain
        self.mark = self.mark or next((mark for mark in cell if mark in "./-"), "")
        if certain or len(set(readings.values())) == 1 < len(readings):
            return
        for order in self.orders - set(readings):
            self.refuted[order] = cell
        self.orders &= set(readings)
        if len(readings) > 1 and not self.open_cell:
            self.open_cell = cell

    def _follow(self, days: Mapping[Order, date]) -> None:
        for order, day in days.items():
            self.latest[order] = max(day, self.latest.get(order, day))
            self.earliest[order] = min(day, self.earliest.get(order, day))
            self.runs[order].take(day)

    @property
    def is_mixed(self) -> bool:
        """Say whether no order reads all cells."""
        return not self.orders

    @property
    def order(self) -> Order | None:
        """Return the only order that reads all cells, None where several do, or none is needed."""
        return next(iter(self.orders)) if len(self.orders) == 1 else None

    def is_newest_first(self, order: Order | None) -> bool | None:
        """Say whether days go down the file into the past, by an order; None where they do not tell."""
        run = self.runs[order or "dmy"]
        return None if run.ups == run.downs else run.downs > run.ups

    def stretched_orders(self) -> set[Order]:
        """Return the orders by which the days lie years apart, while by another they lie within one.

        `10/01/24` and `31/01/24` are days of one month rather than of 2010 and 2031.
        """
        spans = {order: (self.latest[order] - self.earliest[order]).days for order in self.orders}
        is_near = min(spans.values(), default=0) <= DAYS_OF_A_STATEMENT
        return {order for order, span in spans.items() if span > DAYS_OF_NO_STATEMENT and is_near}

    @property
    def may_begin_with_year(self) -> bool:
        """Say whether the days lie closer together with a year of two digits in front: `24.01.10`, `24.01.11`."""
        spans = {order: self.latest[order] - self.earliest[order] for order in self.orders}
        return "ymd" in spans and "dmy" in spans and spans["ymd"] < spans["dmy"]

    @property
    def is_latest_by_day_first(self) -> bool:
        """Say whether a year of two digits in front would give no later days: new statements are likelier than old."""
        return "ymd" not in self.orders or self.latest["ymd"] <= self.latest["dmy"]

    def order_by_span(self) -> Order | None:
        """Return the only order that is not stretched, where the days are in sequence by it.

        Years of two digits in front are too rare to be concluded from this.
        """
        near = self.orders - self.stretched_orders()
        order = next(iter(near)) if len(near) == 1 else None
        is_steady = order is not None and min(self.runs[order].ups, self.runs[order].downs) == 0
        return order if order != "ymd" and is_steady else None

    def order_by_sequence(self) -> Order | None:
        """Return the one order by which the days only go up or only go down, where that is no chance."""
        runs = {order: self.runs[order] for order in self.orders}
        steady = [order for order, run in runs.items() if min(run.ups, run.downs) == 0]
        if len(steady) != 1 or runs[steady[0]].ups + runs[steady[0]].downs < STEPS_THAT_PROVE:
            return None
        return steady[0]


def order_of_texts(texts: Iterable[str], mark: str) -> Order | None:
    """Return the order that dates inside texts above the table prove for cells of that mark.

    The day of printing is written by another hand than the rows: a period's or a balance's days count.
    """
    evidence = DateEvidence()
    pattern = re.compile(rf"(?<!\d)\d{{1,2}}{re.escape(mark)}\d{{1,2}}{re.escape(mark)}(?:\d{{4}}|\d{{2}})(?!\d)")
    for text in texts:
        for cell in pattern.findall(text) if mark and not _PRINTING.search(fold(text)) else ():
            evidence.take(cell)
    return evidence.order


class DayCache(dict[str, date]):
    """The days of one column's cells by their text; KeyError for a cell that names none by that order."""

    def __init__(self, order: Order) -> None:
        super().__init__()
        self._order = order

    def __missing__(self, cell: str) -> date:
        readings = read_day(cell)
        day = readings.get(CERTAIN) or readings.get(self._order)
        if day is None and len(set(readings.values())) == 1 and len(readings) > 1:
            day = next(iter(readings.values()))
        if day is None:
            raise KeyError(cell)
        if len(self) >= _CACHED_DAYS:
            self.clear()
        self[cell] = day
        return day
