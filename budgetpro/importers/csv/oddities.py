"""Rows that do not read as transactions: what they are, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import NamedTuple

from budgetpro.importers.csv.amounts import Cells, LeftOut, RowFault, amount_function
from budgetpro.importers.csv.dates import read_day
from budgetpro.importers.csv.layout import Layout
from budgetpro.importers.csv.numbers import read_written, signed_value
from budgetpro.importers.csv.records import Torn
from budgetpro.importers.csv.row_words import Landmark, Standing, landmark_of, standing_of
from budgetpro.importers.csv.rows import RowReader, day_function, memo_columns, text_function
from budgetpro.importers.csv.text import one_line, plain
from budgetpro.importers.csv.words import names_columns
from budgetpro.importers.lines import StatementLine

_SHOWN = 60
_ROWS_THAT_TELL = 3


class Oddity(Enum):
    """What a row is that is no transaction."""

    NOTHING = "nothing"
    MORE_TEXT = "more text of the row above"
    NOTE = "a note"
    LEFT_OUT = "left out"
    SUM = "a sum"
    PENDING = "pending"
    BAD = "bad"
    HEAD_AGAIN = "the head again"
    SECOND_TABLE = "a second table"


class Verdict(NamedTuple):
    """What a row is, with its text, the sum it states or the line it makes."""

    oddity: Oddity
    text: str = ""
    landmark: Landmark | None = None
    line: StatementLine | None = None


class Judge:
    """Tells what the rows are that a `RowReader` refuses."""

    def __init__(self, layout: Layout, read: RowReader) -> None:
        self._layout, self._read = layout, read
        self._amount_of, self._day_of = amount_function(layout), day_function(layout)
        roles, money = layout.roles, layout.money
        self._days = roles.days
        self._sums = (*money.columns, *(index for index in (money.balance, money.before) if index is not None))
        typed = {*roles.days, *self._sums, roles.direction, roles.currency, roles.opening, roles.closing}
        self._text_of = text_function([n for n in range(len(layout.survey.columns)) if n not in typed])
        self._memo_of = text_function(memo_columns(layout) + roles.payees[:1])

    def judge(self, cells: Cells, position: int, fault: Exception, *, follows_row: bool) -> Verdict:
        """Return what a row is; `follows_row`: it stands right below a transaction."""
        texts = [plain(cell) for cell in cells]
        if isinstance(cells, Torn):
            return Verdict(Oddity.BAD, "a quotation mark opens in this row and is not closed in it")
        if isinstance(fault, LeftOut):
            return Verdict(Oddity.LEFT_OUT, str(fault))
        if not any(texts):
            return Verdict(Oddity.NOTHING)
        if self._is_head(texts):
            return Verdict(Oddity.HEAD_AGAIN, one_line(" ".join(texts)))
        return self._of_filled(cells, texts, position, fault, follows_row=follows_row)

    def _of_filled(
        self, cells: Cells, texts: Sequence[str], position: int, fault: Exception, *, follows_row: bool
    ) -> Verdict:
        has_sum = self._has(cells, self._sums)
        has_day = any(read_day(texts[index]) for index in self._days if index < len(texts))
        has_amount = any(index < len(cells) and read_written(cells[index]) for index in self._layout.money.columns)
        is_torn = any(texts[self._layout.survey.width :]) and sum(map(bool, texts)) * 2 > len(texts)
        if not is_torn and (found := self._sum_row(texts, position, is_loose=not (has_day and has_amount))):
            return found
        if _is_second_head(texts):
            return Verdict(Oddity.SECOND_TABLE, one_line(" ".join(texts)))
        if has_sum and (pending := self._pending(cells, position)):
            return pending
        if not has_sum and not has_day:
            return self._of_text(cells, texts, follows_row=follows_row)
        return Verdict(Oddity.BAD, self._fault_text(fault, cells))

    def is_cut(self, cells: Cells) -> bool:
        """Say whether the last row of a file without a last line end stops inside its amount or balance.

        It does where all other rows have the same number of decimals and it has another.
        """
        last = len(cells) - 1
        others = [
            row[last] for row in self._layout.survey.rows if len(row) > last and row is not cells and row != cells
        ]
        scales = {_scale(cell) for cell in others if cell.strip()}
        return (
            last in self._sums
            and len(others) >= _ROWS_THAT_TELL
            and len(scales) == 1
            and _scale(cells[last]) not in scales
        )

    def is_start_of_row(self, cells: Cells) -> bool:
        """Say whether cells are what a transaction begins with, as far as they go."""
        start = plain(cells[0]) if cells else ""
        column = self._layout.survey.columns[0]
        is_part = any(value.startswith(start) for value in column.values)
        is_part_of_day = self._days[:1] == [0] and not start.strip("0123456789./-")
        return len(cells) < self._layout.survey.width and bool(start) and (is_part or is_part_of_day)

    def _has(self, cells: Cells, columns: Sequence[int]) -> bool:
        return any(index < len(cells) and cells[index].strip() for index in columns)

    def _is_head(self, texts: Sequence[str]) -> bool:
        names = self._layout.survey.table.names
        return bool(names) and [one_line(text) for text in texts if text] == [name for name in names if name]

    def _sum_row(self, texts: Sequence[str], position: int, *, is_loose: bool) -> Verdict | None:
        """Read `Kontostand;11.12.2024;;;1.234,56;EUR`, wherever its cells stand."""
        landmark = next((found for text in texts if (found := landmark_of(text, is_loose=is_loose))), None)
        landmark = landmark or self._landmark_by_column(texts)
        if landmark is None:
            return None
        mark = self._layout.marks.get(self._sums[0], ".")
        amounts = [value for text in texts if not read_day(text) and (value := signed_value(text, mark)) is not None]
        day = next((day for text in texts if (day := self._day(text))), self._layout.latest_day)
        text = one_line(" ".join(texts))
        if not amounts or day is None:
            return Verdict(Oddity.NOTE, text)
        is_below = any(self._layout.roles.sides.get(one) == "debit" for one in texts)
        return Verdict(
            Oddity.SUM, text, landmark, StatementLine(position, day, -amounts[-1] if is_below else amounts[-1])
        )

    def _landmark_by_column(self, texts: Sequence[str]) -> Landmark | None:
        """Return which balance a row states in the column of one, with no day and no amount."""
        roles = self._layout.roles
        if any(n < len(texts) and texts[n] for n in (*roles.days, *self._layout.money.columns)):
            return None
        for index, landmark in ((roles.closing, Landmark.CLOSING), (roles.opening, Landmark.OPENING)):
            if index is not None and index < len(texts) and texts[index]:
                return landmark
        return None

    def _day(self, text: str) -> date | None:
        readings = read_day(text)
        return readings.get("certain") or readings.get(self._layout.order or "")

    def _pending(self, cells: Cells, position: int) -> Verdict | None:
        """Read a row that says `Pending` where its day should be; it is dated to the file's latest day."""
        first = self._days[0] if self._days else 0
        day = self._layout.latest_day
        is_pending = first < len(cells) and standing_of(plain(cells[first])) is Standing.PENDING
        if not is_pending or day is None:
            return None
        dated = list(cells)
        others = [cells[index] for index in self._days[1:] if index < len(cells) and read_day(cells[index])]
        dated[first] = others[0] if others else day.isoformat()
        try:
            line = self._read(dated, position, None)
        except (RowFault, LeftOut, IndexError):
            return None
        return Verdict(Oddity.PENDING, line=line._replace(status="pending"))

    def _of_text(self, cells: Cells, texts: Sequence[str], *, follows_row: bool) -> Verdict:
        """Tell a description that goes on from a remark in the table: it stands in a text's column, alone."""
        more = self._memo_of(cells) or self._text_of(cells)
        is_alone = len(cells) > 1 and not self._has(cells, self._days)
        if follows_row and is_alone and more and any(map(str.isalpha, more)):
            return Verdict(Oddity.MORE_TEXT, more)
        return Verdict(Oddity.NOTE, one_line(" ".join(text for text in texts if text)))

    def _fault_text(self, fault: Exception, cells: Cells) -> str:
        if isinstance(fault, IndexError):
            expected = self._layout.survey.width
            return f"expected {expected} columns, found {len(cells)}: the row is cut off or has lost a delimiter"
        return str(fault)


def _scale(cell: str) -> int:
    """Return how many digits follow the last mark of an amount."""
    written = read_written(cell)
    digits = written.digits if written else ""
    last = max(digits.rfind("."), digits.rfind(","))
    return len(digits) - last - 1 if last >= 0 else 0


def _has_values(texts: Sequence[str]) -> bool:
    return any(read_day(text) or read_written(text) for text in texts)


def _is_second_head(texts: Sequence[str]) -> bool:
    return len([text for text in texts if text]) > 2 and names_columns(list(texts)) and not _has_values(texts)


def shortened(text: str) -> str:
    """Return text as a message quotes it."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
