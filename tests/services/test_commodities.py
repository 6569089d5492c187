from __future__ import annotations

from datetime import date

import pytest

from budgetpro.domain.errors import Failure, NotFound, UsageFault
from budgetpro.services.accounts import add_account, delete_account
from budgetpro.services.books import check_book
from budgetpro.services.commodities import Commodity, add_commodity, delete_commodity, list_commodities
from budgetpro.services.transfers import Transfer, add_transfer
from budgetpro.storage.book import Book

TODAY = date(2026, 3, 31)


def test_shares_are_bought_and_counted_in_their_own_decimals(book: Book) -> None:
    add_commodity(book, "VWCE", digits=4, name="All-World fund")
    add_account(book, "Checking", kind="checking", currency="EUR")
    add_account(book, "Broker", kind="investment", currency="vwce")

    bought = add_transfer(book, Transfer("1000", "Checking", "Broker", received="8.1234"), today=TODAY)

    assert ("8.1234", "VWCE") in [(str(posting.amount), posting.amount.currency) for posting in bought.postings]
    assert list_commodities(book) == (Commodity("VWCE", 4, "All-World fund", 1),)
    assert {fault.code for fault in check_book(book).faults} <= {"late_sequence"}  # ids are written down at commit


@pytest.mark.parametrize("code", ["", " ", "1INCH", "A B", "A:B", "-X", "X" * 25, "€"])
def test_a_code_that_amounts_could_not_be_told_by_is_refused(book: Book, code: str) -> None:
    with pytest.raises(UsageFault) as caught:
        add_commodity(book, code, digits=2)
    assert caught.value.code == "invalid_commodity"


@pytest.mark.parametrize("digits", [-1, 19])
def test_decimals_are_from_0_to_18(book: Book, digits: int) -> None:
    with pytest.raises(UsageFault) as caught:
        add_commodity(book, "BTC", digits=digits)
    assert caught.value.code == "invalid_commodity"


@pytest.mark.parametrize("code", ["eur", "USD", "btc", "BTC"])
def test_a_code_that_is_taken_is_refused(book: Book, code: str) -> None:
    add_commodity(book, "BTC", digits=8)
    with pytest.raises(UsageFault) as caught:
        add_commodity(book, code, digits=8)
    assert caught.value.code == "commodity_exists"


def test_what_an_account_is_kept_in_stays(book: Book) -> None:
    add_commodity(book, "BTC", digits=8)
    add_account(book, "Wallet", kind="investment", currency="BTC")
    with pytest.raises(Failure, match="1 account is kept in it") as caught:
        delete_commodity(book, "BTC")
    assert caught.value.code == "commodity_in_use"

    delete_account(book, "Wallet")
    assert delete_commodity(book, "btc").code == "BTC"
    assert list_commodities(book) == ()


def test_a_commodity_that_there_is_none_of_is_not_found(book: Book) -> None:
    add_commodity(book, "VWCE", digits=4)
    with pytest.raises(NotFound) as caught:
        delete_commodity(book, "VWC")
    assert (caught.value.code, caught.value.hint) == ("commodity_not_found", "Did you mean VWCE?")
