"""Sums of postings, as a book gives them to a report. Amounts are in minor units, as posted.

What is spent is posted to an expense category as a positive amount, what is earned to an
income category as a negative one.
"""

from __future__ import annotations

from typing import NamedTuple


class CategoryTotal(NamedTuple):
    """What was posted to a category in one currency, and by how many postings."""

    category_id: int
    currency: str
    sum_minor: int
    posting_count: int


class MonthTotal(NamedTuple):
    """What was posted to all categories of a type (income or expense) in one month (yyyymm) and currency."""

    type: str
    month: int
    currency: str
    sum_minor: int
    posting_count: int


class PayeeTotal(NamedTuple):
    """What was posted to expense categories with one payee and in one currency.

    Without a payee, `name` is the transaction's memo, the bank's own text; None where there is neither.
    """

    payee_id: int | None
    name: str | None
    currency: str
    sum_minor: int
    posting_count: int
