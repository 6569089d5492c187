"""Imports that were made, and their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.accounts import ACCOUNT_TYPES
from budgetpro.domain.days import date_of
from budgetpro.domain.errors import NotFound
from budgetpro.domain.money import Money
from budgetpro.services.statements.details import Detail, Waiting
from budgetpro.storage.batches import Outcome
from budgetpro.storage.queries import batches as found
from budgetpro.storage.queries.accounts import accounts_of

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


COUNTED = (Outcome.ADDED, Outcome.ALREADY, Outcome.MATCHED, Outcome.PAIRED, Outcome.REVIEW, Outcome.REFUSED)
"""What an import counts, each under its name in small letters."""


class ImportedRow(NamedTuple):
    """One row of a file and what became of it; `position` is its line in the file."""

    position: int
    outcome: str
    transaction_id: int | None
    date: date | None
    amount: Money | None
    payee: str | None
    memo: str | None
    reference: str | None
    reason: str | None
    candidates: tuple[int, ...]


class BatchRows:
    """A batch's rows, read from the book each time they are gone through; never all in memory."""

    def __init__(self, book: Book, batch_id: int, *, is_known: bool = False) -> None:
        self._book, self._batch_id, self._is_known = book, batch_id, is_known

    def __iter__(self) -> Iterator[ImportedRow]:
        return self._rows()

    def to_review(self) -> list[ImportedRow]:
        """Return only those that need a person: waiting or refused."""
        return list(self._rows((Outcome.REVIEW, Outcome.REFUSED)))

    def _rows(self, only: tuple[int, ...] = ()) -> Iterator[ImportedRow]:
        for line in found.lines_of_batch(self._book, self._batch_id, only):
            yield _imported_row(self._book, line, is_known=self._is_known)


def _imported_row(book: Book, line: found.LineFound, *, is_known: bool) -> ImportedRow:
    outcome = Outcome.ALREADY if is_known and line.outcome != Outcome.REFUSED else Outcome(line.outcome)
    row = ImportedRow(
        position=line.position,
        outcome=outcome.name.lower(),
        transaction_id=line.txn_id,
        date=date_of(line.day) if line.day else None,
        amount=_money(book, line.amount_minor, line.currency),
        payee=line.payee,
        memo=line.memo,
        reference=line.reference,
        reason=None,
        candidates=(),
    )
    if line.outcome != Outcome.REVIEW or line.detail is None:
        return row._replace(reason=Detail.from_json(line.detail).reason)
    waiting = Waiting.from_json(line.detail)
    return row._replace(
        date=date.fromisoformat(waiting.date),
        amount=_money(book, waiting.amount_minor, waiting.currency),
        payee=waiting.payee,
        memo=waiting.memo,
        reference=waiting.reference,
        reason=waiting.reason,
        candidates=tuple(waiting.candidates),
    )


def _money(book: Book, minor: int | None, currency: str | None) -> Money | None:
    return None if minor is None or currency is None else book.money(minor, currency)


class ImportedBatch(NamedTuple):
    """One import that was made, with what became of its rows."""

    id: int
    imported_at: str
    file: str
    format: str
    accounts: tuple[str, ...]
    added: int
    already: int
    matched: int
    paired: int
    review: int
    refused: int


def list_imports(book: Book) -> tuple[ImportedBatch, ...]:
    """Return all imports, the latest first."""
    paths = {account.id: account.path for account in accounts_of(book, ACCOUNT_TYPES)}
    return tuple(_imported_batch(one, paths) for one in found.batches(book))


def _imported_batch(one: found.BatchCounts, paths: Mapping[int, str]) -> ImportedBatch:
    batch, account_ids, counts = one
    accounts = tuple(paths[account_id] for account_id in account_ids)
    counted = {outcome.name.lower(): counts.get(outcome, 0) for outcome in COUNTED}
    return ImportedBatch(batch.id, batch.imported_at, batch.file_name, batch.format, accounts, **counted)


def show_import(book: Book, batch_id: int) -> BatchRows:
    """Return an import's rows; NotFound `batch_not_found`."""
    return BatchRows(book, batch_named(book, batch_id).id)


def batch_named(book: Book, batch_id: int) -> found.BatchFound:
    """Return an import by its id; NotFound `batch_not_found`."""
    batch = found.batch_of_id(book, batch_id)
    if batch is None:
        raise NotFound(f"There is no import {batch_id}.", code="batch_not_found", hint="See: budgetpro txn import list")
    return batch
