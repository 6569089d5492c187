"""Finding what a person named in a book: an account, a category, a payee, a currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from budgetpro.domain.accounts import LONGEST_NAME, Account
from budgetpro.domain.currency import find_currency
from budgetpro.domain.errors import UsageFault
from budgetpro.domain.names import composed, folded_case, resolve
from budgetpro.services.tree import Tree
from budgetpro.storage.queries.commodities import commodity_codes
from budgetpro.storage.queries.names import payees
from budgetpro.storage.writes import insert_new

if TYPE_CHECKING:
    from budgetpro.storage.book import Book


def account_named(book: Book, text: str) -> Account:
    """Return the asset or liability account that `text` names, be it closed.

    By path, id, last part or any unambiguous piece. Raises NotFound `account_not_found`,
    UsageFault `ambiguous_account`.
    """
    return Tree(book, "account").named(text)


def category_named(book: Book, text: str) -> Account:
    """Return the income or expense category that `text` names, be it closed; the errors likewise."""
    return Tree(book, "category").named(text)


def payee_named(book: Book, text: str, *, create: bool = False) -> int:
    """Return the id of the payee that `text` names; NotFound `payee_not_found`, UsageFault `ambiguous_payee`.

    With `create`, a piece of a name is not enough: "Shell" shall not become "Shellfish Bar".
    It is then the whole name, capitals or not, or an id, or else a new payee.
    """
    known = payees(book)
    if not create:
        return resolve(text, known, "payee")
    name = payee_name(text)
    if name is None:
        raise UsageFault("The payee's name is empty.", hint="Leave it out for none.", code="invalid_name")
    wanted = folded_case(name)
    for payee_id, path in known:
        if folded_case(path) == wanted:
            return payee_id
    if name.isascii() and name.isdigit() and any(payee_id == int(name) for payee_id, _ in known):
        return int(name)
    return insert_new(book, "payee", name=name)


def payee_name(text: str) -> str | None:
    """Return a payee's name as it is kept: composed, one space between words, at most 100 characters; None if empty.

    A bank's text may hold anything, so nothing is refused: what does not print becomes a space.
    """
    words = "".join(sign if sign.isprintable() else " " for sign in text).split()
    return composed(" ".join(words))[:LONGEST_NAME].rstrip() or None


def currency_named(book: Book, text: str) -> str:
    """Return the code of an ISO 4217 currency or of one of the book's commodities, capitals or not.

    Raises UsageFault `unknown_currency`.
    """
    wanted = folded_case(text.strip())
    for code in commodity_codes(book):
        if folded_case(code) == wanted:
            return code
    return find_currency(text).code
