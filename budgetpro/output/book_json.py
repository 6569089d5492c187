"""The JSON document of a whole book (docs/reference/book-json.md): the same bytes for the same book.

One record a line, so that two exports can be compared by any tool that compares lines.
`services.book_import` reads it back.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from json import JSONEncoder
from typing import TYPE_CHECKING, TextIO

from budgetpro.domain.money import format_minor
from budgetpro.domain.transactions import Status
from budgetpro.output.documents import SCHEMA_VERSION, Json, dumps
from budgetpro.storage.batches import Outcome

if TYPE_CHECKING:
    from budgetpro.services.book_export import WholeBook
    from budgetpro.storage.queries.whole_book import (
        AccountRecord,
        BatchRecord,
        LineRecord,
        PostingRecord,
        SourceRecord,
        StatementRecord,
        TransactionRecord,
    )

KIND = "book"
STATUSES = {int(status): status.name.lower() for status in Status}
OUTCOMES = {int(outcome): outcome.name.lower() for outcome in Outcome}

Object = dict[str, Json]


def write_book(book: WholeBook, stream: TextIO) -> None:
    """Write the document of a book as its records come, in constant memory."""
    amounts = _Amounts(book.digits)
    head = dumps({"schema_version": SCHEMA_VERSION, "kind": KIND})
    stream.write(f'{head[:-1]}, "data": {{\n')
    stream.write(f'"book": {dumps({"name": book.name, "base_currency": book.base_currency})}')
    _write_section(stream, "commodities", (record._asdict() for record in book.commodities))
    _write_section(stream, "accounts", map(_account, book.accounts))
    _write_section(stream, "payees", (record._asdict() for record in book.payees))
    _write_section(stream, "tags", (record._asdict() for record in book.tags))
    _write_section(stream, "batches", map(_batch, book.batches))
    _write_section(stream, "sources", map(_source, book.sources))
    _write_section(stream, "statements", map(amounts.statement, book.statements))
    _write_section(stream, "lines", map(amounts.line, book.lines))
    _write_section(stream, "transactions", map(amounts.transaction, book.transactions))
    stream.write("\n}}\n")


def _write_section(stream: TextIO, name: str, records: Iterable[Object]) -> None:
    encode: Callable[[Object], str] = JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    stream.write(f',\n"{name}": [')
    comma = "\n"
    for record in records:
        stream.write(comma + encode(record))
        comma = ",\n"
    stream.write("\n]" if comma == ",\n" else "]")


def _account(account: AccountRecord) -> Object:
    return {
        **account._asdict(),
        "is_on_budget": bool(account.is_on_budget),
        "is_closed": bool(account.is_closed),
    }


def _batch(batch: BatchRecord) -> Object:
    return batch._asdict()


def _source(source: SourceRecord) -> Object:
    return {"batch_id": source.batch_id, "content": b64encode(source.content).decode("ascii")}


class _Amounts:
    """The records that hold money."""

    def __init__(self, digits: Callable[[str], int]) -> None:
        self._digits = digits

    def statement(self, statement: StatementRecord) -> Object:
        currency = statement.account_currency
        return {
            "batch_id": statement.batch_id,
            "account_id": statement.account_id,
            "account_number": statement.account_number,
            "currency": statement.currency,
            "opening_balance": self._balance(statement.opening_minor, currency),
            "closing_balance": self._balance(statement.closing_minor, currency),
            "closing_date": None if statement.closing_day is None else _iso(statement.closing_day),
        }

    def line(self, line: LineRecord) -> Object:
        return {
            "batch_id": line.batch_id,
            "n": line.n,
            "position": line.position,
            "account_id": line.account_id,
            "outcome": OUTCOMES[line.outcome],
            "transaction_id": line.txn_id,
            # A fingerprint has 63 bits: as a number, half of the programs that read JSON would round it.
            "fingerprint": None if line.fingerprint is None else str(line.fingerprint),
            "bank_id": line.bank_id,
            "balance": self._balance(line.balance_minor, line.account_currency),
            "detail": line.detail,
        }

    def transaction(self, transaction: TransactionRecord) -> Object:
        return {
            "id": transaction.id,
            "date": _iso(transaction.day),
            "payee_id": transaction.payee_id,
            "memo": transaction.memo,
            "reference": transaction.reference,
            "tag_ids": list(transaction.tag_ids),
            "postings": [self._posting(posting) for posting in transaction.postings],
        }

    def _posting(self, posting: PostingRecord) -> Object:
        evidence: Object | None = None
        if posting.batch_id is not None:
            evidence = {"batch_id": posting.batch_id, "line": posting.line}
        return {
            "account_id": posting.account_id,
            "amount": self._amount(posting.amount_minor, posting.currency),
            "status": STATUSES[posting.status],
            "memo": posting.memo,
            "evidence": evidence,
        }

    def _balance(self, minor: int | None, currency: str) -> Object | None:
        return None if minor is None else self._amount(minor, currency)

    def _amount(self, minor: int, currency: str) -> Object:
        return {"amount": format_minor(minor, self._digits(currency)), "currency": currency}


def _iso(day: int) -> str:
    text = f"{day:08}"
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"
