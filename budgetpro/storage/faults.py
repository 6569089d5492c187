"""What a database driver's error means to the person at the prompt.

The driver's own words stay in the exception's cause, for `--debug`: they quote SQL.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from budgetpro.domain.errors import BudgetProError, Failure, Locked
from budgetpro.storage.database import Database

if TYPE_CHECKING:
    import psycopg

_SQLITE_CODES = {
    sqlite3.SQLITE_IOERR_SHMSIZE: "disk_full",
    sqlite3.SQLITE_BUSY: "book_locked",
    sqlite3.SQLITE_LOCKED: "book_locked",
    sqlite3.SQLITE_CORRUPT: "database_corrupt",
    sqlite3.SQLITE_NOTADB: "not_a_database",
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_CANTOPEN: "unreadable",
    sqlite3.SQLITE_PERM: "unreadable",
    sqlite3.SQLITE_AUTH: "unreadable",
    sqlite3.SQLITE_IOERR: "io_error",
    sqlite3.SQLITE_CONSTRAINT: "constraint",
}

_OVERFLOWS = ("integer overflow", "ck_month_total_sum_minor")

_POSTGRESQL_CODES = {
    "55P03": "book_locked",
    "40001": "book_locked",
    "40P01": "book_locked",
    "53100": "disk_full",
    "25006": "server_read_only",
    "42501": "no_rights",
    "22003": "out_of_range",
    "57014": "cancelled",
    "XX001": "database_corrupt",
    "XX002": "database_corrupt",
}

_POSTGRESQL_CLASSES = {"23": "constraint", "08": "database_unreachable", "57": "database_unreachable", "58": "io_error"}

_SENTENCES = {
    "book_locked": (
        "Another command is writing to '{database}' and went on past the lock time-out; nothing was changed.",
        "Try again, or wait longer with --lock-timeout.",
    ),
    "database_corrupt": (
        "'{database}' is damaged; nothing was changed.",
        "Restore it from a backup, after putting a copy of the damaged file aside.",
    ),
    "not_a_database": ("'{database}' is not a database; it was left as it was.", "Name another file."),
    "disk_full": (
        "There is no room left on the disk for '{database}'; nothing was changed.",
        "Make room and try again.",
    ),
    "read_only": (
        "'{database}' can be read but not written; nothing was changed.",
        "Look at the permissions of the file and its folder, and whether the disk is read-only or full.",
    ),
    "unreadable": ("'{database}' can't be opened.", "Look at the permissions of the file and its folder."),
    "server_read_only": (
        "'{database}' can be read but not written; nothing was changed.",
        "Look at the settings of its user, and whether the server is a standby.",
    ),
    "no_rights": (
        "The user of '{database}' has no right to do this; nothing was changed.",
        "Name another user in the database URL, or ask the server's owner for the right.",
    ),
    "io_error": ("The disk of '{database}' failed to read or write; nothing was changed.", "Look at the disk."),
    "constraint": ("'{database}' refused a change that would have broken the book; nothing was changed.", None),
    "invalid_text": ("A text holds bytes that are no characters; nothing was changed.", "Give it as UTF-8."),
    "out_of_range": ("An amount or a sum goes past what 64 bits can hold; nothing was changed.", None),
    "cancelled": ("The server of '{database}' broke off a question that took too long; nothing was changed.", None),
    "database_unreachable": (
        "The connection to '{database}' was lost; nothing was changed.",
        "Look whether the server runs, and try again.",
    ),
    "commit_unknown": (
        "The connection to '{database}' was lost while the change was being saved: it may be there or not.",
        "Look whether it is there before you try again.",
    ),
    "database_error": (
        "'{database}' could not do what was asked; nothing was changed.",
        "Restore it from a backup if something else wrote to it; --debug shows what it said.",
    ),
}

_PUBLIC_CODES = {
    "not_a_database": "database_corrupt",
    "server_read_only": "read_only",
    "commit_unknown": "database_unreachable",
}
"""What a program reads of sentences that it need not tell apart."""

_REASONS = (
    ("password", "it refused the user or the password"),
    ("no pg_hba.conf entry", "it takes no connections like this one"),
    ("permission denied", "its user may not connect to that database"),
    ("does not exist", "it has no such user or database"),
    ("translate host name", "its host name is not known"),
    ("resolve host", "its host name is not known"),
    ("refused", "nothing listens there"),
    ("no such file", "nothing listens there"),
    ("timeout expired", "it did not answer in time"),
    ("too many", "it has no connection to spare"),
    ("remaining connection slots", "it has no connection to spare"),
    ("starting up", "it is starting up"),
    ("shutting down", "it is shutting down"),
    ("idna", "its host name is none"),
    ("ssl", "no encrypted connection could be agreed on"),
)


def fault_of_sqlite(error: sqlite3.Error | OverflowError | UnicodeEncodeError, database: Database) -> BudgetProError:
    """Return our error for one of SQLite's result codes (sqlite.org/rescode.html), or a value it can't hold."""
    if isinstance(error, UnicodeEncodeError):
        return fault("invalid_text", database)
    if isinstance(error, OverflowError) or any(words in str(error) for words in _OVERFLOWS):
        return fault("out_of_range", database)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return fault(_SQLITE_CODES.get(code) or _SQLITE_CODES.get(code & 0xFF, "database_error"), database)


def fault_of_postgresql(error: psycopg.Error | UnicodeEncodeError, database: Database) -> BudgetProError:
    """Return our error for one of PostgreSQL's codes (its manual, appendix A), or for a value that it can't hold."""
    if isinstance(error, UnicodeEncodeError) or "cannot contain NUL" in str(error):
        return fault("invalid_text", database)
    state = error.sqlstate
    if state is None:
        return fault("database_unreachable" if _is_of_connection(error) else "database_error", database)
    return fault(_POSTGRESQL_CODES.get(state) or _POSTGRESQL_CLASSES.get(state[:2], "database_error"), database)


def unreachable(error: psycopg.Error | UnicodeError, database: Database) -> Failure:
    """Return the error for a connection that could not be made.

    It gives the reason in our own words: libpq's may quote a piece of the password.
    """
    said = str(error).lower()
    reason = next((reason for words, reason in _REASONS if words in said), "the connection could not be made")
    return Failure(
        f"The database server of '{database}' can't be used: {reason}.",
        code="database_unreachable",
        hint="Look at the database URL, and whether the server runs.",
    )


def _is_of_connection(error: psycopg.Error) -> bool:
    return any(kind.__name__ in ("OperationalError", "InterfaceError") for kind in type(error).__mro__)


def fault(code: str, database: Database) -> BudgetProError:
    """Return the error of a code, in its sentence."""
    message, hint = _SENTENCES[code]
    kind = Locked if code == "book_locked" else Failure
    return kind(message.format(database=database), code=_PUBLIC_CODES.get(code, code), hint=hint)
