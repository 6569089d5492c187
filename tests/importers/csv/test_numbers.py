from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetpro.importers.csv.numbers import Mark, amount_reader, mark_of, read_written, signed_value
from budgetpro.importers.lines import Hints
from tests.importers.csv.csv_file import Writer


@pytest.fixture
def csv(tmp_path: Path) -> Writer:
    return Writer(tmp_path)


class TestCell:
    @pytest.mark.parametrize(
        ("cell", "mark", "value"),
        [
            ("12.34", ".", "12.34"),
            ("-12.34", ".", "-12.34"),
            ("+12,10", ",", "12.10"),
            ("9,90-", ",", "-9.90"),
            ("12.50+", ".", "12.50"),
            ("($85.00)", ".", "-85.00"),
            ("$.23", ".", "0.23"),
            ("$-76.00", ".", "-76.00"),
            ("- $12.00", ".", "-12.00"),
            ("+ £1,100.00", ".", "1100.00"),
            ("1.234,56", ",", "1234.56"),
            ("1 234,50", ",", "1234.50"),
            ("1\u00a0234,50", ",", "1234.50"),
            ("1\u202f234,50 €", ",", "1234.50"),
            ("1'234.50", ".", "1234.50"),
            ("1’234.50", ".", "1234.50"),
            ("1,23,456.78", ".", "123456.78"),
            ("−5.00", ".", "-5.00"),
            ("\u200e-5.00", ".", "-5.00"),
            ("Rs.500", ".", "500"),
            ("kr. 5", ",", "5"),
            ("15,80 PLN", ",", "15.80"),
            ("CHF 12.00", ".", "12.00"),
            ("R$ 1.000,00", ",", "1000.00"),
            ("د.ا.\u200f4.750", ".", "4.750"),  # noqa: RUF001
            ("د.ا.\u200f5", ".", "5"),  # noqa: RUF001
            ("١٢٫٥", ".", "12.5"),  # noqa: RUF001
            ("12.-", ".", "12"),
            ("50,--", ",", "50"),
            ('="12.50"', ".", "12.50"),
            ("12.00CR", ".", "12.00"),
            ("12.00 DR", ".", "-12.00"),
            ("12,00 S", ",", "-12.00"),
            ("12,00 H", ",", "12.00"),
        ],
    )
    def test_amount_is_read_as_it_is_written(self, cell: str, mark: Mark, value: str) -> None:
        assert signed_value(cell, mark) == Decimal(value)
        assert amount_reader(mark)(cell) == Decimal(value)

    @pytest.mark.parametrize(
        "cell",
        ["", "abc", "5%", "1e5", "NaN", "--5", "(5", "5)", "(-5)", "12-34", "12 34", "1_000", "2019.04.19.", "P0109US",
         "5 EUR USD", "AT123456789012345678", "LT357300000000000000", "12:30"],
    )  # fmt: skip
    def test_other_text_is_no_amount(self, cell: str) -> None:
        assert read_written(cell) is None
        assert amount_reader(".")(cell) is None

    @pytest.mark.parametrize(
        ("cell", "mark"), [("12,34", "."), ("1.234,56", "."), ("0,125", "."), ("12.34", ","), ("-5.00CR", ".")]
    )
    def test_cell_that_does_not_fit_the_mark_or_contradicts_itself_has_no_value(self, cell: str, mark: Mark) -> None:
        assert signed_value(cell, mark) is None

    @pytest.mark.parametrize(
        ("digits", "mark"),
        [("12.5", "."), ("12,5", ","), ("1,234.5", "."), ("1.234.567", ","), ("1234.567", "."), ("0.125", "."),
         ("12", ""),
         ("1,234", "?"), ("1.234", "?"), ("1'234.567", "."), ("1 234", ""), ("1.23.4", None), ("1 23", None)],
    )  # fmt: skip
    def test_decimal_mark_shows_or_stays_open(self, digits: str, mark: str | None) -> None:
        assert mark_of(digits) == mark

    @given(
        cents=st.integers(-(10**12), 10**12), mark=st.sampled_from([".", ","]), grouping=st.sampled_from(["", "'", " "])
    )
    def test_written_amount_reads_back(self, cents: int, mark: Mark, grouping: str) -> None:
        value = Decimal(cents).scaleb(-2)
        whole, _, decimals = f"{abs(value):.2f}".partition(".")
        text = f"{'-' if cents < 0 else ''}{int(whole):,}".replace(",", grouping) + mark + decimals
        assert amount_reader(mark)(text) == value


