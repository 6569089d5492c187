"""How imports are shown: a line a file, and the rows that need a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from budgetpro.output.tabular import Cell, Column, Table

if TYPE_CHECKING:
    from budgetpro.services.statements.batches import BatchRows, ImportedBatch, ImportedRow
    from budgetpro.services.statements.report import ImportedFile, ImportReport
    from budgetpro.services.statements.reviewing import SettledRow, WaitingRow

ROW_COLUMNS = (
    Column("file", "File"),
    Column("position", "Line", "number"),
    Column("outcome", "Outcome"),
    Column("transaction_id", "Transaction", "number"),
    Column("date", "Date", "date"),
    Column("amount", "Amount", "amount"),
    Column("currency", "Currency"),
    Column("payee", "Payee"),
    Column("memo", "Memo"),
    Column("reference", "Reference"),
    Column("reason", "Reason"),
)


def tabulate_files(report: ImportReport[BatchRows]) -> Table:
    """Return one row a file with its counts, for people: of what is seldom only what there was."""
    counts = [name for name in COUNTS if name in _ALWAYS or any(getattr(file, name) for file in report.files)]
    columns = (
        Column("file", "File"),
        Column("account", "Account"),
        *(Column(name, name.capitalize(), "number") for name in counts),
    )
    rows = [(file.file, _accounts(file), *(getattr(file, name) for name in counts)) for file in report.files]
    return Table(columns, rows)


def tabulate_rows(report: ImportReport[BatchRows]) -> Table:
    """Return one row for each row of the files, for programs; read from the book as it is written."""
    return Table(ROW_COLUMNS, (_cells(file.file, row) for file in report.files for row in file.rows))


def tabulate_for_review(report: ImportReport[BatchRows]) -> Table:
    """Return the rows that wait for a person or were refused."""
    rows = [_cells(file.file, row) for file in report.files for row in file.rows.to_review()]
    wanted = ("file", "position", "outcome", "date", "amount", "currency", "payee", "memo", "reason")
    kept = [n for n, column in enumerate(ROW_COLUMNS) if column.name in wanted]
    return Table([ROW_COLUMNS[n] for n in kept], [[row[n] for n in kept] for row in rows])


def rows_of(report: ImportReport[BatchRows]) -> Iterator[object]:
    """Yield every row of every file, for JSON lines."""
    for file in report.files:
        for row in file.rows:
            yield {"file": file.file, **row._asdict()}


def tabulate_batches(batches: Sequence[ImportedBatch]) -> Table:
    """Return one row an import."""
    columns = (
        Column("id", "Import", "number"),
        Column("imported_at", "When"),
        Column("file", "File"),
        Column("format", "Format"),
        Column("accounts", "Accounts"),
        *(Column(name, name.capitalize(), "number") for name in COUNTS),
    )
    rows = [
        (batch.id, batch.imported_at, batch.file, batch.format, batch.accounts, *(getattr(batch, n) for n in COUNTS))
        for batch in batches
    ]
    return Table(columns, rows)


def tabulate_batch_rows(rows: Iterable[ImportedRow]) -> Table:
    """Return one row for each row of an import."""
    return Table(ROW_COLUMNS[1:], (_cells("", row)[1:] for row in rows))


def tabulate_waiting(rows: Sequence[WaitingRow]) -> Table:
    """Return the lines that wait for review, with the transactions that each may be."""
    columns = (
        Column("id", "Row"),
        Column("file", "File"),
        Column("position", "Line", "number"),
        Column("account", "Account"),
        Column("date", "Date", "date"),
        Column("amount", "Amount", "amount"),
        Column("currency", "Currency"),
        Column("payee", "Payee"),
        Column("memo", "Memo"),
        Column("reason", "Why it waits"),
        Column("candidates", "May be transaction"),
    )
    return Table(columns, [_waiting_cells(row) for row in rows])


def tabulate_settled(rows: Sequence[SettledRow]) -> Table:
    """Return what became of lines that waited."""
    columns = (Column("id", "Row"), Column("outcome", "Outcome"), Column("transaction_id", "Transaction", "number"))
    return Table(columns, [tuple(row) for row in rows])


COUNTS = ("added", "already", "matched", "paired", "review", "refused")
_ALWAYS = ("added", "already")


def _waiting_cells(row: WaitingRow) -> tuple[Cell, ...]:
    before = (row.id, row.file, row.position, row.account, row.date, row.amount, row.amount.currency)
    return *before, row.payee, row.memo, row.reason, [str(txn_id) for txn_id in row.candidates]


def _accounts(file: ImportedFile[BatchRows]) -> list[str]:
    return list(dict.fromkeys(statement.account for statement in file.statements))


def _cells(path: str, row: ImportedRow) -> tuple[Cell, ...]:
    return (
        path,
        row.position,
        row.outcome,
        row.transaction_id,
        row.date,
        row.amount,
        row.amount.currency if row.amount else None,
        row.payee,
        row.memo,
        row.reference,
        row.reason,
    )
