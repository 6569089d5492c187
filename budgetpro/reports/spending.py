"""Where the money went: by category, by payee, or month by month.

Spending is what expense categories were posted: a refund is posted there too and reduces it.
Currencies stand side by side and are never added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal, NamedTuple

from budgetpro.domain.accounts import SEPARATOR, Account
from budgetpro.domain.money import Money
from budgetpro.domain.periods import Period
from budgetpro.domain.totals import CategoryTotal, MonthTotal, PayeeTotal

By = Literal["category", "payee", "month"]

_TENTH = Decimal("0.1")


class Units(NamedTuple):
    """How a book's amounts are made: money of minor units and a currency, and the currency that comes first."""

    money: Callable[[int, str], Money]
    base_currency: str


class Question(NamedTuple):
    """What a report of spending answers.

    `accounts` are the paths of the accounts whose transactions alone count, none for all.
    `depth` is the level of categories that deeper ones are folded into, 1 the top. `limit` is
    the most lines of each currency.
    """

    by: By
    period: Period
    accounts: tuple[str, ...] = ()
    depth: int | None = None
    limit: int | None = None


class SpendingLine(NamedTuple):
    """The spending of a category, those folded into it counted in, or of a payee.

    A payee without an `id` has the bank's text for a name, None where there is none. `share` is
    in percent of the currency's total, to one decimal; None where that is not above zero.
    """

    id: int | None
    name: str | None
    amount: Money
    share: Decimal | None
    posting_count: int
    is_uncategorised: bool


class Others(NamedTuple):
    """The lines of one currency that the limit left out, as a sum."""

    line_count: int
    amount: Money
    share: Decimal | None
    posting_count: int


class Total(NamedTuple):
    """All spending of one currency, what the limit left out included."""

    amount: Money
    posting_count: int


class Spending(NamedTuple):
    """Spending by category or payee.

    Lines go by currency, the book's own first, and then from the largest amount down; what
    nobody has categorised comes last of its currency.
    """

    question: Question
    lines: tuple[SpendingLine, ...]
    others: tuple[Others, ...]
    totals: tuple[Total, ...]


class MonthLine(NamedTuple):
    """A month (yyyy-mm) in one currency; `net` is income less spending."""

    month: str
    income: Money
    spending: Money
    net: Money


class MonthsTotal(NamedTuple):
    """All months of one currency."""

    income: Money
    spending: Money
    net: Money


class MonthlySpending(NamedTuple):
    """Months by currency, the book's own first, from the first in which anything happened to the last."""

    question: Question
    lines: tuple[MonthLine, ...]
    totals: tuple[MonthsTotal, ...]


def spend_by_category(
    sums: Iterable[CategoryTotal], categories: Mapping[int, Account], question: Question, units: Units
) -> Spending:
    """Build the report by category; what is uncategorised is never folded, and never cut by the limit."""
    rows: dict[tuple[int, str], _Row] = {}
    for total in sums:
        category = _folded(categories[total.category_id], categories, question.depth)
        key = category.id, total.currency
        row = rows.get(key, _Row(category.id, category.path, total.currency, 0, 0, _is_uncategorised(category)))
        rows[key] = row.plus(total.sum_minor, total.posting_count)
    return _spending(list(rows.values()), question, units)


def spend_by_payee(sums: Iterable[PayeeTotal], question: Question, units: Units) -> Spending:
    """Build the report by payee."""
    return _spending([_Row(*row, is_uncategorised=False) for row in sums], question, units)


def spend_by_month(sums: Iterable[MonthTotal], question: Question, units: Units) -> MonthlySpending:
    """Build the report by month; a month between others in which nothing happened is there with zeros."""
    flows: dict[str, dict[int, _Flow]] = {}
    for row in sums:
        months = flows.setdefault(row.currency, {})
        months[row.month] = months.get(row.month, _Flow(0, 0)).plus(row)
    lines: list[MonthLine] = []
    totals: list[MonthsTotal] = []
    for currency in _in_order(flows, units):
        months = flows[currency]
        for month in _months(min(months), max(months)):
            amounts = _amounts(months.get(month, _Flow(0, 0)), currency, units)
            lines.append(MonthLine(f"{month // 100:04}-{month % 100:02}", *amounts))
        whole = _Flow(sum(flow.income for flow in months.values()), sum(flow.spending for flow in months.values()))
        totals.append(MonthsTotal(*_amounts(whole, currency, units)))
    return MonthlySpending(question, tuple(lines), tuple(totals))


