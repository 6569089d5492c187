"""What docs/explanation/import.md promises, on both backends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from budgetpro.domain.errors import BudgetProError, CheckFailed, Failure
from budgetpro.services.accounts import add_account, close_account
from budgetpro.services.statements.importing import ImportOptions, import_statements
from budgetpro.services.statements.report import with_rows
from budgetpro.storage.batches import read_source
from budgetpro.storage.book import Book, open_book
from budgetpro.storage.queries.drafts import draft_of
from budgetpro.storage.writes import delete_transactions, replace_transaction
from tests.services.statements.statement_files import (
    NOW,
    Line,
    counts,
    enter,
    faults,
    import_file,
    open_account,
    rows_of_account,
    write_csv,
    write_ofx,
)

MARCH = (
    Line("2026-03-02", "2500.00", "Salary March", "a1"),
    Line("2026-03-03", "-3.50", "Coffee", "a2"),
    Line("2026-03-03", "-3.50", "Coffee", "a3"),
    Line("2026-03-10", "-54.20", "Lidl", "a4"),
)


@pytest.fixture(autouse=True)
def checking(book: Book) -> int:
    return open_account(book)


def test_new_rows_become_transactions_and_the_month_totals_follow(book: Book, tmp_path: Path) -> None:
    file = import_file(book, write_csv(tmp_path / "march.csv", MARCH))

    assert counts(file) == (4, 0, 0, 0, 0, 0)
    assert rows_of_account(book) == [
        (20260302, 250000, "Salary March"),
        (20260303, -350, "Coffee"),
        (20260303, -350, "Coffee"),
        (20260310, -5420, "Lidl"),
    ]
    assert faults(book) == ()


def test_the_same_file_is_recognised_by_its_bytes_alone(book: Book, tmp_path: Path) -> None:
    first = import_file(book, write_csv(tmp_path / "march.csv", MARCH))
    again = import_file(book, write_csv(tmp_path / "renamed.txt", MARCH))

    assert again.is_known
    assert again.batch_id == first.batch_id
    assert counts(again) == (0, 4, 0, 0, 0, 0)
    assert [row.outcome for row in again.rows] == ["already"] * 4


@pytest.mark.parametrize("write", [write_csv, write_ofx])
def test_overlapping_files_add_nothing_twice_in_either_order(book: Book, tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    late = import_file(book, write(tmp_path / "late.x", MARCH[1:]))
    early = import_file(book, write(tmp_path / "early.x", MARCH[:3]))

    assert counts(late) == (3, 0, 0, 0, 0, 0)
    assert counts(early) == (1, 2, 0, 0, 0, 0)
    assert len(rows_of_account(book)) == 4


def test_of_n_equal_rows_those_above_what_the_book_has_are_new(book: Book, tmp_path: Path) -> None:
    coffee = Line("2026-03-03", "-3.50", "Coffee")
    import_file(book, write_csv(tmp_path / "one.csv", [coffee, *MARCH[3:]]))
    three = import_file(book, write_csv(tmp_path / "three.csv", [coffee, coffee, coffee]))

    assert counts(three) == (2, 1, 0, 0, 0, 0)
    assert next(iter(three.rows)).transaction_id == 1


def test_capitals_and_spaces_do_not_make_a_row_new(book: Book, tmp_path: Path) -> None:
    import_file(book, write_csv(tmp_path / "one.csv", [Line("2026-03-03", "-3.50", "Café  NERO")]))
    again = import_file(book, write_csv(tmp_path / "two.csv", [Line("2026-03-03", "-3.50", "cafe\u0301 Nero ")]))

    assert counts(again) == (0, 1, 0, 0, 0, 0)


def test_an_id_with_another_amount_waits_for_review_and_overwrites_nothing(book: Book, tmp_path: Path) -> None:
    import_file(book, write_ofx(tmp_path / "one.ofx", MARCH))
    changed = import_file(book, write_ofx(tmp_path / "two.ofx", [Line("2026-03-10", "-55.20", "Lidl", "a4")]))

    assert counts(changed) == (0, 0, 0, 0, 1, 0)
    (row,) = changed.rows
    assert row.reason == "the bank's id is in the book with another day or amount"
    assert row.candidates == (4,)
    assert str(row.amount) == "-55.20"
    assert rows_of_account(book)[-1] == (20260310, -5420, "Lidl")


def test_one_id_on_a_payment_and_its_fee_makes_two_rows(book: Book, tmp_path: Path) -> None:
    payment, fee = Line("2026-03-04", "-357.38", "Sent", "T1"), Line("2026-03-04", "-11.35", "Fee", "T1")
    first = import_file(book, write_ofx(tmp_path / "one.ofx", [payment]))
    both = import_file(book, write_ofx(tmp_path / "two.ofx", [payment, fee]))

    assert counts(first) == (1, 0, 0, 0, 0, 0)
    assert counts(both) == (1, 1, 0, 0, 0, 0)


def test_an_id_counts_within_its_account_only(book: Book, tmp_path: Path) -> None:
    open_account(book, "Savings", "savings")
    import_file(book, write_ofx(tmp_path / "one.ofx", MARCH))
    other = import_file(book, write_ofx(tmp_path / "two.ofx", MARCH[:1], account="DE2"), "Savings")

    assert counts(other) == (1, 0, 0, 0, 0, 0)


def test_the_same_id_and_content_twice_in_a_file_is_one_row(book: Book, tmp_path: Path) -> None:
    file = import_file(book, write_ofx(tmp_path / "one.ofx", [MARCH[3], MARCH[3]]))

    assert counts(file) == (1, 1, 0, 0, 0, 0)
    assert [row.reason for row in file.rows] == [None, "the same bank id earlier in the file"]


def test_a_row_entered_by_hand_takes_the_banks_row_and_keeps_its_words(book: Book, tmp_path: Path) -> None:
    by_hand = enter(book, "2026-03-08", -5420, "My shop")
    file = import_file(book, write_csv(tmp_path / "march.csv", MARCH))

    assert counts(file) == (3, 0, 1, 0, 0, 0)
    draft = draft_of(book, by_hand)
    assert draft.payee_id is not None
    assert draft.memo is None
    assert draft.postings[0].evidence is not None
    assert draft.day.isoformat() == "2026-03-10"
    assert len(rows_of_account(book)) == 4
    assert faults(book) == ()


def test_two_unlike_entries_that_fit_alike_wait_for_review(book: Book, tmp_path: Path) -> None:
    one, other = enter(book, "2026-03-09", -5420, "Shop"), enter(book, "2026-03-11", -5420, "Other shop")
    file = import_file(book, write_csv(tmp_path / "march.csv", MARCH))

    assert counts(file) == (3, 0, 0, 0, 1, 0)
    waiting = next(row for row in file.rows if row.outcome == "review")
    assert waiting.candidates == (one, other)
    again = import_file(book, write_csv(tmp_path / "again.csv", [*MARCH, Line("2026-03-12", "-1.00", "x")]))
    assert counts(again) == (1, 4, 0, 0, 0, 0)


def test_an_entry_takes_one_row_only(book: Book, tmp_path: Path) -> None:
    enter(book, "2026-03-03", -350, "Coffee")
    file = import_file(book, write_csv(tmp_path / "march.csv", MARCH))

    assert counts(file) == (3, 0, 1, 0, 0, 0)
    assert len(rows_of_account(book)) == 4


def test_two_statements_make_one_transfer_of_its_halves(book: Book, tmp_path: Path) -> None:
    open_account(book, "Savings", "savings")
    out = Line("2026-03-05", "-200.00", "Transfer to Savings", "b1")
    into = Line("2026-03-06", "200.00", "Transfer from Checking", "c1")
    import_file(book, write_ofx(tmp_path / "one.ofx", [*MARCH, out]))
    file = import_file(book, write_ofx(tmp_path / "two.ofx", [into], account="DE2"), "Savings")

    assert counts(file) == (0, 0, 0, 1, 0, 0)
    (row,) = file.rows
    assert row.transaction_id is not None
    postings = draft_of(book, row.transaction_id).postings
    assert [posting.amount_minor for posting in postings] == [-20000, 20000]
    assert all(posting.evidence for posting in postings)
    assert faults(book) == ()


def test_opposite_amounts_that_nothing_calls_a_transfer_wait_for_review(book: Book, tmp_path: Path) -> None:
    open_account(book, "Savings", "savings")
    import_file(book, write_ofx(tmp_path / "one.ofx", [Line("2026-03-05", "-200.00", "Sofa", "b1")]))
    file = import_file(
        book, write_ofx(tmp_path / "two.ofx", [Line("2026-03-05", "200.00", "Refund", "c1")], account="DE2"), "Savings"
    )

    assert counts(file) == (0, 0, 0, 0, 1, 0)


def test_opposite_amounts_days_apart_that_nothing_calls_a_transfer_are_none(book: Book, tmp_path: Path) -> None:
    open_account(book, "Savings", "savings")
    import_file(book, write_ofx(tmp_path / "one.ofx", [Line("2026-03-05", "-200.00", "Sofa", "b1")]))
    file = import_file(
        book, write_ofx(tmp_path / "two.ofx", [Line("2026-03-07", "200.00", "Refund", "c1")], account="DE2"), "Savings"
    )

    assert counts(file) == (1, 0, 0, 0, 0, 0)


def test_what_the_user_wrote_survives_the_next_import(book: Book, tmp_path: Path) -> None:
    import_file(book, write_csv(tmp_path / "march.csv", MARCH))
    replace_transaction(book, 4, draft_of(book, 4)._replace(memo="dinner for six"))
    again = import_file(book, write_csv(tmp_path / "more.csv", [*MARCH, Line("2026-03-12", "-1.00", "Bread")]))

    assert counts(again) == (1, 4, 0, 0, 0, 0)
    assert draft_of(book, 4).memo == "dinner for six"


def test_a_deleted_row_stays_deleted_unless_it_is_asked_for(book: Book, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "march.csv", MARCH)
    import_file(book, path)
    delete_transactions(book, [4])

    more = import_file(book, write_csv(tmp_path / "more.csv", [*MARCH, Line("2026-03-12", "-1.00", "Bread")]))
    assert counts(more) == (1, 4, 0, 0, 0, 0)
    assert [row.reason for row in more.rows][3] == "you deleted it"
    assert counts(import_file(book, path, reimport_deleted=True)) == (1, 3, 0, 0, 0, 0)
    assert len(rows_of_account(book)) == 5


def test_a_dry_run_tells_the_same_and_writes_nothing(new_database: Callable[[], str], tmp_path: Path) -> None:
    database = new_database()
    with open_book(database, None, writing=True) as book:
        open_account(book)
    path = write_csv(tmp_path / "march.csv", MARCH)
    with open_book(database, None, writing=True) as book:
        options = ImportOptions(account="Checking")
        report = with_rows(book, import_statements(book, [path], options, now=NOW, is_dry_run=True))
        assert report.is_dry_run
        assert counts(report.files[0]) == (4, 0, 0, 0, 0, 0)
        assert [row.outcome for row in report.files[0].rows] == ["added"] * 4
    with open_book(database, None, writing=False) as book:
        assert rows_of_account(book) == []
        assert book.connection.execute("select count(*) from batch").fetchone() == (0,)


def test_a_file_of_another_format_with_the_same_rows_adds_nothing(book: Book, tmp_path: Path) -> None:
    import_file(book, write_csv(tmp_path / "march.csv", MARCH))
    worded_otherwise = [line._replace(text=f"SEPA {line.text.upper()} 0815") for line in MARCH]
    ofx = import_file(book, write_ofx(tmp_path / "march.ofx", worded_otherwise))

    assert counts(ofx) == (0, 4, 0, 0, 0, 0)
    assert "march.csv" in str(next(iter(ofx.rows)).reason)
    assert counts(import_file(book, write_ofx(tmp_path / "part.ofx", worded_otherwise[1:]))) == (0, 3, 0, 0, 0, 0)


def test_a_file_of_another_format_that_agrees_in_part_waits_for_review(book: Book, tmp_path: Path) -> None:
    import_file(book, write_csv(tmp_path / "march.csv", MARCH))
    lines = [Line("2026-03-10", "-54.20", "LIDL", "z1"), Line("2026-03-10", "-9.99", "KIOSK", "z2")]
    file = import_file(book, write_ofx(tmp_path / "march.ofx", lines))

    assert counts(file) == (1, 0, 0, 0, 1, 0)


def test_the_closing_balance_is_compared_with_the_book(book: Book, tmp_path: Path) -> None:
    agrees = import_file(book, write_ofx(tmp_path / "one.ofx", MARCH, closing=("2438.80", "2026-03-31")))
    differs = import_file(book, write_ofx(tmp_path / "two.ofx", MARCH[:2], closing=("2500.00", "2026-03-31")))

    assert str(agrees.statements[0].difference) == "0.00"
    assert str(differs.statements[0].difference) == "61.20"
    with pytest.raises(CheckFailed, match=r"closes at 2400\.00 EUR") as failed:
        import_file(book, write_ofx(tmp_path / "3.ofx", MARCH[1:], closing=("2400.00", "2026-03-31")), is_strict=True)
    assert failed.value.code == "balance_mismatch"


def test_a_row_that_cannot_be_read_refuses_the_file_and_names_the_place(book: Book, tmp_path: Path) -> None:
    path = write_ofx(tmp_path / "bad.ofx", [*MARCH, Line("2026-02-31", "-1.00", "x", "b9")])
    with pytest.raises(Failure, match=r"bad\.ofx, line 8: ") as failed:
        import_file(book, path)

    assert failed.value.code == "statement_row_unreadable"
    assert "--skip-bad-rows" in str(failed.value.hint)


def test_with_skip_bad_rows_the_rest_comes_in_and_the_bad_row_is_kept(book: Book, tmp_path: Path) -> None:
    path = write_ofx(tmp_path / "bad.ofx", [Line("2026-02-31", "-1.00", "x", "b9"), *MARCH])
    file = import_file(book, path, skip_bad_rows=True)

    assert counts(file) == (4, 0, 0, 0, 0, 1)
    assert [row.position for row in file.rows.to_review()] == [4]


def test_an_amount_with_more_decimals_than_the_currency_is_refused(book: Book, tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"-1\.005 does not fit EUR, which has 2 decimals"):
        import_file(book, write_ofx(tmp_path / "odd.ofx", [Line("2026-03-01", "-1.005", "x", "b9")]))


@pytest.mark.parametrize(
    ("account", "number", "code"),
    [("Nowhere", "DE1", "account_not_found"), (None, "DE9", "account_unknown"), ("Old", "DE1", "account_closed")],
)
def test_an_account_that_is_not_sure_or_closed_is_refused(
    book: Book, tmp_path: Path, account: str | None, number: str, code: str
) -> None:
    open_account(book, "Old", "savings")
    close_account(book, "Old")
    with pytest.raises(BudgetProError) as refused:
        import_file(book, write_ofx(tmp_path / "one.ofx", MARCH, account=number), account)
    assert refused.value.code == code


def test_a_bank_account_is_remembered_by_its_number(book: Book, tmp_path: Path) -> None:
    open_account(book, "Savings", "savings")
    import_file(book, write_ofx(tmp_path / "one.ofx", MARCH[:2]))

    assert import_file(book, write_ofx(tmp_path / "two.ofx", MARCH[2:]), None).statements[0].account == "Checking"
    with pytest.raises(Failure, match="which is Checking, not Savings"):
        import_file(book, write_ofx(tmp_path / "three.ofx", MARCH), "Savings")


def test_a_statement_in_another_currency_is_refused(book: Book, tmp_path: Path) -> None:
    path = Path(write_ofx(tmp_path / "usd.ofx", MARCH))
    path.write_text(path.read_text().replace("EUR", "USD"))
    with pytest.raises(Failure, match="is in USD, but Checking is kept in EUR"):
        import_file(book, str(path))


@pytest.mark.parametrize(
    "head", ["Date,Text,Amount\n2026-03-01,a,-$5.50\n", "Date,Text,Amount ($)\n2026-03-01,a,-5.50\n"]
)
def test_a_symbol_excludes_the_currencies_it_cannot_be(book: Book, tmp_path: Path, head: str) -> None:
    path = tmp_path / "dollars.csv"
    path.write_text(head)
    with pytest.raises(Failure, match=r"is in \$, but Checking is kept in EUR") as refused:
        import_file(book, str(path))
    assert refused.value.code == "currency_mismatch"


def test_a_symbol_leaves_the_account_to_say_which_currency_it_is(book: Book, tmp_path: Path) -> None:
    (tmp_path / "dollars.csv").write_text("Date,Text,Amount\n2026-03-01,a,-$5.50\n")
    add_account(book, "Dollars", kind="checking", currency="CAD")
    assert import_file(book, str(tmp_path / "dollars.csv"), "Dollars").added == 1


def test_the_same_file_into_another_account_is_refused(book: Book, tmp_path: Path) -> None:
    open_account(book, "Savings", "savings")
    path = write_csv(tmp_path / "march.csv", MARCH)
    import_file(book, path)
    with pytest.raises(Failure, match="was imported into Checking already, as batch 1") as refused:
        import_file(book, path, "Savings")
    assert refused.value.code == "imported_elsewhere"


def test_the_file_itself_is_kept_with_the_batch(book: Book, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "march.csv", MARCH)
    file = import_file(book, path)

    assert read_source(book, file.batch_id) == Path(path).read_bytes()


def test_files_of_several_accounts_are_mapped(book: Book, tmp_path: Path) -> None:
    open_account(book, "Cash", "cash")
    open_account(book, "Card", "card")
    path = tmp_path / "app.csv"
    path.write_text(
        "Date,Account,Description,Amount\n2026-03-20,Wallet,Kiosk,-2.00\n2026-03-21,Visa,Shoes,-80.00\n"
        "2026-03-22,Wallet,Found,1.00\n"
    )
    with pytest.raises(Failure, match="holds the statements of several accounts") as refused:
        import_file(book, str(path), "Cash")
    assert '--map "Visa=ACCOUNT"' in str(refused.value.hint)
    path.write_text(path.read_text() + "2026-03-23,Visa,Socks,-8.00\n")
    file = import_file(book, str(path), None, accounts={"Wallet": "Cash", "Visa": "Card"})

    assert counts(file) == (4, 0, 0, 0, 0, 0)
    assert [statement.account for statement in file.statements] == ["Cash", "Card"]
    assert len(rows_of_account(book, "Cash")) == 2


def _in_one_file(path: Path, *files: str) -> str:
    """Write the statements of several OFX files into one."""
    texts = [Path(file).read_text(encoding="utf-8") for file in files]
    head, mark, _ = texts[0].partition("<STMTTRNRS>")
    path.write_text(
        head + "".join(mark + text.partition(mark)[2].partition("</BANKMSGS")[0] for text in texts) + "</OFX>"
    )
    return str(path)


def test_two_statements_of_one_account_in_a_file_go_to_it(book: Book, tmp_path: Path) -> None:
    early = write_ofx(tmp_path / "early.ofx", MARCH[:2], closing=("2496.50", "2026-03-03"))
    late = write_ofx(tmp_path / "late.ofx", MARCH[2:])

    assert import_file(book, _in_one_file(tmp_path / "both.ofx", early, late)).added == 4


def test_two_statements_that_name_no_account_are_not_taken_for_one(book: Book, tmp_path: Path) -> None:
    one = write_ofx(tmp_path / "one.ofx", MARCH[:2], account="")
    other = write_ofx(tmp_path / "other.ofx", MARCH[2:], account="")

    with pytest.raises(Failure) as refused:
        import_file(book, _in_one_file(tmp_path / "both.ofx", one, other))
    assert refused.value.code == "several_accounts"


def test_an_empty_account_takes_a_file_larger_than_one_piece(book: Book, tmp_path: Path) -> None:
    lines = [Line(f"2026-{1 + n // 1000:02}-{1 + n % 28:02}", f"-{n}.01", f"Shop {n % 7}") for n in range(1, 5001)]
    file = import_file(book, write_csv(tmp_path / "many.csv", lines))
    shuffled = import_file(book, write_csv(tmp_path / "back.csv", reversed(lines)))

    assert counts(file) == (5000, 0, 0, 0, 0, 0)
    assert counts(shuffled) == (0, 5000, 0, 0, 0, 0)
    assert faults(book) == ()


def write_with_balances(path: Path, rows: list[tuple[str, str, str, str]]) -> str:
    """Write a CSV of day, text, amount and the balance after it."""
    path.write_text("Date,Description,Amount,Balance\n" + "".join(",".join(row) + "\n" for row in rows))
    return str(path)


def test_a_row_that_is_booked_late_does_not_make_the_rows_after_it_new(book: Book, tmp_path: Path) -> None:
    first = [("2026-03-02", "Rent", "-500.00", "500.00"), ("2026-03-04", "Lidl", "-20.00", "480.00")]
    import_file(book, write_with_balances(tmp_path / "one.csv", first))
    late = [first[0], ("2026-03-03", "Late", "-7.00", "493.00"), ("2026-03-04", "Lidl", "-20.00", "473.00")]
    file = import_file(book, write_with_balances(tmp_path / "two.csv", late))

    assert counts(file) == (1, 2, 0, 0, 0, 0)


def test_a_late_row_of_the_same_amount_does_not_make_the_row_after_it_new(book: Book, tmp_path: Path) -> None:
    rent, lidl = ("2026-03-02", "Rent", "-500.00", "500.00"), ("2026-03-06", "Lidl", "-20.00", "476.50")
    coffee, kiosk = ("2026-03-04", "Coffee", "-3.50", "496.50"), ("2026-03-03", "Kiosk", "-3.50", "496.50")
    import_file(book, write_with_balances(tmp_path / "one.csv", [rent, coffee, lidl]))
    shifted = [rent, kiosk, (*coffee[:3], "493.00"), (*lidl[:3], "473.00")]
    file = import_file(book, write_with_balances(tmp_path / "two.csv", shifted))

    assert counts(file) == (1, 3, 0, 0, 0, 0)
    assert len(rows_of_account(book)) == 4


def test_a_file_without_balances_has_the_rows_of_one_with_them(book: Book, tmp_path: Path) -> None:
    rows = [("2026-03-02", "Rent", "-500.00", "500.00"), ("2026-03-04", "Lidl", "-20.00", "480.00")]
    import_file(book, write_with_balances(tmp_path / "one.csv", rows))
    plain = import_file(
        book, write_csv(tmp_path / "two.csv", [Line(day, amount, text) for day, text, amount, _ in rows])
    )

    assert counts(plain) == (0, 2, 0, 0, 0, 0)


def test_two_equal_coffees_in_two_files_stay_two_where_the_balance_tells(book: Book, tmp_path: Path) -> None:
    rows = [
        ("2026-03-02", "Rent", "-500.00", "500.00"),
        ("2026-03-04", "Coffee", "-3.50", "496.50"),
        ("2026-03-04", "Coffee", "-3.50", "493.00"),
        ("2026-03-05", "Lidl", "-20.00", "473.00"),
    ]
    late = import_file(book, write_with_balances(tmp_path / "late.csv", rows[2:]))
    early = import_file(book, write_with_balances(tmp_path / "early.csv", rows[:2]))
    whole = import_file(book, write_with_balances(tmp_path / "whole.csv", rows))

    assert (counts(late)[0], counts(early)[0], counts(whole)[:2]) == (2, 2, (0, 4))


def test_strict_fails_for_a_known_file_too(book: Book, tmp_path: Path) -> None:
    path = write_ofx(tmp_path / "one.ofx", MARCH, closing=("2400.00", "2026-03-31"))
    import_file(book, path)
    again = import_file(book, path)
    assert str(again.statements[0].difference) == "-38.80"
    with pytest.raises(CheckFailed):
        import_file(book, path, is_strict=True)
