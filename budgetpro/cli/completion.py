"""What the Tab key offers: names from the book. It never fails and never writes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import typer

from budgetpro.cli.parameters import FLAGS

if TYPE_CHECKING:
    from budgetpro.storage.book import Book

_PATIENCE = 0.2  # seconds; nobody waits for a suggestion


def account_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the paths of the open accounts that go on from what was typed."""
    return _offered(ctx, incomplete, lambda book: _paths(book, is_category=False))


def category_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the paths of the open categories that go on from what was typed."""
    return _offered(ctx, incomplete, lambda book: _paths(book, is_category=True))


def _paths(book: Book, *, is_category: bool) -> list[str]:
    from budgetpro.storage.queries.accounts import all_accounts

    wanted = ("income", "expense") if is_category else ("asset", "liability")
    return [account.path for account in all_accounts(book) if account.type in wanted and not account.is_closed]


def _offered(ctx: typer.Context, incomplete: str, names: Callable[[Book], Sequence[str]]) -> list[str]:
    from budgetpro.config import load_settings
    from budgetpro.storage.book import open_book

    try:
        settings = load_settings(ctx.meta.get(FLAGS, {}), os.environ)
        with open_book(settings.database, settings.book, writing=False, lock_timeout=_PATIENCE) as book:
            return sorted(name for name in names(book) if name.startswith(incomplete))
    except Exception:  # noqa: BLE001, S110 - a shell that waits for suggestions must never see an error
        return []
