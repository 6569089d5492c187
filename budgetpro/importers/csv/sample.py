"""The first rows of a table with their numbers read: what decisions about money are tried on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from budgetpro.importers.csv.chain import Chain, Step, count_explained, follow_either_way
from budgetpro.importers.csv.columns import Column
from budgetpro.importers.csv.numbers import Mark, signed_value
from budgetpro.importers.csv.row_words import Standing, standing_of

_NEARLY_ALL = 19, 20


@dataclass(frozen=True, slots=True)
class Money:
    """The columns of a row's amount, by index.

    Either `amounts` (several where each row fills one, of a currency of its own) or `debit` and
    `credit`, of which one may be missing. `balance` follows the row, `before` precedes it. `fee` is
    taken off the amount.
    `is_named`: the columns' names say so, else their content does. `is_sided`: which of two
    unnamed columns is money out is known.
    """

    amounts: tuple[int, ...] = ()
    debit: int | None = None
    credit: int | None = None
    balance: int | None = None
    before: int | None = None
    fee: int | None = None
    is_named: bool = True
    is_sided: bool = True

    @property
    def columns(self) -> tuple[int, ...]:
        return self.amounts or tuple(index for index in (self.debit, self.credit) if index is not None)

    def with_balance(self, balance: int) -> Money:
        return replace(self, balance=balance)


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows that hold a transaction, and the decimal mark of each column of numbers.

    Rows with the same cells in the columns of `key` are of one account; what the column `status` says is not
    booked yet, or never, does not move the balance.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    marks: Mapping[int, Mark]
    is_newest_first: bool | None
    is_parted_by_commas: bool = False
    key: tuple[int | None, ...] = ()
    status: int | None = None

    def value(self, row: Sequence[str], index: int | None) -> Decimal | None:
        """Return the signed value in a cell, None where there is none."""
        if index is None or index >= len(row) or not row[index].strip():
            return None
        return signed_value(row[index], self.marks.get(index, "."))

    def amount(self, row: Sequence[str], money: Money) -> Decimal | None:
        """Return a row's amount as its columns state it; sides count by their column, whatever their sign."""
        if money.amounts:
            value = next((value for index in money.amounts if (value := self.value(row, index)) is not None), None)
        else:
            debit, credit = self.value(row, money.debit), self.value(row, money.credit)
            is_empty = debit is None and credit is None
            value = None if is_empty else abs(credit or Decimal(0)) - abs(debit or Decimal(0))
        fee = self.value(row, money.fee)
        return value if value is None or fee is None else value - abs(fee)

    def chain(self, money: Money, is_out: Callable[[Sequence[str]], bool] | None = None) -> tuple[Chain, bool | None]:
        """Test the rows' balances against their amounts, below zero where `is_out`; see `follow_either_way`."""
        return follow_either_way(self._steps(money, is_out), self.is_newest_first)

    def explained(self, money: Money) -> int:
        """Return how many balances the amounts explain, 0 where it is less than half of them."""
        steps, explained = count_explained(self._steps(money), self.is_newest_first)
        return explained if explained * 2 >= steps else 0

    def _steps(self, money: Money, is_out: Callable[[Sequence[str]], bool] | None = None) -> list[list[Step]]:
        """Return the steps of each account."""
        accounts: dict[tuple[str, ...], list[Step]] = {}
        for row in filter(self._is_booked, self.rows):
            account = tuple(row[index] for index in self.key if index is not None and index < len(row))
            amount = self.amount(row, money)
            sided = -amount if amount is not None and is_out is not None and is_out(row) else amount
            accounts.setdefault(account, []).append(Step(sided, self.balance(row, money)))
        return list(accounts.values())

    def _is_booked(self, row: Sequence[str]) -> bool:
        has_status = self.status is not None and self.status < len(row)
        return not has_status or standing_of(row[self.status or 0]) not in (Standing.PENDING, Standing.VOID)

    def balance(self, row: Sequence[str], money: Money) -> Decimal | None:
        """Return the balance after a row, as it states it or as the balance before it and its amount make it."""
        if money.balance is not None or money.before is None:
            return self.value(row, money.balance)
        before, amount = self.value(row, money.before), self.amount(row, money)
        return None if before is None or amount is None else before + amount

    def is_full(self, index: int) -> bool:
        share, whole = _NEARLY_ALL
        return self.columns[index].filled * whole >= len(self.rows) * share

    def do_share(self, first: int, second: int) -> bool:
        """Say whether nearly each row fills just one of two columns, and not always the second; zero fills none."""
        filled = [(bool(self.value(row, first)), bool(self.value(row, second))) for row in self.rows]
        share, whole = _NEARLY_ALL
        one_each = sum(left != right for left, right in filled)
        return one_each * whole >= len(self.rows) * share and any(left for left, _ in filled)

    def do_agree(self, indexes: Sequence[int]) -> bool:
        """Say whether columns hold the same amounts, as far as they are filled."""
        return all(len({self.value(row, index) for index in indexes} - {None}) < 2 for row in self.rows)
