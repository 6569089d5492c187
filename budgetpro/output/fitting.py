"""Which columns a terminal has room for, and how wide each of them is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from budgetpro.output.tabular import Column

GAP: Final = 2
"""What stands between two columns."""

_NARROWEST: Final = 8  # what is left of a name below this tells nothing


class Fitted(NamedTuple):
    """A column that is shown: its place in the table, and its width."""

    place: int
    width: int


def fit(columns: Sequence[Column], needed: Sequence[int], room: int) -> list[Fitted]:
    """Return the columns of a table that are shown in `room` places, in their order.

    `needed` is the width of each column's widest cell, the header counted. Names and prose get
    narrower first, the widest most; then columns go that may give way. Nothing else is ever
    made narrower, for a cut number is a wrong one: what then does not fit runs over.
    """
    kept = [n for n, column in enumerate(columns) if column.in_table]
    least = [_least(column, width) for column, width in zip(columns, needed, strict=True)]
    while (spare := room - sum(least[n] for n in kept) - GAP * (len(kept) - 1)) < 0:
        first = max(kept, key=lambda n: columns[n].gives_way)
        if not columns[first].gives_way:
            break
        kept.remove(first)
    more = _shared(max(spare, 0), [needed[n] - least[n] for n in kept])
    return [Fitted(n, least[n] + extra) for n, extra in zip(kept, more, strict=True)]


def _least(column: Column, needed: int) -> int:
    return min(needed, max(len(column.header), _NARROWEST)) if column.is_elastic else needed


def _shared(spare: int, wanted: Sequence[int]) -> list[int]:
    """Share what there is to spare: all get the same, unless they want less."""
    shares = [0] * len(wanted)
    for done, n in enumerate(sorted(range(len(wanted)), key=lambda n: wanted[n])):
        shares[n] = min(wanted[n], spare // (len(wanted) - done))
        spare -= shares[n]
    return shares
