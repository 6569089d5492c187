from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from io import StringIO

from budgetpro.config import Format
from budgetpro.domain.accounts import Account
from budgetpro.domain.money import Money
from budgetpro.domain.periods import ALL, Period
from budgetpro.domain.totals import MonthTotal, PayeeTotal
from budgetpro.output.chart import Chart
from budgetpro.output.reports import (
    chart_balances,
    chart_spending,
    list_balances,
    list_spending,
    tabulate_balances,
    tabulate_spending,
)
from budgetpro.output.show import Screen, write_result
from budgetpro.reports.balances import Balances, balance_accounts
from budgetpro.reports.spending import MonthlySpending, Question, Spending, Units, spend_by_month, spend_by_payee

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def money(minor: int, currency: str = "EUR") -> Money:
    return Money(minor, currency, 2)


UNITS = Units(money, "EUR")


def written_balances(report: Balances, form: Format) -> str:
    stream = StringIO()
    screen = Screen(stream, is_terminal=False, has_color=False)
    write_result(screen, form, "report_balance", report, tabulate_balances, list_balances)
    return stream.getvalue()


def written_spending(report: Spending | MonthlySpending, form: Format) -> str:
    stream = StringIO()
    screen = Screen(stream, is_terminal=False, has_color=False)
    write_result(screen, form, "report_spending", report, tabulate_spending, list_spending)
    return stream.getvalue()


def balances(on: date | None = None, *, is_closed: bool = False) -> Balances:
    checking = Account(1, None, "asset", "checking", "Checking", "Bank:Checking", "EUR", True, is_closed, None, None)
    visa = Account(2, None, "liability", "card", "Visa", "Visa", "EUR", True, False, None, None)
    return balance_accounts([(checking, money(1250_00)), (visa, money(-300_50))], on=on, base_currency="EUR")


def payees(limit: int | None = None, accounts: tuple[str, ...] = ()) -> Spending:
    sums = [
        PayeeTotal(7, "Lidl", "EUR", 90_00, 3),
        PayeeTotal(None, None, "EUR", 20_00, 1),
        PayeeTotal(8, "Bäcker", "EUR", -10_00, 2),
        PayeeTotal(9, "Migros", "CHF", 5_00, 1),
    ]
    return spend_by_payee(sums, Question("payee", MARCH, accounts, None, limit), UNITS)


def months() -> MonthlySpending:
    sums = [
        MonthTotal("income", 202601, "EUR", -100_00, 1),
        MonthTotal("expense", 202601, "EUR", 40_00, 1),
        MonthTotal("expense", 202602, "EUR", 50_00, 1),
    ]
    return spend_by_month(sums, Question("month", ALL), UNITS)


def bars(charts: Iterable[Chart]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(chart.title, [(bar.label, str(bar.amount)) for bar in chart.bars]) for chart in charts]


def test_balances_are_a_table_with_totals() -> None:
    assert (
        written_balances(balances(date(2026, 3, 31)), "table")
        == """\
Balances at the end of 2026-03-31

Side         Account        Balance  Currency
-----------  -------------  -------  --------
asset        Bank:Checking  1250.00  EUR
liability    Visa           -300.50  EUR
-----------  -------------  -------  --------
Assets                      1250.00  EUR
Liabilities                 -300.50  EUR
Net worth                    949.50  EUR
"""
    )


def test_a_closed_account_is_marked_where_there_is_one() -> None:
    text = written_balances(balances(is_closed=True), "table")

    assert text.startswith("Balances\n\n")
    assert "Bank:Checking  yes " in text


def test_balances_as_csv() -> None:
    assert (
        written_balances(balances(), "csv")
        == """\
type,account_id,account,kind,is_closed,balance,currency
asset,1,Bank:Checking,checking,false,1250.00,EUR
liability,2,Visa,card,false,-300.50,EUR
"""
    )


def test_balances_as_json() -> None:
    assert written_balances(balances(date(2026, 3, 31)), "json") == (
        '{"schema_version": 1, "kind": "report_balance", "data": {"on": "2026-03-31", "chosen": [],'
        ' "assets": {"accounts": [{"account_id": 1, "account": "Bank:Checking", "type": "asset", "kind": "checking",'
        ' "is_closed": false, "balance": {"amount": "1250.00", "currency": "EUR"}}],'
        ' "totals": [{"amount": "1250.00", "currency": "EUR"}]},'
        ' "liabilities": {"accounts": [{"account_id": 2, "account": "Visa", "type": "liability", "kind": "card",'
        ' "is_closed": false, "balance": {"amount": "-300.50", "currency": "EUR"}}],'
        ' "totals": [{"amount": "-300.50", "currency": "EUR"}]},'
        ' "net_worth": [{"amount": "949.50", "currency": "EUR"}]}}\n'
    )
    assert len(written_balances(balances(), "jsonl").splitlines()) == 2


