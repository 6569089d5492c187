from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from budgetpro.domain.accounts import Account
from budgetpro.domain.errors import Failure, NotFound, UsageFault
from budgetpro.domain.money import Money
from budgetpro.domain.transactions import Draft, PostingDraft, Status
from budgetpro.services.accounts import (
    add_account,
    close_account,
    delete_account,
    edit_account,
    list_accounts,
    reopen_account,
    require_open,
    set_opening,
    show_account,
    system_account,
)
from budgetpro.services.books import check_book
from budgetpro.services.categories import add_category
from budgetpro.storage.book import Book, open_book
from budgetpro.storage.queries.accounts import account_by_id, opening_transaction
from budgetpro.storage.writes import add_transaction, insert, insert_new, set_status

NEW_YEAR = date(2026, 1, 1)


def transfer(book: Book, source: Account, target: Account, minor: int, on: date) -> int:
    """Move euros from one account to the other."""
    return add_transaction(
        book, Draft(on, [PostingDraft(source.id, -minor, "EUR"), PostingDraft(target.id, minor, "EUR")])
    )


def balances_of(book: Book, on: date | None = None) -> dict[str, str]:
    return {account.path: str(account.balance) for account in list_accounts(book, on=on).accounts}


def test_an_account_is_added_with_the_books_currency(book: Book) -> None:
    account = add_account(book, "Checking", kind="checking", number=" DE12 3456 ", note="joint")
    assert account == Account(
        account.id, None, "asset", "checking", "Checking", "Checking", "EUR", True, False, "DE12 3456", "joint"
    )
    assert account_by_id(book, account.id) == account


@pytest.mark.parametrize(
    ("kind", "type_", "is_on_budget"),
    [
        ("checking", "asset", True),
        ("savings", "asset", True),
        ("cash", "asset", True),
        ("card", "liability", True),
        ("investment", "asset", False),
        ("loan", "liability", False),
        ("property", "asset", False),
    ],
)
def test_money_that_can_be_spent_is_on_budget(book: Book, kind: str, type_: str, is_on_budget: bool) -> None:
    account = add_account(book, "X", kind=kind)
    assert (account.type, account.is_on_budget) == (type_, is_on_budget)
    assert add_account(book, "Y", kind=kind, on_budget=not is_on_budget).is_on_budget is not is_on_budget


def test_an_opening_balance_is_one_transaction_against_equity(book: Book) -> None:
    account = add_account(book, "Checking", kind="checking", opening_minor=25000, opening_on=NEW_YEAR)
    opening = system_account(book, "opening", "equity")
    rows = book.connection.execute("select account_id, day, amount_minor, currency, status from posting order by n")
    assert rows.fetchall() == [(account.id, 20260101, 25000, "EUR", 1), (opening, 20260101, -25000, "EUR", 1)]
    assert balances_of(book) == {"Checking": "250.00"}


def test_a_card_opens_with_what_is_owed(book: Book) -> None:
    add_account(book, "Card", kind="card", opening_minor=-1999, opening_on=NEW_YEAR)
    assert balances_of(book) == {"Card": "-19.99"}


def test_an_opening_balance_of_zero_needs_no_day_and_no_transaction(book: Book) -> None:
    add_account(book, "Cash", kind="cash")
    assert book.connection.execute("select count(*) from txn").fetchone() == (0,)


def test_an_opening_balance_without_a_day_is_refused(book: Book) -> None:
    with pytest.raises(UsageFault) as caught:
        add_account(book, "Cash", kind="cash", opening_minor=1)
    assert caught.value.code == "opening_day_missing"
    assert "--on" in str(caught.value.hint)


def test_an_account_takes_any_currency_or_commodity_of_the_book(book: Book) -> None:
    insert(book, "commodity", code="BTC", digits=8, name="Bitcoin")
    add_account(book, "Yen", kind="cash", currency="jpy", opening_minor=1200, opening_on=NEW_YEAR)
    add_account(book, "Coins", kind="investment", currency="btc", opening_minor=1, opening_on=NEW_YEAR)
    listed = list_accounts(book)
    assert listed.totals == (Money(1, "BTC", 8), Money(1200, "JPY", 0))
    assert balances_of(book) == {"Coins": "0.00000001", "Yen": "1200"}


