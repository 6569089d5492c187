"""Which account a statement goes to: the one that the user names, or that the bank's number is known for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from budgetpro.domain.accounts import Account
from budgetpro.domain.currency import currencies_of_symbol
from budgetpro.domain.errors import Failure
from budgetpro.importers.lines import Statement
from budgetpro.services.accounts import require_open
from budgetpro.services.names import account_named
from budgetpro.storage.queries import batches as found
from budgetpro.storage.queries.accounts import account_by_id

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


class Recipients:
    """Which account each statement of a file belongs to.

    `named` is the account that the user named for the file's only statement; `mapped` are
    accounts by the bank's own names of them, or by currencies.
    """

    def __init__(self, book: Book, path: str, named: str | None, mapped: Mapping[str, str]) -> None:
        self._book, self._path, self._name, self._map = book, path, named, mapped
        self._taken_by: Statement | None = None

    def account_of(self, statement: Statement) -> Account:
        """Return the open account for a statement, of its currency; raise Failure where that is not sure."""
        account = self._mapped(statement) or self._named(statement) or self._remembered(statement)
        require_open(account)
        if (named := _foreign_currency(statement, str(account.currency))) is not None:
            raise Failure(
                f"{self._path} is in {named}, but {account.path} is kept in {account.currency}. Nothing was imported.",
                code="currency_mismatch",
                hint=f"Name an account in {named} with --account, or the file's own currency with --currency.",
            )
        return account

    def _mapped(self, statement: Statement) -> Account | None:
        for key in (statement.account_id, statement.currency):
            if key is not None and key in self._map:
                return account_named(self._book, self._map[key])
        return None

    def _named(self, statement: Statement) -> Account | None:
        if self._name is None:
            return None
        if self._taken_by is not None and not _is_of_one_account(self._taken_by, statement):
            raise Failure(
                f"{self._path} holds the statements of several accounts, one of them {_name(statement)};"
                " --account names one. Nothing was imported.",
                code="several_accounts",
                hint=f'Say which is which: --map "{_name(statement)}=ACCOUNT", once for each',
            )
        self._taken_by = statement
        account = account_named(self._book, self._name)
        others = [known for known in self._known(statement) if known != account.id]
        if others:
            other = account_by_id(self._book, others[0])
            raise Failure(
                f"{self._path} is a statement of {statement.account_id}, which is {other.path},"
                f" not {account.path}. Nothing was imported.",
                code="account_mismatch",
                hint=f"Name that one, --account {other.id}, or leave --account out.",
            )
        return account

    def _remembered(self, statement: Statement) -> Account:
        known = self._known(statement)
        if len(known) == 1:
            return account_by_id(self._book, known[0])
        raise Failure(
            f"{self._path}: it is not known to which account the statement of {_name(statement)} belongs."
            " Nothing was imported.",
            code="account_unknown",
            hint="Name it with --account, or add it: budgetpro account add NAME",
        )

    def _known(self, statement: Statement) -> list[int]:
        return found.accounts_of_number(self._book, statement.account_id) if statement.account_id else []


def _foreign_currency(statement: Statement, kept_in: str) -> str | None:
    """Return what the statement calls its currency, None where it can be the account's."""
    symbol = statement.currency_symbol
    if statement.currency is None and symbol is not None:
        return None if kept_in in currencies_of_symbol(symbol) else symbol
    return statement.currency if statement.currency != kept_in else None


def _name(statement: Statement) -> str:
    return statement.account_id or statement.currency or "an account that it does not name"


def _is_of_one_account(one: Statement, other: Statement) -> bool:
    """Tell whether two statements are of the same account; where a file names none, only one and the same is."""
    return one is other or (one.account_id is not None and one.account_id == other.account_id)
