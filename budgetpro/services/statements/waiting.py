"""What is kept of a statement line that waits for a person to say what it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple


class Waiting(NamedTuple):
    """A line's values as read, why it waits, and the transactions it may be.

    `date` is ISO; `status` is "posted" or "pending". Kept as JSON with the line.
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
        return json.dumps(self._asdict(), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Waiting:
        return cls(**json.loads(text))
