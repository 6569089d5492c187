"""A sheet as text that the reader of CSV takes: a line a row, its number that of the row, tabs between cells.

Nothing is left to find out of how it is written: its cells hold no tab and no line end, days are in
ISO 8601, and numbers have a decimal mark that is known.
"""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from budgetpro.domain.errors import Failure
from budgetpro.importers.xlsx.archive import unreadable
from budgetpro.importers.xlsx.sheet import Row

DELIMITER = "\t"
MOST_CHARACTERS = 1 << 30
SAMPLED_ROWS = 150


class SheetText:
    """The text of a sheet, in a temporary file that goes with the object.

    All rows are at least as wide as the widest of the first ones. `path` is the file's own, `label`
    names the sheet too.
    """

    delimiter: str | None = DELIMITER
    encoding: str | None = None

    def __init__(self, rows: Iterable[Row], path: str, label: str) -> None:
        self.path, self.label = path, label
        try:
            descriptor, name = tempfile.mkstemp(prefix="budgetpro-", suffix=".sheet")
            os.close(descriptor)
            self._file = Path(name)
            weakref.finalize(self, self._file.unlink, missing_ok=True)
            with self._file.open("w", encoding="utf-8", newline="") as stream:
                self._write(rows, stream)
        except OSError as error:
            raise Failure(
                f"No copy of {label} can be written: {error.strerror or error}.",
                code="disk_full",
                hint=f"Free some room in {tempfile.gettempdir()}.",
                facts={"path": path},
            ) from error

    def open_text(self) -> TextIO:
        """Return a new text stream at the start; the caller closes it."""
        return self._file.open(encoding="utf-8", newline="")

    def _write(self, rows: Iterable[Row], stream: TextIO) -> None:
        rest = iter(rows)
        first = list(islice(rest, SAMPLED_ROWS))
        width = max((len(row.cells) for row in first), default=0)
        line = size = 0
        for number, cells in chain(first, rest):
            text = "\n" * (number - line - 1) + line_of(cells, width)
            line = number
            size += len(text)
            if size > MOST_CHARACTERS:
                raise unreadable(self.label, f"it holds more than {MOST_CHARACTERS:,} characters")
            stream.write(text)


def line_of(cells: list[str], width: int) -> str:
    """Return a row as a line, with empty cells up to a width."""
    line = DELIMITER.join(map(_quoted, cells) if any('"' in cell for cell in cells) else cells)
    return line + DELIMITER * (width - len(cells)) + "\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if '"' in cell else cell
