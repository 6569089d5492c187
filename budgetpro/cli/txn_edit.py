"""`budgetpro txn edit`, `tag`, `clear`, `delete` and `split`: changing transactions, one or many."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from budgetpro.cli.completion import account_names, category_names, payee_names, tag_names
from budgetpro.cli.context import announce, confirm, flags_of, note, reading, screen, settings_of, today, writing
from budgetpro.cli.txn_filters import filter_of
from budgetpro.domain.counting import counted
from budgetpro.domain.errors import Failure

if TYPE_CHECKING:
    from budgetpro.services.choices import Choice
    from budgetpro.services.edits import Edited
    from budgetpro.storage.book import Book

CHANGES: Final = "What becomes of them"
PREVIEWED: Final = 20

Ids = Annotated[
    list[str] | None, typer.Argument(metavar="ID", help="Ids, as txn list shows them; or else give filters.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would change, and change nothing.")]


def edit(
    ctx: typer.Context,
    ids: Ids = None,
    set_category: Annotated[
        str | None,
        typer.Option(
            "--set-category",
            metavar="CATEGORY",
            rich_help_panel=CHANGES,
            help="File them here.",
            autocompletion=category_names,
        ),
    ] = None,
    set_payee: Annotated[
        str | None,
        typer.Option(
            "--set-payee",
            metavar="NAME",
            rich_help_panel=CHANGES,
            help="Another payee; '' for none.",
            autocompletion=payee_names,
        ),
    ] = None,
    set_memo: Annotated[
        str | None, typer.Option("--set-memo", metavar="TEXT", rich_help_panel=CHANGES, help="A note; '' for none.")
    ] = None,
    set_reference: Annotated[
        str | None,
        typer.Option("--set-reference", metavar="TEXT", rich_help_panel=CHANGES, help="A reference; '' for none."),
    ] = None,
    set_date: Annotated[
        str | None, typer.Option("--set-date", metavar="DATE", rich_help_panel=CHANGES, help="Another day.")
    ] = None,
    set_amount: Annotated[
        str | None,
        typer.Option(
            "--set-amount", metavar="AMOUNT", rich_help_panel=CHANGES, help="In the same direction; negative turns it."
        ),
    ] = None,
    set_account: Annotated[
        str | None,
        typer.Option(
            "--set-account",
            metavar="ACCOUNT",
            rich_help_panel=CHANGES,
            help="Another account.",
            autocompletion=account_names,
        ),
    ] = None,
    set_status: Annotated[
        Literal["pending", "cleared"] | None,
        typer.Option(
            "--set-status", metavar="STATUS", rich_help_panel=CHANGES, help="pending or cleared (booked by the bank)."
        ),
    ] = None,
    add_tags: Annotated[
        list[str] | None,
        typer.Option(
            "--add-tag",
            metavar="TAG",
            rich_help_panel=CHANGES,
            help="A tag more; repeatable.",
            autocompletion=tag_names,
        ),
    ] = None,
    remove_tags: Annotated[
        list[str] | None,
        typer.Option(
            "--remove-tag",
            metavar="TAG",
            rich_help_panel=CHANGES,
            help="A tag less; repeatable.",
            autocompletion=tag_names,
        ),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Change transactions: those with these ids, or all that the filters find.

    Filters have the names they have in `txn list`; what becomes of the transactions begins
    with --set-, --add- or --remove-. With filters you see first what will change, and are
    asked; --yes in scripts. Of those, splits and transfers are left where a category changes.
    """
    from budgetpro.services.edits import Change, edit_transactions

    change = Change(
        on=set_date,
        payee=set_payee,
        memo=set_memo,
        reference=set_reference,
        category=set_category,
        account=set_account,
        amount=set_amount,
        status=set_status,
        add_tags=add_tags or (),
        remove_tags=remove_tags or (),
    )
    _change(ctx, ids or [], dry_run, "Change", lambda book, choice, is_dry_run: edit_transactions(
        book, choice, change, today=today(), is_dry_run=is_dry_run
    ))  # fmt: skip


