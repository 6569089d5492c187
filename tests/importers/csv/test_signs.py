from __future__ import annotations

from pathlib import Path

import pytest

from budgetpro.importers.lines import Hints
from tests.importers.csv.csv_file import Writer

OUT, IN = "-5.50", "15.00"


@pytest.fixture
def csv(tmp_path: Path) -> Writer:
    return Writer(tmp_path)


class TestSigned:
    def test_below_zero_is_money_out(self, csv: Writer) -> None:
        assert csv.read("Date,Text,Amount\n2026-01-03,a,-5.50\n2026-01-04,b,15.00\n").amounts == [OUT, IN]

    def test_zero_is_a_row(self, csv: Writer) -> None:
        assert csv.read("Date,Text,Amount\n2026-01-03,a,-5.50\n2026-01-04,b,0\n2026-01-05,c,-0.00\n").amounts == [
            OUT,
            "0",
            "0.00",
        ]

    def test_balance_that_falls_by_positive_amounts_turns_signs_around(self, csv: Writer) -> None:
        text = (
            "Date,Text,Amount,Balance\n2026-01-03,a,5.50,94.50\n2026-01-04,b,-15.00,109.50\n2026-01-05,c,9.50,100.00\n"
        )
        assert csv.read(text).amounts == [OUT, IN, "-9.50"]

    def test_user_turns_signs_around(self, csv: Writer) -> None:
        text = "Date,Text,Amount\n2026-01-03,a,5.50\n2026-01-04,b,-15.00\n"
        assert csv.read(text, Hints(sign="inverted")).amounts == [OUT, IN]
        assert csv.read(text, Hints(sign="as-is")).amounts == ["5.50", "-15.00"]


class TestUnsigned:
    def test_amounts_without_any_sign_are_refused(self, csv: Writer) -> None:
        refusal = csv.refused("Date,Text,Amount\n2026-01-03,a,5.50\n2026-01-04,b,15.00\n")
        assert refusal.code == "sign_unknown"
        assert 'column 3 "Amount"' in refusal.message
        assert "--sign as-is" in str(refusal.hint)
        assert "--sign inverted" in str(refusal.hint)

    def test_sign_may_show_far_down_the_file(self, csv: Writer) -> None:
        rows = "".join(f"2026-01-03,a{n},shop,EUR,1{n}.50\n" for n in range(400))
        below = "2026-01-04,b,shop,EUR,-5.50\n" * 400
        text = f"Date,Text,Payee,Currency,Amount\n{rows}{below}"
        assert csv.read(text).amounts[-1] == OUT

    def test_plus_on_every_amount_is_a_sign(self, csv: Writer) -> None:
        assert csv.read("Date,Text,Amount\n2026-01-03,a,+5.50\n2026-01-04,b,+15.00\n").amounts == ["5.50", IN]

    def test_plus_on_some_amounts_says_nothing_of_the_others(self, csv: Writer) -> None:
        assert csv.refused("Date,Text,Amount\n2026-01-03,a,5.50\n2026-01-04,b,+15.00\n").code == "sign_unknown"

    def test_plus_on_payments_received_shows_that_the_rest_is_money_out(self, csv: Writer) -> None:
        text = "Date,Text,Amount\n2026-01-03,a,5.50\n2026-01-04,Payment received - thank you,+15.00\n"
        assert csv.read(text).amounts == [OUT, IN]

    def test_only_zeros_need_no_sign(self, csv: Writer) -> None:
        assert csv.read("Date,Text,Amount\n2026-01-03,a,0.00\n").amounts == ["0.00"]

    def test_balance_tells_each_row_but_the_oldest(self, csv: Writer) -> None:
        text = (
            "Date,Text,Amount,Balance\n2026-01-02,z,7.00,100.00\n2026-01-03,a,5.50,94.50\n2026-01-04,b,15.00,109.50\n"
        )
        read = csv.read(text)
        assert read.amounts == [OUT, IN]
        assert read.bad_rows == [2]
        assert "--sign" in read.problems[0].message
        assert csv.read(text, Hints(sign="as-is")).amounts == ["7.00", OUT, IN]
        assert csv.read(text, Hints(sign="inverted")).amounts == ["-7.00", OUT, IN]

    def test_balance_tells_rows_that_come_newest_first(self, csv: Writer) -> None:
        text = (
            "Date,Text,Amount,Balance\n2026-01-04,b,15.00,109.50\n2026-01-03,a,5.50,94.50\n2026-01-02,z,7.00,100.00\n"
        )
        read = csv.read(text)
        assert read.amounts == [IN, OUT]
        assert read.bad_rows == [4]

    def test_opening_balance_tells_the_oldest_row(self, csv: Writer) -> None:
        table = (
            "Date,Text,Amount,Balance\n2026-01-02,z,7.00,100.00\n2026-01-03,a,5.50,94.50\n2026-01-04,b,15.00,109.50\n"
        )
        read = csv.read(f"Opening balance:,107.00\n\n{table}")
        assert read.bad_rows == [4]
        read = csv.read(table.replace("\n2026-01-02", "\n2026-01-01,Opening balance,,107.00\n2026-01-02"))
        assert read.amounts == ["-7.00", OUT, IN]

    def test_row_that_the_balance_does_not_explain_is_reported(self, csv: Writer) -> None:
        rows = "".join(f"2026-02-{n:02},b,1.00,{109 + n}.50\n" for n in range(1, 28))
        text = (
            "Date,Text,Amount,Balance\n2026-01-02,z,7.00,100.00\n2026-01-03,a,5.50,94.50\n"
            f"2026-01-04,b,15.00,109.50\n{rows}"
        )
        read = csv.read(text + "2026-03-01,c,2.00,999.00\n")
        assert read.bad_rows == [2, 32]


