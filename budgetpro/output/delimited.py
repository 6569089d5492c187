"""CSV and TSV: a header always, bare decimals, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from typing import TextIO

from budgetpro.output.tabular import Cell, Table, bare_text

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_delimited(table: Table, stream: TextIO, delimiter: str) -> None:
    """Write every column of the table, row by row, lines ended by a newline."""
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows(map(_safe_text, row) for row in table.rows)


def _safe_text(value: Cell) -> str:
    """Return the cell; an apostrophe leads text that a spreadsheet would run (OWASP, CSV injection)."""
    text = bare_text(value)
    is_text = isinstance(value, (str, list)) or type(value) is tuple
    return f"'{text}" if is_text and text.startswith(_RUN_BY_SPREADSHEETS) else text
