"""Which column is what: its name held against its content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from budgetpro.importers.csv.columns import Column
from budgetpro.importers.csv.numbers import Side
from budgetpro.importers.csv.row_words import Standing, side_of_word, sides_of, standing_of
from budgetpro.importers.csv.text import fold
from budgetpro.importers.csv.words import (
    Meaning,
    amount_meaning,
    amount_rank,
    day_meaning,
    names_both_sides,
    names_currency,
    names_instrument,
    names_other_side,
    text_meaning,
)

_ACCOUNT_ROLES = (Meaning.OWN_ACCOUNT, Meaning.ACCOUNT, Meaning.OTHER_ACCOUNT)
_MOST_ACCOUNTS = 40
_IDENTIFYING = (
    *_ACCOUNT_ROLES,
    Meaning.BANK_ID,
    Meaning.REFERENCE,
    Meaning.DOCUMENT,
    Meaning.UNUSED,
    Meaning.KIND,
    Meaning.CATEGORY,
)
_OF_EMPTY = (Meaning.AMOUNT, Meaning.DEBIT, Meaning.CREDIT, Meaning.OPENING, Meaning.CLOSING)
_YES_OR_NO = frozenset({"true", "false", "yes", "no", "y", "n", "0", "1", "ja", "nein"})
_ACCOUNT_LIKE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9 ]{10,32}|[\d./ -]{6,34}")
_JOURNAL_NAMES = frozenset({"txnidx", "account", "amount", "commodity"})


@dataclass(slots=True)
class Roles:
    """Columns by what they are, by index; of several for one purpose the best comes first.

    `unnamed_amounts` hold amounts that no name explains. `blank_side` is what an empty cell of the
    direction column means, where only one side is marked.
    """

    days: list[int] = field(default_factory=list)
    amounts: list[int] = field(default_factory=list)
    debits: list[int] = field(default_factory=list)
    credits: list[int] = field(default_factory=list)
    balances: list[int] = field(default_factory=list)
    opening: int | None = None
    closing: int | None = None
    fee: int | None = None
    unnamed_amounts: list[int] = field(default_factory=list)
    currency: int | None = None
    direction: int | None = None
    sides: dict[str, Side] = field(default_factory=dict)
    blank_side: Side | None = None
    status: int | None = None
    account: int | None = None
    payees: list[int] = field(default_factory=list)
    payers: list[int] = field(default_factory=list)
    memos: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    references: list[int] = field(default_factory=list)
    bank_id: int | None = None
    is_journal: bool = False

    @property
    def payee(self) -> int | None:
        return self.payees[0] if self.payees else None


def find_roles(columns: Sequence[Column]) -> Roles:
    """Return what each column is."""
    roles = Roles(is_journal={fold(column.name) for column in columns} >= _JOURNAL_NAMES)
    taken: set[int] = set()
    _find_days(columns, roles, taken)
    _find_amounts(columns, roles, taken)
    _find_marks(columns, roles, taken)
    _find_texts(columns, roles, taken)
    return roles


def _find_days(columns: Sequence[Column], roles: Roles, taken: set[int]) -> None:
    ranks = []
    for column in columns:
        if column.holds_days:
            meaning = day_meaning(column.name) or (Meaning.OTHER_DAY if column.name else Meaning.DAY)
            has_clock = any(":" in value for value in column.values)
            ranks.append((int(meaning.value), has_clock, column.index))
    roles.days = [index for _, _, index in sorted(ranks)]
    taken.update(roles.days)


def _find_amounts(columns: Sequence[Column], roles: Roles, taken: set[int]) -> None:
    lists = {
        Meaning.AMOUNT: roles.amounts,
        Meaning.DEBIT: roles.debits,
        Meaning.CREDIT: roles.credits,
        Meaning.BALANCE: roles.balances,
    }
    for column in columns:
        if column.index in taken or not _may_be_amount(column):
            continue
        meaning = amount_meaning(column.name)
        if meaning in lists:
            lists[meaning].append(column.index)
        elif meaning is Meaning.OPENING:
            roles.opening = column.index if roles.opening is None else roles.opening
        elif meaning is Meaning.CLOSING:
            roles.closing = column.index if roles.closing is None else roles.closing
        elif meaning is Meaning.FEE:
            roles.fee = column.index if roles.fee is None else roles.fee
        elif meaning is None and not column.is_empty:
            roles.unnamed_amounts.append(column.index)
        else:
            continue
        taken.add(column.index)
    roles.amounts.sort(key=lambda index: (columns[index].is_empty, amount_rank(columns[index].name), index))


def _may_be_amount(column: Column) -> bool:
    """Say whether a column can hold amounts; numbers named as identifiers are none, nor are empty texts."""
    if column.is_empty:
        return amount_meaning(column.name) in _OF_EMPTY and day_meaning(column.name) is None
    is_identifying = text_meaning(column.name) in _IDENTIFYING
    if column.holds_exact_amounts:
        return not is_identifying or amount_meaning(column.name) is not None
    return column.holds_amounts and not is_identifying


def _find_marks(columns: Sequence[Column], roles: Roles, taken: set[int]) -> None:
    """Find the columns of few words: currencies, sides, states."""
    rows = max((column.filled for column in columns), default=0)
    for column in columns:
        if column.index in taken or column.is_empty:
            continue
        if _is_status(column) and roles.status is None:
            roles.status = column.index
        elif roles.direction is None and not roles.debits and _take_direction(column, roles, rows):
            roles.direction = column.index
        else:
            continue
        taken.add(column.index)
    _find_currency(columns, roles, taken)


def _is_status(column: Column) -> bool:
    standings = {standing_of(value) for value in column.values}
    if fold(column.name) == "pending":
        return all(value.casefold() in _YES_OR_NO or standing_of(value) for value in column.values)
    if column.name:
        is_named = fold(column.name).split()[-1:] == ["status"] and bool(standings & {Standing.PENDING, Standing.VOID})
        return text_meaning(column.name) is None and (None not in standings or is_named)
    return None not in standings and column.filled > 1 and not any(" " in value for value in column.values)


def _take_direction(column: Column, roles: Roles, rows: int) -> bool:
    if not names_both_sides(column.name) and (
        text_meaning(column.name) not in (None, Meaning.KIND) or names_instrument(column.name)
    ):
        return False
    if sides := sides_of(column.values, column.name):
        roles.sides = sides
        return True
    only = {side_of_word(value) or _SIDE_MARKS.get(value.casefold().rstrip(".")) for value in column.values}
    if len(only) == 1 and column.filled < rows and (side := only.pop()):
        roles.sides = dict.fromkeys(column.values, side)
        roles.blank_side = "credit" if side == "debit" else "debit"
        return True
    return False


_SIDE_MARKS: dict[str, Side] = {"cr": "credit", "dr": "debit", "db": "debit"}


def _find_currency(columns: Sequence[Column], roles: Roles, taken: set[int]) -> None:
    """Choose the currency column of the amount: the next one after it that is not of another amount."""
    amount = next(iter(roles.amounts + roles.debits + roles.credits + roles.unnamed_amounts), 0)
    fitting = [
        column.index
        for column in columns
        if column.index not in taken
        and (column.holds_codes if not column.name else names_currency(column.name) and column.holds_currencies)
        and amount_meaning(column.name) is not Meaning.OTHER_AMOUNT
    ] or [
        column.index for column in columns if column.index not in taken and column.holds_codes and _says_nothing(column)
    ]
    taken.update(fitting)
    if fitting:
        roles.currency = min(fitting, key=lambda index: (index < amount, abs(index - amount)))


def _says_nothing(column: Column) -> bool:
    """Say whether a column's name has no word that is known."""
    return not (day_meaning(column.name) or amount_meaning(column.name) or text_meaning(column.name))


