"""Messages, pages and accounts; balances that agree; interim reports; the bank's ids; files cut off."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgetpro.domain.errors import Failure
from budgetpro.importers.lines import Hints, Problem, StatementLine
from tests.importers.mt940.mt940_file import page, read, read_file
from tests.importers.reads import Read

LIDL = "2603050305D12,50NTRFNONREF//0724710345313905\n:86:105?00LASTSCHRIFT?20SVWZ+milk?32Lidl"
PAY = "2603060306C20,00NMSCNONREF\n:86:pay"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "statement.sta"


class TestForms:
    """The same message in every envelope that banks put it in."""

    FIELDS = page(LIDL, closing="C260331EUR87,50", end="").strip()

    def assert_same(self, path: Path, text: str, encoding: str = "utf-8") -> None:
        found = read(path, text, encoding=encoding)
        assert found.problems == []
        (statement,) = found.statements
        assert (statement.account_id, statement.currency) == ("50880050/0194774600888", "EUR")
        assert (statement.opening_balance, statement.closing_balance) == (Decimal("100.00"), Decimal("87.50"))
        assert str(statement.closing_date) == "2026-03-31"
        line = found.line._replace(position=0)
        assert line == StatementLine(
            0, found.line.date, Decimal("-12.50"), "EUR", "Lidl", "milk", None, "0724710345313905"
        )

    @pytest.mark.parametrize(
        ("before", "behind"),
        [
            ("", ""),
            ("", "-"),
            ("", "-\x03"),
            ("", "-+@446@\n"),
            ("", "-XXX"),
            ("\x01\n", "-\n"),
            ("\r\n\n", "\n\n-\n\n"),
            (":940:\n", ""),
            ("ABNANL2A\n940\nABNANL2A\n", "-"),
            ("0000 01INGBNL2AXXXX00001\n0000 01INGBNL2AXXXX00001\n940 00\n", ":86:D000001C000002D10000,99C11,01\nXXX"),
            ("{1:F01ASNBNL21XXXX0000000000}{2:O940ASNBNL21XXXXN}{3:}{4:\n", "-}{5:}"),
            ("{1:F01INGBNL2ABXXX0000000000}\n{2:I940INGBNL2AXXXN}\n{4:\n", "-}"),
            (
                "{1:F21FOOLHKH0AXXX0304009999}{4:{177:1608140809}{451:0}}{1:F01FOOLHKH0AXXX0304009999}{2:O940x}{4:\n",
                "-}{5:{CHK:0FEC1E4AEC53}{TNG:}}{S:{COP:S}}",
            ),
            ("This is an example file\n\nThe example starts after the line.\n- - - - -\n", "-"),
        ],
    )
    @pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
    def test_envelope(self, path: Path, before: str, behind: str, line_end: str) -> None:
        self.assert_same(path, f"{before}{self.FIELDS}\n{behind}".replace("\n", line_end))

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp852", "latin-1"])
    def test_encodings(self, path: Path, encoding: str) -> None:
        self.assert_same(path, self.FIELDS, encoding)

    def test_fields_around(self, path: Path) -> None:
        more = ":64:C260331EUR87,50\n:65:C260401EUR87,50\n:86:/SUM/1/0/12,50/0,00/"
        text = f"{self.FIELDS}\n{more}".replace(":25:", ":21:NONREF\n:25:").replace("28C:00001/001", "28:1")
        self.assert_same(path, text)
        headed = self.FIELDS.replace(":61:", ":NS:22Test GmbH\n23Konto\n:86:For your inform.\n:86:IBAN no.\n:61:")
        self.assert_same(path, headed)

    def test_account_with_a_bank_identifier(self, path: Path) -> None:
        self.assert_same(path, self.FIELDS.replace(":25:50880050/0194774600888", ":25P:50880050/0194774600888\nBICX"))


class TestAccounts:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("NL10BUNQ2290325473 EUR", "NL10BUNQ2290325473"),
            ("NL69INGB0123456789EUR", "NL69INGB0123456789"),
            ("20011111/120119000EUR", "20011111/120119000"),
            ("/PL07160011980002002256301011", "PL07160011980002002256301011"),
            ("UBRTHUHB/123456789150/EUR", "UBRTHUHB/123456789150/EUR"),
            ("0878787878             ", "0878787878"),
            ("NL69INGB0123456789USD", "NL69INGB0123456789USD"),
            ("", None),
        ],
    )
    def test_number_is_given_without_the_currency(self, path: Path, text: str, number: str | None) -> None:
        assert read(path, page(PAY, account=text, closing="C260331EUR120,00")).statements[0].account_id == number

    def test_pages_and_statements_of_one_account_are_one_statement(self, path: Path) -> None:
        first = page(LIDL, closing="C260305EUR87,50", marks="FM")
        second = page(PAY, opening="C260305EUR87,50", closing="C260306EUR107,50", marks="MF")
        third = page(opening="C260306EUR107,50", closing="C260331EUR107,50")
        found = read(path, first + second + third)
        (statement,) = found.statements
        assert found.problems == []
        assert (statement.opening_balance, statement.closing_balance) == (Decimal("100.00"), Decimal("107.50"))
        assert [line.position for line in found.all_lines] == [5, 13]

    def test_newest_page_first(self, path: Path) -> None:
        newest = page(PAY, opening="C260305EUR87,50", closing="C260306EUR107,50")
        oldest = page(LIDL, opening="C260301EUR100,00", closing="C260305EUR87,50")
        found = read(path, newest + oldest)
        (statement,) = found.statements
        assert found.problems == []
        assert (statement.opening_balance, statement.closing_balance) == (Decimal("100.00"), Decimal("107.50"))
        assert str(statement.closing_date) == "2026-03-06"

    def test_accounts_and_currencies_are_statements_of_their_own(self, path: Path) -> None:
        one, other = page(account="1"), page(account="2")
        dollars = page(account="1", opening="C260301USD1,00", closing="C260331USD1,00")
        found = read(path, one + other + dollars + one)
        assert [(each.account_id, each.currency) for each in found.statements] == [
            ("1", "EUR"),
            ("2", "EUR"),
            ("1", "USD"),
        ]
        assert found.problems == []

    def test_user_names_the_currency_and_the_sign(self, path: Path) -> None:
        found = read(path, page(LIDL, closing="C260331EUR87,50"), Hints(currency="CHF", sign="inverted"))
        (statement,) = found.statements
        assert (statement.currency, statement.opening_balance, statement.closing_balance) == (
            "CHF",
            Decimal("-100.00"),
            Decimal("-87.50"),
        )
        assert (found.line.amount, found.line.currency, found.problems) == (Decimal("12.50"), "CHF", [])

    def test_currency_that_is_none_is_told(self, path: Path) -> None:
        found = read(path, page(opening="C260301XQX1,00", closing="C260331XQX1,00"))
        assert found.statements[0].currency is None
        assert [problem.message for problem in found.problems] == ["'XQX' is no currency."]


class TestBalances:
    def test_page_that_does_not_add_up_is_told(self, path: Path) -> None:
        found = read(path, page(LIDL, PAY, closing="C260331EUR107,49"))
        (problem,) = found.problems
        assert (problem.position, problem.is_row) == (9, False)
        assert problem.message == (
            "The opening balance 100.00 and the rows' sum 7.50 make 107.50, but the closing balance is 107.49."
        )

    def test_page_that_does_not_follow_is_told(self, path: Path) -> None:
        later = page(opening="C260401EUR90,00", closing="C260430EUR90,00")
        (problem,) = read(path, page() + later).problems
        assert (problem.position, problem.is_row) == (11, False)
        assert problem.message == (
            "This page begins at 90.00, the one before it ended at 100.00: the file lacks what is between them."
        )

    def test_page_that_goes_on_behind_the_file_is_told(self, path: Path) -> None:
        (problem,) = read(path, page(marks="FM")).problems
        assert (problem.position, problem.is_row) == (5, False)
        assert "the next page is not in the file" in problem.message

    @pytest.mark.parametrize("tag", ["60F", "62F"])
    def test_balance_that_cannot_be_read_is_told(self, path: Path, tag: str) -> None:
        text = page(PAY, closing="C260331EUR120,00").replace(f":{tag}:C", f":{tag}:X")
        found = read(path, text)
        assert len(found.all_lines) == 1
        assert any("balance is left out: 'X26" in problem.message for problem in found.problems)
        assert not any(problem.is_row for problem in found.problems)

    def test_missing_opening_balance_is_told(self, path: Path) -> None:
        found = read(path, page(PAY).replace(":60F:C260301EUR100,00\n", ""))
        assert [problem.message for problem in found.problems] == [
            "The statement that begins here has no opening balance (60F): its rows cannot be checked."
        ]

    def test_row_that_cannot_be_read_is_left_out_and_told(self, path: Path) -> None:
        found = read(path, page("260431D12,50NTRF", PAY, "2603D1,00", closing="C260331EUR120,00"))
        assert [line.position for line in found.all_lines] == [6]
        assert [problem.position for problem in found.problems] == [5, 8]
        day, form = (problem.message for problem in found.problems)
        assert day == (
            "This transaction cannot be read: the value date '260431' is no day of the calendar (2026-04-31)."
        )
        assert form == (
            "This transaction cannot be read:"
            " '2603D1,00' is not what field 61 holds: dates, a mark C or D, and an amount."
        )
        assert all(problem.is_row for problem in found.problems)


class TestText:
    def test_rest_of_a_wrapped_time_is_no_field(self, path: Path) -> None:
        row = "2603050305D12,50NTRFNONREF\n:86:Lorem 12:20\n:20:15 Uhr\n:25:30\n:61:2603060306C20,00NMSC"
        found = read(path, page(row, closing="C260331EUR107,50"))
        assert [line.memo for line in found.all_lines] == ["Lorem 12:20 :20:15 Uhr :25:30", None]
        assert found.problems == []

    def test_unknown_fields_and_dashes_are_text(self, path: Path) -> None:
        row = "2603050305D12,50NTRFNONREF\n:86:a\n:KO:NR\n- b\n-c-"
        assert read(path, page(row, closing="C260331EUR87,50")).line.memo == "a :KO:NR - b -c-"

    def test_dash_alone_before_the_closing_balance_is_no_end(self, path: Path) -> None:
        row = "2603050305D12,50NTRFNONREF\n:86:arrap -\n-"
        found = read(path, page(row, closing="C260331EUR87,50"))
        assert (found.line.memo, found.problems) == ("arrap -", [])

    def test_text_between_messages_is_nobodys(self, path: Path) -> None:
        first, second = (
            page(LIDL, closing="C260305EUR87,50"),
            page(opening="C260305EUR87,50", closing="C260331EUR87,50"),
        )
        found = read(path, f"{first}Seite 2\n{second}Ende\n")
        assert (found.line.memo, found.problems) == ("milk", [])


def interim(*rows: str, head: str = ":34F:EUR0,\n:13D:2603051815+0100", rest: str = "", end: str = "-") -> str:
    lines = [":20:STARTDISPE", ":25:1", ":28C:1/1", head, *(f":61:{row}" for row in rows), rest, end, ""]
    return "\n".join(line for line in lines if line) + "\n"


class TestInterimReports:
    TOTALS = ":90D:1EUR12,50\n:90C:1EUR20,00"

    def test_rows_are_pending(self, path: Path) -> None:
        found = read(path, interim(LIDL, PAY, rest=self.TOTALS))
        (statement,) = found.statements
        assert (statement.format, statement.account_id, statement.currency) == ("mt942", "1", "EUR")
        assert (statement.opening_balance, statement.closing_balance) == (None, None)
        assert [(line.status, str(line.amount)) for line in found.all_lines] == [
            ("pending", "-12.50"),
            ("pending", "20.00"),
        ]
        assert found.problems == []

    @pytest.mark.parametrize(
        "head",
        [":34F:EURD1337,00\n:34F:EURC0,\n:13:2603051059", ":13D:2603051815+0100", ":34F:PLN0"],
    )
    def test_it_is_known_by_its_fields(self, path: Path, head: str) -> None:
        assert {line.status for line in read(path, interim(LIDL, head=head)).all_lines} == {"pending"}

    @pytest.mark.parametrize("header", ["{1:F01BANKDEFFAXXX}{2:I942BANKDEFFXXXXN}{4:\n", "942\n", ":942:\n"])
    def test_it_is_known_by_its_header(self, path: Path, header: str) -> None:
        found = read(path, header + interim(LIDL, head=":60F:C260301EUR100,00"))
        assert (found.statements[0].format, found.line.status, found.line.currency) == ("mt942", "pending", "EUR")

    def test_totals_that_do_not_agree_are_told(self, path: Path) -> None:
        found = read(path, interim(LIDL, PAY, rest=":90D:2EUR22,50\n:90C:1EUR20,00"))
        (problem,) = found.problems
        assert (problem.position, problem.is_row) == (10, False)
        assert problem.message == ("The bank counts 2 rows with 22.50 of money out, the file has 1 with 12.50.")

    def test_totals_count_anew_with_each_report(self, path: Path) -> None:
        one_way = interim(LIDL, rest=":90D:1EUR12,50")
        assert read(path, one_way + interim(LIDL, PAY, rest=self.TOTALS)).problems == []

    def test_totals_above_a_floor_limit_count_what_is_not_shown(self, path: Path) -> None:
        assert read(path, interim(LIDL, head=":34F:EUR10,00", rest=":90D:7EUR99,00")).problems == []

    def test_report_behind_a_statement_is_one_of_its_own(self, path: Path) -> None:
        booked = page(LIDL, closing="C260331EUR87,50", account="1", end="-+@446@")
        found = read(path, booked + interim(PAY, rest=":90C:1EUR20,00"))
        assert [(one.format, one.account_id) for one in found.statements] == [("mt940", "1"), ("mt942", "1")]
        assert [line.status for line in found.all_lines] == ["posted", "pending"]
        assert found.problems == []

    def test_expected_rows_of_a_statement_are_pending(self, path: Path) -> None:
        found = read(path, page("2603050305ED12,50NTRFNONREF", closing="C260331EUR87,50"))
        assert found.line.status == "pending"


class TestBankIds:
    def ids(self, path: Path, *pages: str) -> list[tuple[str | None, str | None]]:
        return [(line.bank_id, line.reference) for line in read(path, "".join(pages)).all_lines]

    @pytest.mark.parametrize("reference", ["0724710345313905", "BD7CFA74485E7E69", "CLT-1205389307", "POS 2908012830"])
    def test_reference_of_the_bank_is_its_id(self, path: Path, reference: str) -> None:
        assert self.ids(path, page(f"260305D12,50NTRFR-1//{reference}")) == [(reference, "R-1")]
        assert self.ids(path, page(f"260305D12,50NTRFNONREF\n//{reference}")) == [(None, reference)]

    @pytest.mark.parametrize(
        "reference", ["nota", "DIVERS", "55555", "000001", "00000000001005", "melding to the payer"]
    )
    def test_word_or_small_number_is_no_id(self, path: Path, reference: str) -> None:
        assert self.ids(path, page(f"260305D12,50NTRFNONREF//{reference}")) == [(None, reference)]

    @pytest.mark.parametrize("reference", ["NONREF", "", "  "])
    def test_no_reference_is_no_id(self, path: Path, reference: str) -> None:
        assert self.ids(path, page(f"260305D12,50NTRFNONREF//{reference}")) == [(None, None)]

    def test_pending_row_has_none(self, path: Path) -> None:
        assert self.ids(path, interim(LIDL)) == [(None, "0724710345313905")]

    def test_payment_and_fee_may_share_one(self, path: Path) -> None:
        rows = ["2603050305D500,00NTRFNONREF//GR20100604001068", "2603050305D15,00NCHGNONREF//GR20100604001068"]
        assert self.ids(path, page(*rows)) == [("GR20100604001068", None)] * 2

    def test_rows_that_it_does_not_tell_apart_have_none(self, path: Path) -> None:
        row, other = "2603050305D5,00NTRFNONREF//GR20100604001068", "2603060306D5,00NTRFNONREF//GR20100604001068"
        none, given = (None, "GR20100604001068"), ("GR20100604001068", None)
        assert self.ids(path, page(row, row, other)) == [none, none, given]

    def test_row_that_comes_again_in_another_page_keeps_it(self, path: Path) -> None:
        row = "2603050305D5,00NTRFNONREF//GR20100604001068"
        assert self.ids(path, page(row), page(row)) == [("GR20100604001068", None)] * 2

    @given(days=st.lists(st.integers(1, 28), min_size=1, max_size=12), cut=st.integers(1, 28))
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_id_is_the_same_in_every_file_that_has_the_rows_day(self, path: Path, days: list[int], cut: int) -> None:
        def ids(of: list[int]) -> list[tuple[str, str | None]]:
            rows = [f"2603{day:02}03{day:02}D5,00NTRFNONREF//GR2010060400106{day % 2}" for day in sorted(of)]
            return [(line.date.isoformat(), line.bank_id) for line in read(path, page(*rows)).all_lines]

        early, late = [day for day in days if day <= cut], [day for day in days if day > cut]
        assert ids(days) == ids(early) + ids(late)


class TestCutOff:
    WHOLE = page(LIDL, PAY, closing="C260331EUR107,50")

    def cut(self, path: Path, end: str) -> Read:
        return read(path, self.WHOLE[: self.WHOLE.index(end)])

    def test_in_a_row(self, path: Path) -> None:
        found = self.cut(path, "//072")
        message = "The file ends in this transaction: it is cut off here and rows may be missing."
        assert (found.all_lines, found.problems) == ([], [Problem(5, message)])

    def test_behind_a_row(self, path: Path) -> None:
        found = self.cut(path, ":62F")
        assert [line.position for line in found.all_lines] == [5]
        assert [(problem.position, problem.is_row) for problem in found.problems] == [(7, True)]

    def test_before_the_first_row(self, path: Path) -> None:
        found = self.cut(path, "61:")
        assert [(problem.position, problem.is_row) for problem in found.problems] == [(1, True)]
        assert "has no closing balance (62F): rows may be missing" in found.problems[0].message

    def test_in_the_head(self, path: Path) -> None:
        with pytest.raises(Failure) as caught:
            self.cut(path, ":60F")
        assert caught.value.code == "statement_truncated"
        assert caught.value.message == f"{path}, line 1: the file ends before the rows of its first statement."
        assert caught.value.facts["line"] == 1

    def test_in_the_head_of_a_later_message(self, path: Path) -> None:
        for rest in (":20:ST", ":20:STARTUMSE\n:25:50880050/019", "{1:F01INGB"):
            found = read(path, self.WHOLE + rest)
            assert [(problem.position, problem.is_row) for problem in found.problems] == [(11, True)], rest
            assert "cut off" in found.problems[0].message

    def test_statement_without_its_end_among_others(self, path: Path) -> None:
        unended = self.WHOLE[: self.WHOLE.index(":62F")]
        found = read(path, unended + page(opening="C260331EUR107,50", closing="C260331EUR107,50"))
        assert len(found.all_lines) == 2
        assert [(problem.position, problem.is_row) for problem in found.problems] == [(1, True)]

    def test_end_mark_without_closing_balance_leaves_out_no_row(self, path: Path) -> None:
        found = read(path, self.WHOLE.replace(":62F:C260331EUR107,50\n", ""))
        assert len(found.all_lines) == 2
        assert [(problem.position, problem.is_row) for problem in found.problems] == [(1, False)]

    def test_interim_report_without_its_end(self, path: Path) -> None:
        found = read(path, interim(LIDL, PAY, end=""))
        assert [line.position for line in found.all_lines] == [6]
        assert [(problem.position, problem.is_row) for problem in found.problems] == [(8, True)]
        empty = read(path, interim(end="", rest=":90D:0E"))
        assert "without the end of this report" in empty.problems[0].message


class TestRefusals:
    def test_file_without_a_statement(self, path: Path) -> None:
        for text in ("{1:F01BANKDEFFAXXX}\n", "{1:F01BANKDEFFAXXX}{2:O910x}{4:\n-}\n", "hello\n"):
            with pytest.raises(Failure) as caught:
                read(path, text)
            assert caught.value.code in {"statement_missing", "statement_truncated"}
            assert str(path) in caught.value.message

    @pytest.mark.parametrize("line", ["x\n", "\n", ":86:x\n"])
    def test_row_without_an_end_is_refused_in_bounded_memory(self, path: Path, line: str) -> None:
        with pytest.raises(Failure) as caught:
            read(path, page(LIDL, end="")[:-40] + "\n:61:2603050305D12,50NTRF\n" + line * (1 << 20))
        assert caught.value.code == "statement_unreadable"
        assert "at line" in caught.value.message

    def test_line_of_a_million_characters_is_refused(self, path: Path) -> None:
        with pytest.raises(Failure) as caught:
            read(path, page(LIDL) + "x" * (2 << 20))
        assert caught.value.code == "statement_line_too_long"

    def test_damaged_encoding_is_refused_with_its_line(self, path: Path) -> None:
        path.write_bytes(page(LIDL + " ä ö ü ä").encode() + b"\xff")
        with pytest.raises(Failure) as caught:
            read_file(path)
        assert caught.value.code == "statement_encoding"
