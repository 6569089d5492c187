from __future__ import annotations

from pathlib import Path

import pytest

from budgetpro.importers.csv.currencies import currency_in_name, read_currency
from budgetpro.importers.csv.preamble import account_number
from budgetpro.importers.lines import Hints
from tests.importers.csv.csv_file import Writer

TABLE = "Date;Text;Amount;Balance\n03.01.2026;a;-5,50;94,50\n04.01.2026;b;15,00;109,50\n13.01.2026;c;-9,50;100,00\n"


@pytest.fixture
def csv(tmp_path: Path) -> Writer:
    return Writer(tmp_path)


class TestAccounts:
    def test_one_statement_for_each_account(self, csv: Writer) -> None:
        read = csv.read(
            "Account;Date;Text;Amount\nCash;2026-01-03;a;-5,50\nCard;2026-01-04;b;15,00\nCash;2026-01-05;c;-1,00\n"
        )
        assert [statement.account_id for statement in read.statements] == ["Cash", "Card"]
        assert read.amounts == ["-5.50", "15.00", "-1.00"]

    def test_number_goes_over_name(self, csv: Writer) -> None:
        text = "Account;Account #;Account No;Date;Text;Amount\nChecking;x;12345;2026-01-03;a;-5,50\n"
        assert csv.read(text).statement.account_id == "12345"

    def test_other_sides_account_is_not_the_statements(self, csv: Writer) -> None:
        text = "Date;Payee;IBAN;Payee account number;Amount\n2026-01-03;a;DE89370400440532013000;LT12 3456;-5,50\n"
        assert csv.read(text).statement.account_id is None

    def test_account_in_front_of_the_texts_is_the_own_one(self, csv: Writer) -> None:
        assert (
            csv.read("Kontonummer;Text;Datum;Betrag\n12345678001;a;03.01.2026;-5,50\n").statement.account_id
            == "12345678001"
        )

    @pytest.mark.parametrize(
        ("above", "account"),
        [
            ('"Girokonto";"DE89370400440532013000"\n\n', "DE89370400440532013000"),
            ("IBAN;DE89 3704 0044 0532 0130 00\n", "DE89370400440532013000"),
            ("Konto:;1234567;;Uhrzeit:;10:00\n", "1234567"),
            ("Account details for:;FRANK Account 666-666666-666\n", "666-666666-666"),
            ("Kontonummer: 12345678\n", "12345678"),
            ("#Numer rachunku;\n12 1140 2004 0000;\n", "12 1140 2004 0000"),
            ('"accountId";"2000000000"\n', "2000000000"),
            ("Numéro Compte   ;1234567A012\n", "1234567A012"),
            ("Zeitraum;01.01.2026 - 31.01.2026\n", None),
            ("Statement;01.01.2026\n", None),
        ],
    )
    def test_account_above_the_table(self, csv: Writer, above: str, account: str | None) -> None:
        assert csv.read(above + TABLE).statement.account_id == account

    def test_bare_line_with_number_and_currency(self, csv: Writer) -> None:
        read = csv.read("K|32000|244081|EUR\n|a|20260103|Shop|-5.50|\n|b|20260104|Firm|15.00|\n")
        assert (read.statement.account_id, read.statement.currency) == ("244081", "EUR")

    def test_bare_line_with_number_days_and_balance(self, csv: Writer) -> None:
        read = csv.read(
            '-\n="0234500012345678";03/01/2026;13/01/2026;3;13/01/2026;100,00 EUR\n\n' + TABLE.replace(".", "/")
        )
        statement = read.statement
        assert (statement.account_id, statement.currency) == ("0234500012345678", "EUR")
        assert (str(statement.closing_balance), str(statement.closing_date)) == ("100.00", "2026-01-13")

    @pytest.mark.parametrize(
        ("text", "number"),
        [("01.01.2026", None), ("12", None), ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000")],
    )
    def test_number_in_a_text(self, text: str, number: str | None) -> None:
        assert account_number(text) == number

    def test_journal_is_recognised(self, csv: Writer) -> None:
        text = (
            '"txnidx","date","description","account","amount","commodity","credit","debit"\n'
            '"1","2026-01-03","pay","assets:bank","1","$","","1"\n'
            '"1","2026-01-03","pay","income:salary","-1","$","1",""\n'
        )
        read = csv.read(text)
        assert read.format == "csv journal"
        assert [statement.account_id for statement in read.statements] == ["assets:bank", "income:salary"]
        assert read.amounts == ["1", "-1"]
        assert read.statements[0].currency is None


class TestCurrencies:
    @pytest.mark.parametrize(
        ("name", "currency"),
        [("Betrag (€)", "EUR"), ("Amount (GBP)", "GBP"), ("Beløp i NOK", "NOK"), ("Määrä EUROA", "EUR"),
         ("CAD$", "CAD"),
         ("Montant(EUROS)", "EUR"), ("Valor (R$)", "BRL"), ("Amount", None), ("Amount ($)", None),
          ("Sum EUR USD", None)],
    )  # fmt: skip
    def test_currency_in_a_name(self, name: str, currency: str | None) -> None:
        assert currency_in_name(name) == currency

    def test_short_forms(self) -> None:
        assert read_currency("kr.") == (True, None)
        assert read_currency("Kč") == (True, "CZK")
        assert read_currency("eur") == (True, "EUR")
        assert read_currency("foo") == (False, None)

    def test_one_statement_for_each_currency(self, csv: Writer) -> None:
        read = csv.read("2026-01-03,a,-5.50,CAD\n2026-01-04,b,15.00,USD\n2026-01-04,c,-1.00,CAD\n")
        assert [statement.currency for statement in read.statements] == ["CAD", "USD"]

    def test_currency_beside_the_amounts(self, csv: Writer) -> None:
        assert csv.read("Date;Text;Amount\n2026-01-03;a;-5,50 €\n2026-01-04;b;15,00 €\n").statement.currency == "EUR"
        assert csv.read("Date;Text;Amount\n2026-01-03;a;-$5.50\n2026-01-04;b;$15.00\n").statement.currency is None

    @pytest.mark.parametrize(
        ("head", "amount", "symbol"),
        [
            ("Amount", "-$5.50", "$"),
            ("Amount ($)", "-5.50", "$"),
            ("Amount", "-5.50 kr", "kr"),
            ("Amount", "-5.50", None),
        ],
    )
    def test_symbol_that_several_currencies_share_is_kept(
        self, csv: Writer, head: str, amount: str, symbol: str | None
    ) -> None:
        statement = csv.read(f"Date;Text;{head}\n2026-01-03;a;{amount}\n").statement
        assert (statement.currency, statement.currency_symbol) == (None, symbol)
        read = csv.read(f"Date;Text;{head}\n2026-01-03;a;{amount}\n", Hints(currency="EUR"))
        assert (read.statement.currency, read.statement.currency_symbol) == ("EUR", None)

    def test_currency_above_the_table(self, csv: Writer) -> None:
        assert csv.read("Währung:;CHF\n\n" + TABLE).statement.currency == "CHF"
        assert csv.read("Saldo;100,00 €\n\n" + TABLE).statement.currency == "EUR"

    def test_nothing_states_the_currency(self, csv: Writer) -> None:
        read = csv.read(TABLE)
        assert read.statement.currency is None
        assert csv.read(TABLE, Hints(currency="PLN")).lines[0].currency == "PLN"

    def test_foreign_currency_column_is_not_the_amounts(self, csv: Writer) -> None:
        text = "Datum,Empfänger,Betrag (EUR),Betrag (Fremdwährung),Fremdwährung\n2026-01-03,a,-5.50,-6.00,USD\n"
        assert csv.read(text).statement.currency == "EUR"

    def test_currency_across_which_the_balance_goes_on_is_not_the_amounts(self, csv: Writer) -> None:
        rows = "2026-01-03;a;EUR;-5,50;94,50\n2026-01-04;b;USD;15,00;109,50\n2026-01-05;c;EUR;-1,00;108,50\n"
        read = csv.read(f"Date;Text;Currency;Amount;Balance\n{rows}")
        assert (len(read.lines), read.statement.currency) == (3, None)
        assert str(read.statement.opening_balance) == "100.00"
        parted = rows.replace("109,50", "15,00").replace("108,50", "93,50")
        assert len(csv.read(f"Date;Text;Currency;Amount;Balance\n{parted}").statements) == 2

    def test_currency_in_the_amounts_name_goes_over_a_column_of_others(self, csv: Writer) -> None:
        text = "Date;Text;Amount (EUR);Currency\n2026-01-03;a;-5,50;EUR\n2026-01-04;b;15,00;USD\n"
        assert csv.read(text).statement.currency == "EUR"

    def test_codes_under_a_name_that_is_not_known_are_currencies(self, csv: Writer) -> None:
        assert csv.read("Date;Text;Xyzzy;Amount\n2026-01-03;a;CHF;-5,50\n").statement.currency == "CHF"

    def test_name_over_the_currency_is_the_amounts_beside_it(self, csv: Writer) -> None:
        rows = "2026-01-03,b,EUR,-5.50,EUR,94.50,\n2026-01-03,a,,,EUR,100.00,\n"
        read = csv.read(f"Date,Text,Change,,Balance,,Order\n{rows}")
        assert (read.amounts, read.statement.currency) == (["-5.50"], "EUR")

    def test_names_that_are_codes_by_chance_are_no_currencies(self, csv: Writer) -> None:
        text = 'Date,Text,Amount,Purchased By\n2026-01-03,a,-5.50,"Bob"\n2026-01-04,b,15.00,"Bob"\n'
        assert csv.read(text).statement.currency is None

    def test_currency_that_is_none_is_reported(self, csv: Writer) -> None:
        rows = "2026-01-03;a;-5,50;EUR\n" * 300
        assert csv.read(f"Date;Text;Amount;Currency\n{rows}2026-01-04;b;15,00;foo\n").bad_rows == [302]

    def test_empty_currency_is_the_files_only_one(self, csv: Writer) -> None:
        read = csv.read("Date;Text;Amount;Currency\n2026-01-03;a;-5,50;EUR\n2026-01-04;b;15,00;\n")
        assert read.statement.currency == "EUR"


class TestBalances:
    def test_running_balance_gives_opening_and_closing(self, csv: Writer) -> None:
        statement = csv.read(TABLE).statement
        assert (str(statement.opening_balance), str(statement.closing_balance)) == ("100.00", "100.00")
        assert str(statement.closing_date) == "2026-01-13"

    def test_newest_first(self, csv: Writer) -> None:
        head, *rows = TABLE.splitlines(keepends=True)
        statement = csv.read(head + "".join(reversed(rows))).statement
        assert (str(statement.opening_balance), str(statement.closing_date)) == ("100.00", "2026-01-13")

    def test_order_within_one_day_shows_in_the_balances(self, csv: Writer) -> None:
        rows = "03.01.2026;c;-9,50;100,00\n03.01.2026;b;15,00;109,50\n03.01.2026;a;-5,50;94,50\n"
        statement = csv.read("Date;Text;Amount;Balance\n" + rows).statement
        assert (str(statement.opening_balance), str(statement.closing_balance)) == ("100.00", "100.00")

    def test_balances_that_follow_nothing_are_not_taken(self, csv: Writer) -> None:
        rows = "".join(f"0{day}.01.2026;a;-5,50;100\n" for day in range(1, 8))
        read = csv.read("Date;Text;Amount;Balance\n" + rows)
        assert read.statement.closing_balance is None
        assert read.lines[0].balance is None

    def test_balances_on_some_rows_only(self, csv: Writer) -> None:
        rows = "03.01.2026;a;-5,50;\n03.01.2026;b;15,00;109,50\n04.01.2026;c;-9,50;\n04.01.2026;d;-1,00;99,00\n"
        read = csv.read("Date;Text;Amount;Balance\n" + rows)
        assert str(read.statement.closing_balance) == "99.00"
        assert [str(line.balance) for line in read.lines] == ["None", "109.50", "None", "99.00"]
        assert read.problems == []

    def test_row_that_is_missing_shows(self, csv: Writer) -> None:
        rows = "".join(f"{day:02}.01.2026;a;-5,00;{200 - 5 * day},00\n" for day in range(1, 20) if day != 15)
        read = csv.read("Date;Text;Amount;Balance\n" + rows)
        assert len(read.lines) == 18
        assert [(problem.position, problem.is_row) for problem in read.problems] == [(16, False)]
        assert "is a row missing?" in read.problems[0].message
        assert read.statement.opening_balance is None

    def test_totals_repeated_in_every_row_are_the_statements(self, csv: Writer) -> None:
        text = (
            "initial_balance,final_balance,transaction_date,item,amount\n0.00,9.50,2026-01-03,a,-5.50\n"
            "0.00,9.50,2026-01-04,b,15.00\n"
        )
        read = csv.read(text)
        assert (str(read.statement.opening_balance), str(read.statement.closing_balance)) == ("0.00", "9.50")
        assert read.lines[0].balance is None

    def test_stated_balances_above_the_table(self, csv: Writer) -> None:
        text = 'Kontostand vom 14.01.2026:;"1.100,00 €"\nAnfangssaldo:;7,00\nVerfügbar:;5,00\n\n' + TABLE.replace(
            "Balance", "Foo"
        )
        statement = csv.read(text).statement
        assert (str(statement.opening_balance), str(statement.closing_balance)) == ("7.00", "1100.00")
        assert str(statement.closing_date) == "2026-01-14"

    def test_opening_column_precedes_each_row(self, csv: Writer) -> None:
        text = "Date;Startsaldo;Text;Amount\n03.01.2026;100,00;a;-5,50\n13.01.2026;94,50;b;15,00\n"
        read = csv.read(text)
        assert [str(line.balance) for line in read.lines] == ["94.50", "109.50"]

    def test_closing_column_follows_each_row(self, csv: Writer) -> None:
        text = "Date;Eindsaldo;Text;Amount\n03.01.2026;94,50;a;-5,50\n13.01.2026;109,50;b;15,00\n"
        assert str(csv.read(text).statement.closing_balance) == "109.50"

    def test_balances_in_rows_of_their_own(self, csv: Writer) -> None:
        text = (
            "Date,Text,Amount,Beginning Balance,Ending Balance\n,,,$100.00,\n2026-01-03,a,- $5.50,,\n"
            "2026-01-04,b,+ $15.00,,\n,,,,$109.50\n"
        )
        read = csv.read(text)
        assert read.amounts == ["-5.50", "15.00"]
        assert (str(read.statement.opening_balance), str(read.statement.closing_balance)) == ("100.00", "109.50")


class TestFees:
    def test_fee_beside_the_amount_is_taken_off_where_the_balance_proves_it(self, csv: Writer) -> None:
        text = (
            "Date,Text,Amount,Fee,Balance\n2026-01-03,a,-5.50,0.00,94.50\n2026-01-04,b,-10.00,0.25,84.25\n"
            "2026-01-05,c,1.00,0.00,85.25\n"
        )
        read = csv.read(text)
        assert read.amounts == ["-5.50", "-10.25", "1.00"]
        assert read.found("fees")

    def test_fee_within_the_amount_stays(self, csv: Writer) -> None:
        text = (
            "Date,Text,Amount,Fee,Balance\n2026-01-03,a,-5.50,0.00,94.50\n2026-01-04,b,-10.00,0.25,84.50\n"
            "2026-01-05,c,1.00,0.00,85.50\n"
        )
        read = csv.read(text)
        assert read.amounts == ["-5.50", "-10.00", "1.00"]
        assert read.problems == []

    def test_fee_that_nothing_explains_is_reported(self, csv: Writer) -> None:
        rows = "2026-01-04,b,-10.00,0.25\n" * 5
        read = csv.read(f"Date,Text,Amount,Fee\n2026-01-03,a,-5.50,0.00\n{rows}")
        assert read.amounts[1] == "-10.00"
        assert [(problem.position, problem.is_row) for problem in read.problems] == [(3, False), (4, False), (5, False)]
