"""What the Tab key offers: names from the book. It never fails and never writes."""

from __future__ import annotations

import os
from collections.abc import Sequence

import typer

from budgetpro.cli.parameters import FLAGS

_PATIENCE = 0.2  # seconds; nobody waits for a suggestion


def account_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return what an open account may be named by that goes on from what was typed."""
    from budgetpro.domain.accounts import ACCOUNT_TYPES

    return _offered(ctx, incomplete, ACCOUNT_TYPES)


def category_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return what an open category may be named by that goes on from what was typed."""
    from budgetpro.domain.accounts import CATEGORY_TYPES

    return _offered(ctx, incomplete, CATEGORY_TYPES)


def _offered(ctx: typer.Context, incomplete: str, types: Sequence[str]) -> list[str]:
    from budgetpro.config import load_settings
    from budgetpro.storage.book import open_book
    from budgetpro.storage.queries.accounts import accounts_of

    try:
        settings = load_settings(ctx.meta.get(FLAGS, {}), os.environ)
        with open_book(settings.database, settings.book, writing=False, lock_timeout=_PATIENCE) as book:
            return _going_on(incomplete, [node.path for node in accounts_of(book, types) if not node.is_closed])
    except Exception:  # a shell that waits for suggestions must never see an error
        return []


def _going_on(incomplete: str, names: Sequence[str]) -> list[str]:
    """Return the names that begin so, or whose last part does and is no other's."""
    whole = [name for name in names if name.startswith(incomplete)]
    lasts = [name.rpartition(":")[2] for name in names]
    parts = [last for last in lasts if last.startswith(incomplete) and lasts.count(last) == 1]
    return sorted({*whole, *parts}) if incomplete else sorted(whole)
