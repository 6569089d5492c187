"""`txn list` and `txn show` as people and programs read them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.cli.conftest import Run
from tests.cli.test_start import HEAVY, loaded


@pytest.fixture(autouse=True)
def _household(run: Run) -> None:
    """Make a book with five transactions."""
    run("account", "add", "Checking")
    run("account", "add", "Savings", "--type", "savings", "--off-budget")
    for words in (
        "add 900 home:rent --on 2026-02-28 --payee Landlord --status cleared",
        "add 12.50 groceries --on 2026-03-02 --payee Lidl --tag week",
        "add 3000 salary --on 2026-03-01 --memo bonus",
        "add 20 --split groceries=15 --split care= --on 2026-03-05 --reference R7",
        "transfer 200 checking savings --on 2026-03-06",
    ):
        assert run("txn", *words.split()).code == 0


def ids(told: dict[str, object]) -> list[int]:
    return [transaction["id"] for transaction in told["transactions"]]  # type: ignore[attr-defined]


def test_people_see_where_the_money_went(run: Run) -> None:
    table = """\
Id  Date        Account   Payee  Category                        Amount  Currency  Status   Tags
--  ----------  --------  -----  -----------------------------  -------  --------  -------  ----
 5  2026-03-06  Checking         → Savings                      -200.00  EUR       pending
 4  2026-03-05  Checking         Food:Groceries, Personal:Care   -20.00  EUR       pending
 2  2026-03-02  Checking  Lidl   Food:Groceries                  -12.50  EUR       pending  week
 3  2026-03-01  Checking  bonus  Income:Salary                  3000.00  EUR       pending

