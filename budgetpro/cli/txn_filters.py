"""The filters that say which transactions: the same options for every command that takes many."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer
from typer.core import TyperOption

from budgetpro.cli.completion import account_names, category_names, payee_names, tag_names
from budgetpro.cli.lazy import Command
from budgetpro.cli.parameters import global_options, options_of

if TYPE_CHECKING:
    from budgetpro.services.filters import Filter

PANEL: Final = "Which transactions (all of it must hold)"
_KEPT: Final = "budgetpro.filters"


class Filtered(Command):
    """A command that takes the filters too."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        own = len(self.params) - len(global_options())
        twins = {param.name for param in self.params}.intersection(option.name for option in filter_options())
        if twins:
            raise TypeError(f"{self.name}: {', '.join(sorted(map(str, twins)))} are filters")
        self.params[own:own] = filter_options()


def filter_of(ctx: typer.Context, period: str | None = None) -> Filter:
    """Return what the filters of this command say; `period` is one that was given without its option."""
    from budgetpro.domain.errors import UsageFault
    from budgetpro.services.filters import Filter

    kept: dict[str, Any] = dict(ctx.meta.get(_KEPT, {}))
    if period is not None and kept.setdefault("period", period) != period:
        raise UsageFault(
            f"Two periods were given: {period} and {kept['period']}.",
            hint="Write one that spans both: 2026-01..2026-03.",
            code="conflicting_options",
        )
    return Filter(**kept)


def _keep(ctx: typer.Context, parameter: typer.CallbackParam, value: object) -> None:
    if value and not ctx.resilient_parsing:
        ctx.meta.setdefault(_KEPT, {})[parameter.name] = value


def _option(*names: str, **attributes: Any) -> Any:
    return typer.Option(
        *names, callback=_keep, expose_value=False, rich_help_panel=PANEL, show_default=False, **attributes
    )


def _options(
    period: Annotated[
        str | None, _option("--period", "-p", metavar="PERIOD", help="2026-03, last-month, ytd, 2026-01..2026-03; all.")
    ] = None,
    account: Annotated[
        str | None,
        _option(
            "--account", "-a", metavar="ACCOUNT", help="On this account or below it.", autocompletion=account_names
        ),
    ] = None,
    category: Annotated[
        str | None,
        _option(
            "--category", "-c", metavar="CATEGORY", help="In this category or below it.", autocompletion=category_names
        ),
    ] = None,
    is_uncategorised: Annotated[bool, _option("--uncategorised", help="In no category of yours yet.")] = False,
    payee: Annotated[
        str | None, _option("--payee", metavar="PAYEE", help="With this payee.", autocompletion=payee_names)
    ] = None,
    text: Annotated[
        str | None, _option("--text", "-t", metavar="TEXT", help="With this anywhere in payee, memo or reference.")
    ] = None,
    least: Annotated[str | None, _option("--min", metavar="AMOUNT", help="Of this size or more, in or out.")] = None,
    most: Annotated[str | None, _option("--max", metavar="AMOUNT", help="Of this size or less.")] = None,
    tags: Annotated[
        list[str] | None, _option("--tag", metavar="TAG", help="With this tag; repeatable.", autocompletion=tag_names)
    ] = None,
    status: Annotated[
        Literal["pending", "cleared", "reconciled"] | None,
        _option("--status", metavar="STATUS", help="pending, cleared or reconciled."),
    ] = None,
) -> None:
    """Declare the filters."""


@cache
def filter_options() -> tuple[TyperOption, ...]:
    """Return the filters as options of a command."""
    return options_of(_options)
