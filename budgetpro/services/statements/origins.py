"""What was in a book before an import: what the import added beside its rows can go again with them.

An import may add payees, and the categories of what nobody has filed. A batch keeps the last
ids from before it; whatever is newer and not used any more came with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.storage import batches as stored
from budgetpro.storage.queries import batches as found
from budgetpro.storage.queries.accounts import usage_of
from budgetpro.storage.writes import delete, drop_unused_payees

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


class Origin(NamedTuple):
    """The last ids that accounts and payees had before an import; it is kept with the batch's options."""

    account: int
    payee: int


def origin_of_now(book: Book) -> Origin:
    """Return the last ids that were given out so far."""
    return Origin(*(book.next_ids(table, 0).start - 1 for table in Origin._fields))


def options_to_json(hints: dict[str, object], origin: Origin) -> str:
    """Return what a batch keeps of how it was imported."""
    return json.dumps({**hints, "origin": origin._asdict()}, sort_keys=True)


def drop_additions(book: Book, batch_id: int, payee_ids: Iterable[int]) -> None:
    """Remove the payees and categories that an import added and that nothing uses any more.

    Those that another import still uses will go with that one.
    """
    options = found.options_of_batches(book)
    origin = _origin(options[batch_id])
    drop_unused_payees(book, [payee_id for payee_id in payee_ids if payee_id > origin.payee])
    book.flush_totals()
    for account_id in found.uncategorised_after(book, origin.account):
        if not any(usage_of(book, account_id)):
            delete(book, "account", id=account_id)
    for other_id, text in options.items():
        known = _origin(text)
        earliest = Origin(*map(min, known, origin))
        if other_id != batch_id and earliest != known:
            stored.set_options(book, other_id, options_to_json(json.loads(text), earliest))


def _origin(options: str) -> Origin:
    return Origin(**json.loads(options).get("origin", _UNKNOWN._asdict()))


_UNKNOWN = Origin(account=2**63 - 1, payee=0)
