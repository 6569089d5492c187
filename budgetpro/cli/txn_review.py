"""`budgetpro txn review`: the rows that an import could not decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from budgetpro.cli.context import announce, is_interactive, note, reading, settings_of, show, writing
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
    settled = 0
    for row in waiting:
        _tell_row(ctx, row)
        answer = _answer_of(row)
        if answer:
            with writing(ctx) as book:
                _take(book, row, answer)
            settled += 1
    left = len(waiting) - settled
    note(ctx, f"Settled {counted(settled, 'row')}." + (f" {counted(left, 'row')} left." if left else ""))


def _tell_row(ctx: typer.Context, row: WaitingRow) -> None:
    """Tell a row, why it waits, and the transactions that it may be."""
    from budgetpro.output.tabular import shown_text
    from budgetpro.output.transactions import added_sentence
    from budgetpro.services.transactions import show_transactions

    words = " ".join(filter(None, (row.payee, row.memo)))
    _say(f"{row.account}  {row.date}  {row.amount} {row.amount.currency}  {shown_text(words)}")
    _say(f"    {row.reason}")
    with reading(ctx) as book:
        for number, transaction in enumerate(show_transactions(book, row.candidates), 1):
            _say(f"    {number}  {shown_text(added_sentence(transaction))}")
    _say("    new  it is a new transaction\n    reject  it shall not come in")


def _answer_of(row: WaitingRow) -> str:
    """Return one of the answers there are, or none where the row is left."""
    choices = [*map(str, range(1, len(row.candidates) + 1)), "new", "reject"]
    while True:
        answer: str = typer.prompt("    Answer (Enter leaves it)", default="", show_default=False, err=True).strip()
        if not answer or answer in choices:
            return answer
        _say(f"    Answer {', '.join(choices)}, or nothing.")


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _take(book: Book, row: WaitingRow, answer: str) -> None:
    from budgetpro.services.statements.reviewing import accept_line, add_line, reject_line

    if answer == "new":
        add_line(book, row.id)
    elif answer == "reject":
        reject_line(book, row.id)
    else:
        accept_line(book, row.id, row.candidates[int(answer) - 1])
