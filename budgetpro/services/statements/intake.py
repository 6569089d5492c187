"""The first pass of an import: every line that the book has not seen becomes a transaction.

Lines are taken in pieces, so that memory does not grow with the file. What a new line may
really be (a row entered by hand, half of a transfer) is settled afterwards, in `settling`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.days import day_number
from budgetpro.domain.errors import Failure
from budgetpro.domain.fingerprints import by_bank_id, by_content, first_of
from budgetpro.domain.money import MAX_MINOR
from budgetpro.domain.transactions import Evidence, Status
from budgetpro.importers.lines import Problem, Reading, Statement, StatementLine
from budgetpro.services.names import payee_name
from budgetpro.services.statements.details import Detail, Waiting
from budgetpro.services.statements.identity import Identity
from budgetpro.storage.batches import LineRow, NewLine, Outcome, add_lines, add_new_lines, settle_line
from budgetpro.storage.writes import NewTxn, ensure_named, forget_line, insert_imported

if TYPE_CHECKING:
    from budgetpro.domain.accounts import Account
    from budgetpro.storage.book import Book
    from budgetpro.storage.queries.identity import SeenLine

PIECE = 1000

Categorise = Callable[[StatementLine, int], int]
Progress = Callable[[int], None]


Entry = tuple[int, StatementLine, int, int, int, int | None]
"""A line as its account takes it: number in the file, itself, day, amount and fingerprint, balance; minor units."""


class Held(NamedTuple):
    """A new line whose bank id the book has with another day or amount, in these lines."""

    entry: Entry
    seen: Sequence[SeenLine]


class SameId(NamedTuple):
    """A new line, by its number, that has the bank's id of a pending transaction."""

    n: int
    txn_id: int


@dataclass(slots=True)
class Target:
    """An account that lines of the file go to, and what was learned of them on the way."""

    account: Account
    digits: int
    identity: Identity
    statement: Statement
    first_day: int = 99999999
    last_day: int = 0
    shifted: list[Entry] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    same_ids: list[SameId] = field(default_factory=list)
    waiting: list[tuple[int, StatementLine]] = field(default_factory=list)
    added: int = 0
    has_ids: bool = False
    has_pending: bool = False


