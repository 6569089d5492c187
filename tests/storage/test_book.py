"""Opening, holding, numbering and creating books."""

from __future__ import annotations

from budgetpro.storage.book import Book, open_book


def test_an_unchanged_book_keeps_its_revision(database: str) -> None:
    with open_book(database, None, writing=True) as book:
        book.next_id("payee")
    with open_book(database, None, writing=False) as book:
        assert book.revision == 0


def test_each_change_has_a_revision_of_its_own(database: str) -> None:
    for revision in (1, 2, 3):
        with open_book(database, None, writing=True) as book:
            book.is_changed = True
        with open_book(database, None, writing=False) as book:
            assert book.revision == revision


def test_the_book_fixture_is_a_book_in_euro(book: Book) -> None:
    assert (book.name, book.base_currency) == ("main", "EUR")
