"""Whatever is in a workbook, the answer is statements, problems or a typed error, soon and in bounded memory."""

from __future__ import annotations

import gc
import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from budgetpro.domain.errors import BudgetProError, Failure
from budgetpro.importers.xlsx import archive, markup, sheet, strings, styles, text, workbook
from tests.importers.xlsx.xlsx_file import LINES, MAIN, Writer, packed, parts, worksheet

SHEET, BOOK, RELATIONS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
PARTS = parts({"March": LINES}, strings="<si><t>a</t></si>")
WHOLE = packed(PARTS)
MEGABYTE = 1 << 20
UNPACKS = "unpacks to more than"


NAME_OF = {
    "sheet": SHEET,
    "book": BOOK,
    "relations": RELATIONS,
    "strings": "xl/sharedStrings.xml",
    "styles": "xl/styles.xml",
    "types": "[Content_Types].xml",
}


def changed(**contents: str) -> bytes:
    """Return the workbook with parts replaced, by their short names."""
    return packed({**PARTS, **{NAME_OF[key]: content for key, content in contents.items()}})


@contextmanager
def bounded(seconds: float = 60, memory: int = 64 * MEGABYTE) -> Iterator[None]:
    """Hold what is done inside to a time and to memory."""
    tracemalloc.start()
    begin = time.process_time()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < memory
        assert time.process_time() - begin < seconds
    finally:
        tracemalloc.stop()


