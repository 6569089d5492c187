"""`txn edit`, `split`, `tag`, `clear` and `delete`: what is asked first, what is told after."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import typer

from budgetpro.cli import context, txn_edit
from budgetpro.cli.lazy import load
from budgetpro.cli.txn_filters import Filtered
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def _household(run: Run) -> None:
    """Make a book with three purchases, of which nobody knows yet what for."""
    run("account", "add", "Checking")
    run("account", "add", "Savings", "--type", "savings", "--off-budget")
    for amount, payee in (("12.50", "LIDL 77"), ("7", "LIDL 78"), ("30", "Da Mario")):
        assert run("txn", "add", amount, "--payee", payee).code == 0


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Sit somebody at the terminal who gives these answers, to be filled in."""
    given: list[bool] = []
    monkeypatch.setattr(context, "is_interactive", lambda: True)
    monkeypatch.setattr(typer, "confirm", lambda *_, **__: given.pop(0))
    return given


def categories(run: Run) -> list[str]:
    """Return the category of each transaction, the first entered first."""
    return [one["category"] for one in run("txn", "list", "--sort", "id", "--json").data["transactions"]]


def test_imported_rows_are_filed_in_one_command(run: Run) -> None:
    told = run("txn", "edit", "--text", "lidl", "--set-category", "groceries", "--set-payee", "Lidl", "--yes")

    assert told == (0, "Changed 2 transactions.\n", "")
    assert categories(run) == ["Food:Groceries", "Food:Groceries", "Uncategorised"]
    assert run("txn", "list", "--payee", "lidl", "--json").data["pagination"]["total"] == 2


def test_by_id_nothing_is_asked(run: Run) -> None:
    assert run("txn", "edit", "3", "--set-category", "restaurants").out == "Changed 1 transaction.\n"
    assert categories(run)[2] == "Food:Restaurants"


def test_deleting_asks_by_id_too(run: Run, answers: list[bool]) -> None:
    answers += [False, True]

    refused = run("txn", "delete", "1")
    assert refused.code == 1
    assert "LIDL 77" in refused.out
    assert len(categories(run)) == 3

    done = run("txn", "delete", "1")
    assert done.code == 0
    assert done.out.endswith("Deleted 1 transaction.\n")
    assert len(categories(run)) == 2


def test_deleting_by_id_a_script_must_say_yes(run: Run) -> None:
    told = run("txn", "delete", "1", "--json")

    assert (told.code, told.out, told.error["code"]) == (1, "", "needs_confirmation")
    assert "--yes" in told.error["hint"]
    assert len(categories(run)) == 3


def test_by_filter_a_script_must_say_yes(run: Run) -> None:
    told = run("txn", "edit", "--text", "lidl", "--set-category", "groceries")

    assert told.code == 1
    assert told.err.splitlines()[0] == "error: This needs an answer: Change 2 transactions? Nothing was changed."
    assert categories(run) == ["Uncategorised"] * 3


def test_by_filter_a_person_sees_what_will_change_and_is_asked(run: Run, answers: list[bool]) -> None:
    answers.append(True)

    told = run("txn", "edit", "--text", "lidl", "--set-category", "groceries")

    assert told.code == 0
    lines = told.out.splitlines()
    assert [line.split()[0] for line in lines[2:4]] == ["2", "1"]
    assert lines[-1] == "Changed 2 transactions."
    assert categories(run)[:2] == ["Food:Groceries", "Food:Groceries"]


def test_no_leaves_all_as_it_is(run: Run, answers: list[bool]) -> None:
    answers.append(False)

    told = run("txn", "delete", "--text", "lidl")

    assert (told.code, told.err) == (1, "error: Nothing was changed.\n")
    assert len(categories(run)) == 3


