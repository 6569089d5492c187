"""What looks like a workbook from outside is known by what is inside, whatever its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetpro.domain.errors import Failure
from budgetpro.importers.source import Source
from tests.importers.xlsx.xlsx_file import LINES, Writer, packed, parts

EXCEL = "application/vnd.ms-excel."
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\x03\0\xfe\xff"


def ole2(*names: str, shift: int = 9, directory: int = 2) -> bytes:
    """Return an OLE2 file with these names in its directory."""
    size = 1 << min(shift, 12)
    head = (OLE2 + shift.to_bytes(2, "little")).ljust(48, b"\0") + directory.to_bytes(4, "little")
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *names))
    return head.ljust(size * (min(directory, 9) + 1), b"\0") + entries.ljust(size * 2, b"\0")


def looks_like(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "statement.xlsx"
    path.write_bytes(content)
    with pytest.raises(Failure) as caught:
        Source(path)
    assert caught.value.code == "statement_unreadable"
    assert caught.value.hint
    return str(caught.value.facts["looks_like"])


@pytest.mark.parametrize("kind", ["sheet", "template", "addin"])
def test_workbook_with_macros_is_a_workbook(writer: Writer, kind: str) -> None:
    made = parts({"March": LINES}, content_type=f"{EXCEL}{kind}.macroEnabled.main+xml")
    assert writer.read_bytes(packed(made)).positions == [2, 3]


def test_template_is_a_workbook(writer: Writer) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
    assert writer.read_bytes(packed(parts({"March": LINES}, content_type=kind))).positions == [2, 3]


@pytest.mark.parametrize(
    "contents",
    [
        {"statement.csv": "date,amount\n"},
        {"mimetype": "application/epub+zip"},
        {"statement.xlsx": packed(parts({"March": LINES}))},
        {**parts({"March": LINES}), "[Content_Types].xml": "<Types/>"},
        {name: content for name, content in parts({"March": LINES}).items() if not name.startswith("[")},
        parts({"March": LINES}, content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.main+xml"),
    ],
)
def test_other_archive_is_named_as_before(tmp_path: Path, contents: dict[str, str | bytes]) -> None:
    assert looks_like(tmp_path, packed(contents)) == "a zip archive or an Excel file"


def test_archive_of_thousands_of_other_files_is_named_as_before(tmp_path: Path) -> None:
    photos = packed({f"photo{n}.jpg": "" for n in range(3000)})
    assert looks_like(tmp_path, photos) == "a zip archive or an Excel file"
    assert looks_like(tmp_path, photos[:-100]) == "a zip archive or an Excel file"


def test_binary_workbook_is_named(tmp_path: Path) -> None:
    made = parts({"March": LINES}, content_type=f"{EXCEL}sheet.binary.macroEnabled.main")
    assert looks_like(tmp_path, packed(made)) == "a binary Excel workbook (XLSB)"


def test_open_document_is_named(tmp_path: Path) -> None:
    made = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
    assert looks_like(tmp_path, packed(made)) == "an OpenDocument spreadsheet (ODS)"


@pytest.mark.parametrize("shift", [9, 12])
def test_protected_workbook_says_that_it_is_protected(tmp_path: Path, shift: int) -> None:
    content = ole2("\6DataSpaces", "EncryptionInfo", "EncryptedPackage", shift=shift)
    assert looks_like(tmp_path, content) == "an Office file that is protected by a password"


@pytest.mark.parametrize(
    "content",
    [ole2("Workbook"), ole2("Workbook", directory=0xFFFFFFFE), ole2("EncryptedPackage", shift=30), OLE2],
)
def test_old_workbook_is_named_as_before(tmp_path: Path, content: bytes) -> None:
    assert looks_like(tmp_path, content) == "an old Excel or Word file"