class Intake:
    """One file on its way into the book."""

    def __init__(
        self,
        book: Book,
        batch_id: int,
        file_name: str,
        account_of: Callable[[Statement], Account],
        categorise: Categorise,
        *,
        skip_bad_rows: bool = False,
        reimport_deleted: bool = False,
        progress: Progress | None = None,
    ) -> None:
        self._book, self._batch_id, self._file_name = book, batch_id, file_name
        self._account_of, self._categorise = account_of, categorise
        self._skip_bad_rows, self._reimport_deleted = skip_bad_rows, reimport_deleted
        self._progress = progress
        self._payee_ids: dict[str, int | None] = {}
        self._days: dict[date, tuple[int, int]] = {}
        self._brought_back: dict[int, Evidence] = {}
        self._line_count = 0
        self.targets: dict[int, Target] = {}
        self.first_txn = book.next_ids("txn", 0).start

    def take(self, reading: Reading) -> None:
        """Write all lines of the file; Failure `statement_row_unreadable` at a bad one unless skipping."""
        with _collector_at_rest():
            self._take_lines(reading)
        for target in self.targets.values():
            self._release_shifted(target)
            self._release_held(target)
            self._keep_bad_rows(target)

    def _take_lines(self, reading: Reading) -> None:
        waiting = 0
        current, target = None, None
        for statement, line in reading.lines():
            if statement is not current or target is None:
                current, target = statement, self._target_of(statement)
            self._line_count += 1
            target.waiting.append((self._line_count, line))
            waiting += 1
            if waiting == PIECE:
                self._take_waiting(reading)
                waiting = 0
        for statement in reading.statements:
            self._greet(statement)
        self._take_waiting(reading)

    def _target_of(self, statement: Statement) -> Target:
        target = self.targets.get(id(statement))
        if target is None:
            account = self._account_of(statement)
            identity = next(
                (known.identity for known in self.targets.values() if known.account.id == account.id),
                None,
            ) or Identity(self._book, account.id, self._batch_id)
            target = Target(account, self._book.digits(str(account.currency)), identity, statement)
            self.targets[id(statement)] = target
        return target

    def _greet(self, statement: Statement) -> None:
        """Find the account of a statement without rows too, for its balance; where that is not sure, it has none."""
        try:
            self._target_of(statement)
        except Failure:
            if any(problem.is_row for problem in statement.problems):
                raise

    def _take_waiting(self, reading: Reading) -> None:
        count = sum(len(target.waiting) for target in self.targets.values())
        for target in self.targets.values():
            if target.waiting:
                self._take_piece(target)
        if not self._skip_bad_rows:
            for statement in reading.statements:
                _refuse_bad_rows(self._file_name, statement)
        if self._progress is not None:
            self._progress(count)

    def _take_piece(self, target: Target) -> None:
        entries = self._entries(target)
        target.waiting.clear()
        if not entries:
            return
        days = {day for _, _, day, _, _, _ in entries}
        target.first_day, target.last_day = min(days | {target.first_day}), max(days | {target.last_day})
        target.identity.load(line.date for _, line, _, _, _, _ in entries)
        new, lines = self._divide(target, entries)
        lines += self._hold_back(target, new)
        add_lines(self._book, lines)
        self._add(target, new)

    def _entries(self, target: Target) -> list[Entry]:
        currency, scale = str(target.account.currency), Decimal(10**target.digits)
        entries = []
        for n, line in target.waiting:
            scaled = line.amount * scale
            amount_minor = int(scaled)
            if amount_minor != scaled or not -MAX_MINOR <= amount_minor <= MAX_MINOR:
                message = f"the amount {line.amount} does not fit {currency}, which has {target.digits} decimals"
                target.statement.problems.append(Problem(line.position, message))
                continue
            day, base = self._days.get(line.date) or self._day(line.date)
            is_pending = line.status == "pending"
            if line.bank_id:
                target.has_ids = True
                fingerprint = by_bank_id(base, amount_minor, currency, line.bank_id, is_pending)
            else:
                fingerprint = by_content(base, amount_minor, currency, _words(line), line.reference, is_pending)
            balance = line.balance
            balance_minor = None if balance is None else int(balance * scale)
            entries.append((n, line, day, amount_minor, fingerprint, balance_minor))
        return entries

    def _day(self, day: date) -> tuple[int, int]:
        known = self._days[day] = (day_number(day), first_of(day))
        return known

    def _divide(self, target: Target, entries: list[Entry]) -> tuple[list[Entry], list[LineRow]]:
        """Return the new entries, and the lines of those that the book has already."""
        identity = target.identity
        new: list[Entry] = []
        lines: list[LineRow] = []
        for entry in entries:
            _, line, _, amount_minor, fingerprint, balance_minor = entry
            seen = identity.claim(fingerprint, amount_minor, balance_minor)
            if seen is not None:
                self._see_again(target, entry, seen, new, lines)
            elif identity.is_unclaimed(fingerprint):
                target.shifted.append(entry)
            elif line.bank_id and identity.is_repeated(fingerprint, _words(line)):
                lines.append(self._line(entry, target, Outcome.ALREADY, detail=_REPEATED))
            else:
                new.append(entry)
            if line.bank_id:
                identity.note_in_file(fingerprint, _words(line))
        return new, lines

    def _see_again(self, target: Target, entry: Entry, seen: SeenLine, new: list[Entry], lines: list[LineRow]) -> None:
        """Take an entry for a line that the book has; for a new one where the user wants it back."""
        if seen.outcome == Outcome.DELETED and self._reimport_deleted:
            forget_line(self._book, seen.batch_id, seen.n)
            self._brought_back[entry[0]] = seen.evidence
            new.append(entry)
        else:
            lines.append(self._line(entry, target, Outcome.ALREADY, seen.txn_id, _told(seen)))

    def _release_shifted(self, target: Target) -> None:
        """Settle entries whose balance is just their amount off that of the book's equal line.

        On the first or last day the file may have been cut between two equal rows, and the
        entry is the other one. The days between are whole, so all rows of the day are there to
        be counted: the entry is that line, and a row that was booked late has shifted it.
        """
        new: list[Entry] = []
        lines: list[LineRow] = []
        for entry in target.shifted:
            is_within = target.first_day < entry[2] < target.last_day
            seen = target.identity.claim_any(entry[4]) if is_within else None
            if seen is not None:
                self._see_again(target, entry, seen, new, lines)
            else:
                new.append(entry)
        self._add(target, new)
        add_lines(self._book, lines)

    def _hold_back(self, target: Target, new: list[Entry]) -> list[LineRow]:
        """Take out of `new` what has a bank id that the book has with another day or amount; return the lines of some.

        A pending row may change and is booked under the id it has: such a line stays, and becomes
        the pending transaction later. A pending row that is booked already is there. What else
        has an id of the book's is held until the whole file is known.
        """
        bank_ids = [line.bank_id for _, line, *_ in new if line.bank_id]
        known = target.identity.with_bank_ids(bank_ids) if bank_ids else {}
        if not known:
            return []
        kept: list[Entry] = []
        lines: list[LineRow] = []
        for entry in new:
            n, line, *_ = entry
            seen = known.get(line.bank_id or "", ())
            booked = [one for one in seen if one.status != Status.PENDING]
            pending = [one for one in seen if one.status == Status.PENDING and one.txn_id is not None]
            is_booked = [one for one in booked if one.status is not None and one.txn_id is not None]
            if line.status == "pending" and is_booked:
                lines.append(self._line(entry, target, Outcome.ALREADY, *_booked(is_booked[0])))
            elif len(pending) == 1 and not is_booked:
                target.same_ids.append(SameId(n, int(pending[0].txn_id or 0)))
                kept.append(entry)
            elif seen:
                target.held.append(Held(entry, seen))
            else:
                kept.append(entry)
        new[:] = kept
        return lines

    def _release_held(self, target: Target) -> None:
        """Settle held entries, now that the whole file is known.

        Where the file shows the book's lines unchanged, the bank gives one id to several rows
        (a payment and its fee) and the entry is new; otherwise a person has to say.
        """
        new: list[Entry] = []
        lines: list[LineRow] = []
        for entry, seen in target.held:
            missing = [line for line in seen if not target.identity.is_in_file(line.fingerprint)]
            if missing:
                _, line, _, _, fingerprint, balance_minor = entry
                candidates = list(dict.fromkeys(one.txn_id for one in missing if one.txn_id))
                detail = _waiting(entry, target.account, candidates).to_json()
                row = self._line(entry, target, Outcome.REVIEW)
                lines.append((*row[:-4], fingerprint, line.bank_id, balance_minor, detail))
            else:
                new.append(entry)
        self._add(target, new)
        add_lines(self._book, lines)

    def _add(self, target: Target, entries: list[Entry]) -> None:
        """Write each entry as a transaction, and its line."""
        account_id, currency = target.account.id, str(target.account.currency)
        new: dict[Status, list[NewTxn]] = {Status.CLEARED: [], Status.PENDING: []}
        lines: list[NewLine] = []
        payee_ids = self._ids_of_payees({line.payee for _, line, *_ in entries if line.payee})
        txn_ids = self._book.next_ids("txn", len(entries))
        for txn_id, (n, line, day, amount_minor, fingerprint, balance_minor) in zip(txn_ids, entries, strict=True):
            category_id = self._categorise(line, amount_minor)
            payee_id = payee_ids[line.payee] if line.payee else None
            status = Status.PENDING if line.status == "pending" else Status.CLEARED
            new[status].append((txn_id, n, day, payee_id, line.memo, line.reference, amount_minor, category_id))
            lines.append((n, line.position, txn_id, fingerprint, line.bank_id, balance_minor))
        for status, txns in new.items():
            if txns:
                insert_imported(self._book, self._batch_id, account_id, currency, status, txns)
        target.has_pending |= bool(new[Status.PENDING])
        add_new_lines(self._book, self._batch_id, account_id, lines)
        for n, _, txn_id, *_ in lines if self._brought_back else ():
            if n in self._brought_back:
                detail = Detail("you had deleted it", forgotten=self._brought_back.pop(n))
                settle_line(self._book, Evidence(self._batch_id, n), Outcome.ADDED, txn_id, detail.to_json())
        target.added += len(entries)

    def _line(
        self, entry: Entry, target: Target, outcome: Outcome, txn_id: int | None = None, detail: str | None = None
    ) -> LineRow:
        """Return the row of a line that claims nothing."""
        return self._row(entry[0], entry[1].position, target, outcome, txn_id, detail)

    def _row(
        self,
        n: int,
        position: int,
        target: Target,
        outcome: Outcome,
        txn_id: int | None = None,
        detail: str | None = None,
    ) -> LineRow:
        own = (self._book.id, self._batch_id, n, position, target.account.id, int(outcome))
        return *own, txn_id, None, None, None, detail

    def _ids_of_payees(self, names: set[str]) -> dict[str, int | None]:
        if missing := names - self._payee_ids.keys():
            kept = {name: payee_name(name) for name in missing}
            ids = ensure_named(self._book, "payee", filter(None, kept.values()))
            self._payee_ids.update({name: ids.get(clean or "") for name, clean in kept.items()})
        return self._payee_ids

    def _keep_bad_rows(self, target: Target) -> None:
        lines = []
        for problem in target.statement.problems:
            if problem.is_row:
                self._line_count += 1
                detail = Detail(problem.message).to_json()
                lines.append(self._row(self._line_count, problem.position, target, Outcome.REFUSED, detail=detail))
        add_lines(self._book, lines)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the cyclic garbage collector from going through the tuples again and again: they hold no cycles.

    Measured: 8 % of an import's time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _words(line: StatementLine) -> str:
    """Return everything that the bank said of a line in words."""
    return f"{line.payee} {line.memo}" if line.payee else line.memo or ""


