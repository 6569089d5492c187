"""What is a loan's own: the signs of its transactions, and payments of more than principal.

Open Financial Exchange 2.2, schema OFX_Loans: LOANSTMTRS with its LOANSTMTTRN, the parts of a
payment in LOANTRNAMT, and PRINBAL, the principal that is owed. The schema does not say which way
a payment's sign goes: a bank may write what comes into the loan, or what leaves the payer.
"""

from __future__ import annotations

from decimal import Decimal

from budgetpro.domain.errors import Failure
from budgetpro.importers.lines import Hints, Problem
from budgetpro.importers.ofx.rows import Row
from budgetpro.importers.ofx.values import amount_of

_LOWER_THE_DEBT = frozenset({"PAYMENT", "BALLOON"})
_RAISE_THE_DEBT = frozenset({"ADVANCE", "FEE", "LATE"})


class Loan:
    """A loan's statement while its transactions are read: `label` is how to speak of the file."""

    def __init__(self, label: str, hints: Hints) -> None:
        self._label = label
        self._hints = hints
        self._mixed_lines: list[int] = []

    def take(self, row: Row, amount: Decimal) -> None:
        """Take in a transaction that could be read.

        Raises Failure sign_unknown for one whose sign goes against its kind, unless the user
        said which way signs go.
        """
        kind = (row.texts.get("LOANTRNTYPE") or row.texts.get("TRNTYPE", "")).strip().upper()
        is_odd = (kind in _LOWER_THE_DEBT and amount < 0) or (kind in _RAISE_THE_DEBT and amount > 0)
        if is_odd and self._hints.sign is None:
            effect = "raise" if amount < 0 else "lower"
            raise Failure(
                f"{self._label}, line {row.line}: a loan's {kind} of {amount} would {effect} the debt, so the file"
                " may write its amounts from the payer's side.",
                code="sign_unknown",
                hint="Say it with --sign inverted, or with --sign as-is if it is right as it stands.",
                facts={"line": row.line},
            )
        if self._is_mixed(row, amount):
            self._mixed_lines.append(row.line)

    def problem(self) -> Problem | None:
        """Return what its owner should know once all is read."""
        if not self._mixed_lines:
            return None
        count = len(self._mixed_lines)
        verb = "transactions have" if count > 1 else "transaction has"
        message = f"{count} {verb} interest or charges in the amount; only the principal changes what is owed."
        return Problem(self._mixed_lines[0], message, is_row=False)

    def _is_mixed(self, row: Row, amount: Decimal) -> bool:
        """Tell whether the principal, where it is stated, is another amount than the whole."""
        try:
            principal = amount_of(row.texts.get("PRINAMT", "").strip(), self._hints.decimal_mark)
        except ValueError:
            return False
        return abs(principal) != abs(amount)
