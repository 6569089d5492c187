"""What budgetpro promises of its speed: a job, what it is held against, and how much of that it may take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from benchmarks.timing import Usage

Usages = Mapping[str, Usage]
QUESTIONS = ("balances", "months", "register")
IMPORT_SHARE_OF_HLEDGER = {10_000: 1 / 8, 100_000: 1 / 10}
IMPORT_TIMES_PLAIN = {100_000: 2.0, 1_000_000: 1.7}
READING_MIB = 45
IMPORT_MIB = 200
BYTES_A_TRANSACTION = 300


class Claim(NamedTuple):
    """A promise and what was found; held where `ratio` is at most `target`. `cpu_ratio` is of processor time alone."""

    job: str
    shown: str
    against: str
    ratio: float
    target: float
    cpu_ratio: float | None = None


def claims(usages: Usages, counts: Sequence[int], bytes_a_transaction: Mapping[str, float]) -> list[Claim]:
    """Return every promise for which both sides were measured; `bytes_a_transaction` by what was imported."""
    return [
        *_starts(usages),
        *_questions(usages, counts),
        *_imports(usages, counts),
        *_memory(usages, counts),
        *(
            _limit(f"disk after {imported}, bytes a transaction", found, BYTES_A_TRANSACTION)
            for imported, found in bytes_a_transaction.items()
        ),
    ]


def _times(usages: Usages, job: str, other: str, target: float) -> Iterator[Claim]:
    if job in usages and other in usages:
        own, against = usages[job], usages[other]
        yield Claim(
            f"{job}, against {other}",
            f"{own.seconds:.3f} s",
            f"{against.seconds:.3f} s",
            own.seconds / against.seconds,
            target,
            own.cpu_seconds / against.cpu_seconds,
        )


def _limit(job: str, found: float, most: float) -> Claim:
    return Claim(job, f"{found:.0f}", f"{most:.0f}", found / most, 1)


def _starts(usages: Usages) -> Iterator[Claim]:
    yield from _times(usages, "--version", "python -c pass", 2)
    for asked in ("--help", "completion"):
        yield from _times(usages, asked, "empty --help", 1.2)
    yield from _times(usages, "txn add", "import sqlmodel", 1.5)


def _questions(usages: Usages, counts: Sequence[int]) -> Iterator[Claim]:
    for question in QUESTIONS:
        for rows in counts:
            yield from _times(usages, f"{question} {rows} --json", "empty command", 1.4)
            yield from _times(usages, f"{question} {rows} table", "empty command with a table", 1.4)
        if len(counts) > 1:
            yield from _times(usages, f"{question} {counts[-1]} --json", f"{question} {counts[0]} --json", 1.2)


def _imports(usages: Usages, counts: Sequence[int]) -> Iterator[Claim]:
    for rows in counts:
        if share := IMPORT_SHARE_OF_HLEDGER.get(rows):
            yield from _times(usages, f"import {rows}", f"hledger import {rows}", share)
        if times := IMPORT_TIMES_PLAIN.get(rows):
            yield from _times(usages, f"import {rows}", f"plain import {rows}", times)
        if rows == 100_000:
            yield from _times(usages, f"same file {rows}", f"hledger again {rows}", 1 / 50)
            yield from _times(usages, f"same rows {rows}", f"hledger again {rows}", 1 / 20)


def _memory(usages: Usages, counts: Sequence[int]) -> Iterator[Claim]:
    reading = [
        usages[name].peak_mib
        for question in QUESTIONS
        for rows in counts
        for name in (f"{question} {rows} --json", f"{question} {rows} table")
    ]
    yield _limit("reading, peak MiB", max(reading), READING_MIB)
    yield _limit(f"import {counts[-1]}, peak MiB", usages[f"import {counts[-1]}"].peak_mib, IMPORT_MIB)
