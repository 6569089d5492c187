"""Where the table of a file begins, and what each of its columns contains."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from budgetpro.importers.csv.currencies import is_code, read_currency
from budgetpro.importers.csv.dates import DateEvidence, read_day
from budgetpro.importers.csv.dialect import holds_transaction
from budgetpro.importers.csv.numbers import Tally, Written, mark_of, read_written
from budgetpro.importers.csv.records import Record
from budgetpro.importers.csv.row_words import Standing, landmark_of, standing_of
from budgetpro.importers.csv.text import one_line, plain
from budgetpro.importers.csv.words import amount_meaning, day_meaning, names_columns

MOST_VALUES = 64
_MOST_OF, _HALF_OF = (9, 10), (1, 2)
_RARE, _REGULAR = 5, 20
_NUMBERS_AND_WORDS = re.compile(r"\d+|[^\W\d_]+")


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
    two_digits: int = 0
    up_to_three_digits: int = 0
    three_digits_first: int = 0
    lettered: int = 0
    pendings: int = 0
    values: Counter[str] = field(default_factory=Counter)
    currencies: set[str | None] = field(default_factory=set)
    symbols: set[str] = field(default_factory=set)
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
            self.exact_amounts += bool(mark_of(written.digits)) or bool(written.sign)
            self._count_digits(written)
            self.tally.take(written)
            if written.symbol:
                self.currencies.add(written.currency)
                self.symbols.add(written.symbol)
        else:
            self.lettered += 1
            self.pendings += standing_of(text) is Standing.PENDING

    def _count_digits(self, written: Written) -> None:
        digits = written.digits
        self.two_digits += len(digits) == 2 and digits.isdigit()
        self.up_to_three_digits += len(digits) <= 3 and digits.isdigit()
        self.three_digits_first += not written.sign and digits[:3].isdigit() and not digits[3:4].isdigit()

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
        """Say whether the amounts have decimals or signs, as identifiers have not."""
        return self.holds_amounts and self.exact_amounts > 0

    def may_go_on_in(self, following: Column) -> bool:
        """Say whether each cell may be an amount that a comma, its decimal mark or its thousands', parted in two."""
        if not self.filled == self.amounts == following.filled or self.is_empty or self.tally.point or self.tally.comma:
            return False
        has_thousands = self.up_to_three_digits == following.three_digits_first == self.filled
        return following.two_digits == self.filled or (has_thousands and not self.name)

    @property
    def has_decimals(self) -> bool:
        return bool(self.tally.point or self.tally.comma or self.tally.either)

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
    first = _first_row(records, rows, width)
    if head is None and first > 0 and _may_be_head(records[first - 1][1], records[first : first + 1]):
        head = first - 1
    if head is None:
        begin = records[first][0] if first < len(records) else 1
        return Table((), 0, tuple(records[:first]), tuple(records[first:]), begin)
    line, cells = records[head]
    names = tuple(one_line(plain(cell)) for cell in cells)
    begin = records[head + 1][0] if head + 1 < len(records) else line + 1
    return Table(names, line, tuple(records[:head]), tuple(records[head + 1 :]), begin)


def _first_row(records: Sequence[Record], rows: Sequence[int], width: int) -> int:
    """Return where a table without a head begins: with the first record that has a day where its rows have it.

    A line above it may look like a row, with the day of printing; it gives itself away where it alone writes
    its day in another way: `2024-01-15` above `14-01-2024`.
    """
    usual = next((n for n in rows if len(records[n][1]) == width), next(iter(rows), len(records)))
    if usual == len(records):
        return usual
    day = next(n for n, cell in enumerate(records[usual][1]) if read_day(cell))
    dated = [n for n, (_, cells) in enumerate(records) if day < len(cells) and read_day(cells[day])]
    first, *others = (_way_of_writing(records[n][1][day]) for n in dated)
    is_above = len(others) > 1 and len(set(others)) == 1 and first not in others
    return dated[1] if is_above else dated[0]


def _way_of_writing(day: str) -> str:
    """Return the form of a day: where its year stands, and what parts it."""
    return _NUMBERS_AND_WORDS.sub(_kind_of_part, plain(day))[:5]


def _kind_of_part(found: re.Match[str]) -> str:
    part = found[0]
    return "m" if not part.isdigit() else "y" if len(part) > 2 else "d"


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
    """Return the rows that hold a transaction and are as wide as the table is; under names most may be shorter.

    Sums that have a day and an amount are none.
    """
    dated = _dated(table)
    sums = set(map(id, _sums(dated)))
    rows = [cells for cells in dated if id(cells) not in sums] or dated
    width = usual_width(rows, len(table.names))
    most, count = Counter(width_of(cells, width) for cells in rows).most_common(1)[0] if rows else (width, 0)
    usual = {width, most} if table.names and most < width and count * 2 >= len(rows) else {width}
    return [cells for cells in rows if width_of(cells, width) in usual]


def _dated(table: Table) -> list[list[str]]:
    return [cells for _, cells in table.rows if holds_transaction(cells)]


def _sums(dated: Sequence[list[str]]) -> list[list[str]]:
    """Return the rows that state a balance or a total; one without a day where the others have it may do so loosely."""
    firsts = [next(n for n, cell in enumerate(cells) if read_day(cell)) for cells in dated]
    usual = Counter(firsts).most_common(1)[0][0] if firsts else 0
    return [
        cells
        for first, cells in zip(firsts, dated, strict=True)
        if any(landmark_of(cell, is_loose=first != usual) for cell in cells)
    ]


def usual_width(rows: Sequence[Sequence[str]], named: int) -> int:
    """Return how many cells a table's rows have: as many as its names, unless nearly all rows have more.

    Without names the narrowest of the frequent widths: a text or amount that a delimiter parts makes a row wider.
    """
    widths = Counter(width_of(cells, named) for cells in rows)
    if not widths:
        return named
    usual, count = widths.most_common(1)[0]
    if named:
        return usual if usual > named and count * _REGULAR >= len(rows) * (_REGULAR - 1) else named
    return min(width for width, count in widths.items() if count * _RARE >= len(rows))


def width_of(cells: Sequence[str], usual: int) -> int:
    """Return how many cells a row has, without empty ones past the usual width."""
    return usual if len(cells) > usual > 0 and not any(cell.strip() for cell in cells[usual:]) else len(cells)


def profile(table: Table, rows: Sequence[Sequence[str]]) -> list[Column]:
    """Return what the table's columns contain, over its rows that hold a transaction; sums add their days alone."""
    width = max(len(table.names), *(len(cells) for cells in rows), 0) if rows else len(table.names)
    columns = [Column(n, table.names[n] if n < len(table.names) else "") for n in range(width)]
    dated = _dated(table)
    taken, sums = set(map(id, rows)), set(map(id, _sums(dated)))
    for cells in dated:
        for column, cell in zip(columns, cells, strict=False):
            if id(cells) in taken:
                column.take(cell)
            elif id(cells) in sums:
                column.dates.take(plain(cell))
    _pass_names_on(columns)
    return columns


def _pass_names_on(columns: Sequence[Column]) -> None:
    """Give an amount's name to the amounts where it stands over their currencies, which are in the column before."""
    for column, following in pairwise(columns):
        if not following.name and column.holds_codes and following.holds_exact_amounts and amount_meaning(column.name):
            column.name, following.name = following.name, column.name
