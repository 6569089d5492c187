"""A whole book made again from the JSON document that `export json` writes of it.

The document is read as a stream, checked record by record, and written in one transaction by
the same write path as everything else; after a fault anywhere there is no book, nor a file.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from budgetpro.domain.accounts import CATEGORY_TYPES
from budgetpro.services import book_records as shapes
from budgetpro.services.account_records import AccountTree
from budgetpro.services.book_document import BookDocument, BookReading, MisfitAt
from budgetpro.services.shapes import Misfit
from budgetpro.storage import creation
from budgetpro.storage.batches import LineRow, StatementRow, add_lines, add_source, add_statements
from budgetpro.storage.queries.whole_book import (
    AccountRecord,
    BatchRecord,
    NameRecord,
    PostingRecord,
    SourceRecord,
    TransactionRecord,
    first_dangling_line,
)
from budgetpro.storage.writes import PostingRow, insert, insert_many, insert_transactions

if TYPE_CHECKING:
    from budgetpro.storage.book import Book

Record = TypeVar("Record")
Part = TypeVar("Part", SourceRecord, shapes.LinePart, shapes.StatementPart)

PIECE: Final = 4000
"""Records that are written at once."""


class LoadedBook(NamedTuple):
    """A book that was made from a document, and how much there is in it."""

    name: str
    base_currency: str
    accounts: int
    categories: int
    transactions: int
    imports: int


def load_book(database: str, path: str, *, name: str | None = None, lock_timeout: float = 10.0) -> LoadedBook:
    """Make a book of the document at `path` ("-" is standard input), and its database where there is none.

    It is called `name`, or else as the document says. Month totals are counted anew, and ids go
    on behind the highest there is. Raises NotFound `file_not_found`; Failure `unreadable`,
    `invalid_book_document` (its facts name the path in the document),
    `unsupported_schema_version`; and what `storage.creation.create_book` does.
    """
    with closing(BookDocument(path)) as document:
        with document.reading() as reading:
            head = reading.head()
        title = head.name if name is None else name
        counts: list[_Counts] = []

        def furnish(book: Book) -> None:
            with document.reading() as reading:
                reading.head()
                counts.append(_Loading(book, reading).load())

        creation.create_book(database, title, head.base_currency, furnish=furnish, lock_timeout=lock_timeout)
    return LoadedBook(title.strip(), head.base_currency, *counts[-1])


class _Counts(NamedTuple):
    accounts: int
    categories: int
    transactions: int
    imports: int


class _Runs:
    """A set of numbers that come in ascending order, kept as its unbroken runs."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    @property
    def last(self) -> int:
        """The number that was added last, 0 before."""
        return self._lasts[-1] if self._lasts else 0

    def add(self, number: int) -> None:
        """Add a number above the last."""
        if self._lasts and number == self._lasts[-1] + 1:
            self._lasts[-1] = number
        else:
            self._firsts.append(number)
            self._lasts.append(number)

    def __contains__(self, number: int) -> bool:
        run = bisect_right(self._firsts, number) - 1
        return run >= 0 and number <= self._lasts[run]


