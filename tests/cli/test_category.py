from __future__ import annotations

import pytest

from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def book(run: Run) -> None:
    """Make a book with the categories Food and Food:Groceries only."""
    assert run("init", "--categories", "none").code == 0
    assert run("category", "add", "Food:Groceries").code == 0


def paths(run: Run, *words: str) -> list[str]:
    categories = run("category", "list", "--json", *words).data["categories"]
    return [category["path"] for category in categories if not category["is_system"]]


def test_a_category_is_added_with_those_above_it(run: Run) -> None:
    told = run("category", "add", "Fun:Games:Chess")

    assert told == (0, "Added the category 'Fun:Games:Chess' (expense).\n", "")
    assert paths(run) == ["Food", "Food:Groceries", "Fun", "Fun:Games", "Fun:Games:Chess"]


def test_income_is_said_or_follows_from_the_parent(run: Run) -> None:
    assert run("category", "add", "Work", "--type", "income").out == "Added the category 'Work' (income).\n"
    assert run("category", "add", "Work:Bonus").out == "Added the category 'Work:Bonus' (income).\n"
    assert paths(run, "--type", "income") == ["Work", "Work:Bonus"]


def test_a_type_that_is_none_is_refused_before_anything_is_done(run: Run) -> None:
    told = run("category", "add", "X", "--type", "incom", "--json")

    assert (told.code, told.error["code"], told.error["hint"]) == (2, "invalid_choice", "Did you mean income?")


def test_a_twin_is_refused(run: Run) -> None:
    told = run("category", "add", "food:GROCERIES", "--json")

    assert (told.code, told.error["code"]) == (2, "category_exists")


def test_the_list_is_a_table_a_document_and_lines(run: Run) -> None:
    table = run("category", "list").out.splitlines()
    assert table[0].split() == ["Id", "Category", "Type", "Entries"]
    assert ["Food:Groceries", "expense", "0"] in [line.split()[1:] for line in table]
    assert run("category", "list", "--csv").out.startswith("id,path,type,posting_count,is_closed,is_system,note\n")
    assert '"path": "Food:Groceries"' in run("category", "list", "--format", "jsonl").out


def test_a_category_is_shown_with_what_hangs_on_it(run: Run) -> None:
    details = run("category", "show", "Food", "--json").data

    assert (details["category"]["path"], details["subcategory_count"]) == ("Food", 1)
    assert "Categories below" in run("category", "show", "Food").out


def test_a_category_is_renamed_and_noted_on(run: Run) -> None:
    told = run("category", "edit", "groceries", "--name", "Supermarket", "--note", "weekly")

    assert told.out == "Changed the category 'Food:Supermarket'.\n"
    assert run("category", "show", "supermarket", "--json").data["category"]["note"] == "weekly"


def test_an_edit_without_a_change_is_wrong_usage(run: Run) -> None:
    assert run("category", "edit", "groceries", "--json").error["code"] == "nothing_to_change"


def test_a_category_moves_with_all_below_it(run: Run) -> None:
    run("category", "add", "Home")

    assert run("category", "move", "Food", "Home").out == "The category is now 'Home:Food'.\n"
    assert paths(run) == ["Home", "Home:Food", "Home:Food:Groceries"]
    assert run("category", "move", "Home:Food", "--top").out == "The category is now 'Food'.\n"


@pytest.mark.parametrize("words", [(), ("Home", "--top")])
def test_one_place_is_wanted_to_move_to(run: Run, words: tuple[str, ...]) -> None:
    told = run("category", "move", "Food", *words)

    assert told.code == 2
    assert "Name a parent, or give --top." in told.err


def test_a_category_is_merged_into_another(run: Run) -> None:
    run("category", "add", "Supermarket")

    told = run("category", "merge", "supermarket", "groceries")

    assert told.out == "Merged the category 'Supermarket' into 'Food:Groceries': 0 entries moved.\n"
    assert paths(run) == ["Food", "Food:Groceries"]


def test_a_merge_is_told_to_programs(run: Run) -> None:
    run("category", "add", "Supermarket")

    merge = run("category", "merge", "supermarket", "groceries", "--json").data

    assert (merge["merged"]["path"], merge["into"]["path"], merge["moved_postings"]) == (
        "Supermarket", "Food:Groceries", 0,
    )  # fmt: skip


def test_a_merge_is_told_as_a_row(run: Run) -> None:
    run("category", "add", "Supermarket")

    merged = run("category", "merge", "supermarket", "groceries", "--csv").out
    assert merged == "merged,into,moved_postings\nSupermarket,Food:Groceries,0\n"


def test_a_closed_category_is_left_out_and_comes_back(run: Run) -> None:
    assert run("category", "close", "groceries").out == "Closed the category 'Food:Groceries'.\n"
    assert paths(run) == ["Food"]
    assert paths(run, "--all") == ["Food", "Food:Groceries"]
    assert "Closed" in run("category", "list", "--all").out.splitlines()[0]
    assert run("category", "reopen", "groceries").out == "Opened the category 'Food:Groceries' again.\n"


def test_only_a_category_without_others_below_is_deleted(run: Run) -> None:
    told = run("category", "delete", "food", "--json")
    assert (told.code, told.error["code"]) == (1, "category_not_empty")

    assert run("category", "delete", "groceries").out == "Deleted the category 'Food:Groceries'.\n"
    assert paths(run) == ["Food"]
