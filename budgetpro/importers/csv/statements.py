"""The statements of a file: one for each account and currency, with the balances their rows show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from budgetpro.importers.csv.amounts import RowFault, cell_fault
from budgetpro.importers.csv.currencies import currency_in_name, read_currency, shared_symbol
from budgetpro.importers.csv.layout import Layout
from budgetpro.importers.csv.numbers import Side, signed_value
from budgetpro.importers.csv.preamble import account_number
from budgetpro.importers.csv.row_words import Landmark
from budgetpro.importers.csv.signs import side_of_words
from budgetpro.importers.csv.text import plain
from budgetpro.importers.lines import Problem, Statement, StatementLine

_SHOWN_BREAKS = 3
_ZERO = Decimal(0)


@dataclass(slots=True)
class Break:
    """A row whose balance is not the one before it with its amount."""

    position: int
    expected: Decimal
    found: Decimal


@dataclass(slots=True)
class Place:
    """A statement being read: its currency, and how the balances of its rows hang together.

    `first` and `last` are the first and the last row so far that state a balance; `before_first` and
    `since_last` add up the booked rows around them that state none.
    """

    statement: Statement
    currency: str | None
    is_newest_first: bool | None
    first: StatementLine | None = None
    last: StatementLine | None = None
    before_first: Decimal = _ZERO
    since_last: Decimal = _ZERO
    steps: int = 0
    break_count: int = 0
    breaks: list[Break] = field(default_factory=list)

    def goes_on(self, line: StatementLine) -> bool:
        """Take a row whose balance is the last one with the amounts since; say whether it is."""
        if self.last is None or line.balance is None or self._expected(self.last, line) != line.balance:
            return False
        self.steps += 1
        self.last, self.since_last = line, _ZERO
        return True

    def take(self, line: StatementLine) -> None:
        """Take a row whose balance does not go on from the last one, or that has none."""
        if line.balance is None:
            if line.status == "posted":
                self._add(line.amount)
            return
        if self.last is None:
            self.first = line
        else:
            self.steps += 1
            self._break(line.position, self._expected(self.last, line), line.balance)
        self.last, self.since_last = line, _ZERO

    def _expected(self, last: StatementLine, line: StatementLine) -> Decimal:
        """Return the balance that a row must have by the last one and the amounts between them."""
        moved = last.amount if self.is_newest_first else line.amount
        if self.since_last:
            moved += self.since_last
        balance = last.balance or _ZERO
        return balance - moved if self.is_newest_first else balance + moved

    def _add(self, amount: Decimal) -> None:
        if self.last is None:
            self.before_first += amount
        else:
            self.since_last += amount

    def _break(self, position: int, expected: Decimal, found: Decimal) -> None:
        self.break_count += 1
        if len(self.breaks) < _SHOWN_BREAKS:
            self.breaks.append(Break(position, expected, found))

    def take_sum(self, landmark: Landmark, line: StatementLine) -> None:
        """Keep a balance that a row states: its balance where it has one, else its amount."""
        value = line.amount if line.balance is None else line.balance
        if landmark is Landmark.OPENING:
            self.statement.opening_balance = value
        elif landmark is Landmark.CLOSING and not self._is_earlier(line.date):
            self.statement.closing_balance, self.statement.closing_date = value, line.date

    def _is_earlier(self, day: date) -> bool:
        """Say whether a balance of that day comes before the closing one that is known already."""
        known = self.statement.closing_date
        return known is not None and (day < known or (day == known and bool(self.is_newest_first)))

    def finish(self) -> None:
        """Take the balances from the rows where nothing states them, and report where they break off."""
        if self.first is None or self.last is None:
            return
        is_followed = self.break_count * 2 <= self.steps
        oldest, latest = (self.last, self.first) if self.is_newest_first else (self.first, self.last)
        is_ordered = self.is_newest_first is not None or self.first is self.last
        if is_followed and is_ordered and self.statement.closing_balance in (None, latest.balance):
            self.statement.closing_balance, self.statement.closing_date = latest.balance, latest.date
        is_whole = self.break_count == 0 and is_ordered and oldest.balance is not None
        if is_whole and self.statement.opening_balance is None and oldest.balance is not None:
            older = self.since_last if self.is_newest_first else self.before_first
            self.statement.opening_balance = oldest.balance - oldest.amount - older
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
        self._amounts = layout.money.amounts if len(layout.money.amounts) > 1 else ()
        self._places: dict[tuple[str, str], Place] = {}
        self._only: Place | None = None
        self._early: list[tuple[Landmark, StatementLine]] = []

    def find(self, cells: Sequence[str]) -> Place | None:
        """Return the place of a row, None where none is made yet; IndexError where the row ends before its cells."""
        return self._only or self._places.get(self._key(cells))

    def make(self, cells: Sequence[str]) -> Place:
        """Make the place of a row; `RowFault` where its currency is none."""
        return self.find(cells) or self._new(self._key(cells), cells)

    def _key(self, cells: Sequence[str]) -> tuple[str, str]:
        account = "" if self._account is None else cells[self._account]
        if self._amounts:
            filled = next((index for index in self._amounts if cells[index].strip()), self._amounts[0])
            return account, currency_in_name(self._layout.survey.columns[filled].name) or ""
        return account, "" if self._currency is None else cells[self._currency]

    def near(self, cells: Sequence[str]) -> Place:
        """Return the place of a row that may be damaged: its own, else the last one."""
        try:
            return self.find(cells) or self.last() or self.make(cells)
        except (IndexError, RowFault):
            return self.last() or self._new(("", ""), ())

    def last(self) -> Place | None:
        """Return the place that was made last, None where there is none yet."""
        return next(reversed(self._places.values()), None)

    def take_sum(self, cells: Sequence[str], landmark: Landmark, line: StatementLine) -> None:
        """Keep the balance that a row states, for its account; a row of another width is of the last one."""
        is_usual = len(cells) >= self._layout.survey.width and len(self._layout.survey.columns) >= len(cells)
        place = self.make(cells) if is_usual else self.last()
        if place is None:
            self._early.append((landmark, line))
        else:
            place.take_sum(landmark, line)

    def finish(self) -> None:
        """Close all statements; the file's own balances are those of its only statement."""
        if not self._places:
            self._new(("", ""), ())
        if len(self._places) == 1:
            self._take_stated(next(iter(self._places.values())))
        for place in self._places.values():
            place.finish()

    def _take_stated(self, place: Place) -> None:
        statement, stated = place.statement, self._layout.preamble
        for landmark, line in self._early:
            place.take_sum(landmark, line)
        if statement.opening_balance is None:
            statement.opening_balance = stated.opening
        if stated.closing is not None:
            statement.closing_balance, statement.closing_date = stated.closing, stated.closing_date

    def _new(self, key: tuple[str, str], cells: Sequence[str]) -> Place:
        account, currency = plain(key[0]), self._code(plain(key[1]))
        for known, place in self._places.items():
            if plain(known[0]) == account and place.currency == currency:
                self._places[key] = place
                return place
        number = account_number(account) if account_number(account) == account.replace(" ", "") else account
        statement = Statement(self._format, number or self._layout.preamble.account_id, currency)
        if currency is None:
            statement.currency_symbol = shared_symbol(key[1]) or self._layout.currency_symbol
        self._take_columns(statement, cells)
        self._places[key] = Place(statement, currency, self._layout.is_newest_first)
        self.statements.append(statement)
        if self._account is None and self._currency is None and not self._amounts:
            self._only = self._places[key]
        return self._places[key]

    def _code(self, text: str) -> str | None:
        if not text:
            return self._layout.currency
        is_currency, code = read_currency(text)
        if not is_currency and self._currency is not None:
            raise cell_fault(self._layout.survey.columns[self._currency], "a currency", text)
        return code or self._layout.currency

    def _take_columns(self, statement: Statement, cells: Sequence[str]) -> None:
        """Take the whole statement's balances from columns that repeat them in every row."""
        layout = self._layout
        for index, name in ((layout.roles.opening, "opening_balance"), (layout.roles.closing, "closing_balance")):
            if index is not None and index not in (layout.money.balance, layout.money.before) and index < len(cells):
                setattr(statement, name, signed_value(cells[index], layout.marks.get(index, ".")))


