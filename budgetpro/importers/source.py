"""A statement file as bytes and as text: opened, hashed and looked over before it is read."""

from __future__ import annotations

import codecs
import errno
import hashlib
import io
import os
import stat
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, TextIO

from budgetpro.domain.errors import BudgetProError, Failure, NotFound
from budgetpro.importers.encodings import (
    CHUNK_BYTES,
    Choice,
    Fault,
    checked_encoding,
    first_fault,
    is_damaged_utf8,
    likeliest_encoding,
    marked_encoding,
    sample_beyond_ascii,
)
from budgetpro.importers.magic import UNKNOWN_BINARY, BinaryKind, binary_kind

HEAD_BYTES = 1 << 16
LONGEST_LINE_BYTES = 1 << 20
STANDARD_INPUT = "-"
_BLANK = codecs.BOM_UTF8 + codecs.BOM_UTF16_LE + b" \t\r\n\x1a"


@dataclass(frozen=True, slots=True)
class _Survey:
    """What one pass over the bytes shows."""

    byte_count: int
    sha256: str
    head: bytes
    has_zero_byte: bool
    is_utf8: bool
    long_line: int | None


class Text(Protocol):
    """A table as text, which can be opened as often as needed: a file's own, or what was made of a sheet.

    `delimiter` is what parts its cells, where that is known beforehand.
    """

    path: str
    label: str
    delimiter: str | None

    @property
    def encoding(self) -> str | None: ...

    def open_text(self) -> TextIO:
        """Return a new text stream at the start, line ends kept; the caller closes it."""
        ...


class Source:
    """A readable, non-empty file that can be opened as often as needed: text, or a workbook (XLSX).

    `path` is the file as it was named ("-" for standard input), `label` how to speak of it,
    `name` its last part, `sha256` the hex digest of all its bytes, `head` its first 64 KiB,
    `long_line` the first line (from 1) that is longer than 1 MiB, if any.
    Standard input and pipes are spooled to a temporary file that goes with the object.

    Raises at construction: `NotFound` file_not_found; `Failure` statement_is_directory,
    statement_unreadable (no permission, a broken disk, a binary file) or statement_empty.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.fspath(path)
        self.label = "standard input" if self.path == STANDARD_INPUT else self.path
        self.name = Path(self.label).name
        self.delimiter: str | None = None
        self._file = Path(self.path)
        with _typed_errors(self.path):
            survey = self._survey()
        self.byte_count, self.sha256, self.head = survey.byte_count, survey.sha256, survey.head
        self.long_line = survey.long_line
        self._is_utf8 = survey.is_utf8
        self._choice: Choice | None = None
        self._refuse_unreadable(survey)

    @property
    def encoding(self) -> str | None:
        """The encoding decided by `choose_encoding`, None before."""
        return self._choice.encoding if self._choice else None

    @property
    def encoding_evidence(self) -> str | None:
        """What spoke for the encoding, None before it was chosen."""
        return self._choice.evidence if self._choice else None

    def open_bytes(self) -> BinaryIO:
        """Return a new binary stream at the file's start; the caller closes it."""
        with _typed_errors(self.path):
            return self._file.open("rb")

    def open_text(self, encoding: str | None = None) -> TextIO:
        """Return a new text stream at the file's start, line ends kept; the caller closes it.

        Without `encoding` in the one that was chosen (choosing it now where none was).
        """
        return io.TextIOWrapper(self.open_bytes(), encoding or self.encoding or self.choose_encoding(), newline="")

    def choose_encoding(self, *, hint: str | None = None, declared: str | None = None) -> str:
        """Decide the encoding and check that it reads the whole file.

        `hint` is the user's word and goes over all; `declared` is what the file says of itself
        (an OFX header, an XML prolog). Raises `Failure` statement_encoding with line and byte
        where the bytes do not fit, `UsageFault` unknown_encoding for a hint that is none.
        """
        self._choice = self._choose(hint, declared)
        return self._choice.encoding

    def require_lines(self) -> None:
        """Refuse a file that a reader of lines could not hold in bounded memory."""
        if self.long_line is None:
            return
        raise Failure(
            f"{self.label}: line {self.long_line} is longer than {LONGEST_LINE_BYTES:,} bytes, as no statement's is.",
            code="statement_line_too_long",
            hint="See whether it is the file that the bank gave, whole and uncompressed.",
            facts={"path": self.path, "line": self.long_line},
        )

    def _survey(self) -> _Survey:
        if self.path == STANDARD_INPUT:
            return self._spool(sys.stdin.buffer if sys.stdin else io.BytesIO())
        with self._file.open("rb") as stream:
            kind = os.fstat(stream.fileno()).st_mode
            if stat.S_ISCHR(kind) or stat.S_ISBLK(kind):
                raise Failure(
                    f"{self.path} is a device, not a statement file.",
                    code="statement_unreadable",
                    hint="Name a file, or - for standard input.",
                    facts={"path": self.path},
                )
            return _look_over(stream) if stat.S_ISREG(kind) else self._spool(stream)

    def _spool(self, stream: BinaryIO) -> _Survey:
        import tempfile

        descriptor, copy_path = tempfile.mkstemp(prefix="budgetpro-", suffix=".statement")
        os.close(descriptor)
        self._file = Path(copy_path)
        weakref.finalize(self, self._file.unlink, missing_ok=True)
        with self._file.open("wb") as copy:
            return _look_over(stream, copy)

    def _refuse_unreadable(self, survey: _Survey) -> None:
        if survey.byte_count <= HEAD_BYTES and not survey.head.strip(_BLANK):
            raise Failure(
                f"{self.label} is empty: no statement in it.",
                code="statement_empty",
                hint="Fetch the statement again.",
                facts={"path": self.path},
            )
        kind = binary_kind(survey.head)
        if kind is None and survey.has_zero_byte and marked_encoding(survey.head) is None:
            kind = UNKNOWN_BINARY
        if kind and kind.is_container:
            kind = self._kind_inside(kind)
        if kind:
            raise Failure(
                f"{self.label} is no statement that can be read: it looks like {kind.name}.",
                code="statement_unreadable",
                hint=kind.hint,
                facts={"path": self.path, "looks_like": kind.name},
            )

    def _kind_inside(self, kind: BinaryKind) -> BinaryKind | None:
        from budgetpro.importers.xlsx.kinds import kind_inside

        with self.open_bytes() as stream:
            return kind_inside(stream, self.label, kind)

    def _choose(self, hint: str | None, declared: str | None) -> Choice:
        mark = marked_encoding(self.head)
        if hint is not None:
            return self._hinted(checked_encoding(hint), mark)
        if mark:
            return self._verified(Choice(mark, "the file's first bytes"))
        if self._is_utf8:
            return Choice("utf-8", "every byte fits")
        if declared and self._fault(declared) is None:
            return Choice(declared, "the file declares it")
        with self.open_bytes() as stream:
            sample = sample_beyond_ascii(_pieces(stream))
        if is_damaged_utf8(sample):
            self._verified(Choice("utf-8", "nearly every byte fits"))
        return self._verified(likeliest_encoding(sample))

    def _hinted(self, encoding: str, mark: str | None) -> Choice:
        if encoding == "utf-8" and mark == "utf-8-sig":
            encoding = mark
        return self._verified(Choice(encoding, "as told"))

    def _verified(self, choice: Choice) -> Choice:
        fault = self._fault(choice.encoding)
        if fault is None:
            return choice
        raise Failure(
            f"{self.label}, line {fault.line}: byte 0x{fault.byte:02X} cannot be read as {choice.encoding}.",
            code="statement_encoding",
            hint="Name the file's encoding with --encoding, such as --encoding cp1252.",
            facts={"path": self.path, "line": fault.line, "offset": fault.offset, "encoding": choice.encoding},
        )

    def _fault(self, encoding: str) -> Fault | None:
        with self.open_bytes() as stream:
            return first_fault(stream, encoding)


