"""Currencies as statements write them: codes, symbols, short forms, in amounts and column names."""

from __future__ import annotations

import re
from functools import lru_cache

from budgetpro.domain.currency import ISO_4217, currency_of_symbol

# Short forms beyond the symbols of `domain.currency`; those that several currencies share give None.
_SHORT_FORMS: dict[str, str | None] = {
    "$": None, "kr": None, "¥": None, "￥": None, "fr": None, "rs": None, "ls": None, "dh": None, "din": None,
    "lei": "RON", "leu": "RON", "lt": "LTL", "kn": "HRK", "лв": "BGN", "lv": "BGN", "sfr": "CHF", "c$": "CAD",
    "cad$": "CAD", "usd$": "USD", "cdn$": "CAD", "mx$": "MXN", "r": "ZAR", "rm": "MYR", "rp": "IDR",
    "s/": "PEN", "tl": "TRY", "euro": "EUR", "euros": "EUR", "euroa": "EUR", "eura": "EUR", "dm": "DEM",
    "د.ا": "JOD", "د.إ": "AED", "ر.س": "SAR", "د.ك": "KWD", "د.ب": "BHD", "ر.ع": "OMR", "ر.ق": "QAR", "ج.م": "EGP",
    "د.م": "MAD", "د.ت": "TND", "﷼": None,
}  # fmt: skip
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
    return short in _SHORT_FORMS, _SHORT_FORMS.get(short)


def is_code(text: str) -> bool:
    """Say whether `text` is an ISO code in capitals, as a column of currencies has them."""
    return len(text) == 3 and text in ISO_4217


def currency_in_name(name: str) -> str | None:
    """Return the currency a column's name states: `Betrag (€)`, `Amount EUR`, `Beløp i NOK`, `CAD$`."""
    for part in re.split(r"[\s()\[\]/_,;:]+", name):
        if part and not part.isalpha() and (code := read_currency(part)[1]):
            return code
    codes: set[str] = {code for code in _CODE.findall(name) if code in ISO_4217}
    if len(codes) == 1:
        return codes.pop()
    words = {word for word in re.split(r"[\W_]+", name.casefold()) if word in ("euro", "euros", "euroa")}
    return "EUR" if words and not codes else None
