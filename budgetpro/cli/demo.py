"""`budgetpro demo`: what budgetpro does, shown on a made-up household's year."""

from __future__ import annotations

import io
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from budgetpro.cli.app import PROGRAM, run
from budgetpro.cli.context import flags_of, screen, settings_of, show
from budgetpro.cli.demo_steps import STEPS
from budgetpro.cli.demo_tale import Tale
from budgetpro.cli.errors import INTERRUPTED
from budgetpro.cli.helps import examples
from budgetpro.domain.errors import Failure, UsageFault

if TYPE_CHECKING:
    from budgetpro.output.tabular import Table

DATABASE: Final = "book.db"
DATABASE_VARIABLE: Final = "BUDGETPRO_DATABASE_URL"
OWN_STEPS: Final = (
    ("An account, with what it held before the statement begins", "account add Checking --opening 250 --on 2026-01-01"),
    ("A statement from your bank's site", "txn import statement.csv --account checking"),
    ("Where the money went", "report spending all --chart"),
)

app = typer.Typer()


class DemoCommand(NamedTuple):
    """A command that was run, as a user types it, and how it ended."""

    command: str
    exit_code: int


class Demo(NamedTuple):
    """The demo's folder, the book in it, and the commands that made it."""

    path: str
    database: str
    steps: tuple[DemoCommand, ...]


@app.command(epilog=examples("budgetpro demo", "budgetpro demo ./trial", "budgetpro demo --json"))
def demo(
    ctx: typer.Context,
    folder: Annotated[
        str | None,
        typer.Argument(metavar="FOLDER", help="Where to make it, new or empty; a new temporary folder unless said."),
    ] = None,
) -> None:
    """Show what budgetpro does, on a year of a made-up household's bank statements.

    Every command that is shown is really run. The book is one of its own, in a folder of its
    own, and stays there to play with; your book and your settings are not touched.
    """
    _refuse_another_book(ctx)
    is_told = settings_of(ctx).format == "table" and not flags_of(ctx).get("quiet")
    tale = Tale(screen(ctx))
    with (
        _made(folder) as place,
        _surroundings(place, has_color=screen(ctx).has_color),
        redirect_stdout(sys.stdout if is_told else io.StringIO()),
    ):
        ran = _play(tale, place)
    made = Demo(str(place), str(place / DATABASE), ran)
    if settings_of(ctx).format != "table":
        show(ctx, "demo", made, _table_of, rows=lambda made: made.steps)
    elif is_told:
        _end(tale, made)
    else:
        sys.stdout.write(f"{made.path}\n")


def _refuse_another_book(ctx: typer.Context) -> None:
    """Raise UsageFault where a book is named: the demo must not write to it, and should not seem to."""
    for name in ("database", "book"):
        if name in flags_of(ctx):
            raise UsageFault(
                f"The demo has a book of its own; --{name} does not go with it.",
                hint=f"Name a folder for it, or nothing: {PROGRAM} demo ./trial",
                code="conflicting_options",
            )


@contextmanager
def _made(folder: str | None) -> Iterator[Path]:
    """Yield the demo's folder; where the demo fails it is as it was before."""
    place = Path(tempfile.mkdtemp(prefix="budgetpro-demo-") if folder is None else folder).expanduser().absolute()
    is_new = folder is None or not place.exists()
    if not is_new and (not place.is_dir() or any(place.iterdir())):
        raise Failure(
            f"'{folder}' is there already and no empty folder. Nothing was changed.",
            hint=f"Name a folder that is not there yet, or none: {PROGRAM} demo",
            code="folder_not_empty",
        )
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield place
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        if not is_new:
            place.mkdir(mode=0o700)
        raise


@contextmanager
def _surroundings(place: Path, *, has_color: bool) -> Iterator[None]:
    """Be in the demo's folder as on a fresh machine: with no settings but those that the demo tells of."""
    before = dict(os.environ)
    kept = {name: text for name, text in before.items() if not name.startswith(("BUDGETPRO_", "XDG_"))}
    own = {DATABASE_VARIABLE: DATABASE, "BUDGETPRO_COLOR": "always" if has_color else "never", "HOME": str(place)}
    try:
        _set_environment(kept | own)
        with chdir(place):
            yield
    finally:
        _set_environment(before)


def _set_environment(variables: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(variables)


def _play(tale: Tale, place: Path) -> tuple[DemoCommand, ...]:
    """Lay out the statements, and tell and run every step."""
    from importlib.resources import files

    for statement in (files("budgetpro") / "demo").iterdir():
        (place / statement.name).write_bytes(statement.read_bytes())
    tale.head("A year of a made-up household, in a book of its own. Every command is really run.")
    tale.gap()
    tale.show_command(f"cd {shlex.quote(str(place))}")
    tale.show_command(f"export {DATABASE_VARIABLE}={DATABASE}")
    ran = []
    for number, step in enumerate(STEPS, 1):
        tale.gap()
        tale.head(f"{number}. {step.told}")
        for n, command in enumerate(step.commands):
            if n == 0 or step.has_tables:
                tale.gap()
            tale.show_command(f"{PROGRAM} {command}")
            ran.append(_run(command))
    return tuple(ran)


def _run(command: str) -> DemoCommand:
    """Run a command; what it says beside its result follows the result. Failure `demo_failed` unless it ends well."""
    typed, beside = f"{PROGRAM} {command}", io.StringIO()
    with redirect_stderr(beside):
        code = run(shlex.split(command))
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    if code:
        reason = " ".join(beside.getvalue().split())
        raise Failure(f"'{typed}' ended with exit code {code}: {reason}", code="demo_failed")
    sys.stdout.write(beside.getvalue())
    return DemoCommand(typed, code)


def _end(tale: Tale, made: Demo) -> None:
    """Tell how to go on."""
    tale.gap()
    tale.head("Three steps, and it is your own:")
    tale.gap()
    for number, (purpose, command) in enumerate(OWN_STEPS, 1):
        tale.say(f"{number}. {purpose}")
        tale.offer(f"{PROGRAM} {command}")
    tale.gap()
    tale.say(f"The demo's book and its statements stay in {made.path}. Look around in it:")
    tale.offer(f"{PROGRAM} --database {shlex.quote(made.database)} txn list")


def _table_of(made: Demo) -> Table:
    """Return one row for each command, for programs."""
    from budgetpro.output.tabular import Column, Table

    return Table((Column("command", "Command"), Column("exit_code", "Exit code", "number")), made.steps)
