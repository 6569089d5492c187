from __future__ import annotations

from pathlib import Path

import pytest

from tests.importers.csv.csv_file import Writer

ROWS = [("2026-01-03", "-5.50"), ("2026-01-04", "15.00")]


@pytest.fixture
def csv(tmp_path: Path) -> Writer:
    return Writer(tmp_path)


class TestTexts:
    def test_payee_memo_reference_and_id(self, csv: Writer) -> None:
        text = (
            "Date;Payee;Verwendungszweck;Notes;Kundenreferenz;Transaction ID;Amount\n"
            "2026-01-03;Shop  A;Thanks   for\tbuying;n1;R1;T1;-5,50\n2026-01-04;;x;;;T2;15,00\n"
        )
        line, other = csv.read(text).lines
        assert (line.payee, line.memo, line.reference, line.bank_id) == ("Shop A", "Thanks for buying n1", "R1", "T1")
        assert (other.payee, other.memo, other.reference, other.bank_id) == (None, "x", None, "T2")

    def test_text_that_repeats_another_is_left_out(self, csv: Writer) -> None:
        assert csv.read("Date;Text;Details;Amount\n2026-01-03;SHOP;SHOP 12;-5,50\n2026-01-04;a b;a;15,00\n").memos == [
            "SHOP SHOP 12",
            "a b",
        ]

    def test_kind_of_transaction_stands_in_for_a_missing_description(self, csv: Writer) -> None:
        assert csv.read("Date;Type;Amount\n2026-01-03;Fee;-5,50\n").memos == ["Fee"]

    def test_sentences_under_a_name_that_is_not_known_describe_a_row(self, csv: Writer) -> None:
        text = (
            "Date;Payee;Xyzzy;Foo;Amount\n2026-01-03;Shop;bread and milk;x;-5,50\n2026-01-04;Firm;pay of May;y;15,00\n"
        )
        assert csv.read(text).memos == ["bread and milk", "pay of May"]

    def test_payee_is_the_other_side_of_the_money(self, csv: Writer) -> None:
        text = "Date;Payer;Payee;Amount\n2026-01-03;Me;Shop;-5,50\n2026-01-04;Firm;Me;15,00\n"
        assert [line.payee for line in csv.read(text).lines] == ["Shop", "Firm"]

    def test_payer_alone_is_the_payee(self, csv: Writer) -> None:
        assert csv.read("Date;Absender;Amount\n2026-01-03;Firm;-5,50\n").line.payee == "Firm"

    def test_account_number_is_no_payee(self, csv: Writer) -> None:
        text = (
            "Date;Counterparty;Name;Amount\n2026-01-03;NL02ABNA0123456789;Shop;-5,50\n"
            "2026-01-04;NL02ABNA0123456780;Firm;15,00\n"
        )
        assert [line.payee for line in csv.read(text).lines] == ["Shop", "Firm"]

    def test_name_of_the_other_side_goes_over_a_mere_name(self, csv: Writer) -> None:
        text = "Datum;Naam;Naam tegenpartij;Bedrag\n2026-01-03;Me;Shop;-5,50\n"
        assert csv.read(text).line.payee == "Shop"

    def test_id_that_rows_share_is_a_reference(self, csv: Writer) -> None:
        text = "Date;Transaction ID;Text;Amount\n2026-01-03;T1;a;-5,50\n2026-01-04;T1;b;15,00\n"
        assert [(line.bank_id, line.reference) for line in csv.read(text).lines] == [(None, "T1"), (None, "T1")]

    def test_spreadsheet_marks_are_taken_off(self, csv: Writer) -> None:
        line = csv.read('Date;Reference;Text;Amount\n="2026-01-03";\'00123;a;="-5.50"\n').line
        assert (str(line.amount), line.reference) == ("-5.50", "00123")


