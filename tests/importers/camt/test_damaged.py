"""Whatever is in a CAMT file, the answer is statements, problems or a typed error, soon and in bounded memory."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from budgetpro.domain.errors import Failure
from budgetpro.importers.camt import records
from budgetpro.importers.camt.reader import open_camt
from budgetpro.importers.camt.values import amount_of, day_of
from budgetpro.importers.lines import Hints, StatementLine
from budgetpro.importers.source import Source
from tests.importers.camt.camt_file import ACCOUNT, balance, document, entry, parties, payment, refs, statement
from tests.importers.damage import damaged, lines_or_refused

BATCH = "".join(
    payment(refs(EndToEndId=f"E{n}"), parties("A", "B"), "<RmtInf><Ustrd>a &lt; b</Ustrd></RmtInf>", amount=str(n))
    for n in (1, 2, 3)
)
WHOLE = statement(
    "\n".join(
        [
            balance("OPBD", "20.00"),
            balance("CLBD", "15.50"),
            entry("6.00", "DBIT", BATCH, more="<AcctSvcrRef>B1</AcctSvcrRef>"),
            entry("1.50", "CRDT", "<!-- c -->" + payment("", "<AddtlTxInf><![CDATA[a < b]]></AddtlTxInf>")),
            entry("9.00", "DBIT", status="<Sts><Cd>PDNG</Cd></Sts>", more="<RvslInd>true</RvslInd>"),
            entry("9.00", "DBIT", status="<Sts>INFO</Sts>"),
        ]
    ),
    header="<GrpHdr><MsgPgntn><PgNb>1</PgNb><LastPgInd>true</LastPgInd></MsgPgntn></GrpHdr>",
)
HEAD = f"<Document><BkToCstmrStmt><Stmt>{ACCOUNT}"
TAIL = "</Stmt></BkToCstmrStmt></Document>"
TAGS = ["Ntry", "Stmt", "Amt", "TxDtls", "NtryDtls", "Acct", "Bal", "Sts", "Document", "a:b"]
SIGNS = ["<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "&", "&#0;", "&a;", "\n", "\ufeff", "٣", "<?xml "]
SCRAPS = st.sampled_from([*(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS), *SIGNS]) | st.text(max_size=4)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged") / "statement.xml"


def lines_of(path: Path, content: bytes) -> list[StatementLine] | None:
    return lines_or_refused(open_camt, path, content)


def refusal(path: Path, pieces: Iterable[str]) -> Failure:
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(pieces)
    with pytest.raises(Failure) as caught:
        list(open_camt(Source(path), Hints()).lines())
    return caught.value


@given(text=damaged(WHOLE, SCRAPS, most=4))
@settings(max_examples=400, deadline=2000)
@example(text=WHOLE)
@example(text=WHOLE.replace("<Stmt>", "<Stmt><Stmt>"))
@example(text=WHOLE + "<?xml version='1.0'?>")
def test_damaged_file_is_read_or_refused(path: Path, text: str) -> None:
    lines_of(path, text.encode("utf-8", "surrogatepass"))


@given(flips=st.lists(st.tuples(st.integers(0, len(WHOLE.encode()) - 1), st.integers(1, 255)), min_size=1, max_size=6))
@settings(max_examples=400, deadline=2000)
def test_flipped_bytes_are_read_or_refused(path: Path, flips: list[tuple[int, int]]) -> None:
    content = bytearray(WHOLE.encode())
    for place, flip in flips:
        content[place] ^= flip
    lines_of(path, bytes(content))


@given(content=st.binary(max_size=400))
@settings(max_examples=200, deadline=2000)
def test_any_bytes_are_read_or_refused(path: Path, content: bytes) -> None:
    lines_of(path, HEAD.encode() + content)
    lines_of(path, content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_cut_off_file_is_refused_wherever_it_is_cut(path: Path, encoding: str) -> None:
    content = WHOLE.rstrip().encode(encoding)
    step = len("a".encode(encoding)) if encoding == "utf-8" else 2
    for length in range(step * 60, len(content), step):
        assert lines_of(path, content[:length]) is None, content[:length]
    assert len(lines_of(path, content) or []) == 5


def test_cut_off_file_says_where(path: Path) -> None:
    cut = WHOLE[: WHOLE.index("</Ntry>")]
    error = refusal(path, cut)
    assert error.code == "statement_truncated"
    assert error.message == f"{path} ends on line 6 within its XML: it is cut off."
    assert error.facts["line"] == 6


def test_damaged_xml_says_where(path: Path) -> None:
    error = refusal(path, WHOLE.replace("</RvslInd>", "</Rvsl>"))
    assert error.code == "statement_unreadable"
    assert error.message == f"{path}, line 8: the XML is damaged (mismatched tag)."


@given(size=st.integers(1, 300))
@settings(max_examples=60, deadline=2000)
def test_lines_are_the_same_however_the_stream_is_cut(path: Path, size: int) -> None:
    text = f"\n{WHOLE}\n{WHOLE}".encode()
    whole = lines_of(path, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "CHUNK_CHARACTERS", size)
        assert lines_of(path, text) == whole
    assert whole is not None
    assert len(whole) == 10


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE Document>",
        '<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/camt.dtd">',
        '<!DOCTYPE Document [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>',
        f'<!DOCTYPE Document [<!ENTITY a0 "lol">{BOMB}]>',
        f'<!DOCTYPE Document [<!ENTITY a11 "{"x" * 50_000}">]>',
        '<!DOCTYPE Document [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>',
    ],
)
def test_document_type_is_refused_and_no_entity_expanded(path: Path, declaration: str) -> None:
    began = time.process_time()
    error = refusal(path, [declaration, HEAD, "\n<Ntry><AddtlNtryInf>", "&a11;" * 1000, "</AddtlNtryInf></Ntry>", TAIL])
    assert error.code == "statement_unreadable"
    assert error.message == f"{path}, line 1: a document type (DTD) is declared, as no bank's statement does."
    assert time.process_time() - began < 2


def test_entity_without_a_declaration_is_refused(path: Path) -> None:
    assert "undefined entity" in refusal(path, [HEAD, "<Ntry><Sts>&file;</Sts></Ntry>", TAIL]).message


MEGABYTE = "x" * (1 << 20)


@pytest.mark.parametrize(
    ("begin", "piece", "count", "reason"),
    [
        ("<Ntry><AddtlNtryInf>", MEGABYTE, 20, "a text goes on without end"),
        ("<Ntry><AddtlNtryInf><![CDATA[", MEGABYTE, 20, "a text goes on without end"),
        ('<Ntry a="', MEGABYTE, 20, "a tag goes on for more than 1,048,576 bytes"),
        ("<Ntry", MEGABYTE, 20, "a tag goes on for more than 1,048,576 bytes"),
        ("<!--", MEGABYTE, 20, "a tag goes on for more than 1,048,576 bytes"),
        ("<?a ", MEGABYTE, 20, "a tag goes on for more than 1,048,576 bytes"),
        ("", "<a>", 1_000_000, "elements are more than 64 deep in each other"),
        ("", "<Ntry>", 1_000_000, "elements are more than 64 deep in each other"),
        ("<Ntry><NtryDtls><TxDtls><RmtInf>", "<Ustrd>x</Ustrd>" * 1000, 1000, "an entry goes on without end"),
        ("", "".join(f"<a{n}/>" for n in range(5000)), 1, "there are more than 4,096 different names"),
        ("", "".join(f'<a b{n}="1"/>' for n in range(5000)), 1, "there are more than 4,096 different names"),
        ("", "".join(f'<a xmlns:c{n}="d"/>' for n in range(5000)), 1, "there are more than 4,096 different names"),
    ],
)
def test_what_no_statement_holds_is_refused_in_bounded_memory(
    path: Path, begin: str, piece: str, count: int, reason: str
) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(f"{HEAD}\n{begin}")
        for _ in range(count):
            stream.write(piece)
    source = Source(path)
    tracemalloc.start()
    with pytest.raises(Failure) as caught:
        list(open_camt(source, Hints()).lines())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert caught.value.message == f"{path}, line 2: {reason}."
    assert peak < 80 << 20


def test_what_nobody_asks_for_takes_no_memory(path: Path) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(f"{HEAD}<Note>")
        for _ in range(20):
            stream.write(MEGABYTE)
        stream.write("</Note>\n")
        for number in range(2000):
            stream.write(entry(str(number)) + " " * 5000)
        stream.write(TAIL)
    source = Source(path)
    tracemalloc.start()
    count = sum(1 for _ in open_camt(source, Hints()).lines())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 2000
    assert peak < 8 << 20


def test_names_outside_of_a_message_mean_nothing(path: Path) -> None:
    assert lines_of(path, f"<a><Stmt>{entry()}</Stmt>{document('<Stmt/>').partition(chr(10))[2]}</a>".encode()) == []


@given(text=st.text(max_size=40) | st.from_regex(r"[+-]?[0-9., ']{1,25}", fullmatch=True))
def test_amounts_are_what_is_written_or_refused(text: str) -> None:
    try:
        amount = amount_of(text)
    except ValueError:
        return
    assert amount == Decimal(text)
    assert amount >= 0


@given(text=st.text(max_size=30) | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T:Z+.0-9-]{0,16}", fullmatch=True))
def test_days_are_the_first_ten_characters_or_refused(text: str) -> None:
    try:
        day = day_of(text)
    except ValueError:
        return
    assert text.startswith(day.isoformat())
