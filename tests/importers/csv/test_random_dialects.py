"""Statements in random dialects read back exactly or are refused, never differently."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgetpro.domain.errors import Failure
from budgetpro.importers.csv.reader import open_csv
from budgetpro.importers.lines import Hints
from budgetpro.importers.source import Source

HEADS = {
    "english": ("Date", "Description", "Amount", "Debit", "Credit", "Balance", "Debit/Credit (D/C)", "Value date"),
    "german": ("Buchungstag", "Verwendungszweck", "Betrag", "Soll", "Haben", "Saldo", "Soll/Haben", "Valuta"),
    "french": ("Date", "Libellé", "Montant", "Débit", "Crédit", "Solde", "Sens", "Date de valeur"),
    "spanish": ("Fecha", "Concepto", "Importe", "Cargo", "Abono", "Saldo", "Debe/Haber", "Fecha valor"),
    "swedish": ("Bokföringsdag", "Text", "Belopp", "Uttag", "Insättning", "Saldo", "Debet/Kredit", "Valutadag"),
    "polish": ("Data operacji", "Opis", "Kwota", "Obciążenia", "Uznania", "Saldo", "Debet/Kredyt", "Data waluty"),
}
SIDE_WORDS = (("D", "C"), ("debit", "credit"), ("DR", "CR"), ("S", "H"), ("-", "+"))
DAY_FORMATS = (
    "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%Y%m%d", "%d.%m.%y", "%m/%d/%y", "%d-%m-%Y",
    "%d %b %Y", "%d-%b-%y", "%Y.%m.%d.", "%d/%m/%Y %H:%M",
)  # fmt: skip
TEXTS = st.text(st.sampled_from("abcdefghij KLMNOP0123456789.,;|&/'-äéø\"\t"), min_size=1, max_size=24).map(
    lambda text: f"x{text}".strip()
)


class Row(NamedTuple):
    day: date
    amount: Decimal
    text: str


@dataclass(frozen=True)
class Style:
    """One way of writing a statement down."""

    delimiter: str
    mark: str
    thousands: str
    day_format: str
    signs: str
    head: str | None
    has_balance: bool
    has_value_day: bool
    is_newest_first: bool
    quoting: str
    preamble: str
    sides: tuple[str, str]
    currency: str

    def number(self, value: Decimal) -> str:
        whole, _, cents = f"{abs(value):.2f}".partition(".")
        thousands = {".": ",", ",": "."}[self.mark] if self.thousands == "other mark" else self.thousands
        groups = f"{int(whole):,}".replace(",", thousands)
        return f"{groups}{self.mark}{cents}{self.currency}"

    def signed(self, value: Decimal) -> str:
        number = self.number(value)
        if value >= 0:
            return f"+{number}" if self.signs == "plus" else number
        match self.signs:
            case "trailing":
                return f"{number}-"
            case "brackets":
                return f"({number})"
        return f"-{number}"


STYLES = st.builds(
    Style,
    delimiter=st.sampled_from(",;\t|"),
    mark=st.sampled_from(".,"),
    thousands=st.sampled_from(["", "", "other mark", "'", " ", "\u00a0"]),
    day_format=st.sampled_from(DAY_FORMATS),
    signs=st.sampled_from(["minus", "trailing", "brackets", "plus", "pair", "pair below", "side", "suffix", "none"]),
    head=st.sampled_from([None, *HEADS]),
    has_balance=st.booleans(),
    has_value_day=st.booleans(),
    is_newest_first=st.booleans(),
    quoting=st.sampled_from(["where needed", "all", "careless"]),
    preamble=st.sampled_from(["", "Account statement\n\n", "Konto: 12345678\nZeitraum: Januar\n\n"]),
    sides=st.sampled_from(SIDE_WORDS),
    currency=st.sampled_from(["", "", " EUR", "€"]),
)


AMOUNTS = st.integers(-2_000_000, 2_000_000).filter(bool).map(lambda cents: Decimal(cents).scaleb(-2))
ROWS = st.lists(st.tuples(st.integers(0, 40), AMOUNTS, TEXTS), min_size=1, max_size=12)


def rows_of(drawn: list[tuple[int, Decimal, str]], start: date) -> list[Row]:
    day, rows = start, []
    for gap, amount, text in drawn:
        day += timedelta(days=gap)
        rows.append(Row(day, amount, text))
    return rows


def written(rows: list[Row], style: Style, opening: Decimal) -> tuple[str, list[Row]]:
    """Return the file's text, and the rows in the order of the file."""
    balance, cells = opening, []
    for row in rows:
        balance += row.amount
        cells.append((row, cells_of(row, balance, style)))
    if style.is_newest_first:
        cells.reverse()
    lines = [*([head_of(style)] if style.head else []), *(line for _, line in cells)]
    return style.preamble + table(lines, style), [row for row, _ in cells]


