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
    Column("file", "File", gives_way=3),
    Column("position", "Line", "number"),
    Column("outcome", "Outcome", "word"),
    Column("transaction_id", "Transaction", "number"),
    Column("date", "Date", "date"),
    Column("amount", "Amount", "amount"),
    Column("currency", "Currency", "word", gives_way=1),
    Column("payee", "Payee"),
    Column("memo", "Memo", gives_way=2),
    Column("reference", "Reference", gives_way=4),
    Column("reason", "Reason", "prose"),
)


def tabulate_files(report: ImportReport[BatchRows]) -> Table:
    """Return one row a file with its counts, for people: of what is seldom only what there was."""
    counts = _counts_of(report.files)
    columns = (Column("file", "File", "prose"), Column("account", "Account"), *map(_count_column, counts))
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
    """Return one row an import, for programs."""
    names = ("id", "imported_at", "file", "format", "accounts", *COUNTS)
    columns = [Column(name, name.capitalize()) for name in names]
    return Table(columns, [[getattr(batch, name) for name in names] for batch in batches])


def tabulate_batches_for_people(batches: Sequence[ImportedBatch]) -> Table:
    """Return one row an import with its day and counts: of what is seldom only what there was."""
    counts = _counts_of(batches)
    columns = (
        Column("id", "Id", "number"),
        Column("day", "Imported", "word"),
        Column("file", "File"),
        Column("format", "Format", "word", gives_way=2),
        Column("accounts", "Account", gives_way=1),
        *map(_count_column, counts),
    )
    rows = [
        (
            batch.id,
            batch.imported_at[:10],
            batch.file,
            batch.format,
            batch.accounts,
            *(getattr(batch, n) for n in counts),
        )
        for batch in batches
    ]
    return Table(columns, rows, caption=None if rows else "Nothing was imported yet.")


def tabulate_batch_rows(rows: Iterable[ImportedRow]) -> Table:
    """Return one row for each row of an import."""
    return Table(ROW_COLUMNS[1:], (_cells("", row)[1:] for row in rows))


def tabulate_waiting(rows: Sequence[WaitingRow]) -> Table:
    """Return the lines that wait for review, with the transactions that each may be."""
    columns = (
        Column("id", "Row", "word"),
        Column("file", "File", gives_way=4),
        Column("position", "Line", "number", gives_way=5),
        Column("account", "Account", gives_way=2),
        Column("date", "Date", "date"),
        Column("amount", "Amount", "amount"),
        Column("currency", "Currency", "word", gives_way=1),
        Column("payee", "Payee"),
        Column("memo", "Memo", gives_way=3),
        Column("reason", "Why it waits", "prose"),
        Column("candidates", "May be", "word"),
    )
    caption = None if rows else "No row waits for you."
    return Table(columns, [_waiting_cells(row) for row in rows], caption=caption)


def tabulate_settled(rows: Sequence[SettledRow]) -> Table:
    """Return what became of lines that waited."""
    columns = (Column("id", "Row"), Column("outcome", "Outcome"), Column("transaction_id", "Transaction", "number"))
    return Table(columns, [tuple(row) for row in rows])


COUNTS = ("added", "already", "matched", "paired", "review", "refused")
_ALWAYS = ("added", "already")


def _counts_of(counted: Sequence[ImportedFile[BatchRows]] | Sequence[ImportedBatch]) -> list[str]:
    """Return the counts worth a column."""
    return [name for name in COUNTS if name in _ALWAYS or any(getattr(one, name) for one in counted)]


def _count_column(name: str) -> Column:
    return Column(name, name.capitalize(), "number")


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
        row.amount.currency if row.amount is not None else None,
        row.payee,
        row.memo,
        row.reference,
        row.reason,
    )
