"""One transaction drawn anew: another day, amount or account, or other categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.accounts import ACCOUNT_TYPES
from budgetpro.domain.errors import Failure, UsageFault
from budgetpro.domain.transactions import Draft, PostingDraft
from budgetpro.services.accounts import require_open
from budgetpro.services.choices import parse_id
from budgetpro.services.entries import parse_nonzero
from budgetpro.services.parts import parse_parts
from budgetpro.services.transactions import refuse_missing, show_transaction
from budgetpro.storage.queries.accounts import accounts_of
from budgetpro.storage.queries.drafts import draft_of
from budgetpro.storage.queries.sides import existing
from budgetpro.storage.writes import replace_transaction

if TYPE_CHECKING:
    from budgetpro.domain.accounts import Account
    from budgetpro.services.transactions import Transaction
    from budgetpro.storage.book import Book


class Redrawing(NamedTuple):
    """What becomes another: the day, the amount, the account; None stays."""

    on: date | None = None
    amount: str | None = None
    account: Account | None = None


def redraw(book: Book, txn_ids: Sequence[int], change: Redrawing) -> None:
    """Change the day, amount or account of transactions; all else about them stays, evidence included.

    A new amount keeps the direction; a negative one turns it round. Raises Failure
    `has_evidence` where the bank said otherwise, `has_splits`, `is_transfer`,
    `account_closed`, UsageFault `currency_mismatch`.
    """
    if change.account is not None:
        require_open(change.account)
    own = {node.id: node for node in accounts_of(book, ACCOUNT_TYPES)}
    for txn_id in txn_ids:
        before = draft_of(book, txn_id)
        after = before if change.on is None else before._replace(day=change.on)
        if change.amount is not None:
            after = _with_amount(book, txn_id, after, change.amount)
        if change.account is not None:
            after = _with_account(txn_id, after, change.account, own)
        if after != before:
            replace_transaction(book, txn_id, after)


def split_transaction(book: Book, txn: str, parts: Sequence[str]) -> Transaction:
    """Divide the money of the transaction with that id anew, over the categories that `parts` name; return it.

    Each part is CATEGORY=AMOUNT, counted in the direction of the whole; one may take the
    rest. A single part makes it unsplit. The account's own posting stays as it is, evidence
    included. Raises NotFound `transaction_not_found`, Failure `is_transfer`, UsageFault
    `split_difference` and what a split raises.
    """
    txn_id = parse_id(txn)
    refuse_missing([txn_id], existing(book, [txn_id]))
    own = {node.id: node for node in accounts_of(book, ACCOUNT_TYPES)}
    draft = draft_of(book, txn_id)
    kept = _own_posting(txn_id, draft, own)
    whole = book.money(abs(kept.amount_minor), kept.currency)
    sign = -1 if kept.amount_minor > 0 else 1
    shares = [
        PostingDraft(part.category.id, sign * part.amount_minor, kept.currency)
        for part in parse_parts(book, parts, whole)
    ]
    replace_transaction(book, txn_id, draft._replace(postings=(kept, *shares)))
    return show_transaction(book, txn_id)


def _with_amount(book: Book, txn_id: int, draft: Draft, text: str) -> Draft:
    if len(draft.postings) != 2:
        raise Failure(
            f"Transaction {txn_id} has more than two sides; its amount was left as it is.",
            hint=f"Divide it anew by: budgetpro txn split {txn_id}, or delete it and enter it again.",
            code="has_splits",
        )
    _refuse_evidence(txn_id, draft.postings, "amount")
    currency = draft.postings[0].currency
    minor = parse_nonzero(text, book.digits(currency), currency).minor
    return draft._replace(
        postings=tuple(
            posting._replace(amount_minor=minor if posting.amount_minor > 0 else -minor) for posting in draft.postings
        )
    )


def _with_account(txn_id: int, draft: Draft, account: Account, own: Mapping[int, Account]) -> Draft:
    kept = _own_posting(txn_id, draft, own)
    if kept.account_id == account.id:
        return draft
    _refuse_evidence(txn_id, [kept], "account")
    if kept.currency != account.currency:
        raise UsageFault(
            f"Transaction {txn_id} is in {kept.currency}, but '{account.path}' is kept in {account.currency}.",
            hint="Delete it, and enter what the bank booked there.",
            code="currency_mismatch",
        )
    moved = kept._replace(account_id=account.id)
    return draft._replace(postings=tuple(moved if posting is kept else posting for posting in draft.postings))


def _own_posting(txn_id: int, draft: Draft, own: Mapping[int, Account]) -> PostingDraft:
    """Return the one posting on a person's account, the others being on categories."""
    found = [posting for posting in draft.postings if posting.account_id in own]
    if len(found) == 1:
        return found[0]
    raise Failure(
        f"Transaction {txn_id} is no income or expense of one account; it was left as it is.",
        hint="Delete it and enter it again.",
        code="is_transfer",
        facts={"id": txn_id},
    )


def _refuse_evidence(txn_id: int, postings: Sequence[PostingDraft], noun: str) -> None:
    if any(posting.evidence for posting in postings):
        raise Failure(
            f"The {noun} of transaction {txn_id} is what the bank's statement says; it was left as it is.",
            hint=f"Divide it by: budgetpro txn split {txn_id}, or delete it: budgetpro txn delete {txn_id}",
            code="has_evidence",
            facts={"id": txn_id},
        )
