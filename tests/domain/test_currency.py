from __future__ import annotations

import pytest

from budgetpro.domain.currency import ISO_4217, Currency, currencies_of_symbol, currency_of_symbol, find_currency
from budgetpro.domain.errors import UsageFault


@pytest.mark.parametrize(
    ("code", "digits"),
    [("EUR", 2), ("USD", 2), ("JPY", 0), ("KRW", 0), ("ISK", 0), ("KWD", 3), ("TND", 3), ("CLF", 4), ("UYW", 4)],
)
def test_each_currency_has_its_own_number_of_decimals(code: str, digits: int) -> None:
    assert find_currency(code).digits == digits


def test_the_table_holds_every_active_currency_that_has_a_minor_unit() -> None:
    withdrawn = {"ANG", "BGN", "DEM", "HRK", "LTL"}
    assert withdrawn < set(ISO_4217)
    assert len(ISO_4217) == 165 + 34
    assert {len(code) for code in ISO_4217} == {3}
    assert all(code == currency.code and currency.name for code, currency in ISO_4217.items())


def test_codes_without_a_minor_unit_are_left_to_commodities() -> None:
    assert not {"XAU", "XDR", "XTS", "XXX"} & set(ISO_4217)


def test_a_code_is_found_whatever_its_capitals() -> None:
    assert find_currency(" eur ") == Currency("EUR", 2, "Euro")


@pytest.mark.parametrize(
    ("typed", "offered"), [("EUX", "EUR (Euro)"), ("euro", "EUR (Euro)"), ("yen", "JPY (Yen)"), ("UDS", "USD")]
)
def test_a_near_miss_is_answered_with_the_code(typed: str, offered: str) -> None:
    with pytest.raises(UsageFault) as caught:
        find_currency(typed)
    assert caught.value.code == "unknown_currency"
    assert f"'{typed}'" in caught.value.message
    assert offered in str(caught.value.hint)


@pytest.mark.parametrize("typed", ["", "??"])
def test_a_code_that_is_like_no_other_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(UsageFault) as caught:
        find_currency(typed)
    assert "EUR" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("symbol", "code"), [("€", "EUR"), (" £ ", "GBP"), ("zł", "PLN"), ("Kč", "CZK"), ("US$", "USD")]
)
def test_a_symbol_of_one_currency_names_it(symbol: str, code: str) -> None:
    assert currency_of_symbol(symbol) == code
    assert code in ISO_4217


@pytest.mark.parametrize("symbol", ["$", "kr", "¥", "Fr.", "", "x"])
def test_a_symbol_that_several_currencies_share_names_none(symbol: str) -> None:
    assert currency_of_symbol(symbol) is None


@pytest.mark.parametrize(
    ("symbol", "some", "other"),
    [("$", {"USD", "MXN"}, "EUR"), ("KR", {"SEK", "DKK"}, "CZK"), ("¥", {"JPY", "CNY"}, "USD")],
)
def test_a_shared_symbol_leaves_out_the_currencies_it_cannot_be(symbol: str, some: set[str], other: str) -> None:
    assert some <= currencies_of_symbol(symbol) <= set(ISO_4217)
    assert other not in currencies_of_symbol(symbol)


def test_a_symbol_of_one_currency_is_not_shared() -> None:
    assert currencies_of_symbol("€") == currencies_of_symbol("?") == frozenset()
