"""Undoing an import: the book becomes what it would be if the file had never been imported.

What another import has too is handed over to it and stays. Of the rest, what the import added
goes, and what it matched or paired is as it was before, with what the user has written since.
Imports can be undone in any order, so a line may have been followed by another in what it
proved: a pending row by the booked one. That other then stands in the undone line's place.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.counting import counted
from budgetpro.domain.errors import Failure
from budgetpro.domain.transactions import Draft, Evidence, PostingDraft, Status
from budgetpro.services.accounts import system_account
from budgetpro.services.statements.batches import batch_named
from budgetpro.services.statements.details import Detail
from budgetpro.services.statements.origins import drop_additions
from budgetpro.storage import batches as stored
from budgetpro.storage.batches import Outcome
from budgetpro.storage.queries import batches as found
from budgetpro.storage.queries.accounts import is_account
from budgetpro.storage.queries.drafts import find_draft
from budgetpro.storage.writes import discard_transactions, replace_transaction

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


class UndoneImport(NamedTuple):
    """What undoing an import took back; `kept` rows are in another import too and stay."""

    batch_id: int
    file: str
    removed: int
    restored: int
    kept: int


def undo_import(book: Book, batch_id: int) -> UndoneImport:
    """Take an import back whole.

    What the user has since written on a matched transaction (payee, memo, tags, category)
    stays. Raises NotFound `batch_not_found`, and Failure `reconciled` where a statement was
    agreed with since.
    """
    batch = batch_named(book, batch_id)
    _refuse_reconciled(book, batch)
    kept = _hand_over(book, batch_id)
    merged = [proof.line for proof in found.proofs_of_batch(book, batch_id, (Outcome.MATCHED, Outcome.PAIRED))]
    restored = sum(_take_out(book, line) for line in reversed(merged))
    removed, payee_ids = _remove_added(book, batch_id)
    _remember_deleted(book, batch_id)
    drop_additions(book, batch_id, payee_ids)
    stored.remove_batch(book, batch_id)
    return UndoneImport(batch_id, batch.file_name, removed, restored, kept)


def _refuse_reconciled(book: Book, batch: found.BatchFound) -> None:
    count = found.reconciled_count(book, batch.id)
    if count:
        are = "is" if count == 1 else "are"
        raise Failure(
            f"{counted(count, 'row')} of import {batch.id} ({batch.file_name}) {are} reconciled; nothing was undone.",
            code="reconciled",
        )


def _hand_over(book: Book, batch_id: int) -> int:
    """Let each row that another import has too live on as that import's; return how many there are."""
    same_row, same_txn = _seen_again(book, batch_id)
    if not same_row and not same_txn:
        return 0
    handed = []
    for proof in found.proofs_of_batch(book, batch_id, _HANDED_OVER):
        plain = same_txn[proof.txn_id, proof.account_id] if proof.outcome == Outcome.ADDED else []
        if heirs := sorted(same_row[proof.line.line] + plain):
            handed.append((proof, heirs[0]))
            for other in heirs[1:]:
                if other not in plain:
                    _retell(book, other, heirs[0])
    for proof, heir in handed:
        for later in _followers(book, proof) if proof.is_shared else ():
            _rewrite(book, later, _with_evidence(_before(later), proof.line, heir))
    stored.hand_over_lines(book, [(proof.line, proof.txn_id, heir) for proof, heir in handed])
    return len(handed)


_HANDED_OVER = (Outcome.ADDED, Outcome.MATCHED, Outcome.PAIRED, Outcome.REVIEW, Outcome.DELETED)
SameRow = defaultdict[int, list[Evidence]]
SameTxn = defaultdict[tuple[int | None, int], list[Evidence]]


def _seen_again(book: Book, batch_id: int) -> tuple[SameRow, SameTxn]:
    """Return the lines of other imports that were rows of this one: by its line, and by what it added."""
    same_row: SameRow = defaultdict(list)
    same_txn: SameTxn = defaultdict(list)
    for line, txn_id, account_id, text in found.lines_seen_again(book, batch_id):
        like = Detail.from_json(text).like
        if like is None and txn_id is not None:
            same_txn[txn_id, account_id].append(line)
        elif like is not None and like.batch_id == batch_id:
            same_row[like.line].append(line)
    return same_row, same_txn


def _retell(book: Book, line: Evidence, heir: Evidence) -> None:
    """Let a line that is the same row as one handed over be the same as its heir."""
    proof = found.proof_of(book, line)
    if proof is not None:
        stored.set_detail(book, line, _detail(proof)._replace(like=heir).to_json())


def _remove_added(book: Book, batch_id: int) -> tuple[int, set[int]]:
    """Remove the transactions that the batch added; those that another import proves too only lose their part.

    Returns how many there were, and the payees that they name.
    """
    removed: list[int] = []
    shared: list[Evidence] = []
    payees: set[int] = set()
    for n, txn_id, payee_id, is_shared in found.transactions_of_batch(book, batch_id):
        if is_shared:
            shared.append(Evidence(batch_id, n))
        else:
            removed.append(txn_id)
        if payee_id is not None:
            payees.add(payee_id)
    discard_transactions(book, removed)
    for line in shared:
        _take_out(book, line)
    return len(removed) + len(shared), payees


