"""What every test may ask for: a database of each kind, a book in it, and the bank statements.

PostgreSQL is the server at BUDGETPRO_TEST_POSTGRESQL (an administrator's connection string).
Without a server its tests are skipped, except where CI=true: there they fail.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from budgetpro.storage.book import Book, open_book
from budgetpro.storage.creation import create_book

if TYPE_CHECKING:
    import psycopg

BACKENDS = ("sqlite", "postgresql")
SERVER_URL = os.environ.get("BUDGETPRO_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/postgres")
STATEMENTS = Path(__file__).parents[2] / "shared" / "data" / "statements"
OWN_STATEMENTS = Path(__file__).parent / "data" / "statements"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests counted."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "counted":
                terminalreporter.write_line(f"COUNTED {value}")


class Server:
    """A PostgreSQL server on which tests make databases of their own, and drop them again."""

    def __init__(self, url: str, worker: str) -> None:
        self.url = url
        self._prefix = f"budgetpro_test_{os.getpid()}_{worker}"
        self._numbers = count(1)
        self._template: str | None = None

    def connect(self) -> psycopg.Connection[Any]:
        import psycopg

        return psycopg.connect(self.url, autocommit=True, connect_timeout=5)

    def url_of(self, name: str) -> str:
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()

    def create(self, template: str = "template0") -> str:
        """Create a database and return its name."""
        name = f"{self._prefix}_{next(self._numbers)}"
        with closing(self.connect()) as admin:
            admin.execute(f'create database "{name}" template "{template}"'.encode())
        return name

    def create_with_book(self) -> str:
        """Create a database with the book `main` in EUR and return its name."""
        if self._template is None:
            template = self.create()
            create_book(self.url_of(template), "main", "EUR")
            self._template = template
        return self.create(self._template)

    def drop(self, name: str) -> None:
        with closing(self.connect()) as admin:
            admin.execute(f'drop database if exists "{name}" with (force)'.encode())

    def drop_template(self) -> None:
        if self._template is not None:
            self.drop(self._template)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Return the PostgreSQL server."""
    server = Server(SERVER_URL, os.environ.get("PYTEST_XDIST_WORKER", "gw"))
    try:
        server.connect().close()
    except Exception as error:
        reason = f"no PostgreSQL server at BUDGETPRO_TEST_POSTGRESQL or on this machine: {type(error).__name__}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    yield server
    server.drop_template()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file with the book `main` in EUR, to be copied."""
    path = tmp_path_factory.mktemp("template") / "book.db"
    create_book(str(path), "main", "EUR")
    return path


@pytest.fixture
def new_sqlite(tmp_path: Path, sqlite_template: Path) -> Callable[[], str]:
    """Return a maker of SQLite databases with an empty book `main` in EUR."""
    numbers = count(1)

    def make() -> str:
        number = next(numbers)
        path = tmp_path / ("book.db" if number == 1 else f"book-{number}.db")
        shutil.copy2(sqlite_template, path)
        return str(path)

    return make


@pytest.fixture
def new_postgresql(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """Return a maker of PostgreSQL databases with an empty book `main` in EUR."""
    server: Server = request.getfixturevalue("server")
    made: list[str] = []

    def make() -> str:
        made.append(server.create_with_book())
        return server.url_of(made[-1])

    yield make
    for name in made:
        server.drop(name)


@pytest.fixture(params=BACKENDS)
def new_database(request: pytest.FixtureRequest) -> Callable[[], str]:
    """Return a maker of databases with an empty book `main` in EUR, on each backend in turn."""
    maker: Callable[[], str] = request.getfixturevalue(f"new_{request.param}")
    return maker


@pytest.fixture
def database(new_database: Callable[[], str]) -> str:
    """Return a database with an empty book `main` in EUR, on each backend in turn."""
    return new_database()


@pytest.fixture(params=BACKENDS)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the place of a database in which nothing of ours is yet, on each backend in turn."""
    if request.param == "sqlite":
        yield str(tmp_path / "money" / "book.db")
        return
    server: Server = request.getfixturevalue("server")
    name = server.create()
    yield server.url_of(name)
    server.drop(name)


@pytest.fixture
def book(database: str) -> Iterator[Book]:
    """Yield the book `main`, base currency EUR, open for writing; committed when the test ends well."""
    with open_book(database, None, writing=True) as book:
        yield book


@pytest.fixture(scope="session")
def statements_dir() -> Path:
    """Return the folder of all real bank statements, which is no part of the project."""
    if not STATEMENTS.is_dir():
        pytest.skip(f"no bank statements in {STATEMENTS}")
    return STATEMENTS


@pytest.fixture(scope="session")
def statement_file() -> Callable[[str], Path]:
    """Return what finds a real statement by its name, `csv/…` or `ofx/…`: the project's own copy first."""

    def find(name: str) -> Path:
        for folder in (OWN_STATEMENTS, STATEMENTS):
            if (folder / name).is_file():
                return folder / name
        pytest.skip(f"no '{name}' in {STATEMENTS}, nor in the project")

    return find
