"""An SQLite file as the disk has it: what it is, who may use it, and what lies beside it."""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from budgetpro.domain.errors import Failure, NotFound
from budgetpro.storage.database import Database


def refuse_unusable(database: Database) -> None:
    """Name what SQLite would call 'unable to open database file', or take for a new database."""
    try:
        found = database.path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFound(
            f"There is no database '{database}' yet.", code="no_book", hint="Make one: budgetpro init"
        ) from error
    except OSError as error:
        raise Failure(
            f"'{database}' can't be opened: {error.strerror}.",
            code="unreadable",
            hint="Look at its name and at the permissions of its folder.",
        ) from error
    if not S_ISREG(found.st_mode):
        kind = "a folder" if S_ISDIR(found.st_mode) else "a device"
        raise Failure(f"'{database}' is {kind}, not a file.", code="unreadable", hint="Name a database file.")
    if found.st_size == 0:
        raise Failure(
            f"'{database}' is an empty file, not a database.",
            code="database_corrupt",
            hint="Delete it and run `budgetpro init`, or restore it from a backup.",
        )


def may(mode: int, path: Path) -> bool:
    """Say whether this process has the right (`os.R_OK`, `os.W_OK`) to the file."""
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def files_beside(database: Database) -> list[Path]:
    """Return where SQLite keeps what is not yet in the file, and who is using it."""
    return [Path(database.address + ending) for ending in ("-wal", "-shm", "-journal")]


def state_of(database: Database) -> tuple[int, ...]:
    """Return what is another after every write to the file."""
    found = database.path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def refuse_unfinished(database: Database) -> None:
    """Raise where changes wait beside the file to be taken into it: without them it is not whole."""
    for beside in files_beside(database):
        if not beside.name.endswith("-shm") and beside.exists() and beside.stat().st_size:
            raise Failure(
                f"'{database}' has changes waiting in '{beside}', and its folder can't be written.",
                code="read_only",
                hint="Copy both files to a folder that can be written, or look at the folder's permissions.",
            )
