"""The least that a Typer application costs: a command that does nothing, and one that prints a Rich table."""

from __future__ import annotations

import typer

app = typer.Typer()


@app.command()
def nothing() -> None:
    """Do nothing."""


@app.command()
def table() -> None:
    """Print one table of ten rows."""
    from rich.console import Console
    from rich.table import Table

    balances = Table("Account", "Balance", title="Balances")
    for number in range(10):
        balances.add_row(f"Account {number}", f"{number}.00")
    Console().print(balances)


if __name__ == "__main__":
    app()
