"""What a stored number says in its cell."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetpro.importers.csv.numbers import mark_of
from budgetpro.importers.xlsx.formats import Kind, format_of_code, format_of_number
from budgetpro.importers.xlsx.shown import Shown, show


def text_of(stored: str, code: str = "General", *, is_1904: bool = False) -> str:
    return show(stored, format_of_code(code), ".", is_1904=is_1904).text


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("12.34", "General", "12.34"),
        ("-5", "General", "-5"),
        ("12.5", "#,##0.00", "12.50"),
        ("1234567.5", "#,##0.00", "1234567.50"),
        ("500", "0.00", "500.00"),
        ("1E-2", "0.00", "0.01"),
        ("1.2345E+5", "General", "123450"),
        ("-.5", "0.00", "-0.50"),
        ("+7", "0.00", "7.00"),
        ("0", "0.00", "0.00"),
        ("-0", "0.00", "0.00"),
        ("123", "00000", "00123"),
        ("4.5", "@", "4.5"),
        ("1234.5", "0.00E+00", "1234.5"),
        ("0.5", "# ?/?", "0.5"),
    ],
)
def test_number_is_written_with_the_decimals_that_it_shows(stored: str, code: str, text: str) -> None:
    assert text_of(stored, code) == text


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("12.340000000000002", "General", "12.34"),
        ("12.340000000000002", "0.00", "12.34"),
        ("-1234.5600000000004", "#,##0.00", "-1234.56"),
        ("0.30000000000000004", "General", "0.3"),
        ("9.999999999999432E-2", "General", "0.1"),
        ("9.999999999999432E-2", "0.00", "0.10"),
        ("1234.5600000001", "General", "1234.56"),
        ("5.6843418860808015E-14", "General", "0"),
        ("-5.6843418860808015E-14", "0.00", "0.00"),
        ("123456789.12", "General", "123456789.12"),
        ("2.9999999999999996", "0", "3"),
    ],
)
def test_noise_of_binary_numbers_is_rounded_away(stored: str, code: str, text: str) -> None:
    assert show(stored, format_of_code(code), ".", is_1904=False) == Shown(text)


@given(st.integers(-(10**12), 10**12), st.integers(-200, 200))
def test_float_near_an_amount_is_that_amount(cents: int, ulps: int) -> None:
    amount = Decimal(cents).scaleb(-2)
    near = float(amount) * (1 + ulps * 1e-17)
    shown = Decimal(text_of(repr(near), "0.00"))
    assert shown == Decimal(repr(near)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert text_of(repr(near), "0.00") == f"{amount:.2f}"


@pytest.mark.parametrize(
    ("stored", "code", "kept", "otherwise"),
    [
        ("12.345", "0.00", "12.345", "12.35"),
        ("12.34", "#,##0", "12.34", "12"),
        ("-0.5", "0", "-0.5", "-1"),
        ("12345", "#,##0,", "12345", "12"),
    ],
)
def test_number_that_is_shown_as_another_is_kept_and_told(stored: str, code: str, kept: str, otherwise: str) -> None:
    shown = show(stored, format_of_code(code), ".", is_1904=False)
    assert Decimal(shown.text) == shown.kept == Decimal(kept)
    assert shown.otherwise == otherwise


@given(st.decimals(-1_000_000, 1_000_000, places=3), st.sampled_from(["General", "0.00", "0.000", "#,##0"]))
def test_decimals_of_a_number_are_never_taken_for_thousands(value: Decimal, code: str) -> None:
    text = text_of(f"{value.normalize():f}", code)
    assert mark_of(text.lstrip("-")) in (".", "")
    assert Decimal(text) == value


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("-12.5", '#,##0.00\\ "€";[Red]\\-#,##0.00\\ "€"', "-12.50 €"),
        ("12.5", "#,##0.00\\ [$€-407]", "12.50 €"),
        ("-12.5", '"$"#,##0.00_);\\("$"#,##0.00\\)', "$ -12.50"),
        ("12.5", '_-* #,##0.00\\ [$CHF]_-;\\-* #,##0.00\\ [$CHF]_-;_-* "-"??\\ [$CHF]_-;_-@_-', "12.50 CHF"),
        ("-5", '0.00" CR";0.00" DR"', "-5.00 DR"),
        ("5", '0.00" CR";0.00" DR"', "5.00 CR"),
        ("5", "0.00 Kč", "5.00 Kč"),
        ("5", "Rs#,##0.00", "Rs 5.00"),
        ("-5", "#,##0.00;[Red]#,##0.00", "-5.00"),
        ("0.05", "0%", "5%"),
    ],
)
def test_words_of_the_format_stand_beside_the_number(stored: str, code: str, text: str) -> None:
    assert text_of(stored, code) == text


@pytest.mark.parametrize("code", ["-0.00", "(0.00)", '"-"#,##0.00', "0.00-"])
def test_number_that_is_shown_with_the_other_sign_is_no_amount(code: str) -> None:
    assert text_of("5", code) == "5.00, which is shown as -5.00"


def test_decimal_mark_can_be_a_comma() -> None:
    assert show("1234.5", format_of_code("#,##0.00"), ",", is_1904=False) == Shown("1234,50")


@pytest.mark.parametrize("stored", ["12345678901234567", "98765432109876543210987"])
def test_whole_number_keeps_all_its_digits(stored: str) -> None:
    assert text_of(stored) == stored


@pytest.mark.parametrize("stored", ["abc", "1,5", "NaN", "INF", "1e9999", "--1", "\u0661", ""])
def test_text_that_is_no_number_stays_as_it_is(stored: str) -> None:
    assert text_of(stored) == stored


def test_huge_number_does_not_grow() -> None:
    assert text_of("1e300") == "1E+300"
    assert text_of("1e-300") == "0"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("dd/mm/yyyy", Kind.DAY),
        ("DD.MM.YYYY", Kind.DAY),
        ("yyyy\\-mm\\-dd;@", Kind.DAY),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", Kind.DAY),
        ("[$-407]d/\\ mmmm\\ yyyy;@", Kind.DAY),
        ('yyyy"年"m"月"d"日"', Kind.DAY),
        ("mmm-yy", Kind.DAY),
        ("d/m/yyyy h:mm", Kind.MOMENT),
        ("yyyy-mm-dd hh:mm:ss.000", Kind.MOMENT),
        ("[h]:mm:ss", Kind.CLOCK),
        ("mm:ss.0", Kind.CLOCK),
        ("h:mm AM/PM", Kind.CLOCK),
        ("#,##0.00", Kind.NUMBER),
        ('0 "days"', Kind.NUMBER),
        ("[Red]0.00", Kind.NUMBER),
        ("\\d0.00", Kind.NUMBER),
        ("0.00%", Kind.PERCENT),
        ("General", Kind.GENERAL),
        ("@", Kind.GENERAL),
        ("", Kind.GENERAL),
        ('"yyyy', Kind.GENERAL),
        ("[", Kind.GENERAL),
    ],
)
def test_format_is_of_a_day_or_a_number(code: str, kind: Kind) -> None:
    assert format_of_code(code).kind is kind


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (0, Kind.GENERAL),
        (2, Kind.NUMBER),
        (9, Kind.PERCENT),
        (14, Kind.DAY),
        (18, Kind.CLOCK),
        (22, Kind.MOMENT),
        (27, Kind.DAY),
        (44, Kind.NUMBER),
        (47, Kind.CLOCK),
        (49, Kind.GENERAL),
        (57, Kind.DAY),
        (163, Kind.GENERAL),
    ],
)
def test_formats_without_codes_are_known_by_number(number: int, kind: Kind) -> None:
    assert format_of_number(number).kind is kind


@given(st.text(st.sampled_from('yYmdhsE+-0#?.,%;@"\\_*[]$€() AaPp/MGeneral:'), max_size=30), st.floats())
def test_any_format_shows_any_number(code: str, value: float) -> None:
    show(repr(value), format_of_code(code), ".", is_1904=False)


@pytest.mark.parametrize(
    ("serial", "is_1904", "text"),
    [
        ("46082", False, "2026-03-01"),
        ("44620", True, "2026-03-01"),
        ("1", False, "1900-01-01"),
        ("59", False, "1900-02-28"),
        ("61", False, "1900-03-01"),
        ("0", True, "1904-01-01"),
        ("2958465", False, "9999-12-31"),
        ("46082.75", False, "2026-03-01"),
        ("46082.9999999999", False, "2026-03-02"),
    ],
)
def test_serial_number_is_a_day(serial: str, is_1904: bool, text: str) -> None:
    assert text_of(serial, "dd/mm/yyyy", is_1904=is_1904) == text


@pytest.mark.parametrize("serial", ["60", "0", "-1", "2958466", "1e15"])
def test_serial_number_of_no_day_says_so(serial: str) -> None:
    assert text_of(serial, "dd/mm/yyyy") == f"{serial}, which is no day"


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)))
def test_every_day_has_its_serial_number(on: date) -> None:
    serial = (on - date(1899, 12, 30)) // timedelta(1)
    assert text_of(str(serial), "d.m.yy") == on.isoformat()


def test_time_is_shown_where_the_format_shows_one() -> None:
    assert text_of("46082.520833333336", "d/m/yy h:mm") == "2026-03-01 12:30:00"
    assert text_of("46082", "d/m/yy h:mm") == "2026-03-01"
    assert text_of("0.75", "h:mm") == "18:00:00"
