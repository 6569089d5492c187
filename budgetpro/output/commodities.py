"""Commodities as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from budgetpro.output.tabular import Column, Table

if TYPE_CHECKING:
    from budgetpro.services.commodities import Commodity

_COLUMNS: Final = (
    Column("code", "Code"),
    Column("digits", "Decimals", "number"),
    Column("name", "Name"),
    Column("account_count", "Accounts", "number"),
)


def commodities_table(found: Sequence[Commodity]) -> Table:
    """Return the book's own units, one a row."""
    caption = None if found else "There is no commodity. Add one: budgetpro commodity add VWCE --decimals 4"
    return Table(_COLUMNS, found, caption=caption)


def commodity_table(found: Commodity) -> Table:
    """Return one unit."""
    return Table(_COLUMNS, [found], is_record=True)
