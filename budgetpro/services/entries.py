"""Entering a transaction by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.days import parse_day
from budgetpro.domain.errors import Failure, UsageFault
from budgetpro.domain.money import Money, parse_amount
from budgetpro.domain.transactions import Draft, PostingDraft, Status
from budgetpro.services.accounts import require_open, system_account
from budgetpro.services.filters import parse_status
from budgetpro.services.names import account_named, category_named, currency_named, payee_named
from budgetpro.services.parts import Part, parse_parts
from budgetpro.services.tags import tag_ids
from budgetpro.services.transactions import show_transaction
from budgetpro.services.tree import Tree
from budgetpro.storage import writes
from budgetpro.storage.queries.accounts import account_by_id

if TYPE_CHECKING:
    from budgetpro.domain.accounts import Account
    from budgetpro.services.transactions import Transaction
    from budgetpro.storage.book import Book

OUT, IN = -1, 1


class Entry(NamedTuple):
    """A transaction in a person's words.

    `source` is the account that the money leaves, `target` the one it comes to; with neither,
    it leaves the default account for an expense category and comes to it from an income
    category. A negative amount goes the other way: a refund. `splits` are CATEGORY=AMOUNT.
    """

    amount: str
    category: str | None = None
    source: str | None = None
    target: str | None = None
    payee: str | None = None
    on: str | None = None
    memo: str | None = None
    reference: str | None = None
    tags: Sequence[str] = ()
    status: str | None = None
    currency: str | None = None
    splits: Sequence[str] = ()


def add_transaction(book: Book, entry: Entry, *, today: date, default_account: str | None = None) -> Transaction:
    """Write a transaction between an account and a category, or several by `splits`; return it.

    Without a category it is uncategorised. Without an account it is `default_account`, else
    the only open account on budget (UsageFault `account_required` where there is no such).
    Raises Failure `account_closed`, `category_closed`, and UsageFault for what does not parse
    or fit, among them `currency_mismatch`, `zero_amount` and `split_difference`.
    """
    _refuse_conflicts(entry)
    account = _account(book, entry, default_account)
    require_open(account)
    whole = _amount(book, entry, account)
    if entry.splits:
        parts = parse_parts(book, entry.splits, whole)
        direction = _direction(entry, [part.category for part in parts])
    else:
        category = _category(book, entry)
        direction = _direction(entry, [category] if category else [])
        parts = (Part(category or _uncategorised(book, direction * whole.minor), whole.minor),)
    draft = Draft(
        parse_day(entry.on, today) if entry.on is not None else today,
        (
            PostingDraft(account.id, direction * whole.minor, whole.currency, first_status(account, entry.status)),
            *(PostingDraft(part.category.id, -direction * part.amount_minor, whole.currency) for part in parts),
        ),
        payee_named(book, entry.payee, create=True) if entry.payee else None,
        entry.memo or None,
        entry.reference or None,
        tag_ids(book, entry.tags),
    )
    return show_transaction(book, writes.add_transaction(book, draft))


def first_status(account: Account, asked: str | None) -> Status:
    """Return the status of a posting that no bank has told of: cash is settled at once.

    Raises UsageFault `invalid_status`; reconciled is what only reconciling makes.
    """
    if asked is None:
        return Status.CLEARED if account.kind == "cash" else Status.PENDING
    return settable_status(asked)


def settable_status(text: str) -> Status:
    """Return a status that a person can give; UsageFault `invalid_status` for reconciled and for what is none."""
    status = parse_status(text)
    if status == Status.RECONCILED:
        raise UsageFault(
            "Reconciled is what a transaction becomes by reconciling.",
            hint="Take pending or cleared.",
            code="invalid_status",
        )
    return status


def parse_positive(text: str, digits: int, currency: str) -> Money:
    """Return an amount above zero; UsageFault `negative_amount` or `zero_amount`."""
    amount = parse_nonzero(text, digits, currency)
    if amount.minor < 0:
        raise UsageFault(
            f"The amount '{text}' is negative.", hint="Name the accounts the other way round.", code="negative_amount"
        )
    return amount


def parse_nonzero(text: str, digits: int, currency: str) -> Money:
    """Return an amount; UsageFault `zero_amount` for none."""
    minor = parse_amount(text, digits)
    if minor == 0:
        raise UsageFault("An amount of zero moves nothing.", code="zero_amount")
    return Money(minor, currency, digits)


def _refuse_conflicts(entry: Entry) -> None:
    if entry.source is not None and entry.target is not None:
        raise UsageFault(
            "Money from an account to an account is a transfer.",
            hint=f"Enter it by: budgetpro txn transfer {entry.amount} {entry.source} {entry.target}",
            code="conflicting_options",
        )
    if entry.category is not None and entry.splits:
        raise UsageFault(
            f"The category '{entry.category}' and a split were both given.",
            hint=f"Make it a part: --split '{entry.category}='",
            code="conflicting_options",
        )


def _account(book: Book, entry: Entry, default_account: str | None) -> Account:
    named = entry.source or entry.target or default_account
    return account_named(book, named) if named else _only_account(book)


def _only_account(book: Book) -> Account:
    accounts = [node for node in Tree(book, "account").nodes if node.is_on_budget and not node.is_closed]
    if len(accounts) == 1:
        return accounts[0]
    if not accounts:
        raise Failure(
            "There is no open account on budget to take the money from.",
            hint="Name one with --from or --to, or add one: budgetpro account add Checking",
            code="no_account",
        )
    raise UsageFault(
        f"The account could be {', '.join(account.path for account in accounts[:5])}.",
        hint="Name it with --from or --to, or set a default one: BUDGETPRO_ACCOUNT.",
        code="account_required",
        facts={"candidates": [{"id": account.id, "name": account.path} for account in accounts]},
    )


def _amount(book: Book, entry: Entry, account: Account) -> Money:
    currency = account.currency or book.base_currency
    if entry.currency is not None and (asked := currency_named(book, entry.currency)) != currency:
        raise UsageFault(
            f"'{account.path}' is kept in {currency}, not in {asked}.",
            hint=f"Enter what the bank booked in {currency}, or name an account in {asked}.",
            code="currency_mismatch",
        )
    return parse_nonzero(entry.amount, book.digits(currency), currency)


def _category(book: Book, entry: Entry) -> Account | None:
    if entry.category is None:
        return None
    category = category_named(book, entry.category)
    require_open(category)
    return category


def _direction(entry: Entry, categories: Sequence[Account]) -> int:
    """Return whether a positive amount leaves the account or comes to it."""
    if entry.source is not None or entry.target is not None:
        return OUT if entry.source is not None else IN
    types = {category.type for category in categories}
    if len(types) > 1:
        raise UsageFault(
            "Income and expense in one transaction: it could go either way.",
            hint="Say where the whole amount goes: --from ACCOUNT or --to ACCOUNT.",
            code="direction_required",
        )
    return IN if types == {"income"} else OUT


def _uncategorised(book: Book, own_minor: int) -> Account:
    return account_by_id(book, system_account(book, "uncategorised", "expense" if own_minor < 0 else "income"))
