"""Currencies as statements write them: codes, symbols, short forms, in amounts and column names."""

from __future__ import annotations

import re
from functools import lru_cache

from budgetpro.domain.currency import ISO_4217, currencies_of_symbol, currency_of_symbol

# Short forms beyond the symbols of `domain.currency`.
_SHORT_FORMS = {
    "lei": "RON", "leu": "RON", "lt": "LTL", "kn": "HRK", "лв": "BGN", "lv": "BGN", "sfr": "CHF", "c$": "CAD",
    "cad$": "CAD", "usd$": "USD", "cdn$": "CAD", "mx$": "MXN", "r": "ZAR", "rm": "MYR", "rp": "IDR",
    "s/": "PEN", "tl": "TRY", "euro": "EUR", "euros": "EUR", "euroa": "EUR", "eura": "EUR", "dm": "DEM",
    "د.ا": "JOD", "د.إ": "AED", "ر.س": "SAR", "د.ك": "KWD", "د.ب": "BHD", "ر.ع": "OMR", "ر.ق": "QAR", "ج.م": "EGP",
    "د.م": "MAD", "د.ت": "TND", "rur": "RUB", "ден": "MKD",
}  # fmt: skip
_PARTS = re.compile(r"[\s()\[\]/_,;:]+")
_CODE = re.compile(r"(?<![^\W\d_])([A-Z]{3})(?![^\W\d_])")


@lru_cache(maxsize=512)
def read_currency(text: str) -> tuple[bool, str | None]:
    """Return whether `text` names a currency at all, and its ISO code where only one is meant."""
    bare = text.strip().rstrip(".")
    if bare.upper() in ISO_4217:
        return True, bare.upper()
    short = bare.casefold()
    if code := currency_of_symbol(short):
        return True, code
    code = _SHORT_FORMS.get(short)
    return code is not None or bool(currencies_of_symbol(short)), code


def shared_symbol(text: str) -> str | None:
    """Return the symbol that `text` is, if several currencies share it: `$`, `Kr.`."""
    symbol = text.strip().rstrip(".")
    return symbol if currencies_of_symbol(symbol) else None


def is_code(text: str) -> bool:
    """Say whether `text` is an ISO code in capitals, as a column of currencies has them."""
    return len(text) == 3 and text in ISO_4217


def currency_in_name(name: str) -> str | None:
    """Return the currency a column's name states: `Betrag (€)`, `Amount EUR`, `Beløp i NOK`, `CAD$`."""
    for part in _PARTS.split(name):
        if part and not part.isalpha() and (code := read_currency(part)[1]):
            return code
    codes: set[str] = {code for code in _CODE.findall(name) if code in ISO_4217}
    if len(codes) == 1:
        return codes.pop()
    words = {word for word in re.split(r"[\W_]+", name.casefold()) if word in ("euro", "euros", "euroa")}
    return "EUR" if words and not codes else None


def symbol_in_name(name: str) -> str | None:
    """Return the symbol of several currencies in a column's name: `Amount ($)`."""
    return next((symbol for part in _PARTS.split(name) if not part.isalpha() and (symbol := shared_symbol(part))), None)
