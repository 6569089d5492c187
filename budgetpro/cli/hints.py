"""The options by which a user says how a statement file is to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal, cast

import typer

if TYPE_CHECKING:
    from budgetpro.importers.lines import Hints

PANEL: Final = "How to read the file"

DateOrder = Annotated[
    Literal["dmy", "mdy", "ymd"] | None,
    typer.Option(
        "--date-order", rich_help_panel=PANEL, help="Dates are day-month-year, month-day-year or year-month-day."
    ),
]
DecimalMark = Annotated[
    str | None, typer.Option("--decimal", metavar="MARK", rich_help_panel=PANEL, help="The decimal mark: . or ,")
]
Sign = Annotated[
    Literal["as-is", "inverted"] | None,
    typer.Option("--sign", rich_help_panel=PANEL, help="Money out is negative (as-is) or positive (inverted)."),
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", rich_help_panel=PANEL, help="The text encoding, as utf-8 or cp1252."),
]
Currency = Annotated[
    str | None,
    typer.Option("--currency", metavar="CODE", rich_help_panel=PANEL, help="The currency, where the file names none."),
]


def hints_of(
    date_order: str | None, decimal: str | None, sign: str | None, encoding: str | None, currency: str | None
) -> Hints:
    """Return what was said about a file; UsageFault for a decimal mark or a currency that is none."""
    from budgetpro.domain.currency import find_currency
    from budgetpro.domain.errors import UsageFault
    from budgetpro.importers.lines import Hints

    if decimal not in (None, ".", ","):
        raise UsageFault(f"--decimal takes . or , and not '{decimal}'.", code="invalid_choice")
    return Hints(
        date_order=cast('Literal["dmy", "mdy", "ymd"] | None', date_order),
        decimal_mark=cast('Literal[".", ","] | None', decimal),
        sign=cast('Literal["as-is", "inverted"] | None', sign),
        encoding=encoding,
        currency=find_currency(currency).code if currency else None,
    )
