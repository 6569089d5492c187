"""A workbook made by hand for a test, part by part, and what the reader makes of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from budgetpro.domain.errors import BudgetProError, Failure
from budgetpro.importers.lines import Hints, Problem, Statement, StatementLine
from budgetpro.importers.recognise import open_statement
from budgetpro.importers.source import Source
from budgetpro.importers.xlsx.reader import XlsxReading

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

GENERAL, DAY, MONEY = 0, 1, 2
STYLES = ("General", "dd/mm/yyyy", "#,##0.00")
"""The codes of the formats that cells have by the numbers above, and by those that a test adds."""

MARCH = 46082
"""The serial number of 1 March 2026, in the system of 1900."""


def number(value: object, style: int = GENERAL) -> str:
    return f'<c s="{style}"><v>{value}</v></c>'


def text(value: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def day(serial: object) -> str:
    return number(serial, DAY)


def error(value: str) -> str:
    return f'<c t="e"><v>{value}</v></c>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<row {attributes}>{''.join(cells)}</row>"


def table(*rows: tuple[str, ...]) -> str:
    """Return rows under a head of day, description and amount."""
    return row(*map(text, ("Date", "Description", "Amount"))) + "".join(row(*cells) for cells in rows)


LINES = table((day(MARCH), text("coffee"), number(-3.5, MONEY)), (day(MARCH + 1), text("pay"), number(2000, MONEY)))


def worksheet(rows: str, after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(
    sheets: Mapping[str, str],
    *,
    codes: Sequence[str] = (),
    strings: str | None = None,
    hidden: Sequence[str] = (),
    settings: str = "",
    content_type: str = WORKBOOK,
) -> dict[str, str]:
    """Return the parts of a workbook with sheets of these rows; `codes` are formats from style 3 on."""
    listed, relations = [], []
    made: dict[str, str] = {}
    for n, (name, rows) in enumerate(sheets.items(), 1):
        state = ' state="hidden"' if name in hidden else ""
        listed.append(f'<sheet name={quoteattr(name)} sheetId="{n}"{state} r:id="rId{n}"/>')
        relations.append(_relation(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml"))
        made[f"xl/worksheets/sheet{n}.xml"] = rows if rows.startswith("<work") else worksheet(rows)
    if strings is not None:
        made["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
        relations.append(_relation("rIdS", "sharedStrings", "/xl/sharedStrings.xml"))
    relations.append(_relation("rIdF", "styles", "styles.xml"))
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{content_type}"/></Types>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{settings}<sheets>{"".join(listed)}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(relations)}'
        "</Relationships>",
        "xl/styles.xml": _styles([*STYLES, *codes]),
        **made,
    }


def _relation(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def _styles(codes: Sequence[str]) -> str:
    formats = "".join(f'<numFmt numFmtId="{164 + n}" formatCode={quoteattr(code)}/>' for n, code in enumerate(codes))
    styles = "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(codes)))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f"<cellXfs>{styles}</cellXfs></styleSheet>"
    )


def packed(contents: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


class Read:
    """A workbook as it was read."""

    def __init__(self, path: Path, hints: Hints) -> None:
        reading = open_statement(Source(path), hints)
        assert isinstance(reading, XlsxReading)
        self.lines: list[StatementLine] = [line for _, line in reading.lines()]
        self.format, self.statements, self.findings = reading.format, reading.statements, reading.findings

    @property
    def statement(self) -> Statement:
        (statement,) = self.statements
        return statement

    @property
    def rows(self) -> list[tuple[str, str]]:
        return [(line.date.isoformat(), str(line.amount)) for line in self.lines]

    @property
    def amounts(self) -> list[str]:
        return [str(line.amount) for line in self.lines]

    @property
    def memos(self) -> list[str | None]:
        return [line.memo for line in self.lines]

    @property
    def positions(self) -> list[int]:
        return [line.position for line in self.lines]

    @property
    def problems(self) -> list[Problem]:
        return [problem for statement in self.statements for problem in statement.problems]

    @property
    def bad_rows(self) -> list[int]:
        return [problem.position for problem in self.problems if problem.is_row]


class Writer:
    """Writes workbooks into a folder and reads them."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "statement.csv"

    def read(self, sheets: str | Mapping[str, str], hints: Hints = Hints(), **options: object) -> Read:  # noqa: B008
        """Read a workbook of these sheets, or of one with these rows."""
        named = {"Sheet1": sheets} if isinstance(sheets, str) else sheets
        return self.read_bytes(packed(parts(named, **options)), hints)  # type: ignore[arg-type] # a test's own

    def read_bytes(self, content: bytes, hints: Hints = Hints()) -> Read:  # noqa: B008
        self.path.write_bytes(content)
        return Read(self.path, hints)

    def refused(self, content: bytes | str | Mapping[str, str], **options: object) -> Failure:
        with pytest.raises(Failure) as caught:
            self.read_bytes(content) if isinstance(content, bytes) else self.read(content, **options)  # type: ignore[arg-type]
        return caught.value

    def lines_or_refusal(self, content: bytes) -> list[StatementLine] | BudgetProError:
        try:
            return self.read_bytes(content).lines
        except BudgetProError as refusal:
            return refusal
