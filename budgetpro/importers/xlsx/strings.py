"""The texts of a workbook, which its cells name by number (ECMA-376 part 1, clause 18.4).

They are kept in a temporary file beyond the first megabytes, so that memory does not grow with them.
"""

from __future__ import annotations

import re
import tempfile
import weakref
from array import array

from budgetpro.importers.xlsx.archive import Archive
from budgetpro.importers.xlsx.markup import Markup

MOST_STRINGS = 1 << 22
BYTES_IN_MEMORY = 1 << 24
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class RichText:
    """One text on its way: its runs in order, without the phonetic ones. It is begun by `si` or `is`."""

    def __init__(self, markup: Markup) -> None:
        self._markup = markup
        self._texts: list[str] = []
        self._phonetic_depth = 0

    def begin(self, name: str) -> None:
        """Take in an element within the text."""
        if name == "rPh":
            self._phonetic_depth = self._phonetic_depth or self._markup.depth
        elif name == "t" and not self._phonetic_depth:
            self._markup.keep_text()

    def end(self, name: str) -> None:
        """Take in the end of an element within the text."""
        if name == "t" and not self._phonetic_depth:
            self._texts.append(self._markup.take_text())
        elif self._markup.depth == self._phonetic_depth:
            self._phonetic_depth = 0

    def take(self) -> str:
        """Return the whole text and begin anew."""
        text = unescaped("".join(self._texts))
        self._texts.clear()
        self._phonetic_depth = 0
        return text


class Strings(Markup):
    """The shared texts of a workbook; `text` gives one by its number."""

    def __init__(self, label: str, part: str) -> None:
        super().__init__(label, part)
        self._file = tempfile.SpooledTemporaryFile(max_size=BYTES_IN_MEMORY)  # noqa: SIM115 - it goes with the object
        weakref.finalize(self, self._file.close)
        self._ends = array("Q", [0])
        self._rich = RichText(self)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def begin(self, name: str, _attributes: dict[str, str], /) -> None:
        if self.depth > 2:
            self._rich.begin(name)

    def end(self, name: str) -> None:
        if self.depth > 2:
            self._rich.end(name)
        elif self.depth == 2 and name == "si":
            self._add(self._rich.take())

    def text(self, number: int) -> str:
        """Return a text; IndexError where there is none of that number."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        begin, end = self._ends[number], self._ends[number + 1]
        self._file.seek(begin)
        return self._file.read(end - begin).decode()

    def _add(self, text: str) -> None:
        if len(self) == MOST_STRINGS:
            raise self.failure(f"there are more than {MOST_STRINGS:,} texts")
        content = text.encode()
        self._file.write(content)
        self._ends.append(self._ends[-1] + len(content))

    def close(self) -> None:
        super().close()
        self._file.flush()


def strings_of(archive: Archive, label: str, part: str | None) -> Strings:
    """Return the shared texts of a workbook; there may be none."""
    strings = Strings(label, part or "")
    if part is not None:
        strings.read(archive.chunks(part))
    return strings


def unescaped(text: str) -> str:
    """Return text with `_x000D_` as the character it stands for (ST_Xstring, clause 22.9.2.19).

    White space and control characters become a space: a cell is one line.
    """
    if "_x" in text:
        text = _ESCAPE.sub(_character, text)
    return text if text.isprintable() else "".join(sign if sign.isprintable() else _seen(sign) for sign in text)


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if 0xD800 <= code < 0xE000 else chr(code)


def _seen(sign: str) -> str:
    """Return a space for what would part or end a line, other unprintable characters as they are."""
    return " " if sign < " " or sign in "\x7f\x85\u2028\u2029" else sign
