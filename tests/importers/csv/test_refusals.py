"""What a CSV statement does not prove is refused with the option that answers it, never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetpro.domain.errors import Failure
from budgetpro.importers.csv.reader import open_csv
from budgetpro.importers.lines import Hints, Problem, Statement
from budgetpro.importers.source import Source


class Read:
    """A statement's text read as CSV: its amounts, days, statements and problems."""

    def __init__(self, folder: Path, text: str, hints: Hints | None = None) -> None:
        path = folder / "statement.csv"
        path.write_text(text, encoding="utf-8")
        reading = open_csv(Source(path), hints or Hints())
        lines = [line for _, line in reading.lines()]
        self.amounts = [str(line.amount) for line in lines]
        self.days = [line.date.isoformat() for line in lines]
        self.statements: list[Statement] = reading.statements
        self.bad_rows: list[Problem] = [
            problem for statement in reading.statements for problem in statement.problems if problem.is_row
        ]


def refusal(folder: Path, text: str) -> str:
    """Return the code with which a statement is refused."""
    with pytest.raises(Failure) as refused:
        Read(folder, text)
    return refused.value.code


@pytest.mark.parametrize(
    "name", ["Betrag in €", "Betrag in Euro", "Importo in euro", "Amount (in account currency)", "Amount in EUR"]
)
def test_an_amount_in_a_currency_is_no_money_in(tmp_path: Path, name: str) -> None:
    text = f"Datum;Beschreibung;{name}\n15.01.2024;REWE;45,60\n18.01.2024;DB;8,90\n"

    assert refusal(tmp_path, text) == "sign_unknown"
    assert Read(tmp_path, text, Hints(sign="inverted")).amounts == ["-45.60", "-8.90"]


def test_money_in_and_money_out_of_a_currency_are_sides(tmp_path: Path) -> None:
    text = "Date,Details,Money in GBP,Money out GBP\n15/01/2024,SHOP,,12.50\n18/01/2024,PAY,100.00,\n"

    assert Read(tmp_path, text).amounts == ["-12.50", "100.00"]


def test_a_lone_side_that_is_called_an_amount_is_refused_until_its_sign_is_said(tmp_path: Path) -> None:
    text = "Date,Details,Charge amount\n15/01/2024,SHOP,12.50\n18/01/2024,CAFE,3.50\n"

    assert refusal(tmp_path, text) == "sign_unknown"
    assert Read(tmp_path, text, Hints(sign="as-is")).amounts == ["-12.50", "-3.50"]


@pytest.mark.parametrize("name", ["Betrag in Cent", "Amount (in thousands)", "amount_cents"])
def test_an_amount_in_another_unit_is_not_taken_for_whole_money(tmp_path: Path, name: str) -> None:
    text = f"Date,Details,{name}\n2024-01-15,SHOP,-1250\n2024-01-16,PAY,85000\n"

    assert refusal(tmp_path, text) == "csv_columns_unclear"


@pytest.mark.parametrize(
    "paid", ["DIRECT DEBIT PAYMENT", "DIRECTPAY FULL BALANCE", "EINZUG DES RECHNUNGSBETRAGES", "PURCHASE RETURN"]
)
def test_charges_above_zero_are_refused_where_nothing_proves_their_sign(tmp_path: Path, paid: str) -> None:
    text = f"Date,Details,Amount\n2024-01-15,UBER TRIP LON,45.60\n2024-01-18,SHELL,8.90\n2024-01-20,{paid},-200.00\n"

    assert refusal(tmp_path, text) == "sign_unknown"
    assert Read(tmp_path, text, Hints(sign="inverted")).amounts == ["-45.60", "-8.90", "200.00"]


@pytest.mark.parametrize("paid", ["PAYMENT RECEIVED", "BETALNING MOTTAGEN TACK", "Inclusao de Pagamento"])
def test_a_payment_received_below_zero_proves_a_card_inverted(tmp_path: Path, paid: str) -> None:
    text = f"Date,Details,Amount\n2024-01-15,ICA,45.60\n2024-01-18,SHELL,8.90\n2024-01-20,{paid},-200.00\n"

    assert Read(tmp_path, text).amounts == ["-45.60", "-8.90", "200.00"]


