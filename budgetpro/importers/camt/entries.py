"""One entry of an account (Ntry), from its record to statement lines.

An entry may tell of several payments that were booked as one (a batch). They become a line
each where that is sure to be the same money: where every one of them has an amount of the same
kind in the entry's currency, and these, each with its direction, sum to the entry's. Otherwise
the entry stays one line.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from budgetpro.domain.currency import ISO_4217
from budgetpro.importers.camt.details import Details, bank_id_of, bank_ids_of_parts, details_of, shared_details
from budgetpro.importers.camt.records import MOST_DETAILS, Record
from budgetpro.importers.camt.values import amount_of, day_of, is_true, shown, sign_of
from budgetpro.importers.lines import Problem, StatementLine, Status

_STATUSES: dict[str, Status] = {"BOOK": "posted", "PDNG": "pending", "FUTR": "pending"}
_INFORMATION = "INFO"
_DAYS = ("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
_AMOUNTS = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt", "AmtDtls/CntrValAmt/Amt")


class Account(NamedTuple):
    """What an entry is read by: whose it is, in what currency, and whether all of it is booked.

    `currency` is None where the statement does not say; `hinted` is the user's word on it.
    """

    id: str | None
    currency: str | None
    hinted: str | None
    is_booked: bool


class Entry(NamedTuple):
    """An entry as it was read: its lines, what a person should know of it, and what it is."""

    lines: list[StatementLine]
    problems: list[Problem]
    is_reversal: bool


def is_information(entry: Record) -> bool:
    """Tell whether an entry only informs: nothing was booked, and nothing is going to be by it."""
    return _status_code(entry) == _INFORMATION


def read_entry(entry: Record, account: Account) -> Entry:
    """Return what an entry says; one that does not parse is a Problem that names each element at fault.

    The sign is that of CdtDbtInd. RvslInd changes nothing in it: a credit that reverses is money
    in, the original was a debit (message definition report, ReversalIndicator).
    """
    is_reversal = is_true(entry.text("RvslInd"))
    try:
        sign = sign_of(entry.text("CdtDbtInd"))
        amount = amount_of(entry.text("Amt")) * sign
        frame = _Frame(_day(entry), amount, _currency(entry, account), _status(entry, account))
    except ValueError:
        message = f"This entry cannot be read: {'; '.join(_faults(entry, account))}."
        return Entry([], [Problem(entry.line, message)], is_reversal)
    details = [details_of(part, entry, account.id, is_credit=sign > 0, is_reversal=is_reversal) for part in entry.parts]
    if len(details) < 2:
        only = details[0] if details else Details(memo=entry.text("AddtlNtryInf"))
        return Entry([_line(entry.line, frame, amount, only, bank_id_of(entry))], [], is_reversal)
    shares, reason = _shares(entry, amount, sign)
    if shares:
        return Entry(_parts(entry, frame, details, shares), [], is_reversal)
    line = _line(entry.line, frame, amount, shared_details(details, entry), bank_id_of(entry))
    return Entry([line], [Problem(entry.line, reason, is_row=False)] if reason else [], is_reversal)


def _faults(entry: Record, account: Account) -> list[str]:
    """Name everything that is wrong with an entry."""
    checks: tuple[tuple[str, Callable[[], object]], ...] = (
        ("Amt", lambda: amount_of(entry.text("Amt"))),
        ("CdtDbtInd", lambda: sign_of(entry.text("CdtDbtInd"))),
        ("Ccy", lambda: _currency(entry, account)),
        ("Sts", lambda: _status(entry, account)),
        ("BookgDt", lambda: _day(entry)),
    )
    faults = []
    for name, check in checks:
        try:
            check()
        except ValueError as fault:
            faults.append(f"{name} {fault}")
    return faults


def _day(entry: Record) -> date:
    stamp = entry.text(*_DAYS)
    if stamp is None:
        raise ValueError("and ValDt are missing")
    return day_of(stamp)


def _status_code(entry: Record) -> str | None:
    return entry.text("Sts", "Sts/Cd", "Sts/Prtry")


def _status(entry: Record, account: Account) -> Status:
    """Return an entry's status; in a statement (camt.053), which tells of booked ones only, it may be missing."""
    code = _status_code(entry)
    if code is None and account.is_booked:
        return "posted"
    if code not in _STATUSES:
        raise ValueError(f"'{shown(code)}' is none of BOOK, PDNG, FUTR and INFO" if code else "is missing")
    return _STATUSES[code]


def _currency(entry: Record, account: Account) -> str | None:
    """Return the currency of an entry's amount, which has to be the account's: it is what was booked there."""
    code = entry.currency("Amt")
    if account.hinted or code is None:
        return account.hinted or account.currency
    if code not in ISO_4217:
        raise ValueError(f"'{shown(code)}' is no currency")
    if account.currency and code != account.currency:
        raise ValueError(f"is {code}, but the account is kept in {account.currency}")
    return code


class _Frame(NamedTuple):
    """What the lines of an entry have in common; the amount is the entry's."""

    day: date
    amount: Decimal
    currency: str | None
    status: Status


def _parts(entry: Record, frame: _Frame, details: list[Details], shares: list[Decimal]) -> list[StatementLine]:
    ids = bank_ids_of_parts(entry)
    return [
        _line(part.line, frame, share, own, bank_id)
        for part, own, share, bank_id in zip(entry.parts, details, shares, ids, strict=True)
    ]


def _line(position: int, frame: _Frame, amount: Decimal, details: Details, bank_id: str | None) -> StatementLine:
    """Return a line; a pending one without the bank's id, which is the same once it is booked, maybe otherwise."""
    if frame.status == "pending":
        bank_id = None
    return StatementLine(
        position,
        frame.day,
        amount,
        frame.currency,
        details.payee,
        details.memo,
        details.reference,
        bank_id,
        frame.status,
    )


def _shares(entry: Record, total: Decimal, sign: int) -> tuple[list[Decimal], str | None]:
    """Return each payment's share in an entry's amount; none if that is not sure, and why where it can be told."""
    if entry.has_more:
        return [], f"This entry has more than {MOST_DETAILS:,} payments: it stays one row."
    reason = None
    for path in _AMOUNTS:
        shares = _amounts_at(entry, path, sign)
        if shares and sum(shares) == total:
            return shares, None
        if shares and reason is None:
            reason = (
                f"The {len(shares)} payments of this entry come to {sum(shares)}, not to its {total}: it stays one row."
            )
    return [], reason


def _amounts_at(entry: Record, path: str, sign: int) -> list[Decimal]:
    """Return all payments' amounts of one kind, with their signs; none unless all have it in the entry's currency."""
    currency = entry.currency("Amt")
    shares = []
    for part in entry.parts:
        if part.currency(path) != currency:
            return []
        try:
            own = part.text("CdtDbtInd")
            shares.append(amount_of(part.text(path)) * (sign_of(own) if own else sign))
        except ValueError:
            return []
    return shares