def table(lines: list[list[str]], style: Style) -> str:
    """Write lines of cells; a careless writer leaves all quotation marks away, whatever the cells hold."""
    if style.quoting == "careless":
        return "".join(style.delimiter.join(cells) + "\n" for cells in lines)
    out = io.StringIO()
    if style.quoting == "all":
        csv.writer(out, delimiter=style.delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(lines)
    else:
        csv.writer(out, delimiter=style.delimiter, lineterminator="\n").writerows(lines)
    return out.getvalue()


def cells_of(row: Row, balance: Decimal, style: Style) -> list[str]:
    day = row.day.strftime(style.day_format)
    is_out = row.amount < 0
    match style.signs:
        case "pair" | "pair below":
            minus = "-" if style.signs == "pair below" and is_out else ""
            number = minus + style.number(row.amount)
            money = [number, ""] if is_out else ["", number]
        case "side":
            money = [style.number(row.amount), style.sides[0 if is_out else 1]]
        case "suffix":
            money = [f"{style.number(row.amount)} {'DR' if is_out else 'CR'}"]
        case "none":
            money = [style.number(row.amount)]
        case _:
            money = [style.signed(row.amount)]
    last = [("-" if balance < 0 else "") + style.number(balance)] if style.has_balance else []
    return [day, *([day] if style.has_value_day else []), row.text, *money, *last]


def head_of(style: Style) -> list[str]:
    day, text, amount, debit, credit, balance, side, value_day = HEADS[style.head or "english"]
    match style.signs:
        case "pair" | "pair below":
            money = [debit, credit]
        case "side":
            money = [amount, side]
        case _:
            money = [amount]
    return [day, *([value_day] if style.has_value_day else []), text, *money, *([balance] if style.has_balance else [])]


@settings(
    max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(
    drawn=ROWS,
    style=STYLES,
    start=st.dates(date(2015, 1, 1), date(2026, 12, 31)),
    opening=st.integers(0, 10**7).map(lambda cents: Decimal(cents).scaleb(-2)),
)
def test_random_dialect_is_read_exactly_or_refused(
    tmp_path: Path, drawn: list[tuple[int, Decimal, str]], style: Style, start: date, opening: Decimal
) -> None:
    if style.quoting == "careless":
        drawn = [(gap, amount, "".join(filter(str.isalnum, text))) for gap, amount, text in drawn]
    text, rows = written(rows_of(drawn, start), style, opening)
    path = tmp_path / "statement.csv"
    path.write_text(text, encoding="utf-8", newline="")
    try:
        reading = open_csv(Source(path), Hints())
        lines = [line for _, line in reading.lines()]
    except Failure:
        return
    refused = sum(problem.is_row for statement in reading.statements for problem in statement.problems)
    expected = [(row.day, row.amount) for row in rows]
    assert len(lines) + refused == len(rows), text
    assert is_part([(line.date, line.amount) for line in lines], expected), (text, lines)
    if not refused:
        assert [(line.date, line.amount) for line in lines] == expected, text


def is_part(found: list[tuple[date, Decimal]], expected: list[tuple[date, Decimal]]) -> bool:
    """Say whether `found` is `expected` with some rows left out."""
    rest = iter(expected)
    return all(row in rest for row in found)


def test_plain_statement_is_not_refused(tmp_path: Path) -> None:
    style = Style(",", ".", "", "%Y-%m-%d", "minus", "english", True, False, False, "all", "", ("D", "C"), "")
    rows = [Row(date(2026, 1, 3), Decimal("-4.50"), "Bakery"), Row(date(2026, 1, 5), Decimal("100.00"), "Salary")]
    text, _ = written(rows, style, Decimal(0))
    path = tmp_path / "statement.csv"
    path.write_text(text, encoding="utf-8")
    assert [line.amount for _, line in open_csv(Source(path), Hints()).lines()] == [Decimal("-4.50"), Decimal("100.00")]
