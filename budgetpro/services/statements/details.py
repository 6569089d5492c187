"""What is kept with a statement line, as JSON: why it became what it is, and what settling or undoing it needs.

The one module that knows the form, both ways. A line that waits for review keeps a `Waiting`;
any other line a `Detail`, or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from budgetpro.domain.days import date_of, day_number
from budgetpro.domain.transactions import Draft, Evidence, PostingDraft, Status


class Waiting(NamedTuple):
    """A line's values as read, why it waits, and the transactions it may be.

    `date` is ISO; `status` is "posted" or "pending".
    """

    reason: str
    candidates: Sequence[int]
    date: str
    amount_minor: int
    currency: str
    payee: str | None
    memo: str | None
    reference: str | None
    status: str

    def to_json(self) -> str:
        return _dumps(self._asdict())

    @classmethod
    def from_json(cls, text: str) -> Waiting:
        return cls(**json.loads(text))


class Detail(NamedTuple):
    """Why a line became what it is, and what undoing its import needs.

    `before` is the transaction as it stood before the line became part of it. `like` is the
    line of another import that this one is the same row as, where the transaction alone does
    not tell. `forgotten` is the line of a row that the user had deleted and then wanted back.
    """

    reason: str | None = None
    before: Draft | None = None
    like: Evidence | None = None
    forgotten: Evidence | None = None

    def to_json(self) -> str | None:
        """Return the JSON; None where there is nothing to keep."""
        values: dict[str, object] = {"reason": self.reason}
        if self.before is not None:
            values["before"] = _draft_to_values(self.before)
        values.update((name, line) for name, line in (("like", self.like), ("forgotten", self.forgotten)) if line)
        return _dumps(values) if any(values.values()) else None

    @classmethod
    def from_json(cls, text: str | None) -> Detail:
        values = json.loads(text) if text else {}
        before, like, forgotten = (values.get(name) for name in ("before", "like", "forgotten"))
        return cls(
            values.get("reason"),
            None if before is None else _draft_from_values(before),
            Evidence(*like) if like else None,
            Evidence(*forgotten) if forgotten else None,
        )


def _dumps(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _draft_to_values(draft: Draft) -> dict[str, object]:
    return {
        **draft._asdict(),
        "day": day_number(draft.day),
        "postings": [[*posting] for posting in draft.postings],
        "tag_ids": list(draft.tag_ids),
    }


def _draft_from_values(values: dict[str, Any]) -> Draft:
    postings = tuple(
        PostingDraft(
            account_id, amount_minor, currency, Status(status), memo, Evidence(*evidence) if evidence else None
        )
        for account_id, amount_minor, currency, status, memo, evidence in values["postings"]
    )
    return Draft(**{**values, "day": date_of(values["day"]), "postings": postings, "tag_ids": tuple(values["tag_ids"])})
