"""Which parts of an Office file say what: its content types, and how its parts refer to each other.

ECMA-376 part 2, clauses 10.1.2 (content types) and 9.3 (relationships).
"""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from budgetpro.importers.xlsx.archive import Archive, unreadable
from budgetpro.importers.xlsx.markup import Markup

CONTENT_TYPES = "[Content_Types].xml"
MOST_BYTES = 1 << 20
_MOST_ENTRIES = 10_000
_WORKBOOKS = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml",
    "application/vnd.ms-excel.template.macroenabled.main+xml",
    "application/vnd.ms-excel.addin.macroenabled.main+xml",
)
_BINARY_WORKBOOK = "application/vnd.ms-excel.sheet.binary.macroenabled.main"


class Relation(NamedTuple):
    """A part that another one refers to: what it is to it, and its name in the archive."""

    kind: str
    part: str


class ContentTypes(Markup):
    """What the parts of an archive are: `workbook` is the name of its main part, None where it has none."""

    def __init__(self, label: str) -> None:
        super().__init__(label, CONTENT_TYPES)
        self.workbook: str | None = None
        self.is_binary = False

    def begin(self, name: str, attributes: dict[str, str], /) -> None:
        kind = attributes.get("ContentType", "").strip().casefold()
        if kind == _BINARY_WORKBOOK:
            self.is_binary = True
        if name == "Override" and kind in _WORKBOOKS and self.workbook is None:
            self.workbook = attributes.get("PartName", "").replace("\\", "/").removeprefix("/")
        elif name == "Default" and kind in _WORKBOOKS and self.workbook is None:
            self.workbook = "xl/workbook.xml"


class _Relations(Markup):
    """The relations of one part."""

    def __init__(self, label: str, part: str, base: str) -> None:
        super().__init__(label, part)
        self._base = base
        self.found: dict[str, Relation] = {}

    def begin(self, name: str, attributes: dict[str, str], /) -> None:
        if name != "Relationship" or attributes.get("TargetMode", "Internal") != "Internal":
            return
        if len(self.found) == _MOST_ENTRIES:
            raise self.failure(f"there are more than {_MOST_ENTRIES:,} of them")
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.found[attributes.get("Id", "")] = Relation(kind, self._resolved(attributes.get("Target", "")))

    def _resolved(self, target: str) -> str:
        """Return the part's name; a target is relative to the folder of the part that refers to it."""
        path = posixpath.normpath(posixpath.join("/", self._base, target.replace("\\", "/")))
        depth = 0 if target.startswith(("/", "\\")) else len(list(filter(None, self._base.split("/"))))
        for step in target.replace("\\", "/").split("/"):
            depth += -1 if step == ".." else step not in ("", ".")
            if depth < 0:
                raise self.failure(f"the target {target!r} leads out of the archive")
        return path.lstrip("/")


def content_types(archive: Archive, label: str) -> ContentTypes:
    """Read what an archive's parts are; `workbook` is None in an archive that is no Office file."""
    found = ContentTypes(label)
    if CONTENT_TYPES in archive:
        found.read(archive.chunks(CONTENT_TYPES, MOST_BYTES))
    return found


def relations_of(archive: Archive, label: str, part: str) -> dict[str, Relation]:
    """Return the parts that `part` refers to by their ids; those outside the archive are left out."""
    folder, name = posixpath.split(part)
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    if where not in archive:
        raise unreadable(label, f"{where!r} is missing in it")
    relations = _Relations(label, where, folder)
    relations.read(archive.chunks(where, MOST_BYTES))
    return relations.found
