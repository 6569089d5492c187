from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from budgetpro.domain.errors import BudgetProError, Failure
from budgetpro.importers.lines import Hints, Problem, Statement, StatementLine
from budgetpro.importers.ofx.reader import open_ofx
from budgetpro.importers.source import Source
from tests.importers.reads import Read, read_all

HEADER = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n"
ROW = "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260305<TRNAMT>-12.50<FITID>1<NAME>Lidl</STMTTRN>"


def read_file(path: Path, hints: Hints = Hints()) -> Read:  # noqa: B008 - it is frozen
    return read_all(open_ofx(Source(path), hints))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "statement.ofx"


def read(path: Path, text: str, hints: Hints = Hints(), encoding: str = "utf-8") -> Read:  # noqa: B008
    path.write_bytes(text.encode(encoding))
    return read_file(path, hints)


def bank(inside: str, header: str = HEADER) -> str:
    return f"{header}<OFX><BANKMSGSRSV1><STMTTRNRS>{inside}</STMTTRNRS></BANKMSGSRSV1></OFX>\n"


def statement(rows: str, currency: str = "EUR", rest: str = "") -> str:
    account = "<BANKACCTFROM><BANKID>7<ACCTID>42</BANKACCTFROM>"
    return bank(f"<STMTRS><CURDEF>{currency}{account}<BANKTRANLIST>{rows}</BANKTRANLIST>{rest}</STMTRS>")


def row(**elements: str) -> str:
    given = {"TRNTYPE": "OTHER", "DTPOSTED": "20260305", "TRNAMT": "-12.50", "FITID": "1"} | elements
    return f"<STMTTRN>{''.join(f'<{name}>{text}' for name, text in given.items())}</STMTTRN>"


class TestForms:
    """The same statement in every form that banks write it in."""

    EXPECTED = StatementLine(0, date(2026, 3, 5), Decimal("-12.50"), "EUR", "Lidl & Co", "milk", "77", "F1")
    LEAVES = (
        ("TRNTYPE", "DEBIT"),
        ("DTPOSTED", "20260305120000[-5:EST]"),
        ("TRNAMT", "-12.50"),
        ("FITID", "F1"),
        ("CHECKNUM", "77"),
        ("NAME", "Lidl &amp; Co"),
        ("MEMO", "milk"),
    )

    def assert_same(self, found: Read) -> None:
        assert found.problems == []
        assert found.line._replace(position=0) == self.EXPECTED
        assert (found.statements[0].account_id, found.statements[0].currency) == ("42", "EUR")

    @pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "", "\n   \n\t"])
    def test_sgml_without_end_tags(self, path: Path, line_end: str) -> None:
        leaves = line_end.join(f"<{name}>{text}" for name, text in self.LEAVES)
        text = line_end.join(["<STMTTRN>", leaves, "</STMTTRN>"])
        self.assert_same(read(path, statement(f"{line_end}{text}{line_end}", f"EUR{line_end}")))

    def test_sgml_with_end_tags_of_elements(self, path: Path) -> None:
        leaves = "\n".join(f"<{name}>{text}</{name}>" for name, text in self.LEAVES)
        self.assert_same(read(path, statement(f"<STMTTRN>{leaves}</STMTTRN>")))

    def test_sgml_without_end_tags_of_aggregates(self, path: Path) -> None:
        leaves = "\n".join(f"<{name}>{text}" for name, text in self.LEAVES)
        account = "<BANKACCTFROM><ACCTID>42"
        rest = "<LEDGERBAL><BALAMT>5.00<DTASOF>20260306"
        text = f"{HEADER}<OFX><STMTTRNRS><STMTRS><CURDEF>EUR{account}<BANKTRANLIST><STMTTRN>{leaves}{rest}</OFX>"
        found = read(path, text)
        self.assert_same(found)
        assert found.statements[0].closing_balance == Decimal("5.00")

    def test_xml(self, path: Path) -> None:
        leaves = "".join(f"\n  <{name} >{text}</{name} >" for name, text in self.LEAVES)
        inside = f"<CURDEF>EUR</CURDEF><BANKACCTFROM><ACCTID>42</ACCTID></BANKACCTFROM><STMTTRN>{leaves}</STMTTRN>"
        text = f'<?xml version="1.0"?>\n<?OFX VERSION="211"?>\n<OFX xmlns="u"><STMTRS>{inside}</STMTRS></OFX>'
        self.assert_same(read(path, text))

    def test_xml_with_comments_cdata_and_a_document_type(self, path: Path) -> None:
        kind = '<!DOCTYPE OFX [<!ENTITY x "<STMTTRN>"><!ENTITY lol "&x;&x;">]>'
        hidden = "<!-- <STMTTRN><DTPOSTED>20260101<TRNAMT>1</STMTTRN> -->"
        leaves = (
            "<DTPOSTED>20260305</DTPOSTED><TRNAMT>-12<!-- and -->.50</TRNAMT><FITID><![CDATA[F1]]></FITID><CHECKNUM/>"
            "<REFNUM>77</REFNUM><PAYEE><NAME><![CDATA[Lidl & Co]]></NAME><CITY>Ulm</CITY></PAYEE><MEMO>milk</MEMO>"
        )
        inside = f"<CURDEF>EUR</CURDEF><ACCTID>42</ACCTID>{hidden}<STMTTRN>{leaves}</STMTTRN>"
        self.assert_same(read(path, f"{kind}<OFX><STMTRS>{inside}</STMTRS></OFX>"))

    def test_tags_in_small_letters(self, path: Path) -> None:
        text = statement("<STMTTRN>" + "".join(f"<{name}>{text}" for name, text in self.LEAVES) + "</STMTTRN>")
        small = re.sub("</?[A-Z0-9]+>", lambda tag: tag.group().lower(), text)
        self.assert_same(read(path, small))

    def test_root_in_capitals_and_tags_in_small_letters(self, path: Path) -> None:
        text = statement("<STMTTRN>" + "".join(f"<{name}>{text}" for name, text in self.LEAVES) + "</STMTTRN>")
        small = re.sub("</?[A-Z0-9]+>", lambda tag: tag.group() if "OFX" in tag.group() else tag.group().lower(), text)
        self.assert_same(read(path, small))

    def test_junk_in_front_and_behind(self, path: Path) -> None:
        leaves = "".join(f"<{name}>{text}" for name, text in self.LEAVES)
        text = statement(f"<STMTTRN>{leaves}</STMTTRN>").replace(HEADER, "<START><A>1</START>\nhello < world\n\n\n")
        self.assert_same(read(path, f"{text}</STMTTRN> <B>goodbye"))

    def test_utf16(self, path: Path) -> None:
        leaves = "".join(f"<{name}>{text}" for name, text in self.LEAVES)
        self.assert_same(read(path, statement(f"<STMTTRN>{leaves}</STMTTRN>"), encoding="utf-16"))


