"""The question marks of SQL: one for each value of a list, and long lists in pieces that a statement takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")

PIECE = 500


def marks(values: Sequence[object]) -> str:
    """Return as many parameters, set apart by commas; for none what nothing equals."""
    return ", ".join("?" * len(values)) or "null"


def pieces(values: Sequence[Item]) -> Iterator[tuple[Sequence[Item], str]]:
    """Yield the values in pieces that one statement takes, each with its marks."""
    for start in range(0, len(values), PIECE):
        piece = values[start : start + PIECE]
        yield piece, marks(piece)
