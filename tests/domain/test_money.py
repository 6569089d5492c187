from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetpro.domain.errors import UsageFault
from budgetpro.domain.money import MAX_MINOR, Money, allocate, format_minor, parse_amount

minors = st.integers(-MAX_MINOR, MAX_MINOR)
scales = st.integers(0, 18)


def euro(minor: int) -> Money:
    return Money(minor, "EUR", 2)


@given(minors, scales)
def test_parse_of_format_is_identity(minor: int, digits: int) -> None:
    assert parse_amount(format_minor(minor, digits), digits) == minor


@given(
    st.integers(1000, 10**15),
    st.text("0123456789", min_size=1, max_size=3),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), (" ", "."), ("'", "."), ("'", ",")]),
)
def test_grouped_thousands_mean_the_same_as_bare_ones(whole: int, decimals: str, marks: tuple[str, str]) -> None:
    thousands, decimal = marks
    grouped = f"{whole:,}".replace(",", thousands)
    assert parse_amount(f"-{grouped}{decimal}{decimals}", 3) == -int(f"{whole}{decimals:0<3}")


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12.50", 1250),
        ("12,50", 1250),
        ("12.5", 1250),
        ("12", 1200),
        ("0", 0),
        ("-0", 0),
        ("0.07", 7),
        ("+12.50", 1250),
        ("-12.50", -1250),
        ("\u221212.50", -1250),
        (" 12.50\n", 1250),
        ("1,234.56", 123456),
        ("1.234,56", 123456),
        ("1 234,56", 123456),
        ("1\u00a0234,56", 123456),
        ("1\u202f234.56", 123456),
        ("1\u2009234", 123400),
        ("1'234.56", 123456),
        ("1\u2019234,5", 123450),
        ("1 234", 123400),
        ("1'234'567", 123456700),
        ("1,234,567", 123456700),
        ("1.234.567", 123456700),
        ("-1.234.567,8", -123456780),
        ("007.50", 750),
        ("92233720368547758.07", MAX_MINOR),
        ("-92233720368547758.07", -MAX_MINOR),
    ],
)
def test_an_unambiguous_amount_is_understood(text: str, minor: int) -> None:
    assert parse_amount(text, 2) == minor


@pytest.mark.parametrize(
    ("text", "digits", "smaller", "larger"),
    [
        ("1,234", 2, "1.234", "1234"),
        ("1.234", 2, "1.234", "1234"),
        ("-12.505", 2, "12.505", "12505"),
        ("999,999", 2, "999.999", "999999"),
        ("1,234", 0, "1.234", "1234"),
        ("1,234", 3, "1.234", "1234"),
        ("1.234", 4, "1.234", "1234"),
    ],
)
def test_a_mark_that_may_be_either_is_refused_with_both_readings(
    text: str, digits: int, smaller: str, larger: str
) -> None:
    with pytest.raises(UsageFault) as caught:
        parse_amount(text, digits)
    assert caught.value.code == "ambiguous_amount"
    assert caught.value.message == f"The amount '{text}' could be {smaller} or {larger}."
    assert caught.value.facts["readings"] == [smaller, larger]
    assert f"Write {larger}" in str(caught.value.hint)


def test_the_hint_shows_how_to_write_the_smaller_reading_where_the_currency_has_the_decimals() -> None:
    with pytest.raises(UsageFault) as caught:
        parse_amount("1,234", 8)
    assert caught.value.hint == "Write 1234 for the larger, or 1.23400000 for the decimals."


def test_a_point_before_three_decimals_is_how_a_currency_of_three_is_printed() -> None:
    assert parse_amount("1.234", 3) == 1234


@pytest.mark.parametrize(
    ("text", "digits", "minor"), [("0,123", 3, 123), ("1234,567", 3, 1234567), ("1 234,567", 3, 1234567)]
)
def test_a_mark_that_cannot_set_thousands_apart_sets_decimals_apart(text: str, digits: int, minor: int) -> None:
    assert parse_amount(text, digits) == minor


