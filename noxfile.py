"""What is run before a change lands: `nox` runs it all, `nox -l` lists it, `nox -s tests-3.11 -- -k money` a part.

Every environment takes the exact versions of constraints.txt. `nox -s lock` brings those up to date.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"  # an interpreter that is not there is skipped; where CI is set, it fails
nox.options.reuse_venv = "yes"

ROOT = Path(__file__).parent
PYTHONS = ["3.11", "3.13"]
PROJECT = nox.project.load_toml("pyproject.toml")
EXTRAS = sorted(PROJECT["project"]["optional-dependencies"])
REPORTS = ROOT / ".reports"
DIST = ROOT / "dist"


def pins(session: nox.Session) -> list[str]:
    """Return the options that hold an installation to constraints.txt.

    uv checks the hashes. pip would then ask a hash of the checkout itself, which has none, so it
    gets the versions alone.
    """
    if session.venv_backend == "uv":
        return ["--constraints", "constraints.txt", "--build-constraints", "constraints.txt"]
    versions = Path(session.create_tmp()) / "versions.txt"
    locked = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    versions.write_text(re.sub(r" \\\n +--hash=\S+", "", locked), encoding="utf-8")
    return ["--constraint", str(versions)]


def install(session: nox.Session, *groups: str) -> None:
    """Install the dependency groups and budgetpro as it stands in the checkout, with every extra."""
    requirements = nox.project.dependency_groups(PROJECT, *groups)
    session.install(*pins(session), *requirements, "-e", f".[{','.join(EXTRAS)}]")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests and measure what they cover, in subprocesses too."""
    install(session, "test")
    REPORTS.mkdir(exist_ok=True)
    for stale in REPORTS.glob(f"coverage.{session.python}*"):
        stale.unlink()
    session.run(
        *("coverage", "run", f"--data-file={REPORTS / f'coverage.{session.python}'}", "-m", "pytest"),
        *("--numprocesses=auto", f"--junit-xml={REPORTS / f'junit-{session.python}.xml'}"),
        *session.posargs,
    )
    if not session.posargs:
        session.notify("coverage")


@nox.session(default=False)
def coverage(session: nox.Session) -> None:
    """Hold what all interpreters covered together against the gate."""
    install(session, "test")
    data_file = f"--data-file={REPORTS / 'coverage'}"
    session.run("coverage", "combine", data_file, str(REPORTS))
    session.run("coverage", "report", data_file)


@nox.session
def lint(session: nox.Session) -> None:
    """Hold code, imports, docstrings and layout to ruff's rules."""
    session.install(*pins(session), *nox.project.dependency_groups(PROJECT, "lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Check every type, strictly."""
    install(session, "types")
    session.run("mypy")


@nox.session
def layers(session: nox.Session) -> None:
    """Check that no room imports one above it."""
    install(session, "layers")
    session.run("lint-imports", "--no-cache")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the manual; `nox -s docs -- serve` shows it while you write."""
    session.install(*pins(session), *nox.project.dependency_groups(PROJECT, "docs"))
    session.run("zensical", *(session.posargs or ["build", "--strict", "--clean"]))


@nox.session
def build(session: nox.Session) -> None:
    """Build the wheel, and see it work in an environment where nothing else is."""
    session.install(*pins(session), *nox.project.dependency_groups(PROJECT, "build"))
    shutil.rmtree(DIST, ignore_errors=True)
    session.run("python", "-m", "build", "--no-isolation", "--outdir", str(DIST))
    session.notify("wheel")


@nox.session(default=False, reuse_venv=False)
def wheel(session: nox.Session) -> None:
    """Install the built wheel alone and run its first commands as a new user does, by a link as pipx makes it."""
    session.install(*pins(session), *map(str, DIST.glob("*.whl")))
    home = Path(session.create_tmp()).resolve() / "home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    program = home / "budgetpro"
    program.symlink_to(Path(session.bin) / "budgetpro")
    env = {"HOME": str(home), "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": "", "PYTHONPATH": ""}
    with session.chdir(home):
        for words in (
            ("--version",),
            ("init",),
            ("check",),
            ("demo", "--quiet"),
            ("export", "json", "-o", "book.json"),
        ):
            session.run(str(program), *words, env=env, external=True)
        session.run("python", "-m", "budgetpro", "account", "list", env=env)
        server = ("--database", "postgresql://127.0.0.1/money")  # its driver is an extra
        session.run(str(program), "check", *server, env=env, external=True, success_codes=[1])
    if not (home / ".local/share/budgetpro/book.db").is_file():
        session.error("the first book is not in the home folder")


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure budgetpro beside hledger, ledger and a plain script: `nox -s bench -- --rows 1k,10k`."""
    session.install(*pins(session), ".")
    session.run("python", "-m", "benchmarks.run", *session.posargs)


@nox.session(default=False)
def manual(session: nox.Session) -> None:
    """Write anew what the manual takes from budgetpro itself: the command reference and the pictures."""
    install(session)
    session.run("python", "-m", "tools.manual")


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Write constraints.txt: the newest versions that fit, each with its hashes, and no address."""
    session.install("uv")
    session.run(
        *("uv", "pip", "compile", "pyproject.toml", "--upgrade", "--universal", "--python-version=3.11"),
        *("--all-extras", *(f"--group={name}" for name in PROJECT["dependency-groups"])),
        *("--generate-hashes", "--no-annotate", "--custom-compile-command=nox -s lock"),
        *("--quiet", "--output-file=constraints.txt"),
    )
