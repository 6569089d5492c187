"""Which lines of a file the book has already, which are new, and which cannot be told before the file's end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from budgetpro.domain.transactions import Evidence, Status
from budgetpro.services.statements.details import Detail, Waiting
from budgetpro.services.statements.targets import Entry, Held, SameId, Target, words
from budgetpro.storage.batches import LineRow, Outcome
from budgetpro.storage.writes import forget_line

if TYPE_CHECKING:
    from budgetpro.domain.accounts import Account
    from budgetpro.storage.book import Book
    from budgetpro.storage.queries.identity import SeenLine

Sorted = tuple[list[Entry], list[LineRow]]
"""Entries that are new, and the rows of those that are not."""


class Sorting:
    """One file's entries, sorted; `brought_back` are deleted lines that entries, by their numbers, bring back."""

    def __init__(self, book: Book, *, reimport_deleted: bool) -> None:
        self._book, self._reimport_deleted = book, reimport_deleted
        self.brought_back: dict[int, Evidence] = {}

    def divide(self, target: Target, entries: list[Entry]) -> Sorted:
        """Sort entries; some are kept with the target until the whole file is known (`release`)."""
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
            elif line.bank_id and identity.is_repeated(fingerprint, words(line)):
                lines.append(_row(entry, target, Outcome.ALREADY, detail=_REPEATED))
            else:
                new.append(entry)
            if line.bank_id:
                identity.note_in_file(fingerprint, words(line))
        return new, lines + self._hold_back(target, new)

    def release(self, target: Target) -> Sorted:
        """Sort what was kept, now that the whole file is known."""
        new, lines = self._release_shifted(target)
        more, more_lines = self._release_held(target)
        return new + more, lines + more_lines

    def _see_again(self, target: Target, entry: Entry, seen: SeenLine, new: list[Entry], lines: list[LineRow]) -> None:
        """Take an entry for a line that the book has; for a new one where the user wants it back."""
        if seen.outcome == Outcome.DELETED and self._reimport_deleted:
            forget_line(self._book, seen.batch_id, seen.n)
            self.brought_back[entry[0]] = seen.evidence
            new.append(entry)
        else:
            lines.append(_row(entry, target, Outcome.ALREADY, seen.txn_id, _told(seen)))

    def _release_shifted(self, target: Target) -> Sorted:
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
        return new, lines

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
                lines.append(_row(entry, target, Outcome.ALREADY, *_booked(is_booked[0])))
            elif len(pending) == 1 and not is_booked:
                target.same_ids.append(SameId(n, int(pending[0].txn_id or 0)))
                kept.append(entry)
            elif seen:
                target.held.append(Held(entry, seen))
            else:
                kept.append(entry)
        new[:] = kept
        return lines

    def _release_held(self, target: Target) -> Sorted:
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
                row = _row(entry, target, Outcome.REVIEW)
                lines.append((*row[:-4], fingerprint, line.bank_id, balance_minor, detail))
            else:
                new.append(entry)
        return new, lines


def _row(
    entry: Entry, target: Target, outcome: Outcome, txn_id: int | None = None, detail: str | None = None
) -> LineRow:
    return target.row(entry[0], entry[1].position, outcome, txn_id, detail)


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
