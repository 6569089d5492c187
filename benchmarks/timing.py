"""Times whole processes: wall seconds and peak memory, contenders in turn, medians of the rounds."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple


class Usage(NamedTuple):
    """What one process, or the median of several, took; `peak_mib` is its largest resident size.

    `seconds` are those on the wall, `cpu_seconds` what the processor worked for it.
    """

    seconds: float
    cpu_seconds: float
    peak_mib: float


class Contender(NamedTuple):
    """A command that does a job, run in `folder`; `prepare` lays its files anew before each round, untimed."""

    argv: Sequence[str]
    folder: Path
    prepare: Callable[[], None] | None = None


class Failed(Exception):
    """A command that was to be measured did not end well."""


def run(contender: Contender, environment: Mapping[str, str]) -> Usage:
    """Run a contender once; its output goes nowhere.

    `wait4` gives the peak of this one child, which `getrusage` would mix with all before it.
    """
    if contender.prepare:
        contender.prepare()
    complaints = contender.folder / "stderr.txt"
    with complaints.open("wb") as stderr:
        began = time.perf_counter()
        process = subprocess.Popen(
            contender.argv,
            cwd=contender.folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        said = complaints.read_text(encoding="utf-8", errors="replace").strip()[-400:]
        raise Failed(f"{' '.join(contender.argv)} ended with {process.returncode}: {said}")
    return Usage(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(contenders: Mapping[str, Contender], rounds: int, environment: Mapping[str, str]) -> dict[str, Usage]:
    """Return each contender's medians; they take turns, so that a busy minute touches all alike."""
    runs: dict[str, list[Usage]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            runs[name].append(run(contender, environment))
    return {name: Usage(*map(median, zip(*usages, strict=True))) for name, usages in runs.items()}
