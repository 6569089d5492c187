from __future__ import annotations

import pytest

from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def book(run: Run) -> None:
    assert run("init", "--categories", "none").code == 0


def test_a_commodity_is_added_listed_and_deleted(run: Run) -> None:
    added = run("commodity", "add", "VWCE", "--decimals", "4", "--name", "All-World fund")

    assert added == (0, "Added the commodity 'VWCE', with 4 decimals.\n", "")
    assert run("commodity", "list", "--csv").out == "code,digits,name,account_count\nVWCE,4,All-World fund,0\n"
    assert run("commodity", "delete", "vwce").out == "Deleted the commodity 'VWCE'.\n"
    assert run("commodity", "list", "--json").data == []


def test_amounts_have_the_decimals_that_were_said(run: Run) -> None:
    run("commodity", "add", "BTC", "--decimals", "8")
    run("account", "add", "Wallet", "--type", "investment", "--currency", "btc", "--opening", "0.00000001")

    assert run("report", "balance", "--csv").out.splitlines()[1].endswith("Wallet,investment,false,0.00000001,BTC")
    assert run("account", "edit", "Wallet", "--opening", "0.000000001", "--on", "2026-01-01").code == 2


def test_a_purchase_tells_what_was_received(run: Run) -> None:
    run("commodity", "add", "VWCE", "--decimals", "4")
    run("account", "add", "Checking")
    run("account", "add", "Broker", "--type", "investment", "--currency", "VWCE")

    bought = run("txn", "transfer", "1000", "checking", "broker", "--received", "8.1234", "--on", "2026-01-15")
    assert bought.out == "Transaction 1: 1000.00 EUR, Checking → Broker, received 8.1234 VWCE, 2026-01-15.\n"


def test_what_is_in_use_is_not_deleted(run: Run) -> None:
    run("commodity", "add", "BTC", "--decimals", "8")
    run("account", "add", "Wallet", "--type", "investment", "--currency", "BTC")

    told = run("commodity", "delete", "BTC", "--json")
    assert (told.code, told.error["code"]) == (1, "commodity_in_use")


def test_an_empty_list_says_how_to_begin(run: Run) -> None:
    assert "budgetpro commodity add VWCE" in run("commodity", "list").out
