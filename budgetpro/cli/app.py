"""The command line's root.

To add a command, write a module with an ordinary Typer app named `app` and a line in
`COMMANDS`. The module is imported when its command runs or its own help is asked, so its one
line of help stands here. What to mind in the module:

- Import at the top only typer, `budgetpro.cli.context` and light domain types; services and
  what shows their results are imported inside the function.
- A function with a callback beside it (`@app.callback()`, its docstring is the group's help)
  or with siblings makes a group; one function alone is a command of its own.
- Every command takes the global options by itself; the function takes `ctx: typer.Context`
  and uses `budgetpro.cli.context` with it.
- Parameters are `str`, `bool`, `int`, `list[str]` or a `Literal`: these need no conversion by
  pydantic, which would take longer than the command. Amounts and dates come as text.
- Raise the errors of `budgetpro.domain.errors`; exit codes and wording are seen to in `errors`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, cast

import typer

from budgetpro.cli import errors, streams
from budgetpro.cli.helps import examples
from budgetpro.cli.lazy import MARKUP, Deferred, Group, load
from budgetpro.cli.parameters import make_quick

PROGRAM: Final = "budgetpro"
COMPLETION_VARIABLE: Final = "_BUDGETPRO_COMPLETE"

COMMANDS: Final[Mapping[str, tuple[str, str]]] = {
    "account": ("budgetpro.cli.account", "Add, list and change accounts: where money sits."),
    "category": ("budgetpro.cli.category", "Add, list and change categories: what money is earned by and spent on."),
    "check": ("budgetpro.cli.check", "Prove that the book holds together."),
    "commodity": (
        "budgetpro.cli.commodity",
        "Add and list units beside currencies: shares, crypto.",
    ),
    "config": ("budgetpro.cli.config", "Show the settings, and where each comes from."),
    "demo": ("budgetpro.cli.demo", "Show what budgetpro does, on a made-up household's year."),
    "export": ("budgetpro.cli.export", "Write the whole book to a file that can be read back."),
    "init": ("budgetpro.cli.init", "Make a book, and its database where there is none."),
    "report": ("budgetpro.cli.report", "Show balances, and where the money went."),
    "txn": ("budgetpro.cli.txn", "Enter, import, find and change transactions."),
    "upgrade": ("budgetpro.cli.upgrade", "Bring a database to this budgetpro's schema."),
}
"""Each command's module and its line in the help."""


FIRST_EXAMPLES: Final = examples(
    "budgetpro demo",
    "budgetpro account add Checking",
    "budgetpro txn import statement.csv --account checking",
    "budgetpro report spending last-month --chart",
)


class Root(Group):
    """All of budgetpro."""

    def __init__(self, **attributes: object) -> None:
        super().__init__(**attributes)
        for name, (module, help_line) in COMMANDS.items():
            self.add_command(Deferred(name, help_line, partial(load, name, module)))


def run(args: Sequence[str]) -> int:
    """Run the command line `args` (without the program's name) and return the exit code."""
    streams.prepare()
    try:
        return _told(args)
    except (KeyboardInterrupt, typer.Abort):
        streams.end_line()
        return errors.INTERRUPTED
    except BrokenPipeError:
        streams.close_quietly()
        return 0
    except SystemExit as end:  # so Rich leaves a page of help whose reader has gone
        if isinstance(end.__context__, BrokenPipeError):
            return 0
        raise


def _told(args: Sequence[str]) -> int:
    """Run the command line, see that its output got out, and tell the error if there is one."""
    try:
        code = _run(args)
        sys.stdout.flush()
    except (BrokenPipeError, typer.Abort):
        raise
    except Exception as error:
        code = errors.tell(error, args)
        sys.stdout.flush()
    return code


def root() -> Root:
    """Return the whole command line, its commands not yet loaded."""
    app = typer.Typer(name=PROGRAM, cls=Root, rich_markup_mode=MARKUP, epilog=FIRST_EXAMPLES)
    app.callback(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})(_start)
    built = cast(Root, typer.main.get_command(app))
    make_quick(built.params)
    return built


def _run(args: Sequence[str]) -> int:
    streams.settle_color(errors.values_of("--color", args)[-1:])
    program = root()
    if COMPLETION_VARIABLE in os.environ or any(word.endswith("-completion") for word in args):
        from budgetpro.cli.shells import register

        register()
    if COMPLETION_VARIABLE in os.environ:
        program.main(prog_name=PROGRAM, args=list(args))
    try:
        with program.make_context(PROGRAM, list(args)) as context:
            program.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    return 0


def _start(ctx: typer.Context) -> None:
    """Keep your household's books: bank statements in, categories, balances and budgets out."""
    if ctx.invoked_subcommand is None:
        from budgetpro.cli.welcome import greet

        greet(ctx)
