"""`budgetpro init`: a new book."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from budgetpro.cli.context import announce, settings_of
from budgetpro.cli.helps import examples
from budgetpro.domain.errors import UsageFault

app = typer.Typer()

Categories = Literal["starter", "none"]


@app.command(
    epilog=examples(
        "budgetpro init --currency USD --categories none", "budgetpro init --database copy.db --from-json book.json"
    )
)
def init(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="The book's name; --book or main unless said.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="CODE", help="Its base currency; EUR unless your settings say.")
    ] = None,
    categories: Annotated[
        Categories | None,
        typer.Option("--categories", metavar="WHICH", help="starter (unless said) for a set to begin with, or none."),
    ] = None,
    from_json: Annotated[
        str | None,
        typer.Option("--from-json", metavar="FILE", help="Fill it with what `export json` wrote; - is standard input."),
    ] = None,
) -> None:
    """Make a book, and its database where there is none."""
    if from_json is not None:
        _refuse_beside_document("--currency", currency)
        _refuse_beside_document("--categories", categories)
        _load(ctx, from_json, name)
        return
    from budgetpro.output.books import book_table
    from budgetpro.services.books import create_book
    from budgetpro.storage.database import database_of

    settings = settings_of(ctx)
    made = create_book(
        settings.database,
        name or settings.book or "main",
        currency or settings.currency,
        starter=categories != "none",
        lock_timeout=settings.lock_timeout,
    )
    given = f"{made.categories} starter categories" if made.categories else "no categories yet"
    sentence = f"Made the book '{made.name}' in {database_of(settings.database)}: {made.base_currency}, {given}."
    announce(ctx, "book_created", made, book_table, sentence)


def _load(ctx: typer.Context, path: str, name: str | None) -> None:
    from budgetpro.output.books import loaded_book_table
    from budgetpro.services.book_import import load_book
    from budgetpro.storage.database import database_of

    settings = settings_of(ctx)
    made = load_book(settings.database, path, name=name or settings.book, lock_timeout=settings.lock_timeout)
    sentence = (
        f"Made the book '{made.name}' in {database_of(settings.database)} from {path}"
        f" (accounts: {made.accounts:,}, categories: {made.categories:,}, transactions: {made.transactions:,})."
    )
    announce(ctx, "book_loaded", made, loaded_book_table, sentence)


def _refuse_beside_document(option: str, value: str | None) -> None:
    if value is not None:
        raise UsageFault(
            f"{option} does not go with --from-json: the document says it.",
            hint=f"Leave out {option}.",
            code="conflicting_options",
        )
