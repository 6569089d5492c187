from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def checking(run: Run) -> None:
    """Make the book's first account: Checking with 250.00 EUR."""
    words = "account add Checking --type checking --currency EUR --opening 250 --on 2026-01-01"
    assert run(*words.split()).code == 0


def test_the_first_account_makes_the_book(run: Run, home: Path) -> None:
    told = run("account", "add", "Checking", "--type", "checking", "--opening", "250", "--on", "2026-01-01")

    assert told.code == 0
    assert told.out == "Added the account 'Checking' (checking), balance 250.00 EUR.\n"
    place = home / "share" / "budgetpro" / "book.db"
    assert told.err == f"Made the book 'main' in {place}: base currency EUR, starter categories added.\n"
    assert place.exists()


def test_the_second_account_makes_none(run: Run, checking: None) -> None:
    assert run("account", "add", "Savings", "--type", "savings").err == ""


def test_quiet_says_nothing_of_what_went_well(run: Run) -> None:
    assert run("account", "add", "Checking", "--quiet") == (0, "", "")


def test_the_first_book_takes_its_name_and_currency_from_the_settings(run: Run) -> None:
    told = run("account", "add", "Giro", "--book", "home", "--json")

    assert told.code == 0
    assert "Made the book 'home'" in told.err
    assert run("account", "list", "--book", "home", "--json").code == 0


def test_a_fresh_machine_has_nothing_to_list(run: Run) -> None:
    told = run("account", "list", "--json")

    assert told.code == 5
    assert told.error["code"] == "no_book"
    assert told.error["hint"] == "Make one: budgetpro init"


def test_a_change_is_told_to_programs_with_every_field(run: Run, checking: None) -> None:
    told = run("account", "add", "Bank:Yen", "--currency", "jpy", "--opening", "-1200", "--note", "trip", "--json")

    details = told.data
    account = details["account"]
    assert (account["path"], account["currency"], account["kind"]) == ("Bank:Yen", "JPY", "checking")
    assert account["balance"] == {"amount": "-1200", "currency": "JPY"}
    assert (account["note"], account["number"], account["is_on_budget"]) == ("trip", None, True)
    assert (details["on"], details["posting_count"]) == ("2026-03-31", 1)


def test_accounts_are_listed_with_what_they_hold(run: Run, checking: None) -> None:
    run("account", "add", "Visa", "--type", "card", "--opening", "-50.5")
    run("account", "add", "Pocket", "--type", "cash", "--currency", "SEK")

    lines = run("account", "list").out.splitlines()

    assert lines[0].split() == ["Id", "Account", "Type", "Balance", "Currency"]
    assert [line.split()[1:] for line in lines[2:5]] == [
        ["Checking", "checking", "250.00", "EUR"],
        ["Pocket", "cash", "0.00", "SEK"],
        ["Visa", "card", "-50.50", "EUR"],
    ]
    assert [line.split() for line in lines[6:]] == [["Total", "199.50", "EUR"], ["Total", "0.00", "SEK"]]


def test_the_list_is_one_document_and_one_line_each(run: Run, checking: None) -> None:
    found = run("account", "list", "--json").data

    assert [account["path"] for account in found["accounts"]] == ["Checking"]
    assert found["totals"] == [{"amount": "250.00", "currency": "EUR"}]
    assert found["on"] == "2026-03-31"
    assert run("account", "list", "--format", "jsonl").out.count("\n") == 1


def test_csv_has_every_column_and_bare_decimals(run: Run, checking: None) -> None:
    run("account", "add", "=cmd", "--opening", "-1", "--note", "a, b")

    rows = list(csv.DictReader(run("account", "list", "--csv").out.splitlines()))

    assert rows[0]["path"] == "'=cmd"
    assert (rows[0]["balance"], rows[0]["currency"], rows[0]["note"]) == ("-1.00", "EUR", "a, b")
    assert (rows[1]["path"], rows[1]["balance"], rows[1]["is_closed"]) == ("Checking", "250.00", "false")


def test_a_balance_is_asked_of_any_day(run: Run, checking: None) -> None:
    def balance(on: str) -> str:
        amount: str = run("account", "list", "--on", on, "--json").data["totals"][0]["amount"]
        return amount

    assert [balance("2025-12-31"), balance("2026-01-01"), balance("today")] == ["0.00", "250.00", "250.00"]


def test_an_opening_in_days_to_come_is_told_as_it_will_be(run: Run, checking: None) -> None:
    told = run("account", "add", "Later", "--opening", "5", "--on", "2026-12-01")

    assert "balance 5.00 EUR" in told.out


def test_an_empty_list_says_how_to_begin(run: Run) -> None:
    run("init")

    assert "budgetpro account add" in run("account", "list").out


def test_an_account_is_shown_by_any_part_of_its_name(run: Run, checking: None) -> None:
    facts = dict(line.split("  ", 1) for line in run("account", "show", "check").out.splitlines())

    assert facts["Account"].strip() == "Checking"
    assert facts["Balance"].strip() == "250.00"
    assert facts["First"].strip() == "2026-01-01"
    assert facts["Closed"].strip() == "no"