@pytest.mark.parametrize(
    ("path", "kind", "currency", "code"),
    [
        ("X", "crypto", "EUR", "unknown_kind"),
        ("X", "opening", "EUR", "unknown_kind"),
        ("X", "cash", "EUX", "unknown_currency"),
        ("", "cash", "EUR", "invalid_name"),
        ("Bank::X", "cash", "EUR", "invalid_name"),
        ("x\ny", "cash", "EUR", "invalid_name"),
    ],
)
def test_what_can_be_no_account_is_refused(book: Book, path: str, kind: str, currency: str, code: str) -> None:
    with pytest.raises(UsageFault) as caught:
        add_account(book, path, kind=kind, currency=currency)
    assert caught.value.code == code


def test_missing_parents_are_added_and_share_currency_and_budget(book: Book) -> None:
    add_account(book, "Bank:Joint:Card", kind="card", currency="USD")
    add_account(book, "bank:joint:Checking", kind="checking")
    paths = [account.path for account in list_accounts(book).accounts]
    assert paths == ["Bank:Joint:Checking", "Bank", "Bank:Joint", "Bank:Joint:Card"]
    bank = show_account(book, "Bank").account
    assert (bank.kind, bank.currency, bank.is_on_budget) == ("liability", "USD", True)


@pytest.mark.parametrize("path", ["Bank:Checking", "bank:CHECKING", " Bank : checking "])
def test_a_path_is_there_only_once_capitals_or_not(book: Book, path: str) -> None:
    add_account(book, "Bank:Checking", kind="checking")
    with pytest.raises(UsageFault) as caught:
        add_account(book, path, kind="card")
    assert caught.value.code == "account_exists"
    assert "'Bank:Checking' already" in caught.value.message


def test_a_closed_account_of_that_name_is_offered_again(book: Book) -> None:
    add_account(book, "Checking", kind="checking")
    close_account(book, "Checking")
    with pytest.raises(UsageFault, match="already, closed") as caught:
        add_account(book, "Checking", kind="checking")
    assert "account reopen 'Checking'" in str(caught.value.hint)


def test_an_account_and_a_category_may_share_a_name(book: Book) -> None:
    add_category(book, "Savings")
    assert add_account(book, "Savings", kind="savings").path == "Savings"


def test_accounts_are_listed_by_type_and_path_with_balances_and_totals(book: Book) -> None:
    checking = add_account(book, "Checking", kind="checking", opening_minor=100000, opening_on=NEW_YEAR)
    savings = add_account(book, "bank:Savings", kind="savings")
    add_account(book, "Card", kind="card", opening_minor=-5000, opening_on=NEW_YEAR)
    add_account(book, "Dollars", kind="cash", currency="USD", opening_minor=700, opening_on=NEW_YEAR)
    transfer(book, checking, savings, 25050, date(2026, 2, 10))
    listed = list_accounts(book)
    assert [(account.path, str(account.balance), account.currency) for account in listed.accounts] == [
        ("bank", "0.00", "EUR"),
        ("bank:Savings", "250.50", "EUR"),
        ("Checking", "749.50", "EUR"),
        ("Dollars", "7.00", "USD"),
        ("Card", "-50.00", "EUR"),
    ]
    assert listed.totals == (Money(95000, "EUR", 2), Money(700, "USD", 2))


