"""Parameters: the global options, declared once, and values taken without Typer's detour.

Typer converts every value by pydantic, and loading that takes longer than most commands run
(65 ms). Plain values (text, flags, whole numbers, literals, lists of text) need no conversion;
whatever else comes, and every mistake, goes Typer's own way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Annotated, Any, Final, cast

import typer
from typer.core import TyperArgument, TyperOption
from typer.models import ParameterInfo

from budgetpro import __version__
from budgetpro.config import ColorChoice, Format
from budgetpro.domain.errors import UsageFault

FLAGS: Final = "budgetpro.flags"
"""Where `Context.meta` keeps the global options that were given."""

PANEL: Final = "Global options"
_NOT_PLAIN: Final = object()
_FORMAT_FLAGS: Final = ("format", "json", "csv")


class QuickOption(TyperOption):
    """An option that takes plain values as they are; a flag's type is no news in the help."""

    def process_value(self, ctx: Any, value: Any) -> Any:
        return _processed(self, ctx, value, super().process_value)

    def display_type_rich(self, ctx: Any) -> str | None:
        return None if self.is_flag else super().display_type_rich(ctx)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        return _going_on(super().shell_complete(ctx, ""), incomplete)


class QuickArgument(TyperArgument):
    """An argument that takes plain values as they are, and is shown as people write it: FILE..., [PERIOD]."""

    def process_value(self, ctx: Any, value: Any) -> Any:
        if isinstance(value, str):
            value = value.removeprefix(NOT_AN_OPTION)
        elif isinstance(value, (list, tuple)):
            value = [word.removeprefix(NOT_AN_OPTION) for word in value]
        return _processed(self, ctx, value, super().process_value)

    def display_type_rich(self, ctx: Any) -> str | None:  # noqa: ARG002 - Typer calls it so
        return None

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        return _going_on(super().shell_complete(ctx, ""), incomplete)

    def get_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer calls it so
        name = self.display_name_raw + ("..." if self.nargs == -1 else "")
        return [name if self.required else f"[{name}]"]


def _going_on(items: Sequence[Any], typed: str) -> list[Any]:
    """Return what of the items goes on from what was typed; Typer itself minds capitals."""
    if not items:
        return []
    from budgetpro.cli.completion import going_on

    return [type(items[0])(value) for value in going_on(typed, [item.value for item in items])]


def make_quick(parameters: Iterable[object]) -> None:
    """Turn parameters that Typer made into quick ones."""
    for parameter in parameters:
        if type(parameter) is TyperOption:
            parameter.__class__ = QuickOption
        elif type(parameter) is TyperArgument:
            parameter.__class__ = QuickArgument


NOT_AN_OPTION: Final = "\0"
"""What leads a word that begins with a minus sign and is none; nobody can type it."""


def without_numbers_as_options(parameters: Iterable[Any], words: Sequence[str]) -> list[str]:
    """Return the words of a command, a negative amount or a day such as -3d led by `NOT_AN_OPTION`.

    The value of an option stays as it is, and so does all behind a double dash.
    """
    takes_value = {name for one in parameters if not getattr(one, "is_flag", True) for name in one.opts}
    end = words.index("--") if "--" in words else len(words)
    return [
        NOT_AN_OPTION + word if n < end and _is_number(word) and (n == 0 or words[n - 1] not in takes_value) else word
        for n, word in enumerate(words)
    ]


def _is_number(word: str) -> bool:
    return word.startswith("-") and word[1:].lstrip(".,")[:1].isdecimal()


def _processed(parameter: TyperOption | TyperArgument, ctx: Any, value: Any, convert: Callable[[Any, Any], Any]) -> Any:
    plain = _plain(parameter, value)
    if plain is _NOT_PLAIN:
        return convert(ctx, value)
    return plain if parameter.callback is None else cast(Any, parameter.callback)(ctx, parameter, plain)


def _plain(parameter: TyperOption | TyperArgument, value: Any) -> Any:
    """Return what the command wants for a value, or `_NOT_PLAIN` where that is for Typer to say."""
    wanted = parameter.type_descriptor
    is_list = parameter.multiple or parameter.nargs == -1
    if wanted.parameter_info.parser is not None:
        return _NOT_PLAIN
    if value is None or (is_list and not value):
        return _NOT_PLAIN if parameter.required else () if is_list else None
    if wanted.annotation == list[str]:
        return tuple(value)
    if wanted.annotation in (str, bool):
        return value if isinstance(value, wanted.annotation) else _NOT_PLAIN
    if wanted.annotation is int:
        return _whole_number(parameter, wanted.parameter_info, value)
    return _word(parameter, value)


