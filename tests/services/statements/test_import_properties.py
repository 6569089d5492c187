"""What holds for every statement, however it is cut, ordered and repeated (import-rules.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from budgetpro.services.statements.undoing import undo_import
from budgetpro.storage.book import Book, open_book
from budgetpro.storage.queries.drafts import draft_of
from budgetpro.storage.writes import replace_transaction
from tests.services.statements.statement_files import (
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
)

lines = st.builds(
    Line,
    st.integers(1, 28).map(lambda day: f"2026-03-{day:02}"),
    st.integers(-3, 3).filter(bool).map(lambda euros: f"{euros}.25"),
    st.sampled_from(["Coffee", "Lidl", "Transfer to savings"]),
)
statements = st.lists(lines, min_size=2, max_size=14)
many = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


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


@many
@given(statement=statements)
def test_the_same_file_twice_changes_nothing(scratch: Callable[[], Any], tmp_path: Path, statement: list[Line]) -> None:
    with scratch() as book:
        path = write_csv(tmp_path / "all.csv", statement)
        import_file(book, path)
        before = contents(book)
        import_file(book, path)
        assert contents(book) == before


@many
@given(statement=statements, data=st.data(), has_ids=st.booleans())
def test_any_cut_into_overlapping_files_in_any_order_gives_the_rows_of_the_whole(
    scratch: Callable[[], Any], tmp_path: Path, statement: list[Line], data: st.DataObject, has_ids: bool
) -> None:
    statement = sorted(statement)
    if has_ids:
        statement = with_ids(statement)
    write = write_ofx if has_ids else write_csv
    with scratch() as book:
        import_file(book, write(tmp_path / "whole.x", statement))
        whole = rows_of_account(book)
    days = sorted({line.day for line in statement})
    cuts = data.draw(st.lists(st.tuples(st.sampled_from(days), st.sampled_from(days)), max_size=4))
    spans = data.draw(st.permutations([(min(cut), max(cut)) for cut in cuts] + [(days[0], days[-1])]))
    with scratch() as book:
        for n, (first, last) in enumerate(spans):
            part = [line for line in statement if first <= line.day <= last]
            import_file(book, write(tmp_path / f"part{n}.x", part))
        assert rows_of_account(book) == whole
        assert faults(book) == ()


@many
@given(statement=statements)
def test_equal_rows_are_kept(scratch: Callable[[], Any], tmp_path: Path, statement: list[Line]) -> None:
    with scratch() as book:
        file = import_file(book, write_csv(tmp_path / "all.csv", statement))
        assert counts(file) == (len(statement), 0, 0, 0, 0, 0)


@many
@given(before=statements, statement=statements, by_hand=st.lists(lines, max_size=5), has_ids=st.booleans())
def test_undo_gives_the_book_back_as_it_was(
    scratch: Callable[[], Any],
    tmp_path: Path,
    before: list[Line],
    statement: list[Line],
    by_hand: list[Line],
    has_ids: bool,
) -> None:
    assume(has_ids or before != statement)
    with scratch() as book:
        open_account(book, "Savings", "savings")
        import_file(book, write_csv(tmp_path / "before.csv", before), "Savings")
        for line in by_hand:
            enter(book, line.day, int(Decimal(line.amount) * 100), line.text)
        was = contents(book)
        write = write_ofx if has_ids else write_csv
        file = import_file(book, write(tmp_path / "all.x", with_ids(statement) if has_ids else statement))
        assert file.added + file.matched + file.paired + file.review == len(statement)
        assert faults(book) == ()
        undo_import(book, file.batch_id)
        assert contents(book) == was


@many
@given(statement=statements, data=st.data(), has_ids=st.booleans())
def test_imports_undone_in_any_order_leave_what_the_others_give(
    scratch: Callable[[], Any], tmp_path: Path, statement: list[Line], data: st.DataObject, has_ids: bool
) -> None:
    statement = with_ids(sorted(statement)) if has_ids else sorted(statement)
    write = write_ofx if has_ids else write_csv
    days = sorted({line.day for line in statement})
    cuts = data.draw(st.lists(st.tuples(st.sampled_from(days), st.sampled_from(days)), min_size=2, max_size=4))
    spans = list(dict.fromkeys((min(cut), max(cut)) for cut in cuts))
    undone = data.draw(st.permutations(range(len(spans))))
    paths = [
        write(tmp_path / f"part{n}.x", [line for line in statement if first <= line.day <= last])
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
@given(statement=statements, more=statements)
def test_what_the_user_wrote_survives(
    scratch: Callable[[], Any], tmp_path: Path, statement: list[Line], more: list[Line]
) -> None:
    with scratch() as book:
        file = import_file(book, write_csv(tmp_path / "all.csv", statement))
        ids = [row.transaction_id for row in file.rows if row.transaction_id is not None]
        for txn_id in ids:
            replace_transaction(book, txn_id, draft_of(book, txn_id)._replace(memo=f"mine {txn_id}"))
        import_file(book, write_csv(tmp_path / "more.csv", statement + more))
        assert [draft_of(book, txn_id).memo for txn_id in ids] == [f"mine {txn_id}" for txn_id in ids]
