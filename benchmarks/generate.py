"""Writes ten years of a household's transactions, the same on every machine: generate.py KIND ROWS FILE.

KIND is `csv` or `ofx` (all of it as one bank account's statement), `journal` (for hledger and
ledger: ten accounts, sixty categories) or `wide` (a CSV of what a journal has). About one row in
500 repeats the row before it exactly, as two coffees on one morning do.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import accumulate, product
from pathlib import Path
from typing import NamedTuple

START, YEARS = date(2015, 1, 1), 10
PAYEES, REPEAT_EVERY = 2000, 500
ACCOUNTS = {
    "Assets:Bank:Checking": 40, "Assets:Bank:Joint": 12, "Assets:Bank:Savings": 5, "Assets:Bank:Emergency": 2,
    "Assets:Bank:Travel": 4, "Assets:Bank:Cash": 7, "Liabilities:Card:Visa": 15, "Liabilities:Card:Mastercard": 8,
    "Liabilities:Card:Amex": 4, "Liabilities:Card:Store": 3,
}  # fmt: skip
"""Each account, and its share of the transactions in a hundred."""
EXPENSES = """
Home: Rent Electricity Water Internet Repairs Furniture
Food: Groceries Restaurants Coffee Bakery Takeaway Canteen
Transport: Fuel Parking Train Bus Taxi Maintenance
Health: Doctor Pharmacy Dentist Optician Insurance Sport
Leisure: Cinema Books Games Music Hobby Holidays
Shopping: Clothes Shoes Electronics Gifts Household Beauty
Family: Childcare School Toys Allowance Pets Activities
Finance: Fees Interest Taxes Advice Insurance Donations
Work: Software Hardware Travel Courses Postage Supplies"""
INCOMES = """
Job: Salary Bonus Refunds
Other: Interest Dividends Sales"""
FIRST = (
    "Blue Golden North Green Old Royal Silver Sunny Urban Grand"
    " Little Happy Swift Quiet Red Central Harbour Mountain River Café"
).split()
SECOND = (
    "Oak Lion Star Bridge Market Garden Mill Anchor Crown Fox"
    " Lantern Maple Harvest Pine Rose Stone Tower Valley Willow Wolf"
).split()
KIND = ("Store", "Ltd", "GmbH", "Services", "Online")
CITIES = ("BERLIN", "PARIS", "LYON", "MUNICH", "MADRID", "PORTO", "GENT", "WIEN", "ROMA", "OSLO")
VERBS = ("Card payment", "Direct debit", "Standing order", "Online purchase", "Transfer")


class Txn(NamedTuple):
    """One transaction; `cents` is the signed change of the account."""

    number: int
    day: str
    account: str
    category: str
    payee: str
    text: str
    cents: int


def categories(root: str, listed: str) -> list[str]:
    groups = (line.split(": ") for line in listed.strip().splitlines())
    return [f"{root}:{group}:{leaf}" for group, leaves in groups for leaf in leaves.split()]


def transactions(count: int) -> Iterator[Txn]:
    """Yield so many transactions in the order of their days, evenly spread over the years."""
    rng = random.Random(f"1/{count}/{START}/{YEARS}/{PAYEES}/{REPEAT_EVERY}")  # noqa: S311  # no secret: a fixed seed
    chance, choices = rng.random, rng.choices
    expenses, incomes = categories("Expenses", EXPENSES), categories("Income", INCOMES)
    days = (START.replace(year=START.year + YEARS) - START).days
    names = [" ".join(parts) for parts in product(FIRST, SECOND, KIND)]
    rng.shuffle(names)
    payees = [(name, rng.choice(expenses)) for name in names[:PAYEES]]
    accounts, shares = list(ACCOUNTS), list(accumulate(ACCOUNTS.values()))
    txn: Txn | None = None
    for n in range(count):
        day = (START + timedelta(days=n * days // count)).isoformat()
        if txn and txn.day == day and n % REPEAT_EVERY == REPEAT_EVERY - 1:
            txn = txn._replace(number=n)
            yield txn
            continue
        account = choices(accounts, cum_weights=shares)[0]
        if chance() < 0.05:
            category, payee = incomes[int(chance() * len(incomes))], payees[int(chance() * 20)][0]
            cents = 20_000 + int(chance() * 180_000)
        else:
            payee, category = payees[int(PAYEES * chance() ** 2.5)]  # few payees, often
            if chance() < 0.1:
                category = expenses[int(chance() * len(expenses))]
            cents = -(100 + int(10_000 * chance() ** 3))
        text = f"{VERBS[int(chance() * 5)]} {CITIES[int(chance() * 10)]} {int(chance() * 9000) + 1000}"
        txn = Txn(n, day, account, category, payee, text, cents)
        yield txn


def money(cents: int) -> str:
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{cents // 100}.{cents % 100:02d}"


def csv(txns: Iterable[Txn]) -> Iterator[str]:
    yield "date,description,amount,balance\n"
    balance = 0
    for txn in txns:
        balance += txn.cents
        yield f"{txn.day},{txn.payee} {txn.text},{money(txn.cents)},{money(balance)}\n"


def wide(txns: Iterable[Txn]) -> Iterator[str]:
    yield "date,account,category,payee,description,amount_cents\n"
    for txn in txns:
        yield f"{txn.day},{txn.account},{txn.category},{txn.payee},{txn.text},{txn.cents}\n"


def journal(txns: Iterable[Txn]) -> Iterator[str]:
    for name in (*ACCOUNTS, *categories("Expenses", EXPENSES), *categories("Income", INCOMES)):
        yield f"account {name}\n"
    yield "\n"
    for txn in txns:
        yield (
            f"{txn.day} * {txn.payee}  ; {txn.text}\n    {txn.category}  {money(-txn.cents)} EUR\n"
            f"    {txn.account}  {money(txn.cents)} EUR\n\n"
        )


def ofx(txns: Iterable[Txn]) -> Iterator[str]:
    """Yield an OFX 1.0.2 statement, in which each row has an id of the bank's."""
    first, end = f"{START:%Y%m%d}", f"{START.year + YEARS}0101"
    yield (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:UTF-8\nCHARSET:NONE\n"
        "COMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n<OFX>\n<SIGNONMSGSRSV1><SONRS>"
        f"<STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>{first}<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>\n"
        "<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS>\n<STMTRS><CURDEF>EUR\n"
        "<BANKACCTFROM><BANKID>123456789<ACCTID>000111222<ACCTTYPE>CHECKING</BANKACCTFROM>\n"
        f"<BANKTRANLIST><DTSTART>{first}<DTEND>{end}\n"
    )
    balance = 0
    for txn in txns:
        balance += txn.cents
        day, kind = txn.day.replace("-", ""), "CREDIT" if txn.cents > 0 else "DEBIT"
        yield (
            f"<STMTTRN>\n<TRNTYPE>{kind}\n<DTPOSTED>{day}120000\n<TRNAMT>{money(txn.cents)}\n"
            f"<FITID>{day}{txn.number:08d}\n<NAME>{txn.payee[:32]}\n<MEMO>{txn.text}\n</STMTTRN>\n"
        )
    yield f"</BANKTRANLIST>\n<LEDGERBAL><BALAMT>{money(balance)}<DTASOF>{end}</LEDGERBAL>\n"
    yield "</STMTRS></STMTTRNRS></BANKMSGSRSV1>\n</OFX>\n"


KINDS: dict[str, Callable[[Iterable[Txn]], Iterator[str]]] = {"csv": csv, "wide": wide, "journal": journal, "ofx": ofx}


def main() -> None:
    kind, rows, path = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(KINDS[kind](transactions(rows)))


if __name__ == "__main__":
    main()