class _Loading:
    """One document on its way into a new book. Every section is written before the next one is read."""

    def __init__(self, book: Book, reading: BookReading) -> None:
        self._book, self._reading = book, reading
        self._currencies = shapes.Currencies()
        self._tree = AccountTree()
        self._payees: set[int] = set()
        self._tags: set[int] = set()
        self._batches: dict[int, BatchRecord] = {}
        self._lines: defaultdict[int, _Runs] = defaultdict(_Runs)
        self._transaction_count = 0
        self._last_transaction = 0

    def load(self) -> _Counts:
        """Read and write the whole; Misfit or JsonFault where something is wrong."""
        self._load_commodities()
        self._load_accounts()
        self._load_names("payees", "payee", self._payees)
        self._load_names("tags", "tag", self._tags)
        self._load_batches()
        self._load_sources()
        self._load_statements()
        self._load_lines()
        self._load_transactions()
        self._reading.end()
        self._check_lines()
        self._count_ids()
        accounts = sum(account.currency is not None for account in self._tree.by_id.values())
        categories = sum(account.type in CATEGORY_TYPES for account in self._tree.by_id.values())
        return _Counts(accounts, categories, self._transaction_count, len(self._batches))

    def _load_commodities(self) -> None:
        for commodity in self._reading.records("commodities", shapes.COMMODITY):
            self._currencies.add(commodity)
            insert(self._book, "commodity", **commodity._asdict())

    def _load_accounts(self) -> None:
        for account in self._reading.records("accounts", self._currencies.account):
            self._tree.add(account)
        insert_many(self._book, "account", AccountRecord._fields, self._tree.parents_first())

    def _load_names(self, section: str, table: str, ids: set[int]) -> None:
        insert_many(self._book, table, NameRecord._fields, self._names(section, ids))

    def _names(self, section: str, ids: set[int]) -> Iterator[NameRecord]:
        names: set[str] = set()
        for record in self._reading.records(section, shapes.NAME):
            if record.id in ids:
                raise Misfit(f"the id {record.id} is taken", "id")
            if record.name in names:
                raise Misfit(f"the name '{record.name}' is taken", "name")
            ids.add(record.id)
            names.add(record.name)
            yield record

    def _load_batches(self) -> None:
        for batch in self._reading.records("batches", shapes.BATCH):
            if batch.id in self._batches:
                raise Misfit(f"the id {batch.id} is taken", "id")
            self._batches[batch.id] = batch
            insert(self._book, "batch", **batch._asdict())

    def _load_sources(self) -> None:
        pieces = self._of_batches(self._reading.records("sources", shapes.SOURCE))
        for batch_id, own in groupby(pieces, attrgetter("batch_id")):
            digest = _Digest()
            add_source(self._book, batch_id, digest.passing(own))
            self._check_source(batch_id, digest)

    def _check_source(self, batch_id: int, digest: _Digest) -> None:
        batch = self._batches[batch_id]
        if digest.byte_count != batch.byte_count:
            raise self._misfit_of_batch(batch_id, f"the file in 'sources' has {digest.byte_count} bytes", "byte_count")
        if digest.hexdigest() != batch.sha256:
            raise self._misfit_of_batch(batch_id, "the file in 'sources' has another SHA-256", "sha256")

    def _misfit_of_batch(self, batch_id: int, message: str, key: str) -> MisfitAt:
        place = list(self._batches).index(batch_id)
        return MisfitAt(message, f"data.batches[{place}].{key}")

    def _load_statements(self) -> None:
        parts = self._of_batches(self._reading.records("statements", self._currencies.statement))
        for batch_id, own in groupby(parts, attrgetter("batch_id")):
            add_statements(self._book, batch_id, map(self._statement, own))

    def _statement(self, part: shapes.StatementPart) -> StatementRow:
        account = self._account(part.account_id)
        for name, balance in (("opening_balance", part.opening), ("closing_balance", part.closing)):
            if balance is not None and balance.currency != account.currency:
                raise Misfit(f"account {account.id} is kept in {account.currency}", f"{name}.currency")
        opening, closing = (balance and balance.minor for balance in (part.opening, part.closing))
        return StatementRow(account.id, part.account_number, part.currency, opening, closing, part.closing_day)

    def _load_lines(self) -> None:
        for piece in _pieces(map(self._line, self._of_batches(self._reading.records("lines", self._currencies.line)))):
            add_lines(self._book, piece)

    def _line(self, line: shapes.LinePart) -> LineRow:
        known = self._lines[line.batch_id]
        if line.n <= known.last:
            raise Misfit("lines are expected in ascending order, each once", "n")
        known.add(line.n)
        account = self._account(line.account_id)
        if line.balance is not None and line.balance.currency != account.currency:
            raise Misfit(f"account {account.id} is kept in {account.currency}", "balance.currency")
        balance_minor = line.balance and line.balance.minor
        return (
            self._book.id, line.batch_id, line.n, line.position, line.account_id, line.outcome, line.txn_id,
            line.fingerprint, line.bank_id, balance_minor, line.detail,
        )  # fmt: skip

    def _load_transactions(self) -> None:
        for piece in _pieces(self._transactions()):
            postings = [row for transaction in piece for row in self._posting_rows(transaction)]
            insert_transactions(self._book, [(self._book.id, *transaction[:5]) for transaction in piece], postings)
            tags = [(transaction.id, tag_id) for transaction in piece for tag_id in transaction.tag_ids]
            if tags:
                insert_many(self._book, "txn_tag", ("txn_id", "tag_id"), tags)

    def _transactions(self) -> Iterator[TransactionRecord]:
        for transaction in self._reading.records("transactions", self._currencies.transaction):
            if transaction.id <= self._last_transaction:
                raise Misfit("transactions are expected in ascending order, each once", "id")
            if transaction.payee_id is not None and transaction.payee_id not in self._payees:
                raise Misfit(f"there is no payee {transaction.payee_id}", "payee_id")
            for n, tag_id in enumerate(transaction.tag_ids):
                if tag_id not in self._tags:
                    raise Misfit(f"there is no tag {tag_id}", f"tag_ids[{n}]")
            self._check_postings(transaction.postings)
            self._last_transaction = transaction.id
            self._transaction_count += 1
            yield transaction

    def _posting_rows(self, transaction: TransactionRecord) -> Iterator[PostingRow]:
        for n, posting in enumerate(transaction.postings, 1):
            yield (self._book.id, transaction.id, n, posting.account_id, transaction.day, *posting[1:])

    def _check_postings(self, postings: tuple[PostingRecord, ...]) -> None:
        sums: dict[str, int] = {}
        for n, posting in enumerate(postings):
            sums[posting.currency] = sums.get(posting.currency, 0) + posting.amount_minor
            try:
                self._check_posting(posting)
            except Misfit as misfit:
                raise misfit.within(f"postings[{n}]") from None
        if any(sums.values()):
            over = [self._currencies.written(rest, code) for code, rest in sorted(sums.items()) if rest]
            raise Misfit(f"the postings do not sum to zero: {', '.join(over)} too much", "postings")

    def _check_posting(self, posting: PostingRecord) -> None:
        account = self._account(posting.account_id)
        if account.currency is not None and account.currency != posting.currency:
            raise Misfit(f"account {account.id} is kept in {account.currency}", "amount.currency")
        if posting.batch_id is None or posting.line is None:
            return
        if posting.batch_id not in self._lines or posting.line not in self._lines[posting.batch_id]:
            raise Misfit(f"there is no line {posting.line} of batch {posting.batch_id}", "evidence")

    def _check_lines(self) -> None:
        dangling = first_dangling_line(self._book)
        if dangling is not None:
            place, txn_id = dangling
            raise MisfitAt(f"there is no transaction {txn_id}", f"data.lines[{place}].transaction_id")

    def _count_ids(self) -> None:
        """Let new ids begin behind the highest there is."""
        for table, ids in (
            ("account", self._tree.by_id),
            ("payee", self._payees),
            ("tag", self._tags),
            ("batch", self._batches),
            ("txn", (self._last_transaction,)),
        ):
            self._book.next_ids(table, max(ids, default=0))

    def _of_batches(self, parts: Iterator[Part]) -> Iterator[Part]:
        """Yield records that belong to imports, which must be there and come in ascending order."""
        last = 0
        for part in parts:
            if part.batch_id not in self._batches:
                raise Misfit(f"there is no batch {part.batch_id}", "batch_id")
            if part.batch_id < last:
                raise Misfit("batches are expected in ascending order", "batch_id")
            last = part.batch_id
            yield part

    def _account(self, account_id: int, path: str = "account_id") -> AccountRecord:
        account = self._tree.by_id.get(account_id)
        if account is None:
            raise Misfit(f"there is no account {account_id}", path)
        return account


class _Digest:
    """The length and SHA-256 of bytes that pass by."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self.byte_count = 0

    def passing(self, pieces: Iterable[SourceRecord]) -> Iterator[bytes]:
        """Yield the pieces' bytes and count them."""
        for piece in pieces:
            self._sha256.update(piece.content)
            self.byte_count += len(piece.content)
            yield piece.content

    def hexdigest(self) -> str:
        """Return the digest of what has passed."""
        return self._sha256.hexdigest()


def _pieces(parts: Iterable[Record]) -> Iterator[list[Record]]:
    remaining = iter(parts)
    while piece := list(islice(remaining, PIECE)):
        yield piece
