from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from budgetpro.domain.errors import Failure
from budgetpro.importers.camt.reader import open_camt
from budgetpro.importers.lines import Hints, StatementLine
from budgetpro.importers.source import Source
from tests.importers.camt.camt_file import (
    ACCOUNT,
    MESSAGES,
    OWN_IBAN,
    balance,
    document,
    entry,
    parties,
    payment,
    read_file,
    refs,
    statement,
)
from tests.importers.reads import Read


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "statement.xml"


def read(path: Path, text: str, hints: Hints = Hints(), encoding: str = "utf-8") -> Read:  # noqa: B008 - it is frozen
    path.write_bytes(text.encode(encoding))
    return read_file(path, hints)


class TestForms:
    """The same row in every form that banks write it in."""

    ROW = entry(
        "12.50",
        "DBIT",
        payment(refs(EndToEndId="E1"), parties(creditor="Lidl &amp; Co"), "<RmtInf><Ustrd>milk</Ustrd></RmtInf>"),
        more="<AcctSvcrRef>B1</AcctSvcrRef>",
    )
    EXPECTED = StatementLine(0, date(2026, 3, 5), Decimal("-12.50"), "EUR", "Lidl & Co", "milk", "E1", "B1")

    @pytest.mark.parametrize("kind", sorted(MESSAGES))
    @pytest.mark.parametrize("version", [f"{number:02}" for number in range(1, 15)])
    def test_message_and_version(self, path: Path, kind: str, version: str) -> None:
        row = self.ROW
        if version >= "07":
            row = row.replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")
            row = row.replace("<Cdtr><Nm>Lidl &amp; Co</Nm></Cdtr>", "<Cdtr><Pty><Nm>Lidl &amp; Co</Nm></Pty></Cdtr>")
        if version == "01":
            row = row.replace("<NtryDtls>", "").replace("</NtryDtls>", "")
        found = read(path, statement(row, kind, version=version))
        assert found.line._replace(position=0) == self.EXPECTED
        assert found.problems == []
        assert (found.statements[0].account_id, found.statements[0].currency) == (OWN_IBAN, "EUR")

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"', ""),
            ("camt.053.001.02", "some.thing.else"),
            ("<?xml", "\n \n<?xml"),
            ('<?xml version="1.0" encoding="UTF-8"?>\n', ""),
            ('encoding="UTF-8"', 'encoding="UTF-16"'),
            ('encoding="UTF-8"', 'encoding="no-such"'),
            ("milk", "<![CDATA[milk]]>"),
            ("milk", "\n   milk<!-- fresh -->\n"),
            ("12.50", " +12.50 "),
            ("12.50", "0012.50000"),
            ("<Dt>2026-03-05</Dt>", "<DtTm>2026-03-05T23:59:59.999+02:00</DtTm>"),
            ("<Dt>2026-03-05</Dt>", "<Dt>2026-03-05+01:00</Dt>"),
            ("<Dt>2026-03-05</Dt>", "<Dt>2026-03-05Z</Dt>"),
            ("<Dt>2026-03-05</Dt>", "<Dt>2026-03-05T00:00:00</Dt>"),
            ("<Document", "<Envelope><AppHdr><Stmt/></AppHdr><Document"),
        ],
    )
    def test_form(self, path: Path, old: str, new: str) -> None:
        text = statement(self.ROW)
        assert old in text
        text = text.replace(old, new)
        found = read(path, text + ("</Envelope>" if "<Envelope>" in text else ""))
        line = found.line._replace(position=0)
        assert line._replace(amount=Decimal("-12.50")) == self.EXPECTED
        assert line.amount == self.EXPECTED.amount

    def test_prefixed_names(self, path: Path) -> None:
        text = statement(self.ROW).replace("xmlns=", "xmlns:n=").replace("</", "</n:")
        text = text.replace("<", "<n:").replace("<n:/n:", "</n:").replace("<n:?", "<?")
        assert read(path, text).line._replace(position=0) == self.EXPECTED

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "iso8859-15"])
    def test_encoding(self, path: Path, encoding: str) -> None:
        text = statement(self.ROW.replace("milk", "Käse für 5")).replace("UTF-8", encoding)
        assert read(path, text, encoding=encoding).line.memo == "Käse für 5"

    def test_latin_1_means_windows_1252(self, path: Path) -> None:
        text = statement(self.ROW.replace("milk", "5 €")).replace("UTF-8", "ISO-8859-1")
        assert read(path, text, encoding="cp1252").line.memo == "5 €"

    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
    def test_position_is_the_line_on_which_the_entry_begins(self, path: Path, newline: str) -> None:
        text = statement(f"{self.ROW}\n\n<!-- \n -->{self.ROW}\n").replace("\n", newline)
        assert [line.position for line in read(path, text).lines[0]] == [4, 7]

    def test_documents_one_after_the_other_are_all_read(self, path: Path) -> None:
        whole = statement(self.ROW)
        found = read(path, f"\n{whole}\n\n{whole}{whole}")
        assert [len(lines) for lines in found.lines] == [1, 1, 1]
        lines = path.read_text().splitlines()
        assert all("<Ntry>" in lines[line.position - 1] for (line,) in found.lines)

    def test_long_file_keeps_its_positions(self, path: Path) -> None:
        text = statement("\n".join(self.ROW.replace("B1", f"B{n}") for n in range(3000)))
        found = read(path, text)
        lines = text.splitlines()
        assert len({line.position for line in found.lines[0]}) == 3000
        assert all(f">{line.bank_id}<" in lines[line.position - 1] for line in found.lines[0])

    def test_version_is_a_finding(self, path: Path) -> None:
        path.write_text(statement(self.ROW, "Rpt", version="08"))
        assert open_camt(Source(path), Hints()).findings == ["the message is camt.052.001.08"]


