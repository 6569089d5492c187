"""`budgetpro txn list` and `txn show`: finding transactions."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from budgetpro.cli.context import reading, settings_of, show, today
from budgetpro.cli.txn_filters import filter_of

ON_A_SCREEN: Final = 50
"""How many transactions a table shows unless said otherwise."""


def list_transactions(
    ctx: typer.Context,
    within: Annotated[
        str | None, typer.Argument(metavar="PERIOD", help="2026-03, last-month, ytd, 2026-01..2026-03; all of it.")
    ] = None,
    sort: Annotated[
        str, typer.Option("--sort", metavar="KEY", help="By date, amount, payee or id; - in front: the largest first.")
    ] = "-date",
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", help="How many; a table has 50 unless said, JSON 100, the rest all."),
    ] = None,
    skip: Annotated[int, typer.Option("--skip", metavar="N", help="Leave out that many first.")] = 0,
) -> None:
    """List transactions, the newest first, page by page."""
    from budgetpro.output.transactions import page_table, transactions_table
    from budgetpro.services import transactions
    from budgetpro.services.filters import parse_order, select

    asked, order, form = filter_of(ctx, within), parse_order(sort), settings_of(ctx).format
    if form in ("table", "json"):
        most = limit if limit is not None else ON_A_SCREEN if form == "table" else transactions.DEFAULT_LIMIT
        with reading(ctx) as book:
            page = transactions.list_transactions(book, select(book, asked, today()), order, skip=skip, limit=most)
        show(ctx, "transactions", page, page_table)
    else:
        with reading(ctx) as book:
            found = transactions.stream_transactions(book, select(book, asked, today()), order, skip=skip, limit=limit)
            show(ctx, "transactions", found, transactions_table)


def show_transaction(
    ctx: typer.Context,
    txn: Annotated[str, typer.Argument(metavar="ID", help="The transaction's id, as txn list shows it.")],
) -> None:
    """Show a transaction with all its postings."""
    from budgetpro.output.transactions import transaction_table
    from budgetpro.services import transactions
    from budgetpro.services.choices import parse_id

    with reading(ctx) as book:
        found = transactions.show_transaction(book, parse_id(txn))
    show(ctx, "transaction", found, transaction_table)