class TestTexts:
    def test_entities_are_read_once(self, path: Path) -> None:
        name = "A &amp;lt; B &lt;c&gt; &#233;&#x20AC; &quot;&apos;&nbsp;&AMP;"
        assert read(path, statement(row(NAME=name))).line.payee == "A &lt; B <c> é€ \"' &"

    def test_what_is_no_entity_stays(self, path: Path) -> None:
        name = "R&D &euro; &#xD800; &#0; &#99999999; &"
        assert read(path, statement(row(NAME=name))).line.payee == name

    def test_stray_angle_brackets_stay(self, path: Path) -> None:
        line = read(path, statement(row(NAME="a < b > c", MEMO="<3 you <me@example.org"))).line
        assert (line.payee, line.memo) == ("a < b > c", "<3 you <me@example.org")

    def test_line_breaks_in_a_memo_are_spaces_and_other_runs_stay(self, path: Path) -> None:
        line = read(path, statement(row(NAME="PAYPAL    *SHOP", MEMO="first\r\n   second\n"))).line
        assert (line.payee, line.memo) == ("PAYPAL    *SHOP", "first second")

    def test_empty_elements_are_nothing(self, path: Path) -> None:
        line = read(path, statement(row(FITID="", NAME=" \n", MEMO="", CHECKNUM="", REFNUM=""))).line
        assert line[4:8] == (None, None, None, None)

    @pytest.mark.parametrize(
        ("name", "extended", "payee"),
        [
            ("ACME", "ACME Inc. of Ohio", "ACME Inc. of Ohio"),
            ("ACME", "of Ohio", "ACME of Ohio"),
            ("", "of Ohio", "of Ohio"),
            ("ACME", "", "ACME"),
        ],
    )
    def test_extended_name_adds_to_the_name(self, path: Path, name: str, extended: str, payee: str) -> None:
        assert read(path, statement(row(NAME=name, EXTDNAME=extended))).line.payee == payee

    @pytest.mark.parametrize(
        ("header", "encoding"),
        [
            (HEADER, "cp1252"),
            (HEADER.replace("1252", "1250"), "cp1250"),
            (HEADER.replace("1252", "ISO-8859-2"), "iso8859-2"),
            (HEADER.replace("1252", "ISO-8859-1"), "cp1252"),
            (HEADER.replace("1252", "NONE"), "cp1252"),
            (HEADER.replace("1252", "KLINGON"), "cp1252"),
            (HEADER.replace("\n", ""), "cp1252"),
            ('<?xml version="1.0" encoding="windows-1250"?>\n', "cp1250"),
            ("OFXHEADER:100\nENCODING:UTF-8\nCHARSET:NONE\n", "utf-8"),
        ],
    )
    def test_header_names_the_encoding(self, path: Path, header: str, encoding: str) -> None:
        text = bank(f"<STMTRS>{row(NAME='Pâtisserie' if encoding == 'cp1252' else 'Zażółć')}</STMTRS>", header)
        assert read(path, text, encoding=encoding).line.payee in {"Pâtisserie", "Zażółć"}

    def test_hint_goes_over_the_header(self, path: Path) -> None:
        found = read(path, statement(row(NAME="Łódź")), Hints(encoding="cp1250"), encoding="cp1250")
        assert found.line.payee == "Łódź"


