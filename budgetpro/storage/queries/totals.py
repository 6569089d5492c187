"""Sums of categories over a period: whole months from the month totals, other days from the covering index.

What a query reads grows with the accounts and months of the period, and with the postings of
at most two months that the period holds in part; never with the book.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from budgetpro.domain.accounts import CATEGORY_TYPES
from budgetpro.domain.days import add_months, day_number, month_number
from budgetpro.domain.totals import CategoryTotal, MonthTotal, PayeeTotal
from budgetpro.storage.marks import marks, pieces

if TYPE_CHECKING:
    from budgetpro.domain.periods import Period
    from budgetpro.storage.book import Book

_FIRST_MONTH, _AFTER_LAST_MONTH = 0, 1_000_000
_FIRST_DAY, _AFTER_LAST_DAY = 0, 100_000_000


class _Span(NamedTuple):
    """A period in whole months (yyyymm, `until_month` excluded) and the days (yyyymmdd, likewise) beside them."""

    since_month: int
    until_month: int
    days: tuple[tuple[int, int], ...]


class _Sum(NamedTuple):
    """A part of a sum; `key` is the category's id, or the month where sums are wanted by month."""

    type: str
    key: int
    currency: str
    sum_minor: int
    posting_count: int


def category_totals(book: Book, period: Period, paid_from: Sequence[int] = ()) -> list[CategoryTotal]:
    """Return the sum of each expense category and currency that was posted to in the period.

    With `paid_from`, only of transactions that have a posting on one of those accounts: the
    postings of those in the period are read one by one.
    """
    sums = _added_up(_sums(book, period, ("expense",), paid_from, by_month=False))
    return [CategoryTotal(total.key, total.currency, *total[3:]) for total in sums]


def month_totals(book: Book, period: Period, paid_from: Sequence[int] = ()) -> list[MonthTotal]:
    """Return the sums of all expense and of all income categories, month by month; `paid_from` as above."""
    return [MonthTotal(*total) for total in _added_up(_sums(book, period, CATEGORY_TYPES, paid_from, by_month=True))]


def payee_totals(book: Book, period: Period, paid_from: Sequence[int] = ()) -> list[PayeeTotal]:
    """Return the sum of expense postings by payee and currency; it reads the period transaction by transaction."""
    since, until = _day_range(period)
    within, accounts = _paid_from(book, since, until, paid_from)
    rows = book.connection.execute(
        # A cross join is one that SQLite does not turn round: the period's transactions come first.
        "select t.payee_id, coalesce(y.name, nullif(t.memo, '')), x.currency, sum(x.amount_minor), count(*)"
        " from txn t cross join posting x join account a on a.book_id = x.book_id and a.id = x.account_id"
        " left join payee y on y.book_id = t.book_id and y.id = t.payee_id"
        " where x.book_id = t.book_id and x.txn_id = t.id and t.book_id = ? and t.day >= ? and t.day < ?"
        f" and a.type = 'expense'{within} group by 1, 2, 3",
        (book.id, since, until, *accounts),
    )
    return [
        PayeeTotal(payee_id, name, currency, int(sum_minor), posting_count)
        for payee_id, name, currency, sum_minor, posting_count in rows.fetchall()
    ]


