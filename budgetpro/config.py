"""Settings: what was asked for, and where each value came from.

A flag is over a `BUDGETPRO_*` variable, over the file of `--config`, over the file in the
platform's config folder, over the default. Nothing in the working directory is read.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, cast

from budgetpro.domain.errors import Failure, NotFound, UsageFault

Format = Literal["table", "json", "jsonl", "csv", "tsv"]
ColorChoice = Literal["auto", "always", "never"]
OriginKind = Literal["flag", "variable", "file", "default"]

FORMATS: Final[tuple[Format, ...]] = ("table", "json", "jsonl", "csv", "tsv")
COLORS: Final[tuple[ColorChoice, ...]] = ("auto", "always", "never")
CONFIG_VARIABLE: Final = "BUDGETPRO_CONFIG"


class Origin(NamedTuple):
    """Where a value came from; `place` is the option, the variable or the file, None for a default."""

    kind: OriginKind
    place: str | None = None

    def __str__(self) -> str:
        return self.place or self.kind


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run. `lock_timeout` is in seconds; `book` None means the only one, or "main".

    `account` is where entered money comes from and goes to where none is named.
    """

    database: str
    book: str | None
    currency: str
    account: str | None
    format: Format
    color: ColorChoice
    lock_timeout: float
    origins: Mapping[str, Origin]


class Key(NamedTuple):
    """A setting: its name in files and flags, its variable, how it is read, and its default.

    A secret one may also stand in a file that the variable with `_FILE` behind it names.
    """

    name: str
    variable: str
    read: Callable[[object], object]
    default: Callable[[Mapping[str, str]], object]
    is_secret: bool = False


class _Layer(NamedTuple):
    """Values of one origin, by name."""

    origin: Callable[[str], Origin]
    values: Mapping[str, object]


def load_settings(flags: Mapping[str, object], environ: Mapping[str, str]) -> Settings:
    """Return the settings for `flags` (by setting name, and `config` for a file) and `environ`.

    Raises UsageFault `invalid_setting` or `unknown_setting` naming the place of a value that
    does not fit, NotFound `file_not_found` for a named file that does not exist, and Failure
    `unreadable_file`.
    """
    layers = [
        _Layer(lambda name: Origin("flag", option_of(name)), flags),
        _Layer(lambda name: Origin("variable", KEYS[name].variable), _variables(environ)),
        *(_file_layer(path) for path in _files(flags, environ)),
    ]
    found = {name: _first(key, layers, environ) for name, key in KEYS.items()}
    values = cast(Any, {name: value for name, (value, _) in found.items()})
    return Settings(**values, origins={name: origin for name, (_, origin) in found.items()})


def option_of(name: str) -> str:
    """Return the option that gives a setting: "lock_timeout" is `--lock-timeout`."""
    return f"--{name.replace('_', '-')}"


def config_file(environ: Mapping[str, str]) -> Path:
    """Return where the user's own config file is looked for."""
    return _folder("XDG_CONFIG_HOME", ".config", environ) / "config.toml"


def default_database(environ: Mapping[str, str]) -> str:
    """Return the path of the database that is used where none is named."""
    return str(_folder("XDG_DATA_HOME", ".local/share", environ) / "book.db")


def _folder(variable: str, beneath_home: str, environ: Mapping[str, str]) -> Path:
    """Return the platform's folder for us.

    On Linux this is the XDG base directory specification in two lines: asking platformdirs
    for the same would take a fifth of a short command's time.
    """
    if sys.platform == "linux" and "ANDROID_ROOT" not in environ:
        base = environ.get(variable, "").strip()
        return (Path(base) if Path(base).is_absolute() else _home() / beneath_home) / "budgetpro"
    import platformdirs

    is_config = variable == "XDG_CONFIG_HOME"
    folder = platformdirs.user_config_path if is_config else platformdirs.user_data_path
    return folder("budgetpro", appauthor=False)


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        raise UsageFault(
            "Your home folder is not known, in which the book is kept.",
            code="no_home",
            hint="Set HOME, or name the database with --database.",
        ) from None


def _first(key: Key, layers: list[_Layer], environ: Mapping[str, str]) -> tuple[object, Origin]:
    for layer in layers:
        if (given := layer.values.get(key.name)) is not None:
            origin = layer.origin(key.name)
            try:
                return key.read(given), origin
            except ValueError as fault:
                shown = "" if key.is_secret else f" {given!r}"
                raise UsageFault(
                    f"{_where(origin, key.name)}:{shown} does not fit; {fault}.", code="invalid_setting"
                ) from None
    return key.default(environ), Origin("default")


