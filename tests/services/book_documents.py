"""Documents of whole books as `export json` writes them: a way to make up any, and to write one down."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterable
from datetime import date
from typing import Any

from hypothesis import strategies as st

SECTIONS = ("commodities", "accounts", "payees", "tags", "batches", "sources", "statements", "lines", "transactions")
KINDS = {
    "asset": ("checking", "savings", "investment"),
    "liability": ("card", "loan"),
    "income": ("category", "uncategorised"),
    "expense": ("category", "uncategorised"),
    "equity": ("opening", "exchange", "equity"),
}
TREES = {"asset": 0, "liability": 0, "income": 1, "expense": 2, "equity": 3}

Document = dict[str, Any]


def written(document: Document) -> str:
    """Return the text of a document, one record a line."""
    lines = ['{"schema_version": 1, "kind": "book", "data": {', f'"book": {one_line(document["book"])},']
    for section in SECTIONS:
        comma = "" if section == SECTIONS[-1] else ","
        records = [one_line(record) for record in document[section]]
        if records:
            lines += [f'"{section}": [', *(f"{record}," for record in records[:-1]), records[-1], f"]{comma}"]
        else:
            lines.append(f'"{section}": []{comma}')
    return "\n".join([*lines, "}}", ""])


def one_line(record: object) -> str:
    return json.dumps(record, ensure_ascii=False)


def amount_text(minor: int, digits: int) -> str:
    """Return an amount as a decimal, by another way than the program's."""
    sign, size = ("-" if minor < 0 else ""), abs(minor)
    return f"{sign}{size // 10**digits}" + (f".{size % 10**digits:0{digits}}" if digits else "")


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
WORDS = st.text("abcXYZ äßé漢🏦=+-@'\"\\", max_size=6)
MAYBE = st.none() | TEXTS
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31)).map(date.isoformat)
IDS = st.lists(st.integers(1, 40), unique=True, max_size=6).map(sorted)
OPTIONS = st.dictionaries(TEXTS, st.integers(), max_size=2).map(one_line)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Make up the document of a sound book; its name is left to the caller."""
    digits = {"EUR": 2, "JPY": 0, "KWD": 3}
    commodities: list[Document] = [
        {"code": code, "digits": draw(st.integers(0, 18)), "name": draw(TEXTS)}
        for code in draw(st.lists(st.sampled_from(["BTC", "VWCE", "pts", "Ø"]), unique=True, max_size=3).map(sorted))
    ]
    digits |= {commodity["code"]: commodity["digits"] for commodity in commodities}
    accounts = draw(accounts_of(sorted(digits)))
    batches, sources, statements, lines = draw(imports_of(accounts, digits))
    payees, tags = (
        [{"id": one, "name": f"{draw(WORDS)}{one}".strip()} for one in draw(IDS)] for _ in ("payees", "tags")
    )
    transactions = draw(transactions_of(accounts, digits, payees, tags, lines))
    ids = [transaction["id"] for transaction in transactions]
    for line in lines:
        line["outcome"], line["transaction_id"] = draw(outcomes(ids))
    return {
        "book": {"name": "", "base_currency": draw(st.sampled_from(["EUR", "JPY", "CHF"]))},
        "commodities": commodities,
        "accounts": accounts,
        "payees": payees,
        "tags": tags,
        "batches": batches,
        "sources": sources,
        "statements": statements,
        "lines": lines,
        "transactions": transactions,
    }


@st.composite
def accounts_of(draw: st.DrawFn, currencies: list[str]) -> list[Document]:
    accounts: list[Document] = []
    # Made parents first, and then told by id: a parent may well have the higher one.
    for id_ in draw(st.lists(st.integers(1, 90), unique=True, min_size=1, max_size=8)):
        type_ = draw(st.sampled_from(sorted(KINDS)))
        above = [None, *(one["id"] for one in accounts if TREES[one["type"]] == TREES[type_])]
        is_own = type_ in ("asset", "liability")
        accounts.append(
            {
                "id": id_,
                "parent_id": draw(st.sampled_from(above)),
                "type": type_,
                "kind": draw(st.sampled_from(KINDS[type_])),
                "name": f"{draw(WORDS)}{id_}".strip(),
                "currency": draw(st.sampled_from(currencies)) if is_own else None,
                "is_on_budget": draw(st.booleans()),
                "is_closed": draw(st.booleans()),
                "number": draw(MAYBE),
                "note": draw(MAYBE),
            }
        )
    return sorted(accounts, key=lambda account: account["id"])


@st.composite
def imports_of(
    draw: st.DrawFn, accounts: list[Document], digits: dict[str, int]
) -> tuple[list[Document], list[Document], list[Document], list[Document]]:
    batches: list[Document] = []
    sources: list[Document] = []
    statements: list[Document] = []
    lines: list[Document] = []
    own = [account for account in accounts if account["currency"]]
    for id_ in draw(IDS)[:3]:
        pieces = draw(st.lists(st.binary(max_size=20), min_size=1, max_size=3))
        whole = b"".join(pieces)
        batches.append(
            {
                "id": id_,
                "file_name": draw(TEXTS),
                "sha256": hashlib.sha256(whole).hexdigest(),
                "byte_count": len(whole),
                "format": draw(TEXTS),
                "encoding": draw(MAYBE),
                "options": draw(OPTIONS),
                "fingerprint_version": draw(st.integers(0, 9)),
                "imported_at": f"{draw(DAYS)}T09:30:00Z",
            }
        )
        sources += [{"batch_id": id_, "content": b64encode(piece).decode()} for piece in pieces]
        for account in draw(st.lists(st.sampled_from(own), max_size=2)) if own else ():
            opening, closing = (
                money(draw, account["currency"], digits) if draw(st.booleans()) else None for _ in range(2)
            )
            statements.append(
                {
                    "batch_id": id_,
                    "account_id": account["id"],
                    "account_number": draw(MAYBE),
                    "currency": draw(st.none() | st.just(account["currency"])),
                    "opening_balance": opening,
                    "closing_balance": closing,
                    "closing_date": draw(st.none() | DAYS),
                }
            )
        lines += [
            {
                "batch_id": id_,
                "n": n,
                "position": draw(st.integers(0, 2**40)),
                "account_id": draw(st.sampled_from(accounts))["id"],
                "outcome": "refused",
                "transaction_id": None,
                "fingerprint": draw(st.none() | st.integers(0, 2**63 - 1).map(str)),
                "bank_id": draw(MAYBE),
                "balance": None,
                "detail": draw(st.none() | OPTIONS),
            }
            for n in draw(IDS)
        ]
    return batches, sources, statements, lines


def money(draw: st.DrawFn, currency: str, digits: dict[str, int]) -> Document:
    minor = draw(st.integers(-(2**62), 2**62))
    return {"amount": amount_text(minor, digits[currency]), "currency": currency}


@st.composite
def outcomes(draw: st.DrawFn, txn_ids: list[int]) -> tuple[str, int | None]:
    """Make up what became of a line: a claim names a transaction that is there, "already" may name one that was."""
    claims = ["added", "matched", "paired"] if txn_ids else []
    outcome = draw(st.sampled_from(["already", "review", "refused", "deleted", *claims]))
    if outcome in claims:
        return outcome, draw(st.sampled_from(txn_ids))
    return outcome, draw(st.none() | st.integers(1, 10**6)) if outcome == "already" else None


@st.composite
def transactions_of(
    draw: st.DrawFn,
    accounts: list[Document],
    digits: dict[str, int],
    payees: list[Document],
    tags: list[Document],
    lines: list[Document],
) -> list[Document]:
    evidence = st.none()
    if lines:
        evidence |= st.sampled_from([{"batch_id": line["batch_id"], "line": line["n"]} for line in lines])
    return [
        {
            "id": id_,
            "date": draw(DAYS),
            "payee_id": draw(st.sampled_from([None, *ids_of(payees)])),
            "memo": draw(MAYBE),
            "reference": draw(MAYBE),
            "tag_ids": sorted(draw(st.sets(st.sampled_from(ids_of(tags))))) if tags else [],
            "postings": [
                {
                    "account_id": account_id,
                    "amount": {"amount": amount_text(minor, digits[currency]), "currency": currency},
                    "status": draw(st.sampled_from(["pending", "cleared", "reconciled"])),
                    "memo": draw(MAYBE),
                    "evidence": draw(evidence),
                }
                for account_id, minor, currency in draw(balanced(accounts, sorted(digits)))
            ],
        }
        for id_ in draw(IDS)
    ]


@st.composite
def balanced(draw: st.DrawFn, accounts: list[Document], currencies: list[str]) -> list[tuple[int, int, str]]:
    """Make up postings that sum to zero in each of one or two currencies."""
    postings: list[tuple[int, int, str]] = []
    for currency in draw(st.lists(st.sampled_from(currencies), unique=True, min_size=1, max_size=2)):
        able = [account["id"] for account in accounts if account["currency"] in (None, currency)]
        if not able:
            continue
        amounts = draw(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=3))
        postings += [(draw(st.sampled_from(able)), minor, currency) for minor in [*amounts, -sum(amounts)]]
    if not postings:
        postings = [(accounts[0]["id"], 0, accounts[0]["currency"])] * 2
    return postings


def ids_of(records: Iterable[Document]) -> list[int]:
    return [record["id"] for record in records]
