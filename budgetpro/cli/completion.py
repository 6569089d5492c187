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


def account_names(ctx: typer.Context) -> list[str]:
    """Return the paths of the open accounts."""
    return _offered(ctx, lambda book: _paths(book, "account"))


def closed_account_names(ctx: typer.Context) -> list[str]:
    """Return the paths of the closed accounts."""
    return _offered(ctx, lambda book: _paths(book, "account", are_closed=True))


def category_names(ctx: typer.Context) -> list[str]:
    """Return the paths of the open categories."""
    return _offered(ctx, lambda book: _paths(book, "category"))


def closed_category_names(ctx: typer.Context) -> list[str]:
    """Return the paths of the closed categories."""
    return _offered(ctx, lambda book: _paths(book, "category", are_closed=True))


def payee_names(ctx: typer.Context) -> list[str]:
    """Return the payees."""
    from budgetpro.storage.queries.names import payees

    return _offered(ctx, lambda book: [name for _, name in payees(book)])


def tag_names(ctx: typer.Context) -> list[str]:
    """Return the tags."""
    from budgetpro.storage.queries.transactions import tags

    return _offered(ctx, lambda book: [name for _, name in tags(book)])


def _paths(book: Book, noun: str, *, are_closed: bool = False) -> list[str]:
    from budgetpro.domain.accounts import ACCOUNT_TYPES, CATEGORY_TYPES
    from budgetpro.storage.queries.accounts import accounts_of

    types = ACCOUNT_TYPES if noun == "account" else CATEGORY_TYPES
    return [node.path for node in accounts_of(book, types) if node.is_closed == are_closed]


def _offered(ctx: typer.Context, names: Callable[[Book], Sequence[str]]) -> list[str]:
    from budgetpro.config import load_settings
    from budgetpro.storage.book import open_book

    try:
        settings = load_settings(ctx.meta.get(FLAGS, {}), os.environ)
        with open_book(settings.database, settings.book, writing=False, lock_timeout=_PATIENCE) as book:
            return list(names(book))
    except Exception:  # a shell that waits for suggestions must never see an error
        return []


def going_on(typed: str, names: Sequence[str]) -> list[str]:
    """Return the names that begin so, capitals or not, and the last parts of paths that do and are no other's."""
    from budgetpro.domain.names import folded_case

    if not typed:
        return sorted(names)
    folded = folded_case(typed)
    lasts = [name.rpartition(":")[2] for name in names]
    parts = [last for last in lasts if lasts.count(last) == 1]
    return sorted({name for name in (*names, *parts) if folded_case(name).startswith(folded)})
