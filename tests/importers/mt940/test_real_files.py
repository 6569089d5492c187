"""Every MT940 and MT942 file of MANIFEST.tsv: its counts, sums, days, currencies and closing balances.

The manifest's days are value dates. budgetpro books a row on its entry date, where it has one, so
the value dates are taken from the file, at the positions that the reader gives.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.importers.mt940.mt940_file import read_file, total
from tests.importers.reads import Read

FILES = [
    "mt940__ASNB_mt940.txt",
    "mt940__betterplace_sepa_mt9401.sta",
    "mt940__citi_mt940.txt",
    "mt940__cmxl_mt940.sta",
    "mt940__jejik_abnamro.sta",
    "mt940__jejik_rabobank-iban.sta",
    "mt940__mBank_mt940.sta",
    "mt940__mBank_mt942.sta",
    "mt940__self-provided_february_30.sta",
    "mt940__self-provided_raiffeisen-cmi.sta",
    "mt940__self-provided_raphaelm.sta",
]
TOLD = {
    "mt940__jejik_abnamro.sta": ["balance is 876.84", "balance is 1849.75", "begins at 2876.84", "62M"],
    "mt940__self-provided_raiffeisen-cmi.sta": ["but the closing balance is 25281687.60"],
}


def expected_of(statements_dir: Path, name: str) -> dict[str, str]:
    lines = (statements_dir / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()
    head, rows = lines[0].split("\t"), [line.split("\t") for line in lines[1:]]
    return next(dict(zip(head, row, strict=True)) for row in rows if row[0] == f"mt940/{name}")


def value_dates(path: Path, read: Read) -> list[str]:
    lines = path.read_bytes().splitlines()
    found = [lines[line.position - 1] for line in read.all_lines]
    assert all(line.startswith(b":61:") for line in found)
    return sorted(line[4:10].decode() for line in found)


def test_no_file_is_left_out(statements_dir: Path) -> None:
    assert sorted(path.name for path in (statements_dir / "mt940").iterdir()) == FILES


@pytest.mark.parametrize("name", FILES)
def test_file_gives_the_manifests_counts_and_sums(statements_dir: Path, name: str) -> None:
    path, expected = statements_dir / "mt940" / name, expected_of(statements_dir, name)
    found = read_file(path)
    told = list(zip(found.statements, found.lines, strict=True))
    counts = re.findall(r"(\S+): (\d+) in \d+ statement", expected["n_transactions"])
    assert [(one.account_id, str(len(lines))) for one, lines in told] == counts
    sums = [part.split(" ") for part in expected["sum_per_account"].split("; ")]
    assert [(one.account_id, total(lines), one.currency) for one, lines in told] == [
        (account, Decimal(amount), currency) for account, amount, currency in sums
    ]
    closing = re.findall(r"(\S+) 62[FM] ([CD])\d{6}(?:[A-Z]{3})?([\d,]+)", expected["closing_balance_stated"])
    assert [(one.account_id, one.closing_balance) for one, _ in told if one.closing_balance is not None] == [
        (account, Decimal(amount.replace(",", ".")) * (-1 if mark == "D" else 1)) for account, mark, amount in closing
    ]
    dates = value_dates(path, found)
    first, last = (expected[name].replace("-", "")[2:] for name in ("first_date", "last_date"))
    assert (dates[0], dates[-1]) == (first, last)


@pytest.mark.parametrize("name", FILES)
def test_problems_are_those_of_excerpts_and_leave_out_no_row(statements_dir: Path, name: str) -> None:
    problems = read_file(statements_dir / "mt940" / name).problems
    assert not any(problem.is_row for problem in problems)
    assert len(problems) == len(TOLD.get(name, []))
    for problem, words in zip(problems, TOLD.get(name, []), strict=True):
        assert words in problem.message


def test_interest_of_the_30th_of_february_is_booked_on_its_entry_date(statements_dir: Path) -> None:
    line = read_file(statements_dir / "mt940" / "mt940__self-provided_february_30.sta").line
    assert (line.date.isoformat(), line.memo) == ("2016-03-01", "Pauschalen")


def test_interim_report_is_pending_and_has_no_balances(statements_dir: Path) -> None:
    found = read_file(statements_dir / "mt940" / "mt940__mBank_mt942.sta")
    (statement,) = found.statements
    assert (statement.format, statement.opening_balance, statement.closing_balance) == ("mt942", None, None)
    assert {line.status for line in found.all_lines} == {"pending"}
    assert (found.all_lines[0].bank_id, found.all_lines[0].reference) == (None, "MB170119012058")


def test_reversals_of_credits_are_money_out(statements_dir: Path) -> None:
    found = read_file(statements_dir / "mt940" / "mt940__betterplace_sepa_mt9401.sta")
    reversed_credits = [line for line in found.all_lines if line.position in (19, 101)]
    assert [str(line.amount) for line in reversed_credits] == ["-204.88", "-204.88"]
    assert found.problems == []


def test_words_of_dialects(statements_dir: Path) -> None:
    def first(name: str) -> tuple[str | None, str | None, str | None]:
        line = read_file(statements_dir / "mt940" / name).all_lines[0]
        return line.payee, line.memo, line.reference

    assert first("mt940__ASNB_mt940.txt") == ("hr gjlm paulissen", "Betaling sieraden", "NL47INGB9999999999")
    assert first("mt940__citi_mt940.txt") == (None, "SOMETHING FOO BAR 112233 123456789", None)
    assert first("mt940__self-provided_raphaelm.sta") == (
        "Empfänger",
        "Verwendungszweck 1 Verwendungszweck 2",
        "68790452",
    )
    assert first("mt940__betterplace_sepa_mt9401.sta") == (
        None,
        "MTLG:Grund nicht spezifiziert Reject aus SEPA-Ueberweisungsauftrag",
        "TFNr 40005 MSGID",
    )


def test_cp852_is_read_with_its_accents(statements_dir: Path) -> None:
    found = read_file(statements_dir / "mt940" / "mt940__self-provided_raiffeisen-cmi.sta")
    assert "UV, napi összevont utánvét" in str(found.all_lines[0].memo)
