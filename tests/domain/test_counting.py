from __future__ import annotations

import pytest

from budgetpro.domain.counting import counted


@pytest.mark.parametrize(
    ("number", "noun", "told"),
    [
        (0, "row", "0 rows"),
        (1, "row", "1 row"),
        (2, "row", "2 rows"),
        (1, "entry", "1 entry"),
        (12_345, "entry", "12,345 entries"),
        (3, "sub-account", "3 sub-accounts"),
    ],
)
def test_one_is_told_from_many(number: int, noun: str, told: str) -> None:
    assert counted(number, noun) == told