def _whole_number(parameter: TyperOption | TyperArgument, limits: ParameterInfo, value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.removeprefix("-").isdecimal():
        value = int(value)
    if (
        type(value) is int
        and (limits.min is None or limits.min <= value)
        and (limits.max is None or value <= limits.max)
    ):
        return value
    least = f" from {limits.min}" if limits.min is not None else ""
    most = f" to {limits.max}" if limits.max is not None else ""
    raise UsageFault(
        f"{parameter.get_error_hint()} takes a whole number{least}{most}; not '{value}'.", code="invalid_number"
    )


def _word(parameter: TyperOption | TyperArgument, value: Any) -> Any:
    """Return a word of a literal; raise UsageFault `invalid_choice` where it is none."""
    choices = parameter.type_descriptor.choices
    is_literal = choices is not None and parameter.type_descriptor.case_sensitive and set(map(type, choices)) == {str}
    if choices is None or not is_literal or not isinstance(value, str):
        return _NOT_PLAIN
    if value in choices:
        return value
    from budgetpro.domain.names import near_misses

    near = near_misses(value, choices, most=1)
    raise UsageFault(
        f"{parameter.get_error_hint()} takes {', '.join(choices)}; not '{value}'.",
        hint=f"Did you mean {near[0]}?" if near else None,
        code="invalid_choice",
    )


def _keep(ctx: typer.Context, parameter: typer.CallbackParam, value: str | None) -> None:
    """Note a global option that was given; the later one counts, but two formats are a contradiction."""
    if not value:
        return
    flags = ctx.meta.setdefault(FLAGS, {})
    if parameter.name not in _FORMAT_FLAGS:
        flags[parameter.name] = value
        return
    wanted = value if parameter.name == "format" else parameter.name
    if flags.setdefault("format", wanted) != wanted:
        raise UsageFault(
            f"Two output formats were asked for: {flags['format']} and {wanted}.",
            hint="Give one of --format, --json, --csv.",
            code="conflicting_options",
        )


def _version(value: bool) -> None:
    if value:
        typer.echo(f"budgetpro {__version__}")
        raise typer.Exit


def _option(*names: str, **attributes: Any) -> Any:
    attributes.setdefault("callback", _keep)
    return typer.Option(*names, expose_value=False, rich_help_panel=PANEL, show_default=False, **attributes)


def _options(
    book: Annotated[str | None, _option("--book", metavar="NAME", help="The book to work on.")] = None,
    database: Annotated[
        str | None,
        _option("--database", metavar="URL", help="Where the book is: a path, sqlite:///FILE or postgresql://…"),
    ] = None,
    format: Annotated[  # noqa: A002 - named as the option is
        Format | None, _option("--format", metavar="FORM", help="Write table, json, jsonl, csv or tsv.")
    ] = None,
    json: Annotated[bool, _option("--json", help="Short for --format json.")] = False,
    csv: Annotated[bool, _option("--csv", help="Short for --format csv.")] = False,
    color: Annotated[
        ColorChoice | None,
        _option("--color", metavar="WHEN", help="Use colour auto, always or never."),
    ] = None,
    quiet: Annotated[bool, _option("--quiet", "-q", help="Print only what needs a person.")] = False,
    yes: Annotated[bool, _option("--yes", "-y", help="Answer yes to what would be asked.")] = False,
    lock_timeout: Annotated[
        str | None,
        _option("--lock-timeout", metavar="SECONDS", help="How long to wait for another writer; 10 unless said."),
    ] = None,
    config: Annotated[str | None, _option("--config", metavar="FILE", help="Settings to use over your own.")] = None,
    debug: Annotated[bool, _option("--debug", help="Show where an error comes from.")] = False,
    version: Annotated[
        bool, _option("--version", callback=_version, is_eager=True, help="Tell the version and stop.")
    ] = False,
) -> None:
    """Declare the options that every command takes."""


@cache
def global_options() -> tuple[TyperOption, ...]:
    """Return the options that every command and group takes, before as well as behind its name."""
    return options_of(_options)


def options_of(declaration: Callable[..., None]) -> tuple[TyperOption, ...]:
    """Return the options that a function's signature declares, apart from any command."""
    declared = typer.Typer(add_completion=False)
    declared.command()(declaration)
    options = typer.main.get_command(declared).params
    make_quick(options)
    return tuple(cast(list[TyperOption], options))
