"""Listing transactions: filters, order, pages, and what a page costs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgetpro.domain.days import day_number
from budgetpro.domain.errors import BudgetProError, NotFound, UsageFault
from budgetpro.domain.transactions import Evidence, Status
from budgetpro.services.accounts import add_account, system_account
from budgetpro.services.filters import Filter, parse_order, select
from budgetpro.services.names import account_named, category_named
from budgetpro.services.transactions import Transaction, list_transactions, show_transaction, stream_transactions
from budgetpro.storage.book import Book
from budgetpro.storage.driver import Connection
from budgetpro.storage.writes import ensure_named, insert_transactions, set_status
from tests.services.households import TODAY, add, found, furnish, move, page
from tests.services.statements.statement_files import Line, import_file, write_ofx


@pytest.fixture(autouse=True)
def _household(book: Book) -> None:
    furnish(book)


@pytest.fixture
def march(book: Book) -> dict[str, int]:
    """Enter a few transactions; return their ids by a word."""
    return {
        "rent": add(book, "900", "rent", payee="Müller", on="2026-02-28", reference="SEPA 100%").id,
        "lidl": add(book, "12.50", "groceries", payee="Lidl", on="2026-03-02", tags=["week"]).id,
        "pizza": add(book, "30", "restaurants", payee="Da Mario", memo="with Lidia", on="2026-03-02").id,
        "pay": add(book, "3000", "salary", on="2026-03-01", tags=["week", "work"], status="cleared").id,
        "split": add(book, "20", splits=["groceries=15", "rent="], memo="100_% sure", on="2026-03-05").id,
        "save": move(book, "200", "checking", "savings", on="2026-03-06").id,
        "cash": add(book, "5", source="wallet", on="2026-03-07").id,
        "dollars": add(book, "12.50", "restaurants", source="dollars", on="2026-03-07").id,
    }


def test_the_newest_come_first_and_within_a_day_the_latest_entered(book: Book, march: dict[str, int]) -> None:
    order = ("dollars", "cash", "save", "split", "pizza", "lidl", "pay", "rent")

    assert found(book) == [march[word] for word in order]
    assert found(book, "date") == [march[word] for word in reversed(order)]


def test_a_transaction_is_told_whole(book: Book, march: dict[str, int]) -> None:
    told = show_transaction(book, march["split"])

    assert (told.date, told.account, str(told.amount), told.category) == (date(2026, 3, 5), "Checking", "-20.00", None)
    assert [(one.account, one.type, str(one.amount)) for one in told.postings] == [
        ("Checking", "asset", "-20.00"),
        ("Food:Groceries", "expense", "15.00"),
        ("Rent", "expense", "5.00"),
    ]
    assert {one.evidence for one in told.postings} == {None}
    assert page(book, tags=["work"]).transactions[0].tags == ("week", "work")


def test_bank_evidence_is_told_with_the_posting(book: Book, tmp_path: Any) -> None:
    batch = import_file(book, write_ofx(tmp_path / "a.ofx", [Line("2026-03-02", "-5.00", "Lidl", "x1")]))

    (told,) = page(book).transactions

    assert [posting.evidence for posting in told.postings] == [Evidence(batch.batch_id or 0, 1), None]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"period": "2026-02"}, "rent"),
        ({"period": "2026-03-02..2026-03-05"}, "split pizza lidl"),
        ({"period": "2026-03-06.."}, "dollars cash save"),
        ({"period": "all", "account": "wallet"}, "cash"),
        ({"account": "savings"}, "save"),
        ({"account": "savings", "period": "2026-02"}, ""),
        ({"category": "food"}, "dollars split pizza lidl"),
        ({"category": "groceries"}, "split lidl"),
        ({"category": "food", "account": "dollars"}, "dollars"),
        ({"category": "food", "period": "2026-03-05.."}, "dollars split"),
        ({"category": "food", "text": "mario"}, "pizza"),
        ({"is_uncategorised": True}, "cash"),
        ({"payee": "lidl"}, "lidl"),
        ({"payee": "muller"}, "rent"),
        ({"text": "LID"}, "pizza lidl"),
        ({"text": "MÜLL"}, "rent"),
        ({"text": "mÜller"}, "rent"),
        ({"text": "100%"}, "rent"),
        ({"text": "0_%"}, "split"),
        ({"text": "ü[l"}, ""),
        ({"text": "ü?"}, ""),
        ({"least": "30"}, "save pizza pay rent"),
        ({"most": "12.50"}, "dollars cash lidl"),
        ({"least": "-12.50", "most": "20"}, "dollars split lidl"),
        ({"least": "100", "account": "savings"}, "save"),
        ({"tags": ["week"]}, "lidl pay"),
        ({"tags": ["week", "#WORK"]}, "pay"),
        ({"status": "pending"}, "dollars save split pizza lidl rent"),
        ({"status": "cleared"}, "cash pay"),
        ({"status": "pending", "account": "checking", "least": "100"}, "save rent"),
        ({"status": "reconciled"}, ""),
    ],
)
def test_a_filter_finds_what_it_says(book: Book, march: dict[str, int], asked: dict[str, Any], words: str) -> None:
    assert found(book, **asked) == [march[word] for word in words.split()]


def test_an_account_stands_for_those_below_it(book: Book) -> None:
    add_account(book, "Bank", kind="checking")
    add_account(book, "Bank:Giro", kind="checking")
    below = add(book, "5", source="Bank:Giro").id
    both = move(book, "7", "Bank", "Bank:Giro").id

    assert found(book, account="bank") == [both, below]
    assert page(book, account="bank").transactions[0].account == "Bank"


def test_amounts_are_compared_in_each_accounts_own_unit(book: Book) -> None:
    add_account(book, "Yen", kind="cash", currency="JPY", on_budget=False)
    yen, cents = add(book, "13", source="yen").id, add(book, "12.50").id

    assert found(book, least="12.50") == [cents, yen]
    assert found(book, least="12.51") == [yen]
    assert found(book, most="12.99") == [cents]
    assert found(book, least="13.01") == []


@pytest.mark.parametrize(
    ("sort", "words"),
    [
        ("amount", "rent save pizza split lidl cash pay dollars"),
        ("-amount", "dollars pay cash lidl split pizza save rent"),
        ("payee", "pay split save cash dollars pizza lidl rent"),
        ("id", "rent lidl pizza pay split save cash dollars"),
        ("-id", "dollars cash save split pay pizza lidl rent"),
    ],
)
def test_sorting(book: Book, march: dict[str, int], sort: str, words: str) -> None:
    """Amounts of one currency stand together; what has no payee stands first, or last."""
    assert found(book, sort) == [march[word] for word in words.split()]


def test_amounts_are_sorted_as_the_account_sees_them(book: Book) -> None:
    large, small = move(book, "200", "checking", "savings").id, move(book, "50", "checking", "savings").id

    assert found(book, "amount") == [large, small]
    assert found(book, "amount", account="savings") == [small, large]


@pytest.mark.parametrize(
    ("words", "family", "code"),
    [
        ({"account": "chekking"}, NotFound, "account_not_found"),
        ({"category": "grocries"}, NotFound, "category_not_found"),
        ({"category": "o"}, UsageFault, "ambiguous_category"),
        ({"payee": "nobody"}, NotFound, "payee_not_found"),
        ({"tags": ["nothing"]}, NotFound, "tag_not_found"),
        ({"least": "1,234"}, UsageFault, "ambiguous_amount"),
        ({"most": "much"}, UsageFault, "invalid_amount"),
        ({"period": "sometime"}, UsageFault, "invalid_period"),
        ({"period": "2026-02-30"}, UsageFault, "invalid_date"),
        ({"status": "open"}, UsageFault, "invalid_status"),
        ({"category": "food", "is_uncategorised": True}, UsageFault, "conflicting_filters"),
        ({"sort": "colour"}, UsageFault, "invalid_sort"),
        ({"sort": "--date"}, UsageFault, "invalid_sort"),
        ({"limit": 0}, UsageFault, "invalid_limit"),
        ({"limit": 1001}, UsageFault, "invalid_limit"),
        ({"skip": -1}, UsageFault, "invalid_skip"),
    ],
)
def test_what_can_not_be_asked_is_refused(
    book: Book, words: dict[str, Any], family: type[BudgetProError], code: str
) -> None:
    with pytest.raises(family) as refused:
        page(book, **words)

    assert refused.value.code == code


def test_a_transaction_that_is_not_there(book: Book) -> None:
    with pytest.raises(NotFound) as refused:
        show_transaction(book, 99)

    assert (refused.value.code, refused.value.facts) == ("transaction_not_found", {"id": 99})


def test_a_page_tells_where_it_lies(book: Book, march: dict[str, int]) -> None:
    first, last, beyond = page(book, limit=5), page(book, skip=5, limit=5), page(book, skip=9, limit=5)

    assert first.pagination == (0, 5, 8, True)
    assert last.pagination == (5, 5, 8, False)
    assert beyond == ((), (9, 5, 8, False))
    assert page(book, "id", skip=9).pagination == (9, 100, 8, False)
    assert page(book, account="checking", limit=2).pagination == (0, 2, 6, True)


def _fill(book: Book, days: Sequence[date]) -> None:
    """Write a transaction on each of the days, in turn on Checking and Savings, over three categories."""
    accounts = [account_named(book, name).id for name in ("checking", "savings")]
    categories = [category_named(book, name).id for name in ("groceries", "restaurants", "rent")]
    payees = list(ensure_named(book, "payee", ["Lidl", "Rewe"]).values())
    txns, postings = [], []
    for n, (txn_id, on) in enumerate(zip(book.next_ids("txn", len(days)), days, strict=True)):
        day, minor = day_number(on), 100 + n * 37 % 5000
        memo = f"row {n}" if n % 3 else None
        account, category = accounts[n % 2], categories[n % 3]
        txns.append((book.id, txn_id, day, payees[n % 2], memo, None))
        postings.append((book.id, txn_id, 1, account, day, -minor, "EUR", n % 2, None, None, None))
        postings.append((book.id, txn_id, 2, category, day, minor, "EUR", 1, None, None, None))
    insert_transactions(book, txns, postings)


def _spread(count: int) -> list[date]:
    """Return days over two years, many of them more than once, in no order."""
    chance = random.Random(7)  # noqa: S311 - a repeatable spread of days
    return [date(2024, 1, 1) + timedelta(days=chance.randrange(730)) for _ in range(count)]


def _ids(transactions: Iterator[Transaction] | Sequence[Transaction]) -> list[int]:
    return [transaction.id for transaction in transactions]


@pytest.mark.parametrize("sort", ["-date", "date", "-amount", "payee", "id"])
@pytest.mark.parametrize(
    "asked", [{}, {"account": "savings"}, {"period": "2024-06..2025-02"}, {"category": "food"}, {"text": "row 1"}]
)
def test_pages_put_together_are_the_whole(book: Book, sort: str, asked: dict[str, Any]) -> None:
    _fill(book, _spread(300))
    book.flush_totals()
    selection = select(book, Filter(**asked), TODAY)
    order = parse_order(sort)

    pages = [list_transactions(book, selection, order, skip=skip, limit=70) for skip in range(0, 350, 70)]

    whole = _ids(stream_transactions(book, selection, order))
    assert [txn_id for page in pages for txn_id in _ids(page.transactions)] == whole
    assert {page.pagination.total for page in pages} == {len(whole)}
    assert _ids(stream_transactions(book, selection, order, skip=20, limit=30)) == whole[20:50]
    assert _ids(stream_transactions(book, selection, order, skip=20)) == whole[20:]


_FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "period": st.sampled_from(["2024", "2024-03", "2024-03-10..2024-09-20", "..2024-11", "2025-02-03.."]),
        "account": st.sampled_from(["checking", "savings"]),
        "category": st.sampled_from(["food", "groceries", "rent"]),
        "payee": st.sampled_from(["lidl", "rewe"]),
        "text": st.sampled_from(["ROW 2", "lidl", "é"]),
        "least": st.sampled_from(["5", "20.01"]),
        "most": st.sampled_from(["12", "40"]),
        "status": st.sampled_from(["pending", "cleared"]),
    },
)


def _fits(transaction: Transaction, asked: dict[str, str]) -> bool:
    """Say the same as a filter does, without SQL."""
    selection_days = {
        "2024": ("2024-01-01", "2024-12-31"),
        "2024-03": ("2024-03-01", "2024-03-31"),
        "2024-03-10..2024-09-20": ("2024-03-10", "2024-09-20"),
        "..2024-11": ("0001-01-01", "2024-11-30"),
        "2025-02-03..": ("2025-02-03", "9999-12-31"),
    }
    first, last = selection_days.get(asked.get("period", ""), ("0001-01-01", "9999-12-31"))
    text = f"{transaction.payee}|{transaction.memo}".lower()
    least = {"5": 500, "20.01": 2001}.get(asked.get("least", ""), 0)
    most = {"12": 1200, "40": 4000}.get(asked.get("most", ""), 10**9)
    return (
        first <= transaction.date.isoformat() <= last
        and asked.get("account", "") in transaction.account.lower()
        and asked.get("category", "") in str(transaction.category).lower()
        and asked.get("payee", "") in str(transaction.payee).lower()
        and asked.get("text", "").lower() in text
        and least <= abs(transaction.amount.minor) <= most
        and asked.get("status", "").upper() in transaction.status.name
    )


def test_filters_agree_with_looking_at_each_transaction(book: Book) -> None:
    _fill(book, _spread(200))
    book.flush_totals()
    everything = list(stream_transactions(book, select(book, Filter(), TODAY)))

    @given(asked=_FILTERS)
    @settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def agree(asked: dict[str, Any]) -> None:
        expected = [transaction.id for transaction in everything if _fits(transaction, asked)]
        assert page(book, limit=1000, **asked).pagination.total == len(expected)
        assert found(book, **asked) == expected[:100]

    agree()


class Watched:
    """A connection that remembers what it was asked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.asked: list[tuple[str, Sequence[Any]]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, sql: str, params: Sequence[Any] = ()) -> Any:
        self.asked.append((sql, params))
        return self._connection.execute(sql, params)

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Any:
        self.asked.append((sql, params))
        return self._connection.stream(sql, params)


