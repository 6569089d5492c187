"""A database that is none, or no longer whole: each command names it in one line and leaves it as it was."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Outcome, Run
from tests.cli.robustness.conftest import furnish, is_one_line

PAGE = 4096
READ = ("account", "list")
WRITE = ("txn", "add", "5.00", "groceries", "--from", "checking")
COMMANDS = [READ, ("check",), ("report", "balance"), ("export", "json"), WRITE, ("init", "--name", "second")]

DAMAGED = ("damaged; nothing was changed.", "Restore it from a backup, after putting a copy of the damaged file aside.")
NO_DATABASE = ("not a database; it was left as it was.", "Name another file.")


@pytest.fixture
def path(tmp_path: Path, run: Run, statement: str) -> Path:
    """Return a book of many pages."""
    path = Path(furnish(str(tmp_path / "book.db")))
    imported = run("txn", "import", statement, "--account", "checking", "--database", str(path), "--quiet")
    assert imported.code == 0
    return path


def overwrite(path: Path, start: int, end: int | None, content: bytes = b"\xff") -> None:
    stored = bytearray(path.read_bytes())
    last = len(stored) if end is None else end
    stored[start:last] = (content * (last - start))[: last - start]
    path.write_bytes(stored)


def make_another_programs(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("create table book (id integer)")


def change_revision(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("update alembic_version set version_num = '9999'")


def drop_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("drop table posting")


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def make_circle(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


BAD: dict[str, tuple[Callable[[Path], object], tuple[str, str | None]]] = {
    "a header of something else": (lambda path: overwrite(path, 0, 16, b"garbage!"), NO_DATABASE),
    "a header of no sense": (lambda path: overwrite(path, 16, 100), NO_DATABASE),
    "a first page of no sense": (lambda path: overwrite(path, 100, PAGE), DAMAGED),
    "no page but the first ones": (lambda path: overwrite(path, 10 * PAGE, None), DAMAGED),
    "half of it": (lambda path: os.truncate(path, path.stat().st_size // 2), DAMAGED),
    "its first page alone": (lambda path: os.truncate(path, PAGE), DAMAGED),
    "nothing": (
        lambda path: os.truncate(path, 0),
        ("an empty file, not a database.", "Delete it and run `budgetpro init`, or restore it from a backup."),
    ),
    "another program's": (
        make_another_programs,
        (
            "an SQLite database, but not one of budgetpro; it was left as it was.",
            "Name another file, or `budgetpro init` a new one.",
        ),
    ),
    "text": (lambda path: path.write_text("Date,Amount\n2026-03-01,1.00\n" * 500), NO_DATABASE),
    "a folder": (make_folder, ("a folder, not a file.", "Name a database file.")),
    "a pipe": (make_pipe, ("a device, not a file.", "Name a database file.")),
    "a link to itself": (
        make_circle,
        (
            "can't be opened: Too many levels of symbolic links.",
            "Look at its name and at the permissions of its folder.",
        ),
    ),
    "of a newer budgetpro": (
        change_revision,
        (
            "the schema '9999', which this budgetpro does not know (its own is '0001'); it was left as it was.",
            "A newer budgetpro wrote it: upgrade budgetpro.",
        ),
    ),
}


def content_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_sound_database_is_named_by_every_command(path: Path, run: Run, kind: str) -> None:
    spoil, (said, hint) = BAD[kind]
    spoil(path)
    before = content_of(path)

    for words in COMMANDS:
        told = run(*words, "--database", str(path))
        assert (told.code, told.out) == (1, ""), words
        first, second = told.err.splitlines()
        assert first.startswith(f"error: '{path}' ")
        assert first.endswith(said)
        assert second == f"hint: {hint}"
    assert content_of(path) == before
    assert {file.name for file in path.parent.glob("book.db*")} == {"book.db"}


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("half of it", "database_corrupt"), ("text", "database_corrupt"), ("nothing", "database_corrupt"),
        ("another program's", "foreign_database"), ("a folder", "unreadable"), ("of a newer budgetpro", "schema_newer"),
    ],
)  # fmt: skip
def test_a_program_reads_what_is_wrong_by_its_code(path: Path, run: Run, kind: str, code: str) -> None:
    BAD[kind][0](path)

    for words in (READ, WRITE):
        told = run(*words, "--database", str(path), "--json")
        assert (told.code, told.out, told.error["code"]) == (1, "", code)


@pytest.mark.parametrize("damage", ["a page in the middle", "the last page cut short"])
def test_damage_that_a_question_need_not_meet_is_found_by_check(path: Path, run: Run, damage: str) -> None:
    size = path.stat().st_size
    if damage == "a page in the middle":
        overwrite(path, size // 2 // PAGE * PAGE, size // 2 // PAGE * PAGE + PAGE)
    else:
        os.truncate(path, size - 100)

    told = run("check", "--database", str(path))
    read = run("check", "--database", str(path), "--json")

    assert (told.code, read.code) == (4, 4)
    assert "The database file is damaged: " in told.out
    assert is_one_line(told)
    assert {fault["code"] for fault in read.data["faults"]} == {"file_damaged"}
    assert read.error["code"] == "integrity_fault"


def test_a_database_without_one_of_its_tables_is_told_without_sql(path: Path, run: Run) -> None:
    drop_table(path)

    for words in (READ, ("check",), WRITE):
        told = run(*words, "--database", str(path))
        assert (told.code, told.out) == (1, "")
        assert is_one_line(told)
        assert "could not do what was asked; nothing was changed." in told.err
        assert "posting" not in told.err


@pytest.mark.parametrize("place", ["missing.db", "no/such/folder/book.db"])
def test_a_missing_database_is_made_by_who_writes_and_told_by_who_reads(tmp_path: Path, run: Run, place: str) -> None:
    path = tmp_path / place

    told = run(*READ, "--database", str(path))

    assert (told.code, told.out) == (5, "")
    assert told.err == f"error: There is no database '{path}' yet.\nhint: Make one: budgetpro init\n"
    assert not path.parent.exists() or not path.exists()
    assert run("account", "add", "Checking", "--database", str(path)).code == 0
    assert run(*READ, "--database", str(path)).code == 0


def test_a_folder_that_is_a_file_is_named(path: Path, run: Run) -> None:
    before = path.read_bytes()

    told = run("init", "--database", str(path / "book.db"))

    assert (told.code, told.out) == (1, "")
    assert told.err.startswith(f"error: No file can be made in '{path}': it is not a folder.\nhint: ")
    assert path.read_bytes() == before


def test_a_link_to_a_file_that_is_not_there_leads_to_a_new_book(tmp_path: Path, run: Run) -> None:
    link, target = tmp_path / "book.db", tmp_path / "elsewhere" / "money.db"
    link.symlink_to(target)

    told: Outcome = run("init", "--database", str(link))

    assert (told.code, told.err) == (0, "")
    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o600
    assert run("check", "--database", str(link)).code == 0
    assert [file.name for file in target.parent.iterdir()] == ["money.db"]


def test_a_log_of_no_sense_beside_a_book_changes_nothing(path: Path, run: Run) -> None:
    before = run("export", "json", "--database", str(path))
    Path(f"{path}-wal").write_bytes(b"garbage!" * 1000)

    assert run("export", "json", "--database", str(path)) == before
    assert run("check", "--database", str(path)).code == 0
    assert run(*WRITE, "--database", str(path)).code == 0
