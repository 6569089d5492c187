"""Which transactions a change is for: named one by one, or all that a filter finds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.errors import Failure, UsageFault
from budgetpro.domain.transactions import Status
from budgetpro.services.filters import Filter, select
from budgetpro.services.transactions import refuse_missing
from budgetpro.storage.queries.accounts import accounts_of
from budgetpro.storage.queries.selections import Selection
from budgetpro.storage.queries.sides import OwnSide, existing, own_sides
from budgetpro.storage.queries.transactions import NEWEST_FIRST, ids_of

if TYPE_CHECKING:
    from budgetpro.storage.book import Book

_SHOWN = 5


class Choice(NamedTuple):
    """Chosen transactions, and what the filter asked for, if one found them.

    `is_named` says that a person named each of them: then one that can't be changed refuses
    the whole, while one that a filter found along with others may be left as it is.
    """

    ids: tuple[int, ...]
    selection: Selection
    is_named: bool


def choose(book: Book, ids: Sequence[str], asked: Filter, *, today: date) -> Choice:
    """Return the transactions with these ids, or those that the filter finds, the newest first.

    Raises NotFound `transaction_not_found`, UsageFault `invalid_id`, `conflicting_options`
    where both are given, `nothing_chosen` where neither is, and what a filter raises.
    """
    if ids and not asked.is_empty:
        raise UsageFault(
            "Transactions were named by id, and by a filter as well.",
            hint="Give either ids or filters.",
            code="conflicting_options",
        )
    if not ids and asked.is_empty:
        raise UsageFault(
            "No transaction was named.",
            hint="Give ids, or filters such as --text or --payee; --period all stands for every transaction.",
            code="nothing_chosen",
        )
    if not ids:
        selection = select(book, asked, today)
        return Choice(tuple(ids_of(book, selection, NEWEST_FIRST)), selection, is_named=False)
    wanted = tuple(dict.fromkeys(parse_id(text) for text in ids))
    refuse_missing(wanted, existing(book, wanted))
    return Choice(wanted, Selection(), is_named=True)


def parse_id(text: str) -> int:
    """Return the id that `text` is, with or without a # in front; UsageFault `invalid_id`."""
    digits = text.strip().removeprefix("#")
    if digits.isascii() and digits.isdecimal() and len(digits) <= 18:
        return int(digits)
    raise UsageFault(
        f"'{text}' is no transaction's id.",
        hint="An id is a whole number; budgetpro txn list shows them.",
        code="invalid_id",
    )


def refuse_settled(book: Book, choice: Choice) -> None:
    """Raise Failure where a chosen transaction's money must stay as it is: `reconciled`, or `account_closed`."""
    closed = {node.id: node.path for node in accounts_of(book, ("asset", "liability")) if node.is_closed}
    sides = list(own_sides(book, choice.ids))
    refuse_reconciled([side for side in sides if side.status == Status.RECONCILED])
    for side in sides:
        if side.account_id in closed:
            path = closed[side.account_id]
            raise Failure(
                f"The account '{path}' of transaction {side.txn_id} is closed; nothing was changed.",
                hint=f"Open it again: budgetpro account reopen '{path}'",
                code="account_closed",
                facts={"account": path, "id": side.txn_id},
            )


def refuse_reconciled(sides: Sequence[OwnSide]) -> None:
    """Raise Failure `reconciled` unless there is none of them."""
    if not sides:
        return
    ids = sorted({side.txn_id for side in sides})
    shown = ", ".join(map(str, ids[:_SHOWN])) + (f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else "")
    raise Failure(
        f"A statement was reconciled with transaction {shown}; nothing was changed.",
        hint="Leave it out; with filters, by --status pending or --status cleared.",
        code="reconciled",
        facts={"ids": ids[:100]},
    )
