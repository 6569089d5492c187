"""The words of help pages: paragraphs that a terminal may break anew, and examples to copy."""

from __future__ import annotations


def examples(*commands: str) -> str:
    """Return the end of a help page: commands as they are typed, one a line."""
    return "\n  ".join(("Examples:" if len(commands) > 1 else "Example:", *commands))


def unfolded(text: str) -> str:
    """Return a docstring with each of its paragraphs on one line."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
