from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from budgetpro.importers.lines import StatementLine
from tests.importers.camt.camt_file import (
    OWN_IBAN,
    balance,
    entry,
    parties,
    payment,
    read_file,
    refs,
    statement,
)
from tests.importers.reads import Read

OTHER_IBAN = "NL91ABNA0417164300"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "statement.xml"


def read(path: Path, rows: str, kind: str = "Stmt") -> Read:
    path.write_text(statement(rows, kind), encoding="utf-8")
    return read_file(path)


class TestSigns:
    @pytest.mark.parametrize(
        ("direction", "reversal", "expected"),
        [
            ("CRDT", "", "12.50"),
            ("DBIT", "", "-12.50"),
            ("CRDT", "<RvslInd>false</RvslInd>", "12.50"),
            ("CRDT", "<RvslInd>true</RvslInd>", "12.50"),
            ("DBIT", "<RvslInd>true</RvslInd>", "-12.50"),
            ("DBIT", "<RvslInd>1</RvslInd>", "-12.50"),
        ],
    )
    def test_direction_alone_gives_the_sign(self, path: Path, direction: str, reversal: str, expected: str) -> None:
        assert read(path, entry("12.50", direction, more=reversal)).line.amount == Decimal(expected)


class TestStatus:
    @pytest.mark.parametrize("form", ["<Sts>{}</Sts>", "<Sts><Cd>{}</Cd></Sts>", "<Sts><Prtry>{}</Prtry></Sts>"])
    @pytest.mark.parametrize(("code", "expected"), [("BOOK", "posted"), ("PDNG", "pending"), ("FUTR", "pending")])
    def test_status_in_every_form(self, path: Path, form: str, code: str, expected: str) -> None:
        assert read(path, entry(status=form.format(code)), "Rpt").line.status == expected

    def test_entries_for_information_are_left_out_and_told(self, path: Path) -> None:
        information = entry(status="<Sts>INFO</Sts>")
        found = read(path, f"{entry()}\n{information}\n{information}", "Ntfctn")
        assert found.line.status == "posted"
        assert found.problem == (5, "2 entries for information only (INFO) left out: no money moved.", False)

    def test_missing_status_is_booked_in_a_statement_and_unknown_elsewhere(self, path: Path) -> None:
        assert read(path, entry(status="")).line.status == "posted"
        assert read(path, entry(status=""), "Rpt").problem.message == "This entry cannot be read: Sts is missing."

    def test_pending_row_has_no_bank_id(self, path: Path) -> None:
        row = entry(status="<Sts>PDNG</Sts>", more="<AcctSvcrRef>B1</AcctSvcrRef>")
        assert read(path, row, "Rpt").line.bank_id is None


class TestDays:
    def test_booking_day_counts_before_the_value_day(self, path: Path) -> None:
        assert read(path, entry()).line.date == date(2026, 3, 5)

    def test_value_day_stands_in_for_it(self, path: Path) -> None:
        assert read(path, entry(days="<ValDt><Dt>2026-03-06</Dt></ValDt>")).line.date == date(2026, 3, 6)

    def test_offset_moves_nothing(self, path: Path) -> None:
        days = "<BookgDt><DtTm>2026-03-05T23:30:00-08:00</DtTm></BookgDt>"
        assert read(path, entry(days=days)).line.date == date(2026, 3, 5)


