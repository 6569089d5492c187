"""Makes a book of ten accounts and sixty categories from the generator's `wide` CSV, through budgetpro's write path.

fill_book.py BOOK.db FILE.wide.csv
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from budgetpro.domain.accounts import AccountType
from budgetpro.services.tree import Tree
from budgetpro.storage.book import Book, open_book
from budgetpro.storage.creation import create_book
from budgetpro.storage.writes import PostingRow, TxnRow, ensure_named, insert_transactions

CURRENCY = "EUR"
CLEARED = 1
TYPES: dict[str, tuple[AccountType, str]] = {
    "Assets": ("asset", "checking"),
    "Liabilities": ("liability", "card"),
    "Expenses": ("expense", "category"),
    "Income": ("income", "category"),
}

Rows = Iterable[dict[str, str]]


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def add_accounts(book: Book, names: Iterable[str]) -> dict[str, int]:
    """Add the accounts and categories that the file names; return their ids by its names."""
    trees = {"account": Tree(book, "account"), "category": Tree(book, "category")}
    ids = {}
    for name in sorted(names):
        root, path = name.split(":", 1)
        type_, kind = TYPES[root]
        values = {} if kind == "category" else {"currency": CURRENCY}
        tree = trees["category" if kind == "category" else "account"]
        ids[name] = (tree.at(path) or tree.add(path, type_, kind, kind, **values)).id
    return ids


def add_transactions(book: Book, rows: Rows, accounts: dict[str, int], payees: dict[str, int]) -> int:
    """Write the rows as transactions of two postings; return how many."""
    txns: list[TxnRow] = []
    postings: list[PostingRow] = []
    for row in rows:
        txn_id, day, amount = book.next_id("txn"), int(row["date"].replace("-", "")), int(row["amount_cents"])
        txns.append((book.id, txn_id, day, payees[row["payee"]], row["description"], None))
        for n, (name, minor) in enumerate(((row["account"], amount), (row["category"], -amount)), 1):
            postings.append((book.id, txn_id, n, accounts[name], day, minor, CURRENCY, CLEARED, None, None, None))
    insert_transactions(book, txns, postings)
    return len(txns)


def main() -> None:
    database, source = sys.argv[1], Path(sys.argv[2])
    names, payees = set(), set()
    for row in rows_of(source):
        names |= {row["account"], row["category"]}
        payees.add(row["payee"])
    create_book(database, "main", CURRENCY)
    with open_book(database, None, writing=True) as book:
        accounts = add_accounts(book, names)
        payee_ids = ensure_named(book, "payee", payees)
        rows = rows_of(source)
        while add_transactions(book, islice(rows, 20_000), accounts, payee_ids):
            pass


if __name__ == "__main__":
    main()
