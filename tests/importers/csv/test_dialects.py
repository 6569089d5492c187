from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from budgetpro.importers.csv.dialect import sniff_dialect
from budgetpro.importers.csv.reader import open_csv
from budgetpro.importers.lines import Hints
from budgetpro.importers.source import Source
from tests.importers.csv.csv_file import Writer

ROWS = [("2026-01-03", "-5.50"), ("2026-01-04", "15.00")]


@pytest.fixture
def csv(tmp_path: Path) -> Writer:
    return Writer(tmp_path)


class TestDelimiter:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_cells_are_parted_by(self, csv: Writer, delimiter: str) -> None:
        lines = [["Date", "Text", "Amount"], ["2026-01-03", "a", "-5.50"], ["2026-01-04", "b", "15.00"]]
        assert csv.read("".join(delimiter.join(cells) + "\n" for cells in lines)).rows == ROWS

    def test_commas_in_texts_and_amounts_do_not_part_semicolon_cells(self, csv: Writer) -> None:
        assert csv.read("Datum;Text;Betrag\n03.01.2026;a, b, c;-5,50\n04.01.2026;d, e;15,00\n").rows == ROWS

    def test_excel_says_the_delimiter(self, csv: Writer) -> None:
        assert csv.read("sep=;\nDate;Text;Amount\n2026-01-03;a, b;-5,50\n2026-01-04;b;15,00\n").rows == ROWS

    def test_lines_with_a_leading_and_a_trailing_delimiter(self, csv: Writer) -> None:
        assert csv.read("|a|20260103|-5.50|\n|b|20260104|15.00|\n").rows == ROWS


class TestQuotes:
    def test_quoted_cells_hold_delimiters_quotes_and_line_ends(self, csv: Writer) -> None:
        read = csv.read('Date,Text,Amount\n2026-01-03,"a, ""b""\nc",-5.50\n2026-01-04,b,15.00\n')
        assert read.memos == ['a, "b" c', "b"]
        assert [line.position for line in read.lines] == [2, 4]

    def test_single_quotes(self, csv: Writer) -> None:
        text = "'Date','Text','Amount'\n'2026-01-03','a, b','-5.50'\n'2026-01-04','b','15.00'\n"
        assert csv.read(text).rows == ROWS

    def test_escaped_quotes(self, csv: Writer) -> None:
        read = csv.read('Date,Text,Amount\n2026-01-03,"a \\"b\\", c",-5.50\n2026-01-04,"b",15.00\n')
        assert read.rows == ROWS
        assert read.memos[0] == 'a "b", c'

    def test_spaces_before_quotes(self, csv: Writer) -> None:
        assert csv.read('Date, Text, Amount\n2026-01-03, "a, b", -5.50\n2026-01-04, "b", 15.00\n').rows == ROWS

    def test_whole_lines_in_quotes(self, csv: Writer) -> None:
        read = csv.read('"Date,""Text"",Amount"\n"2026-01-03,""a, b"",-5.50"\n"2026-01-04,""b"",15.00"\n')
        assert read.rows == ROWS
        assert read.memos == ["a, b", "b"]

    def test_quote_missing_in_front_of_a_cell_loses_nothing(self, csv: Writer) -> None:
        read = csv.read('"Date";"Text";"Who";"Amount"\n"2026-01-03";"a";Firm";"-5,50"\n"2026-01-04";"b";"c";"15,00"\n')
        assert read.rows == ROWS

    def test_quote_that_is_never_closed_swallows_no_rows(self, csv: Writer) -> None:
        read = csv.read('Date;Text;Amount\n2026-01-02;"a;-1,00\n2026-01-03;"b";-5,50\n2026-01-04;c;15,00\n')
        assert read.rows == ROWS
        assert read.bad_rows == [2]
        assert "quotation mark" in read.problems[0].message

    def test_quote_that_swallows_plain_rows(self, csv: Writer) -> None:
        rows = "".join(f'2026-01-{day:02};"r{day}";-1,00\n' for day in range(5, 9))
        read = csv.read(f'Date;Text;Amount\n2026-01-03;a;-5,50\n2026-01-04;"b;-1,00\n{rows}')
        assert read.bad_rows == [3]
        assert len(read.lines) == 5

    def test_quote_left_open_in_the_last_row(self, csv: Writer) -> None:
        read = csv.read('Date;Text;Amount\n2026-01-03;a;-5,50\n2026-01-04;"b;15,00\n')
        assert read.rows == ROWS[:1]
        assert read.bad_rows == [3]

    def test_one_open_quote_in_a_long_file(self, csv: Writer) -> None:
        rows = "".join(f"2026-01-03;r{n};-1,00\n" for n in range(20_000))
        read = csv.read(f'Date;Text;Amount\n2026-01-03;a;-5,50\n2026-01-04;"b;15,00\n{rows}')
        assert read.bad_rows == [3]
        assert len(read.lines) == 20_001


