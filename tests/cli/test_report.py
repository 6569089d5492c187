from __future__ import annotations

from pathlib import Path

import pytest

from budgetpro.storage.book import open_book
from tests.cli.conftest import Run
from tests.household import Household


@pytest.fixture
def book(run: Run, home: Path) -> Path:
    """Return a book in which 12.50 was spent yesterday and 7.00 today, from 250.00."""
    run("account", "add", "Checking", "--opening", "250", "--on", "2026-01-01")
    path = home / "share" / "budgetpro" / "book.db"
    with open_book(str(path), None, writing=True) as opened:
        household = Household(opened)
        household.categories["Uncategorised"] = household.file_under("Uncategorised")
        household.spend("2026-03-30", 12_50, "Uncategorised", "Checking", memo="LIDL SAGT DANKE")
        household.spend("2026-03-31", 7_00, "Uncategorised", "Checking", memo="LIDL SAGT DANKE")
    return path


def test_balances_are_shown_with_net_worth(run: Run, book: Path) -> None:
    assert (
        run("report", "balance").out
        == """\
Balances at the end of 2026-03-31

Side       Account   Balance  Currency
---------  --------  -------  --------
asset      Checking   230.50  EUR
---------  --------  -------  --------
Net worth             230.50  EUR
"""
    )


def test_balances_of_a_day(run: Run, book: Path) -> None:
    report = run("report", "balance", "--on", "yesterday", "--json").data

    assert report["on"] == "2026-03-30"
    assert report["net_worth"] == [{"amount": "237.50", "currency": "EUR"}]
    assert run("report", "balance", "--on", "31/02/2026", "--json").error["code"] == "invalid_date"


def test_spending_of_this_month_and_of_a_day(run: Run, book: Path) -> None:
    report = run("report", "spending", "--json").data

    assert report["question"]["period"] == {"since": "2026-03-01", "until": "2026-04-01"}
    assert [(line["name"], line["amount"]["amount"], line["share"]) for line in report["lines"]] == [
        ("Uncategorised", "19.50", "100.0")
    ]
    assert run("report", "spending", "today", "--by", "payee", "--csv").out.splitlines()[1:] == [
        ",LIDL SAGT DANKE,7.00,EUR,100.0,1,false"
    ]


def test_options_reach_the_report(run: Run, book: Path) -> None:
    words = ("report", "spending", "2026", "--depth", "1", "--limit", "2", "--account", "checking", "--json")

    assert run(*words).data["question"] == {
        "by": "category", "period": {"since": "2026-01-01", "until": "2027-01-01"}, "accounts": ["Checking"],
        "depth": 1, "limit": 2,
    }  # fmt: skip
    assert run("report", "spending", "--by", "month", "--csv").out.splitlines()[-1].startswith("2026-03,0.00,19.50,")


@pytest.mark.parametrize("report", ["balance", "spending"])
def test_a_chart_follows_the_table_and_is_nothing_but_text_in_a_pipe(run: Run, book: Path, report: str) -> None:
    told = run("report", report, "--chart")

    table, _, chart = told.out.rpartition("\n\n")
    assert "Currency" in table
    assert "█" in chart
    assert "\x1b" not in told.out


def test_a_chart_takes_colour_where_it_is_wanted(run: Run, book: Path) -> None:
    assert "\x1b[38;5;2m█" in run("report", "balance", "--chart", "--color", "always").out


@pytest.mark.parametrize("form", ["--json", "--csv", "--format=tsv"])
def test_a_chart_is_not_for_programs(run: Run, book: Path, form: str) -> None:
    told = run("report", "balance", "--chart", form)

    assert (told.code, told.out, told.error["code"]) == (2, "", "conflicting_options")


def test_a_missing_book_is_said(run: Run) -> None:
    assert run("report", "balance").code == 5
    assert run("report", "spending", "--json").error["code"] == "no_book"
