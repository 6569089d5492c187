"""What every reader gives: statements, their lines and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, Protocol

Status = Literal["posted", "pending"]


class StatementLine(NamedTuple):
    """One row as the bank gave it, from the account holder's view: money out is negative.

    `position` is the line of the file (from 1) on which the row begins. `date` is the booking
    day. `currency` is None where the file does not say. `balance` is the account's balance
    after the row, where the file has one. `bank_id` is the bank's own identifier of the row.
    """

    position: int
    date: date
    amount: Decimal
    currency: str | None = None
    payee: str | None = None
    memo: str | None = None
    reference: str | None = None
    bank_id: str | None = None
    status: Status = "posted"
    balance: Decimal | None = None


class Problem(NamedTuple):
    """Something in the file that a person should know of; `is_row` where a row was left out for it."""

    position: int
    message: str
    is_row: bool = True


@dataclass(slots=True)
class Statement:
    """One account's statement in a file; balances and problems are whole once its lines are read.

    `currency_symbol` is what the file shows where it names no currency: `$` is some dollar or peso, but no euro.
    """

    format: str
    account_id: str | None = None
    currency: str | None = None
    currency_symbol: str | None = None
    opening_balance: Decimal | None = None
    closing_balance: Decimal | None = None
    closing_date: date | None = None
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the user said about a file, over what its content shows. None: find out."""

    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    decimal_mark: Literal[".", ","] | None = None
    sign: Literal["as-is", "inverted"] | None = None
    encoding: str | None = None
    currency: str | None = None


class Reading(Protocol):
    """An open statement file: its lines can be read once, in file order, in bounded memory.

    `statements` grows while lines are read; a file with several accounts has several.
    A row that cannot be read is a `Problem` of its statement and reading goes on; a file that
    cannot be read raises a `Failure` that names where. `findings` say in sentences how the file
    is read and why; reading adds what it left aside.
    """

    format: str
    encoding: str | None
    findings: list[str]

    @property
    def statements(self) -> list[Statement]: ...

    def lines(self) -> Iterator[tuple[Statement, StatementLine]]:
        """Yield each line with the statement it belongs to."""
        ...
