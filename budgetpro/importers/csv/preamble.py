"""What stands above the table: whose account it is, in what currency, and its balances."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from budgetpro.importers.csv.currencies import is_code, read_currency
from budgetpro.importers.csv.dates import DayCache, Order, read_day
from budgetpro.importers.csv.numbers import Mark, read_written, value_of
from budgetpro.importers.csv.records import Record
from budgetpro.importers.csv.row_words import Landmark, landmark_of
from budgetpro.importers.csv.text import fold_name, folded_pattern, one_line, plain

_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_NUMBER = re.compile(r"[\dX*•]*\d[\dX*•]*(?:[-/. ][\dX*•]+)*\d|\d{4,}")
_WHOLE_NUMBER = re.compile(r"[0-9A-Z*•/.-]{4,34}")
_DAY = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_ACCOUNT_LABEL = folded_pattern(
    r"\b(?:iban|account(?! (?:balance|type|currency|status|holder|owner))|konto\b|kontonummer|kontonr|compte|"
    r"numero compte|cuenta|conta\b|conto\b|rekening|tili|tilinumero|rachun|cislo uctu|ucet|"
    r"szamlaszam|saskait|konts|cont\b|girokonto)"
)
_ACCOUNT_DIGITS = 4


@dataclass(slots=True)
class Preamble:
    """What the lines above the table state of the statement; None where they do not."""

    account_id: str | None = None
    currency: str | None = None
    opening: Decimal | None = None
    closing: Decimal | None = None
    closing_date: date | None = None


def read_preamble(records: Sequence[Record], mark: Mark, order: Order | None) -> Preamble:
    """Read the lines above the table; amounts and days as the table itself writes them."""
    preamble, days = Preamble(), DayCache(order or "dmy")
    last: list[str] = []
    for _, cells in records:
        texts = [plain(cell) for cell in cells if plain(cell)]
        _take_account(preamble, last + texts if len(last) == len(texts) == 1 else texts)
        last = texts
        if not _take_balance(preamble, texts, mark, days):
            _take_unlabelled(preamble, cells, mark, days)
    codes = {text for _, cells in records for text in map(plain, cells) if is_code(text)}
    if len(codes) == 1:
        preamble.currency = codes.pop()
    return preamble


def _take_account(preamble: Preamble, texts: Sequence[str]) -> None:
    if preamble.account_id is not None:
        return
    joined = "  ".join(texts)
    if found := _IBAN.search(joined):
        preamble.account_id = found[0].replace(" ", "")
        return
    for label, value in _labelled(texts):
        if _ACCOUNT_LABEL.search(fold_name(label)) and (number := account_number(value)):
            preamble.account_id = number
            return


def _labelled(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Return labels with their values: `Konto: 123`, or a label in one cell and the value in the next."""
    inside = [(text.partition(":")[0], text.partition(":")[2]) for text in texts if text.partition(":")[2].strip()]
    return inside + list(pairwise(texts))


def account_number(text: str) -> str | None:
    """Return the number in a text that names an account, None where it has none of four digits."""
    if found := _IBAN.search(text):
        return found[0].replace(" ", "")
    if _WHOLE_NUMBER.fullmatch(text) and sum(map(str.isdigit, text)) >= _ACCOUNT_DIGITS and not read_day(text):
        return text
    undated = _DAY.sub(lambda found: " " if read_day(found[0]) else found[0], text)
    numbers = [found[0].strip() for found in _NUMBER.finditer(undated)]
    longest = max(numbers, key=len, default="")
    return longest if sum(map(str.isdigit, longest)) >= _ACCOUNT_DIGITS else None


def _take_balance(preamble: Preamble, texts: Sequence[str], mark: Mark, days: DayCache) -> bool:
    """Read a labelled balance: `Kontostand vom 09.12.2025:;4.093,32 €`."""
    for n, text in enumerate(texts):
        label, _, inside = text.partition(":")
        landmark = landmark_of(fold_name(_without_currency(label)), is_loose=True)
        value = next((found for one in (inside, *texts[n + 1 :]) if (found := _amount(one, mark)) is not None), None)
        if landmark in (None, Landmark.BALANCE) or value is None:
            continue
        if landmark is Landmark.OPENING:
            preamble.opening = value[0]
        elif landmark is Landmark.CLOSING:
            preamble.closing, preamble.closing_date = value[0], _day_in(text, days)
        preamble.currency = preamble.currency or value[1]
        return True
    return False


def _without_currency(label: str) -> str:
    return " ".join(word for word in re.split(r"[\s()]+", label) if not read_currency(word)[0])


def _take_unlabelled(preamble: Preamble, cells: Sequence[str], mark: Mark, days: DayCache) -> None:
    """Read a line of bare values: an account's number, days, a balance in its currency, which is the closing one.

    A number right before a currency's code is the account's.
    """
    values = [plain(cell) for cell in cells if plain(cell)]
    for before, text in pairwise(values):
        if is_code(text) and before.isdigit() and len(before) >= _ACCOUNT_DIGITS and preamble.account_id is None:
            preamble.account_id = before
    first = values[0] if values else ""
    amounts = [(n, found) for n, text in enumerate(values) if (found := _amount(text, mark)) and found[1]]
    if len(amounts) != 1 or account_number(first) != first or preamble.closing is not None:
        return
    n, (preamble.closing, currency) = amounts[0]
    preamble.currency = preamble.currency or currency
    preamble.account_id = preamble.account_id or first
    preamble.closing_date = _day_in(values[n - 1], days) if n else None


def _amount(text: str, mark: Mark) -> tuple[Decimal, str | None] | None:
    written = read_written(text)
    value = value_of(written.digits, mark) if written else None
    if written is None or value is None:
        return None
    is_below = written.sign == "-" or written.side == "debit"
    return (-value if is_below else value), written.currency


def _day_in(text: str, days: DayCache) -> date | None:
    found = _DAY.search(one_line(text))
    try:
        return days[found[0]] if found else None
    except KeyError:
        return None
