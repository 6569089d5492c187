"""What is known of one payment: the other party, what it is for, and its references.

A payment is told by a TxDtls; what it does not say, its entry may.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from budgetpro.importers.camt.places import ACCOUNT_IDS, NAMES
from budgetpro.importers.camt.records import Record

_NO_REFERENCE = frozenset(
    {"NOTPROVIDED", "NOTAVAILABLE", "NOTAVAIL", "NONREF", "NOREF", "NONE", "NULL", "N/A", "UNKNOWN"}
)
_NAMES = {side: tuple(f"RltdPties/{side}/{name}" for name in NAMES) for side in ("Dbtr", "Cdtr")}
_ULTIMATE_NAMES = {side: tuple(f"RltdPties/Ultmt{side}/{name}" for name in NAMES) for side in ("Dbtr", "Cdtr")}
_ACCOUNTS = {side: tuple(f"RltdPties/{side}Acct/Id/{name}" for name in ACCOUNT_IDS) for side in ("Dbtr", "Cdtr")}
_REMITTANCE = ("RmtInf/Ustrd", "RmtInf/Strd/AddtlRmtInf", "RmtInf/Strd/RfrdDocInf/Nb", "AddtlTxInf")
_REFERENCES = (
    "RmtInf/Strd/CdtrRefInf/Ref",
    "RmtInf/Strd/CdtrRefInf/CdtrRef",
    "Refs/ChqNb",
    "Refs/EndToEndId",
    "Refs/TxId",
    "Refs/MndtId",
)
_OWN_REFERENCES = ("Refs/AcctSvcrRef", "Refs/TxId", "Refs/UETR", "Refs/InstrId", "Refs/EndToEndId")
_BOOKING_NUMBERS = frozenset({"FI-UMSATZ-ID", "FIUMSATZ-ID"})


@dataclass(frozen=True, slots=True)
class Details:
    """What a statement line tells beside its amount, day and status."""

    payee: str | None = None
    memo: str | None = None
    reference: str | None = None


def details_of(part: Record, entry: Record, account_id: str | None, *, is_credit: bool, is_reversal: bool) -> Details:
    """Return what a TxDtls tells of its payment on the account.

    A reversal and a return name the parties of the payment that they undo, so the other party
    is on the other side. Where one side has the statement's own account, it is the other one.
    """
    returned = part.text("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", "RtrInf/AddtlInf")
    side = "Dbtr" if is_credit != (is_reversal or returned is not None) else "Cdtr"
    other = "Cdtr" if side == "Dbtr" else "Dbtr"
    if account_id and account_id_of(part, _ACCOUNTS[side]) == account_id != account_id_of(part, _ACCOUNTS[other]):
        side = other
    ultimate = part.text(*_ULTIMATE_NAMES[side])
    payee = part.text(*_NAMES[side]) or ultimate
    memo = part.text(*_REMITTANCE) or entry.text("AddtlNtryInf")
    more = [
        ultimate if ultimate != payee else None,
        _foreign_amount(part, entry),
        f"returned: {returned}" if returned else None,
    ]
    memo = "; ".join(filter(None, [memo, *more])) or None
    return Details(payee, memo, _first_reference(part, _REFERENCES))


def shared_details(parts: list[Details], entry: Record) -> Details:
    """Return what all payments of an entry that stays one row have in common."""
    payees, memos, references = ({getattr(part, name) for part in parts} for name in Details.__slots__)
    return Details(
        payees.pop() if len(payees) == 1 else None,
        entry.text("AddtlNtryInf") or (memos.pop() if len(memos) == 1 else None),
        references.pop() if len(references) == 1 else None,
    )


def bank_id_of(entry: Record) -> str | None:
    """Return the bank's id of an entry: its own, else that of its only payment."""
    own = known_reference(entry.text("AcctSvcrRef"))
    if own or len(entry.parts) != 1:
        return own
    return known_reference(entry.parts[0].text("Refs/AcctSvcrRef")) or _booking_number(entry.parts[0])


def bank_ids_of_parts(entry: Record) -> list[str | None]:
    """Return the bank's ids of an entry's payments, each being a row: the entry's id and one of their own.

    None where a payment has none that the others do not have.
    """
    base = known_reference(entry.text("AcctSvcrRef"))
    ids = [_id_within(part, base) for part in entry.parts]
    counts = Counter(ids)
    return [bank_id if counts[bank_id] == 1 else None for bank_id in ids]


def known_reference(text: str | None) -> str | None:
    """Return a reference; None for the words that stand for none."""
    if text is None or text.upper() in _NO_REFERENCE or not text.strip("0-./ "):
        return None
    return text


def account_id_of(record: Record, paths: tuple[str, ...]) -> str | None:
    """Return the account's number at one of these paths, an IBAN without spaces."""
    found = record.text(*paths)
    return found.replace(" ", "") if found else None


def _id_within(part: Record, base: str | None) -> str | None:
    if base is None:
        return known_reference(part.text("Refs/AcctSvcrRef")) or _booking_number(part)
    for path in _OWN_REFERENCES:
        own = known_reference(part.text(path))
        if own and own != base:
            return f"{base}/{own}"
    return None


def _booking_number(part: Record) -> str | None:
    """Return the number that German banks give a booking in place of AcctSvcrRef."""
    kinds, numbers = part.texts("Refs/Prtry/Tp"), part.texts("Refs/Prtry/Ref")
    if len(kinds) != len(numbers):
        return None
    found = (number for kind, number in zip(kinds, numbers, strict=True) if kind.upper() in _BOOKING_NUMBERS)
    return known_reference(next(found, None))


def _first_reference(part: Record, paths: tuple[str, ...]) -> str | None:
    return next(filter(None, (known_reference(part.text(path)) for path in paths)), None)


def _foreign_amount(part: Record, entry: Record) -> str | None:
    """Return the amount that was ordered, where it is in another currency than the account's."""
    booked = entry.currency("Amt")
    for record in (part, entry):
        for path in ("AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt"):
            currency, amount = record.currency(path), record.text(path)
            if amount and currency and booked and currency != booked:
                return f"{currency} {amount}"
    return None
