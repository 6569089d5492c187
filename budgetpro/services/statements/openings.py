"""An opening balance that does not go with what an account holds, and the one that would.

An opening balance says what an account held on a day. Rows before that day are in it already,
and so may those of the very day be; an account without one counts from zero. What the bank
states decides where it states a balance; where it does not, what can be known is told.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from budgetpro.domain.days import date_of
from budgetpro.domain.money import Money
from budgetpro.storage.queries import batches as found

if TYPE_CHECKING:
    from budgetpro.domain.accounts import Account
    from budgetpro.storage.book import Book


class OpeningNote(NamedTuple):
    """What is wrong with an account's opening balance; `command` would set it to `amount` on the day `on`."""

    message: str
    amount: Money
    on: date
    command: str


class Stated(NamedTuple):
    """A balance that a bank states at the end of a day, and what the book has booked until then; minor units."""

    balance_minor: int
    booked_minor: int
    on: date


def note_opening(book: Book, account: Account, batch_id: int, stated: Stated | None) -> OpeningNote | None:
    """Return what is to be said of an account's opening balance after an import; None where all is well."""
    span = found.opening_of(book, account.id, batch_id)
    if span.first_day is None:
        return None
    if stated is None:
        return _note_unstated(book, account, span)
    opened = date_of(span.day) if span.day is not None else None
    counted_minor = span.amount_minor if opened is not None and opened <= stated.on else 0
    needed_minor = stated.balance_minor - (stated.booked_minor - counted_minor)
    is_late = span.day is not None and span.first_day < span.day
    if needed_minor == span.amount_minor and not is_late:
        return None
    is_blamed = span.day is None or is_late or span.rows_on or not span.has_other_imports
    if not is_blamed:
        return None
    if opened is None:
        why = f"{account.path} has no opening balance, and what the bank states needs one."
    elif is_late:
        why = f"{account.path} has rows before {opened}, the day of its opening balance."
    else:
        why = f"If it is the opening balance of {account.path} that is wrong, this one would agree."
    return _note(book, account, why, needed_minor, span.first_day)


def _note_unstated(book: Book, account: Account, span: found.OpeningFound) -> OpeningNote | None:
    """Return what can be said where the bank states no balance: only of rows that this import brought."""
    if span.day is None or span.first_day is None or not (span.rows_before or span.rows_on):
        return None
    opened, amount = date_of(span.day), book.money(span.amount_minor, str(account.currency))
    if span.rows_before:
        why = (
            f"{account.path} has {_rows(span.rows_before)} before {opened}, the day of its opening balance"
            f" of {amount}, which has them in it already. Opened before them it would hold the same that day."
        )
        return _note(book, account, why, span.amount_minor - span.before_minor, span.first_day)
    why = (
        f"{account.path} has {_rows(span.rows_on)} of {opened}, the day of its opening balance, and counts them"
        f" after it. If it held {amount} at the end of that day, they are in it already."
    )
    return _note(book, account, why, span.amount_minor - span.on_minor, span.first_day)


def _note(book: Book, account: Account, why: str, minor: int, first_day: int) -> OpeningNote:
    amount = book.money(minor, str(account.currency))
    on = date_of(first_day) - timedelta(days=1)
    return OpeningNote(why, amount, on, f"budgetpro account edit {account.id} --opening={amount} --on {on}")


def _rows(count: int) -> str:
    return "a row" if count == 1 else f"{count} rows"
