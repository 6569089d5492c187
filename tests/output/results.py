"""A small result in tabular form, as the tests of every renderer show it."""

from __future__ import annotations

from datetime import date

from budgetpro.domain.money import Money
from budgetpro.output.tabular import Column, Table

ENTRIES = Table(
    (
        Column("id", "Id", "number"),
        Column("date", "Date", "date"),
        Column("payee", "Payee"),
        Column("amount", "Amount", "amount"),
        Column("currency", "Currency"),
        Column("is_split", "Split", "flag", in_table=False),
        Column("tags", "Tags", in_table=False),
    ),
    [
        (1, date(2026, 1, 3), "Bäckerei", Money(-350, "EUR", 2), "EUR", False, ()),
        (12, date(2026, 1, 31), "=1+1", Money(250000, "EUR", 2), "EUR", True, ("a", "b")),
        (13, None, None, None, None, None, ()),
    ],
    title="Entries",
    footer=[(None, None, "Sum", Money(249650, "EUR", 2), "EUR", None, ())],
    caption="2 more",
)
