"""A row's amount, from the account holder's view, by what was decided of the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from budgetpro.importers.csv.columns import Column
from budgetpro.importers.csv.layout import Layout
from budgetpro.importers.csv.numbers import Mark, Side, amount_reader, read_written, signed_value
from budgetpro.importers.csv.row_words import has_no_effect
from budgetpro.importers.csv.signs import side_in_cell

Cells = Sequence[str]
AmountOf = Callable[[Cells], Decimal]
_ZERO = Decimal(0)


class RowFault(Exception):
    """A cell that does not hold what its column must; the sentence says column, expectation and cell."""


class LeftOut(Exception):
    """A row that is no transaction of the account, and why."""


def cell_fault(column: Column, expected: str, cell: str) -> RowFault:
    """Return the fault of one cell."""
    found = f'found "{cell.strip()[:60]}"' if cell.strip() else "found nothing"
    return RowFault(f"{column.title()}: expected {expected}, {found}")


def amount_function(layout: Layout) -> AmountOf:
    """Return the function that reads a row's amount; it raises `RowFault` where a row has none."""
    money = layout.money
    if not money.amounts:
        amount_of = _pair(layout)
    elif len(money.amounts) > 1:
        amount_of = _first_filled([_single(layout, index) for index in money.amounts], money.amounts)
    else:
        amount_of = _single(layout, money.amounts[0])
    if money.fee is not None:
        amount_of = _less_fee(layout, amount_of, money.fee)
    return (lambda cells: -amount_of(cells)) if layout.is_flipped else amount_of


def _less_fee(layout: Layout, amount_of: AmountOf, index: int) -> AmountOf:
    read = amount_reader(_mark(layout, index))
    return lambda cells: amount_of(cells) - abs(read(cells[index]) or _ZERO)


def open_fee_function(layout: Layout) -> Callable[[Cells], Decimal | None] | None:
    """Return the function that finds a fee of which nothing shows whether the amount has it in; None if none can be."""
    index = layout.roles.fee
    if index is None or layout.fee_rule != "unknown":
        return None
    return lambda cells: signed_value(cells[index], _mark(layout, index)) if index < len(cells) else None


def _single(layout: Layout, index: int) -> AmountOf:
    match layout.sign.rule:
        case "direction":
            return _by_direction(layout, index)
        case "suffix":
            return _by_suffix(layout, index)
        case "inverted":
            return _inverted(layout, index)
    return _as_is(layout, index)


def _as_is(layout: Layout, index: int) -> AmountOf:
    read, column = amount_reader(_mark(layout, index)), layout.survey.columns[index]

    def amount_of(cells: Cells) -> Decimal:
        value = read(cells[index])
        if value is None:
            raise cell_fault(column, "an amount", cells[index])
        return value or abs(value)

    return amount_of


def _inverted(layout: Layout, index: int) -> AmountOf:
    """Turn the sign around, unless the cell says beside its amount which side it is."""
    as_is = _as_is(layout, index)

    def amount_of(cells: Cells) -> Decimal:
        written = read_written(cells[index])
        return as_is(cells) if written and written.side else -as_is(cells)

    return amount_of


def _by_suffix(layout: Layout, index: int) -> AmountOf:
    mark, column, blank = _mark(layout, index), layout.survey.columns[index], layout.sign.blank_side

    def amount_of(cells: Cells) -> Decimal:
        written = read_written(cells[index])
        value = signed_value(cells[index], mark)
        side = side_in_cell(cells[index]) or blank
        if written is None or value is None or (written.sign == "-" and side == "credit"):
            raise cell_fault(column, "an amount", cells[index])
        if side is None and value:
            raise cell_fault(column, "an amount with its side", cells[index])
        return _sided(abs(value), side)

    return amount_of


def _by_direction(layout: Layout, index: int) -> AmountOf:
    as_is, column = _as_is(layout, index), layout.survey.columns[index]
    roles = layout.roles
    direction = roles.direction or 0
    direction_column, sides, blank = layout.survey.columns[direction], roles.sides, layout.sign.blank_side

    def amount_of(cells: Cells) -> Decimal:
        cell = cells[direction].strip()
        side = sides.get(cell) if cell else blank
        if side is None and has_no_effect(cell):
            raise LeftOut(f'"{cell}" does not touch the balance')
        value = as_is(cells)
        if side is None and value:
            words = " or ".join(f'"{word}"' for word in list(sides)[:4])
            raise cell_fault(direction_column, f"money in or out ({words})", cell)
        if value < 0:
            raise cell_fault(column, f'an amount without a sign beside "{cell}"', cells[index])
        return _sided(value, side)

    return amount_of


def _sided(value: Decimal, side: Side | None) -> Decimal:
    return -value if side == "debit" else value


def _first_filled(functions: Sequence[AmountOf], indexes: Sequence[int]) -> AmountOf:
    def amount_of(cells: Cells) -> Decimal:
        filled = [read for read, index in zip(functions, indexes, strict=True) if cells[index].strip()]
        if len(filled) != 1:
            raise RowFault(f"expected an amount in one of {len(indexes)} columns, found {len(filled)}")
        return filled[0](cells)

    return amount_of


def _pair(layout: Layout) -> AmountOf:
    """Read the side that is filled; both may be where one of them is zero."""
    debit_of = _side_function(layout, layout.money.debit, "debit")
    credit_of = _side_function(layout, layout.money.credit, "credit")
    titles = " or ".join(layout.survey.columns[index].title() for index in layout.money.columns)

    def amount_of(cells: Cells) -> Decimal:
        debit, credit = debit_of(cells), credit_of(cells)
        if debit is None and credit is None:
            raise RowFault(f"{titles}: expected an amount, found nothing")
        if debit and credit:
            raise RowFault(f"{titles}: expected an amount in one of them, found both")
        return debit or credit or _zero_of(debit, credit)

    return amount_of


def _zero_of(debit: Decimal | None, credit: Decimal | None) -> Decimal:
    """Return the zero of the side that is written, with its decimals."""
    written = credit if debit is None else debit
    return _ZERO if written is None else abs(written)


def _side_function(layout: Layout, index: int | None, side: Side) -> Callable[[Cells], Decimal | None]:
    """Read one side's column; None for an empty cell.

    Whether the column writes its amounts above or below zero is what most of them show; the
    opposite sign would be a reversal or a mistake, and is refused.
    """
    if index is None:
        return lambda cells: None  # noqa: ARG005
    column = layout.survey.columns[index]
    read = amount_reader(_mark(layout, index))
    is_below = column.tally.negatives > column.tally.unsigned + column.tally.pluses

    def side_of(cells: Cells) -> Decimal | None:
        cell = cells[index]
        if not cell.strip():
            return None
        value = read(cell)
        written = read_written(cell) if value else None
        if written and written.side:
            value = abs(value or _ZERO) if written.side == side else None
        elif value and (value < 0) != is_below:
            value = None
        if value is None:
            raise cell_fault(column, f"an amount {'below' if is_below else 'not below'} zero", cell)
        return _sided(abs(value), side)

    return side_of


def _mark(layout: Layout, index: int) -> Mark:
    return layout.marks.get(index, ".")
