"""`budgetpro check`: whether the book holds together."""

from __future__ import annotations

import typer

from budgetpro.cli.context import announce, reading, show
from budgetpro.cli.helps import examples
from budgetpro.domain.counting import counted
from budgetpro.domain.errors import CheckFailed

app = typer.Typer()


@app.command(epilog=examples("budgetpro check --quiet || echo 'restore the backup'"))
def check(ctx: typer.Context) -> None:
    """Prove that the book holds together.

    Postings sum to zero, totals equal postings, nothing points at what is not there, and the file is whole. If
    something does not hold, it is listed and the exit code is 4.
    """
    from budgetpro.output.books import faults_table
    from budgetpro.services.books import check_book

    with reading(ctx) as book:
        report = check_book(book)
    if report.is_sound:
        sizes = f"{report.accounts:,} accounts and categories, {counted(report.transactions, 'transaction')}"
        sentence = f"The book '{report.book}' is sound: {sizes}."
        announce(ctx, "check", report, faults_table, sentence, rows=lambda report: report.faults)
        return
    show(ctx, "check", report, faults_table, rows=lambda report: report.faults)
    raise CheckFailed(
        f"The book '{report.book}' has {counted(len(report.faults), 'fault')}.",
        hint="Go on from a backup, or export what is there before anything else is changed.",
        code="integrity_fault",
    )
