"""Whether a fee in a column of its own is part of the amount: what the balances show."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from budgetpro.importers.csv.roles import Roles
from budgetpro.importers.csv.sample import Money, Sample
from budgetpro.importers.csv.words import amount_rank

FeeRule = Literal["apart", "within", "unknown"]


def find_fee_rule(sample: Sample, money: Money, roles: Roles) -> FeeRule | None:
    """Return whether fees are taken beside the amount or are in it already; None where there is no fee column.

    Net amounts have them in; else the running balance tells, in rows that have both.
    """
    if roles.fee is None:
        return None
    if money.amounts and amount_rank(sample.columns[money.amounts[0]].name) == 0:
        return "within"
    if money.balance is None and money.before is None:
        return "unknown"
    apart, within = sample.chain(replace(money, fee=roles.fee))[0].as_is, sample.chain(money)[0].as_is
    return "apart" if apart > within else "within" if within > apart else "unknown"
