"""Which sheet of a workbook is the statement: the only one that holds a table of days and amounts."""

from __future__ import annotations

from enum import IntEnum
from itertools import islice
from typing import NamedTuple

from budgetpro.domain.errors import Failure
from budgetpro.importers.csv.columns import find_table, transactions
from budgetpro.importers.xlsx.sheet import Mark, Notes, rows_of
from budgetpro.importers.xlsx.text import SAMPLED_ROWS
from budgetpro.importers.xlsx.workbook import Sheet, Workbook


class Table(IntEnum):
    """How much of a table a sheet holds."""

    NONE = 0
    HEAD = 1
    ROWS = 2
    ROWS_WITH_HEAD = 3


class Choice(NamedTuple):
    """The sheet that is read; `others` hold rows of days and amounts too, `hidden` ones were not looked at."""

    sheet: Sheet
    others: list[str]
    hidden: list[str]


def choose_sheet(book: Workbook, mark: Mark) -> Choice:
    """Return the sheet that holds a table, or the most of one; Failure sheet_unknown where that is none or several."""
    hidden = [sheet.name for sheet in book.sheets if sheet.is_hidden]
    visible = [sheet for sheet in book.sheets if not sheet.is_hidden]
    if len(visible) == 1:
        return Choice(visible[0], [], hidden)
    held = {sheet: _table_of(book, sheet, mark) for sheet in visible}
    most = max(held.values(), default=Table.NONE)
    best = [sheet for sheet, table in held.items() if table is most]
    if most is Table.NONE or len(best) > 1:
        raise _unknown(book, best if most else [])
    return Choice(best[0], [sheet.name for sheet, table in held.items() if Table.ROWS <= table < most], hidden)


def _table_of(book: Workbook, sheet: Sheet, mark: Mark) -> Table:
    rows = [(row.number, row.cells) for row in islice(rows_of(book, sheet, Notes(), mark), SAMPLED_ROWS)]
    width = max((len(cells) for _, cells in rows), default=0)
    table = find_table([(number, cells + [""] * (width - len(cells))) for number, cells in rows], width)
    if not transactions(table):
        return Table.HEAD if table.names else Table.NONE
    return Table.ROWS_WITH_HEAD if table.names else Table.ROWS


def _unknown(book: Workbook, sheets: list[Sheet]) -> Failure:
    facts = {"file": book.label, "sheets": [sheet.name for sheet in sheets]}
    if sheets:
        names = ", ".join(f'"{sheet.name}"' for sheet in sheets)
        return Failure(
            f"{book.label}: several of its sheets hold a table of days and amounts: {names}.",
            code="sheet_unknown",
            hint="Save the one that is meant as a file of its own.",
            facts=facts,
        )
    return Failure(
        f"{book.label}: no sheet of it that is not hidden holds a table of days and amounts.",
        code="sheet_unknown",
        hint="Give the sheet a row that names its columns, such as date, description, amount.",
        facts=facts,
    )
