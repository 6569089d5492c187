"""The order of day, month and year of a file: proven by its days or by what stands around them, else refused."""

from __future__ import annotations

from collections.abc import Sequence

from budgetpro.domain.errors import Failure
from budgetpro.importers.csv.dates import ORDER_NAMES, DateEvidence, Order, order_of_texts
from budgetpro.importers.csv.roles import Roles
from budgetpro.importers.csv.survey import Survey
from budgetpro.importers.csv.words import names_day_first
from budgetpro.importers.lines import Hints


def settle_order(survey: Survey, roles: Roles, hints: Hints) -> tuple[Order | None, str]:
    """Return the order and what proves it in words; None where every day is certain by itself.

    Raises `Failure` date_order_mixed where no order reads all days, date_order_unknown where several do.
    """
    if hints.date_order:
        return hints.date_order, f"days are read as {ORDER_NAMES[hints.date_order]}, as told"
    if not roles.days:
        return None, ""
    dates = survey.columns[roles.days[0]].dates
    if dates.is_mixed:
        raise _mixed(survey, list(dict.fromkeys(dates.refuted.values())))
    if not dates.is_uncertain:
        return None, "each day can be read in one way only"
    if not dates.open_cell and dates.order is None:
        return "dmy", "days are the same whichever of day and month comes first"
    order, reason = _proven(survey, roles, dates)
    return order, f"days are read as {ORDER_NAMES[order]} because {reason}"


def _proven(survey: Survey, roles: Roles, dates: DateEvidence) -> tuple[Order, str]:
    """Look for proof in the days themselves, in the other days of the rows, above the table, in their sequence."""
    columns = [survey.columns[index] for index in roles.days]
    proving = [column for column in columns if column.dates.order and column.dates.mark == dates.mark]
    if len({column.dates.order for column in proving}) > 1:
        raise _mixed(survey, list(dict.fromkeys(_last_refutation(column.dates) for column in proving)))
    if dates.order:
        return dates.order, f"of {_last_refutation(dates)}"
    for column in proving:
        if column.dates.order in dates.orders:
            return column.dates.order or "", f"of {_last_refutation(column.dates)} in {column.title()}"
    stated = order_of_texts(survey.lines_above, dates.mark)
    if stated and stated in dates.orders:
        return stated, "of a day above the table"
    if near := dates.order_by_span():
        return near, "only then they lie within a statement's time"
    if survey.is_whole and (steady := dates.order_by_sequence()):
        return steady, "only then the rows are in the order of time"
    if dates.mark == "." and _is_day_first(survey, dates):
        return "dmy", "days parted by points are written so"
    raise _unknown(survey, dates)


def _is_day_first(survey: Survey, dates: DateEvidence) -> bool:
    """Say whether days parted by points begin with the day, as they do unless a year of two digits may be in front.

    `24.01.10` may begin with the year, for that gives the later day; then the head's language must tell.
    """
    if "dmy" not in dates.orders - dates.stretched_orders() or dates.may_begin_with_year:
        return False
    return dates.is_latest_by_day_first or names_day_first(survey.table.names)


def _last_refutation(dates: DateEvidence) -> str:
    """Return the cell that spoke against the last of the other orders."""
    return next(reversed(dates.refuted.values()))


def _mixed(survey: Survey, cells: Sequence[str]) -> Failure:
    return Failure(
        f"{survey.path}: no order of day, month and year reads all of its days: {' and '.join(cells)}.",
        code="date_order_mixed",
        hint="Say which order holds with --date-order dmy, mdy or ymd; the other rows are reported then.",
        facts={"path": survey.path, "cells": cells},
    )


def _unknown(survey: Survey, dates: DateEvidence) -> Failure:
    orders = [order for order in ORDER_NAMES if order in dates.orders]
    ways = " or ".join(ORDER_NAMES[order] for order in orders)
    return Failure(
        f"{survey.path}: {dates.open_cell}, as all its other days, can be {ways}.",
        code="date_order_unknown",
        hint=f"Say which it is with --date-order {'|'.join(orders)}.",
        facts={"path": survey.path, "cell": dates.open_cell, "orders": orders},
    )
