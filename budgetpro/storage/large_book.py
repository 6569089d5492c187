"""A large book's figures, by which SQLite plans every question as for a million transactions.

All keys begin with `book_id`, and without figures SQLite takes it that ten rows are in a book:
to spare itself a sort it then goes through all postings for those of a day. Figures that it
takes itself (`analyze`) would be those of a small book for long. PostgreSQL keeps its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlalchemy as sa

FIGURES = {
    "account": {"account": "100 100 1", "ix_account_parent": "100 100 10", "uq_account_name": "100 100 10 5 1"},
    "batch": {"batch": "1000 1000 1", "ix_batch_sha256": "1000 1000 1"},
    "batch_source": {"batch_source": "1000 1000 1 1"},
    "batch_statement": {"batch_statement": "1000 1000 1 1"},
    "commodity": {"commodity": "10 10 1"},
    "month_count": {"month_count": "120 120 1"},
    "month_total": {"month_total": "12000 12000 120 120 1"},
    "payee": {"payee": "2000 2000 1", "sqlite_autoindex_payee_2": "2000 2000 1"},
    "posting": {"posting": "2000000 2000000 2 1", "ix_posting_account": "2000000 2000000 20000 10 2"},
    "sequence": {"sequence": "10 10 1"},
    "statement_line": {
        "statement_line": "1000000 1000000 1000 1",
        "ix_statement_line_identity": "1000000 1000000 100000 1",
        "ix_statement_line_bank_id": "1000000 1000000 100000 1",
    },
    "tag": {"tag": "100 100 1", "sqlite_autoindex_tag_2": "100 100 1"},
    "txn": {"txn": "1000000 1000000 1", "ix_txn_day": "1000000 1000000 300 1", "ix_txn_payee": "1000000 1000000 500"},
    "txn_tag": {"txn_tag": "100000 100000 2 1", "ix_txn_tag_tag": "100000 100000 1000 1"},
}
"""By table and index, a table's name standing for its key: all rows, then how many of them agree
in the index's first column, in its first two, and so on (https://www.sqlite.org/fileformat2.html#stat1tab)."""


def tell_sqlite(bound: sa.Connection) -> None:
    """Write the figures into an SQLite database, in place of those there are."""
    # Makes SQLite's table for them, out of the smallest of ours.
    bound.exec_driver_sql("analyze alembic_version")
    bound.exec_driver_sql("delete from sqlite_stat1")
    rows = [(table, index, figures) for table, indexes in FIGURES.items() for index, figures in indexes.items()]
    bound.exec_driver_sql("insert into sqlite_stat1 (tbl, idx, stat) values (?, ?, ?)", rows)
