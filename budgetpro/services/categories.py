"""Categories: what money is earned by and spent on. Adding, listing, merging, moving and deleting them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.accounts import (
    CATEGORY_TYPES,
    SEPARATOR,
    SYSTEM_KINDS,
    Account,
    AccountType,
    category_type,
    split_path,
)
from budgetpro.domain.days import date_of
from budgetpro.domain.errors import Failure, UsageFault
from budgetpro.services.accounts import require_open
from budgetpro.services.names import category_named
from budgetpro.services.tree import Tree, free_text, refuse_system, refuse_used
from budgetpro.storage.queries.accounts import activity_of, posting_counts
from budgetpro.storage.writes import delete, recategorise

if TYPE_CHECKING:
    from datetime import date

    from budgetpro.storage.book import Book
    from budgetpro.storage.driver import Value


class CategoryUse(NamedTuple):
    """A category, and how many postings are filed under itself; `is_system` ones can't be closed or deleted."""

    id: int
    parent_id: int | None
    type: AccountType
    name: str
    path: str
    is_system: bool
    is_closed: bool
    note: str | None
    posting_count: int


class CategoryList(NamedTuple):
    """Categories, income first, by path."""

    categories: tuple[CategoryUse, ...]


class CategoryDetails(NamedTuple):
    """One category; the days are those of its first and last posting."""

    category: CategoryUse
    first_day: date | None
    last_day: date | None
    subcategory_count: int


class Merge(NamedTuple):
    """A category that was merged into another, and how many postings went along."""

    merged: Account
    into: Account
    moved_postings: int


def add_category(book: Book, path: str, *, type_: str | None = None, note: str | None = None) -> Account:
    """Add a category and return it.

    `path` is a name, or names from the top down, "Food:Groceries"; missing parents are added.
    Without `type_` ("income" or "expense") it is its parent's, and expense at the top. Raises
    UsageFault `category_exists`, `invalid_name`, `unknown_type`, `type_mismatch`.
    """
    tree = Tree(book, "category")
    chosen = _inherited_type(tree, path) if type_ is None else category_type(type_)
    return tree.add(path, chosen, "category", parent_kind="category", note=free_text(note))


def list_categories(book: Book, *, include_closed: bool = False, type_: str | None = None) -> CategoryList:
    """Return the categories, of one type if given."""
    types = CATEGORY_TYPES if type_ is None else (category_type(type_),)
    counts = posting_counts(book)
    return CategoryList(
        tuple(
            _with_use(node, counts.get(node.id, 0))
            for node in Tree(book, "category").nodes
            if node.type in types and (include_closed or not node.is_closed)
        )
    )


def show_category(book: Book, text: str) -> CategoryDetails:
    """Return the category that `text` names, and its use."""
    category = category_named(book, text)
    activity = activity_of(book, category.id)
    return CategoryDetails(
        _with_use(category, activity.postings),
        date_of(activity.first_day) if activity.first_day else None,
        date_of(activity.last_day) if activity.last_day else None,
        activity.children,
    )


def edit_category(book: Book, text: str, *, name: str | None = None, note: str | None = None) -> Account:
    """Rename the category that `text` names, or note something on it; "" clears the note, None leaves it.

    Raises UsageFault `category_exists`, `invalid_name`.
    """
    tree = Tree(book, "category")
    category = tree.named(text)
    changes: dict[str, Value] = {}
    if name is not None:
        changes |= tree.place(category, name, None)
    if note is not None:
        changes["note"] = free_text(note)
    return tree.change(category, **changes)


def move_category(book: Book, text: str, parent: str) -> Account:
    """Move the category that `text` names, all below it along, under another; "" moves it to the top.

    Raises UsageFault `category_exists` where the name is taken there, `invalid_move`, `type_mismatch`.
    """
    tree = Tree(book, "category")
    category = tree.named(text)
    return tree.change(category, **tree.place(category, None, parent))


def merge_categories(book: Book, text: str, into: str) -> Merge:
    """File all that is under one category under another, and delete the first.

    Raises Failure `category_not_empty` where it has subcategories, `category_closed` where the
    other is closed, `system_category`; UsageFault `invalid_merge` into itself.
    """
    tree = Tree(book, "category")
    merged, target = tree.named(text), tree.named(into)
    if merged.id == target.id:
        raise UsageFault(
            f"'{text}' and '{into}' are the same category, '{target.path}'.",
            hint="Name two different categories.",
            code="invalid_merge",
        )
    refuse_system(merged, "merged away")
    require_open(target)
    _refuse_parent(tree, merged)
    moved = recategorise(book, merged.id, target.id)
    book.flush_totals()
    delete(book, "account", id=merged.id)
    return Merge(merged, target, moved)


def close_category(book: Book, text: str) -> Account:
    """Close the category that `text` names: it takes no more postings, and lists leave it out."""
    tree = Tree(book, "category")
    category = tree.named(text)
    refuse_system(category, "closed")
    return tree.set_closed(category, is_closed=True)


def reopen_category(book: Book, text: str) -> Account:
    """Open the category that `text` names again."""
    tree = Tree(book, "category")
    return tree.set_closed(tree.named(text), is_closed=False)


def delete_category(book: Book, text: str) -> Account:
    """Delete the category that `text` names and return what it was.

    Raises Failure `category_not_empty`, saying what hangs on it, unless that is nothing;
    `system_category` for those that the program itself needs.
    """
    category = category_named(book, text)
    refuse_system(category, "deleted")
    refuse_used(book, category, "was not deleted")
    delete(book, "account", id=category.id)
    return category


def _inherited_type(tree: Tree, path: str) -> AccountType:
    """Return the type of the nearest parent that is there, expense where there is none."""
    names = split_path(path, "category")
    parents = (tree.at(SEPARATOR.join(names[:depth])) for depth in range(len(names) - 1, 0, -1))
    return next((parent.type for parent in parents if parent is not None), "expense")


def _refuse_parent(tree: Tree, category: Account) -> None:
    below = [node.path for node in tree.nodes if node.parent_id == category.id]
    if below:
        raise Failure(
            f"'{category.path}' can't be merged while others are below it: {', '.join(below[:5])}.",
            hint="Merge or move those first.",
            code="category_not_empty",
            facts={"category": category.path, "below": below},
        )


def _with_use(category: Account, posting_count: int) -> CategoryUse:
    return CategoryUse(
        category.id,
        category.parent_id,
        category.type,
        category.name,
        category.path,
        category.kind in SYSTEM_KINDS,
        category.is_closed,
        category.note,
        posting_count,
    )