def _added_up(parts: Iterable[_Sum]) -> list[_Sum]:
    """Return one sum for each type, key and currency, in their order."""
    sums: dict[tuple[str, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for type_, key, currency, sum_minor, posting_count in parts:
        total = sums[type_, key, currency]
        total[0] += int(sum_minor)
        total[1] += int(posting_count)
    return [_Sum(*key, *sums[key]) for key in sorted(sums)]


def _sums(
    book: Book, period: Period, types: Sequence[str], paid_from: Sequence[int], *, by_month: bool
) -> Iterator[_Sum]:
    if paid_from:
        yield from _sums_paid_from(book, period, types, paid_from, by_month=by_month)
        return
    book.flush_totals()
    span = _span(period)
    if span.since_month < span.until_month:
        yield from _sums_of_months(book, span, types, by_month=by_month)
    for since, until in span.days:
        yield from _sums_of_days(book, since, until, types, by_month=by_month)


def _sums_of_months(book: Book, span: _Span, types: Sequence[str], *, by_month: bool) -> Iterator[_Sum]:
    key = f"a.type, {'t.month' if by_month else 'a.id'}, t.currency"
    rows = book.connection.execute(
        f"select {key}, sum(t.sum_minor), sum(t.count) from account a"
        " join month_total t on t.book_id = a.book_id and t.account_id = a.id"
        f" where a.book_id = ? and a.type in ({marks(types)}) and t.month >= ? and t.month < ? group by {key}",
        (book.id, *types, span.since_month, span.until_month),
    )
    return (_Sum(*row) for row in rows)


def _sums_of_days(book: Book, since: int, until: int, types: Sequence[str], *, by_month: bool) -> Iterator[_Sum]:
    """Yield the sums of days of one month.

    The covering index holds no currency: where the month's totals name only one for a
    category, it is that one; else the postings themselves are read.
    """
    month = since // 100
    posted = _posted_in(book, month, types)
    sure = [category_id for category_id, (_, currencies) in posted.items() if len(currencies) == 1]
    unsure = [category_id for category_id, (_, currencies) in posted.items() if len(currencies) > 1]
    for category_id, sum_minor, posting_count in _sums_of_index(book, "account_id", sure, since, until):
        type_, (currency, *_) = posted[category_id]
        yield _Sum(type_, month if by_month else category_id, currency, sum_minor, posting_count)
    for category_id, currency, *sums in _sums_of_index(book, "account_id, currency", unsure, since, until):
        yield _Sum(posted[category_id][0], month if by_month else category_id, currency, *sums)


def _posted_in(book: Book, month: int, types: Sequence[str]) -> dict[int, tuple[str, list[str]]]:
    """Return the categories that a month has postings on, each with its type and its currencies there."""
    rows = book.connection.execute(
        "select a.type, a.id, t.currency from account a"
        " join month_total t on t.book_id = a.book_id and t.account_id = a.id"
        f" where a.book_id = ? and a.type in ({marks(types)}) and t.month = ?",
        (book.id, *types, month),
    )
    posted: dict[int, tuple[str, list[str]]] = {}
    for type_, category_id, currency in rows.fetchall():
        posted.setdefault(category_id, (type_, []))[1].append(currency)
    return posted


def _sums_of_index(book: Book, key: str, category_ids: Sequence[int], since: int, until: int) -> Iterator[Any]:
    """Yield the columns of `key` with the sum and count of some categories' postings on some days."""
    for piece, places in pieces(category_ids):
        yield from book.connection.execute(
            f"select {key}, sum(amount_minor), count(*) from posting"
            f" where book_id = ? and account_id in ({places}) and day >= ? and day < ? group by {key}",
            (book.id, *piece, since, until),
        ).fetchall()


def _sums_paid_from(
    book: Book, period: Period, types: Sequence[str], paid_from: Sequence[int], *, by_month: bool
) -> Iterator[_Sum]:
    key = f"a.type, {'x.day / 100' if by_month else 'a.id'}, x.currency"
    since, until = _day_range(period)
    within, accounts = _paid_from(book, since, until, paid_from)
    rows = book.connection.execute(
        f"select {key}, sum(x.amount_minor), count(*) from posting x"
        " join account a on a.book_id = x.book_id and a.id = x.account_id"
        f" where x.book_id = ? and a.type in ({marks(types)}){within} group by {key}",
        (book.id, *types, *accounts),
    )
    return (_Sum(*row) for row in rows)


def _paid_from(book: Book, since: int, until: int, paid_from: Sequence[int]) -> tuple[str, tuple[int, ...]]:
    """Return the condition that a posting `x` is of a transaction with one on those accounts, and its values."""
    if not paid_from:
        return "", ()
    some = f"select txn_id from posting where book_id = ? and account_id in ({marks(paid_from)})"
    return f" and x.txn_id in ({some} and day >= ? and day < ?)", (book.id, *paid_from, since, until)


def _span(period: Period) -> _Span:
    """Cut a period into whole months and the days before and behind them."""
    since, until = period.since, period.until
    if since and until and month_number(since) == month_number(until):
        return _Span(0, 0, ((day_number(since), day_number(until)),))
    days = []
    since_month, until_month = _FIRST_MONTH, _AFTER_LAST_MONTH
    if since:
        since_month = month_number(since)
        if since.day > 1:
            days.append((day_number(since), since_month * 100 + 99))
            since_month = _next_month(since)
    if until:
        until_month = month_number(until)
        if until.day > 1:
            days.append((until_month * 100, day_number(until)))
    return _Span(since_month, until_month, tuple(days))


def _next_month(day: date) -> int:
    try:
        return month_number(add_months(day, 1))
    except OverflowError:
        return _AFTER_LAST_MONTH


def _day_range(period: Period) -> tuple[int, int]:
    since = day_number(period.since) if period.since else _FIRST_DAY
    return since, day_number(period.until) if period.until else _AFTER_LAST_DAY
