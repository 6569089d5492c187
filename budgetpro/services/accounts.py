"""Accounts: where money sits. Adding, listing, changing, closing and deleting them."""

from __future__ import annotations

from datetime import date
from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.accounts import BUDGET_KINDS, Account, AccountType, account_type
from budgetpro.domain.days import date_of
from budgetpro.domain.errors import Failure, UsageFault
from budgetpro.domain.money import Money
from budgetpro.domain.transactions import Draft, PostingDraft, Status
from budgetpro.services.names import account_named, currency_named
from budgetpro.services.tree import Tree, free_text, refuse_used
from budgetpro.storage.queries.accounts import activity_of, balance_of, balances, opening_transaction, system_account_id
from budgetpro.storage.queries.drafts import draft_of
from budgetpro.storage.writes import add_transaction, delete, delete_transactions, insert_new

if TYPE_CHECKING:
    from budgetpro.storage.book import Book
    from budgetpro.storage.driver import Value

_SYSTEM_NAMES: dict[tuple[str, AccountType], str] = {
    ("opening", "equity"): "Opening balances",
    ("exchange", "equity"): "Exchange",
    ("uncategorised", "expense"): "Uncategorised",
    ("uncategorised", "income"): "Uncategorised income",
}


class AccountBalance(NamedTuple):
    """An account as `Account` has it, and its own balance, without the accounts below it."""

    id: int
    parent_id: int | None
    type: AccountType
    kind: str
    name: str
    path: str
    currency: str
    is_on_budget: bool
    is_closed: bool
    number: str | None
    note: str | None
    balance: Money


class AccountList(NamedTuple):
    """Accounts by type and path, and the sum of their balances in each currency.

    `on` is the day at whose end the balances stand; None where days to come are counted too.
    """

    accounts: tuple[AccountBalance, ...]
    totals: tuple[Money, ...]
    on: date | None


class AccountDetails(NamedTuple):
    """One account with its balance at the end of `on`; the days are those of its first and last posting."""

    account: AccountBalance
    on: date | None
    posting_count: int
    first_day: date | None
    last_day: date | None
    sub_account_count: int


def add_account(
    book: Book,
    path: str,
    *,
    kind: str,
    currency: str | None = None,
    number: str | None = None,
    note: str | None = None,
    on_budget: bool | None = None,
    opening_minor: int = 0,
    opening_on: date | None = None,
) -> Account:
    """Add an account of a kind (`domain.accounts.ACCOUNT_KINDS`) and return it.

    `path` is a name, or names from the top down, "Bank:Checking"; missing parents are added.
    Without `currency` it is the book's; without `on_budget` checking, savings, cash and card
    are. An opening balance other than zero (minor units; owed is negative) is written as a
    transaction of `opening_on`. Raises UsageFault `unknown_kind`, `unknown_currency`,
    `invalid_name`, `account_exists`, `opening_day_missing`.
    """
    type_ = account_type(kind)
    if opening_minor and opening_on is None:
        raise UsageFault(
            "An opening balance needs the day it stood so.", hint="Give it with --on.", code="opening_day_missing"
        )
    account = Tree(book, "account").add(
        path,
        type_,
        kind,
        parent_kind=type_,
        currency=currency_named(book, currency or book.base_currency),
        is_on_budget=kind in BUDGET_KINDS if on_budget is None else on_budget,
        number=free_text(number),
        note=free_text(note),
    )
    if opening_minor and opening_on is not None:
        _open_with(book, account, opening_minor, opening_on)
    return account


def list_accounts(book: Book, *, include_closed: bool = False, on: date | None = None) -> AccountList:
    """Return the accounts with their balances at the end of `on`; None counts days to come too."""
    accounts = tuple(
        _with_balance(book, account, minor)
        for account, minor in balances(book, on)
        if include_closed or not account.is_closed
    )
    totals: dict[str, Money] = {}
    for account in accounts:
        sum_so_far = totals.get(account.currency)
        totals[account.currency] = sum_so_far + account.balance if sum_so_far is not None else account.balance
    return AccountList(accounts, tuple(totals[code] for code in sorted(totals)), on)


def show_account(book: Book, text: str, *, on: date | None = None) -> AccountDetails:
    """Return the account that `text` names, its balance at the end of `on`, and its use."""
    account = account_named(book, text)
    activity = activity_of(book, account.id)
    return AccountDetails(
        _with_balance(book, account, balance_of(book, account.id, on)),
        on,
        activity.postings,
        date_of(activity.first_day) if activity.first_day else None,
        date_of(activity.last_day) if activity.last_day else None,
        activity.children,
    )