class TestColumn:
    def test_mark_is_found_from_the_whole_column(self, csv: Writer) -> None:
        read = csv.read("Date;Text;Amount\n2026-01-03;a;-1.234\n2026-01-04;b;-5,50\n")
        assert read.amounts == ["-1234", "-5.50"]
        assert read.found("decimals follow a comma because of 5,50")

    def test_balance_column_tells_the_amounts_mark(self, csv: Writer) -> None:
        read = csv.read("Date;Text;Amount;Balance\n2026-01-03;a;-1.234;10,50\n2026-01-04;b;-5;5,50\n")
        assert read.amounts == ["-1234", "-5"]

    def test_amount_that_stays_open_is_refused(self, csv: Writer) -> None:
        refusal = csv.refused('Date,Text,Amount\n2026-01-03,a,"-1,234"\n2026-01-04,b,-5\n')
        assert refusal.code == "decimal_mark_unknown"
        assert "1,234" in refusal.message
        assert "--decimal" in str(refusal.hint)

    @pytest.mark.parametrize(("mark", "amount"), [(".", "-1234"), (",", "-1.234")])
    def test_user_says_the_mark(self, csv: Writer, mark: Mark, amount: str) -> None:
        text = 'Date,Text,Amount\n2026-01-03,a,"-1,234"\n2026-01-04,b,-5\n'
        assert csv.read(text, Hints(decimal_mark=mark)).amounts == [amount, "-5"]

    def test_balances_prove_the_mark(self, csv: Writer) -> None:
        text = 'Date,Text,Amount,Balance\n2026-01-03,a,"-1,234","8,766"\n2026-01-04,b,-5,"8,761"\n'
        assert csv.read(text).amounts == ["-1234", "-5"]

    def test_amount_above_the_table_proves_the_mark(self, csv: Writer) -> None:
        table = "Date;Text;Amount\n2026-01-03;a;-5.000\n2026-01-04;b;15.000\n"
        assert csv.read(f"Kontostand vom 05.01.2026:;10.000,00 €\n\n{table}").amounts == ["-5000", "15000"]
        assert csv.refused(f"Kontostand vom 05.01.2026:;10.000 €\n\n{table}").code == "decimal_mark_unknown"

    def test_currency_without_decimals_proves_the_mark(self, csv: Writer) -> None:
        read = csv.read('Date,Text,Amount (JPY)\n2026-01-03,a,"-5,000"\n2026-01-04,b,"15,000"\n')
        assert read.amounts == ["-5000", "15000"]

    def test_currency_with_decimals_proves_nothing(self, csv: Writer) -> None:
        refusal = csv.refused('Date,Text,Amount (EUR)\n2026-01-03,a,"-5,000"\n2026-01-04,b,"15,000"\n')
        assert refusal.code == "decimal_mark_unknown"

    def test_decimals_of_both_kinds_are_refused(self, csv: Writer) -> None:
        refusal = csv.refused('Date,Text,Amount\n2026-01-03,a,-5.00\n2026-01-04,b,"-5,50"\n')
        assert refusal.code == "decimal_mark_mixed"

    def test_row_of_the_other_mark_is_reported_where_the_user_said_one(self, csv: Writer) -> None:
        read = csv.read('Date,Text,Amount\n2026-01-03,a,-5.00\n2026-01-04,b,"-5,50"\n', Hints(decimal_mark="."))
        assert read.amounts == ["-5.00"]
        assert read.bad_rows == [3]

    def test_mark_may_show_far_down_the_file(self, csv: Writer) -> None:
        rows = "".join(f"2026-01-03;a{n};-{n}\n" for n in range(400))
        assert csv.read(f"Date;Text;Amount\n{rows}2026-01-04;b;-1.234,50\n").amounts[-1] == "-1234.50"

    def test_cents_in_a_cell_of_their_own_are_refused(self, csv: Writer) -> None:
        refusal = csv.refused("Date,Text,Amount\n2026-01-03,a,-5,50\n2026-01-04,b,15,00\n")
        assert refusal.code == "csv_cells_split"
        assert csv.refused("2026-01-03,a,-5,50\n2026-01-04,b,-15,00\n").code == "csv_cells_split"

    def test_thousands_in_a_cell_of_their_own_are_refused(self, csv: Writer) -> None:
        assert csv.refused("2026-01-03,a,-5,500.00\n2026-01-04,b,-1,200.00\n").code == "csv_cells_split"
