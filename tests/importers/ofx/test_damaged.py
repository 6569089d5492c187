"""Whatever is in an OFX file, the answer is statements, problems or a typed error, and it comes soon."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from budgetpro.importers.lines import StatementLine
from budgetpro.importers.ofx import sgml
from budgetpro.importers.ofx.reader import open_ofx
from budgetpro.importers.ofx.values import amount_of, day_of_stamp
from tests.importers.damage import damaged, lines_or_refused

WHOLE = """OFXHEADER:100
CHARSET:1252

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS></SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>42</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260101<DTEND>20260331
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260305120000[-5:EST]<TRNAMT>-12.50<FITID>1<NAME>Lidl &amp; Co</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20260306</DTPOSTED><TRNAMT>1,5</TRNAMT><FITID>2</FITID>
<CURRENCY><CURRATE>1<CURSYM>USD</CURRENCY><!-- c --><MEMO><![CDATA[a < b]]></MEMO></STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>5.00<DTASOF>20260331</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1>
<INVSTMTMSGSRSV1><INVSTMTRS><INVTRANLIST><BUYSTOCK><FITID>3</BUYSTOCK></INVTRANLIST></INVSTMTRS></INVSTMTMSGSRSV1>
</OFX>
"""
TAGS = ["STMTTRN", "/STMTTRN", "TRNAMT", "STMTRS", "/STMTRS", "OFX", "/OFX", "CURSYM", "CURRENCY", "STATUS", "CODE"]
SIGNS = ["<", ">", "</", "<!--", "-->", "<![CDATA[", "]]>", "&", "&#", ";", "\n", "\ufeff", "٣", " "]
SCRAPS = st.sampled_from([*(f"<{tag}>" for tag in TAGS), *SIGNS]) | st.text(max_size=4)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged") / "statement.ofx"


def lines_of(path: Path, content: bytes) -> list[StatementLine] | None:
    return lines_or_refused(open_ofx, path, content)


@given(text=damaged(WHOLE, SCRAPS))
@settings(max_examples=400, deadline=2000)
@example(text=WHOLE)
@example(text=WHOLE.replace("<STMTTRN>", "<STMTTRN></STMTTRN>"))
def test_damaged_file_is_read_or_refused(path: Path, text: str) -> None:
    lines_of(path, text.encode("utf-8", "surrogatepass"))


@given(content=st.binary(max_size=400))
@settings(max_examples=200, deadline=2000)
def test_any_bytes_are_read_or_refused(path: Path, content: bytes) -> None:
    lines_of(path, b"<OFX><STMTRS>" + content)
    lines_of(path, content)


@given(length=st.integers(0, len(WHOLE) - 8))
@settings(max_examples=300, deadline=2000)
def test_cut_off_file_never_gives_a_row_that_the_whole_has_not(path: Path, length: int) -> None:
    whole = lines_of(path, WHOLE.encode())
    cut = lines_of(path, WHOLE[:length].encode())
    assert whole is not None
    assert cut is None or cut == whole[: len(cut)]


@given(text=damaged(WHOLE, SCRAPS), size=st.integers(1, 200))
@settings(max_examples=300, deadline=2000)
@example(text="<A>x <b y<B>z", size=6)
@example(text="<A>1<!-- <C> --><B>2<![CDATA[<D>]]>", size=5)
def test_tags_are_the_same_however_the_stream_is_cut(text: str, size: int) -> None:
    def read(chunk: int) -> Iterator[tuple[int, str, str]]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sgml, "CHUNK_CHARACTERS", chunk)
            yield from sgml.read_tags(io.StringIO(text), "a file")

    def without_leaf_ends(tags: Iterator[tuple[int, str, str]]) -> list[tuple[str, str]]:
        return [(name, text) for _, name, text in tags if name[0] != "/"]

    assert without_leaf_ends(read(size)) == without_leaf_ends(read(1 << 20))


@given(text=st.text(max_size=40) | st.from_regex(r"[+-]?[0-9., ']{1,20}", fullmatch=True))
def test_amounts_are_finite_or_refused(text: str) -> None:
    try:
        amount = amount_of(text)
    except ValueError:
        return
    assert amount.is_finite()
    digits = "".join(sign for sign in text if sign.isdigit())
    assert "".join(map(str, amount.as_tuple().digits)).lstrip("0") == digits.lstrip("0")


@given(text=st.text(max_size=30) | st.from_regex(r"[0-9]{6,16}", fullmatch=True))
def test_days_are_the_first_eight_digits_or_refused(text: str) -> None:
    try:
        day = day_of_stamp(text)
    except ValueError:
        return
    assert text.replace("-", "").startswith(day.strftime("%Y%m%d"))


@pytest.mark.parametrize(
    "evil",
    ["<", "<a ", "<!--", "<![CDATA[", "<!-- -->", "&#1", "<A>", "</A>", "<STMTTRN>", "<STMTRS>", "\n", " <", "x>"],
)
def test_repeated_scraps_take_no_longer_than_their_length(path: Path, evil: str) -> None:
    content = f"<OFX><STMTRS><STMTTRN><MEMO>{evil * (500_000 // len(evil))}".encode()
    began = time.process_time()
    lines_of(path, content)
    assert time.process_time() - began < 5