class TestCard:
    """Charges above zero, payments below: the account holder's view is the other way round."""

    def test_payment_received_below_zero_turns_signs_around(self, csv: Writer) -> None:
        text = "Date,Description,Amount\n2026-01-03,SHOP,5.50\n2026-01-04,PAYMENT - THANK YOU,-15.00\n"
        assert csv.read(text).amounts == [OUT, IN]

    def test_bought_and_withdrawn_above_zero_turns_signs_around(self, csv: Writer) -> None:
        text = (
            "Date,Description,Type,Amount\n2026-01-03,SHOP,Purchase,5.50\n2026-01-04,BAR,Purchase,1.00\n"
            "2026-01-04,CAFE,Purchase,2.00\n2026-01-04,FROM ACCOUNT,Payment,-15.00\n"
        )
        assert csv.read(text).amounts == [OUT, "-1.00", "-2.00", IN]

    @pytest.mark.parametrize(
        "phrase",
        ["PRELEVEMENT AUTOMATIQUE ENREGISTRE-MERCI", "Ihre Zahlung - Danke", "ZAHLUNG ERHALTEN, BESTEN DANK",
         "BILL PAID (Payments and Credits)"],
    )  # fmt: skip
    def test_card_says_in_its_own_way_that_it_was_paid(self, csv: Writer, phrase: str) -> None:
        text = f"Date;Text;Amount\n2026-01-03;Shop;5.50\n2026-01-04;{phrase};-15.00\n"
        assert csv.read(text).amounts == [OUT, IN]

    @pytest.mark.parametrize(
        ("above", "head"),
        [("Credit card;1234\n\n", "Date;Text;Amount"), ("", "Trans. Date;Post Date;Text;Amount")],
    )
    def test_one_payment_beside_one_charge_tells_nothing_on_a_card(self, csv: Writer, above: str, head: str) -> None:
        days = "2026-01-03;" * head.count("Date")
        text = f"{above}{head}\n{days}a;-5.50\n{days}b;15.00\n"
        assert csv.refused(text).code == "sign_unknown"
        charges = "".join(f"{days}a;-5.50\n" for _ in range(2))
        assert csv.read(f"{above}{head}\n{charges}{days}b;15.00\n").amounts[-1] == IN

    @pytest.mark.parametrize("words", ["Dauerauftrag Miete", "Achat CB", "Point of Sale"])
    def test_words_of_money_out_agree_with_its_sign(self, csv: Writer, words: str) -> None:
        rows = "2026-01-04;b;15,00\n2026-01-04;c;15,00\n"
        assert csv.read(f"Datum;Text;Betrag\n2026-01-03;{words};-5,50\n2026-01-03;{words};-5,50\n{rows}").amounts

    def test_fees_below_zero_show_what_below_zero_is(self, csv: Writer) -> None:
        rows = "2026-01-03,a,-5.50,\n2026-01-04,b,15.00,{fee}\n2026-01-04,c,15.00,\n"
        text = "Date,Text,Net,Fee\n" + rows
        assert csv.read(text.format(fee="-0.30")).amounts == [OUT, IN, "15.00"]
        assert csv.refused(text.format(fee="0.30")).code == "sign_unknown"

    @pytest.mark.parametrize(("words", "amount"), [("Salary May", "5.50"), ("ATM 1234", "-5.50")])
    def test_words_tell_the_oldest_row_that_has_no_balance_before_it(
        self, csv: Writer, words: str, amount: str
    ) -> None:
        rows = f"2026-01-03,{words},5.50,100.00\n2026-01-04,Salary,15.00,115.00\n2026-01-05,c,5.00,110.00\n"
        read = csv.read(f"Date,Text,Amount,Balance\n{rows}")
        assert read.amounts == [amount, "15.00", "-5.00"]
        assert read.bad_rows == []

    def test_bare_table_of_mostly_positive_amounts_is_refused(self, csv: Writer) -> None:
        rows = "2026-01-03,A,5.50\n2026-01-04,B,1.00\n2026-01-04,C,2.00\n2026-01-04,D,-15.00\n"
        assert csv.refused(f"Date,Description,Amount\n{rows}").code == "sign_unknown"

    def test_words_that_contradict_each_other_are_refused(self, csv: Writer) -> None:
        rows = "2026-01-03,Withdrawal,5.50\n2026-01-04,Purchase,1.00\n2026-01-04,Salary,2.00\n2026-01-04,x,-15.00\n"
        assert csv.refused(f"Date,Description,Amount\n{rows}").code == "sign_unknown"

    def test_card_balance_that_rises_is_refused(self, csv: Writer) -> None:
        rows = "2026-01-03,A,5.50,105.50,1\n2026-01-04,B,1.00,106.50,1\n2026-01-04,C,2.00,108.50,1\n"
        assert csv.refused(f"Date,Description,Amount,Balance,Card number\n{rows}").code == "sign_unknown"

    def test_owed_balance_proves_nothing(self, csv: Writer) -> None:
        rows = "2026-01-03,A,5.50,105.50\n2026-01-04,B,-1.00,104.50\n2026-01-04,C,2.00,106.50\n"
        assert csv.refused(f"Credit card statement\n\nDate,Description,Amount,Balance\n{rows}").code == "sign_unknown"
        bought = rows.replace("A,", "PURCHASE A,").replace("C,", "PURCHASE C,")
        assert csv.refused(f"Date,Description,Amount,Balance\n{bought}").code == "sign_unknown"

    def test_only_credits_marked_means_the_rest_are_charges(self, csv: Writer) -> None:
        text = "Date,Description,Amount,\n2026-01-03,SHOP,£5.50,\n2026-01-04,Thanks,£15.00,CR\n"
        assert csv.read(text).amounts == [OUT, IN]
        text = "Date,Description,Amount\n2026-01-03,SHOP,£5.50\n2026-01-04,Thanks,£15.00 CR\n"
        assert csv.read(text).amounts == [OUT, IN]

    def test_only_debits_marked_means_the_rest_are_credits(self, csv: Writer) -> None:
        assert csv.read("Date,Description,Amount\n2026-01-03,a,5.50DR\n2026-01-04,b,15.00\n").amounts == [OUT, IN]

    def test_user_turns_marked_amounts_around(self, csv: Writer) -> None:
        text = "Date,Description,Amount\n2026-01-03,a,5.50DR\n2026-01-04,b,15.00CR\n"
        assert csv.read(text, Hints(sign="inverted")).amounts == ["5.50", "-15.00"]

    def test_marked_and_signed_amounts_are_refused(self, csv: Writer) -> None:
        assert (
            csv.refused("Date,Description,Amount\n2026-01-03,a,-5.50DR\n2026-01-04,b,15.00CR\n").code == "sign_unknown"
        )