def _where(origin: Origin, name: str) -> str:
    return f"{origin.place}, key {name}" if origin.kind == "file" else str(origin.place)


def _variables(environ: Mapping[str, str]) -> dict[str, object]:
    """Return what the variables say; an empty one says nothing."""
    values: dict[str, object] = {}
    for name, key in KEYS.items():
        text = environ.get(key.variable) or None
        secret_file = environ.get(f"{key.variable}_FILE") if key.is_secret else None
        if text and secret_file:
            raise UsageFault(
                f"{key.variable} and {key.variable}_FILE are both set.", hint="Unset one.", code="conflicting_settings"
            )
        values[name] = _read_text(Path(secret_file), f"{key.variable}_FILE").strip() if secret_file else text
    return values


def _files(flags: Mapping[str, object], environ: Mapping[str, str]) -> list[Path]:
    """Return the config files to read, the stronger first."""
    named = flags.get("config") or environ.get(CONFIG_VARIABLE)
    files = [Path(str(named))] if named else []
    try:
        own = config_file(environ)
    except UsageFault:
        return files  # without a home folder there is no file in it
    return [*files, own] if own.is_file() and own not in files else files


def _file_layer(path: Path) -> _Layer:
    import tomllib

    try:
        values = tomllib.loads(_read_text(path, "the config file"))
    except tomllib.TOMLDecodeError as fault:
        raise UsageFault(f"{path} is no TOML: {fault}.", code="invalid_config") from None
    for name in values:
        if name not in KEYS:
            raise _unknown_key(path, name)
    if isinstance(values.get("database"), str):
        values["database"] = _beside(path, values["database"])
    return _Layer(lambda _: Origin("file", str(path)), values)


def _read_text(path: Path, role: str) -> str:
    try:
        return path.expanduser().read_text("utf-8")
    except FileNotFoundError:
        raise NotFound(f"There is no file '{path}' ({role}).", code="file_not_found") from None
    except (OSError, UnicodeDecodeError, RuntimeError) as fault:
        reason = str(fault.strerror if isinstance(fault, OSError) else _REASONS[type(fault)])
        raise Failure(f"'{path}' ({role}) cannot be read: {reason}.", code="unreadable_file") from None


_REASONS = {UnicodeDecodeError: "it is not UTF-8 text", RuntimeError: "its home folder is not known"}


def _beside(path: Path, database: str) -> str:
    """Return a database named in a config file; a plain relative path starts at that file's folder."""
    return database if "://" in database else str(path.parent.absolute() / Path(database).expanduser())


def _unknown_key(path: Path, name: str) -> UsageFault:
    from budgetpro.domain.names import near_misses

    near = near_misses(name, list(KEYS))
    hint = f"Did you mean '{near[0]}'?" if near else f"Known keys: {', '.join(KEYS)}."
    return UsageFault(f"{path}: there is no setting '{name}'.", hint=hint, code="unknown_setting")


def _text(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError("a text is wanted")


def _one_of(choices: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value in choices:
            return str(value)
        raise ValueError(f"one of {', '.join(choices)} is wanted")

    return read


def _seconds(value: object) -> float:
    try:
        seconds = float(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else math.nan
    except ValueError:
        seconds = math.nan
    if math.isfinite(seconds) and seconds >= 0:
        return seconds
    raise ValueError("seconds are wanted, zero or more")


KEYS: Final[Mapping[str, Key]] = {
    key.name: key
    for key in (
        Key("database", "BUDGETPRO_DATABASE_URL", _text, default_database, is_secret=True),
        Key("book", "BUDGETPRO_BOOK", _text, lambda _: None),
        Key("currency", "BUDGETPRO_CURRENCY", _text, lambda _: "EUR"),
        Key("account", "BUDGETPRO_ACCOUNT", _text, lambda _: None),
        Key("format", "BUDGETPRO_FORMAT", _one_of(FORMATS), lambda _: "table"),
        Key("color", "BUDGETPRO_COLOR", _one_of(COLORS), lambda _: "auto"),
        Key("lock_timeout", "BUDGETPRO_LOCK_TIMEOUT", _seconds, lambda _: 10.0),
    )
}
"""Every setting that a flag, a variable or a config file may give."""
