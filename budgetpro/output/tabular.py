"""The tabular form of a result: what a table for people and a CSV file are both made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from budgetpro.domain.money import Money

if TYPE_CHECKING:
    from decimal import Decimal

Kind = Literal["text", "prose", "word", "amount", "number", "date", "flag"]
"""Where a terminal is narrow, `text` (a name) is cut and `prose` wrapped; the others stay as they are."""

Cell: TypeAlias = "str | int | bool | date | Decimal | Money | Sequence[str] | None"
"""A value as the result has it; formatting belongs to the renderers. A sequence is a list of words, as of tags."""


class Column(NamedTuple):
    """A column: `name` heads it in CSV and never changes, `header` heads it for people.

    A column with `in_table` false stands in CSV and TSV only. Where a terminal has no room, the
    columns that `gives_way` go, the one with the largest number first; with 0 a column stays.
    """

    name: str
    header: str
    kind: Kind = "text"
    in_table: bool = True
    gives_way: int = 0

    @property
    def is_right_aligned(self) -> bool:
        return self.kind in {"amount", "number"}

    @property
    def is_elastic(self) -> bool:
        return self.kind in {"text", "prose"}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under columns; `footer` rows (totals) and `caption` are for people only.

    `rows` may be an iterator: CSV and TSV then run in constant memory. A record is one thing
    with much to tell: people see each of its columns on a line of its own, empty ones left out.
    """

    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    title: str | None = None
    footer: Sequence[Sequence[Cell]] = ()
    caption: str | None = None
    is_record: bool = False


def facts_of(table: Table) -> list[tuple[str, Cell]]:
    """Return what a record tells, each value under its header; here a flag that is down says so."""
    return [
        (column.header, "no" if value is False else value)
        for row in table.rows
        for column, value in zip(table.columns, row, strict=True)
        if value is not None
    ]


def bare_text(value: Cell) -> str:
    """Return a cell as programs read it: bare decimals, ISO dates, `true` and `false`, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)) and not isinstance(value, Money):
        return ",".join(value)
    return str(value)


def shown_text(value: Cell) -> str:
    """Return a cell as people read it, on one line; what would steer a terminal is written out."""
    if isinstance(value, bool):
        return "yes" if value else ""
    text = bare_text(value)
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(sign: str) -> str:
    """Return the character, or its escape where it cannot be seen; every space is a plain one."""
    if sign.isprintable():
        return sign
    if sign.isspace():
        return " "
    return sign.encode("unicode_escape").decode("ascii")
