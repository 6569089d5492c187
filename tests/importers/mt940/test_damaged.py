"""Whatever is in an MT940 file, the answer is statements, problems or a typed error, and it comes soon."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from budgetpro.domain.errors import BudgetProError
from budgetpro.importers.lines import StatementLine
from budgetpro.importers.mt940.entries import read_entry
from budgetpro.importers.mt940.narratives import read_narratives
from budgetpro.importers.mt940.reader import open_mt940
from tests.importers.damage import damaged, lines_or_refused
from tests.importers.mt940.mt940_file import page, read

FIRST = page(
    "2603050305D12,50NTRFNONREF//0724710345313905\n/OCMT/EUR1,00/\n:86:105?00LASTSCHRIFT?20EREF+1?21SVWZ+milk?32Lidl",
    "2603060306RC20,00NMSCNONREF\n:86:/EREF/1//CNTP/NL32/INGB/ING//REMI/USTD//x/",
    opening="C260301EUR100,00",
    closing="C260306EUR67,50",
)
LAST = page(
    "260307C1,00S051\n:NS:01a\n15b", "2603070308DR2,\n:86:y", opening="C260306EUR67,50", closing="C260331EUR66,50"
)
INTERIM = (
    ":20:I\n:25:1\n:28C:1\n:34F:EUR0,\n:13D:2603081200+0100\n:61:260308C1,00NTRF\n:86:z\n:90D:0EUR0,\n:90C:1EUR1,\n-\n"
)
WHOLE = f"{{1:F01ASNBNL21XXXX0000000000}}{{2:O940ASNBNL21XXXXN}}{{3:}}{{4:\n{FIRST}-}}{{5:}}\n{LAST}{INTERIM}"
TAGS = [":20:", ":25:", ":28C:", ":60F:", ":60M:", ":61:", ":62F:", ":62M:", ":86:", ":NS:", ":34F:", ":90D:", ":13D:"]
SIGNS = [
    "-",
    "-}",
    "{1:",
    "{4:",
    "\n",
    "\r",
    "?20",
    "?",
    "//",
    "/REMI/",
    "SVWZ+",
    "EREF+",
    ",",
    "٣",
    "\x00",
    "\ufeff",
    " ",
]
SCRAPS = st.sampled_from([*(f"\n{tag}" for tag in TAGS), *SIGNS]) | st.text(max_size=4)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged") / "statement.sta"


def lines_of(path: Path, content: bytes) -> list[StatementLine] | None:
    return lines_or_refused(open_mt940, path, content)


@given(text=damaged(WHOLE, SCRAPS))
@settings(max_examples=400, deadline=2000)
@example(text=WHOLE)
def test_damaged_file_is_read_or_refused(path: Path, text: str) -> None:
    lines_of(path, text.encode("utf-8", "surrogatepass"))


@given(content=st.binary(max_size=400))
@settings(max_examples=200, deadline=2000)
def test_any_bytes_are_read_or_refused(path: Path, content: bytes) -> None:
    lines_of(path, b":20:1\n:25:1\n:60F:C260301EUR1,00\n:61:" + content)
    lines_of(path, content)


@given(at=st.integers(0, len(WHOLE) - 1), flip=st.integers(1, 255))
@settings(max_examples=400, deadline=2000)
def test_flipped_byte_is_read_or_refused(path: Path, at: int, flip: int) -> None:
    content = bytearray(WHOLE.encode())
    content[at] ^= flip
    lines_of(path, bytes(content))


@given(length=st.integers(0, len(WHOLE) - 1))
@settings(max_examples=600, deadline=2000)
def test_cut_off_file_is_told_and_never_gives_a_row_that_the_whole_has_not(path: Path, length: int) -> None:
    whole = read(path, WHOLE)
    assert whole.problems == []
    try:
        cut = read(path, WHOLE[:length])
    except BudgetProError:
        return
    rows = sorted(cut.all_lines, key=lambda line: line.position)
    assert rows == sorted(whole.all_lines, key=lambda line: line.position)[: len(rows)]
    if len(rows) < len(whole.all_lines):
        assert cut.problems or is_at_an_end(WHOLE[:length])


def is_at_an_end(text: str) -> bool:
    """Tell whether a cut leaves whole messages (their balance may lack a zero), and of the next no whole field."""
    end = max(text.rfind(balance) for balance in ("62F:C260306EUR67,5", "62F:C260331EUR66,5"))
    return end >= 0 and ":20:" not in text[end:]


@given(text=st.text(max_size=60) | st.from_regex(r"[0-9]{6,10}[RE]?[CD][A-Z]?[0-9.,]{1,12}.{0,20}", fullmatch=True))
@settings(max_examples=300)
def test_entries_are_finite_or_refused(text: str) -> None:
    try:
        entry = read_entry([text])
    except ValueError:
        return
    digits = "".join(str(digit) for digit in entry.amount.as_tuple().digits).lstrip("0")
    assert entry.amount.is_finite()
    assert digits in "".join(sign for sign in text if sign.isdigit())


@given(lines=st.lists(st.text(max_size=30) | st.sampled_from(SIGNS), max_size=6))
@settings(max_examples=300)
def test_any_text_is_words(lines: list[str]) -> None:
    for part in read_narratives([lines]):
        assert part is None or part == " ".join(part.split())


@pytest.mark.parametrize(
    "evil",
    [
        *["?20", "?20\n", "/REMI/", "/", "EREF+", " EREF+\n", "SVWZ+EREF+", "CDTRREFTP//", "-", "-}", "{1:", " ", "x"],
        *[
            "\n",
            "\n:86:",
            "\n:61:",
            "\n:61:2603050305D1,00NTRFNONREF//12345678",
            "\n:20:",
            "\n:25:",
            "\n:60F:C260301EUR1,",
        ],
    ],
)
def test_repeated_scraps_take_no_longer_than_their_length(path: Path, evil: str) -> None:
    for begin in ("2603050305D12,50NTRFNONREF\n:86:", "2603050305D12,50NTRFNONREF\n:86:105?20", ""):
        text = page(f"{begin}{evil * (400_000 // len(evil))}")
        began = time.process_time()
        lines_of(path, text.encode())
        assert time.process_time() - began < 5
