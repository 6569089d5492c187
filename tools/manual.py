"""Writes what the manual takes from budgetpro itself, so that it stays true: `nox -s manual`.

`docs/reference/cli.md` is every command's own help, `docs/images/at-work.svg` real output of real
commands. Tests compare both with what budgetpro says now.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference" / "cli.md"
IMAGES = ROOT / "docs" / "images"
WIDTH = 100
PICTURE = IMAGES / "at-work.svg"
PICTURE_WIDTH = 84
HALF_YEAR = (
    ("init",),
    ("account", "add", "Checking", "--opening", "2140.55", "--on", "2025-01-01"),
    ("txn", "import", "checking-1.csv", "--account", "checking"),
)
OVERLAP = ("txn", "import", "checking-2.csv")
SPENDING = ("report", "spending", "2025", "--limit", "7", "--chart")

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


def screen(home: Path) -> str:
    """Return what a terminal shows of the demo's household: a statement that overlaps, and the year's spending."""
    folder = home / "demo"
    budgetpro("demo", str(folder), home=home)
    for command in HALF_YEAR:
        budgetpro(*command, home=folder, BUDGETPRO_DATABASE_URL="half-year.db")
    return prompt(folder, "half-year.db", OVERLAP) + "\n" + prompt(folder, "book.db", SPENDING)


def prompt(folder: Path, database: str, command: tuple[str, ...]) -> str:
    """Return a command as typed at a prompt and what it prints, colours included."""
    variables = {"BUDGETPRO_DATABASE_URL": database, "COLUMNS": str(PICTURE_WIDTH)}
    typed = f"\x1b[32m$\x1b[0m \x1b[1mbudgetpro {' '.join(command)}\x1b[0m\n"
    return typed + budgetpro(*command, "--color", "always", home=folder, **variables)


def picture(output: str) -> str:
    """Return coloured terminal output as an SVG that needs nothing from the network."""
    console = Console(record=True, width=PICTURE_WIDTH, file=StringIO())
    console.print(Text.from_ansi(output.rstrip("\n")))
    layout = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    drawn = console.export_svg(title="budgetpro", code_format=layout, unique_id="budgetpro")
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        REFERENCE.write_text(reference(home), encoding="utf-8")
        PICTURE.write_text(picture(screen(home)), encoding="utf-8")


if __name__ == "__main__":
    main()
