"""`budgetpro config`: the settings, and where each comes from."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from budgetpro.cli import streams
from budgetpro.cli.context import settings_of, show
from budgetpro.cli.helps import examples
from budgetpro.config import KEYS, Settings, config_file

if TYPE_CHECKING:
    from budgetpro.output.tabular import Table

app = typer.Typer(epilog=examples("budgetpro config show --origin"))


class SettingLine(NamedTuple):
    """A setting as it stands; `place` is the option, variable or file that gave it."""

    name: str
    value: str | float | None
    origin: str
    place: str | None


class ConfigPath(NamedTuple):
    """Where a person's own config file is looked for."""

    path: str


@app.callback()
def config() -> None:
    """Show the settings, and where each comes from.

    A flag is over a BUDGETPRO_ variable, over the file of --config, over your own config file, over the default.
    """


@app.command("show", epilog=examples("budgetpro config show --origin"))
def show_settings(
    ctx: typer.Context,
    with_origin: Annotated[bool, typer.Option("--origin", help="Say where each value comes from.")] = False,
) -> None:
    """Show every setting; a password in a database URL is hidden."""
    show(ctx, "config", _lines(settings_of(ctx)), lambda lines: _table(lines, with_origin))


@app.command("path", epilog=examples('$EDITOR "$(budgetpro config path)"'))
def path(ctx: typer.Context) -> None:
    """Print where your own config file is looked for, whether it exists or not."""
    if settings_of(ctx).format == "table":
        streams.require_output()
        sys.stdout.write(f"{config_file(os.environ)}\n")
    else:
        show(ctx, "config_path", ConfigPath(str(config_file(os.environ))), _path_table)


def _path_table(found: ConfigPath) -> Table:
    from budgetpro.output.tabular import Column, Table

    return Table((Column("path", "Path"),), [tuple(found)])


def _lines(settings: Settings) -> tuple[SettingLine, ...]:
    lines = []
    for name, key in KEYS.items():
        value = getattr(settings, name)
        origin = settings.origins[name]
        shown = _without_secret(value) if key.is_secret else value
        lines.append(SettingLine(name, shown, origin.kind, origin.place))
    return tuple(lines)


def _without_secret(database: str) -> str:
    """Return where the book is, without what a server's address may hold of user and password."""
    from budgetpro.storage.database import database_of

    place = database_of(database)
    return database if place.dialect == "sqlite" else str(place)


def _table(lines: tuple[SettingLine, ...], with_origin: bool) -> Table:
    from budgetpro.output.tabular import Column, Table

    return Table(
        (
            Column("name", "Setting"),
            Column("value", "Value", "prose"),
            Column("origin", "From", "word", in_table=with_origin),
            Column("place", "Place", "prose", in_table=with_origin),
        ),
        [(line.name, None if line.value is None else str(line.value), line.origin, line.place) for line in lines],
    )
