"""A folder for a file in the making: private, gone afterwards, and swept by the next one after a kill."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from budgetpro.domain.errors import Failure
from budgetpro.storage.workplaces import sweep_workplaces, workplace_beside

HOLD = """
import sys
from pathlib import Path
from budgetpro.storage.workplaces import workplace_beside
with workplace_beside(Path(sys.argv[1])) as folder:
    (folder / "draft").touch()
    print(folder, flush=True)
    sys.stdin.readline()
"""


def test_the_workplace_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    with workplace_beside(tmp_path / "money" / "book.db") as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.parent.stat().st_mode & 0o777 == 0o700
        (folder / "draft").touch()
    assert list((tmp_path / "money").iterdir()) == []


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EROFS, "read_only")])
def test_a_place_that_takes_no_file_is_named(number: int, code: str, tmp_path: Path) -> None:
    with pytest.raises(Failure, match=str(tmp_path)) as refused, workplace_beside(tmp_path / "book.db"):
        raise OSError(number, os.strerror(number))
    assert refused.value.code == code


def hold(path: Path) -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_what_a_killed_process_left_is_swept_and_what_a_living_one_holds_is_not(tmp_path: Path) -> None:
    path = tmp_path / "[book]*.db"
    (killed, left), (living, held) = hold(path), hold(path)
    with killed, living:
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert left.is_dir()

        with workplace_beside(path) as own:
            assert {folder.name for folder in tmp_path.iterdir()} == {held.name, own.name}

        sweep_workplaces(path)
        assert list(held.iterdir()) == [held / "draft"]
        living.communicate("done\n")
        assert living.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_other_files_are_not_swept(tmp_path: Path) -> None:
    for name in ("book.db", ".book.db", ".book.db.draft-notes", ".other.db.draft-12345678"):
        (tmp_path / name).mkdir()
    (tmp_path / ".book.db.draft-a_file_1").touch()

    sweep_workplaces(tmp_path / "book.db")

    assert len(list(tmp_path.iterdir())) == 5
