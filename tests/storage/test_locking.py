"""Several processes and one book: writers wait for each other, readers never wait, and a killed one leaves no trace."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from budgetpro.domain.errors import Locked
from budgetpro.storage.book import open_book
from budgetpro.storage.creation import create_book

PRELUDE = """
import os, signal, sys, time
from budgetpro.storage.book import open_book
from budgetpro.storage.creation import create_book
database = sys.argv[1]
"""

HOLD = """
with open_book(database, None, writing=True) as book:
    payee = book.next_id("payee")
    book.connection.execute("insert into payee (book_id, id, name) values (1, ?, 'half done')", (payee,))
    book.is_changed = True
    print("held", flush=True)
    sys.stdin.readline()
"""

ADD = """
for _ in range(20):
    with open_book(database, None, writing=True, lock_timeout=30) as book:
        payee = book.next_id("payee")
        count, = book.connection.execute("select count(*) from payee").fetchone()
        assert count == payee - 1, (count, payee)
        book.connection.execute("insert into payee (book_id, id, name) values (1, ?, ?)", (payee, f"payee {payee}"))
        book.is_changed = True
"""

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Return a starter of processes that run a script on a database; all are gone at the end."""
    with ExitStack() as stack:

        def start(script: str, *arguments: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, "-c", PRELUDE + script, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield start


def hold(start: Start, database: str) -> subprocess.Popen[str]:
    holder = start(HOLD, database)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def payees(database: str) -> list[tuple[str]]:
    with open_book(database, None, writing=False) as book:
        return book.connection.execute("select name from payee order by id").fetchall()


def write(database: str, lock_timeout: float) -> None:
    with open_book(database, None, writing=True, lock_timeout=lock_timeout) as book:
        book.is_changed = True


def test_writers_take_turns(database: str, start: Start) -> None:
    writers = [start(ADD, database) for _ in range(3)]
    for writer in writers:
        assert writer.wait() == 0, writer.stderr and writer.stderr.read()
    with open_book(database, None, writing=False) as book:
        assert book.revision == 60
    assert payees(database) == [(f"payee {n}",) for n in range(1, 61)]


@pytest.mark.parametrize("lock_timeout", [0.0, 0.05, 0.3, 1.2])
def test_a_writer_gives_up_after_the_lock_timeout(database: str, start: Start, lock_timeout: float) -> None:
    hold(start, database)
    before = time.monotonic()
    with pytest.raises(Locked, match="Another command is writing") as refused:
        write(database, lock_timeout)
    waited = time.monotonic() - before
    assert lock_timeout <= waited < lock_timeout + 5
    assert refused.value.code == "book_locked"
    assert "--lock-timeout" in str(refused.value.hint)


def test_a_waiting_writer_goes_on_when_the_other_is_done(database: str, start: Start) -> None:
    holder = hold(start, database)
    waiting = start(ADD, database)
    time.sleep(0.3)
    assert waiting.poll() is None
    holder.communicate("done\n")
    assert waiting.wait() == 0
    assert len(payees(database)) == 21


def test_a_reader_never_waits_and_sees_the_book_as_it_was(database: str, start: Start) -> None:
    holder = hold(start, database)
    before = time.monotonic()
    assert payees(database) == []
    assert time.monotonic() - before < 5
    holder.communicate("done\n")
    assert payees(database) == [("half done",)]


def test_a_reader_sees_one_state_to_its_end(database: str, start: Start) -> None:
    with open_book(database, None, writing=False) as book:
        hold(start, database).communicate("done\n")
        assert book.connection.execute("select count(*) from payee").fetchone() == (0,)
        assert book.connection.execute("select revision from book").fetchone() == (0,)
    assert payees(database) == [("half done",)]


def test_a_reader_does_not_hold_up_a_writer(database: str) -> None:
    with open_book(database, None, writing=False):
        write(database, 0.2)


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_writer_leaves_the_book_as_it_was(database: str, start: Start, kill: signal.Signals) -> None:
    holder = hold(start, database)
    holder.send_signal(kill)
    assert holder.wait() != 0
    write(database, 5.0)
    assert payees(database) == []
    with open_book(database, None, writing=True) as book:
        assert book.revision == 1
        assert book.next_id("payee") == 1


def test_ctrl_c_is_heard_while_waiting_for_the_lock(database: str, start: Start) -> None:
    hold(start, database)
    waiting = start('print("up", flush=True)\n' + ADD, database)
    assert waiting.stdout is not None
    assert waiting.stdout.readline() == "up\n"
    time.sleep(0.5)
    before = time.monotonic()
    waiting.send_signal(signal.SIGINT)
    assert waiting.wait() != 0
    assert time.monotonic() - before < 10


def test_books_of_one_postgresql_database_are_written_side_by_side(
    new_postgresql: Callable[[], str], start: Start
) -> None:
    database = new_postgresql()
    create_book(database, "another", "EUR")
    hold(start, database)
    with open_book(database, "another", writing=True, lock_timeout=0.2) as book:
        book.is_changed = True


CREATE = """
create_book(database, "main", "EUR", lock_timeout=30)
"""


def test_of_many_that_create_a_book_at_once_one_does(empty_database: str, start: Start) -> None:
    creators = [start(CREATE, empty_database) for _ in range(4)]
    errors = [creator.communicate()[1] for creator in creators]
    assert sorted(creator.returncode for creator in creators) == [0, 1, 1, 1]
    assert sum("There is a book 'main'" in error for error in errors) == 3, errors
    write(empty_database, 1.0)


FURNISH = """
def furnish(book):
    print("furnishing", flush=True)
    sys.stdin.readline()

create_book(database, "another", "EUR", furnish=furnish)
"""


def test_a_book_that_is_being_furnished_keeps_nobody_from_the_others(
    new_postgresql: Callable[[], str], start: Start
) -> None:
    database = new_postgresql()
    creation = start(FURNISH, database)
    assert creation.stdout is not None
    assert creation.stdout.readline() == "furnishing\n"
    with open_book(database, "main", writing=True, lock_timeout=0.5) as book:
        book.is_changed = True
    with open_book(database, "main", writing=False) as book:
        assert book.revision == 1
    creation.communicate("\n")
    assert creation.returncode == 0


def test_many_create_books_of_their_own_at_once(empty_database: str, start: Start) -> None:
    script = 'create_book(database, sys.argv[2], "EUR", lock_timeout=30)'
    creators = [start(script, empty_database, f"book {n}") for n in range(4)]
    assert [creator.communicate()[1] for creator in creators] == [""] * 4
    for n in range(4):
        with open_book(empty_database, f"book {n}", writing=False) as book:
            assert book.revision == 0


CREATE_KILLED = """
from budgetpro.storage import creation as module
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, sys.argv[2], die)
create_book(database, "main", "EUR")
"""


@pytest.mark.parametrize("moment", ["migrate", "_add_book", "publish"])
def test_a_creation_that_is_killed_leaves_no_half_made_book(tmp_path: Path, start: Start, moment: str) -> None:
    path = tmp_path / "money" / "book.db"
    assert start(CREATE_KILLED, str(path), moment).wait() == -signal.SIGKILL
    assert not path.exists()
    create_book(str(path), "main", "EUR")
    write(str(path), 1.0)


def test_a_change_is_on_the_disk_when_the_block_ends(database: str, start: Start) -> None:
    script = HOLD.replace("sys.stdin.readline()", "pass") + "os.kill(os.getpid(), signal.SIGKILL)"
    assert start(script, database).wait() == -signal.SIGKILL
    assert payees(database) == [("half done",)]
