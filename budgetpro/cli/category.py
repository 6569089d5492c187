"""`budgetpro category`: what money is earned by and spent on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from budgetpro.cli.completion import category_names, closed_category_names
from budgetpro.cli.context import announce, reading, show, writing
from budgetpro.cli.helps import examples
from budgetpro.domain.counting import counted
from budgetpro.domain.errors import UsageFault

if TYPE_CHECKING:
    from budgetpro.services.categories import CategoryDetails
    from budgetpro.storage.book import Book

app = typer.Typer(epilog=examples("budgetpro category list", "budgetpro category add Food:Groceries"))

Side = Literal["income", "expense"]
Named = Annotated[
    str,
    typer.Argument(metavar="CATEGORY", help="Its id, path, or any part only it has.", autocompletion=category_names),
]


@app.callback()
def category() -> None:
    """Add, list and change categories: what money is earned by and spent on."""


@app.command(epilog=examples("budgetpro category add Food:Groceries"))
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name, or names from the top down: Food:Groceries.")],
    side: Annotated[
        Side | None,
        typer.Option("--type", metavar="TYPE", help="income or expense; as its parent is unless said, else expense."),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A note.")] = None,
) -> None:
    """Add a category, and those above it that are missing."""
    from budgetpro.services.categories import add_category

    with writing(ctx) as book:
        details = _details(book, add_category(book, name, type_=side, note=note).path)
    _announce(ctx, details, f"Added the category '{details.category.path}' ({details.category.type}).")


@app.command("list", epilog=examples("budgetpro category list --type income"))
def list_(
    ctx: typer.Context,
    include_closed: Annotated[bool, typer.Option("--all", "-a", help="Closed ones too.")] = False,
    side: Annotated[Side | None, typer.Option("--type", metavar="TYPE", help="Only income, or only expense.")] = None,
) -> None:
    """List the categories, and how much is filed under each."""
    from budgetpro.output.categories import categories_table
    from budgetpro.services.categories import list_categories

    with reading(ctx) as book:
        found = list_categories(book, include_closed=include_closed, type_=side)
    show(ctx, "categories", found, categories_table, rows=lambda found: found.categories)


@app.command("show", epilog=examples("budgetpro category show groceries"))
def show_(ctx: typer.Context, category: Named) -> None:
    """Show a category and what hangs on it."""
    from budgetpro.output.categories import category_table

    with reading(ctx) as book:
        details = _details(book, category)
    show(ctx, "category", details, category_table)


@app.command(epilog=examples("budgetpro category edit groceries --name Supermarket"))
def edit(
    ctx: typer.Context,
    category: Named,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="A new name.")] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A note; '' clears it.")] = None,
) -> None:
    """Rename a category, or note something on it."""
    from budgetpro.services.categories import edit_category

    if name is None and note is None:
        raise UsageFault("There is nothing to change.", hint="Give --name or --note.", code="nothing_to_change")
    with writing(ctx) as book:
        details = _details(book, edit_category(book, category, name=name, note=note).path)
    _announce(ctx, details, f"Changed the category '{details.category.path}'.")


@app.command(epilog=examples("budgetpro category move Coffee Food", "budgetpro category move Coffee --top"))
def move(
    ctx: typer.Context,
    category: Named,
    parent: Annotated[
        str | None,
        typer.Argument(metavar="PARENT", help="The category to put it below.", autocompletion=category_names),
    ] = None,
    top: Annotated[bool, typer.Option("--top", help="Put it at the top instead.")] = False,
) -> None:
    """Put a category below another, with all that is below it."""
    from budgetpro.services.categories import move_category

    if (parent is None) != top:
        raise UsageFault("One place is wanted to move to.", hint="Name a parent, or give --top.", code="usage")
    with writing(ctx) as book:
        details = _details(book, move_category(book, category, parent or "").path)
    _announce(ctx, details, f"The category is now '{details.category.path}'.")


@app.command(epilog=examples("budgetpro category merge Supermarket Food:Groceries"))
def merge(
    ctx: typer.Context,
    category: Named,
    into: Annotated[
        str, typer.Argument(metavar="INTO", help="The category that takes it over.", autocompletion=category_names)
    ],
) -> None:
    """File all of a category under another, and delete it."""
    from budgetpro.output.categories import merge_table
    from budgetpro.services.categories import merge_categories

    with writing(ctx) as book:
        done = merge_categories(book, category, into)
    entries = counted(done.moved_postings, "entry")
    sentence = f"Merged the category '{done.merged.path}' into '{done.into.path}': {entries} moved."
    announce(ctx, "category_merge", done, merge_table, sentence)


@app.command(epilog=examples("budgetpro category close Smoking"))
def close(ctx: typer.Context, category: Named) -> None:
    """Close a category: it keeps its history, takes no more and is left out of lists."""
    from budgetpro.services.categories import close_category

    with writing(ctx) as book:
        details = _details(book, close_category(book, category).path)
    _announce(ctx, details, f"Closed the category '{details.category.path}'.")


@app.command(epilog=examples("budgetpro category reopen Smoking"))
def reopen(
    ctx: typer.Context,
    category: Annotated[
        str,
        typer.Argument(
            metavar="CATEGORY", help="Its id, path, or any part only it has.", autocompletion=closed_category_names
        ),
    ],
) -> None:
    """Open a closed category again."""
    from budgetpro.services.categories import reopen_category

    with writing(ctx) as book:
        details = _details(book, reopen_category(book, category).path)
    _announce(ctx, details, f"Opened the category '{details.category.path}' again.")


@app.command(epilog=examples("budgetpro category delete Smoking"))
def delete(ctx: typer.Context, category: Named) -> None:
    """Delete a category that nothing is filed under."""
    from budgetpro.services.categories import delete_category

    with writing(ctx) as book:
        details = _details(book, category)
        delete_category(book, details.category.path)
    _announce(ctx, details, f"Deleted the category '{details.category.path}'.")


def _details(book: Book, name: str) -> CategoryDetails:
    from budgetpro.services.categories import show_category

    return show_category(book, name)


def _announce(ctx: typer.Context, details: CategoryDetails, sentence: str) -> None:
    from budgetpro.output.categories import category_table

    announce(ctx, "category", details, category_table, sentence)
