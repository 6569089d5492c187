"""Plain columns: a table where there is no terminal. Never wrapped, never cut, never coloured.

A cell that is much longer than most pushes the rest of its own line, and pads no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO
from unicodedata import combining, east_asian_width

from budgetpro.output.tabular import Column, Table, facts_of, shown_text

_GAP = "  "
_WIDEST = 40  # as wide as a column gets; a bank's words may be hundreds of signs long


def write_columns(table: Table, stream: TextIO) -> None:
    """Write the table's title, a header, a rule, its rows and its footer, each column as wide as its widest cell.

    But none is wider than 40 signs: a longer cell runs over.
    """
    if table.title:
        stream.write(f"{table.title}\n\n")
    stream.writelines(_record_lines(table) if table.is_record else _lines(table))
    if table.caption:
        stream.write(f"\n{table.caption}\n")


def _record_lines(table: Table) -> Iterator[str]:
    facts = facts_of(table)
    width = max(display_width(header) for header, _ in facts)
    for header, value in facts:
        yield f"{header}{' ' * (width - display_width(header))}{_GAP}{shown_text(value)}".rstrip() + "\n"


def _lines(table: Table) -> Iterator[str]:
    places = [n for n, column in enumerate(table.columns) if column.in_table]
    columns = [table.columns[n] for n in places]
    rows = [[shown_text(row[n]) for n in places] for row in table.rows]
    footer = [[shown_text(row[n]) for n in places] for row in table.footer]
    header = [column.header for column in columns]
    widths = [min(max(map(display_width, cells)), _WIDEST) for cells in zip(header, *rows, *footer, strict=True)]
    rule = ["-" * width for width in widths]
    lines = [header, rule, *rows, *([rule] if footer else []), *footer]
    for cells in lines:
        yield _line(cells, columns, widths)


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