@pytest.mark.parametrize("earned", ["SALARY JANUARY", "Lön", "Løn januar", "WAGES"])
def test_wages_above_zero_prove_a_table_as_it_stands(tmp_path: Path, earned: str) -> None:
    text = f"Date,Details,Amount\n2024-01-15,{earned},900.00\n2024-01-18,GIFT,8.90\n2024-01-20,SHOP,-200.00\n"

    assert Read(tmp_path, text).amounts == ["900.00", "8.90", "-200.00"]


@pytest.mark.parametrize("name", ["Account Type", "Payment Type", "Zahlungsart", "Card Type"])
def test_a_credit_card_is_no_money_in(tmp_path: Path, name: str) -> None:
    text = f"Date,Details,{name},Amount\n2024-01-15,SHOP,Debit,12.50\n2024-01-16,CAFE,Credit,3.50\n"

    assert refusal(tmp_path, text) == "sign_unknown"


def test_a_transaction_type_of_debit_and_credit_tells_sides(tmp_path: Path) -> None:
    text = "Date,Details,Transaction Type,Amount\n2024-01-15,SHOP,Debit,12.50\n2024-01-16,PAY,Credit,3.50\n"

    assert Read(tmp_path, text).amounts == ["-12.50", "3.50"]


@pytest.mark.parametrize(
    ("said", "closing"),
    [
        ("SALDO CONTABILE FINALE IN EUR", "1487.50"),
        ("CLOSE BALANCE", "1487.50"),
        ("SALDO TOTAL DISPONÍVEL DIA", "None"),
        ("SALDO DIA", "None"),
        ("SOLDE AU 31/01/2024", "None"),
        ("Solde créditeur au 31/01/2024", "None"),
        ("Kontostand am 31. Januar 2024", "None"),
        ("Total for January", "None"),
        ("Total des mouvements", "None"),
    ],
)
def test_a_balance_or_total_with_a_day_is_no_transaction(tmp_path: Path, said: str, closing: str) -> None:
    text = f"Date;Details;Amount\n15/01/2024;SHOP;-12,50\n18/01/2024;PAY;1500,00\n31/01/2024;{said};1487,50\n"
    read = Read(tmp_path, text)

    assert read.amounts == ["-12.50", "1500.00"]
    assert str(read.statements[0].closing_balance) == closing


@pytest.mark.parametrize(
    "shop", ["New Balance", "TOTAL", "Total Energies", "Balance", "SumUp Cafe", "Saldo Rechnung 12"]
)
def test_a_shop_that_is_called_like_a_sum_is_a_transaction(tmp_path: Path, shop: str) -> None:
    text = f"Date;Details;Amount\n15/01/2024;SHOP;-12,50\n18/01/2024;{shop};-15,00\n"

    assert Read(tmp_path, text).amounts == ["-12.50", "-15.00"]


def test_totals_of_both_sides_are_no_damaged_row(tmp_path: Path) -> None:
    rows = ["15/01/2024;CB;12,50;", "18/01/2024;VIR;;15,00", "31/01/2024;Total des mouvements;12,50;15,00"]
    read = Read(tmp_path, "\n".join(["Date;Libellé;Débit;Crédit", *rows]))

    assert (read.amounts, read.bad_rows) == (["-12.50", "15.00"], [])


def test_the_balance_of_the_latest_day_closes_whichever_row_is_first(tmp_path: Path) -> None:
    rows = [
        "20/01/2024;SALDO DO DIA;80,00",
        "20/01/2024;SHOP;-20,00",
        "15/01/2024;SALDO DO DIA;100,00",
        "15/01/2024;SHOP;-5,00",
    ]
    for order in (rows, rows[::-1]):
        closing = Read(tmp_path, "Data;Historico;Valor\n" + "\n".join(order)).statements[0].closing_balance
        assert str(closing) == "80.00"


