from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from budgetpro.domain.accounts import Account, AccountType
from budgetpro.domain.money import Money
from budgetpro.domain.periods import ALL
from budgetpro.domain.totals import CategoryTotal, MonthTotal, PayeeTotal
from budgetpro.reports.spending import (
    By,
    Others,
    Question,
    Spending,
    SpendingLine,
    Units,
    spend_by_category,
    spend_by_month,
    spend_by_payee,
)


def money(minor: int, currency: str) -> Money:
    return Money(minor, currency, 2)


UNITS = Units(money, "EUR")


def category(
    id_: int, path: str, parent_id: int | None = None, kind: str = "category", type_: AccountType = "expense"
) -> Account:
    return Account(id_, parent_id, type_, kind, path.rpartition(":")[2], path, None, False, False, None, None)


FOOD = (
    category(1, "Food"),
    category(2, "Food:Groceries", 1),
    category(3, "Food:Groceries:Organic", 2),
    category(4, "Home"),
    category(5, "Uncategorised", kind="uncategorised"),
)
CATEGORIES = {one.id: one for one in FOOD}


def asked(by: By = "category", depth: int | None = None, limit: int | None = None) -> Question:
    return Question(by, ALL, (), depth, limit)


def by_category(sums: list[CategoryTotal], depth: int | None = None, limit: int | None = None) -> Spending:
    return spend_by_category(sums, CATEGORIES, asked(depth=depth, limit=limit), UNITS)


def names(report: Spending) -> list[str | None]:
    return [line.name for line in report.lines]


def test_the_largest_category_comes_first_with_its_share() -> None:
    report = by_category([CategoryTotal(1, "EUR", 25_00, 2), CategoryTotal(4, "EUR", 75_00, 1)])

    assert [(line.name, str(line.amount), line.share, line.posting_count) for line in report.lines] == [
        ("Home", "75.00", Decimal("75.0"), 1),
        ("Food", "25.00", Decimal("25.0"), 2),
    ]
    assert report.totals == ((money(100_00, "EUR"), 3),)


def test_shares_are_rounded_to_a_tenth() -> None:
    report = by_category([CategoryTotal(1, "EUR", 1, 1), CategoryTotal(4, "EUR", 2, 1)])

    assert [line.share for line in report.lines] == [Decimal("66.7"), Decimal("33.3")]


def test_deeper_categories_count_for_the_one_of_the_wanted_depth() -> None:
    sums = [CategoryTotal(1, "EUR", 1, 1), CategoryTotal(2, "EUR", 20, 2), CategoryTotal(3, "EUR", 300, 3)]

    assert [(line.name, line.amount.minor) for line in by_category(sums).lines] == [
        ("Food:Groceries:Organic", 300), ("Food:Groceries", 20), ("Food", 1),
    ]  # fmt: skip
    assert [(line.name, line.amount.minor) for line in by_category(sums, depth=2).lines] == [
        ("Food:Groceries", 320), ("Food", 1),
    ]  # fmt: skip
    assert [(line.id, line.name, line.amount.minor, line.posting_count) for line in by_category(sums, 1).lines] == [
        (1, "Food", 321, 6)
    ]


def test_what_is_uncategorised_comes_last_and_is_never_cut() -> None:
    sums = [CategoryTotal(5, "EUR", 900, 3), CategoryTotal(1, "EUR", 10, 1), CategoryTotal(4, "EUR", 20, 1)]

    report = by_category(sums, limit=1)

    assert names(report) == ["Home", "Uncategorised"]
    assert report.lines[1].is_uncategorised
    assert [(rest.line_count, rest.amount.minor) for rest in report.others] == [(1, 10)]


def test_refunds_reduce_what_was_spent() -> None:
    report = by_category([CategoryTotal(1, "EUR", -30_00, 1), CategoryTotal(4, "EUR", 90_00, 1)])

    assert [(line.name, line.amount.minor, line.share) for line in report.lines] == [
        ("Home", 90_00, Decimal("150.0")),
        ("Food", -30_00, Decimal("-50.0")),
    ]


