from __future__ import annotations

import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from budgetpro.domain.errors import Failure
from budgetpro.output.whole_file import whole_file


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_there_once_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "book.json"

    with whole_file(str(path)) as stream:
        stream.write("ü\n")
        stream.flush()
        assert not path.exists()

    assert path.read_bytes() == b"\xc3\xbc\n"
    assert names_in(tmp_path) == ["book.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_new_file_is_its_owners_alone_and_an_old_one_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "book.json"
    with whole_file(str(path)):
        pass
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    path.chmod(0o640)
    with whole_file(str(path)) as stream:
        stream.write("new")
    assert (stat.S_IMODE(path.stat().st_mode), path.read_text()) == (0o640, "new")


@pytest.mark.parametrize("error", [ValueError("stop"), KeyboardInterrupt()])
def test_after_an_error_everything_is_as_it_was(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "book.json"
    path.write_text("old")

    def write() -> None:
        with whole_file(str(path)) as stream:
            stream.write("new")
            raise error

    with pytest.raises(type(error)):
        write()

    assert path.read_text() == "old"
    assert names_in(tmp_path) == ["book.json"]


def test_the_file_behind_a_link_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    target, link = tmp_path / "far" / "book.json", tmp_path / "link.json"
    target.write_text("old")
    link.symlink_to(target)

    with whole_file(str(link)) as stream:
        stream.write("new")

    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_pipe_is_written_straight(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()

    with whole_file(str(pipe)) as stream:
        stream.write("text")
    reader.join()

    assert read == ["text"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("name", ["no/such/folder/book.json", ".", "file/book.json"])
def test_what_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("a file, not a folder")

    with pytest.raises(Failure, match=name.replace(".", r"\.")) as refused, whole_file(name):
        pass
    assert refused.value.code == "unwritable"
    assert names_in(tmp_path) == ["file"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's full disk")
def test_a_full_disk_is_told_as_such() -> None:
    with pytest.raises(Failure, match="No space left") as refused, whole_file("/dev/full") as stream:
        stream.write("text")
    assert refused.value.code == "disk_full"