def _watch(book: Book, monkeypatch: pytest.MonkeyPatch) -> Watched:
    watched = Watched(book.connection)
    monkeypatch.setattr(book, "connection", watched)
    return watched


@pytest.mark.parametrize(
    "asked", [{}, {"account": "savings"}, {"category": "food"}, {"text": "row", "status": "cleared"}]
)
def test_a_page_takes_the_same_few_queries_however_long(
    book: Book, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any]
) -> None:
    _fill(book, _spread(400))
    book.flush_totals()
    selection = select(book, Filter(**asked), TODAY)
    numbers = []
    for limit, skip in ((3, 0), (100, 0), (20, 60)):
        watched = _watch(book, monkeypatch)
        assert list_transactions(book, selection, skip=skip, limit=limit).transactions
        numbers.append(len(watched.asked))

    assert max(numbers) <= 6
    assert len(set(numbers)) == 1


def _plan(book: Book, sql: str, params: Sequence[Any]) -> str:
    """Return how the database would answer, with whole tables never read where an index can be."""
    if book.connection.dialect == "sqlite":
        return "\n".join(row[3] for row in book.connection.execute(f"explain query plan {sql}", params))
    book.connection.execute("set local enable_seqscan = off")
    return "\n".join(row[0] for row in book.connection.execute(f"explain {sql}", params))