class TestDates:
    @pytest.mark.parametrize(
        "stamp",
        [
            "20260305",
            "202603052359",
            "20260305235959",
            "20260305235959.999[-5:EST]",
            "20260305000000[+5.30:IST]",
            "20260305120000.000[0:GMT]",
            "20260305000000[-3]",
            "20260305093914:014",
            "2026030500000000[-5:EST]",
            "2026-03-05",
            "2026-03-05T10:00:00",
            " 20260305\n",
        ],
    )
    def test_day_is_the_one_the_bank_wrote(self, path: Path, stamp: str) -> None:
        assert read(path, statement(row(DTPOSTED=stamp))).line.date == date(2026, 3, 5)

    @pytest.mark.parametrize(
        ("stamp", "words"),
        [
            ("20260231", "no day of the calendar (2026-02-31)"),
            ("201120000000", "no day of the calendar (2011-20-00)"),
            ("", "is empty"),
            ("yesterday", "no date"),
            ("05032026", "year 0503"),
            ("2026035", "no date"),
            ("202603051", "no date"),
            ("٢٠٢٦٠٣٠٥", "no date"),
        ],
    )
    def test_date_that_is_none_is_a_problem(self, path: Path, stamp: str, words: str) -> None:
        found = read(path, statement(f"\n\n{row(DTPOSTED=stamp)}"))
        (problem,) = found.problems
        assert found.lines == [[]]
        assert problem.is_row
        assert problem.position == 9
        assert f"DTPOSTED '{stamp}'" in problem.message
        assert words in problem.message

    def test_missing_date_is_a_problem(self, path: Path) -> None:
        (problem,) = read(path, statement("<STMTTRN><TRNAMT>1<FITID>1</STMTTRN>")).problems
        assert "DTPOSTED is missing" in problem.message


