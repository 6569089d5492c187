"""Reads XLSX and XLSM: one sheet of a workbook, as text, by all that the reader of CSV finds out.

Written to ECMA-376 (ISO/IEC 29500), parts 1 and 2, in the transitional and the strict form, and to
what banks' exports make of it. The position of a row is its number in the sheet.

- Of several sheets the one that holds a table of days and amounts is read; hidden sheets never are.
  Where several hold one, the file is refused with their names;
- rows and columns that are hidden or filtered out are read like all others;
- what a cell says is what it shows (`shown`, `formats`); a formula says what it came to last;
- an error (`#N/A`) or a formula without a result is no value: a row that needs it is a problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from budgetpro.importers.csv.layout import decide_layout
from budgetpro.importers.csv.reader import CsvReading
from budgetpro.importers.lines import Hints, Problem, Statement, StatementLine
from budgetpro.importers.source import Source
from budgetpro.importers.xlsx.archive import Archive
from budgetpro.importers.xlsx.choice import Choice, choose_sheet
from budgetpro.importers.xlsx.sheet import Mark, Notes, rows_of
from budgetpro.importers.xlsx.text import SheetText
from budgetpro.importers.xlsx.workbook import open_workbook

FORMAT = "xlsx"
_SHOWN_ROUNDED = 3


def open_xlsx(source: Source, hints: Hints) -> XlsxReading:
    """Open a workbook at the sheet that holds a table.

    Raises `Failure`: statement_unreadable or statement_truncated for a file that is damaged or hostile,
    sheet_unknown where no sheet, or more than one, holds a table; and as `decide_layout` does.
    """
    with source.open_bytes() as stream:
        return _open(source, stream, hints)


def _open(source: Source, stream: BinaryIO, hints: Hints) -> XlsxReading:
    mark: Mark = hints.decimal_mark or "."
    book = open_workbook(Archive(stream, source.label), source.label)
    choice = choose_sheet(book, mark)
    notes = Notes()
    text = SheetText(
        rows_of(book, choice.sheet, notes, mark), source.path, f'{source.label}, sheet "{choice.sheet.name}"'
    )
    return XlsxReading(text, hints, choice, notes)


class XlsxReading:
    """A workbook open at one sheet, for one reading (a `Reading`)."""

    def __init__(self, text: SheetText, hints: Hints, choice: Choice, notes: Notes) -> None:
        layout = decide_layout(text, hints)
        self._inner = CsvReading(text, layout, FORMAT)
        self._choice, self._notes = choice, notes
        self.format = FORMAT
        self.encoding: str | None = None
        self._first_findings = list(_findings(choice))
        self._said = layout.survey.dialect.describe()

    @property
    def statements(self) -> list[Statement]:
        return self._inner.statements

    @property
    def findings(self) -> list[str]:
        """How the sheet is read and why, in sentences."""
        return self._first_findings + [finding for finding in self._inner.findings if finding != self._said]

    def lines(self) -> Iterator[tuple[Statement, StatementLine]]:
        """Yield each line with its statement, in the order of the rows."""
        hidden: list[tuple[Statement, int]] = []
        told = 0
        for statement, line in self._inner.lines():
            if line.position in self._notes.hidden:
                hidden.append((statement, line.position))
            for kept, shown in self._notes.rounded.get(line.position, ()):
                if abs(kept) in (abs(line.amount), abs(line.balance or 0)) and told < _SHOWN_ROUNDED:
                    told += 1
                    message = f"a cell that shows {shown} holds {kept}, which is read"
                    statement.problems.append(Problem(line.position, message, is_row=False))
            yield statement, line
        if hidden:
            statement, row = hidden[0]
            message = "this row is hidden in the sheet; it is read like the others"
            more = f" (as are {len(hidden) - 1} more)" if len(hidden) > 1 else ""
            statement.problems.append(Problem(row, message + more, is_row=False))
        for name in self._choice.others:
            message = f'the sheet "{name}" holds rows of days and amounts too; it is not read'
            self.statements[0].problems.append(Problem(1, message, is_row=False))


def _findings(choice: Choice) -> Iterator[str]:
    yield f'the sheet "{choice.sheet.name}" is read'
    if choice.hidden:
        yield f"hidden sheets are not read: {', '.join(choice.hidden)}"
