"""Field 86, information to the account owner, in the forms that banks give it.

- Subfields: a code of three characters, then `?20text?21text` (Germany, Poland, Hungary and
  around; some write ~ ^ > < or + for ?). DFÜ-Abkommen, Anlage 3, section 8.2.4: 00 is the kind of
  booking, 20-29 and 60-63 the purpose, 32-33 the other party's name.
- Code words: `/NAME/text/REMI/text` (the Netherlands, and SWIFT's own for field 86).
- The German field NS in its place: lines that begin with two digits.
- Free text: all the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from budgetpro.importers.mt940.entries import Entry
from budgetpro.importers.mt940.fields import Field
from budgetpro.importers.mt940.purpose import read_purpose, run_on
from budgetpro.importers.mt940.wrapping import collapse, unfold

_SUBFIELDS = re.compile(r"\s*(?:(?:[0-9A-Za-z]{3})?([?~^><|])|[0-9A-Z]{3}([+#@]))[0-367][0-9]")
_KIND = "00"
_PURPOSE = frozenset([*map(str, range(20, 30)), *map(str, range(60, 64))])
_NAME = frozenset({"32", "33"})
_CODE_WORDS = (
    "ACCW|ADDR|ADCT|AMT|BENM|BIC|BUSP|CHGS|CNTP|CREF|CSID|CTPY|EREF|EXCH|HOFI|IBAN|ID|IREF|ISDT|MARF|NAME|NRTX"
    "|OAMT|OCMT|OPRP|ORDP|PIND|PREF|PT|PURP|PY|REMI|RTRN|SUM|SWOC|SWOD|TRCD|TRTP|ULTB|ULTC|ULTD"
)
_CODE_WORD = re.compile(rf"/({_CODE_WORDS})/")
_STRUCTURED_REMI = re.compile(r"/*(?:CDTRREFTP//.*?/CDTRREF/|(?:USTD|STRD)/+(?:CUR/)?)")
_NAME_OF_PARTY = 2
_NO_REFERENCE = frozenset({"NOTPROVIDED", "NONREF"})
_UNSTRUCTURED = re.compile(r"999(?=[^0-9])")
_NS_PURPOSE = frozenset(f"{key:02}" for key in range(1, 15))
_NS_NAME = frozenset({"15", "16"})
_NS_KIND = "17"


class Words(NamedTuple):
    """What a row says in words: the other party, the purpose, and a reference where one is given."""

    payee: str | None = None
    memo: str | None = None
    reference: str | None = None


def read_words(entry: Entry, fields: list[Field]) -> Words:
    """Return what a row says in words, from its fields 86 or NS, else from the details of field 61."""
    narratives = [field.lines for field in fields if field.tag == "86"]
    words = read_narratives(narratives) if narratives else Words()
    if words.memo is None and (ns := [line for field in fields if field.tag == "NS" for line in field.lines]):
        words = read_ns(ns)
    words = _with_named_party(entry, words)
    return Words(
        words.payee,
        words.memo or entry.details or None,
        entry.reference or words.reference,
    )


def read_narratives(narratives: Sequence[Sequence[str]]) -> Words:
    """Return what the fields 86 of a row say, each given by its lines; several are read as one."""
    lines = [line for narrative in narratives for line in narrative]
    if subfields := _SUBFIELDS.match("".join(lines[:2])):
        return _read_subfields(lines, subfields.group(1) or subfields.group(2))
    text = unfold(lines)
    if _CODE_WORD.match(text.lstrip()):
        return _read_code_words(text.strip())
    return Words(memo=collapse(_UNSTRUCTURED.sub("", text, count=1) if text.startswith("999") else text))


def read_ns(lines: Iterable[str]) -> Words:
    """Return what a field NS says: 01-14 are the purpose, 15-16 the name, 17 is the kind of booking."""
    keyed = [(line[:2], line[2:]) for line in lines]
    purpose = " ".join(text for key, text in keyed if key in _NS_PURPOSE)
    name = " ".join(text for key, text in keyed if key in _NS_NAME)
    kind = " ".join(text for key, text in keyed if key == _NS_KIND)
    return Words(collapse(name), collapse(purpose) or collapse(kind))


def _with_named_party(entry: Entry, words: Words) -> Words:
    """Take the other party's name out of the text where field 61 names it, as ASN and SNS do."""
    beginning = f"{entry.reference} {entry.details}"
    if words.payee or not (entry.reference and entry.details and words.memo and words.memo.startswith(beginning)):
        return words
    return Words(entry.details, words.memo.removeprefix(beginning).strip() or None, words.reference)


def _read_subfields(lines: Sequence[str], separator: str) -> Words:
    key = re.escape(separator) + "([0-367][0-9])"
    parts = re.split(key, unfold(lines, separator))
    subfields = list(zip(parts[1::2], parts[2::2], strict=True))
    purpose = read_purpose(text for key, text in subfields if key in _PURPOSE)
    name = run_on(text for key, text in subfields if key in _NAME)
    kind = " ".join(text for key, text in subfields if key == _KIND)
    return Words(collapse(name), purpose.text or collapse(kind), purpose.end_to_end or purpose.customer)


def _read_code_words(text: str) -> Words:
    parts = _CODE_WORD.split(text)
    values: dict[str, str] = {}
    for word, value in zip(parts[1::2], parts[2::2], strict=True):
        if value.strip("/ "):
            values.setdefault(word, value)
    payee = _clean(values.get("NAME")) or _party(values.get("CNTP"))
    memo = _remittance(values.get("REMI")) or _clean(values.get("PY"))
    if payee is None and memo is None:
        memo = collapse(text)
    return Words(payee, memo or _clean(values.get("TRTP")), _reference(values))


def _remittance(value: str | None) -> str | None:
    if value is None:
        return None
    found = _STRUCTURED_REMI.match(value)
    return _clean(value[found.end() :] if found else value)


def _party(value: str | None) -> str | None:
    """Return the name in CNTP, which has account, bank, name and place, apart by slashes."""
    parts = value.split("/") if value else []
    return collapse(parts[_NAME_OF_PARTY]) if len(parts) > _NAME_OF_PARTY else None


def _reference(values: dict[str, str]) -> str | None:
    given = (_clean(values.get(word)) for word in ("EREF", "PREF"))
    return next((one for one in given if one and one.upper() not in _NO_REFERENCE), None)


def _clean(value: str | None) -> str | None:
    """Return a value without the slashes that end it."""
    return collapse(value.strip("/ ")) if value else None