def test_points_prove_no_day_first_where_a_year_in_front_fits_closer(tmp_path: Path) -> None:
    text = "Date;Details;Amount\n24.01.10;A;-1,50\n24.01.11;B;-2,50\n24.01.12;C;-3,50\n"

    assert refusal(tmp_path, text) == "date_order_unknown"
    assert Read(tmp_path, text, Hints(date_order="ymd")).days == ["2024-01-10", "2024-01-11", "2024-01-12"]


def test_points_prove_day_first_where_a_year_in_front_lies_far_apart(tmp_path: Path) -> None:
    text = "Date;Details;Amount\n10.01.24;A;-1,50\n11.01.24;B;-2,50\n12.02.24;C;-3,50\n"

    assert Read(tmp_path, text).days == ["2024-01-10", "2024-01-11", "2024-02-12"]


def test_five_rows_in_sequence_prove_no_order(tmp_path: Path) -> None:
    days = ["01/02/2024", "05/02/2024", "03/04/2024", "02/05/2024", "04/06/2024"]
    rows = "".join(f"{day},SHOP,-10.00\n" for day in days)

    assert refusal(tmp_path, "Date,Details,Amount\n" + rows) == "date_order_unknown"


@pytest.mark.parametrize("above", ["Downloaded on 01/25/2024", "Exported 01/25/2024 10:30"])
def test_the_day_of_printing_proves_no_order(tmp_path: Path, above: str) -> None:
    text = f"{above}\nDate,Details,Amount\n03/01/2024,A,-1.50\n05/01/2024,B,-2.50\n"

    assert refusal(tmp_path, text) == "date_order_unknown"


def test_a_period_above_the_table_proves_the_order(tmp_path: Path) -> None:
    text = "Period 01/01/2024 - 31/01/2024\nDate,Details,Amount\n03/01/2024,A,-1.50\n05/01/2024,B,-2.50\n"

    assert Read(tmp_path, text).days == ["2024-01-03", "2024-01-05"]


def test_a_year_of_another_calendar_is_refused(tmp_path: Path) -> None:
    text = "Date,Details,Amount\n05/01/67,A,-1.50\n13/01/67,B,-2.50\n"

    assert refusal(tmp_path, text) in ("csv_columns_unclear", "csv_no_table")


def test_a_head_again_below_another_accounts_name_is_refused(tmp_path: Path) -> None:
    head = "Date,Description,Amount,Balance\n"
    first = f"Account: Checking 1234\n{head}2024-01-15,SHOP,-20.00,80.00\n2024-01-20,PAY,100.00,180.00\n"
    second = f"\nAccount: Savings 5678\n{head}2024-01-16,INTEREST,1.00,501.00\n"
    read = Read(tmp_path, first + second)

    assert read.amounts == ["-20.00", "100.00"]
    assert [problem.position for problem in read.bad_rows] == [7]


def test_a_head_again_on_a_new_page_is_passed_over(tmp_path: Path) -> None:
    head = "Date,Description,Amount\n"
    read = Read(tmp_path, f"{head}2024-01-15,SHOP,-20.00\nPage 2 of 2\n{head}2024-01-16,PAY,1.00\n")

    assert (read.amounts, read.bad_rows) == (["-20.00", "1.00"], [])


def test_an_amount_of_another_currency_that_is_mostly_zero_is_not_the_accounts(tmp_path: Path) -> None:
    text = "Data;Nome;Valor (em US$);Valor (em R$)\n2024-01-15;A;0;-145.60\n2024-01-18;B;-20.00;-102.00\n"

    assert Read(tmp_path, text).amounts == ["-145.60", "-102.00"]


def test_a_last_row_without_words_under_no_head_may_be_a_balance(tmp_path: Path) -> None:
    rows = "02/01/2024;-42,50;Carte;CB\n05/01/2024;1850,00;Virement;ACME\n15/01/2024;-12,90;Carte;CB\n"
    read = Read(tmp_path, rows + "31/01/2024;2345,67;;01234 012345X\n")

    assert read.amounts == ["-42.50", "1850.00", "-12.90"]
    assert [problem.position for problem in read.bad_rows] == [4]
