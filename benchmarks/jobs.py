"""The jobs that are measured, as commands of each contender; the names are what `claims` refers to."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks.materials import ACCOUNT, Materials
from benchmarks.timing import Contender

YEAR, MONTH = "2020", "2020-06"
HERE = Path(__file__).parent
PYTHON = sys.executable
BUDGETPRO = str(Path(PYTHON).with_name("budgetpro"))
PLAIN = (PYTHON, str(HERE / "plain_script.py"))
EMPTY = (PYTHON, str(HERE / "empty.py"))
ASKED = {
    "balances": ("report", "balance"),
    "months": ("report", "spending", YEAR, "--by", "month"),
    "register": ("txn", "list", "--account", ACCOUNT, "--period", MONTH),
}
ASKED_OF_HLEDGER = {
    "balances": ("balance",),
    "months": ("balance", "--monthly", "--period", YEAR, "Expenses"),
    "register": ("register", "--period", MONTH, ACCOUNT),
}
ASKED_OF_LEDGER = {
    "balances": ("balance",),
    "months": ("register", "--monthly", "--period", YEAR, "^Expenses"),
    "register": ("register", "--period", MONTH, ACCOUNT),
}
ASKED_OF_PLAIN = {"balances": (), "months": (YEAR,), "register": (MONTH,)}

Contenders = dict[str, Contender]


class Jobs:
    """What each contender is asked to do with the materials; peers get at most `peers_to` transactions."""

    def __init__(self, materials: Materials, peers_to: int) -> None:
        self._materials = materials
        self._peers_to = peers_to
        self._hledger = shutil.which("hledger")
        self._ledger = shutil.which("ledger")

    def starts(self) -> Contenders:
        """Return what is measured with next to nothing to do."""
        book = self._materials.new_book("start")
        add = ("txn", "add", "12.50", "groceries", "--from", ACCOUNT, "--payee", "Lidl", "--on", "2026-03-01")
        completion = ("env", "_BUDGETPRO_COMPLETE=complete_bash", "COMP_WORDS=budgetpro ", "COMP_CWORD=1", BUDGETPRO)
        return {
            "python -c pass": self._run(PYTHON, "-c", "pass"),
            "--version": self._run(BUDGETPRO, "--version"),
            "empty --help": self._run(*EMPTY, "--help"),
            "--help": self._run(BUDGETPRO, "--help"),
            "completion": self._run(*completion),
            "import sqlmodel": self._run(PYTHON, "-c", "import sqlmodel"),
            "txn add": self._run(BUDGETPRO, "--database", str(book), *add),
        }

    def questions(self, counts: Sequence[int]) -> Contenders:
        """Return the reading commands on books of each size, beside what a command costs that reads nothing."""
        contenders = {
            "empty command": self._run(*EMPTY, "nothing"),
            "empty command with a table": self._run(*EMPTY, "table"),
        }
        for rows in counts:
            book, plain = str(self._materials.filled_book(rows)), str(self._materials.plain_book(rows))
            for question, asked in ASKED.items():
                contenders |= {
                    f"{question} {rows} --json": self._run(BUDGETPRO, "--database", book, *asked, "--json"),
                    f"{question} {rows} table": self._run(BUDGETPRO, "--database", book, *asked),
                    f"plain {question} {rows}": self._run(*PLAIN, question, plain, *ASKED_OF_PLAIN[question]),
                }
                contenders |= self._asked_of_peers(question, rows)
        return contenders

    def imports(self, rows: int) -> Contenders:
        """Return the imports of a bank's statement into a book that has none of it."""
        folder, statement = self._materials.folder_of(f"import-{rows}"), str(self._materials.csv(rows))
        plain = folder / "plain.db"
        contenders = {
            f"import {rows}": self._into_new_book(folder / "csv.db", statement),
            f"import {rows} OFX": self._into_new_book(folder / "ofx.db", str(self._materials.ofx(rows))),
            f"plain import {rows}": Contender(
                (*PLAIN, "import", str(plain), statement), folder, partial(plain.unlink, missing_ok=True)
            ),
        }
        if rows > self._peers_to:
            return contenders
        if self._hledger:
            contenders[f"hledger import {rows}"] = Contender(
                self._hledger_importing(folder, rows), folder, partial(self._materials.lay_journal, folder, rows)
            )
        if self._ledger:
            converting = ("convert", statement, "--input-date-format", "%Y-%m-%d", "--account", ACCOUNT)
            journal = str(self._materials.journal(rows))
            contenders[f"ledger convert {rows}"] = Contender((self._ledger, "-f", journal, *converting), folder)
        return contenders

    def repeats(self, rows: int) -> Contenders:
        """Return the imports of what the book has: the file itself, and its rows in a file of other bytes."""
        folder, statement = self._materials.folder_of(f"repeat-{rows}"), str(self._materials.csv(rows))
        book, plain = folder / "book.db", folder / "plain.db"
        self._materials.lay_new_book(book)
        self._materials.call(*self._importing(book, statement))
        self._materials.call(*PLAIN, "import", str(plain), statement)
        other = str(self._materials.csv_of_other_bytes(rows))
        kept = self._materials.folder_of(f"repeat-{rows}-kept")
        lay = partial(_lay_copies, (book, plain), kept)
        contenders = {
            f"same file {rows}": Contender(self._importing(book, statement), folder),
            f"plain same file {rows}": Contender((*PLAIN, "import", str(plain), statement), folder),
            f"same rows {rows}": Contender(self._importing(kept / "book.db", other), kept, lay),
            f"plain same rows {rows}": Contender((*PLAIN, "import", str(kept / "plain.db"), other), kept, lay),
        }
        if self._hledger and rows <= self._peers_to:
            self._materials.lay_journal(folder, rows)
            importing = self._hledger_importing(folder, rows)
            self._materials.call(*importing)
            contenders[f"hledger again {rows}"] = Contender(importing, folder)
        return contenders

    def bytes_a_transaction(self, rows: int, kind: str) -> float:
        """Return the size on disk of a book into which so many rows were imported, `csv` or `ofx`, divided by them."""
        return (self._materials.folder_of(f"import-{rows}") / f"{kind}.db").stat().st_size / rows

    def _run(self, *argv: str) -> Contender:
        return Contender(argv, self._materials.folder)

    def _asked_of_peers(self, question: str, rows: int) -> Contenders:
        if rows > self._peers_to:
            return {}
        journal = str(self._materials.journal(rows))
        peers = {"hledger": (self._hledger, ASKED_OF_HLEDGER), "ledger": (self._ledger, ASKED_OF_LEDGER)}
        return {
            f"{peer} {question} {rows}": self._run(program, "-f", journal, *asked[question])
            for peer, (program, asked) in peers.items()
            if program
        }

    def _into_new_book(self, book: Path, statement: str) -> Contender:
        return Contender(self._importing(book, statement), book.parent, partial(self._materials.lay_new_book, book))

    def _importing(self, book: Path, statement: str) -> tuple[str, ...]:
        return (BUDGETPRO, "--database", str(book), "txn", "import", statement, "--account", ACCOUNT, "--quiet")

    def _hledger_importing(self, folder: Path, rows: int) -> tuple[str, ...]:
        rules, statement = str(self._materials.hledger_rules()), str(folder / self._materials.csv(rows).name)
        journal = str(folder / "new.journal")
        return (self._hledger or "", "-f", journal, "import", "--rules-file", rules, statement)


def _lay_copies(files: Sequence[Path], folder: Path) -> None:
    for file in files:
        shutil.copy2(file, folder)
