"""What new rows really are: entries by hand, pending rows, halves of transfers; on both backends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from budgetpro.domain.transactions import Draft, PostingDraft, Status
from budgetpro.services.accounts import add_account
from budgetpro.services.categories import add_category
from budgetpro.services.names import account_named
from budgetpro.services.statements.reviewing import accept_line, add_line, list_waiting
from budgetpro.storage.book import Book
from budgetpro.storage.queries.drafts import draft_of
from budgetpro.storage.writes import add_transaction, recategorise, set_status
from tests.services.statements.statement_files import (
    Line,
    counts,
    enter,
    faults,
    import_file,
    open_account,
    rows_of_account,
    write_csv,
    write_ofx,
    write_states,
)

OUT = Line("2026-03-05", "-200.00", "Transfer to Savings", "b1")
INTO = Line("2026-03-06", "200.00", "Transfer from Checking", "c1")


@pytest.fixture(autouse=True)
def checking(book: Book) -> int:
    return open_account(book)


@pytest.fixture
def savings(book: Book) -> int:
    return open_account(book, "Savings", "savings")


def enter_transfer(book: Book, day: str, cents: int, source: str = "Checking", target: str = "Savings") -> int:
    """Enter a transfer by hand, seen by no bank yet."""
    sides = ((source, -cents), (target, cents))
    postings = [PostingDraft(account_named(book, name).id, minor, "EUR", Status.PENDING) for name, minor in sides]
    return add_transaction(book, Draft(date.fromisoformat(day), postings))


def test_the_nearer_of_two_entries_is_not_taken_where_no_words_decide(book: Book, tmp_path: Path) -> None:
    near, far = enter(book, "2026-03-10", -5420), enter(book, "2026-03-07", -5420)
    file = import_file(book, write_csv(tmp_path / "one.csv", [Line("2026-03-11", "-54.20", "Lidl")]))

    assert counts(file) == (0, 0, 0, 0, 1, 0)
    assert list_waiting(book)[0].candidates == (near, far)


def test_the_entry_that_the_words_name_is_taken_though_another_is_nearer(book: Book, tmp_path: Path) -> None:
    enter(book, "2026-03-10", -5420, "Kiosk")
    named = enter(book, "2026-03-07", -5420, "Lidl")
    file = import_file(book, write_csv(tmp_path / "one.csv", [Line("2026-03-11", "-54.20", "LIDL SAGT DANKE")]))

    assert [row.transaction_id for row in file.rows] == [named]
    assert counts(file) == (0, 0, 1, 0, 0, 0)


def test_two_statements_of_one_account_in_a_file_are_settled_as_one(book: Book, tmp_path: Path) -> None:
    entry = enter(book, "2026-03-05", -5420)
    one = write_ofx(tmp_path / "one.ofx", [Line("2026-03-04", "-54.20", "A", "a1")])
    other = write_ofx(tmp_path / "other.ofx", [Line("2026-03-06", "-54.20", "B", "a2")])
    texts = [Path(path).read_text() for path in (one, other)]
    head, mark, rest = texts[0].partition("<STMTTRNRS>")
    more = texts[1].partition(mark)[2].partition("</BANKMSGS")[0]
    (tmp_path / "both.ofx").write_text(head + mark + more + mark + rest)
    file = import_file(book, str(tmp_path / "both.ofx"))

    assert counts(file) == (0, 0, 0, 0, 2, 0)
    assert {row.candidates for row in list_waiting(book)} == {(entry,)}


@pytest.mark.usefixtures("savings")
def test_a_transfer_entered_by_hand_takes_both_its_rows_and_keeps_the_first_ones_day(
    book: Book, tmp_path: Path
) -> None:
    by_hand = enter_transfer(book, "2026-03-04", 20000)
    one = import_file(book, write_ofx(tmp_path / "one.ofx", [OUT]))
    two = import_file(book, write_ofx(tmp_path / "two.ofx", [INTO], account="DE2"), "Savings")

    assert (counts(one), counts(two)) == ((0, 0, 1, 0, 0, 0), (0, 0, 1, 0, 0, 0))
    draft = draft_of(book, by_hand)
    assert draft.day == date(2026, 3, 5)
    assert all(posting.evidence and posting.status == Status.CLEARED for posting in draft.postings)
    assert faults(book) == ()


@pytest.mark.usefixtures("savings")
def test_a_reconciled_half_keeps_its_day_when_the_other_half_is_proven(book: Book, tmp_path: Path) -> None:
    by_hand = enter_transfer(book, "2026-03-04", 20000)
    set_status(book, account_named(book, "Savings").id, [by_hand], Status.RECONCILED)
    import_file(book, write_ofx(tmp_path / "one.ofx", [OUT]))

    assert draft_of(book, by_hand).day == date(2026, 3, 4)


def test_a_reconciled_entry_is_matched_with_nothing(book: Book, tmp_path: Path) -> None:
    entry = enter(book, "2026-03-10", -5420, "Lidl")
    set_status(book, account_named(book, "Checking").id, [entry], Status.RECONCILED)
    file = import_file(book, write_csv(tmp_path / "one.csv", [Line("2026-03-10", "-54.20", "Lidl")]))

    assert counts(file) == (1, 0, 0, 0, 0, 0)


def test_equal_amounts_in_two_currencies_are_no_transfer(book: Book, tmp_path: Path) -> None:
    for name, currency in (("Dollars", "USD"), ("Yen", "JPY"), ("Dinar", "KWD")):
        add_account(book, name, kind="savings", currency=currency)
    import_file(book, write_ofx(tmp_path / "eur.ofx", [OUT]))
    for name, amount in (("Dollars", "200.00"), ("Yen", "20000"), ("Dinar", "20.00")):
        path = write_csv(tmp_path / f"{name}.csv", [Line("2026-03-05", amount, "Transfer from Checking")])
        assert counts(import_file(book, path, name)) == (1, 0, 0, 0, 0, 0)
    assert faults(book) == ()


@pytest.mark.usefixtures("savings")
def test_rows_that_move_nothing_come_in_and_are_no_transfer(book: Book, tmp_path: Path) -> None:
    note = Line("2026-03-05", "0.00", "Transfer conditions changed", "z1")
    import_file(book, write_ofx(tmp_path / "one.ofx", [note, note._replace(bank_id="z2")]))
    file = import_file(book, write_ofx(tmp_path / "two.ofx", [note], account="DE2"), "Savings")

    assert counts(file) == (1, 0, 0, 0, 0, 0)
    assert len(rows_of_account(book)) == 2


@pytest.mark.usefixtures("savings")
def test_the_half_of_a_transfer_that_the_user_has_filed_waits_for_review(book: Book, tmp_path: Path) -> None:
    import_file(book, write_ofx(tmp_path / "one.ofx", [OUT]))
    plan = add_category(book, "Savings plan", type_="expense").id
    recategorise(book, draft_of(book, 1).postings[1].account_id, plan, [1])
    file = import_file(book, write_ofx(tmp_path / "two.ofx", [INTO], account="DE2"), "Savings")

    assert counts(file) == (0, 0, 0, 0, 1, 0)
    (row,) = list_waiting(book)
    assert (row.reason, row.candidates) == (
        "it may be a transfer: you have filed the other half under a category",
        (1,),
    )
    assert draft_of(book, 1).postings[1].account_id == plan
    accept_line(book, row.id)
    assert [posting.amount_minor for posting in draft_of(book, 1).postings] == [-20000, 20000]
    assert faults(book) == ()


@pytest.mark.usefixtures("savings")
def test_a_filed_row_that_nothing_calls_a_transfer_is_left_alone(book: Book, tmp_path: Path) -> None:
    import_file(book, write_ofx(tmp_path / "one.ofx", [OUT._replace(text="Sofa")]))
    recategorise(book, draft_of(book, 1).postings[1].account_id, add_category(book, "Home", type_="expense").id, [1])
    same_day = INTO._replace(day="2026-03-05", text="Gutschrift")
    file = import_file(book, write_ofx(tmp_path / "two.ofx", [same_day], account="DE2"), "Savings")

    assert counts(file) == (1, 0, 0, 0, 0, 0)


@pytest.mark.usefixtures("savings")
def test_both_halves_in_one_file_become_one_transfer(book: Book, tmp_path: Path) -> None:
    (tmp_path / "app.csv").write_text(
        "Date,Account,Description,Amount\n2026-03-05,Giro,To Savings,-200.00\n2026-03-06,Pot,From Checking,200.00\n"
        "2026-03-07,Giro,Lidl,-8.00\n2026-03-08,Pot,Interest,1.00\n"
    )
    file = import_file(book, str(tmp_path / "app.csv"), None, accounts={"Giro": "Checking", "Pot": "Savings"})

    assert counts(file) == (3, 0, 0, 1, 0, 0)
    assert faults(book) == ()


def test_a_row_that_is_new_after_all_is_added_beside_its_candidates(book: Book, tmp_path: Path) -> None:
    enter(book, "2026-03-10", -5420), enter(book, "2026-03-12", -5420)
    import_file(book, write_csv(tmp_path / "one.csv", [Line("2026-03-11", "-54.20", "Lidl")]))
    add_line(book, "1.1")

    assert len(rows_of_account(book)) == 3


HELD, TAKEN = Line("2026-03-10", "-50.00", "CAFE RIO", "p1"), Line("2026-03-12", "-55.00", "CAFE RIO", "p1")
COFFEE = Line("2026-03-15", "-3.50", "Coffee", "p3")
KIOSK = Line("2026-03-14", "-3.00", "Kiosk", "p2")


@pytest.mark.parametrize("booked", [HELD, TAKEN, TAKEN._replace(amount="-9.99", text="Other words")])
def test_a_pending_row_is_booked_under_its_id_whatever_has_changed(book: Book, tmp_path: Path, booked: Line) -> None:
    import_file(book, write_states(tmp_path / "one.csv", [(HELD, "Pending")]))
    rows = [(booked, "Completed"), (KIOSK, "Completed")]
    file = import_file(book, write_states(tmp_path / "two.csv", rows))

    assert counts(file) == (1, 0, 1, 0, 0, 0)
    assert draft_of(book, 1).postings[0].status == Status.CLEARED
    assert len(rows_of_account(book)) == 2
    again = import_file(book, write_states(tmp_path / "three.csv", [rows[0], rows[1], (COFFEE, "Completed")]))
    assert counts(again) == (1, 2, 0, 0, 0, 0)
    assert faults(book) == ()


def test_a_file_without_the_banks_ids_has_the_rows_of_one_with_them(book: Book, tmp_path: Path) -> None:
    rows = [TAKEN, KIOSK]
    import_file(book, write_states(tmp_path / "one.csv", [(line, "Completed") for line in rows]))
    plain = import_file(book, write_csv(tmp_path / "two.csv", [*rows, COFFEE]))
    more = [*rows, COFFEE, COFFEE._replace(day="2026-03-16", bank_id="p4")]
    again = import_file(book, write_states(tmp_path / "three.csv", [(line, "Completed") for line in more]))

    assert (counts(plain), counts(again)) == ((1, 2, 0, 0, 0, 0), (1, 3, 0, 0, 0, 0))


def test_one_pending_row_is_booked_once_where_its_id_comes_twice(book: Book, tmp_path: Path) -> None:
    path = Path(write_ofx(tmp_path / "one.ofx", [HELD]))
    path.write_text(path.read_text().replace("OTHER", "HOLD"))
    import_file(book, str(path))
    fee = TAKEN._replace(amount="-1.00", text="Fee")
    file = import_file(book, write_ofx(tmp_path / "two.ofx", [TAKEN, fee, KIOSK]))

    assert counts(file) == (1, 0, 1, 0, 1, 0)
    assert draft_of(book, 1).postings[0].amount_minor == -5500
    assert faults(book) == ()


def test_a_pending_row_that_is_booked_already_is_there(book: Book, tmp_path: Path) -> None:
    import_file(book, write_states(tmp_path / "new.csv", [(TAKEN, "Completed")]))
    file = import_file(book, write_states(tmp_path / "old.csv", [(HELD, "Pending")]))

    assert counts(file) == (0, 1, 0, 0, 0, 0)
    assert [(row.transaction_id, row.reason) for row in file.rows] == [(1, "the bank has booked it already")]


def test_a_pending_rows_amount_may_change_while_it_is_pending(book: Book, tmp_path: Path) -> None:
    import_file(book, write_states(tmp_path / "one.csv", [(HELD, "Pending")]))
    file = import_file(book, write_states(tmp_path / "two.csv", [(TAKEN, "Pending")]))

    assert counts(file) == (0, 0, 1, 0, 0, 0)
    assert draft_of(book, 1).postings[0][1:4] == (-5500, "EUR", Status.PENDING)


@pytest.mark.parametrize(("day", "amount", "expected"), [("10", "-50.00", 1), ("12", "-50.00", 4), ("12", "-55.00", 4)])
def test_an_older_files_pending_row_does_not_come_in_beside_the_booked_one(
    book: Book, tmp_path: Path, day: str, amount: str, expected: int
) -> None:
    booked = Line(f"2026-03-{day}", amount, "Cafe Rio Berlin")
    import_file(book, write_states(tmp_path / "new.csv", [(booked, "Completed")]))
    file = import_file(book, write_states(tmp_path / "old.csv", [(HELD._replace(bank_id=""), "Pending")]))

    assert counts(file)[expected] == 1
    assert len(rows_of_account(book)) == 1


def test_a_pending_row_is_new_beside_an_earlier_booked_one_or_one_of_the_same_file(book: Book, tmp_path: Path) -> None:
    pending = Line("2026-03-12", "-3.00", "Kiosk")
    import_file(book, write_states(tmp_path / "one.csv", [(pending._replace(day="2026-03-11"), "Completed")]))
    file = import_file(book, write_states(tmp_path / "two.csv", [(pending, "Pending"), (pending, "Completed")]))

    assert counts(file) == (2, 0, 0, 0, 0, 0)


def test_a_pending_row_that_has_vanished_is_told(book: Book, tmp_path: Path) -> None:
    first = import_file(book, write_states(tmp_path / "one.csv", [(HELD, "Pending")]))
    early, late = Line("2026-03-01", "-1.00", "Bread"), Line("2026-03-31", "-1.00", "Bread")
    soon = import_file(book, write_csv(tmp_path / "two.csv", [early, late._replace(day="2026-03-15")]))
    gone = import_file(book, write_csv(tmp_path / "three.csv", [early, late]))

    assert (first.unbooked, soon.unbooked, gone.unbooked) == ([], [], [1])
    assert len(rows_of_account(book)) == 4


def test_a_pending_row_that_the_file_still_shows_is_not_booked_as_another(book: Book, tmp_path: Path) -> None:
    pending = Line("2026-03-12", "-3.00", "Kiosk")
    import_file(book, write_states(tmp_path / "one.csv", [(pending, "Pending")]))
    rows = [(pending, "Pending"), (pending._replace(day="2026-03-13"), "Completed")]

    assert counts(import_file(book, write_states(tmp_path / "two.csv", rows))) == (1, 1, 0, 0, 0, 0)


def test_a_pending_row_that_the_file_still_shows_has_not_vanished(book: Book, tmp_path: Path) -> None:
    import_file(book, write_states(tmp_path / "one.csv", [(HELD, "Pending")]))
    rows = [(HELD, "Pending"), (KIOSK._replace(day="2026-03-31"), "Completed")]

    assert import_file(book, write_states(tmp_path / "two.csv", rows)).unbooked == []


def test_an_id_on_a_payment_and_its_fee_waits_where_the_payment_has_changed(book: Book, tmp_path: Path) -> None:
    payment, fee = Line("2026-03-04", "-357.38", "Sent", "T1"), Line("2026-03-04", "-11.35", "Fee", "T1")
    import_file(book, write_ofx(tmp_path / "one.ofx", [payment, fee]))
    file = import_file(book, write_ofx(tmp_path / "two.ofx", [payment._replace(amount="-360.00"), fee]))

    assert counts(file) == (0, 1, 0, 0, 1, 0)
    assert list_waiting(book)[0].candidates == (1,)


def test_one_id_on_two_purchases_of_one_price_makes_two_rows(book: Book, tmp_path: Path) -> None:
    coffee, tea = Line("2026-03-04", "-3.50", "Coffee", "T1"), Line("2026-03-04", "-3.50", "Tea", "T1")
    first = import_file(book, write_ofx(tmp_path / "one.ofx", [coffee, tea]))
    again = import_file(book, write_ofx(tmp_path / "two.ofx", [tea, coffee, KIOSK]))
    part = import_file(book, write_ofx(tmp_path / "three.ofx", [tea]))

    assert (counts(first), counts(again), counts(part)) == (
        (2, 0, 0, 0, 0, 0),
        (1, 2, 0, 0, 0, 0),
        (0, 1, 0, 0, 0, 0),
    )
