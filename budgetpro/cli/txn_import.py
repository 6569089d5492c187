"""`budgetpro txn import`: bank statements in, and what was imported before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from budgetpro.cli import hints, streams
from budgetpro.cli.asking import with_answers
from budgetpro.cli.completion import account_names
from budgetpro.cli.context import (
    announce,
    confirm,
    flags_of,
    note,
    progress,
    reading,
    screen,
    settings_of,
    show,
    warn,
    writing,
)
from budgetpro.cli.errors import REVIEW
from budgetpro.cli.helps import examples
from budgetpro.cli.lazy import DefaultGroup
from budgetpro.domain.counting import counted
from budgetpro.domain.errors import UsageFault

if TYPE_CHECKING:
    from budgetpro.services.statements.batches import BatchRows
    from budgetpro.services.statements.importing import ImportOptions
    from budgetpro.services.statements.report import ImportedFile, ImportReport
    from budgetpro.storage.book import Book

app = typer.Typer(cls=DefaultGroup)


@app.callback()
def imports() -> None:
    """Import bank statements; list, show or undo what was imported."""


@app.command(
    "files",
    hidden=True,
    epilog=examples(
        "budgetpro txn import january.csv --account checking",
        "budgetpro txn import *.ofx --dry-run",
        "curl … | budgetpro txn import - --account visa --json",
    ),
)
def import_files(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Statement files; - is standard input.")],
    account: Annotated[
        str | None,
        typer.Option(
            "--account",
            "-a",
            metavar="ACCOUNT",
            help="The account whose statements these are.",
            autocompletion=account_names,
        ),
    ] = None,
    accounts: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="NAME=ACCOUNT", help="The account for what the file calls NAME; repeatable."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would become of each row.")] = False,
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="Import the rest where rows can't be read.")
    ] = False,
    reimport_deleted: Annotated[
        bool, typer.Option("--reimport-deleted", help="Bring back rows that you have deleted.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Fail (4) where a closing balance does not agree.")] = False,
    date_order: hints.DateOrder = None,
    decimal: hints.DecimalMark = None,
    sign: hints.Sign = None,
    encoding: hints.Encoding = None,
    currency: hints.Currency = None,
) -> None:
    """Import statement files into an account: CSV of any bank, OFX and QFX, CAMT, MT940.

    The same rows never come in twice, however often and in whatever pieces you import them.
    `budgetpro txn import list`, `show ID` and `undo ID` tell of earlier imports and take one back.
    """
    from budgetpro.services.statements.importing import ImportOptions

    options = ImportOptions(
        account=account,
        accounts=_mapping(accounts or ()),
        hints=hints.hints_of(date_order, decimal, sign, encoding, currency),
        skip_bad_rows=skip_bad_rows,
        reimport_deleted=reimport_deleted,
        is_strict=strict,
    )
    report = with_answers(options.hints, lambda said: _import(ctx, files, replace(options, hints=said), dry_run))
    if not dry_run:
        with reading(ctx) as book:
            _show(ctx, book, report)
    if any(file.review for file in report.files):
        raise typer.Exit(REVIEW)


def _import(ctx: typer.Context, files: list[str], options: ImportOptions, dry_run: bool) -> ImportReport[None]:
    """Import the files in one transaction; what a dry run would do is shown before it is taken back."""
    from datetime import UTC, datetime

    from budgetpro.services.statements.importing import import_statements

    with writing(ctx) as book:
        with progress(ctx, "Importing", None) as advance:
            now = datetime.now(UTC)
            report = import_statements(book, files, options, now=now, is_dry_run=dry_run, progress=advance)
        if dry_run:
            _show(ctx, book, report)
    return report


@app.command("list", epilog=examples("budgetpro txn import list --json"))
def list_imports(ctx: typer.Context) -> None:
    """List the imports that were made, the latest first."""
    from budgetpro.output.imports import tabulate_batches, tabulate_batches_for_people
    from budgetpro.services.statements.batches import list_imports as listed

    with reading(ctx) as book:
        result = listed(book)
    is_for_people = settings_of(ctx).format == "table"
    show(ctx, "imports", result, tabulate_batches_for_people if is_for_people else tabulate_batches)


@app.command("show", epilog=examples("budgetpro txn import show 3"))
def show_import(
    ctx: typer.Context, import_id: Annotated[int, typer.Argument(metavar="ID", help="The import's number.")]
) -> None:
    """Show every row of an import, what became of it and why."""
    from budgetpro.output.imports import tabulate_batch_rows
    from budgetpro.services.statements.batches import show_import as rows_of_import

    with reading(ctx) as book:
        show(ctx, "import_rows", iter(rows_of_import(book, import_id)), tabulate_batch_rows)


@app.command("undo", epilog=examples("budgetpro txn import undo 3 --yes"))
def undo_import(
    ctx: typer.Context, import_id: Annotated[int, typer.Argument(metavar="ID", help="The import's number.")]
) -> None:
    """Take a whole import back, as if it had never been."""
    from budgetpro.output.tabular import Column, Table
    from budgetpro.services.statements.batches import batch_named
    from budgetpro.services.statements.undoing import undo_import as undo

    with reading(ctx) as book:
        file = batch_named(book, import_id).file_name
    confirm(ctx, f"Take back import {import_id} ({file}) and everything it added?")
    with writing(ctx) as book:
        undone = undo(book, import_id)
    columns = [Column(name, name.replace("_", " ").capitalize()) for name in undone._fields]
    removed = counted(undone.removed, "transaction")
    restored = f", {undone.restored:,} as before" if undone.restored else ""
    kept = f", {undone.kept:,} kept that another import has too" if undone.kept else ""
    announce(
        ctx,
        "import_undone",
        undone,
        lambda result: Table(columns, [tuple(result)]),
        f"Took back import {import_id} ({undone.file}): {removed} removed{restored}{kept}.",
    )


def _mapping(pairs: list[str] | tuple[str, ...]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        name, mark, account = pair.rpartition("=")
        if not mark or not name or not account:
            raise UsageFault(f"--map takes NAME=ACCOUNT and not '{pair}'.", code="invalid_map")
        mapping[name] = account
    return mapping


def _show(ctx: typer.Context, book: Book, told: ImportReport[None]) -> None:
    """Show counts to people and rows to programs; then what needs a person."""
    from budgetpro.services.statements.report import with_rows

    report = with_rows(book, told)
    if report.is_dry_run or streams.is_output_open():
        _show_rows(ctx, report)
    for file in report.files:
        _tell(ctx, file)
    if report.is_dry_run:
        note(ctx, "A dry run: nothing was written.")
    elif any(file.review for file in report.files):
        note(ctx, "Rows wait for you: budgetpro txn review")


def _show_rows(ctx: typer.Context, report: ImportReport[BatchRows]) -> None:
    from budgetpro.output.imports import rows_of, tabulate_files, tabulate_for_review, tabulate_rows
    from budgetpro.output.show import write_for_people

    if settings_of(ctx).format != "table":
        show(ctx, "import", report, tabulate_rows, rows=rows_of)
    else:
        if not flags_of(ctx).get("quiet"):
            show(ctx, "import", report, tabulate_files)
        if any(file.review or file.refused for file in report.files):
            write_for_people(screen(ctx), tabulate_for_review(report))


def _tell(ctx: typer.Context, file: ImportedFile[BatchRows]) -> None:
    if file.is_known:
        note(ctx, f"{file.file} was imported before, as import {file.batch_id}; nothing is new.")
    for problem in file.problems:
        warn(f"{file.file}, line {problem.position}: {problem.message}")
    for txn_id in file.unbooked:
        warn(
            f"Transaction {txn_id} is still pending, and {file.file} does not show it any more."
            f" If the bank has called it off: budgetpro txn delete {txn_id}"
        )
    for statement in file.statements:
        difference = statement.difference
        if difference is not None and difference.minor:
            warn(
                f"{file.file} closes at {statement.closing_balance} {difference.currency}, but {statement.account}"
                f" stands at {statement.book_balance}: a difference of {difference}."
            )
        if statement.opening is not None:
            warn(f"{statement.opening.message} To set it: {statement.opening.command}")