def _find_texts(columns: Sequence[Column], roles: Roles, taken: set[int]) -> None:
    meanings = {column.index: text_meaning(column.name) for column in columns if column.index not in taken}
    lists = {
        Meaning.PAYEE: roles.payees,
        Meaning.PAYER: roles.payers,
        Meaning.MEMO: roles.memos,
        Meaning.KIND: roles.kinds,
        Meaning.REFERENCE: roles.references,
    }
    for index, meaning in meanings.items():
        if meaning in lists:
            lists[meaning].append(index)
    roles.references += [index for index, meaning in meanings.items() if meaning is Meaning.DOCUMENT]
    roles.account = _account_column(columns, meanings, roles)
    roles.bank_id = _bank_id_column(columns, meanings, roles)
    is_told, is_described = bool(roles.payees + roles.payers + roles.kinds), bool(roles.memos)
    for index, meaning in meanings.items():
        may_describe = meaning is None and not is_described and (not is_told or _holds_sentences(columns[index]))
        is_unknown = not columns[index].name or may_describe
        if is_unknown and columns[index].lettered and index != roles.account:
            roles.memos.append(index)
    roles.payees = _names_of_others(columns, roles.payees)
    if not roles.payees:
        roles.payees, roles.payers = roles.payers, []


def _holds_sentences(column: Column) -> bool:
    """Say whether most cells hold several words."""
    several = [value for value in column.values if " " in value and any(map(str.isalpha, value))]
    return len(several) * 2 > len(column.values)


