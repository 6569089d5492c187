"""The decimal mark of each column of numbers: proven by the column, by the others, by balances, else refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from budgetpro.domain.currency import ISO_4217
from budgetpro.domain.errors import Failure
from budgetpro.importers.csv.dates import read_day
from budgetpro.importers.csv.numbers import Mark, Tally, read_written
from budgetpro.importers.csv.sample import Money, Sample
from budgetpro.importers.csv.survey import Survey
from budgetpro.importers.csv.text import plain
from budgetpro.importers.lines import Hints

MARK_NAMES = {".": "point", ",": "comma"}
_MARKS: tuple[Mark, ...] = (".", ",")


def likely_marks(survey: Survey, hints: Hints) -> dict[int, Mark]:
    """Return a mark for every column of numbers: what it proves, else what the others do, else a point."""
    numbers = [column for column in survey.columns if column.holds_amounts]
    shared = _shared_mark(column.tally for column in numbers)
    return {column.index: hints.decimal_mark or _proven_mark(column.tally) or shared or "." for column in numbers}


def refuse_split_amounts(survey: Survey, money: Money | None) -> None:
    """Refuse amounts that a comma parts in two cells, because it is the decimal mark and they stand unquoted.

    A row with more cells than names, of which one is a number, has lost its place too.
    """
    used = {*money.columns, money.balance, money.before} if money else set(range(len(survey.columns)))
    if survey.dialect.delimiter == ",":
        for column, following in pairwise(survey.columns):
            if {column.index, following.index} & used and column.may_go_on_in(following):
                raise _split(survey, column.title(), following.title())
    names = len(survey.table.names)
    extra = next((column for column in survey.columns[names:] if names and column.holds_amounts), None)
    if extra is not None:
        raise _split(survey, f"what stands under its {names} names", extra.title())


def _split(survey: Survey, title: str, following: str) -> Failure:
    return Failure(
        f"{survey.path}: {title} runs on in {following}: a mark inside amounts or texts parts the cells.",
        code="csv_cells_split",
        hint="Export it with semicolons or with quotation marks around amounts and texts.",
        facts={"path": survey.path},
    )


def settle_marks(
    survey: Survey, money: Money, sample: Sample, hints: Hints, currency: str | None
) -> tuple[dict[int, Mark], str]:
    """Return the marks by column and what proves the amount's in words.

    Raises `Failure` decimal_mark_mixed where a column has decimals of both kinds, decimal_mark_unknown
    where its amounts can have decimals or thousands. `currency` is the amounts' where the file states it.
    """
    marks = dict(sample.marks)
    if hints.decimal_mark:
        return marks, f"decimals follow a {MARK_NAMES[hints.decimal_mark]}, as told"
    used = [*money.columns, *(index for index in (money.balance, money.before) if index is not None)]
    tallies = [survey.columns[index].tally for index in used]
    for index, tally in zip(used, tallies, strict=True):
        if tally.point and tally.comma and index in money.columns:
            raise _mixed(survey, survey.columns[index].title(), tally)
    shared = _shared_mark(tallies)
    for index, tally in zip(used, tallies, strict=True):
        marks[index] = _proven_mark(tally) or shared or marks.get(index, ".")
    if any(tally.either and not _proven_mark(tally) for tally in tallies) and not shared:
        return (
            _by_lines_above(survey, marks)
            or _by_currency(tallies, marks, currency)
            or _by_balance(survey, money, replace(sample, marks=marks), tallies)
        )
    proof = next((tally.point or tally.comma for tally in tallies if _proven_mark(tally)), "")
    return marks, f"decimals follow a {MARK_NAMES[marks[used[0]]]} because of {proof}" if proof else ""


def _by_lines_above(survey: Survey, marks: dict[int, Mark]) -> tuple[dict[int, Mark], str] | None:
    """Take the mark that amounts above the table prove: `Kontostand:;3.600,00 €`."""
    tally = Tally()
    for text in (plain(cell) for _, cells in survey.table.above for cell in cells):
        written = read_written(text.rpartition(":")[2]) if not read_day(text) else None
        if written:
            tally.take(written)
    mark = _proven_mark(tally)
    return (dict.fromkeys(marks, mark), f"decimals follow a {MARK_NAMES[mark]} above the table") if mark else None


def _by_currency(
    tallies: Sequence[Tally], marks: dict[int, Mark], currency: str | None
) -> tuple[dict[int, Mark], str] | None:
    """Take marks for thousands where the currency has no decimals at all."""
    grouping = {tally.either.strip("0123456789")[:1] for tally in tallies if tally.either}
    if currency is None or ISO_4217[currency].digits > 0 or len(grouping) != 1:
        return None
    mark: Mark = "." if grouping == {","} else ","
    return dict.fromkeys(marks, mark), f"{currency} has no decimals"


def _by_balance(survey: Survey, money: Money, sample: Sample, tallies: Sequence[Tally]) -> tuple[dict[int, Mark], str]:
    """Take the only mark by which the balance follows the amounts."""
    tried = [dict.fromkeys(sample.marks, mark) for mark in _MARKS]
    proven = [marks for marks in tried if replace(sample, marks=marks).chain(money)[0].proof]
    if len(proven) == 1:
        name = MARK_NAMES[proven[0][money.columns[0]]]
        return proven[0], f"decimals follow a {name} because only then the balance follows the amounts"
    cell = next(tally.either for tally in tallies if tally.either)
    raise Failure(
        f"{survey.path}: {cell} can have decimals or thousands, and no other amount in the file tells.",
        code="decimal_mark_unknown",
        hint='Say which mark is the decimal one with --decimal "." or --decimal ",".',
        facts={"path": survey.path, "cell": cell},
    )


def _mixed(survey: Survey, title: str, tally: Tally) -> Failure:
    return Failure(
        f"{survey.path}: {title} has decimals after a point ({tally.point}) and after a comma ({tally.comma}).",
        code="decimal_mark_mixed",
        hint='Say which holds with --decimal "." or --decimal ","; the other rows are reported then.',
        facts={"path": survey.path, "cells": [tally.point, tally.comma]},
    )


def _proven_mark(tally: Tally) -> Mark | None:
    if tally.point and tally.comma:
        return None
    return "." if tally.point else "," if tally.comma else None


def _shared_mark(tallies: Iterable[Tally]) -> Mark | None:
    marks = {mark for tally in tallies if (mark := _proven_mark(tally))}
    return marks.pop() if len(marks) == 1 else None
