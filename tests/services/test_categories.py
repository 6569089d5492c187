from __future__ import annotations

from datetime import date

import pytest

from budgetpro.domain.accounts import Account
from budgetpro.domain.errors import Failure, NotFound, UsageFault
from budgetpro.domain.transactions import Draft, PostingDraft
from budgetpro.services.accounts import add_account, require_open, system_account
from budgetpro.services.books import check_book
from budgetpro.services.categories import (
    add_category,
    close_category,
    delete_category,
    edit_category,
    list_categories,
    merge_categories,
    move_category,
    reopen_category,
    show_category,
)
from budgetpro.storage.book import Book, open_book
from budgetpro.storage.writes import add_transaction

MARCH = date(2026, 3, 5)


def spend(book: Book, *shares: tuple[Account, int], on: date = MARCH) -> int:
    """Spend cents from Cash on each category."""
    cash = next((account for account in _cash(book)), None) or add_account(book, "Cash", kind="cash")
    postings = [PostingDraft(category.id, minor, "EUR") for category, minor in shares]
    postings.append(PostingDraft(cash.id, -sum(minor for _, minor in shares), "EUR"))
    return add_transaction(book, Draft(on, postings))


def _cash(book: Book) -> list[Account]:
    from budgetpro.storage.queries.accounts import accounts_of

    return accounts_of(book, ("asset",))


def month_totals(book: Book) -> set[tuple[int, int, int, int]]:
    book.flush_totals()
    rows = book.connection.execute("select account_id, month, sum_minor, count from month_total")
    return set(rows.fetchall())


def test_a_category_is_added_with_its_missing_parents(book: Book) -> None:
    category = add_category(book, "Food:Out:Lunch", note=" at work ")
    assert (category.path, category.type, category.kind, category.note) == (
        "Food:Out:Lunch",
        "expense",
        "category",
        "at work",
    )
    assert category.currency is None
    assert [one.path for one in list_categories(book).categories] == ["Food", "Food:Out", "Food:Out:Lunch"]


def test_a_category_takes_the_type_of_the_nearest_parent(book: Book) -> None:
    assert add_category(book, "Work", type_="income").type == "income"
    assert add_category(book, "work: Bonus").type == "income"
    assert add_category(book, "Work:Side:Teaching").type == "income"
    assert add_category(book, "Rent").type == "expense"


@pytest.mark.parametrize(
    ("path", "type_", "code"),
    [
        ("Work:Tools", "expense", "type_mismatch"),
        ("Other", "asset", "unknown_type"),
        ("work", None, "category_exists"),
        ("a::b", None, "invalid_name"),
    ],
)
def test_what_can_be_no_category_is_refused(book: Book, path: str, type_: str | None, code: str) -> None:
    add_category(book, "Work", type_="income")
    with pytest.raises(UsageFault) as caught:
        add_category(book, path, type_=type_)
    assert caught.value.code == code


def test_the_same_path_is_not_there_as_income_and_expense(book: Book) -> None:
    add_category(book, "Gifts", type_="income")
    with pytest.raises(UsageFault) as caught:
        add_category(book, "Gifts", type_="expense")
    assert caught.value.code == "category_exists"


def test_categories_are_listed_with_their_postings(book: Book) -> None:
    food, rent = add_category(book, "Food"), add_category(book, "Rent")
    add_category(book, "Salary", type_="income")
    spend(book, (food, 300), (rent, 700))
    spend(book, (food, 200))
    listed = list_categories(book).categories
    assert [(one.path, one.type, one.posting_count) for one in listed] == [
        ("Salary", "income", 0),
        ("Food", "expense", 2),
        ("Rent", "expense", 1),
    ]
    assert [one.path for one in list_categories(book, type_="income").categories] == ["Salary"]


def test_a_category_is_shown_with_what_hangs_on_it(book: Book) -> None:
    food = add_category(book, "Food")
    add_category(book, "Food:Out")
    spend(book, (food, 100), (food, 50))
    spend(book, (food, 1), on=date(2026, 4, 1))
    shown = show_category(book, "food")
    assert shown.category.posting_count == 3
    assert shown.subcategory_count == 1
    assert (shown.first_day, shown.last_day) == (MARCH, date(2026, 4, 1))
    empty = show_category(book, "Food:Out")
    assert (empty.first_day, empty.last_day, empty.category.posting_count) == (None, None, 0)


def test_an_account_is_no_category(book: Book) -> None:
    add_account(book, "Cash", kind="cash")
    with pytest.raises(NotFound) as caught:
        show_category(book, "Cash")
    assert caught.value.code == "category_not_found"
    assert caught.value.hint == "See what there is: budgetpro category list"


