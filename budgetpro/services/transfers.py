"""Transfers: money from one account to another, also between currencies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.days import parse_day
from budgetpro.domain.errors import UsageFault
from budgetpro.domain.transactions import Draft, PostingDraft
from budgetpro.services.accounts import require_open, system_account
from budgetpro.services.entries import first_status, parse_positive
from budgetpro.services.names import account_named, payee_named
from budgetpro.services.tags import tag_ids
from budgetpro.services.transactions import show_transaction
from budgetpro.storage import writes

if TYPE_CHECKING:
    from budgetpro.domain.accounts import Account
    from budgetpro.domain.money import Money
    from budgetpro.services.transactions import Transaction
    from budgetpro.storage.book import Book


class Transfer(NamedTuple):
    """A transfer in a person's words; `received` is what comes to an account of another currency."""

    amount: str
    source: str
    target: str
    received: str | None = None
    payee: str | None = None
    on: str | None = None
    memo: str | None = None
    reference: str | None = None
    tags: Sequence[str] = ()
    status: str | None = None


def add_transfer(book: Book, transfer: Transfer, *, today: date) -> Transaction:
    """Write a transfer as one transaction and return it, seen from the account that the money leaves.

    Between two currencies it goes through the exchange account, so that each currency sums to
    zero; both amounts are then needed. Raises UsageFault `same_account`, `received_required`,
    `received_unwanted`, `negative_amount`, `zero_amount`, Failure `account_closed`.
    """
    source, target = account_named(book, transfer.source), account_named(book, transfer.target)
    if source.id == target.id:
        raise UsageFault(f"'{source.path}' can't be both ends of a transfer.", code="same_account")
    require_open(source)
    require_open(target)
    sent = _money(book, transfer.amount, source)
    received = _received(book, transfer.received, sent, target)
    draft = Draft(
        parse_day(transfer.on, today) if transfer.on is not None else today,
        (
            PostingDraft(source.id, -sent.minor, sent.currency, first_status(source, transfer.status)),
            *_exchange(book, sent, received),
            PostingDraft(target.id, received.minor, received.currency, first_status(target, transfer.status)),
        ),
        payee_named(book, transfer.payee, create=True) if transfer.payee else None,
        transfer.memo or None,
        transfer.reference or None,
        tag_ids(book, transfer.tags),
    )
    return show_transaction(book, writes.add_transaction(book, draft))


def _received(book: Book, text: str | None, sent: Money, target: Account) -> Money:
    """Return what comes to the other account."""
    if target.currency != sent.currency:
        if text is None:
            raise UsageFault(
                f"'{target.path}' is kept in {target.currency}, not in {sent.currency}.",
                hint=f"Say how much came to it in {target.currency}: --received AMOUNT",
                code="received_required",
            )
        return _money(book, text, target)
    if text is not None and _money(book, text, target) != sent:
        raise UsageFault(
            f"Both accounts are kept in {sent.currency}: what is received is what was sent, {sent}.",
            hint="Leave out --received; enter a fee as a transaction of its own.",
            code="received_unwanted",
        )
    return sent


def _exchange(book: Book, sent: Money, received: Money) -> tuple[PostingDraft, ...]:
    """Return the postings between two currencies, none within one."""
    if sent.currency == received.currency:
        return ()
    exchange = system_account(book, "exchange", "equity")
    return (
        PostingDraft(exchange, sent.minor, sent.currency),
        PostingDraft(exchange, -received.minor, received.currency),
    )


def _money(book: Book, text: str, account: Account) -> Money:
    currency = account.currency or book.base_currency
    return parse_positive(text, book.digits(currency), currency)
