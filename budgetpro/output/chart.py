"""Bars in the terminal, by plotext, which nothing else in budgetpro knows.

plotext draws the bars alone: it measures labels by characters, not by the columns they take,
so names and amounts are set beside its bars here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, NamedTuple, TextIO

from budgetpro.domain.money import Money
from budgetpro.output.columns import display_width
from budgetpro.output.tabular import shown_text

if TYPE_CHECKING:
    from budgetpro.output.show import Screen

PLAIN_WIDTH = 80
"""Columns of a chart where there is no terminal to ask."""

_NARROWEST_BARS = 10
_NARROWEST_LABELS = 8
_GAP = "  "
_BLANK_END = re.compile(r" +(\x1b\[0m)?$")


class Bar(NamedTuple):
    """A line of a chart."""

    label: str
    amount: Money


class Chart(NamedTuple):
    """Bars on one scale, so of one currency; those below zero go to the left."""

    title: str
    bars: Sequence[Bar]


class _Signs(NamedTuple):
    """What bars are made of, and what stands for the end of a name; the two bars differ without colour too."""

    above_zero: str
    below_zero: str
    cut: str


_BLOCKS = _Signs("█", "▒", "…")
_ASCII = _Signs("#", "-", "...")


def write_charts(screen: Screen, charts: Sequence[Chart]) -> None:
    """Write charts as wide as the terminal, or in 80 columns where there is none; one without a bar says so."""
    width = get_terminal_size((PLAIN_WIDTH, 24)).columns if screen.is_terminal else PLAIN_WIDTH
    signs = _BLOCKS if _can_write(screen.stream, _BLOCKS) else _ASCII
    for chart in charts:
        screen.stream.write("\n" + _drawn(chart, width, signs, has_color=screen.has_color))


def _drawn(chart: Chart, width: int, signs: _Signs, *, has_color: bool) -> str:
    title = shown_text(chart.title)
    if not chart.bars:
        return f"{title}: nothing to draw.\n"
    amounts = [str(bar.amount) for bar in chart.bars]
    amount_width = max(map(len, amounts))
    room = width - amount_width - 2 * len(_GAP)
    names = [shown_text(bar.label) for bar in chart.bars]
    label_width = min(max(map(display_width, names)), max(_NARROWEST_LABELS, room // 2))
    bars = _bars([bar.amount.minor for bar in chart.bars], max(_NARROWEST_BARS, room - label_width), signs, has_color)
    lines = [
        f"{_fitted(name, label_width, signs.cut)}{_GAP}{amount.rjust(amount_width)}{_GAP}{bar}".rstrip()
        for name, amount, bar in zip(names, amounts, bars, strict=True)
    ]
    return "\n".join([title, *lines, ""])


def _bars(values: Sequence[int], width: int, signs: _Signs, has_color: bool) -> list[str]:
    """Return one line of blocks for each value, all on one scale that has zero in it."""
    import plotext

    rows = range(len(values), 0, -1)
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.limit_size(False, False)
    plotext.plot_size(width, len(values))
    for marker, color, side in ((signs.above_zero, "green", 1), (signs.below_zero, "red", -1)):
        own = [(row, value) for row, value in zip(rows, values, strict=True) if value * side > 0]
        if own:
            places, lengths = zip(*own, strict=True)
            plotext.bar(places, lengths, orientation="h", width=0.01, marker=marker, color=color, minimum=0)
    plotext.xlim(min(0, *values), max(0, *values))
    plotext.ylim(0.5, len(values) + 0.5)
    plotext.xticks([])
    plotext.yticks([])
    plotext.frame(False)
    drawn: str = plotext.build()
    lines = (drawn if has_color else plotext.uncolorize(drawn)).split("\n")
    return [_BLANK_END.sub("", line) for line in lines[: len(values)]]


def _fitted(name: str, width: int, cut: str) -> str:
    """Return the name in exactly `width` columns, its end cut off where it is longer."""
    if display_width(name) > width:
        while display_width(name) > width - len(cut):
            name = name[:-1]
        name = name.rstrip() + cut
    return name + " " * (width - display_width(name))


def _can_write(stream: TextIO, signs: _Signs) -> bool:
    try:
        "".join(signs).encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
