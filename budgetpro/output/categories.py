"""Categories as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from budgetpro.output.tabular import Cell, Column, Table

if TYPE_CHECKING:
    from budgetpro.services.categories import CategoryDetails, CategoryList, CategoryUse, Merge

_COLUMNS: Final = (
    Column("id", "Id", "number"),
    Column("path", "Category"),
    Column("type", "Type", "word", gives_way=1),
    Column("posting_count", "Entries", "number"),
    Column("is_closed", "Closed", "flag", in_table=False),
    Column("is_system", "Needed by budgetpro", "flag", in_table=False),
    Column("note", "Note", in_table=False),
)
_DETAILS: Final = (
    Column("first_day", "First", "date"),
    Column("last_day", "Last", "date"),
    Column("subcategory_count", "Categories below", "number"),
)


def categories_table(found: CategoryList) -> Table:
    """Return the categories, one a row; closed ones are marked if there are any."""
    has_closed = any(category.is_closed for category in found.categories)
    columns = [column._replace(in_table=has_closed) if column.name == "is_closed" else column for column in _COLUMNS]
    caption = None if found.categories else "There is no category. Add one: budgetpro category add Food:Groceries"
    return Table(columns, [_cells(category) for category in found.categories], caption=caption)


def category_table(found: CategoryDetails) -> Table:
    """Return one category and what hangs on it."""
    details = (found.first_day, found.last_day, found.subcategory_count)
    return Table((*_COLUMNS, *_DETAILS), [(*_cells(found.category), *details)], is_record=True)


def merge_table(merge: Merge) -> Table:
    """Return what was merged into what, and how much went along."""
    columns = (Column("merged", "Merged"), Column("into", "Into"), Column("moved_postings", "Entries", "number"))
    return Table(columns, [(merge.merged.path, merge.into.path, merge.moved_postings)])


def _cells(category: CategoryUse) -> tuple[Cell, ...]:
    return (
        category.id,
        category.path,
        category.type,
        category.posting_count,
        category.is_closed,
        category.is_system,
        category.note,
    )
