"""Private files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from budgetpro.storage.files import create_private, publish


def test_a_private_file_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        create_private(tmp_path / "book.db")
    finally:
        os.umask(before)
    assert (tmp_path / "book.db").stat().st_mode & 0o777 == 0o600


def test_a_published_file_has_the_content_of_the_finished_one(tmp_path: Path) -> None:
    (tmp_path / "draft").write_text("whole")
    assert publish(tmp_path / "draft", tmp_path / "book.db")
    assert (tmp_path / "book.db").read_text() == "whole"


def _refuse_links(self: Path, target: Path) -> None:
    raise OSError(errno.EOPNOTSUPP, "no hard links here")


@pytest.mark.parametrize("has_links", [True, False])
def test_publishing_never_takes_the_place_of_a_file(
    has_links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_links:
        monkeypatch.setattr(Path, "hardlink_to", _refuse_links)
    (tmp_path / "draft").write_text("new")
    (tmp_path / "book.db").write_text("old")
    assert not publish(tmp_path / "draft", tmp_path / "book.db")
    assert (tmp_path / "book.db").read_text() == "old"


def test_a_disk_without_hard_links_can_hold_a_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "hardlink_to", _refuse_links)
    (tmp_path / "draft").write_text("whole")
    assert publish(tmp_path / "draft", tmp_path / "book.db")
    assert (tmp_path / "book.db").read_text() == "whole"
