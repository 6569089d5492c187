"""Under which category an import files a new row: so far, that of what nobody has filed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from budgetpro.domain.accounts import AccountType
from budgetpro.services.accounts import system_account
from budgetpro.storage.queries.accounts import system_account_id

if TYPE_CHECKING:
    from budgetpro.importers.lines import StatementLine
    from budgetpro.storage.book import Book


class Filing:
    """The categories of a book, as an import asks for them; those that the program adds are added when needed."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._ids: dict[AccountType, int] = {}

    def category_of(self, _line: StatementLine, amount_minor: int) -> int:
        """Return the category's id for a new row."""
        type_: AccountType = "income" if amount_minor > 0 else "expense"
        if type_ not in self._ids:
            self._ids[type_] = system_account(self._book, "uncategorised", type_)
        return self._ids[type_]

    def unfiled(self) -> set[int | None]:
        """Return the categories of what nobody has filed."""
        return {system_account_id(self._book, "uncategorised", type_) for type_ in ("income", "expense")}
