"""On a full disk every command that writes says so in one line and leaves the book as it was, which stays readable."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.robustness.conftest import Household, furnish, is_one_line

KIB = 1024


class SmallDisk:
    """A disk of one megabyte, mounted at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._filler = path / "filler"

    def fill(self, free_kib: int = 0) -> None:
        """Take all of its room but so much."""
        self.make_room()
        room = shutil.disk_usage(self.path).free - free_kib * KIB
        with self._filler.open("wb", buffering=0) as filler, suppress(OSError):
            filler.write(b"\0" * room)

    def make_room(self) -> None:
        self._filler.unlink(missing_ok=True)

    def names(self) -> set[str]:
        """Return what lies on it, apart from what SQLite keeps beside a book that is in use."""
        return {path.name for path in self.path.iterdir()} - {"filler", "book.db-shm", "book.db-wal"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux may mount a small disk")
    path = tmp_path / "disk"
    path.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted: {mounted.stderr.strip()}")
    yield SmallDisk(path)
    subprocess.run(["umount", str(path)], check=True)


@pytest.fixture
def cramped(small_disk: SmallDisk, run: Run) -> Household:
    """Return a household whose book is on the small disk."""
    return Household(furnish(str(small_disk.path / "book.db")), run)


@pytest.fixture
def document(tmp_path: Path, household: Household, statement: str) -> str:
    """Return the export of a book of many transactions."""
    assert household("txn", "import", statement, "--account", "checking", "--quiet").code == 0
    path = tmp_path / "document.json"
    assert household("export", "json", "--output", str(path)).code == 0
    return str(path)


def import_of(statement: str) -> list[str]:
    return ["txn", "import", statement, "--account", "checking"]


WRITES: dict[str, Callable[[str], list[str]]] = {
    "txn add": lambda _: ["txn", "add", "12.50", "groceries", "--from", "checking"],
    "txn import": import_of,
    "category add": lambda _: ["category", "add", "Bees"],
    "category merge": lambda _: ["category", "merge", "groceries", "rent", "--yes"],
    "account edit": lambda _: ["account", "edit", "checking", "--name", "Giro"],
    "init, a second book": lambda _: ["init", "--name", "second"],
}


@pytest.mark.parametrize("command", WRITES)
def test_a_full_disk_is_told_and_the_book_stays_as_it_was(
    cramped: Household, small_disk: SmallDisk, statement: str, command: str
) -> None:
    before = cramped.document()
    small_disk.fill()

    told = cramped(*WRITES[command](statement))

    assert (told.code, told.out) == (1, "")
    assert is_one_line(told)
    assert told.err == (
        f"error: There is no room left on the disk for '{cramped.database}'; nothing was changed.\n"
        "hint: Make room and try again.\n"
    )
    assert cramped.document() == before
    small_disk.make_room()
    assert cramped.document() == before
    assert cramped("txn", "add", "12.50", "groceries", "--from", "checking").code == 0


@pytest.mark.parametrize("free_kib", [36, 100, 300])
def test_a_disk_that_fills_up_while_a_statement_is_imported_is_told(
    cramped: Household, small_disk: SmallDisk, statement: str, free_kib: int
) -> None:
    before = cramped.document()
    small_disk.fill(free_kib)

    told = cramped(*import_of(statement), "--json")

    assert (told.code, told.out, told.error["code"]) == (1, "", "disk_full")
    assert cramped.document() == before


@pytest.mark.parametrize(("free_kib", "is_filled"), [(0, False), (36, False), (0, True), (36, True), (200, True)])
def test_a_book_that_finds_no_room_is_not_made(
    small_disk: SmallDisk, run: Run, document: str, free_kib: int, is_filled: bool
) -> None:
    small_disk.fill(free_kib)
    database = str(small_disk.path / "book.db")

    told = run("init", "--database", database, *(("--from-json", document) if is_filled else ()))

    assert (told.code, told.out) == (1, "")
    assert is_one_line(told)
    assert "room left" in told.err or "No space left" in told.err
    assert f"'{small_disk.path}" in told.err
    assert small_disk.names() == set()
    small_disk.make_room()
    assert run("init", "--database", database).code == 0


def test_first_use_on_a_full_disk_leaves_nothing(small_disk: SmallDisk, run: Run) -> None:
    small_disk.fill()
    database = small_disk.path / "money" / "book.db"

    told = run("account", "add", "Checking", "--database", str(database), "--json")

    assert (told.code, told.out, told.error["code"]) == (1, "", "disk_full")
    assert not database.parent.exists() or list(database.parent.iterdir()) == []


def test_an_export_that_finds_no_room_leaves_what_was_there(
    household: Household, small_disk: SmallDisk, document: str
) -> None:
    export = small_disk.path / "book.json"
    export.write_text("an older export")
    small_disk.fill(40)

    told = household("export", "json", "--output", str(export), "--json")

    assert (told.code, told.out, told.error["code"]) == (1, "", "disk_full")
    assert export.read_text() == "an older export"
    assert small_disk.names() == {"book.json"}


@pytest.mark.parametrize(
    "words", [("account", "list"), ("report", "balance"), ("txn", "list"), ("check",), ("export", "json")]
)
def test_a_book_on_a_full_disk_can_be_read(cramped: Household, small_disk: SmallDisk, words: tuple[str, ...]) -> None:
    before = cramped(*words)
    assert (before.code, before.err) == (0, "")
    small_disk.fill()

    assert cramped(*words) == before


def test_many_read_a_book_on_a_full_disk_at_once(cramped: Household, small_disk: SmallDisk) -> None:
    small_disk.fill()
    program = "\n".join(
        (
            "import sys",
            "from budgetpro.storage.book import open_book",
            "for _ in range(30):",
            "    with open_book(sys.argv[1], None, writing=False, lock_timeout=20) as book:",
            "        print(book.connection.execute('select count(*) from account').fetchone()[0])",
        )
    )
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", program, cramped.database], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    told = [reader.communicate() for reader in readers]

    assert [err for _, err in told] == [""] * 4
    assert {len(out.splitlines()) for out, _ in told} == {30}
    assert len({line for out, _ in told for line in out.splitlines()}) == 1


def test_changes_that_wait_in_the_log_are_read_on_a_full_disk(cramped: Household, small_disk: SmallDisk) -> None:
    killed = (
        "import os, signal, sys\n"
        "from budgetpro.services.accounts import add_account\n"
        "from budgetpro.storage.book import open_book\n"
        "with open_book(sys.argv[1], None, writing=True) as book:\n"
        "    add_account(book, 'Savings', kind='savings')\n"
        "    book.commit()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", killed, cramped.database], check=False)
    Path(f"{cramped.database}-shm").unlink()
    assert Path(f"{cramped.database}-wal").stat().st_size
    small_disk.fill()

    assert [account["name"] for account in cramped("account", "list", "--json").data["accounts"]] == [
        "Checking", "Savings",
    ]  # fmt: skip


