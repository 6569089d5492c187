from __future__ import annotations

import sys
from types import ModuleType
from typing import Annotated

import pytest
import typer

from budgetpro.cli.lazy import load


def module_with(monkeypatch: pytest.MonkeyPatch, app: typer.Typer) -> str:
    module = ModuleType("budgetpro_test_command")
    module.app = app  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module.__name__


@pytest.mark.parametrize("option", ["--quiet", "-y", "--format"])
def test_an_option_of_every_command_is_not_taken_by_one(monkeypatch: pytest.MonkeyPatch, option: str) -> None:
    app = typer.Typer()

    @app.command()
    def command(other: str = typer.Option("", option)) -> None: ...

    with pytest.raises(TypeError, match=f"{option} belong to every command"):
        load("command", module_with(monkeypatch, app))


def test_nor_is_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    app = typer.Typer()

    @app.command()
    def command(book: Annotated[str, typer.Option("--tome")] = "") -> None: ...

    with pytest.raises(TypeError, match="book belong to every command"):
        load("command", module_with(monkeypatch, app))


def test_a_command_is_built_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    app = typer.Typer()

    @app.command()
    def good() -> None:
        """Do good."""

    @app.command(hidden=True)
    def broken(quiet: bool) -> None: ...

    group = load("group", module_with(monkeypatch, app))

    assert {name: command.help for name, command in group.commands.items()} == {"good": "Do good.", "broken": ""}  # type: ignore[union-attr]
