"""What a cell says, without the marks that spreadsheets and right-to-left scripts put around it."""

from __future__ import annotations

import re
from functools import cache
from unicodedata import combining, normalize

_UNSEEN = dict.fromkeys([0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF])
_NOT_DECOMPOSED = str.maketrans({"ø": "o", "æ": "a", "œ": "o", "ł": "l", "đ": "d"})
_TRANSCRIBED = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_NO_WORD = re.compile(r"[\W_]+")


def plain(cell: str) -> str:
    """Return a cell's text without invisible marks, outer space and a spreadsheet's `="..."` or leading `'`."""
    text = (cell if cell.isascii() else cell.translate(_UNSEEN)).strip()
    if text[:2] == '="' and text[-1:] == '"':
        return text[2:-1].strip()
    if text[:1] == "'" and text[-1:] != "'":
        return text[1:].strip()
    return text


def one_line(text: str) -> str:
    """Return text with every run of white space as one space."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """Return text for comparing words: small letters without accents, everything else one space.

    German, Danish and Norwegian letters and their transcriptions agree: `Währung`, `Waehrung`.
    """
    small = text.casefold()
    if not small.isascii():
        small = "".join(mark for mark in normalize("NFKD", small) if not combining(mark)).translate(_NOT_DECOMPOSED)
    for transcribed, letter in _TRANSCRIBED:
        small = small.replace(transcribed, letter)
    return _NO_WORD.sub(" ", small).strip()


def folded_pattern(words: str) -> re.Pattern[str]:
    """Compile a pattern of words for folded text, in which `ae`, `oe` and `ue` are one letter."""
    for transcribed, letter in _TRANSCRIBED:
        words = words.replace(transcribed, letter)
    return re.compile(words)


def fold_name(name: str) -> str:
    """Fold a column's name; `dateOp` and `RunningBalance` are two words each."""
    return fold(_CAMEL.sub(" ", name))


def has_word(folded: str, words: str) -> bool:
    """Say whether folded text has one of the listed words (comma between them) at the start of a word.

    `word.` stands only whole, `=word` only alone, `*word` anywhere. Without regular
    expressions: compiling a long list of words takes longer than reading a small file.
    """
    marked = f"^ {folded} $"
    return any(needle in marked for needle in _needles(words))


@cache
def _needles(words: str) -> tuple[str, ...]:
    return tuple(map(_needle, words.split(",")))


def _needle(listed: str) -> str:
    word = listed.strip()
    bare = fold(word)
    if word.startswith("="):
        return f"^ {bare} $"
    if word.startswith("*"):
        return bare
    return f" {bare} " if word.endswith(".") else f" {bare}"
