from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetpro.domain.errors import UsageFault
from budgetpro.domain.transactions import Draft, PostingDraft, Status, check_balanced

DIGITS = {"EUR": 2, "JPY": 0}
DAY = date(2026, 3, 5)


def draft(*shares: tuple[int, str]) -> Draft:
    return Draft(DAY, [PostingDraft(n, minor, currency) for n, (minor, currency) in enumerate(shares, 1)])


@pytest.mark.parametrize(
    "shares",
    [
        [(-1250, "EUR"), (1250, "EUR")],
        [(-1250, "EUR"), (1000, "EUR"), (250, "EUR")],
        [(-1000, "EUR"), (1000, "EUR"), (1700, "JPY"), (-1700, "JPY")],
        [(0, "EUR"), (0, "EUR")],
    ],
)
def test_postings_that_sum_to_zero_in_each_currency_stand(shares: list[tuple[int, str]]) -> None:
    check_balanced(draft(*shares), DIGITS)


@pytest.mark.parametrize(
    ("shares", "over"),
    [
        ([(-1250, "EUR"), (1200, "EUR")], "-0.50 EUR"),
        ([(-1250, "EUR"), (1250, "JPY")], "-12.50 EUR, 1250 JPY"),
    ],
)
def test_postings_that_do_not_sum_to_zero_are_refused_with_the_rest(shares: list[tuple[int, str]], over: str) -> None:
    with pytest.raises(UsageFault) as caught:
        check_balanced(draft(*shares), DIGITS)
    assert caught.value.code == "unbalanced"
    assert over in caught.value.message


@pytest.mark.parametrize("shares", [[], [(0, "EUR")]])
def test_fewer_than_two_postings_are_refused(shares: Sequence[tuple[int, str]]) -> None:
    with pytest.raises(UsageFault, match="two postings or more"):
        check_balanced(draft(*shares), DIGITS)


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1))
def test_any_postings_stand_with_their_counterweight(minors: list[int]) -> None:
    check_balanced(draft(*((minor, "EUR") for minor in (*minors, -sum(minors)))), DIGITS)


def test_a_posting_is_cleared_unless_said_otherwise() -> None:
    assert PostingDraft(1, 0, "EUR").status is Status.CLEARED
    assert Status.PENDING < Status.CLEARED < Status.RECONCILED