def tag(
    ctx: typer.Context,
    ids: Ids = None,
    add: Annotated[
        list[str] | None,
        typer.Option(
            "--add", metavar="TAG", rich_help_panel=CHANGES, help="A tag more; repeatable.", autocompletion=tag_names
        ),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option(
            "--remove", metavar="TAG", rich_help_panel=CHANGES, help="A tag less; repeatable.", autocompletion=tag_names
        ),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Hang tags on transactions, or take them off; a new tag is remembered."""
    from budgetpro.services.edits import Change, edit_transactions

    change = Change(add_tags=add or (), remove_tags=remove or ())
    _change(ctx, ids or [], dry_run, "Tag", lambda book, choice, is_dry_run: edit_transactions(
        book, choice, change, today=today(), is_dry_run=is_dry_run
    ))  # fmt: skip


def clear(
    ctx: typer.Context,
    ids: Ids = None,
    undo: Annotated[bool, typer.Option("--undo", help="Make them pending again.")] = False,
    dry_run: DryRun = False,
) -> None:
    """Mark transactions as booked by the bank: pending ones become cleared."""
    from budgetpro.services.edits import clear_transactions

    _change(ctx, ids or [], dry_run, "Clear", lambda book, choice, is_dry_run: clear_transactions(
        book, choice, undo=undo, is_dry_run=is_dry_run
    ))  # fmt: skip


def delete(ctx: typer.Context, ids: Ids = None, dry_run: DryRun = False) -> None:
    """Delete transactions; what came from a statement stays deleted when it is imported again.

    You see first what will go, and are asked; --yes in scripts.
    """
    from budgetpro.services.edits import delete_transactions

    _change(ctx, ids or [], dry_run, "Delete", lambda book, choice, is_dry_run: delete_transactions(
        book, choice, is_dry_run=is_dry_run
    ), is_final=True)  # fmt: skip


def split(
    ctx: typer.Context,
    txn: Annotated[str, typer.Argument(metavar="ID", help="The transaction's id, as txn list shows it.")],
    parts: Annotated[
        list[str],
        typer.Option("--split", metavar="CATEGORY=AMOUNT", help="A part; repeatable. CATEGORY= takes the rest."),
    ],
) -> None:
    """Divide a transaction over several categories; one alone makes it unsplit."""
    from budgetpro.output.transactions import added_sentence, transaction_table
    from budgetpro.services.redrawing import split_transaction

    with writing(ctx) as book:
        found = split_transaction(book, txn, parts)
    announce(ctx, "transaction", found, transaction_table, added_sentence(found))


def _change(
    ctx: typer.Context,
    ids: list[str],
    dry_run: bool,
    verb: str,
    work: Callable[[Book, Choice, bool], Edited],
    *,
    is_final: bool = False,
) -> None:
    """Do the work to the chosen transactions.

    Those that filters find, and all where it is final, are shown and asked about first.
    """
    from budgetpro.output.transactions import edited_sentence, edited_table, left_sentence

    has_to_ask = (is_final or not ids) and not flags_of(ctx).get("yes")
    if dry_run or has_to_ask:
        edited, revision = _worked(ctx, ids, work, is_dry_run=True)
        _preview(ctx, edited)
        if not dry_run and edited.changed:
            confirm(ctx, f"{verb} {counted(edited.changed, 'transaction')}?")
            edited, _ = _worked(ctx, ids, work, is_dry_run=False, revision=revision)
    else:
        edited, _ = _worked(ctx, ids, work, is_dry_run=False)
    announce(ctx, "changes", edited, edited_table, edited_sentence(edited))
    if left := left_sentence(edited):
        note(ctx, left)


def _worked(
    ctx: typer.Context,
    ids: list[str],
    work: Callable[[Book, Choice, bool], Edited],
    *,
    is_dry_run: bool,
    revision: int | None = None,
) -> tuple[Edited, int]:
    """Return what the work did, and the book's revision before it; Failure where that is not the one expected."""
    from budgetpro.services.choices import choose

    with writing(ctx) as book:
        if revision not in (None, book.revision):
            raise Failure(
                "The book was changed while you were asked; nothing was done.",
                hint="Look again: run the same command.",
                code="book_changed",
            )
        return work(book, choose(book, ids, filter_of(ctx), today=today()), is_dry_run), book.revision


def _preview(ctx: typer.Context, edited: Edited) -> None:
    """Show people the first of the transactions that will change, as they still are."""
    if settings_of(ctx).format != "table" or not edited.ids:
        return
    from budgetpro.output.show import write_for_people
    from budgetpro.output.transactions import preview_table
    from budgetpro.services.transactions import show_transactions

    with reading(ctx) as book:
        table = preview_table(show_transactions(book, edited.ids[:PREVIEWED]), edited.changed)
    write_for_people(screen(ctx), table)
