from __future__ import annotations

import hashlib
import io
import os
import threading
from pathlib import Path

import pytest

from budgetpro.domain.errors import BudgetProError, Failure, NotFound, UsageFault
from budgetpro.importers import source as source_module
from budgetpro.importers.source import LONGEST_LINE_BYTES, Source


def saved(folder: Path, content: bytes, name: str = "statement.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def text_of(source: Source) -> str:
    with source.open_text() as stream:
        return stream.read()


def refusal(path: Path | str, family: type[BudgetProError] = Failure) -> BudgetProError:
    with pytest.raises(family) as caught:
        Source(path)
    assert type(caught.value) is family
    assert caught.value.facts["path"] == str(path)
    return caught.value


def test_source_knows_its_name_length_hash_and_head(tmp_path: Path) -> None:
    content = b"date;amount\n2026-01-02;-12.50\n" * 10_000
    path = saved(tmp_path, content)
    source = Source(path)
    assert (source.path, source.name, source.byte_count) == (str(path), "statement.csv", len(content))
    assert source.sha256 == hashlib.sha256(content).hexdigest()
    assert source.head == content[: 1 << 16]


def test_source_opens_as_often_as_asked_with_line_ends_as_they_are(tmp_path: Path) -> None:
    source = Source(saved(tmp_path, b"a\r\nb\rc\n"))
    for _ in range(2):
        with source.open_bytes() as stream:
            assert stream.read() == b"a\r\nb\rc\n"
        with source.open_text("ascii") as text:
            assert text.read() == "a\r\nb\rc\n"
    with source.open_text() as text:
        assert list(text) == ["a\r\n", "b\r", "c\n"]


def test_standard_input_is_read_once_and_opened_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a;b\n1;2\n")))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    source = Source("-")
    assert (source.path, source.name, source.byte_count) == ("-", "standard input", 8)
    assert text_of(source) == text_of(source) == "a;b\n1;2\n"
    assert len(list(tmp_path.iterdir())) == 1
    del source
    assert list(tmp_path.iterdir()) == []


def test_pipe_is_spooled_like_standard_input(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"a;b\n",))
    writer.start()
    source = Source(pipe)
    writer.join()
    assert text_of(source) == text_of(source) == "a;b\n"


def test_closed_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert refusal("-").code == "statement_empty"


def test_missing_file_is_not_found(tmp_path: Path) -> None:
    error = refusal(tmp_path / "no.csv", NotFound)
    assert error.code == "file_not_found"
    assert "no.csv" in error.message
    assert refusal("folder/\0.csv", NotFound).code == "file_not_found"
    assert refusal(saved(tmp_path, b"x") / "within.csv", NotFound).code == "file_not_found"


def test_directory_is_refused_and_the_files_in_it_named(tmp_path: Path) -> None:
    error = refusal(tmp_path)
    assert error.code == "statement_is_directory"
    assert error.hint is not None
    assert "*.csv" in error.hint


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (PermissionError(13, "Permission denied"), "statement_unreadable", "permission denied"),
        (OSError(5, "Input/output error"), "statement_unreadable", "Input/output error"),
        (OSError(28, "No space left on device"), "disk_full", "No room"),
    ],
)
def test_what_the_system_refuses_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: OSError, code: str, words: str
) -> None:
    def refuse(*_: object) -> None:
        raise fault

    path = saved(tmp_path, b"a;b\n")
    monkeypatch.setattr(source_module, "_look_over", refuse)
    error = refusal(path)
    assert error.code == code
    assert words in error.message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, b"a;b\n")
    path.chmod(0)
    assert refusal(path).code == "statement_unreadable"


@pytest.mark.parametrize("content", [b"", b"\n\n  \r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1a"])
def test_file_with_nothing_in_it_is_empty(tmp_path: Path, content: bytes) -> None:
    assert refusal(saved(tmp_path, content)).code == "statement_empty"


@pytest.mark.parametrize(
    ("content", "looks_like"),
    [
        (b"%PDF-1.7\n...", "PDF"),
        (b"PK\x03\x04....", "Excel"),
        (b"\xd0\xcf\x11\xe0....", "old Excel"),
        (b"\x1f\x8b\x08....", "gzip"),
        (b"\x89PNG\r\n....", "PNG"),
        (b"\xff\xd8\xff\xe0..", "JPEG"),
        (b"SQLite format 3\0..", "SQLite"),
        (b"date;amount\n1;\0\n", "zero bytes"),
        (b"date;amount\n" * 30_000 + b"\0", "zero bytes"),
    ],
)
def test_binary_file_is_refused_by_what_it_looks_like(tmp_path: Path, content: bytes, looks_like: str) -> None:
    error = refusal(saved(tmp_path, content))
    assert error.code == "statement_unreadable"
    assert looks_like in error.message
    assert error.hint


