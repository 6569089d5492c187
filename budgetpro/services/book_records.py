"""The records in the JSON document of a whole book (docs/reference/book-json.md), each by itself.

What a record points at is looked up where the book is loaded, in `book_import`.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from budgetpro.domain.accounts import ASSET_KINDS, CATEGORY_KINDS, EQUITY_KINDS, LIABILITY_KINDS, clean_name
from budgetpro.domain.currency import ISO_4217, MOST_DIGITS
from budgetpro.domain.errors import UsageFault
from budgetpro.domain.money import MAX_MINOR, format_minor
from budgetpro.domain.transactions import Status
from budgetpro.services.shapes import (
    Misfit,
    Read,
    Shape,
    base64,
    day,
    flag,
    json_text,
    many,
    matching,
    one_of,
    optional,
    shown,
    text,
    whole,
)
from budgetpro.storage.batches import Outcome
from budgetpro.storage.queries.whole_book import (
    AccountRecord,
    BatchRecord,
    CommodityRecord,
    NameRecord,
    PostingRecord,
    SourceRecord,
    TransactionRecord,
)

KINDS = {
    "asset": ASSET_KINDS,
    "liability": LIABILITY_KINDS,
    "income": CATEGORY_KINDS,
    "expense": CATEGORY_KINDS,
    "equity": EQUITY_KINDS,
}
STATUSES = {status.name.lower(): int(status) for status in Status}
OUTCOMES = {outcome.name.lower(): int(outcome) for outcome in Outcome}

_WHOLE = re.compile("-?[0-9]{1,19}")


class Head(NamedTuple):
    """What a book is called, and the currency it counts in."""

    name: str
    base_currency: str


class Amount(NamedTuple):
    """An amount in minor units."""

    minor: int
    currency: str


class Evidence(NamedTuple):
    """The place of a statement line."""

    batch_id: int | None
    line: int | None


class StatementPart(NamedTuple):
    """What a statement said of itself, each balance with its currency."""

    batch_id: int
    account_id: int
    account_number: str | None
    currency: str | None
    opening: Amount | None
    closing: Amount | None
    closing_day: int | None


class LinePart(NamedTuple):
    """A line of an imported file, its balance with its currency."""

    batch_id: int
    n: int
    position: int
    account_id: int
    outcome: int
    txn_id: int | None
    fingerprint: int | None
    bank_id: str | None
    balance: Amount | None
    detail: str | None


number = whole(1)
maybe_text = optional(text)
maybe_number = optional(number)


def name(value: object) -> str:
    """Read the name of an account or category, as it is kept."""
    given = text(value)
    try:
        kept = clean_name(given)
    except UsageFault as fault:
        raise Misfit(fault.message.rstrip(".")) from None
    if kept != given:
        raise Misfit(f"{shown(given)} is not written as names are kept, {shown(kept)}")
    return given


def some_text(value: object) -> str:
    """Read a text of one character or more, without space around it."""
    given = text(value)
    if not given or given != given.strip():
        raise Misfit(f"a text without space around it is expected, not {shown(given)}")
    return given


def fingerprint(value: object) -> int:
    """Read a fingerprint: a whole number of 63 bits, written as a text."""
    given = text(value)
    if re.fullmatch("0|[1-9][0-9]{0,18}", given, re.ASCII) and int(given) <= MAX_MINOR:
        return int(given)
    raise Misfit(f"a whole number of 63 bits in a text is expected, not {shown(given)}")


HEAD = Shape(Head, {"name": some_text, "base_currency": one_of({code: code for code in ISO_4217})})
COMMODITY = Shape(CommodityRecord, {"code": some_text, "digits": whole(0, MOST_DIGITS), "name": text})
NAME = Shape(NameRecord, {"id": number, "name": some_text})
BATCH = Shape(
    BatchRecord,
    {
        "id": number,
        "file_name": text,
        "sha256": matching("[0-9a-f]{64}", "a SHA-256 in hexadecimal"),
        "byte_count": whole(0),
        "format": text,
        "encoding": maybe_text,
        "options": json_text,
        "fingerprint_version": whole(0, 2**31 - 1),
        "imported_at": matching(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "a time like 2026-01-31T09:00:00Z"),
    },
)
SOURCE = Shape(SourceRecord, {"batch_id": number, "content": base64})
EVIDENCE = Shape(Evidence, {"batch_id": number, "line": number})


class Currencies:
    """The currencies of ISO 4217 and the units of the document, and the records that name them."""

    def __init__(self) -> None:
        self._digits = {code: currency.digits for code, currency in ISO_4217.items()}
        amount = Shape(self._amount, {"amount": text, "currency": self.code})
        posting = Shape(
            _posting,
            {
                "account_id": number,
                "amount": amount,
                "status": one_of(STATUSES),
                "memo": maybe_text,
                "evidence": optional(EVIDENCE),
            },
        )
        self.account: Read[AccountRecord] = Shape(
            _account,
            {
                "id": number,
                "parent_id": maybe_number,
                "type": one_of({type_: type_ for type_ in KINDS}),
                "kind": text,
                "name": name,
                "currency": optional(self.code),
                "is_on_budget": flag,
                "is_closed": flag,
                "number": maybe_text,
                "note": maybe_text,
            },
        )
        self.statement: Read[StatementPart] = Shape(
            StatementPart,
            {
                "batch_id": number,
                "account_id": number,
                "account_number": maybe_text,
                "currency": optional(self.code),
                "opening_balance": optional(amount),
                "closing_balance": optional(amount),
                "closing_date": optional(day),
            },
        )
        self.line: Read[LinePart] = Shape(
            LinePart,
            {
                "batch_id": number,
                "n": number,
                "position": whole(0),
                "account_id": number,
                "outcome": one_of(OUTCOMES),
                "transaction_id": maybe_number,
                "fingerprint": optional(fingerprint),
                "bank_id": maybe_text,
                "balance": optional(amount),
                "detail": optional(json_text),
            },
        )
        self.transaction: Read[TransactionRecord] = Shape(
            _transaction,
            {
                "id": number,
                "date": day,
                "payee_id": maybe_number,
                "memo": maybe_text,
                "reference": maybe_text,
                "tag_ids": many(number),
                "postings": many(posting),
            },
        )

    def add(self, commodity: CommodityRecord) -> None:
        """Take in one more unit; Misfit where its code is taken."""
        if commodity.code in self._digits:
            raise Misfit(f"the code {shown(commodity.code)} is taken", "code")
        self._digits[commodity.code] = commodity.digits

    def code(self, value: object) -> str:
        """Read a currency's code."""
        if isinstance(value, str) and value in self._digits:
            return value
        raise Misfit(f"{shown(value)} is no currency of ISO 4217, and no commodity of this book")

    def written(self, minor: int, code: str) -> str:
        """Return an amount of minor units as the document writes it, with its currency."""
        return f"{format_minor(minor, self._digits[code])} {code}"

    def _amount(self, written: str, currency: str) -> Amount:
        """Make an amount, which must be written the one way in which exports write it."""
        digits = self._digits[currency]
        bare = written.replace(".", "", 1)
        minor = int(bare) if _WHOLE.fullmatch(bare) else None
        if minor is None or format_minor(minor, digits) != written:
            raise Misfit(f"{shown(written)} is no amount of {currency}, which has {digits} decimals", "amount")
        if not -MAX_MINOR <= minor <= MAX_MINOR:
            raise Misfit(f"{shown(written)} is more than a book can hold", "amount")
        return Amount(minor, currency)


