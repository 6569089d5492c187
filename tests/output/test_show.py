from __future__ import annotations

from io import StringIO
from typing import NamedTuple

import pytest

from budgetpro.config import Format
from budgetpro.output.show import Screen, write_result
from budgetpro.output.tabular import Column, Table


class Item(NamedTuple):
    id: int
    name: str


class Page(NamedTuple):
    items: tuple[Item, ...]
    total: int


ITEMS = (Item(1, "a"), Item(2, "b"))
PAGE = Page(ITEMS, 9)


def tabulate(items: tuple[Item, ...]) -> Table:
    return Table((Column("id", "Id", "number"), Column("name", "Name")), items)


def shown(form: Format, *, is_terminal: bool = False, has_color: bool = False) -> str:
    stream = StringIO()
    write_result(Screen(stream, is_terminal, has_color), form, "items", ITEMS, tabulate)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (
            "json",
            '{"schema_version": 1, "kind": "items", "data": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]}\n',
        ),
        ("jsonl", '{"id": 1, "name": "a"}\n{"id": 2, "name": "b"}\n'),
        ("csv", "id,name\n1,a\n2,b\n"),
        ("tsv", "id\tname\n1\ta\n2\tb\n"),
        ("table", "Id  Name\n--  ----\n 1  a\n 2  b\n"),
    ],
)
def test_the_format_decides(form: Format, text: str) -> None:
    assert shown(form) == text


def test_a_terminal_gets_a_table_of_its_own() -> None:
    assert "─" in shown("table", is_terminal=True)
    assert "\x1b[" in shown("table", has_color=True)


def test_rows_are_the_lines_of_a_result_that_is_more_than_a_list() -> None:
    stream = StringIO()
    screen = Screen(stream, is_terminal=False, has_color=False)

    write_result(screen, "jsonl", "page", PAGE, lambda page: tabulate(page.items), lambda page: page.items)

    assert stream.getvalue() == '{"id": 1, "name": "a"}\n{"id": 2, "name": "b"}\n'


def test_a_single_record_is_one_line() -> None:
    stream = StringIO()

    write_result(Screen(stream, False, False), "jsonl", "item", ITEMS[0], lambda item: tabulate((item,)))

    assert stream.getvalue() == '{"id": 1, "name": "a"}\n'
