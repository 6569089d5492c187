"""The console blocks of the README and the manual do what they show.

A block is fenced as `console`. `$ ` begins a command, `> ` continues it, the lines below are
what a terminal shows, standard error included. `…` stands for any text, and alone on its line
for any lines. All blocks of a page run in one empty folder, in order, and an `export` lasts; a
command may fail where the next one is `echo $?`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^(?P<indent> *)```console\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
SHOW_CODE = "echo $?"
PAGES = [
    page for page in (ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))) if BLOCK.search(page.read_text("utf-8"))
]


class Step(NamedTuple):
    """A command of a page, the line it stands on, and what it shows."""

    line: int
    command: str
    shown: list[str]


def steps_of(page: str) -> list[Step]:
    """Return all commands of a page's console blocks, in order."""
    steps: list[Step] = []
    for block in BLOCK.finditer(page):
        first = page.count("\n", 0, block.start("body")) + 1
        for number, text in enumerate(block["body"].splitlines(), first):
            line = text.removeprefix(block["indent"])
            if line.startswith("$ "):
                steps.append(Step(number, line[2:], []))
            elif line.startswith("> ") and not steps[-1].shown:
                steps[-1] = steps[-1]._replace(command=f"{steps[-1].command}\n{line[2:]}")
            else:
                steps[-1].shown.append(line.rstrip())
    return steps


def pattern_of(shown: list[str]) -> str:
    """Return the regular expression of what a step shows."""
    lines = [r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r" *\n" for line in shown]
    return "".join(lines)


def environment(home: Path) -> dict[str, str]:
    """Return what a new user's shell has, with this checkout's `budgetpro` on its path."""
    programs = home / "bin"
    programs.mkdir()
    program = programs / "budgetpro"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m budgetpro "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    return kept | {
        "HOME": str(home),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",  # the order of a terminal
    }


def run(script: str, folder: Path, env: dict[str, str]) -> tuple[int, str]:
    """Run a script; return its exit code and what it printed."""
    ended = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return ended.returncode, ended.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_console_blocks_show_what_happens(page: Path, tmp_path: Path) -> None:
    steps = steps_of(page.read_text("utf-8"))
    env = environment(tmp_path)
    folder = tmp_path / "here"
    folder.mkdir()
    code, exports = 0, ""
    for step, following in zip(steps, [*(step.command for step in steps[1:]), ""], strict=True):
        code, output = run(f"{exports}(exit {code})\n{step.command}", folder, env)
        exports += f"{step.command}\n" if step.command.startswith("export ") else ""
        where = f"{page.name}:{step.line}: $ {step.command}"
        assert code == 0 or following == SHOW_CODE, f"{where}\nended with {code}:\n{output}"
        if re.fullmatch(pattern_of(step.shown), output) is None:
            assert output.splitlines() == step.shown, where
