"""Where a book is kept: an SQLite file, or a PostgreSQL database."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, NamedTuple

from budgetpro.domain.errors import UsageFault

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]+):")
_PLAIN_ADDRESS = re.compile(
    r"postgres(?:ql)?://(?:[^@/?#]*@)?(?P<place>[\w.:,\[\]%-]*(?:/[\w.%-]*)?)(?:\?[^@]*)?", re.ASCII
)
FILE_HINT = "Name a file, sqlite:///FILE, or postgresql://USER@HOST/DATABASE."


class Database(NamedTuple):
    """A database's kind and address: a path, or a connection string as it was given.

    `str` is safe to show: a connection string loses its user, password and options, and one
    that reads in two ways loses everything, for a stray `@` or `/` may belong to a password.
    """

    dialect: Literal["sqlite", "postgresql"]
    address: str

    @property
    def path(self) -> Path:
        """The SQLite file."""
        return Path(self.address)

    def __str__(self) -> str:
        if self.dialect == "sqlite":
            return self.address
        plain = _PLAIN_ADDRESS.fullmatch(self.address)
        return f"postgresql://{plain['place']}" if plain else "postgresql://…"

    def __repr__(self) -> str:
        return f"Database({str(self)!r})"


def database_of(text: str) -> Database:
    """Read `sqlite:///rel.db`, `sqlite:////abs.db`, a plain path, or `postgresql://…`.

    Raises `UsageFault` (`unknown_database`) for anything else.
    """
    if not text.strip() or "\0" in text:
        raise UsageFault(f"{text!r} names no database.", code="unknown_database", hint=FILE_HINT)
    if text.startswith(("postgresql://", "postgres://")):
        return Database("postgresql", text)
    if text.startswith("sqlite:"):
        return Database("sqlite", _file_of_url(text))
    scheme = _SCHEME.match(text)
    if scheme and "//" in text:
        raise UsageFault(
            f"A database of the kind '{scheme[1]}' can't be used.", code="unknown_database", hint=FILE_HINT
        )
    return Database("sqlite", str(_expanded(text)))


def _expanded(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise UsageFault(
            f"'{text}' begins with a home folder that is not known.", code="unknown_database", hint=FILE_HINT
        ) from None


def _file_of_url(url: str) -> str:
    path = url.removeprefix("sqlite:///")
    if path == url or path in ("", ":memory:") or "?" in path:
        raise UsageFault(f"'{url}' names no file.", code="unknown_database", hint=FILE_HINT)
    return path
