"""What a book has already seen of an account's statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.transactions import Evidence

if TYPE_CHECKING:
    from budgetpro.storage.book import Book

MOST_VALUES = 500


class SeenLine(NamedTuple):
    """A line of an earlier batch that claims a transaction; none where it waits or was deleted."""

    fingerprint: int
    txn_id: int | None
    outcome: int
    batch_id: int
    n: int
    bank_id: str | None
    balance_minor: int | None


def has_lines(book: Book, account_id: int) -> bool:
    """Tell whether any statement line was ever imported into the account."""
    found = book.connection.execute(
        "select 1 from statement_line where book_id = ? and account_id = ? and fingerprint is not null limit 1",
        (book.id, account_id),
    ).fetchone()
    return found is not None


def lines_between(book: Book, account_id: int, first: int, last: int, before_batch: int) -> Iterator[SeenLine]:
    """Yield the lines of earlier batches with fingerprints from `first` up to, without, `last`."""
    rows = book.connection.execute(
        "select fingerprint, txn_id, outcome, batch_id, n, bank_id, balance_minor from statement_line"
        " where book_id = ? and account_id = ? and fingerprint >= ? and fingerprint < ? and batch_id < ?"
        " order by fingerprint, batch_id, n",
        (book.id, account_id, first, last, before_batch),
    )
    return map(SeenLine._make, rows)


def lines_with_bank_ids(book: Book, account_id: int, bank_ids: Iterable[str], before_batch: int) -> Iterator[SeenLine]:
    """Yield the lines of earlier batches that carry one of the bank's ids."""
    remaining = iter(bank_ids)
    while some := list(islice(remaining, MOST_VALUES)):
        marks = ", ".join("?" * len(some))
        rows = book.connection.execute(
            "select fingerprint, txn_id, outcome, batch_id, n, bank_id, balance_minor from statement_line"
            f" where book_id = ? and account_id = ? and bank_id in ({marks}) and batch_id < ?"
            " and fingerprint is not null order by bank_id, batch_id, n",
            (book.id, account_id, *some, before_batch),
        )
        yield from map(SeenLine._make, rows)


class OwnPosting(NamedTuple):
    """A posting on an own account with what matching needs; `text` is payee and memo."""

    txn_id: int
    n: int
    account_id: int
    day: int
    amount_minor: int
    status: int
    text: str
    batch_id: int | None
    line: int | None

    @property
    def evidence(self) -> Evidence:
        """The statement line that proves it; ValueError where none does."""
        if self.batch_id is None or self.line is None:
            raise ValueError(f"no bank has shown posting {self.n} of transaction {self.txn_id}")
        return Evidence(self.batch_id, self.line)


_OWN = (
    "select p.txn_id, p.n, p.account_id, p.day, p.amount_minor, p.status,"
    " trim(coalesce(y.name, '') || ' ' || coalesce(t.memo, '')), p.batch_id, p.line"
    " from posting p join txn t on t.book_id = p.book_id and t.id = p.txn_id"
    " left join payee y on y.book_id = t.book_id and y.id = t.payee_id"
)


def unproven_postings(book: Book, account_id: int, since: int, until: int, before_txn: int) -> list[OwnPosting]:
    """Return the account's postings that no bank has booked yet: by hand, scheduled or pending.

    Days from `since` to `until`, both included; only transactions that were there before this
    import (`before_txn`). Reconciled ones, opening balances, and transactions with more than
    one posting on the account are left out.
    """
    rows = book.connection.execute(
        f"{_OWN} where p.book_id = ? and p.account_id = ? and p.day between ? and ? and p.txn_id < ?"
        " and (p.batch_id is null or p.status = 0) and p.status < 2"
        " and not exists (select 1 from posting o join account a on a.book_id = o.book_id and a.id = o.account_id"
        "  where o.book_id = p.book_id and o.txn_id = p.txn_id and o.n <> p.n"
        "  and (a.kind = 'opening' or o.account_id = p.account_id))"
        " order by p.txn_id, p.n",
        (book.id, account_id, since, until, before_txn),
    )
    return [OwnPosting(*row) for row in rows]


