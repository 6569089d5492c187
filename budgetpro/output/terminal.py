"""Tables on a terminal, by Rich."""

from __future__ import annotations

from typing import Literal, TextIO

from rich import box
from rich.console import Console
from rich.table import Column as RichColumn
from rich.table import Table as RichTable
from rich.text import Text

from budgetpro.domain.money import Money
from budgetpro.output.fitting import GAP, fit
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
    if table.title:
        console.print(Text(table.title, style="bold"))
    console.print(_rich_record(table) if table.is_record else _rich_table(table, console.width), crop=False)
    if table.caption:
        console.print(Text(table.caption, style="dim"))


def _color_system(has_color: bool) -> Literal["auto"] | None:
    return "auto" if has_color else None


def _rich_table(table: Table, room: int) -> RichTable:
    rows = [[_text(value) for value in row] for row in table.rows]
    footer = [[_text(value) for value in row] for row in table.footer]
    headers = [Text(column.header) for column in table.columns]
    needed = [max(cell.cell_len for cell in cells) for cells in zip(headers, *rows, *footer, strict=True)]
    fitted = fit(table.columns, needed, room)
    total = sum(width for _, width in fitted) + GAP * (len(fitted) - 1)
    shown = RichTable(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, width=total)
    for place, width in fitted:
        _add_column(shown, table.columns[place], width)
    for row in rows:
        shown.add_row(*(row[place] for place, _ in fitted))
    for n, row in enumerate(footer):
        if n == 0:
            shown.add_section()
        shown.add_row(*(row[place] for place, _ in fitted), style="bold")
    return shown


def _add_column(shown: RichTable, column: Column, width: int) -> None:
    is_prose = column.kind == "prose"
    shown.add_column(
        Text(column.header),
        justify="right" if column.is_right_aligned else "left",
        overflow="fold" if is_prose else "ellipsis",
        no_wrap=not is_prose,
        width=width,
    )


def _rich_record(table: Table) -> RichTable:
    shown = RichTable.grid(RichColumn(style="bold", no_wrap=True), RichColumn(overflow="fold"), padding=(0, 2))
    for header, value in facts_of(table):
        shown.add_row(Text(header), _text(value))
    return shown


def _text(value: Cell) -> Text:
    is_negative = isinstance(value, Money) and value.minor < 0
    return Text(shown_text(value), style="red" if is_negative else "")
