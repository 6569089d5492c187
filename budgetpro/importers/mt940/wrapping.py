"""Text that banks cut to size, joined again.

A line of field 86 has up to 65 characters, and goes on in the next one in the middle of a word.
A line of 64 lost the blank at its end; a shorter one was ended on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable

LINE_WIDTH = 65


def unfold(lines: Iterable[str], separator: str | None = None) -> str:
    """Return a field's lines as one text; a line that begins with `separator` follows without a blank."""
    text, before = "", ""
    for line in lines:
        if before and len(before) < LINE_WIDTH and not (separator and line.startswith(separator)):
            text += " "
        text += line
        before = line
    return text


def collapse(text: str) -> str | None:
    """Return a text with single blanks, None where nothing is left."""
    return " ".join(text.split()) or None
