"""Writes what the manual takes from budgetpro itself, so that it stays true: `nox -s manual`.

`docs/reference/cli.md` is every command's own help, `docs/images/*.svg` real output of real
commands. Tests compare both with what budgetpro says now.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference" / "cli.md"
IMAGES = ROOT / "docs" / "images"
WIDTH = 100
PICTURES = {
    "spending.svg": ("report", "spending", "--by", "category", "--period", "2025", "--chart"),
}

INTRODUCTION = """\
# The commands

What `--help` says of each command. All of them take the global options, before the command's name or after it; they
are shown once, here below.

"""

GLOBAL_PANEL = re.compile(r"╭─ Global options ─.*?╯\n", re.DOTALL)
COMMANDS_PANEL = re.compile(r"╭─ Commands ─.*?╯\n", re.DOTALL)
COMMAND = re.compile(r"^│ (?P<name>[a-z][a-z-]*) ", re.MULTILINE)


def budgetpro(*args: str, home: Path, **variables: str) -> str:
    """Return what a command prints at a terminal of the manual's width."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "COLUMNS": str(WIDTH),
    }
    ended = subprocess.run(
        [sys.executable, "-m", "budgetpro", *args],
        cwd=home,
        env=environment | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return ended.stdout


def helps(home: Path, *command: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each command with its help, a group before its commands."""
    text = budgetpro(*command, "--help", home=home)
    yield command, text
    panel = COMMANDS_PANEL.search(text)
    for name in COMMAND.findall(panel[0]) if panel else ():
        yield from helps(home, *command, name)


def section(command: tuple[str, ...], text: str) -> str:
    """Return a command's part of the reference."""
    shown = GLOBAL_PANEL.sub("", text) if command else text
    lines = "\n".join(line.rstrip() for line in shown.strip("\n").splitlines()).strip("\n")
    title = " ".join(("budgetpro", *command))
    return f"{'#' * min(2 + max(len(command) - 1, 0), 4)} {title}\n\n```text\n{lines}\n```\n"


def reference(home: Path) -> str:
    """Return the whole command reference."""
    return INTRODUCTION + "\n".join(section(command, text) for command, text in helps(home))


def picture(title: str, output: str) -> str:
    """Return coloured terminal output as an SVG that needs nothing from the network."""
    console = Console(record=True, width=WIDTH, file=open(os.devnull, "w", encoding="utf-8"))
    console.print(Text.from_ansi(output.rstrip("\n")))
    layout = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    return console.export_svg(title=title, code_format=layout, unique_id="budgetpro")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        REFERENCE.write_text(reference(home), encoding="utf-8")


if __name__ == "__main__":
    main()
