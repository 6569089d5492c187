"""JSON: results as documents that programs may rely on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final, TextIO, cast

from budgetpro.domain.money import Money

SCHEMA_VERSION: Final = 1

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def to_json(value: object) -> Json:
    """Return a result as plain JSON values.

    A named tuple or dataclass becomes an object with every field, Money an object of the
    decimal string and its currency, a day its ISO form, an enum its name in small letters,
    any other iterable an array. TypeError for what has no form.
    """
    if value is None or isinstance(value, (str, bool, float)):
        return value
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, int):
        return value
    if isinstance(value, Money):
        return {"amount": str(value), "currency": value.currency}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: to_json(part) for name, part in zip(value._fields, value, strict=True)}
    return _other_json(value)


def _other_json(value: object) -> Json:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return {str(name): to_json(part) for name, part in value.items()}
    if is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (set, frozenset)):
        return [to_json(part) for part in sorted(value)]
    if isinstance(value, Iterable) and not isinstance(value, (bytes, bytearray, memoryview)):
        return [to_json(part) for part in value]
    raise TypeError(f"{type(value).__name__} has no JSON form")


def envelope(kind: str, result: object) -> dict[str, Json]:
    """Return the one document of a result; an HTTP body is the same."""
    return {"schema_version": SCHEMA_VERSION, "kind": kind, "data": to_json(result)}


def dumps(value: Json) -> str:
    """Return the text of a document, on one line."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def write_document(kind: str, result: object, stream: TextIO) -> None:
    """Write the document of a result; what is no list or tuple but yields rows is written as it comes."""
    stream.write(f'{{"schema_version": {SCHEMA_VERSION}, "kind": {dumps(kind)}, "data": ')
    stream.writelines(_pieces(result))
    stream.write("}\n")


def _pieces(value: object) -> Iterator[str]:
    """Yield the text of a value: of rows that are read on the way one at a time, of the rest whole."""
    if _is_stream(value):
        yield "["
        for n, row in enumerate(cast(Iterable[object], value)):
            yield f"{', ' if n else ''}{dumps(to_json(row))}"
        yield "]"
    elif _holds_stream(value):
        is_record = hasattr(value, "_fields")
        names = [f"{dumps(name)}: " for name in getattr(value, "_fields", ())]
        yield "{" if is_record else "["
        for n, part in enumerate(cast(Iterable[object], value)):
            yield f"{', ' if n else ''}{names[n] if is_record else ''}"
            yield from _pieces(part)
        yield "}" if is_record else "]"
    else:
        yield dumps(to_json(value))


def _is_stream(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(
        value, (str, bytes, bytearray, memoryview, tuple, list, set, frozenset, Mapping)
    )


def _holds_stream(value: object) -> bool:
    return isinstance(value, (tuple, list)) and any(_is_stream(part) or _holds_stream(part) for part in value)


def write_lines(rows: Iterable[object], stream: TextIO) -> None:
    """Write one object a line, as they come."""
    stream.writelines(dumps(to_json(row)) + "\n" for row in rows)
