from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetpro.domain.errors import NotFound, UsageFault
from budgetpro.domain.names import folded_case, near_misses, resolve

ACCOUNTS = [
    (1, "Bank"),
    (2, "Bank:Checking"),
    (3, "Bank:Savings"),
    (4, "Wallet"),
    (5, "Broker:Checking"),
    (6, "Office 365"),
    (7, "2024"),
    (8, "Café Über"),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Bank:Savings", 3),
        ("bank:savings", 3),
        (" Bank ", 1),
        ("4", 4),
        ("savings", 3),
        ("2024", 7),
        ("365", 6),
        ("walle", 4),
        ("broker:", 5),
        ("cafe", 8),
        ("CAFÉ ÜBER", 8),
        ("Cafe\u0301 u\u0308ber", 8),
        ("uber", 8),
    ],
)
def test_a_name_is_found_by_path_id_last_part_or_piece(typed: str, found: int) -> None:
    assert resolve(typed, ACCOUNTS, "account") == found


def test_a_path_that_is_a_number_goes_before_the_id() -> None:
    assert resolve("7", [(3, "7"), (7, "Bank")], "account") == 3


def test_an_exact_last_part_goes_before_a_longer_name() -> None:
    assert resolve("rent", [(1, "Home:Rent"), (2, "Car rental")], "category") == 1


@pytest.mark.parametrize(("typed", "ids"), [("checking", [2, 5]), ("ing", [2, 3, 5])])
def test_what_fits_several_is_refused_with_the_candidates(typed: str, ids: list[int]) -> None:
    with pytest.raises(UsageFault) as caught:
        resolve(typed, ACCOUNTS, "account")
    assert caught.value.code == "ambiguous_account"
    candidates = caught.value.facts["candidates"]
    assert isinstance(candidates, list)
    assert [candidate["id"] for candidate in candidates] == ids
    assert f"'{typed}' could be Bank:Checking, " in caught.value.message


def test_many_candidates_are_counted_not_listed() -> None:
    with pytest.raises(UsageFault) as caught:
        resolve("shop", [(n, f"Shop {n:02}") for n in range(1, 81)], "payee")
    assert caught.value.message.endswith("Shop 05 and 75 more.")
    candidates = caught.value.facts["candidates"]
    assert isinstance(candidates, list)
    assert len(candidates) == 50


@pytest.mark.parametrize(
    ("typed", "near"), [("Savigns", "Bank:Savings"), ("walet", "Wallet"), ("Bank:Chekcing", "Bank:Checking")]
)
def test_a_near_miss_is_answered_with_did_you_mean(typed: str, near: str) -> None:
    with pytest.raises(NotFound) as caught:
        resolve(typed, ACCOUNTS, "account")
    assert caught.value.code == "account_not_found"
    assert caught.value.message == f"There is no account '{typed}'."
    assert str(caught.value.hint).startswith("Did you mean ")
    assert near in str(caught.value.hint)


@pytest.mark.parametrize("typed", ["", "  ", "zzzz", "99", "٤"])
def test_what_fits_nothing_is_not_found(typed: str) -> None:
    with pytest.raises(NotFound) as caught:
        resolve(typed, ACCOUNTS, "account")
    assert caught.value.hint is None


def test_nothing_is_found_among_none() -> None:
    with pytest.raises(NotFound):
        resolve("Bank", [], "account")


def test_near_misses_come_closest_first() -> None:
    assert near_misses("grocery", ["Home:Rent", "Food:Groceries", "Food:Grocery shop"])[0] == "Food:Groceries"


@given(
    st.sets(st.text(st.characters(exclude_characters=":"), min_size=1).map(folded_case).filter(str.strip), max_size=8)
)
def test_every_name_finds_itself(names: set[str]) -> None:
    candidates = list(enumerate({name.strip() for name in names}, 1))
    for one, name in candidates:
        assert resolve(name, candidates, "payee") == one


def test_equal_names_are_refused_by_name_and_found_by_id() -> None:
    twins = [(1, "Dup"), (2, "dup")]
    with pytest.raises(UsageFault):
        resolve("DUP", twins, "payee")
    assert resolve("2", twins, "payee") == 2
