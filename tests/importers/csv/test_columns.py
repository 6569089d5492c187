from __future__ import annotations

from pathlib import Path

import pytest

from budgetpro.importers.csv.words import Meaning, amount_meaning, day_meaning, text_meaning
from tests.importers.csv.csv_file import Writer

ROWS = [("2026-01-03", "-5.50"), ("2026-01-04", "15.00")]


@pytest.fixture
def csv(tmp_path: Path) -> Writer:
    return Writer(tmp_path)


class TestNames:
    @pytest.mark.parametrize(
        "name",
        ["Buchungstag", "Buchungsdatum", "Booking date", "Posting Date", "Posted Date", "Bokföringsdag", "Bokført dato",
         "Bogføringsdato", "Kirjauspäivä", "Date de comptabilisation", "Date comptable", "Data contabile",
          "Fecha contable",
         "Data księgowania", "Datum zaúčtování", "Könyvelés dátuma", "Boekdatum", "Completed Date", "Booked At"],
    )  # fmt: skip
    def test_booking_day(self, name: str) -> None:
        assert day_meaning(name) is Meaning.BOOKED_DAY

    @pytest.mark.parametrize(
        "name",
        ["Valuta", "Valutadatum", "Wertstellung", "Value date", "Date de valeur", "dateVal", "F. VALOR", "Fecha valor",
         "Data valuta", "Data waluty", "Rentedatum", "Rentedato", "Arvopäivä", "Értéknap", "Valutadag",
          "Interest Date"],
    )  # fmt: skip
    def test_value_day(self, name: str) -> None:
        assert day_meaning(name) is Meaning.VALUE_DAY

    @pytest.mark.parametrize(
        "name",
        ["Date", "Datum", "Fecha", "Data", "Dato", "Transaction Date", "Tranzakció dátuma", "Kuupäev",
         "Päivämäärä", "dateOp",
         "Data operacji", "Date de l'opération", "Datetime", "Txn Date"],
    )  # fmt: skip
    def test_plain_day(self, name: str) -> None:
        assert day_meaning(name) is Meaning.DAY

    @pytest.mark.parametrize(
        "name",
        ["Amount", "Betrag (€)", "Umsatz in EUR", "Importe (€)", "Importo", "Montant de l'opération", "Valor (R$)",
         "Bedrag (EUR)",
         "Belopp", "Beløb", "Beløp", "Määrä EUROA", "Summa", "Kwota", "Částka", "Objem", "Tranzakció összege", "Value",
         "Credit/Debit Amount", "Amount (total)", "Suma"],
    )  # fmt: skip
    def test_amount(self, name: str) -> None:
        assert amount_meaning(name) is Meaning.AMOUNT

    @pytest.mark.parametrize(
        "name",
        ["Betrag (Fremdwährung)", "Original Amount", "Local amount", "Converted amount", "Kurs", "Exchange rate",
         "Lastschrift Ursprungsbetrag",
         "Oorspr bedrag", "Původní částka a měna", "Quantity", "Price", "Amount (tip)", "Amount (tax)",
          "Available balance"],
    )  # fmt: skip
    def test_other_amounts(self, name: str) -> None:
        assert amount_meaning(name) is Meaning.OTHER_AMOUNT

    @pytest.mark.parametrize(
        "name",
        ["Balance", "Running Bal.", "RunningBalance", "Saldo", "Kontostand", "Solde", "Saldo na mutatie",
         "Zůstatek", "Egyenleg",
         "Bokfört saldo", "Saldo po transakcji", "Closing Balance"],
    )  # fmt: skip
    def test_balance(self, name: str) -> None:
        assert amount_meaning(name) is Meaning.BALANCE

    @pytest.mark.parametrize(
        ("name", "meaning"),
        [
            ("Beguenstigter/Zahlungspflichtiger", Meaning.PAYEE),
            ("Zahlungspflichtige*r", Meaning.PAYER),
            ("Naam / Omschrijving", Meaning.PAYEE),
            ("Naam tegenrekening", Meaning.PAYEE),
            ("Název protiúčtu", Meaning.PAYEE),
            ("Counter Party", Meaning.PAYEE),
            ("Tegenrekening", Meaning.OTHER_ACCOUNT),
            ("Partner számlaszáma", Meaning.OTHER_ACCOUNT),
            ("IBAN Zahlungsbeteiligter", Meaning.OTHER_ACCOUNT),
            ("Payee Account Number", Meaning.OTHER_ACCOUNT),
            ("Auftragskonto", Meaning.OWN_ACCOUNT),
            ("Account Name", Meaning.OWN_ACCOUNT),
            ("Kontonummer", Meaning.ACCOUNT),
            ("Verwendungszweck", Meaning.MEMO),
            ("Zpráva pro příjemce", Meaning.MEMO),
            ("Buchungstext", Meaning.KIND),
            ("Transaction Type", Meaning.KIND),
            ("Kundenreferenz (End-to-End)", Meaning.REFERENCE),
            ("TransferWise ID", Meaning.REFERENCE),
            ("Check Number", Meaning.DOCUMENT),
            ("Transaction ID", Meaning.BANK_ID),
            ("Id transakce,", Meaning.BANK_ID),
            ("Mandatsreferenz", Meaning.UNUSED),
            ("Kategorie", Meaning.CATEGORY),
            ("Foo", None),
        ],
    )
    def test_texts(self, name: str, meaning: Meaning | None) -> None:
        assert text_meaning(name) is meaning


