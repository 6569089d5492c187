"""Every way in which budgetpro says no.

The class says what went wrong, the message the facts, the hint the next step. Five families
decide the exit code of a command (docs/reference/contract.md) and the status of an HTTP answer:

==================  ====  ==========================================
family              exit  meaning
==================  ====  ==========================================
`Failure`           1     the work could not be done
`UsageFault`        2     a value that does not parse or fit
`CheckFailed`       4     a check did not hold
`NotFound`          5     the thing named does not exist
`Locked`            75    another writer holds the book; try again
==================  ====  ==========================================
"""

from __future__ import annotations

from collections.abc import Mapping


class BudgetProError(Exception):
    """A refusal that a person or a program can act on.

    `code` is stable and snake_case; `message` is one sentence that quotes what was given and
    says what was left unchanged; `hint` is the next step, or None; `facts` are the values a
    program may want (plain JSON types).
    """

    code = "failed"

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        code: str | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.facts: dict[str, object] = dict(facts or {})
        if code is not None:
            self.code = code


class Failure(BudgetProError):
    """The work could not be done; nothing was changed."""


class UsageFault(BudgetProError):
    """A value was given that does not parse or does not fit."""

    code = "usage"


class CheckFailed(BudgetProError):
    """A check that the user asked for did not hold."""

    code = "check_failed"


class NotFound(BudgetProError):
    """The thing named does not exist."""

    code = "not_found"


class Locked(BudgetProError):
    """Another writer held the book for longer than the lock time-out."""

    code = "book_locked"
