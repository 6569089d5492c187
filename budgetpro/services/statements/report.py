"""What an import did, as it is told: counts, balances, and the rows for whoever goes through them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from budgetpro.domain.accounts import Account
from budgetpro.domain.days import date_of
from budgetpro.domain.errors import CheckFailed
from budgetpro.domain.money import Money
from budgetpro.importers.lines import Problem
from budgetpro.services.statements.batches import COUNTED, BatchRows
from budgetpro.services.statements.openings import OpeningNote, Stated, note_opening
from budgetpro.storage.batches import Outcome
from budgetpro.storage.queries import batches as found
from budgetpro.storage.queries.accounts import account_by_id, balance_of

if TYPE_CHECKING:
    from budgetpro.storage.book import Book

Rows = TypeVar("Rows", None, BatchRows)
"""The rows of a file: none yet, or read from a book for as long as it is open (`with_rows`)."""


class ImportedStatement(NamedTuple):
    """Where a statement of the file went, and whether its closing balance agrees with the book.

    `book_balance` is of what is booked: without pending rows, unless it agrees with them.
    `difference` is the bank's balance less the book's; None where the file states none.
    `opening` tells of an opening balance that is wrong or missing, as far as that can be known.
    """

    account_id: int
    account: str
    account_number: str | None
    closing_balance: Money | None
    book_balance: Money | None
    difference: Money | None
    opening: OpeningNote | None


class ImportedFile(NamedTuple, Generic[Rows]):
    """What became of one file. `batch_id` is the batch that has it: an earlier one if `is_known`.

    `unbooked` are transactions that were pending and that the bank should have booked within
    the days of this file, and has not: it may have called them off.
    """

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
    unbooked: Sequence[int]
    rows: Rows


class ImportReport(NamedTuple, Generic[Rows]):
    """What an import did, or would do."""

    is_dry_run: bool
    files: Sequence[ImportedFile[Rows]]


class TakenFile(NamedTuple):
    """A file that is in the book, as the import that took it knows it."""

    path: str
    format: str
    batch_id: int
    problems: Sequence[Problem] = ()
    unbooked: Sequence[int] = ()
    is_known: bool = False


def report_files(book: Book, taken: Sequence[TakenFile], *, is_strict: bool, is_dry_run: bool) -> ImportReport[None]:
    """Report what became of files, now that all of them are in.

    With `is_strict`, raises CheckFailed `balance_mismatch` for a closing balance that does not agree.
    """
    book.flush_totals()
    return ImportReport(is_dry_run, [_file(book, one, is_strict) for one in taken])


def with_rows(book: Book, report: ImportReport[None]) -> ImportReport[BatchRows]:
    """Return the report with every file's rows, which are read from `book` as they are gone through."""
    files = [ImportedFile(*file[:-1], BatchRows(book, file.batch_id, is_known=file.is_known)) for file in report.files]
    return ImportReport(report.is_dry_run, files)


def _file(book: Book, taken: TakenFile, is_strict: bool) -> ImportedFile[None]:
    counts = found.outcome_counts(book, taken.batch_id)
    if taken.is_known:
        counts = {Outcome.ALREADY: sum(counts.values()) - counts.get(Outcome.REFUSED, 0)}
    stated = found.statements_of_batch(book, taken.batch_id)
    return ImportedFile(
        file=taken.path,
        format=taken.format,
        batch_id=taken.batch_id,
        is_known=taken.is_known,
        **{outcome.name.lower(): counts.get(outcome, 0) for outcome in COUNTED},
        statements=[_compare(book, taken, statement, is_strict) for statement in stated],
        problems=taken.problems,
        unbooked=taken.unbooked,
        rows=None,
    )


def _compare(book: Book, taken: TakenFile, statement: found.StoredStatement, is_strict: bool) -> ImportedStatement:
    """Compare a statement's closing balance with the book's balance on that day."""
    account = account_by_id(book, statement.account_id)
    closing_minor, day = statement.closing_minor, statement.closing_day
    if closing_minor is None or day is None:
        opening = note_opening(book, account, taken.batch_id, None)
        return ImportedStatement(account.id, account.path, statement.account_number, None, None, None, opening)
    on = date_of(day)
    balance_minor = balance_of(book, account.id, on)
    if closing_minor != balance_minor:
        balance_minor -= found.pending_at(book, account.id, on)
    closing, balance, difference = (
        book.money(minor, str(account.currency))
        for minor in (closing_minor, balance_minor, closing_minor - balance_minor)
    )
    opening = note_opening(book, account, taken.batch_id, Stated(closing.minor, balance.minor, on))
    if difference and is_strict:
        raise _disagreement(taken.path, account, closing, balance, opening)
    return ImportedStatement(account.id, account.path, statement.account_number, closing, balance, difference, opening)


def _disagreement(
    path: str, account: Account, closing_balance: Money, balance: Money, opening: OpeningNote | None
) -> CheckFailed:
    hint = "Without --strict the difference is only reported."
    return CheckFailed(
        f"{path} closes at {closing_balance} {account.currency}, but {account.path} would stand at {balance}."
        " Nothing was imported.",
        code="balance_mismatch",
        hint=f"{opening.message} To set it: {opening.command}" if opening else hint,
        facts={"account_id": account.id, "closing_balance": str(closing_balance), "book_balance": str(balance)},
    )
