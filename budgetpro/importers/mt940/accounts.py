"""An account in a file of several messages: one statement, and whether its pages add up and follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from budgetpro.domain.currency import ISO_4217
from budgetpro.importers.lines import Problem, Statement
from budgetpro.importers.mt940.values import Balance

FORMAT = "mt940"
INTERIM_FORMAT = "mt942"


@dataclass(slots=True)
class Tally:
    """Rows of one direction in an interim report."""

    count: int = 0
    total: Decimal = Decimal()


@dataclass(slots=True)
class Account:
    """An account's statement in a file, and what was seen of it.

    `opening` and `closing` are those of the page before; `continues_behind` is the line of its
    closing balance where that says that a page follows. `tallies` ("D" money out, "C" money in)
    are of the interim rows since the bank's last totals; with `is_tallied` the next row begins
    new ones.
    """

    statement: Statement
    opening: Balance | None = None
    closing: Balance | None = None
    first_day: date | None = None
    last_day: date | None = None
    continues_behind: int | None = None
    tallies: dict[str, Tally] = field(default_factory=dict)
    is_tallied: bool = False

    def open(self, opening: Balance) -> None:
        """Take in a page's opening balance; the earliest is the statement's."""
        is_first = self.statement.opening_balance is None
        if is_first or (opening.day and self.first_day and opening.day < self.first_day):
            self.statement.opening_balance, self.first_day = opening.amount, opening.day

    def close(self, opening: Balance | None, total: Decimal, closing: Balance, line: int) -> None:
        """Take in a page's closing balance, from `line`; the latest is the statement's.

        Where it is not the opening balance and the rows' `total`, and where the page does not
        follow the one before, that is a Problem that leaves out no row.
        """
        if opening and opening.amount + total != closing.amount:
            self._tell(
                line,
                f"The opening balance {opening.amount} and the rows' sum {total} make {opening.amount + total},"
                f" but the closing balance is {closing.amount}.",
            )
        if opening and self.closing and not self._is_next(self.closing, opening, closing):
            self._tell(
                line,
                f"This page begins at {opening.amount}, the one before it ended at {self.closing.amount}:"
                " the file lacks what is between them.",
            )
        self.opening, self.closing = opening, closing
        if self.last_day is None or closing.day is None or closing.day >= self.last_day:
            self.statement.closing_balance, self.statement.closing_date = closing.amount, closing.day
            self.last_day = closing.day or self.last_day

    def tally(self, amount: Decimal) -> None:
        """Count a row of an interim report."""
        if self.is_tallied:
            self.tallies.clear()
            self.is_tallied = False
        tally = self.tallies.setdefault("D" if amount < 0 else "C", Tally())
        tally.count += 1
        tally.total += abs(amount)

    def check_tally(self, side: str, stated: Tally, line: int) -> None:
        """Compare the rows of one direction with the bank's count and sum of them (field 90)."""
        self.is_tallied = True
        read = self.tallies.get(side, Tally())
        if read != stated:
            way = "out" if side == "D" else "in"
            self._tell(
                line,
                f"The bank counts {stated.count} rows with {stated.total} of money {way},"
                f" the file has {read.count} with {read.total}.",
            )

    def _is_next(self, before: Balance, opening: Balance, closing: Balance) -> bool:
        """Tell whether a page follows the one before, or precedes it in a file with the newest in front."""
        return opening.amount == before.amount or (self.opening is not None and closing.amount == self.opening.amount)

    def _tell(self, line: int, message: str) -> None:
        self.statement.problems.append(Problem(line, message, is_row=False))


class Accounts:
    """The accounts of a file; each new one's statement goes into `statements`."""

    def __init__(self, statements: list[Statement], currency: str | None) -> None:
        self._statements, self._currency = statements, currency
        self._known: dict[tuple[str | None, str | None, bool], Account] = {}

    def tell_unfinished(self) -> None:
        """Say of each account whether its last page is followed by one that is not in the file."""
        for account in self._known.values():
            if account.continues_behind is not None:
                message = "This page's balance is an intermediate one (62M): the next page is not in the file."
                account.statement.problems.append(Problem(account.continues_behind, message, is_row=False))

    def of(self, text: str, code: str | None, line: int, *, is_interim: bool) -> Account:
        """Return the account that field 25 names by `text`, its currency being `code` unless the user named another.

        Interim reports are a statement of their own. A code that is no currency is a Problem.
        """
        currency = self._currency or (code if code in ISO_4217 else None)
        number = account_number(text, code)
        key = (number, currency, is_interim)
        known = self._known.get(key)
        if known is None:
            statement = Statement(INTERIM_FORMAT if is_interim else FORMAT, number, currency)
            self._statements.append(statement)
            known = self._known[key] = Account(statement)
            if code and code not in ISO_4217:
                statement.problems.append(Problem(line, f"'{code}' is no currency.", is_row=False))
        return known


def account_number(text: str, currency: str | None) -> str | None:
    """Return the account that field 25 names, without the currency that some banks put behind it."""
    number = " ".join(text.split()).removeprefix("/")
    if currency and number.endswith(currency):
        stem = number.removesuffix(currency)
        if stem[-1:].isdecimal() or stem.endswith(" "):
            number = stem.rstrip()
    return number or None
