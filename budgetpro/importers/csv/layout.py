"""Everything that is decided of a file before its rows are read, each with the reason for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from budgetpro.domain.errors import Failure
from budgetpro.importers.csv.chain import Chain
from budgetpro.importers.csv.currencies import currency_in_name, read_currency
from budgetpro.importers.csv.dates import DateEvidence, Order
from budgetpro.importers.csv.dialect import holds_transaction
from budgetpro.importers.csv.fees import FeeRule, find_fee_rule
from budgetpro.importers.csv.marks import likely_marks, refuse_split_amounts, settle_marks
from budgetpro.importers.csv.money import choose_money
from budgetpro.importers.csv.numbers import Mark, Tally, mark_of, read_written
from budgetpro.importers.csv.orders import settle_order
from budgetpro.importers.csv.preamble import Preamble, read_preamble
from budgetpro.importers.csv.roles import Roles, find_roles
from budgetpro.importers.csv.row_words import Standing, standing_of
from budgetpro.importers.csv.sample import Money, Sample
from budgetpro.importers.csv.signs import Sign, find_sign, names_card
from budgetpro.importers.csv.survey import Survey, look_at_rest, look_over
from budgetpro.importers.csv.text import plain
from budgetpro.importers.csv.words import names_amount_of_side
from budgetpro.importers.lines import Hints
from budgetpro.importers.source import Text


@dataclass(slots=True)
class Layout:
    """How each row of a file is read.

    `order` is None where every day is certain by itself. `marks` are the decimal marks by column.
    `latest_day` stands in for the day of a pending row that has none. `chain` is what the first
    rows' balances showed. `is_flipped`: the user turns every sign around. `findings` say in
    sentences what was decided and why.
    """

    survey: Survey
    roles: Roles
    order: Order | None
    is_newest_first: bool | None
    latest_day: date | None
    money: Money
    marks: dict[int, Mark]
    sign: Sign
    is_flipped: bool
    fee_rule: FeeRule | None
    chain: Chain
    preamble: Preamble
    currency: str | None
    findings: list[str] = field(default_factory=list)


def decide_layout(source: Text, hints: Hints) -> Layout:
    """Decide how a file is read, from its first rows and, where they leave a question, from all of them.

    Raises `Failure`: csv_no_table, csv_columns_unclear, csv_cells_split; date_order_unknown, date_order_mixed,
    decimal_mark_unknown, decimal_mark_mixed, sign_unknown, whose hints name the option that answers.
    """
    survey = look_over(source)
    roles = find_roles(survey.columns)
    if not survey.rows and any(holds_transaction(cells) for _, cells in survey.table.rows):
        raise _misplaced(survey)
    if not roles.days and (survey.rows or _has_amounts(survey)):
        raise _unclear(survey, "a day")
    if _is_open(survey, roles, hints):
        numbers = [column.index for column in survey.columns if column.holds_amounts]
        look_at_rest(survey, source, roles.days, numbers)
    return _decide(survey, roles, hints)


def last_needed(layout: Layout) -> int:
    """Return the last column that a row must reach: none of those that say what it is worth may be missing."""
    roles, money = layout.roles, layout.money
    needed = (
        *roles.days[:1],
        *money.columns,
        money.balance,
        money.before,
        roles.direction,
        roles.currency,
        roles.account,
    )
    return max((index for index in needed if index is not None), default=0)


def _decide(survey: Survey, roles: Roles, hints: Hints) -> Layout:
    order, order_reason = settle_order(survey, roles, hints)
    dates = survey.columns[roles.days[0]].dates if roles.days else DateEvidence()
    sample = _sample(survey, roles, hints, dates.is_newest_first(order))
    money = choose_money(sample, roles)
    refuse_split_amounts(survey, money)
    if money is None:
        raise _unclear(survey, "an amount")
    currency = _table_currency(survey, roles, money)
    marks, mark_reason = settle_marks(survey, money, sample, hints, currency)
    sample = replace(sample, marks=marks)
    sign = _settle_sign(survey, roles, money, sample, hints)
    fee_rule = find_fee_rule(sample, money, roles)
    money = replace(money, fee=roles.fee if fee_rule == "apart" else None)
    chain, chain_order = sample.chain(money)
    preamble = read_preamble(survey.table.above, marks.get(money.columns[0], "."), order)
    layout = Layout(
        survey=survey,
        roles=roles,
        order=order,
        is_newest_first=chain_order if sample.is_newest_first is None else sample.is_newest_first,
        latest_day=dates.latest.get(order or "dmy"),
        money=money,
        marks=marks,
        sign=sign,
        is_flipped=hints.sign == "inverted" and sign.rule != "inverted",
        fee_rule=fee_rule,
        chain=chain,
        preamble=preamble,
        currency=hints.currency or currency or (preamble.currency if roles.currency is None else None),
    )
    layout.findings = list(_findings(layout, [order_reason, mark_reason]))
    return layout


def _sample(survey: Survey, roles: Roles, hints: Hints, is_newest_first: bool | None) -> Sample:
    return Sample(
        survey.columns,
        survey.rows,
        likely_marks(survey, hints),
        is_newest_first,
        is_parted_by_commas=survey.dialect.delimiter == ",",
        key=(roles.account, roles.currency),
        status=roles.status,
    )


def _is_open(survey: Survey, roles: Roles, hints: Hints) -> bool:
    """Say whether the first rows leave the day order, the decimal mark or the signs open, or pending rows undated."""
    if survey.is_whole or not roles.days:
        return False
    dates = survey.columns[roles.days[0]].dates
    if (dates.is_uncertain and dates.order is None and not hints.date_order) or _has_undated(survey, roles):
        return True
    money = choose_money(_sample(survey, roles, hints, dates.is_newest_first(dates.order)), roles)
    if money is None:
        return False
    tallies = [survey.columns[index].tally for index in money.columns]
    has_mark = bool(hints.decimal_mark) or any(tally.point or tally.comma for tally in tallies)
    is_signed = bool(hints.sign) or not money.amounts or any(tally.negatives for tally in tallies)
    return not has_mark or not (is_signed or roles.direction is not None)


def _has_undated(survey: Survey, roles: Roles) -> bool:
    first = roles.days[0]
    return any(
        first < len(cells) and standing_of(plain(cells[first])) is Standing.PENDING for _, cells in survey.table.rows
    )


def _has_amounts(survey: Survey) -> bool:
    """Say whether there are amounts with decimals under the head, though no row with a day was found."""
    return any(
        (written := read_written(cell)) and mark_of(written.digits)
        for _, cells in survey.table.rows
        for cell in cells[1:]
    )


def _settle_sign(survey: Survey, roles: Roles, money: Money, sample: Sample, hints: Hints) -> Sign:
    if not money.amounts:
        is_told = (
            money.is_sided and not _is_lone_amount(survey, money) and not _is_against_balance(survey, money, sample)
        )
        if hints.sign or is_told:
            return Sign("as-is", "money out and money in have columns of their own")
        raise _unknown_sign(survey, money)
    if roles.is_journal:
        return Sign("as-is", "a journal's amounts are signed")
    found = find_sign(money, roles, sample, _tally_of(survey, money), survey.texts)
    if hints.sign:
        return found if found and found.rule in ("direction", "suffix", "balance") else Sign(hints.sign, "as told")
    if found is None and survey.rows:
        raise _unknown_sign(survey, money)
    return found or Sign("as-is", "there are no rows")


def _is_lone_amount(survey: Survey, money: Money) -> bool:
    """Say whether the only column of money has a side's name but may hold both: `Charge amount`."""
    return len(money.columns) == 1 and names_amount_of_side(survey.columns[money.columns[0]].name)


