"""Where the table of a file begins, and what each of its columns contains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from budgetpro.importers.csv_currencies import is_code, read_currency
from budgetpro.importers.csv_dates import DateEvidence, read_day
from budgetpro.importers.csv_dialect import holds_transaction
from budgetpro.importers.csv_numbers import Tally, mark_of, read_written
from budgetpro.importers.csv_records import Record
from budgetpro.importers.csv_row_words import Standing, standing_of
from budgetpro.importers.csv_text import one_line, plain
from budgetpro.importers.csv_words import amount_meaning, day_meaning, names_columns

MOST_VALUES = 64
_MOST_OF, _HALF_OF = (9, 10), (1, 2)
_RARE = 5


@dataclass(frozen=True, slots=True)
class Table:
    """The first records of a file, parted where its table begins.

    `names` are its head's (none where it has no head, `head_line` 0 then); `rows` are the records
    under the head, `above` those over it. `first_line` is the line on which the rows begin.
    """

    names: tuple[str, ...]
    head_line: int
    above: tuple[Record, ...]
    rows: tuple[Record, ...]
    first_line: int


@dataclass(slots=True)
class Column:
    """What one column contains, counted over the rows that hold a transaction."""

    index: int
    name: str
    filled: int = 0
    days: int = 0
    amounts: int = 0
    exact_amounts: int = 0
    lettered: int = 0
    pendings: int = 0
    values: Counter[str] = field(default_factory=Counter)
    currencies: set[str | None] = field(default_factory=set)
    tally: Tally = field(default_factory=Tally)
    dates: DateEvidence = field(default_factory=DateEvidence)

    def take(self, cell: str) -> None:
        text = plain(cell)
        if not text:
            return
        self.filled += 1
        if len(self.values) < MOST_VALUES or text in self.values:
            self.values[text] += 1
        if read_day(text):
            self.days += 1
            self.dates.take(text)
        elif written := read_written(cell):
            self.amounts += 1
            self.exact_amounts += bool(mark_of(written.digits)) or bool(written.sign) or written.has_currency
            self.tally.take(written)
            if written.has_currency:
                self.currencies.add(written.currency)
        else:
            self.lettered += 1
            self.pendings += standing_of(text) is Standing.PENDING

    @property
    def is_empty(self) -> bool:
        return self.filled == 0

    @property
    def holds_days(self) -> bool:
        """Say whether its cells are days, or say that there is none yet; half of them do where its name says days."""
        return self.days > 0 and self._is_most(self.days + self.pendings, is_named=day_meaning(self.name) is not None)

    @property
    def holds_amounts(self) -> bool:
        """Say whether its cells are amounts; half of them do where its name says amounts."""
        return self._is_most(self.amounts, is_named=amount_meaning(self.name) is not None)

    @property
    def holds_exact_amounts(self) -> bool:
        """Say whether the amounts have decimals, signs or currencies, as identifiers have not."""
        return self.holds_amounts and self.exact_amounts > 0

    @property
    def holds_codes(self) -> bool:
        return not self.is_empty and all(is_code(value) for value in self.values)

    @property
    def holds_currencies(self) -> bool:
        return not self.is_empty and all(read_currency(value)[0] for value in self.values)

    @property
    def is_constant(self) -> bool:
        return len(self.values) == 1

    def _is_most(self, count: int, *, is_named: bool) -> bool:
        share, whole = _HALF_OF if is_named else _MOST_OF
        return count > 0 and count * whole >= self.filled * share

    def title(self) -> str:
        """Return how a message names the column: its number from 1, and its name."""
        return f'column {self.index + 1} "{self.name}"' if self.name else f"column {self.index + 1}"


def find_table(records: Sequence[Record], width: int) -> Table:
    """Part records into what stands above the table, its head and its rows, which are mostly `width` cells wide.

    A head names days and money in words. Without such words, a row of texts right above the first
    transaction and as wide as it is a head in a language that is not known.
    """
    rows = [n for n, (_, cells) in enumerate(records) if holds_transaction(cells)]
    head = _find_head(records, rows)
    usual = [n for n in rows if len(records[n][1]) == width]
    first = next(iter(usual or rows), len(records))
    if head is None and first > 0 and _may_be_head(records[first - 1][1], records[first : first + 1]):
        head = first - 1
    if head is None:
        begin = records[first][0] if first < len(records) else 1
        return Table((), 0, tuple(records[:first]), tuple(records[first:]), begin)
    line, cells = records[head]
    names = tuple(one_line(plain(cell)) for cell in cells)
    begin = records[head + 1][0] if head + 1 < len(records) else line + 1
    return Table(names, line, tuple(records[:head]), tuple(records[head + 1 :]), begin)


def _find_head(records: Sequence[Record], rows: Sequence[int]) -> int | None:
    """Return the first head that a transaction follows before another head does, else the first head."""
    heads = [n for n, (_, cells) in enumerate(records) if _is_head(cells)]
    for head, following in zip_longest(heads, heads[1:], fillvalue=len(records)):
        if any(head < row < following for row in rows):
            return head
    return next(iter(heads), None)


def _is_head(cells: Sequence[str]) -> bool:
    names = [plain(cell) for cell in cells]
    return len([name for name in names if name]) > 1 and not _has_values(names) and names_columns(names)


def _may_be_head(cells: Sequence[str], following: Iterable[Record]) -> bool:
    names = [plain(cell) for cell in cells]
    if _has_values(names) or len([name for name in names if name]) * 2 < len(names) or len(names) < 2:
        return False
    is_named = any(day_meaning(name) or amount_meaning(name) for name in names)
    return any(len(row) == len(names) for _, row in following) and (is_named or all(map(_is_word, filter(None, names))))


def _has_values(names: Iterable[str]) -> bool:
    return any(read_day(name) or read_written(name) for name in names)


def _is_word(text: str) -> bool:
    return len(text) < 40 and not any(map(str.isdigit, text))


def transactions(table: Table) -> list[list[str]]:
    """Return the rows that hold a transaction, without those of a width that hardly any other has."""
    rows = [cells for _, cells in table.rows if holds_transaction(cells)]
    widths = Counter(_width(cells, len(table.names)) for cells in rows)
    named = widths[len(table.names)] * _RARE >= len(rows) and bool(table.names)
    usual = {len(table.names)} if named else {width for width, count in widths.items() if count * _RARE >= len(rows)}
    return [cells for cells in rows if _width(cells, len(table.names)) in usual]


def _width(cells: Sequence[str], named: int) -> int:
    """Return how many cells a row has, without empty ones past the last that is named."""
    return named if len(cells) > named > 0 and not any(cell.strip() for cell in cells[named:]) else len(cells)


def profile(table: Table, rows: Sequence[Sequence[str]]) -> list[Column]:
    """Return what the table's columns contain, over its rows that hold a transaction."""
    width = max(len(table.names), *(len(cells) for cells in rows), 0) if rows else len(table.names)
    columns = [Column(n, table.names[n] if n < len(table.names) else "") for n in range(width)]
    for cells in rows:
        for column, cell in zip(columns, cells, strict=False):
            column.take(cell)
    return columns
