"""A book that may be read but not written, or not even that: every command says so, and a reader leaves no trace."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.cli.conftest import Run
from tests.cli.robustness.conftest import Household, furnish, is_one_line

PR_CAPBSET_DROP = 24
READ_ONLY = "can be read but not written; nothing was changed."
READS = [("account", "list"), ("export", "json")]
WRITES = [
    ("txn", "add", "12.50", "groceries", "--from", "checking"),
    ("init", "--name", "second"),
]


def give_up_privileges() -> None:
    """Make the program that runs next obey permissions, even as root (capabilities(7): the bounding set)."""
    libc = ctypes.CDLL(None)
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


@pytest.fixture
def obedient(spawn: Run) -> Run:
    """Return a way to run a command whom permissions hold."""
    if os.geteuid() == 0 and sys.platform != "linux":
        pytest.skip("root may write everything here")

    def obedient(*words: str) -> object:
        return spawn(*words, **({"preexec_fn": give_up_privileges} if os.geteuid() == 0 else {}))

    return obedient  # type: ignore[return-value]  # an Outcome, as spawn's


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = Path(mkdtemp(prefix="budgetpro-test-"))
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


@pytest.fixture
def owned(folder: Path, obedient: Run) -> Household:
    return Household(furnish(str(folder / "book.db")), obedient)


def guard(household: Household, *, file: int, folder: int) -> None:
    path = Path(household.database)
    path.chmod(file)
    path.parent.chmod(folder)


@pytest.mark.parametrize(("file", "folder_mode"), [(0o444, 0o555), (0o644, 0o555), (0o444, 0o755)])
def test_a_book_that_may_not_be_written_is_read_and_no_more(
    owned: Household, folder: Path, file: int, folder_mode: int
) -> None:
    before = [owned(*words) for words in READS]
    guard(owned, file=file, folder=folder_mode)

    assert [owned(*words) for words in READS] == before
    assert [told.code for told in before] == [0] * len(READS)
    for words in WRITES:
        told = owned(*words)
        assert (told.code, told.out) == (1, "")
        assert is_one_line(told)
        assert f"'{owned.database}' {READ_ONLY}" in told.err
    assert owned.document() == before[-1].out


def test_who_reads_a_read_only_book_hinders_no_later_writer(owned: Household, folder: Path) -> None:
    guard(owned, file=0o444, folder=0o755)
    owned.document()
    assert [path.name for path in folder.iterdir()] == ["book.db"]
    guard(owned, file=0o600, folder=0o700)

    assert owned(*WRITES[0]).code == 0


@pytest.mark.parametrize(
    ("file", "folder_mode", "said"), [(0o000, 0o700, "can't be opened."), (0o600, 0o000, "opened: Permission denied.")]
)
def test_a_book_that_may_not_be_read_is_told(
    owned: Household, folder: Path, file: int, folder_mode: int, said: str
) -> None:
    before = owned.document()
    guard(owned, file=file, folder=folder_mode)

    for words in (*READS, *WRITES):
        told = owned(*words)
        assert (told.code, told.out) == (1, "")
        assert is_one_line(told)
        assert said in told.err
    guard(owned, file=0o600, folder=0o700)
    assert owned.document() == before


@pytest.mark.parametrize("words", [("init",), ("account", "add", "Checking")])
@pytest.mark.parametrize("place", ["book.db", "money/book.db"])
def test_no_book_is_made_where_nothing_may_be_written(
    obedient: Run, folder: Path, words: tuple[str, ...], place: str
) -> None:
    folder.chmod(0o555)

    told = obedient(*words, "--database", str(folder / place))

    assert (told.code, told.out) == (1, "")
    assert is_one_line(told)
    assert "Permission denied" in told.err
    assert "hint: Look at the folder's permissions" in told.err
    assert list(folder.iterdir()) == []


def test_an_export_into_a_folder_that_takes_no_file_is_refused(owned: Household, folder: Path) -> None:
    guard(owned, file=0o600, folder=0o555)

    told = owned("export", "json", "--output", str(folder / "x.json"), "--json")

    assert (told.code, told.out, told.error["code"]) == (1, "", "unwritable")


def test_a_statement_that_may_not_be_read_is_told(owned: Household, folder: Path) -> None:
    statement = folder / "march.csv"
    statement.write_text("Date,Description,Amount\n2026-03-31,Lidl,-1.00\n")
    statement.chmod(0o000)

    told = owned("txn", "import", str(statement), "--account", "checking", "--json")

    assert (told.code, told.out, told.error["code"]) == (1, "", "statement_unreadable")
    assert "permission denied" in str(told.error["message"])


def test_a_book_on_a_read_only_disk_is_read_and_no_more(tmp_path: Path, household: Household) -> None:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux may mount a read-only disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    shutil.copy(household.database, disk / "book.db")
    mount = ["mount", "--bind", str(disk), str(disk)]
    if (mounted := subprocess.run(mount, capture_output=True, text=True, check=False)).returncode:
        pytest.skip(f"a disk cannot be mounted: {mounted.stderr.strip()}")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(disk)], check=True)
        moved = Household(str(disk / "book.db"), household.run)
        assert moved.document() == household.document()
        for words in WRITES:
            told = moved(*words)
            assert (told.code, told.out) == (1, "")
            assert f"'{moved.database}' {READ_ONLY}" in told.err
        told = household.run("init", "--database", str(disk / "money" / "book.db"))
        assert (told.code, "Read-only file system" in told.err) == (1, True)
        assert [path.name for path in disk.iterdir()] == ["book.db"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)