class TestPending:
    @pytest.mark.parametrize(
        "word",
        [
            "Pending",
            "vorgemerkt",
            "Umsatz vorgemerkt",
            "Reserverad",
            "En attente",
            "Pendiente",
            "In sospeso",
            "Oczekująca",
            "PENDING",
        ],
    )
    def test_status_column(self, csv: Writer, word: str) -> None:
        read = csv.read(f"Date;Text;Amount;Status\n2026-01-03;a;-5,50;{word}\n2026-01-04;b;15,00;Booked\n")
        assert [line.status for line in read.lines] == ["pending", "posted"]

    def test_status_in_a_column_of_another_name(self, csv: Writer) -> None:
        read = csv.read(
            "Date;Text;Amount;Info\n2026-01-03;a;-5,50;Umsatz vorgemerkt\n2026-01-04;b;15,00;Umsatz gebucht\n"
        )
        assert [line.status for line in read.lines] == ["pending", "posted"]

    def test_flag_column(self, csv: Writer) -> None:
        read = csv.read("Date;Text;Amount;Pending\n2026-01-03;a;-5,50;true\n2026-01-04;b;15,00;false\n")
        assert [line.status for line in read.lines] == ["pending", "posted"]

    def test_word_in_place_of_the_day_takes_the_latest_day(self, csv: Writer) -> None:
        read = csv.read("Date,Text,Amount\nPending,p,-1.00\n2026-01-03,a,-5.50\n2026-01-04,b,15.00\n")
        assert read.rows == [("2026-01-04", "-1.00"), *ROWS]
        assert [line.status for line in read.lines] == ["pending", "posted", "posted"]

    def test_word_in_place_of_the_day_takes_another_day_of_its_row(self, csv: Writer) -> None:
        text = (
            "Buchungstag;Valuta;Text;Betrag\noffen;02.01.2026;p;-1,00\n03.01.2026;03.01.2026;a;-5,50\n"
            "04.01.2026;04.01.2026;b;15,00\n"
        )
        read = csv.read(text)
        assert read.rows == [("2026-01-02", "-1.00"), *ROWS]
        assert read.lines[0].status == "pending"

    def test_latest_day_may_be_far_down_the_file(self, csv: Writer) -> None:
        rows = "2026-01-03,a,-5.50\n" * 400
        assert csv.read(f"Date,Text,Amount\nPending,p,-1.00\n{rows}2026-01-09,b,15.00\n").days[0] == "2026-01-09"

    def test_pending_row_that_cannot_be_read_is_reported(self, csv: Writer) -> None:
        assert csv.read("Date,Text,Amount\nPending,p,x-1.00\n2026-01-03,a,-5.50\n").bad_rows == [2]

    @pytest.mark.parametrize("word", ["DECLINED", "Reverted", "Cancelled", "abgelehnt", "Failed", "Rifiutato"])
    def test_row_that_moved_no_money_is_left_out_and_reported(self, csv: Writer, word: str) -> None:
        read = csv.read(
            f"Date;Text;Amount;Status\n2026-01-02;x;-9,99;{word}\n2026-01-03;a;-5,50;Completed\n"
            "2026-01-04;b;15,00;Completed\n"
        )
        assert read.rows == ROWS
        assert [(problem.position, problem.is_row) for problem in read.problems] == [(2, False)]