class TestRowsThatCannotBeRead:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (entry("12,50"), "Amt '12,50' is no amount of the form 12.50"),
            (entry("1 200.00"), "Amt '1 200.00' is no amount of the form 12.50"),
            (entry("-12.50"), "Amt '-12.50' is below zero: CdtDbtInd alone gives the direction"),
            (entry("12.345678"), "Amt '12.345678' has more than 5 decimals"),
            (entry("1" * 80), f"Amt '{'1' * 60}…' is no amount of the form 12.50"),
            (entry("١٢"), "Amt '١٢' is no amount of the form 12.50"),
            (entry(""), "Amt is missing"),
            (entry("12.50", "PLUS"), "CdtDbtInd 'PLUS' is neither CRDT nor DBIT"),
            (entry("12.50", ""), "CdtDbtInd is missing"),
            (entry(status="<Sts>DONE</Sts>"), "Sts 'DONE' is none of BOOK, PDNG, FUTR and INFO"),
            (entry(days=""), "BookgDt and ValDt are missing"),
            (
                entry(days="<BookgDt><Dt>05.03.2026</Dt></BookgDt>"),
                "BookgDt '05.03.2026' is no date of the form YYYY-MM-DD",
            ),
            (entry(days="<BookgDt><Dt>2026-02-29</Dt></BookgDt>"), "BookgDt '2026-02-29' is no day of the calendar"),
            (
                entry(days="<BookgDt><Dt>0026-02-28</Dt></BookgDt>"),
                "BookgDt '0026-02-28' is no date: there is no statement of the year 0026",
            ),
            (entry(currency="USD"), "Ccy is USD, but the account is kept in EUR"),
            (entry(currency="XYZ"), "Ccy 'XYZ' is no currency"),
            (entry("1", "?", days=""), "CdtDbtInd '?' is neither CRDT nor DBIT; BookgDt and ValDt are missing"),
            (
                entry().replace("</Amt>", '</Amt><Amt Ccy="EUR">3</Amt>'),
                "Amt '12.50 3' is no amount of the form 12.50; Ccy 'EUR EUR' is no currency",
            ),
        ],
    )
    def test_row_is_a_problem_that_names_the_fault_and_the_others_are_read(
        self, path: Path, row: str, reason: str
    ) -> None:
        found = read(path, f"{entry('1.00')}\n{row}\n{entry('2.00')}")
        assert [line.amount for line in found.lines[0]] == [Decimal("-1.00"), Decimal("-2.00")]
        assert found.problem == (5, f"This entry cannot be read: {reason}.", True)


