"""Transactions as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from budgetpro.domain.counting import counted
from budgetpro.output.tabular import Cell, Column, Table, shown_text

if TYPE_CHECKING:
    from budgetpro.services.edits import Edited
    from budgetpro.services.transactions import Pagination, Posting, Transaction, TransactionPage

_COLUMNS: Final = (
    Column("id", "Id", "number"),
    Column("date", "Date", "date"),
    Column("account", "Account"),
    Column("payee", "Payee"),
    Column("category", "Category"),
    Column("transfer_account", "To / from"),
    Column("amount", "Amount", "amount"),
    Column("currency", "Currency", "word"),
    Column("memo", "Memo"),
    Column("reference", "Reference"),
    Column("status", "Status", "word"),
    Column("tags", "Tags"),
)
_POSTINGS: Final = (
    Column("account_id", "Id", "number", in_table=False),
    Column("account", "Account or category"),
    Column("type", "Side", "word", gives_way=1),
    Column("amount", "Amount", "amount"),
    Column("currency", "Currency", "word"),
    Column("status", "Status", "word"),
    Column("memo", "Memo", "prose"),
    Column("batch_id", "Import", "number", gives_way=2),
    Column("line", "Row", "number", gives_way=2),
)
_FOR_PEOPLE: Final = (
    Column("id", "Id", "number"),
    Column("date", "Date", "date"),
    Column("account", "Account", gives_way=1),
    Column("payee", "Payee"),
    Column("category", "Category"),
    Column("amount", "Amount", "amount"),
    Column("currency", "Currency", "word"),
    Column("status", "Status", "word", gives_way=2),
    Column("tags", "Tags", gives_way=3),
)
_LEFT: Final = {
    "split": "several categories",
    "transfer": "no category",
    "reconciled": "reconciled",
    "booked": "booked by the bank",
    "unchanged": "so already",
}


def page_table(page: TransactionPage) -> Table:
    """Return a page for people, narrow enough for a terminal, and what lies beyond it.

    Where there is no payee, the memo stands for it; the other account of a transfer stands
    for its category. Status and tags are left out where they say nothing new.
    """
    return _for_people(page.transactions, _caption(page.pagination, len(page.transactions)))


def preview_table(transactions: Sequence[Transaction], total: int) -> Table:
    """Return the first of the transactions that are going to change."""
    more = total - len(transactions)
    return _for_people(transactions, f"… and {more:,} more" if more else None)


def transactions_table(transactions: Iterable[Transaction]) -> Table:
    """Return transactions one a row, every column, as they come."""
    return Table(_COLUMNS, map(_cells, transactions))


def transaction_table(transaction: Transaction) -> Table:
    """Return one transaction by its postings, its own facts above and below them."""
    rows = [_posting_cells(posting) for posting in transaction.postings]
    columns = [
        column._replace(in_table=column.in_table and any(row[n] is not None for row in rows))
        for n, column in enumerate(_POSTINGS)
    ]
    title = " · ".join(filter(None, (f"Transaction {transaction.id}", str(transaction.date), transaction.payee)))
    told = (("Memo", transaction.memo), ("Reference", transaction.reference), ("Tags", ", ".join(transaction.tags)))
    facts = [f"{name}: {shown_text(value)}" for name, value in told if value]
    return Table(columns, rows, title=shown_text(title), caption="\n".join(facts) or None)


def edited_table(edited: Edited) -> Table:
    """Return what became of each transaction, for CSV."""
    columns = (Column("id", "Id", "number"), Column("outcome", "Outcome"), Column("reason", "Reason"))
    outcome = {"edit": "changed", "delete": "deleted"}[edited.action]
    left: Iterator[Sequence[Cell]] = ((one, "left", group.reason) for group in edited.left for one in group.ids)
    return Table(columns, [*((one, outcome, None) for one in edited.ids), *left])


def edited_sentence(edited: Edited) -> str:
    """Return a sentence on how many transactions were changed, or would be."""
    done = {"edit": "changed", "delete": "deleted"}[edited.action]
    number = counted(edited.changed, "transaction")
    return f"{number} would be {done}." if edited.is_dry_run else f"{done.capitalize()} {number}."


def left_sentence(edited: Edited) -> str | None:
    """Return a sentence on how many transactions were left as they are, and why; None for none."""
    groups = [f"{len(group.ids):,} ({_LEFT[group.reason]})" for group in edited.left]
    return f"Left as before: {', '.join(groups)}." if groups else None


def added_sentence(transaction: Transaction) -> str:
    """Return a sentence on what a transaction moved."""
    other = transaction.transfer_account or transaction.category or "several categories"
    amount, account = abs(transaction.amount), transaction.account
    way = f"{account} → {other}" if transaction.amount.minor < 0 else f"{other} → {account}"
    payee = f", {transaction.payee}" if transaction.payee else ""
    return (
        f"Transaction {transaction.id}: {amount} {amount.currency}, {way}{_received(transaction)}{payee},"
        f" {transaction.date}."
    )


def _received(transaction: Transaction) -> str:
    """Return what came to a transfer's other account where that is kept in another currency."""
    return "".join(
        f", received {posting.amount} {posting.amount.currency}"
        for posting in transaction.postings
        if posting.account_id == transaction.transfer_account_id
        and posting.amount.currency != transaction.amount.currency
    )