def test_showing_on_a_day_gives_that_days_balance(run: Run, checking: None) -> None:
    details = run("account", "show", "Checking", "--on", "2025-12-31", "--json").data

    assert details["account"]["balance"]["amount"] == "0.00"


def test_an_unknown_account_is_answered_with_a_near_one(run: Run, checking: None) -> None:
    told = run("account", "show", "Chekcing", "--json")

    assert told.code == 5
    assert told.error == {
        "code": "account_not_found",
        "message": "There is no account 'Chekcing'.",
        "hint": "Did you mean Checking?",
    }


def test_an_ambiguous_part_is_refused_with_the_candidates(run: Run, checking: None) -> None:
    run("account", "add", "Savings")

    told = run("account", "show", "in", "--json")

    assert told.code == 2
    assert told.error["code"] == "ambiguous_account"
    assert "Checking, Savings" in told.error["message"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--opening", "1,234"), "ambiguous_amount"),
        (("--opening", "12.3456"), "amount_too_precise"),
        (("--opening", "12", "--on", "31/02/2026"), "invalid_date"),
        (("--currency", "EURO"), "unknown_currency"),
        (("--type", "piggybank"), "unknown_kind"),
    ],
)
def test_a_value_that_does_not_fit_changes_nothing(run: Run, checking: None, words: tuple[str, ...], code: str) -> None:
    told = run("account", "add", "New", *words, "--json")

    assert told.code == 2
    assert told.error["code"] == code
    assert len(run("account", "list", "--json").data["accounts"]) == 1


def test_a_name_is_needed(run: Run) -> None:
    told = run("account", "add")

    assert told == (2, "", "error: Missing argument 'NAME'.\nhint: See 'budgetpro account add --help'.\n")


def test_an_account_is_changed_piece_by_piece(run: Run, checking: None) -> None:
    run("account", "add", "Bank")

    told = run(
        "account", "edit", "checking", "--name", "Joint", "--parent", "Bank", "--type", "savings",
        "--number", "DE89", "--note", "ours", "--off-budget",
    )  # fmt: skip

    assert told.out == "Changed the account 'Bank:Joint'.\n"
    account = run("account", "show", "Joint", "--json").data["account"]
    assert (account["path"], account["kind"], account["number"]) == ("Bank:Joint", "savings", "DE89")
    assert (account["note"], account["is_on_budget"]) == ("ours", False)

    run("account", "edit", "joint", "--parent", "", "--number", "", "--note", "", "--on-budget")
    account = run("account", "show", "Joint", "--json").data["account"]
    assert (account["path"], account["number"], account["note"]) == ("Joint", None, None)


def test_an_edit_without_a_change_is_wrong_usage(run: Run, checking: None) -> None:
    told = run("account", "edit", "checking", "--json")

    assert (told.code, told.error["code"]) == (2, "nothing_to_change")


def test_a_closed_account_is_left_out_and_comes_back(run: Run, checking: None) -> None:
    run("account", "add", "Old")

    assert run("account", "close", "Old").out == "Closed the account 'Old'.\n"
    assert [account["path"] for account in run("account", "list", "--json").data["accounts"]] == ["Checking"]
    assert "Closed" in run("account", "list", "--all").out.splitlines()[0]
    assert run("account", "reopen", "Old").out == "Opened the account 'Old' again.\n"
    assert "Closed" not in run("account", "list", "--all").out.splitlines()[0]


def test_capitals_of_a_type_do_not_matter(run: Run) -> None:
    assert run("account", "add", "Visa", "--type", "Card").out == "Added the account 'Visa' (card), balance 0.00 EUR.\n"
    assert run("account", "edit", "Visa", "--type", "LOAN", "--json").data["account"]["kind"] == "loan"


def test_an_account_that_holds_money_closes_by_force_only(run: Run, checking: None) -> None:
    told = run("account", "close", "Checking", "--json")

    assert (told.code, told.error["code"]) == (1, "account_not_settled")
    assert run("account", "close", "Checking", "--force").code == 0


def test_only_an_account_with_no_more_than_its_opening_balance_is_deleted(run: Run, checking: None) -> None:
    run("account", "add", "Mistake", "--opening", "9")
    run("txn", "add", "1", "groceries", "--from", "checking")

    assert run("account", "delete", "Mistake").out == "Deleted the account 'Mistake'.\n"
    told = run("account", "delete", "Checking")
    assert told.code == 1
    assert "1 transaction hangs on it" in told.err


def test_user_text_is_never_markup(spawn: Run, home: Path) -> None:
    spawn("account", "add", "[red]Piggy[/red]", "--note", ":bank:")

    told = spawn("account", "list", "--color", "always").out

    assert "[red]Piggy[/red]" in told


def test_an_opening_balance_is_corrected_with_its_day(run: Run, checking: None) -> None:
    dayless = run("account", "edit", "checking", "--opening", "300", "--json")
    assert (dayless.code, dayless.error["code"]) == (2, "opening_day_missing")
    told = run("account", "edit", "checking", "--opening", "300", "--on", "2026-01-01", "--json")
    assert told.data["account"]["balance"] == {"amount": "300.00", "currency": "EUR"}
