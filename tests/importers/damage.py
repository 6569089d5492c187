"""Statement files with damage, and what a reader makes of them."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from budgetpro.domain.errors import BudgetProError
from budgetpro.importers.lines import Hints, StatementLine
from budgetpro.importers.recognise import Opener
from budgetpro.importers.source import Source

LONGEST = 20_000


@st.composite
def damaged(draw: st.DrawFn, whole: str, scraps: st.SearchStrategy[str], most: int = 6) -> str:
    """Draw a statement of which up to `most` parts are cut out, doubled or overwritten."""
    places = st.integers(0, len(whole))
    text = whole
    for _ in range(draw(st.integers(1, most))):
        begin, end = sorted((draw(places), draw(places)))
        kind = draw(st.sampled_from(["cut", "double", "insert", "overwrite"]))
        middle = {"cut": "", "double": text[begin:end] * 2, "insert": draw(scraps) + text[begin:end]}.get(kind)
        text = text[:begin] + (draw(scraps) if middle is None else middle) + text[end:]
    return text[:LONGEST]


def lines_or_refused(open_file: Opener, path: Path, content: bytes) -> list[StatementLine] | None:
    """Write a file and read it; None where it is refused by one of our own errors."""
    path.write_bytes(content)
    try:
        reading = open_file(Source(path), Hints())
        lines = [line for _, line in reading.lines()]
    except BudgetProError:
        return None
    assert reading.statements
    assert all(line.amount.is_finite() for line in lines)
    return lines
