"""`budgetpro txn`: transactions, and the statements they come from."""

from __future__ import annotations

import typer

from budgetpro.cli import txn_import, txn_inspect, txn_review

app = typer.Typer()


@app.callback()
def txn() -> None:
    """Enter, import, find and change transactions."""


app.registered_commands += txn_inspect.app.registered_commands
app.add_typer(txn_import.app, name="import")
app.command("review", epilog="Examples: budgetpro txn review · budgetpro txn review --accept 3.17 --as-new 3.20")(
    txn_review.review
)