class TestDirection:
    @pytest.mark.parametrize(
        ("name", "debit", "credit"),
        [
            ("Debit/Credit", "D", "C"),
            ("D/K", "D", "K"),
            ("Soll/Haben", "S", "H"),
            ("Af Bij", "Af", "Bij"),
            ("Type", "debit", "credit"),
            ("Transaction Type", "DEBIT", "CREDIT"),
            ("Bevétel/Kiadás", "outflow", "inflow"),
            ("Dare/Avere", "D", "A"),
            ("Debe/Haber", "D", "H"),
            ("Terhelés/Jóváírás", "T", "J"),
            ("Sens", "Débit", "Crédit"),
            ("Deebet/Kreedit", "D", "K"),
            ("", "O", "I"),
            ("", "-", "+"),
            ("", "DR", "CR"),
        ],
    )
    def test_column_of_words_tells_the_side(self, csv: Writer, name: str, debit: str, credit: str) -> None:
        text = f"Date;Text;Amount;{name}\n2026-01-03;a;5,50;{debit}\n2026-01-04;b;15,00;{credit}\n"
        assert csv.read(text).amounts == [OUT, IN]

    def test_one_side_is_enough_where_the_column_is_named_so(self, csv: Writer) -> None:
        assert csv.read("Date;Text;Amount;D/K\n2026-01-03;a;5,50;D\n").amounts == [OUT]
        assert csv.refused("Date;Text;Amount;Code\n2026-01-03;a;5,50;D\n").code == "sign_unknown"

    def test_word_that_is_no_side_is_reported(self, csv: Writer) -> None:
        rows = "".join(f"2026-01-03;a;5,50;{'O' if n % 2 else 'I'}\n" for n in range(20))
        read = csv.read(f"{rows}2026-01-03;a;5,50;EUR\n")
        assert read.bad_rows == [21]
        assert read.problems[0].message == 'column 4: expected money in or out ("I" or "O"), found "EUR"'

    def test_amount_below_zero_beside_a_word_is_reported(self, csv: Writer) -> None:
        rows = "".join(f"2026-01-03;a;5,50;{'D' if n % 2 else 'C'}\n" for n in range(20))
        assert csv.read(f"Date;Text;Amount;D/C\n{rows}2026-01-03;a;-5,50;D\n").bad_rows == [22]

    def test_signs_that_agree_stay(self, csv: Writer) -> None:
        text = "Date;Text;Amount;D/C\n2026-01-03;a;-5,50;D\n2026-01-04;b;15,00;C\n"
        assert csv.read(text).amounts == [OUT, IN]

    def test_sign_goes_over_a_word_that_mostly_agrees(self, csv: Writer) -> None:
        rows = (
            "DEBIT,2026-01-03,a,-5.50\nDEBIT,2026-01-03,a,-5.50\nCREDIT,2026-01-04,b,15.00\nCREDIT,2026-01-04,b,-1.00\n"
        )
        assert csv.read(rows).amounts == [OUT, OUT, IN, "-1.00"]

    def test_words_that_contradict_every_sign_turn_them_around(self, csv: Writer) -> None:
        assert csv.read("2026-01-03,DEBIT,a,5.50\n2026-01-04,CREDIT,b,-15.00\n").amounts == [OUT, IN]

    def test_words_that_contradict_some_signs_are_refused(self, csv: Writer) -> None:
        rows = (
            "DEBIT,2026-01-03,a,-5.50\nDEBIT,2026-01-03,a,5.50\nCREDIT,2026-01-04,b,15.00\nCREDIT,2026-01-04,b,-1.00\n"
        )
        assert csv.refused(rows).code == "sign_unknown"

    def test_balances_settle_words_that_contradict(self, csv: Writer) -> None:
        rows = (
            "DEBIT,2026-01-03,a,-5.50,94.50\nDEBIT,2026-01-03,a,5.50,100.00\nCREDIT,2026-01-04,b,15.00,115.00\n"
            "CREDIT,2026-01-04,b,-1.00,114.00\n"
        )
        assert csv.read(rows).amounts == [OUT, "5.50", IN, "-1.00"]

    def test_row_without_effect_is_left_out(self, csv: Writer) -> None:
        text = (
            "Date,Name,Net,Balance Impact\n2026-01-03,a,-5.50,Debit\n2026-01-03,m,-9.00,Memo\n"
            "2026-01-04,b,15.00,Credit\n"
        )
        read = csv.read(text)
        assert read.amounts == [OUT, IN]
        assert [(problem.position, problem.is_row) for problem in read.problems] == [(3, False)]
        unsigned = text.replace(",-", ",")
        assert csv.read(unsigned).amounts == [OUT, IN]

    def test_words_that_the_balance_contradicts_are_refused(self, csv: Writer) -> None:
        rows = "2026-01-03;a;5,50;D;105,50\n2026-01-04;b;15,00;C;90,50\n2026-01-05;c;9,50;D;100,00\n"
        assert csv.refused(f"Date;Text;Amount;D/C;Balance\n{rows}").code == "sign_unknown"
        text = f"Credit card;1234\n\nDate;Text;Amount;D/C;Balance\n{rows}"
        assert csv.read(text).amounts == [OUT, IN, "-9.50"]

    def test_user_turns_directions_around(self, csv: Writer) -> None:
        text = "Date;Text;Amount;D/C\n2026-01-03;a;5,50;D\n2026-01-04;b;15,00;C\n"
        assert csv.read(text, Hints(sign="inverted")).amounts == ["5.50", "-15.00"]