class TestOtherRows:
    def test_description_goes_on_in_the_next_lines(self, csv: Writer) -> None:
        text = (
            "Date,Value date,Text,Amount\n2026-01-03,2026-01-03,PURCHASE,-5.50\n,,SHOP  12,\n,,CITY,\n"
            "2026-01-04,2026-01-04,b,15.00\n"
        )
        read = csv.read(text)
        assert read.rows == ROWS
        assert read.memos == ["PURCHASE SHOP 12 CITY", "b"]
        assert read.problems == []

    def test_numbers_that_go_on_are_no_text(self, csv: Writer) -> None:
        read = csv.read("Date,Text,Amount,Note\n2026-01-03,a,-5.50,\n,,,12\n2026-01-04,b,15.00,\n")
        assert read.memos == ["a", "b"]

    def test_opening_and_closing_rows_are_balances(self, csv: Writer) -> None:
        text = (
            "Date;Text;Amount;D/K\n2026-01-01;Opening balance;100,00;K\n2026-01-03;a;5,50;D\n2026-01-04;b;15,00;K\n"
            "2026-01-31;Turnover;5,50;D\n2026-01-31;Turnover;15,00;K\n2026-01-31;Closing balance;109,50;K\n"
        )
        read = csv.read(text)
        assert read.rows == ROWS
        statement = read.statement
        assert (str(statement.opening_balance), str(statement.closing_balance)) == ("100.00", "109.50")
        assert str(statement.closing_date) == "2026-01-31"
        assert read.found("line 2 states the opening balance: 100.00")

    @pytest.mark.parametrize(
        "words",
        ["Saldo Anterior", "Anfangssaldo", "Solde précédent", "Saldo iniziale", "Beginsaldo", "Ingående saldo",
         "Saldo początkowe",
         "Počáteční zůstatek", "Nyitó egyenleg", "Algsaldo", "Likutis pradžiai", "BALANCE BROUGHT FORWARD"],
    )  # fmt: skip
    def test_opening_balance_in_many_languages(self, csv: Writer, words: str) -> None:
        read = csv.read(f"Date;Text;Amount\n2026-01-01;{words};100,00\n2026-01-03;a;-5,50\n2026-01-04;b;15,00\n")
        assert read.rows == ROWS
        assert str(read.statement.opening_balance) == "100.00"

    def test_sum_may_be_told_in_any_column_of_a_row_without_a_description(self, csv: Writer) -> None:
        text = (
            "Date;Payee;Xyzzy;Amount;D/C\n2026-01-01;;Anfangssaldo;100,00;C\n2026-01-03;Shop;a;5,50;D\n"
            "2026-01-04;Firm;b;15,00;C\n2026-01-04;;Endsaldo;109,50;C\n"
        )
        read = csv.read(text)
        assert read.rows == ROWS
        assert (str(read.statement.opening_balance), str(read.statement.closing_balance)) == ("100.00", "109.50")

    def test_shop_called_like_a_sum_is_a_shop(self, csv: Writer) -> None:
        read = csv.read("Date;Text;Amount\n2026-01-03;NEW BALANCE;-5,50\n2026-01-04;TOTAL;15,00\n")
        assert read.rows == ROWS

    def test_row_without_an_amount_that_states_a_balance(self, csv: Writer) -> None:
        text = (
            "Date,Text,Amount,Balance\n2026-01-01,Beginning balance as of 01/01/2026,,100.00\n"
            "2026-01-03,a,-5.50,94.50\n2026-01-04,b,15.00,109.50\n"
        )
        read = csv.read(text)
        assert read.rows == ROWS
        assert read.problems == []
        assert str(read.statement.opening_balance) == "100.00"

    def test_foot_is_no_transaction(self, csv: Writer) -> None:
        text = (
            "Date;Text;Amount;Currency\n03.01.2026;a;-5,50;EUR\n04.01.2026;b;15,00;EUR\nTotal;;9,50;EUR\n"
            "Kontostand;05.01.2026;109,50;EUR\n\nDisclaimer: no warranty.\n"
        )
        read = csv.read(text)
        assert read.rows == ROWS
        assert read.problems == []
        assert (str(read.statement.closing_balance), str(read.statement.closing_date)) == ("109.50", "2026-01-05")
        assert read.found("Disclaimer")

    def test_debit_balance_in_the_foot_is_below_zero(self, csv: Writer) -> None:
        text = "Date;Text;Amount;D/K\n2026-01-03;a;5,50;D\n2026-01-04;b;15,00;K\n;Endsaldo;90,50;D\n"
        assert str(csv.read(text).statement.closing_balance) == "-90.50"

    def test_sparse_foot_may_be_wider_than_the_table(self, csv: Writer) -> None:
        text = (
            "Buchungstag;Valuta;Name;Zweck;IBAN;BIC;Währung;Umsatz; \n03.01.2026;03.01.2026;x;a;;;EUR;5,50;S\n"
            "04.01.2026;04.01.2026;y;b;;;EUR;15,00;H\n\n01.01.2026;;;;;;Anfangssaldo;EUR;100,00;H\n"
        )
        read = csv.read(text)
        assert read.rows == ROWS
        assert read.problems == []
        assert str(read.statement.opening_balance) == "100.00"

    def test_text_that_begins_like_a_sum_and_lost_its_quotes_is_reported(self, csv: Writer) -> None:
        text = "Date,Text,Amount,Balance\n2026-01-03,a,-5.50,94.50\n2026-01-04,Total, Inc,-5.00,89.50\n"
        assert csv.read(text).bad_rows == [3]

    def test_line_above_that_writes_its_day_in_another_way_is_no_row_and_reported(self, csv: Writer) -> None:
        rows = "03.01.2026;a;-5,50\n04.01.2026;b;15,00\n"
        read = csv.read(f"2026-01-05;c;9,50\n{rows}")
        assert read.rows == ROWS
        assert [(problem.position, problem.is_row) for problem in read.problems] == [(1, False)]

    def test_remark_between_transactions_is_reported(self, csv: Writer) -> None:
        read = csv.read("Date;Text;Amount\n2026-01-03;a;-5,50\nA remark;;\n2026-01-04;b;15,00\n")
        assert read.rows == ROWS
        assert [(problem.position, problem.is_row) for problem in read.problems] == [(3, False)]

    def test_head_that_comes_again_is_passed_over(self, csv: Writer) -> None:
        read = csv.read("Date;Text;Amount\n2026-01-03;a;-5,50\nDate;Text;Amount\n2026-01-04;b;15,00\n")
        assert read.rows == ROWS
        assert read.problems == []

    def test_second_table_is_not_read_and_reported(self, csv: Writer) -> None:
        text = (
            "Date;Text;Amount\n2026-01-03;a;-5,50\n2026-01-04;b;15,00\n\nDate;Fee;Text;Amount\n"
            "2026-01-05;1,00;c;-7,00\n"
        )
        read = csv.read(text)
        assert read.rows == ROWS
        assert read.bad_rows == [5]
        assert "another table" in read.problems[0].message

    def test_bad_cells_are_reported_with_line_column_and_expectation(self, csv: Writer) -> None:
        rows = (
            "2026-01-02,z,-1.00,10.00\n2026-01-03,a,-5.50,4.50\n2026-02-30,b,-1.00,3.50\n2026-01-04,b,abc,1.00\n"
            ",c,-3.00,1.00\n2026-01-04,d,,1.00\n2026-01-05,e,1.00,x\n2026-01-06,f,1.00,5.50\n"
        )
        read = csv.read(f"Date,Text,Amount,Balance\n{rows}")
        assert [(problem.position, problem.message) for problem in read.problems] == [
            (4, 'column 1 "Date": expected a day, found "2026-02-30"'),
            (5, 'column 3 "Amount": expected an amount, found "abc"'),
            (6, 'column 1 "Date": expected a day, found nothing'),
            (7, 'column 3 "Amount": expected an amount, found nothing'),
            (8, 'column 4 "Balance": expected a balance, found "x"'),
        ]

    def test_blank_lines_are_nothing(self, csv: Writer) -> None:
        read = csv.read("Date;Text;Amount\n\n2026-01-03;a;-5,50\n;;\n2026-01-04;b;15,00\n\n")
        assert read.rows == ROWS
        assert read.problems == []
