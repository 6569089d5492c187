"""The first pass of an import: every line that the book has not seen becomes a transaction.

Lines are taken in pieces, so that memory does not grow with the file. What a new line may
really be (a row entered by hand, half of a transfer) is settled afterwards, in `settling`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.days import day_number
from budgetpro.domain.errors import Failure
from budgetpro.domain.fingerprints import by_bank_id, by_content, first_of
from budgetpro.domain.money import MAX_MINOR
from budgetpro.domain.transactions import Status
from budgetpro.importers.lines import Problem, Reading, Statement, StatementLine
from budgetpro.services.names import payee_name
from budgetpro.services.statements.identity import Identity
from budgetpro.services.statements.waiting import Waiting
from budgetpro.storage.batches import LineRow, NewLine, Outcome, SeenRow, add_lines, add_new_lines, add_seen_lines
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
    """A new line whose bank id the book has with another day or amount."""

    entry: Entry
    seen: SeenLine


@dataclass(slots=True)
class Target:
    """An account that lines of the file go to, and what was learned of them on the way."""

    account: Account
    digits: int
    identity: Identity
    statement: Statement
    first_day: int = 99999999
    last_day: int = 0
    held: list[Held] = field(default_factory=list)
    waiting: list[tuple[int, StatementLine]] = field(default_factory=list)
    added: int = 0


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
        self._line_count = 0
        self.targets: dict[int, Target] = {}
        self.first_txn = book.next_ids("txn", 0).start

    def take(self, reading: Reading) -> None:
        """Write all lines of the file; Failure `statement_row_unreadable` at a bad one unless skipping."""
        self._take_lines(reading)
        for target in self.targets.values():
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
            if any(problem.is_row for problem in statement.problems):
                self._target_of(statement)
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
        new, seen = self._divide(target, entries)
        self._hold_back(target, new)
        add_seen_lines(self._book, self._batch_id, target.account.id, seen)
        self._add(target, new)

    def _entries(self, target: Target) -> list[Entry]:
        currency, scale = str(target.account.currency), Decimal(10**target.digits)
        entries = []
        for n, line in target.waiting:
            position, on, amount, _, payee, memo, reference, bank_id, status, balance = line
            scaled = amount * scale
            amount_minor = int(scaled)
            if amount_minor != scaled or not -MAX_MINOR <= amount_minor <= MAX_MINOR:
                message = f"the amount {amount} does not fit {currency}, which has {target.digits} decimals"
                target.statement.problems.append(Problem(position, message))
                continue
            day, base = self._days.get(on) or self._day(on)
            if bank_id:
                fingerprint = by_bank_id(base, amount_minor, currency, bank_id, status == "pending")
            else:
                description = f"{payee} {memo}" if payee else memo or ""
                fingerprint = by_content(base, amount_minor, currency, description, reference, status == "pending")
            balance_minor = None if balance is None else int(balance * scale)
            entries.append((n, line, day, amount_minor, fingerprint, balance_minor))
        return entries

    def _day(self, day: date) -> tuple[int, int]:
        known = self._days[day] = (day_number(day), first_of(day))
        return known

    def _divide(self, target: Target, entries: list[Entry]) -> tuple[list[Entry], list[SeenRow]]:
        """Return the new entries, and the lines of those that the book has already."""
        identity = target.identity
        new: list[Entry] = []
        lines: list[SeenRow] = []
        for entry in entries:
            n, line, _, amount_minor, fingerprint, balance_minor = entry
            seen = identity.claim(fingerprint, amount_minor, balance_minor)
            if seen is not None and seen.outcome == Outcome.DELETED and self._reimport_deleted:
                forget_line(self._book, seen.batch_id, seen.n)
                seen = None
            if seen is not None:
                lines.append((n, line.position, seen.txn_id, _REASONS.get(seen.outcome)))
            elif line.bank_id and identity.is_in_file(fingerprint):
                lines.append((n, line.position, None, _REPEATED))
            else:
                new.append(entry)
            if line.bank_id:
                identity.note_in_file(fingerprint)
        return new, lines

    def _hold_back(self, target: Target, new: list[Entry]) -> None:
        """Take out of `new` the entries whose bank id the book has with another day or amount."""
        bank_ids = [line.bank_id for _, line, _, _, _, _ in new if line.bank_id]
        conflicts = target.identity.with_bank_ids(bank_ids) if bank_ids else {}
        if conflicts:
            target.held += [
                Held(entry, conflicts[str(entry[1].bank_id)]) for entry in new if entry[1].bank_id in conflicts
            ]
            new[:] = [entry for entry in new if entry[1].bank_id not in conflicts]

    def _release_held(self, target: Target) -> None:
        """Settle held entries, now that the whole file is known.

        Where the file shows the book's line unchanged, the bank gives one id to several rows
        (a payment and its fee) and the entry is new; otherwise a person has to say.
        """
        new = [held.entry for held in target.held if target.identity.is_in_file(held.seen.fingerprint)]
        self._add(target, new)
        lines: list[LineRow] = []
        for entry, seen in target.held:
            if not target.identity.is_in_file(seen.fingerprint):
                n, line, _, _, fingerprint, balance_minor = entry
                detail = _waiting(entry, target.account, [seen.txn_id] if seen.txn_id else []).to_json()
                row = self._line(n, line.position, target.account.id, Outcome.REVIEW)
                lines.append((*row[:-4], fingerprint, line.bank_id, balance_minor, detail))
        add_lines(self._book, lines)

    def _add(self, target: Target, entries: list[Entry]) -> None:
        """Write each entry as a transaction, and its line."""
        account_id, currency = target.account.id, str(target.account.currency)
        new: dict[Status, list[NewTxn]] = {Status.CLEARED: [], Status.PENDING: []}
        lines: list[NewLine] = []
        payee_ids = self._ids_of_payees({line.payee for _, line, _, _, _, _ in entries if line.payee})
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
        add_new_lines(self._book, self._batch_id, account_id, lines)
        target.added += len(entries)

    def _line(
        self,
        n: int,
        position: int,
        account_id: int,
        outcome: Outcome,
        txn_id: int | None = None,
        detail: str | None = None,
    ) -> LineRow:
        """Return the row of a line that claims nothing."""
        return self._book.id, self._batch_id, n, position, account_id, int(outcome), txn_id, None, None, None, detail

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
                detail = _reason(problem.message)
                lines.append(
                    self._line(self._line_count, problem.position, target.account.id, Outcome.REFUSED, detail=detail)
                )
        add_lines(self._book, lines)


def _reason(text: str) -> str:
    return json.dumps({"reason": text}, ensure_ascii=False)


_REASONS: dict[int, str] = {Outcome.DELETED: _reason("you deleted it"), Outcome.REVIEW: _reason("it waits for review")}
_REPEATED = _reason("the same bank id earlier in the file")


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
