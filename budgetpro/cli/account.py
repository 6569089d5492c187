"""`budgetpro account`: where money sits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from budgetpro.cli.completion import account_names, closed_account_names
from budgetpro.cli.context import announce, day_of, reading, show, today, writing
from budgetpro.cli.helps import examples
from budgetpro.domain.accounts import ACCOUNT_KINDS
from budgetpro.domain.errors import UsageFault

if TYPE_CHECKING:
    from datetime import date

    from budgetpro.domain.accounts import Account
    from budgetpro.services.accounts import AccountDetails
    from budgetpro.storage.book import Book

app = typer.Typer(
    epilog=examples("budgetpro account add Checking --opening 250 --on 2026-01-01", "budgetpro account list")
)

Named = Annotated[
    str,
    typer.Argument(metavar="ACCOUNT", help="Its id, path, or any part only it has.", autocompletion=account_names),
]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The balance at the end of this day; today's.")]
_KINDS = ", ".join(ACCOUNT_KINDS)


@app.callback()
def account() -> None:
    """Add, list and change accounts: where money sits."""


@app.command(
    epilog=examples("budgetpro account add Checking --type checking --currency EUR --opening 250 --on 2026-01-01")
)
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name, or names from the top down: Bank:Checking.")],
    kind: Annotated[
        str, typer.Option("--type", metavar="TYPE", help=f"One of {_KINDS}.", autocompletion=lambda: ACCOUNT_KINDS)
    ] = "checking",
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="CODE", help="Its currency; the book's unless said.")
    ] = None,
    opening: Annotated[
        str | None, typer.Option("--opening", metavar="AMOUNT", help="What it held to begin with; owed is negative.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day of the opening balance; today unless said.")
    ] = None,
    number: Annotated[
        str | None, typer.Option("--number", metavar="TEXT", help="The bank's own name for it, as in its statements.")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A note.")] = None,
    on_budget: Annotated[
        bool | None,
        typer.Option(
            "--on-budget/--off-budget", help="Whether its money is for spending; the type decides unless said."
        ),
    ] = None,
) -> None:
    """Add an account, with what it holds to begin with."""
    from budgetpro.domain.days import parse_day
    from budgetpro.domain.money import parse_amount
    from budgetpro.services.accounts import add_account
    from budgetpro.services.names import currency_named

    with writing(ctx) as book:
        code = currency_named(book, currency or book.base_currency)
        minor = parse_amount(opening, book.digits(code)) if opening is not None else 0
        day = today() if on is None else parse_day(on, today())
        added = add_account(
            book, name, kind=kind.lower(), currency=code, number=number, note=note, on_budget=on_budget,
            opening_minor=minor, opening_on=day,
        )  # fmt: skip
        details = _details(book, added.path, max(day, today()))
    balance = details.account.balance
    _announce(
        ctx,
        details,
        f"Added the account '{added.path}' ({details.account.kind}), balance {balance} {balance.currency}.",
    )


@app.command("list", epilog=examples("budgetpro account list --on 2025-12-31 --json"))
def list_(
    ctx: typer.Context,
    include_closed: Annotated[bool, typer.Option("--all", "-a", help="Closed ones too.")] = False,
    on: On = None,
) -> None:
    """List the accounts and what they hold."""
    from budgetpro.output.accounts import accounts_table
    from budgetpro.services.accounts import list_accounts

    day = day_of(on)
    with reading(ctx) as book:
        found = list_accounts(book, include_closed=include_closed, on=day)
    show(ctx, "accounts", found, accounts_table, rows=lambda found: found.accounts)


@app.command("show", epilog=examples("budgetpro account show checking"))
def show_(ctx: typer.Context, name: Named, on: On = None) -> None:
    """Show an account, what it holds and what hangs on it."""
    from budgetpro.output.accounts import account_table

    day = day_of(on)
    with reading(ctx) as book:
        details = _details(book, name, day)
    show(ctx, "account", details, account_table)


@app.command(epilog=examples("budgetpro account edit checking --name 'Joint account' --parent Bank"))
def edit(
    ctx: typer.Context,
    account: Named,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="A new name.")] = None,
    parent: Annotated[
        str | None,
        typer.Option("--parent", metavar="ACCOUNT", help="Put it below another; '' puts it at the top.",
                     autocompletion=account_names),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--type", metavar="TYPE", help=f"One of {_KINDS}.", autocompletion=lambda: ACCOUNT_KINDS),
    ] = None,
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="CODE", help="Another currency, while nothing is posted to it.")
    ] = None,
    number: Annotated[
        str | None, typer.Option("--number", metavar="TEXT", help="The bank's own name for it; '' clears it.")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="A note; '' clears it.")] = None,
    on_budget: Annotated[
        bool | None, typer.Option("--on-budget/--off-budget", help="Whether its money is for spending.")
    ] = None,
    opening: Annotated[
        str | None, typer.Option("--opening", metavar="AMOUNT", help="What it held before its first transaction.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day of the opening balance.")
    ] = None,
) -> None:  # fmt: skip
    """Change an account's name, place, type, notes or opening balance."""
    from budgetpro.services.accounts import edit_account

    changes = {
        "name": name, "parent": parent, "kind": kind and kind.lower(), "currency": currency,
        "number": number, "note": note,
    }  # fmt: skip
    if opening is not None and on is None:
        raise UsageFault(
            "An opening balance needs the day it stood so.", hint="Give it with --on.", code="opening_day_missing"
        )
    if on_budget is None and opening is None and all(value is None for value in changes.values()):
        raise UsageFault(
            "There is nothing to change.",
            hint="Give --name, --parent, --type, --currency, --number, --note, --on-budget or --opening.",
            code="nothing_to_change",
        )
    with writing(ctx) as book:
        changed = edit_account(book, account, **changes, on_budget=on_budget)
        if opening is not None and on is not None:
            _set_opening(book, changed, opening, on)
        details = _details(book, changed.path, today())
    _announce(ctx, details, f"Changed the account '{changed.path}'.")


