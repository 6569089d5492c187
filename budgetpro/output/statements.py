"""How the statements in a file are shown: a summary, the first rows, what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from budgetpro.domain.counting import counted
from budgetpro.domain.money import Money
from budgetpro.output.tabular import Cell, Column, Table

if TYPE_CHECKING:
    from budgetpro.services.statements.inspecting import InspectedLine, InspectedStatement

FIRST_ROWS: Final = 10

_LINE_COLUMNS = (
    Column("account_id", "Account"),
    Column("position", "Line", "number"),
    Column("date", "Date", "date"),
    Column("amount", "Amount", "amount"),
    Column("currency", "Currency", "word"),
    Column("payee", "Payee"),
    Column("memo", "Memo"),
    Column("reference", "Reference", gives_way=1),
    Column("bank_id", "Bank's id", gives_way=2),
    Column("status", "Status", "word", gives_way=3),
)


def tabulate_summary(statements: Sequence[InspectedStatement]) -> Table:
    """Return one row a statement, or one statement by its facts: its rows, what went in and out, days, balances."""
    columns = (
        Column("account_id", "Account"),
        Column("format", "Format", "word", gives_way=5),
        Column("currency", "Currency", "word"),
        Column("rows", "Rows", "number"),
        Column("first", "First", "date", gives_way=3),
        Column("last", "Last", "date", gives_way=2),
        Column("in", "In", "amount"),
        Column("out", "Out", "amount"),
        Column("opening_balance", "Opening", "amount", gives_way=1),
        Column("closing_balance", "Closing", "amount"),
        Column("problems", "Problems", "number", gives_way=4),
    )
    findings = dict.fromkeys(finding for statement in statements for finding in statement.findings)
    rows = [_summary(statement) for statement in statements]
    return Table(columns, rows, caption="\n".join(findings) or None, is_record=len(rows) == 1)


def tabulate_lines(statements: Sequence[InspectedStatement]) -> Table:
    """Return one row for each row of every statement, for programs."""
    return Table(_LINE_COLUMNS, (_cells(statement, line) for statement in statements for line in statement.lines))


def tabulate_first_lines(statement: InspectedStatement) -> Table:
    """Return the first rows of a statement, without the columns that it leaves empty."""
    rows = [_cells(statement, line) for line in statement.lines[:FIRST_ROWS]]
    filled = [n for n in range(1, len(_LINE_COLUMNS)) if any(row[n] is not None for row in rows)]
    more = len(statement.lines) - len(rows)
    return Table(
        [_LINE_COLUMNS[n] for n in filled],
        [[row[n] for n in filled] for row in rows],
        title=f"Account {statement.account_id}" if statement.account_id else None,
        caption=f"{counted(more, 'more row')}; --json shows all." if more else None,
    )


def tabulate_problems(statements: Sequence[InspectedStatement]) -> Table:
    """Return what is wrong in the file, line by line."""
    problems = sorted(problem for statement in statements for problem in statement.problems)
    return Table(
        (Column("position", "Line", "number"), Column("message", "Problem", "prose")), [tuple(one) for one in problems]
    )


def rows_of(statements: Sequence[InspectedStatement]) -> Iterator[object]:
    """Yield every row with its account, for JSON lines."""
    for statement in statements:
        for line in statement.lines:
            yield {"format": statement.format, "account_id": statement.account_id, **line._asdict()}


def _summary(statement: InspectedStatement) -> tuple[Cell, ...]:
    lines = statement.lines
    days = [line.date for line in lines]
    has_one_currency = len({line.currency for line in lines}) == 1
    currency = lines[0].currency if has_one_currency else statement.currency
    return (
        statement.account_id,
        statement.format,
        currency,
        len(lines),
        min(days, default=None),
        max(days, default=None),
        _sum([line.amount for line in lines if line.amount > 0], currency) if has_one_currency else None,
        _sum([line.amount for line in lines if line.amount < 0], currency) if has_one_currency else None,
        _money(statement.opening_balance, currency),
        _money(statement.closing_balance, currency),
        len(statement.problems),
    )


def _cells(statement: InspectedStatement, line: InspectedLine) -> tuple[Cell, ...]:
    return (
        statement.account_id,
        line.position,
        line.date,
        _money(line.amount, line.currency),
        line.currency,
        line.payee,
        line.memo,
        line.reference,
        line.bank_id,
        line.status,
    )


def _sum(amounts: Sequence[Decimal], currency: str | None) -> Money | None:
    return _money(sum(amounts, Decimal(0)), currency)


def _money(amount: Decimal | None, currency: str | None) -> Money | None:
    """Return an amount with the decimals that the file gave it: the file's currency may be unknown."""
    if amount is None:
        return None
    exponent = amount.as_tuple().exponent
    digits = max(-exponent, 0) if isinstance(exponent, int) else 0
    return Money(int(amount.scaleb(digits)), currency or "", digits)