def test_a_category_is_renamed_and_noted(book: Book) -> None:
    add_category(book, "Food", note="all of it")
    assert edit_category(book, "Food", name="Eating").path == "Eating"
    assert edit_category(book, "Eating", note="").note is None
    assert edit_category(book, "Eating").name == "Eating"


def test_a_category_moves_with_all_below_it(book: Book) -> None:
    add_category(book, "Out:Lunch")
    add_category(book, "Food")
    assert move_category(book, "Out", "Food").path == "Food:Out"
    assert show_category(book, "Lunch").category.path == "Food:Out:Lunch"
    assert move_category(book, "Food:Out", "").path == "Out"


def test_a_category_moves_only_where_it_fits(book: Book) -> None:
    add_category(book, "Food:Gifts")
    add_category(book, "Gifts")
    add_category(book, "Work", type_="income")
    for parent, code in (("", "category_exists"), ("Work", "type_mismatch")):
        with pytest.raises(UsageFault) as caught:
            move_category(book, "Food:Gifts", parent)
        assert caught.value.code == code
    with pytest.raises(UsageFault) as caught:
        move_category(book, "Food", "Food:Gifts")
    assert caught.value.code == "invalid_move"


def test_a_merge_moves_every_posting_and_the_month_totals_follow(database: str) -> None:
    with open_book(database, None, writing=True) as book:
        lunch, food = add_category(book, "Lunch"), add_category(book, "Food")
        spend(book, (lunch, 1000), (food, 500))
        spend(book, (lunch, 70))
        spend(book, (lunch, 5), on=date(2026, 4, 1))
    with open_book(database, None, writing=True) as book:
        cash = _cash(book)[0]
        merge = merge_categories(book, "Lunch", "Food")
        assert (merge.merged.path, merge.into.path, merge.moved_postings) == ("Lunch", "Food", 3)
        assert month_totals(book) == {
            (food.id, 202603, 1570, 3),
            (food.id, 202604, 5, 1),
            (cash.id, 202603, -1570, 2),
            (cash.id, 202604, -5, 1),
        }
    with open_book(database, None, writing=False) as book:
        assert [one.path for one in list_categories(book).categories] == ["Food"]
        assert check_book(book).faults == ()


def test_a_merge_in_the_transaction_that_spent_is_the_same(book: Book) -> None:
    lunch, food = add_category(book, "Lunch"), add_category(book, "Food")
    spend(book, (lunch, 1000))
    assert merge_categories(book, "Lunch", "Food").moved_postings == 1
    assert (food.id, 202603, 1000, 1) in month_totals(book)


def test_a_merge_that_can_not_be_changes_nothing(book: Book) -> None:
    add_category(book, "Food:Out")
    add_category(book, "Old")
    close_category(book, "Old")
    system_account(book, "uncategorised", "expense")
    for merged, into, code in (
        ("Food", "food", "invalid_merge"),
        ("Food", "Food:Out", "category_not_empty"),
        ("Food:Out", "Old", "category_closed"),
        ("Uncategorised", "Food", "system_category"),
    ):
        with pytest.raises((Failure, UsageFault)) as caught:
            merge_categories(book, merged, into)
        assert caught.value.code == code
    assert len(list_categories(book, include_closed=True).categories) == 4


def test_a_closed_category_takes_no_postings_until_it_is_reopened(book: Book) -> None:
    add_category(book, "Food")
    closed = close_category(book, "Food")
    assert list_categories(book).categories == ()
    with pytest.raises(Failure) as caught:
        require_open(closed)
    assert caught.value.code == "category_closed"
    require_open(reopen_category(book, "Food"))


def test_only_an_empty_category_is_deleted(book: Book) -> None:
    food = add_category(book, "Food")
    add_category(book, "Food:Out")
    spend(book, (food, 100))
    with pytest.raises(Failure) as caught:
        delete_category(book, "Food")
    assert caught.value.code == "category_not_empty"
    assert caught.value.message == "'Food' was not deleted: 1 transaction and 1 subcategory hang on it."
    assert delete_category(book, "Food:Out").name == "Out"
    assert [one.path for one in list_categories(book).categories] == ["Food"]


@pytest.mark.parametrize("deed", [close_category, delete_category])
def test_a_system_category_stays(book: Book, deed: object) -> None:
    assert callable(deed)
    system_account(book, "uncategorised", "expense")
    with pytest.raises(Failure) as caught:
        deed(book, "Uncategorised")
    assert caught.value.code == "system_category"
    assert edit_category(book, "Uncategorised", name="To sort").name == "To sort"
    assert list_categories(book).categories[0].is_system
