"""Which new line is which transaction that the book already has (docs/explanation/import.md).

Pure decisions over small sets: the caller brings the lines that came in and the postings they
might be, and gets back what is certain and what a person has to say. One line takes at most
one posting and one posting at most one line.

A pair has a rank: how much speaks for it. The best ranks are settled first. What is left at a
rank falls into groups of lines and postings that may be one another's; a group is certain
where it is one pair, or where nobody could tell its members apart but by their days. Any other
group is a doubt, for which a person is asked: to be nearer by some days decides nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from budgetpro.domain.fingerprints import fold

MATCH_DAYS = 5
PENDING_DAYS = 10
TRANSFER_DAYS = 4
TIP_PERCENT = 30
SHORTEST_NAME = 4
SHORTEST_NUMBER = 8
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
    """A line and the postings it may be; certain where there is exactly one and no doubt.

    `is_likely` tells that the words speak for it, though several may be meant.
    """

    line: int
    candidates: tuple[int, ...]
    is_certain: bool
    reason: str
    is_likely: bool = True


class _Pair(NamedTuple):
    """A line and a posting that it may be; the lower the rank, the more speaks for it."""

    rank: int
    line: Side
    posting: Side


_SAME_DAY, _LIKELY, _TIPPED, _ALONE, _DOUBTFUL = range(5)


def match(lines: Sequence[Side], postings: Sequence[Side]) -> list[Pairing]:
    """Find the postings without bank evidence, or only pending, that the lines are.

    An equal amount within `MATCH_DAYS` (`PENDING_DAYS` for a pending posting), or a pending
    posting's amount changed by at most a tip within `PENDING_DAYS`, makes a candidate. Like
    words on one day speak loudest for one, then like words, then that there is no other. A
    changed amount under other words, and a day before the pending one, are always a doubt.
    Lines without a candidate are left out.
    """
    same, pending = _by_amount(postings), _by_day(posting for posting in postings if posting.is_pending)
    pairs = [
        _Pair(_rank_of_same(line, posting), line, posting)
        for line in lines
        for posting in same.get(line.amount_minor, ())
        if _days_apart(line, posting) <= (PENDING_DAYS if posting.is_pending else MATCH_DAYS)
    ]
    pairs += [
        _Pair(_rank_of_changed(line, posting), line, posting)
        for line in (lines if pending else ())
        for posting in _around(pending, line.day, PENDING_DAYS)
        if line.amount_minor != posting.amount_minor and _is_tipped(posting.amount_minor, line.amount_minor)
    ]
    return _settle(pairs, _describe_match)


def find_booked(lines: Sequence[Side], postings: Sequence[Side]) -> list[Pairing]:
    """Find the booked postings that pending lines, of an older file, have become since.

    Like words, and an equal amount or one changed by at most a tip, on that day or within
    `PENDING_DAYS` after it. Certain only with the same day and amount.
    """
    by_day = _by_day(postings)
    pairs = [
        _Pair(_SAME_DAY if posting[1:3] == line[1:3] else _DOUBTFUL, line, posting)
        for line in (lines if by_day else ())
        for posting in _around(by_day, line.day, PENDING_DAYS)
        if posting.day >= line.day
        and (posting.amount_minor == line.amount_minor or _is_tipped(line.amount_minor, posting.amount_minor))
        and _is_alike(line.text, posting.text)
    ]
    return _settle(pairs, _describe_match)


def pair_transfers(
    lines: Sequence[Side], postings: Sequence[Side], names: Mapping[int, Iterable[str]] | None = None
) -> list[Pairing]:
    """Find the other halves of transfers: opposite amounts on two own accounts within `TRANSFER_DAYS`.

    Likely where one of the two texts names the other's account (`names`: the names and numbers
    by which an account may be called) or both speak of a transfer. Where one does, or both are
    of one day, it is doubtful; otherwise, and where nothing moved, it is no transfer.
    """
    called = {account_id: [_words(name) for name in some] for account_id, some in (names or {}).items()}
    same = _by_amount(postings)

    def rank_of(line: Side, posting: Side) -> int | None:
        apart = _days_apart(line, posting)
        if line.account_id == posting.account_id or apart > TRANSFER_DAYS:
            return None
        speaking = _speaks_of_transfer(line.text) + _speaks_of_transfer(posting.text)
        is_named = _names(line.text, called.get(posting.account_id, ()))
        if speaking == 2 or is_named or _names(posting.text, called.get(line.account_id, ())):
            return _LIKELY if apart else _SAME_DAY
        return _DOUBTFUL if speaking or apart == 0 else None

    pairs = [
        _Pair(rank, line, posting)
        for line in lines
        if line.amount_minor
        for posting in same.get(-line.amount_minor, ())
        if (rank := rank_of(line, posting)) is not None
    ]
    return _settle(pairs, lambda _line, _posting: "opposite amounts on two own accounts")


_WORD = re.compile(r"\w+")


def _rank_of_changed(line: Side, posting: Side) -> int:
    return _TIPPED if line.day >= posting.day and _is_alike(line.text, posting.text) else _DOUBTFUL


def _rank_of_same(line: Side, posting: Side) -> int:
    if posting.is_pending and line.day < posting.day:
        return _DOUBTFUL
    if not _is_alike(line.text, posting.text):
        return _ALONE
    return _LIKELY if _days_apart(line, posting) else _SAME_DAY


def _describe_match(line: Side, posting: Side) -> str:
    return "same amount" if line.amount_minor == posting.amount_minor else "the pending amount has changed"


def _days_apart(one: Side, other: Side) -> int:
    return abs((one.day - other.day).days)


def _is_tipped(before: int, after: int) -> bool:
    """Tell whether an amount has the sign it had and grew by no more than a tip, or a hold shrank to what was taken."""
    most = 100 + TIP_PERCENT
    return before * after > 0 and 100 * abs(after) <= most * abs(before) and 100 * abs(before) <= most * abs(after)


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))


def _is_alike(one: str, other: str) -> bool:
    """Tell whether two texts have words in common, half of the shorter one's; bare numbers are none."""
    words, others = ({word for word in _words(text) if not word.isdecimal()} for text in (one, other))
    return bool(words and others) and len(words & others) * 2 >= min(len(words), len(others))


