from __future__ import annotations

import re
from pathlib import Path

import pytest

from budgetpro.domain.errors import BudgetProError, Failure
from budgetpro.importers.lines import Hints
from budgetpro.importers.recognise import open_statement
from budgetpro.importers.source import Source
from tests.conftest import OWN_STATEMENTS


def source_of(tmp_path: Path, content: str, name: str = "statement.csv", encoding: str = "utf-8") -> Source:
    path = tmp_path / name
    path.write_bytes(content.encode(encoding))
    return Source(path)


def format_of(source: Source) -> str:
    """Return the format of a file; one that its reader asks about is of that format."""
    try:
        return open_statement(source, Hints()).format
    except Failure as refusal:
        return "none" if refusal.code == "format_unsupported" else "csv"


@pytest.mark.parametrize(
    "content",
    [
        "OFXHEADER:100\nDATA:OFXSGML\n\n<OFX>",
        "\n\n\n  OFXHEADER:100DATA:OFXSGML<OFX>",
        "<OFX><SIGNONMSGSRSV1>",
        '<?xml version="1.0"?>\n<?OFX OFXHEADER="200"?>\n<OFX>',
        '<?xml version="1.0"?><?ofx OFXHEADER="200"?><ofx>',
        "<START><OFXHEADER>100</OFXHEADER></START>\n and more\n<OFX>",
        "Content-type: application/x-ofx\r\rOFXHEADER:100\r\r<OFX>\r",
        "<!-- header --><OFX xmlns='x'>",
        "OFXHEADER:100\nDATA:OFXSGML\n",
        "\u00ef\u00bb\u00bfOFXHEADER:100 DATA:OFXSGML NEWFILEUID:NONE <OFX><SIGNONMSGSRSV1>",
        "Your download: <OFX> <SIGNONMSGSRSV1>",
        "junk<OFX xmlns='x'>\n<BANKMSGSRSV1>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_ofx_is_known_by_its_header_or_root_whatever_its_name(tmp_path: Path, content: str, encoding: str) -> None:
    assert open_statement(source_of(tmp_path, content, encoding=encoding), Hints()).format == "ofx"


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><Bk',
        "<Document><BkToCstmrStmt>",
        '\n<?xml version="1.0"?>\n<!-- a bank -->\n<n:Document xmlns:n="x"><n:BkToCstmrAcctRpt>',
        "<Envelope><Header/><Body><BkToCstmrDbtCdtNtfctn>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_camt_is_known_by_its_namespace_or_message(tmp_path: Path, content: str, encoding: str) -> None:
    assert open_statement(source_of(tmp_path, content, encoding=encoding), Hints()).format == "camt"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("!Type:Bank\nD01/02/2026\nT-5\n^\n", "QIF"),
        ("!Option:AutoSwitch\n!Account\n", "QIF"),
        ("<!DOCTYPE html>\n<html>", "HTML"),
        ("<html><body>Session expired", "HTML"),
        ("<!-- saved --> <HTML>", "HTML"),
        ("<OFC><DTD>2", "OFC"),
        ('<?xml version="1.0"?><gnc-v2>', "XML"),
        ('<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.055.001.05">', "XML"),
        ('{"transactions": []}', "JSON"),
        ('[{"amount": 1}]', "JSON"),
        ("{\\rtf1\\ansi", "rich text"),
    ],
)
def test_known_format_without_a_reader_is_refused_by_name(tmp_path: Path, content: str, name: str) -> None:
    with pytest.raises(Failure) as caught:
        open_statement(source_of(tmp_path, content), Hints())
    assert caught.value.code == "format_unsupported"
    assert name in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("folder", ["qif"])
def test_real_files_of_other_formats_are_refused_by_name(statements_dir: Path, folder: str) -> None:
    for path in sorted((statements_dir / folder).iterdir()):
        with pytest.raises(Failure) as caught:
            open_statement(Source(path), Hints())
        assert caught.value.code == "format_unsupported"
        assert folder.casefold() in caught.value.message.casefold()


