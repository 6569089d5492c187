"""One statement (Stmt, Rpt or Ntfctn) while its records come in."""

from __future__ import annotations

from decimal import Decimal

from budgetpro.domain.currency import ISO_4217
from budgetpro.importers.camt.balances import Balance, Balances, code_of, read_balance
from budgetpro.importers.camt.details import account_id_of
from budgetpro.importers.camt.entries import Account, is_information, read_entry
from budgetpro.importers.camt.places import ACCOUNT_IDS
from budgetpro.importers.camt.records import Record
from budgetpro.importers.camt.values import is_true, shown
from budgetpro.importers.lines import Hints, Problem, Statement, StatementLine

FORMAT = "camt"
_ACCOUNT_IDS = tuple(f"Id/{name}" for name in ACCOUNT_IDS)


class OpenStatement:
    """A statement that is being read: `statement` is whole once it was closed."""

    def __init__(self, record: Record, hints: Hints) -> None:
        self.statement = Statement(FORMAT, currency=hints.currency)
        self._hints = hints
        self._is_booked = record.kind == "Stmt"
        self._balances = Balances()
        self._total = self._reversed = Decimal(0)
        self._known: set[int] = set()
        self._information: list[int] = []

    def note(self, record: Record) -> None:
        """Take in a balance, or whose statement it is and in what currency the account is kept."""
        if record.kind == "Bal":
            self._balances.note(record)
            return
        statement = self.statement
        statement.account_id = account_id_of(record, _ACCOUNT_IDS)
        code = record.text("Ccy")
        if code and code not in ISO_4217:
            self._tell(record.line, f"Ccy '{shown(code)}' is no currency.")
        elif statement.currency is None:
            statement.currency = code

    def take(self, record: Record) -> list[StatementLine]:
        """Return the lines of an entry."""
        if is_information(record):
            self._information.append(record.line)
            return []
        statement = self.statement
        account = Account(statement.account_id, statement.currency, self._hints.currency, self._is_booked)
        entry = read_entry(record, account)
        statement.problems += entry.problems
        for line in entry.lines:
            if line.status == "posted":
                self._total += line.amount
                self._reversed += line.amount if entry.is_reversal else 0
            statement.currency = statement.currency or line.currency
        return [self._as_told(line) for line in entry.lines]

    def close(self, record: Record, header: Record | None) -> None:
        """End the statement, whose message has this group header."""
        if count := len(self._information):
            entries = "entry" if count == 1 else "entries"
            self._tell(self._information[0], f"{count} {entries} for information only (INFO) left out: no money moved.")
        opening = self._balance("opening", self._balances.opening)
        closing = self._balance("closing", self._balances.closing)
        page = _Page(record, header)
        if not page.is_last:
            closing = None
            self._tell(record.line, f"This is page {page.number} of a statement that goes on in another file.")
        elif page.is_first and opening and closing:
            self._prove(opening, closing)
        sign = -1 if self._hints.sign == "inverted" else 1
        statement = self.statement
        statement.opening_balance = sign * opening.amount if opening else None
        statement.closing_balance = sign * closing.amount if closing else None
        statement.closing_date = closing.day if closing else None

    def _as_told(self, line: StatementLine) -> StatementLine:
        """Leave out a bank id that a row like this one has already; turn the sign where the user said so."""
        if line.bank_id:
            known = hash((line.bank_id, line.date, line.amount, line.status))
            if known in self._known:
                line = line._replace(bank_id=None)
            self._known.add(known)
        return line._replace(amount=-line.amount) if self._hints.sign == "inverted" else line

    def _balance(self, name: str, record: Record | None) -> Balance | None:
        """Return a balance in the account's currency; None, and told, for one that is not or does not parse."""
        if record is None:
            return None
        statement = self.statement
        try:
            balance = read_balance(record)
        except ValueError as fault:
            self._tell(record.line, f"The {name} balance ({code_of(record)}) is left out: {fault}.")
            return None
        if statement.currency is None and balance.currency in ISO_4217:
            statement.currency = balance.currency
        if self._hints.currency is None and balance.currency not in {None, statement.currency}:
            kept = f"the account is kept in {statement.currency}" if statement.currency else "that is no currency"
            reason = f"it is in {balance.currency}, but {kept}"
            self._tell(record.line, f"The {name} balance ({code_of(record)}) is left out: {reason}.")
            return None
        return balance

    def _prove(self, opening: Balance, closing: Balance) -> None:
        """Tell where opening balance and booked rows do not give the closing balance."""
        if any(problem.is_row for problem in self.statement.problems):
            return
        total = opening.amount + self._total
        if total == closing.amount:
            return
        message = (
            f"The statement does not add up: it opens with {opening.amount}, its booked rows come to {self._total},"
            f" which gives {total}, but it closes with {closing.amount}."
        )
        if total - 2 * self._reversed == closing.amount:
            message += " It would with the reversals (RvslInd) the other way round."
        self._tell(closing.line, message)

    def _tell(self, line: int, message: str) -> None:
        self.statement.problems.append(Problem(line, message, is_row=False))


class _Page:
    """Which page of a statement this is, as its message and it itself say (MsgPgntn, StmtPgntn, …)."""

    def __init__(self, record: Record, header: Record | None) -> None:
        told = [(record, f"{record.kind}Pgntn"), *([(header, "MsgPgntn")] if header else [])]
        numbers = [number for part, name in told if (number := part.text(f"{name}/PgNb"))]
        ends = [end for part, name in told if (end := part.text(f"{name}/LastPgInd"))]
        self.number = max(numbers, key=len, default="1")
        self.is_first = all(number.lstrip("0") == "1" for number in numbers)
        self.is_last = all(is_true(end) for end in ends)
