"""One OFX transaction, from its elements to a statement line (specification, section 11.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from budgetpro.domain.currency import ISO_4217
from budgetpro.importers.lines import Hints, Problem, StatementLine
from budgetpro.importers.ofx.sgml import plain_text
from budgetpro.importers.ofx.values import amount_of, day_of_stamp

ONCE = frozenset({"TRNAMT", "DTPOSTED", "DTTRAN", "FITID", "CORRECTFITID", "CURSYM"})
"""Elements that a transaction has once; twice means that two transactions ran together."""


@dataclass(slots=True)
class Row:
    """The elements of a transaction that begins at `line`, the first of each name."""

    line: int
    is_pending: bool
    texts: dict[str, str] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)


def read_row(row: Row, currency: str | None, hints: Hints) -> StatementLine | Problem:
    """Return what a row says, `currency` being its statement's; a Problem names each element at fault.

    The sign of TRNAMT counts, whatever TRNTYPE says. A correction of another transaction is a
    Problem: which row of the book it changes is for a person to say. One that corrects itself is
    the transaction as it is now.
    """
    texts = row.texts
    try:
        booked = day_of_stamp(texts[_day_element(row)].strip())
        amount = amount_of(texts["TRNAMT"].strip(), hints.decimal_mark)
        if "CURRENCY" in texts:
            currency = _own_currency(texts) or currency
    except (KeyError, ValueError):
        return _problem(row, hints)
    if row.repeated or _corrected(texts):
        return _problem(row, hints)
    is_pending = row.is_pending or texts.get("TRNTYPE", "").strip().upper() == "HOLD"
    return StatementLine(
        row.line,
        booked,
        -amount if hints.sign == "inverted" else amount,
        currency,
        _payee(texts),
        _text(texts, "MEMO"),
        _text(texts, "CHECKNUM") or _text(texts, "REFNUM"),
        _text(texts, "FITID"),
        "pending" if is_pending else "posted",
    )


def _problem(row: Row, hints: Hints) -> Problem:
    """Name everything that is wrong with a row."""
    faults = [f"{name} is there more than once" for name in row.repeated]
    faults += _faults_of(row, _day_element(row), day_of_stamp)
    faults += _faults_of(row, "TRNAMT", lambda text: amount_of(text, hints.decimal_mark))
    try:
        _own_currency(row.texts)
    except ValueError as fault:
        faults.append(str(fault))
    if corrected := _corrected(row.texts):
        action = _text(row.texts, "CORRECTACTION") or "changes"
        faults.append(f"it corrects ({action}) the transaction {corrected}, which has to be done by hand")
    return Problem(row.line, f"This transaction cannot be read: {'; '.join(faults)}.")


def _faults_of(row: Row, name: str, parse: Callable[[str], object]) -> list[str]:
    text = row.texts.get(name)
    if text is None:
        return [f"{name} is missing"]
    try:
        parse(text.strip())
    except ValueError as fault:
        return [f"{name} '{shown(text)}' {fault}"]
    return []


def _day_element(row: Row) -> str:
    return "DTTRAN" if row.is_pending and "DTPOSTED" not in row.texts else "DTPOSTED"


def _corrected(texts: dict[str, str]) -> str | None:
    """Return the FITID of the transaction that this one corrects: another's, or a deletion of its own."""
    corrected = _text(texts, "CORRECTFITID")
    is_itself = corrected == _text(texts, "FITID") and (_text(texts, "CORRECTACTION") or "").upper() != "DELETE"
    return None if is_itself else corrected


def _own_currency(texts: dict[str, str]) -> str | None:
    """Return the currency that the amount is in, where the row says so (section 5.2)."""
    if "CURRENCY" not in texts:
        return None
    code = (_text(texts, "CURSYM") or _text(texts, "CURRENCY") or "").upper()
    if code and code not in ISO_4217:
        raise ValueError(f"CURSYM '{shown(code)}' is no currency")
    return code or None


def _payee(texts: dict[str, str]) -> str | None:
    """Return NAME (the payee's own or PAYEE's), with EXTDNAME where that says more."""
    name, extended = _text(texts, "NAME"), _text(texts, "EXTDNAME")
    if not name or not extended or extended.startswith(name):
        return extended or name
    return f"{name} {extended}"


def shown(text: str) -> str:
    """Return a value as a message quotes it: on one line and not without end."""
    return " ".join(text.split())[:60]


def _text(texts: dict[str, str], name: str) -> str | None:
    text = texts.get(name, "").strip()
    return (plain_text(text) if "&" in text or "\n" in text or "\r" in text else text) or None