class TestChoice:
    def test_booking_day_goes_over_others(self, csv: Writer) -> None:
        text = (
            "Transaction Date,Posted Date,Value date,Text,Amount\n2026-01-01,2026-01-03,2026-01-09,a,-5.50\n"
            "2026-01-02,2026-01-04,2026-01-09,salary,15.00\n"
        )
        assert csv.read(text).rows == ROWS

    def test_day_of_the_account_goes_over_a_clock_of_another_zone(self, csv: Writer) -> None:
        text = (
            "datetime,date,Text,Amount\n2026-01-02T23:30:00Z,2026-01-03,a,-5.50\n"
            "2026-01-04T08:00:00Z,2026-01-04,b,15.00\n"
        )
        assert csv.read(text).rows == ROWS

    def test_missing_booking_day_is_filled_by_the_next_best(self, csv: Writer) -> None:
        text = "Started Date,Completed Date,Text,Amount\n2026-01-01,2026-01-03,a,-5.50\n2026-01-04,,b,15.00\n"
        assert csv.read(text).rows == ROWS

    def test_days_of_the_statement_are_not_the_rows(self, csv: Writer) -> None:
        text = (
            "initial_date,final_date,transaction_date,Text,Amount\n"
            "2026-01-01,2026-01-31,2026-01-03,a,-5.50\n2026-01-01,2026-01-31,2026-01-04,b,15.00\n"
        )
        assert csv.read(text).rows == ROWS

    def test_names_that_occur_twice(self, csv: Writer) -> None:
        text = (
            "date,account,amount,currency,converted amount,currency,note\n"
            "2026-01-03,1,-5.50,EUR,-6.00,USD,a\n2026-01-04,1,15.00,EUR,16.00,USD,b\n"
        )
        read = csv.read(text)
        assert read.rows == ROWS
        assert read.statement.currency == "EUR"

    def test_net_goes_over_gross(self, csv: Writer) -> None:
        text = "Date,Gross,Fee,Net,Text\n2026-01-03,-5.00,-0.50,-5.50,a\n2026-01-04,15.50,-0.50,15.00,b\n"
        assert csv.read(text).rows == ROWS

    def test_equal_amount_columns_are_one(self, csv: Writer) -> None:
        assert csv.read("Date,Amount,Sum,Text\n2026-01-03,-5.50,-5.50,a\n2026-01-04,15.00,15.00,b\n").rows == ROWS

    def test_full_amount_column_goes_over_a_sparse_one(self, csv: Writer) -> None:
        assert csv.read("Date,Sum,Amount,Text\n2026-01-03,,-5.50,a\n2026-01-04,1.00,15.00,b\n").rows == ROWS

    def test_balance_chooses_between_amount_columns(self, csv: Writer) -> None:
        text = (
            "Date,Amount,Amount,Balance\n2026-01-03,-1.00,-5.50,94.50\n2026-01-04,2.00,15.00,109.50\n"
            "2026-01-05,3.00,-9.50,100.00\n"
        )
        assert csv.read(text).rows[:2] == ROWS

    def test_amount_columns_that_differ_without_proof_are_refused(self, csv: Writer) -> None:
        refusal = csv.refused("Date,Amount,Amount,Text\n2026-01-03,-1.00,-5.50,a\n2026-01-04,2.00,15.00,b\n")
        assert refusal.code == "csv_columns_unclear"

    def test_amount_columns_of_two_currencies(self, csv: Writer) -> None:
        text = "Date,Text,CAD$,USD$\n2026-01-03,a,-5.50,\n2026-01-04,b,,15.00\n"
        read = csv.read(text)
        assert read.rows == ROWS
        assert [line.currency for line in read.lines] == ["CAD", "USD"]
        assert csv.read(text + "2026-01-05,c,,-1.00\n" * 20 + "2026-01-05,c,1.00,1.00\n").bad_rows == [24]

    def test_same_amount_in_two_currencies_takes_the_first(self, csv: Writer) -> None:
        read = csv.read(
            "Date;Libellé;Montant(EUROS);Montant(FRANCS)\n03/01/2026;a;-5,50;-36,08\n13/01/2026;b;15,00;98,39\n"
        )
        assert read.amounts == ["-5.50", "15.00"]
        assert read.statement.currency == "EUR"

    def test_head_in_an_unknown_language(self, csv: Writer) -> None:
        read = csv.read("Tarih;Açiklama;Tutar\n03.01.2026;kira;-5,50\n04.01.2026;maaş;15,00\n")
        assert read.rows == ROWS
        assert read.memos == ["kira", "maaş"]

    def test_labels_above_are_no_head(self, csv: Writer) -> None:
        text = (
            "Konto:;12345678;;\nBetrag in EUR:;;von:;\nZeitraum:;;von:;01.01.2026\nSortierung;Datum absteigend\n\n"
            "Buchungstag;Text;Betrag;Saldo\n03.01.2026;a;-5,50;94,50\n04.01.2026;b;15,00;109,50\n"
        )
        read = csv.read(text)
        assert read.rows == ROWS
        assert read.found("columns are named on line 6")

    def test_summary_above_is_no_head(self, csv: Writer) -> None:
        text = (
            'Description,,Summary Amt.\nBeginning balance as of 01/01/2026,,"1,000.00"\n'
            'Ending balance as of 01/31/2026,,"1,009.50"\n\n'
            "Date,Description,Amount,Running Bal.\n01/13/2026,a,-5.50,994.50\n01/14/2026,b,15.00,1009.50\n"
        )
        read = csv.read(text)
        assert read.amounts == ["-5.50", "15.00"]
        assert str(read.statement.opening_balance) == "1000.00"
        assert str(read.statement.closing_balance) == "1009.50"

    def test_named_columns_without_an_amount_are_refused(self, csv: Writer) -> None:
        refusal = csv.refused("Date,Name,Price,Quantity\n2026-01-03,a,5.50,1.5\n2026-01-04,b,15.00,2.5\n")
        assert refusal.code == "csv_columns_unclear"
        assert '"Price"' in refusal.message

    def test_rows_wider_than_the_head_are_refused(self, csv: Writer) -> None:
        text = "Date,Text,Amount\n2026-01-03,a,b,-5.50\n2026-01-04,a,b,c,15.00\n"
        assert csv.refused(text).code == "csv_cells_split"
        assert (
            csv.refused("Date,Text,Amount\n2026-01-03,a,-1.00,5.50\n2026-01-04,a,-2.00,15.00\n").code
            == "csv_cells_split"
        )


