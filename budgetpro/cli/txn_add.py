"""`budgetpro txn add` and `txn transfer`: entering transactions by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from budgetpro.cli.completion import account_names, category_names, payee_names, tag_names
from budgetpro.cli.context import announce, is_interactive, settings_of, today, writing
from budgetpro.domain.errors import UsageFault

if TYPE_CHECKING:
    from budgetpro.cli.txn_ask import Asked
    from budgetpro.services.entries import Entry
    from budgetpro.services.transactions import Transaction

KIND: Final = "transaction"

On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day: 2026-03-05, yesterday, mon; today.")]
Payee = Annotated[
    str | None,
    typer.Option(
        "--payee", metavar="NAME", help="The other party; a new one is remembered.", autocompletion=payee_names
    ),
]
Memo = Annotated[str | None, typer.Option("--memo", metavar="TEXT", help="A note.")]
Reference = Annotated[str | None, typer.Option("--reference", metavar="TEXT", help="A cheque number or the like.")]
Tags = Annotated[
    list[str] | None, typer.Option("--tag", metavar="TAG", help="A tag; repeatable.", autocompletion=tag_names)
]
Status = Annotated[
    Literal["pending", "cleared"] | None,
    typer.Option(
        "--status",
        metavar="STATUS",
        help="pending (not booked by the bank yet) or cleared; cleared for cash, else pending.",
    ),
]


def add(
    ctx: typer.Context,
    amount: Annotated[
        str | None, typer.Argument(metavar="AMOUNT", help="12.50; a negative one goes the other way: a refund.")
    ] = None,
    category: Annotated[
        str | None,
        typer.Argument(
            metavar="CATEGORY", help="Its id, path, or any part only it has.", autocompletion=category_names
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="ACCOUNT", help="The account it leaves.", autocompletion=account_names),
    ] = None,
    target: Annotated[
        str | None,
        typer.Option("--to", metavar="ACCOUNT", help="The account it comes to.", autocompletion=account_names),
    ] = None,
    payee: Payee = None,
    on: On = None,
    memo: Memo = None,
    reference: Reference = None,
    tags: Tags = None,
    status: Status = None,
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="CODE", help="To be sure that it is the account's.")
    ] = None,
    splits: Annotated[
        list[str] | None,
        typer.Option("--split", metavar="CATEGORY=AMOUNT", help="A part; repeatable. CATEGORY= takes the rest."),
    ] = None,
) -> None:
    """Enter a transaction; on a terminal, without an amount, you are asked for what is missing.

    --from takes the money out of an account, --to puts it in. With neither, an expense
    category takes it out of your account and an income category puts it in: the account of
    the setting `account` (BUDGETPRO_ACCOUNT), or the only one on budget.
    """
    from budgetpro.services.entries import Entry, add_transaction

    account = settings_of(ctx).account
    entry = Entry(
        amount or "", category, source, target, payee, on, memo, reference, tags or (), status, currency, splits or ()
    )
    if amount is None:
        entry, account = _asked(ctx, entry)
    with writing(ctx) as book:
        added = add_transaction(book, entry, today=today(), default_account=account)
    _tell(ctx, added)


def transfer(
    ctx: typer.Context,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="What leaves the first account.")],
    source: Annotated[str, typer.Argument(metavar="FROM", help="The account it leaves.", autocompletion=account_names)],
    target: Annotated[str, typer.Argument(metavar="TO", help="The account it comes to.", autocompletion=account_names)],
    received: Annotated[
        str | None,
        typer.Option("--received", metavar="AMOUNT", help="What comes to an account of another currency."),
    ] = None,
    payee: Payee = None,
    on: On = None,
    memo: Memo = None,
    reference: Reference = None,
    tags: Tags = None,
    status: Status = None,
) -> None:
    """Move money between two of your accounts, also of different currencies."""
    from budgetpro.services.transfers import Transfer, add_transfer

    words = Transfer(amount, source, target, received, payee, on, memo, reference, tags or (), status)
    with writing(ctx) as book:
        added = add_transfer(book, words, today=today())
    _tell(ctx, added)


def _asked(ctx: typer.Context, given: Entry) -> Asked:
    """Return the given and what the person at the terminal answers; UsageFault `missing_argument` where nobody is."""
    if not is_interactive():
        raise UsageFault(
            "The amount is missing.",
            hint="Type it like: budgetpro txn add 12.50 groceries --from checking --payee Lidl --on yesterday",
            code="missing_argument",
        )
    from budgetpro.cli.txn_ask import ask_transaction

    return ask_transaction(ctx, given)


def _tell(ctx: typer.Context, added: Transaction) -> None:
    from budgetpro.output.transactions import added_sentence, transaction_table

    announce(ctx, KIND, added, transaction_table, added_sentence(added))
