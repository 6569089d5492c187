r"""Number formats: what a code such as `#,##0.00\ "€";[Red]-#,##0.00\ "€"` makes of a stored number.

ECMA-376 part 1, clauses 18.8.30 (the formats that have a number and no code) and 18.8.31 (codes).
Only what a reader of statements needs: whether it is a day, how many decimals are shown, and the
words and signs that stand beside the digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

LONGEST_CODE = 255
_BELOW = ("-", "−", "(")
_TOKENS = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.?)|[_*].?|\[\$(?P<symbol>[^\]-]*)[^\]]*\]|\[(?P<elapsed>h+|m+|s+)\]'
    r"|\[[^\]]*\]?|(?P<general>General)|(?P<noon>AM/PM|A/P)|(?P<power>E[+-])|(?P<fraction>s\.0+)"
    r"|(?P<letter>[ymdhsebg])|(?P<digit>[0#?])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTIONS = re.compile(r'(?:"[^"]*"?|\\.|[_*].|\[[^\]]*\]?|[^;"\\_*\[])*', re.DOTALL)


class Kind(Enum):
    """What a number is that is shown by a format."""

    GENERAL = "a number as it is"
    NUMBER = "a number with so many decimals"
    PERCENT = "a share in a hundred"
    DAY = "a day"
    MOMENT = "a day with a time"
    CLOCK = "a time"


@dataclass(frozen=True, slots=True)
class Words:
    """What stands before and after the digits; `is_below` where a minus or brackets do."""

    before: str = ""
    after: str = ""
    is_below: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """How a number is shown: `places` decimals, at least `digits` before the mark; words by its sign.

    `thousands`: how many times it is shown divided by a thousand.
    """

    kind: Kind = Kind.GENERAL
    places: int = 0
    digits: int = 1
    thousands: int = 0
    positive: Words = Words()
    negative: Words = Words()


GENERAL = Format()
_CODES = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0", 6: "#,##0", 7: "#,##0.00", 8: "#,##0.00", 9: "0%",
    10: "0.00%", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00",
    41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0",
    59: "0", 60: "0.00", 61: "#,##0", 62: "#,##0.00", 67: "0%", 68: "0.00%", 75: "h:mm", 76: "h:mm:ss",
    77: "d/m/yyyy h:mm", 78: "mm:ss", 79: "[h]:mm:ss", 80: "mm:ss.0",
}  # fmt: skip
# Days in the forms of the Far East; some of them are times in another language: the day is kept with it.
_CODES |= dict.fromkeys((27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58, 71, 72, 73, 74, 81), "yyyy-mm-dd")
_CODES |= dict.fromkeys((32, 33, 34, 35, 55, 56), "yyyy-mm-dd h:mm:ss")


def format_of_number(number: int) -> Format:
    """Return the format that has a number and no code; the currency that some of them show is the reader's own."""
    return format_of_code(_CODES[number]) if number in _CODES else GENERAL


@lru_cache(maxsize=4096)
def format_of_code(code: str) -> Format:
    """Return the format that a code describes; one that is not understood shows the number as it is."""
    sections = [found[0] for found in _SECTIONS.finditer(code[:LONGEST_CODE])]
    sections = [section for n, section in enumerate(sections) if section or n == 0]
    first = _Section(sections[0] if sections else "")
    kind = first.kind()
    if kind in (Kind.DAY, Kind.MOMENT, Kind.CLOCK):
        return Format(kind)
    second = _Section(sections[1]) if len(sections) > 1 else first
    return Format(kind, first.places, max(first.digits, 1), first.thousands, first.words(), second.words())


class _Section:
    """One section of a code, taken apart."""

    def __init__(self, section: str) -> None:
        self.letters = ""
        self.has_percent = self.is_general = self.is_other = False
        self.places = self.digits = self.placeholders = self.thousands = 0
        self._before: list[str] = []
        self._after: list[str] = []
        self._has_mark = False
        for token in _TOKENS.finditer(section):
            self._take(token.lastgroup or "", token[token.lastgroup] if token.lastgroup else "")

    def kind(self) -> Kind:
        has_day = any(letter in self.letters for letter in "yd") or ("m" in self.letters and not self._has_clock())
        if self.letters and not self.placeholders and not self.is_general:
            if self._has_clock():
                return Kind.MOMENT if has_day else Kind.CLOCK
            return Kind.DAY if has_day else Kind.GENERAL
        if self.is_other or self.is_general or not self.placeholders:
            return Kind.GENERAL
        return Kind.PERCENT if self.has_percent else Kind.NUMBER

    def words(self) -> Words:
        is_below = any(piece.strip() in _BELOW for piece in self._before + self._after)
        return Words(_bare(self._before), _bare(self._after), is_below)

    def _has_clock(self) -> bool:
        return any(letter in self.letters for letter in "hs")

    def _take(self, group: str, text: str) -> None:
        match group:
            case "letter":
                self.letters += text.lower()
                self._add(text)
            case "elapsed" | "noon" | "fraction":
                self.letters += "h"
            case "digit":
                self._take_digit(text)
            case "general":
                self.is_general = True
            case "power":
                self.is_other = True
            case "quoted" | "escaped" | "symbol":
                self._add(text)
            case "other":
                self._take_other(text)

    def _take_digit(self, mark: str) -> None:
        self.placeholders += 1
        self.thousands = 0
        if self._has_mark:
            self.places += 1
        else:
            self.digits += mark == "0"

    def _take_other(self, mark: str) -> None:
        if mark == "." and not self._has_mark:
            self._has_mark = True
        elif mark == ",":
            self.thousands += self.placeholders > 0
        elif mark == "%":
            self.has_percent = True
        elif mark == "/" and self.placeholders:
            self.is_other = True
        elif mark != "@":
            self._add(mark)

    def _add(self, text: str) -> None:
        (self._after if self.placeholders else self._before).append(text)


def _bare(pieces: list[str]) -> str:
    return " ".join("".join(pieces).split()).strip(" -−+()")