@pytest.mark.parametrize("line_end", [b"\n", b"\r", b"\r\n"])
def test_too_long_line_is_found_without_holding_it(tmp_path: Path, line_end: bytes) -> None:
    fits = b"x" * LONGEST_LINE_BYTES + line_end
    Source(saved(tmp_path, b"a" + line_end + fits + b"b")).require_lines()
    source = Source(saved(tmp_path, b"a" + line_end + b"b" + line_end + b"x" + fits))
    assert source.long_line is not None
    with pytest.raises(Failure) as caught:
        source.require_lines()
    assert caught.value.code == "statement_line_too_long"
    assert "line 3" in caught.value.message
    unended = Source(saved(tmp_path, b"a" + line_end + b"x" * (LONGEST_LINE_BYTES + 1)))
    assert unended.long_line == 2


ACCENTED = "naïve Café"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"plain", "utf-8"),
        (ACCENTED.encode(), "utf-8"),
        (ACCENTED.encode("utf-8-sig"), "utf-8-sig"),
        (ACCENTED.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + ACCENTED.encode("utf-16-be"), "utf-16"),
        (ACCENTED.encode("utf-16-le"), "utf-16-le"),
        (ACCENTED.encode("utf-16-be"), "utf-16-be"),
        (ACCENTED.encode("cp1252"), "cp1252"),
    ],
)
def test_encoding_is_found_and_reads_the_text(tmp_path: Path, content: bytes, encoding: str) -> None:
    source = Source(saved(tmp_path, content))
    before = source.encoding
    assert (before, source.choose_encoding(), source.encoding) == (None, encoding, encoding)
    assert source.encoding_evidence
    assert text_of(source) in {ACCENTED, "plain"}


def test_utf8_goes_over_what_the_file_declares(tmp_path: Path) -> None:
    assert Source(saved(tmp_path, ACCENTED.encode())).choose_encoding(declared="cp1252") == "utf-8"


def test_declared_encoding_is_taken_where_it_reads_the_file(tmp_path: Path) -> None:
    source = Source(saved(tmp_path, "żółw".encode("cp1250")))
    assert source.choose_encoding(declared="iso8859-2") == "iso8859-2"
    assert source.choose_encoding(declared="ascii") == "cp1250"


def test_hint_goes_over_everything(tmp_path: Path) -> None:
    source = Source(saved(tmp_path, ACCENTED.encode()))
    assert source.choose_encoding(hint="latin1", declared="cp1250") == "iso8859-1"
    marked = Source(saved(tmp_path, ACCENTED.encode("utf-8-sig")))
    assert marked.choose_encoding(hint="UTF8") == "utf-8-sig"


@pytest.mark.parametrize("name", ["klingon", "rot13", "base64", "undefined", "a\0b"])
def test_hint_that_is_no_encoding_is_wrong_usage(tmp_path: Path, name: str) -> None:
    source = Source(saved(tmp_path, b"x"))
    with pytest.raises(UsageFault) as caught:
        source.choose_encoding(hint=name)
    assert caught.value.code == "unknown_encoding"


def test_bytes_that_the_hint_cannot_read_are_named_by_line_and_offset(tmp_path: Path) -> None:
    source = Source(saved(tmp_path, b"abc\nde\xe9f\n"))
    with pytest.raises(Failure) as caught:
        source.choose_encoding(hint="utf-8")
    assert caught.value.code == "statement_encoding"
    assert caught.value.facts == {"path": source.path, "line": 2, "offset": 6, "encoding": "utf-8"}
    assert "0xE9" in caught.value.message


def test_damaged_utf8_is_refused_and_not_read_as_something_else(tmp_path: Path) -> None:
    text = ("Müller Straße\n" * 50).encode()
    source = Source(saved(tmp_path, text + b"broken \xc3\n" + text))
    with pytest.raises(Failure) as caught:
        source.choose_encoding()
    assert caught.value.code == "statement_encoding"
    assert caught.value.facts["line"] == 51


def test_fault_is_found_across_chunks(tmp_path: Path) -> None:
    content = b"x\n" * 200_000 + "é".encode() * 200_001 + b"\xff\n"
    source = Source(saved(tmp_path, content))
    with pytest.raises(Failure) as caught:
        source.choose_encoding()
    assert caught.value.facts["line"] == 200_001
    assert caught.value.facts["offset"] == 800_002


def test_utf16_hint_for_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    source = Source(saved(tmp_path, b"plain text"))
    with pytest.raises(Failure) as caught:
        source.choose_encoding(hint="utf-16")
    assert caught.value.code == "statement_encoding"


def test_a_device_is_no_statement() -> None:
    with pytest.raises(Failure, match="/dev/zero is a device") as refused:
        Source("/dev/zero")
    assert refused.value.code == "statement_unreadable"