@pytest.mark.parametrize(
    ("on", "checking", "savings"),
    [
        (date(2025, 12, 31), "0.00", "0.00"),
        (date(2026, 1, 1), "1000.00", "0.00"),
        (date(2026, 1, 31), "1000.00", "0.00"),
        (date(2026, 2, 9), "1000.00", "0.00"),
        (date(2026, 2, 10), "990.00", "10.00"),
        (date(2026, 2, 28), "970.00", "30.00"),
        (date(2026, 3, 1), "970.00", "30.00"),
        (date(2027, 1, 1), "930.00", "70.00"),
        (None, "930.00", "70.00"),
    ],
)
def test_a_balance_stands_at_the_end_of_a_day(
    new_sqlite: Callable[[], str], on: date | None, checking: str, savings: str
) -> None:
    with open_book(new_sqlite(), None, writing=True) as book:
        source = add_account(book, "Checking", kind="checking", opening_minor=100000, opening_on=NEW_YEAR)
        target = add_account(book, "Savings", kind="savings")
        transfer(book, source, target, 1000, date(2026, 2, 10))
        transfer(book, source, target, 2000, date(2026, 2, 28))
        transfer(book, source, target, 4000, date(2026, 12, 31))
        assert balances_of(book, on) == {"Checking": checking, "Savings": savings}
        assert str(show_account(book, "Savings", on=on).account.balance) == savings


def test_balances_of_a_begun_month_are_the_same_on_either_database(book: Book) -> None:
    source = add_account(book, "Checking", kind="checking", opening_minor=100000, opening_on=NEW_YEAR)
    target = add_account(book, "Savings", kind="savings")
    transfer(book, source, target, 1000, date(2026, 2, 10))
    transfer(book, source, target, 2000, date(2026, 2, 11))
    assert balances_of(book, date(2026, 2, 10)) == {"Checking": "990.00", "Savings": "10.00"}


def test_a_closed_account_is_listed_only_on_demand(book: Book) -> None:
    add_account(book, "Old", kind="checking")
    close_account(book, "Old")
    assert list_accounts(book).accounts == ()
    assert [account.path for account in list_accounts(book, include_closed=True).accounts] == ["Old"]


def test_an_account_is_shown_with_what_hangs_on_it(book: Book) -> None:
    checking = add_account(book, "Bank:Checking", kind="checking", opening_minor=500, opening_on=NEW_YEAR)
    savings = add_account(book, "Bank:Savings", kind="savings")
    transfer(book, checking, savings, 200, date(2026, 3, 5))
    shown = show_account(book, "checking", on=date(2026, 1, 2))
    assert shown.account.balance == Money(500, "EUR", 2)
    assert (shown.posting_count, shown.first_day, shown.last_day) == (2, NEW_YEAR, date(2026, 3, 5))
    parent = show_account(book, "bank")
    assert (parent.posting_count, parent.first_day, parent.last_day) == (0, None, None)
    assert parent.sub_account_count == 2


def test_an_unknown_account_is_answered_with_a_near_one(book: Book) -> None:
    add_account(book, "Checking", kind="checking")
    with pytest.raises(NotFound) as caught:
        show_account(book, "Cheking")
    assert (caught.value.code, caught.value.hint) == ("account_not_found", "Did you mean Checking?")
    with pytest.raises(NotFound) as caught:
        show_account(book, "zzz")
    assert caught.value.hint == "See what there is: budgetpro account list"


def test_what_is_given_is_changed_and_the_rest_stays(book: Book) -> None:
    add_account(book, "Checking", kind="checking", number="123", note="old")
    changed = edit_account(book, "Checking", name="Giro", note="", kind="savings", on_budget=False)
    assert (changed.path, changed.number, changed.note) == ("Giro", "123", None)
    assert (changed.kind, changed.is_on_budget, changed.currency) == ("savings", False, "EUR")
    assert edit_account(book, "Giro", number="456").number == "456"


def test_an_edit_of_nothing_changes_nothing(book: Book) -> None:
    account = add_account(book, "Checking", kind="checking")
    book.is_changed = False
    assert edit_account(book, "Checking") == account
    assert not book.is_changed


def test_an_account_moves_below_another_and_back_to_the_top(book: Book) -> None:
    add_account(book, "Bank", kind="asset")
    add_account(book, "Pots:Holiday", kind="savings")
    assert edit_account(book, "Pots", parent="Bank").path == "Bank:Pots"
    assert show_account(book, "Holiday").account.path == "Bank:Pots:Holiday"
    assert edit_account(book, "Holiday", parent="", name="Trip").path == "Trip"


