"""Amounts as banks write them, and what tells their decimal mark.

An amount is read in two steps: what is written (its digits with their marks, a sign, a word such
as `CR`, a currency), and, once the whole column has told which mark is the decimal one, its value.
A group of three digits after a single mark (`1,234`) can be either; it decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from budgetpro.importers.csv.currencies import read_currency

Mark = Literal[".", ","]
Side = Literal["debit", "credit"]
LONGEST_DIGITS = 15

_ALIKE = str.maketrans(
    "−–—﹣－＋﹢’‘`´\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000٫٬"
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b\t\n\r٠١٢٣٤٥٦٧٨٩",
    "-----++''''" + " " * 14 + ".," + " " * 16 + "0123456789",
)
# A leading mark begins a number (`$.23`) unless it ends an abbreviation (`Rs.500`).
_WRITTEN = re.compile(r"(\D*?)((?<![^\W\d_])[.,]\d+|\d(?:[\d.,' ]*\d)?)(\D*)")
_NO_CENTS = re.compile(r"\s*[.,](?:-{1,2}|(?=\s|$))")  # `12.-`, `12,--`, `12.`
_WORDS = re.compile(r"[^\s()+-]+")
_SIDES: dict[str, Side] = {"cr": "credit", "dr": "debit", "db": "debit"}
_SIDES_AFTER: dict[str, Side] = {"c": "credit", "h": "credit", "d": "debit", "s": "debit"}
_GROUPS = {
    ".": re.compile(r"(?:\d+|[1-9]\d{0,2}(?:(?:,\d{2,3})*,\d{3}|(?:'\d{3})+|(?: \d{3})+))?(?:\.\d+)?"),
    ",": re.compile(r"(?:\d+|[1-9]\d{0,2}(?:(?:\.\d{2,3})*\.\d{3}|(?:'\d{3})+|(?: \d{3})+))?(?:,\d+)?"),
}
_PLAIN = {".": re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?"), ",": re.compile(r"-?[0-9]{1,15}(?:,[0-9]{1,6})?")}

_LONGEST_AMOUNT = 200


class Written(NamedTuple):
    """An amount as it is written: `digits` with their marks, the `sign` and `side` that stand beside them.

    `symbol` is the currency's as it stands there, also where several currencies share it and `currency` is None.
    """

    digits: str
    sign: Literal["", "+", "-"]
    side: Side | None
    symbol: str
    currency: str | None


class _Beside(NamedTuple):
    sign: Literal["", "+", "-"]
    side: Side | None
    symbol: str
    currency: str | None


def read_written(cell: str) -> Written | None:
    """Return what a cell writes as an amount; None where it is something else."""
    return _read_written(cell) if len(cell) <= _LONGEST_AMOUNT else None


@lru_cache(maxsize=4096)
def _read_written(cell: str) -> Written | None:
    text = cell if cell.isascii() else cell.translate(_ALIKE)
    text = text.strip()
    if text[:2] == '="' and text[-1:] == '"':
        text = text[2:-1].strip()
    found = _WRITTEN.fullmatch(text.lstrip("'"))
    if found is None:
        return None
    beside = _read_beside(found[1], found[3])
    if beside is None or sum(map(str.isdigit, found[2])) > LONGEST_DIGITS or mark_of(found[2]) is None:
        return None
    return Written(found[2], *beside)


@lru_cache(maxsize=1024)
def _read_beside(before: str, after: str) -> _Beside | None:
    """Read what stands around the digits; None where there is anything but signs, sides and one currency."""
    after = _NO_CENTS.sub(" ", after, count=1) if after[:1] in ".," else after
    sign = _read_sign(before, after)
    if sign is None:
        return None
    side: Side | None = None
    currencies: dict[str | None, str] = {}
    for text, sides in ((before, _SIDES), (after, _SIDES | _SIDES_AFTER)):
        for word in _WORDS.findall(text):
            word_side = sides.get(word.casefold().rstrip("."))
            is_currency, code = read_currency(word)
            if word_side and side is None:
                side = word_side
            elif is_currency:
                currencies[code] = word
            else:
                return None
    if len(currencies) > 1:
        return None
    code, symbol = next(iter(currencies.items()), (None, ""))
    return _Beside(sign, side, symbol, code)


def _read_sign(before: str, after: str) -> Literal["", "+", "-"] | None:
    marks = [mark for mark in before + after if mark in "+-"]
    in_brackets = before.count("(") == 1 and after.count(")") == 1 and ")" not in before and "(" not in after
    if any(mark in before + after for mark in "()") and not in_brackets:
        return None
    if in_brackets:
        return "-" if not marks else None
    if len(marks) > 1:
        return None
    return "-" if marks == ["-"] else "+" if marks else ""


def mark_of(digits: str) -> Literal[".", ",", "?", ""] | None:
    """Return the decimal mark that digits prove, `?` where either reads well, `` where none is there.

    None where the digits are grouped in no way that amounts are.
    """
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return "" if _GROUPS["."].fullmatch(digits) else None
    mark: Mark = "." if digits[last] == "." else ","
    other: Mark = "," if mark == "." else "."
    head, tail = digits[:last], digits[last + 1 :]
    if mark in head:
        return other if _GROUPS[other].fullmatch(digits) else None
    if not head.isdigit():
        return mark if _GROUPS[mark].fullmatch(digits) else None
    return "?" if len(tail) == 3 and len(head) <= 3 and head[0] != "0" else mark


def value_of(digits: str, mark: Mark) -> Decimal | None:
    """Return the value of written digits, None where they do not fit that decimal mark."""
    if not _GROUPS[mark].fullmatch(digits):
        return None
    grouping = "," if mark == "." else "."
    bare = digits.replace(grouping, "").replace("'", "").replace(" ", "")
    return Decimal(bare.replace(",", "."))


def signed_value(cell: str, mark: Mark) -> Decimal | None:
    """Return a cell's amount with the sign or side it states; None where it holds none that can be read."""
    written = read_written(cell)
    value = value_of(written.digits, mark) if written else None
    if written is None or value is None or (written.sign == "-" and written.side == "credit"):
        return None
    return -value if written.sign == "-" or written.side == "debit" else value