def _speaks_of_transfer(text: str) -> bool:
    return not TRANSFER_WORDS.isdisjoint(_words(text))


def _names(text: str, names: Iterable[tuple[str, ...]]) -> bool:
    """Tell whether a text has one of the names in it, word for word, or a long number however it is spaced."""
    spaced, compact = f" {' '.join(_words(text))} ", "".join(_words(text))
    for name in names:
        joined = "".join(name)
        if len(joined) >= SHORTEST_NAME and f" {' '.join(name)} " in spaced:
            return True
        if len(joined) >= SHORTEST_NUMBER and joined in compact and any(sign.isdecimal() for sign in joined):
            return True
    return False


def _settle(pairs: Sequence[_Pair], describe: Callable[[Side, Side], str]) -> list[Pairing]:
    """Settle pairs by rank, those of one rank group by group."""
    settled: dict[int, Pairing] = {}
    taken: set[int] = set()
    doubted: set[int] = set()
    for rank in sorted({pair.rank for pair in pairs}):
        left = [p for p in pairs if p.rank == rank and p.line.key not in settled and p.posting.key not in taken]
        for group in _groups(left):
            certain = [] if rank == _DOUBTFUL or any(p.posting.key in doubted for p in group) else _one_to_one(group)
            for line, posting in certain:
                settled[line.key] = Pairing(line.key, (posting.key,), True, describe(line, posting))
                taken.add(posting.key)
            if not certain:
                doubted.update(pair.posting.key for pair in group)
                settled.update((pairing.line, pairing) for pairing in _doubts(group, describe))
    return list(settled.values())


def _doubts(group: Sequence[_Pair], describe: Callable[[Side, Side], str]) -> Iterable[Pairing]:
    """Yield each line of a group with all that it may be, the nearest first."""
    of_line: dict[int, list[_Pair]] = defaultdict(list)
    for pair in group:
        of_line[pair.line.key].append(pair)
    for key, pairs in of_line.items():
        pairs.sort(key=lambda pair: (_days_apart(pair.line, pair.posting), pair.posting.key))
        reason = describe(pairs[0].line, pairs[0].posting)
        yield Pairing(key, tuple(pair.posting.key for pair in pairs), False, reason, pairs[0].rank < _DOUBTFUL)


def _one_to_one(group: Sequence[_Pair]) -> list[tuple[Side, Side]]:
    """Return the pairs of a group that is no doubt; none of one that is.

    Where only their days tell the lines apart from each other, and the postings likewise, they
    are taken in the order of their days: if there are as many of them on both sides, or if
    those that are too many are of one day, so that either will do.
    """
    lines = _in_order(pair.line for pair in group)
    postings = _in_order(pair.posting for pair in group)
    if not (_differ_in_days_only(lines) and _differ_in_days_only(postings)):
        return []
    longer = max(lines, postings, key=len)
    if len(lines) != len(postings) and len({side.day for side in longer}) > 1:
        return []
    possible = {(pair.line.key, pair.posting.key) for pair in group}
    pairs = list(zip(lines, postings, strict=False))
    return pairs if all((line.key, posting.key) in possible for line, posting in pairs) else []


def _in_order(sides: Iterable[Side]) -> list[Side]:
    return sorted({side.key: side for side in sides}.values(), key=lambda side: (side.day, side.key))


def _differ_in_days_only(sides: Sequence[Side]) -> bool:
    return len({(s.amount_minor, _words(s.text), s.account_id, s.is_pending) for s in sides}) == 1


def _groups(pairs: Sequence[_Pair]) -> list[list[_Pair]]:
    """Part pairs into groups that share no line and no posting, in the order of their lines."""
    of_line, of_posting = defaultdict(list), defaultdict(list)
    for pair in sorted(pairs, key=lambda pair: (pair.line.key, pair.posting.key)):
        of_line[pair.line.key].append(pair)
        of_posting[pair.posting.key].append(pair)
    groups = []
    while of_line:
        group, next_lines = [], [next(iter(of_line))]
        while next_lines:
            for pair in of_line.pop(next_lines.pop(), ()):
                group.append(pair)
                next_lines += [other.line.key for other in of_posting.pop(pair.posting.key, ())]
        groups.append(group)
    return groups


def _by_amount(postings: Iterable[Side]) -> dict[int, list[Side]]:
    by_amount: dict[int, list[Side]] = defaultdict(list)
    for posting in postings:
        by_amount[posting.amount_minor].append(posting)
    return by_amount


def _by_day(postings: Iterable[Side]) -> dict[int, list[Side]]:
    by_day: dict[int, list[Side]] = defaultdict(list)
    for posting in postings:
        by_day[posting.day.toordinal()].append(posting)
    return by_day


def _around(by_day: Mapping[int, list[Side]], day: date, reach: int) -> Iterable[Side]:
    """Yield what there is within as many days of a day."""
    for ordinal in range(day.toordinal() - reach, day.toordinal() + reach + 1):
        yield from by_day.get(ordinal, ())
