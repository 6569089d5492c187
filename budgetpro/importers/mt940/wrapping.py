"""Text that banks cut to size, joined again.

A line of field 86 has up to 65 characters, the first one with some banks 61, for `:86:` is
counted; it goes on in the next one in the middle of a word. A line of 64 lost the blank at its
end, a shorter one was ended on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable

LINE_WIDTH = 65
_FIRST_LINE_WIDTH = LINE_WIDTH - len(":86:")


def unfold(lines: Iterable[str], separator: str | None = None) -> str:
    """Return a field's lines as one text; a line that begins with `separator` follows without a blank."""
    text, is_full = "", True
    for number, line in enumerate(lines):
        text += line if is_full or (separator and line.startswith(separator)) else f" {line}"
        is_full = len(line) >= LINE_WIDTH or (number == 0 and len(line) == _FIRST_LINE_WIDTH)
    return text


def collapse(text: str) -> str | None:
    """Return a text with single blanks, None where nothing is left."""
    return " ".join(text.split()) or None