@app.command(epilog=examples("budgetpro account close 'Old savings'"))
def close(
    ctx: typer.Context,
    account: Named,
    force: Annotated[bool, typer.Option("--force", help="Close it though it still holds money.")] = False,
) -> None:
    """Close an account: it keeps its history, takes no more and is left out of lists."""
    from budgetpro.services.accounts import close_account

    with writing(ctx) as book:
        details = _details(book, close_account(book, account, force=force).path, today())
    _announce(ctx, details, f"Closed the account '{details.account.path}'.")


@app.command(epilog=examples("budgetpro account reopen 'Old savings'"))
def reopen(
    ctx: typer.Context,
    account: Annotated[
        str,
        typer.Argument(
            metavar="ACCOUNT", help="Its id, path, or any part only it has.", autocompletion=closed_account_names
        ),
    ],
) -> None:
    """Open a closed account again."""
    from budgetpro.services.accounts import reopen_account

    with writing(ctx) as book:
        details = _details(book, reopen_account(book, account).path, today())
    _announce(ctx, details, f"Opened the account '{details.account.path}' again.")


@app.command(epilog=examples("budgetpro account delete 'Typing mistake'"))
def delete(ctx: typer.Context, account: Named) -> None:
    """Delete an account that nothing hangs on but its opening balance."""
    from budgetpro.services.accounts import delete_account

    with writing(ctx) as book:
        details = _details(book, account, today())
        delete_account(book, details.account.path)
    _announce(ctx, details, f"Deleted the account '{details.account.path}'.")


def _set_opening(book: Book, account: Account, amount: str, on: str) -> None:
    from budgetpro.domain.days import parse_day
    from budgetpro.domain.money import parse_amount
    from budgetpro.services.accounts import set_opening

    minor = parse_amount(amount, book.digits(str(account.currency)))
    set_opening(book, str(account.id), minor, parse_day(on, today()))


def _details(book: Book, name: str, on: date) -> AccountDetails:
    from budgetpro.services.accounts import show_account

    return show_account(book, name, on=on)


def _announce(ctx: typer.Context, details: AccountDetails, sentence: str) -> None:
    from budgetpro.output.accounts import account_table

    announce(ctx, "account", details, account_table, sentence)
