"""Commodities: what an account may be kept in beside the currencies of ISO 4217, such as shares and crypto."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.accounts import LONGEST_NAME, clean_name
from budgetpro.domain.currency import ISO_4217, MOST_DIGITS
from budgetpro.domain.errors import Failure, NotFound, UsageFault
from budgetpro.domain.names import composed, folded_case, near_misses
from budgetpro.storage.queries import commodities as found
from budgetpro.storage.writes import delete, insert

if TYPE_CHECKING:
    from budgetpro.storage.book import Book

_CODE = re.compile(r"[^\W\d_][\w.-]{0,23}")


class Commodity(NamedTuple):
    """A unit of the book's own: amounts of it have `digits` decimals; `account_count` accounts are kept in it."""

    code: str
    digits: int
    name: str
    account_count: int


def add_commodity(book: Book, code: str, *, digits: int, name: str | None = None) -> Commodity:
    """Add a unit that accounts can be kept in; its name is its code unless given.

    Its decimals stay as they are: every amount of it is counted in them. Raises UsageFault
    `invalid_commodity` for a code or a number of decimals that can't be, `invalid_name`, and
    `commodity_exists` where the book or ISO 4217 has the code, capitals or not.
    """
    unit = _code(code)
    if not 0 <= digits <= MOST_DIGITS:
        raise UsageFault(f"A commodity has 0 to {MOST_DIGITS} decimals, not {digits}.", code="invalid_commodity")
    taken = [known.code for known in list_commodities(book) if folded_case(known.code) == folded_case(unit)]
    if taken or unit.upper() in ISO_4217:
        owner = "The book has" if taken else "ISO 4217 has"
        raise UsageFault(f"{owner} '{taken[0] if taken else unit.upper()}' already.", code="commodity_exists")
    title = clean_name(name, "commodity's name") if name else unit
    insert(book, "commodity", code=unit, digits=digits, name=title)
    return Commodity(unit, digits, title, 0)


def list_commodities(book: Book) -> tuple[Commodity, ...]:
    """Return the book's own units, by code."""
    return tuple(Commodity(*row) for row in found.commodities(book))


def delete_commodity(book: Book, code: str) -> Commodity:
    """Delete a unit that nothing is kept in; Failure `commodity_in_use` else, NotFound `commodity_not_found`."""
    commodity = _named(book, code)
    if commodity.account_count or found.has_amounts(book, commodity.code):
        accounts = "1 account is" if commodity.account_count == 1 else f"{commodity.account_count} accounts are"
        why = f"{accounts} kept in it" if commodity.account_count else "there are amounts in it"
        raise Failure(f"'{commodity.code}' can't be deleted: {why}. Nothing was changed.", code="commodity_in_use")
    delete(book, "commodity", code=commodity.code)
    return commodity


def _named(book: Book, code: str) -> Commodity:
    commodities = list_commodities(book)
    for commodity in commodities:
        if folded_case(commodity.code) == folded_case(code.strip()):
            return commodity
    near = near_misses(code, [commodity.code for commodity in commodities])
    raise NotFound(
        f"There is no commodity '{code}'.",
        hint=f"Did you mean {' or '.join(near)}?" if near else "See: budgetpro commodity list",
        code="commodity_not_found",
    )


def _code(text: str) -> str:
    code = composed(text.strip())
    if _CODE.fullmatch(code):
        return code
    raise UsageFault(
        f"'{text[:LONGEST_NAME]}' can't be a commodity's code.",
        hint="A code begins with a letter and has up to 24 letters, digits, points and hyphens: VWCE, BTC.",
        code="invalid_commodity",
    )