class TestAmounts:
    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("12.50", "12.50"),
            ("-12.50", "-12.50"),
            ("+12.50", "12.50"),
            ("-12,50", "-12.50"),
            ("-200,", "-200"),
            (",5", "0.5"),
            (".5", "0.5"),
            ("12", "12"),
            ("1.234", "1.234"),
            ("-00000000001500.0000", "-1500.0000"),
            ("1,234.56", "1234.56"),
            ("-1.234,56", "-1234.56"),
            ("1,234,567", "1234567"),
            ("1.234.567", "1234567"),
            ("1 234,56", "1234.56"),
            ("1'234.56", "1234.56"),
            ("1\u2019234.56", "1234.56"),
            ("-1\u00a0234,56", "-1234.56"),
            ("1\u202f234\u202f567,8", "1234567.8"),
            ("0", "0"),
        ],
    )
    def test_amount_is_read_where_it_can_mean_one_thing(self, path: Path, text: str, amount: str) -> None:
        assert read(path, statement(row(TRNAMT=text))).line.amount == Decimal(amount)

    @pytest.mark.parametrize(
        "text",
        ["", "$120", "12.50-", "(12.50)", "1e5", "NaN", "--5", "1,23,45.6", "12 50", "1_000", "٣", "5" * 33],
    )
    def test_amount_that_is_none_is_a_problem(self, path: Path, text: str) -> None:
        found = read(path, statement(row(TRNAMT=text)))
        (problem,) = found.problems
        assert found.lines == [[]]
        assert f"TRNAMT '{text}'" in problem.message

    def test_one_comma_before_three_digits_could_be_either(self, path: Path) -> None:
        (problem,) = read(path, statement(row(TRNAMT="1,234"))).problems
        assert "could be 1.234 or 1234; --decimal says which" in problem.message
        assert read(path, statement(row(TRNAMT="1,234")), Hints(decimal_mark=".")).line.amount == 1234
        assert read(path, statement(row(TRNAMT="1,234")), Hints(decimal_mark=",")).line.amount == Decimal("1.234")
        assert read(path, statement(row(TRNAMT="1.234")), Hints(decimal_mark=",")).line.amount == 1234

    @pytest.mark.parametrize("other", ["-12,50", "1.234,56", "1.234.567"])
    @pytest.mark.parametrize("is_first", [True, False])
    def test_thousands_are_no_decimals_where_another_amount_tells(
        self, path: Path, other: str, *, is_first: bool
    ) -> None:
        rows = [row(TRNAMT="-1.234"), row(TRNAMT=other)]
        text = statement("".join(rows if is_first else rows[::-1]))
        with pytest.raises(Failure) as caught:
            read(path, text)
        assert caught.value.code == "decimal_mark_unknown"
        assert f"line 7: -1.234 can have decimals or thousands, for line 7 has {other}" in caught.value.message
        assert -1234 in [line.amount for line in read(path, text, Hints(decimal_mark=",")).lines[0]]

    def test_thousands_are_no_decimals_where_the_balance_tells(self, path: Path) -> None:
        with pytest.raises(Failure, match=r"-1\.234 can have decimals or thousands"):
            read(path, statement(row(TRNAMT="-1.234"), rest="<LEDGERBAL><BALAMT>5,20<DTASOF>20260306</LEDGERBAL>"))

    @pytest.mark.parametrize(
        "amounts", [("1.234", "12.50"), ("0.125", "12,50"), ("1234.500", "2,5"), ("1.234", "1,234.5")]
    )
    def test_amounts_that_agree_are_read(self, path: Path, amounts: tuple[str, str]) -> None:
        assert len(read(path, statement("".join(row(TRNAMT=amount) for amount in amounts))).lines[0]) == 2

    def test_missing_amount_is_a_problem(self, path: Path) -> None:
        (problem,) = read(path, statement("<STMTTRN><DTPOSTED>20260305<FITID>1</STMTTRN>")).problems
        assert "TRNAMT is missing" in problem.message

    @pytest.mark.parametrize("kind", ["CREDIT", "DEBIT"])
    def test_sign_counts_whatever_the_type_says(self, path: Path, kind: str) -> None:
        assert read(path, statement(row(TRNTYPE=kind, TRNAMT="-5"))).line.amount == -5
        assert read(path, statement(row(TRNTYPE=kind, TRNAMT="5"))).line.amount == 5

    def test_signs_are_inverted_when_told(self, path: Path) -> None:
        balance = "<LEDGERBAL><BALAMT>80<DTASOF>20260306</LEDGERBAL>"
        found = read(path, statement(row(TRNAMT="5"), rest=balance), Hints(sign="inverted"))
        assert found.line.amount == -5
        assert found.statements[0].closing_balance == -80

    def test_two_transactions_run_together_are_a_problem(self, path: Path) -> None:
        twice = row(TRNAMT="5").replace("</STMTTRN>", "") + row(TRNAMT="5").replace("<STMTTRN>", "")
        found = read(path, statement(twice))
        assert found.lines == [[]]
        assert "TRNAMT is there more than once" in found.problems[0].message

    def test_amount_outside_of_a_transaction_is_a_problem(self, path: Path) -> None:
        found = read(path, statement(f"{ROW}<STMTTRM><DTPOSTED>20260305<TRNAMT>-7</STMTTRM>"))
        assert len(found.lines[0]) == 1
        assert [problem.message for problem in found.problems] == ["TRNAMT '-7' belongs to no transaction."]


class TestCurrencies:
    def test_line_has_its_statements_currency(self, path: Path) -> None:
        assert read(path, statement(ROW, "usd")).line.currency == "USD"
        assert read(path, statement(ROW, "")).line.currency is None

    def test_currency_is_what_the_amount_is_in(self, path: Path) -> None:
        own = row(CURRENCY="<CURRATE>0.9<CURSYM>USD</CURRENCY>")
        assert read(path, statement(own)).line.currency == "USD"

    def test_original_currency_is_converted_already(self, path: Path) -> None:
        own = row(ORIGCURRENCY="<CURRATE>0.9<CURSYM>USD</ORIGCURRENCY>")
        assert read(path, statement(own)).line.currency == "EUR"

    def test_currency_without_a_code_is_the_statements(self, path: Path) -> None:
        assert read(path, statement(row(CURRENCY="<CURRATE>1</CURRENCY>"))).line.currency == "EUR"

    def test_code_that_is_none_is_a_problem(self, path: Path) -> None:
        found = read(path, statement(row(CURRENCY="<CURSYM>EURO</CURRENCY>")))
        assert "CURSYM 'EURO' is no currency" in found.problems[0].message
        found = read(path, statement(ROW, "EURO"))
        assert found.problems == [Problem(7, "CURDEF 'EURO' is no currency.", is_row=False)]
        assert found.line.currency is None

    def test_currency_behind_its_transactions_is_a_problem_unless_the_user_names_it(self, path: Path) -> None:
        text = bank(f"<STMTRS><BANKTRANLIST>{ROW}</BANKTRANLIST><CURDEF>USD</STMTRS>")
        (problem,) = read(path, text).problems
        assert problem == Problem(7, "CURDEF 'USD' comes behind transactions; --currency says it for all of them.")
        found = read(path, text, Hints(currency="USD"))
        assert (found.line.currency, found.problems) == ("USD", [])

    def test_what_the_user_names_goes_over_the_file(self, path: Path) -> None:
        found = read(path, statement(ROW, "USD"), Hints(currency="CAD"))
        assert (found.line.currency, found.statements[0].currency) == ("CAD", "CAD")


