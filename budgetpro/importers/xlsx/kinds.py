"""What a zip archive or an OLE2 file holds: a workbook that is read, or something that is named."""

from __future__ import annotations

from contextlib import suppress
from typing import BinaryIO

from budgetpro.domain.errors import Failure
from budgetpro.importers.magic import BinaryKind
from budgetpro.importers.xlsx.archive import Archive
from budgetpro.importers.xlsx.package import CONTENT_TYPES, content_types

ZIP = b"PK\x03\x04"
OLE2 = b"\xd0\xcf\x11\xe0"
_MIMETYPE = "mimetype"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
_FIRST_NAMES = (CONTENT_TYPES.encode(), b"_rels/", b"xl/", b"docProps/")
_NAME_AT = 30
_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_SECTORS_OF_NAMES = 8
_SAVE_AGAIN = "Open it, save it as XLSX or CSV, and give that file."
_BINARY = BinaryKind("a binary Excel workbook (XLSB)", _SAVE_AGAIN)
_ODS = BinaryKind("an OpenDocument spreadsheet (ODS)", _SAVE_AGAIN)
_PROTECTED = BinaryKind(
    "an Office file that is protected by a password", "Open it, save it without a password, and give that file."
)


def kind_inside(stream: BinaryIO, label: str, kind: BinaryKind) -> BinaryKind | None:
    """Return what a file is that looks like `kind` from outside; None for a workbook that is read (XLSX, XLSM).

    Raises `Failure` for a workbook that is cut off, or an archive that no statement is.
    """
    head = stream.read(_NAME_AT + 256)
    if head.startswith(OLE2):
        return _PROTECTED if _is_encrypted(stream, head) else kind
    if not head.startswith(ZIP):
        return kind
    try:
        archive = Archive(stream, label)
    except Failure:
        if head[_NAME_AT:].startswith(_FIRST_NAMES):
            raise
        return kind
    if _MIMETYPE in archive and b"".join(archive.chunks(_MIMETYPE, 1 << 10)).startswith(_OPEN_DOCUMENT):
        return _ODS
    types = content_types(archive, label)
    if types.is_binary:
        return _BINARY
    return None if types.workbook else kind


def _is_encrypted(stream: BinaryIO, head: bytes) -> bool:
    """Say whether an OLE2 file names a stream EncryptedPackage ([MS-OFFCRYPTO] 2.3.4.4) where its names begin."""
    shift, first = int.from_bytes(head[30:32], "little"), int.from_bytes(head[48:52], "little")
    if shift not in (9, 12):
        return False
    with suppress(OSError, ValueError):
        stream.seek((first + 1) << shift)
        return _PACKAGE in stream.read(_SECTORS_OF_NAMES << shift)
    return False
