"""The rows of one sheet as texts, streamed out of its part (ECMA-376 part 1, clauses 18.3.1.73 and 18.3.1.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from budgetpro.importers.xlsx.formats import GENERAL, Format, Kind
from budgetpro.importers.xlsx.markup import Markup
from budgetpro.importers.xlsx.shown import show
from budgetpro.importers.xlsx.strings import RichText, unescaped
from budgetpro.importers.xlsx.workbook import Sheet, Workbook

LAST_ROW = 1 << 20
LAST_COLUMN = 1 << 14
MOST_COLUMNS = 256
MOST_NOTES = 1000
NOT_CALCULATED = "#NOT CALCULATED"
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z?)?", re.ASCII)
_TRUE = ("1", "true")
_CACHED_DAYS = 10_000

Mark = Literal[".", ","]


class Row(NamedTuple):
    """A row that is not empty, by its number in the sheet, and its cells up to the last one that is filled."""

    number: int
    cells: list[str]


@dataclass(slots=True)
class Notes:
    """What a person should know of cells, by row: of the first thousand rows that have such.

    `rounded`: numbers that are kept, and as what they are shown. `hidden` are rows that are not shown.
    """

    rounded: dict[int, list[tuple[Decimal, str]]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


class Cell(NamedTuple):
    """A cell that is being read: its column from 1, the kind of its value, its format."""

    column: int
    kind: str
    how: Format


def rows_of(book: Workbook, sheet: Sheet, notes: Notes, mark: Mark) -> Iterator[Row]:
    """Yield the rows of a sheet that are not empty; numbers have `mark` before their decimals.

    Raises Failure statement_unreadable for a sheet that is damaged, out of order, or larger than
    a sheet can be.
    """
    cells = _Cells(book, sheet, notes, mark)
    for chunk in book.archive.chunks(sheet.part):
        cells.feed(chunk)
        yield from cells.rows
        cells.rows.clear()
    cells.close()
    yield from cells.rows


class _Cells(Markup):
    """A sheet's part on its way through the parser; `rows` are those that became whole."""

    def __init__(self, book: Workbook, sheet: Sheet, notes: Notes, mark: Mark) -> None:
        super().__init__(book.label, sheet.part)
        self._book, self._notes, self._mark = book, notes, mark
        self._days: dict[tuple[str, Kind], str] = {}
        self._formats: dict[str, Format] = {}
        self._columns: dict[str, int] = {}
        self._rich = RichText(self)
        self._is_in_data = self._is_in_row = self._is_in_text = self._has_formula = False
        self._row = self._last_column = 0
        self._cell: Cell | None = None
        self._value: str | None = None
        self._texts: list[str] = []
        self.rows: list[Row] = []

    def begin(self, name: str, attributes: dict[str, str], /) -> None:
        depth = self.depth
        if depth == 5 and self._cell:
            if name == "v":
                self.keep_text()
            elif name == "f":
                self._has_formula = True
            elif name == "is":
                self._is_in_text = True
        elif depth == 4 and name == "c" and self._is_in_row:
            self._begin_cell(attributes)
        elif depth == 3 and name == "row" and self._is_in_data:
            self._begin_row(attributes)
        elif depth > 5 and self._is_in_text:
            self._rich.begin(name)
        elif depth == 2:
            self._is_in_data = name == "sheetData"

    def end(self, name: str) -> None:
        depth = self.depth
        if depth == 5 and self._cell:
            if name == "v":
                self._value = self.take_text()
            elif name == "is":
                self._value, self._is_in_text = self._rich.take(), False
        elif depth == 4 and self._cell:
            self._end_cell(self._cell)
        elif depth == 3 and self._is_in_row:
            self._is_in_row = False
            if self._texts:
                self.rows.append(Row(self._row, self._texts))
        elif depth > 5 and self._is_in_text:
            self._rich.end(name)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        row = self._row + 1 if place is None else self._number(place, "row")
        if not self._row < row <= LAST_ROW:
            raise self.failure(f"row {row} comes after row {self._row}")
        self._row, self._last_column, self._texts = row, 0, []
        self._is_in_row = True
        if attributes.get("hidden") in _TRUE and len(self._notes.hidden) < MOST_NOTES:
            self._notes.hidden.add(row)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        column = self._last_column + 1 if place is None else self._column(place)
        if not self._last_column < column <= LAST_COLUMN:
            raise self.failure(f"column {column} comes after column {self._last_column} in row {self._row}")
        style = attributes.get("s", "0")
        self._cell = Cell(column, attributes.get("t", "n"), self._formats.get(style) or self._format(style))
        self._last_column = column
        self._value, self._has_formula, self._is_in_text = None, False, False

    def _end_cell(self, cell: Cell) -> None:
        self._cell = None
        value = self._value
        if self._has_formula and (not value or (self._book.is_uncalculated and value == "0")):
            text = NOT_CALCULATED
        elif not value:
            return
        else:
            text = self._text(cell, value)
        if text:
            if cell.column > MOST_COLUMNS:
                raise self.failure(f"row {self._row} has more than {MOST_COLUMNS} columns, as no statement has")
            self._texts.extend([""] * (cell.column - 1 - len(self._texts)))
            self._texts.append(text)

    def _text(self, cell: Cell, value: str) -> str:
        match cell.kind:
            case "s":
                return self._shared(value)
            case "n":
                return self._shown(cell, value)
            case "str" | "inlineStr" | "e":
                return unescaped(value)
            case "b":
                return "TRUE" if value in _TRUE else "FALSE"
            case "d":
                return _iso_day(value)
        raise self.failure(f"{cell.kind[:20]!r} in row {self._row} is no kind of cell")

    def _shared(self, value: str) -> str:
        number = self._number(value.strip(), "text")
        try:
            return self._book.strings.text(number)
        except IndexError:
            raise self.failure(f"row {self._row} names the text {number}, which is not there") from None

    def _shown(self, cell: Cell, value: str) -> str:
        kind = cell.how.kind
        if known := self._days.get((value, kind)):
            return known
        shown = show(value, cell.how, self._mark, is_1904=self._book.is_1904)
        if kind is Kind.DAY and len(self._days) < _CACHED_DAYS:
            self._days[value, kind] = shown.text
        if shown.kept is not None and len(self._notes.rounded) < MOST_NOTES:
            self._notes.rounded.setdefault(self._row, []).append((shown.kept, shown.otherwise))
        return unescaped(shown.text)

    def _format(self, style: str) -> Format:
        """Return the format of a style by its number; the general one in a workbook without styles."""
        number, formats = self._number(style, "style"), self._book.formats
        if number and number >= len(formats):
            raise self.failure(f"row {self._row} names the style {number}, which is not there")
        how = self._formats[style] = formats[number] if formats else GENERAL
        return how

    def _column(self, place: str) -> int:
        """Return the column of a cell from 1; its row has to be the one that it stands in."""
        letters = place.rstrip("0123456789")
        if place[len(letters) :] != str(self._row):
            raise self.failure(f"the cell {place[:20]!r} stands in row {self._row}")
        column = self._columns.get(letters)
        if column is None:
            if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
                raise self.failure(f"{place[:20]!r} is no cell")
            column = 0
            for letter in letters.upper():
                column = column * 26 + ord(letter) - ord("A") + 1
            self._columns[letters] = column
        return column

    def _number(self, text: str, what: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise self.failure(f"{text[:20]!r} in row {self._row} is no number of a {what}")
        return int(text)


def _iso_day(value: str) -> str:
    """Return a day in ISO 8601, with its time where that is not midnight; other text as it stands."""
    found = _ISO_DAY.fullmatch(value.strip())
    if found is None:
        return unescaped(value)
    return found[1] if found[2] in (None, "00:00:00") else f"{found[1]} {found[2]}"