def _for_people(transactions: Sequence[Transaction], caption: str | None) -> Table:
    has_news = {
        "status": any(transaction.status.name != "CLEARED" for transaction in transactions),
        "tags": any(transaction.tags for transaction in transactions),
    }
    columns = [column._replace(in_table=has_news.get(column.name, True)) for column in _FOR_PEOPLE]
    return Table(columns, [_shown_cells(transaction) for transaction in transactions], caption=caption)


def _shown_cells(transaction: Transaction) -> tuple[Cell, ...]:
    return (
        transaction.id,
        transaction.date,
        transaction.account,
        transaction.payee or transaction.memo,
        _other_side(transaction),
        transaction.amount,
        transaction.amount.currency,
        transaction.status.name.lower(),
        ", ".join(transaction.tags),
    )


def _other_side(transaction: Transaction) -> str:
    """Return where the money went or came from: the categories, or the other account with the way of the money."""
    if transaction.transfer_account is not None:
        way = "→" if transaction.amount.minor < 0 else "←"
        return f"{way} {transaction.transfer_account}"
    return ", ".join(_categories(transaction))


def _cells(transaction: Transaction) -> tuple[Cell, ...]:
    return (
        transaction.id,
        transaction.date,
        transaction.account,
        transaction.payee,
        _categories(transaction) or None,
        transaction.transfer_account,
        transaction.amount,
        transaction.amount.currency,
        transaction.memo,
        transaction.reference,
        transaction.status.name.lower(),
        transaction.tags,
    )


def _categories(transaction: Transaction) -> tuple[str, ...]:
    """Return the category, or those of a split, each once."""
    names = (posting.account for posting in transaction.postings if posting.type in {"income", "expense"})
    return tuple(dict.fromkeys(names))


def _posting_cells(posting: Posting) -> tuple[Cell, ...]:
    return (
        posting.account_id,
        posting.account,
        posting.type,
        posting.amount,
        posting.amount.currency,
        posting.status.name.lower(),
        posting.memo,
        posting.evidence.batch_id if posting.evidence else None,
        posting.evidence.line if posting.evidence else None,
    )


def _caption(pagination: Pagination, shown: int) -> str:
    if not pagination.total:
        return "No transaction fits."
    if not shown:
        return f"Of {counted(pagination.total, 'transaction')} none is left behind {pagination.skip:,}."
    last = pagination.skip + shown
    place = f"{pagination.skip + 1:,} to {last:,} of {pagination.total:,}"
    return f"{place}. More: --skip {last}" if pagination.has_more else f"{place}."
