"""Where a file is made before it gets its name: beside it, private, and gone afterwards, even after a kill."""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from errno import EDQUOT, ENOSPC
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from tempfile import mkdtemp

from budgetpro.domain.errors import Failure


@contextmanager
def workplace_beside(path: Path) -> Iterator[Path]:
    """Yield a private, empty folder on the disk of `path`, gone afterwards; a missing parent is made, private too.

    What killed processes left of theirs is removed. Raises `Failure` (`disk_full`, `read_only`)
    where no file can be made there.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        sweep_workplaces(path)
        with ExitStack() as stack:
            yield _make_held(path, stack)
    except OSError as error:
        code = "disk_full" if error.errno in {ENOSPC, EDQUOT} else "read_only"
        reason = "it is not a folder" if isinstance(error, (FileExistsError, NotADirectoryError)) else error.strerror
        raise Failure(
            f"No file can be made in '{path.parent}': {reason}.",
            code=code,
            hint="Look at the folder's permissions and for room on its disk, or name another place with --database.",
        ) from error


def sweep_workplaces(path: Path) -> None:
    """Remove the workplaces of `path` that nobody holds any more: their processes were killed."""
    for folder in path.parent.glob(f"{glob.escape(_prefix(path))}????????"):
        with suppress(OSError), ExitStack() as stack:
            flock(_opened(folder, stack), LOCK_EX | LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)


def _make_held(path: Path, stack: ExitStack) -> Path:
    """Make a workplace that is held, and then removed, for as long as `stack` lasts."""
    while True:
        folder = Path(mkdtemp(prefix=_prefix(path), dir=path.parent))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        with suppress(FileNotFoundError):  # another process swept it before it was held
            descriptor = _opened(folder, stack)
            with suppress(OSError):  # a disk that knows no locks is never swept
                flock(descriptor, LOCK_EX)
            folder.stat()
            return folder


def _opened(folder: Path, stack: ExitStack) -> int:
    descriptor = os.open(folder, os.O_RDONLY)
    stack.callback(os.close, descriptor)
    return descriptor


def _prefix(path: Path) -> str:
    return f".{path.name}.draft-"
