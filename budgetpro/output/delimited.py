"""CSV and TSV: a header always, bare decimals, safe to open in a spreadsheet.

Written by hand because the standard library's writer leaves a lone carriage return unquoted
where lines end by a newline, and then cannot read it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from budgetpro.domain.money import Money
from budgetpro.output.tabular import Cell, Table, bare_text

_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_delimited(table: Table, stream: TextIO, delimiter: str) -> None:
    """Write every column of the table, row by row, quoted as RFC 4180 says, lines ended by a newline."""
    special = frozenset((delimiter, '"', "\r", "\n"))
    stream.write(_line((column.name for column in table.columns), delimiter, special))
    stream.writelines(_line(map(_safe_text, row), delimiter, special) for row in table.rows)


def _line(texts: Iterable[str], delimiter: str, special: frozenset[str]) -> str:
    line = delimiter.join([text if special.isdisjoint(text) else _quoted(text) for text in texts])
    return f"{line or _quoted('')}\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _safe_text(value: Cell) -> str:
    """Return the cell; an apostrophe leads text that a spreadsheet would run (OWASP, CSV injection)."""
    text = bare_text(value)
    is_text = isinstance(value, (str, list, tuple)) and not isinstance(value, Money)
    return f"'{text}" if is_text and text.startswith(_RUN_BY_SPREADSHEETS) else text
