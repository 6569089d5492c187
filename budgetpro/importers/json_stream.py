"""A JSON document read piece by piece, in memory that grows with its largest piece and not with the document.

The caller says what comes next, an object's start, a key, a whole value, as RFC 8259 lays
them out; anything else in the text raises `JsonFault`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final, TextIO

CHUNK: Final = 1 << 20
LONGEST_VALUE: Final = 1 << 26
"""Characters of one value, beyond which what can't be understood is not read on for its end."""

_SPACE: Final = re.compile(r"[ \t\n\r]*")


class JsonFault(Exception):
    """The text is no JSON, or not laid out as expected; `line` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class JsonStream:
    """A stream of JSON text and the place that was reached in it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._text = ""
        self._at = 0
        self._lines_before = 0
        self._is_whole = False
        self._decode = json.JSONDecoder().raw_decode

    @property
    def line(self) -> int:
        """The line that was reached, from 1."""
        return self._line_at(self._at)

    def take(self, sign: str) -> None:
        """Take one of the signs `{ } [ ] : ,`."""
        if not self.takes(sign):
            found = repr(self._text[self._at]) if self._at < len(self._text) else "the end"
            raise JsonFault(f"'{sign}' is expected, and {found} found", self.line)

    def takes(self, sign: str) -> bool:
        """Take a sign if it is what comes next, and tell whether it was."""
        if self._peek() != sign:
            return False
        self._at += 1
        return True

    def key(self) -> str:
        """Take an object's next key with its colon."""
        if self._peek() != '"':
            raise JsonFault("a key is expected", self.line)
        key = self.value()
        self.take(":")
        return str(key)

    def value(self) -> Any:
        """Take a whole value of any kind."""
        self._peek()
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError as fault:
                if self._can_grow() and self._grow():
                    continue
                raise JsonFault(_message(fault), self._line_at(fault.pos)) from None
            except (ValueError, RecursionError):
                raise JsonFault("a number is too long, or objects lie too deep in each other", self.line) from None
            # A number that ends with the text that was read may go on in what was not.
            if end < len(self._text) or not self._grow():
                self._at = end
                return value

    def elements(self) -> Iterator[Any]:
        """Take an array and yield its elements one by one."""
        self.take("[")
        if self.takes("]"):
            return
        yield self.value()
        while self.takes(","):
            yield self.value()
        self.take("]")

    def end(self) -> None:
        """See that nothing but space is left."""
        if self._peek():
            raise JsonFault("the document has ended, but the file goes on", self.line)

    def _peek(self) -> str:
        """Pass over space and return the sign that comes next, "" at the end."""
        while True:
            matched = _SPACE.match(self._text, self._at)
            self._at = matched.end() if matched else self._at
            if self._at < len(self._text) or not self._grow():
                return self._text[self._at : self._at + 1]

    def _can_grow(self) -> bool:
        return len(self._text) - self._at < LONGEST_VALUE

    def _grow(self) -> bool:
        """Read on, at least as much as is waiting; tell whether there was anything."""
        if self._is_whole:
            return False
        more = self._stream.read(max(CHUNK, len(self._text) - self._at))
        self._is_whole = not more
        self._lines_before += self._text.count("\n", 0, self._at)
        self._text = self._text[self._at :] + more
        self._at = 0
        return bool(more)

    def _line_at(self, place: int) -> int:
        return self._lines_before + self._text.count("\n", 0, place) + 1


def _message(fault: json.JSONDecodeError) -> str:
    """Return what the decoder says, without the words that lead to a place it would name next."""
    words = fault.msg.removesuffix(" at").removesuffix(" starting")
    return words[:1].lower() + words[1:]
