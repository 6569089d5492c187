"""What a command works with, from its `typer.Context`.

    with reading(ctx) as book:                      # or writing(ctx): commits, or changes nothing
        result = list_things(book, today=today())
    show(ctx, "things", result, tabulate_things)    # a question's answer, in the format asked for
    announce(ctx, "thing", result, tabulate_things, "Added thing X.")   # a change's; a sentence for people
    note(ctx, "3 rows were skipped.")               # beside the result, on standard error
    confirm(ctx, "Delete 12 transactions?")         # returns, or refuses

Show after the book is closed wherever the result allows it, so that a change is committed
before it is told.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

import typer

from budgetpro.cli import streams
from budgetpro.cli.parameters import FLAGS
from budgetpro.config import Settings, load_settings
from budgetpro.domain.errors import Failure, NotFound, UsageFault
from budgetpro.output.show import Screen, write_result
from budgetpro.output.tabular import Table

if TYPE_CHECKING:
    from budgetpro.storage.book import Book

Result = TypeVar("Result")

_SETTINGS: Final = "budgetpro.settings"


def flags_of(ctx: typer.Context) -> dict[str, Any]:
    """Return the global options that were given, by name."""
    flags: dict[str, Any] = ctx.meta.setdefault(FLAGS, {})
    return flags


def settings_of(ctx: typer.Context) -> Settings:
    """Return the settings of this run, read once."""
    settings: Settings | None = ctx.meta.get(_SETTINGS)
    if settings is None:
        settings = ctx.meta[_SETTINGS] = load_settings(flags_of(ctx), os.environ)
    return settings


def today() -> date:
    """Return today's date where the user is, or the day that BUDGETPRO_TODAY (ISO) claims it to be."""
    claimed = os.environ.get("BUDGETPRO_TODAY")
    if claimed:
        from budgetpro.domain.days import parse_day

        return parse_day(claimed, date.min)
    return date.today()  # noqa: DTZ011 - a person's day is the day of the place where they are


def day_of(text: str | None) -> date:
    """Return the day that a person wrote, or today where nothing was; UsageFault `invalid_date`."""
    if text is None:
        return today()
    from budgetpro.domain.days import parse_day

    return parse_day(text, today())


def screen(ctx: typer.Context) -> Screen:
    """Return standard output as results are written to it."""
    settings = settings_of(ctx)
    if settings.origins["color"].kind == "file":
        has_color = streams.has_color(sys.stdout, preferred=settings.color)
    else:
        has_color = streams.has_color(sys.stdout, settings.color)
    return Screen(sys.stdout, sys.stdout.isatty(), has_color)


def show(
    ctx: typer.Context,
    kind: str,
    result: Result,
    tabulate: Callable[[Result], Table],
    *,
    rows: Callable[[Result], Iterable[object]] | None = None,
) -> None:
    """Write a result to standard output in the format asked for.

    `kind` names it in JSON. `tabulate` gives its table. `rows` gives the objects of JSON lines
    where the result is no list of them. An iterator is written as it comes. Raises Failure
    `output_closed` where it would be written to nobody.
    """
    streams.require_output()
    form = settings_of(ctx).format
    streams.prepare_for(form)
    write_result(screen(ctx), form, kind, result, tabulate, rows)


def announce(
    ctx: typer.Context,
    kind: str,
    result: Result,
    tabulate: Callable[[Result], Table],
    sentence: str,
    *,
    rows: Callable[[Result], Iterable[object]] | None = None,
) -> None:
    """Tell what was changed: people read a sentence (none with --quiet), programs the result.

    Where standard output is closed nobody wants to know, and the change stands.
    """
    if not streams.is_output_open():
        return
    if settings_of(ctx).format != "table":
        show(ctx, kind, result, tabulate, rows=rows)
    elif not flags_of(ctx).get("quiet"):
        sys.stdout.write(f"{_plain(sentence)}\n")


def note(ctx: typer.Context, text: str) -> None:
    """Write something beside the result to standard error; --quiet keeps it back."""
    if not flags_of(ctx).get("quiet"):
        sys.stderr.write(f"{_plain(text)}\n")


def warn(text: str) -> None:
    """Write something that needs a person to standard error, --quiet or not."""
    sys.stderr.write(f"{_plain(text)}\n")


def is_interactive() -> bool:
    """Say whether somebody is there to answer."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def confirm(ctx: typer.Context, question: str) -> None:
    """Return if --yes was given or the person says yes.

    Raises Failure `cancelled` for a no, and `needs_confirmation` where nobody can be asked.
    """
    if flags_of(ctx).get("yes"):
        return
    if not is_interactive():
        raise Failure(
            f"This needs an answer: {_plain(question)} Nothing was changed.",
            hint="Give --yes to go on without being asked.",
            code="needs_confirmation",
        )
    if not typer.confirm(_plain(question), err=True):
        raise Failure("Nothing was changed.", code="cancelled")


@contextmanager
def progress(ctx: typer.Context, label: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Yield a function that moves a bar on by as much; there is a bar on a terminal only."""
    if flags_of(ctx).get("quiet") or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    has_color = streams.has_color(sys.stderr, settings_of(ctx).color)
    console = Console(stderr=True, color_system="auto" if has_color else None)
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda step: bar.advance(task, step)


@contextmanager
def reading(ctx: typer.Context) -> Iterator[Book]:
    """Open the book for questions: one snapshot, never waiting for a writer."""
    from budgetpro.storage.book import open_book

    settings = settings_of(ctx)
    with open_book(settings.database, settings.book, writing=False, lock_timeout=settings.lock_timeout) as book:
        yield book


@contextmanager
def writing(ctx: typer.Context) -> Iterator[Book]:
    """Open the book for changes, all of them or none; on a fresh machine it is made first."""
    from budgetpro.storage.book import open_book

    settings = settings_of(ctx)
    opened = partial(open_book, settings.database, settings.book, writing=True, lock_timeout=settings.lock_timeout)
    with ExitStack() as stack:
        try:
            book = stack.enter_context(opened())
        except NotFound as missing:
            if missing.code != "no_book":
                raise
            _make_first_book(ctx, settings)
            book = stack.enter_context(opened())
        try:
            yield book
        except BrokenPipeError:
            raise Failure("The output was closed early. Nothing was changed.", code="output_closed") from None


def _make_first_book(ctx: typer.Context, settings: Settings) -> None:
    """Create the book that there is none of yet, and say so."""
    from budgetpro.services.books import create_book
    from budgetpro.storage.database import database_of

    name = settings.book or "main"
    try:
        create_book(settings.database, name, settings.currency, starter=True, lock_timeout=settings.lock_timeout)
    except UsageFault as fault:
        if fault.code != "book_exists":
            raise
        return  # another command was a moment faster
    note(
        ctx,
        f"Made the book '{name}' in {database_of(settings.database)}: "
        f"base currency {settings.currency}, starter categories added.",
    )


def _plain(text: str) -> str:
    """Return the text without anything that would steer a terminal."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)
