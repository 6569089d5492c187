"""The statements of a file: one for each account and currency, with the balances their rows show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from budgetpro.importers.csv_currencies import read_currency
from budgetpro.importers.csv_layout import Layout
from budgetpro.importers.csv_numbers import signed_value
from budgetpro.importers.csv_row_words import Landmark
from budgetpro.importers.csv_text import plain
from budgetpro.importers.lines import Problem, Statement, StatementLine

_SHOWN_BREAKS = 3


@dataclass(slots=True)
class Break:
    """A row whose balance is not the one before it with its amount."""

    position: int
    expected: Decimal
    found: Decimal


@dataclass(slots=True)
class Place:
    """A statement being read: its currency, its first and last row, and how their balances hang together."""

    statement: Statement
    currency: str | None
    is_newest_first: bool | None
    first: StatementLine | None = None
    last: StatementLine | None = None
    steps: int = 0
    break_count: int = 0
    breaks: list[Break] = field(default_factory=list)

    def goes_on(self, line: StatementLine) -> bool:
        """Take a row whose balance is the one of the row before it with the amount; say whether it is."""
        last = self.last
        if last is None or last.balance is None or line.balance is None:
            return False
        expected = last.balance - last.amount if self.is_newest_first else last.balance + line.amount
        if expected != line.balance:
            return False
        self.steps += 1
        self.last = line
        return True

    def take(self, line: StatementLine) -> None:
        """Take a row whose balance does not go on from the row before it, or that has none."""
        if line.balance is None:
            return
        if self.last is None or self.last.balance is None:
            self.first = self.first or line
        else:
            self.steps += 1
            last = self.last
            expected = self.last.balance - last.amount if self.is_newest_first else self.last.balance + line.amount
            self._break(line.position, expected, line.balance)
        self.last = line

    def _break(self, position: int, expected: Decimal, found: Decimal) -> None:
        self.break_count += 1
        if len(self.breaks) < _SHOWN_BREAKS:
            self.breaks.append(Break(position, expected, found))

    def take_sum(self, landmark: Landmark, line: StatementLine) -> None:
        """Keep a balance that a row states: its balance where it has one, else its amount."""
        value = line.amount if line.balance is None else line.balance
        if landmark is Landmark.OPENING:
            self.statement.opening_balance = value
        elif landmark is Landmark.CLOSING:
            self.statement.closing_balance, self.statement.closing_date = value, line.date

    def finish(self) -> None:
        """Take the balances from the rows where nothing states them, and report where they break off."""
        if self.first is None or self.last is None:
            return
        is_followed = self.break_count * 2 <= self.steps
        oldest, latest = (self.last, self.first) if self.is_newest_first else (self.first, self.last)
        is_ordered = self.is_newest_first is not None or self.first is self.last
        if is_followed and is_ordered and self.statement.closing_balance is None:
            self.statement.closing_balance, self.statement.closing_date = latest.balance, latest.date
        is_whole = self.break_count == 0 and is_ordered and oldest.balance is not None
        if is_whole and self.statement.opening_balance is None and oldest.balance is not None:
            self.statement.opening_balance = oldest.balance - oldest.amount
        if self.break_count and self.break_count * 10 <= self.steps:
            self._report_breaks()

    def _report_breaks(self) -> None:
        for one in self.breaks:
            message = (
                f"the balance is {one.found}, but by the rows around it would be {one.expected}: is a row missing?"
            )
            self.statement.problems.append(Problem(one.position, message, is_row=False))


class Places:
    """The statements of a file by account and currency, made as their first rows come."""

    def __init__(self, layout: Layout, file_format: str) -> None:
        self.statements: list[Statement] = []
        self._layout = layout
        self._format = file_format
        self._account, self._currency = layout.roles.account, layout.roles.currency
        self._places: dict[tuple[str, str], Place] = {}
        self._only: Place | None = None

    def of(self, cells: Sequence[str]) -> Place:
        """Return the place of a row; IndexError where the row ends before its account or currency."""
        if self._only is not None:
            return self._only
        key = (
            "" if self._account is None else cells[self._account],
            "" if self._currency is None else cells[self._currency],
        )
        return self._places.get(key) or self._new(key, cells)

    def latest(self) -> Place:
        """Return the place of what belongs to no row: the last one that was made, or the file's only one."""
        return next(reversed(self._places.values()), None) or self._new(("", ""), ())

    def finish(self) -> None:
        """Close all statements; the file's own balances are those of its only statement."""
        if len(self._places) == 1:
            statement, stated = next(iter(self._places.values())).statement, self._layout.preamble
            if statement.opening_balance is None:
                statement.opening_balance = stated.opening
            if stated.closing is not None:
                statement.closing_balance, statement.closing_date = stated.closing, stated.closing_date
        for place in self._places.values():
            place.finish()

    def _new(self, key: tuple[str, str], cells: Sequence[str]) -> Place:
        account, currency = plain(key[0]), self._code(plain(key[1]))
        for known, place in self._places.items():
            if plain(known[0]) == account and place.currency == currency:
                self._places[key] = place
                return place
        statement = Statement(self._format, account or self._layout.preamble.account_id, currency)
        self._take_balances(statement, cells)
        self._places[key] = Place(statement, currency, self._layout.is_newest_first)
        self.statements.append(statement)
        if self._account is None and self._currency is None:
            self._only = self._places[key]
        return self._places[key]

    def _code(self, text: str) -> str | None:
        return read_currency(text)[1] if text else self._layout.currency

    def _take_balances(self, statement: Statement, cells: Sequence[str]) -> None:
        """Take the whole statement's balances from columns that repeat them in every row."""
        layout = self._layout
        for index, name in ((layout.roles.opening, "opening_balance"), (layout.roles.closing, "closing_balance")):
            if index is not None and index not in (layout.money.balance, layout.money.before) and index < len(cells):
                setattr(statement, name, signed_value(cells[index], layout.marks.get(index, ".")))


Placed = tuple[Place, StatementLine]


def signed_by_balance(rows: Iterable[Placed], *, is_newest_first: bool) -> Iterator[Placed]:
    """Give unsigned amounts the sign by which the balance moved; a row that it does not explain is a problem.

    The oldest row has no balance before it: its sign is known only from a stated opening balance.
    """
    waiting: dict[int, Placed] = {}
    for place, line in rows:
        before = waiting.get(id(place))
        waiting[id(place)] = place, line
        if is_newest_first:
            if before is not None:
                yield from _signed(place, before[1], line.balance)
        else:
            yield from _signed(place, line, before[1].balance if before else place.statement.opening_balance)
    if is_newest_first:
        for place, line in waiting.values():
            yield from _signed(place, line, place.statement.opening_balance)


def _signed(place: Place, line: StatementLine, before: Decimal | None) -> Iterator[Placed]:
    if line.balance is not None and before is not None and abs(line.balance - before) == abs(line.amount):
        yield place, line._replace(amount=line.balance - before)
        return
    why = "there is no balance before it" if before is None else f"the balance before it is {before}"
    message = f"whether {line.amount} is money in or out cannot be told: {why}"
    place.statement.problems.append(Problem(line.position, message))
