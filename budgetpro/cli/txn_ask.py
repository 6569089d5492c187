"""The questions of `budgetpro txn add` on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import typer

from budgetpro.cli.context import reading, settings_of, today
from budgetpro.domain.accounts import ACCOUNT_TYPES, CATEGORY_TYPES
from budgetpro.domain.days import parse_day
from budgetpro.domain.errors import BudgetProError, Failure, NotFound
from budgetpro.domain.names import folded_case, resolve
from budgetpro.output.tabular import shown_text

if TYPE_CHECKING:
    from budgetpro.services.entries import Entry
    from budgetpro.storage.book import Book

Answer = TypeVar("Answer")
Named = Sequence[tuple[int, str]]


class Names(NamedTuple):
    """What can be named in answers, as (id, name); the usual account; the book's currency, and each account's."""

    accounts: Named
    categories: Named
    payees: Named
    account: str | None
    base: Currency
    currencies: Mapping[str, Currency]


class Currency(NamedTuple):
    """A currency's code and how many decimals it has."""

    code: str
    digits: int


class Asked(NamedTuple):
    """What was answered: the transaction, and the account that its money comes from or goes to."""

    entry: Entry
    account: str


def ask_transaction(ctx: typer.Context, given: Entry) -> Asked:
    """Ask for what was not given of a transaction; Ctrl-C leaves without one.

    Each question is asked until its answer can be taken. Raises Failure `no_account` where there
    is no open one, and at once what a given name raises that names nothing.
    """
    with reading(ctx) as book:
        names = _names(book, settings_of(ctx).account)
    if not names.accounts:
        raise Failure(
            "There is no open account yet.", hint="Add one: budgetpro account add Checking", code="no_account"
        )
    account = _resolved(given.source or given.target, names.accounts, "account")
    category = _resolved(given.category, names.categories, "category")
    amount = _amount(names.currencies[account] if account else names.base)
    if category is None and not given.splits:
        category = ask("Category (Enter: none yet, ?: all)", lambda text: named(text, names.categories, "category"),
                       names.categories, default="")  # fmt: skip
    if account is None:
        account = ask("Account", lambda text: named(text, names.accounts, "account") or "", names.accounts,
                      default=names.account)  # fmt: skip
        amount = _fitting(amount, names.currencies[account])
    if given.payee is None:
        payee = ask("Payee (Enter: none)", lambda text: known_payee(text, names.payees), names.payees, default="")
        given = given._replace(payee=payee)
    if given.on is None:
        on = ask("Date", lambda text: _checked(text, parse_day(text, today())), default="today")
        given = given._replace(on=on)
    if given.memo is None:
        given = given._replace(memo=ask("Memo (Enter: none)", lambda text: text or None, default=""))
    return Asked(given._replace(amount=amount, category=category), account)


def _resolved(text: str | None, names: Named, noun: str) -> str | None:
    return dict(names)[resolve(text, names, noun)] if text else None


def _amount(currency: Currency) -> str:
    from budgetpro.services.entries import parse_nonzero

    return ask("Amount", lambda text: _checked(text, parse_nonzero(text, currency.digits, currency.code)))


def _fitting(amount: str, currency: Currency) -> str:
    """Return the amount, or another one where the account's currency can't say it."""
    from budgetpro.domain.money import parse_amount

    try:
        return _checked(amount, parse_amount(amount, currency.digits))
    except BudgetProError as fault:
        _tell(f"{fault.message} The account is kept in {currency.code}.")
        return _amount(currency)


def ask(question: str, read: Callable[[str], Answer], names: Named = (), default: str | None = None) -> Answer:
    """Ask until `read` takes the answer, and return what it made of it; `?` lists the names, Tab goes on with them.

    An empty answer is the default; without one, it is said that an answer is needed.
    """
    shown = f"{question} [{default}]: " if default else f"{question}: "
    while True:
        with completing([name for _, name in names]):
            text = _answer(shown).strip() or default
        if text is None:
            _tell("An answer is needed; ? lists what there is." if names else "An answer is needed.")
            continue
        if text == "?" and names:
            for _, name in names:
                _tell(f"  {name}")
            continue
        try:
            return read(text)
        except BudgetProError as fault:
            _tell(f"{fault.message} {fault.hint or ''}".rstrip())


def named(text: str, names: Named, noun: str) -> str | None:
    """Return the name that `text`, any part of it, stands for, having told it; None for no text."""
    if not text:
        return None
    found = dict(names)[resolve(text, names, noun)]
    if found != text:
        _tell(f"  {found}")
    return found


def known_payee(text: str, names: Named) -> str | None:
    """Return the payee that `text` stands for; one that is only a part of a name, if the person agrees."""
    if not text or any(folded_case(name) == folded_case(text) for _, name in names):
        return text or None
    try:
        found = dict(names)[resolve(text, names, "payee")]
    except NotFound:
        return text
    except BudgetProError as fault:
        _tell(f"  {fault.message} It will be a new payee.")
        return text
    is_meant = ask(f"  Is it {found}? (y/n)", lambda answer: answer.lower() in ("y", "yes"), default="y")
    return found if is_meant else text


@contextmanager
def completing(names: Sequence[str]) -> Iterator[None]:
    """Let the Tab key go on with these names at the prompt, where the terminal knows how."""
    try:
        import readline
    except ImportError:  # pragma: no cover - not on every platform
        yield
        return
    before = readline.get_completer(), readline.get_completer_delims()
    readline.set_completer(lambda text, state: (*matches(text, names), None)[state])
    readline.set_completer_delims("")
    readline.parse_and_bind("tab: complete")
    try:
        yield
    finally:
        readline.set_completer(before[0])
        readline.set_completer_delims(before[1])


def matches(text: str, names: Sequence[str]) -> list[str]:
    """Return the names with `text` in them, capitals or not; first those that begin with it."""
    wanted = folded_case(text)
    found = [name for name in names if wanted in folded_case(name)]
    return sorted(found, key=lambda name: (not folded_case(name).startswith(wanted), name))


def _answer(question: str) -> str:
    """Return a line that the person types; what standard output leads to, if not to them, sees no question."""
    if sys.stdout.isatty():
        try:
            return input(question)
        except EOFError:
            raise typer.Abort from None
    sys.stderr.write(question)
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise typer.Abort
    return line


def _tell(text: str) -> None:
    sys.stderr.write(f"{shown_text(text)}\n")


def _checked(text: str, _meaning: object) -> str:
    """Return the text as it was typed; what it means has been read without an error."""
    return text


def _names(book: Book, account: str | None) -> Names:
    from budgetpro.storage.queries.accounts import accounts_of
    from budgetpro.storage.queries.names import payees

    open_nodes = [node for node in accounts_of(book, (*ACCOUNT_TYPES, *CATEGORY_TYPES)) if not node.is_closed]
    accounts = [(node.id, node.path) for node in open_nodes if not node.is_category]
    categories = [(node.id, node.path) for node in open_nodes if node.is_category]
    on_budget = [node.path for node in open_nodes if node.is_on_budget]
    usual = account or (on_budget[0] if len(on_budget) == 1 else None)
    base = Currency(book.base_currency, book.digits(book.base_currency))
    codes = {node.path: node.currency or book.base_currency for node in open_nodes if not node.is_category}
    currencies = {path: Currency(code, book.digits(code)) for path, code in codes.items()}
    return Names(accounts, categories, payees(book), usual, base, currencies)