class TestStatements:
    def test_balance_and_its_day(self, path: Path) -> None:
        rest = (
            "<LEDGERBAL><BALAMT>1.234,56<DTASOF>20260306</LEDGERBAL><AVAILBAL><BALAMT>9<DTASOF>20260307</AVAILBAL>"
            "<BALLIST><BAL><NAME>x<VALUE>3<DTASOF>20260308</BAL></BALLIST>"
        )
        (found,) = read(path, statement(ROW, rest=rest)).statements
        assert (found.closing_balance, found.closing_date) == (Decimal("1234.56"), date(2026, 3, 6))
        assert found.opening_balance is None

    def test_balance_that_is_none_is_told_and_left_out(self, path: Path) -> None:
        rest = "<LEDGERBAL><BALAMT>much<DTASOF>20260306</LEDGERBAL>"
        found = read(path, statement(ROW, rest=rest))
        assert found.statements[0].closing_balance is None
        assert found.problems[0].message == "The closing balance is left out: BALAMT 'much' is no amount."
        assert not found.problems[0].is_row

    def test_balance_of_an_unknown_day_is_kept(self, path: Path) -> None:
        found = read(path, statement(ROW, rest="<LEDGERBAL><BALAMT>17071,23<DTASOF>00000000</LEDGERBAL>"))
        assert (found.statements[0].closing_balance, found.statements[0].closing_date) == (Decimal("17071.23"), None)
        assert found.problems == []

    def test_day_of_a_balance_that_is_none_is_told_and_the_balance_kept(self, path: Path) -> None:
        found = read(path, statement(ROW, rest="<LEDGERBAL><BALAMT>5<DTASOF>30/06/2026</LEDGERBAL>"))
        assert (found.statements[0].closing_balance, found.statements[0].closing_date) == (Decimal(5), None)
        assert found.problems[0].message.startswith("The closing balance's day is left out: DTASOF '30/06/2026'")
        assert not found.problems[0].is_row

    def test_several_accounts_in_one_file(self, path: Path) -> None:
        def one(tag: str, account: str, rows: str) -> str:
            return f"<{tag}><CURDEF>EUR<{account}><ACCTID>{account}</{account}>{rows}</{tag}>"

        inside = one("STMTRS", "BANKACCTFROM", ROW + ROW) + one("CCSTMTRS", "CCACCTFROM", ROW)
        found = read(path, bank(inside))
        assert [one.account_id for one in found.statements] == ["BANKACCTFROM", "CCACCTFROM"]
        assert [len(lines) for lines in found.lines] == [2, 1]

    def test_account_on_the_other_side_is_not_the_statements(self, path: Path) -> None:
        found = read(path, statement(row(BANKACCTTO="<BANKID>1<ACCTID>99</BANKACCTTO>")))
        assert found.statements[0].account_id == "42"

    def test_two_documents_in_one_file(self, path: Path) -> None:
        assert [len(lines) for lines in read(path, statement(ROW) + statement(ROW + ROW)).lines] == [1, 2]

    def test_pending_transactions(self, path: Path) -> None:
        pending = "<STMTTRNP><TRNTYPE>POS<DTTRAN>20260306<TRNAMT>-3<NAME>Kiosk</STMTTRNP>"
        found = read(path, statement(f"{ROW}{row(TRNTYPE='HOLD')}</BANKTRANLIST><BANKTRANLISTP>{pending}"))
        assert [line.status for line in found.lines[0]] == ["posted", "pending", "pending"]
        assert found.lines[0][2][1:6] == (date(2026, 3, 6), Decimal(-3), "EUR", "Kiosk", None)

    def test_posted_form_in_the_pending_list_is_pending(self, path: Path) -> None:
        found = read(path, statement(f"{ROW}</BANKTRANLIST><BANKTRANLISTP><DTASOF>20260306{ROW}</BANKTRANLISTP>{ROW}"))
        assert [line.status for line in found.lines[0]] == ["posted", "pending", "posted"]

    @pytest.mark.parametrize("action", ["REPLACE", "DELETE", ""])
    def test_correction_is_left_to_a_person(self, path: Path, action: str) -> None:
        found = read(path, statement(row(CORRECTFITID="F7", CORRECTACTION=action)))
        (problem,) = found.problems
        assert found.lines == [[]]
        assert f"corrects ({action or 'changes'}) the transaction F7" in problem.message

    @pytest.mark.parametrize("action", ["REPLACE", ""])
    def test_transaction_that_corrects_itself_is_the_transaction(self, path: Path, action: str) -> None:
        found = read(path, statement(row(FITID="F7", CORRECTFITID="F7", CORRECTACTION=action)))
        assert (found.line.bank_id, found.line.amount) == ("F7", Decimal("-12.50"))

    def test_transaction_that_deletes_itself_is_left_to_a_person(self, path: Path) -> None:
        found = read(path, statement(row(FITID="F7", CORRECTFITID="F7", CORRECTACTION="DELETE")))
        assert "corrects (DELETE) the transaction F7" in found.problems[0].message

    def test_money_of_an_investment_account_is_read_and_securities_counted(self, path: Path) -> None:
        cash = f"<INVBANKTRAN>{ROW}<SUBACCTFUND>CASH</INVBANKTRAN>"
        rows = f"<BUYSTOCK><INVBUY><INVTRAN><FITID>2</INVTRAN></INVBUY></BUYSTOCK>{cash}<INCOME><TOTAL>7</INCOME>"
        found = read(path, bank(f"<INVSTMTRS><CURDEF>USD<INVTRANLIST>{rows}</INVTRANLIST></INVSTMTRS>"))
        assert found.line.amount == Decimal("-12.50")
        assert [problem.message for problem in found.problems] == [
            "2 security transactions left out: only money is imported."
        ]
        assert not found.problems[0].is_row

    def test_positions_are_lines_of_the_file(self, path: Path) -> None:
        comment = "<!-- a\ncomment -->\n"
        rows = "\n".join([row(MEMO="a\nb"), comment + row(FITID="2"), row(FITID="3").replace("<F", "\n<F")] * 10_000)
        text = statement(f"\n{rows}")
        lines = text.split("\n")
        found = read(path, text)
        assert len(found.lines[0]) == 30_000
        assert all(lines[line.position - 1].startswith("<STMTTRN>") for line in found.lines[0])
        assert len({line.position for line in found.lines[0]}) == 30_000


