"""What holds for every statement, however it is cut, ordered and repeated (import-rules.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgetpro.domain.days import day_number
from budgetpro.importers.lines import Hints
from budgetpro.services.categories import add_category
from budgetpro.services.names import account_named
from budgetpro.services.statements.importing import ImportOptions, import_statements
from budgetpro.services.statements.report import with_rows
from budgetpro.services.statements.reviewing import list_waiting
from budgetpro.services.statements.undoing import undo_import
from budgetpro.storage.book import Book, open_book
from budgetpro.storage.queries.drafts import draft_of
from budgetpro.storage.writes import replace_transaction
from tests.services.statements.statement_files import (
    NOW,
    TABLES,
    Line,
    contents,
    counts,
    enter,
    faults,
    import_file,
    open_account,
    rows_of_account,
    write_csv,
    write_ofx,
    write_states,
)

lines = st.builds(
    Line,
    st.integers(1, 28).map(lambda day: f"2026-03-{day:02}"),
    st.integers(-3, 3).filter(bool).map(lambda euros: f"{euros}.25"),
    st.sampled_from(["Coffee", "Lidl", "Transfer to savings"]),
)
statements = st.lists(lines, min_size=2, max_size=14)
many = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


Row = tuple[Line, str]
kinds = st.sampled_from(["csv", "csv with ids", "ofx"])
entries = st.lists(lines, max_size=4)


def numbered(rows: list[Row]) -> list[Row]:
    """Give each row an id of the bank's, and each pending one an amount of its own, that no booked row can be."""
    return [
        (line._replace(bank_id=f"n{n}", amount=line.amount if state == "Completed" else f"-{40 * 2**n}.00"), state)
        for n, (line, state) in enumerate(rows)
    ]


rows = st.lists(st.tuples(lines, st.sampled_from(["Completed", "Completed", "Pending"])), min_size=2, max_size=9).map(
    numbered
)


class Purchase(NamedTuple):
    """A purchase on a day of March that the bank books some days later, with a tip."""

    day: int
    wait_days: int
    euros: int
    tip: int
    text: str

    def on(self, day: int) -> Row:
        """Return it as the bank shows it on a day."""
        booked = self.day + self.wait_days
        if booked > day:
            return Line(f"2026-03-{self.day:02}", f"-{self.euros}.00", self.text), "Pending"
        return Line(f"2026-03-{booked:02}", f"-{self.euros + self.tip}.00", self.text), "Completed"


