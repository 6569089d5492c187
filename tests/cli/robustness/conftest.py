"""A household's book in bad places: what it holds, and what every command must leave as it was."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from budgetpro.services.accounts import add_account
from budgetpro.services.books import create_book
from budgetpro.storage.book import open_book
from tests.cli.conftest import Outcome, Run

STATEMENT_ROWS = 3000
"""Enough that the import of them needs more room than the page cache and a small disk have."""


@pytest.fixture(autouse=True)
def without_coverage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure nothing in the hundreds of processes of these tests: it would take longer than they do."""
    for variable in [name for name in os.environ if name.startswith("COVERAGE_")]:
        monkeypatch.delenv(variable)


class Household(NamedTuple):
    """A book with the account Checking, and the commands on it: in this process, or each in its own."""

    database: str
    run: Run

    def __call__(self, *words: str, **options: object) -> Outcome:
        return self.run(*words, "--database", self.database, **options)

    def document(self) -> str:
        """Return all that is in the book, with no doubt that it is sound."""
        checked = self("check")
        assert (checked.code, checked.err) == (0, "")
        return self("export", "json").out


def furnish(database: str) -> str:
    """Make a book with starter categories and the account Checking; return where it is."""
    if database.startswith("postgresql:"):
        _make_book(database)
        return database
    path = Path(database)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_book_file())
    path.chmod(0o600)
    return database


@cache
def _book_file() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.db"
        _make_book(str(path))
        return path.read_bytes()


def _make_book(database: str) -> None:
    create_book(database, "main", "EUR", starter=True)
    with open_book(database, None, writing=True) as book:
        add_account(book, "Checking", kind="checking")


@pytest.fixture
def statement(home: Path) -> str:
    """Return a bank's CSV of many rows."""
    path = home / "statement.csv"
    rows = "".join(f"2026-01-{n % 31 + 1:02},Shop number {n},-{n}.99\n" for n in range(1, STATEMENT_ROWS + 1))
    path.write_text(f"Date,Description,Amount\n{rows}", encoding="utf-8")
    return str(path)


@pytest.fixture
def household(tmp_path: Path, spawn: Run) -> Household:
    """Return a household whose book is on a disk that has room."""
    return Household(furnish(str(tmp_path / "household.db")), spawn)


def is_one_line(told: Outcome) -> bool:
    """Say whether standard error is the error's one line, and at most a hint's."""
    first, *rest = told.err.splitlines()
    return first.startswith("error: ") and [line[:6] for line in rest] in ([], ["hint: "])
