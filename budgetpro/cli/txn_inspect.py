"""`budgetpro txn inspect`: what is in a statement file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from budgetpro.cli import hints
from budgetpro.cli.context import screen, settings_of, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from budgetpro.services.statements.inspecting import InspectedStatement


def inspect_file(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A statement file; - is standard input.")],
    date_order: hints.DateOrder = None,
    decimal: hints.DecimalMark = None,
    sign: hints.Sign = None,
    encoding: hints.Encoding = None,
    currency: hints.Currency = None,
) -> None:
    """Show what budgetpro sees in a statement file. It needs no book and changes nothing."""
    from budgetpro.cli.asking import with_answers
    from budgetpro.output.statements import rows_of, tabulate_lines, tabulate_summary
    from budgetpro.services.statements.inspecting import inspect_statement

    given = hints.hints_of(date_order, decimal, sign, encoding, currency)
    statements = with_answers(given, lambda answered: inspect_statement(file, answered))
    is_for_people = settings_of(ctx).format == "table"
    show(ctx, "statements", statements, tabulate_summary if is_for_people else tabulate_lines, rows=rows_of)
    if is_for_people:
        _show_details(ctx, statements)


def _show_details(ctx: typer.Context, statements: Sequence[InspectedStatement]) -> None:
    """Show people the first rows of each statement, and the problems."""
    from budgetpro.output.show import write_for_people
    from budgetpro.output.statements import tabulate_first_lines, tabulate_problems

    tables = [tabulate_first_lines(statement) for statement in statements if statement.lines]
    if any(statement.problems for statement in statements):
        tables.append(tabulate_problems(statements))
    for table in tables:
        out = screen(ctx)
        out.stream.write("\n")
        write_for_people(out, table)
