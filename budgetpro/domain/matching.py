"""Which new line is which transaction that the book already has (docs/explanation/import.md).

Pure decisions over small sets: the caller brings the lines that came in and the postings they
might be, and gets back what is certain and what a person has to say. One line takes at most
one posting and one posting at most one line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Literal, NamedTuple

from budgetpro.domain.fingerprints import fold

MATCH_DAYS = 5
PENDING_DAYS = 10
TRANSFER_DAYS = 4
TIP_PERCENT = 30
SHORTEST_NAME = 4
TRANSFER_WORDS = frozenset(
    "transfer transfers trf xfer umbuchung übertrag uebertrag dauerauftrag überweisung virement virements giro"
    " transferencia traspaso transferência bonifico giroconto overboeking overschrijving overførsel överföring"
    " overføring siirto przelew převod átutalás autopay".split()
)


class Side(NamedTuple):
    """A posting on an own account, as matching sees it.

    `key` is the caller's name for it; `text` is payee and memo as written; `is_pending` tells
    that a bank has shown it, but not booked it. `amount_minor` is signed, money out negative.
    """

    key: int
    day: date
    amount_minor: int
    text: str
    account_id: int = 0
    is_pending: bool = False


class Pairing(NamedTuple):
    """A line and the postings it may be; certain where there is exactly one and no doubt."""

    line: int
    candidates: tuple[int, ...]
    is_certain: bool
    reason: str


Edge = tuple[int, Side, Side]


def match(lines: Sequence[Side], postings: Sequence[Side]) -> list[Pairing]:
    """Find the postings without bank evidence, or only pending, that the lines are.

    An equal amount within `MATCH_DAYS`, or a pending posting's amount grown by at most a tip
    with a like text within `PENDING_DAYS`, makes a candidate. Lines without one are left out.
    """
    same = _by_amount(postings)
    pending = [posting for posting in postings if posting.is_pending]

    def likely(line: Side) -> Iterable[Side]:
        changed = (posting for posting in pending if posting.amount_minor != line.amount_minor)
        return chain(same.get(line.amount_minor, ()), changed)

    return _assign(lines, likely, _match_distance, _describe_match)


def pair_transfers(lines: Sequence[Side], postings: Sequence[Side], own_names: Iterable[str] = ()) -> list[Pairing]:
    """Find the other halves of transfers: opposite amounts on two own accounts within `TRANSFER_DAYS`.

    Certain where one of the two texts names an own account (`own_names`: names and numbers of
    the accounts) or both speak of a transfer. Where one does, or both are of one day, it is
    doubtful; otherwise it is no transfer.
    """
    names = [folded for name in own_names if len(folded := fold(name)) >= SHORTEST_NAME]
    same = _by_amount(postings)

    def distance(line: Side, posting: Side) -> int | None:
        apart = abs((line.day - posting.day).days)
        if line.account_id == posting.account_id or apart > TRANSFER_DAYS:
            return None
        texts = (fold(line.text), fold(posting.text))
        speaking = sum(map(_speaks_of_transfer, texts))
        if speaking == len(texts) or any(name in text for name in names for text in texts):
            return apart
        return _DOUBT + apart if speaking or apart == 0 else None

    return _assign(lines, lambda line: same.get(-line.amount_minor, ()), distance, _describe_transfer)


_DOUBT = 1000
_WORD = re.compile(r"\w+")


def _match_distance(line: Side, posting: Side) -> int | None:
    apart = abs((line.day - posting.day).days)
    if line.amount_minor == posting.amount_minor:
        if apart > (PENDING_DAYS if posting.is_pending else MATCH_DAYS):
            return None
        return 2 * apart + (0 if _is_alike(line.text, posting.text) else 1)
    if posting.is_pending and apart <= PENDING_DAYS and _is_tipped(posting.amount_minor, line.amount_minor):
        return 100 + apart + (0 if _is_alike(line.text, posting.text) else _DOUBT)
    return None


def _describe_transfer(_line: Side, _posting: Side) -> str:
    return "opposite amounts on two own accounts"


def _describe_match(line: Side, posting: Side) -> str:
    return "same amount" if line.amount_minor == posting.amount_minor else "the pending amount has changed"


def _is_tipped(before: int, after: int) -> bool:
    """Tell whether an amount has the sign it had and grew by no more than a tip, or a hold shrank to what was taken."""
    most = 100 + TIP_PERCENT
    return before * after > 0 and 100 * abs(after) <= most * abs(before) and 100 * abs(before) <= most * abs(after)


def _is_alike(one: str, other: str) -> bool:
    words, others = set(fold(one).split()), set(fold(other).split())
    return bool(words and others) and len(words & others) * 2 >= min(len(words), len(others))


def _speaks_of_transfer(folded: str) -> bool:
    return not TRANSFER_WORDS.isdisjoint(_WORD.findall(folded))


def _assign(
    lines: Sequence[Side],
    likely: Callable[[Side], Iterable[Side]],
    distance: Callable[[Side, Side], int | None],
    describe: Callable[[Side, Side], str],
) -> list[Pairing]:
    """Give each line its nearest posting, nearest pairs first; a tie between unlike sides is a doubt."""
    edges = [
        (apart, line, posting)
        for line in lines
        for posting in likely(line)
        if (apart := distance(line, posting)) is not None
    ]
    edges.sort(key=lambda edge: (edge[0], edge[1].key, edge[2].key))
    of_line, of_posting = _grouped(edges, 1), _grouped(edges, 2)
    settled: dict[int, Pairing] = {}
    taken: set[int] = set()
    for apart, line, posting in edges:
        if line.key in settled or posting.key in taken:
            continue
        rivals = [
            p for far, _, p in of_line[line.key] if far == apart and p.key not in taken and not _is_same(p, posting)
        ]
        contenders = [
            other for far, other, _ in of_posting[posting.key]
            if far == apart and other.key not in settled and not _is_same(other, line)
        ]  # fmt: skip
        reason = describe(line, posting)
        if apart >= _DOUBT or rivals or contenders:
            candidates = (posting.key, *(rival.key for rival in rivals))
            settled[line.key] = Pairing(line.key, candidates, False, reason)
            for contender in contenders:
                settled[contender.key] = Pairing(contender.key, (posting.key,), False, reason)
        else:
            taken.add(posting.key)
            settled[line.key] = Pairing(line.key, (posting.key,), True, reason)
    return list(settled.values())


def _by_amount(postings: Iterable[Side]) -> dict[int, list[Side]]:
    by_amount: dict[int, list[Side]] = defaultdict(list)
    for posting in postings:
        by_amount[posting.amount_minor].append(posting)
    return by_amount


def _grouped(edges: Iterable[Edge], end: Literal[1, 2]) -> dict[int, list[Edge]]:
    grouped: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        grouped[edge[end].key].append(edge)
    return grouped


def _is_same(one: Side, other: Side) -> bool:
    """Tell whether two postings differ in nothing a person would see, so that either will do."""
    return one[1:] == other[1:]