@pytest.mark.parametrize(
    "content",
    [
        "{1:F01ASNBNL21XXXX0000000000}{2:O940ASNBNL21XXXXN}{3:}{4:\n:20:1\n",
        "{1:F21BANKDEFFAXXX0304009999}{4:{177:1608140809}{451:0}}{1:F01BANKDEFFAXXX0304009999}{2:O940",
        "\r\n:20:ST1\r\n:25:PL29\r\n:28C:1\r\n",
        "ABNANL2A\n940\nABNANL2A\n:20:ABN AMRO BANK NV\n:25:517852257\n",
        "\x01\r:20:ST1\r:21:NONREF\r:25P:PL29\r",
    ],
)
def test_mt940_is_known_by_its_first_fields_or_its_header(tmp_path: Path, content: str) -> None:
    assert open_statement(source_of(tmp_path, content), Hints()).format == "mt940"


@pytest.mark.parametrize("folder", ["camt", "mt940", "ofx"])
def test_real_files_of_a_format_are_known(statements_dir: Path, folder: str) -> None:
    for path in sorted((statements_dir / folder).iterdir()):
        assert open_statement(Source(path), Hints()).format == folder


def test_real_csv_files_are_taken_for_nothing_else(statements_dir: Path) -> None:
    for path in sorted((statements_dir / "csv").iterdir()):
        assert format_of(Source(path)).startswith("csv")


@pytest.mark.parametrize("path", sorted(OWN_STATEMENTS.glob("*/*")), ids=lambda path: path.name)
def test_the_projects_own_copies_are_known_without_the_others(path: Path) -> None:
    assert format_of(Source(path)).startswith(path.parent.name)


def test_the_projects_own_copies_are_what_they_are_copies_of(statements_dir: Path) -> None:
    for path in OWN_STATEMENTS.glob("*/*"):
        assert path.read_bytes() == (statements_dir / path.parent.name / path.name).read_bytes()


def test_everything_else_is_csv(tmp_path: Path) -> None:
    content = "Date,Description,Amount\n2026-03-05,<OFX> exchange,-12.50\n"
    assert open_statement(source_of(tmp_path, content, "statement.ofx"), Hints()).format == "csv"


def test_line_too_long_for_csv_is_refused_but_not_for_ofx(tmp_path: Path) -> None:
    long = "x" * (2 << 20)
    with pytest.raises(Failure) as caught:
        open_statement(source_of(tmp_path, f"a,b\n{long}\n"), Hints())
    assert caught.value.code == "statement_line_too_long"
    assert open_statement(source_of(tmp_path, f"<OFX>{'<A>x' * (1 << 19)}"), Hints()).format == "ofx"


CUT_XML = (
    '<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200" VERSION="211"?>\r\n<OFX><BANKMSGSRSV1><STMTTRNRS>'
    "<STMTRS><CURDEF>EUR</CURDEF><BANKTRANLIST><STMTTRN><DTPOSTED>20260305</DTPOSTED><TRNAMT>-12.50</TRNAMT>"
    "<NAME>Caf\u00e9</NAME></STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
)
CUT_SGML = re.sub(r"</(?:CURDEF|DTPOSTED|TRNAMT|NAME)>", "\n", "OFXHEADER:100\n\n" + CUT_XML[CUT_XML.index("<OFX>") :])


@pytest.mark.parametrize("text", [CUT_XML, CUT_SGML])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_ofx_cut_off_at_any_byte_is_refused_or_told(tmp_path: Path, text: str, encoding: str) -> None:
    whole = text.encode(encoding)
    path = tmp_path / "statement.csv"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        try:
            reading = open_statement(Source(path), Hints())
            rows = list(reading.lines())
        except BudgetProError:
            continue
        assert len(rows) <= 1
        assert any(problem.is_row and "cut off" in problem.message for problem in reading.statements[-1].problems)
