"""What the bank's server says of its own answers: OFX's STATUS, with CODE, SEVERITY and MESSAGE."""

from __future__ import annotations

from budgetpro.importers.ofx.sgml import plain_text

_ELEMENTS = frozenset({"CODE", "SEVERITY", "MESSAGE"})


class ServerStatus:
    """Collects the errors among a file's STATUS aggregates: `errors` has the line and the words of each."""

    def __init__(self) -> None:
        self.errors: list[tuple[int, str]] = []
        self._line = 0
        self._said: dict[str, str] = {}

    def note(self, line: int, name: str, text: str) -> None:
        """Take in a tag; those that are no part of a status end it."""
        if name in _ELEMENTS and self._line:
            self._said.setdefault(name, plain_text(text))
        elif not (self._line and name[0] == "/" and name[1:] in _ELEMENTS):
            self._settle()
            self._line = line if name == "STATUS" else 0

    def _settle(self) -> None:
        said, self._said = self._said, {}
        if said.get("SEVERITY", "ERROR").upper() == "ERROR" and said.get("CODE", "0") != "0":
            self.errors.append((self._line, f"{said.get('MESSAGE') or 'no reason given'} (code {said['CODE']})"))
