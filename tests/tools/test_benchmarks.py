"""The benchmarks measure the same everywhere, and claim nothing that was not measured."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.claims import claims
from benchmarks.generate import KINDS, transactions
from benchmarks.timing import Usage
from budgetpro.importers.lines import Hints
from budgetpro.importers.recognise import open_statement
from budgetpro.importers.source import Source

USAGE = Usage(0.5, 0.4, 30)


@pytest.fixture(params=["csv", "ofx"])
def statement(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "statement"
    path.write_text("".join(KINDS[request.param](transactions(600))), encoding="utf-8")
    return path


def test_the_same_rows_are_made_on_every_machine() -> None:
    digest = hashlib.sha256("".join(KINDS["csv"](transactions(1000))).encode())

    assert digest.hexdigest() == "193a2964dace90a27530d39a3fd26a0d9e3dd2cfd8cfd8ecd65a995859c8604f"


def test_either_statement_has_the_same_rows(statement: Path) -> None:
    lines = [line for _, line in open_statement(Source(str(statement)), Hints()).lines()]

    assert len(lines) == 600
    assert sum(line.amount for line in lines) == Decimal(sum(txn.cents for txn in transactions(600))) / 100


def test_what_was_not_measured_is_not_claimed() -> None:
    questions = [f"{name} 1000 {form}" for name in ("balances", "months", "register") for form in ("--json", "table")]
    usages = dict.fromkeys([*questions, "import 1000"], USAGE)
    found = claims({**usages, "--version": Usage(0.03, 0.02, 9), "python -c pass": Usage(0.02, 0.02, 9)}, [1000], {})

    assert [claim.job for claim in found] == [
        "--version, against python -c pass", "reading, peak MiB", "import 1000, peak MiB",
    ]  # fmt: skip
    assert found[0].ratio == pytest.approx(1.5)
    assert found[0].cpu_ratio == pytest.approx(1)
