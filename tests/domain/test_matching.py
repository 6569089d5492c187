"""Which line is which posting: the decisions of import-rules.md, rules 6 and 7."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetpro.domain.matching import MATCH_DAYS, Side, match, pair_transfers

DAY = date(2026, 3, 10)


def side(key: int, cents: int, text: str = "", *, days: int = 0, account: int = 1, pending: bool = False) -> Side:
    return Side(key, DAY + timedelta(days=days), cents, text, account, pending)


def test_an_equal_amount_within_the_window_matches() -> None:
    assert match([side(1, -500)], [side(9, -500, days=MATCH_DAYS)])[0].candidates == (9,)
    assert match([side(1, -500)], [side(9, -500, days=MATCH_DAYS + 1)]) == []


def test_the_nearest_day_is_taken() -> None:
    (pairing,) = match([side(1, -500)], [side(8, -500, days=-2), side(9, -500, days=1)])
    assert (pairing.candidates, pairing.is_certain) == ((9,), True)


def test_of_two_on_one_day_the_like_text_is_taken() -> None:
    (pairing,) = match([side(1, -500, "LIDL BERLIN 77")], [side(8, -500, "Aldi"), side(9, -500, "Lidl")])
    assert (pairing.candidates, pairing.is_certain) == ((9,), True)


def test_two_unlike_ones_that_fit_alike_are_a_doubt() -> None:
    (pairing,) = match([side(1, -500, "Kiosk")], [side(8, -500, "Aldi"), side(9, -500, "Lidl")])
    assert (pairing.candidates, pairing.is_certain) == ((8, 9), False)


def test_two_unlike_lines_for_one_entry_are_a_doubt() -> None:
    pairings = match([side(1, -500, "Aldi"), side(2, -500, "Lidl")], [side(9, -500, "")])
    assert [(pairing.line, pairing.is_certain) for pairing in pairings] == [(1, False), (2, False)]


def test_entries_that_nobody_could_tell_apart_take_one_line_each() -> None:
    pairings = match([side(1, -500, "A"), side(2, -500, "A")], [side(8, -500), side(9, -500)])
    assert sorted((pairing.line, pairing.candidates, pairing.is_certain) for pairing in pairings) == [
        (1, (8,), True),
        (2, (9,), True),
    ]


@pytest.mark.parametrize(
    ("booked", "text", "certain"),
    [(-5900, "Cafe Rio", True), (-5900, "Shell", False), (-6600, "Cafe Rio", None), (5900, "Cafe Rio", None)],
)
def test_a_pending_amount_may_grow_by_a_tip(booked: int, text: str, certain: bool | None) -> None:
    pairings = match([side(1, booked, text, days=2)], [side(9, -5000, "CAFE RIO", pending=True)])
    assert [pairing.is_certain for pairing in pairings] == ([] if certain is None else [certain])


def test_an_entry_by_hand_never_changes_its_amount() -> None:
    assert match([side(1, -5900, "Cafe Rio")], [side(9, -5000, "Cafe Rio")]) == []


@pytest.mark.parametrize(
    ("one", "other", "days", "certain"),
    [
        ("Transfer to savings", "Transfer received", 3, True),
        ("An Tagesgeld 4711", "Gutschrift", 4, True),
        ("Transfer", "Gutschrift", 2, False),
        ("Sofa", "Refund", 0, False),
        ("Sofa", "Refund", 1, None),
        ("Transfer", "Transfer", 5, None),
    ],
)
def test_a_transfer_is_as_sure_as_its_words(one: str, other: str, days: int, certain: bool | None) -> None:
    pairings = pair_transfers(
        [side(1, -20000, one)], [side(9, 20000, other, days=days, account=2)], ["Tagesgeld", "Giro"]
    )
    assert [pairing.is_certain for pairing in pairings] == ([] if certain is None else [certain])


def test_halves_on_one_account_are_no_transfer() -> None:
    assert pair_transfers([side(1, -500, "transfer")], [side(9, 500, "transfer", account=1)]) == []


sides = st.lists(
    st.builds(side, st.just(0), st.sampled_from([-100, -110, -200]), st.sampled_from(["", "a", "b"]),
              days=st.integers(-3, 3), pending=st.booleans()),
    max_size=6,
)  # fmt: skip


@given(sides, sides)
def test_each_line_and_each_posting_is_taken_once(lines: list[Side], postings: list[Side]) -> None:
    lines = [line._replace(key=n) for n, line in enumerate(lines)]
    postings = [posting._replace(key=100 + n) for n, posting in enumerate(postings)]
    pairings = match(lines, postings)
    certain = [pairing.candidates[0] for pairing in pairings if pairing.is_certain]

    assert len({pairing.line for pairing in pairings}) == len(pairings)
    assert len(set(certain)) == len(certain)
    assert pairings == match(list(reversed(lines)), list(reversed(postings)))
