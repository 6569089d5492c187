"""A row of cells as a statement line, by what was decided of the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from budgetpro.importers.csv.amounts import Cells, LeftOut, amount_function, cell_fault
from budgetpro.importers.csv.dates import ORDER_NAMES, DayCache
from budgetpro.importers.csv.layout import Layout
from budgetpro.importers.csv.numbers import amount_reader
from budgetpro.importers.csv.row_words import Standing, has_no_effect, standing_of
from budgetpro.importers.csv.text import fold, plain
from budgetpro.importers.lines import StatementLine, Status

TextOf = Callable[[Cells], str | None]
_YES = frozenset({"true", "yes", "y", "1", "ja"})
RowReader = Callable[[Cells, int, str | None], StatementLine]


def row_reader(layout: Layout) -> RowReader:
    """Return the function that reads a row's cells, given its line and the currency of its statement.

    It raises `RowFault` for cells that do not hold what they must, `IndexError` for a row that is
    too short, `LeftOut` for one that the bank took back.
    """
    day_of, amount_of, memo_of = day_function(layout), amount_function(layout), text_function(memo_columns(layout))
    payee_of, reference_of = _payee_function(layout), _first_text(layout.roles.references)
    bank_id_of = _first_text([] if layout.roles.bank_id is None else [layout.roles.bank_id])
    status_of, balance_of = _status_function(layout), _balance_function(layout)

    def read(cells: Cells, position: int, currency: str | None) -> StatementLine:
        amount = amount_of(cells)
        return StatementLine(
            position,
            day_of(cells),
            amount,
            currency,
            payee_of(cells, amount) if payee_of else None,
            memo_of(cells),
            reference_of(cells) if reference_of else None,
            bank_id_of(cells) if bank_id_of else None,
            status_of(cells) if status_of else "posted",
            balance_of(cells, amount) if balance_of else None,
        )

    return read


def memo_columns(layout: Layout) -> list[int]:
    """Return the columns of a row's description; the kind of transaction or a reference where there is none."""
    roles = layout.roles
    return roles.memos or ([] if roles.payees else roles.kinds) or roles.kinds[:1]


def day_function(layout: Layout) -> Callable[[Cells], date]:
    """Return the function that reads a row's day: the booking day, or the next best one that is filled."""
    days = DayCache(layout.order or "")
    first, *others = layout.roles.days or [0]
    column = layout.survey.columns[first]
    others = [
        index for index in others if layout.order is None or layout.order in layout.survey.columns[index].dates.orders
    ]
    expected = f"a day ({ORDER_NAMES[layout.order]})" if layout.order else "a day"

    def day_of(cells: Cells) -> date:
        cell = cells[first]
        try:
            return days[cell]
        except KeyError:
            if cell.strip():
                raise cell_fault(column, expected, cell) from None
        cell = next((cells[index] for index in others if index < len(cells) and cells[index].strip()), cell)
        try:
            return days[cell]
        except KeyError:
            raise cell_fault(column, expected, cell) from None

    return day_of


def text_function(indexes: Sequence[int]) -> TextOf:
    """Return the function that joins texts of a row; one that repeats another is left out."""
    if len(indexes) == 1:
        only = indexes[0]

        def single(cells: Cells) -> str | None:
            return " ".join(cells[only].split()) or None if only < len(cells) else None

        return single

    def joined(cells: Cells) -> str | None:
        texts: list[str] = []
        for index in indexes:
            text = " ".join(cells[index].split()) if index < len(cells) else ""
            if text and not any(text in other for other in texts):
                texts.append(text)
        return " ".join(texts) or None

    return joined


def _first_text(indexes: Sequence[int]) -> TextOf | None:
    """Return the function that takes the first of several texts that is filled; None where there are none."""
    if not indexes:
        return None

    def first(cells: Cells) -> str | None:
        for index in indexes:
            if index < len(cells) and (text := " ".join(plain(cells[index]).split())):
                return text
        return None

    return first


def _payee_function(layout: Layout) -> Callable[[Cells, Decimal], str | None] | None:
    """Return the function that takes the other side's name: who paid for money in, who was paid for money out."""
    payee_of, payer_of = _first_text(layout.roles.payees), _first_text(layout.roles.payers)
    if payee_of is None:
        return None

    def payee(cells: Cells, amount: Decimal) -> str | None:
        return payer_of(cells) if payer_of and amount > 0 else payee_of(cells)

    return payee


def _balance_function(layout: Layout) -> Callable[[Cells, Decimal], Decimal | None] | None:
    """Return the function that reads a row's running balance; None where there is none that follows the amounts."""
    money = layout.money
    index = money.balance if money.balance is not None else money.before
    if index is None or (layout.chain.steps and layout.chain.proof is None):
        return None
    read, column = amount_reader(layout.marks.get(index, ".")), layout.survey.columns[index]
    is_before = money.balance is None

    def balance_of(cells: Cells, amount: Decimal) -> Decimal | None:
        cell = cells[index]
        value = read(cell)
        if value is None and cell.strip():
            raise cell_fault(column, "a balance", cell)
        return value + amount if is_before and value is not None else value

    return balance_of


def _status_function(layout: Layout) -> Callable[[Cells], Status] | None:
    """Return the function that tells pending rows; it raises `LeftOut` for those that moved no money."""
    index = layout.roles.status
    direction = layout.roles.direction if layout.sign.rule != "direction" else None
    if index is None and direction is None:
        return None

    is_of_pending = index is not None and fold(layout.survey.columns[index].name) == "pending"

    def status_of(cells: Cells) -> Status:
        cell = cells[index] if index is not None and index < len(cells) else ""
        side = cells[direction] if direction is not None and direction < len(cells) else ""
        standing = standing_of(cell)
        if standing is Standing.VOID or has_no_effect(side):
            raise LeftOut(f'"{(cell if standing is Standing.VOID else side).strip()}"')
        is_pending = standing is Standing.PENDING or (is_of_pending and cell.strip().casefold() in _YES)
        return "pending" if is_pending else "posted"

    return status_of
