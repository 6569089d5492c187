"""Settling what an import could not decide: whether a line is a row that the book has, or a new one."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.accounts import ACCOUNT_TYPES
from budgetpro.domain.days import day_number
from budgetpro.domain.errors import Failure, NotFound, UsageFault
from budgetpro.domain.money import Money
from budgetpro.domain.transactions import Draft, Evidence, PostingDraft, Status
from budgetpro.services.accounts import require_open, system_account
from budgetpro.services.statements.details import Detail, Waiting
from budgetpro.services.statements.proofs import joined, proven
from budgetpro.storage.batches import Outcome, settle_line
from budgetpro.storage.queries import batches as found
from budgetpro.storage.queries.accounts import account_by_id, accounts_of
from budgetpro.storage.queries.drafts import draft_of
from budgetpro.storage.queries.identity import OwnPosting
from budgetpro.storage.queries.sides import existing
from budgetpro.storage.writes import add_transaction, ensure_named, replace_transaction

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


_ROW = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})")


class WaitingRow(NamedTuple):
    """A line that waits: `id` names it ("batch.number"), `candidates` are transactions it may be."""

    id: str
    file: str
    position: int
    account: str
    date: date
    amount: Money
    payee: str | None
    memo: str | None
    reason: str
    candidates: tuple[int, ...]


class SettledRow(NamedTuple):
    """What became of a line that waited."""

    id: str
    outcome: str
    transaction_id: int | None


def list_waiting(book: Book) -> tuple[WaitingRow, ...]:
    """Return every line that waits for review, the oldest import first."""
    lines = [(line, Waiting.from_json(line.detail)) for line in found.waiting_lines(book)]
    paths = {account.id: account.path for account in accounts_of(book, ACCOUNT_TYPES)}
    there = existing(book, sorted({txn_id for _, waiting in lines for txn_id in waiting.candidates}))
    return tuple(_row(book, line, waiting, paths[line.account_id], there) for line, waiting in lines)


def accept_line(book: Book, line_id: str, txn_id: int | None = None) -> SettledRow:
    """Say that a waiting line is a transaction the book has: its only candidate, or `txn_id`.

    The transaction takes the bank's day and amount and, where the line is the other half of a
    transfer, becomes that transfer. Raises UsageFault `ambiguous_candidate` where several are
    possible, `candidate_taken` where another row of the bank's is that transaction by now,
    `changed_split` where an amount changed that several categories share, `no_transfer` where
    the transaction cannot be the line's other half; Failure `reconciled`, `account_closed`.
    """
    line = _line(book, line_id)
    require_open(account_by_id(book, line.account_id))
    waiting = Waiting.from_json(line.detail)
    before_id = txn_id if txn_id is not None else _only_candidate(book, line_id, waiting)
    before = draft_of(book, before_id)
    own = next((n for n, known in enumerate(before.postings, 1) if known.account_id == line.account_id), None)
    if own is None:
        outcome, after = Outcome.PAIRED, _joined(book, line, waiting, before_id, before)
    elif (evidence := before.postings[own - 1].evidence) and found.is_other_format(
        book, evidence.batch_id, line.batch_id
    ):
        return _settle(book, line, Outcome.ALREADY, before_id, Detail(waiting.reason, like=evidence).to_json())
    else:
        outcome, after = Outcome.MATCHED, _proven(book, line, waiting, before_id, before, own)
    replace_transaction(book, before_id, after)
    return _settle(book, line, outcome, before_id, Detail(waiting.reason, before).to_json())


def _proven(book: Book, line: found.WaitingLine, waiting: Waiting, before_id: int, before: Draft, own: int) -> Draft:
    """Return the transaction as the line proves it; raise where it is not the line's to change."""
    posting = before.postings[own - 1]
    if posting.status == Status.RECONCILED:
        raise Failure(
            f"Transaction {before_id} agrees with a reconciled statement; row {_name(line)} still waits.",
            code="reconciled",
            hint=f"If it is a new one: budgetpro txn review --as-new {_name(line)}",
        )
    if posting.evidence and not _may_replace(book, posting, posting.evidence, line):
        raise UsageFault(
            f"Transaction {before_id} is another row of the bank's already; row {_name(line)} still waits.",
            code="candidate_taken",
            hint=f"It is a new one, then: budgetpro txn review --as-new {_name(line)}",
        )
    after = proven(before, own, _as_posting(line, waiting, before_id))
    if after is None:
        raise UsageFault(
            f"Transaction {before_id} is split, and the bank's amount differs; nothing was changed.",
            code="changed_split",
            hint=f"Correct its split first: budgetpro txn split {before_id}",
        )
    return after