def amount_reader(mark: Mark) -> Callable[[str], Decimal | None]:
    """Return the quick form of `signed_value` for a column of that decimal mark."""
    is_plain = _PLAIN[mark].fullmatch

    def read_point(cell: str) -> Decimal | None:
        return Decimal(cell) if is_plain(cell) else signed_value(cell, ".")

    def read_comma(cell: str) -> Decimal | None:
        return Decimal(cell.replace(",", ".")) if is_plain(cell) else signed_value(cell, ",")

    return read_point if mark == "." else read_comma


@dataclass(slots=True)
class Tally:
    """What a column's amounts have shown so far.

    `point`, `comma` and `either` keep the first digits with such decimals; the others count.
    """

    point: str = ""
    comma: str = ""
    either: str = ""
    negatives: int = 0
    pluses: int = 0
    unsigned: int = 0
    zeros: int = 0
    debits: int = 0
    credits: int = 0
    sideless: int = 0

    def take(self, written: Written) -> None:
        self._take_mark(written.digits)
        if not written.digits.strip("0.,' "):
            self.zeros += 1
            return
        if written.side:
            self.debits += written.side == "debit"
            self.credits += written.side == "credit"
        else:
            self.sideless += 1
        self.negatives += written.sign == "-"
        self.pluses += written.sign == "+"
        self.unsigned += written.sign == ""

    def add(self, other: Tally) -> None:
        self.point = self.point or other.point
        self.comma = self.comma or other.comma
        self.either = self.either or other.either
        self.negatives += other.negatives
        self.pluses += other.pluses
        self.unsigned += other.unsigned
        self.zeros += other.zeros
        self.debits += other.debits
        self.credits += other.credits
        self.sideless += other.sideless

    def _take_mark(self, digits: str) -> None:
        match mark_of(digits):
            case ".":
                self.point = self.point or digits
            case ",":
                self.comma = self.comma or digits
            case "?":
                self.either = self.either or digits
