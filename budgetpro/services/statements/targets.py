"""The accounts that a file's lines go to, and the lines as they take them: in minor units, with fingerprints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.days import day_number
from budgetpro.domain.fingerprints import by_bank_id, by_content, first_of
from budgetpro.domain.money import MAX_MINOR
from budgetpro.importers.lines import Problem, Statement, StatementLine
from budgetpro.services.statements.identity import Identity
from budgetpro.storage.batches import LineRow, Outcome

if TYPE_CHECKING:
    from budgetpro.domain.accounts import Account
    from budgetpro.storage.queries.identity import SeenLine

Entry = tuple[int, StatementLine, int, int, int, int | None]
"""A line as its account takes it: number in the file, itself, day, amount and fingerprint, balance; minor units."""


class Held(NamedTuple):
    """A new line whose bank id the book has with another day or amount, in these lines."""

    entry: Entry
    seen: Sequence[SeenLine]


class SameId(NamedTuple):
    """A new line, by its number, that has the bank's id of a pending transaction."""

    n: int
    txn_id: int


@dataclass(slots=True)
class Target:
    """An account that lines of the file go to, and what was learned of them on the way."""

    account: Account
    digits: int
    identity: Identity
    statement: Statement
    first_day: int = 99999999
    last_day: int = 0
    shifted: list[Entry] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    same_ids: list[SameId] = field(default_factory=list)
    waiting: list[tuple[int, StatementLine]] = field(default_factory=list)
    added: int = 0
    has_ids: bool = False
    has_pending: bool = False

    def row(
        self, n: int, position: int, outcome: Outcome, txn_id: int | None = None, detail: str | None = None
    ) -> LineRow:
        """Return the row of a line that claims nothing."""
        identity = self.identity
        own = (identity.book_id, identity.batch_id, n, position, self.account.id, int(outcome))
        return *own, txn_id, None, None, None, detail


class Entries:
    """Makes entries of lines; it remembers the days it has met."""

    def __init__(self) -> None:
        self._days: dict[date, tuple[int, int]] = {}

    def of(self, target: Target) -> list[Entry]:
        """Return entries for the lines that wait in a target; an amount that does not fit becomes a problem."""
        currency, scale = str(target.account.currency), Decimal(10**target.digits)
        entries = []
        for n, line in target.waiting:
            scaled = line.amount * scale
            amount_minor = int(scaled)
            if amount_minor != scaled or not -MAX_MINOR <= amount_minor <= MAX_MINOR:
                message = f"the amount {line.amount} does not fit {currency}, which has {target.digits} decimals"
                target.statement.problems.append(Problem(line.position, message))
                continue
            day, base = self._days.get(line.date) or self._day(line.date)
            is_pending = line.status == "pending"
            if line.bank_id:
                target.has_ids = True
                fingerprint = by_bank_id(base, amount_minor, currency, line.bank_id, is_pending)
            else:
                fingerprint = by_content(base, amount_minor, currency, words(line), line.reference, is_pending)
            balance = line.balance
            balance_minor = None if balance is None else int(balance * scale)
            entries.append((n, line, day, amount_minor, fingerprint, balance_minor))
        return entries

    def _day(self, day: date) -> tuple[int, int]:
        known = self._days[day] = (day_number(day), first_of(day))
        return known


def words(line: StatementLine) -> str:
    """Return everything that the bank said of a line in words."""
    return f"{line.payee} {line.memo}" if line.payee else line.memo or ""