def postings_of_batch(
    book: Book, batch_id: int, account_id: int, since: int, until: int, from_txn: int
) -> list[OwnPosting]:
    """Return the account's postings that this batch has added, days from `since` to `until` included."""
    rows = book.connection.execute(
        f"{_OWN} where p.book_id = ? and p.account_id = ? and p.day between ? and ? and p.txn_id >= ?"
        " and p.batch_id = ? order by p.txn_id, p.n",
        (book.id, account_id, since, until, from_txn, batch_id),
    )
    return [OwnPosting(*row) for row in rows]


def other_accounts_with_lines(book: Book, account_ids: Sequence[int]) -> list[int]:
    """Return the own accounts, beside the given, into which statements were imported."""
    rows = book.connection.execute(
        "select id from account a where book_id = ? and type in ('asset', 'liability') and not is_closed"
        " and exists (select 1 from statement_line s where s.book_id = a.book_id and s.account_id = a.id"
        " and s.fingerprint is not null) order by id",
        (book.id,),
    )
    return [account_id for (account_id,) in rows if account_id not in account_ids]


def unfiled_postings(
    book: Book, account_id: int, since: int, until: int, categories: Sequence[int], amounts: Iterable[int] | None = None
) -> list[OwnPosting]:
    """Return the account's imported postings whose other side nobody has filed: one posting on `categories`.

    Days from `since` to `until`, both included; reconciled ones left out. With `amounts`, only those.
    """
    marks = ", ".join("?" * len(categories))
    rows = book.connection.execute(
        f"{_OWN} join posting u on u.book_id = p.book_id and u.txn_id = p.txn_id and u.n <> p.n"
        f" where p.book_id = ? and p.account_id = ? and p.day between ? and ? and u.account_id in ({marks})"
        " and p.batch_id is not null and p.status < 2"
        " and (select count(*) from posting c where c.book_id = p.book_id and c.txn_id = p.txn_id) = 2"
        " order by p.txn_id",
        (book.id, account_id, since, until, *categories),
    )
    wanted = None if amounts is None else set(amounts)
    return [OwnPosting(*row) for row in rows if wanted is None or row[4] in wanted]


class EarlierRow(NamedTuple):
    """A row of an account that came in an earlier file."""

    day: int
    amount_minor: int
    txn_id: int
    file_name: str


def rows_of_other_formats(
    book: Book, account_id: int, since: int, until: int, batch_format: str, before_batch: int
) -> list[EarlierRow]:
    """Return the account's imported postings that came in a file of another format than this one's."""
    rows = book.connection.execute(
        "select p.day, p.amount_minor, p.txn_id, b.file_name from posting p"
        " join batch b on b.book_id = p.book_id and b.id = p.batch_id"
        " where p.book_id = ? and p.account_id = ? and p.day between ? and ? and b.format <> ? and p.batch_id < ?"
        " order by p.day, p.amount_minor, p.txn_id",
        (book.id, account_id, since, until, batch_format, before_batch),
    )
    return [EarlierRow(*row) for row in rows]


def formats_of_account(book: Book, account_id: int, before_batch: int) -> set[str]:
    """Return the formats of the files that were imported into the account."""
    rows = book.connection.execute(
        "select distinct b.format from batch_statement s join batch b on b.book_id = s.book_id and b.id = s.batch_id"
        " where s.book_id = ? and s.account_id = ? and s.batch_id < ?",
        (book.id, account_id, before_batch),
    )
    return {name for (name,) in rows}


def names_of_own_accounts(book: Book) -> list[str]:
    """Return the names and the bank's numbers of all own accounts, as transfers mention them."""
    rows = book.connection.execute(
        "select name, number from account where book_id = ? and type in ('asset', 'liability')", (book.id,)
    )
    return [text for names in rows.fetchall() for text in names if text]


def payee_name(book: Book, payee_id: int | None) -> str | None:
    """Return a payee's name; None for no payee."""
    row = book.connection.execute("select name from payee where book_id = ? and id = ?", (book.id, payee_id)).fetchone()
    return None if row is None else str(row[0])
