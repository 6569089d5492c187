"""Which columns make a row's amount, by their names; `csv_guess` where names do not say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from budgetpro.importers.csv.currencies import currency_in_name
from budgetpro.importers.csv.guess import guess_money
from budgetpro.importers.csv.roles import Roles
from budgetpro.importers.csv.sample import Money, Sample
from budgetpro.importers.csv.words import amount_rank

_FEW = 3


def choose_money(sample: Sample, roles: Roles) -> Money | None:
    """Return the columns of the amount, None where neither names nor content settle them."""
    money = _named(sample, roles) or guess_money(sample, roles)
    if money is None or money.balance is not None or money.before is not None:
        return money
    return _with_balance(money, sample, roles)


def _named(sample: Sample, roles: Roles) -> Money | None:
    amounts = [index for index in roles.amounts if not sample.columns[index].is_empty]
    pair = _named_pair(sample, roles)
    if pair and not (amounts and _is_better_than_pair(amounts[0], pair, sample, roles)):
        return pair
    amounts = amounts or roles.amounts
    return _best_amounts(amounts, sample, roles) if amounts else None


def _named_pair(sample: Sample, roles: Roles) -> Money | None:
    """Return the debit and credit columns; of several of one side the first that is filled."""
    debits: list[int | None] = [*sorted(roles.debits, key=lambda index: sample.columns[index].is_empty)]
    credits_: list[int | None] = [*sorted(roles.credits, key=lambda index: sample.columns[index].is_empty)]
    pairs = [(debit, credit) for debit in debits or [None] for credit in credits_ or [None]]
    for debit, credit in pairs:
        both = sum(bool(sample.value(row, debit) and sample.value(row, credit)) for row in sample.rows)
        if both * _FEW <= len(sample.rows) - both:
            return Money(debit=debit, credit=credit) if roles.debits or roles.credits else None
    return None


def _is_better_than_pair(amount: int, pair: Money, sample: Sample, roles: Roles) -> bool:
    """Say whether one column of amounts tells more than columns of the sides beside it."""
    if pair.debit is None or pair.credit is None:
        return True
    return sample.is_full(amount) and (sample.columns[amount].tally.negatives > 0 or roles.direction is not None)


def _best_amounts(amounts: Sequence[int], sample: Sample, roles: Roles) -> Money | None:
    """Choose the best named column; of equally good ones those that rows share, or that the balance proves."""
    ranks = [amount_rank(sample.columns[index].name) for index in amounts]
    best = [index for index, rank in zip(amounts, ranks, strict=True) if rank == min(ranks)]
    if len(best) == 1 and sample.is_full(best[0]):
        return Money(amounts=(best[0],))
    if _are_of_currencies(best, sample):
        is_one_each = all(sample.do_share(*pair) for pair in combinations(best, 2))
        return Money(amounts=tuple(best) if is_one_each else (_most_moved(best, sample),))
    full = [index for index in amounts if sample.is_full(index)]
    if sample.do_agree(best):
        return Money(amounts=(best[0] if best[0] in full or not full else full[0],))
    if len(full) == 1:
        return Money(amounts=(full[0],))
    proven = [index for index in best if _is_proven(index, sample, roles)]
    return Money(amounts=(proven[0],)) if len(proven) == 1 else None


def _most_moved(indexes: Sequence[int], sample: Sample) -> int:
    """Return the column of the account's own currency: it is zero least often, as amounts of others may be."""
    moved = {index: sum(bool(sample.value(row, index)) for row in sample.rows) for index in indexes}
    return max(indexes, key=lambda index: moved[index])


def _are_of_currencies(indexes: Sequence[int], sample: Sample) -> bool:
    """Say whether columns are named after as many currencies: `CAD$` and `USD$`."""
    currencies = {currency_in_name(sample.columns[index].name) for index in indexes}
    return len(currencies) == len(indexes) > 1 and None not in currencies


def _is_proven(amount: int, sample: Sample, roles: Roles) -> bool:
    balances = [index for index in roles.balances + roles.unnamed_amounts if sample.is_full(index)]
    money = Money(amounts=(amount,))
    return any(sample.chain(money.with_balance(index))[0].proof in ("as-is", "inverted") for index in balances)


def _with_balance(money: Money, sample: Sample, roles: Roles) -> Money:
    """Add the balance column: named so, or unnamed and proven to follow the amounts."""
    named = [index for index in roles.balances if not sample.columns[index].is_empty]
    if roles.closing is not None and not _is_of_statement(roles.closing, sample):
        named.append(roles.closing)
    if named:
        return money.with_balance(named[0])
    if roles.opening is not None and not _is_of_statement(roles.opening, sample):
        return replace(money, before=roles.opening)
    unnamed = [index for index in roles.unnamed_amounts if sample.is_full(index) and index not in money.columns]
    proven = [index for index in unnamed if sample.chain(money.with_balance(index))[0].proof]
    return money.with_balance(proven[0]) if proven else money


def _is_of_statement(index: int, sample: Sample) -> bool:
    """Say whether a balance is the whole statement's: the same in every row of several."""
    column = sample.columns[index]
    return column.is_empty or (column.is_constant and len(sample.rows) > 1)
