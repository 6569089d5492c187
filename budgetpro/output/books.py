"""Books, and what a check of one found, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from budgetpro.output.tabular import Column, Table

if TYPE_CHECKING:
    from budgetpro.services.book_import import LoadedBook
    from budgetpro.services.books import BookCreated, CheckReport


def book_table(book: BookCreated) -> Table:
    """Return a new book."""
    columns = (
        Column("name", "Book"),
        Column("base_currency", "Base currency"),
        Column("categories", "Starter categories", "number"),
    )
    return Table(columns, [(book.name, book.base_currency, book.categories)], is_record=True)


def loaded_book_table(book: LoadedBook) -> Table:
    """Return a book that was made from a document, and how much there is in it."""
    columns = (
        Column("name", "Book"),
        Column("base_currency", "Base currency"),
        Column("accounts", "Accounts", "number"),
        Column("categories", "Categories", "number"),
        Column("transactions", "Transactions", "number"),
        Column("imports", "Imports", "number"),
    )
    return Table(columns, [tuple(book)], is_record=True)


def faults_table(report: CheckReport) -> Table:
    """Return what does not hold in a book, one fault a row."""
    columns = (Column("code", "Fault", "word"), Column("where", "Where"), Column("message", "What is wrong", "prose"))
    return Table(columns, report.faults)
