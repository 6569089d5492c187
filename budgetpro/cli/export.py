"""`budgetpro export`: the whole book, to keep or to take elsewhere."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from budgetpro.cli import streams
from budgetpro.cli.context import flags_of, note, reading
from budgetpro.cli.helps import examples
from budgetpro.domain.errors import UsageFault

app = typer.Typer(epilog=examples("budgetpro export json --output book.json"))


@app.callback()
def export() -> None:
    """Write the whole book to a file that can be read back."""


@app.command(
    "json",
    epilog=examples(
        "budgetpro export json --output book.json",
        "budgetpro export json | gzip > book.json.gz",
        "budgetpro init --database copy.db --from-json book.json",
    ),
)
def export_json(
    ctx: typer.Context,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is standard output. Never half a file."),
    ] = "-",
) -> None:
    """Write everything in the book as one JSON document, from which `init --from-json` makes the same book again.

    The same book always gives the same bytes. The files that were imported are in it, too: keep it as private as
    the book.
    """
    if flags_of(ctx).get("format", "table") not in ("table", "json"):
        raise UsageFault("The whole book is exported as JSON only.", hint="Leave out the other format.", code="usage")
    from budgetpro.output.book_json import write_book
    from budgetpro.services.book_export import export_book

    with reading(ctx) as book:
        if output == "-":
            streams.require_output()
            streams.prepare_for("json")
            write_book(export_book(book), sys.stdout)
            return
        from budgetpro.output.whole_file import whole_file

        with whole_file(output) as stream:
            write_book(export_book(book), stream)
        name = book.name
    note(ctx, f"Wrote the book '{name}' to {output}.")
