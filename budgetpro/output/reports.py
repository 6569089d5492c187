"""How reports are shown: their tables, and the bars of their charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from budgetpro.output.chart import Bar, Chart
from budgetpro.output.tabular import Cell, Column, Table
from budgetpro.reports.spending import MonthlySpending, Others, Question, Spending, SpendingLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from budgetpro.domain.money import Money
    from budgetpro.reports.balances import AccountBalance, Balances


def tabulate_balances(report: Balances) -> Table:
    """Return one row an account, assets first; below them the totals of each currency."""
    lines = report.accounts
    columns = (
        Column("type", "Side", "word"),
        Column("account_id", "Id", "number", in_table=False),
        Column("account", "Account"),
        Column("kind", "Kind", in_table=False),
        Column("is_closed", "Closed", "flag", in_table=any(line.is_closed for line in lines)),
        Column("balance", "Balance", "amount"),
        Column("currency", "Currency", "word"),
    )
    rows = [
        (line.type, line.account_id, line.account, line.kind, line.is_closed, line.balance, line.balance.currency)
        for line in lines
    ]
    title = "Balances" if report.on is None else f"Balances at the end of {report.on}"
    caption = None if lines else "There are no accounts yet; add one: budgetpro account add NAME"
    return Table(columns, rows, title, tuple(_balance_totals(report)), caption)


def list_balances(report: Balances) -> Iterable[AccountBalance]:
    """Return the objects of JSON lines: the accounts."""
    return report.accounts


def chart_balances(report: Balances) -> list[Chart]:
    """Return the accounts' balances as bars, a chart for each currency."""
    return [
        Chart(
            f"Balances in {total.currency}",
            [Bar(line.account, line.balance) for line in report.accounts if _are_alike(line.balance, total)],
        )
        for total in report.net_worth
    ] or [Chart("Balances", ())]


def tabulate_spending(report: Spending | MonthlySpending) -> Table:
    """Return one row a category, payee or month; below them the totals of each currency."""
    caption = None if report.lines else "Nothing was spent."
    if isinstance(report, MonthlySpending):
        return _month_table(report, caption)
    columns = (
        Column("id", "Id", "number", in_table=False),
        Column("name", report.question.by.capitalize()),
        Column("amount", "Amount", "amount"),
        Column("currency", "Currency", "word"),
        Column("share", "Share %", "number", gives_way=1),
        Column("posting_count", "Entries", "number", gives_way=2),
        Column("is_uncategorised", "Uncategorised", "flag", in_table=False),
    )
    rows = [(line.id, line.name, *_shared(line), line.is_uncategorised) for line in report.lines]
    return Table(columns, rows, _title(report.question), tuple(_spending_totals(report)), caption)


def list_spending(report: Spending | MonthlySpending) -> Iterable[object]:
    """Return the objects of JSON lines: the report's own lines."""
    return report.lines


def chart_spending(report: Spending | MonthlySpending) -> list[Chart]:
    """Return spending as bars, a chart for each currency; by month another one of what remained."""
    title = f"Spending by {report.question.by}"
    if isinstance(report, MonthlySpending):
        return list(_month_charts(report)) or [Chart(title, ())]
    charts = []
    for total in report.totals:
        bars = [Bar(_label(line), line.amount) for line in report.lines if _are_alike(line.amount, total.amount)]
        bars += [Bar(_others(rest), rest.amount) for rest in report.others if _are_alike(rest.amount, total.amount)]
        charts.append(Chart(f"{title} in {total.amount.currency}", bars))
    return charts or [Chart(title, ())]


def _balance_totals(report: Balances) -> Iterator[tuple[Cell, ...]]:
    sums = [("Total" if report.chosen else "Net worth", report.net_worth)]
    if report.assets.accounts and report.liabilities.accounts:
        sums = [("Assets", report.assets.totals), ("Liabilities", report.liabilities.totals), *sums]
    for name, amounts in sums:
        yield from ((name, None, None, None, None, amount, amount.currency) for amount in amounts)


def _title(question: Question) -> str:
    label = question.period.label
    paid_from = f", paid from {', '.join(question.accounts)}" if question.accounts else ""
    return f"Spending by {question.by}, {'all time' if label == 'all' else label}{paid_from}"


def _shared(line: SpendingLine | Others) -> tuple[Cell, ...]:
    return line.amount, line.amount.currency, line.share, line.posting_count


def _spending_totals(report: Spending) -> Iterator[tuple[Cell, ...]]:
    for total in report.totals:
        for rest in report.others:
            if _are_alike(rest.amount, total.amount):
                yield None, _others(rest), *_shared(rest), None
        yield None, "Total", total.amount, total.amount.currency, None, total.posting_count, None


def _month_table(report: MonthlySpending, caption: str | None) -> Table:
    columns = (
        Column("month", "Month", "word"),
        Column("income", "Income", "amount"),
        Column("spending", "Spending", "amount"),
        Column("net", "Net", "amount"),
        Column("currency", "Currency", "word"),
    )
    rows = [(*line, line.net.currency) for line in report.lines]
    footer = [("Total", *total, total.net.currency) for total in report.totals]
    return Table(columns, rows, _title(report.question), footer, caption)


def _month_charts(report: MonthlySpending) -> Iterator[Chart]:
    for total in report.totals:
        own = [line for line in report.lines if _are_alike(line.net, total.net)]
        yield Chart(f"Spending by month in {total.net.currency}", [Bar(line.month, line.spending) for line in own])
        yield Chart(f"Income less spending in {total.net.currency}", [Bar(line.month, line.net) for line in own])


def _label(line: SpendingLine) -> str:
    return line.name or "(no payee)"


def _others(rest: Others) -> str:
    return f"{rest.line_count} more"


def _are_alike(amount: Money, other: Money) -> bool:
    return amount.currency == other.currency
