"""What a command must not load: speed by shape, whatever the machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT

LOADED = """
import sys
sys.argv = ["budgetpro", *sys.argv[1:]]
try:
    from budgetpro.__main__ import main
    main()
except SystemExit as end:
    assert not end.code, end.code
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""

COLLECTED = """
import gc, sys
began = []
gc.callbacks.append(lambda phase, about: began.append(about["generation"]) if phase == "start" else None)
sys.argv = ["budgetpro", *sys.argv[1:]]
from budgetpro.__main__ import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print(len(began), gc.get_freeze_count() > len(gc.get_objects()), file=sys.stderr)
"""

HEAVY = {"sqlmodel", "sqlalchemy", "alembic", "pydantic", "plotext", "platformdirs", "rich", "tomllib", "psycopg"}


def told(script: str, *words: str) -> list[str]:
    """Return the last words of a script that runs a command; what measures coverage would load modules of its own."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-c", script, *words],
        env={**environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stderr.splitlines()[-1].split()


def loaded(*words: str) -> set[str]:
    """Return the top-level modules that a command loads."""
    return set(told(LOADED, *words))


@pytest.fixture
def database(new_sqlite: object) -> str:
    path: str = new_sqlite()  # type: ignore[operator]
    return path


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "table"])
@pytest.mark.parametrize(
    "words",
    [
        ("account", "list"),
        ("category", "list"),
        ("check",),
        ("config", "show"),
        ("report", "balance"),
        ("report", "balance", "--on", "2026-01-15"),
        ("report", "spending"),
        ("report", "spending", "ytd", "--by", "payee"),
        ("report", "spending", "--by", "month"),
        ("export", "json"),
    ],
)
def test_a_reading_command_loads_nothing_heavy(database: str, words: tuple[str, ...], form: str) -> None:
    assert not loaded(*words, "--database", database, "--format", form) & HEAVY


def test_only_a_chart_loads_what_draws_it(database: str) -> None:
    loaded("account", "add", "Checking", "--database", database)

    assert loaded("report", "balance", "--chart", "--database", database) & HEAVY == {"plotext"}


def test_a_change_loads_nothing_heavy(database: str) -> None:
    words = ("account", "add", "Checking", "--opening", "250", "--on", "2026-01-01", "--currency", "EUR", "--json")

    assert not loaded(*words, "--database", database) & HEAVY


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the folder of the config file is asked of platformdirs")
def test_nor_does_it_where_the_database_is_found_by_default(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "budgetpro", "init"], cwd=ROOT, check=True, capture_output=True)

    assert not loaded("account", "list", "--json") & HEAVY


def test_the_version_loads_nothing_at_all() -> None:
    assert not loaded("--version") & (HEAVY | {"typer", "re", "inspect"})


def test_the_help_loads_no_command(database: str) -> None:
    assert not loaded("--help") & (HEAVY - {"rich", "pydantic"})


def test_what_a_command_loads_is_not_searched_for_cycles(database: str) -> None:
    collections, is_frozen = told(COLLECTED, "account", "list", "--database", database)

    assert int(collections) < 3
    assert is_frozen == "True"
