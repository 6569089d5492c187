"""Plain columns: a table where there is no terminal. Never wrapped, never cut, never coloured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO
from unicodedata import combining, east_asian_width

from budgetpro.output.tabular import Column, Table, shown_text

_GAP = "  "


def write_columns(table: Table, stream: TextIO) -> None:
    """Write the table's title, a header, a rule, its rows and its footer, each column as wide as its widest cell."""
    places = [n for n, column in enumerate(table.columns) if column.in_table]
    columns = [table.columns[n] for n in places]
    rows = [[shown_text(row[n]) for n in places] for row in table.rows]
    footer = [[shown_text(row[n]) for n in places] for row in table.footer]
    header = [column.header for column in columns]
    widths = [max(map(display_width, cells)) for cells in zip(header, *rows, *footer, strict=True)]
    rule = ["-" * width for width in widths]
    if table.title:
        stream.write(f"{table.title}\n\n")
    lines = [header, rule, *rows, *([rule] if footer else []), *footer]
    stream.writelines(_line(cells, columns, widths) for cells in lines)
    if table.caption:
        stream.write(f"\n{table.caption}\n")


def display_width(text: str) -> int:
    """Return how many columns of a terminal the text takes: two for a wide sign, none for a mark on a letter."""
    return len(text) if text.isascii() else sum(map(_sign_width, text))


def _sign_width(sign: str) -> int:
    if combining(sign):
        return 0
    return 2 if east_asian_width(sign) in "WF" else 1


def _line(cells: Sequence[str], columns: Iterable[Column], widths: Iterable[int]) -> str:
    padded = []
    for text, column, width in zip(cells, columns, widths, strict=True):
        space = " " * (width - display_width(text))
        padded.append(space + text if column.is_right_aligned else text + space)
    return _GAP.join(padded).rstrip() + "\n"
