"""How the demo is told: sentences and commands, no wider than the terminal."""

from __future__ import annotations

import re
import sys
import textwrap
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final

import typer

if TYPE_CHECKING:
    from budgetpro.output.show import Screen

_PROMPT: Final = "$ "
_INDENT: Final = "    "
_CONTINUED: Final = " \\"
_BEFORE_OPTION: Final = re.compile(r" (?=--)")


class Tale:
    """What stands between the outputs of commands, on whatever standard output is at the time.

    On a terminal no line is longer than it is wide, as far as words allow; elsewhere a
    sentence and a command are one line each.
    """

    def __init__(self, screen: Screen) -> None:
        self._has_color = screen.has_color
        self._width = get_terminal_size().columns if screen.is_terminal else None

    def head(self, sentence: str) -> None:
        """Write what is done next."""
        self._write(self._filled(sentence), bold=True)

    def say(self, sentence: str) -> None:
        """Write a sentence."""
        self._write(self._filled(sentence))

    def show_command(self, command: str) -> None:
        """Write a command as it is typed; one that is too long goes on in front of an option."""
        self._write("\n".join(self._lines_of(_PROMPT + command)), dim=True)

    def offer(self, command: str) -> None:
        """Write a command that is there to be typed."""
        self._write(_INDENT + command)

    def gap(self) -> None:
        """Write an empty line."""
        sys.stdout.write("\n")

    def _write(self, text: str, *, bold: bool = False, dim: bool = False) -> None:
        shown = typer.style(text, bold=bold or None, dim=dim or None) if self._has_color else text
        sys.stdout.write(f"{shown}\n")

    def _filled(self, sentence: str) -> str:
        return sentence if self._width is None else textwrap.fill(sentence, self._width)

    def _lines_of(self, command: str) -> list[str]:
        if self._width is None or len(command) <= self._width:
            return [command]
        first, *options = _BEFORE_OPTION.split(command)
        lines = [first]
        for option in options:
            if len(f"{lines[-1]} {option}{_CONTINUED}") <= self._width:
                lines[-1] += f" {option}"
            else:
                lines[-1] += _CONTINUED
                lines.append(_INDENT + option)
        return lines