purchases = st.lists(st.tuples(st.integers(1, 20), st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=6).map(
    lambda some: [Purchase(d, w, 20 + 20 * n, tip, f"Shop{chr(97 + n)}") for n, (d, w, tip) in enumerate(some)]
)


def with_ids(statement: list[Line]) -> list[Line]:
    return [line._replace(bank_id=f"id{n}") for n, line in enumerate(statement)]


@pytest.fixture
def scratch(database: str) -> Callable[[], Any]:
    """Return a maker of books with an account, each as if it had never been when its block ends."""

    @contextmanager
    def make() -> Iterator[Book]:
        with open_book(database, None, writing=True) as book:
            open_account(book)
            yield book
            book.discard()

    return make


def write(path: Path, rows: list[Row], kind: str) -> str:
    """Write rows as one of the `kinds` of file."""
    if kind == "ofx":
        return write_ofx(path, [line._replace(bank_id=f"id{line.bank_id}") for line, _ in rows])
    has_ids = kind == "csv with ids"
    return write_states(path, [(line._replace(bank_id=line.bank_id if has_ids else ""), state) for line, state in rows])


def furnish(book: Book, by_hand: list[Line]) -> None:
    """Give the book a second account, and entries by hand in the first."""
    open_account(book, "Savings", "savings")
    for line in by_hand:
        enter(book, line.day, int(Decimal(line.amount) * 100), line.text)


def shown(book: Book) -> list[tuple[int, int]]:
    """Return day and amount of what the bank has shown: proven by a row, or waiting as one."""
    proven = book.connection.execute(
        "select day, amount_minor from posting where book_id = ? and account_id = ? and batch_id is not null",
        (book.id, account_named(book, "Checking").id),
    ).fetchall()
    waiting = [(day_number(row.date), row.amount.minor) for row in list_waiting(book)]
    return sorted([*proven, *waiting])


def as_shown(rows: list[Row]) -> list[tuple[int, int]]:
    return sorted((int(line.day.replace("-", "")), int(Decimal(line.amount) * 100)) for line, _ in rows)


@many
@given(rows=rows, by_hand=entries, kind=kinds)
def test_the_same_file_twice_changes_nothing(
    scratch: Callable[[], Any], tmp_path: Path, rows: list[Row], by_hand: list[Line], kind: str
) -> None:
    with scratch() as book:
        furnish(book, by_hand)
        path = write(tmp_path / "all.x", rows, kind)
        import_file(book, path)
        before = contents(book)
        import_file(book, path)
        assert contents(book) == before


@many
@given(rows=rows, by_hand=entries, kind=kinds)
def test_the_same_rows_in_another_file_add_nothing(
    scratch: Callable[[], Any], tmp_path: Path, rows: list[Row], by_hand: list[Line], kind: str
) -> None:
    with scratch() as book:
        furnish(book, by_hand)
        import_file(book, write(tmp_path / "all.x", rows, kind))
        before = contents(book)
        again = Path(write(tmp_path / "again.x", list(reversed(rows)), kind))
        again.write_text(again.read_text() + "\n")
        file = import_file(book, str(again))
        assert counts(file) == (0, len(rows), 0, 0, 0, 0)
        after = contents(book)
        assert all(after[table] == before[table] for table in TABLES if not table.startswith(("batch", "statement")))


@many
@given(rows=rows, by_hand=entries, kind=kinds)
def test_a_dry_run_tells_row_for_row_what_the_import_then_does(
    scratch: Callable[[], Any], tmp_path: Path, rows: list[Row], by_hand: list[Line], kind: str
) -> None:
    path = write(tmp_path / "all.x", rows, kind)
    told: list[list[tuple[object, ...]]] = []
    for _ in range(2):
        with scratch() as book:
            furnish(book, by_hand)
            options = ImportOptions(account="Checking", hints=Hints(sign="as-is"))
            report = import_statements(book, [path], options, now=NOW, is_dry_run=not told)
            told.append([(*file[:-1], list(file.rows)) for file in with_rows(book, report).files])
    assert told[0] == told[1]


@many
@given(rows=rows, by_hand=entries, kind=kinds, data=st.data())
def test_in_any_order_each_row_of_the_bank_is_proven_or_waits_exactly_once(
    scratch: Callable[[], Any], tmp_path: Path, rows: list[Row], by_hand: list[Line], kind: str, data: st.DataObject
) -> None:
    rows = sorted(rows)
    days = sorted({line.day for line, _ in rows})
    cuts = data.draw(st.lists(st.tuples(st.sampled_from(days), st.sampled_from(days)), max_size=3))
    spans = data.draw(st.permutations([*((min(cut), max(cut)) for cut in cuts), (days[0], days[-1])]))
    with scratch() as book:
        furnish(book, by_hand)
        for n, (first, last) in enumerate(spans):
            part = [(line, state) for line, state in rows if first <= line.day <= last]
            import_file(book, write(tmp_path / f"part{n}.x", part, kind))
        assert shown(book) == as_shown(rows)
        assert faults(book) == ()


@many
@given(purchases=purchases, data=st.data())
def test_what_was_pending_is_there_once_in_whatever_order_the_files_come(
    scratch: Callable[[], Any], tmp_path: Path, purchases: list[Purchase], data: st.DataObject
) -> None:
    snapshots = sorted(data.draw(st.sets(st.integers(1, 20), min_size=1, max_size=4)))
    order = data.draw(st.permutations(snapshots))
    seen = [purchase for purchase in purchases if purchase.day <= snapshots[-1]]
    with scratch() as book:
        for day in order:
            rows = [purchase.on(day) for purchase in purchases if purchase.day <= day]
            if rows:
                import_file(book, write_states(tmp_path / f"{day}.csv", rows))
        texts = [text for _, _, text in rows_of_account(book)]
        waiting = {row.memo for row in list_waiting(book)}
        assert len(texts) == len(set(texts))
        assert {*texts, *waiting} == {purchase.text for purchase in seen}
        if order == snapshots:
            assert shown(book) == as_shown([purchase.on(snapshots[-1]) for purchase in seen])
        assert faults(book) == ()


@many
@given(statement=statements, data=st.data(), has_ids=st.booleans())
def test_any_cut_into_overlapping_files_in_any_order_gives_the_rows_of_the_whole(
    scratch: Callable[[], Any], tmp_path: Path, statement: list[Line], data: st.DataObject, has_ids: bool
) -> None:
    statement = sorted(statement)
    if has_ids:
        statement = with_ids(statement)
    written = write_ofx if has_ids else write_csv
    with scratch() as book:
        import_file(book, written(tmp_path / "whole.x", statement))
        whole = rows_of_account(book)
    days = sorted({line.day for line in statement})
    cuts = data.draw(st.lists(st.tuples(st.sampled_from(days), st.sampled_from(days)), max_size=4))
    spans = data.draw(st.permutations([(min(cut), max(cut)) for cut in cuts] + [(days[0], days[-1])]))
    with scratch() as book:
        for n, (first, last) in enumerate(spans):
            part = [line for line in statement if first <= line.day <= last]
            import_file(book, written(tmp_path / f"part{n}.x", part))
        assert rows_of_account(book) == whole
        assert faults(book) == ()


@many
@given(statement=statements)
def test_equal_rows_are_kept(scratch: Callable[[], Any], tmp_path: Path, statement: list[Line]) -> None:
    with scratch() as book:
        file = import_file(book, write_csv(tmp_path / "all.csv", statement))
        assert counts(file) == (len(statement), 0, 0, 0, 0, 0)


@many
@given(before=statements, rows=rows, by_hand=entries, kind=kinds)
def test_undo_gives_the_book_back_as_it_was(
    scratch: Callable[[], Any], tmp_path: Path, before: list[Line], rows: list[Row], by_hand: list[Line], kind: str
) -> None:
    with scratch() as book:
        furnish(book, by_hand)
        import_file(book, write_csv(tmp_path / "before.csv", before), "Savings")
        was = contents(book)
        file = import_file(book, write(tmp_path / "all.x", rows, kind))
        assert file.added + file.matched + file.paired + file.review == len(rows)
        assert faults(book) == ()
        undo_import(book, file.batch_id)
        assert contents(book) == was


@many
@given(statement=statements, data=st.data(), has_ids=st.booleans())
def test_imports_undone_in_any_order_leave_what_the_others_give(
    scratch: Callable[[], Any], tmp_path: Path, statement: list[Line], data: st.DataObject, has_ids: bool
) -> None:
    statement = with_ids(sorted(statement)) if has_ids else sorted(statement)
    written = write_ofx if has_ids else write_csv
    days = sorted({line.day for line in statement})
    cuts = data.draw(st.lists(st.tuples(st.sampled_from(days), st.sampled_from(days)), min_size=2, max_size=4))
    spans = list(dict.fromkeys((min(cut), max(cut)) for cut in cuts))
    undone = data.draw(st.permutations(range(len(spans))))
    paths = [
        written(tmp_path / f"part{n}.x", [line for line in statement if first <= line.day <= last])
        for n, (first, last) in enumerate(spans)
    ]
    is_left = set(range(len(spans)))
    with scratch() as book:
        before = contents(book)
        batches = [import_file(book, path).batch_id for path in paths]
        for n in undone:
            undo_import(book, batches[n])
            is_left.discard(n)
            kept = {line for m in is_left for line in statement if spans[m][0] <= line.day <= spans[m][1]}
            wanted = [line for line in statement if line in kept]
            assert rows_of_account(book) == sorted(
                (int(line.day.replace("-", "")), int(Decimal(line.amount) * 100), line.text) for line in wanted
            )
            assert faults(book) == ()
        assert contents(book) == before


@many
@given(rows=rows, more=rows, kind=kinds)
def test_what_the_user_wrote_survives(
    scratch: Callable[[], Any], tmp_path: Path, rows: list[Row], more: list[Row], kind: str
) -> None:
    with scratch() as book:
        food = add_category(book, "Food", type_="expense").id
        file = import_file(book, write(tmp_path / "all.x", rows, kind))
        ids = [row.transaction_id for row in file.rows if row.transaction_id is not None]
        for txn_id in ids:
            draft = draft_of(book, txn_id)
            filed = (draft.postings[0], draft.postings[1]._replace(account_id=food))
            replace_transaction(book, txn_id, draft._replace(memo=f"mine {txn_id}", postings=filed))
        more = [(line._replace(bank_id=f"more{line.bank_id}"), state) for line, state in more]
        import_file(book, write(tmp_path / "more.x", rows + more, kind))
        for txn_id in ids:
            draft = draft_of(book, txn_id)
            assert (draft.memo, draft.postings[1].account_id) == (f"mine {txn_id}", food)
