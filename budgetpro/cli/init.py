"""`budgetpro init`: a new book."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from budgetpro.cli.context import announce, settings_of

app = typer.Typer()

Categories = Literal["starter", "none"]


@app.command(epilog="Example: budgetpro init --currency USD --categories none")
def init(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="The book's name; --book or main unless said.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="CODE", help="Its base currency; EUR unless your settings say.")
    ] = None,
    categories: Annotated[
        Categories, typer.Option("--categories", metavar="WHICH", help="starter for a set to begin with, or none.")
    ] = "starter",
) -> None:
    """Make a book, and its database where there is none."""
    from budgetpro.output.books import book_table
    from budgetpro.services.books import create_book
    from budgetpro.storage.database import database_of

    settings = settings_of(ctx)
    made = create_book(
        settings.database,
        name or settings.book or "main",
        currency or settings.currency,
        starter=categories == "starter",
        lock_timeout=settings.lock_timeout,
    )
    given = f"{made.categories} starter categories" if made.categories else "no categories yet"
    sentence = f"Made the book '{made.name}' in {database_of(settings.database)}: {made.base_currency}, {given}."
    announce(ctx, "book", made, book_table, sentence)
