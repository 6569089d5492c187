"""The balances of a statement: which opens it and which closes it.

Booked balances only (BalanceType): OPBD, or PRCD, with which the statement before closed; CLBD,
or the last ITBD, where a part of a day or of a paged statement is told. What is available (OPAV,
CLAV, FWAV, ITAV), expected (XPCD) or for information (INFO) is no balance of the book.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from budgetpro.importers.camt.records import Record
from budgetpro.importers.camt.values import amount_of, day_of, sign_of

_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD", "ITBD")


class Balance(NamedTuple):
    """A balance as the bank gave it, an overdrawn one below zero, on the file's line `line`."""

    line: int
    amount: Decimal
    currency: str | None
    day: date | None


class Balances:
    """The balances of a statement that count: the first that opens it, the last that closes it."""

    def __init__(self) -> None:
        self._first: dict[str, Record] = {}
        self._last: dict[str, Record] = {}

    def note(self, record: Record) -> None:
        """Take in a balance."""
        code = code_of(record)
        if code in _OPENING:
            self._first.setdefault(code, record)
        elif code in _CLOSING:
            self._last[code] = record

    @property
    def opening(self) -> Record | None:
        """The balance that opens the statement."""
        return next((self._first[code] for code in _OPENING if code in self._first), None)

    @property
    def closing(self) -> Record | None:
        """The balance that closes the statement."""
        return next((self._last[code] for code in _CLOSING if code in self._last), None)


def code_of(record: Record) -> str | None:
    """Return which kind of balance it is."""
    return record.text("Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd", "Tp/Prtry")


def read_balance(record: Record) -> Balance:
    """Return what a balance says; ValueError says what is wrong. Zero needs no direction."""
    name = "Amt"
    try:
        amount = amount_of(record.text("Amt"))
        name = "CdtDbtInd"
        sign = sign_of(record.text("CdtDbtInd")) if amount else 1
        name = "Dt"
        stamp = record.text("Dt/Dt", "Dt/DtTm")
        day = day_of(stamp) if stamp else None
    except ValueError as fault:
        raise ValueError(f"{name} {fault}") from None
    return Balance(record.line, amount * sign, record.currency("Amt"), day)
