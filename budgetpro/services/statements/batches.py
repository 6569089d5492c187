"""Imports that were made: their rows, undoing one, and settling what waits for review."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.counting import counted
from budgetpro.domain.days import date_of
from budgetpro.domain.errors import Failure, NotFound
from budgetpro.domain.money import Money
from budgetpro.domain.transactions import Draft, Evidence, PostingDraft, Status
from budgetpro.services.accounts import system_account
from budgetpro.services.statements.settling import draft_from_json
from budgetpro.storage.batches import Outcome, remove_batch
from budgetpro.storage.queries import batches as found
from budgetpro.storage.queries.accounts import account_by_id
from budgetpro.storage.queries.drafts import draft_of, find_draft
from budgetpro.storage.writes import discard_transactions, drop_unused_payees, replace_transaction

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

    def read_from(self, book: Book) -> BatchRows:
        """Return the same rows, read from a book that is open."""
        return BatchRows(book, self._batch_id, is_known=self._is_known)

    def _rows(self, only: tuple[int, ...] = ()) -> Iterator[ImportedRow]:
        for line in found.lines_of_batch(self._book, self._batch_id, only):
            yield _imported_row(self._book, line, is_known=self._is_known)


def _imported_row(book: Book, line: found.LineFound, *, is_known: bool) -> ImportedRow:
    detail = json.loads(line.detail) if line.detail else {}
    day, minor, currency = line.day, line.amount_minor, line.currency
    outcome = Outcome.ALREADY if is_known and line.outcome != Outcome.REFUSED else Outcome(line.outcome)
    if minor is None and "amount_minor" in detail:
        minor, currency = detail["amount_minor"], detail["currency"]
    return ImportedRow(
        position=line.position,
        outcome=outcome.name.lower(),
        transaction_id=line.txn_id,
        date=date_of(day) if day else date.fromisoformat(detail["date"]) if "date" in detail else None,
        amount=None if minor is None or currency is None else book.money(minor, currency),
        payee=line.payee or detail.get("payee"),
        memo=line.memo or detail.get("memo"),
        reference=line.reference or detail.get("reference"),
        reason=detail.get("reason"),
        candidates=tuple(detail.get("candidates", ())),
    )


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
    return tuple(_imported_batch(book, batch) for batch in found.batches(book))


def named_import(book: Book, batch_id: int) -> ImportedBatch:
    """Return one import; NotFound `batch_not_found`."""
    return _imported_batch(book, _batch(book, batch_id))


def _imported_batch(book: Book, batch: found.BatchFound) -> ImportedBatch:
    counts = found.outcome_counts(book, batch.id)
    accounts = dict.fromkeys(
        account_by_id(book, account_id).path for account_id in found.accounts_of_batch(book, batch.id)
    )
    counted = {outcome.name.lower(): counts.get(outcome, 0) for outcome in COUNTED}
    return ImportedBatch(batch.id, batch.imported_at, batch.file_name, batch.format, tuple(accounts), **counted)


def show_import(book: Book, batch_id: int) -> BatchRows:
    """Return an import's rows; NotFound `batch_not_found`."""
    return BatchRows(book, _batch(book, batch_id).id)


def _batch(book: Book, batch_id: int) -> found.BatchFound:
    batch = found.batch_of_id(book, batch_id)
    if batch is None:
        raise NotFound(f"There is no import {batch_id}.", code="batch_not_found", hint="See: budgetpro txn import list")
    return batch


class UndoneImport(NamedTuple):
    """What undoing an import took back."""

    batch_id: int
    file: str
    removed: int
    restored: int


