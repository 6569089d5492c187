from __future__ import annotations

import sys
from pathlib import Path

import platformdirs
import pytest

from budgetpro.config import Origin, Settings, config_file, default_database, load_settings
from budgetpro.domain.errors import Failure, NotFound, UsageFault


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_DATA_HOME": str(tmp_path / "data")}


def write_own_file(environ: dict[str, str], text: str) -> Path:
    path = config_file(environ)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def origin(settings: Settings, name: str) -> str:
    return str(settings.origins[name])


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the platform's folders are those of Linux")


def test_nothing_said_gives_defaults(environ: dict[str, str]) -> None:
    settings = load_settings({}, environ)

    assert (settings.book, settings.currency, settings.format) == (None, "EUR", "table")
    assert (settings.color, settings.lock_timeout) == ("auto", 10.0)
    assert settings.database == default_database(environ)
    assert set(settings.origins.values()) == {Origin("default")}


def test_a_flag_is_over_a_variable_over_the_named_file_over_the_own_file(
    environ: dict[str, str], tmp_path: Path
) -> None:
    own = write_own_file(environ, 'book = "own"\ncurrency = "SEK"\nformat = "csv"\nlock_timeout = 4\n')
    named = tmp_path / "named.toml"
    named.write_text('book = "named"\ncurrency = "NOK"\nformat = "tsv"\n', "utf-8")
    environ |= {"BUDGETPRO_BOOK": "variable", "BUDGETPRO_CURRENCY": "DKK"}

    settings = load_settings({"book": "flag", "config": str(named)}, environ)

    assert (settings.book, origin(settings, "book")) == ("flag", "--book")
    assert (settings.currency, origin(settings, "currency")) == ("DKK", "BUDGETPRO_CURRENCY")
    assert (settings.format, origin(settings, "format")) == ("tsv", str(named))
    assert (settings.lock_timeout, origin(settings, "lock_timeout")) == (4.0, str(own))
    assert (settings.color, origin(settings, "color")) == ("auto", "default")


def test_a_variable_may_name_the_file(environ: dict[str, str], tmp_path: Path) -> None:
    named = tmp_path / "named.toml"
    named.write_text('book = "named"\n', "utf-8")

    assert load_settings({}, environ | {"BUDGETPRO_CONFIG": str(named)}).book == "named"


def test_the_own_file_named_is_read_once(environ: dict[str, str]) -> None:
    own = write_own_file(environ, 'book = "own"\n')

    assert origin(load_settings({"config": str(own)}, environ), "book") == str(own)


def test_an_empty_variable_says_nothing(environ: dict[str, str]) -> None:
    assert load_settings({}, environ | {"BUDGETPRO_BOOK": "", "BUDGETPRO_LOCK_TIMEOUT": ""}).book is None