class TestStatements:
    def test_several_accounts_are_several_statements(self, path: Path) -> None:
        other = "<Acct><Id><Othr><Id>77-1</Id></Othr></Id><Ccy>USD</Ccy></Acct>"
        one = f"<Stmt>{ACCOUNT}{entry('1')}</Stmt>"
        two = f"<Stmt>{other}{entry('2', currency='USD')}{entry('3', currency='USD')}</Stmt>"
        found = read(path, document(one + two))
        assert [(each.account_id, each.currency) for each in found.statements] == [(OWN_IBAN, "EUR"), ("77-1", "USD")]
        assert [len(lines) for lines in found.lines] == [1, 2]

    def test_currency_that_is_not_stated_is_that_of_the_first_row(self, path: Path) -> None:
        account = "<Acct><Id><IBAN>X1</IBAN></Id></Acct>"
        found = read(path, statement(entry(currency="SEK") + entry(currency="CHF"), before=account))
        assert found.statements[0].currency == "SEK"
        assert len(found.lines[0]) == 1
        assert found.problem.message == "This entry cannot be read: Ccy is CHF, but the account is kept in SEK."

    def test_currency_of_a_statement_without_rows_is_that_of_its_balance(self, path: Path) -> None:
        found = read(path, statement(balance("CLBD", "5.00"), before="<Acct><Id><IBAN>X1</IBAN></Id></Acct>"))
        assert found.statements[0].currency == "EUR"

    def test_unknown_currency_of_the_account_is_told(self, path: Path) -> None:
        found = read(path, statement(entry(), before="<Acct><Ccy>XXX</Ccy></Acct>"))
        assert found.problem.message == "Ccy 'XXX' is no currency."
        assert found.statements[0].currency == "EUR"

    def test_users_word_on_the_currency_goes_over_the_file(self, path: Path) -> None:
        found = read(path, statement(entry(currency="USD")), Hints(currency="CHF"))
        assert (found.statements[0].currency, found.line.currency) == ("CHF", "CHF")

    def test_inverted_signs(self, path: Path) -> None:
        rows = balance("OPBD", "20.00") + balance("CLBD", "7.50") + entry("12.50")
        found = read(path, statement(rows), Hints(sign="inverted"))
        assert found.line.amount == Decimal("12.50")
        assert found.statements[0].opening_balance == Decimal("-20.00")
        assert found.statements[0].closing_balance == Decimal("-7.50")
        assert found.problems == []

    @pytest.mark.parametrize("text", [document(""), "<Document><BkToCstmrStmt/></Document>", "<BkToCstmrStmt/>"])
    def test_message_without_a_statement_is_refused(self, path: Path, text: str) -> None:
        with pytest.raises(Failure) as caught:
            read(path, text)
        assert caught.value.code == "statement_missing"

    def test_statement_without_rows_is_one(self, path: Path) -> None:
        found = read(path, statement(balance("OPBD", "1.00") + balance("CLBD", "1.00")))
        assert found.lines == [[]]
        assert found.problems == []