@pytest.mark.parametrize("parent", ["Pots", "Pots:Holiday"])
def test_an_account_does_not_move_below_itself(book: Book, parent: str) -> None:
    add_account(book, "Pots:Holiday", kind="savings")
    with pytest.raises(UsageFault) as caught:
        edit_account(book, "Pots", parent=parent)
    assert caught.value.code == "invalid_move"


def test_a_rename_onto_another_account_is_refused(book: Book) -> None:
    add_account(book, "Bank:A", kind="cash")
    add_account(book, "Bank:B", kind="cash")
    with pytest.raises(UsageFault) as caught:
        edit_account(book, "Bank:B", name="a")
    assert caught.value.code == "account_exists"
    assert edit_account(book, "Bank:B", name="b").path == "Bank:b"


def test_a_currency_changes_only_while_nothing_is_posted(book: Book) -> None:
    add_account(book, "Cash", kind="cash")
    assert edit_account(book, "Cash", currency="usd").currency == "USD"
    add_account(book, "Full", kind="cash", opening_minor=1, opening_on=NEW_YEAR)
    assert edit_account(book, "Full", currency="EUR").currency == "EUR"
    with pytest.raises(Failure) as caught:
        edit_account(book, "Full", currency="USD")
    assert caught.value.code == "account_not_empty"
    assert caught.value.message == "'Full' keeps its currency, EUR: 1 transaction hangs on it."


def test_an_account_with_money_in_it_stays_open_unless_forced(book: Book) -> None:
    add_account(book, "Cash", kind="cash", opening_minor=1, opening_on=NEW_YEAR)
    with pytest.raises(Failure) as caught:
        close_account(book, "Cash")
    assert caught.value.code == "account_not_settled"
    assert "still holds 0.01 EUR" in caught.value.message
    assert "Transfer the rest" in str(caught.value.hint)
    assert not show_account(book, "Cash").account.is_closed
    assert close_account(book, "Cash", force=True).is_closed


def test_a_closed_account_takes_no_postings_until_it_is_reopened(book: Book) -> None:
    account = add_account(book, "Cash", kind="cash")
    require_open(account)
    closed = close_account(book, "Cash")
    with pytest.raises(Failure) as caught:
        require_open(closed)
    assert caught.value.code == "account_closed"
    assert "account reopen 'Cash'" in str(caught.value.hint)
    require_open(reopen_account(book, "Cash"))
    assert reopen_account(book, "Cash") == account


def test_an_empty_account_is_deleted_and_its_id_not_given_again(book: Book) -> None:
    account = add_account(book, "Cash", kind="cash")
    assert delete_account(book, "Cash") == account
    assert add_account(book, "Cash", kind="cash").id > account.id


def test_an_opening_balance_alone_goes_with_its_account(book: Book) -> None:
    add_account(book, "Savings", kind="savings", opening_minor=100, opening_on=NEW_YEAR)
    add_account(book, "Mistake", kind="cash", opening_minor=250, opening_on=NEW_YEAR)
    delete_account(book, "Mistake")
    assert balances_of(book) == {"Savings": "1.00"}


def test_an_opening_balance_that_was_agreed_on_keeps_its_account(book: Book) -> None:
    cash = add_account(book, "Cash", kind="cash", opening_minor=250, opening_on=NEW_YEAR)
    opening = opening_transaction(book, cash.id)
    assert opening is not None
    set_status(book, cash.id, [opening], Status.RECONCILED)
    with pytest.raises(Failure) as caught:
        delete_account(book, "Cash")
    assert caught.value.code == "reconciled"


def test_what_opens_two_accounts_at_once_hangs_on_each(book: Book) -> None:
    cash, pot = (add_account(book, name, kind="cash") for name in ("Cash", "Pot"))
    opening = system_account(book, "opening", "equity")
    postings = [(cash.id, 100), (pot.id, 200), (opening, -300)]
    add_transaction(book, Draft(NEW_YEAR, tuple(PostingDraft(one, minor, "EUR") for one, minor in postings)))
    with pytest.raises(Failure) as caught:
        delete_account(book, "Cash")
    assert "1 transaction hangs on it" in caught.value.message


