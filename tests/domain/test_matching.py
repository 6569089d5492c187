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


def test_nearness_decides_nothing_where_words_do_not() -> None:
    (pairing,) = match([side(1, -500)], [side(8, -500, days=-2), side(9, -500, days=1)])
    assert (pairing.candidates, pairing.is_certain) == ((9, 8), False)


@pytest.mark.parametrize("days", [0, 3])
def test_like_words_of_exactly_one_decide_though_another_is_nearer(days: int) -> None:
    (pairing,) = match([side(1, -500, "LIDL 0815 BERLIN")], [side(8, -500, "Kiosk"), side(9, -500, "Lidl", days=days)])
    assert (pairing.candidates, pairing.is_certain) == ((9,), True)


def test_like_words_of_two_on_different_days_are_a_doubt_unless_one_is_of_that_very_day() -> None:
    (doubt,) = match([side(1, -500, "Lidl")], [side(8, -500, "Lidl", days=-1), side(9, -500, "Lidl", days=2)])
    assert (doubt.candidates, doubt.is_certain) == ((8, 9), False)
    (sure,) = match([side(1, -500, "Lidl")], [side(8, -500, "Lidl"), side(9, -500, "Lidl", days=2)])
    assert (sure.candidates, sure.is_certain) == ((8,), True)


def test_a_daily_coffee_that_the_bank_books_two_days_later_is_matched_in_order() -> None:
    entered = [side(8 + n, -350, "Coffee", days=n) for n in range(3)]
    booked = [side(1 + n, -350, "COFFEE BAR", days=n + 2) for n in range(3)]
    pairings = match(booked, entered)
    assert all(pairing.is_certain for pairing in pairings)
    assert sorted(pairing.candidates[0] for pairing in pairings) == [8, 9, 10]


def test_what_may_be_a_doubtful_lines_is_given_to_no_other_line() -> None:
    lines = [side(1, -500, "Lidl"), side(2, -500, "Kiosk")]
    pairings = match(lines, [side(8, -500, "Lidl", days=-1), side(9, -500, "Lidl", days=1)])
    assert [(pairing.line, pairing.candidates, pairing.is_certain) for pairing in pairings] == [
        (1, (8, 9), False),
        (2, (8, 9), False),
    ]


def test_a_tip_under_like_words_is_likelier_than_the_same_amount_elsewhere() -> None:
    lines = [side(1, -5500, "CAFE RIO"), side(2, -5000, "Kiosk")]
    (pairing,) = match(lines, [side(9, -5000, "Cafe Rio", pending=True)])
    assert (pairing.line, pairing.candidates, pairing.is_certain) == (1, (9,), True)


def test_a_number_in_common_makes_no_words_alike() -> None:
    (pairing,) = match([side(1, -500, "REWE 77")], [side(8, -500, "Aldi 77"), side(9, -500, "Netto")])
    assert not pairing.is_certain


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


def test_a_row_booked_before_the_pending_day_is_a_doubt() -> None:
    (pairing,) = match([side(1, -500, "Rio", days=-1)], [side(9, -500, "Rio", pending=True)])
    assert (pairing.candidates, pairing.is_certain) == ((9,), False)


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
    names = {1: ["Giro"], 2: ["Tagesgeld"]}
    pairings = pair_transfers([side(1, -20000, one)], [side(9, 20000, other, days=days, account=2)], names)
    assert [pairing.is_certain for pairing in pairings] == ([] if certain is None else [certain])


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("To Cash", True),
        ("CASHBACK CAMPAIGN", None),
        ("Card payment", None),
        ("IBAN DE12 3456 7890 1234", True),
        ("Ref 12345", None),
    ],
)
def test_a_name_counts_as_a_whole_word_and_where_it_is_the_other_accounts(text: str, certain: bool | None) -> None:
    names = {1: ["Card", "12345"], 2: ["Cash", "DE12345678901234"]}
    pairings = pair_transfers([side(1, -2000, text)], [side(9, 2000, "Gutschrift", days=1, account=2)], names)
    assert [pairing.is_certain for pairing in pairings] == ([] if certain is None else [certain])


def test_rows_that_move_nothing_are_no_transfer() -> None:
    assert pair_transfers([side(1, 0, "transfer")], [side(9, 0, "transfer", account=2)]) == []


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
