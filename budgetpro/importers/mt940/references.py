"""Which of the bank's references tell rows apart, so that they can serve as the bank's id of a row.

Field 61 has the bank's own reference behind `//`. With most banks it is unique, with some it is a
word, a small number that starts anew with each statement, or shared by the rows of one order.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from itertools import pairwise

_SHORTEST_ID = 8
_DIGIT = re.compile(r"[0-9]")
_FIRST_OF_61 = re.compile(r":61:[0-9]{6,10}\s*[A-Za-z]{1,3}[0-9.,]+")


def is_identifier(reference: str) -> bool:
    """Tell whether a bank reference is made like an id: long, not only by zeros in front, and with digits."""
    return len(reference.lstrip("0")) >= _SHORTEST_ID and _DIGIT.search(reference) is not None


def repeated_rows(lines: Iterable[str]) -> frozenset[int]:
    """Return the keys (`RowKeys`) of rows that their bank reference does not tell apart.

    These have the reference, the dates and the amount of another row in the same page. The
    reference alone may be shared: a payment and its fee have one. A row that comes again in
    another page is the same row again. So the answer does not hang on how far a file goes.
    """
    keys = RowKeys()
    hashes = array("q", (key for line in lines if (key := keys.read(line)) is not None))
    return frozenset(one for one, other in pairwise(sorted(hashes)) if one == other)


class RowKeys:
    """Makes a number for each row that has a bank reference, from the lines of a file in their order."""

    def __init__(self) -> None:
        self._page = 0

    def read(self, line: str) -> int | None:
        """Take in a line that may begin a field; return the key of a row that begins on it."""
        if line.startswith(":25"):
            self._page += 1
        if not line.startswith(":61:"):
            return None
        found = _FIRST_OF_61.match(line)
        reference = line.partition("//")[2].strip()
        return hash((self._page, found.group(), reference)) if found and reference else None
