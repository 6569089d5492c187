"""The order of day, month and year of a file: proven by its days or by what stands around them, else refused."""

from __future__ import annotations

from budgetpro.domain.errors import Failure
from budgetpro.importers.csv.dates import ORDER_NAMES, DateEvidence, Order, order_of_texts
from budgetpro.importers.csv.roles import Roles
from budgetpro.importers.csv.survey import Survey
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
        raise _mixed(survey, dates)
    if not dates.is_uncertain:
        return None, "each day can be read in one way only"
    if not dates.open_cell and dates.order is None:
        return "dmy", "days are the same whichever of day and month comes first"
    order, reason = _proven(survey, roles, dates)
    return order, f"days are read as {ORDER_NAMES[order]} because {reason}"


def _proven(survey: Survey, roles: Roles, dates: DateEvidence) -> tuple[Order, str]:
    """Look for proof in the days themselves, in the other days of the rows, above the table, in their sequence."""
    if dates.order:
        return dates.order, f"of {_last_refutation(dates)}"
    for index in roles.days[1:]:
        other = survey.columns[index].dates
        if other.order and other.mark == dates.mark and other.order in dates.orders:
            return other.order, f"of {_last_refutation(other)} in {survey.columns[index].title()}"
    stated = order_of_texts(survey.lines_above, dates.mark)
    if stated and stated in dates.orders:
        return stated, "of a day above the table"
    if near := dates.order_by_span():
        return near, "only then they lie within a statement's time"
    if survey.is_whole and (steady := dates.order_by_sequence()):
        return steady, "only then the rows are in the order of time"
    if dates.mark == "." and "dmy" in dates.orders - dates.stretched_orders() and not dates.may_begin_with_year:
        return "dmy", "days parted by points are written so"
    raise _unknown(survey, dates)


def _last_refutation(dates: DateEvidence) -> str:
    """Return the cell that spoke against the last of the other orders."""
    return next(reversed(dates.refuted.values()))


def _mixed(survey: Survey, dates: DateEvidence) -> Failure:
    cells = list(dict.fromkeys(dates.refuted.values()))
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
