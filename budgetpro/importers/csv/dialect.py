"""What parts a file's cells from each other: found by trying, judged by the rows it makes."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from budgetpro.importers.csv.dates import read_day
from budgetpro.importers.csv.numbers import read_written
from budgetpro.importers.csv.text import plain

DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_HINT_OF_EXCEL = "sep="


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a line becomes cells; `width` is the usual number of cells of a row that holds a transaction.

    `is_wrapped`: every whole line is one quoted cell, with the row inside it.
    """

    delimiter: str
    quote: str = '"'
    has_escapes: bool = False
    has_padding: bool = False
    is_wrapped: bool = False
    width: int = 0

    def split(self, lines: Iterable[str]) -> Iterable[list[str]]:
        """Return a reader of the rows in physical lines."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            escapechar="\\" if self.has_escapes else None,
            skipinitialspace=self.has_padding,
        )

    def split_line(self, line: str) -> list[str]:
        """Return the cells of one line by itself, as far as its quotation marks allow."""
        try:
            return self.unwrap(next(iter(self.split([line])), []))
        except csv.Error:
            return []

    def unwrap(self, cells: list[str]) -> list[str]:
        """Return the row inside a wrapped line; other rows as they are."""
        if not self.is_wrapped or len(cells) != 1:
            return cells
        return next(iter(self.split(cells)), [])

    def describe(self) -> str:
        """Say what parts the cells, as a person would."""
        name = DELIMITER_NAMES.get(self.delimiter, repr(self.delimiter))
        return f"cells are parted by {'an' if name[0] in 'aeiou' else 'a'} {name}"


def holds_transaction(cells: Sequence[str]) -> bool:
    """Say whether cells can be a transaction's: one is a day, another one an amount."""
    days = {n for n, cell in enumerate(cells) if read_day(cell)}
    return bool(days) and any(n not in days and read_written(plain(cell)) for n, cell in enumerate(cells))


def delimiter_hint(line: str) -> str | None:
    """Return the delimiter that a first line `sep=;` states, as Excel writes it."""
    text = line.strip().strip('"')
    return text[4:5] or None if text.casefold().startswith(_HINT_OF_EXCEL) and len(text) == 5 else None


def sniff_dialect(lines: Sequence[str], known: str | None = None) -> Dialect | None:
    """Return the dialect under which most of `lines` hold transactions, None where none does.

    Earlier candidates win a tie: plain ones before quoted, escaped and wrapped ones. Where the
    delimiter is `known` beforehand, the plain one is the only candidate.
    """
    stated = delimiter_hint(lines[0]) if lines else None
    best, best_score = None, (0, 0)
    for dialect in [Dialect(known)] if known else _candidates(lines, stated):
        score, width = _judge(dialect, lines)
        if score > best_score:
            best, best_score = _with_width(dialect, width), score
    return best


def _candidates(lines: Sequence[str], stated: str | None) -> list[Dialect]:
    text = "".join(lines)
    delimiters = [one for one in ((stated,) if stated else DELIMITERS) if one in text]
    found = [Dialect(one, has_padding=f'{one} "' in text) for one in delimiters]
    if '\\"' in text:
        found += [Dialect(one, has_escapes=True) for one in delimiters]
    if text.count("'") > len(lines):
        found += [Dialect(one, quote="'") for one in delimiters]
    if '""' in text:
        found += [Dialect(one, is_wrapped=True) for one in delimiters]
    return found


def _judge(dialect: Dialect, lines: Sequence[str]) -> tuple[tuple[int, int], int]:
    """Return how many rows hold a transaction and how many of them are equally wide; and that width."""
    widths: Counter[int] = Counter()
    try:
        for cells in dialect.split(lines):
            row = dialect.unwrap(cells)
            if (row is not cells or not dialect.is_wrapped) and holds_transaction(row):
                widths[len(row)] += 1
    except csv.Error:
        return (0, 0), 0
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    return (widths.total(), count), width


def _with_width(dialect: Dialect, width: int) -> Dialect:
    return Dialect(
        dialect.delimiter, dialect.quote, dialect.has_escapes, dialect.has_padding, dialect.is_wrapped, width
    )
