from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Run


@pytest.fixture
def book(run: Run, home: Path) -> Path:
    """Return the home of a book with an account, which stood at 250.00 on New Year's Day."""
    run("account", "add", "Checking", "--opening", "250", "--on", "2026-01-01", "--number", "Kontö 1")
    return home


def test_a_book_is_written_as_one_json_document(run: Run, book: Path) -> None:
    told = run("export", "json")

    assert (told.code, told.err) == (0, "")
    document = json.loads(told.out)
    assert (document["kind"], document["data"]["book"]) == ("book", {"name": "main", "base_currency": "EUR"})
    assert document["data"]["transactions"][0]["postings"][0]["amount"] == {"amount": "250.00", "currency": "EUR"}


def test_a_file_gets_the_same_bytes_and_people_a_sentence(run: Run, book: Path) -> None:
    path = book / "book.json"

    told = run("export", "json", "--output", str(path))

    assert (told.code, told.out, told.err) == (0, "", f"Wrote the book 'main' to {path}.\n")
    assert path.read_text(encoding="utf-8") == run("export", "json", "--output", "-").out
    assert run("export", "json", "-o", str(path), "--quiet") == (0, "", "")


def test_standard_output_gets_utf_8_whatever_the_locale(spawn: Run, book: Path) -> None:
    path = book / "book.json"
    told = spawn("export", "json", env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"})

    spawn("export", "json", "-o", str(path))
    assert path.read_text(encoding="utf-8") == told.out
    assert "Kontö 1" in told.out


def test_a_place_that_cannot_be_written_is_refused(run: Run, book: Path) -> None:
    told = run("export", "json", "-o", str(book / "no" / "book.json"), "--json")

    assert (told.code, told.error["code"]) == (1, "unwritable")
    assert not (book / "no").exists()


def test_there_must_be_a_book(run: Run, home: Path) -> None:
    assert run("export", "json", "-o", str(home / "book.json")).code == 5
    assert not (home / "book.json").exists()


def test_a_closed_pipe_ends_quietly(book: Path) -> None:
    command = f"{sys.executable} -m budgetpro export json | head -c 10"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, '{"schema_v', "")


def test_a_book_is_made_from_its_export(run: Run, book: Path) -> None:
    path, copy = str(book / "book.json"), str(book / "copy.db")
    run("export", "json", "-o", path)

    told = run("init", "--database", copy, "--from-json", path)

    assert told.code == 0
    assert told.out.startswith(f"Made the book 'main' in {copy} from {path} (accounts: 1, categories: ")
    assert told.out.endswith(", transactions: 1).\n")
    assert run("export", "json", "--database", copy).out == Path(path).read_text(encoding="utf-8")
    assert run("check", "--database", copy).code == 0


def test_the_copy_takes_another_name_if_it_is_given_one(run: Run, book: Path) -> None:
    path = str(book / "book.json")
    run("export", "json", "-o", path)

    assert run("init", "--from-json", path, "--json").error["code"] == "book_exists"
    named = run("init", "--from-json", path, "--name", "twin", "--json")
    assert json.loads(named.out) == {
        "schema_version": 1,
        "kind": "book_loaded",
        "data": {
            "name": "twin", "base_currency": "EUR", "accounts": 1, "categories": named.data["categories"],
            "transactions": 1, "imports": 0,
        },
    }  # fmt: skip
    assert run("init", "--from-json", path, "--book", "third").code == 0


@pytest.mark.parametrize("option", [("--currency", "EUR"), ("--categories", "none")])
def test_the_document_alone_says_what_is_in_the_book(run: Run, home: Path, option: tuple[str, str]) -> None:
    told = run("init", "--from-json", "book.json", *option, "--json")

    assert (told.code, told.error["code"]) == (2, "conflicting_options")


def test_a_document_that_is_wrong_is_named_by_the_path_in_it(run: Run, book: Path) -> None:
    path, copy = book / "book.json", book / "copy.db"
    path.write_text(run("export", "json").out.replace('"250.00"', '"250.01"'), encoding="utf-8")

    told = run("init", "--database", str(copy), "--from-json", str(path))

    assert told.code == 1
    assert "data.transactions[0].postings (line " in told.err
    assert "0.01 EUR too much. Nothing was created." in told.err
    assert not copy.exists()
    assert run("init", "--database", str(copy), "--from-json", "no.json").code == 5