def edit_account(
    book: Book,
    text: str,
    *,
    name: str | None = None,
    parent: str | None = None,
    kind: str | None = None,
    currency: str | None = None,
    number: str | None = None,
    note: str | None = None,
    on_budget: bool | None = None,
) -> Account:
    """Change what is given of the account that `text` names, and return it as it then is.

    None leaves a thing as it is; "" clears a number or note, and moves to the top as a
    parent. The currency changes only while nothing is posted to the account: else Failure
    `account_not_empty`. Raises UsageFault `account_exists`, `invalid_name`, `invalid_move`.
    """
    tree = Tree(book, "account")
    account = tree.named(text)
    changes: dict[str, Value] = {}
    if name is not None or parent is not None:
        changes |= tree.place(account, name, parent)
    if kind is not None:
        changes |= {"type": account_type(kind), "kind": kind}
    if currency is not None and (code := currency_named(book, currency)) != account.currency:
        hint = f"Add another account: budgetpro account add NAME --currency {code}"
        refuse_used(book, account, f"keeps its currency, {account.currency}", hint=hint)
        changes["currency"] = code
    if number is not None:
        changes["number"] = free_text(number)
    if note is not None:
        changes["note"] = free_text(note)
    if on_budget is not None:
        changes["is_on_budget"] = on_budget
    return tree.change(account, **changes)


def set_opening(book: Book, text: str, minor: int, on: date) -> Account:
    """Say what the account that `text` names held when its history begins: `minor` units at the end of `on`.

    It takes the place of an earlier opening balance; zero takes that away. Raises Failure
    `account_closed`, and `reconciled` where a statement was agreed with on it.
    """
    account = account_named(book, text)
    require_open(account)
    earlier = opening_transaction(book, account.id)
    if earlier is not None:
        _refuse_reconciled_opening(account, draft_of(book, earlier))
        delete_transactions(book, [earlier])
    if minor:
        _open_with(book, account, minor, on)
    return account


def close_account(book: Book, text: str, *, force: bool = False) -> Account:
    """Close the account that `text` names: it takes no more postings, and lists leave it out.

    Raises Failure `account_not_settled` while it holds money, days to come included, unless forced.
    """
    tree = Tree(book, "account")
    account = tree.named(text)
    left = _with_balance(book, account, balance_of(book, account.id)).balance
    if left and not force:
        raise Failure(
            f"'{account.path}' still holds {left} {left.currency}; it was left open.",
            hint="Transfer the rest to another account first, or close it with --force.",
            code="account_not_settled",
            facts={"account": account.path, "balance": str(left), "currency": left.currency},
        )
    return tree.set_closed(account, is_closed=True)


def reopen_account(book: Book, text: str) -> Account:
    """Open the account that `text` names again."""
    tree = Tree(book, "account")
    return tree.set_closed(tree.named(text), is_closed=False)


def delete_account(book: Book, text: str) -> Account:
    """Delete the account that `text` names and return what it was.

    Its opening balance goes with it. Raises Failure `account_not_empty`, saying what else hangs
    on it, unless that is nothing, and `reconciled` where a statement was agreed with on it.
    """
    account = account_named(book, text)
    opening = _own_opening(book, account)
    refuse_used(book, account, "was not deleted", but=opening)
    if opening is not None:
        _refuse_reconciled_opening(account, draft_of(book, opening))
        delete_transactions(book, [opening])
        book.flush_totals()
    delete(book, "account", id=account.id)
    return account


def require_open(account: Account) -> None:
    """Raise Failure `account_closed` where the account or category takes no more postings."""
    if account.is_closed:
        noun = "category" if account.is_category else "account"
        raise Failure(
            f"The {noun} '{account.path}' is closed; nothing was changed.",
            hint=f"Open it again: budgetpro {noun} reopen '{account.path}'",
            code=f"{noun}_closed",
            facts={noun: account.path},
        )


def system_account(book: Book, kind: str, type_: AccountType) -> int:
    """Return the id of the account that the program itself posts to, adding it where it is missing.

    Of type equity, kind `opening` or `exchange`; of type expense or income, kind `uncategorised`.
    """
    found = system_account_id(book, kind, type_)
    if found is not None:
        return found
    name = _free_name(book, _SYSTEM_NAMES[kind, type_], type_)
    return insert_new(book, "account", type=type_, kind=kind, name=name, is_on_budget=False, is_closed=False)


def _free_name(book: Book, name: str, type_: AccountType) -> str:
    """Return the name, or the name with a number where a category of the user's has it."""
    if type_ == "equity":
        return name
    tree = Tree(book, "category")
    numbered = chain([name], (f"{name} {number}" for number in count(2)))
    return next(free for free in numbered if tree.at(free) is None)


def _open_with(book: Book, account: Account, minor: int, on: date) -> None:
    opening = system_account(book, "opening", "equity")
    currency = account.currency or book.base_currency
    postings = (PostingDraft(account.id, minor, currency), PostingDraft(opening, -minor, currency))
    add_transaction(book, Draft(on, postings, memo="Opening balance"))


def _own_opening(book: Book, account: Account) -> int | None:
    """Return the transaction that opens this account and no other, or None."""
    opening = opening_transaction(book, account.id)
    return opening if opening is not None and len(draft_of(book, opening).postings) == 2 else None


def _refuse_reconciled_opening(account: Account, opening: Draft) -> None:
    if any(posting.status == Status.RECONCILED for posting in opening.postings):
        raise Failure(
            f"The opening balance of '{account.path}' is reconciled; it was left as it was.", code="reconciled"
        )


def _with_balance(book: Book, account: Account, minor: int) -> AccountBalance:
    currency = account.currency or book.base_currency
    return AccountBalance(*account[:6], currency, *account[7:], book.money(minor, currency))