def _look_over(stream: BinaryIO, copy: BinaryIO | None = None) -> _Survey:
    """Make one pass in bounded memory: length, digest, zero bytes, UTF-8, the first overlong line."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    head, byte_count, has_zero_byte, is_utf8 = b"", 0, False, True
    lines, unended, long_line = 0, 0, None
    while chunk := stream.read(CHUNK_BYTES):
        digest.update(chunk)
        if copy:
            copy.write(chunk)
        if len(head) < HEAD_BYTES:
            head += chunk[: HEAD_BYTES - len(head)]
        byte_count += len(chunk)
        has_zero_byte = has_zero_byte or b"\0" in chunk
        is_utf8 = is_utf8 and _decodes(decoder, chunk)
        first, last = _line_ends(chunk)
        if long_line is None and unended + first > LONGEST_LINE_BYTES:
            long_line = lines + 1
        lines += chunk.count(b"\n") or chunk.count(b"\r")
        unended = len(chunk) - last - 1 if last >= 0 else unended + len(chunk)
    is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    return _Survey(byte_count, digest.hexdigest(), head, has_zero_byte, is_utf8, long_line)


def _line_ends(chunk: bytes) -> tuple[int, int]:
    """Find where the first line end of a chunk is (its length if it has none), and the last (-1)."""
    found = [at for at in (chunk.find(b"\n"), chunk.find(b"\r")) if at >= 0]
    return min(found, default=len(chunk)), max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    """Yield lines, a long one in several pieces."""
    return iter(lambda: stream.readline(CHUNK_BYTES), b"")


@contextmanager
def _typed_errors(path: str) -> Iterator[None]:
    """Turn the system's refusals into errors that name the file and the next step."""
    try:
        yield
    except OSError as error:
        raise _refusal(path, error) from error
    except ValueError as error:
        raise NotFound(f"{path!r} is no file's name.", code="file_not_found", facts={"path": path}) from error


def _refusal(path: str, error: OSError) -> BudgetProError:
    facts = {"path": path}
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return NotFound(
            f"There is no file {path}.", code="file_not_found", hint="See whether its name is right.", facts=facts
        )
    if isinstance(error, IsADirectoryError):
        return Failure(
            f"{path} is a directory, not a statement file.",
            code="statement_is_directory",
            hint=f"Name the files in it, such as {Path(path, '*.csv')}",
            facts=facts,
        )
    if isinstance(error, PermissionError):
        return Failure(
            f"{path} cannot be read: permission denied.",
            code="statement_unreadable",
            hint="See who may read the file and the folders above it.",
            facts=facts,
        )
    if error.errno == errno.ENOSPC:
        return Failure(
            f"No room left on the disk for a copy of {path}.",
            code="disk_full",
            hint="Free some room, or give the file itself.",
            facts=facts,
        )
    return Failure(f"{path} cannot be read: {error.strerror or error}.", code="statement_unreadable", facts=facts)
