"""The formats of cells: which number format each cell style has (ECMA-376 part 1, clause 18.8)."""

from __future__ import annotations

from budgetpro.importers.xlsx.archive import Archive
from budgetpro.importers.xlsx.formats import GENERAL, Format, format_of_code, format_of_number
from budgetpro.importers.xlsx.markup import Markup

MOST_BYTES = 1 << 25
MOST_STYLES = 1 << 17


class Styles(Markup):
    """The formats of a workbook's cells, by the number of a cell's style."""

    def __init__(self, label: str, part: str) -> None:
        super().__init__(label, part)
        self._codes: dict[int, str] = {}
        self._numbers: list[int] = []
        self._section = ""

    def begin(self, name: str, attributes: dict[str, str], /) -> None:
        if self.depth == 2:
            self._section = name
        elif self.depth == 3 and name == "numFmt":
            self._codes[self._number(attributes)] = attributes.get("formatCode", "")
        elif self.depth == 3 and name == "xf" and self._section == "cellXfs":
            self._numbers.append(self._number(attributes))
        if len(self._codes) > MOST_STYLES or len(self._numbers) > MOST_STYLES:
            raise self.failure(f"there are more than {MOST_STYLES:,} styles")

    def formats(self) -> list[Format]:
        """Return the format of each style."""
        return [self._format(number) for number in self._numbers]

    def _format(self, number: int) -> Format:
        code = self._codes.get(number)
        return format_of_number(number) if code is None else format_of_code(code)

    def _number(self, attributes: dict[str, str]) -> int:
        number = attributes.get("numFmtId", "0")
        if not (number.isascii() and number.isdigit()):
            raise self.failure(f"{number[:20]!r} is no number of a format")
        return int(number)


def formats_of(archive: Archive, label: str, part: str | None) -> list[Format]:
    """Return the formats of a workbook's cell styles; one that has no styles has the general one."""
    if part is None:
        return [GENERAL]
    styles = Styles(label, part)
    styles.read(archive.chunks(part, MOST_BYTES))
    return styles.formats()