def test_a_part_of_the_accounts_has_a_total_and_no_net_worth() -> None:
    checking = Account(1, None, "asset", "checking", "C", "C", "EUR", True, False, None, None)
    report = balance_accounts([(checking, money(1))], on=None, base_currency="EUR", chosen=[checking])

    assert written_balances(report, "table").splitlines()[-1].split() == ["Total", "0.01", "EUR"]


def test_a_book_without_accounts_says_what_to_do() -> None:
    report = balance_accounts([], on=None, base_currency="EUR")

    assert "budgetpro account add" in written_balances(report, "table")
    assert bars(chart_balances(report)) == [("Balances", [])]


def test_balances_are_charted_by_currency() -> None:
    assert bars(chart_balances(balances())) == [
        ("Balances in EUR", [("Bank:Checking", "1250.00"), ("Visa", "-300.50")])
    ]


def test_spending_is_a_table_whose_shown_lines_and_others_make_the_total() -> None:
    assert (
        written_spending(payees(limit=1, accounts=("Visa",)), "table")
        == """\
Spending by payee, 2026-03, paid from Visa

Payee   Amount  Currency  Share %  Entries
------  ------  --------  -------  -------
Lidl     90.00  EUR          90.0        3
Migros    5.00  CHF         100.0        1
------  ------  --------  -------  -------
2 more   10.00  EUR          10.0        3
Total   100.00  EUR                      6
Total     5.00  CHF                      1
"""
    )


def test_spending_as_csv_has_bare_numbers() -> None:
    assert (
        written_spending(payees(), "csv")
        == """\
id,name,amount,currency,share,posting_count,is_uncategorised
7,Lidl,90.00,EUR,90.0,3,false
,,20.00,EUR,20.0,1,false
8,Bäcker,-10.00,EUR,-10.0,2,false
9,Migros,5.00,CHF,100.0,1,false
"""
    )


def test_spending_as_json_says_what_was_asked() -> None:
    text = written_spending(payees(limit=1), "json")

    assert text.startswith(
        '{"schema_version": 1, "kind": "report_spending", "data": {"question": {"by": "payee",'
        ' "period": {"since": "2026-03-01", "until": "2026-04-01"}, "accounts": [], "depth": null, "limit": 1},'
        ' "lines": [{"id": 7, "name": "Lidl", "amount": {"amount": "90.00", "currency": "EUR"}, "share": "90.0",'
        ' "posting_count": 3, "is_uncategorised": false}, '
    )
    assert '"others": [{"line_count": 2, "amount": {"amount": "10.00", "currency": "EUR"}, "share": "10.0"' in text
    assert text.endswith(
        '"totals": [{"amount": {"amount": "100.00", "currency": "EUR"}, "posting_count": 6},'
        ' {"amount": {"amount": "5.00", "currency": "CHF"}, "posting_count": 1}]}}\n'
    )


def test_months_are_a_table_too() -> None:
    assert (
        written_spending(months(), "table")
        == """\
Spending by month, all time

Month    Income  Spending     Net  Currency
-------  ------  --------  ------  --------
2026-01  100.00     40.00   60.00  EUR
2026-02    0.00     50.00  -50.00  EUR
-------  ------  --------  ------  --------
Total    100.00     90.00   10.00  EUR
"""
    )
    assert written_spending(months(), "csv").splitlines()[:2] == [
        "month,income,spending,net,currency", "2026-01,100.00,40.00,60.00,EUR",
    ]  # fmt: skip
    assert len(written_spending(months(), "jsonl").splitlines()) == 2


def test_nothing_spent_is_said() -> None:
    nothing = spend_by_month([], Question("month", ALL), UNITS)

    assert written_spending(nothing, "table").endswith("\nNothing was spent.\n")
    assert bars(chart_spending(nothing)) == [("Spending by month", [])]
    assert bars(chart_spending(spend_by_payee([], Question("payee", ALL), UNITS))) == [("Spending by payee", [])]


def test_spending_is_charted_by_currency() -> None:
    assert bars(chart_spending(payees(limit=1))) == [
        ("Spending by payee in EUR", [("Lidl", "90.00"), ("2 more", "10.00")]),
        ("Spending by payee in CHF", [("Migros", "5.00")]),
    ]
    assert bars(chart_spending(payees()))[0][1][1] == ("(no payee)", "20.00")


def test_months_are_charted_as_spending_and_as_what_remained() -> None:
    assert bars(chart_spending(months())) == [
        ("Spending by month in EUR", [("2026-01", "40.00"), ("2026-02", "50.00")]),
        ("Income less spending in EUR", [("2026-01", "60.00"), ("2026-02", "-50.00")]),
    ]
