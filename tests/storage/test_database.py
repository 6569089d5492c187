"""Reading a database's address, and showing it without its secrets."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetpro.domain.errors import UsageFault
from budgetpro.storage.database import Database, database_of


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("book.db", "book.db"),
        ("/srv/money/book.db", "/srv/money/book.db"),
        ("sqlite:///book.db", "book.db"),
        ("sqlite:////srv/money/book.db", "/srv/money/book.db"),
        ("C:book.db", "C:book.db"),
        ("odd name?#%.db", "odd name?#%.db"),
    ],
)
def test_a_file_is_named_by_path_or_url(text: str, path: str) -> None:
    assert database_of(text) == Database("sqlite", path)


def test_a_tilde_is_the_home_folder() -> None:
    assert database_of("~/book.db").path == Path.home() / "book.db"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_connection_string_is_kept_as_it_was_given(scheme: str) -> None:
    text = f"{scheme}://me:secret@host:5433/money?sslmode=require"
    assert database_of(text) == Database("postgresql", text)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "a\0b", "mysql://host/money", "postgresql+psycopg://host/money", "file:///book.db", "sqlite://",
     "sqlite:///", "sqlite:///:memory:", "sqlite:///book.db?mode=ro", "sqlite:book.db"],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageFault) as refused:
        database_of(text)
    assert refused.value.code == "unknown_database"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://host/money", "postgresql://host/money"),
        ("postgres://me@host:5433/money", "postgresql://host:5433/money"),
        ("postgresql://me:secret@[::1]:5433/money?application_name=x", "postgresql://[::1]:5433/money"),
        ("postgresql://me:secret@a,b:5433/money", "postgresql://a,b:5433/money"),
        ("postgresql:///money?host=/run/postgresql&password=secret", "postgresql:///money"),
        ("postgresql://me:se/cret@host/money", "postgresql://…"),
        ("postgresql://me:se@cret@host/money", "postgresql://…"),
        ("postgresql://me:se?cret@host/money", "postgresql://…"),
        ("postgresql://me:se#cret@host/money", "postgresql://…"),
        ("postgresql://host/money?password=se@cret", "postgresql://…"),
    ],
)
def test_a_shown_connection_string_has_no_user_password_or_options(address: str, shown: str) -> None:
    database = database_of(address)
    assert str(database) == shown
    assert repr(database) == f"Database({shown!r})"


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_no_piece_of_a_password_is_shown(password: str) -> None:
    marked = f"hunter{password}swordfish"
    shown = str(Database("postgresql", f"postgresql://me:{marked}@host/money"))
    assert shown in {"postgresql://host/money", "postgresql://…"}


def test_a_file_is_shown_by_its_path() -> None:
    assert str(database_of("sqlite:///money/book.db")) == "money/book.db"
