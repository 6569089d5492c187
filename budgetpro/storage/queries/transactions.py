"""Transactions as they are listed: how many, which ones in which order, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from budgetpro.storage.marks import marks
from budgetpro.storage.queries.selections import OWN_ACCOUNTS, Params, Selection, Source, source_of

if TYPE_CHECKING:
    from budgetpro.storage.book import Book

SortKey = Literal["date", "amount", "payee", "id"]
LAST_MONTH: Final = 999912


class Order(NamedTuple):
    """How a list is sorted; what is equal then stands by day and id in the same direction."""

    key: SortKey = "date"
    is_descending: bool = True


NEWEST_FIRST: Final = Order()


class TxnFound(NamedTuple):
    """A transaction without its postings; `day` is yyyymmdd."""

    id: int
    day: int
    payee_id: int | None
    payee: str | None
    memo: str | None
    reference: str | None


class PostingFound(NamedTuple):
    """A posting of a transaction."""

    txn_id: int
    n: int
    account_id: int
    amount_minor: int
    currency: str
    status: int
    memo: str | None
    batch_id: int | None
    line: int | None


class PageFound(NamedTuple):
    """The ids of a page in order, and how many transactions there are in all."""

    ids: list[int]
    total: int


def page_of(book: Book, selection: Selection, order: Order, skip: int, limit: int) -> PageFound:
    """Return a page of a selection, by two queries.

    By date, of one account or all and whole months, what lies before the page is not read but
    counted from the month totals: a page costs the same at any depth.
    """
    if selection.is_by_account_and_month and order.key == "date":
        return _page_by_month(book, selection, order, skip, limit)
    ids = _ids(book, selection, order, skip, limit)
    is_last = len(ids) < limit and (ids or not skip)
    return PageFound(ids, skip + len(ids) if is_last else count_of(book, selection))


def count_of(book: Book, selection: Selection) -> int:
    """Return how many transactions a selection has."""
    source = source_of(book, selection)
    row = book.connection.execute(f"select count(*) from {source.sql}", source.params).fetchone()
    return int(row[0])


def ids_of(book: Book, selection: Selection, order: Order, skip: int = 0, limit: int | None = None) -> Iterator[int]:
    """Yield the ids of a selection in order, in constant memory."""
    sql, params = _ordered(book, selection, order)
    if limit is not None:
        sql, params = f"{sql} limit ?", (*params, limit)
    if skip:
        everything = "" if limit is not None or book.connection.dialect == "postgresql" else " limit -1"
        sql, params = f"{sql}{everything} offset ?", (*params, skip)
    return (int(row[0]) for row in book.connection.stream(sql, params))


def transactions_by_id(book: Book, ids: Sequence[int]) -> list[TxnFound]:
    """Return the transactions with these ids, in this order; one that is not there is left out."""
    rows = book.connection.execute(
        "select t.id, t.day, t.payee_id, y.name, t.memo, t.reference from txn t"
        " left join payee y on y.book_id = t.book_id and y.id = t.payee_id"
        f" where t.book_id = ? and t.id in ({marks(ids)})",
        (book.id, *ids),
    ).fetchall()
    by_id = {row[0]: TxnFound(*row) for row in rows}
    return [by_id[txn_id] for txn_id in ids if txn_id in by_id]


def postings_of(book: Book, ids: Sequence[int]) -> dict[int, list[PostingFound]]:
    """Return the postings of these transactions, each in its order."""
    rows = book.connection.execute(
        "select txn_id, n, account_id, amount_minor, currency, status, memo, batch_id, line from posting"
        f" where book_id = ? and txn_id in ({marks(ids)}) order by txn_id, n",
        (book.id, *ids),
    ).fetchall()
    found: dict[int, list[PostingFound]] = {txn_id: [] for txn_id in ids}
    for row in rows:
        found[row[0]].append(PostingFound(*row))
    return found


def tags_of(book: Book, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the tags of those of these transactions that have any, by name."""
    rows = book.connection.execute(
        "select x.txn_id, g.name from txn_tag x join tag g on g.book_id = x.book_id and g.id = x.tag_id"
        f" where x.book_id = ? and x.txn_id in ({marks(ids)}) order by g.name",
        (book.id, *ids),
    ).fetchall()
    found: dict[int, list[str]] = {}
    for txn_id, name in rows:
        found.setdefault(txn_id, []).append(name)
    return found


