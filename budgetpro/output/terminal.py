"""Tables on a terminal, by Rich."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TextIO

from rich import box
from rich.console import Console
from rich.table import Column as RichColumn
from rich.table import Table as RichTable
from rich.text import Text

from budgetpro.domain.money import Money
from budgetpro.output.tabular import Cell, Column, Table, facts_of, shown_text

_UNBOUNDED = 100_000


def write_table(table: Table, stream: TextIO, *, has_color: bool, is_terminal: bool) -> None:
    """Write the table as wide as the terminal lets it be, or as it is where there is none.

    Text is shown as it is: never as markup, as an emoji or as a highlighted number.
    """
    console = Console(
        file=stream,
        force_terminal=has_color or is_terminal,
        color_system=_color_system(has_color),
        no_color=not has_color,
        markup=False,
        emoji=False,
        highlight=False,
        width=None if is_terminal else _UNBOUNDED,
    )
    console.print(_rich_record(table) if table.is_record else _rich_table(table), crop=False)
    if table.caption:
        console.print(Text(table.caption, style="dim"))


def _color_system(has_color: bool) -> Literal["auto"] | None:
    return "auto" if has_color else None


def _rich_table(table: Table) -> RichTable:
    places = [n for n, column in enumerate(table.columns) if column.in_table]
    rows = [_cells(row, places, table.columns) for row in table.rows]
    footer = [_cells(row, places, table.columns) for row in table.footer]
    title = Text(table.title, style="bold") if table.title else None
    shown = RichTable(
        box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, title=title, title_justify="left"
    )
    for place, *cells in zip(places, *rows, *footer, strict=True):
        _add_column(shown, table.columns[place], cells)
    for row in rows:
        shown.add_row(*row)
    for n, row in enumerate(footer):
        if n == 0:
            shown.add_section()
        shown.add_row(*row, style="bold")
    return shown


def _add_column(shown: RichTable, column: Column, cells: Sequence[Text]) -> None:
    """Add a column's head; where the terminal is narrow only text gets narrower, for a cut number is a wrong one."""
    header = Text(column.header)
    can_fold = column.kind == "text"
    shown.add_column(
        header,
        justify="right" if column.is_right_aligned else "left",
        overflow="fold",
        no_wrap=not can_fold,
        min_width=max(cell.cell_len for cell in ([header] if can_fold else [header, *cells])),
    )


def _rich_record(table: Table) -> RichTable:
    shown = RichTable.grid(RichColumn(style="bold", no_wrap=True), RichColumn(overflow="fold"), padding=(0, 2))
    for header, value in facts_of(table):
        shown.add_row(Text(header), _text(value))
    return shown


def _cells(row: Sequence[Cell], places: Sequence[int], columns: Sequence[Column]) -> list[Text]:
    return [_text(row[n], can_wrap=columns[n].kind == "text") for n in places]


def _text(value: Cell, *, can_wrap: bool = True) -> Text:
    is_negative = isinstance(value, Money) and value.minor < 0
    return Text(shown_text(value), style="red" if is_negative else "", no_wrap=not can_wrap)
