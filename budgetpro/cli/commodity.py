"""`budgetpro commodity`: what accounts may be kept in beside the currencies of ISO 4217."""

from __future__ import annotations

from typing import Annotated

import typer

from budgetpro.cli.context import announce, reading, show, writing
from budgetpro.cli.helps import examples

app = typer.Typer(epilog=examples("budgetpro commodity list", "budgetpro commodity add VWCE --decimals 4"))

Code = Annotated[str, typer.Argument(metavar="CODE", help="What it is called in amounts: VWCE, BTC.")]


@app.callback()
def commodity() -> None:
    """Add and list units beside currencies: shares, crypto."""


@app.command(
    epilog=examples(
        "budgetpro commodity add VWCE --decimals 4 --name 'All-World fund'",
        "budgetpro account add Broker --type investment --currency VWCE",
    )
)
def add(
    ctx: typer.Context,
    code: Code,
    decimals: Annotated[
        int, typer.Option("--decimals", metavar="N", help="How many decimals its amounts have, for good: 0 to 18.")
    ],
    name: Annotated[str | None, typer.Option("--name", metavar="TEXT", help="What it is, in words.")] = None,
) -> None:
    """Add a unit that accounts can be kept in."""
    from budgetpro.output.commodities import commodity_table
    from budgetpro.services.commodities import add_commodity

    with writing(ctx) as book:
        added = add_commodity(book, code, digits=decimals, name=name)
    counted = "1 decimal" if added.digits == 1 else f"{added.digits} decimals"
    announce(ctx, "commodity", added, commodity_table, f"Added the commodity '{added.code}', with {counted}.")


@app.command("list", epilog=examples("budgetpro commodity list --json"))
def list_(ctx: typer.Context) -> None:
    """List the units of the book's own, and how many accounts are kept in each."""
    from budgetpro.output.commodities import commodities_table
    from budgetpro.services.commodities import list_commodities

    with reading(ctx) as book:
        found = list_commodities(book)
    show(ctx, "commodities", found, commodities_table)


@app.command(epilog=examples("budgetpro commodity delete VWCE"))
def delete(ctx: typer.Context, code: Code) -> None:
    """Delete a unit that nothing is kept in."""
    from budgetpro.output.commodities import commodity_table
    from budgetpro.services.commodities import delete_commodity

    with writing(ctx) as book:
        deleted = delete_commodity(book, code)
    announce(ctx, "commodity", deleted, commodity_table, f"Deleted the commodity '{deleted.code}'.")
