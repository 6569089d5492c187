"""The first pass of an import: every line that the book has not seen becomes a transaction.

Lines are taken in pieces, so that memory does not grow with the file. What a new line may
really be (a row entered by hand, half of a transfer) is settled afterwards, in `settling`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from budgetpro.domain.errors import Failure
from budgetpro.domain.transactions import Evidence, Status
from budgetpro.importers.lines import Reading, Statement, StatementLine
from budgetpro.services.names import payee_name
from budgetpro.services.statements.details import Detail
from budgetpro.services.statements.identity import Identity
from budgetpro.services.statements.sorting import Sorting
from budgetpro.services.statements.targets import Entries, Entry, Target
from budgetpro.storage.batches import LineRow, NewLine, Outcome, add_lines, add_new_lines, settle_line
from budgetpro.storage.writes import NewTxn, ensure_named, insert_imported

if TYPE_CHECKING:
    from budgetpro.domain.accounts import Account
    from budgetpro.storage.book import Book

PIECE = 1000

Categorise = Callable[[StatementLine, int], int]
Progress = Callable[[int], None]


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
        self._skip_bad_rows = skip_bad_rows
        self._entries, self._sorting = Entries(), Sorting(book, reimport_deleted=reimport_deleted)
        self._progress = progress
        self._payee_ids: dict[str, int | None] = {}
        self._line_count = 0
        self.targets: dict[int, Target] = {}
        self.first_txn = book.next_ids("txn", 0).start

    def take(self, reading: Reading) -> None:
        """Write all lines of the file; Failure `statement_row_unreadable` at a bad one unless skipping."""
        with _collector_at_rest():
            self._take_lines(reading)
        for target in self.targets.values():
            self._write(target, *self._sorting.release(target))
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
        entries = self._entries.of(target)
        target.waiting.clear()
        if not entries:
            return
        days = {day for _, _, day, _, _, _ in entries}
        target.first_day, target.last_day = min(days | {target.first_day}), max(days | {target.last_day})
        target.identity.load(line.date for _, line, _, _, _, _ in entries)
        self._write(target, *self._sorting.divide(target, entries))

    def _write(self, target: Target, new: list[Entry], lines: list[LineRow]) -> None:
        add_lines(self._book, lines)
        self._add(target, new)

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
        brought_back = self._sorting.brought_back
        for n, _, txn_id, *_ in lines if brought_back else ():
            if n in brought_back:
                detail = Detail("you had deleted it", forgotten=brought_back.pop(n))
                settle_line(self._book, Evidence(self._batch_id, n), Outcome.ADDED, txn_id, detail.to_json())
        target.added += len(entries)

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
                lines.append(target.row(self._line_count, problem.position, Outcome.REFUSED, detail=detail))
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


def _refuse_bad_rows(file_name: str, statement: Statement) -> None:
    for problem in statement.problems:
        if problem.is_row:
            raise Failure(
                f"{file_name}, line {problem.position}: {problem.message.rstrip('.')}. Nothing was imported.",
                code="statement_row_unreadable",
                hint="Correct the file, or import the other rows with --skip-bad-rows.",
                facts={"file": file_name, "line": problem.position},
            )
