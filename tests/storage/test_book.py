"""Opening, holding, numbering and creating books."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from budgetpro.domain.errors import BudgetProError, Failure, NotFound, UsageFault
from budgetpro.domain.money import Money
from budgetpro.storage.book import Book, open_book
from budgetpro.storage.creation import create_book
from budgetpro.storage.database import database_of
from budgetpro.storage.driver import connect
from budgetpro.storage.files import publish

GROCERIES, SALARY = 1, 2
EUR_MARCH = (GROCERIES, "EUR", 202603)


def add_categories(book: Book) -> None:
    insert = "insert into account values (1, ?, null, ?, 'category', ?, null, true, false, null, null)"
    book.connection.executemany(insert, [(GROCERIES, "expense", "Groceries"), (SALARY, "income", "Salary")])


def month_totals(book: Book) -> list[tuple[int, str, int, int, int]]:
    query = "select account_id, currency, month, sum_minor, count from month_total order by account_id, currency, month"
    return book.connection.execute(query).fetchall()


class TestRevision:
    def test_an_unchanged_book_keeps_its_revision(self, database: str) -> None:
        with open_book(database, None, writing=True) as book:
            book.next_id("payee")
            assert not book.is_changed
        with open_book(database, None, writing=False) as book:
            assert book.revision == 0

    def test_each_change_has_a_revision_of_its_own(self, database: str) -> None:
        for revision in (1, 2, 3):
            with open_book(database, None, writing=True) as book:
                book.is_changed = True
            assert book.revision == revision
            with open_book(database, None, writing=False) as reread:
                assert reread.revision == revision

    def test_a_reader_changes_nothing_even_if_it_says_so(self, database: str) -> None:
        with open_book(database, None, writing=False) as book:
            book.is_changed = True
        with open_book(database, None, writing=False) as book:
            assert book.revision == 0

    @pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
    def test_a_change_that_fails_half_way_leaves_nothing(self, database: str, error: type[BaseException]) -> None:
        def fail() -> None:
            with open_book(database, None, writing=True) as book:
                add_categories(book)
                book.is_changed = True
                book.next_ids("account", 2)
                raise error

        with pytest.raises(error):
            fail()
        with open_book(database, None, writing=True) as book:
            assert book.revision == 0
            assert book.connection.execute("select count(*) from account").fetchone() == (0,)
            assert book.next_id("account") == 1

    def test_a_discarded_change_leaves_nothing(self, database: str) -> None:
        with open_book(database, None, writing=True) as book:
            add_categories(book)
            book.is_changed = True
            book.discard()
        with open_book(database, None, writing=False) as book:
            assert book.revision == 0
            assert book.connection.execute("select count(*) from account").fetchone() == (0,)


class TestIds:
    def test_ids_count_from_one_in_each_table(self, book: Book) -> None:
        assert [book.next_id("txn"), book.next_id("txn"), book.next_id("payee")] == [1, 2, 1]

    def test_a_run_of_ids_goes_on_after_the_last_one(self, book: Book) -> None:
        assert book.next_ids("txn", 3) == range(1, 4)
        assert book.next_ids("txn", 0) == range(4, 4)
        assert book.next_ids("txn", 2) == range(4, 6)

    def test_an_id_is_never_given_again(self, database: str) -> None:
        with open_book(database, None, writing=True) as book:
            assert book.next_ids("txn", 5) == range(1, 6)
            book.is_changed = True
        with open_book(database, None, writing=True) as book:
            assert book.next_id("txn") == 6


class TestTotals:
    def test_changes_to_the_totals_add_up(self, book: Book) -> None:
        add_categories(book)
        book.totals[EUR_MARCH] = [1250, 2]
        book.totals[SALARY, "EUR", 202603] = [-300000, 1]
        book.flush_totals()
        assert book.totals == {}
        book.totals[EUR_MARCH] = [-250, -1]
        book.totals[GROCERIES, "CHF", 202604] = [990, 1]
        book.flush_totals()
        assert month_totals(book) == [
            (GROCERIES, "CHF", 202604, 990, 1),
            (GROCERIES, "EUR", 202603, 1000, 1),
            (SALARY, "EUR", 202603, -300000, 1),
        ]

    def test_a_total_of_no_postings_is_gone(self, book: Book) -> None:
        add_categories(book)
        book.totals[EUR_MARCH] = [1250, 1]
        book.flush_totals()
        book.totals[EUR_MARCH] = [-1250, -1]
        book.flush_totals()
        assert month_totals(book) == []

    def test_a_total_of_zero_with_postings_stays(self, book: Book) -> None:
        add_categories(book)
        book.totals[EUR_MARCH] = [0, 2]
        book.totals[SALARY, "EUR", 202603] = [0, 0]
        book.flush_totals()
        assert month_totals(book) == [(*EUR_MARCH, 0, 2)]

    def test_waiting_totals_are_written_with_the_change(self, database: str) -> None:
        with open_book(database, None, writing=True) as book:
            add_categories(book)
            book.totals[EUR_MARCH] = [1250, 1]
            book.is_changed = True
        with open_book(database, None, writing=False) as book:
            assert month_totals(book) == [(*EUR_MARCH, 1250, 1)]

    @pytest.mark.parametrize("sign", [1, -1])
    def test_a_total_past_64_bits_is_refused(self, database: str, sign: int) -> None:
        def overflow() -> None:
            with open_book(database, None, writing=True) as book:
                add_categories(book)
                for _ in range(2):
                    book.totals[EUR_MARCH] = [sign * (2**63 - 1), 1]
                    book.flush_totals()

        with pytest.raises(Failure) as refused:
            overflow()
        assert refused.value.code == "out_of_range"


class TestMoney:
    def test_a_currency_has_the_digits_of_iso_4217(self, book: Book) -> None:
        assert [book.digits(code) for code in ("EUR", "JPY", "KWD", "CLF")] == [2, 0, 3, 4]

    def test_a_commodity_has_the_digits_that_the_book_says(self, book: Book) -> None:
        book.connection.execute("insert into commodity values (1, 'VWCE', 6, 'All-World ETF')")
        assert book.digits("VWCE") == 6
        assert str(book.money(1_500_000, "VWCE")) == "1.500000"

    def test_an_amount_knows_its_currency(self, book: Book) -> None:
        assert book.money(-1250, "EUR") == Money(-1250, "EUR", 2)

    def test_a_code_that_is_neither_is_refused(self, book: Book) -> None:
        with pytest.raises(UsageFault) as refused:
            book.digits("VWCE")
        assert refused.value.code == "unknown_currency"


class TestNames:
    def test_the_only_book_needs_no_name(self, empty_database: str) -> None:
        create_book(empty_database, "Ours", "CHF")
        with open_book(empty_database, None, writing=False) as book:
            assert (book.id, book.name, book.base_currency, book.revision) == (1, "Ours", "CHF", 0)
            assert book.database == database_of(empty_database)

    def test_main_is_taken_among_several(self, database: str) -> None:
        create_book(database, "another", "USD")
        with open_book(database, None, writing=False) as book:
            assert book.name == "main"
        with open_book(database, "another", writing=True) as book:
            assert (book.id, book.base_currency) == (2, "USD")

    def test_several_books_without_a_main_one_need_a_name(self, empty_database: str) -> None:
        for name in ("ours", "mine"):
            create_book(empty_database, name, "EUR")
        with pytest.raises(UsageFault) as refused, open_book(empty_database, None, writing=False):
            pass
        assert refused.value.code == "ambiguous_book"
        assert refused.value.hint == "Name one with --book: mine, ours"
        assert refused.value.facts == {"candidates": ["mine", "ours"]}

    def test_an_unknown_name_is_not_found(self, database: str) -> None:
        with pytest.raises(NotFound, match="'mien'") as refused, open_book(database, "mien", writing=False):
            pass
        assert refused.value.code == "book_not_found"

    def test_books_of_one_database_count_their_ids_and_revisions_apart(self, database: str) -> None:
        create_book(database, "another", "USD")
        for name, ids in (("main", 3), ("another", 1)):
            with open_book(database, name, writing=True) as book:
                assert book.next_ids("txn", ids) == range(1, ids + 1)
                book.is_changed = True
        for name, next_id in (("main", 4), ("another", 2)):
            with open_book(database, name, writing=True) as book:
                assert (book.revision, book.next_id("txn")) == (1, next_id)


class TestCreation:
    def test_a_new_book_is_empty_and_dated(self, empty_database: str) -> None:
        create_book(empty_database, " main ", "eur")
        with open_book(empty_database, "main", writing=False) as book:
            assert book.base_currency == "EUR"
            (stamp,) = book.connection.execute("select created_at from book").fetchone()
        age = datetime.now(UTC) - datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        assert timedelta(seconds=-1) < age < timedelta(minutes=1)

    def test_a_new_book_holds_what_it_was_furnished_with(self, empty_database: str) -> None:
        def furnish(book: Book) -> None:
            add_categories(book)
            book.is_changed = True

        create_book(empty_database, "main", "EUR", furnish=furnish)
        with open_book(empty_database, None, writing=False) as book:
            assert book.revision == 1
            assert book.connection.execute("select count(*) from account").fetchone() == (2,)

    def test_a_book_that_cannot_be_furnished_is_not_created(self, empty_database: str) -> None:
        def furnish(book: Book) -> None:
            add_categories(book)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            create_book(empty_database, "main", "EUR", furnish=furnish)
        with pytest.raises(NotFound), open_book(empty_database, None, writing=False):
            pass

    def test_a_book_is_furnished_under_the_databases_own_rules(self, empty_database: str) -> None:
        def furnish(book: Book) -> None:
            book.connection.execute("insert into payee (book_id, id, name) values (7, 1, 'of no book')")

        with pytest.raises(Failure) as refused:
            create_book(empty_database, "main", "EUR", furnish=furnish)
        assert refused.value.code == "constraint"
        with pytest.raises(NotFound), open_book(empty_database, None, writing=False):
            pass

    def test_nothing_but_the_file_is_left_in_its_folder(self, tmp_path: Path) -> None:
        create_book(str(tmp_path / "a" / "b" / "book.db"), "main", "EUR")
        assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["book.db"]

    def test_a_name_is_taken_once(self, database: str) -> None:
        with pytest.raises(UsageFault, match="'main'") as refused:
            create_book(database, "main", "USD")
        assert refused.value.code == "book_exists"
        with open_book(database, None, writing=False) as book:
            assert book.base_currency == "EUR"

    @pytest.mark.parametrize("name", ["", "  ", "a\tb", "x" * 101, "bell\x07"])
    def test_a_name_that_cannot_be_typed_again_is_refused(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(UsageFault) as refused:
            create_book(str(tmp_path / "book.db"), name, "EUR")
        assert refused.value.code == "invalid_book_name"
        assert list(tmp_path.iterdir()) == []

    def test_an_unknown_base_currency_is_refused_before_anything_is_made(self, tmp_path: Path) -> None:
        with pytest.raises(UsageFault):
            create_book(str(tmp_path / "book.db"), "main", "EURO")
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("content", [b"", b"my notes"])
    def test_a_file_of_another_kind_is_never_replaced(self, content: bytes, tmp_path: Path) -> None:
        path = tmp_path / "book.db"
        path.write_bytes(content)
        with pytest.raises(Failure) as refused:
            create_book(str(path), "main", "EUR")
        assert refused.value.code == "database_corrupt"
        assert path.read_bytes() == content

    def test_a_database_without_a_book_is_named(self, empty_database: str) -> None:
        with pytest.raises(NotFound) as refused, open_book(empty_database, None, writing=False):
            pass
        assert (refused.value.code, refused.value.hint) == ("no_book", "Make one: budgetpro init")

    def test_a_schema_without_a_book_is_as_good_as_none(self, database: str) -> None:
        connection = connect(database_of(database), writing=True)
        connection.execute("delete from book")
        connection.close()
        with pytest.raises(NotFound) as refused, open_book(database, None, writing=False):
            pass
        assert refused.value.code == "no_book"
        create_book(database, "main", "EUR")

    def test_of_two_that_create_the_same_file_the_second_adds_to_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = str(tmp_path / "book.db")

        def publish_second(finished: Path, target: Path) -> bool:
            monkeypatch.undo()
            create_book(path, "faster", "EUR")
            return publish(finished, target)

        monkeypatch.setattr("budgetpro.storage.creation.publish", publish_second)
        create_book(path, "slower", "USD")
        for name, currency in (("faster", "EUR"), ("slower", "USD")):
            with open_book(path, name, writing=False) as book:
                assert book.base_currency == currency


READ = """
import sys
from budgetpro.storage.book import open_book
with open_book(sys.argv[1], None, writing=len(sys.argv) > 2) as book:
    book.is_changed = True
print(*sorted({"sqlmodel", "sqlalchemy", "alembic", "psycopg", "tempfile", "pydantic"} & set(sys.modules)))
"""


@pytest.mark.parametrize("writing", [(), ("writing",)])
def test_opening_a_book_loads_no_framework(new_sqlite: Callable[[], str], writing: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", READ, new_sqlite(), *writing]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ended.stdout.split() == []


def test_every_refusal_ends_in_a_sentence(empty_database: str) -> None:
    with pytest.raises(BudgetProError) as refused, open_book(empty_database, None, writing=True):
        pass
    assert refused.value.message.endswith(".")
