"""The parts of a split: one amount over several categories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.errors import UsageFault
from budgetpro.domain.money import Money, parse_amount
from budgetpro.services.accounts import require_open
from budgetpro.services.names import category_named

if TYPE_CHECKING:
    from budgetpro.domain.accounts import Account
    from budgetpro.storage.book import Book

REST = ("", "rest")


class Part(NamedTuple):
    """A category and its share, counted in the direction of the whole: negative where it goes the other way."""

    category: Account
    amount_minor: int


def parse_parts(book: Book, texts: Sequence[str], whole: Money) -> tuple[Part, ...]:
    """Return the parts that `texts` name, together exactly the whole.

    Each is CATEGORY=AMOUNT; one of them may be CATEGORY= or CATEGORY=rest and takes what is
    left. Raises UsageFault `invalid_split`, or `split_difference` with the sum that is missing
    or too much; else what names and amounts raise.
    """
    named = [_named(book, text) for text in texts]
    open_parts = [category for category, amount in named if amount.strip().lower() in REST]
    if len(open_parts) > 1:
        paths = " and ".join(category.path for category in open_parts)
        raise UsageFault(f"Only one part can take the rest, not {paths}.", code="invalid_split")
    given = [
        Part(category, parse_amount(amount, whole.digits))
        for category, amount in named
        if amount.strip().lower() not in REST
    ]
    rest = whole.minor - sum(part.amount_minor for part in given)
    if open_parts:
        given.append(Part(open_parts[0], rest))
    elif rest:
        raise _difference(whole, rest)
    for part in given:
        _refuse_nothing(part)
    return tuple(given)


def _named(book: Book, text: str) -> tuple[Account, str]:
    name, equals, amount = text.rpartition("=")
    if not equals:
        raise UsageFault(
            f"'{text}' is no part of a split.",
            hint="Write CATEGORY=AMOUNT, or CATEGORY= for the rest: --split groceries=5.00 --split restaurants=",
            code="invalid_split",
        )
    category = category_named(book, name)
    require_open(category)
    return category, amount


def _refuse_nothing(part: Part) -> None:
    if part.amount_minor == 0:
        raise UsageFault(f"Nothing is left for '{part.category.path}'.", code="invalid_split")


def _difference(whole: Money, rest: int) -> UsageFault:
    parts, gap = whole._replace(minor=whole.minor - rest), abs(whole._replace(minor=rest))
    is_short = (rest > 0) == (whole.minor > 0)
    return UsageFault(
        f"The parts sum to {parts} of {whole} {whole.currency}: {gap} {'is missing' if is_short else 'too much'}.",
        hint="Let one part take the rest: --split CATEGORY=",
        code="split_difference",
        facts={"whole": str(whole), "parts": str(parts), "difference": str(whole._replace(minor=rest))},
    )