def undo_import(book: Book, batch_id: int) -> UndoneImport:
    """Take an import back whole: what it added goes, what it matched or paired is as it was before.

    What the user has since written on a matched transaction (payee, memo, tags, category)
    stays. Refused with Failure `reconciled` where a statement was agreed with since.
    """
    batch = _batch(book, batch_id)
    _refuse_reconciled(book, batch)
    merged = list(found.lines_of_batch(book, batch_id, (Outcome.MATCHED, Outcome.PAIRED)))
    restored = sum(_restore(book, batch_id, line) for line in reversed(merged))
    removed = _remove_added(book, batch_id)
    remove_batch(book, batch_id)
    return UndoneImport(batch_id, batch.file_name, removed, restored)


def _refuse_reconciled(book: Book, batch: found.BatchFound) -> None:
    count = found.reconciled_count(book, batch.id)
    if count:
        are = "is" if count == 1 else "are"
        raise Failure(
            f"{counted(count, 'row')} of import {batch.id} ({batch.file_name}) {are} reconciled; nothing was undone.",
            code="reconciled",
        )


def _remove_added(book: Book, batch_id: int) -> int:
    """Remove the transactions that the batch added; a later import's half of a transfer keeps its own."""
    removed: list[int] = []
    shared: list[int] = []
    payees: set[int] = set()
    for txn_id, payee_id, is_shared in found.transactions_of_batch(book, batch_id):
        (shared if is_shared else removed).append(txn_id)
        if payee_id is not None:
            payees.add(payee_id)
    for txn_id in shared:
        _leave_transfer(book, batch_id, txn_id)
    discard_transactions(book, removed)
    drop_unused_payees(book, payees)
    return len(removed) + len(shared)


def _leave_transfer(book: Book, batch_id: int, txn_id: int) -> None:
    """Take this batch's half out of a transfer; a half that no other batch proves goes too."""
    draft = draft_of(book, txn_id)
    postings = tuple(
        _unfiled(book, posting) if posting.evidence and posting.evidence.batch_id == batch_id else posting
        for posting in draft.postings
    )
    if any(posting.evidence for posting in postings):
        replace_transaction(book, txn_id, draft._replace(postings=postings))
    else:
        discard_transactions(book, [txn_id])


def _restore(book: Book, batch_id: int, line: found.LineFound) -> int:
    """Give a matched or paired transaction back as it was; 0 where the user has deleted it since."""
    current = find_draft(book, line.txn_id) if line.txn_id is not None else None
    if current is None or line.txn_id is None:
        return 0
    if line.outcome == Outcome.PAIRED:
        _leave_transfer(book, batch_id, line.txn_id)
        return 1
    before = draft_from_json(json.loads(str(line.detail))["before"])
    if any(posting.evidence and not _is_there(book, posting.evidence) for posting in before.postings):
        discard_transactions(book, [line.txn_id])
    else:
        replace_transaction(book, line.txn_id, _with_later_edits(before, current, Evidence(batch_id, line.n)))
    return 1


def _is_there(book: Book, evidence: Evidence) -> bool:
    return found.batch_of_id(book, evidence.batch_id) is not None


def _with_later_edits(before: Draft, current: Draft, evidence: Evidence) -> Draft:
    """Return `before` with what the user has written since the match."""
    own = next((n for n, posting in enumerate(current.postings) if posting.evidence == evidence), None)
    words = before._replace(
        payee_id=current.payee_id, memo=current.memo, reference=current.reference, tag_ids=current.tag_ids
    )
    if own is None or len(before.postings) != len(current.postings):
        return words
    is_same_sum = before.postings[own].amount_minor == current.postings[own].amount_minor
    source = current if is_same_sum else before
    postings = tuple(before.postings[own] if n == own else posting for n, posting in enumerate(source.postings))
    return words._replace(postings=postings)


def _unfiled(book: Book, posting: PostingDraft) -> PostingDraft:
    """Return a posting of the same amount on the category of what nobody has filed."""
    account_id = system_account(book, "uncategorised", "income" if posting.amount_minor < 0 else "expense")
    return PostingDraft(account_id, posting.amount_minor, posting.currency, Status.CLEARED)
