"""The least that could do the job: what a good programmer would write in an hour, on the standard library.

    plain_script.py import BOOK FILE.csv    ten substring rules, two postings a row, a row once only
    plain_script.py balances BOOK
    plain_script.py months BOOK YEAR        month by category
    plain_script.py register BOOK YYYY-MM

It is the limit that budgetpro is held against: no matching, no history, no undo, one file format.
"""

from __future__ import annotations

import csv
import hashlib
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

RULES = (
    ("oak", "Food:Groceries"),
    ("lion", "Food:Restaurants"),
    ("star", "Home:Electricity"),
    ("bridge", "Transport:Train"),
    ("market", "Food:Bakery"),
    ("garden", "Home:Repairs"),
    ("mill", "Health:Pharmacy"),
    ("anchor", "Leisure:Books"),
    ("crown", "Shopping:Clothes"),
    ("fox", "Finance:Fees"),
)
UNFILED = "Unfiled"
SCHEMA = """
create table if not exists file (digest blob primary key) without rowid;
create table if not exists posting (
    account text, day text, cents integer, txn integer, primary key (account, day, txn)
) without rowid;
create table if not exists txn (id integer primary key, fingerprint blob unique, day text, description text);
create table if not exists total (
    account text, month text, cents integer, primary key (account, month)
) without rowid;
"""


def minor(text: str) -> int:
    """Return cents of an amount with two decimals."""
    return int(text.replace(".", ""))


def category_of(description: str) -> str:
    folded = description.casefold()
    return next((category for part, category in RULES if part in folded), UNFILED)


def new_rows(book: sqlite3.Connection, path: Path) -> Iterator[tuple[bytes, str, str, int]]:
    """Yield fingerprint, day, description and cents of each row that the book has not seen."""
    seen = {fingerprint for (fingerprint,) in book.execute("select fingerprint from txn").fetchall()}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        for row in rows:
            day, description, amount, _balance = row
            fingerprint = hashlib.blake2b("\x1f".join(row).encode(), digest_size=8).digest()
            if fingerprint not in seen:
                yield fingerprint, day, description, minor(amount)


def add(book: sqlite3.Connection, rows: Iterable[tuple[int, tuple[bytes, str, str, int]]]) -> int:
    """Write numbered rows with their postings and month totals; return how many."""
    txns, postings = [], []
    totals: Counter[tuple[str, str]] = Counter()
    for txn, (fingerprint, day, description, cents) in rows:
        category = category_of(description)
        txns.append((txn, fingerprint, day, description))
        postings += [("Checking", day, cents, txn), (category, day, -cents, txn)]
        totals["Checking", day[:7]] += cents
        totals[category, day[:7]] -= cents
    book.executemany("insert into txn values (?, ?, ?, ?)", txns)
    book.executemany("insert into posting values (?, ?, ?, ?)", sorted(postings))
    book.executemany(
        "insert into total values (?, ?, ?) on conflict do update set cents = cents + excluded.cents",
        [(account, month, cents) for (account, month), cents in totals.items()],
    )
    return len(txns)


def import_csv(book: sqlite3.Connection, path: Path) -> str:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").digest()
    if book.execute("select 1 from file where digest = ?", (digest,)).fetchone():
        return "nothing new"
    first = book.execute("select coalesce(max(id), 0) + 1 from txn").fetchone()[0]
    rows = enumerate(new_rows(book, path), first)
    added = 0
    while count := add(book, islice(rows, 20_000)):
        added += count
    book.execute("insert into file values (?)", (digest,))
    book.commit()
    return f"{added} added"


QUESTIONS = {
    "balances": "select account, sum(cents) from total group by account",
    "months": "select account, month, cents from total where month between ?1 || '-01' and ?1 || '-12'",
    "register": """select posting.day, txn.description, posting.cents from posting join txn on txn.id = posting.txn
        where account = 'Checking' and posting.day between ?1 || '-01' and ?1 || '-31' order by posting.day""",
}


def main() -> None:
    command, database, *rest = sys.argv[1:]
    book = sqlite3.connect(database)
    if command == "import":
        book.executescript(SCHEMA)
        print(import_csv(book, Path(rest[0])))
    else:
        for row in book.execute(QUESTIONS[command], rest):
            print(*row, sep="\t")


if __name__ == "__main__":
    main()
