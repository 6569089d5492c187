"""A transaction before it is written: one dated event whose postings sum to zero in each currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from enum import IntEnum
from typing import NamedTuple

from budgetpro.domain.errors import UsageFault
from budgetpro.domain.money import format_minor


class Status(IntEnum):
    """How sure a posting is: the bank may change it, has booked it, or a statement agreed with it."""

    PENDING = 0
    CLEARED = 1
    RECONCILED = 2


class Evidence(NamedTuple):
    """The statement line that a bank gave for a posting."""

    batch_id: int
    line: int


class PostingDraft(NamedTuple):
    """One account's share; `status` of a category's posting is always cleared."""

    account_id: int
    amount_minor: int
    currency: str
    status: Status = Status.CLEARED
    memo: str | None = None
    evidence: Evidence | None = None


class Draft(NamedTuple):
    """A whole transaction as it shall stand."""

    day: date
    postings: Sequence[PostingDraft]
    payee_id: int | None = None
    memo: str | None = None
    reference: str | None = None
    tag_ids: Sequence[int] = ()


def check_balanced(draft: Draft, digits: dict[str, int]) -> None:
    """Raise UsageFault `unbalanced` unless there are two postings or more that sum to zero in each currency.

    `digits` gives each currency's number of decimals, for the message.
    """
    if len(draft.postings) < 2:
        raise UsageFault("A transaction needs two postings or more.", code="unbalanced")
    sums: dict[str, int] = defaultdict(int)
    for posting in draft.postings:
        sums[posting.currency] += posting.amount_minor
    over = [f"{format_minor(rest, digits[code])} {code}" for code, rest in sorted(sums.items()) if rest]
    if over:
        raise UsageFault(f"The postings do not sum to zero: {', '.join(over)} too much.", code="unbalanced")