def _booked(seen: SeenLine) -> tuple[int | None, str | None]:
    """Return transaction and detail of a pending line that the bank has booked already."""
    return seen.txn_id, Detail("the bank has booked it already", like=seen.evidence).to_json()


def _told(seen: SeenLine) -> str | None:
    """Return what is kept with a line that is `seen` again: nothing where its transaction says all."""
    if seen.outcome == Outcome.ADDED:
        return None
    return Detail(_REASONS.get(seen.outcome), like=seen.evidence).to_json()


_REASONS: dict[int, str] = {Outcome.DELETED: "you deleted it", Outcome.REVIEW: "it waits for review"}
_REPEATED = Detail("the same bank id earlier in the file").to_json()


def _waiting(entry: Entry, account: Account, candidates: Sequence[int]) -> Waiting:
    _, line, _, amount_minor, _, _ = entry
    return Waiting(
        reason="the bank's id is in the book with another day or amount",
        candidates=candidates,
        date=line.date.isoformat(),
        amount_minor=amount_minor,
        currency=str(account.currency),
        payee=line.payee,
        memo=line.memo,
        reference=line.reference,
        status=line.status,
    )


def _refuse_bad_rows(file_name: str, statement: Statement) -> None:
    for problem in statement.problems:
        if problem.is_row:
            raise Failure(
                f"{file_name}, line {problem.position}: {problem.message.rstrip('.')}. Nothing was imported.",
                code="statement_row_unreadable",
                hint="Correct the file, or import the other rows with --skip-bad-rows.",
                facts={"file": file_name, "line": problem.position},
            )