def test_an_account_is_not_deleted_while_something_hangs_on_it(book: Book) -> None:
    bank = add_account(book, "Bank", kind="checking", opening_minor=1, opening_on=NEW_YEAR)
    add_account(book, "Bank:Pot", kind="savings")
    transfer(book, bank, bank, 1, NEW_YEAR)
    batch = insert_new(
        book, "batch", file_name="x.csv", sha256="0", byte_count=1, format="csv", options="{}",
        fingerprint_version=1, imported_at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    insert(book, "batch_statement", batch_id=batch, n=1, account_id=bank.id)
    for n in (1, 2, 3):
        insert(book, "statement_line", batch_id=batch, n=n, position=n, account_id=bank.id, outcome=2)
    with pytest.raises(Failure) as caught:
        delete_account(book, "Bank")
    assert caught.value.code == "account_not_empty"
    assert caught.value.message == (
        "'Bank' was not deleted: 1 transaction, 1 imported statement, 3 imported lines and 1 sub-account hang on it."
    )
    assert caught.value.facts["imported_lines"] == 3
    assert "account close 'Bank'" in str(caught.value.hint)


def test_system_accounts_are_made_once(book: Book) -> None:
    def make_all() -> list[int]:
        return [
            system_account(book, "opening", "equity"),
            system_account(book, "exchange", "equity"),
            system_account(book, "uncategorised", "expense"),
            system_account(book, "uncategorised", "income"),
        ]

    made = make_all()
    assert make_all() == made
    assert len(set(made)) == 4
    assert account_by_id(book, system_account(book, "uncategorised", "income")).path == "Uncategorised income"


def test_a_system_category_steps_aside_for_one_of_the_users(book: Book) -> None:
    add_category(book, "uncategorised")
    add_category(book, "Uncategorised 2")
    found = account_by_id(book, system_account(book, "uncategorised", "expense"))
    assert (found.name, found.kind) == ("Uncategorised 3", "uncategorised")


def test_an_id_that_no_account_has_is_not_found(book: Book) -> None:
    with pytest.raises(NotFound) as caught:
        account_by_id(book, 99)
    assert caught.value.code == "account_not_found"


def test_all_of_it_leaves_a_sound_book(database: str) -> None:
    with open_book(database, None, writing=True) as book:
        add_account(book, "A:B", kind="checking", opening_minor=100, opening_on=NEW_YEAR)
        add_account(book, "C", kind="card", currency="JPY", opening_minor=-5, opening_on=date(2026, 2, 2))
        edit_account(book, "A:B", parent="", name="D")
        delete_account(book, "A")
        add_account(book, "Mistake", kind="cash", opening_minor=250, opening_on=NEW_YEAR)
        delete_account(book, "Mistake")
        close_account(book, "C", force=True)
    with open_book(database, None, writing=False) as book:
        assert check_book(book).faults == ()
        assert balances_of(book) == {"D": "1.00"}


def test_an_opening_balance_is_said_corrected_and_taken_away(book: Book) -> None:
    add_account(book, "Checking", kind="checking")
    day = date(2026, 1, 1)

    set_opening(book, "Checking", 25000, day)
    assert str(show_account(book, "Checking").account.balance) == "250.00"
    set_opening(book, "Checking", 30000, day)
    assert str(show_account(book, "Checking").account.balance) == "300.00"
    set_opening(book, "Checking", 0, day)
    assert show_account(book, "Checking").posting_count == 0


def test_a_closed_account_gets_no_opening_balance(book: Book) -> None:
    add_account(book, "Old", kind="savings")
    close_account(book, "Old")
    with pytest.raises(Failure) as refused:
        set_opening(book, "Old", 100, date(2026, 1, 1))
    assert refused.value.code == "account_closed"


def test_a_reconciled_opening_balance_stays(book: Book) -> None:
    account = add_account(book, "Checking", kind="checking", opening_minor=25000, opening_on=date(2026, 1, 1))
    set_status(book, account.id, [1], Status.RECONCILED)
    with pytest.raises(Failure) as refused:
        set_opening(book, "Checking", 0, date(2026, 1, 1))
    assert refused.value.code == "reconciled"
