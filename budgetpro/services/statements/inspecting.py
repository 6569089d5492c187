"""What budgetpro sees in a statement file; no book is needed."""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple, overload

from budgetpro.domain.currency import ISO_4217
from budgetpro.importers.lines import Hints, Problem, Reading, Statement, StatementLine, Status
from budgetpro.importers.recognise import open_statement
from budgetpro.importers.source import Source


class InspectedLine(NamedTuple):
    """A row of a statement: `position` is its line in the file, money out is negative.

    Where the currency is known, `amount` has its decimals, or more if the file does.
    """

    date: date
    amount: Decimal
    currency: str | None
    payee: str | None
    memo: str | None
    reference: str | None
    bank_id: str | None
    status: Status
    position: int


class InspectedProblem(NamedTuple):
    """Something in the file that a person should know of, and the line it is on."""

    position: int
    message: str


class InspectedStatement(NamedTuple):
    """One account's statement, as an import would read it.

    `format` is "csv", "csv journal" (a plain text journal's export), "ofx", "camt" or "xlsx".
    `account_id`,
    `currency` and the balances are None where the file has none. `findings` say how the file
    was understood.
    """

    format: str
    account_id: str | None
    currency: str | None
    opening_balance: Decimal | None
    closing_balance: Decimal | None
    closing_date: date | None
    lines: tuple[InspectedLine, ...]
    problems: tuple[InspectedProblem, ...]
    encoding: str | None
    findings: tuple[str, ...]


def inspect_statement(path: str | os.PathLike[str], hints: Hints) -> tuple[InspectedStatement, ...]:
    """Read a statement file ("-" is standard input) and return its statements in file order.

    Raises what `Source` and the format's reader raise.
    """
    source = Source(path)
    reading = open_statement(source, hints)
    lines: defaultdict[int, list[InspectedLine]] = defaultdict(list)
    for statement, line in reading.lines():
        lines[id(statement)].append(_line(statement, line))
    findings = _findings(source, reading)
    return tuple(
        InspectedStatement(
            statement.format,
            statement.account_id,
            statement.currency,
            _written_out(statement.opening_balance, statement.currency),
            _written_out(statement.closing_balance, statement.currency),
            statement.closing_date,
            tuple(lines[id(statement)]),
            tuple(_problem(problem) for problem in statement.problems),
            reading.encoding,
            findings,
        )
        for statement in reading.statements
    )


def _line(statement: Statement, line: StatementLine) -> InspectedLine:
    currency = line.currency or statement.currency
    return InspectedLine(
        line.date,
        _written_out(line.amount, currency),
        currency,
        line.payee,
        line.memo,
        line.reference,
        line.bank_id,
        line.status,
        line.position,
    )


@overload
def _written_out(amount: Decimal, currency: str | None) -> Decimal: ...
@overload
def _written_out(amount: Decimal | None, currency: str | None) -> Decimal | None: ...
def _written_out(amount: Decimal | None, currency: str | None) -> Decimal | None:
    """Return the amount with the decimals of its currency, where that is one of ISO 4217; none are taken away."""
    known = ISO_4217.get(currency or "")
    if amount is None or known is None:
        return amount
    sign, digits, exponent = amount.as_tuple()
    missing = known.digits + int(exponent)
    return amount if missing <= 0 else Decimal((sign, (*digits, *(0,) * missing), -known.digits))


def _problem(problem: Problem) -> InspectedProblem:
    return InspectedProblem(problem.position, problem.message)


def _findings(source: Source, reading: Reading) -> tuple[str, ...]:
    """Return how the text was read, and what the format's reader tells of its own findings."""
    encoding = [f"the text is {source.encoding}: {source.encoding_evidence}"] if source.encoding else []
    return (*encoding, *getattr(reading, "findings", ()))
