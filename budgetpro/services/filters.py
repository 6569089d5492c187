"""Filters: which transactions a person means, in their words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.days import day_number
from budgetpro.domain.errors import UsageFault
from budgetpro.domain.money import parse_amount
from budgetpro.domain.names import composed
from budgetpro.domain.periods import parse_period
from budgetpro.domain.transactions import Status
from budgetpro.services.names import payee_named
from budgetpro.services.tags import known_tag_ids
from budgetpro.services.tree import Tree
from budgetpro.storage.queries.selections import Selection
from budgetpro.storage.queries.transactions import Order, SortKey

if TYPE_CHECKING:
    from budgetpro.domain.accounts import Account
    from budgetpro.storage.book import Book

SORT_KEYS: tuple[SortKey, ...] = ("date", "amount", "payee", "id")


class Filter(NamedTuple):
    """What must all hold; None and () ask for nothing.

    `period` is any that `parse_period` knows. An account or a category stands for those below
    it too. `least` and `most` are amounts without regard to their sign.
    """

    period: str | None = None
    account: str | None = None
    category: str | None = None
    payee: str | None = None
    text: str | None = None
    least: str | None = None
    most: str | None = None
    tags: Sequence[str] = ()
    status: str | None = None
    is_uncategorised: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for, so that every transaction fits."""
        return not any(self)


def select(book: Book, asked: Filter, today: date) -> Selection:
    """Return the selection that a filter means in this book.

    Raises NotFound or UsageFault for a name that is none or not one's alone, an amount, a
    period or a status that is none, and for what can't hold together (`conflicting_filters`).
    """
    period = parse_period(asked.period, today) if asked.period is not None else None
    accounts = _account_and_below(book, asked.account) if asked.account is not None else ()
    return Selection(
        since=day_number(period.since) if period and period.since else None,
        until=day_number(period.until) if period and period.until else None,
        account_ids=tuple(account.id for account in accounts),
        category_ids=_category_ids(book, asked),
        payee_id=payee_named(book, asked.payee) if asked.payee is not None else None,
        text=composed(asked.text) if asked.text else None,
        least_minor=_bounds(book, accounts, asked.least, rounds_up=True),
        most_minor=_bounds(book, accounts, asked.most, rounds_up=False),
        tag_ids=known_tag_ids(book, asked.tags),
        status=parse_status(asked.status) if asked.status is not None else None,
    )


def parse_status(text: str) -> Status:
    """Return the status of that name; UsageFault `invalid_status`."""
    try:
        return Status[text.strip().upper()]
    except KeyError:
        names = ", ".join(status.name.lower() for status in Status)
        raise UsageFault(f"'{text}' is no status.", hint=f"Take one of {names}.", code="invalid_status") from None


def parse_order(text: str) -> Order:
    """Return the order that `text` names: date, amount, payee or id, with `-` in front the largest first.

    Raises UsageFault `invalid_sort`.
    """
    key = text.removeprefix("-")
    for known in SORT_KEYS:
        if key == known:
            return Order(known, is_descending=text.startswith("-"))
    raise UsageFault(
        f"'{text}' is nothing to sort by.",
        hint=f"Take one of {', '.join(SORT_KEYS)}; with - in front the largest comes first.",
        code="invalid_sort",
    )


def _account_and_below(book: Book, text: str) -> tuple[Account, ...]:
    tree = Tree(book, "account")
    return tree.at_or_below([tree.named(text)])


def _category_ids(book: Book, asked: Filter) -> tuple[int, ...] | None:
    if asked.category is None and not asked.is_uncategorised:
        return None
    tree = Tree(book, "category")
    if asked.category is None:
        return tuple(node.id for node in tree.nodes if node.kind == "uncategorised")
    if asked.is_uncategorised:
        raise UsageFault(
            f"Nothing is uncategorised and under the category '{asked.category}' as well.",
            hint="Ask for one of the two.",
            code="conflicting_filters",
        )
    return tuple(node.id for node in tree.at_or_below([tree.named(asked.category)]))


def _bounds(book: Book, accounts: Sequence[Account], text: str | None, *, rounds_up: bool) -> dict[int, int] | None:
    """Return what an amount is in the minor units of each account, of all accounts where none is asked for.

    An account whose currency can't say the amount exactly takes the next one inside the bound.
    """
    if text is None:
        return None
    known = accounts or Tree(book, "account").nodes
    digits = {account.id: book.digits(account.currency or book.base_currency) for account in known}
    finest = max(digits.values(), default=book.digits(book.base_currency))
    minor = abs(parse_amount(text, finest))
    scaled = {one: divmod(minor, 10 ** (finest - own)) for one, own in digits.items()}
    return {one: whole + (rounds_up and rest > 0) for one, (whole, rest) in scaled.items()}