@pytest.mark.parametrize("sort", ["-date", "date", "id"])
@pytest.mark.parametrize(
    "asked",
    [{}, {"period": "2024-06"}, {"account": "savings"}, {"account": "savings", "period": "2024-06-10.."},
     {"category": "food"}, {"category": "food", "account": "savings"}, {"payee": "lidl"}],
)  # fmt: skip
def test_pages_are_read_from_indexes(
    book: Book, monkeypatch: pytest.MonkeyPatch, asked: dict[str, Any], sort: str
) -> None:
    _fill(book, _spread(400))
    book.flush_totals()
    selection = select(book, Filter(**asked), TODAY)
    watched = _watch(book, monkeypatch)
    list_transactions(book, selection, parse_order(sort), skip=40, limit=10)
    monkeypatch.undo()

    for sql, params in watched.asked:
        if " txn " in sql or " posting " in sql:
            plan = _plan(book, sql, params)
            assert "SCAN t" not in plan, plan
            assert "SCAN p" not in plan, plan
            assert "Seq Scan on txn" not in plan, plan
            assert "Seq Scan on posting" not in plan, plan


def test_a_deep_page_reads_one_month_only(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    _fill(book, [date(2024 + n // 12, n % 12 + 1, 15) for n in range(24) for _ in range(10)])
    book.flush_totals()
    watched = _watch(book, monkeypatch)

    page(book, skip=203, limit=5)

    (params,) = [params for sql, params in watched.asked if "offset" in sql]
    assert tuple(params) == (book.id, 20240401, 20240499, 5, 3)


def test_a_stream_takes_its_rows_piece_by_piece(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    _fill(book, _spread(1200))
    watched = _watch(book, monkeypatch)

    first = list(islice(stream_transactions(book, select(book, Filter(), TODAY)), 1))

    assert len(first) == 1
    assert max(len(params) for _, params in watched.asked) == 501  # the book and the ids of one piece


def test_a_book_without_the_programs_own_categories_has_nothing_uncategorised(book: Book) -> None:
    assert found(book, is_uncategorised=True) == []


def test_reconciled_ones_are_found(book: Book) -> None:
    txn = add(book, "5", "food")
    set_status(book, txn.account_id, [txn.id], Status.RECONCILED)

    assert found(book, status="reconciled") == [txn.id]


def test_what_is_on_no_own_account_is_seen_from_its_first_posting(book: Book) -> None:
    from budgetpro.domain.transactions import Draft, PostingDraft
    from budgetpro.storage.writes import add_transaction

    opening = system_account(book, "opening", "equity")
    rent = category_named(book, "rent").id
    txn_id = add_transaction(book, Draft(TODAY, [PostingDraft(opening, -500, "EUR"), PostingDraft(rent, 500, "EUR")]))

    assert show_transaction(book, txn_id).account == "Opening balances"
