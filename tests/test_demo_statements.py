"""The statements of the demo, held against what makes them and against their own figures."""

from __future__ import annotations

import csv
import re
from decimal import Decimal

import pytest

from budgetpro.importers.lines import Hints
from budgetpro.importers.recognise import open_statement
from budgetpro.importers.source import Source
from tools.demo_statements import CHECKING_IBAN, FOLDER, SAVINGS_IBAN, statements

NAMES = ("card.csv", "checking-1.csv", "checking-2.csv", "savings.ofx")
CLOSING = {"checking-1.csv": "4713.51", "checking-2.csv": "5957.99", "savings.ofx": "9351.71", "card.csv": "-262.38"}


def amounts_of(name: str) -> list[Decimal]:
    """Return a file's amounts, read by other means than budgetpro's."""
    text = (FOLDER / name).read_text("cp1252")
    if name.endswith(".ofx"):
        return [Decimal(amount) for amount in re.findall(r"<TRNAMT>(\S+)", text)]
    if name == "card.csv":
        return [Decimal(row[3]) for row in list(csv.reader(text.splitlines()))[1:]]
    german = [row[4] for row in list(csv.reader(text.splitlines(), delimiter=";"))[5:]]
    return [Decimal(amount.replace(".", "").replace(",", ".")) for amount in german]


def test_the_bundled_files_are_the_ones_that_the_script_makes() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(NAMES)
    assert {name: (FOLDER / name).read_bytes() for name in NAMES} == statements()


@pytest.mark.parametrize(
    ("name", "opening", "rows"),
    [("checking-1.csv", "2140.55", 176), ("savings.ofx", "6500.00", 17), ("card.csv", "0.00", 90)],
)
def test_opening_and_rows_add_up_to_the_closing_balance(name: str, opening: str, rows: int) -> None:
    amounts = amounts_of(name)

    assert len(amounts) == rows
    assert Decimal(opening) + sum(amounts) == Decimal(CLOSING[name])


def test_the_second_half_goes_on_where_the_first_one_ends() -> None:
    first, second = amounts_of("checking-1.csv"), amounts_of("checking-2.csv")
    shared = 52  # June and July, the latest rows of the first file and the earliest of the second

    assert len(second) == 169
    assert first[:shared] == second[-shared:]
    assert Decimal(CLOSING["checking-1.csv"]) + sum(second[:-shared]) == Decimal(CLOSING["checking-2.csv"])


def test_what_the_card_closes_at_is_what_was_bought_in_december() -> None:
    december = ("75.77", "12.99", "37.19", "10.99", "30.15", "19.90", "75.39")

    assert -sum(map(Decimal, december)) == Decimal(CLOSING["card.csv"])


def test_what_savings_close_at_is_what_was_put_in_taken_out_and_earned() -> None:
    interest = ("33.97", "38.85", "37.00", "41.89")

    assert 6500 + 12 * 350 - 1500 + sum(map(Decimal, interest)) == Decimal(CLOSING["savings.ofx"])


@pytest.mark.parametrize("name", NAMES)
def test_each_file_is_read_without_a_hint_and_without_a_problem(name: str) -> None:
    reading = open_statement(Source(str(FOLDER / name)), Hints())
    amounts = [line.amount for _, line in reading.lines()]
    (statement,) = reading.statements

    assert amounts == amounts_of(name)
    assert statement.closing_balance == Decimal(CLOSING[name])
    assert statement.problems == []


@pytest.mark.parametrize("iban", [CHECKING_IBAN, SAVINGS_IBAN])
def test_account_numbers_are_well_formed_and_of_no_bank(iban: str) -> None:
    assert int(f"{iban[4:]}1314{iban[2:4]}") % 97 == 1  # ISO 13616; D is 13, E is 14
    assert iban[4:12] in ("99999999", "99999998")  # no German bank code begins with 9
