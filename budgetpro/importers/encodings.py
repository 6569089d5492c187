"""Which encoding a statement file is in: a short ladder, each step explainable.

A byte order mark decides; else the file is UTF-8 if all of it is; else what the file declares,
if that reads it; else the encoding in which most of its bytes beyond ASCII are letters of one
language. Windows-1252 wins every tie. What the user names goes over all of it.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple

from budgetpro.domain.errors import UsageFault

CHUNK_BYTES = 1 << 18
SAMPLE_BYTES = 1 << 14
DEFAULT_ENCODING = "cp1252"
CANDIDATES = (
    DEFAULT_ENCODING,
    "iso8859-15",
    "cp1250",
    "iso8859-2",
    "cp1257",
    "cp1254",
    "cp850",
    "cp852",
    "cp1251",
    "cp1253",
    "mac-roman",
)
_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LETTERS = {
    "German": "äöüßéèà",
    "French": "àâæçéèêëîïôœùûüÿ",
    "Spanish": "áéíñóúü",
    "Portuguese": "áàâãçéêíóôõúü",
    "Italian": "àèéìíîòóùú",
    "Dutch": "ëïéèöü",
    "Catalan": "àéèíïóòúüç",
    "Danish or Norwegian": "æøåéèêóòâôü",
    "Swedish or Finnish": "åäöéèü",
    "Polish": "ąćęłńóśźż",
    "Czech": "áčďéěíňóřšťúůýž",
    "Slovak": "áäčďéíĺľňóôŕšťúýž",
    "Hungarian": "áéíóöőúüű",
    "Romanian": "ăâîșțşţ",
    "Croatian or Slovene": "čćđšž",
    "Albanian": "ëç",
    "Estonian": "äöõüšž",
    "Latvian": "āčēģīķļņšūž",
    "Lithuanian": "ąčęėįšųūž",
    "Turkish": "çğıİöşüâîû",
    "Icelandic": "áðéíóúýþæö",
    "Cyrillic": "".join(map(chr, range(0x430, 0x460))) + "\u0491",
    "Greek": "".join(map(chr, range(0x3AC, 0x3CF))) + "\u0390",
}
_ALPHABETS = {language: frozenset(letters + letters.upper()) for language, letters in _LETTERS.items()}
_SYMBOLS = frozenset("\xa0€£§°’“”„–—…«»·•©®™½¼²³µ±¿¡ºª№\u00b4\u2018")
_INSIDE_WORDS = frozenset("’·\u00b4")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_SCRIPT_LETTER = re.compile("[\u0370-\u04ff]")


class Choice(NamedTuple):
    """An encoding and, in a few words, what speaks for it."""

    encoding: str
    evidence: str


class Fault(NamedTuple):
    """The first byte that an encoding cannot read: `line` from 1, `offset` from 0."""

    line: int
    offset: int
    byte: int


def checked_encoding(name: str) -> str:
    """Return the codec's own name of an encoding; refuse what Python cannot decode text with."""
    try:
        "a".encode(name)
        return codecs.lookup(name).name
    except (LookupError, UnicodeError, ValueError):
        raise UsageFault(
            f"'{name}' is no text encoding known here.",
            code="unknown_encoding",
            hint="Name one such as utf-8, cp1252, cp1250, iso-8859-2 or utf-16.",
            facts={"encoding": name},
        ) from None


def marked_encoding(head: bytes) -> str | None:
    """Return the encoding that a byte order mark, or the zero bytes of unmarked UTF-16, shows."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    pairs = len(head) // 2
    if pairs and head[1::2].count(0) * 10 >= pairs * 9 and not head[::2].count(0):
        return "utf-16-le"
    if pairs and head[::2].count(0) * 10 >= pairs * 9 and not head[1::2].count(0):
        return "utf-16-be"
    return None


def first_fault(stream: BinaryIO, encoding: str) -> Fault | None:
    """Read a whole stream in bounded memory; None if every byte can be decoded."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line, read = 1, 0
    while True:
        chunk = stream.read(CHUNK_BYTES)
        pending = decoder.getstate()[0]
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as fault:
            within = max(fault.start - len(pending), 0)
            line += chunk.count(b"\n", 0, within)
            return Fault(line, read - len(pending) + fault.start, fault.object[fault.start])
        except UnicodeError:
            return Fault(line, read, chunk[0] if chunk else 0)
        if not chunk:
            return None
        line += chunk.count(b"\n")
        read += len(chunk)


def sample_beyond_ascii(lines: Iterable[bytes]) -> bytes:
    """Return the first lines that hold bytes beyond ASCII, at most `SAMPLE_BYTES` and a line of them."""
    sample = bytearray()
    for line in lines:
        if not line.isascii():
            sample += line[:SAMPLE_BYTES]
        if len(sample) >= SAMPLE_BYTES:
            break
    return bytes(sample)


def is_damaged_utf8(sample: bytes) -> bool:
    """Tell whether text that is not UTF-8 is nearly so: more whole sequences than stray bytes."""
    text = sample.decode("utf-8", "replace")
    stray = text.count("\ufffd")
    return sum(1 for _ in _BEYOND_ASCII.finditer(text)) > 2 * stray


def likeliest_encoding(sample: bytes) -> Choice:
    """Return the candidate in which most characters beyond ASCII are one language's letters.

    Where several are, the language that stands first in the list decides, then the encoding.
    """
    readings = [(_readable(sample.decode(encoding, "replace")), encoding) for encoding in CANDIDATES]
    (good, place), encoding = max(readings, key=lambda reading: reading[0])
    if not good:
        return Choice(DEFAULT_ENCODING, "nothing speaks for another")
    total = sum(1 for byte in sample if byte > 127)
    share = "all" if good == total else f"{good} of"
    return Choice(encoding, f"{share} {total} characters beyond ASCII fit {list(_ALPHABETS)[-place]}")


def _readable(text: str) -> tuple[int, int]:
    """Count the characters beyond ASCII that fit; with them the language's place, negated."""
    letters: Counter[str] = Counter()
    symbols = 0
    for match in _BEYOND_ASCII.finditer(text):
        at, sign = match.start(), match.group()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if sign in _SYMBOLS:
            symbols += sign in _INSIDE_WORDS or not (before.isalpha() and after.isalpha())
        elif _fits_word(sign, before, after):
            letters[sign] += 1
    fitting = (sum(letters[sign] for sign in alphabet) for alphabet in _ALPHABETS.values())
    good, place = max((good, -place) for place, good in enumerate(fitting))
    return symbols + good, place


def _fits_word(sign: str, before: str, after: str) -> bool:
    """Refuse a capital after a small letter, and a Greek or Cyrillic letter beside a Latin one."""
    if sign.isupper() and before.islower():
        return False
    return not (_SCRIPT_LETTER.match(sign) and any(side.isascii() and side.isalpha() for side in (before, after)))
