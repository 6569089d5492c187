"""Everything that is decided of a file before its rows are read, each with the reason for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from budgetpro.domain.errors import Failure
from budgetpro.importers.csv_chain import Chain
from budgetpro.importers.csv_currencies import currency_in_name, read_currency
from budgetpro.importers.csv_dates import ORDER_NAMES, DateEvidence, Order, order_of_texts
from budgetpro.importers.csv_money import choose_money
from budgetpro.importers.csv_numbers import Mark, Tally
from budgetpro.importers.csv_preamble import Preamble, read_preamble
from budgetpro.importers.csv_roles import Roles, find_roles
from budgetpro.importers.csv_row_words import Standing, standing_of
from budgetpro.importers.csv_sample import Money, Sample
from budgetpro.importers.csv_signs import Sign, find_sign
from budgetpro.importers.csv_survey import Survey, look_at_rest, look_over
from budgetpro.importers.csv_text import plain
from budgetpro.importers.lines import Hints
from budgetpro.importers.source import Source

_MARK_NAMES = {".": "point", ",": "comma"}


@dataclass(slots=True)
class Layout:
    """How each row of a file is read.

    `order` is None where every day is certain by itself. `marks` are the decimal marks by column.
    `latest_day` stands in for the day of a pending row that has none. `chain` is what the first
    rows' balances showed. `findings` say in sentences what was decided and why.
    """

    survey: Survey
    roles: Roles
    money: Money
    marks: dict[int, Mark]
    sign: Sign
    order: Order | None
    is_newest_first: bool | None
    is_flipped: bool
    currency: str | None
    preamble: Preamble
    latest_day: date | None
    chain: Chain
    findings: list[str] = field(default_factory=list)


def decide_layout(source: Source, hints: Hints) -> Layout:
    """Decide how a file is read, from its first rows and, where they leave a question, from all of them.

    Raises `Failure`: csv_no_table, csv_columns_unclear; date_order_unknown, date_order_mixed,
    decimal_mark_unknown, decimal_mark_mixed, sign_unknown, whose hints name the option that answers.
    """
    survey = look_over(source)
    roles = find_roles(survey.columns)
    if not roles.days and survey.rows:
        raise _unclear(survey, "a day")
    if _is_open(survey, roles, hints):
        numbers = [column.index for column in survey.columns if column.holds_amounts]
        look_at_rest(survey, source, roles.days, numbers)
    return _decide(survey, roles, hints)


def _is_open(survey: Survey, roles: Roles, hints: Hints) -> bool:
    """Say whether the first rows leave the day order, the decimal mark or the signs open, or pending rows undated."""
    if survey.is_whole or not roles.days:
        return False
    dates = survey.columns[roles.days[0]].dates
    if (dates.is_uncertain and dates.order is None and not hints.date_order) or _has_undated(survey, roles):
        return True
    sample = _sample(survey, hints, dates.is_newest_first(dates.order))
    money = choose_money(sample, roles)
    if money is None:
        return False
    tallies = [survey.columns[index].tally for index in money.columns]
    has_mark = any(tally.point or tally.comma for tally in tallies)
    is_signed = not money.amounts or bool(hints.sign) or any(tally.negatives for tally in tallies)
    return not (has_mark or hints.decimal_mark) or not (is_signed or roles.direction is not None)


def _has_undated(survey: Survey, roles: Roles) -> bool:
    first = roles.days[0]
    return any(
        first < len(cells) and standing_of(plain(cells[first])) is Standing.PENDING for _, cells in survey.table.rows
    )


def _decide(survey: Survey, roles: Roles, hints: Hints) -> Layout:
    order, order_reason = _settle_order(survey, roles, hints)
    dates = survey.columns[roles.days[0]].dates if roles.days else DateEvidence()
    is_newest_first = dates.is_newest_first(order)
    sample = _sample(survey, hints, is_newest_first)
    money = choose_money(sample, roles)
    if money is None:
        raise _unclear(survey, "an amount")
    marks, mark_reason = _settle_marks(survey, money, sample, hints)
    sample = Sample(survey.columns, survey.rows, marks, is_newest_first)
    sign = _settle_sign(survey, roles, money, sample, hints)
    chain, chain_order = sample.chain(money)
    mark = marks.get(money.columns[0], ".")
    preamble = read_preamble(survey.table.above, mark, order)
    layout = Layout(
        survey, roles, money, marks, sign, order,
        is_newest_first if is_newest_first is not None else chain_order,
        hints.sign == "inverted" and sign.rule != "inverted",
        _currency(survey, roles, money, preamble, hints), preamble, dates.latest.get(order or "dmy"), chain,
    )  # fmt: skip
    layout.findings = list(_findings(layout, order_reason, mark_reason))
    return layout


def _unclear(survey: Survey, what: str) -> Failure:
    names = ", ".join(f'"{name}"' for name in survey.table.names if name)
    seen = f"its columns are {names}" if names else f"it has no head, and {survey.width} columns"
    return Failure(
        f"{survey.path}: which column holds {what} cannot be told; {seen}.",
        code="csv_columns_unclear",
        hint="Name the columns in a first line, such as date,description,amount.",
        facts={"path": survey.path, "columns": list(survey.table.names)},
    )


def _settle_order(survey: Survey, roles: Roles, hints: Hints) -> tuple[Order | None, str]:
    """Return the order of day, month and year and what proves it."""
    if hints.date_order:
        return hints.date_order, "as told"
    if not roles.days:
        return None, ""
    dates = survey.columns[roles.days[0]].dates
    if dates.is_mixed:
        raise _mixed_order(survey, dates)
    if not dates.is_uncertain:
        return None, "every day is written so that it can be read in one way only"
    if dates.order:
        return dates.order, f"of {next(reversed(dates.refuted.values()))}"
    if not dates.open_cell:
        return "dmy", "either order gives the same days"
    return _order_by_evidence(survey, roles, dates) or _refuse_order(survey, dates)


def _order_by_evidence(survey: Survey, roles: Roles, dates: DateEvidence) -> tuple[Order, str] | None:
    for index in roles.days[1:]:
        other = survey.columns[index].dates
        if other.mark == dates.mark and other.order in dates.orders and other.order:
            return other.order, f"of {next(reversed(other.refuted.values()))} in {survey.columns[index].title()}"
    stated = order_of_texts(survey.texts, dates.mark)
    if stated in dates.orders and stated:
        return stated, "of a day above the table"
    if len(near := dates.orders_by_span()) == 1:
        return near.pop(), "only then the days lie within a statement's time"
    if survey.is_whole and (steady := dates.order_by_sequence()):
        return steady, "only then the rows are in the order of time"
    if dates.mark == "." and "dmy" in dates.orders:
        return "dmy", "days parted by points are written so"
    return None


def _mixed_order(survey: Survey, dates: DateEvidence) -> Failure:
    cells = " and ".join(dict.fromkeys(dates.refuted.values()))
    return Failure(
        f"{survey.path}: no order of day, month and year reads all of its days: {cells}.",
        code="date_order_mixed",
        hint="Say which order holds with --date-order dmy, mdy or ymd; the other rows are reported then.",
        facts={"path": survey.path, "cells": list(dates.refuted.values())},
    )


def _refuse_order(survey: Survey, dates: DateEvidence) -> tuple[Order, str]:
    orders = " or ".join(ORDER_NAMES[order] for order in ORDER_NAMES if order in dates.orders)
    raise Failure(
        f"{survey.path}: {dates.open_cell} and all its other days can be {orders}.",
        code="date_order_unknown",
        hint="Say which with --date-order dmy|mdy." if "ymd" not in dates.orders else "Say --date-order dmy|mdy|ymd.",
        facts={"path": survey.path, "cell": dates.open_cell, "orders": sorted(dates.orders)},
    )


def _sample(survey: Survey, hints: Hints, is_newest_first: bool | None) -> Sample:
    """Return the sample with the decimal marks that its columns prove, alone or together, else a point."""
    shared = hints.decimal_mark or _shared_mark(column.tally for column in survey.columns if column.holds_amounts)
    marks = {
        column.index: hints.decimal_mark or _proven_mark(column.tally) or shared or "."
        for column in survey.columns
        if column.holds_amounts
    }
    return Sample(survey.columns, survey.rows, marks, is_newest_first)


def _proven_mark(tally: Tally) -> Mark | None:
    if tally.point and tally.comma:
        return None
    return "." if tally.point else "," if tally.comma else None


def _shared_mark(tallies: Iterable[Tally]) -> Mark | None:
    marks = {mark for tally in tallies if (mark := _proven_mark(tally))}
    return marks.pop() if len(marks) == 1 else None


def _settle_marks(survey: Survey, money: Money, sample: Sample, hints: Hints) -> tuple[dict[int, Mark], str]:
    """Return the decimal mark of each column of numbers and what proves the amount's."""
    used = [*money.columns, *(index for index in (money.balance, money.before) if index is not None)]
    tallies = [survey.columns[index].tally for index in used]
    if hints.decimal_mark:
        return dict(sample.marks), "as told"
    for index, tally in zip(used, tallies, strict=True):
        if tally.point and tally.comma and index in money.columns:
            raise _mixed_marks(survey, survey.columns[index].title(), tally)
    if proof := next((tally.point or tally.comma for tally in tallies if _proven_mark(tally)), ""):
        is_settled = all(_proven_mark(tally) or _shared_mark(tallies) for tally in tallies if tally.either)
        marks = dict(sample.marks) | _marks_of(used, tallies)
        return (marks, f"of {proof}") if is_settled else _mark_by_balance(survey, money, sample, tallies)
    if not any(tally.either for tally in tallies):
        return dict(sample.marks), ""
    return _mark_by_balance(survey, money, sample, tallies)