class TestBatches:
    """One entry that tells of several payments."""

    def amounts(self, path: Path, *payments: str, total: str = "30.00", direction: str = "DBIT") -> list[str]:
        return [str(line.amount) for line in read(path, entry(total, direction, "".join(payments))).lines[0]]

    def kind(self, name: str, amount: str, currency: str = "EUR") -> str:
        return payment("", f'<AmtDtls><{name}><Amt Ccy="{currency}">{amount}</Amt></{name}></AmtDtls>')

    def test_payments_that_sum_to_the_entry_are_rows(self, path: Path) -> None:
        inside = "\n".join(
            payment(refs(EndToEndId=f"E{n}"), parties(creditor=f"P{n}"), amount=amount)
            for n, amount in ((1, "10.00"), (2, "20.00"))
        )
        row = entry("30.00", "DBIT", inside, more="<AcctSvcrRef>B1</AcctSvcrRef>")
        assert read(path, row).lines[0] == [
            StatementLine(4, date(2026, 3, 5), Decimal("-10.00"), "EUR", "P1", None, "E1", "B1/E1"),
            StatementLine(5, date(2026, 3, 5), Decimal("-20.00"), "EUR", "P2", None, "E2", "B1/E2"),
        ]

    @pytest.mark.parametrize("name", ["TxAmt", "InstdAmt", "CntrValAmt"])
    def test_amounts_of_any_one_kind(self, path: Path, name: str) -> None:
        assert self.amounts(path, self.kind(name, "10.00"), self.kind(name, "20.00")) == ["-10.00", "-20.00"]

    def test_kinds_are_not_mixed(self, path: Path) -> None:
        assert self.amounts(path, self.kind("TxAmt", "10.00"), self.kind("InstdAmt", "20.00")) == ["-30.00"]

    def test_kind_that_sums_up_is_taken_over_one_that_does_not(self, path: Path) -> None:
        both = [
            f'<TxDtls><AmtDtls><InstdAmt><Amt Ccy="EUR">{part}</Amt></InstdAmt><TxAmt><Amt Ccy="EUR">{whole}</Amt>'
            "</TxAmt></AmtDtls></TxDtls>"
            for part, whole in (("10.00", "11.00"), ("20.00", "22.00"))
        ]
        assert self.amounts(path, *both) == ["-10.00", "-20.00"]

    def test_payments_in_several_groups_are_counted_together(self, path: Path) -> None:
        inside = f"{payment(amount='10.00')}</NtryDtls><NtryDtls>{payment(amount='20.00')}"
        assert self.amounts(path, inside) == ["-10.00", "-20.00"]

    def test_payment_with_a_direction_of_its_own(self, path: Path) -> None:
        parts = payment(amount="40.00", direction="DBIT"), payment(amount="10.00", direction="CRDT")
        assert self.amounts(path, *parts) == ["-40.00", "10.00"]

    def test_payments_that_do_not_sum_up_stay_one_row_and_it_is_told(self, path: Path) -> None:
        found = read(path, entry("30.00", "CRDT", payment(amount="10.00") + payment(amount="19.00")))
        assert found.line.amount == Decimal("30.00")
        assert found.problem == (
            4,
            "The 2 payments of this entry come to 29.00, not to its 30.00: it stays one row.",
            False,
        )

    @pytest.mark.parametrize(
        "inside",
        [
            payment() + payment(),
            payment(amount="10.00") + payment(),
            payment(amount="10.00", currency="USD") + payment(amount="20.00"),
            payment(amount="1O.00") + payment(amount="20.00"),
        ],
    )
    def test_payments_without_comparable_amounts_stay_one_row(self, path: Path, inside: str) -> None:
        found = read(path, entry("30.00", "DBIT", inside))
        assert found.line.amount == Decimal("-30.00")
        assert found.problems == []

    def test_row_of_several_payments_has_what_they_share(self, path: Path) -> None:
        memo = "<RmtInf><Ustrd>{}</Ustrd></RmtInf>"
        inside = "".join(
            payment(refs(EndToEndId="E1"), parties(creditor="City"), memo.format(text)) for text in ("tax", "water")
        )
        line = read(path, entry("30.00", "DBIT", inside)).line
        assert (line.payee, line.memo, line.reference) == ("City", None, "E1")
        line = read(
            path, entry("30.00", "DBIT", inside).replace("</Ntry>", "<AddtlNtryInf>2 x</AddtlNtryInf></Ntry>")
        ).line
        assert line.memo == "2 x"

    def test_very_large_batch_stays_one_row_and_it_is_told(self, path: Path) -> None:
        found = read(path, entry("10001", "DBIT", payment(amount="1") * 10_001))
        assert found.line.amount == Decimal(-10001)
        assert found.problem.message == "This entry has more than 10,000 payments: it stays one row."

    def test_rows_of_a_batch_add_up_with_the_balances(self, path: Path) -> None:
        balances = balance("OPBD", "30.00") + balance("CLBD", "0.00")
        inside = payment(amount="10.00") + payment(amount="20.00")
        assert read(path, balances + entry("30.00", "DBIT", inside)).problems == []