class TestWithoutHead:
    def test_day_text_and_amount(self, csv: Writer) -> None:
        read = csv.read("2026-01-03,a,-5.50\n2026-01-04,b,15.00\n")
        assert read.rows == ROWS
        assert read.memos == ["a", "b"]
        assert read.found("no line names the columns")

    def test_first_day_column_counts(self, csv: Writer) -> None:
        assert csv.read("a;03.01.2026;09.01.2026;-5,50\nb;04.01.2026;09.01.2026;15,00\n").rows == ROWS

    def test_account_currency_and_text_are_known_by_their_content(self, csv: Writer) -> None:
        rows = "AT123456789012345678;a b;03.01.2026;-5,50;EUR\nAT123456789012345678;c d;04.01.2026;15,00;EUR\n"
        read = csv.read(rows)
        assert read.rows == ROWS
        assert (read.statement.account_id, read.statement.currency) == ("AT123456789012345678", "EUR")
        assert read.memos == ["a b", "c d"]

    def test_numbers_without_decimals_are_no_amounts(self, csv: Writer) -> None:
        assert csv.read("2026-01-03,123,a,-5.50,7\n2026-01-04,124,b,15.00,\n").rows == ROWS

    def test_balance_proves_which_column_is_the_amount(self, csv: Writer) -> None:
        rows = "2026-01-03,94.50,a,-5.50\n2026-01-04,109.50,b,15.00\n2026-01-05,100.00,c,-9.50\n"
        read = csv.read(rows)
        assert read.rows[:2] == ROWS
        assert str(read.statement.closing_balance) == "100.00"

    def test_balance_before_each_row(self, csv: Writer) -> None:
        rows = "2026-01-03,a,100.00,-5.50\n2026-01-04,b,94.50,15.00\n2026-01-05,c,109.50,-9.50\n"
        read = csv.read(rows)
        assert read.rows[:2] == ROWS
        assert (str(read.statement.opening_balance), str(read.statement.closing_balance)) == ("100.00", "100.00")

    def test_balances_before_and_after_each_row(self, csv: Writer) -> None:
        rows = (
            "1234567\tEUR\t20260103\t100,00\t94,50\t20260103\t-5,50\ta\n"
            "1234567\tEUR\t20260104\t94,50\t109,50\t20260104\t15,00\tb\n"
        )
        read = csv.read(rows)
        assert read.rows == ROWS
        assert (str(read.statement.opening_balance), str(read.statement.closing_balance)) == ("100.00", "109.50")

    def test_signed_column_before_one_that_is_never_below_zero_is_the_amount(self, csv: Writer) -> None:
        assert csv.read("2026-01-03,a,-5.50,1.00\n2026-01-04,b,15.00,7.00\n").rows == ROWS

    def test_columns_that_nothing_tells_apart_are_refused(self, csv: Writer) -> None:
        refusal = csv.refused("2026-01-03,a,5.50,1.25,2.00\n2026-01-04,b,15.00,7.00,9.80\n")
        assert refusal.code == "csv_columns_unclear"
        assert "no head" in refusal.message

    def test_whole_numbers_alone_are_amounts(self, csv: Writer) -> None:
        assert csv.read("2026-01-03;a;-5\n2026-01-04;b;15\n").amounts == ["-5", "15"]

    def test_side_words_are_no_description(self, csv: Writer) -> None:
        assert csv.read("DEBIT,2026-01-03,a,-5.50\nCREDIT,2026-01-04,b,15.00\n").memos == ["a", "b"]
