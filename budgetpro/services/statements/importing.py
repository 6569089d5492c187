"""Importing statement files: the whole of it, in the order in which it happens (docs/explanation/import.md).

A file is recognised and read into lines; its statements find their accounts; `intake` writes
what the book has not seen; `settling` folds that into what it really is; the statement's
closing balance is compared. One call is one database transaction: it all lasts, or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from budgetpro.domain.accounts import Account
from budgetpro.domain.days import day_number
from budgetpro.domain.errors import CheckFailed, Failure
from budgetpro.domain.fingerprints import VERSION
from budgetpro.domain.money import Money
from budgetpro.importers.lines import Hints, Problem, Reading, Statement
from budgetpro.importers.recognise import open_statement
from budgetpro.importers.source import Source
from budgetpro.services.accounts import require_open, system_account
from budgetpro.services.names import account_named
from budgetpro.services.statements.batches import COUNTED, BatchRows
from budgetpro.services.statements.intake import Intake, Progress, Target
from budgetpro.services.statements.settling import Settling
from budgetpro.storage import batches as stored
from budgetpro.storage.batches import Outcome
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


class ImportedStatement(NamedTuple):
    """Where a statement of the file went, and whether its closing balance agrees with the book.

    `difference` is the bank's balance less the book's; None where the file states none.
    """

    account_id: int
    account: str
    account_number: str | None
    closing_balance: Money | None
    book_balance: Money | None
    difference: Money | None


class ImportedFile(NamedTuple):
    """What became of one file. `batch_id` is the batch that has it: an earlier one if `is_known`."""

    file: str
    format: str
    batch_id: int
    is_known: bool
    added: int
    already: int
    matched: int
    paired: int
    review: int
    refused: int
    statements: Sequence[ImportedStatement]
    problems: Sequence[Problem]
    rows: BatchRows


class ImportReport(NamedTuple):
    """What an import did, or would do."""

    is_dry_run: bool
    files: Sequence[ImportedFile]

    def read_from(self, book: Book) -> ImportReport:
        """Return the same report, its rows read from a book that is open."""
        files = [file._replace(rows=file.rows.read_from(book)) for file in self.files]
        return self._replace(files=files)


def import_statements(
    book: Book,
    paths: Iterable[str],
    options: ImportOptions,
    *,
    now: datetime,
    is_dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import statement files into `book`, which is open for writing.

    `now` (UTC) is the time the batches carry. `progress` is told again and again how many more
    lines were read. In a dry run everything is done and then discarded
    with the book's transaction; read the rows before it ends.
    """
    if is_dry_run:
        book.discard()
    importing = _Importing(book, options, now)
    files = [importing.take(Source(path), progress) for path in paths]
    return ImportReport(is_dry_run, files)


class _Importing:
    """One command's import of some files."""

    def __init__(self, book: Book, options: ImportOptions, now: datetime) -> None:
        self._book, self._options, self._now = book, options, now
        self._expense = system_account(book, "uncategorised", "expense")
        self._income = system_account(book, "uncategorised", "income")

    def take(self, source: Source, progress: Progress | None) -> ImportedFile:
        known = found.batch_of_file(self._book, source.sha256)
        if known is not None and not self._options.reimport_deleted:
            return self._recognised(source, known)
        reading = open_statement(source, self._options.hints)
        batch_id = self._add_batch(source, reading)
        accounts = _Accounts(self._book, self._options, source.path)
        intake = Intake(
            self._book, batch_id, source.path, accounts.account_of, self._categorise,
            skip_bad_rows=self._options.skip_bad_rows, reimport_deleted=self._options.reimport_deleted,
            progress=progress,
        )  # fmt: skip
        intake.take(reading)
        Settling(self._book, batch_id, reading.format, intake, (self._expense, self._income)).settle()
        stored.add_statements(self._book, batch_id, [_statement_row(target) for target in intake.targets.values()])
        self._book.flush_totals()
        problems = [problem for statement in reading.statements for problem in statement.problems]
        return self._report(source.path, reading.format, batch_id, problems)

    def _categorise(self, _line: object, amount_minor: int) -> int:
        return self._income if amount_minor > 0 else self._expense

    def _add_batch(self, source: Source, reading: Reading) -> int:
        hints = {name: value for name, value in asdict(self._options.hints).items() if value is not None}
        batch = stored.BatchRow(
            file_name=source.name, sha256=source.sha256, byte_count=source.byte_count, format=reading.format,
            encoding=reading.encoding, options=json.dumps(hints, sort_keys=True), fingerprint_version=VERSION,
            imported_at=self._now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )  # fmt: skip
        batch_id = stored.add_batch(self._book, batch)
        with closing(source.open_bytes()) as stream:
            stored.add_source(self._book, batch_id, _pieces(stream))
        return batch_id

    def _recognised(self, source: Source, known: found.BatchFound) -> ImportedFile:
        """Report a file that is in the book already; refuse where another account is named for it."""
        account_ids = found.accounts_of_batch(self._book, known.id)
        if self._options.account is not None:
            wanted = account_named(self._book, self._options.account)
            if wanted.id not in account_ids:
                names = ", ".join(account_by_id(self._book, account_id).path for account_id in account_ids)
                raise Failure(
                    f"{source.path} was imported into {names or 'no account'} already, as batch {known.id};"
                    f" nothing was imported into {wanted.path}.",
                    code="imported_elsewhere",
                    hint=f"If that was a mistake: budgetpro txn import undo {known.id}",
                    facts={"batch_id": known.id, "account_ids": account_ids},
                )
        return self._report(source.path, known.format, known.id, (), is_known=True)

    def _report(
        self, path: str, name: str, batch_id: int, problems: Sequence[Problem], *, is_known: bool = False
    ) -> ImportedFile:
        stated = found.statements_of_batch(self._book, batch_id)
        counts = found.outcome_counts(self._book, batch_id)
        if is_known:
            counts = {Outcome.ALREADY: sum(counts.values()) - counts.get(Outcome.REFUSED, 0)}
        counted = {outcome.name.lower(): counts.get(outcome, 0) for outcome in COUNTED}
        return ImportedFile(
            file=path,
            format=name,
            batch_id=batch_id,
            is_known=is_known,
            **counted,
            statements=[self._compare(path, statement) for statement in stated],
            problems=problems,
            rows=BatchRows(self._book, batch_id, is_known=is_known),
        )

    def _compare(self, path: str, statement: found.StoredStatement) -> ImportedStatement:
        """Compare a statement's closing balance with the book's balance on that day."""
        account = account_by_id(self._book, statement.account_id)
        closing_minor, day = statement.closing_minor, statement.closing_day
        if closing_minor is None or day is None:
            return ImportedStatement(account.id, account.path, statement.account_number, None, None, None)
        balance = found.balance_at(self._book, account.id, day)
        if closing_minor != balance and closing_minor != balance - found.pending_at(self._book, account.id, day):
            if self._options.is_strict:
                raise _disagreement(path, account, self._money(account, closing_minor), self._money(account, balance))
            difference = closing_minor - balance
        else:
            difference, balance = 0, closing_minor
        amounts = (self._money(account, minor) for minor in (closing_minor, balance, difference))
        return ImportedStatement(account.id, account.path, statement.account_number, *amounts)

    def _money(self, account: Account, minor: int) -> Money:
        return self._book.money(minor, str(account.currency))


