"""What kind of statement a file is, by its content and never by its name.

To add a format, write its reader, `open_x(source, hints) -> Reading`, and a line in `_FORMATS`
in front of those that it could be taken for. The first whose sign is found in the file's head
opens it; a format without a reader is refused by name. CSV has no sign and comes last.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from budgetpro.domain.errors import Failure
from budgetpro.importers.encodings import marked_encoding
from budgetpro.importers.lines import Hints, Reading
from budgetpro.importers.source import Source

Opener = Callable[[Source, Hints], Reading]


def open_statement(source: Source, hints: Hints) -> Reading:
    """Open a statement file with the reader of its format.

    Raises Failure format_unsupported for a format that is known but not read, and what the
    reader raises.
    """
    head = _text_of(source.head)
    found = next(known for known in _FORMATS if known.sign.search(head))
    if found.open is None:
        raise Failure(
            f"{source.label} is {found.name}, which is not read yet.",
            code="format_unsupported",
            hint=found.hint,
            facts={"path": source.path, "format": found.name},
        )
    return found.open(source, hints)


def _text_of(head: bytes) -> str:
    """Return the head as text that is right as far as it is ASCII: signs are."""
    return head.decode(marked_encoding(head) or "latin-1", "replace").replace("\r", "\n").lstrip("\ufeff \t\n")


def _open_ofx(source: Source, hints: Hints) -> Reading:
    from budgetpro.importers.ofx.reader import open_ofx

    return open_ofx(source, hints)


def _open_camt(source: Source, hints: Hints) -> Reading:
    from budgetpro.importers.camt.reader import open_camt

    return open_camt(source, hints)


def _open_xlsx(source: Source, hints: Hints) -> Reading:
    from budgetpro.importers.xlsx.reader import open_xlsx

    return open_xlsx(source, hints)


def _open_csv(source: Source, hints: Hints) -> Reading:
    from budgetpro.importers.csv.reader import open_csv

    return open_csv(source, hints)


class _Format(NamedTuple):
    """A format: its name in a sentence, what shows it, and its reader or what to do instead."""

    name: str
    sign: re.Pattern[str]
    open: Opener | None = None
    hint: str = "CSV, OFX and QFX are read: ask the bank's site for one of them."


def _sign(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)


_OFX_HEADER = r"OFXHEADER\s*[:=>]|<\?OFX\s"
_OFX_ROOT = r"(?:^|>)[ \t]*<OFX[\s>]|<OFX(?:\s[^<>]*)?>\s*<(?:SIGNON|[A-Z]{2,20}MSGSRS)"
_FORMATS = (
    _Format("XLSX", _sign(r"\APK\x03\x04"), _open_xlsx),
    _Format("OFX", _sign(_OFX_HEADER + "|" + _OFX_ROOT), _open_ofx),
    _Format("an OFC file (the forerunner of OFX)", _sign(r"(?:^|>)[ \t]*<OFC[\s>]")),
    _Format("CAMT", _sign(r"\A<(?s:.)*?(?:urn:iso:.{0,40}camt\.05[234]|<[\w:]{0,20}BkToCstmr)"), _open_camt),
    _Format("an MT940 statement (SWIFT)", _sign(r"^:20:(?s:.){0,400}?^:25P?:|\A\{1:F01")),
    _Format("a QIF file (Quicken)", _sign(r"^!(?:Type|Account|Option|Clear)\b")),
    _Format("a web page (HTML)", _sign(r"\A(?:<!--(?s:.)*?-->\s*)?<(?:!doctype\s+html|html|head|body|table)\b")),
    _Format("an XML document", _sign(r"\A<\?xml\b")),
    _Format("JSON", _sign(r"\A(?:\{\s*[\"}]|\[\s*[\[{\]])")),
    _Format("a rich text document", _sign(r"\A\{\\rtf")),
    _Format("CSV", _sign(r"\A"), _open_csv),
)
