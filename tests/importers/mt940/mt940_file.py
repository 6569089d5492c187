"""MT940 files made for tests, and what was read from them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from budgetpro.importers.lines import Hints, StatementLine
from budgetpro.importers.mt940.reader import open_mt940
from budgetpro.importers.source import Source
from tests.importers.reads import Read, read_all


def read_file(path: Path, hints: Hints = Hints()) -> Read:  # noqa: B008 - it is frozen
    return read_all(open_mt940(Source(path), hints))


def read(path: Path, text: str, hints: Hints = Hints(), encoding: str = "utf-8") -> Read:  # noqa: B008
    path.write_bytes(text.encode(encoding))
    return read_file(path, hints)


def page(
    *rows: str,
    opening: str = "C260301EUR100,00",
    closing: str = "C260331EUR100,00",
    account: str = "50880050/0194774600888",
    marks: str = "FF",
    end: str = "-",
) -> str:
    """Return a message with these rows, each a field 61 without its tag, and what follows it."""
    fields = [":20:STARTUMSE", f":25:{account}", ":28C:00001/001", f":60{marks[0]}:{opening}"]
    fields += [f":61:{row}" for row in rows]
    return "\n".join([*fields, f":62{marks[1]}:{closing}", end, ""])


def one_row(row: str) -> str:
    """Return a message with this row, of which nobody asks whether it adds up."""
    return page(row)


def total(lines: Iterable[StatementLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal())
