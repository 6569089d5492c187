"""Imports that were made, listed and shown, on both backends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from budgetpro.services.statements.batches import list_imports
from budgetpro.storage.book import Book
from tests.services.statements.statement_files import Line, import_file, open_account, write_csv, write_ofx

COFFEE = Line("2026-03-03", "-3.50", "Coffee", "a1")


def queries_of_list(book: Book, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many queries it takes to list the imports."""
    asked: list[str] = []
    execute = book.connection.execute

    def noting(sql: str, *params: Any) -> Any:
        asked.append(sql)
        return execute(sql, *params)

    with monkeypatch.context() as patch:
        patch.setattr(book.connection, "execute", noting)
        list_imports(book)
    return len(asked)


def test_imports_are_listed_with_their_accounts_and_counts(book: Book, tmp_path: Path) -> None:
    open_account(book)
    open_account(book, "Savings", "savings")
    import_file(book, write_csv(tmp_path / "one.csv", [COFFEE]))
    import_file(book, write_csv(tmp_path / "two.csv", [COFFEE, COFFEE]))
    import_file(book, write_ofx(tmp_path / "three.ofx", [], account="DE2"), "Savings")
    listed = list_imports(book)

    assert [(one.id, one.file, one.accounts, one.added, one.already) for one in listed[1:]] == [
        (2, "two.csv", ("Checking",), 1, 1),
        (1, "one.csv", ("Checking",), 1, 0),
    ]
    assert listed[0][2:7] == ("three.ofx", "ofx", ("Savings",), 0, 0)


def test_a_longer_list_of_imports_takes_no_more_queries(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_account(book)
    assert list_imports(book) == ()
    for n in range(5):
        import_file(book, write_csv(tmp_path / f"{n}.csv", [COFFEE] * (n + 1)))

    assert len(list_imports(book)) == 5
    assert queries_of_list(book, monkeypatch) == 2
