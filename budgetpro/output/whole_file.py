"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import TextIO

from budgetpro.domain.errors import Failure


@contextmanager
def whole_file(name: str) -> Iterator[TextIO]:
    """Yield a stream (UTF-8, lines ended by a newline) that becomes the file `name` when the block ends well.

    Until then, and after any error, what was there before stays. A new file can be read by its
    owner only. Through a symbolic link, the file behind it is replaced; a device or pipe is
    written straight. Raises `Failure` `unwritable` or `disk_full`.
    """
    path = Path(name)
    try:
        if _is_special(path):
            with path.open("w", encoding="utf-8", newline="\n") as stream:
                yield stream
            return
        with _replacement(path.resolve()) as stream:
            yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Failure(
            f"'{name}' can't be written: {error.strerror or error}.",
            code="disk_full" if error.errno == errno.ENOSPC else "unwritable",
            hint="See whether its folder exists, and has room and the right permissions.",
            facts={"path": name},
        ) from error


@contextmanager
def _replacement(path: Path) -> Iterator[TextIO]:
    """Yield a stream to a new file beside `path` that takes its place at the end."""
    if path.is_dir():
        raise IsADirectoryError(0, "it is a folder", str(path))
    descriptor, draft = mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as stream:  # noqa: PTH123 - a descriptor has no path
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileNotFoundError):
            Path(draft).chmod(stat.S_IMODE(path.stat().st_mode))
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _is_special(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)