def _marks_of(used: list[int], tallies: list[Tally]) -> dict[int, Mark]:
    shared = _shared_mark(tallies)
    return {index: mark for index, tally in zip(used, tallies, strict=True) if (mark := _proven_mark(tally) or shared)}


def _mark_by_balance(survey: Survey, money: Money, sample: Sample, tallies: list[Tally]) -> tuple[dict[int, Mark], str]:
    """Take the only decimal mark by which the balance follows the amounts."""
    marks: tuple[Mark, ...] = (".", ",")
    proven = []
    for mark in marks:
        tried = dict.fromkeys(sample.marks, mark)
        if (
            sample.chain(money)[0].steps
            and Sample(sample.columns, sample.rows, tried, sample.is_newest_first).chain(money)[0].proof
        ):
            proven.append(tried)
    if len(proven) == 1:
        return proven[0], "only then the balance follows the amounts"
    cell = next(tally.either for tally in tallies if tally.either)
    raise Failure(
        f"{survey.path}: {cell} can have decimals or thousands, and no other amount in the file tells.",
        code="decimal_mark_unknown",
        hint='Say which mark is the decimal one with --decimal "." or --decimal ",".',
        facts={"path": survey.path, "cell": cell},
    )


def _mixed_marks(survey: Survey, title: str, tally: Tally) -> Failure:
    return Failure(
        f"{survey.path}: {title} has decimals after a point ({tally.point}) and after a comma ({tally.comma}).",
        code="decimal_mark_mixed",
        hint='Say which holds with --decimal "." or --decimal ","; the other rows are reported then.',
        facts={"path": survey.path, "cells": [tally.point, tally.comma]},
    )