class TestPair:
    @pytest.mark.parametrize(
        ("debit", "credit"),
        [
            ("5.50,", ",15.00"),
            ("-5.50,", ",15.00"),
            ("5.50,0.00", "0.00,15.00"),
            ("5.50,", ",-15.00"),
            ("$5.50 ,", ", $15.00"),
        ],
    )
    def test_each_side_has_a_column(self, csv: Writer, debit: str, credit: str) -> None:
        read = csv.read(f"Date,Text,Debit,Credit\n2026-01-03,a,{debit}\n2026-01-04,b,{credit}\n")
        assert read.amounts == [OUT, IN]

    @pytest.mark.parametrize(
        ("debit", "credit"),
        [("Soll", "Haben"), ("Belastung", "Gutschrift"), ("Lastschrift in CHF", "Gutschrift in CHF"),
         ("Débit", "Crédit"),
         ("Cargo", "Abono"), ("Uscite", "Entrate"), ("Dare", "Avere"), ("Débito (R$)", "Crédito (R$)"), ("Af", "Bij"),
         ("Ut", "Inn"), ("Uttag", "Insättning"), ("Ut fra konto", "Inn på konto"), ("Obciążenia", "Uznania"),
         ("Výdaje", "Příjmy"), ("Terhelés", "Jóváírás"), ("Withdrawals (SGD)", "Deposits (SGD)"),
          ("Paid out", "Paid in"),
         ("Money Out", "Money In"), ("Outflow", "Inflow"), ("Debit Amount", "Credit Amount"), ("Menot", "Tulot"),
         ("Debet", "Kredit"), ("Withdrawal (-)", "Deposit (+)"), ("Amount Debit", "Amount Credit")],
    )  # fmt: skip
    def test_sides_are_known_by_name(self, csv: Writer, debit: str, credit: str) -> None:
        assert csv.read(f"Date;Text;{debit};{credit}\n2026-01-03;a;5,50;\n2026-01-04;b;;15,00\n").amounts == [OUT, IN]
        assert csv.read(f"Date;Text;{credit};{debit}\n2026-01-03;a;;5,50\n2026-01-04;b;15,00;\n").amounts == [OUT, IN]

    def test_one_side_alone(self, csv: Writer) -> None:
        assert csv.read("Date,Text,Outflow\n2026-01-03,a,5.50\n").amounts == [OUT]

    @pytest.mark.parametrize("others", ["", "2026-01-04,b,15.00\n"])
    def test_money_in_alone_that_is_below_zero_is_refused(self, csv: Writer, others: str) -> None:
        assert csv.refused(f"Date,Text,Inflow\n2026-01-03,a,-5.50\n{others}").code == "sign_unknown"

    def test_bad_pairs_are_reported(self, csv: Writer) -> None:
        rows = "2026-01-03,a,5.50,\n2026-01-04,b,,15.00\n2026-01-05,c,,15.00\n"
        read = csv.read(
            f"Date,Text,Debit,Credit\n{rows}2026-01-06,d,1.00,2.00\n2026-01-07,e,,\n2026-01-08,f,-3.00,\n"
            "2026-01-09,g,x,\n"
        )
        assert len(read.lines) == 3
        assert read.bad_rows == [5, 6, 7, 8]
        assert "found both" in read.problems[0].message

    def test_nothing_on_either_side_but_zero_is_zero(self, csv: Writer) -> None:
        read = csv.read("Date,Text,Debit,Credit\n2026-01-03,a,5.50,0.00\n2026-01-04,b,0.00,0.00\n2026-01-04,b,,0.00\n")
        assert read.amounts == [OUT, "0.00", "0.00"]

    def test_signed_amount_is_better_than_a_pair(self, csv: Writer) -> None:
        text = "Date,Text,Amount,Money Out,Money In\n2026-01-03,a,-5.50,-5.50,\n2026-01-04,b,15.00,,15.00\n"
        assert csv.read(text).amounts == [OUT, IN]

    def test_pair_is_better_than_an_amount_without_signs(self, csv: Writer) -> None:
        text = "Date,Text,Amount,Debit,Credit\n2026-01-03,a,5.50,5.50,\n2026-01-04,b,15.00,,15.00\n"
        assert csv.read(text).amounts == [OUT, IN]

    def test_accountants_sides_are_refused(self, csv: Writer) -> None:
        rows = "2026-01-03,a,,5.50,94.50\n2026-01-04,b,15.00,,109.50\n2026-01-05,c,,9.50,100.00\n"
        text = f"Date,Text,Debit,Credit,Balance\n{rows}"
        assert csv.refused(text).code == "sign_unknown"
        assert csv.read(text, Hints(sign="inverted")).amounts == [OUT, IN, "-9.50"]
        assert csv.read(f"Card number,1234\n\n{text}").amounts == ["5.50", "-15.00", "9.50"]

    def test_unnamed_columns_are_told_apart_by_the_balance(self, csv: Writer) -> None:
        rows = "2026-01-03,a,5.50,,94.50\n2026-01-04,b,,15.00,109.50\n2026-01-05,c,9.50,,100.00\n"
        assert csv.read(rows).amounts == [OUT, IN, "-9.50"]
        rows = "2026-01-03,a,,5.50,94.50\n2026-01-04,b,15.00,,109.50\n2026-01-05,c,,9.50,100.00\n"
        assert csv.read(rows).amounts == [OUT, IN, "-9.50"]

    def test_unnamed_columns_are_told_apart_by_their_signs(self, csv: Writer) -> None:
        assert csv.read('2026-01-03,a,-$5.50,""\n2026-01-04,b,"",+$15.00\n').amounts == [OUT, IN]
        assert csv.read('2026-01-03,a,"",-$5.50\n2026-01-04,b,+$15.00,""\n').amounts == [OUT, IN]

    def test_unnamed_columns_are_told_apart_by_words(self, csv: Writer) -> None:
        rows = "2026-01-03,POS PURCHASE,5.50,\n2026-01-04,b,,15.00\n2026-01-05,ATM WITHDRAWAL,9.50,\n"
        assert csv.read(rows).amounts == [OUT, IN, "-9.50"]
        swapped = "2026-01-03,POS PURCHASE,,5.50\n2026-01-04,b,15.00,\n2026-01-05,ATM WITHDRAWAL,,9.50\n"
        assert csv.read(swapped).amounts == [OUT, IN, "-9.50"]
        assert csv.refused(swapped.replace(",b,", ",ATM,")).code == "sign_unknown"

    def test_unnamed_columns_without_proof_are_refused(self, csv: Writer) -> None:
        rows = "2026-01-03,a,5.50,\n2026-01-04,b,,15.00\n"
        assert csv.refused(rows).code == "sign_unknown"
        assert csv.read(rows, Hints(sign="as-is")).amounts == [OUT, IN]
        assert csv.read(rows, Hints(sign="inverted")).amounts == ["5.50", "-15.00"]
