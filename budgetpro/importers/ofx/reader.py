"""Reads OFX and QFX: the SGML of versions 1.x and the XML of 2.x with one reader.

Written to the Open Financial Exchange specification, its sections numbered as in 1.6 and 2.x:

- 2.2 headers: the character set of a 1.x file, the XML declaration of a 2.x file;
- 2.3 (1.x): elements need no end tag, white space around a value means nothing;
- 3.2.8 dates, 3.2.9 amounts and signs (from the customer's view: money out is negative);
- 5.2 CURRENCY: the amount is in that currency; ORIGCURRENCY: it is converted to CURDEF already;
- 11.3 accounts; 11.4 the statements of banks and cards (STMTRS, CCSTMTRS) with their STMTTRN,
  FITID, CORRECTFITID and CORRECTACTION, LEDGERBAL, and the pending STMTTRNP of 2.2;
- 13.9 investment statements (INVSTMTRS): INVBANKTRAN is money, the others move securities.

By the schema of 2.2 there are loans too (LOANSTMTRS, see `loans`); PRINBAL is what is owed, so as
a closing balance it is below zero. An answer's STATUS can be an error in place of a statement.

Tolerant of form (missing end tags, one line, junk in front), strict where money is at stake: a
row whose date or amount does not parse, or is there twice, is a `Problem`, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgetpro.domain.currency import ISO_4217
from budgetpro.domain.errors import Failure
from budgetpro.importers.lines import Hints, Problem, Statement, StatementLine
from budgetpro.importers.ofx.header import declared_encoding, is_in_capitals
from budgetpro.importers.ofx.loans import Loan
from budgetpro.importers.ofx.marks import DecimalMarks
from budgetpro.importers.ofx.rows import ONCE, Row, read_row, shown
from budgetpro.importers.ofx.sgml import plain_text, read_tags
from budgetpro.importers.ofx.status import ServerStatus
from budgetpro.importers.ofx.values import amount_of, day_of_stamp
from budgetpro.importers.source import Source

FORMAT = "ofx"
_ROWS = frozenset({"STMTTRN", "STMTTRNP", "LOANSTMTTRN"})
_STATEMENTS = frozenset({"STMTRS", "CCSTMTRS", "INVSTMTRS", "LOANSTMTRS"})
_ANSWERS = frozenset({"STMTTRNRS", "CCSTMTTRNRS", "INVSTMTTRNRS", "LOANSTMTTRNRS"})
_LISTS = frozenset({"BANKTRANLIST", "BANKTRANLISTP", "INVTRANLIST", "LOANTRANLIST", "INVPOSLIST", "BALLIST"})
_SECTIONS = _LISTS | {"LEDGERBAL", "PRINBAL", "AVAILBAL", "INVBAL"}
_OUTSIDE_ROWS = _ROWS | _STATEMENTS | _ANSWERS | _SECTIONS | {"OFX", "INVBANKTRAN"}
_ROW_ENDS = _OUTSIDE_ROWS | {f"/{name}" for name in _OUTSIDE_ROWS}
_STATEMENT_ENDS = _ANSWERS | {f"/{name}" for name in _STATEMENTS | _ANSWERS}
_SECURITY_TRANSACTION = re.compile(
    "BUY(DEBT|MF|OPT|OTHER|STOCK)|SELL(DEBT|MF|OPT|OTHER|STOCK)|CLOSUREOPT|INCOME|INVEXPENSE|JRNL(FUND|SEC)"
    "|MARGININTEREST|REINVEST|RETOFCAP|SPLIT|TRANSFER"
)


def open_ofx(source: Source, hints: Hints) -> OfxReading:
    """Open an OFX file; raises what `Source.choose_encoding` raises."""
    return OfxReading(source, hints)


class OfxReading:
    """An OFX file, open for one reading (a `Reading`).

    `format` is "ofx". A statement's currency is what the user named, else CURDEF; a line has its
    own CURRENCY, else its statement's. Where the user said that signs are inverted, amounts and
    the ledger balance are negated.
    """

    def __init__(self, source: Source, hints: Hints) -> None:
        declared = declared_encoding(source.head)
        self.format = FORMAT
        self.encoding: str | None = source.choose_encoding(hint=hints.encoding, declared=declared)
        self.findings: list[str] = []
        self.statements: list[Statement] = []
        self._source = source
        self._hints = hints
        self._server = ServerStatus()
        self._is_inside = False
        self._is_whole = False
        self._open: Statement | None = None
        self._section = ""
        self._has_rows = False
        self._stray_lines: list[int] = []
        self._security_lines: list[int] = []
        self._loan: Loan | None = None
        self._marks = None if hints.decimal_mark else DecimalMarks(source.label)

    def lines(self) -> Iterator[tuple[Statement, StatementLine]]:
        """Yield each transaction with its statement.

        Raises Failure bank_refused for an answer that is an error, statement_missing for a file
        without one, statement_truncated for a file that ends before it, sign_unknown where a
        loan's signs can mean either, decimal_mark_unknown where amounts contradict each other; a
        file that ends behind its first statement but too early has a Problem at its end.
        """
        row: Row | None = None
        line = 1
        folds = not is_in_capitals(self._source.head)
        with self._source.open_text(self.encoding) as stream:
            for line, name, text in read_tags(stream, self._source.label, in_capitals=folds):
                if row is not None:
                    if name not in _ROW_ENDS:
                        if name not in row.texts:
                            row.texts[name] = text
                        elif name in ONCE:
                            row.repeated.append(name)
                        continue
                    yield from self._take(row)
                    row = None
                if name in _ROWS and self._is_inside:
                    row = Row(line, name == "STMTTRNP" or self._section == "BANKTRANLISTP")
                else:
                    if name in _ROWS and self.statements:
                        self._stray_lines.append(line)
                    self._note(line, name, text)
        self._finish(line, row)

    def _take(self, row: Row) -> Iterator[tuple[Statement, StatementLine]]:
        statement = self._open or self._begin()
        line = read_row(row, statement.currency, self._hints)
        if isinstance(line, Problem):
            statement.problems.append(line)
            return
        if self._marks:
            self._marks.note(row.line, row.texts["TRNAMT"].strip())
        if self._loan:
            self._loan.take(row, line.amount)
        self._has_rows = True
        yield statement, line

    def _note(self, line: int, name: str, text: str) -> None:
        """Take in a tag outside of the transactions."""
        self._server.note(line, name, text)
        if name in {"OFX", "/OFX"}:
            self._is_inside = name == "OFX"
            self._is_whole = name == "/OFX"
        elif not self._is_inside:
            return
        elif name in _STATEMENTS:
            self._end()
            self._begin()
            self._loan = Loan(self._source.label, self._hints) if name == "LOANSTMTRS" else None
        elif name in _STATEMENT_ENDS:
            self._end()
        elif name in _SECTIONS or name[1:] == self._section:
            self._section = name if name in _SECTIONS else ""
        elif self._open is not None:
            self._note_of_statement(self._open, line, name, text)

    def _note_of_statement(self, statement: Statement, line: int, name: str, text: str) -> None:
        if name == "TRNAMT":
            statement.problems.append(Problem(line, f"TRNAMT '{shown(text)}' belongs to no transaction."))
        elif name == "CURDEF" and statement.currency is None:
            statement.currency = _currency(statement, line, plain_text(text).upper())
            if statement.currency and self._has_rows:
                message = (
                    f"CURDEF '{statement.currency}' comes behind transactions; --currency says it for all of them."
                )
                statement.problems.append(Problem(line, message))
        elif name in {"ACCTID", "LOANACCTID"} and statement.account_id is None:
            statement.account_id = plain_text(text) or None
        elif self._section in {"LEDGERBAL", "PRINBAL"} and name in {"BALAMT", "DTASOF"}:
            self._note_balance(statement, line, name, text.strip())
        elif self._section == "INVTRANLIST" and _SECURITY_TRANSACTION.fullmatch(name):
            self._security_lines.append(line)

    def _note_balance(self, statement: Statement, line: int, name: str, text: str) -> None:
        is_day = name == "DTASOF"
        if not (text.strip("0") if is_day else text):
            return
        try:
            if is_day:
                statement.closing_date = day_of_stamp(text)
            else:
                balance = amount_of(text, self._hints.decimal_mark)
                if self._marks:
                    self._marks.note(line, text)
                is_owed = balance > 0 if self._section == "PRINBAL" else self._hints.sign == "inverted"
                statement.closing_balance = -balance if is_owed else balance
        except ValueError as fault:
            what = "closing balance's day" if is_day else "closing balance"
            statement.problems.append(
                Problem(line, f"The {what} is left out: {name} '{shown(text)}' {fault}.", is_row=False)
            )

    def _begin(self) -> Statement:
        self._open = Statement(FORMAT, currency=self._hints.currency)
        self._section, self._has_rows = "", False
        self.statements.append(self._open)
        return self._open

    def _end(self) -> None:
        count = len(self._security_lines)
        if self._open and count:
            plural = "s" if count > 1 else ""
            message = f"{count} security transaction{plural} left out: only money is imported."
            self._open.problems.append(Problem(self._security_lines[0], message, is_row=False))
        if self._open and self._loan and (told := self._loan.problem()):
            self._open.problems.append(told)
        self._security_lines = []
        self._open = self._loan = None

    def _finish(self, line: int, row: Row | None) -> None:
        """Say what the file as a whole lacks, once it is read."""
        self._end()
        self._server.note(line, "/OFX", "")
        if not self.statements:
            raise self._failure()
        if not self._is_whole:
            where = "in the middle of a transaction" if row else "before its end tag </OFX>"
            message = f"The file ends {where}: it is cut off and rows may be missing."
            self.statements[-1].problems.append(Problem(row.line if row else line, message))
        self.statements[-1].problems += [
            Problem(stray, "This transaction comes behind </OFX>.") for stray in self._stray_lines
        ]
        for error_line, error in self._server.errors:
            message = f"For one account the bank's server sent an error: {error}."
            self.statements[-1].problems.append(Problem(error_line, message, is_row=False))

    def _failure(self) -> Failure:
        label, facts = self._source.label, {"path": self._source.path}
        if self._server.errors:
            _, error = self._server.errors[-1]
            return Failure(
                f"{label} holds no statement but an error of the bank's server: {error}.",
                code="bank_refused",
                hint="Download the statement again; if the error stays, ask the bank.",
                facts={**facts, "reason": error},
            )
        if not self._is_whole:
            return Failure(
                f"{label} ends before its first statement: it is cut off.",
                code="statement_truncated",
                hint="Download the statement again.",
                facts=facts,
            )
        return Failure(
            f"{label} is OFX, but has no statement of a bank, card, loan or investment account.",
            code="statement_missing",
            hint="Download the account's transactions as OFX or CSV.",
            facts=facts,
        )


def _currency(statement: Statement, line: int, code: str) -> str | None:
    if code and code not in ISO_4217:
        statement.problems.append(Problem(line, f"CURDEF '{shown(code)}' is no currency.", is_row=False))
        return None
    return code or None
