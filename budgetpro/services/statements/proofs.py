"""A transaction as a row of the bank's proves it, or completes it to a transfer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from budgetpro.domain.days import date_of
from budgetpro.domain.transactions import Draft, PostingDraft, Status

if TYPE_CHECKING:
    from budgetpro.storage.queries.identity import OwnPosting


def proven(before: Draft, n: int, posting: OwnPosting) -> Draft | None:
    """Return `before` with its posting `n` proven by the bank's row: its day, amount and evidence.

    The day stays where the other half of a transfer has been proven. None where the amount
    differs and more than one category shares it, or that other half. What the user wrote stays.
    """
    own = before.postings[n - 1]
    change = posting.amount_minor - own.amount_minor
    rest = [other for number, other in enumerate(before.postings, 1) if number != n]
    is_settled = any(_is_settled(other) for other in rest)
    if change and (len(rest) != 1 or is_settled):
        return None
    if change:
        rest = [rest[0]._replace(amount_minor=rest[0].amount_minor - change)]
    own = own._replace(amount_minor=posting.amount_minor, status=Status(posting.status), evidence=posting.evidence)
    rest.insert(n - 1, own)
    return before._replace(day=before.day if is_settled else date_of(posting.day), postings=tuple(rest))


def _is_settled(posting: PostingDraft) -> bool:
    """Tell whether a bank has given a posting its day and amount already, or a statement agreed with it."""
    return posting.evidence is not None or posting.status == Status.RECONCILED


def joined(before: Draft, n: int, posting: OwnPosting, currency: str) -> Draft:
    """Return `before`, whose posting `n` is one half of a transfer, with `posting` in place of its category."""
    half = PostingDraft(
        posting.account_id, posting.amount_minor, currency, Status(posting.status), None, posting.evidence
    )
    return before._replace(
        postings=tuple(own if number == n else half for number, own in enumerate(before.postings, 1))
    )
