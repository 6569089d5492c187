"""`budgetpro report`: what everything stands at, and where the money went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from budgetpro.cli.completion import account_names
from budgetpro.cli.context import day_of, reading, screen, settings_of, show, today
from budgetpro.cli.helps import examples
from budgetpro.domain.errors import UsageFault

if TYPE_CHECKING:
    from budgetpro.output.chart import Chart

app = typer.Typer(epilog=examples("budgetpro report balance", "budgetpro report spending last-month --chart"))

Accounts = Annotated[
    list[str] | None,
    typer.Option(
        "--account",
        "-a",
        metavar="ACCOUNT",
        help="Only this account and those below it; repeatable.",
        autocompletion=account_names,
    ),
]
WithChart = Annotated[bool, typer.Option("--chart", help="Draw bars below the table.")]


@app.callback()
def report() -> None:
    """Answer from the book: what everything stands at, and where the money went."""


@app.command(
    "balance",
    epilog=examples(
        "budgetpro report balance",
        "budgetpro report balance --on 2026-01-31 --chart",
        "budgetpro report balance --account bank --json",
    ),
)
def balance(
    ctx: typer.Context,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DAY", help="At the end of this day; today's unless said."),
    ] = None,
    accounts: Accounts = None,
    with_chart: WithChart = False,
) -> None:
    """Show what every account holds, what is owed, and the net worth in each currency."""
    from budgetpro.output.reports import chart_balances, list_balances, tabulate_balances
    from budgetpro.services.reporting import report_balance

    _refuse_chart_for_programs(ctx, with_chart)
    day = day_of(on)
    with reading(ctx) as book:
        result = report_balance(book, on=day, accounts=accounts or ())
    show(ctx, "report_balance", result, tabulate_balances, rows=list_balances)
    if with_chart:
        _draw(ctx, chart_balances(result))


@app.command(
    "spending",
    epilog=examples(
        "budgetpro report spending",
        "budgetpro report spending last-month --by payee --limit 10",
        "budgetpro report spending 2026 --by month --chart",
        "budgetpro report spending ytd --depth 1 --csv",
    ),
)
def spending(
    ctx: typer.Context,
    period: Annotated[
        str | None,
        typer.Argument(
            metavar="PERIOD",
            help="2026, 2026-03, 2026-q1, last-month, ytd, 2026-01..2026-03, all. "
            "Without it this month, or this year where it is by month.",
        ),
    ] = None,
    by: Annotated[Literal["category", "payee", "month"], typer.Option("--by", help="What to add up by.")] = "category",
    depth: Annotated[
        int | None,
        typer.Option("--depth", metavar="N", help="Fold deeper categories into this level; 1 is the top."),
    ] = None,
    accounts: Annotated[
        list[str] | None,
        typer.Option(
            "--account",
            "-a",
            metavar="ACCOUNT",
            help="Only what was paid from this account or those below it; repeatable.",
            autocompletion=account_names,
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", help="Show the N largest and sum the others up.")
    ] = None,
    with_chart: WithChart = False,
) -> None:
    """Show where the money went: by category, by payee, or month by month beside the income.

    Refunds count against what was spent, and currencies stand apart.
    """
    from budgetpro.output.reports import chart_spending, list_spending, tabulate_spending
    from budgetpro.services.reporting import report_spending

    _refuse_chart_for_programs(ctx, with_chart)
    with reading(ctx) as book:
        result = report_spending(book, period, today=today(), by=by, depth=depth, accounts=accounts or (), limit=limit)
    show(ctx, "report_spending", result, tabulate_spending, rows=list_spending)
    if with_chart:
        _draw(ctx, chart_spending(result))


def _refuse_chart_for_programs(ctx: typer.Context, with_chart: bool) -> None:
    form = settings_of(ctx).format
    if with_chart and form != "table":
        raise UsageFault(
            f"A chart is for people, and {form} for programs; they do not go together.",
            hint=f"Leave out --chart, or --{form if form in ('json', 'csv') else 'format'}.",
            code="conflicting_options",
        )


def _draw(ctx: typer.Context, charts: list[Chart]) -> None:
    from budgetpro.output.chart import write_charts

    write_charts(screen(ctx), charts)
