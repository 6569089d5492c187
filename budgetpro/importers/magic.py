"""What a file that is no text looks like, told by its first bytes."""

from __future__ import annotations

from typing import NamedTuple


class BinaryKind(NamedTuple):
    """A kind of file that no text reader reads, and what to do with it.

    `is_container`: what it is is told only by what is inside, which may be a workbook that is read.
    """

    name: str
    hint: str
    is_container: bool = False


_AS_TEXT = "Ask the bank's site for the statement as CSV or OFX instead."
_UNPACK = "Unpack it first and give the file inside."
_SPREADSHEET = "Open it and save the sheet as CSV, then give that file."
_KINDS = (
    (b"%PDF-", BinaryKind("a PDF document", _AS_TEXT)),
    (
        b"PK\x03\x04",
        BinaryKind(
            "a zip archive or an Excel file",
            "Unpack it, or save its sheet as CSV, and give that file.",
            is_container=True,
        ),
    ),
    (b"PK\x05\x06", BinaryKind("an empty zip archive", _UNPACK)),
    (b"\xd0\xcf\x11\xe0", BinaryKind("an old Excel or Word file", _SPREADSHEET, is_container=True)),
    (b"\x1f\x8b", BinaryKind("a gzip-compressed file", _UNPACK)),
    (b"BZh", BinaryKind("a bzip2-compressed file", _UNPACK)),
    (b"\xfd7zXZ\x00", BinaryKind("an xz-compressed file", _UNPACK)),
    (b"7z\xbc\xaf", BinaryKind("a 7-Zip archive", _UNPACK)),
    (b"Rar!", BinaryKind("a RAR archive", _UNPACK)),
    (b"\x28\xb5\x2f\xfd", BinaryKind("a Zstandard-compressed file", _UNPACK)),
    (b"\x89PNG", BinaryKind("a PNG image", _AS_TEXT)),
    (b"\xff\xd8\xff", BinaryKind("a JPEG image", _AS_TEXT)),
    (b"GIF8", BinaryKind("a GIF image", _AS_TEXT)),
    (b"II*\x00", BinaryKind("a TIFF image", _AS_TEXT)),
    (b"MM\x00*", BinaryKind("a TIFF image", _AS_TEXT)),
    (b"SQLite format 3\x00", BinaryKind("a SQLite database", _AS_TEXT)),
    (b"\x7fELF", BinaryKind("a program", _AS_TEXT)),
)
UNKNOWN_BINARY = BinaryKind("a binary file (it holds zero bytes)", _AS_TEXT)


def binary_kind(head: bytes) -> BinaryKind | None:
    """Return the kind of binary file that begins with these bytes, or None."""
    return next((kind for magic, kind in _KINDS if head.startswith(magic)), None)
