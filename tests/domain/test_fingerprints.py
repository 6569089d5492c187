"""What makes a statement line the same one."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from budgetpro.domain.fingerprints import by_bank_id, by_content, end_of, first_of, fold

DAY = date(2026, 3, 3)
BASE = first_of(DAY)


def test_folding_takes_away_case_spaces_and_spellings_of_one_letter() -> None:
    assert fold("  Café\tNERO ") == fold("cafe\u0301 nero") == "café nero"


def test_every_bank_field_tells_lines_apart() -> None:
    line = (BASE, -350, "EUR", "Coffee", None, False)
    others = [
        (BASE, -351, "EUR", "Coffee", None, False),
        (BASE, -350, "USD", "Coffee", None, False),
        (BASE, -350, "EUR", "Coffees", None, False),
        (BASE, -350, "EUR", "Coffee", "r1", False),
        (BASE, -350, "EUR", "Coffee", None, True),
    ]
    assert len({by_content(*line), *(by_content(*other) for other in others)}) == 6


def test_an_id_and_a_text_never_look_alike() -> None:
    assert by_bank_id(BASE, -350, "EUR", "Coffee", is_pending=False) != by_content(
        BASE, -350, "EUR", "Coffee", None, is_pending=False
    )


@given(st.dates(), st.integers(-(2**63), 2**63 - 1), st.text())
def test_a_fingerprint_is_a_63_bit_number_within_its_day(day: date, minor: int, text: str) -> None:
    fingerprint = by_content(first_of(day), minor, "EUR", text, None, is_pending=False)

    assert first_of(day) <= fingerprint < end_of(day) < 2**63