def allow_files_of(size: int) -> Callable[[], None]:
    """Return what holds a process to files of a size, as a full disk would."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("limit", [0, 40 * KIB, 200 * KIB])
def test_an_import_past_the_limit_on_files_leaves_the_book_as_it_was(
    household: Household, statement: str, limit: int
) -> None:
    before = household.document()

    told = household(*import_of(statement), preexec_fn=allow_files_of(limit))

    assert (told.code, told.out) == (1, "")
    assert is_one_line(told)
    assert household.document() == before


@pytest.mark.parametrize("limit", [0, 20 * KIB, 100 * KIB])
def test_first_use_past_the_limit_on_files_leaves_no_book(tmp_path: Path, spawn: Run, limit: int) -> None:
    folder = tmp_path / "money"

    told = spawn("init", "--database", str(folder / "book.db"), preexec_fn=allow_files_of(limit))

    assert (told.code, told.out) == (1, "")
    assert is_one_line(told)
    assert list(folder.iterdir()) == []


def test_an_export_past_the_limit_on_files_leaves_no_file(household: Household, tmp_path: Path) -> None:
    told = household("export", "json", "--output", str(tmp_path / "x.json"), preexec_fn=allow_files_of(KIB))

    assert (told.code, told.out) == (1, "")
    assert is_one_line(told)
    assert json.loads(household.document())
    assert not (tmp_path / "x.json").exists()
