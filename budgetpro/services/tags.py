"""Tags: words that a person hangs on transactions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from budgetpro.domain.accounts import LONGEST_NAME
from budgetpro.domain.errors import UsageFault
from budgetpro.domain.names import composed, folded_case, resolve
from budgetpro.storage.queries.transactions import tags
from budgetpro.storage.writes import ensure_named

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


def tag_ids(book: Book, names: Iterable[str]) -> tuple[int, ...]:
    """Return the ids of the tags of these names, capitals or not, creating those that are missing.

    Raises UsageFault `invalid_name`.
    """
    wanted = [tag_name(name) for name in names]
    known = {folded_case(name): name for _, name in tags(book)} if wanted else {}
    spelled = [known.setdefault(folded_case(name), name) for name in wanted]
    ids = ensure_named(book, "tag", spelled)
    return tuple(dict.fromkeys(ids[name] for name in spelled))


def known_tag_ids(book: Book, names: Iterable[str]) -> tuple[int, ...]:
    """Return the ids of the tags that these names mean; NotFound `tag_not_found`, UsageFault `ambiguous_tag`."""
    return tuple(resolve(name.removeprefix("#"), tags(book), "tag") for name in names)


def tag_name(text: str) -> str:
    """Return a tag's name as it is kept: without a # in front, one space between words, composed (NFC).

    Raises UsageFault `invalid_name` where it is empty, too long, or holds a comma or what does not print.
    """
    name = composed(" ".join(text.strip().removeprefix("#").split()))
    if name and len(name) <= LONGEST_NAME and "," not in name and name.isprintable():
        return name
    raise UsageFault(
        f"'{text[:LONGEST_NAME]}' can't be a tag.",
        hint=f"A tag has 1 to {LONGEST_NAME} characters and no comma; for several tags, give the option again.",
        code="invalid_name",
        facts={"name": text},
    )
