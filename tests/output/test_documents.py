from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import NamedTuple

import pytest

from budgetpro.domain.money import Money
from budgetpro.domain.transactions import Status
from budgetpro.output.documents import dumps, envelope, to_json, write_document, write_lines


class Line(NamedTuple):
    on: date
    amount: Money
    note: str | None


@dataclass(frozen=True, slots=True)
class Page:
    lines: tuple[Line, ...]
    total: int


LINE = Line(date(2026, 3, 1), Money(-1250, "EUR", 2), None)
LINE_JSON = {"on": "2026-03-01", "amount": {"amount": "-12.50", "currency": "EUR"}, "note": None}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (0.5, 0.5),
        ("Zoë", "Zoë"),
        (Status.CLEARED, "cleared"),
        (Money(5, "JPY", 0), {"amount": "5", "currency": "JPY"}),
        (datetime(2026, 1, 2, 3, 4), "2026-01-02T03:04:00"),  # noqa: DTZ001
        (Decimal("1E+3"), "1000"),
        ({"a": (1, 2)}, {"a": [1, 2]}),
        ({3, 1}, [1, 3]),
        (frozenset({"b", "a"}), ["a", "b"]),
        (range(2), [0, 1]),
        (LINE, LINE_JSON),
        (Page((LINE,), 1), {"lines": [LINE_JSON], "total": 1}),
    ],
)
def test_a_value_has_one_json_form(value: object, expected: object) -> None:
    assert to_json(value) == expected


@pytest.mark.parametrize("value", [b"bytes", object()])
def test_what_has_no_json_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="has no JSON form"):
        to_json(value)


def test_the_envelope_names_version_and_kind() -> None:
    assert envelope("lines", [LINE]) == {"schema_version": 1, "kind": "lines", "data": [LINE_JSON]}


def test_text_is_written_as_it_is() -> None:
    assert dumps("Assets:bank:x é 😀") == '"Assets:bank:x é 😀"'


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps(float("nan"))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_stream_of_rows_is_the_same_document(count: int) -> None:
    whole, streamed = StringIO(), StringIO()

    write_document("lines", [LINE] * count, whole)
    write_document("lines", iter([LINE] * count), streamed)

    assert streamed.getvalue() == whole.getvalue()
    assert json.loads(whole.getvalue())["data"] == [LINE_JSON] * count


def test_lines_are_written_as_they_come() -> None:
    stream = StringIO()
    seen = []

    def rows() -> object:
        for n in range(3):
            seen.append(stream.getvalue().count("\n"))
            yield {"n": n}

    write_lines(rows(), stream)  # type: ignore[arg-type]

    assert stream.getvalue() == '{"n": 0}\n{"n": 1}\n{"n": 2}\n'
    assert seen == [0, 1, 2]


def test_a_stream_inside_a_record_is_the_same_document() -> None:
    class Streamed(NamedTuple):
        lines: object
        total: int

    whole, streamed = StringIO(), StringIO()
    write_document("page", Page((LINE, LINE), 2), whole)
    write_document("page", Streamed(iter((LINE, LINE)), 2), streamed)
    assert streamed.getvalue() == whole.getvalue()

    listed = StringIO()
    write_document("pages", [iter((LINE,)), 3], listed)
    assert json.loads(listed.getvalue())["data"] == [[LINE_JSON], 3]
