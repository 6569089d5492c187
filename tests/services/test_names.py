from __future__ import annotations

import pytest

from budgetpro.domain.errors import NotFound, UsageFault
from budgetpro.services.names import currency_named, payee_name, payee_named
from budgetpro.storage.book import Book
from budgetpro.storage.queries.names import payees
from budgetpro.storage.writes import insert


def test_a_payee_is_found_by_any_unambiguous_part(book: Book) -> None:
    shop = payee_named(book, "Corner Shop", create=True)
    payee_named(book, "Café Central", create=True)
    assert payee_named(book, "corner") == shop
    assert payee_named(book, "cafe") == payee_named(book, str(shop + 1))


def test_an_unknown_payee_is_not_found_unless_it_is_to_be_made(book: Book) -> None:
    with pytest.raises(NotFound) as caught:
        payee_named(book, "Lidl")
    assert caught.value.code == "payee_not_found"
    assert payees(book) == []
    made = payee_named(book, " Lidl ", create=True)
    assert payees(book) == [(made, "Lidl")]


def test_a_new_payee_is_not_taken_for_a_longer_name(book: Book) -> None:
    longer = payee_named(book, "Shellfish Bar", create=True)
    shell = payee_named(book, "Shell", create=True)
    assert shell != longer
    assert payee_named(book, "SHELL", create=True) == shell
    assert payee_named(book, str(longer), create=True) == longer
    assert payee_named(book, "365", create=True) not in (shell, longer)


def test_an_empty_payee_is_refused(book: Book) -> None:
    with pytest.raises(UsageFault) as caught:
        payee_named(book, " \n", create=True)
    assert caught.value.code == "invalid_name"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  LIDL   4711 ", "LIDL 4711"),
        ("Cafe\u0301", "Café"),
        ("A\x1b[31m\nB", "A [31m B"),
        ("Note: paid", "Note: paid"),
        ("é" * 120, "é" * 100),
        ("", None),
        ("\x00", None),
    ],
)
def test_a_banks_text_makes_a_payees_name(text: str, name: str | None) -> None:
    assert payee_name(text) == name


def test_a_currency_is_of_iso_4217_or_the_books_own(book: Book) -> None:
    insert(book, "commodity", code="VWCE", digits=4, name="a fund")
    assert currency_named(book, "eur") == "EUR"
    assert currency_named(book, "vwce") == "VWCE"
    with pytest.raises(UsageFault) as caught:
        currency_named(book, "VWC")
    assert caught.value.code == "unknown_currency"