Placed = tuple[Place, StatementLine]


def signed_by_balance(rows: Iterable[Placed], oldest: Side | None, *, is_newest_first: bool) -> Iterator[Placed]:
    """Give unsigned amounts the sign by which the balance moved; a row that it does not explain is a problem.

    The oldest row has no balance before it: its sign is known only from a stated opening balance, from its words,
    or from the user, who says that it is `oldest`.
    """
    waiting: dict[int, Placed] = {}
    for place, line in rows:
        before = waiting.get(id(place))
        waiting[id(place)] = place, line
        if is_newest_first:
            if before is not None:
                yield from _signed(place, before[1], line.balance, None)
        else:
            yield from _signed(place, line, before[1].balance if before else place.statement.opening_balance, oldest)
    if is_newest_first:
        for place, line in waiting.values():
            yield from _signed(place, line, place.statement.opening_balance, oldest)


def _signed(place: Place, line: StatementLine, before: Decimal | None, oldest: Side | None) -> Iterator[Placed]:
    if line.balance is not None and before is not None and abs(line.balance - before) == abs(line.amount):
        yield place, line._replace(amount=line.balance - before)
        return
    if before is None and (side := oldest or side_of_words(f"{line.memo} {line.payee}")):
        yield place, line._replace(amount=-abs(line.amount) if side == "debit" else abs(line.amount))
        return
    why = "there is no balance before it" if before is None else f"the balance before it is {before}"
    message = f"whether {line.amount} is money in or out cannot be told: {why}; --sign as-is or inverted says it"
    place.statement.problems.append(Problem(line.position, message))