class TestBalances:
    def closing(self, path: Path, rows: str, kind: str = "Stmt") -> tuple[str, str, str]:
        found = read(path, statement(rows, kind)).statements[0]
        return str(found.opening_balance), str(found.closing_balance), str(found.closing_date)

    @pytest.mark.parametrize(
        ("balances", "expected"),
        [
            (balance("OPBD", "20.00", day="2026-03-01") + balance("CLBD", "7.50"), ("20.00", "7.50", "2026-03-31")),
            (balance("CLBD", "7.50") + balance("OPBD", "20.00"), ("20.00", "7.50", "2026-03-31")),
            (balance("PRCD", "20.00") + balance("CLBD", "7.50"), ("20.00", "7.50", "2026-03-31")),
            (
                balance("PRCD", "1.00") + balance("OPBD", "20.00") + balance("CLBD", "7.50"),
                ("20.00", "7.50", "2026-03-31"),
            ),
            (balance("OPBD", "2", "DBIT") + balance("CLBD", "14.50", "DBIT"), ("-2", "-14.50", "2026-03-31")),
            (balance("OPBD", "12.50") + balance("ITBD", "9") + balance("ITBD", "0"), ("12.50", "0", "2026-03-31")),
            (balance("ITBD", "9.00") + balance("CLBD", "7.50"), ("None", "7.50", "2026-03-31")),
            (balance("OPAV", "1") + balance("CLAV", "2") + balance("FWAV", "3") + balance("INFO", "4"), ("None",) * 3),
        ],
    )
    def test_booked_balances_count(self, path: Path, balances: str, expected: tuple[str, str, str]) -> None:
        assert self.closing(path, balances + entry("12.50")) == expected
        assert self.closing(path, balances + entry("12.50"), "Rpt") == expected

    def test_statement_that_does_not_add_up_is_told(self, path: Path) -> None:
        found = read(path, statement(f"{balance('OPBD', '20.00')}\n{balance('CLBD', '9.00')}\n{entry('12.50')}"))
        assert (found.problem.position, found.problem.is_row) == (5, False)
        assert found.problem.message == (
            "The statement does not add up: it opens with 20.00, its booked rows come to -12.50, which gives 7.50,"
            " but it closes with 9.00."
        )
        assert found.statements[0].closing_balance == Decimal("9.00")

    def test_reversals_the_other_way_round_are_told_as_the_reason(self, path: Path) -> None:
        rows = balance("OPBD", "0.00") + balance("CLBD", "3.00") + entry("5.00", "CRDT")
        found = read(path, statement(rows + entry("2.00", "CRDT", more="<RvslInd>true</RvslInd>")))
        assert found.problem.message.endswith("It would with the reversals (RvslInd) the other way round.")

    def test_pending_rows_are_no_part_of_it(self, path: Path) -> None:
        rows = balance("OPBD", "20.00") + balance("CLBD", "7.50") + entry("12.50") + entry(status="<Sts>PDNG</Sts>")
        assert read(path, statement(rows, "Rpt")).problems == []

    def test_a_row_that_is_left_out_proves_nothing(self, path: Path) -> None:
        rows = balance("OPBD", "20.00") + balance("CLBD", "7.50") + entry("1,5")
        assert [problem.is_row for problem in read(path, statement(rows)).problems] == [True]

    @pytest.mark.parametrize(
        ("wrong", "reason"),
        [
            (balance("CLBD", "7.50", currency="SEK"), "it is in SEK, but the account is kept in EUR"),
            (balance("CLBD", "66.0000000000001"), "Amt '66.0000000000001' has more than 5 decimals"),
            (balance("CLBD", "7.50", "X"), "CdtDbtInd 'X' is neither CRDT nor DBIT"),
            (balance("CLBD", "7.50").replace("<CdtDbtInd>CRDT</CdtDbtInd>", ""), "CdtDbtInd is missing"),
            (balance("CLBD", "7.50", day="2026-02-30"), "Dt '2026-02-30' is no day of the calendar"),
        ],
    )
    def test_balance_that_does_not_parse_is_told(self, path: Path, wrong: str, reason: str) -> None:
        found = read(path, statement(wrong + entry()))
        assert found.problem.message == f"The closing balance (CLBD) is left out: {reason}."
        assert not found.problem.is_row
        assert found.statements[0].closing_balance is None

    def test_zero_needs_no_direction_and_a_balance_no_day(self, path: Path) -> None:
        bare = '<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt></Bal>'
        assert self.closing(path, bare) == ("None", "0.00", "None")


class TestPages:
    PAGE = "<{0}><PgNb>{1}</PgNb><LastPgInd>{2}</LastPgInd></{0}>"

    def test_page_that_goes_on_elsewhere_is_told_and_closes_nothing(self, path: Path) -> None:
        header = f"<GrpHdr>{self.PAGE.format('MsgPgntn', 1, 'false')}</GrpHdr>"
        rows = balance("OPBD", "20.00") + balance("CLBD", "9.00") + entry("12.50")
        found = read(path, statement(rows, header=header))
        assert found.problem.message == "This is page 1 of a statement that goes on in another file."
        assert found.statements[0].closing_balance is None

    def test_last_page_closes_but_need_not_add_up(self, path: Path) -> None:
        page = self.PAGE.format("StmtPgntn", 2, "true")
        rows = page + ACCOUNT + balance("OPBD", "99.00") + balance("CLBD", "7.50") + entry("12.50")
        found = read(path, statement(rows, before="", version="08"))
        assert found.problems == []
        assert found.statements[0].closing_balance == Decimal("7.50")

    def test_only_page_has_to_add_up(self, path: Path) -> None:
        header = f"<GrpHdr>{self.PAGE.format('MsgPgntn', '00001', 'true')}</GrpHdr>"
        rows = balance("OPBD", "99.00") + balance("CLBD", "7.50") + entry("12.50")
        assert "does not add up" in read(path, statement(rows, header=header)).problem.message