def tags(book: Book) -> list[tuple[int, str]]:
    """Return all tags as (id, name), by name."""
    return book.connection.execute("select id, name from tag where book_id = ? order by name", (book.id,)).fetchall()


def _page_by_month(book: Book, selection: Selection, order: Order, skip: int, limit: int) -> PageFound:
    months = _months(book, selection)
    if order.is_descending:
        months.reverse()
    total = sum(count for _, count in months)
    touched, before = _reach(months, skip, limit)
    if not touched:
        return PageFound([], total)
    near = selection._replace(since=min(touched) * 100 + 1, until=max(touched) * 100 + 99)
    return PageFound(_ids(book, near, order, skip - before, limit), total)


def _reach(months: Sequence[tuple[int, int]], skip: int, limit: int) -> tuple[list[int], int]:
    """Return the months that a page reaches into, and how many transactions lie before the first of them."""
    touched, before, passed = [], 0, 0
    for month, count in months:
        if passed + count <= skip:
            before += count
        elif passed < skip + limit:
            touched.append(month)
        passed += count
    return touched, before


def _months(book: Book, selection: Selection) -> list[tuple[int, int]]:
    """Return each month of the selection with how many transactions it has, the earliest first."""
    since = 0 if selection.since is None else selection.since // 100
    until = LAST_MONTH + 1 if selection.until is None else selection.until // 100
    book.flush_totals()
    whose: Params = (book.id,)
    counts = "month_count where book_id = ?"
    if selection.account_ids:
        counts, whose = "month_total where book_id = ? and account_id = ?", (book.id, *selection.account_ids)
    rows = book.connection.execute(
        f"select month, sum(count) from {counts} and month >= ? and month < ? group by month order by month",
        (*whose, since, until),
    )
    return [(month, int(count)) for month, count in rows]


def _ids(book: Book, selection: Selection, order: Order, skip: int, limit: int) -> list[int]:
    sql, params = _ordered(book, selection, order)
    rows = book.connection.execute(f"{sql} limit ? offset ?", (*params, limit, skip))
    return [int(row[0]) for row in rows]


def _ordered(book: Book, selection: Selection, order: Order) -> tuple[str, Params]:
    source = source_of(book, selection)
    keys, params = _keys(book, selection, order, source)
    direction = " desc" if order.is_descending else ""
    columns = ", ".join(f"{key}{direction}" for key in keys)
    return f"select {source.id} from {source.sql} order by {columns}", (*source.params, *params)


def _keys(book: Book, selection: Selection, order: Order, source: Source) -> tuple[list[str], Params]:
    """Return what a list is sorted by. Amounts of one currency stand together; what has no payee stands at an end."""
    newest = [source.day, source.id]
    if order.key == "id":
        return [source.id], ()
    if order.key == "payee":
        name = (
            "select lower(y.name) from txn o join payee y on y.book_id = o.book_id and y.id = o.payee_id"
            f" where o.book_id = ? and o.id = {source.id}"
        )
        return [f"coalesce(({name}), '')", *newest], (book.id,)
    if order.key == "amount":
        seen_from, whose = _own_accounts(book, selection)
        seen = f"from posting s where s.book_id = ? and s.txn_id = {source.id} and s.account_id in ({seen_from})"
        columns = [f"(select {column} {seen} order by s.n limit 1)" for column in ("s.currency", "s.amount_minor")]
        return [*columns, *newest], (book.id, *whose) * 2
    return newest, ()


def _own_accounts(book: Book, selection: Selection) -> tuple[str, Params]:
    """Return what the accounts that transactions are seen from are in, for SQL."""
    if selection.account_ids:
        return marks(selection.account_ids), selection.account_ids
    return OWN_ACCOUNTS, (book.id,)
