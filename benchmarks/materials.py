"""The statements, journals and books that the jobs work on, each made once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.plain_script import RULES
from benchmarks.timing import Failed

ACCOUNT = "Checking"
HERE = Path(__file__).parent


class Materials:
    """A folder of files for the jobs; all of them follow from `generate`'s fixed seed."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self._environment = environment

    def folder_of(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return folder

    def call(self, *argv: str) -> None:
        """Run a command that only prepares."""
        ended = subprocess.run(
            argv, cwd=self.folder, env=self._environment, capture_output=True, text=True, check=False
        )
        if ended.returncode != 0:
            raise Failed(f"{' '.join(argv)} ended with {ended.returncode}: {ended.stderr.strip()}")

    def csv(self, rows: int) -> Path:
        """Return one bank account's statement."""
        return self._generated(rows, "csv")

    def ofx(self, rows: int) -> Path:
        """Return the same statement with an id of the bank's on each row."""
        return self._generated(rows, "ofx")

    def csv_of_other_bytes(self, rows: int) -> Path:
        """Return the same statement with Windows line ends: another file, the same rows."""
        path = self.folder / f"other{rows}.csv"
        if not path.exists():
            with (
                self.csv(rows).open(encoding="utf-8") as lines,
                path.open("w", encoding="utf-8", newline="\r\n") as out,
            ):
                out.writelines(lines)
        return path

    def journal(self, rows: int) -> Path:
        """Return a journal that hledger and ledger read: ten accounts, sixty categories."""
        return self._generated(rows, "journal")

    def hledger_rules(self) -> Path:
        """Return hledger's rules for the statement: the ten of the plain script."""
        path = self.folder / "ten.rules"
        fields = f"skip 1\nfields date, description, amount,\ncurrency EUR \naccount1 Assets:Bank:{ACCOUNT}\n"
        conditions = (f"if {part}\n  account2 Expenses:{category}\n" for part, category in RULES)
        path.write_text("\n".join((fields, *conditions)), encoding="utf-8")
        return path

    def lay_journal(self, folder: Path, rows: int) -> None:
        """Lay out what `hledger import` needs: the statement, an empty journal, no trace of an earlier import."""
        for path in folder.glob(".latest.*"):
            path.unlink()
        statement = self.csv(rows)
        if not (folder / statement.name).exists():
            shutil.copy2(statement, folder)
        (folder / "new.journal").write_text("", encoding="utf-8")

    def new_book(self, name: str) -> Path:
        """Return a book of budgetpro's with the starter categories and one account."""
        book = self.folder / f"{name}.db"
        if not book.exists():
            budgetpro = (sys.executable, "-m", "budgetpro", "--database", str(book))
            self.call(*budgetpro, "init", "--currency", "EUR")
            self.call(*budgetpro, "account", "add", ACCOUNT, "--type", "checking", "--currency", "EUR")
        return book

    def lay_new_book(self, path: Path) -> None:
        """Put such a book in place of what is at `path`."""
        for leftover in path.parent.glob(f"{path.name}*"):
            leftover.unlink()
        shutil.copy2(self.new_book("new"), path)

    def filled_book(self, rows: int) -> Path:
        """Return a book with ten accounts, sixty categories and so many transactions over ten years."""
        book = self.folder / f"filled{rows}.db"
        if not book.exists():
            wide = str(self._generated(rows, "wide"))
            self.call(sys.executable, str(HERE / "fill_book.py"), str(book), wide)
        return book

    def plain_book(self, rows: int) -> Path:
        """Return what the plain script makes of the statement."""
        book = self.folder / f"plain{rows}.db"
        if not book.exists():
            self.call(sys.executable, str(HERE / "plain_script.py"), "import", str(book), str(self.csv(rows)))
        return book

    def _generated(self, rows: int, kind: str) -> Path:
        path = self.folder / f"t{rows}.{kind}"
        if not path.exists():
            self.call(sys.executable, str(HERE / "generate.py"), kind, str(rows), str(path))
        return path
