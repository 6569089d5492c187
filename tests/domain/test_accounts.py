from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetpro.domain import accounts
from budgetpro.domain.accounts import Account, account_type, category_type, clean_name, split_path, starter_categories
from budgetpro.domain.errors import UsageFault


@pytest.mark.parametrize(
    ("kind", "type_"),
    [("checking", "asset"), ("cash", "asset"), ("card", "liability"), ("loan", "liability")],
)
def test_a_kind_is_of_one_type(kind: str, type_: str) -> None:
    assert account_type(kind) == type_


@pytest.mark.parametrize("kind", ["crypto", "", "category", "uncategorised", "opening"])
def test_an_unknown_kind_is_refused_with_the_kinds_there_are(kind: str) -> None:
    with pytest.raises(UsageFault) as caught:
        account_type(kind)
    assert caught.value.code == "unknown_kind"
    assert "checking, savings, cash" in str(caught.value.hint)


def test_a_category_is_income_or_expense() -> None:
    assert category_type("income") == "income"
    with pytest.raises(UsageFault) as caught:
        category_type("asset")
    assert caught.value.code == "unknown_type"


def test_only_income_and_expense_are_categories() -> None:
    checking = Account(1, None, "asset", "checking", "Checking", "Checking", "EUR", True, False, None, None)
    assert not checking.is_category
    assert checking._replace(type="expense", kind="category", currency=None).is_category


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Food ", "Food"),
        ("Cafe\u0301", "Café"),
        ("银行", "银行"),
        ("[red] :)".replace(":", ""), "[red] )"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_a_name_is_trimmed_and_composed(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "is empty"),
        (" \t", "is empty"),
        ("a" * 101, "longer than 100"),
        ("a:b", "holds a ':'"),
        ("a\nb", "control character"),
        ("a\x1b[31m", "control character"),
        ("a\u202eb", "control character"),
        ("a\u2028b", "control character"),
    ],
)
def test_a_name_that_would_not_show_as_one_is_refused(typed: str, why: str) -> None:
    with pytest.raises(UsageFault) as caught:
        clean_name(typed, "payee")
    assert caught.value.code == "invalid_name"
    assert "payee" in caught.value.message
    assert why in caught.value.message


def test_a_name_of_100_characters_is_kept() -> None:
    assert len(clean_name("é" * 100)) == 100


@given(st.text(max_size=120))
def test_a_clean_name_is_clean(text: str) -> None:
    try:
        name = clean_name(text)
    except UsageFault:
        return
    assert clean_name(name) == name
    assert ":" not in name


def test_a_path_is_split_into_clean_names() -> None:
    assert split_path("Bank: Checking ") == ("Bank", "Checking")
    with pytest.raises(UsageFault, match="has a part without a name"):
        split_path("Bank::Checking", "account")


def test_a_new_book_begins_with_categories_whose_parents_come_first() -> None:
    starters = starter_categories()
    assert 35 <= len(starters) <= 50
    seen: set[str] = set()
    for type_, path in starters:
        assert type_ in accounts.CATEGORY_TYPES
        parent = path.rpartition(":")[0]
        assert not parent or parent in seen
        assert split_path(path) == tuple(path.split(":"))
        seen.add(path)
    assert len({path.casefold() for _, path in starters}) == len(starters)
    assert {("expense", "Food:Groceries"), ("income", "Income:Salary"), ("expense", "Home:Rent")} <= set(starters)