def _names_of_others(columns: Sequence[Column], payees: Sequence[int]) -> list[int]:
    """Return the columns of the other side's name: those called so before a mere `Name`, without account numbers."""
    names = [index for index in payees if not all(map(_ACCOUNT_LIKE.fullmatch, columns[index].values or [""]))]
    return sorted(names, key=lambda index: not names_other_side(columns[index].name))


def _account_column(columns: Sequence[Column], meanings: dict[int, Meaning | None], roles: Roles) -> int | None:
    """Choose the column of the statement's own account.

    A column that is only called account or IBAN is the own one where it comes before the other side's name
    and the text, and does not change from row to row.
    """
    rows = max((column.filled for column in columns), default=0)
    own = [
        index
        for index, meaning in meanings.items()
        if meaning is Meaning.OWN_ACCOUNT and _names_accounts(columns[index]) and columns[index].filled == rows
    ]
    numbers = [index for index in own if any(map(str.isdigit, "".join(columns[index].values)))]
    if own:
        return (numbers or own)[0]
    texts = min(roles.payees + roles.payers + roles.memos, default=len(columns))
    return next(
        (
            index
            for index, meaning in meanings.items()
            if meaning is Meaning.ACCOUNT and index < texts and columns[index].is_constant
        ),
        _unnamed_account(columns, roles),
    )


def _names_accounts(column: Column) -> bool:
    return 0 < len(column.values) <= _MOST_ACCOUNTS


def _unnamed_account(columns: Sequence[Column], roles: Roles) -> int | None:
    """Return one of the first two columns that, without a name, holds the same long number or IBAN in every row."""
    for column in columns[:2]:
        if column.name or not column.is_constant or column.index in roles.days:
            continue
        value = next(iter(column.values))
        digits = sum(map(str.isdigit, value))
        if digits >= 6 and digits * 2 >= len(value) and " " not in value:
            return column.index
    return None


def _bank_id_column(columns: Sequence[Column], meanings: dict[int, Meaning | None], roles: Roles) -> int | None:
    """Choose the bank's identifier of a row; one that several rows share is a reference."""
    for index, meaning in meanings.items():
        if meaning is not Meaning.BANK_ID or columns[index].is_empty:
            continue
        most = columns[index].values.most_common(1)[0][1]
        if most == 1:
            return index
        roles.references.append(index)
    return None
