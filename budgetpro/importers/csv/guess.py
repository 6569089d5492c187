"""Which columns make a row's amount where no name says so: what adds up, else what is left."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations, pairwise, permutations

from budgetpro.importers.csv.roles import Roles
from budgetpro.importers.csv.sample import Money, Sample

Pair = tuple[int, int]
_STEPS_BEFORE = 2


def guess_money(sample: Sample, roles: Roles) -> Money | None:
    """Return the columns of the amount, found by their content; None where several would do.

    Whole numbers may have lost their cents to the next cell where commas part the cells: then they are
    taken only where there is no other column of numbers.
    """
    candidates = sorted(roles.unnamed_amounts + roles.balances)
    exact = [index for index in candidates if sample.columns[index].holds_exact_amounts]
    full = [index for index in exact if sample.is_full(index)]
    pairs = [pair for pair in combinations(exact, 2) if sample.do_share(*pair)]
    money = (
        _between_balances(full, sample)
        or _followed(full, sample)
        or _followed_pair(pairs, full, sample)
        or _only_pair(pairs, full, sample)
        or _only_one(full, sample, has_pair=bool(pairs))
        or _only_whole_number(sample, roles)
    )
    if money is None or not sample.is_parted_by_commas or len(candidates) == 1:
        return money
    used = [*money.columns, *(index for index in (money.balance, money.before) if index is not None)]
    return money if all(sample.columns[index].has_decimals for index in used) else None


def _between_balances(full: Sequence[int], sample: Sample) -> Money | None:
    """Find an amount between the balance before and the balance after it, both of which go on from row to row."""
    for before, after, amount in permutations(full, 3):
        if before < after and _adds_up(before, amount, after, sample):
            return Money(amounts=(amount,), balance=after, is_named=False)
    return None


def _adds_up(before: int, amount: int, after: int, sample: Sample) -> bool:
    rows = [[sample.value(row, index) or Decimal(0) for index in (before, amount, after)] for row in sample.rows]
    steps = [(row[0], row[2], following[0], following[2]) for row, following in pairwise(rows)]
    goes_down = sum(end == start for _, end, start, _ in steps)
    goes_up = sum(start == end for start, _, _, end in steps)
    return all(row[0] + row[1] == row[2] for row in rows) and max(goes_down, goes_up) * 2 >= len(steps) > 0


def _followed(full: Sequence[int], sample: Sample) -> Money | None:
    """Find the only two columns of which one is the running balance of the other, after its rows or before them."""
    pairs = list(permutations(full, 2))
    after = [Money(amounts=(amount,), balance=balance, is_named=False) for amount, balance in pairs]
    found = [money for money in after if sample.explained(money)]
    if not found:
        before = [Money(amounts=(amount,), before=balance, is_named=False) for amount, balance in pairs]
        found = [money for money in before if sample.explained(money) >= _STEPS_BEFORE]
    return found[0] if len(found) == 1 else None


def _followed_pair(pairs: Sequence[Pair], full: Sequence[int], sample: Sample) -> Money | None:
    """Find two columns of which each row fills one, and the balance that tells which is money out."""
    for first, second in pairs:
        for balance in full:
            if balance in (first, second):
                continue
            proof = sample.chain(Money(debit=first, credit=second, balance=balance))[0].proof
            if proof in ("as-is", "inverted"):
                debit, credit = (first, second) if proof == "as-is" else (second, first)
                return Money(debit=debit, credit=credit, balance=balance, is_named=False)
    return None


def _only_pair(pairs: Sequence[Pair], full: Sequence[int], sample: Sample) -> Money | None:
    """Take the only two columns that rows share; one below zero is money out, else the sides stay open."""
    if len(pairs) != 1:
        return None
    first, second = pairs[0]
    others = [index for index in full if index not in (first, second)]
    if len(others) > 1:
        return None
    below = [sample.columns[index].tally.negatives > 0 for index in (first, second)]
    debit, credit = (second, first) if below == [False, True] else (first, second)
    balance = others[0] if others else None
    return Money(debit=debit, credit=credit, balance=balance, is_named=False, is_sided=below.count(True) == 1)


def _only_one(full: Sequence[int], sample: Sample, *, has_pair: bool) -> Money | None:
    """Take the only full column of amounts, or of two the signed one before one that is never below zero."""
    if has_pair or not full:
        return None
    if len(full) == 1:
        return Money(amounts=(full[0],), is_named=False)
    first, second = (sample.columns[index].tally for index in full[:2])
    if len(full) == 2 and first.negatives and not second.negatives:
        return Money(amounts=(full[0],), balance=full[1], is_named=False)
    return None


def _only_whole_number(sample: Sample, roles: Roles) -> Money | None:
    """Take the only column of numbers there is, though nothing but its place says that they are amounts."""
    only = roles.unnamed_amounts[0] if len(roles.unnamed_amounts) == 1 else None
    return Money(amounts=(only,), is_named=False) if only is not None and sample.is_full(only) else None