def test_there_are_no_shares_of_a_total_that_is_not_above_zero() -> None:
    report = by_category([CategoryTotal(1, "EUR", -30_00, 1), CategoryTotal(4, "EUR", 30_00, 1)])

    assert [line.share for line in report.lines] == [None, None]


def test_currencies_stand_apart_the_books_own_first() -> None:
    sums = [CategoryTotal(1, "CHF", 900, 1), CategoryTotal(1, "EUR", 5, 1), CategoryTotal(4, "CHF", 100, 1)]

    report = by_category(sums, limit=1)

    assert [(line.amount.currency, line.name, line.share) for line in report.lines] == [
        ("EUR", "Food", Decimal("100.0")), ("CHF", "Food", Decimal("90.0")),
    ]  # fmt: skip
    assert [(rest.amount.currency, rest.share) for rest in report.others] == [("CHF", Decimal("10.0"))]
    assert [total.amount for total in report.totals] == [money(5, "EUR"), money(1000, "CHF")]


def test_payees_are_listed_with_the_banks_text_where_they_have_no_name() -> None:
    sums = [
        PayeeTotal(None, "CARD 0815", "EUR", 300, 1),
        PayeeTotal(7, "Lidl", "EUR", 500, 2),
        PayeeTotal(None, None, "EUR", 300, 1),
    ]

    report = spend_by_payee(sums, asked("payee"), UNITS)

    assert [(line.id, line.name) for line in report.lines] == [(7, "Lidl"), (None, None), (None, "CARD 0815")]


def test_months_show_income_spending_and_what_remained() -> None:
    sums = [
        MonthTotal("expense", 202601, "EUR", 1200_00, 9),
        MonthTotal("income", 202601, "EUR", -2000_00, 1),
        MonthTotal("expense", 202603, "EUR", 900_00, 4),
    ]

    report = spend_by_month(sums, asked("month"), UNITS)

    assert [(line.month, str(line.income), str(line.spending), str(line.net)) for line in report.lines] == [
        ("2026-01", "2000.00", "1200.00", "800.00"),
        ("2026-02", "0.00", "0.00", "0.00"),
        ("2026-03", "0.00", "900.00", "-900.00"),
    ]
    assert [(str(total.income), str(total.spending), str(total.net)) for total in report.totals] == [
        ("2000.00", "2100.00", "-100.00")
    ]


def test_months_of_each_currency_stand_by_themselves() -> None:
    sums = [MonthTotal("expense", 202512, "CHF", 1, 1), MonthTotal("expense", 202601, "EUR", 2, 1)]

    report = spend_by_month(sums, asked("month"), UNITS)

    assert [(line.month, line.net.currency) for line in report.lines] == [("2026-01", "EUR"), ("2025-12", "CHF")]


def test_nothing_gives_nothing() -> None:
    assert by_category([])[1:] == ((), (), ())
    assert spend_by_month([], asked("month"), UNITS)[1:] == ((), ())


SUMS = st.lists(
    st.builds(
        CategoryTotal,
        st.sampled_from(sorted(CATEGORIES)),
        st.sampled_from(["EUR", "CHF"]),
        st.integers(-(10**9), 10**9),
        st.integers(1, 9),
    ),
    max_size=12,
)


@given(SUMS, st.none() | st.integers(1, 4), st.none() | st.integers(1, 4))
def test_lines_and_others_always_sum_to_the_total(
    sums: list[CategoryTotal], depth: int | None, limit: int | None
) -> None:
    report = by_category(sums, depth, limit)

    for total in report.totals:
        parts: list[SpendingLine | Others] = [*report.lines, *report.others]
        own = [part for part in parts if part.amount.currency == total.amount.currency]
        assert sum(part.amount.minor for part in own) == total.amount.minor
        assert sum(part.posting_count for part in own) == total.posting_count
    assert sum(total.amount.minor for total in report.totals) == sum(row.sum_minor for row in sums)
