"""What running balances prove: which way money went, and which row came first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

Proof = Literal["as-is", "inverted", "unsigned"]
_CERTAIN_STEPS = 3


class Step(NamedTuple):
    """One row's amount and the balance after it, as far as the row states them."""

    amount: Decimal | None
    balance: Decimal | None


@dataclass(slots=True)
class Chain:
    """How many steps from one balance to the next were tested, and how many an amount explains."""

    steps: int = 0
    as_is: int = 0
    inverted: int = 0
    unsigned: int = 0

    def add(self, other: Chain) -> None:
        self.steps += other.steps
        self.as_is += other.as_is
        self.inverted += other.inverted
        self.unsigned += other.unsigned

    @property
    def proof(self) -> Proof | None:
        """Return what the balances prove of the amounts' signs, None where they prove nothing.

        At least half of the steps must agree and more than by the other sign; a proof against the
        signs as they stand must be whole or of several steps, one of unsigned amounts nearly whole.
        """
        is_nearly_whole = self.steps > 1 and self.unsigned * 10 >= self.steps * 9
        if is_nearly_whole and self.unsigned > max(self.as_is, self.inverted):
            return "unsigned"
        if self.as_is > self.inverted and self.as_is * 2 >= self.steps:
            return "as-is"
        if self.inverted > self.as_is and self.inverted * 2 >= self.steps:
            is_certain = self.inverted >= _CERTAIN_STEPS or self.inverted == self.steps
            return "inverted" if is_certain else None
        return None

    @property
    def is_whole(self) -> bool:
        return self.steps > 0 and self.as_is == self.steps


def follow(steps: Iterable[Step]) -> Chain:
    """Test rows in the order of time: each balance is the one before it with the amounts since.

    Rows without a balance are added up to the next one that has it. Steps of nothing test nothing.
    """
    chain = Chain()
    last: Decimal | None = None
    since, count = Decimal(0), 0
    for amount, balance in steps:
        since, count = since + (amount or 0), count + 1
        if balance is None:
            continue
        if last is not None and since:
            chain.steps += 1
            chain.as_is += last + since == balance
            chain.inverted += last - since == balance
            chain.unsigned += count == 1 and abs(balance - last) == abs(since)
        last, since, count = balance, Decimal(0), 0
    return chain


def count_explained(accounts: Sequence[Sequence[Step]], is_newest_first: bool | None) -> tuple[int, int]:
    """Return how many steps there are, and how many of them the amounts explain by one sign in the better direction."""
    chains = _both_ways(accounts)
    tried = chains if is_newest_first is None else chains[is_newest_first : is_newest_first + 1]
    return tried[0].steps, max(max(chain.as_is, chain.inverted, chain.unsigned) for chain in tried)


def follow_either_way(accounts: Sequence[Sequence[Step]], is_newest_first: bool | None) -> tuple[Chain, bool | None]:
    """Test the rows of each account in file order or against it; None for an order that is not known tries both.

    Returns the chain that explains more and whether it runs newest first, None where both explain as much.
    """
    oldest, newest = _both_ways(accounts)
    if is_newest_first is not None:
        return (newest if is_newest_first else oldest), is_newest_first
    oldest_best, newest_best = max(oldest.as_is, oldest.inverted), max(newest.as_is, newest.inverted)
    if oldest_best == newest_best:
        return (oldest, None) if oldest.proof == newest.proof else (Chain(), None)
    return (newest, True) if newest_best > oldest_best else (oldest, False)


def _both_ways(accounts: Sequence[Sequence[Step]]) -> tuple[Chain, Chain]:
    oldest, newest = Chain(), Chain()
    for steps in accounts:
        oldest.add(follow(steps))
        newest.add(follow(reversed(steps)))
    return oldest, newest