class TestBankIds:
    def ids(self, path: Path, *rows: str) -> list[str | None]:
        return [line.bank_id for line in read(path, "".join(rows)).lines[0]]

    def booked(self, reference: str, amount: str = "12.50", inside: str = "") -> str:
        return entry(amount, "DBIT", inside, more=f"<AcctSvcrRef>{reference}</AcctSvcrRef>")

    def test_entrys_own_goes_before_its_payments(self, path: Path) -> None:
        assert self.ids(path, self.booked("B1", inside=payment(refs(AcctSvcrRef="P1")))) == ["B1"]
        assert self.ids(path, entry(inside=payment(refs(AcctSvcrRef="P1")))) == ["P1"]

    @pytest.mark.parametrize("word", ["NOTPROVIDED", "NONREF", "nonref", "0000000000", "-", ""])
    def test_words_for_none_are_none(self, path: Path, word: str) -> None:
        assert self.ids(path, self.booked(word)) == [None]

    def test_german_booking_number_stands_in(self, path: Path) -> None:
        numbered = payment("<Refs><Prtry><Tp>FI-UMSATZ-ID</Tp><Ref>2026-03-05-09.1</Ref></Prtry></Refs>")
        assert self.ids(path, self.booked("NONREF", inside=numbered)) == ["2026-03-05-09.1"]

    def test_alike_rows_with_one_id_are_kept_and_only_the_first_has_it(self, path: Path) -> None:
        rows = self.booked("B1"), self.booked("B1"), self.booked("B1", "3.00"), self.booked("B1")
        assert self.ids(path, *rows) == ["B1", None, "B1", None]

    def test_same_row_in_two_statements_has_its_id_in_both(self, path: Path) -> None:
        path.write_text(statement(self.booked("B1")) + statement(self.booked("B1")))
        assert [[line.bank_id for line in lines] for lines in read_file(path).lines] == [["B1"], ["B1"]]

    @pytest.mark.parametrize(
        ("first", "second", "expected"),
        [
            (refs(AcctSvcrRef="P1"), refs(AcctSvcrRef="P2"), ["B1/P1", "B1/P2"]),
            (refs(AcctSvcrRef="B1", TxId="T1"), refs(AcctSvcrRef="B1", TxId="T2"), ["B1/T1", "B1/T2"]),
            (refs(AcctSvcrRef="B1"), refs(AcctSvcrRef="B1"), [None, None]),
            (refs(EndToEndId="NOTPROVIDED"), refs(EndToEndId="E2"), [None, "B1/E2"]),
            (refs(EndToEndId="E1"), refs(EndToEndId="E1"), [None, None]),
        ],
    )
    def test_payments_of_a_batch(self, path: Path, first: str, second: str, expected: list[str | None]) -> None:
        inside = payment(first, amount="5.00") + payment(second, amount="7.50")
        assert self.ids(path, self.booked("B1", inside=inside)) == expected

    def test_payments_of_a_batch_without_an_id(self, path: Path) -> None:
        inside = payment(refs(AcctSvcrRef="P1"), amount="5.00") + payment(refs(TxId="T2"), amount="7.50")
        assert self.ids(path, entry(inside=inside)) == ["P1", None]


class TestPayee:
    def payee(self, path: Path, direction: str, told: str, more: str = "") -> str | None:
        return read(path, entry("12.50", direction, payment("", told), more=more)).line.payee

    BOTH = parties("Payer", "Getter")
    RETURN = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"

    def test_money_goes_to_the_creditor_and_comes_from_the_debtor(self, path: Path) -> None:
        assert self.payee(path, "DBIT", self.BOTH) == "Getter"
        assert self.payee(path, "CRDT", self.BOTH) == "Payer"

    def test_reversal_and_return_name_the_parties_of_what_they_undo(self, path: Path) -> None:
        assert self.payee(path, "CRDT", self.BOTH, "<RvslInd>true</RvslInd>") == "Getter"
        assert self.payee(path, "DBIT", self.BOTH + self.RETURN) == "Payer"
        assert self.payee(path, "DBIT", self.BOTH + self.RETURN, "<RvslInd>true</RvslInd>") == "Payer"

    def test_own_account_tells_which_side_is_the_other(self, path: Path) -> None:
        assert self.payee(path, "DBIT", parties("Payer", "Me", OTHER_IBAN, OWN_IBAN)) == "Payer"
        assert self.payee(path, "CRDT", parties("Me", "Getter", OWN_IBAN, OTHER_IBAN)) == "Getter"
        assert self.payee(path, "DBIT", parties("Me", "Me too", OWN_IBAN, OWN_IBAN)) == "Me too"

    def test_own_name_is_no_payee(self, path: Path) -> None:
        assert self.payee(path, "DBIT", parties(debtor="Me")) is None

    @pytest.mark.parametrize(
        "form", ["<Nm>X</Nm>", "<Pty><Nm>X</Nm></Pty>", "<Agt><FinInstnId><Nm>X</Nm></FinInstnId></Agt>"]
    )
    def test_name_in_every_form(self, path: Path, form: str) -> None:
        assert self.payee(path, "DBIT", f"<RltdPties><Cdtr>{form}</Cdtr></RltdPties>") == "X"

    def test_ultimate_party_stands_in_or_is_told_in_the_memo(self, path: Path) -> None:
        ultimate = "<UltmtCdtr><Nm>Book Shop</Nm></UltmtCdtr></RltdPties>"
        assert self.payee(path, "DBIT", f"<RltdPties>{ultimate}") == "Book Shop"
        told = self.BOTH.replace("</RltdPties>", ultimate) + "<RmtInf><Ustrd>order 7</Ustrd></RmtInf>"
        line = read(path, entry("12.50", "DBIT", payment("", told))).line
        assert (line.payee, line.memo) == ("Getter", "order 7; Book Shop")


