from __future__ import annotations

import pytest

from tests.cli.conftest import Run


def by_name(lines: list[dict[str, object]]) -> dict[object, dict[str, object]]:
    return {line["name"]: line for line in lines}


def test_every_setting_is_shown_with_where_it_comes_from(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUDGETPRO_BOOK", "home")

    told = run("config", "show", "--origin", "--lock-timeout", "2")

    lines = [line.split() for line in told.out.splitlines()]
    assert ["book", "home", "variable", "BUDGETPRO_BOOK"] in lines
    assert ["lock_timeout", "2.0", "flag", "--lock-timeout"] in lines
    assert ["currency", "EUR", "default"] in lines


def test_without_asking_the_origin_stays_out_of_the_table(run: Run) -> None:
    assert "default" not in run("config", "show").out


def test_programs_always_get_the_origin(run: Run) -> None:
    lines = by_name(run("config", "show", "--json").data)

    assert lines["currency"] == {"name": "currency", "value": "EUR", "origin": "default", "place": None}
    assert lines["format"] == {"name": "format", "value": "json", "origin": "flag", "place": "--format"}


def test_user_and_password_are_kept_back(run: Run) -> None:
    told = run("config", "show", "--json", "--database", "postgresql://me:secret@host:5433/books?password=other")

    assert by_name(told.data)["database"]["value"] == "postgresql://host:5433/books"
    assert "secret" not in told.out


def test_a_setting_that_does_not_fit_is_wrong_usage(run: Run) -> None:
    told = run("config", "show", "--lock-timeout", "soon", "--json")

    assert told.code == 2
    assert told.error["code"] == "invalid_setting"


def test_the_path_of_the_own_file_is_one_line(run: Run, home: object) -> None:
    assert run("config", "path").out == f"{home}/config/budgetpro/config.toml\n"


def test_the_own_file_is_read(run: Run, home: object) -> None:
    folder = home / "config" / "budgetpro"  # type: ignore[operator]
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('format = "csv"\n')

    assert run("config", "show").out.startswith("name,value,origin,place\n")


def test_nothing_in_the_working_directory_is_read(run: Run, home: object, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("config.toml", "budgetpro.toml", ".env", "pyproject.toml"):
        (home / name).write_text('format = "csv"\nBUDGETPRO_FORMAT=csv\n')  # type: ignore[operator]
    monkeypatch.chdir(home)  # type: ignore[arg-type]

    assert run("config", "show").out.startswith("Setting ")