def _settle_sign(survey: Survey, roles: Roles, money: Money, sample: Sample, hints: Hints) -> Sign:
    if not money.amounts:
        if money.is_sided or hints.sign:
            return Sign("as-is", "money out and money in have columns of their own")
        raise _unknown_sign(survey, money)
    if roles.is_journal:
        return Sign("as-is", "a journal's amounts are signed")
    tally = _tally_of(survey, money)
    found = find_sign(money, roles, sample, tally, survey.texts)
    if hints.sign:
        return found if found and found.rule in ("direction", "suffix", "balance") else Sign(hints.sign, "as told")
    if found is None and survey.rows:
        raise _unknown_sign(survey, money)
    return found or Sign("as-is", "there are no rows")


def _tally_of(survey: Survey, money: Money) -> Tally:
    """Return the counts of all amount columns together."""
    total = Tally()
    for tally in (survey.columns[index].tally for index in money.amounts):
        total.add(tally)
    return total


def _unknown_sign(survey: Survey, money: Money) -> Failure:
    titles = " and ".join(survey.columns[index].title() for index in money.columns)
    return Failure(
        f"{survey.path}: nothing tells which amounts in {titles} are money out.",
        code="sign_unknown",
        hint="Say it with --sign as-is (below zero, or the first of two columns, is money out) or --sign inverted.",
        facts={"path": survey.path, "columns": [index + 1 for index in money.columns]},
    )


def _currency(survey: Survey, roles: Roles, money: Money, preamble: Preamble, hints: Hints) -> str | None:
    """Return the currency of amounts whose row names none."""
    if hints.currency:
        return hints.currency
    used = [survey.columns[index] for index in (*money.columns, money.balance) if index is not None]
    if roles.currency is not None:
        codes = {read_currency(value)[1] for value in survey.columns[roles.currency].values}
        return codes.pop() if len(codes) == 1 else None
    for column in used:
        if len(money.amounts) < 2 and (code := currency_in_name(column.name)):
            return code
    for column in used:
        if len(column.currencies) == 1:
            return next(iter(column.currencies))
    return preamble.currency


def _findings(layout: Layout, order_reason: str, mark_reason: str) -> Iterable[str]:
    """Say what was decided and why, in sentences for people."""
    survey, money = layout.survey, layout.money
    yield survey.dialect.describe()
    yield f"columns are named on line {survey.table.head_line}" if survey.table.names else "no line names the columns"
    if layout.roles.is_journal:
        yield "a journal's export: each row is a posting to one of several accounts"
    if layout.roles.days:
        yield f"day: {survey.columns[layout.roles.days[0]].title()}"
    yield "amount: " + " and ".join(survey.columns[index].title() for index in money.columns)
    if order_reason:
        order = f"days are read as {ORDER_NAMES[layout.order]} because " if layout.order else ""
        yield f"{order}{order_reason}"
    if mark_reason:
        yield f"decimals follow a {_MARK_NAMES[layout.marks[money.columns[0]]]} because {mark_reason}"
    yield f"signs: {layout.sign.reason}"
    if money.balance is not None:
        chain = layout.chain
        yield f"balance: {survey.columns[money.balance].title()}; it follows {chain.as_is} of {chain.steps} amounts"
