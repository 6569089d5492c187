"""How many there are of something, as people read it."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return "1 transaction", "2,000 transactions", "2 subcategories"."""
    if number != 1:
        noun = noun.removesuffix("y") + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun}"
