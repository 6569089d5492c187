"""The second pass of an import: what the new transactions really are (docs/explanation/import.md).

The first pass has written every new line as a transaction of its own. Some of them are rows
that came before in a file of another format, rows entered by hand, pending rows now booked,
or the second half of a transfer. Those are folded into the transaction that was there first;
doubtful ones are taken out again and wait for review. All within the import's transaction.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.days import date_of, day_number
from budgetpro.domain.matching import (
    MATCH_DAYS,
    PENDING_DAYS,
    TRANSFER_DAYS,
    Pairing,
    Side,
    find_booked,
    match,
    pair_transfers,
)
from budgetpro.domain.transactions import Status
from budgetpro.services.statements.details import Detail, Waiting
from budgetpro.services.statements.intake import Intake
from budgetpro.services.statements.proofs import joined, proven
from budgetpro.services.statements.targets import Target
from budgetpro.storage.batches import Outcome, settle_line
from budgetpro.storage.queries import identity as seen
from budgetpro.storage.queries.drafts import draft_of
from budgetpro.storage.writes import discard_transactions, drop_unused_payees, replace_transaction

if TYPE_CHECKING:
    from budgetpro.domain.accounts import Account
    from budgetpro.storage.book import Book
    from budgetpro.storage.queries.identity import OwnPosting


class _Span(NamedTuple):
    """An account that got new rows, and the days of the file's rows for it.

    `has_ids` tells whether the bank gives them ids, `is_mixed` that the book has rows of those
    days of which it is the other way round, `has_pending` that some new ones are pending.
    """

    account: Account
    first_day: int
    last_day: int
    has_ids: bool
    is_mixed: bool
    has_pending: bool


class Settling:
    """The new transactions of one batch, on the way to what they really are."""

    def __init__(self, book: Book, batch_id: int, batch_format: str, intake: Intake, unfiled: Set[int | None]) -> None:
        self._book, self._batch_id, self._format = book, batch_id, batch_format
        self._first_txn, self._unfiled = intake.first_txn, unfiled
        self._targets = intake.targets.values()
        self._spans = _spans(self._targets)
        self.unbooked: list[int] = []

    def settle(self) -> None:
        """Fold or take out what is not new; the rest stays added."""
        for target in self._targets:
            self._follow_ids(target)
        for span in self._spans:
            self._recognise_other_formats(span)
            self._match(span)
            self._find_booked(span)
        for span in self._spans:
            self._pair(span)

    def _follow_ids(self, target: Target) -> None:
        """Let a row that has the bank's id of a pending transaction be that one, whatever has changed."""
        for same in target.same_ids:
            own = seen.posting_of_line(self._book, self._batch_id, same.n)
            other = seen.posting_on(self._book, same.txn_id, target.account.id)
            if own is None or other is None:
                continue
            is_pending = other.status == Status.PENDING and other.batch_id != self._batch_id
            if not (is_pending and self._take_over(own, other, "the bank's id")):
                self._put_up(_span(target), own, "it has the bank's id of a pending row", [same.txn_id])

    def _recognise_other_formats(self, span: _Span) -> None:
        """Recognise rows that came before in a file of another format, which words them otherwise.

        Likewise where only one of two files gives the bank's ids. Where a day's rows agree one
        for one in amount they are the same rows; where only some do, those wait for review.
        """
        account_id = span.account.id
        others = seen.formats_of_account(self._book, account_id, self._batch_id) - {self._format}
        if not others and not span.is_mixed:
            return
        earlier: dict[int, list[seen.EarlierRow]] = defaultdict(list)
        for row in seen.booked_before(self._book, account_id, span.first_day, span.last_day, self._batch_id):
            if row.format != self._format or row.has_id != span.has_ids:
                earlier[row.day].append(row)
        fresh: dict[int, list[OwnPosting]] = defaultdict(list)
        for posting in self._new_postings(span, span.first_day, span.last_day):
            if posting.status != Status.PENDING:
                fresh[posting.day].append(posting)
        for day in sorted(earlier.keys() & fresh.keys()):
            self._compare_day(span, earlier[day], fresh[day])

    def _compare_day(self, span: _Span, earlier: list[seen.EarlierRow], fresh: list[OwnPosting]) -> None:
        is_whole_day = Counter(row.amount_minor for row in earlier) == Counter(row.amount_minor for row in fresh)
        left = defaultdict(list)
        for row in earlier:
            left[row.amount_minor].append(row)
        for posting in fresh:
            if same := left[posting.amount_minor]:
                row = same.pop(0)
                reason = f"same day and amount as a row of {row.file_name}"
                if is_whole_day:
                    self._fold(posting, Outcome.ALREADY, row.txn_id, Detail(reason, like=row.line))
                else:
                    self._put_up(span, posting, reason, [row.txn_id])

    def _match(self, span: _Span) -> None:
        """Fold rows into what was entered by hand or only pending."""
        reach = max(MATCH_DAYS, PENDING_DAYS)
        since, until = _around(span.first_day, span.last_day, reach)
        waiting = self._unproven(span, since, until)
        if not waiting:
            return
        since, until = _around(min(p.day for p in waiting), max(p.day for p in waiting), reach)
        fresh = {p.txn_id: p for p in self._new_postings(span, since, until)}
        known = {p.txn_id: p for p in waiting}
        pairings = match(_sides(fresh.values()), _sides(known.values()))
        for pairing in pairings:
            posting = fresh[pairing.line]
            other = known[pairing.candidates[0]]
            if pairing.is_certain and self._take_over(posting, other, pairing.reason):
                continue
            self._put_up(span, posting, f"it may be an entry you have: {pairing.reason}", pairing.candidates)
        for pairing in pairings:
            for txn_id in pairing.candidates:
                known.pop(txn_id, None)
        self._note_unbooked(span, known.values())

    def _unproven(self, span: _Span, since: int, until: int) -> list[OwnPosting]:
        """Return what rows may prove; no pending row that the file shows as pending still."""
        waiting = seen.unproven_postings(self._book, span.account.id, since, until, self._first_txn)
        if all(posting.batch_id is None for posting in waiting):
            return waiting
        shown = seen.transactions_of_lines(self._book, self._batch_id)
        return [posting for posting in waiting if posting.txn_id not in shown]

    def _note_unbooked(self, span: _Span, waiting: Iterable[OwnPosting]) -> None:
        """Note the pending rows that the bank should have booked within the days of this file, and has not."""
        last_day = day_number(date_of(span.last_day) - timedelta(days=PENDING_DAYS))
        self.unbooked += [p.txn_id for p in waiting if p.batch_id is not None and span.first_day <= p.day <= last_day]

    def _find_booked(self, span: _Span) -> None:
        """Recognise pending rows of an older file, which a newer one has brought as booked already."""
        if not span.has_pending:
            return
        fresh = {
            posting.txn_id: posting
            for posting in self._new_postings(span, span.first_day, span.last_day)
            if posting.status == Status.PENDING
        }
        since, until = _around(span.first_day, span.last_day, PENDING_DAYS)
        shown = seen.transactions_of_lines(self._book, self._batch_id)
        booked = {
            posting.txn_id: posting
            for posting in seen.booked_postings(self._book, span.account.id, since, until, self._batch_id)
            if posting.txn_id not in shown
        }
        for pairing in find_booked(_sides(fresh.values()), _sides(booked.values())):
            posting = fresh[pairing.line]
            if pairing.is_certain:
                row = booked[pairing.candidates[0]]
                detail = Detail("the bank has booked it already", like=row.evidence)
                self._fold(posting, Outcome.ALREADY, row.txn_id, detail)
            else:
                self._put_up(span, posting, "the bank may have booked it already", pairing.candidates)

    def _take_over(self, posting: OwnPosting, other: OwnPosting, reason: str) -> bool:
        """Let the bank's row prove a transaction; False where its amount changed and it has a split."""
        before = draft_of(self._book, other.txn_id)
        after = proven(before, other.n, posting)
        if after is None:
            return False
        self._fold(posting, Outcome.MATCHED, other.txn_id, Detail(reason, before))
        replace_transaction(self._book, other.txn_id, after)
        return True

    def _pair(self, span: _Span) -> None:
        """Make one transaction of the two halves of a transfer."""
        others = seen.other_accounts_with_lines(self._book, span.account.id)
        since, until = _around(span.first_day, span.last_day, TRANSFER_DAYS)
        halves: dict[bool, dict[int, OwnPosting]] = {True: {}, False: {}}
        for account_id in others:
            for posting, category_id in seen.categorised_postings(self._book, account_id, since, until):
                halves[category_id not in self._unfiled][posting.txn_id] = posting
        amounts = {-posting.amount_minor for some in halves.values() for posting in some.values()}
        if not amounts:
            return
        fresh = {
            posting.txn_id: posting
            for posting, _ in seen.categorised_postings(self._book, span.account.id, span.first_day, span.last_day)
            if posting.batch_id == self._batch_id
            and posting.txn_id >= self._first_txn
            and posting.amount_minor in amounts
        }
        names = seen.names_of_own_accounts(self._book)
        for pairing in pair_transfers(_sides(fresh.values()), _sides(halves[False].values()), names):
            self._settle_pair(span, fresh.pop(pairing.line), halves[False], pairing)
        for pairing in pair_transfers(_sides(fresh.values()), _sides(halves[True].values()), names):
            if pairing.is_likely:
                reason = "it may be a transfer: you have filed the other half under a category"
                self._put_up(span, fresh[pairing.line], reason, pairing.candidates)

    def _settle_pair(self, span: _Span, posting: OwnPosting, halves: dict[int, OwnPosting], pairing: Pairing) -> None:
        if pairing.is_certain:
            other = halves[pairing.candidates[0]]
            before = draft_of(self._book, other.txn_id)
            self._fold(posting, Outcome.PAIRED, other.txn_id, Detail(pairing.reason, before))
            replace_transaction(self._book, other.txn_id, joined(before, other.n, posting, str(span.account.currency)))
        else:
            self._put_up(span, posting, f"it may be a transfer: {pairing.reason}", pairing.candidates)

    def _new_postings(self, span: _Span, since: int, until: int) -> list[OwnPosting]:
        return seen.postings_of_batch(self._book, self._batch_id, span.account.id, since, until, self._first_txn)

    def _fold(self, posting: OwnPosting, outcome: Outcome, txn_id: int, detail: Detail) -> None:
        """Take back the new transaction of a line that became part of another."""
        self._take_back(posting)
        settle_line(self._book, posting.evidence, outcome, txn_id, detail.to_json())

    def _put_up(self, span: _Span, posting: OwnPosting, reason: str, candidates: Sequence[int]) -> None:
        """Take back the new transaction of a line that waits for review, and keep its values with the line."""
        draft = draft_of(self._book, posting.txn_id)
        waiting = Waiting(
            reason=reason,
            candidates=candidates,
            date=draft.day.isoformat(),
            amount_minor=posting.amount_minor,
            currency=str(span.account.currency),
            payee=seen.payee_name(self._book, draft.payee_id),
            memo=draft.memo,
            reference=draft.reference,
            status="pending" if posting.status == Status.PENDING else "posted",
        )
        self._take_back(posting)
        settle_line(self._book, posting.evidence, Outcome.REVIEW, None, waiting.to_json())

    def _take_back(self, posting: OwnPosting) -> None:
        payee_id = draft_of(self._book, posting.txn_id).payee_id
        discard_transactions(self._book, [posting.txn_id])
        if payee_id is not None:
            drop_unused_payees(self._book, [payee_id])


