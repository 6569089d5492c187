"""The account tree of a book document: what its records must be to each other."""

from __future__ import annotations

from budgetpro.domain.accounts import ACCOUNT_TYPES, CATEGORY_TYPES
from budgetpro.domain.names import folded_case
from budgetpro.services.book_document import MisfitAt
from budgetpro.services.shapes import Misfit, shown
from budgetpro.storage.queries.whole_book import AccountRecord


class AccountTree:
    """The accounts and categories of a document by id, taken in one after the other."""

    def __init__(self) -> None:
        self.by_id: dict[int, AccountRecord] = {}

    def add(self, account: AccountRecord) -> None:
        """Take in one more; Misfit where its id is taken."""
        if account.id in self.by_id:
            raise Misfit(f"the id {account.id} is taken", "id")
        self.by_id[account.id] = account

    def parents_first(self) -> list[AccountRecord]:
        """Return all, each behind its parent; MisfitAt unless they make a tree of distinct names.

        A parent is of the same tree (accounts, categories, equity), a category's of its type.
        """
        names: set[tuple[int | None, str, str]] = set()
        depths: dict[int, int] = {}
        for place, account in enumerate(self.by_id.values()):
            try:
                depths[account.id] = self._depth(account)
                self._check_parent(account)
            except Misfit as misfit:
                raise MisfitAt(misfit.message, f"data.accounts[{place}].parent_id") from None
            key = account.parent_id, _tree(account), folded_case(account.name)
            if key in names:
                raise MisfitAt(f"the name {shown(account.name)} is taken", f"data.accounts[{place}].name")
            names.add(key)
        return sorted(self.by_id.values(), key=lambda account: (depths[account.id], account.id))

    def _depth(self, account: AccountRecord) -> int:
        depth = 0
        while account.parent_id is not None:
            if account.parent_id not in self.by_id:
                raise Misfit(f"there is no account {account.parent_id}")
            account = self.by_id[account.parent_id]
            depth += 1
            if depth > len(self.by_id):
                raise Misfit("the account lies below itself")
        return depth

    def _check_parent(self, account: AccountRecord) -> None:
        if account.parent_id is None:
            return
        parent = self.by_id[account.parent_id]
        is_other_type = account.type in CATEGORY_TYPES and parent.type != account.type
        if is_other_type or _tree(parent) != _tree(account):
            raise Misfit(f"the parent is of the type {parent.type}, and this of {account.type}")


def _tree(account: AccountRecord) -> str:
    """Return in which of the three trees an account stands; within each, no path is there twice."""
    if account.type in ACCOUNT_TYPES:
        return "accounts"
    return "categories" if account.type in CATEGORY_TYPES else "equity"