def test_a_secret_is_read_from_a_file_without_its_line_end(environ: dict[str, str], tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql://me:word@host/books\n", "utf-8")

    settings = load_settings({}, environ | {"BUDGETPRO_DATABASE_URL_FILE": str(secret)})

    assert settings.database == "postgresql://me:word@host/books"


def test_a_secret_given_twice_is_refused(environ: dict[str, str]) -> None:
    environ |= {"BUDGETPRO_DATABASE_URL": "a.db", "BUDGETPRO_DATABASE_URL_FILE": "b"}

    with pytest.raises(UsageFault, match="BUDGETPRO_DATABASE_URL and BUDGETPRO_DATABASE_URL_FILE are both set"):
        load_settings({}, environ)


def test_only_secrets_are_read_from_files(environ: dict[str, str]) -> None:
    assert load_settings({}, environ | {"BUDGETPRO_BOOK_FILE": "nowhere"}).book is None


def test_a_missing_secret_file_names_its_variable(environ: dict[str, str]) -> None:
    with pytest.raises(NotFound, match=r"'nowhere' \(BUDGETPRO_DATABASE_URL_FILE\)") as caught:
        load_settings({}, environ | {"BUDGETPRO_DATABASE_URL_FILE": "nowhere"})
    assert caught.value.code == "file_not_found"


def test_a_missing_config_file_is_not_found(environ: dict[str, str]) -> None:
    with pytest.raises(NotFound, match=r"'nowhere.toml' \(the config file\)"):
        load_settings({"config": "nowhere.toml"}, environ)


def test_a_config_file_that_is_a_folder_cannot_be_read(environ: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(Failure, match="cannot be read: Is a directory"):
        load_settings({"config": str(tmp_path)}, environ)


def test_a_config_file_in_another_encoding_cannot_be_read(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'book = "K\xfcche"\n')

    with pytest.raises(Failure, match="it is not UTF-8 text"):
        load_settings({"config": str(tmp_path / "latin.toml")}, environ)


def test_an_unknown_key_names_file_and_key_and_what_was_meant(environ: dict[str, str]) -> None:
    own = write_own_file(environ, 'databse = "x.db"\n')

    with pytest.raises(UsageFault) as caught:
        load_settings({}, environ)
    assert caught.value.message == f"{own}: there is no setting 'databse'."
    assert caught.value.hint == "Did you mean 'database'?"


def test_an_unknown_key_that_is_near_nothing_lists_the_known_ones(environ: dict[str, str]) -> None:
    write_own_file(environ, "[server]\nport = 1\n")

    with pytest.raises(UsageFault) as caught:
        load_settings({}, environ)
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("Known keys: database, book, ")


def test_broken_toml_names_file_and_line(environ: dict[str, str]) -> None:
    own = write_own_file(environ, "book = \n")

    with pytest.raises(UsageFault, match="line 1") as caught:
        load_settings({}, environ)
    assert caught.value.code == "invalid_config"
    assert str(own) in caught.value.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('lock_timeout = "soon"', "key lock_timeout: 'soon' does not fit; seconds are wanted, zero or more."),
        ("lock_timeout = -1", "key lock_timeout: -1 does not fit; seconds are wanted, zero or more."),
        ("lock_timeout = true", "key lock_timeout: True does not fit; seconds are wanted, zero or more."),
        ("lock_timeout = nan", "key lock_timeout: nan does not fit; seconds are wanted, zero or more."),
        ('format = "xml"', "key format: 'xml' does not fit; one of table, json, jsonl, csv, tsv is wanted."),
        ("book = 3", "key book: 3 does not fit; a text is wanted."),
    ],
)
def test_a_value_that_does_not_fit_names_its_key(environ: dict[str, str], text: str, told: str) -> None:
    own = write_own_file(environ, text)

    with pytest.raises(UsageFault) as caught:
        load_settings({}, environ)
    assert caught.value.message == f"{own}, {told}"
    assert caught.value.code == "invalid_setting"


def test_a_bad_variable_and_a_bad_flag_are_named(environ: dict[str, str]) -> None:
    with pytest.raises(UsageFault, match="BUDGETPRO_COLOR: 'red' does not fit"):
        load_settings({}, environ | {"BUDGETPRO_COLOR": "red"})
    with pytest.raises(UsageFault, match="--lock-timeout: 'x' does not fit"):
        load_settings({"lock_timeout": "x"}, environ)


def test_a_bad_secret_is_not_repeated(environ: dict[str, str]) -> None:
    write_own_file(environ, "database = 12345\n")

    with pytest.raises(UsageFault) as caught:
        load_settings({}, environ)
    assert "12345" not in caught.value.message


def test_a_relative_database_in_a_file_starts_at_the_file(environ: dict[str, str]) -> None:
    own = write_own_file(environ, 'database = "books/home.db"\n')

    assert load_settings({}, environ).database == str(own.parent / "books/home.db")


def test_a_url_in_a_file_stays_as_it_is(environ: dict[str, str]) -> None:
    write_own_file(environ, 'database = "postgresql://host/books"\n')

    assert load_settings({}, environ).database == "postgresql://host/books"


@linux_only
@pytest.mark.parametrize("base", ["", "/elsewhere", "relative", None])
def test_the_short_way_to_the_folders_is_the_platforms(monkeypatch: pytest.MonkeyPatch, base: str | None) -> None:
    environ: dict[str, str] = {}
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        if base is None:
            monkeypatch.delenv(variable, raising=False)
        else:
            monkeypatch.setenv(variable, base)
            environ[variable] = base

    assert config_file(environ).parent == platformdirs.user_config_path("budgetpro", appauthor=False)
    assert Path(default_database(environ)).parent == platformdirs.user_data_path("budgetpro", appauthor=False)


def test_other_platforms_ask_platformdirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    assert config_file({}).parent == platformdirs.user_config_path("budgetpro", appauthor=False)
    assert Path(default_database({})).parent == platformdirs.user_data_path("budgetpro", appauthor=False)
