"""How reports are shown: their tables, and the bars of their charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from budgetpro.output.chart import Bar, Chart
from budgetpro.output.tabular import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from budgetpro.domain.money import Money
    from budgetpro.reports.balances import AccountBalance, Balances
    from budgetpro.reports.spending import CategoryLine, Flow, MonthLine, Others, PayeeLine, Spending, Total

_AMOUNTS = (Column("amount", "Amount", "amount"), Column("currency", "Currency"))
_SHARES = (Column("share", "Share %", "number"), Column("posting_count", "Postings", "number"))


def tabulate_balances(report: Balances) -> Table:
    """Return one row an account, assets first; below them the totals and the net worth, for each currency."""
    columns = (
        Column("type", "Type"),
        Column("account_id", "Id", "number", in_table=False),
        Column("account", "Account"),
        Column("kind", "Kind"),
        Column("is_closed", "Closed", "flag", in_table=any(line.is_closed for line in report.accounts_held)),
        Column("balance", "Balance", "amount"),
        Column("currency", "Currency"),
    )
    title = "Balances" if report.on is None else f"Balances at the end of {report.on}"
    caption = None if report.accounts_held else "There are no accounts yet: budgetpro account add NAME"
    return Table(
        columns, [_balance_cells(line) for line in report.accounts_held], title, tuple(_balance_totals(report)), caption
    )


def chart_balances(report: Balances) -> list[Chart]:
    """Return the accounts' balances as bars, a chart for each currency."""
    return [
        Chart(
            f"Balances in {total.currency}",
            [Bar(line.account, line.balance) for line in report.accounts_held if _is_in(line.balance, total)],
        )
        for total in report.net_worth
    ] or [Chart("Balances", ())]


def list_balances(report: Balances) -> Iterable[AccountBalance]:
    """Return the objects of JSON lines: the accounts."""
    return report.accounts_held


def tabulate_spending(report: Spending) -> Table:
    """Return one row a category, payee or month, and the totals of each currency."""
    label = report.period.label
    title = f"Spending by {report.by}: {'all time' if label == 'all' else label}"
    if report.accounts:
        title += f", paid from {', '.join(report.accounts)}"
    caption = None if report.lines else "Nothing was spent."
    if report.by == "category":
        columns, rows, footer = _category_rows(report)
    elif report.by == "payee":
        columns, rows, footer = _payee_rows(report)
    else:
        columns, rows, footer = _month_rows(report)
    return Table(columns, rows, title, footer, caption)


def chart_spending(report: Spending) -> list[Chart]:
    """Return spending as bars, a chart for each currency; by month another one of what remained."""
    label = f"Spending by {report.by}"
    if report.by == "month":
        return list(_month_charts(cast("tuple[MonthLine, ...]", report.lines))) or [Chart(label, ())]
    lines = cast("tuple[CategoryLine | PayeeLine, ...]", report.lines)
    totals = cast("tuple[Total, ...]", report.totals)
    return [
        Chart(
            f"{label} in {total.amount.currency}",
            [Bar(_name(line), line.amount) for line in lines if _is_in(line.amount, total.amount)]
            + [Bar(_others(rest), rest.amount) for rest in report.others if _is_in(rest.amount, total.amount)],
        )
        for total in totals
    ] or [Chart(label, ())]


def list_spending(report: Spending) -> Iterable[object]:
    """Return the objects of JSON lines: the report's lines."""
    return report.lines


def _balance_cells(line: AccountBalance) -> tuple[Cell, ...]:
    balance = line.balance
    return (line.type, line.account_id, line.account, line.kind, line.is_closed, balance, balance.currency)


def _balance_totals(report: Balances) -> Iterator[tuple[Cell, ...]]:
    if report.assets.accounts and report.liabilities.accounts:
        yield from (_total_cells("Assets", amount) for amount in report.assets.totals)
        yield from (_total_cells("Liabilities", amount) for amount in report.liabilities.totals)
    name = "Total" if report.accounts else "Net worth"
    yield from (_total_cells(name, amount) for amount in report.net_worth)


def _total_cells(name: str, amount: Money) -> tuple[Cell, ...]:
    return (name, None, None, None, None, amount, amount.currency)


Rows = tuple[tuple[Column, ...], list[tuple[Cell, ...]], list[tuple[Cell, ...]]]


def _category_rows(report: Spending) -> Rows:
    columns = (
        Column("category_id", "Id", "number", in_table=False),
        Column("category", "Category"),
        *_AMOUNTS,
        *_SHARES,
        Column("is_uncategorised", "Uncategorised", "flag", in_table=False),
    )
    lines = cast("tuple[CategoryLine, ...]", report.lines)
    rows: list[tuple[Cell, ...]] = [
        (line.category_id, line.category, *_shared(line), line.is_uncategorised) for line in lines
    ]
    return columns, rows, [(None, name, *cells, None) for name, cells in _shared_totals(report)]


def _payee_rows(report: Spending) -> Rows:
    columns = (Column("payee_id", "Id", "number", in_table=False), Column("payee", "Payee"), *_AMOUNTS, *_SHARES)
    lines = cast("tuple[PayeeLine, ...]", report.lines)
    rows: list[tuple[Cell, ...]] = [(line.payee_id, line.payee, *_shared(line)) for line in lines]
    return columns, rows, [(None, name, *cells) for name, cells in _shared_totals(report)]


def _month_rows(report: Spending) -> Rows:
    columns = (
        Column("month", "Month"),
        Column("income", "Income", "amount"),
        Column("spending", "Spending", "amount"),
        Column("net", "Net", "amount"),
        Column("currency", "Currency"),
    )
    lines = cast("tuple[MonthLine, ...]", report.lines)
    totals = cast("tuple[Flow, ...]", report.totals)
    rows: list[tuple[Cell, ...]] = [(*line, line.net.currency) for line in lines]
    return columns, rows, [("Total", *flow, flow.net.currency) for flow in totals]


def _shared(line: CategoryLine | PayeeLine | Others) -> tuple[Cell, ...]:
    return (line.amount, line.amount.currency, line.share, line.posting_count)


def _shared_totals(report: Spending) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    for total in cast("tuple[Total, ...]", report.totals):
        for rest in report.others:
            if _is_in(rest.amount, total.amount):
                yield _others(rest), _shared(rest)
        yield "Total", (total.amount, total.amount.currency, None, total.posting_count)


def _month_charts(lines: tuple[MonthLine, ...]) -> Iterator[Chart]:
    for currency in dict.fromkeys(line.net.currency for line in lines):
        own = [line for line in lines if line.net.currency == currency]
        yield Chart(f"Spending by month in {currency}", [Bar(line.month, line.spending) for line in own])
        yield Chart(f"Income less spending in {currency}", [Bar(line.month, line.net) for line in own])


def _name(line: CategoryLine | PayeeLine) -> str:
    return str(getattr(line, "category", None) or getattr(line, "payee", None) or "(no payee)")


def _others(rest: Others) -> str:
    return f"{rest.line_count} more"


def _is_in(amount: Money, other: Money) -> bool:
    return amount.currency == other.currency