def _account(
    id_: int, parent_id: int | None, type_: str, kind: str, title: str, currency: str | None, *rest: object
) -> AccountRecord:
    if kind not in KINDS[type_]:
        raise Misfit(f"{shown(kind)} is no kind of {type_}; the kinds are {', '.join(KINDS[type_])}", "kind")
    if (currency is not None) != (type_ in ("asset", "liability")):
        raise Misfit("a currency is what every asset and liability has, and nothing else", "currency")
    return AccountRecord._make((id_, parent_id, type_, kind, title, currency, *rest))


def _posting(
    account_id: int, amount: Amount, status: int, memo: str | None, evidence: Evidence | None
) -> PostingRecord:
    return PostingRecord(account_id, *amount, status, memo, *(evidence or (None, None)))


def _transaction(
    id_: int,
    day_: int,
    payee_id: int | None,
    memo: str | None,
    reference: str | None,
    tag_ids: tuple[int, ...],
    postings: tuple[PostingRecord, ...],
) -> TransactionRecord:
    if len(postings) < 2:
        raise Misfit("two postings or more are expected", "postings")
    if any(later <= earlier for earlier, later in pairwise(tag_ids)):
        raise Misfit("tags are expected in ascending order, each once", "tag_ids")
    return TransactionRecord(id_, day_, payee_id, memo, reference, tag_ids, postings)
