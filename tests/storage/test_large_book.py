"""SQLite knows how large a book may become, whatever it is now."""

from __future__ import annotations

from collections.abc import Callable

from budgetpro.storage.book import open_book
from budgetpro.storage.large_book import FIGURES

COLUMNS = """
select t.name, case i.origin when 'pk' then t.name else i.name end, count(*)
from sqlite_schema t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
where t.type = 'table' and t.sql like '%without rowid%' group by 1, 2
"""


def test_there_are_figures_for_each_column_of_every_index(new_sqlite: Callable[[], str]) -> None:
    with open_book(new_sqlite(), None, writing=False) as book:
        columns = {(table, index): count for table, index, count in book.connection.execute(COLUMNS)}
        told = book.connection.execute("select tbl, idx, stat from sqlite_stat1").fetchall()

    assert {(table, index): len(figures.split()) - 1 for table, index, figures in told} == columns
    assert len(told) == sum(map(len, FIGURES.values()))