def loan(rows: str, rest: str = "") -> str:
    account = "<LOANACCTFROM><LOANACCTID>L9</LOANACCTID><LOANACCTTYPE>MORTGAGE</LOANACCTTYPE></LOANACCTFROM>"
    inside = f"<CURDEF>USD</CURDEF>{account}<LOANTRANLIST><DTSTART>20260101{rows}</LOANTRANLIST>{rest}"
    return f"{HEADER}<OFX><LOANMSGSRSV1><LOANSTMTTRNRS><LOANSTMTRS>{inside}</LOANSTMTRS></LOANSTMTTRNRS></OFX>"


def loan_row(kind: str, amount: str, parts: str = "") -> str:
    return (
        f"<LOANSTMTTRN><LOANTRNTYPE>{kind}</LOANTRNTYPE><DTPOSTED>20260105</DTPOSTED><TRNAMT>{amount}</TRNAMT>"
        f"{parts}<FITID>1</FITID><NAME>Instalment</NAME></LOANSTMTTRN>"
    )


class TestLoans:
    def test_transactions_account_and_principal_owed(self, path: Path) -> None:
        balance = "<PRINBAL><BALAMT>19600.00<PRINYTD>400<DTASOF>20260131</PRINBAL>"
        found = read(path, loan(loan_row("PAYMENT", "500.00") + loan_row("INT", "-100.00"), balance))
        assert [line[1:5] for line in found.lines[0]] == [
            (date(2026, 1, 5), Decimal("500.00"), "USD", "Instalment"),
            (date(2026, 1, 5), Decimal("-100.00"), "USD", "Instalment"),
        ]
        (whole,) = found.statements
        assert (whole.account_id, whole.closing_balance, whole.closing_date) == (
            "L9",
            Decimal("-19600.00"),
            date(2026, 1, 31),
        )
        assert found.problems == []

    def test_principal_below_zero_is_owed_as_well(self, path: Path) -> None:
        found = read(path, loan("", "<PRINBAL><BALAMT>-5<DTASOF>20260131</PRINBAL>"), Hints(sign="inverted"))
        assert found.statements[0].closing_balance == -5

    @pytest.mark.parametrize(
        ("kind", "amount"), [("PAYMENT", "-500"), ("BALLOON", "-1"), ("FEE", "3"), ("ADVANCE", "9")]
    )
    def test_sign_against_the_kind_is_asked_about(self, path: Path, kind: str, amount: str) -> None:
        text = loan(loan_row(kind, amount))
        with pytest.raises(Failure) as caught:
            read(path, text)
        assert caught.value.code == "sign_unknown"
        assert f"line 7: a loan's {kind} of {amount}" in caught.value.message
        assert read(path, text, Hints(sign="as-is")).line.amount == Decimal(amount)
        assert read(path, text, Hints(sign="inverted")).line.amount == -Decimal(amount)

    def test_payment_of_more_than_principal_is_told(self, path: Path) -> None:
        parts = "<LOANTRNAMT><PRINAMT>400.00</PRINAMT><INTAMT>100.00</INTAMT></LOANTRNAMT>"
        whole = "<LOANTRNAMT><PRINAMT>500.00</PRINAMT><INTAMT>0</INTAMT></LOANTRNAMT>"
        found = read(path, loan(loan_row("PAYMENT", "500", parts) + loan_row("PAYMENT", "500", whole)))
        assert [line.amount for line in found.lines[0]] == [500, 500]
        (problem,) = found.problems
        assert problem.message.startswith("1 transaction has interest or charges in the amount")
        assert not problem.is_row

    def test_bank_account_behind_a_loan_is_none(self, path: Path) -> None:
        text = (
            loan(loan_row("PAYMENT", "500")).replace("</OFX>", "") + statement(row(TRNTYPE="PAYMENT")).split("<OFX>")[1]
        )
        assert [[line.amount for line in lines] for lines in read(path, text).lines] == [[500], [Decimal("-12.50")]]