class TestRows:
    def test_text_with_an_unquoted_delimiter_is_reported(self, csv: Writer) -> None:
        read = csv.read(
            "Date,Text,Amount,Balance\n2026-01-03,a,-5.50,94.50\n2026-01-04,Rent, 12,-500.00,100.00\n"
            "2026-01-05,b,1.00,2.00\n"
        )
        assert read.bad_rows == [3]
        assert read.problems[0].message.startswith("expected 4 columns, found 5")

    def test_row_that_lost_a_delimiter_is_reported(self, csv: Writer) -> None:
        read = csv.read(
            "Date,Text,Amount,Balance\n2026-01-03,a,-5.50,94.50\n2026-01-04,Rent -500.00,100.00\n"
            "2026-01-05,b,1.00,95.50\n"
        )
        assert read.bad_rows == [3]

    def test_first_row_of_another_width_is_not_lost(self, csv: Writer) -> None:
        read = csv.read("2026-01-02,a,1,000.00\n2026-01-03,b,-5.50\n2026-01-04,c,15.00\n2026-01-04,c,-15.00\n")
        assert read.bad_rows == [1]
        assert len(read.lines) == 3

    def test_file_cut_inside_a_row(self, csv: Writer) -> None:
        read = csv.read("Date,Text,Amount\n2026-01-03,a,-5.50\n2026-01-0")
        assert read.bad_rows == [3]

    def test_file_cut_inside_an_amount(self, csv: Writer) -> None:
        rows = "".join(f"2026-01-0{day},a,-5.50\n" for day in range(1, 6))
        read = csv.read(f"Date,Text,Amount\n{rows}2026-01-07,b,-123.4")
        assert read.bad_rows == [7]
        assert "ends inside this row" in read.problems[0].message
        assert csv.read(f"Date,Text,Amount\n{rows}2026-01-07,b,-123.45").bad_rows == []

    def test_rows_without_trailing_empty_cells(self, csv: Writer) -> None:
        read = csv.read("Date,Amount,Text,Note,Tag\n2026-01-03,-5.50,a\n2026-01-04,15.00,b,c,d,,\n")
        assert read.rows == ROWS

    def test_rows_with_a_column_that_has_no_name(self, csv: Writer) -> None:
        read = csv.read("Date,Amount,Text\n2026-01-03,-5.50,a,more\n2026-01-04,15.00,b,words\n")
        assert read.memos == ["a more", "b words"]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
    def test_line_ends(self, csv: Writer, end: str) -> None:
        assert csv.read(end.join(["Date,Text,Amount", "2026-01-03,a,-5.50", "2026-01-04,b,15.00", ""])).rows == ROWS

    def test_positions_are_lines_of_the_file(self, csv: Writer) -> None:
        read = csv.read("Account 1\n\nDate,Text,Amount\n\n2026-01-03,a,-5.50\n\n2026-01-04,b,15.00\n")
        assert [line.position for line in read.lines] == [5, 7]