def bomb(name: str, begin: bytes, repeated: bytes, end: bytes, megabytes: int) -> bytes:
    """Return the workbook with a part of so many megabytes, which packs to a thousandth."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for other, content in PARTS.items():
            if other != name:
                made.writestr(other, content)
        with made.open(name, "w", force_zip64=True) as part:
            part.write(begin)
            for _ in range(megabytes):
                part.write(repeated * (MEGABYTE // len(repeated)))
            part.write(end)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "begin", "repeated", "end", "reason"),
    [
        (SHEET, b"<worksheet><sheetData>", b"<row/>", b"</sheetData></worksheet>", UNPACKS),
        (SHEET, b"<worksheet><!--", b" ", b"--></worksheet>", "a tag goes on"),
        ("xl/sharedStrings.xml", b"<sst>", b"<si/>", b"</sst>", UNPACKS),
        ("xl/sharedStrings.xml", b"<sst><si><t>", b"a", b"</t></si></sst>", "a text is longer"),
        ("xl/styles.xml", b"<styleSheet>", b"<a/>", b"</styleSheet>", UNPACKS),
        (BOOK, b"<workbook>", b"<a/>", b"</workbook>", UNPACKS),
        (RELATIONS, b"<Relationships>", b"<a/>", b"</Relationships>", UNPACKS),
        ("[Content_Types].xml", b"<Types>", b"<a/>", b"</Types>", UNPACKS),
    ],
)
def test_part_that_unpacks_to_far_more_is_refused(
    writer: Writer, name: str, begin: bytes, repeated: bytes, end: bytes, reason: str
) -> None:
    content = bomb(name, begin, repeated, end, 8)
    assert len(content) < MEGABYTE
    with bounded():
        error = writer.refused(content)
    assert error.code == "statement_unreadable"
    assert reason in error.message


def test_size_that_is_declared_too_small_is_no_way_round(writer: Writer) -> None:
    content = bytearray(bomb(SHEET, b"<worksheet><sheetData>", b"<row/>", b"</sheetData></worksheet>", 64))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as made:
        size = made.getinfo(SHEET).file_size
    content = bytearray(bytes(content).replace(struct.pack("<L", size), struct.pack("<L", 900)))
    with bounded():
        assert writer.refused(bytes(content)).code == "statement_unreadable"


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_BYTES_OF_PART"])
def test_no_part_and_no_archive_unpacks_without_end(
    writer: Writer, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(archive, limit, 2000)
    error = writer.refused(changed(sheet=worksheet(LINES + "<row/>" * 2000)))
    assert "unpacks to more than" in error.message


def test_archive_of_thousands_of_files_is_refused(writer: Writer) -> None:
    many = packed({**PARTS, **{f"x{n}": "" for n in range(archive.MOST_PARTS)}})
    for content in (many, with_entries(WHOLE, 100_000)):
        with bounded():
            error = writer.refused(content)
        assert error.code == "statement_unreadable"
        assert "lists more than 2,000 files" in error.message


def with_entries(content: bytes, count: int) -> bytes:
    """Return an archive whose directory lists so many more files."""
    end = content.rindex(b"PK\5\6")
    size, begin = struct.unpack("<LL", content[end + 12 : end + 20])
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, begin) + b"x"
    directory = content[begin : begin + size] + entry * count
    total = min(count + len(PARTS), 0xFFFF)
    return (
        content[:begin] + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, total, total, len(directory), begin, 0)
    )


@pytest.mark.parametrize("name", ["../evil.xml", "xl/../../evil", "/../x", "..\\evil", "C:\\evil", "xl/worksheets/.."])
def test_name_that_leads_out_of_the_archive_is_refused(writer: Writer, name: str) -> None:
    error = writer.refused(packed({**PARTS, name: "x"}))
    assert error.code == "statement_unreadable"
    assert "leads out of it" in error.message


@pytest.mark.parametrize("target", ["../../../etc/passwd", "/../etc/passwd", "..\\..\\x", "worksheets/../../../x"])
def test_target_that_leads_out_of_the_archive_is_refused(writer: Writer, target: str) -> None:
    error = writer.refused(changed(relations=PARTS[RELATIONS].replace("worksheets/sheet1.xml", target)))
    assert error.code == "statement_unreadable"
    assert "leads out of the archive" in error.message


@pytest.mark.parametrize("target", ["/xl/worksheets/sheet1.xml", "./worksheets/../worksheets/sheet1.xml"])
def test_target_within_the_archive_is_found(writer: Writer, target: str) -> None:
    content = changed(relations=PARTS[RELATIONS].replace("worksheets/sheet1.xml", target))
    assert writer.read_bytes(content).positions == [2, 3]


def test_target_outside_is_never_fetched(writer: Writer) -> None:
    outside = PARTS[RELATIONS].replace(
        'Target="worksheets/sheet1.xml"', 'Target="file:///etc/passwd" TargetMode="External"'
    )
    assert "'March' is missing in it" in writer.refused(changed(relations=outside)).message


def test_two_parts_of_one_name_are_refused(writer: Writer) -> None:
    error = writer.refused(packed({**PARTS, SHEET.upper(): worksheet("")}))
    assert "there are two of" in error.message


def test_names_may_be_written_in_another_case_or_with_backslashes(writer: Writer) -> None:
    renamed = {name.replace("/", "\\").replace("sheet1", "Sheet1"): content for name, content in PARTS.items()}
    assert writer.read_bytes(packed(renamed)).positions == [2, 3]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(writer: Writer, method: int) -> None:
    assert "packed in a way" in writer.refused(packed(PARTS, method)).message


def test_stored_parts_are_read(writer: Writer) -> None:
    assert writer.read_bytes(packed(PARTS, zipfile.ZIP_STORED)).positions == [2, 3]


def test_protected_part_is_refused(writer: Writer) -> None:
    content = bytearray(WHOLE)
    begin = 0
    while (begin := content.find(b"PK\1\2", begin)) >= 0:
        content[begin + 8] |= 1
        begin += 4
    assert "protected by a password" in writer.refused(bytes(content)).message


def test_macros_links_and_embedded_archives_are_never_looked_at(writer: Writer) -> None:
    macro = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    made: dict[str, str | bytes] = dict(parts({"March": LINES}, content_type=macro))
    made |= {"xl/vbaProject.bin": b"\0" * 99, "xl/embeddings/x.zip": WHOLE, "xl/externalLinks/externalLink1.xml": "<"}
    assert writer.read_bytes(packed(made)).positions == [2, 3]


ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "declaration",
    [
        f'<!DOCTYPE x [<!ENTITY a0 "ha">{ENTITIES}]>',
        '<!DOCTYPE x [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
        "<!DOCTYPE x>",
    ],
)
@pytest.mark.parametrize("part", NAME_OF)
def test_document_type_is_refused_in_every_part(writer: Writer, declaration: str, part: str) -> None:
    with bounded():
        error = writer.refused(changed(**{part: declaration + PARTS[NAME_OF[part]]}))
    assert error.code == "statement_unreadable"
    assert "document type" in error.message


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("<a>" * 100 + "</a>" * 100, "deep in each other"),
        ("".join(f"<a{n}/>" for n in range(5000)), "different names"),
        ("".join(f'<a b{n}="1"/>' for n in range(5000)), "different names"),
        ("".join(f'<a xmlns:b{n}="u"/>' for n in range(5000)), "different names"),
        (f'<row a="{"1 2" * MEGABYTE}"/>', "a tag goes on"),
        (f"<row><c><v>{'1' * 40_000}</v></c></row>", "a text is longer"),
        (f'<row><c t="inlineStr"><is><t>{"x" * 40_000}</t></is></c></row>', "a text is longer"),
        ("<row><c><v>1</v></c>", "the XML is damaged"),
        ("</row>", "the XML is damaged"),
        ("&nbsp;", "the XML is damaged"),
        ("\0", "the XML is damaged"),
    ],
)
def test_xml_that_no_sheet_is_made_of_is_refused(writer: Writer, rows: str, reason: str) -> None:
    content = packed({**PARTS, SHEET: worksheet(rows)}, zipfile.ZIP_STORED)
    with bounded():
        error = writer.refused(content)
    assert error.code == "statement_unreadable"
    assert reason in error.message


@pytest.mark.parametrize(
    ("module", "limit", "most", "part", "content", "reason"),
    [
        (markup, "MOST_ELEMENTS", 300, "sheet", worksheet(LINES + "<row/>" * 300), "more than 300 elements"),
        (strings, "MOST_STRINGS", 20, "strings", f"<sst>{'<si/>' * 21}</sst>", "more than 20 texts"),
        (sheet, "MOST_COLUMNS", 2, "sheet", worksheet(LINES), "more than 2 columns"),
        (text, "MOST_CHARACTERS", 40, "sheet", worksheet(LINES), "more than 40 characters"),
    ],
)
def test_there_is_a_limit_to_everything(
    writer: Writer,
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    limit: str,
    most: int,
    part: str,
    content: str,
    reason: str,
) -> None:
    monkeypatch.setattr(module, limit, most)
    assert reason in writer.refused(changed(**{part: content})).message


def test_there_is_a_limit_to_sheets(writer: Writer) -> None:
    sheets = {f"S{n}": "" for n in range(workbook.MOST_SHEETS + 1)}
    assert "more than 256 sheets" in writer.refused(packed(parts(sheets))).message


@pytest.mark.parametrize(
    ("part", "content", "reason"),
    [
        (
            "styles",
            '<styleSheet><numFmts><numFmt numFmtId="x"/></numFmts></styleSheet>',
            "'x' is no number of a format",
        ),
        ("styles", f"<styleSheet><cellXfs>{'<xf/>' * 60}</cellXfs></styleSheet>", "more than 50 styles"),
        ("relations", f"<Relationships>{'<Relationship/>' * 2}</Relationships>", "the sheet 'March' is missing"),
        ("types", "<Types>", "the XML is damaged"),
    ],
)
def test_parts_beside_the_sheet_are_judged_too(
    writer: Writer, monkeypatch: pytest.MonkeyPatch, part: str, content: str, reason: str
) -> None:
    monkeypatch.setattr(styles, "MOST_STYLES", 50)
    assert reason in writer.refused(changed(**{part: content})).message


def test_no_room_for_the_sheets_text_is_told(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    assert writer.refused(WHOLE).code == "disk_full"


def test_row_and_dimension_far_away_cost_little(writer: Writer) -> None:
    far = f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>{LINES}'
    far += '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>end</t></is></c></row></sheetData></worksheet>'
    begin = time.process_time()
    assert writer.read_bytes(changed(sheet=far)).positions == [2, 3]
    assert time.process_time() - begin < 20


def test_many_texts_are_held_in_bounded_memory(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strings, "BYTES_IN_MEMORY", MEGABYTE)
    many = "".join(f"<si><t>{n:x<30000}</t></si>" for n in range(1000))
    content = packed({**PARTS, "xl/sharedStrings.xml": f"<sst>{many}</sst>"}, zipfile.ZIP_STORED)
    with bounded(memory=16 * MEGABYTE):
        assert writer.read_bytes(content).positions == [2, 3]


@pytest.mark.parametrize("missing", [SHEET, BOOK, RELATIONS, "xl/styles.xml", "xl/sharedStrings.xml"])
def test_missing_part_is_named(writer: Writer, missing: str) -> None:
    error = writer.refused(packed({name: part for name, part in PARTS.items() if name != missing}))
    assert error.code == "statement_unreadable"
    assert missing in error.message


def test_damaged_part_is_named(writer: Writer) -> None:
    content = packed(PARTS, zipfile.ZIP_STORED).replace(b"coffee", b"toffee")
    error = writer.refused(content)
    assert error.code == "statement_unreadable"
    assert SHEET in error.message


def test_workbook_cut_off_anywhere_is_refused(writer: Writer) -> None:
    for length in range(1, len(WHOLE)):
        assert isinstance(writer.lines_or_refusal(WHOLE[:length]), Failure), length
    refusal = writer.refused(WHOLE[:-1])
    assert refusal.code == "statement_truncated"
    assert refusal.message == f"{writer.path} is an archive that cannot be read: its end is missing or damaged."


@pytest.fixture(scope="module")
def shared_writer(tmp_path_factory: pytest.TempPathFactory) -> Writer:
    return Writer(tmp_path_factory.mktemp("hostile"))


STORED = packed(PARTS, zipfile.ZIP_STORED)


@given(
    whole=st.sampled_from([WHOLE, STORED]),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=6),
)
@settings(max_examples=200, deadline=4000)
def test_flipped_bytes_are_read_or_refused(shared_writer: Writer, whole: bytes, flips: list[tuple[float, int]]) -> None:
    content = bytearray(whole)
    for place, flip in flips:
        content[int(place * len(content))] ^= flip
    shared_writer.lines_or_refusal(bytes(content))


SCRAPS = [
    "&#9;",
    "&",
    "]]>",
    "<row>",
    "</row>",
    "<c>",
    "</c>",
    "<v>",
    "</v>",
    '<c t="s">',
    "<is>",
    "<t>",
    "</t>",
    "<f/>",
    "&#9;",
    "&",
    "]]>",
]
NAMES = st.sampled_from(sorted(PARTS))


@st.composite
def damaged(draw: st.DrawFn) -> Mapping[str, str]:
    """Draw a workbook of which some parts are cut, doubled or overwritten, in an archive that is whole."""
    made = dict(PARTS)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(NAMES)
        content = made[name]
        begin, end = sorted((draw(st.integers(0, len(content))), draw(st.integers(0, len(content)))))
        scrap = draw(st.sampled_from([*SCRAPS, "", content[begin:end] * 2, "9" * 30, 'r="A9"']) | st.text(max_size=4))
        made[name] = content[:begin] + scrap + content[end:]
    return made


@given(contents=damaged())
@settings(max_examples=200, deadline=4000)
@example(contents={**PARTS, SHEET: PARTS[SHEET].replace("<v>", '<v xml:space="x">')})
@example(contents={**PARTS, SHEET: PARTS[SHEET].replace("<sheetData>", "<sheetData><sheetData>")})
@example(contents={**PARTS, SHEET: PARTS[SHEET].replace("<row >", "<row ><row >")})
def test_damaged_parts_are_read_or_refused(shared_writer: Writer, contents: Mapping[str, str]) -> None:
    encoded = {name: content.encode("utf-8", "surrogatepass") for name, content in contents.items()}
    shared_writer.lines_or_refusal(packed(encoded))


@given(st.binary(max_size=200))
def test_any_bytes_behind_the_mark_of_an_archive_are_refused(shared_writer: Writer, content: bytes) -> None:
    assert isinstance(shared_writer.lines_or_refusal(b"PK\x03\x04" + content), BudgetProError)


def test_temporary_files_go_with_the_reading(writer: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    assert writer.read_bytes(WHOLE).positions == [2, 3]
    writer.refused(changed(sheet=worksheet(LINES + "</c>")))
    gc.collect()
    assert list(folder.iterdir()) == []