class TestFilesThatAreNotWhole:
    def failure(self, path: Path, text: str) -> BudgetProError:
        with pytest.raises(Failure) as caught:
            read(path, text)
        return caught.value

    def test_error_of_the_server_is_told(self, path: Path) -> None:
        text = bank("<STATUS><CODE>2000<SEVERITY>ERROR<MESSAGE>General &amp; Error</STATUS>")
        error = self.failure(path, text)
        assert error.code == "bank_refused"
        assert "General & Error (code 2000)" in error.message

    def test_error_in_xml_is_told(self, path: Path) -> None:
        text = bank("<STATUS><CODE>2000</CODE ><SEVERITY>ERROR</SEVERITY ><MESSAGE>No</MESSAGE ></STATUS>")
        assert "No (code 2000)" in self.failure(path, text).message

    def test_error_without_words_is_told_by_its_code(self, path: Path) -> None:
        assert "(code 15500)" in self.failure(path, bank("<STATUS><CODE>15500<SEVERITY>ERROR</STATUS>")).message

    def test_warning_and_success_are_no_errors(self, path: Path) -> None:
        status = "<STATUS><CODE>0<SEVERITY>INFO</STATUS><STATUS><CODE>2028<SEVERITY>WARN</STATUS>"
        assert read(path, bank(f"{status}<STMTRS>{ROW}</STMTRS>")).problems == []

    def test_error_for_one_of_two_accounts_is_a_problem(self, path: Path) -> None:
        error = "<STATUS><CODE>2003<SEVERITY>ERROR<MESSAGE>Account not found</STATUS>"
        found = read(path, bank(f"<STMTRS>{ROW}</STMTRS></STMTTRNRS><STMTTRNRS>{error}"))
        assert len(found.lines[0]) == 1
        assert "Account not found (code 2003)" in found.problems[0].message

    def test_file_without_a_statement_is_refused(self, path: Path) -> None:
        assert self.failure(path, bank("")).code == "statement_missing"

    @pytest.mark.parametrize("text", [HEADER, f"{HEADER}<OFX>", f"{HEADER}<OFX><BANKMSGSRSV1><STMTTRNRS><TRNU"])
    def test_file_cut_off_before_its_statement_is_refused(self, path: Path, text: str) -> None:
        assert self.failure(path, text).code == "statement_truncated"

    def test_file_cut_off_anywhere_behind_says_so(self, path: Path) -> None:
        rows = "".join(row(FITID=str(n), TRNAMT=f"-{n}.25") for n in range(3))
        whole = statement(rows, rest="<LEDGERBAL><BALAMT>5.00<DTASOF>20260306</LEDGERBAL>").rstrip()
        amounts = [Decimal(f"-{n}.25") for n in range(3)]
        for length in range(whole.index("<STMTRS>") + 8, len(whole)):
            found = read(path, whole[:length])
            got = [line.amount for line in found.lines[0]]
            assert got == amounts[: len(got)]
            assert any(problem.is_row and "cut off" in problem.message for problem in found.problems)

    def test_transaction_behind_the_document_is_a_problem(self, path: Path) -> None:
        found = read(path, f"{statement(ROW)}{ROW}")
        assert len(found.lines[0]) == 1
        assert found.problems == [Problem(8, "This transaction comes behind </OFX>.")]

    def test_comment_that_never_ends_hides_nothing_silently(self, path: Path) -> None:
        found = read(path, statement(f"{ROW}<!-- oops {ROW}"))
        assert len(found.lines[0]) == 1
        assert "cut off" in found.problems[-1].message

    def test_transaction_without_a_statement_gets_one(self, path: Path) -> None:
        found = read(path, f"{HEADER}<OFX>{ROW}</OFX>")
        assert found.line.amount == Decimal("-12.50")
        assert found.statements[0].account_id is None

    def test_text_without_end_is_refused_in_bounded_memory(self, path: Path) -> None:
        error = self.failure(path, statement(row(MEMO="x" * (2 << 20))))
        assert error.code == "statement_unreadable"
        assert "line 7" in error.message


