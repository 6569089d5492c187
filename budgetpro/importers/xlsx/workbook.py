"""A workbook: its sheets by name, its system of dates, and where its texts and styles are.

ECMA-376 part 1, clauses 18.2 (workbook), 12.3 (parts). Macros, charts, drawings and links are never looked at.
"""

from __future__ import annotations

from typing import NamedTuple

from budgetpro.importers.xlsx.archive import Archive, unreadable
from budgetpro.importers.xlsx.formats import Format
from budgetpro.importers.xlsx.markup import Markup, local_attributes
from budgetpro.importers.xlsx.package import MOST_BYTES, Relation, content_types, relations_of
from budgetpro.importers.xlsx.strings import Strings, strings_of
from budgetpro.importers.xlsx.styles import formats_of

MOST_SHEETS = 256
_TRUE = ("1", "true", "on")


class SheetEntry(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    relation: str
    is_hidden: bool


class Sheet(NamedTuple):
    """A sheet of cells: its name and its part in the archive."""

    name: str
    part: str
    is_hidden: bool


class Workbook(NamedTuple):
    """What the sheets of a workbook are read by.

    `is_uncalculated`: what its formulas come to is to be worked out when it is opened; a zero is no result.
    """

    archive: Archive
    label: str
    sheets: list[Sheet]
    strings: Strings
    formats: list[Format]
    is_1904: bool
    is_uncalculated: bool


class _Book(Markup):
    """The workbook's own part."""

    def __init__(self, label: str, part: str) -> None:
        super().__init__(label, part)
        self.entries: list[SheetEntry] = []
        self.is_1904 = self.is_uncalculated = False

    def begin(self, name: str, attributes: dict[str, str], /) -> None:
        match self.depth, name:
            case 2, "workbookPr":
                self.is_1904 = attributes.get("date1904") in _TRUE
            case 2, "calcPr":
                self.is_uncalculated = attributes.get("fullCalcOnLoad") in _TRUE
            case 3, "sheet":
                self._add(local_attributes(attributes))

    def _add(self, attributes: dict[str, str]) -> None:
        if len(self.entries) == MOST_SHEETS:
            raise self.failure(f"there are more than {MOST_SHEETS} sheets")
        is_hidden = attributes.get("state", "visible") != "visible"
        self.entries.append(SheetEntry(attributes.get("name", ""), attributes.get("id", ""), is_hidden))


def open_workbook(archive: Archive, label: str) -> Workbook:
    """Read what a workbook consists of; Failure statement_unreadable where a part is missing or damaged."""
    part = content_types(archive, label).workbook
    if part is None:
        raise unreadable(label, "it holds no workbook")
    book = _Book(label, part)
    book.read(archive.chunks(part, MOST_BYTES))
    relations = relations_of(archive, label, part)
    return Workbook(
        archive,
        label,
        list(_sheets(book, relations, label)),
        strings_of(archive, label, _only(relations, "sharedStrings")),
        formats_of(archive, label, _only(relations, "styles")),
        book.is_1904,
        book.is_uncalculated,
    )


def _sheets(book: _Book, relations: dict[str, Relation], label: str) -> list[Sheet]:
    """Return the sheets of cells; those of charts, dialogs and macros are none."""
    sheets = []
    for name, relation, is_hidden in book.entries:
        found = relations.get(relation)
        if found is None:
            raise unreadable(label, f"the sheet {name!r} is missing in it")
        if found.kind == "worksheet":
            sheets.append(Sheet(name, found.part, is_hidden))
    return sheets


def _only(relations: dict[str, Relation], kind: str) -> str | None:
    return next((relation.part for relation in relations.values() if relation.kind == kind), None)
