"""Measures what budgetpro promises of its speed, beside hledger, ledger and a plain script, and prints a table.

    nox -s bench                              1k and 10k transactions, a minute
    nox -s bench -- --rows 1k,10k,100k,1m     all that is promised; hledger makes it half an hour
    python -m benchmarks.run --rows 10k       with the budgetpro of this interpreter

hledger and ledger come with the system (`apt-get install hledger ledger`, `brew install hledger
ledger`); one that is not there is left out, and so is what is promised against it. All else is
made here, the statements by `generate.py`. Files of a million transactions need 4 GB of disk.

Every figure is of whole processes, the median of several rounds in which all contenders take
turns, bytecode compiled first. A ratio is of two figures of one run: seconds drift, ratios last.
The ratio of processor time stands beside that of wall time; on a busy machine it drifts less. No
peak of memory shows below 20 MiB, which this process has itself.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.claims import Claim, claims
from benchmarks.jobs import Jobs
from benchmarks.materials import Materials
from benchmarks.timing import Contender, Usage, compare

SHORT = 10_000
"""Up to so many rows an import is short, and needs more rounds to be told from the noise; with fewer, a book's
size on disk is mostly that of its empty tables."""
UNITS = {"k": 1_000, "m": 1_000_000}


def count(text: str) -> int:
    """Parse `10k` or `1m`."""
    number, unit = (text[:-1], UNITS[text[-1].lower()]) if text[-1:].lower() in UNITS else (text, 1)
    return int(number) * unit


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="1k,10k", help="how many transactions, as in 1k,100k,1m (default: 1k,10k)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each command runs (default: 5)")
    parser.add_argument(
        "--peers-to", type=count, default=100_000, metavar="ROWS", help="spare peers larger books (default: 100k)"
    )
    parser.add_argument("--folder", type=Path, help="keep the files here (default: a temporary folder)")
    parsed = parser.parse_args()
    parsed.counts = sorted(count(text) for text in parsed.rows.split(","))
    return parsed


def environment(home: Path) -> dict[str, str]:
    """Return a new user's environment: no settings, no colours, nothing of the caller's but the path."""
    home.mkdir(parents=True, exist_ok=True)
    return {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}


def compile_all() -> None:
    """Write the bytecode of everything installed: without it a start takes three times as long.

    In a process of its own, for a child's peak memory is never below that of the process it was forked from.
    """
    folders = (sysconfig.get_path("purelib"), str(Path(__file__).parent))
    subprocess.run([sys.executable, "-m", "compileall", "-qq", *folders], check=False)


def race(title: str, contenders: Mapping[str, Contender], rounds: int, env: Mapping[str, str]) -> dict[str, Usage]:
    """Run all contenders in turn, print each one's figures, and return them."""
    print(f"\n{title} (median of {rounds})")
    usages = compare(contenders, rounds, env)
    for name, usage in usages.items():
        print(f"  {name:<44}{usage.seconds:>9.3f} s{usage.cpu_seconds:>9.3f} s cpu{usage.peak_mib:>8.0f} MiB")
    return usages


def show(claims: list[Claim]) -> None:
    """Print the promises: what was measured, what it is held against, and whether it held."""
    row = "{:<68}{:>11}{:>11}{:>8}{:>8}{:>8}  {}".format
    print("\n" + row("promise", "budgetpro", "against", "ratio", "cpu", "target", "held"))
    for claim in claims:
        held = "yes" if claim.ratio <= claim.target else "NO"
        cpu = "" if claim.cpu_ratio is None else f"{claim.cpu_ratio:.3g}"
        print(row(claim.job, claim.shown, claim.against, f"{claim.ratio:.3g}", cpu, f"{claim.target:.3g}", held))


def main() -> None:
    chosen = options()
    compile_all()
    with tempfile.TemporaryDirectory(prefix="budgetpro-bench-") as temporary:
        folder = (chosen.folder or Path(temporary)).resolve()
        env = environment(folder / "home")
        jobs = Jobs(Materials(folder, env), chosen.peers_to)
        usages = race("Start", jobs.starts(), 3 * chosen.rounds, env)
        usages |= race("Questions", jobs.questions(chosen.counts), chosen.rounds, env)
        for rows in chosen.counts:
            rounds = min(chosen.rounds, 3) if rows > SHORT else chosen.rounds
            usages |= race(f"Import of {rows} rows", jobs.imports(rows), rounds, env)
            usages |= race(f"{rows} rows again", jobs.repeats(rows), rounds, env)
        disk = {
            f"{kind} {rows}": jobs.bytes_a_transaction(rows, kind)
            for rows in chosen.counts
            if rows >= SHORT
            for kind in ("csv", "ofx")
        }
        show(claims(usages, chosen.counts, disk))


if __name__ == "__main__":
    main()
