from __future__ import annotations

from collections.abc import Callable

from tests.cli.conftest import Run


def test_a_file_that_is_up_to_date_stays_so(run: Run, new_sqlite: Callable[[], str]) -> None:
    place = new_sqlite()
    told = run("upgrade", "--database", place)

    assert told == (0, f"{place} has this budgetpro's schema.\n", "")


def test_a_servers_database_is_upgraded_once_somebody_says_that_there_is_a_backup(
    run: Run, new_postgresql: Callable[[], str]
) -> None:
    place = new_postgresql()
    refused = run("upgrade", "--database", place, "--json")

    assert (refused.code, refused.error["code"]) == (1, "needs_confirmation")
    assert run("upgrade", "--database", place, "--yes").code == 0


def test_there_is_nothing_to_upgrade_without_a_database(run: Run) -> None:
    assert run("upgrade").code == 5
