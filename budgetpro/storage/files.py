"""Files that hold a household's money: private, and never half there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from pathlib import Path

from budgetpro.domain.errors import Failure


@contextmanager
def workplace_beside(path: Path) -> Iterator[Path]:
    """Yield a private, empty folder on the disk of `path`, gone afterwards; a missing parent is made, private too.

    Raises `Failure` (`disk_full`, `read_only`) where no file can be made there.
    """
    from tempfile import TemporaryDirectory

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
            yield Path(folder)
    except OSError as error:
        code = "disk_full" if error.errno in {ENOSPC, EDQUOT} else "read_only"
        raise Failure(
            f"No file can be made in '{path.parent}': {error.strerror}.",
            code=code,
            hint="Look at the folder's permissions and for room on its disk, or name another place with --database.",
        ) from error


def create_private(path: Path) -> None:
    """Create an empty file that only its owner can read; what SQLite puts beside it copies its permissions."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def publish(finished: Path, path: Path) -> bool:
    """Give a finished file its name in one step; return False, and do nothing, where that name is taken."""
    try:
        path.hardlink_to(finished)
    except FileExistsError:
        return False
    except OSError:
        # A disk without hard links (FAT, some network ones) has no step that spares what is there.
        if path.exists():
            return False
        finished.rename(path)
    return True
