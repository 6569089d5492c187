"""Sums of a period: right whatever the period, and read without going through the book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgetpro.domain.days import date_of
from budgetpro.domain.periods import Period, parse_period
from budgetpro.storage.book import Book, open_book
from budgetpro.storage.queries.accounts import balances
from budgetpro.storage.queries.totals import category_totals, month_totals, payee_totals
from budgetpro.storage.writes import insert_transactions
from tests.household import Household

TODAY = date(2026, 3, 31)
ALL = Period(None, None)


def period(text: str) -> Period:
    return parse_period(text, TODAY)


@pytest.fixture
def household(book: Book) -> Household:
    """Return a household with a checking account in euros and one in yen."""
    household = Household(book)
    household.account("Checking")
    household.account("Tokyo", currency="JPY")
    household.account("Visa", "card")
    return household


def by_name(household: Household, text: str, paid_from: tuple[int, ...] = ()) -> list[tuple[str, str, int, int]]:
    names = {household.file_under(name): name for name in household.categories}
    sums = category_totals(household.book, period(text), paid_from)
    return [(names[row.category_id], row.currency, row.sum_minor, row.posting_count) for row in sums]


def test_whole_months_and_parts_of_months_are_summed(household: Household) -> None:
    for day, minor in (
        ("2026-01-14", 1), ("2026-01-15", 20), ("2026-01-31", 300), ("2026-02-10", 4000), ("2026-03-01", 50000),
        ("2026-03-09", 600000), ("2026-03-10", 7000000),
    ):  # fmt: skip
        household.spend(day, minor, "Food", "Checking")

    assert by_name(household, "2026-02") == [("Food", "EUR", 4000, 1)]
    assert by_name(household, "2026-01-15..2026-03-09") == [("Food", "EUR", 654320, 5)]
    assert by_name(household, "2026-01-15..2026-01-20") == [("Food", "EUR", 20, 1)]
    assert by_name(household, "2026-01-15..2026-02-10") == [("Food", "EUR", 4320, 3)]
    assert by_name(household, "2026-01-15..") == [("Food", "EUR", 7654320, 6)]
    assert by_name(household, "..2026-03-09") == [("Food", "EUR", 654321, 6)]
    assert by_name(household, "all") == [("Food", "EUR", 7654321, 7)]
    assert by_name(household, "2025") == []


def test_a_refund_reduces_and_income_is_left_out(household: Household) -> None:
    household.spend("2026-03-01", 500, "Food", "Checking")
    household.spend("2026-03-02", -200, "Food", "Checking")
    household.earn("2026-03-03", 9999, "Salary", "Checking")

    assert by_name(household, "2026-03") == [("Food", "EUR", 300, 2)]


def test_a_category_keeps_its_currencies_apart_in_part_of_a_month(household: Household) -> None:
    household.spend("2026-03-01", 500, "Food", "Checking")
    household.spend("2026-03-02", 800, "Food", "Tokyo")
    household.spend("2026-03-20", 900, "Food", "Tokyo")
    household.spend("2026-03-02", 70, "Home", "Checking")

    expected = [("Food", "EUR", 500, 1), ("Food", "JPY", 800, 1), ("Home", "EUR", 70, 1)]
    assert sorted(by_name(household, "2026-03-01..2026-03-10")) == expected


def test_transactions_paid_from_an_account_count_in_full_and_once(household: Household) -> None:
    household.spend("2026-03-01", 500, "Food", "Checking")
    household.spend("2026-03-02", 70, "Food", "Visa")
    household.split("2026-03-03", [("Food", 10), ("Home", 20)], "Visa")
    household.split("2026-03-04", [("Food", 1000), ("Food", 2000)], "Visa")
    household.spend("2026-04-01", 90000, "Food", "Visa")
    visa = household.id_of("Visa")

    assert sorted(by_name(household, "2026-03", (visa,))) == [("Food", "EUR", 3080, 4), ("Home", "EUR", 20, 1)]
    assert month_totals(household.book, period("2026"), (visa,)) == [
        ("expense", 202603, "EUR", 3100, 5),
        ("expense", 202604, "EUR", 90000, 1),
    ]


def test_months_show_expense_and_income(household: Household) -> None:
    household.spend("2026-01-05", 500, "Food", "Checking")
    household.spend("2026-01-06", 50, "Home", "Checking")
    household.earn("2026-01-07", 9000, "Salary", "Checking")
    household.spend("2026-02-10", 7, "Food", "Checking")
    household.spend("2026-02-11", 100, "Food", "Checking")

    assert month_totals(household.book, period("2026-01..2026-02-10")) == [
        ("expense", 202601, "EUR", 550, 2),
        ("expense", 202602, "EUR", 7, 1),
        ("income", 202601, "EUR", -9000, 1),
    ]


def test_payees_go_by_their_name_or_else_by_the_banks_text(household: Household) -> None:
    lidl = household.spend("2026-03-01", 500, "Food", "Checking", payee="Lidl", memo="CARD 1")
    household.spend("2026-03-02", 60, "Home", "Checking", payee="Lidl", memo="CARD 2")
    household.spend("2026-03-03", 7, "Food", "Checking", memo="CARD 3")
    household.spend("2026-03-04", 8, "Food", "Visa")
    household.transfer("2026-03-04", 800, "Checking", "Visa")
    assert lidl == 1

    sums = payee_totals(household.book, period("2026-03"))

    assert sorted(sums, key=lambda row: -row.sum_minor) == [
        (1, "Lidl", "EUR", 560, 2), (None, None, "EUR", 8, 1), (None, "CARD 3", "EUR", 7, 1),
    ]  # fmt: skip
    visa = household.id_of("Visa")
    assert payee_totals(household.book, period("2026-03"), (visa,)) == [(None, None, "EUR", 8, 1)]


def test_days_at_the_end_of_time_are_summed(household: Household) -> None:
    household.spend("9999-12-30", 5, "Food", "Checking")

    assert by_name(household, "9999-12-30..") == [("Food", "EUR", 5, 1)]


DAYS = st.dates(date(2025, 11, 1), date(2026, 3, 10))
PERIODS = st.builds(
    lambda first, length, ends: Period(
        first if ends != "open start" else None, first + timedelta(days=length) if ends != "open end" else None
    ),
    DAYS,
    st.integers(1, 120),
    st.sampled_from(["both", "open start", "open end"]),
)


@pytest.fixture(scope="module")
def many(sqlite_template: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """Yield a book with a posting in each category, currency and day of four months."""
    path = tmp_path_factory.mktemp("many") / "book.db"
    path.write_bytes(sqlite_template.read_bytes())
    with open_book(str(path), None, writing=True) as book:
        household = Household(book)
        household.account("Checking")
        household.account("Tokyo", currency="JPY")
        for n in range(120):
            day = (date(2025, 11, 10) + timedelta(days=n)).isoformat()
            household.spend(day, 7**n % 1009, "Food", "Checking", payee=f"P{n % 3}")
            household.spend(day, 11**n % 1013, "Food" if n % 40 < 15 else "Home", "Tokyo")
            household.earn(day, 13**n % 1019, "Salary", "Checking")
        book.flush_totals()
        yield book


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(PERIODS)
def test_any_period_sums_what_its_postings_sum(many: Book, days: Period) -> None:
    found: Counter[tuple[object, ...]] = Counter()
    expected: Counter[tuple[object, ...]] = Counter()
    rows = many.connection.execute(
        "select a.type, p.account_id, p.day, p.currency, p.amount_minor from posting p"
        " join account a on a.book_id = p.book_id and a.id = p.account_id where a.type in ('expense', 'income')"
    ).fetchall()
    for type_, category_id, day, currency, minor in rows:
        if date_of(day) in days:
            expected["month", type_, day // 100, currency] += minor
            expected["months", type_, day // 100, currency] += 1
            if type_ == "expense":
                expected["category", category_id, currency] += minor
                expected["categories", category_id, currency] += 1

    for total in category_totals(many, days):
        found["category", total.category_id, total.currency] += total.sum_minor
        found["categories", total.category_id, total.currency] += total.posting_count
    for month in month_totals(many, days):
        found["month", month.type, month.month, month.currency] += month.sum_minor
        found["months", month.type, month.month, month.currency] += month.posting_count

    assert found == expected
    assert sum(row.posting_count for row in payee_totals(many, days)) == sum(
        count for key, count in expected.items() if key[0] == "categories"
    )


def fill(book: Book, copies: int) -> None:
    """Write the same small household, each of its transactions so many times over, into 24 months."""
    household = Household(book)
    checking = household.account("Checking")
    categories = [household.category(name) for name in ("Food", "Home", "Health")]
    txns, postings = [], []
    for month in range(24):
        for n, category_id in enumerate(categories * copies):
            (txn_id,) = book.next_ids("txn", 1)
            day = (2024 + month // 12) * 10000 + (month % 12 + 1) * 100 + n % 28 + 1
            txns.append((book.id, txn_id, day, None, "memo", None))
            postings.append((book.id, txn_id, 1, checking, day, -100, "EUR", 1, None, None, None))
            postings.append((book.id, txn_id, 2, category_id, day, 100, "EUR", 1, None, None, None))
    insert_transactions(book, txns, postings)
    book.flush_totals()
    if book.connection.dialect == "postgresql":
        book.connection.execute("analyze")


QUESTIONS: dict[str, Callable[[Book], object]] = {
    "balances": balances,
    "balances on a month's first day": lambda book: balances(book, date(2025, 6, 1)),
    "categories of whole months": lambda book: category_totals(book, period("2025-02..2025-11")),
    "categories of two days": lambda book: category_totals(book, period("2025-02-28..2025-03-01")),
    "months": lambda book: month_totals(book, ALL),
}
FEW_DAYS = period("2024-02-29..2024-03-01")
READ_ONE_BY_ONE: dict[str, Callable[[Book], object]] = {
    "payees": lambda book: payee_totals(book, FEW_DAYS),
    "payees paid from an account": lambda book: payee_totals(book, FEW_DAYS, (1,)),
    "categories paid from an account": lambda book: category_totals(book, FEW_DAYS, (1,)),
}


@contextmanager
def counting(book: Book) -> Iterator[list[int]]:
    """Count the steps of SQLite's virtual machine in the block, in hundreds."""
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    book.connection.raw.set_progress_handler(count, 100)
    yield steps
    book.connection.raw.set_progress_handler(None, 0)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_book_a_hundred_times_as_large_is_no_more_work(new_sqlite: Callable[[], str], question: str) -> None:
    work = []
    for copies in (1, 100):
        with open_book(new_sqlite(), None, writing=True) as book:
            fill(book, copies)
            with counting(book) as steps:
                QUESTIONS[question](book)
            work.append(steps[0])
            book.discard()

    small, large = work
    # Two days are read posting by posting, and have two dozen more of them in the large book.
    assert large <= small + 5