def _remember_deleted(book: Book, batch_id: int) -> None:
    """Let rows that this import brought back, which the user had deleted before, be deleted ones again."""
    for fingerprint, text in found.details_of_added(book, batch_id):
        forgotten = Detail.from_json(text).forgotten
        if forgotten is not None:
            stored.remember_line(book, forgotten, fingerprint)


def _take_out(book: Book, line: Evidence) -> bool:
    """Take a line out of its transaction, which stays; False where the user has deleted that since."""
    proof = found.proof_of(book, line)
    current = find_draft(book, proof.txn_id) if proof else None
    if proof is None or current is None:
        return False
    own = _proven_by(current, proof.line)
    if proof.outcome == Outcome.MATCHED:
        _rewrite_history(book, proof)
        if own is not None:
            replace_transaction(book, proof.txn_id, _restored(_before(proof), current, own))
    elif own is None:
        _put_in_place(book, proof)
    else:
        after = _with_category(book, _detail(proof).before, current, own)
        replace_transaction(book, proof.txn_id, after)
        if proof.outcome == Outcome.ADDED:
            _give_to_other_half(book, after)
    return True


def _rewrite_history(book: Book, proof: found.Proof) -> None:
    """Let what later lines remember of the transaction be without this line."""
    for later in _followers(book, proof):
        own = _proven_by(_before(later), proof.line)
        if own is not None:
            _rewrite(book, later, _restored(_before(proof), _before(later), own))


def _put_in_place(book: Book, proof: found.Proof) -> None:
    """Let the line that followed this one, which made the transaction or a half of it, have done so itself."""
    detail = proof.detail if proof.outcome == Outcome.PAIRED else None
    for later in _followers(book, proof):
        if later.account_id == proof.account_id:
            stored.settle_line(book, later.line, Outcome(proof.outcome), proof.txn_id, detail)
            return


def _followers(book: Book, proof: found.Proof) -> list[found.Proof]:
    """Return the lines that became part of the transaction while this line was: it stands in their `before`."""
    followers: list[found.Proof] = []
    drafts = [find_draft(book, proof.txn_id)]
    passed = {proof.line}
    while drafts:
        draft = drafts.pop()
        for line in {posting.evidence for posting in draft.postings} if draft else set():
            later = found.proof_of(book, line) if line is not None and line not in passed else None
            if later is None:
                continue
            passed.add(later.line)
            before = _detail(later).before
            drafts.append(before)
            if before is not None and _proven_by(before, proof.line) is not None:
                followers.append(later)
    return followers


def _rewrite(book: Book, later: found.Proof, before: Draft) -> None:
    stored.set_detail(book, later.line, _detail(later)._replace(before=before).to_json())


def _give_to_other_half(book: Book, after: Draft) -> None:
    """Let the line that proves what is left of a transfer be the one that added it."""
    for posting in after.postings:
        other = found.proof_of(book, posting.evidence) if posting.evidence else None
        if other is not None:
            stored.settle_line(book, other.line, Outcome.ADDED, other.txn_id)
            return


def _restored(before: Draft, current: Draft, own: int) -> Draft:
    """Return `current` with its posting `own` as it was in `before`; all that the user wrote since stays.

    Where the amount had changed and the user has split it since, nobody knows who had how much
    of the change: it stays.
    """
    proven = current.postings[own]
    was = next((posting for posting in before.postings if posting.account_id == proven.account_id), proven)
    rest = [posting for n, posting in enumerate(current.postings) if n != own]
    amount_minor = was.amount_minor if len(rest) == 1 else proven.amount_minor
    change = proven.amount_minor - amount_minor
    if change:
        rest = [rest[0]._replace(amount_minor=rest[0].amount_minor + change)]
    rest.insert(own, proven._replace(amount_minor=amount_minor, status=was.status, evidence=was.evidence))
    is_settled = any(posting.evidence for n, posting in enumerate(rest) if n != own)
    return current._replace(day=current.day if is_settled else before.day, postings=tuple(rest))


def _with_category(book: Book, before: Draft | None, current: Draft, own: int) -> Draft:
    """Return `current` with a category in the place of a half that goes: the one of before, or nobody's."""
    gone = current.postings[own]
    kept = {posting.account_id for posting in current.postings}
    was = [posting.account_id for posting in before.postings if posting.account_id not in kept] if before else []
    if len(was) == 1 and is_account(book, was[0]):
        category_id = was[0]
    else:
        category_id = system_account(book, "uncategorised", "income" if gone.amount_minor < 0 else "expense")
    category = PostingDraft(category_id, gone.amount_minor, gone.currency, Status.CLEARED)
    postings = tuple(category if n == own else posting for n, posting in enumerate(current.postings))
    return current._replace(postings=postings)


def _proven_by(draft: Draft, line: Evidence) -> int | None:
    return next((n for n, posting in enumerate(draft.postings) if posting.evidence == line), None)


def _with_evidence(draft: Draft, old: Evidence, new: Evidence) -> Draft:
    postings = (posting._replace(evidence=new) if posting.evidence == old else posting for posting in draft.postings)
    return draft._replace(postings=tuple(postings))


def _detail(proof: found.Proof) -> Detail:
    return Detail.from_json(proof.detail)


def _before(proof: found.Proof) -> Draft:
    """Return the transaction as it was before a line that was matched; every such line keeps it."""
    before = _detail(proof).before
    if before is None:
        raise ValueError(f"line {proof.line} keeps nothing of transaction {proof.txn_id}")
    return before
