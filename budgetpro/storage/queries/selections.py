"""Which transactions: the conditions of a selection as SQL, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.storage.marks import marks

if TYPE_CHECKING:
    from budgetpro.storage.book import Book

OWN_ACCOUNTS = "select id from account where book_id = ? and type in ('asset', 'liability')"
Params = tuple[int | str, ...]


class Selection(NamedTuple):
    """What must all hold of a transaction; None and () ask for nothing.

    `since` (included) and `until` (excluded) are days as yyyymmdd. One of its postings is on
    one of the accounts, in that status, and between `least_minor` and `most_minor` in size
    (by account id, in the account's minor units); another is on one of the categories. It has
    all of the tags. `text` is found in the payee, memo or reference, capitals or not.
    """

    since: int | None = None
    until: int | None = None
    account_ids: tuple[int, ...] = ()
    category_ids: tuple[int, ...] | None = None
    payee_id: int | None = None
    text: str | None = None
    least_minor: Mapping[int, int] | None = None
    most_minor: Mapping[int, int] | None = None
    tag_ids: tuple[int, ...] = ()
    status: int | None = None

    @property
    def is_by_account_and_month(self) -> bool:
        """Whether nothing is asked for but one account or none, and whole months."""
        is_plain = self == Selection(since=self.since, until=self.until, account_ids=self.account_ids)
        return is_plain and len(self.account_ids) < 2 and _begins_month(self.since) and _begins_month(self.until)


class Clause(NamedTuple):
    """A piece of SQL and its parameters."""

    sql: str
    params: Params = ()


class Source(NamedTuple):
    """The transactions of a selection: what stands behind `from`, and the columns of their day and id."""

    sql: str
    params: Params
    day: str
    id: str


def source_of(book: Book, selection: Selection) -> Source:
    """Return where the selected transactions are read from, each one once.

    The narrowest index leads: that of the category, else of the account, else of the day.
    """
    led, rest = _lead(book, selection)
    others = [*_txn_conditions(book, selection), *rest]
    if led is None:
        conditions = [Clause("t.book_id = ?", (book.id,)), *_days(selection, "t.day"), *others]
        where = _joined(conditions)
        return Source(f"txn t where {where.sql}", where.params, "t.day", "t.id")
    if not others:
        return Source(f"({led.sql}) k", led.params, "k.day", "k.id")
    where = _joined(others)
    return Source(
        f"({led.sql}) k join txn t on t.book_id = ? and t.id = k.id where {where.sql}",
        (*led.params, book.id, *where.params),
        "k.day",
        "k.id",
    )


def _lead(book: Book, selection: Selection) -> tuple[Clause | None, list[Clause]]:
    """Return the query of day and id that an index of postings answers, if any, and what it leaves to be asked."""
    posting = _posting_conditions(book, selection)
    if selection.category_ids is not None:
        categories = Clause(f"p.account_id in ({marks(selection.category_ids)})", selection.category_ids)
        return _postings(book, selection, [categories]), [_has_posting(book, selection, posting)] if posting else []
    if not selection.account_ids:
        return None, [_has_posting(book, selection, posting)] if posting else []
    return _postings(book, selection, posting, is_once=len(selection.account_ids) == 1), []


def _postings(book: Book, selection: Selection, conditions: list[Clause], *, is_once: bool = False) -> Clause:
    """Return the query of the days and ids of postings; `is_once` where a transaction has one of them at most."""
    where = _joined([Clause("p.book_id = ?", (book.id,)), *conditions, *_days(selection, "p.day")])
    return Clause(
        f"select {'' if is_once else 'distinct '}p.day, p.txn_id as id from posting p where {where.sql}", where.params
    )


def _has_posting(book: Book, selection: Selection, conditions: list[Clause]) -> Clause:
    where = _joined([Clause("p.book_id = ?", (book.id,)), *conditions, *_days(selection, "p.day")])
    return Clause(f"t.id in (select p.txn_id from posting p where {where.sql})", where.params)


def _posting_conditions(book: Book, selection: Selection) -> list[Clause]:
    """Return what is asked of the posting on an account."""
    conditions = []
    if selection.account_ids:
        conditions.append(Clause(f"p.account_id in ({marks(selection.account_ids)})", selection.account_ids))
    if selection.status is not None:
        conditions.append(Clause("p.status = ?", (selection.status,)))
    conditions += _sizes(selection.least_minor, ">=") + _sizes(selection.most_minor, "<=")
    if conditions and not selection.account_ids:
        conditions.insert(0, Clause(f"p.account_id in ({OWN_ACCOUNTS})", (book.id,)))
    return conditions


def _sizes(bounds: Mapping[int, int] | None, sign: str) -> list[Clause]:
    """Return the comparison of a posting's size with the bound of its account."""
    if not bounds:
        return []
    if len(set(bounds.values())) == 1:
        return [Clause(f"abs(p.amount_minor) {sign} ?", (next(iter(bounds.values())),))]
    cases = " ".join("when ? then cast(? as bigint)" for _ in bounds)
    values = tuple(value for pair in bounds.items() for value in pair)
    return [Clause(f"abs(p.amount_minor) {sign} case p.account_id {cases} end", values)]


def _txn_conditions(book: Book, selection: Selection) -> list[Clause]:
    """Return what is asked of the transaction itself."""
    conditions = []
    if selection.payee_id is not None:
        conditions.append(Clause("t.payee_id = ?", (selection.payee_id,)))
    if selection.text:
        conditions.append(_has_text(book, selection.text))
    conditions += [
        Clause("t.id in (select txn_id from txn_tag where book_id = ? and tag_id = ?)", (book.id, tag_id))
        for tag_id in selection.tag_ids
    ]
    return conditions


def _has_text(book: Book, text: str) -> Clause:
    operator, pattern = _pattern(book, text)
    payees = f"select id from payee where book_id = ? and name {operator}"
    return Clause(
        f"(t.memo {operator} or t.reference {operator} or t.payee_id in ({payees}))",
        (pattern, pattern, book.id, pattern),
    )


def _pattern(book: Book, text: str) -> tuple[str, str]:
    """Return the comparison that finds `text` anywhere, capitals or not, and its right side.

    Both databases fold ASCII letters alone; beyond them each letter is spelled out in both forms.
    """
    is_sqlite = book.connection.dialect == "sqlite"
    if text.isascii():
        escaped = "".join(f"\\{sign}" if sign in "%_\\" else sign for sign in text)
        return ("like ? escape '\\'" if is_sqlite else "ilike ? escape '\\'"), f"%{escaped}%"
    if is_sqlite:
        return "glob ?", f"*{''.join(_either_form(sign, _glob) for sign in text)}*"
    return "~ ?", "".join(_either_form(sign, _regular) for sign in text)


def _either_form(sign: str, quote: Callable[[str], str]) -> str:
    """Return a class of both forms of a letter, and any other sign quoted."""
    forms = "".join(dict.fromkeys(form for form in (sign, sign.lower(), sign.upper()) if len(form) == 1))
    return f"[{forms}]" if len(forms) > 1 else quote(sign)


def _glob(sign: str) -> str:
    return f"[{sign}]" if sign in "*?[" else sign


def _regular(sign: str) -> str:
    return f"\\{sign}" if sign.isascii() and not sign.isalnum() else sign


def _days(selection: Selection, column: str) -> list[Clause]:
    bounds = ((selection.since, ">="), (selection.until, "<"))
    return [Clause(f"{column} {sign} ?", (day,)) for day, sign in bounds if day is not None]


def _joined(conditions: Sequence[Clause]) -> Clause:
    params = tuple(value for condition in conditions for value in condition.params)
    return Clause(" and ".join(condition.sql for condition in conditions), params)


def _begins_month(day: int | None) -> bool:
    return day is None or day % 100 == 1
