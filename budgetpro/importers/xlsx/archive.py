"""The parts of an Office file: a zip archive, of which nothing is believed and nothing is unpacked to disk.

ECMA-376 part 2 (Open Packaging Conventions): parts have unique names, compared without case, and are
stored or deflated. Whatever an archive declares of its sizes, what comes out of it is counted.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

from budgetpro.domain.errors import Failure

CHUNK_BYTES = 1 << 16
MOST_PARTS = 2000
MOST_BYTES_OF_DIRECTORY = 1 << 18
MOST_BYTES_OF_PART = 1 << 30
MOST_BYTES = 1 << 31
MOST_TIMES = 200
"""How many times its packed size a part may have; what deflate makes of real sheets is below 50."""

_FREE_BYTES = 1 << 20
_ENCRYPTED = 0x1
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
    EOFError,
    OSError,
)


class DamagedArchive(Failure):
    """An archive whose directory cannot be read: cut off, overwritten, or no archive at all."""


class Archive:
    """An open archive; `label` is how errors call the file.

    Raises `DamagedArchive`, and `Failure` statement_unreadable for one that holds what no
    statement's does: thousands of parts, two of one name, a name that leads out of it.
    """

    def __init__(self, stream: BinaryIO, label: str) -> None:
        self._label = label
        self._byte_count = stream.seek(0, io.SEEK_END)
        self._taken = 0
        try:
            self._zip = zipfile.ZipFile(_Guarded(stream))
        except _TooMuch:
            self._refuse(f"it lists more than {MOST_PARTS:,} files, as no statement does")
        except _FAULTS as fault:
            raise DamagedArchive(
                f"{label} is an archive that cannot be read: its end is missing or damaged.",
                code="statement_truncated",
                hint="Download the statement again.",
                facts={"file": label, "reason": str(fault)},
            ) from None
        self._parts = self._listed()

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._parts

    def chunks(self, name: str, most_bytes: int | None = None) -> Iterator[bytes]:
        """Yield a part's content in pieces.

        Raises `Failure` statement_unreadable for a part that is not there, is damaged or protected,
        or becomes larger than `most_bytes`, a gigabyte, or than any sheet would from so few.
        """
        part = self._parts.get(name.casefold())
        if part is None:
            self._refuse(f"{name!r} is missing in it", "It is damaged. Download the statement again.")
        if part.flag_bits & _ENCRYPTED:
            self._refuse("it is protected by a password", "Save it without a password, and give that file.")
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            self._refuse(f"{name!r} is packed in a way that Office files are not")
        packed = min(part.compress_size, self._byte_count)
        size, most = 0, MOST_BYTES_OF_PART if most_bytes is None else most_bytes
        for chunk in self._unpacked(part):
            size += len(chunk)
            self._taken += len(chunk)
            if size > most or self._taken > MOST_BYTES or size > max(packed * MOST_TIMES, _FREE_BYTES):
                self._refuse(f"{name!r} in it unpacks to more than {size - 1:,} bytes, as no statement does")
            yield chunk

    def _unpacked(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(CHUNK_BYTES):
                    yield chunk
        except (*_FAULTS, _TooMuch) as fault:
            self._refuse(f"{part.filename!r} in it is damaged ({fault})", "Download the statement again.")

    def _listed(self) -> dict[str, zipfile.ZipInfo]:
        if len(self._zip.infolist()) > MOST_PARTS:
            self._refuse(f"it lists more than {MOST_PARTS:,} files, as no statement does")
        parts: dict[str, zipfile.ZipInfo] = {}
        for part in self._zip.infolist():
            name = part.filename.replace("\\", "/").removeprefix("/")
            if ".." in name.split("/") or ":" in name.split("/")[0]:
                self._refuse(f"the name {part.filename!r} leads out of it")
            if parts.setdefault(name.casefold(), part) is not part:
                self._refuse(f"there are two of {name!r} in it")
        return parts

    def _refuse(self, reason: str, hint: str = "See where the file comes from.") -> NoReturn:
        raise unreadable(self._label, reason, hint)


def unreadable(label: str, reason: str, hint: str = "The file is damaged. Download the statement again.") -> Failure:
    """Return the error for a file that cannot be read, with the reason."""
    return Failure(
        f"{label} cannot be read: {reason}.",
        code="statement_unreadable",
        hint=hint,
        facts={"file": label, "reason": reason},
    )


class _TooMuch(Exception):
    """The list of an archive's parts would not fit in bounded memory."""


class _Guarded(io.RawIOBase):
    """A stream that refuses to give much at once: zipfile reads an archive's whole directory in one go."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int | None = -1) -> bytes:
        is_open = size is None or size < 0
        content = self._stream.read(
            MOST_BYTES_OF_DIRECTORY + 1 if is_open else min(size or 0, MOST_BYTES_OF_DIRECTORY + 1)
        )
        if len(content) > MOST_BYTES_OF_DIRECTORY:
            raise _TooMuch
        return content

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True
