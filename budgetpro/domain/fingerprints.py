"""How a statement line is recognised when it comes again (docs/explanation/import.md).

A fingerprint is one 63-bit integer: the day in the upper 22 bits (its proleptic ordinal), a
hash of the line's stable bank fields in the lower 41. Led by the day, fingerprints of one
period lie together in an index; two different lines of one account and day share a
fingerprint with a chance of one in 2^41.
"""

from __future__ import annotations

from datetime import date
from hashlib import blake2b
from unicodedata import normalize

VERSION = 1
HASH_BITS = 41
_MASK = (1 << HASH_BITS) - 1


def fold(text: str) -> str:
    """Return text as it is compared: NFKC, case-folded, runs of white space as one space."""
    if not text.isascii():
        text = normalize("NFKC", text)
    return " ".join(text.casefold().split())


def first_of(day: date) -> int:
    """Return the smallest fingerprint of a day; those of the day are below the next day's."""
    return day.toordinal() << HASH_BITS


def end_of(day: date) -> int:
    """Return what lies just above every fingerprint of a day."""
    return first_of(day) + (1 << HASH_BITS)


def by_content(
    day_base: int,
    amount_minor: int,
    currency: str,
    description: str,
    reference: str | None,
    is_pending: bool,
) -> int:
    """Fingerprint a line without an id of the bank's; `day_base` is `first_of` its day.

    `description` is everything the bank said in words. A pending line has a fingerprint of its
    own, for it will come again as booked. The running balance is no part of it: a row that is
    booked late shifts the balances of the rows after it, and the next file may have none.
    """
    kind = "pending" if is_pending else "line"
    words = fold(description)
    return day_base | _hash(f"{kind}\x1f{amount_minor}\x1f{currency}\x1f{words}\x1f{reference or ''}")


def by_bank_id(day_base: int, amount_minor: int, currency: str, bank_id: str, is_pending: bool) -> int:
    """Fingerprint a line by the bank's own id, which counts within its account only."""
    kind = "pending id" if is_pending else "id"
    return day_base | _hash(f"{kind}\x1f{amount_minor}\x1f{currency}\x1f{bank_id}")


def _hash(content: str) -> int:
    return int.from_bytes(blake2b(content.encode("utf-8", "surrogatepass"), digest_size=8).digest()) & _MASK
