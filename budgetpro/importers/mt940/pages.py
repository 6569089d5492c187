"""One message of a file: a page of a statement (MT940), or an interim report (MT942)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from budgetpro.importers.mt940.accounts import Account
from budgetpro.importers.mt940.values import Balance

INTERIM_TYPE = "942"


@dataclass(slots=True)
class Page:
    """What is known of the message that is being read; `line` is where it begins.

    `type` is what a header says ("940", "942"), empty without one. `number` is field 25,
    `total` the sum of the rows so far. `is_ended`: its end was seen, which is a closing
    balance, an interim report's totals or the mark behind the message.
    """

    line: int
    type: str = ""
    number: str = ""
    currency: str | None = None
    opening: Balance | None = None
    account: Account | None = None
    total: Decimal = Decimal()
    has_header: bool = False
    has_fields: bool = False
    has_interim_fields: bool = False
    has_floor: bool = False
    is_closed: bool = False
    is_ended: bool = False

    @property
    def is_interim(self) -> bool:
        """Tell whether it is an interim report: by its header, or by fields that only such a report has."""
        return self.type == INTERIM_TYPE or (self.has_interim_fields and self.opening is None)