class TestBounds:
    def test_line_without_end_is_refused(self, csv: Writer) -> None:
        refusal = csv.refused("Date,Text,Amount\n2026-01-03,a,-5.50\n2026-01-04," + "x" * 1_100_000 + ",15.00\n")
        assert refusal.code == "statement_line_too_long"

    def test_line_of_wide_letters_is_refused_too(self, csv: Writer) -> None:
        rows = "2026-01-03,a,-5.50\n" * 300
        refusal = csv.refused(f"Date,Text,Amount\n{rows}2026-01-04,{'x' * 1_048_000},15.00,{'y' * 900}\n")
        assert refusal.code == "statement_line_too_long"

    def test_cell_past_the_limit_is_a_bad_row(self, csv: Writer) -> None:
        read = csv.read(f"Date,Text,Amount\n2026-01-03,a,-5.50\n2026-01-04,{'x' * 200_000},15.00\n2026-01-04,b,15.00\n")
        assert read.rows == ROWS
        assert read.bad_rows == [3]

    def test_row_of_too_many_lines_is_a_bad_row(self, csv: Writer) -> None:
        lines = '"x\ny",' * 1500
        read = csv.read(f"Date,Text,Amount\n2026-01-03,a,-5.50\n2026-01-04,{lines}15.00\n2026-01-04,b,15.00\n")
        assert read.rows == ROWS
        assert read.bad_rows[0] == 3

    def test_memory_does_not_grow_with_the_file(self, tmp_path: Path) -> None:
        peaks = [self.peak(tmp_path, count) for count in (2_000, 40_000)]
        assert peaks[1] < peaks[0] + 1_000_000

    def peak(self, folder: Path, count: int) -> int:
        path = folder / f"{count}.csv"
        with path.open("w") as file:
            file.write("Date,Text,Amount\n")
            file.writelines(f"2026-01-{n % 28 + 1:02},text {n},-{n % 90}.50\n" for n in range(count))
        source = Source(path)
        tracemalloc.start()
        assert sum(1 for _ in open_csv(source, Hints()).lines()) == count
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak


class TestRecognition:
    @pytest.mark.parametrize(
        "head",
        ["Date,Text,Amount\n2026-01-03,a,-5.50\n", "Buchungstag;Betrag;Saldo\n", "03.01.2026;a;-5,50;O\n",
         "x\n\nDate\tSum\tText\n"],
    )  # fmt: skip
    def test_tables_are_read(self, csv: Writer, head: str) -> None:
        assert csv.read(head).bad_rows == []

    @pytest.mark.parametrize(
        "head",
        ["hello\nworld\n", "a,b\n1,2\n", "2026-01-03 * Shop\n  Assets:Cash  -5.50 EUR\n",
         "!Type:Bank\nD01/02/2026\nT-5.50\n^\n",
         ":20:STARTUMS\n:61:2601030103D5,50NMSC\n", "<OFX><STMTTRN><DTPOSTED>20260103<TRNAMT>-5.50</OFX>"],
    )  # fmt: skip
    def test_texts_without_a_table_are_refused(self, csv: Writer, head: str) -> None:
        refusal = csv.refused(head)
        assert refusal.code == "csv_no_table"
        assert str(csv.path) in refusal.message

    def test_report_that_only_has_a_head_is_refused(self, csv: Writer) -> None:
        lines = "".join(f"17JUN 18JUN18 2203{n} SHOP      100.00\n" for n in range(30))
        assert csv.refused(f"DATE, PLACE, AMOUNT\n{lines}").code == "csv_no_table"

    def test_nothing_is_no_dialect(self) -> None:
        assert sniff_dialect([]) is None

    def test_head_without_rows_is_a_statement_without_lines(self, csv: Writer) -> None:
        read = csv.read("Konto: 12345678\n\nBuchungstag;Verwendungszweck;Betrag;Saldo\n")
        assert read.lines == []
        assert read.statement.account_id == "12345678"
