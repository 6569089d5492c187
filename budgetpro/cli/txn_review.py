"""`budgetpro txn review`: the rows that an import could not decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from budgetpro.cli.context import announce, is_interactive, reading, settings_of, show, writing
from budgetpro.domain.counting import counted

if TYPE_CHECKING:
    from budgetpro.services.statements.reviewing import SettledRow, WaitingRow
    from budgetpro.storage.book import Book


def review(
    ctx: typer.Context,
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", metavar="ROW[=ID]", help="It is the transaction it may be (or the one with that id)."),
    ] = None,
    as_new: Annotated[
        list[str] | None, typer.Option("--as-new", metavar="ROW", help="It is a new transaction.")
    ] = None,
    reject: Annotated[list[str] | None, typer.Option("--reject", metavar="ROW", help="It shall not come in.")] = None,
) -> None:
    """List the imported rows that wait for you, and settle them.

    A row waits where the book may have it already: an entry of yours that two rows fit, a
    bank's id with another amount, half of a transfer that nothing calls one. On a terminal
    each is asked for; in scripts name rows by the id that the list shows.
    """
    from budgetpro.output.imports import tabulate_settled, tabulate_waiting
    from budgetpro.services.statements.reviewing import list_waiting

    if accept or as_new or reject:
        with writing(ctx) as book:
            settled = tuple(_settle(book, accept or (), as_new or (), reject or ()))
        announce(ctx, "settled", settled, tabulate_settled, f"Settled {counted(len(settled), 'row')}.")
        return
    with reading(ctx) as book:
        waiting = list_waiting(book)
    if waiting and is_interactive() and settings_of(ctx).format == "table":
        _ask(ctx, waiting)
    else:
        show(ctx, "waiting", waiting, tabulate_waiting)


def _settle(
    book: Book,
    accept: list[str] | tuple[str, ...],
    as_new: list[str] | tuple[str, ...],
    reject: list[str] | tuple[str, ...],
) -> list[SettledRow]:
    from budgetpro.services.statements.reviewing import accept_line, add_line, reject_line

    settled = [accept_line(book, *_row_and_id(text)) for text in accept]
    settled += [add_line(book, row) for row in as_new]
    return settled + [reject_line(book, row) for row in reject]


def _row_and_id(text: str) -> tuple[str, int | None]:
    """Return the row and, behind a "=", the transaction that it is."""
    from budgetpro.domain.errors import UsageFault

    row, mark, txn_id = text.partition("=")
    if mark and not (txn_id.isascii() and txn_id.isdecimal()):
        raise UsageFault(f"--accept takes ROW or ROW=ID and not '{text}'.", code="invalid_row")
    return row, int(txn_id) if mark else None


def _ask(ctx: typer.Context, waiting: tuple[WaitingRow, ...]) -> None:
    """Ask for each row what it is; each answer is kept at once."""
    for row in waiting:
        typer.echo(f"{row.account}  {row.date}  {row.amount} {row.amount.currency}  {row.payee or ''} {row.memo or ''}")
        typer.echo(f"    {row.reason}")
        for number, txn_id in enumerate(row.candidates, 1):
            typer.echo(f"    {number}: it is transaction {txn_id}")
        choices = [*map(str, range(1, len(row.candidates) + 1)), "new", "reject"]
        answer = typer.prompt(f"    {', '.join(choices)}; Enter leaves it", default="", show_default=False)
        if answer in choices:
            with writing(ctx) as book:
                _answer(book, row, answer)


def _answer(book: Book, row: WaitingRow, answer: str) -> None:
    from budgetpro.services.statements.reviewing import accept_line, add_line, reject_line

    if answer == "new":
        add_line(book, row.id)
    elif answer == "reject":
        reject_line(book, row.id)
    else:
        accept_line(book, row.id, row.candidates[int(answer) - 1])