def _sides(postings: Iterable[OwnPosting]) -> list[Side]:
    return [
        Side(
            p.txn_id,
            date_of(p.day),
            p.amount_minor,
            p.text,
            p.account_id,
            p.status == Status.PENDING and p.batch_id is not None,
        )
        for p in postings
    ]


def _span(target: Target) -> _Span:
    is_mixed = target.identity.has_others(with_ids=target.has_ids)
    return _Span(target.account, target.first_day, target.last_day, target.has_ids, is_mixed, target.has_pending)


def _spans(targets: Iterable[Target]) -> list[_Span]:
    """Return one span for each account with new rows, of all its statements in the file."""
    spans: dict[int, _Span] = {}
    for target in targets:
        if target.added:
            one = _span(target)
            known = spans.get(target.account.id, one)
            spans[target.account.id] = _Span(
                target.account,
                min(known.first_day, one.first_day),
                max(known.last_day, one.last_day),
                known.has_ids or one.has_ids,
                known.is_mixed or one.is_mixed,
                known.has_pending or one.has_pending,
            )
    return list(spans.values())


def _around(first_day: int, last_day: int, days: int) -> tuple[int, int]:
    reach = timedelta(days=days)
    return day_number(date_of(first_day) - reach), day_number(date_of(last_day) + reach)
