from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetpro.output.fitting import GAP, fit
from budgetpro.output.tabular import Column

COLUMNS: Final = (
    Column("id", "Id", "number"),
    Column("payee", "Payee"),
    Column("memo", "Memo", "prose", gives_way=2),
    Column("amount", "Amount", "amount"),
    Column("status", "Status", "word", gives_way=1),
    Column("note", "Note", in_table=False),
)
NEEDED: Final = (2, 30, 20, 8, 10, 99)


@pytest.mark.parametrize(
    ("room", "fitted"),
    [
        (100, {"id": 2, "payee": 30, "memo": 20, "amount": 8, "status": 10}),
        (78, {"id": 2, "payee": 30, "memo": 20, "amount": 8, "status": 10}),
        (68, {"id": 2, "payee": 20, "memo": 20, "amount": 8, "status": 10}),
        (45, {"id": 2, "payee": 9, "memo": 8, "amount": 8, "status": 10}),
        (43, {"id": 2, "payee": 17, "amount": 8, "status": 10}),
        (30, {"id": 2, "payee": 16, "amount": 8}),
        (5, {"id": 2, "payee": 8, "amount": 8}),
    ],
)
def test_names_get_narrower_and_then_columns_give_way(room: int, fitted: dict[str, int]) -> None:
    assert {COLUMNS[place].name: width for place, width in fit(COLUMNS, NEEDED, room)} == fitted


@given(st.integers(0, 200), st.lists(st.integers(1, 60), min_size=6, max_size=6))
def test_no_room_is_wasted_and_nothing_rigid_is_cut(room: int, needed: list[int]) -> None:
    needed = [max(width, len(column.header)) for column, width in zip(COLUMNS, needed, strict=True)]
    fitted = fit(COLUMNS, needed, room)
    total = sum(width for _, width in fitted) + GAP * (len(fitted) - 1)

    assert {0, 1, 3} <= {place for place, _ in fitted}
    for place, width in fitted:
        assert width == needed[place] or (COLUMNS[place].is_elastic and min(needed[place], 8) <= width < needed[place])
    if any(width < needed[place] for place, width in fitted):
        assert total >= room
    if len(fitted) == 5 or total > needed[0] + min(needed[1], 8) + needed[3] + 2 * GAP:
        assert total <= room