class Expected(NamedTuple):
    """What MANIFEST.tsv says of one account of a file."""

    account_id: str
    rows: int
    total: str
    currency: str | None
    closing_balance: str | None
    first: str | None = None
    last: str | None = None
    problems: int = 0


MANIFEST = {
    "libofx__example-listing2.xml": [Expected("0000000", 2, "209.95", "CAD", "256.94", "2009-02-09", "2009-02-09")],
    "libofx__ofx_spec201_stmtrs_example.xml": [
        Expected("999988", 2, "-500.00", "USD", "200.29", "1999-10-04", "1999-10-20")
    ],
    "ofxparse__checking.ofx": [Expected("1452687~7", 3, "-59.50", "USD", "100.99", "2011-03-31", "2011-04-07")],
    "ofxparse__date_missing.ofx": [Expected("192639749", 0, "0", "USD", "0", problems=3)],
    "ofxparse__decimal_error.ofx": [Expected("192639749", 0, "0", "CAD", "0", problems=1)],
    "ofxparse__fidelity-savings.ofx": [Expected("X0000001", 4, "-1778.3952", "USD", None, "2012-07-20", "2012-07-27")],
    "ofxparse__investment_401k.ofx": [Expected("12345678.123456-01", 0, "0", "USD", None)],
    "ofxparse__multiple_accounts.ofx": [
        Expected("9100", 0, "0", "USD", "111"),
        Expected("9200", 0, "0", "USD", "222"),
    ],
    "ofxparse__ofx-v102-empty-tags.ofx": [Expected("12345678", 1, "12.34", None, None, "2018-05-07", "2018-05-07")],
    "ofxtools__br_nubank_cc.ofx": [
        Expected("11111111-UUID-UUID-UUID-111111111111", 6, "-1280.91", "BRL", "-1280.91", "2024-03-22", "2024-03-23")
    ],
    "ofxtools__invstmtrs.ofx": [Expected("999988", 1, "1000.00", "USD", None, "2005-08-25", "2005-08-25")],
    "ofxtools__stmtrs_euro.ofx": [Expected("999988", 2, "-500.00", "USD", "200.29", "2005-10-04", "2005-10-20")],
}


class TestRealFiles:
    """Every OFX file of MANIFEST.tsv; no file disagrees with it."""

    @pytest.mark.parametrize("name", sorted(MANIFEST))
    def test_file_gives_the_manifests_counts_and_sums(self, statement_file: Callable[[str], Path], name: str) -> None:
        found = read_file(statement_file(f"ofx/{name}"))
        assert [self.told(*pair) for pair in zip(found.statements, found.lines, strict=True)] == MANIFEST[name]

    def told(self, statement: Statement, lines: list[StatementLine]) -> Expected:
        days = sorted(line.date.isoformat() for line in lines)
        balance = statement.closing_balance
        return Expected(
            statement.account_id or "-",
            len(lines),
            str(sum(line.amount for line in lines)),
            statement.currency,
            None if balance is None else str(balance),
            days[0] if days else None,
            days[-1] if days else None,
            sum(problem.is_row for problem in statement.problems),
        )

    def test_no_file_is_left_out(self, statements_dir: Path) -> None:
        names = {path.name for path in (statements_dir / "ofx").iterdir()}
        assert names == {*MANIFEST, "ofxparse__error_message.ofx"}

    def test_security_transactions_are_counted(self, statements_dir: Path) -> None:
        for name, count in (("ofxparse__investment_401k.ofx", "3"), ("ofxtools__invstmtrs.ofx", "1")):
            (problem,) = read_file(statements_dir / "ofx" / name).problems
            assert problem.message.startswith(f"{count} security transaction")

    def test_error_of_a_server_is_told(self, statement_file: Callable[[str], Path]) -> None:
        path = statement_file("ofx/ofxparse__error_message.ofx")
        with pytest.raises(Failure) as caught:
            read_file(path)
        assert "General Server Error (code 2000)" in caught.value.message
