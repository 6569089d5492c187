"""The tree of accounts, and that of categories: finding, placing, renaming and moving in it.

Accounts (assets and liabilities) share one tree of paths, categories (income and expense)
another. Within a tree no path is there twice, capitals or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from budgetpro.domain.accounts import (
    ACCOUNT_TYPES,
    CATEGORY_TYPES,
    SEPARATOR,
    Account,
    AccountType,
    clean_name,
    split_path,
)
from budgetpro.domain.counting import counted
from budgetpro.domain.errors import Failure, NotFound, UsageFault
from budgetpro.domain.names import folded_case, resolve
from budgetpro.storage.queries.accounts import account_by_id, accounts_of, usage_of
from budgetpro.storage.writes import insert_new, update

if TYPE_CHECKING:
    from collections.abc import Iterable

    from budgetpro.storage.book import Book
    from budgetpro.storage.driver import Value

Noun = Literal["account", "category"]


class Tree:
    """All accounts, or all categories, of a book, as they stood when it was made."""

    def __init__(self, book: Book, noun: Noun) -> None:
        self._book, self.noun = book, noun
        self.nodes = accounts_of(book, ACCOUNT_TYPES if noun == "account" else CATEGORY_TYPES)

    def named(self, text: str) -> Account:
        """Return the one that `text` names (see `domain.names.resolve` for how, and for the errors)."""
        try:
            found = resolve(text, [(node.id, node.path) for node in self.nodes], self.noun)
        except NotFound as missing:
            missing.hint = missing.hint or f"See what there is: budgetpro {self.noun} list"
            raise
        return next(node for node in self.nodes if node.id == found)

    def at(self, path: str) -> Account | None:
        """Return the one with exactly this path, capitals or not."""
        wanted = folded_case(path)
        return next((node for node in self.nodes if folded_case(node.path) == wanted), None)

    def at_or_below(self, tops: Iterable[Account]) -> tuple[Account, ...]:
        """Return these nodes and everything below them, each once, in the tree's order; a damaged circle ends too."""
        found = {node.id for node in tops}
        while more := {node.id for node in self.nodes if node.parent_id in found} - found:
            found |= more
        return tuple(node for node in self.nodes if node.id in found)

    def add(self, path: str, type_: AccountType, kind: str, parent_kind: str, **values: Value) -> Account:
        """Add a node at a path and return it; parents that are missing are added as `parent_kind`.

        `values` are the columns of the new node. Its parents take its currency and budget.
        Raises UsageFault `{noun}_exists`, `invalid_name`, or `type_mismatch` under a category
        of the other type.
        """
        names = split_path(path, self.noun)
        full = SEPARATOR.join(names)
        self._refuse_twin(full)
        parent: Account | None = None
        for depth in range(1, len(names)):
            above = SEPARATOR.join(names[:depth])
            parent = self.at(above) or self._insert(parent, names[depth - 1], type_, parent_kind, _inherited(values))
            self.refuse_other_type(parent, type_, full)
        return self._insert(parent, names[-1], type_, kind, values)

    def place(self, node: Account, name: str | None, parent: str | None) -> dict[str, Value]:
        """Return the columns that give a node another name or parent; None leaves it, "" moves to the top.

        Raises UsageFault `{noun}_exists` where the path is taken, `invalid_move` into itself.
        """
        above = self._parent_of(node) if parent is None else self.named(parent) if parent.strip() else None
        if above is not None and parent is not None:
            self._refuse_loop(node, above)
            self.refuse_other_type(above, node.type, node.path)
        new_name = node.name if name is None else clean_name(name, self.noun)
        self._refuse_twin(_below(above, new_name), node)
        return {"name": new_name, "parent_id": above.id if above else None}

    def change(self, node: Account, **values: Value) -> Account:
        """Write columns of a node and return it as it then is."""
        if values:
            update(self._book, "account", {"id": node.id}, **values)
        return account_by_id(self._book, node.id)

    def set_closed(self, node: Account, *, is_closed: bool) -> Account:
        """Close or reopen a node; where it is so already, change nothing."""
        return node if node.is_closed == is_closed else self.change(node, is_closed=is_closed)

    def refuse_other_type(self, parent: Account, type_: AccountType, path: str) -> None:
        """Raise UsageFault `type_mismatch` where a category would hang below one of the other type."""
        if self.noun == "category" and parent.type != type_:
            raise UsageFault(
                f"'{path}' would be {type_} below '{parent.path}', which is {parent.type}.",
                hint="Put it elsewhere, or make it of the same type.",
                code="type_mismatch",
            )

    def _insert(
        self, parent: Account | None, name: str, type_: AccountType, kind: str, values: dict[str, Value]
    ) -> Account:
        columns: dict[str, Value] = {"is_on_budget": False, "is_closed": False, **values}
        parent_id = parent.id if parent else None
        new_id = insert_new(self._book, "account", parent_id=parent_id, type=type_, kind=kind, name=name, **columns)
        node = account_by_id(self._book, new_id)
        self.nodes.append(node)
        return node

    def _parent_of(self, node: Account) -> Account | None:
        return next((above for above in self.nodes if above.id == node.parent_id), None)

    def _refuse_twin(self, path: str, but: Account | None = None) -> None:
        twin = self.at(path)
        if twin is None or (but is not None and twin.id == but.id):
            return
        state, hint = "", "Give it another name."
        if twin.is_closed:
            state, hint = ", closed", f"Open it again: budgetpro {self.noun} reopen '{twin.path}'"
        raise UsageFault(
            f"There is {_article(self.noun)} '{twin.path}' already{state}; nothing was changed.",
            hint=hint,
            code=f"{self.noun}_exists",
            facts={"id": twin.id, "path": twin.path, "is_closed": twin.is_closed},
        )

    def _refuse_loop(self, node: Account, above: Account) -> None:
        if above.id == node.id or folded_case(above.path).startswith(folded_case(node.path) + SEPARATOR):
            raise UsageFault(
                f"'{node.path}' can't move below '{above.path}': that is itself, or lies below it.",
                hint="Name another parent, or none to move it to the top.",
                code="invalid_move",
            )


