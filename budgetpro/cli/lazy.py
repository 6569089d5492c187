"""Commands that are built when they run, out of ordinary Typer apps.

Building a command means reading its function's signature, and importing its module means
importing more; neither is done for a command that is only listed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.models import CommandInfo, TyperInfo

from budgetpro.cli.helps import unfolded
from budgetpro.cli.parameters import global_options, make_quick, without_numbers_as_options
from budgetpro.domain.errors import UsageFault

Built = TyperCommand | TyperGroup
MARKUP: Final = "rich"


class Command(TyperCommand):
    """A command that takes the global options too."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        make_quick(self.params)
        self._refuse_twins()
        self.params.extend(global_options())

    def _refuse_twins(self) -> None:
        """Raise TypeError where a command's own option would be taken for a global one."""
        own = {word for option in self.params for word in (option.name, *option.opts)}
        twins = own.intersection(word for option in global_options() for word in (option.name, *option.opts))
        if twins:
            raise TypeError(f"{self.name}: {', '.join(sorted(twins))} belong to every command")

    def get_help_option(self, ctx: Any) -> Any:
        return _quick(super().get_help_option(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, without_numbers_as_options(self.params, args))

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        formatter.write_usage(ctx.command_path.rstrip(), " ".join(self.collect_usage_pieces(ctx)))


class Deferred(TyperCommand):
    """A command's name and help, and how to build the rest."""

    def __init__(self, name: str, help: str, build: Callable[[], Built], **attributes: Any) -> None:  # noqa: A002
        super().__init__(name, help=help, **attributes)
        self.build = build


class Group(TyperGroup):
    """A group that takes the global options and builds the one command that is asked for."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        make_quick(self.params)
        self.params.extend(global_options())

    def get_help_option(self, ctx: Any) -> Any:
        return _quick(super().get_help_option(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        is_option = args[0].startswith("-")
        if args[0] not in self.commands and not is_option and not ctx.resilient_parsing:
            raise self._unknown(args[0], ctx.command_path)
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.build() if isinstance(command, Deferred) else command, rest

    def _unknown(self, name: str, path: str) -> UsageFault:
        near = self._meant(name)
        meant = " or ".join(f"'{path} {words}'" for words in near)
        hint = f"Did you mean {meant}?" if near else f"See '{path} --help' for the commands there are."
        return UsageFault(f"There is no command '{name}'.", hint=hint, code="unknown_command")

    def _meant(self, name: str) -> list[str]:
        """Return what was likely meant: an option of that name, a command one level down, or one that is near."""
        if any(f"--{name}" in option.opts for option in (*global_options(), *self.params)) or name == "help":
            return [f"--{name}"]
        groups = {word: command.build() for word, command in self.commands.items() if isinstance(command, Deferred)}
        below = [word for word, group in groups.items() if isinstance(group, Group) and name in group.commands]
        if below:
            return [f"{word} {name}" for word in below]
        from budgetpro.domain.names import near_misses

        return near_misses(name, list(self.commands), most=1)


class DefaultGroup(Group):
    """A group whose first command runs where none is named: `import FILE` beside `import list`."""

    @property
    def default(self) -> str:
        return next(iter(self.commands))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        is_default = args[0] not in self.commands if args else not ctx.resilient_parsing
        return super().parse_args(ctx, [self.default, *args] if is_default else args)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        return None if name == self.default else name, command, rest

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Return what may follow: the commands beside the first, and the first one's options."""
        _, first, _ = self.resolve_command(ctx, [self.default])
        own = first.shell_complete(ctx, incomplete) if incomplete.startswith("-") else []
        return [*own, *(item for item in super().shell_complete(ctx, incomplete) if item not in own)]


def load(name: str, module: str) -> Built:
    """Return the command or group that the Typer app in `module` (its `app`) describes.

    As with Typer itself, an app of one function is a command, unless it has a callback.
    """
    app: typer.Typer = import_module(module).app
    if app.registered_callback is None and len(app.registered_commands) == 1:
        return _deferred(app.registered_commands[0], name).build()
    return _group(name, app)


def _group(name: str, app: typer.Typer) -> Group:
    kind = app.info.cls if isinstance(app.info.cls, type) and issubclass(app.info.cls, Group) else Group
    return kind(
        name=name,
        help=_help_of(app),
        epilog=app.info.epilog if isinstance(app.info.epilog, str) else None,
        commands=[*map(_deferred, app.registered_commands), *map(_deferred_group, app.registered_groups)],
        no_args_is_help=True,
        rich_markup_mode=MARKUP,
    )


def _quick(option: Any) -> Any:
    make_quick([option])
    return option


def _deferred(info: CommandInfo, named: str | None = None) -> Deferred:
    function = cast(Callable[..., Any], info.callback)
    name = named or info.name or function.__name__.replace("_", "-")
    text = info.help = unfolded(info.help or inspect.getdoc(function) or "")
    return Deferred(name, text, lambda: _built(name, info), hidden=info.hidden, short_help=info.short_help)


def _deferred_group(info: TyperInfo) -> Deferred:
    app, name = cast(typer.Typer, info.typer_instance), str(info.name)
    return Deferred(name, _help_of(app) or "", lambda: _group(name, app))


def _help_of(app: typer.Typer) -> str | None:
    callback = app.registered_callback
    text = inspect.getdoc(callback.callback) if callback and callback.callback else None
    return unfolded(text) if text else None


def _built(name: str, info: CommandInfo) -> Built:
    one = typer.Typer(add_completion=False, rich_markup_mode=MARKUP)
    if info.cls in (None, TyperCommand):
        info.cls = Command
    one.registered_commands.append(info)
    command = typer.main.get_command(one)
    command.name = name
    return cast(Built, command)
