"""Which lines of a statement the book has seen before (docs/explanation/import.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from budgetpro.domain.fingerprints import end_of, first_of
from budgetpro.storage.queries import identity as seen

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


class Identity:
    """An account's earlier statement lines, read day by day as a file names the days.

    Each of them answers for one equal row of the file, so that of n equal rows in the file
    and s in the book max(0, n - s) are new.
    """

    def __init__(self, book: Book, account_id: int, batch_id: int) -> None:
        self._book, self._account_id, self._batch_id = book, account_id, batch_id
        self._is_fresh = not seen.has_lines(book, account_id)
        self._days: set[int] = set()
        self._unclaimed: dict[int, list[seen.SeenLine]] = defaultdict(list)
        self._ids_in_file: set[int] = set()

    def load(self, days: Iterable[date]) -> None:
        """Read what the book has of these days, once."""
        if self._is_fresh:
            return
        ordinals = sorted({day.toordinal() for day in days} - self._days)
        self._days.update(ordinals)
        for first, last in _runs(ordinals):
            for line in seen.lines_between(self._book, self._account_id, first, last, self._batch_id):
                self._unclaimed[line.fingerprint].append(line)

    def claim(self, fingerprint: int, amount_minor: int, balance_minor: int | None) -> seen.SeenLine | None:
        """Take the one of the book's lines with that fingerprint that the row is, if one is left.

        Equal balances agree best; a missing or a shifted one does not speak against a line. But
        a balance that lies just this amount before or after is that of the row's equal neighbour.
        """
        found = self._unclaimed.get(fingerprint)
        if found is None:
            return None
        best = found[0]
        if len(found) > 1:
            best = min(found, key=lambda line: _strangeness(line.balance_minor, balance_minor, amount_minor))
        if _strangeness(best.balance_minor, balance_minor, amount_minor) == _NEIGHBOUR:
            return None
        found.remove(best)
        if not found:
            del self._unclaimed[fingerprint]
        return best

    def is_in_file(self, fingerprint: int) -> bool:
        """Tell whether the file so far has a line with this bank id and content (see `note_in_file`)."""
        return fingerprint in self._ids_in_file

    def note_in_file(self, fingerprint: int) -> None:
        """Remember that the file has a line with this bank id and content."""
        self._ids_in_file.add(fingerprint)

    def with_bank_ids(self, bank_ids: Iterable[str]) -> dict[str, seen.SeenLine]:
        """Return the book's lines that carry one of these ids of the bank's."""
        if self._is_fresh:
            return {}
        found = seen.lines_with_bank_ids(self._book, self._account_id, bank_ids, self._batch_id)
        return {line.bank_id: line for line in found if line.bank_id is not None}


_SAME, _UNKNOWN, _SHIFTED, _NEIGHBOUR = range(4)


def _strangeness(known: int | None, balance_minor: int | None, amount_minor: int) -> int:
    """Return how far a line's balance speaks against its being a row, the two being equal in all else."""
    if known is None or balance_minor is None:
        return _UNKNOWN
    if known == balance_minor:
        return _SAME
    return _NEIGHBOUR if abs(known - balance_minor) == abs(amount_minor) else _SHIFTED


def _runs(ordinals: list[int]) -> list[tuple[int, int]]:
    """Join consecutive days into ranges of fingerprints, the end excluded."""
    runs: list[list[int]] = []
    for ordinal in ordinals:
        if runs and ordinal == runs[-1][1] + 1:
            runs[-1][1] = ordinal
        else:
            runs.append([ordinal, ordinal])
    return [(first_of(date.fromordinal(first)), end_of(date.fromordinal(last))) for first, last in runs]
