"""Amounts of money: whole numbers of a currency's minor unit, their text, and exact shares of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from budgetpro.domain.errors import UsageFault

MAX_MINOR = 2**63 - 1
"""The largest amount that a book can hold, in minor units: a signed 64-bit integer."""

_LONGEST = 48  # the 19 digits of 64 bits, a sign, a mark, a separator for each three, and some zeros
_SAME_MEANING = str.maketrans({"\u2212": "-", "\u2019": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_NUMBER = r"([+-]?)([0-9]+(?:[ ',.][0-9]+)*)"
_GROUPED = r"[1-9][0-9]{0,2}([ ',.])[0-9]{3}(?:\1[0-9]{3})*"


class Money(NamedTuple):
    """An amount: `minor` units of `currency`, which has `digits` decimals.

    It adds to, subtracts from and compares with money of the same currency only (ValueError
    else), multiplies by whole numbers, and is false where it is zero.
    """

    minor: int
    currency: str
    digits: int

    def __str__(self) -> str:
        return format_minor(self.minor, self.digits)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __neg__(self) -> Money:
        return self._replace(minor=-self.minor)

    def __abs__(self) -> Money:
        return self._replace(minor=abs(self.minor))

    def __add__(self, other: Money) -> Money:  # type: ignore[override]  # money is a number, not a sequence
        return self._replace(minor=self.minor + self._same(other))

    def __sub__(self, other: Money) -> Money:
        return self._replace(minor=self.minor - self._same(other))

    def __mul__(self, times: int) -> Money:  # type: ignore[override]
        return self._replace(minor=self.minor * times)

    def __rmul__(self, times: int) -> Money:  # type: ignore[override]
        return self * times

    def __lt__(self, other: Money) -> bool:  # type: ignore[override]
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:  # type: ignore[override]
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:  # type: ignore[override]
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:  # type: ignore[override]
        return self.minor >= self._same(other)

    def _same(self, other: Money) -> int:
        """Return the minor units of `other`; ValueError unless it has this currency and scale."""
        if other[1:] != self[1:]:
            raise ValueError(f"{self.currency} and {other.currency} do not mix without a rate")
        return other.minor


def format_minor(minor: int, digits: int) -> str:
    """Return the amount as a bare decimal: -1250 with 2 digits is "-12.50"."""
    if digits == 0:
        return str(minor)
    text = str(abs(minor)).zfill(digits + 1)
    return f"{'-' if minor < 0 else ''}{text[:-digits]}.{text[-digits:]}"


def parse_amount(text: str, digits: int) -> int:
    """Return the minor units that `text` means in a currency with `digits` decimals.

    Understood: a whole number; `.` or `,` before the decimals; thousands set apart by the
    other of the two, by a space or by an apostrophe, all in threes; a sign in front. One mark
    with one to three digits before it and three behind it could be either, and is refused,
    unless it is a point and the currency has three decimals: that is how amounts are printed.

    Raises UsageFault: `ambiguous_amount` (both readings in the facts), `amount_too_precise`,
    `amount_too_large`, `invalid_amount`.
    """
    shape = re.fullmatch(_NUMBER, text.strip().translate(_SAME_MEANING)) if len(text) <= _LONGEST else None
    if shape is None:
        raise _not_an_amount(text)
    sign, number = shape.groups()
    whole, decimals = _parts(text, number, digits)
    if len(decimals) > digits:
        raise _too_precise(text, digits)
    minor = int(whole + decimals.ljust(digits, "0"))
    if minor > MAX_MINOR:
        raise UsageFault(
            f"The amount '{text}' is larger than a book can hold.",
            hint=f"The largest is {format_minor(MAX_MINOR, digits)}.",
            code="amount_too_large",
            facts={"text": text},
        )
    return -minor if sign == "-" else minor


def allocate(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Share `total_minor` by `weights`, whole minor units each, in sum exactly the total.

    What is left over after rounding towards zero goes by one unit each to the largest
    remainders, the earlier one first where they are equal (Hamilton's method). A negative total
    is shared as its opposite. Raises ValueError unless a weight is positive and none negative.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("shares need weights of zero or more, one of them positive")
    size = abs(total_minor)
    shares = [size * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda n: -(size * weights[n] % whole))
    for n in by_remainder[: size - sum(shares)]:
        shares[n] += 1
    return shares if total_minor >= 0 else [-share for share in shares]


def _parts(text: str, number: str, digits: int) -> tuple[str, str]:
    """Split an unsigned number into the digits before and behind its decimal mark."""
    if number.isdigit():
        return number, ""
    mark = next(sign for sign in reversed(number) if not sign.isdigit())
    before, _, behind = number.rpartition(mark)
    is_grouped = re.fullmatch(_GROUPED, number) is not None
    if is_grouped and mark in ",." and before.isdigit() and not (mark == "." and digits == 3):
        raise _ambiguous(text, before, behind, digits)
    if mark in ",." and before.isdigit():
        return before, behind
    if mark in ",." and mark not in before and re.fullmatch(_GROUPED, before):
        return _bare(before), behind
    if is_grouped:
        return _bare(number), ""
    raise _not_an_amount(text)


def _bare(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())


def _ambiguous(text: str, before: str, behind: str, digits: int) -> UsageFault:
    larger, smaller = before + behind, f"{before}.{behind}"
    other = f", or {smaller.ljust(len(before) + 1 + digits, '0')} for the decimals" if digits > 3 else ""
    return UsageFault(
        f"The amount '{text}' could be {smaller} or {larger}.",
        hint=f"Write {larger} for the larger{other}.",
        code="ambiguous_amount",
        facts={"text": text, "readings": [smaller, larger]},
    )


def _too_precise(text: str, digits: int) -> UsageFault:
    most = {0: "no decimals", 1: "one decimal"}.get(digits, f"{digits} decimals")
    return UsageFault(
        f"The amount '{text}' has more decimals than its currency, which has {most}.",
        hint="Round it yourself: amounts are never rounded on the way in.",
        code="amount_too_precise",
        facts={"text": text, "digits": digits},
    )


def _not_an_amount(text: str) -> UsageFault:
    return UsageFault(
        f"'{text[:_LONGEST]}' is no amount." if text.strip() else "An amount is missing.",
        hint="Write it like 12.50, 1,234.56 or -1234; without a currency sign.",
        code="invalid_amount",
        facts={"text": text[:_LONGEST]},
    )
