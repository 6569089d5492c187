"""Files that hold a household's money: private, and never half there."""

from __future__ import annotations

import os
from pathlib import Path


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