class _Row(NamedTuple):
    """A line to be, in minor units."""

    id: int | None
    name: str | None
    currency: str
    sum_minor: int
    posting_count: int
    is_uncategorised: bool

    def plus(self, sum_minor: int, posting_count: int) -> _Row:
        return self._replace(sum_minor=self.sum_minor + sum_minor, posting_count=self.posting_count + posting_count)


class _Flow(NamedTuple):
    """A month's income and spending in minor units."""

    income: int
    spending: int

    def plus(self, row: MonthTotal) -> _Flow:
        """Add a sum; income is posted as a negative amount, for what a category gives an account receives."""
        if row.type == "income":
            return self._replace(income=self.income - row.sum_minor)
        return self._replace(spending=self.spending + row.sum_minor)


def _folded(category: Account, categories: Mapping[int, Account], depth: int | None) -> Account:
    """Return the category itself, or the one above it that has the depth."""
    if depth is None or _is_uncategorised(category):
        return category
    for _ in range(category.path.count(SEPARATOR) + 1 - depth):
        if category.parent_id is not None:
            category = categories[category.parent_id]
    return category


def _is_uncategorised(category: Account) -> bool:
    return category.kind == "uncategorised"


def _spending(rows: Sequence[_Row], question: Question, units: Units) -> Spending:
    lines: list[SpendingLine] = []
    others: list[Others] = []
    totals: list[Total] = []
    for currency in _in_order({row.currency for row in rows}, units):
        own = sorted((row for row in rows if row.currency == currency), key=_rank)
        whole = sum(row.sum_minor for row in own)
        totals.append(Total(units.money(whole, currency), sum(row.posting_count for row in own)))
        shown, left_out = _cut(own, question.limit)
        lines += [
            SpendingLine(
                row.id,
                row.name,
                units.money(row.sum_minor, currency),
                _share(row.sum_minor, whole),
                row.posting_count,
                row.is_uncategorised,
            )
            for row in shown
        ]
        if left_out:
            rest = sum(row.sum_minor for row in left_out)
            posting_count = sum(row.posting_count for row in left_out)
            others.append(Others(len(left_out), units.money(rest, currency), _share(rest, whole), posting_count))
    return Spending(question, tuple(lines), tuple(others), tuple(totals))


def _rank(row: _Row) -> tuple[bool, int, str, str, int]:
    name = row.name or ""
    return row.is_uncategorised, -row.sum_minor, name.casefold(), name, row.id or 0


def _cut(rows: Sequence[_Row], limit: int | None) -> tuple[Sequence[_Row], Sequence[_Row]]:
    """Return the rows to show, `limit` of them beside the uncategorised, and those to leave out."""
    if limit is None:
        return rows, ()
    named = [row for row in rows if not row.is_uncategorised]
    return [*named[:limit], *(row for row in rows if row.is_uncategorised)], named[limit:]


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(part * 100) / whole).quantize(_TENTH, ROUND_HALF_EVEN) if whole > 0 else None


def _amounts(flow: _Flow, currency: str, units: Units) -> tuple[Money, Money, Money]:
    income, spending = units.money(flow.income, currency), units.money(flow.spending, currency)
    return income, spending, income - spending


def _months(first: int, last: int) -> Iterable[int]:
    """Return all months (yyyymm) from the first to the last, both included."""
    numbers = range(first // 100 * 12 + first % 100 - 1, last // 100 * 12 + last % 100)
    return (number // 12 * 100 + number % 12 + 1 for number in numbers)


def _in_order(currencies: Iterable[str], units: Units) -> list[str]:
    return sorted(currencies, key=lambda code: (code != units.base_currency, code))