def refuse_system(node: Account, deed: str) -> None:
    """Raise Failure `system_category` for what the program itself files rows under."""
    if node.kind == "uncategorised":
        raise Failure(
            f"'{node.path}' can't be {deed}: rows without a category are filed there.",
            hint="You can give it another name.",
            code="system_category",
        )


def refuse_used(book: Book, node: Account, outcome: str, *, but: int | None = None, hint: str | None = None) -> None:
    """Raise Failure `{noun}_not_empty`, naming all that hangs on an account or category, unless that is nothing.

    The transaction `but` on it does not count.
    """
    noun, sub = ("category", "subcategory") if node.is_category else ("account", "sub-account")
    usage = usage_of(book, node.id)
    usage = usage._replace(transactions=usage.transactions - (but is not None))
    counts = {
        "transaction": usage.transactions,
        "imported statement": usage.statements,
        "imported line": usage.imported_lines,
        sub: usage.children,
    }
    hanging = [counted(number, name) for name, number in counts.items() if number]
    if hanging:
        verb = "hangs" if sum(counts.values()) == 1 else "hang"
        raise Failure(
            f"'{node.path}' {outcome}: {_listed(hanging)} {verb} on it.",
            hint=hint or f"Close it instead: budgetpro {noun} close '{node.path}'",
            code=f"{noun}_not_empty",
            facts={noun: node.path, **usage._asdict()},
        )


def free_text(text: str | None) -> str | None:
    """Return a free text as it is kept: trimmed, None where it is empty."""
    return (text or "").strip() or None


def _listed(parts: list[str]) -> str:
    """Return "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _inherited(values: dict[str, Value]) -> dict[str, Value]:
    return {column: values[column] for column in ("currency", "is_on_budget") if column in values}


def _below(parent: Account | None, name: str) -> str:
    return f"{parent.path}{SEPARATOR}{name}" if parent else name


def _article(noun: Noun) -> str:
    return "an account" if noun == "account" else "a category"
