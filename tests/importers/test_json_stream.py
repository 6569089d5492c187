from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetpro.importers import json_stream
from budgetpro.importers.json_stream import JsonFault, JsonStream


def stream(text: str) -> JsonStream:
    return JsonStream(StringIO(text))


def elements(text: str) -> list[Any]:
    json_text = stream(text)
    found = list(json_text.elements())
    json_text.end()
    return found


@pytest.fixture(params=[1, 7, 1 << 20], ids="chunks of {}".format)
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Read so many characters at once, at the least."""
    size: int = request.param
    monkeypatch.setattr(json_stream, "CHUNK", size)
    return size


def test_an_object_is_read_key_by_key(chunk: int) -> None:
    text = stream(' {"schema" : 12 , "data":{ "rows": [1, {"a": "ü"} ,[]] } }\n')

    text.take("{")
    assert (text.key(), text.value()) == ("schema", 12)
    text.take(",")
    assert text.key() == "data"
    text.take("{")
    assert text.key() == "rows"
    assert list(text.elements()) == [1, {"a": "ü"}, []]
    text.take("}")
    assert not text.takes(",")
    text.take("}")
    text.end()


def test_an_empty_array_has_no_elements(chunk: int) -> None:
    assert elements(" [ ] ") == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the end found"),
        ("[1,\n2", 2, "']' is expected, and the end found"),
        ("[1,\n\n nope]", 3, "expecting value"),
        ("[1,\n]", 2, "expecting value"),
        ('["a\tb"]', 1, "invalid control character"),
        ('[\n"abc', 2, "unterminated string"),
        ("[1] 2", 1, "the file goes on"),
        ("[" + "9" * 5000 + "]", 1, "too long"),
        ("[" * 100_000, 1, "too deep"),
        ("{1}", 1, "'[' is expected, and '{' found"),
    ],
)
def test_what_is_no_json_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(JsonFault, match=re.escape(message)) as refused:
        elements(text)
    assert refused.value.line == line


def test_a_key_must_be_a_text() -> None:
    text = stream("{1: 2}")
    text.take("{")

    with pytest.raises(JsonFault, match="a key is expected"):
        text.key()


def test_the_rest_is_not_read_for_the_sake_of_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", 10)
    monkeypatch.setattr(json_stream, "LONGEST_VALUE", 100)
    source = StringIO('["' + "a" * 10_000)

    with pytest.raises(JsonFault, match="unterminated"):
        list(JsonStream(source).elements())
    assert source.tell() < 400


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(VALUES), st.sampled_from([None, 1]), st.booleans(), st.integers(1, 40))
def test_any_array_is_read_as_json_reads_it(values: list[Any], indent: int | None, ascii_only: bool, size: int) -> None:
    text = json.dumps(values, indent=indent, ensure_ascii=ascii_only)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "CHUNK", size)
        assert elements(text) == values
