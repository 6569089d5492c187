"""`budgetpro txn`: transactions, and the statements they come from."""

from __future__ import annotations

import typer

from budgetpro.cli import txn_add, txn_edit, txn_import, txn_inspect, txn_list, txn_review
from budgetpro.cli.helps import examples
from budgetpro.cli.txn_filters import Filtered

app = typer.Typer(
    epilog=examples(
        "budgetpro txn import january.csv --account checking",
        "budgetpro txn add 12.50 groceries --payee Lidl --on yesterday",
        "budgetpro txn list last-month",
    )
)


@app.callback()
def txn() -> None:
    """Enter, import, find and change transactions."""


app.command(
    "add",
    epilog=examples(
        "budgetpro txn add 12.50 groceries --from checking --payee Lidl --on yesterday",
        "budgetpro txn add 3000 salary",
        "budgetpro txn add 17 --split groceries=12.50 --split restaurants=",
    ),
)(txn_add.add)
app.command(
    "transfer",
    epilog=examples(
        "budgetpro txn transfer 200 checking savings",
        "budgetpro txn transfer 200 checking dollars --received 216.40 --on mon",
    ),
)(txn_add.transfer)
app.command(
    "list",
    cls=Filtered,
    epilog=examples(
        "budgetpro txn list last-month --category food",
        "budgetpro txn list --text lidl --min 50 --sort -amount",
        "budgetpro txn list 2026 --csv",
    ),
)(txn_list.list_transactions)
app.command("show", epilog=examples("budgetpro txn show 12"))(txn_list.show_transaction)
app.command(
    "edit",
    cls=Filtered,
    epilog=examples(
        "budgetpro txn edit 12 --set-category restaurants",
        "budgetpro txn edit --uncategorised --text lidl --set-category groceries --set-payee Lidl --yes",
        "budgetpro txn edit --payee rewe --set-category food --dry-run",
    ),
)(txn_edit.edit)
app.command("split", epilog=examples("budgetpro txn split 12 --split groceries=5.00 --split restaurants="))(
    txn_edit.split
)
app.command(
    "tag", cls=Filtered, epilog=examples("budgetpro txn tag --period 2026-07-10..2026-07-24 --text spain --add holiday")
)(txn_edit.tag)
app.command(
    "clear", cls=Filtered, epilog=examples("budgetpro txn clear 12 13", "budgetpro txn clear --account visa --yes")
)(txn_edit.clear)
app.command(
    "delete", cls=Filtered, epilog=examples("budgetpro txn delete 12 13", "budgetpro txn delete --tag test --yes")
)(txn_edit.delete)
app.add_typer(txn_import.app, name="import")
app.command("review", epilog=examples("budgetpro txn review", "budgetpro txn review --accept 3.17 --as-new 3.20"))(
    txn_review.review
)
app.command(
    "inspect",
    epilog=examples("budgetpro txn inspect january.csv", "budgetpro txn inspect export.csv --date-order dmy --json"),
)(txn_inspect.inspect_file)