def _joined(book: Book, line: found.WaitingLine, waiting: Waiting, before_id: int, before: Draft) -> Draft:
    """Return the transfer that the transaction becomes with the line in the place of its category."""
    own_ids = {account.id for account in accounts_of(book, ACCOUNT_TYPES)}
    halves = [n for n, posting in enumerate(before.postings, 1) if posting.account_id in own_ids]
    half = before.postings[halves[0] - 1] if len(halves) == 1 and len(before.postings) == 2 else None
    if half is None or half[1:3] != (-waiting.amount_minor, waiting.currency):
        raise UsageFault(
            f"Transaction {before_id} is not the other half of row {_name(line)}, which still waits:"
            " that has one account and one category, and the opposite amount.",
            code="no_transfer",
            hint=f"See it: budgetpro txn show {before_id}",
        )
    return joined(before, halves[0], _as_posting(line, waiting, before_id), waiting.currency)


def add_line(book: Book, line_id: str) -> SettledRow:
    """Say that a waiting line is new: it becomes a transaction of its own."""
    line = _line(book, line_id)
    require_open(account_by_id(book, line.account_id))
    waiting = Waiting.from_json(line.detail)
    status = Status.PENDING if waiting.status == "pending" else Status.CLEARED
    category_id = system_account(book, "uncategorised", "income" if waiting.amount_minor > 0 else "expense")
    own = PostingDraft(
        line.account_id, waiting.amount_minor, waiting.currency, status, None, Evidence(line.batch_id, line.n)
    )
    payee_id = ensure_named(book, "payee", [waiting.payee])[waiting.payee] if waiting.payee else None
    draft = Draft(
        date.fromisoformat(waiting.date),
        (own, PostingDraft(category_id, -waiting.amount_minor, waiting.currency)),
        payee_id,
        waiting.memo,
        waiting.reference,
    )
    return _settle(book, line, Outcome.ADDED, add_transaction(book, draft), None)


def reject_line(book: Book, line_id: str) -> SettledRow:
    """Say that a waiting line shall not come in; no later import brings it back."""
    return _settle(book, _line(book, line_id), Outcome.DELETED, None, None)


def _row(book: Book, line: found.WaitingLine, waiting: Waiting, account: str, there: set[int]) -> WaitingRow:
    return WaitingRow(
        _name(line),
        line.file_name,
        line.position,
        account,
        date.fromisoformat(waiting.date),
        book.money(waiting.amount_minor, waiting.currency),
        waiting.payee,
        waiting.memo,
        waiting.reason,
        tuple(txn_id for txn_id in waiting.candidates if txn_id in there),
    )


def _line(book: Book, line_id: str) -> found.WaitingLine:
    named = _ROW.fullmatch(line_id)
    line = found.waiting_line(book, Evidence(int(named[1]), int(named[2]))) if named else None
    if line is None:
        raise NotFound(
            f"No row '{line_id}' waits for review.", code="row_not_found", hint="See what waits: budgetpro txn review"
        )
    return line


def _only_candidate(book: Book, line_id: str, waiting: Waiting) -> int:
    there = existing(book, waiting.candidates)
    candidates = [txn_id for txn_id in waiting.candidates if txn_id in there]
    if len(candidates) == 1:
        return candidates[0]
    names = ", ".join(map(str, candidates)) or "none that is still there"
    raise UsageFault(
        f"Row {line_id} may be any of several transactions: {names}.",
        code="ambiguous_candidate",
        hint=f"Say which: --accept {line_id}=ID, or --as-new {line_id}",
        facts={"candidates": candidates},
    )


def _may_replace(book: Book, posting: PostingDraft, evidence: Evidence, line: found.WaitingLine) -> bool:
    """Tell whether a line may take the place of the one that proves a posting: it was pending, or has the same id."""
    same_id = line.bank_id is not None and found.bank_id_of(book, evidence) == line.bank_id
    return same_id or posting.status == Status.PENDING


def _as_posting(line: found.WaitingLine, waiting: Waiting, txn_id: int) -> OwnPosting:
    status = Status.PENDING if waiting.status == "pending" else Status.CLEARED
    return OwnPosting(
        txn_id,
        1,
        line.account_id,
        day_number(date.fromisoformat(waiting.date)),
        waiting.amount_minor,
        int(status),
        "",
        line.batch_id,
        line.n,
    )


def _name(line: found.WaitingLine) -> str:
    return f"{line.batch_id}.{line.n}"


def _settle(
    book: Book, line: found.WaitingLine, outcome: Outcome, txn_id: int | None, detail: str | None
) -> SettledRow:
    settle_line(book, Evidence(line.batch_id, line.n), outcome, txn_id, detail)
    return SettledRow(_name(line), outcome.name.lower(), txn_id)
