"""Questions about a statement file that only its owner can answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast

import typer

from budgetpro.cli.context import is_interactive
from budgetpro.domain.errors import Failure

if TYPE_CHECKING:
    from budgetpro.importers.lines import Hints

Result = TypeVar("Result")


class Question(NamedTuple):
    """What is asked where a reader refuses for want of a hint: the hint's field, and its answers."""

    field: str
    words: str
    answers: Mapping[str, str]


QUESTIONS: Final[Mapping[str, Question]] = {
    "date_order_unknown": Question(
        "date_order",
        "In which order are the dates?",
        {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"},
    ),
    "decimal_mark_unknown": Question(
        "decimal_mark",
        "Which mark stands before the decimals?",
        {".": "a point", ",": "a comma"},
    ),
    "sign_unknown": Question(
        "sign",
        "How does the file write money that goes out?",
        {"as-is": "with a minus", "inverted": "without a minus"},
    ),
}
"""By the code of the refusal; its fact `orders` says which answers are left, where not all are."""


def with_answers(hints: Hints, work: Callable[[Hints], Result]) -> Result:
    """Do the work; where it refuses for want of a hint and somebody is there, ask and do it again."""
    while True:
        try:
            return work(hints)
        except Failure as refusal:
            question = QUESTIONS.get(refusal.code)
            if question is None or getattr(hints, question.field) is not None or not is_interactive():
                raise
            left = cast("Collection[str]", refusal.facts.get("orders", question.answers))
            typer.echo(refusal.message, err=True)
            hints = replace(hints, **cast("dict[str, Any]", {question.field: _ask(question, left)}))


def _ask(question: Question, left: Collection[str]) -> str:
    typer.echo(question.words, err=True)
    choices = [answer for answer in question.answers if answer in left]
    for number, answer in enumerate(choices, start=1):
        typer.echo(f"  {number}  {question.answers[answer]} ({answer})", err=True)
    while True:
        given: str = typer.prompt("Answer", err=True).strip()
        if given in choices:
            return given
        if given.isascii() and given.isdecimal() and 1 <= int(given) <= len(choices):
            return choices[int(given) - 1]
