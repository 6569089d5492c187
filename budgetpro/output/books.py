"""Books, and what a check of one found, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from budgetpro.output.tabular import Column, Table

if TYPE_CHECKING:
    from budgetpro.services.books import BookCreated, CheckReport


def book_table(book: BookCreated) -> Table:
    """Return a new book."""
    columns = (
        Column("name", "Book"),
        Column("base_currency", "Base currency"),
        Column("categories", "Starter categories", "number"),
    )
    return Table(columns, [(book.name, book.base_currency, book.categories)], is_record=True)


def faults_table(report: CheckReport) -> Table:
    """Return what does not hold in a book, one fault a row."""
    columns = (Column("code", "Fault"), Column("where", "Where"), Column("message", "What is wrong"))
    return Table(columns, report.faults)
