"""Transactions as they stand, in the form in which they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from budgetpro.domain.days import date_of
from budgetpro.domain.errors import NotFound
from budgetpro.domain.transactions import Draft, Evidence, PostingDraft, Status

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


def draft_of(book: Book, txn_id: int) -> Draft:
    """Return a transaction whole; NotFound `transaction_not_found` where there is none with that id."""
    draft = find_draft(book, txn_id)
    if draft is None:
        raise NotFound(
            f"There is no transaction {txn_id}.",
            hint="See what there is: budgetpro txn list",
            code="transaction_not_found",
            facts={"id": txn_id},
        )
    return draft


def find_draft(book: Book, txn_id: int) -> Draft | None:
    """Return a transaction whole, or None where there is none with that id."""
    own = (book.id, txn_id)
    txn = book.connection.execute(
        "select day, payee_id, memo, reference from txn where book_id = ? and id = ?", own
    ).fetchone()
    if txn is None:
        return None
    postings = book.connection.execute(
        "select account_id, amount_minor, currency, status, memo, batch_id, line from posting"
        " where book_id = ? and txn_id = ? order by n",
        own,
    ).fetchall()
    tags = book.connection.execute("select tag_id from txn_tag where book_id = ? and txn_id = ? order by tag_id", own)
    day, payee_id, memo, reference = txn
    return Draft(
        date_of(day),
        tuple(_posting(*posting) for posting in postings),
        payee_id,
        memo,
        reference,
        tuple(tag_id for (tag_id,) in tags.fetchall()),
    )


def _posting(
    account_id: int,
    amount_minor: int,
    currency: str,
    status: int,
    memo: str | None,
    batch_id: int | None,
    line: int | None,
) -> PostingDraft:
    evidence = None if batch_id is None or line is None else Evidence(batch_id, line)
    return PostingDraft(account_id, amount_minor, currency, Status(status), memo, evidence)
