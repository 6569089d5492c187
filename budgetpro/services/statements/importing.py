"""Importing statement files: the whole of it, in the order in which it happens (docs/explanation/import.md).

A file is recognised and read into lines; its statements find their accounts; `intake` writes
what the book has not seen; `settling` folds that into what it really is. When all files are
in, `report` compares their closing balances with the book. One call is one database
transaction: it all lasts, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Literal

from budgetpro.domain.days import day_number
from budgetpro.domain.errors import Failure
from budgetpro.domain.fingerprints import VERSION
from budgetpro.domain.money import MAX_MINOR
from budgetpro.importers.lines import Hints, Problem, Reading
from budgetpro.importers.recognise import open_statement
from budgetpro.importers.source import Source
from budgetpro.services.names import account_named
from budgetpro.services.statements.filing import Filing
from budgetpro.services.statements.intake import Intake, Progress
from budgetpro.services.statements.origins import options_to_json, origin_of_now
from budgetpro.services.statements.recipients import Recipients
from budgetpro.services.statements.report import ImportReport, TakenFile, report_files
from budgetpro.services.statements.settling import Settling
from budgetpro.services.statements.targets import Target
from budgetpro.storage import batches as stored
from budgetpro.storage.queries import batches as found
from budgetpro.storage.queries.accounts import account_by_id

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the user said about an import.

    `account` names the account of a file's only statement; `accounts` maps the bank's own
    account names (or currencies) to accounts. `is_strict` makes a closing balance that does
    not agree a `CheckFailed`.
    """

    account: str | None = None
    accounts: Mapping[str, str] = field(default_factory=dict)
    hints: Hints = field(default_factory=Hints)
    skip_bad_rows: bool = False
    reimport_deleted: bool = False
    is_strict: bool = False


def import_statements(
    book: Book,
    paths: Iterable[str],
    options: ImportOptions,
    *,
    now: datetime,
    is_dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport[None]:
    """Import statement files into `book`, which is open for writing.

    `now` (UTC) is the time the batches carry. `progress` is told again and again how many more
    lines were read. In a dry run everything is done and then discarded with the book's
    transaction: ask for the rows (`report.with_rows`) before it ends.
    """
    if is_dry_run:
        book.discard()
    importing = _Importing(book, options, now)
    taken = [importing.take(Source(path), progress) for path in paths]
    return report_files(book, taken, is_strict=options.is_strict, is_dry_run=is_dry_run)


class _Importing:
    """One command's import of some files."""

    def __init__(self, book: Book, options: ImportOptions, now: datetime) -> None:
        self._book, self._options, self._now = book, options, now
        self._filing = Filing(book)

    def take(self, source: Source, progress: Progress | None) -> TakenFile:
        known = found.batch_of_file(self._book, source.sha256)
        if known is not None and not self._options.reimport_deleted:
            return self._recognised(source, known)
        reading = open_statement(source, self._options.hints)
        batch_id = self._add_batch(source, reading)
        recipients = Recipients(self._book, source.path, self._options.account, self._options.accounts)
        intake = Intake(
            self._book, batch_id, source.path, recipients.account_of, self._filing.category_of,
            skip_bad_rows=self._options.skip_bad_rows, reimport_deleted=self._options.reimport_deleted,
            progress=progress,
        )  # fmt: skip
        intake.take(reading)
        settling = Settling(self._book, batch_id, reading.format, intake, self._filing.unfiled())
        settling.settle()
        stored.add_statements(self._book, batch_id, [_statement_row(target) for target in intake.targets.values()])
        problems = [problem for statement in reading.statements for problem in statement.problems]
        return TakenFile(source.path, reading.format, batch_id, problems, settling.unbooked)

    def _add_batch(self, source: Source, reading: Reading) -> int:
        hints = {name: value for name, value in asdict(self._options.hints).items() if value is not None}
        batch = stored.BatchRow(
            file_name=source.name,
            sha256=source.sha256,
            byte_count=source.byte_count,
            format=reading.format,
            encoding=reading.encoding,
            options=options_to_json(hints, origin_of_now(self._book)),
            fingerprint_version=VERSION,
            imported_at=self._now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        batch_id = stored.add_batch(self._book, batch)
        with closing(source.open_bytes()) as stream:
            stored.add_source(self._book, batch_id, _pieces(stream))
        return batch_id

    def _recognised(self, source: Source, known: found.BatchFound) -> TakenFile:
        """Return a file that is in the book already; refuse where another account is named for it."""
        if self._options.account is not None:
            wanted = account_named(self._book, self._options.account)
            account_ids = found.accounts_of_batch(self._book, known.id)
            if account_ids and wanted.id not in account_ids:
                names = ", ".join(account_by_id(self._book, account_id).path for account_id in account_ids)
                raise Failure(
                    f"{source.path} was imported into {names} already, as batch {known.id};"
                    f" nothing was imported into {wanted.path}.",
                    code="imported_elsewhere",
                    hint=f"If that was a mistake: budgetpro txn import undo {known.id}",
                    facts={"batch_id": known.id, "account_ids": account_ids},
                )
        return TakenFile(source.path, known.format, known.id, is_known=True)


def _statement_row(target: Target) -> stored.StatementRow:
    statement = target.statement
    return stored.StatementRow(
        target.account.id,
        statement.account_id,
        statement.currency,
        _minor(target, "opening_balance"),
        _minor(target, "closing_balance"),
        day_number(statement.closing_date) if statement.closing_date else target.last_day or None,
    )


def _minor(target: Target, name: Literal["opening_balance", "closing_balance"]) -> int | None:
    """Return a stated balance in minor units; None where there is none, or none that the currency can have."""
    amount: Decimal | None = getattr(target.statement, name)
    scaled = None if amount is None else amount.scaleb(target.digits)
    if scaled is None or (scaled == int(scaled) and abs(scaled) <= MAX_MINOR):
        return None if scaled is None else int(scaled)
    message = f"the {name.replace('_', ' ')} {amount} does not fit {target.account.currency}; it was not compared"
    target.statement.problems.append(Problem(1, message, is_row=False))
    return None


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    return iter(partial(stream.read, stored.PIECE_BYTES), b"")
