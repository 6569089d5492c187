"""Creating a book: the first one makes its database, and everything is there or nothing is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import NamedTuple

from budgetpro.domain.currency import find_currency
from budgetpro.domain.errors import NotFound, UsageFault
from budgetpro.storage import schema
from budgetpro.storage.book import Book
from budgetpro.storage.database import Database, database_of
from budgetpro.storage.driver import Connection, connect
from budgetpro.storage.files import publish
from budgetpro.storage.sqlite import SqliteConnection
from budgetpro.storage.upgrade import migrate, upgrade_on_opening
from budgetpro.storage.workplaces import sweep_workplaces, workplace_beside

CREATION_LOCK = 0x42504232
"""The number on which two creations in one PostgreSQL database wait for each other, and nobody else for them."""


class _Start(NamedTuple):
    """What a book begins with."""

    name: str
    base_currency: str
    furnish: Callable[[Book], object] | None


def create_book(
    database: str,
    name: str,
    base_currency: str,
    *,
    furnish: Callable[[Book], object] | None = None,
    lock_timeout: float = 10.0,
) -> None:
    """Create a book, and its database where there is none.

    `furnish` puts in what the book begins with, in the same transaction: nobody ever meets a
    book without it. A new SQLite file (0600, its folder 0700) appears whole or not at all,
    and never in the place of another. Raises `UsageFault` (`book_exists`, `invalid_book_name`,
    `unknown_currency`), or a `Failure` where the place can't be used.
    """
    place = database_of(database)
    start = _Start(_checked_name(name), find_currency(base_currency).code, furnish)
    try:
        connection = connect(place, writing=True, lock_timeout=lock_timeout)
    except NotFound:
        if _create_file(place, start):
            return
        connection = connect(place, writing=True, lock_timeout=lock_timeout)
    with closing(connection):
        if place.dialect == "sqlite":
            sweep_workplaces(place.path.resolve())
        if schema.found_revision(connection) is None:
            migrate(connection, lock_timeout=lock_timeout)
        elif schema.needs_upgrade(connection):
            upgrade_on_opening(place, lock_timeout=lock_timeout)
        _add_book(connection, start, lock_timeout)


def _checked_name(name: str) -> str:
    title = name.strip()
    if not title or len(title) > 100 or not title.isprintable():
        raise UsageFault(
            f"{name!r} can't be the name of a book.",
            code="invalid_book_name",
            hint="Take 1 to 100 characters that can be printed.",
        )
    return title


def _create_file(place: Database, start: _Start) -> bool:
    """Create the file out of sight and then give it its name; return False where another was faster.

    Where the name is a link, the file it points at is made.
    """
    path = place.path.resolve()
    with workplace_beside(path) as folder:
        draft = folder / "book.db"
        with closing(SqliteConnection.create(draft, place)) as connection:
            migrate(connection, lock_timeout=0.0)
            _add_book(connection, start, 0.0)
        return publish(draft, path)


def _add_book(connection: Connection, start: _Start, lock_timeout: float) -> None:
    connection.begin(writing=True, lock_timeout=lock_timeout)
    if connection.dialect == "postgresql":
        connection.execute("select pg_advisory_xact_lock(?)", (CREATION_LOCK,))
    if connection.execute("select 1 from book where name = ?", (start.name,)).fetchone():
        raise UsageFault(
            f"There is a book '{start.name}' in '{connection.database}' already; it was left as it was.",
            code="book_exists",
            hint="Give the new one another name with --book.",
        )
    (book_id,) = connection.execute("select coalesce(max(id), 0) + 1 from book").fetchone()
    connection.execute(
        "insert into book (id, name, base_currency, revision, created_at) values (?, ?, ?, 0, ?)",
        (book_id, start.name, start.base_currency, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
    )
    book = Book(connection, book_id, start.name, start.base_currency, 0)
    if start.furnish:
        start.furnish(book)
    if not book.is_changed:
        connection.commit()
    book.commit()
