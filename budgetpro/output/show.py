"""One way out for every result: the format decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TextIO, TypeVar

from budgetpro.config import Format
from budgetpro.output.tabular import Table

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Screen:
    """Where output goes, and what it can take there."""

    stream: TextIO
    is_terminal: bool
    has_color: bool


def write_result(
    screen: Screen,
    form: Format,
    kind: str,
    result: Result,
    tabulate: Callable[[Result], Table],
    rows: Callable[[Result], Iterable[object]] | None = None,
) -> None:
    """Write a result to the screen.

    JSON is the result itself in its envelope; JSON lines are its `rows`, or the result where
    it is a list, or else the result as the one line. Everything else is made of its table.
    Renderers are loaded here, each when it is wanted.
    """
    if form == "json":
        from budgetpro.output.documents import write_document

        write_document(kind, result, screen.stream)
    elif form == "jsonl":
        from budgetpro.output.documents import write_lines

        write_lines(rows(result) if rows else _as_rows(result), screen.stream)
    elif form in ("csv", "tsv"):
        from budgetpro.output.delimited import write_delimited

        write_delimited(tabulate(result), screen.stream, "," if form == "csv" else "\t")
    else:
        write_for_people(screen, tabulate(result))


def write_for_people(screen: Screen, table: Table) -> None:
    """Write a table as a terminal shows it best, or in plain columns where there is none."""
    if screen.is_terminal or screen.has_color:
        from budgetpro.output.terminal import write_table

        write_table(table, screen.stream, has_color=screen.has_color, is_terminal=screen.is_terminal)
    else:
        from budgetpro.output.columns import write_columns

        write_columns(table, screen.stream)


def _as_rows(result: object) -> Iterable[object]:
    is_record = isinstance(result, (str, bytes, dict)) or hasattr(result, "_fields")
    return result if isinstance(result, Iterable) and not is_record else [result]