def asked(book: Book, question: str) -> list[tuple[str, Any]]:
    """Return the statements of a question, with their parameters."""
    noted: list[tuple[str, Any]] = []
    execute = book.connection.execute

    def noting(sql: str, params: Any = ()) -> Any:
        noted.append((sql, params))
        return execute(sql, params)

    book.connection.execute = noting  # type: ignore[method-assign]
    QUESTIONS[question](book)
    book.connection.execute = execute  # type: ignore[method-assign]
    return noted


@pytest.mark.parametrize("question", QUESTIONS)
def test_sqlite_reads_postings_from_the_covering_index_alone(new_sqlite: Callable[[], str], question: str) -> None:
    with open_book(new_sqlite(), None, writing=True) as book:
        fill(book, 20)
        for sql, params in asked(book, question):
            steps = [row[3] for row in book.connection.execute(f"explain query plan {sql}", params).fetchall()]
            of_postings = [step for step in steps if step.split()[1] in ("p", "posting")]
            assert all("USING COVERING INDEX ix_posting_account" in step for step in of_postings), steps
            assert all("(book_id=? AND account_id=? AND day>? AND day<?)" in step for step in of_postings), steps


@pytest.mark.parametrize("question", READ_ONE_BY_ONE)
def test_a_question_read_one_by_one_reads_no_more_than_its_days(new_sqlite: Callable[[], str], question: str) -> None:
    with open_book(new_sqlite(), None, writing=True) as book:
        fill(book, 100)
        with counting(book) as steps:
            READ_ONE_BY_ONE[question](book)
        book.discard()

    # The two days have about 22 of 7200 transactions; a step of the count is a hundred of the machine.
    assert steps[0] < 40


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a plan of PostgreSQL's and all below it."""
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


@pytest.mark.parametrize("question", QUESTIONS)
def test_postgresql_finds_postings_by_account_and_day(new_postgresql: Callable[[], str], question: str) -> None:
    with open_book(new_postgresql(), None, writing=True) as book:
        fill(book, 100)
        for sql, params in asked(book, question):
            ((((plan,),),),) = [book.connection.execute(f"explain (format json) {sql}", params).fetchall()]
            of_postings = [node for node in nodes(plan["Plan"]) if node.get("Relation Name") == "posting"]
            for node in of_postings:
                found = next(below for below in nodes(node) if "Index Cond" in below)
                assert found["Index Name"] == "ix_posting_account"
                assert "account_id" in found["Index Cond"]
                assert "day" in found["Index Cond"]