@pytest.mark.parametrize(
    ("text", "digits"), [("0.123", 2), ("12.5000", 2), ("1234.567", 2), ("1,234.567", 2), ("1.0", 0), ("0.12345", 4)]
)
def test_more_decimals_than_the_currency_has_are_refused(text: str, digits: int) -> None:
    with pytest.raises(UsageFault) as caught:
        parse_amount(text, digits)
    assert caught.value.code == "amount_too_precise"
    assert f"'{text}'" in caught.value.message


@pytest.mark.parametrize("text", ["92233720368547758.08", "-92233720368547758.08", "9" * 40])
def test_what_64_bits_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(UsageFault) as caught:
        parse_amount(text, 2)
    assert caught.value.code == "amount_too_large"


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "x", "-", ".", ",50", ".50", "12.", "12,", "--5", "5-", "(5)", "- 5", "1e5", "1_000", "0x10", "٣",
        "12.5.6", "1,23,456", "1.234.5", "1,234,56", "1 23", "01,234.00", "1.234,567,8", "1, 234", "1  234", "€5",
        "5 EUR", "nan", "inf", "1/2", "1,234.56,7", "1 234'567", "1 234 56", "9" * 5000,
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageFault) as caught:
        parse_amount(text, 2)
    assert caught.value.code == "invalid_amount"
    assert len(caught.value.message) < 100


@given(st.text(), scales)
def test_any_text_is_an_amount_or_a_usage_fault(text: str, digits: int) -> None:
    with suppress(UsageFault):
        assert abs(parse_amount(text, digits)) <= MAX_MINOR


@pytest.mark.parametrize(
    ("minor", "digits", "text"),
    [
        (-1250, 2, "-12.50"),
        (5, 2, "0.05"),
        (0, 2, "0.00"),
        (1250, 0, "1250"),
        (-1, 3, "-0.001"),
        (1, 18, "0." + "0" * 17 + "1"),
    ],
)
def test_an_amount_is_printed_with_all_its_decimals(minor: int, digits: int, text: str) -> None:
    assert format_minor(minor, digits) == text
    assert str(Money(minor, "XYZ", digits)) == text


def test_money_adds_subtracts_and_multiplies() -> None:
    assert euro(1250) + euro(-50) == euro(1200)
    assert euro(1250) - euro(50) == euro(1200)
    assert -euro(5) == euro(-5)
    assert abs(euro(-5)) == euro(5)
    assert euro(5) * 3 == 3 * euro(5) == euro(15)


def test_money_compares_by_amount() -> None:
    assert euro(-900) < euro(5) <= euro(5)
    assert euro(5) > euro(-900)
    assert euro(5) >= euro(5)


def test_only_zero_money_is_false() -> None:
    assert not euro(0)
    assert euro(-1)


@pytest.mark.parametrize("other", [Money(1, "USD", 2), Money(1, "EUR", 3)])
def test_money_of_another_currency_does_not_mix(other: Money) -> None:
    for mix in (euro(1).__add__, euro(1).__sub__, euro(1).__lt__, euro(1).__ge__):
        with pytest.raises(ValueError, match="do not mix"):
            mix(other)


weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


@given(minors, weights)
def test_shares_sum_to_the_total_and_none_is_a_unit_off(total: int, parts: list[int]) -> None:
    shares = allocate(total, parts)
    assert sum(shares) == total
    whole = sum(parts)
    for share, part in zip(shares, parts, strict=True):
        assert abs(share * whole - total * part) < whole
        assert share * total >= 0


@given(minors, weights)
def test_a_negative_total_is_shared_as_its_opposite(total: int, parts: list[int]) -> None:
    assert allocate(-total, parts) == [-share for share in allocate(total, parts)]


@pytest.mark.parametrize(
    ("total", "parts", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (5, [3, 7], [2, 3]),
        (1, [0, 1, 1], [0, 1, 0]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (0, [2, 5], [0, 0]),
    ],
)
def test_the_largest_remainders_take_what_is_left(total: int, parts: list[int], shares: list[int]) -> None:
    assert allocate(total, parts) == shares


@pytest.mark.parametrize("parts", [[], [0, 0], [3, -1]])
def test_shares_need_a_positive_weight_and_no_negative_one(parts: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(100, parts)
