"""What an OFX file says of itself in front of its first tag (specification, section 2.2)."""

from __future__ import annotations

import codecs
import re

_ROOT = re.compile(rb"<OFX[\s>]", re.IGNORECASE)
_STATEMENT = re.compile(rb"<[A-Z]*STMTRS[\s>]", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"<\?xml[^>]*\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']", re.IGNORECASE)
_CHARSET = re.compile(rb"CHARSET\s*[:>]\s*([A-Za-z0-9-]+?)(?=COMPRESSION|[\s<]|$)", re.IGNORECASE)
_UTF8 = re.compile(rb"ENCODING\s*[:>]\s*UTF-?8", re.IGNORECASE)
_WINDOWS = {"iso-8859-1": "cp1252", "8859-1": "cp1252", "ansi": "cp1252"}


def is_in_capitals(head: bytes) -> bool:
    """Tell whether the file writes its tags in capitals, as the specification does: the root and a statement's."""
    tags = (_root(head), _STATEMENT.search(head.replace(b"\0", b"")))
    return all(tag is None or tag.group().isupper() for tag in tags)


def declared_encoding(head: bytes) -> str | None:
    """Return the encoding that the header or the XML declaration names, None where it names none.

    ISO-8859-1 means Windows-1252, as everywhere else: what writes the one means the other.
    """
    root = _root(head)
    header = head[: root.start()] if root else head[:4096]
    if declared := _XML_ENCODING.search(header):
        return _known(declared.group(1).decode("ascii"))
    if _UTF8.search(header):
        return "utf-8"
    charset = _CHARSET.search(header)
    return _known(charset.group(1).decode("ascii")) if charset else None


def _root(head: bytes) -> re.Match[bytes] | None:
    return _ROOT.search(head.replace(b"\0", b""))


def _known(name: str) -> str | None:
    folded = _WINDOWS.get(name.lower(), name)
    try:
        return codecs.lookup(f"cp{folded}" if folded.isdecimal() else folded).name
    except LookupError:
        return None
