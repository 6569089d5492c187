"""Which sign sets decimals apart, where one amount of a file puts another in doubt."""

from __future__ import annotations

import re

from budgetpro.domain.errors import Failure
from budgetpro.importers.ofx.values import decimal_mark_of

_EITHER = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")


class DecimalMarks:
    """The amounts of a file, one by one: `1.234` is no decimal number where another is `12,50`."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._either: tuple[int, str] | None = None
        self._comma: tuple[int, str] | None = None

    def note(self, line: int, text: str) -> None:
        """Take in an amount that could be read; raises Failure decimal_mark_unknown where two disagree."""
        if text[-4:-3] == "." and self._either is None and _EITHER.fullmatch(text):
            self._either = line, text
        elif ("," in text or text.count(".") > 1) and self._comma is None and decimal_mark_of(text) == ",":
            self._comma = line, text
        else:
            return
        if self._either and self._comma:
            raise Failure(
                f"{self._label}, line {self._either[0]}: {self._either[1]} can have decimals or thousands,"
                f" for line {self._comma[0]} has {self._comma[1]}.",
                code="decimal_mark_unknown",
                hint='Say which mark is the decimal one with --decimal "." or --decimal ",".',
                facts={"line": self._either[0], "amounts": [self._either[1], self._comma[1]]},
            )
