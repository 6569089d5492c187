"""Reads SWIFT MT940 (customer statement) and MT942 (interim transaction report).

Written to SWIFT's Standards MT, category 9 (MT 940, MT 942: formats and field specifications), and
to the DFÜ-Abkommen, Anlage 3, chapter 8 (MT940 and MT942 of German banks), and to what Dutch,
Polish, Hungarian, Swiss and Nordic banks publish of theirs:

- messages in `{1:...}{2:...}{4:` and `-}`, or bare, several in a file; all pages (28C, 60M, 62M)
  and statements of one account are one statement;
- field 61 (`entries`), field 86 (`narratives`), the old German NS in its place;
- a booking day is the entry date where there is one, else the value date;
- balances: each page's opening balance and rows have to make its closing balance, and each page
  has to follow the one before;
- rows of an MT942 and expected ones (EC, ED) are pending: an interim report is provisional (German
  banks call its rows "Vormerkposten"), and the statement of the day brings them again as booked.

Tolerant of form, strict where money is at stake: a row whose dates, mark or amount do not parse is
a `Problem`. A file that is cut off is told: a page without its closing balance, a report without
its end; the row at the cut is not read, for it may lack a digit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgetpro.domain.errors import Failure
from budgetpro.importers.lines import Hints, Problem, Statement, StatementLine
from budgetpro.importers.mt940.accounts import FORMAT, Account, Accounts, Tally
from budgetpro.importers.mt940.entries import read_entry, shown
from budgetpro.importers.mt940.fields import END, HEADER, Field, read_fields
from budgetpro.importers.mt940.narratives import read_words
from budgetpro.importers.mt940.pages import Page
from budgetpro.importers.mt940.references import RowKeys, is_identifier, repeated_rows
from budgetpro.importers.mt940.values import amount_of, balance_of
from budgetpro.importers.source import Source

_HEADING = frozenset({"20", "25", "25P", "28", "28C", "60", "60F", "60M"})
_OPENING = frozenset({"60", "60F", "60M"})
_CLOSING = frozenset({"62", "62F", "62M"})
_INTERIM = frozenset({"34F", "13", "13D", "90C", "90D"})
_FLOOR = re.compile(r"\s*([A-Z]{3})\s*[CD]?\s*([0-9.,]+)\s*")
_TOTALS = re.compile(r"\s*([0-9]+)\s*([A-Z]{3})\s*([0-9.,]+)\s*")


def open_mt940(source: Source, hints: Hints) -> Mt940Reading:
    """Open an MT940 or MT942 file; raises what `Source.require_lines` and `choose_encoding` raise."""
    source.require_lines()
    return Mt940Reading(source, hints)


class Mt940Reading:
    """An MT940 or MT942 file, open for one reading (a `Reading`).

    `format` is "mt940"; a statement of interim reports has "mt942", and no balances. A
    statement's currency is what the user named, else that of its opening balance (field 60) or
    floor limit (34F). Where the user said that signs are inverted, amounts and balances are
    negated. The bank's id is its reference behind `//`, where that can be one (`references`); a
    pending row has none, for the bank may still change it, and is matched with the booked one.
    """

    def __init__(self, source: Source, hints: Hints) -> None:
        self.format = FORMAT
        self.encoding: str | None = source.choose_encoding(hint=hints.encoding)
        self.statements: list[Statement] = []
        self.findings: list[str] = []
        self._source = source
        self._sign = -1 if hints.sign == "inverted" else 1
        self._accounts = Accounts(self.statements, hints.currency)
        self._page = Page(1)

    def lines(self) -> Iterator[tuple[Statement, StatementLine]]:
        """Yield each transaction with its statement.

        Raises Failure statement_missing for a file without a statement, statement_truncated for
        one that ends before it, statement_unreadable for a field without an end.
        """
        with self._source.open_text(self.encoding) as stream:
            repeated = repeated_rows(stream)
        keys, key = RowKeys(), None
        row: list[Field] = []
        with self._source.open_text(self.encoding) as stream:
            for field in read_fields(stream, self._source.label):
                known = keys.read(f":{field.tag}:{field.lines[0]}")
                if row and field.tag in {"86", "NS"}:
                    row.append(field)
                    continue
                if row:
                    yield from self._take(row, has_id=key is not None and key not in repeated)
                    row = []
                if field.tag == "61":
                    row, key = [field], known
                    self._turn(field)
                else:
                    self._note(field)
        self._finish(row)

    def _take(self, row: list[Field], *, has_id: bool) -> Iterator[tuple[Statement, StatementLine]]:
        account = self._account_of_page(row[0].line)
        page, statement = self._page, account.statement
        try:
            entry = read_entry(row[0].lines)
        except ValueError as fault:
            statement.problems.append(Problem(row[0].line, f"This transaction cannot be read: {fault}."))
            return
        amount = entry.amount * self._sign
        page.total += amount
        if page.is_interim:
            account.tally(amount)
        words = read_words(entry, row[1:])
        is_pending = page.is_interim or entry.is_expected
        has_id = has_id and not is_pending and is_identifier(entry.bank_reference)
        yield (
            statement,
            StatementLine(
                row[0].line,
                entry.booked,
                amount,
                statement.currency,
                words.payee,
                words.memo,
                words.reference or (None if has_id else entry.bank_reference or None),
                entry.bank_reference if has_id else None,
                "pending" if is_pending else "posted",
            ),
        )

    def _note(self, field: Field) -> None:
        """Take in a field that is no transaction."""
        self._turn(field)
        page, tag, text = self._page, field.tag, field.lines[0]
        if tag == HEADER:
            page.type = text or page.type
            page.has_header = True
            return
        if tag == END:
            page.is_ended = page.has_fields
            return
        page.has_fields = True
        if tag in {"25", "25P"}:
            page.number = text
        elif tag in _OPENING:
            self._open(field)
        elif tag in _CLOSING:
            self._close(field)
        elif tag in _INTERIM:
            self._note_interim(field)

    def _turn(self, field: Field) -> None:
        """Begin a new page where the field does not belong to this one."""
        page, tag = self._page, field.tag
        ends = page.is_closed and (tag in _HEADING or tag == "61")
        if tag in {HEADER, "20"} and page.has_fields:
            ends = True
        if tag in _OPENING and page.opening is not None:
            ends = True
        if ends:
            self._end_page()
            number = "" if tag in {HEADER, "20", "25", "25P"} else page.number
            self._page = Page(field.line, number=number)
        elif not page.has_fields:
            page.line = field.line

    def _open(self, field: Field) -> None:
        page = self._page
        try:
            balance = balance_of(field.lines[0])
        except ValueError as fault:
            account = self._account_of_page(field.line)
            message = f"The opening balance is left out: '{shown(field.lines[0])}' {fault}."
            account.statement.problems.append(Problem(field.line, message, is_row=False))
            return
        page.currency = balance.currency
        page.opening = balance._replace(amount=balance.amount * self._sign)
        account = self._account_of_page(field.line)
        if not page.is_interim:
            account.open(page.opening)

    def _close(self, field: Field) -> None:
        page = self._page
        account = self._account_of_page(field.line)
        try:
            balance = balance_of(field.lines[0])
        except ValueError as fault:
            message = f"The closing balance is left out: '{shown(field.lines[0])}' {fault}."
            account.statement.problems.append(Problem(field.line, message, is_row=False))
            return
        page.is_closed = page.is_ended = True
        account.continues_behind = field.line if field.tag == "62M" else None
        if not page.is_interim:
            closing = balance._replace(amount=balance.amount * self._sign)
            account.close(page.opening, page.total, closing, field.line)

    def _note_interim(self, field: Field) -> None:
        page, text = self._page, field.lines[0]
        page.has_interim_fields = True
        if field.tag == "34F" and (floor := _FLOOR.fullmatch(text)):
            page.currency = page.currency or floor.group(1)
            page.has_floor = page.has_floor or any(digit in "123456789" for digit in floor.group(2))
        elif field.tag in {"90C", "90D"} and page.is_interim:
            self._check_totals(field)

    def _check_totals(self, field: Field) -> None:
        page = self._page
        totals = _TOTALS.fullmatch(field.lines[0])
        page.currency = page.currency or (totals.group(2) if totals else None)
        account = self._account_of_page(field.line)
        if totals is None:
            return
        page.is_ended = True
        try:
            stated = Tally(int(totals.group(1)), amount_of(totals.group(3)))
        except ValueError:
            return
        side = field.tag[-1] if self._sign > 0 else {"C": "D", "D": "C"}[field.tag[-1]]
        if page.has_floor:
            account.is_tallied = True
        else:
            account.check_tally(side, stated, field.line)

    def _account_of_page(self, line: int) -> Account:
        """Return the account that the page is of; the first that is said of it counts."""
        page = self._page
        page.has_fields = True
        if page.account is None:
            page.account = self._accounts.of(page.number, page.currency, line, is_interim=page.is_interim)
        return page.account

    def _end_page(self) -> None:
        """Say what a page lacks, once it is read."""
        page = self._page
        if page.account is None:
            return
        problems = page.account.statement.problems
        if not page.is_interim and not page.is_closed:
            message = "The statement that begins here has no closing balance (62F): rows may be missing."
            problems.append(Problem(page.line, message, is_row=not page.is_ended))
        elif not page.is_interim and page.opening is None:
            message = "The statement that begins here has no opening balance (60F): its rows cannot be checked."
            problems.append(Problem(page.line, message, is_row=False))

    def _finish(self, row: list[Field]) -> None:
        """Say what the file as a whole lacks, once it is read."""
        page = self._page
        if row:
            problems = self._account_of_page(row[0].line).statement.problems
            message = "The file ends in this transaction: it is cut off here and rows may be missing."
            problems.append(Problem(row[0].line, message))
        elif page.account is None and (page.has_fields or page.has_header):
            self._tell_cut(page)
        elif page.is_interim and page.account and not page.is_ended:
            message = "The file ends without the end of this report: it may be cut off and rows may be missing."
            page.account.statement.problems.append(Problem(page.line, message))
        else:
            self._end_page()
        self._accounts.tell_unfinished()
        if not self.statements:
            raise self._missing()

    def _tell_cut(self, page: Page) -> None:
        label, facts = self._source.label, {"path": self._source.path, "line": page.line}
        if not self.statements:
            raise Failure(
                f"{label}, line {page.line}: the file ends before the rows of its first statement.",
                code="statement_truncated",
                hint="Download the statement again.",
                facts=facts,
            )
        message = "The file ends at the beginning of this message: it is cut off and rows may be missing."
        self.statements[-1].problems.append(Problem(page.line, message))

    def _missing(self) -> Failure:
        return Failure(
            f"{self._source.label} looks like MT940, but no statement begins in it.",
            code="statement_missing",
            hint="Download the account's transactions as MT940, OFX or CSV.",
            facts={"path": self._source.path, "line": 1},
        )
