"""Shapes that values from outside must have: each reads a value of a JSON document, or says what is wrong with it."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

from budgetpro.domain.days import day_number
from budgetpro.domain.money import MAX_MINOR

Value = TypeVar("Value")
Record = TypeVar("Record")
Read = Callable[[Any], Value]

_LONGEST_SHOWN: Final = 60


class Misfit(Exception):
    """A value that its place does not take; `path` leads to it from where it was asked for."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.path = path

    def within(self, place: str) -> Misfit:
        """Return the misfit as it is seen from one level up."""
        dot = "." if self.path and not self.path.startswith("[") else ""
        return Misfit(self.message, f"{place}{dot}{self.path}")


class Shape(Generic[Record]):
    """An object with exactly these keys, in any order; `make` is given their values in the order of the shape."""

    def __init__(self, make: Callable[..., Record], fields: Mapping[str, Read[Any]]) -> None:
        self._make = make
        self._fields = dict(fields)

    def __call__(self, value: object) -> Record:
        if type(value) is not dict:
            raise Misfit(f"an object is expected, not {shown(value)}")
        if value.keys() != self._fields.keys():
            raise self._wrong_keys(value)
        parts = []
        name = ""
        try:
            for name, read in self._fields.items():
                parts.append(read(value[name]))
        except Misfit as misfit:
            raise misfit.within(name) from None
        return self._make(*parts)

    def _wrong_keys(self, value: Mapping[str, object]) -> Misfit:
        unknown = [key for key in value if key not in self._fields]
        if unknown:
            return Misfit(f"there is no such key here; the keys are {', '.join(self._fields)}", unknown[0])
        return Misfit(f"the key '{next(name for name in self._fields if name not in value)}' is missing")


def whole(least: int, most: int = MAX_MINOR) -> Read[int]:
    """Read a whole number from `least` to `most`."""

    def read(value: object) -> int:
        if type(value) is int and least <= value <= most:
            return value
        raise Misfit(f"a whole number from {least} to {most} is expected, not {shown(value)}")

    return read


def text(value: object) -> str:
    """Read a text that every database can hold."""
    if type(value) is not str:
        raise Misfit(f"a text is expected, not {shown(value)}")
    if "\0" in value or (not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value)):
        raise Misfit("the text holds a character that can't be kept: U+0000, or half of a surrogate pair")
    return value


def matching(pattern: str, noun: str) -> Read[str]:
    """Read a text that is wholly of a pattern."""
    compiled = re.compile(pattern, re.ASCII)

    def read(value: object) -> str:
        if compiled.fullmatch(text(value)):
            return str(value)
        raise Misfit(f"{noun} is expected, not {shown(value)}")

    return read


def flag(value: object) -> bool:
    """Read true or false."""
    if type(value) is bool:
        return value
    raise Misfit(f"true or false is expected, not {shown(value)}")


def optional(read: Read[Value]) -> Read[Value | None]:
    """Read null as None, and anything else by `read`."""
    return lambda value: None if value is None else read(value)


def one_of(values: Mapping[str, Value]) -> Read[Value]:
    """Read one of some words as what it stands for."""

    def read(value: object) -> Value:
        if isinstance(value, str) and value in values:
            return values[value]
        raise Misfit(f"one of {', '.join(values)} is expected, not {shown(value)}")

    return read


def many(read: Read[Value]) -> Read[tuple[Value, ...]]:
    """Read an array, each element by `read`."""

    def read_all(value: object) -> tuple[Value, ...]:
        if type(value) is not list:
            raise Misfit(f"an array is expected, not {shown(value)}")
        read_so_far: list[Value] = []
        try:
            for element in value:
                read_so_far.append(read(element))  # noqa: PERF401 - its length is the place of a misfit
        except Misfit as misfit:
            raise misfit.within(f"[{len(read_so_far)}]") from None
        return tuple(read_so_far)

    return read_all


def day(value: object) -> int:
    """Read an ISO date as yyyymmdd."""
    try:
        return _day(text(value))
    except ValueError:
        raise Misfit(f"a date like 2026-01-31 is expected, not {shown(value)}") from None


def base64(value: object) -> bytes:
    """Read bytes in Base64 (RFC 4648, section 4)."""
    try:
        return b64decode(text(value), validate=True)
    except (Base64Error, ValueError):
        raise Misfit("Base64 is expected") from None


def json_text(value: object) -> str:
    """Read a text that is itself JSON."""
    try:
        json.loads(text(value))
    except (ValueError, RecursionError):
        raise Misfit(f"a text of JSON is expected, not {shown(value)}") from None
    return str(value)


def shown(value: object) -> str:
    """Return a value as a message quotes it."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    quoted = json.dumps(value, ensure_ascii=False)
    return quoted if len(quoted) <= _LONGEST_SHOWN else quoted[:_LONGEST_SHOWN] + "…"


@lru_cache(maxsize=50_000)
def _day(written: str) -> int:
    found = date.fromisoformat(written)
    if found.isoformat() != written:
        raise ValueError(written)
    return day_number(found)
