"""Where every error ends: its exit code, its one line, its JSON form."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import typer

from budgetpro.cli.parameters import NOT_AN_OPTION
from budgetpro.config import FORMATS, load_settings
from budgetpro.domain.errors import BudgetProError, CheckFailed, Failure, Locked, NotFound, UsageFault

EXIT_CODES: Final[Mapping[type[BudgetProError], int]] = {
    Failure: 1,
    UsageFault: 2,
    CheckFailed: 4,
    NotFound: 5,
    Locked: 75,
}
"""The exit code of each family of errors (docs/reference/contract.md)."""

REVIEW: Final = 3
"""The exit code of work that is done but left rows for a person to look at."""

INTERRUPTED: Final = 130

_LED: Final = NOT_AN_OPTION.encode("unicode_escape").decode("ascii")
"""As Typer writes the sign that leads a negative number: nobody typed it."""

LONGEST_TEXT: Final = 1000
"""How many characters of a message, or of a hint, are told."""


class Refusal(NamedTuple):
    """An error as the outside sees it."""

    exit_code: int
    code: str
    message: str
    hint: str | None = None


def refusal_of(error: Exception) -> Refusal:
    """Return how an error is told: ours by family, Typer's as wrong usage, the system's by its words."""
    if isinstance(error, BudgetProError):
        exit_code = next((EXIT_CODES[base] for base in type(error).__mro__ if base in EXIT_CODES), 1)
        return Refusal(exit_code, error.code, error.message, error.hint)
    if isinstance(error, typer.TyperException):
        return _usage(error)
    if isinstance(error, UnicodeEncodeError):
        return Refusal(2, "invalid_text", "A text that was given is not valid UTF-8.")
    if isinstance(error, OSError) and error.strerror:
        place = f"'{error.filename}': " if error.filename else ""
        return Refusal(1, "system_error", f"{place}{error.strerror}.")
    told = f"Internal error: {type(error).__name__}: {error}".rstrip(": ")
    return Refusal(1, "internal_error", told, "This is a mistake in budgetpro; --debug shows where it was made.")


def tell(error: Exception, args: Sequence[str]) -> int:
    """Write an error to standard error and return the exit code.

    `args` are the command's words as they were typed: what was asked of the output counts even
    where they could not be understood.
    """
    refusal = _shortened(refusal_of(error))
    if _was_asked("--debug", args):
        import traceback

        sys.stderr.write("".join(traceback.format_exception(error)))
    if refusal.message:
        _write(refusal, args)
    return refusal.exit_code


def _usage(error: typer.TyperException) -> Refusal:
    """Return the refusal of words that Typer could not take; the nearest option or the help is the hint."""
    context = getattr(error, "ctx", None)
    hint = f"See '{context.command_path.rstrip()} --help'." if context else None
    possibilities = getattr(error, "possibilities", None)
    if possibilities is None:
        return Refusal(error.exit_code, "usage", _sentence(error.format_message()), hint)
    near = _near_options(getattr(error, "option_name", ""), possibilities)
    return Refusal(
        error.exit_code, "unknown_option", _sentence(error.message), f"Did you mean {near}?" if near else hint
    )


def _near_options(name: str, possibilities: Sequence[str]) -> str:
    """Return the options that were likely meant; the dashes in front are no likeness."""
    from budgetpro.domain.names import near_misses

    near = near_misses(name.lstrip("-"), [option.lstrip("-") for option in possibilities])
    return " or ".join(f"--{option}" for option in near)


def _sentence(text: str) -> str:
    """Return Typer's words on one line, ended as a sentence."""
    words = " ".join(text.replace(_LED, "").split())
    return f"{words}." if words and not words.endswith((".", "?")) else words


def _write(refusal: Refusal, args: Sequence[str]) -> None:
    if _wants_machine_format(args):
        from budgetpro.cli.streams import use_utf_8
        from budgetpro.output.documents import dumps

        use_utf_8(sys.stderr)
        told = {"code": refusal.code, "message": refusal.message, "hint": refusal.hint}
        sys.stderr.write(dumps({"error": dict(told)}) + "\n")
        return
    sys.stderr.write(f"{_label('error:', 'red')} {_one_line(refusal.message)}\n")
    if refusal.hint:
        sys.stderr.write(f"{_label('hint:', 'cyan')} {_one_line(refusal.hint)}\n")


def _shortened(refusal: Refusal) -> Refusal:
    """Return a refusal without the middle of texts that go on for pages: they quote what was given."""
    return refusal._replace(message=_cut(refusal.message), hint=refusal.hint and _cut(refusal.hint))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT // 2]}…{text[-LONGEST_TEXT // 2 :]}"


def _one_line(text: str) -> str:
    from budgetpro.output.tabular import shown_text

    return shown_text(text)


def _label(word: str, color: str) -> str:
    from budgetpro.cli.streams import has_color

    return typer.style(word, fg=color, bold=True) if has_color(sys.stderr) else word


def _wants_machine_format(args: Sequence[str]) -> bool:
    """Say whether a program reads the output, as far as the words, the environment and the config file tell."""
    asked = [*values_of("--format", args), *(form for form in ("json", "csv") if _was_asked(f"--{form}", args))]
    if not asked:
        asked = [os.environ.get("BUDGETPRO_FORMAT") or _configured_format(args)]
    return any(form in FORMATS and form != "table" for form in asked)


def _configured_format(args: Sequence[str]) -> str:
    named = values_of("--config", args)
    try:
        return load_settings({"config": named[-1]} if named else {}, os.environ).format
    except Exception:
        return "table"  # what is wrong with them is the error that is being told, or comes after it


def values_of(option: str, args: Sequence[str]) -> list[str]:
    """Return what words give as an option's value, wherever they stand and whether they are understood or not."""
    words = _options_of(args)
    joined = [word.partition("=")[2] for word in words if word.startswith(f"{option}=")]
    return joined + [after for word, after in pairwise(words) if word == option]


def _was_asked(option: str, args: Sequence[str]) -> bool:
    return option in _options_of(args)


def _options_of(args: Sequence[str]) -> Sequence[str]:
    """Return the words up to `--`, behind which nothing is an option."""
    return args[: args.index("--")] if "--" in args else args