def test_a_book_that_changed_while_asking_is_left(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def meddle(*_: object) -> None:
        with sqlite3.connect(home / "share" / "budgetpro" / "book.db") as other:
            other.execute("update book set revision = revision + 1")
        other.close()

    monkeypatch.setattr(txn_edit, "confirm", meddle)

    told = run("txn", "delete", "--text", "lidl", "--json")

    assert (told.code, told.error["code"]) == (1, "book_changed")
    assert len(categories(run)) == 3


def test_a_filter_that_finds_nothing_asks_nothing(run: Run) -> None:
    assert run("txn", "delete", "--text", "nothing").out == "0 transactions would be deleted.\n"
    assert run("txn", "delete", "--text", "nothing", "--yes").out == "Deleted 0 transactions.\n"


def test_a_dry_run_shows_and_changes_nothing(run: Run) -> None:
    told = run("txn", "edit", "--text", "lidl", "--set-category", "groceries", "--dry-run")

    assert told.code == 0
    assert "LIDL 77" in told.out
    assert told.out.splitlines()[-1] == "2 transactions would be changed."
    assert categories(run) == ["Uncategorised"] * 3


def test_a_long_preview_is_cut_and_counted(run: Run) -> None:
    for _ in range(20):
        run("txn", "add", "1", "--payee", "Kiosk")

    told = run("txn", "delete", "--period", "all", "-n")

    assert "… and 3 more" in told.out
    assert told.out.splitlines()[-1] == "23 transactions would be deleted."


def test_programs_are_told_what_was_changed_and_what_was_left(run: Run) -> None:
    run("txn", "edit", "1", "--set-category", "groceries")
    run("txn", "transfer", "5", "checking", "savings")

    told = run("txn", "edit", "--period", "all", "--set-category", "groceries", "--yes", "--json")

    assert told.data == {
        "action": "edit",
        "is_dry_run": False,
        "changed": 2,
        "ids": [3, 2],
        "left": [{"reason": "transfer", "ids": [4]}, {"reason": "unchanged", "ids": [1]}],
    }
    assert run("txn", "edit", "--period", "all", "--set-category", "groceries", "--yes", "--csv").out.splitlines() == [
        "id,outcome,reason", "4,left,transfer", "1,left,unchanged", "2,left,unchanged", "3,left,unchanged",
    ]  # fmt: skip


def test_people_are_told_what_was_left(run: Run) -> None:
    run("txn", "transfer", "5", "checking", "savings")

    told = run("txn", "edit", "--period", "all", "--set-category", "groceries", "--yes")

    assert (told.out, told.err) == ("Changed 3 transactions.\n", "Left as before: 1 (no category).\n")
    assert run("txn", "edit", "--period", "all", "--set-category", "rent:", "--yes").code == 5


def test_every_change_has_its_option(run: Run) -> None:
    words = (
        "--set-date 2026-03-01 --set-amount 8 --set-account savings --set-memo m --set-reference r --set-status cleared"
        " --add-tag t"
    )
    assert run("txn", "edit", "2", *words.split()).code == 0

    told = run("txn", "show", "2", "--json").data
    assert [told[name] for name in ("date", "account", "memo", "reference", "status", "tags")] == [
        "2026-03-01", "Savings", "m", "r", "cleared", ["t"],
    ]  # fmt: skip
    assert told["amount"]["amount"] == "-8.00"
    assert run("txn", "edit", "2", "--remove-tag", "t").code == 0
    assert run("txn", "show", "2", "--json").data["tags"] == []
    assert run("check").code == 0


def test_tags_are_hung_and_taken_off(run: Run) -> None:
    assert run("txn", "tag", "--text", "lidl", "--add", "week", "--yes").out == "Changed 2 transactions.\n"
    assert run("txn", "list", "--tag", "week", "--json").data["pagination"]["total"] == 2
    assert run("txn", "tag", "1", "--remove", "week").code == 0
    assert run("txn", "list", "--tag", "week", "--json").data["pagination"]["total"] == 1
    assert run("txn", "tag", "1").code == 2


def test_clearing_and_taking_it_back(run: Run) -> None:
    assert run("txn", "clear", "1", "2").out == "Changed 2 transactions.\n"
    assert run("txn", "list", "--status", "cleared", "--json").data["pagination"]["total"] == 2
    told = run("txn", "clear", "--account", "checking", "--undo", "--yes")
    assert (told.out, told.err) == ("Changed 2 transactions.\n", "Left as before: 1 (so already).\n")


def test_deleting(run: Run) -> None:
    assert run("txn", "delete", "1", "3", "--csv", "--yes").out.splitlines() == [
        "id,outcome,reason", "1,deleted,", "3,deleted,",
    ]  # fmt: skip
    assert run("txn", "delete", "--payee", "lidl 78", "--yes").out == "Deleted 1 transaction.\n"
    assert categories(run) == []
    assert run("check").code == 0


def test_splitting_and_joining_again(run: Run) -> None:
    told = run("txn", "split", "1", "--split", "groceries=10", "--split", "care=")

    assert told.out == "Transaction 1: 12.50 EUR, Checking → several categories, LIDL 77, 2026-03-31.\n"
    assert run("txn", "split", "1", "--split", "groceries=").out.startswith(
        "Transaction 1: 12.50 EUR, Checking → Food:Groceries"
    )
    told = run("txn", "split", "1", "--split", "groceries=10", "--split", "care=2")
    assert (told.code, told.err.splitlines()[0]) == (
        2, "error: The parts sum to 12.00 of 12.50 EUR: 0.50 is missing.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "name"),
    [
        ("edit 99 --set-memo x", 5, "transaction_not_found"),
        ("edit 1", 2, "nothing_to_change"),
        ("edit --set-memo x", 2, "nothing_chosen"),
        ("edit 1 --text a --set-memo x", 2, "conflicting_options"),
        ("edit one --set-memo x", 2, "invalid_id"),
        ("edit 1 --set-category nowhere", 5, "category_not_found"),
        ("edit 1 --set-category ent", 2, "ambiguous_category"),
        ("edit 1 --set-amount 1,234", 2, "ambiguous_amount"),
        ("edit 1 --set-date 31/02/2026", 2, "invalid_date"),
        ("edit 1 --set-account nowhere", 5, "account_not_found"),
        ("edit --account nowhere --set-memo x", 5, "account_not_found"),
        ("tag 1 --remove nothing", 5, "tag_not_found"),
        ("clear", 2, "nothing_chosen"),
        ("delete", 2, "nothing_chosen"),
        ("split 99 --split groceries=", 5, "transaction_not_found"),
        ("split 1 --split groceries", 2, "invalid_split"),
    ],
)
def test_bad_input_has_its_exit_code(run: Run, words: str, code: int, name: str) -> None:
    told = run("txn", *words.split(), "--json")

    assert (told.code, told.error["code"]) == (code, name)
    assert categories(run) == ["Uncategorised"] * 3


def test_a_closed_account_is_a_failure(run: Run) -> None:
    run("account", "close", "savings")

    told = run("txn", "edit", "1", "--set-account", "savings", "--json")

    assert (told.code, told.error["code"]) == (1, "account_closed")


def test_an_option_can_not_have_a_filters_name() -> None:
    def clash(period: str = "") -> None:
        """Take what the filters take."""

    app = typer.Typer()
    app.command("clash", cls=Filtered)(clash)

    with pytest.raises(TypeError, match="period"):
        typer.main.get_command(app)
    assert load("txn", "budgetpro.cli.txn").name == "txn"
