"""Small statements for the tests of imports: written as files, read by the real readers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from budgetpro.domain.transactions import Draft, PostingDraft, Status
from budgetpro.importers.lines import Hints
from budgetpro.services.accounts import add_account, system_account
from budgetpro.services.books import check_book
from budgetpro.services.names import account_named
from budgetpro.services.statements.batches import BatchRows
from budgetpro.services.statements.importing import ImportOptions, import_statements
from budgetpro.services.statements.report import ImportedFile, with_rows
from budgetpro.storage.book import Book
from budgetpro.storage.queries.checks import Fault
from budgetpro.storage.writes import add_transaction, ensure_named

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Line(NamedTuple):
    """A row of a statement: ISO day, decimal amount, words, the bank's id."""

    day: str
    amount: str
    text: str
    bank_id: str = ""


def write_csv(path: Path, lines: Iterable[Line]) -> str:
    """Write a bank's CSV with date, description and amount."""
    rows = "".join(f'{line.day},"{line.text}",{line.amount}\n' for line in lines)
    path.write_text("Date,Description,Amount\n" + rows, encoding="utf-8")
    return str(path)


def write_states(path: Path, lines: Iterable[tuple[Line, str]]) -> str:
    """Write a bank's CSV that tells of each row whether it is `Pending` or `Completed`."""
    rows = [(*line, state) for line, state in lines]
    text = "".join(f'{day},"{words}",{amount},{state},{bank_id}\n' for day, amount, words, bank_id, state in rows)
    if any(bank_id for _, _, _, bank_id, _ in rows):
        text = "Date,Description,Amount,Status,Transaction ID\n" + text
    else:
        text = "Date,Description,Amount,Status\n" + text.replace(",\n", "\n")
    path.write_text(text, encoding="utf-8")
    return str(path)


def write_ofx(
    path: Path, lines: Iterable[Line], *, account: str = "DE1", closing: tuple[str, str] | None = None
) -> str:
    """Write an OFX 2 statement in EUR; `closing` is the ledger balance and its day."""
    rows = "".join(
        f"<STMTTRN><TRNTYPE>OTHER</TRNTYPE><DTPOSTED>{line.day.replace('-', '')}</DTPOSTED>"
        f"<TRNAMT>{line.amount}</TRNAMT><FITID>{line.bank_id}</FITID><MEMO>{line.text}</MEMO></STMTTRN>\n"
        for line in lines
    )
    ledger = ""
    if closing:
        ledger = f"<LEDGERBAL><BALAMT>{closing[0]}</BALAMT><DTASOF>{closing[1].replace('-', '')}</DTASOF></LEDGERBAL>"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE"?>\n'
        "<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1</TRNUID><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>"
        f"<STMTRS><CURDEF>EUR</CURDEF><BANKACCTFROM><BANKID>1</BANKID><ACCTID>{account}</ACCTID>"
        "<ACCTTYPE>CHECKING</ACCTTYPE></BANKACCTFROM><BANKTRANLIST>\n"
        f"{rows}</BANKTRANLIST>{ledger}</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n",
        encoding="utf-8",
    )
    return str(path)


def import_file(book: Book, path: str, account: str | None = "Checking", **options: object) -> ImportedFile[BatchRows]:
    """Import one file, its amounts signed as they are, and return what became of it."""
    chosen = ImportOptions(account=account, hints=Hints(sign="as-is"), **options)  # type: ignore[arg-type]
    return with_rows(book, import_statements(book, [path], chosen, now=NOW)).files[0]


def open_account(book: Book, name: str = "Checking", kind: str = "checking") -> int:
    """Add an account in EUR and return its id."""
    return add_account(book, name, kind=kind).id


def enter(book: Book, day: str, cents: int, payee: str = "", account: str = "Checking") -> int:
    """Enter a transaction by hand, not yet seen by a bank, and return its id."""
    account_id = account_named(book, account).id
    category_id = system_account(book, "uncategorised", "expense" if cents < 0 else "income")
    payee_id = ensure_named(book, "payee", [payee])[payee] if payee else None
    postings = (
        PostingDraft(account_id, cents, "EUR", Status.PENDING),
        PostingDraft(category_id, -cents, "EUR"),
    )
    return add_transaction(book, Draft(date.fromisoformat(day), postings, payee_id))


def counts(file: ImportedFile[BatchRows]) -> tuple[int, int, int, int, int, int]:
    """Return added, already, matched, paired, review and refused."""
    return file.added, file.already, file.matched, file.paired, file.review, file.refused


def rows_of_account(book: Book, name: str = "Checking") -> list[tuple[int, int, str | None]]:
    """Return day, amount and memo of every posting of an account, in order."""
    rows: Sequence[tuple[int, int, str | None]] = book.connection.execute(
        "select p.day, p.amount_minor, t.memo from posting p join txn t on t.book_id = p.book_id and t.id = p.txn_id"
        " where p.book_id = ? and p.account_id = ? order by p.day, p.amount_minor, t.memo",
        (book.id, account_named(book, name).id),
    ).fetchall()
    return list(rows)


TABLES = (
    "account", "payee", "tag", "txn", "posting", "txn_tag", "month_total", "month_count",
    "batch", "batch_source", "batch_statement", "statement_line",
)  # fmt: skip


def contents(book: Book) -> dict[str, list[Any]]:
    """Return every row of a book."""
    book.flush_totals()
    return {
        table: sorted(
            book.connection.execute(f"select * from {table} where book_id = ?", (book.id,)).fetchall(), key=repr
        )
        for table in TABLES
    }


def faults(book: Book) -> tuple[Fault, ...]:
    """Return what `check` finds wrong in a book that is not committed yet."""
    book.flush_totals()
    book.flush_ids()
    return check_book(book).faults