class _Accounts:
    """Which account each statement of a file belongs to."""

    def __init__(self, book: Book, options: ImportOptions, path: str) -> None:
        self._book, self._options, self._path = book, options, path
        self._taken_by: Statement | None = None

    def account_of(self, statement: Statement) -> Account:
        """Return the open account for a statement, of its currency; raise Failure where that is not sure."""
        account = self._mapped(statement) or self._named(statement) or self._remembered(statement)
        require_open(account)
        if statement.currency is not None and statement.currency != account.currency:
            raise Failure(
                f"{self._path} is in {statement.currency}, but {account.path} is kept in {account.currency}."
                " Nothing was imported.",
                code="currency_mismatch",
                hint=f"Name an account in {statement.currency} with --account.",
            )
        return account

    def _mapped(self, statement: Statement) -> Account | None:
        for key in (statement.account_id, statement.currency):
            if key is not None and key in self._options.accounts:
                return account_named(self._book, self._options.accounts[key])
        return None

    def _named(self, statement: Statement) -> Account | None:
        if self._options.account is None:
            return None
        if self._taken_by is not None and not _is_of_one_account(self._taken_by, statement):
            raise Failure(
                f"{self._path} holds the statements of several accounts, one of them {_name(statement)};"
                " --account names one. Nothing was imported.",
                code="several_accounts",
                hint=f'Say which is which: --map "{_name(statement)}=ACCOUNT", once for each',
            )
        self._taken_by = statement
        account = account_named(self._book, self._options.account)
        others = [known for known in self._known(statement) if known != account.id]
        if others:
            other = account_by_id(self._book, others[0])
            raise Failure(
                f"{self._path} is a statement of {statement.account_id}, which is {other.path},"
                f" not {account.path}. Nothing was imported.",
                code="account_mismatch",
                hint=f"Name that one, --account {other.id}, or leave --account out.",
            )
        return account

    def _remembered(self, statement: Statement) -> Account:
        known = self._known(statement)
        if len(known) == 1:
            return account_by_id(self._book, known[0])
        raise Failure(
            f"{self._path}: it is not known to which account the statement of {_name(statement)} belongs."
            " Nothing was imported.",
            code="account_unknown",
            hint="Name it with --account, or add it: budgetpro account add NAME",
        )

    def _known(self, statement: Statement) -> list[int]:
        return found.accounts_of_number(self._book, statement.account_id) if statement.account_id else []


def _name(statement: Statement) -> str:
    return statement.account_id or statement.currency or "an account that it does not name"


def _is_of_one_account(one: Statement, other: Statement) -> bool:
    """Tell whether two statements are of the same account; where a file names none, only one and the same is."""
    return one is other or (one.account_id is not None and one.account_id == other.account_id)


def _disagreement(path: str, account: Account, closing_balance: Money, balance: Money) -> CheckFailed:
    return CheckFailed(
        f"{path} closes at {closing_balance} {account.currency}, but {account.path} would stand at {balance}."
        " Nothing was imported.",
        code="balance_mismatch",
        hint="Without --strict the difference is only reported.",
        facts={"account_id": account.id, "closing_balance": str(closing_balance), "book_balance": str(balance)},
    )


def _statement_row(target: Target) -> stored.StatementRow:
    statement = target.statement
    return stored.StatementRow(
        target.account.id,
        statement.account_id,
        statement.currency,
        _minor(statement.opening_balance, target.digits),
        _minor(statement.closing_balance, target.digits),
        day_number(statement.closing_date) if statement.closing_date else target.last_day or None,
    )


def _minor(amount: Decimal | None, digits: int) -> int | None:
    """Return a stated balance in minor units; None where there is none or it has more decimals than the currency."""
    scaled = None if amount is None else amount.scaleb(digits)
    return None if scaled is None or scaled != int(scaled) else int(scaled)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    return iter(partial(stream.read, stored.PIECE_BYTES), b"")
