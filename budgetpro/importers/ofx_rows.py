"""One OFX transaction, from its elements to a statement line (specification, section 11.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from budgetpro.domain.currency import ISO_4217
from budgetpro.importers.lines import Hints, Problem, StatementLine
from budgetpro.importers.ofx_values import amount_of, day_of_stamp
from budgetpro.importers.sgml import plain_text

ONCE = frozenset({"TRNAMT", "DTPOSTED", "DTTRAN", "FITID", "CORRECTFITID", "CURSYM"})
"""Elements that a transaction has once; twice means that two transactions ran together."""

Value = TypeVar("Value")


@dataclass(slots=True)
class Row:
    """The elements of a STMTTRN (or STMTTRNP: pending) that begins at `line`, the first of each name."""

    line: int
    is_pending: bool
    texts: dict[str, str] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)


def read_row(row: Row, currency: str | None, hints: Hints) -> StatementLine | Problem:
    """Return what a row says, `currency` being its statement's; a Problem names each element at fault.

    The sign of TRNAMT counts, whatever TRNTYPE says. A correction of an earlier transaction is
    a Problem: which row of the book it changes is for a person to say.
    """
    texts = row.texts
    faults = [f"{name} is there more than once" for name in row.repeated]
    is_dated_pending = row.is_pending and "DTPOSTED" not in texts
    booked = _read(texts, "DTTRAN" if is_dated_pending else "DTPOSTED", day_of_stamp, faults)
    amount = _read(texts, "TRNAMT", lambda text: amount_of(text, hints.decimal_mark), faults)
    if "CURRENCY" in texts:
        currency = _own_currency(texts, faults) or currency
    if corrected := _text(texts, "CORRECTFITID"):
        action = _text(texts, "CORRECTACTION") or "changes"
        faults.append(f"it corrects ({action}) the transaction {corrected}, which has to be done by hand")
    if booked is None or amount is None or faults:
        return Problem(row.line, f"This transaction cannot be read: {'; '.join(faults)}.")
    is_pending = row.is_pending or (texts.get("TRNTYPE") or "").strip() == "HOLD"
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


def _read(texts: dict[str, str], name: str, parse: Callable[[str], Value], faults: list[str]) -> Value | None:
    text = texts.get(name)
    if text is None:
        faults.append(f"{name} is missing")
        return None
    try:
        return parse(text.strip())
    except ValueError as fault:
        faults.append(f"{name} '{text.strip()[:80]}' {fault}")
        return None


def _own_currency(texts: dict[str, str], faults: list[str]) -> str | None:
    """Return the currency that the amount is in, where the row says so (section 5.2)."""
    code = (_text(texts, "CURSYM") or _text(texts, "CURRENCY") or "").upper()
    if code and code not in ISO_4217:
        faults.append(f"CURSYM '{code[:80]}' is no currency")
    return code or None


def _payee(texts: dict[str, str]) -> str | None:
    """Return NAME (the payee's own or PAYEE's), with EXTDNAME where that says more."""
    name, extended = _text(texts, "NAME"), _text(texts, "EXTDNAME")
    if not name or not extended or extended.startswith(name):
        return extended or name
    return f"{name} {extended}"


def _text(texts: dict[str, str], name: str) -> str | None:
    text = texts.get(name)
    return plain_text(text) or None if text else None
