"""Which lines of a statement the book has seen before (docs/explanation/import.md)."""

from __future__ import annotations

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
        self._book, self._account_id = book, account_id
        self.book_id, self.batch_id = book.id, batch_id
        self._is_fresh = not seen.has_lines(book, account_id)
        self._days: set[int] = set()
        self._unclaimed: dict[int, list[seen.SeenLine]] = {}
        self._kinds: set[bool] = set()
        self._ids_in_file: dict[int, int] = {}

    def load(self, days: Iterable[date]) -> None:
        """Read what the book has of these days, once."""
        if self._is_fresh:
            return
        ordinals = sorted({day.toordinal() for day in days} - self._days)
        self._days.update(ordinals)
        for first, last in _runs(ordinals):
            for line in seen.lines_between(self._book, self._account_id, first, last, self.batch_id):
                self._remember(line)

    def claim(self, fingerprint: int, amount_minor: int, balance_minor: int | None) -> seen.SeenLine | None:
        """Take the one of the book's lines with that fingerprint that the row is, if one is left.

        Equal balances agree best; a missing or a shifted one does not speak against a line. A
        balance that lies just this amount before or after may be that of the row's equal
        neighbour: such a line is left for now (`is_unclaimed`).
        """
        found = self._unclaimed.get(fingerprint)
        if found is None:
            return None
        best = min(found, key=lambda line: _strangeness(line.balance_minor, balance_minor, amount_minor))
        if _strangeness(best.balance_minor, balance_minor, amount_minor) == _NEIGHBOUR:
            return None
        return self._take(fingerprint, best)

    def is_unclaimed(self, fingerprint: int) -> bool:
        """Tell whether a line with that fingerprint is left."""
        return fingerprint in self._unclaimed

    def claim_any(self, fingerprint: int) -> seen.SeenLine | None:
        """Take a line with that fingerprint whatever its balance, if one is left."""
        found = self._unclaimed.get(fingerprint)
        return self._take(fingerprint, found[0]) if found else None

    def _take(self, fingerprint: int, line: seen.SeenLine) -> seen.SeenLine:
        found = self._unclaimed[fingerprint]
        found.remove(line)
        if not found:
            del self._unclaimed[fingerprint]
        return line

    def is_in_file(self, fingerprint: int) -> bool:
        """Tell whether the file so far has a line with this bank id and content (see `note_in_file`)."""
        return fingerprint in self._ids_in_file

    def is_repeated(self, fingerprint: int, words: str) -> bool:
        """Tell whether the file so far has a line with this bank id and content, in the same words."""
        return self._ids_in_file.get(fingerprint) == hash(words)

    def note_in_file(self, fingerprint: int, words: str) -> None:
        """Remember that the file has a line with this bank id and content."""
        self._ids_in_file.setdefault(fingerprint, hash(words))

    def with_bank_ids(self, bank_ids: Iterable[str]) -> dict[str, list[seen.SeenLine]]:
        """Return the book's lines that carry one of these ids of the bank's."""
        lines: dict[str, list[seen.SeenLine]] = {}
        if not self._is_fresh:
            for line in seen.lines_with_bank_ids(self._book, self._account_id, bank_ids, self.batch_id):
                lines.setdefault(str(line.bank_id), []).append(line)
        return lines

    def has_others(self, *, with_ids: bool) -> bool:
        """Tell whether some of the lines read have an id of the bank's, or with `with_ids`, have none."""
        return (not with_ids) in self._kinds

    def _remember(self, line: seen.SeenLine) -> None:
        self._kinds.add(line.bank_id is not None)
        self._unclaimed.setdefault(line.fingerprint, []).append(line)


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
