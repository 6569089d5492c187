"""What `budgetpro` alone says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import typer

from budgetpro.cli.context import settings_of
from budgetpro.domain.errors import UsageFault

FIRST_STEPS: Final = """\
Welcome to budgetpro. There is no book yet; the first command that writes makes one.

  budgetpro demo                                         see what it does, on made-up statements
  budgetpro account add Checking                         begin with an account
  budgetpro txn import statement.csv --account checking  read a statement from your bank
  budgetpro --help                                       see everything
"""


def greet(ctx: typer.Context) -> None:
    """Tell a new user what to type first, and anybody else what there is; UsageFault `usage` to programs."""
    settings = settings_of(ctx)
    if settings.format != "table":
        raise UsageFault("Missing command.", hint="See 'budgetpro --help'.", code="usage")
    database = settings.database
    is_new = "://" not in database and not Path(database).exists()
    sys.stdout.write(FIRST_STEPS if is_new else f"{ctx.get_help()}\n")
