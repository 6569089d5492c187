"""`txn add` and `txn transfer` as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Sit, typed
from tests.cli.test_start import HEAVY, loaded

PARTS = ("--split", "groceries=12.50", "--split", "care=")


@pytest.fixture(autouse=True)
def _household(run: Run) -> None:
    """Make a book with a checking account, and savings beside the budget."""
    run("account", "add", "Checking", "--on", "2026-01-01")
    run("account", "add", "Savings", "--type", "savings", "--off-budget")
    run("account", "add", "Dollars", "--type", "savings", "--currency", "USD", "--off-budget")


def test_an_expense_is_short_to_type(run: Run) -> None:
    told = run("txn", "add", "12.50", "groceries", "--from", "checking", "--payee", "Lidl", "--on", "yesterday")

    assert told == (0, "Transaction 1: 12.50 EUR, Checking → Food:Groceries, Lidl, 2026-03-30.\n", "")


def test_income_comes_in(run: Run) -> None:
    assert run("txn", "add", "3000", "salary").out == (
        "Transaction 1: 3000.00 EUR, Income:Salary → Checking, 2026-03-31.\n"
    )


@pytest.mark.parametrize("words", ["-12.50 groceries", "groceries -12.50", "-- -12.50 groceries", "−12.50 groceries"])
def test_a_negative_amount_is_a_refund_and_no_option(run: Run, words: str) -> None:
    told = run("txn", "add", *words.split())

    if words.startswith("groceries"):  # the amount comes first
        assert (told.code, told.err.splitlines()[0]) == (2, "error: 'groceries' is no amount.")
    else:
        assert told.out == "Transaction 1: 12.50 EUR, Food:Groceries → Checking, 2026-03-31.\n"


def test_a_note_that_looks_like_an_amount_stays_what_it_is(run: Run) -> None:
    told = run("txn", "add", "5", "groceries", "--memo", "-5", "--json")

    assert told.data["memo"] == "-5"


def test_an_unknown_option_is_still_one(run: Run) -> None:
    told = run("txn", "add", "5", "groceries", "-5x")

    assert told.code == 2
    assert "-5" in told.err


def test_programs_get_the_transaction(run: Run) -> None:
    told = run("txn", "add", "17", *PARTS, "--tag", "a", "--tag", "b", "--reference", "R", "--json")

    assert told.code == 0
    assert {name: told.data[name] for name in ("id", "date", "reference", "status", "category", "tags")} == {
        "id": 1, "date": "2026-03-31", "reference": "R", "status": "pending", "category": None, "tags": ["a", "b"],
    }  # fmt: skip
    assert told.data["amount"] == {"amount": "-17.00", "currency": "EUR"}
    assert [(one["account"], one["amount"]["amount"]) for one in told.data["postings"]] == [
        ("Checking", "-17.00"), ("Food:Groceries", "12.50"), ("Personal:Care", "4.50"),
    ]  # fmt: skip


def test_csv_has_a_row_for_each_posting(run: Run) -> None:
    lines = run("txn", "add", "5", "groceries", "--csv").out.splitlines()

    assert lines[0] == "account_id,account,type,amount,currency,status,memo,batch_id,line"
    assert [line.split(",")[1:6] for line in lines[1:]] == [
        ["Checking", "asset", "-5.00", "EUR", "pending"],
        ["Food:Groceries", "expense", "5.00", "EUR", "cleared"],
    ]


def test_the_default_account_is_a_setting(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUDGETPRO_ACCOUNT", "savings")

    assert run("txn", "add", "5", "groceries").out.startswith("Transaction 1: 5.00 EUR, Savings → ")
    assert run("config", "show", "--csv").out.count("account,savings,variable,BUDGETPRO_ACCOUNT") == 1


@pytest.mark.parametrize(
    ("words", "code", "error", "hint"),
    [
        ("1,234 groceries", 2, "The amount '1,234' could be 1.234 or 1234.", "Write 1234 for the larger."),
        ("5 groceries --on 31/02/2026", 2, "'31/02/2026' is no day written year-month-day.", None),
        ("5 grocries", 5, "There is no category 'grocries'.", "Did you mean Food:Groceries?"),
        ("5 groceries --from chequing", 5, "There is no account 'chequing'.", "Did you mean Checking?"),
        ("5 ent", 2, "'ent' could be Income:Rent received, ", "Give the whole name, or the id."),
        ("5 groceries --currency EUX", 2, "'EUX' is no currency code of ISO 4217.", None),
        ("5 groceries --currency USD", 2, "'Checking' is kept in EUR, not in USD.", None),
        ("17 --split groceries=12.50 --split care=4", 2, "The parts sum to 16.50 of 17.00 EUR: 0.50 is missing.", None),
        ("5 --from checking --to savings", 2, "Money from an account to an account is a transfer.", None),
        ("", 2, "The amount is missing.", None),
    ],
)
def test_bad_input_is_told_in_one_line(run: Run, words: str, code: int, error: str, hint: str | None) -> None:
    told = run("txn", "add", *words.split())

    assert (told.code, told.out) == (code, "")
    assert told.err.startswith(f"error: {error}")
    if hint is not None:
        assert f"hint: {hint}" in told.err
    assert run("txn", "list", "--json").data["pagination"]["total"] == 0


def test_a_closed_account_is_a_failure(run: Run) -> None:
    run("account", "close", "savings")

    told = run("txn", "add", "5", "groceries", "--from", "savings", "--json")

    assert told.code == 1
    assert told.error["code"] == "account_closed"
    assert told.error["hint"] == "Open it again: budgetpro account reopen 'Savings'"


def test_an_ambiguous_name_comes_with_the_candidates(run: Run) -> None:
    told = run("txn", "add", "5", "rent", "--from", "s", "--json")

    assert (told.code, told.error["code"]) == (2, "ambiguous_account")
    assert "Savings" in told.error["message"]
    assert "Dollars" in told.error["message"]


def test_a_transfer(run: Run) -> None:
    told = run("txn", "transfer", "200", "checking", "savings", "--on", "2026-03-01", "--memo", "aside")

    assert told.out == "Transaction 1: 200.00 EUR, Checking → Savings, 2026-03-01.\n"


def test_a_transfer_between_currencies_needs_both_amounts(run: Run) -> None:
    refused = run("txn", "transfer", "200", "checking", "dollars")
    assert (refused.code, refused.err) == (
        2,
        "error: 'Dollars' is kept in USD, not in EUR.\nhint: Say how much came to it in USD: --received AMOUNT\n",
    )

    run("txn", "transfer", "200", "checking", "dollars", "--received", "216.40")
    balances = {one["path"]: one["balance"] for one in run("account", "list", "--json").data["accounts"]}
    assert balances["Dollars"] == {"amount": "216.40", "currency": "USD"}
    assert run("check").code == 0


def test_a_negative_transfer_is_refused(run: Run) -> None:
    told = run("txn", "transfer", "-200", "checking", "savings", "--json")

    assert (told.code, told.error["code"]) == (2, "negative_amount")


def test_at_a_terminal_it_asks_step_by_step(run: Run, sit: Sit) -> None:
    shown = sit("12.50", "grocer", "", "Lidl", "yesterday", "for the week")

    told = run("txn", "add")

    assert told.out == "Transaction 1: 12.50 EUR, Checking → Food:Groceries, Lidl, 2026-03-30.\n"
    for question in ("Amount", "Category", "Account [Checking]", "Payee", "Date [today]", "Memo"):
        assert question in shown.getvalue()
    assert "  Food:Groceries" in shown.getvalue()


def test_what_can_not_be_taken_is_asked_again(run: Run, sit: Sit) -> None:
    shown = sit("1,234", "1234", "?", "ent", "nowhere", "", "sav", "", "31/02/2026", "mon", "")

    told = run("txn", "add")

    assert told.out == "Transaction 1: 1234.00 EUR, Savings → Uncategorised, 2026-03-30.\n"
    text = shown.getvalue()
    assert "The amount '1,234' could be 1.234 or 1234. Write 1234 for the larger." in text
    assert "  Food:Restaurants\n" in text
    assert "'ent' could be Income:Rent received" in text
    assert "There is no category 'nowhere'." in text
    assert "'31/02/2026' is no day" in text


def test_a_part_of_a_payee_is_asked_about(run: Run, sit: Sit) -> None:
    run("txn", "add", "1", "rent", "--payee", "Lidl Berlin")
    run("txn", "add", "1", "rent", "--payee", "Rewe Berlin")
    payees = []
    for answers in (["lidl", "y"], ["lidl", "n"], ["LIDL BERLIN"], ["berlin"], ["Aldi"]):
        sit("5", "rent", "", *answers, "", "")
        payees.append(run("txn", "add", "--json").data["payee"])

    assert payees == ["Lidl Berlin", "lidl", "Lidl Berlin", "berlin", "Aldi"]


def test_the_setting_is_the_account_that_is_offered(run: Run, sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUDGETPRO_ACCOUNT", "savings")
    shown = sit("5", "rent", "", "", "", "")

    assert run("txn", "add").out.startswith("Transaction 1: 5.00 EUR, Savings → ")
    assert "Account [savings]" in shown.getvalue()


def test_with_several_accounts_none_is_offered(run: Run, sit: Sit) -> None:
    run("account", "add", "Joint")
    shown = sit("5", "rent", "", "joint", "", "", "")

    assert run("txn", "add").out.startswith("Transaction 1: 5.00 EUR, Joint → ")
    assert "Account: " in shown.getvalue()


def test_what_was_given_is_not_asked_for(run: Run, sit: Sit) -> None:
    run("txn", "add", "1", "rent", "--payee", "Lidl")
    shown = sit("5", "refund")

    told = run("txn", "add", "--to", "sav", "--payee", "lidl", "--on", "yesterday", "--split", "care=")

    assert told.out == "Transaction 2: 5.00 EUR, Personal:Care → Savings, Lidl, 2026-03-30.\n"
    assert shown.getvalue() == "Amount: Memo (Enter: none): "


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_a_given_name_that_names_nothing_is_told_before_any_question(run: Run, sit: Sit, option: str) -> None:
    shown = sit("5")

    assert run("txn", "add", option, "nowhere").code == 5
    assert "Amount" not in shown.getvalue()


def test_an_amount_of_zero_is_asked_again_at_once(run: Run, sit: Sit) -> None:
    shown = sit("0", "5", "", "", "", "", "")

    assert run("txn", "add").out.startswith("Transaction 1: 5.00 EUR")
    assert shown.getvalue().startswith("Amount: An amount of zero moves nothing.\nAmount: ")


def test_an_amount_that_the_accounts_currency_cannot_say_is_asked_again(run: Run, sit: Sit) -> None:
    run("account", "add", "Yen", "--currency", "JPY")
    shown = sit("12.50", "", "yen", "1250", "", "", "")

    assert run("txn", "add").out.startswith("Transaction 1: 1250 JPY, Yen → ")
    assert "which has no decimals. The account is kept in JPY.\nAmount: " in shown.getvalue()


def test_an_answer_without_which_nothing_goes_on_is_asked_again(run: Run, sit: Sit) -> None:
    shown = sit("", "5", "", "", "", "", "")

    assert run("txn", "add").code == 0
    assert "Amount: An answer is needed.\nAmount: " in shown.getvalue()


def test_without_an_account_nothing_is_asked(run: Run, sit: Sit, home: Path) -> None:
    run("init", "--database", str(home / "new.db"))
    shown = sit("5")

    assert run("txn", "add", "--database", str(home / "new.db")).code == 1
    assert "There is no open account yet." in shown.getvalue()
    assert "Amount" not in shown.getvalue()


def test_leaving_the_questions_changes_nothing(run: Run, sit: Sit) -> None:
    sit("5")  # and then the end of the input

    assert run("txn", "add").code == 130
    assert run("txn", "list", "--json").data["pagination"]["total"] == 0


def test_the_tab_key_goes_on_with_names() -> None:
    from budgetpro.cli.txn_ask import completing, matches

    names = ["Food", "Food:Groceries", "Home:Rent"]
    assert matches("fo", names) == ["Food", "Food:Groceries"]
    assert matches("rent", [*names, "Rental"]) == ["Rental", "Home:Rent"]

    readline = pytest.importorskip("readline")
    with completing(names):
        complete = readline.get_completer()
        assert [complete("gro", n) for n in range(2)] == ["Food:Groceries", None]
    assert readline.get_completer() is not complete


def test_entering_loads_nothing_heavy(new_sqlite: Callable[[], str]) -> None:
    database = new_sqlite()
    loaded("account", "add", "Checking", "--database", database)

    assert not loaded("txn", "add", "5", "--payee", "Lidl", "--tag", "a", "--database", database) & HEAVY


def test_on_a_real_terminal_tab_goes_on_with_names(run: Run) -> None:
    pytest.importorskip("readline")

    shown = typed(["12.50\n", "groc\t\n", "\n", "Lidl\n", "yesterday\n", "\n"], "txn", "add")

    assert "Amount: 12.50" in shown
    assert "Transaction 1: 12.50 EUR, Checking → Food:Groceries, Lidl, 2026-03-30." in shown
    assert "  Food:Groceries\r\n" not in shown  # the name stood there whole, and needed no telling


def test_the_end_of_the_input_leaves_a_real_terminal_too(run: Run) -> None:
    shown = typed(["\x04"], "txn", "add")

    assert shown.endswith("Amount: \r\n")
    assert run("txn", "list", "--json").data["pagination"]["total"] == 0
