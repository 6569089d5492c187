"""The purpose of a payment and the SEPA terms in it (DFÜ-Abkommen, Anlage 3, section 8.2.4).

The text comes in pieces of 27 characters. A full piece goes on in the next one, in the middle of
a word; a shorter one is at its end. Terms such as EREF+ begin a piece, with some banks also a
word within one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from budgetpro.importers.mt940.wrapping import LINE_WIDTH, collapse

_FULL_PIECES = frozenset({27, LINE_WIDTH})
_HUMAN = "SVWZ"
_NONE = frozenset({"NOTPROVIDED", "NONREF"})
_TERMS = "EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|ANAM|PURP|RREF|SQTP|IBAN|BIC"
_TERM = re.compile(rf"(?:(?<=[\s+])|^)(?:({_TERMS})\+|(EREF|KREF|MREF|CRED|SVWZ): )")


class Purpose(NamedTuple):
    """What a purpose says in words, and the references in it."""

    text: str | None
    end_to_end: str | None
    customer: str | None


def read_purpose(pieces: Iterable[str]) -> Purpose:
    """Return the words of a purpose, its terms taken out: SVWZ+ is the text itself.

    What follows a term whose piece is not full is text again.
    """
    text = run_on(pieces, boundary="\n")
    found = list(_TERM.finditer(text))
    words = [text[: found[0].start()] if found else text]
    terms: dict[str, str] = {}
    ends = [*(term.start() for term in found[1:]), len(text)]
    for term, end in zip(found, ends, strict=False):
        name = term.group(1) or term.group(2)
        value = text[term.end() : end]
        if name != _HUMAN:
            value, _, follows = value.partition("\n")
            terms.setdefault(name, value.strip())
            value = follows
        words.append(value)
    return Purpose(collapse(" ".join(words)), _given(terms.get("EREF")), _given(terms.get("KREF")))


def run_on(pieces: Iterable[str], boundary: str = " ") -> str:
    """Return pieces as one text, `boundary` between them where the first is not full."""
    text, before = "", None
    for piece in pieces:
        if before is not None and (len(before) not in _FULL_PIECES or _TERM.match(piece)):
            text += boundary
        text += piece
        before = piece
    return text


def _given(reference: str | None) -> str | None:
    return None if not reference or reference.upper() in _NONE else reference