class TestMemoAndReference:
    def line(self, path: Path, *parts: str, more: str = "") -> StatementLine:
        return read(path, entry("12.50", "DBIT", payment(*parts)).replace("</Ntry>", f"{more}</Ntry>")).line

    @pytest.mark.parametrize(
        ("told", "expected"),
        [
            ("<RmtInf><Ustrd>one</Ustrd><Ustrd>two</Ustrd></RmtInf><AddtlTxInf>x</AddtlTxInf>", "one two"),
            ("<RmtInf><Strd><AddtlRmtInf>one</AddtlRmtInf></Strd></RmtInf>", "one"),
            ("<RmtInf><Strd><RfrdDocInf><Nb>2026-7</Nb></RfrdDocInf></Strd></RmtInf>", "2026-7"),
            ("<AddtlTxInf>card 123</AddtlTxInf>", "card 123"),
            ("", "SEPA"),
            ("<RmtInf><Ustrd>rent</Ustrd></RmtInf><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>", "rent; returned: AC04"),
        ],
    )
    def test_memo_is_the_most_that_is_said_of_the_payment(self, path: Path, told: str, expected: str) -> None:
        assert self.line(path, "", told, more="<AddtlNtryInf>SEPA</AddtlNtryInf>").memo == expected

    def test_entry_without_payments_has_its_own_words(self, path: Path) -> None:
        line = read(path, entry().replace("</Ntry>", "<AddtlNtryInf>Fee</AddtlNtryInf></Ntry>")).line
        assert (line.payee, line.memo) == (None, "Fee")

    def test_amount_in_another_currency_is_told_and_counts_for_nothing(self, path: Path) -> None:
        ordered = '<AmtDtls><InstdAmt><Amt Ccy="THB">450.00</Amt></InstdAmt></AmtDtls>'
        line = self.line(path, "", ordered)
        assert (line.amount, line.memo) == (Decimal("-12.50"), "THB 450.00")
        line = read(path, entry(inside=payment(), more=ordered)).line
        assert line.memo == "THB 450.00"

    @pytest.mark.parametrize(
        ("parts", "expected"),
        [
            ((refs(EndToEndId="E1"), "<RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf>"), "RF18"),
            ((refs(ChqNb="77", EndToEndId="E1"),), "77"),
            ((refs(EndToEndId="E1", TxId="T1"),), "E1"),
            ((refs(EndToEndId="NOTPROVIDED", TxId="T1", MndtId="M1"),), "T1"),
            ((refs(EndToEndId="NOTPROVIDED", MndtId="M1"),), "M1"),
            ((refs(EndToEndId="NOTPROVIDED"),), None),
        ],
    )
    def test_reference_is_the_one_that_says_most(
        self, path: Path, parts: tuple[str, ...], expected: str | None
    ) -> None:
        assert self.line(path, *parts).reference == expected
