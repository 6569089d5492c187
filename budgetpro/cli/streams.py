"""Standard output and error: what they can take, and how they end."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Literal, TextIO

from budgetpro.config import ColorChoice, Format
from budgetpro.domain.errors import Failure


def prepare() -> None:
    """Make standard output and error take any text, whatever the locale; streams that were closed are empty ones."""
    sys.stdin = sys.stdin or _nowhere("rb")
    sys.stdout = sys.stdout or _nowhere("wb")
    sys.stderr = sys.stderr or _nowhere("wb")
    _forget_odd_width()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class Nowhere(TextIOWrapper):
    """What stands for a stream that was closed before the command began."""


def _nowhere(mode: Literal["rb", "wb"]) -> TextIO:
    return Nowhere(Path(os.devnull).open(mode), encoding="utf-8")


def is_output_open() -> bool:
    """Say whether standard output was open when the command began."""
    return not isinstance(sys.stdout, Nowhere)


def require_output() -> None:
    """Raise Failure `output_closed` where nothing that is written would ever arrive."""
    if not is_output_open():
        raise Failure("Standard output is closed: the answer has nowhere to go.", code="output_closed")


def _forget_odd_width() -> None:
    """Let nobody lay out text for a terminal of a billion columns, or of less than none."""
    columns = os.environ.get("COLUMNS", "")
    if columns and not (columns.isascii() and columns.isdecimal() and 0 < len(columns) < 5):
        del os.environ["COLUMNS"]


def prepare_for(form: Format) -> None:
    """Make standard output write what programs expect: UTF-8, and newlines that stay newlines."""
    if form != "table":
        use_utf_8(sys.stdout)


def use_utf_8(stream: TextIO) -> None:
    """Make a stream write UTF-8, whatever the locale, and newlines that stay newlines."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def end_line() -> None:
    """Leave the line on which somebody broke off an answer, so that the shell's prompt has one of its own."""
    if sys.stderr.isatty():
        sys.stderr.write("\n")


def close_quietly() -> None:
    """Let nothing more be written to a pipe whose reader has gone."""
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            os.dup2(silence, stream.fileno())
    os.close(silence)


def settle_color(asked: Sequence[str]) -> None:
    """Say to pages of help and to other programs, the way that they understand, whether colour is wanted."""
    if asked and asked[0] in ("always", "never"):
        wanted, other = ("FORCE_COLOR", "NO_COLOR") if asked[0] == "always" else ("NO_COLOR", "FORCE_COLOR")
        os.environ.pop(other, None)
        os.environ[wanted] = "1"
    if os.environ.get("NO_COLOR"):
        os.environ["_TYPER_FORCE_DISABLE_TERMINAL"] = "1"  # else bold and dim would stay in the help


def has_color(stream: TextIO, asked: ColorChoice = "auto", *, preferred: ColorChoice = "auto") -> bool:
    """Say whether to colour: `asked` over NO_COLOR and FORCE_COLOR, over `preferred`, over the terminal."""
    if asked != "auto":
        return asked == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    if preferred != "auto":
        return preferred == "always"
    return os.environ.get("TERM") != "dumb" and stream.isatty()
