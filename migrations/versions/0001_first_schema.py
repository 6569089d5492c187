"""The first schema: books, accounts, transactions, month totals and imports.

It is written out, and not taken from `budgetpro.storage.tables`, so that it stays what it was
when the tables change. The reasons behind each table are told there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

APPLICATION_ID = 0x42504231
FLAGS = {"sqlite_with_rowid": False}


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute(f"pragma application_id = {APPLICATION_ID}")
    _create_books()
    _create_accounts()
    _create_transactions()
    _create_batches()


def _create_books() -> None:
    op.create_table(
        "book",
        _key("id"),
        _text("name"),
        _text("base_currency"),
        _big("revision"),
        _text("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_book"),
        sa.UniqueConstraint("name", name="uq_book_name"),
    )
    op.create_table(
        "sequence",
        _key("book_id"),
        _text("name"),
        _big("last_id"),
        sa.PrimaryKeyConstraint("book_id", "name", name="pk_sequence"),
        _of_book("sequence"),
        **FLAGS,
    )
    op.create_table(
        "commodity",
        _key("book_id"),
        _text("code"),
        _int("digits"),
        _text("name"),
        sa.PrimaryKeyConstraint("book_id", "code", name="pk_commodity"),
        _of_book("commodity"),
        _check("ck_commodity_digits", "digits between 0 and 18"),
        **FLAGS,
    )


def _create_accounts() -> None:
    op.create_table(
        "account",
        _key("book_id"),
        _key("id"),
        _big("parent_id", nullable=True),
        _text("type"),
        _text("kind"),
        _text("name"),
        _text("currency", nullable=True),
        sa.Column("is_on_budget", sa.Boolean(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        _text("number", nullable=True),
        _text("note", nullable=True),
        sa.PrimaryKeyConstraint("book_id", "id", name="pk_account"),
        _of_book("account"),
        _within("account", "account", "parent_id"),
        _check("ck_account_type", "type in ('asset', 'liability', 'income', 'expense', 'equity')"),
        _check("ck_account_currency", "(type in ('asset', 'liability')) = (currency is not null)"),
        **FLAGS,
    )
    op.create_index(
        "uq_account_name",
        "account",
        [
            "book_id",
            sa.text("coalesce(parent_id, 0)"),
            sa.text("(case when type in ('asset', 'liability') then 0 when type = 'equity' then 1 else 2 end)"),
            "name",
        ],
        unique=True,
    )
    op.create_index("ix_account_parent", "account", ["book_id", "parent_id"])


def _create_transactions() -> None:
    for table in ("payee", "tag"):
        op.create_table(
            table,
            _key("book_id"),
            _key("id"),
            _text("name"),
            sa.PrimaryKeyConstraint("book_id", "id", name=f"pk_{table}"),
            sa.UniqueConstraint("book_id", "name", name=f"uq_{table}_book_id_name"),
            _of_book(table),
            **FLAGS,
        )
    op.create_table(
        "txn",
        _key("book_id"),
        _key("id"),
        _int("day"),
        _big("payee_id", nullable=True),
        _text("memo", nullable=True),
        _text("reference", nullable=True),
        sa.PrimaryKeyConstraint("book_id", "id", name="pk_txn"),
        _of_book("txn"),
        _within("txn", "payee", "payee_id"),
        **FLAGS,
    )
    op.create_index("ix_txn_day", "txn", ["book_id", "day", "id"])
    _create_index_where_set("ix_txn_payee", "txn", ["book_id", "payee_id"])
    op.create_table(
        "posting",
        _key("book_id"),
        _key("txn_id"),
        _int("n"),
        _big("account_id"),
        _int("day"),
        _big("amount_minor"),
        _text("currency"),
        _int("status"),
        _text("memo", nullable=True),
        _big("batch_id", nullable=True),
        _big("line", nullable=True),
        sa.PrimaryKeyConstraint("book_id", "txn_id", "n", name="pk_posting"),
        _within("posting", "txn", "txn_id"),
        _within("posting", "account", "account_id"),
        _check("ck_posting_status", "status between 0 and 2"),
        _check("ck_posting_evidence", "(batch_id is null) = (line is null)"),
        **FLAGS,
    )
    op.create_index("ix_posting_account", "posting", ["book_id", "account_id", "day", "amount_minor"])
    op.create_table(
        "txn_tag",
        _key("book_id"),
        _key("txn_id"),
        _key("tag_id"),
        sa.PrimaryKeyConstraint("book_id", "txn_id", "tag_id", name="pk_txn_tag"),
        _within("txn_tag", "txn", "txn_id"),
        _within("txn_tag", "tag", "tag_id"),
        **FLAGS,
    )
    op.create_index("ix_txn_tag_tag", "txn_tag", ["book_id", "tag_id", "txn_id"])
    op.create_table(
        "month_total",
        _key("book_id"),
        _key("account_id"),
        _text("currency"),
        _int("month"),
        _big("sum_minor"),
        _big("count"),
        sa.PrimaryKeyConstraint("book_id", "account_id", "currency", "month", name="pk_month_total"),
        _within("month_total", "account", "account_id"),
        _check("ck_month_total_sum_minor", "sum_minor between -9223372036854775807 and 9223372036854775807"),
        **FLAGS,
    )
    op.create_table(
        "month_count",
        _key("book_id"),
        _int("month"),
        _big("count"),
        sa.PrimaryKeyConstraint("book_id", "month", name="pk_month_count"),
        _of_book("month_count"),
        **FLAGS,
    )


def _create_batches() -> None:
    op.create_table(
        "batch",
        _key("book_id"),
        _key("id"),
        _text("file_name"),
        _text("sha256"),
        _big("byte_count"),
        _text("format"),
        _text("encoding", nullable=True),
        _text("options"),
        _int("fingerprint_version"),
        _text("imported_at"),
        sa.PrimaryKeyConstraint("book_id", "id", name="pk_batch"),
        _of_book("batch"),
        **FLAGS,
    )
    op.create_index("ix_batch_sha256", "batch", ["book_id", "sha256"])
    op.create_table(
        "batch_source",
        _key("book_id"),
        _key("batch_id"),
        _int("n"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("book_id", "batch_id", "n", name="pk_batch_source"),
        _within("batch_source", "batch", "batch_id"),
        **FLAGS,
    )
    op.create_table(
        "batch_statement",
        _key("book_id"),
        _key("batch_id"),
        _int("n"),
        _big("account_id"),
        _text("account_number", nullable=True),
        _text("currency", nullable=True),
        _big("opening_minor", nullable=True),
        _big("closing_minor", nullable=True),
        _int("closing_day", nullable=True),
        sa.PrimaryKeyConstraint("book_id", "batch_id", "n", name="pk_batch_statement"),
        _within("batch_statement", "batch", "batch_id"),
        _within("batch_statement", "account", "account_id"),
        **FLAGS,
    )
    op.create_table(
        "statement_line",
        _key("book_id"),
        _key("batch_id"),
        _big("n"),
        _big("position"),
        _big("account_id"),
        _int("outcome"),
        _big("txn_id", nullable=True),
        _big("fingerprint", nullable=True),
        _text("bank_id", nullable=True),
        _big("balance_minor", nullable=True),
        _text("detail", nullable=True),
        sa.PrimaryKeyConstraint("book_id", "batch_id", "n", name="pk_statement_line"),
        _within("statement_line", "batch", "batch_id"),
        _within("statement_line", "account", "account_id"),
        _check("ck_statement_line_outcome", "outcome between 1 and 7"),
        **FLAGS,
    )
    for name, column in (("identity", "fingerprint"), ("bank_id", "bank_id")):
        _create_index_where_set(f"ix_statement_line_{name}", "statement_line", ["book_id", "account_id", column])


def _create_index_where_set(name: str, table: str, columns: list[str]) -> None:
    """Create an index of the rows whose last column is set."""
    is_set = sa.text(f"{columns[-1]} is not null")
    op.create_index(name, table, columns, sqlite_where=is_set, postgresql_where=is_set)


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def _big(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=nullable)


def _int(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=nullable)


def _check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(name))


def _of_book(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["book_id"], ["book.id"], name=f"fk_{table}_book_id")


def _within(table: str, parent: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["book_id", column], [f"{parent}.book_id", f"{parent}.id"], name=f"fk_{table}_book_id_{column}"
    )