def _is_against_balance(survey: Survey, money: Money, sample: Sample) -> bool:
    """Say whether the balance rises by the column of debits: an accountant's books, unless a card's balance is owed."""
    return money.is_named and sample.chain(money)[0].proof == "inverted" and not names_card(survey.texts)


def _tally_of(survey: Survey, money: Money) -> Tally:
    """Return the counts of all amount columns together."""
    total = Tally()
    for index in money.amounts:
        total.add(survey.columns[index].tally)
    return total


def _table_currency(survey: Survey, roles: Roles, money: Money) -> str | None:
    """Return the one currency that the table states of its amounts: in a column, in names, or beside them."""
    if roles.currency is not None:
        codes = {read_currency(value)[1] for value in survey.columns[roles.currency].values}
        return codes.pop() if len(codes) == 1 else None
    used = [survey.columns[index] for index in (*money.columns, money.balance) if index is not None]
    named = (currency_in_name(column.name) for column in used if len(money.amounts) < 2)
    beside = (code for column in used if len(column.currencies) == 1 for code in column.currencies)
    return next((code for code in (*named, *beside) if code), None)


def _findings(layout: Layout, reasons: Iterable[str]) -> Iterable[str]:
    """Say what was decided and why, in sentences for people."""
    survey, money, chain = layout.survey, layout.money, layout.chain
    yield survey.dialect.describe()
    yield f"columns are named on line {survey.table.head_line}" if survey.table.names else "no line names the columns"
    if layout.roles.is_journal:
        yield "a journal's export: each row is a posting to one of several accounts"
    if layout.roles.days:
        yield f"day: {survey.columns[layout.roles.days[0]].title()}"
    yield "amount: " + " and ".join(survey.columns[index].title() for index in money.columns)
    yield from filter(None, reasons)
    yield f"signs: {layout.sign.reason}"
    if money.fee is not None:
        yield f"fees in {survey.columns[money.fee].title()} are taken off the amounts: only then the balance follows"
    if money.balance is not None:
        yield f"balance: {survey.columns[money.balance].title()}; it follows {chain.as_is} of {chain.steps} amounts"


def _misplaced(survey: Survey) -> Failure:
    named = len(survey.table.names)
    return Failure(
        f"{survey.path}: its head names {named} columns, but no row with a day and an amount has as many.",
        code="csv_cells_split",
        hint="Export it with semicolons or with quotation marks around amounts and texts.",
        facts={"path": survey.path, "columns": list(survey.table.names)},
    )


def _unclear(survey: Survey, what: str) -> Failure:
    names = ", ".join(f'"{name}"' for name in survey.table.names if name)
    seen = f"its columns are {names}" if names else f"it has no head, and {survey.width} columns"
    return Failure(
        f"{survey.path}: which column holds {what} cannot be told; {seen}.",
        code="csv_columns_unclear",
        hint="Name the columns in a first line, such as date,description,amount.",
        facts={"path": survey.path, "columns": list(survey.table.names)},
    )


def _unknown_sign(survey: Survey, money: Money) -> Failure:
    titles = " and ".join(survey.columns[index].title() for index in money.columns)
    return Failure(
        f"{survey.path}: nothing tells which amounts in {titles} are money out.",
        code="sign_unknown",
        hint="Say it with --sign as-is (below zero, or the first of two columns, is money out) or --sign inverted.",
        facts={"path": survey.path, "columns": [index + 1 for index in money.columns]},
    )