1 to 4 of 4.
"""
    assert run("txn", "list", "2026-03").out == table
    assert "← Checking" in run("txn", "list", "--account", "savings").out


def test_columns_without_news_are_left_out(run: Run) -> None:
    assert run("txn", "list", "2026-02").out.splitlines()[0] == (
        "Id  Date        Account   Payee     Category    Amount  Currency"
    )


def test_a_table_tells_what_lies_beyond(run: Run) -> None:
    assert run("txn", "list", "--limit", "2").out.splitlines()[-1] == "1 to 2 of 5. More: --skip 2"
    assert run("txn", "list", "--skip", "4").out.splitlines()[-1] == "5 to 5 of 5."
    assert run("txn", "list", "--skip", "7").out.splitlines()[-1] == "Of 5 transactions none is left behind 7."
    assert run("txn", "list", "2025").out.splitlines()[-1] == "No transaction fits."


def test_programs_get_a_page_with_its_place(run: Run) -> None:
    told = run("txn", "list", "--json", "--limit", "2", "--skip", "1")

    assert json.loads(told.out)["kind"] == "transactions"
    assert told.data["pagination"] == {"skip": 1, "limit": 2, "total": 5, "has_more": True}
    assert ids(told.data) == [4, 2]
    assert set(told.data["transactions"][0]) == {
        "id", "date", "payee_id", "payee", "memo", "reference", "status", "amount", "account_id", "account",
        "category_id", "category", "transfer_account_id", "transfer_account", "postings", "tags",
    }  # fmt: skip
    assert told.data["transactions"][1]["postings"][0] == {
        "account_id": told.data["transactions"][1]["account_id"], "account": "Checking", "type": "asset",
        "amount": {"amount": "-12.50", "currency": "EUR"}, "status": "pending", "memo": None, "evidence": None,
    }  # fmt: skip


def test_a_page_holds_a_hundred_unless_said_otherwise(run: Run) -> None:
    assert run("txn", "list", "--json").data["pagination"]["limit"] == 100


def test_lines_and_csv_hold_all_unless_said_otherwise(run: Run) -> None:
    lines = [json.loads(line) for line in run("txn", "list", "--format", "jsonl").out.splitlines()]
    assert [line["id"] for line in lines] == [5, 4, 2, 3, 1]
    assert [posting["account"] for posting in lines[0]["postings"]] == ["Checking", "Savings"]

    rows = run("txn", "list", "--csv", "--limit", "1", "--skip", "1").out.splitlines()
    assert rows == [
        "id,date,account,payee,category,transfer_account,amount,currency,memo,reference,status,tags",
        '4,2026-03-05,Checking,,"Food:Groceries,Personal:Care",,-20.00,EUR,,R7,pending,',
    ]
    assert len(run("txn", "list", "--format", "tsv", "2025").out.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("2026-03", [5, 4, 2, 3]),
        ("--period 2026-03", [5, 4, 2, 3]),
        ("2026-02 -p 2026-02", [1]),
        ("--account savings", [5]),
        ("-a checking --sort amount", [1, 5, 4, 2, 3]),
        ("--category food", [4, 2]),
        ("-c care", [4]),
        ("--payee lidl", [2]),
        ("--text BONUS", [3]),
        ("-t r7", [4]),
        ("--min 900", [3, 1]),
        ("--min 12.50 --max 20", [4, 2]),
        ("--tag week", [2]),
        ("--status cleared", [1]),
        ("--uncategorised", []),
        ("--sort date", [1, 3, 2, 4, 5]),
        ("--sort id --limit 2", [1, 2]),
    ],
)
def test_filters_and_order(run: Run, words: str, found: list[int]) -> None:
    assert ids(run("txn", "list", *words.split(), "--json").data) == found


@pytest.mark.parametrize(
    ("words", "code", "name"),
    [
        ("--account chequing", 5, "account_not_found"),
        ("--category nowhere", 5, "category_not_found"),
        ("--payee nobody", 5, "payee_not_found"),
        ("--tag nothing", 5, "tag_not_found"),
        ("--min 1,234", 2, "ambiguous_amount"),
        ("2026-02-30", 2, "invalid_date"),
        ("2026-03 --period 2026-04", 2, "conflicting_options"),
        ("--sort size", 2, "invalid_sort"),
        ("--limit 1001", 2, "invalid_limit"),
        ("--limit 0 --format jsonl", 2, "invalid_limit"),
        ("--skip -1", 2, "invalid_skip"),
        ("--category ent", 2, "ambiguous_category"),
    ],
)
def test_bad_input_has_its_exit_code(run: Run, words: str, code: int, name: str) -> None:
    told = run("txn", "list", *words.split(), *(() if "--format" in words else ("--json",)))

    assert (told.code, told.error["code"]) == (code, name)


def test_a_status_that_is_none_is_wrong_usage(run: Run) -> None:
    assert run("txn", "list", "--status", "open").code == 2


def test_one_is_shown_with_all_its_postings(run: Run) -> None:
    assert run("txn", "show", "4").out.splitlines() == [
        "Transaction 4 · 2026-03-05",
        "",
        "Account or category  Side     Amount  Currency  Status",
        "-------------------  -------  ------  --------  -------",
        "Checking             asset    -20.00  EUR       pending",
        "Food:Groceries       expense   15.00  EUR       cleared",
        "Personal:Care        expense    5.00  EUR       cleared",
        "",
        "Reference: R7",
    ]
    told = run("txn", "show", "#2", "--json")
    assert (told.data["payee"], told.data["tags"]) == ("Lidl", ["week"])


def test_one_that_is_not_there_is_not_found(run: Run) -> None:
    told = run("txn", "show", "77")

    assert (told.code, told.err) == (
        5,
        "error: There is no transaction 77.\nhint: See what there is: budgetpro txn list\n",
    )
    assert run("txn", "show", "abc").code == 2


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "table"])
def test_listing_loads_nothing_heavy(new_sqlite: Callable[[], str], form: str) -> None:
    words = ("txn", "list", "2026", "--min", "5", "--status", "pending", "--format", form)

    assert not loaded(*words, "--database", new_sqlite()) & HEAVY
