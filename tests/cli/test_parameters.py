from __future__ import annotations

import subprocess
import sys
from enum import Enum
from types import ModuleType
from typing import Annotated, Any, Literal

import pytest
import typer

from budgetpro.cli.app import COMMANDS, run
from tests.cli.conftest import ROOT


class Shade(Enum):
    LIGHT = "light"
    DARK = "dark"


taken: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def command(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add a command `try` with a parameter of every kind; what it is given lands in `taken`."""
    app = typer.Typer()

    @app.command()
    def take(
        words: Annotated[list[str] | None, typer.Argument()] = None,
        text: Annotated[str, typer.Option()] = "none",
        count: Annotated[int, typer.Option(min=1, max=9)] = 3,
        level: Annotated[int, typer.Option()] = 0,
        side: Annotated[Literal["income", "expense"] | None, typer.Option()] = None,
        tag: Annotated[list[str] | None, typer.Option()] = None,
        shade: Annotated[Shade, typer.Option()] = Shade.LIGHT,
        loose: Annotated[Literal["Big", "small"], typer.Option(case_sensitive=False)] = "small",
        upper: Annotated[str, typer.Option(parser=str.upper)] = "u",
        is_on: Annotated[bool | None, typer.Option("--on/--off")] = None,
    ) -> None:
        taken.clear()
        taken.update(locals())

    module = ModuleType("budgetpro_test_take")
    module.app = app  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr("budgetpro.cli.app.COMMANDS", {**COMMANDS, "try": (module.__name__, "Try.")})


DEFAULTS = {
    "words": None, "text": "none", "count": 3, "level": 0, "side": None, "tag": None,
    "shade": Shade.LIGHT, "loose": "small", "upper": "U", "is_on": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ([], {}),
        (["a", "b"], {"words": ["a", "b"]}),
        (["--text", ""], {"text": ""}),
        (["--count", "9", "--level", "-12"], {"count": 9, "level": -12}),
        (["--side", "income"], {"side": "income"}),
        (["--tag", "x", "--tag", "y"], {"tag": ["x", "y"]}),
        (["--shade", "dark"], {"shade": Shade.DARK}),
        (["--loose", "big"], {"loose": "Big"}),
        (["--upper", "abc"], {"upper": "ABC"}),
        (["--off"], {"is_on": False}),
    ],
)
def test_a_command_gets_what_it_declared(words: list[str], given: dict[str, object]) -> None:
    assert run(["try", *words]) == 0
    assert taken == DEFAULTS | given


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--count", "10"], "'--count' takes a whole number from 1 to 9; not '10'."),
        (["--count", "0"], "'--count' takes a whole number from 1 to 9; not '0'."),
        (["--level", "1.5"], "'--level' takes a whole number; not '1.5'."),
        (["--side", "incom"], "'--side' takes income, expense; not 'incom'."),
        (["--shade", "dim"], "Invalid value for '--shade': "),
    ],
)
def test_a_value_that_does_not_fit_is_told(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["try", *words]) == 2
    assert capsys.readouterr().err.startswith(f"error: {told}")


def test_plain_values_need_no_pydantic() -> None:
    code = "import sys; from budgetpro.cli.app import run; run(sys.argv[1:]); print('pydantic' in sys.modules)"
    words = ["category", "list", "--type", "income", "--lock-timeout", "1"]
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.endswith("False\n")
