"""Reads CSV: any bank's table of transactions, without being told how it is written, never by guessing.

A comma, semicolon, tab or bar between cells; a head in one of eighteen languages or none; lines
above and below the table; days and amounts in the ways of many countries. What the file itself
does not prove is refused with the option that answers it (`layout`). A row that does not hold
what its columns must is a `Problem` with its line and column; reading goes on after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import dropwhile

from budgetpro.importers.csv.amounts import LeftOut, RowFault, open_fee_function
from budgetpro.importers.csv.layout import Layout, decide_layout, last_needed
from budgetpro.importers.csv.oddities import Judge, Oddity, Verdict, shortened
from budgetpro.importers.csv.records import Record, Records
from budgetpro.importers.csv.row_words import Landmark, landmark_of
from budgetpro.importers.csv.rows import row_reader
from budgetpro.importers.csv.statements import Place, Placed, Places, signed_by_balance
from budgetpro.importers.csv.survey import find_dialect
from budgetpro.importers.lines import Hints, Problem, Statement, StatementLine
from budgetpro.importers.source import Source

FORMAT = "csv"
JOURNAL_FORMAT = "csv journal"
_LONGEST_MEMO = 2000
_SHOWN_FEES = 3
_ROWS_THAT_TELL = 3
_WORD = re.compile(r"[^\W\d_]{2}")
_PAGE = re.compile(r"\W*(?:page|seite|p[aá]gina|pagina|sida|side|strona|strana)\b", re.IGNORECASE)


def looks_like_csv(head: str) -> bool:
    """Say whether a file that begins with `head` has a table of days and amounts, or the head of one."""
    return find_dialect(head.splitlines(keepends=True)[:60]) is not None


def open_csv(source: Source, hints: Hints) -> CsvReading:
    """Return a CSV file open for reading, with all decisions about it made.

    Raises `Failure` as `Source` and `decide_layout` do: what is unclear is refused before any row is read.
    """
    source.choose_encoding(hint=hints.encoding)
    source.require_lines()
    return CsvReading(source, decide_layout(source, hints))


class CsvReading:
    """A CSV file open for one reading (a `Reading`).

    `findings` say in sentences how the file is read and why; reading adds what it left aside.
    A pending row without a day is dated to the file's latest day.
    """

    def __init__(self, source: Source, layout: Layout) -> None:
        self.format = JOURNAL_FORMAT if layout.roles.is_journal else FORMAT
        self.encoding: str | None = source.encoding
        self.findings: list[str] = list(layout.findings)
        self._source, self._layout = source, layout
        self._places = Places(layout, self.format)
        self._read = row_reader(layout)
        self._judge = Judge(layout, self._read)
        self._notes: list[Problem] = []
        self._last_needed = last_needed(layout)
        self._open_fee_of = open_fee_function(layout)
        self._open_fees = 0

    @property
    def statements(self) -> list[Statement]:
        return self._places.statements

    def lines(self) -> Iterator[tuple[Statement, StatementLine]]:
        """Yield each line with its statement, in file order."""
        with self._source.open_text() as stream:
            survey = self._layout.survey
            rows = self._rows(Records(stream, survey.dialect, survey.path))
            if self._layout.sign.rule == "balance":
                rows = signed_by_balance(rows, is_newest_first=bool(self._layout.is_newest_first))
                rows = self._followed(rows)
            for place, line in rows:
                yield place.statement, line
        self._places.finish()
        self.findings.extend(f"line {note.position} is passed over: {note.message}" for note in self._notes)

    def _rows(self, records: Records) -> Iterator[Placed]:
        """Yield the transactions, each once it is known that the next row is no more text of it."""
        places, read, width = self._places, self._read, self._layout.survey.width
        is_followed = self._layout.sign.rule != "balance"
        held: Placed | None = None
        cells: list[str] = []
        for position, cells in self._under_head(records):
            try:
                place = places.find(cells) or self._first(cells, position)
                line = read(cells if len(cells) == width else self._fitted(cells), position, place.currency)
            except (RowFault, LeftOut, IndexError) as fault:
                verdict = self._judged(cells, position, fault, follows_row=held is not None)
                if verdict.oddity is Oddity.MORE_TEXT and held is not None:
                    held = held[0], _with_more(held[1], verdict.text)
                    continue
                if held is not None:
                    yield held
                held = self._settle(verdict, cells, position)
                if verdict.oddity is Oddity.SECOND_TABLE:
                    break
                continue
            if held is not None:
                yield held
            if self._open_fee_of and (fee := self._open_fee_of(cells)):
                self._report_fee(place, position, fee)
            if is_followed and place.goes_on(line):
                held = place, line
            else:
                held = self._unless_sum(place, line, cells, is_followed=is_followed)
            if self._notes:
                self._report_notes(place)
        if held is not None and not self._is_cut(held, cells, records) and not self._is_wordless(held[0], held[1]):
            yield held
        if records.ends_open and self._notes and self._judge.is_start_of_row(cells):
            note = self._notes.pop()
            message = f"the file ends inside this row, after {note.message}"
            self._places.near(cells).statement.problems.append(Problem(note.position, message))

    def _is_cut(self, last: Placed, cells: list[str], records: Records) -> bool:
        """Report a last row that the file's end cut short."""
        if not (records.ends_open and self._judge.is_cut(cells)):
            return False
        message = f'the file ends inside this row: "{cells[-1]}" has not the decimals of the rows above'
        last[0].statement.problems.append(Problem(last[1].position, message))
        return True

    def _is_wordless(self, place: Place, last: StatementLine) -> bool:
        """Report the last row under no head if it alone has no words beside its amount: it may be a balance."""
        survey, roles = self._layout.survey, self._layout.roles
        if survey.table.names or last.balance is not None or _has_word(last.memo, last.payee):
            return False
        texts = [[row[index] for index in roles.memos + roles.payees if index < len(row)] for row in survey.rows]
        if len(texts) < _ROWS_THAT_TELL or sum(not _has_word(*row) for row in texts) > 1:
            return False
        message = f"{last.amount} has no words beside it as all other rows have: is it a balance?"
        place.statement.problems.append(Problem(last.position, message))
        return True

    def _unless_sum(self, place: Place, line: StatementLine, cells: list[str], *, is_followed: bool) -> Placed | None:
        """Return a transaction, or keep the sum that a row states with a day and an amount of its own."""
        said = line.memo or line.payee
        if said and (landmark := landmark_of(said)):
            self._take_sum(cells, landmark, line)
            return None
        if is_followed:
            place.take(line)
        return place, line

    def _followed(self, rows: Iterable[Placed]) -> Iterator[Placed]:
        """Follow the balances of rows whose signs were not known when they were read."""
        for place, line in rows:
            if not place.goes_on(line):
                place.take(line)
            yield place, line

    def _first(self, cells: list[str], position: int) -> Place:
        """Make the place of a row, once it is known that the row is a transaction."""
        self._read(self._fitted(cells), position, None)
        return self._places.make(cells)

    def _under_head(self, records: Iterable[Record]) -> Iterator[Record]:
        first_line = self._layout.survey.table.first_line
        return dropwhile(lambda record: record[0] < first_line, records)

    def _fitted(self, cells: list[str]) -> list[str]:
        """Return a row of another width where only empty cells are too many or missing; else RowFault."""
        survey = self._layout.survey
        width = max(survey.width, len(survey.table.names))
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            raise RowFault(f"expected {width} columns, found {len(cells)}: does a text hold the delimiter unquoted?")
        if len(cells) <= self._last_needed:
            raise RowFault(f"expected {width} columns, found {len(cells)}: the row is cut off or has lost a delimiter")
        return cells

    def _settle(self, verdict: Verdict, cells: list[str], position: int) -> Placed | None:
        """Put an odd row where it belongs; return the transaction it is, if it is one."""
        if verdict.oddity is Oddity.SUM and verdict.line and verdict.landmark:
            self._take_sum(cells, verdict.landmark, verdict.line)
            return None
        if verdict.oddity in (Oddity.NOTHING, Oddity.HEAD_AGAIN, Oddity.NOTE):
            if verdict.oddity is Oddity.NOTE:
                self._notes.append(Problem(position, f'"{shortened(verdict.text)}"', is_row=False))
            return None
        place = self._places.near(cells)
        match verdict.oddity:
            case Oddity.PENDING if verdict.line:
                return place, verdict.line._replace(currency=place.currency)
            case Oddity.LEFT_OUT:
                place.statement.problems.append(Problem(position, f"left out: {verdict.text}", is_row=False))
            case Oddity.BAD:
                place.statement.problems.append(Problem(position, verdict.text))
            case Oddity.SECOND_TABLE:
                message = f'another table begins here ("{shortened(verdict.text)}"); it is not read'
                place.statement.problems.append(Problem(position, message))
        return None

    def _judged(self, cells: list[str], position: int, fault: Exception, *, follows_row: bool) -> Verdict:
        verdict = self._judge.judge(cells, position, fault, follows_row=follows_row)
        is_section = verdict.oddity is Oddity.HEAD_AGAIN and self._has_section()
        return verdict._replace(oddity=Oddity.SECOND_TABLE) if is_section else verdict

    def _has_section(self) -> bool:
        """Say whether a line since the last transaction may name another account; the number of a page does not."""
        return self._places.last() is not None and any(not _PAGE.match(note.message) for note in self._notes)

    def _take_sum(self, cells: list[str], landmark: Landmark, line: StatementLine) -> None:
        self._places.take_sum(cells, landmark, line)
        self.findings.append(f"line {line.position} states {landmark.value}: {line.amount}")

    def _report_fee(self, place: Place, position: int, fee: Decimal) -> None:
        self._open_fees += 1
        if self._open_fees <= _SHOWN_FEES:
            message = f"a fee of {abs(fee)} stands beside the amount and is not taken off it"
            place.statement.problems.append(Problem(position, message, is_row=False))

    def _report_notes(self, place: Place) -> None:
        """Report lines that stand between transactions; those below the last one are its foot."""
        place.statement.problems.extend(
            Problem(note.position, f"no transaction, passed over: {note.message}", is_row=False) for note in self._notes
        )
        self._notes.clear()


def _has_word(*texts: str | None) -> bool:
    return any(_WORD.search(text) for text in texts if text)


def _with_more(line: StatementLine, text: str) -> StatementLine:
    memo = f"{line.memo} {text}" if line.memo else text
    return line._replace(memo=memo[:_LONGEST_MEMO])
