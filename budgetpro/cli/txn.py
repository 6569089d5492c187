"""`budgetpro txn`: transactions, and the statements they come from."""

from __future__ import annotations

import typer

from budgetpro.cli import txn_import, txn_inspect, txn_review

app = typer.Typer()


@app.callback()
def txn() -> None:
    """Enter, import, find and change transactions."""


app.command(
    "inspect",
    epilog="Examples: budgetpro txn inspect january.csv · budgetpro txn inspect export.csv --date-order dmy --json",
)(txn_inspect.inspect_file)
app.add_typer(txn_import.app, name="import")
app.command("review", epilog="Examples: budgetpro txn review · budgetpro txn review --accept 3.17 --as-new 3.20")(
    txn_review.review
)
