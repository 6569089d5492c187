"""A small book that is written the way people talk: accounts and categories by path, amounts in cents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from budgetpro.domain.transactions import Draft, PostingDraft
from budgetpro.services.accounts import add_account
from budgetpro.services.categories import add_category
from budgetpro.services.names import account_named, category_named, payee_named
from budgetpro.storage.book import Book
from budgetpro.storage.writes import add_transaction


class Household:
    """Writes into a book; categories and payees are made as they are named."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.categories: dict[str, int] = {}

    def account(self, path: str, kind: str = "checking", currency: str = "EUR") -> int:
        return add_account(self.book, path, kind=kind, currency=currency).id

    def category(self, path: str, type_: str = "expense") -> int:
        if path not in self.categories:
            self.categories[path] = add_category(self.book, path, type_=type_).id
        return self.categories[path]

    def file_under(self, path: str) -> int:
        """Return the id of a category that is there already."""
        return category_named(self.book, path).id

    def id_of(self, path: str) -> int:
        """Return the id of an account."""
        return account_named(self.book, path).id

    def spend(
        self, day: str, minor: int, category: str, account: str, *, payee: str | None = None, memo: str | None = None
    ) -> int:
        """Pay from an account for an expense; a negative amount is a refund."""
        return self._write(day, account, [(self.category(category), minor)], payee, memo)

    def earn(self, day: str, minor: int, category: str, account: str) -> int:
        return self._write(day, account, [(self.category(category, "income"), -minor)])

    def split(self, day: str, shares: Sequence[tuple[str, int]], account: str) -> int:
        """Pay once for several categories."""
        return self._write(day, account, [(self.category(category), minor) for category, minor in shares])

    def transfer(self, day: str, minor: int, source: str, target: str) -> int:
        return self._write(day, source, [(account_named(self.book, target).id, minor)])

    def _write(
        self,
        day: str,
        account: str,
        others: Sequence[tuple[int, int]],
        payee: str | None = None,
        memo: str | None = None,
    ) -> int:
        own = account_named(self.book, account)
        currency = str(own.currency)
        paid = sum(minor for _, minor in others)
        postings = [PostingDraft(own.id, -paid, currency)]
        postings += [PostingDraft(account_id, minor, currency) for account_id, minor in others]
        payee_id = payee_named(self.book, payee, create=True) if payee else None
        return add_transaction(self.book, Draft(date.fromisoformat(day), postings, payee_id, memo))
