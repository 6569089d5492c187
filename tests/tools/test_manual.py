from __future__ import annotations

from pathlib import Path

from tools.manual import PICTURE, REFERENCE, picture, reference, screen

STALE = "stale: run `nox -s manual`"


def test_command_reference_is_what_help_says(tmp_path: Path) -> None:
    assert REFERENCE.read_text(encoding="utf-8") == reference(tmp_path), STALE


def test_picture_is_what_the_commands_print(tmp_path: Path) -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(screen(tmp_path)), STALE
