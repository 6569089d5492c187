"""The account tree: what types and kinds there are, how paths are named, and where a new book begins."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from budgetpro.domain.errors import UsageFault
from budgetpro.domain.names import composed

AccountType = Literal["asset", "liability", "income", "expense", "equity"]

SEPARATOR: Final = ":"
LONGEST_NAME: Final = 100

ASSET_KINDS: Final = ("checking", "savings", "cash", "investment", "property", "receivable", "asset")
LIABILITY_KINDS: Final = ("card", "loan", "payable", "liability")
CATEGORY_KINDS: Final = ("category", "uncategorised")
EQUITY_KINDS: Final = ("opening", "exchange", "equity")
ACCOUNT_KINDS: Final = ASSET_KINDS + LIABILITY_KINDS
"""The kinds of the accounts that people keep; the others are categories and equity."""

ACCOUNT_TYPES: Final[tuple[AccountType, ...]] = ("asset", "liability")
CATEGORY_TYPES: Final[tuple[AccountType, ...]] = ("income", "expense")
BUDGET_KINDS: Final = ("checking", "savings", "cash", "card")
"""The kinds whose accounts are on budget unless said otherwise: money that can be spent."""

SYSTEM_KINDS: Final = ("uncategorised", "opening", "exchange")
"""The kinds that the program itself relies on; nobody deletes them."""


class Account(NamedTuple):
    """A node of the tree; `path` joins the names from the top down by ":", without the type.

    `currency` is None on a category and on equity, which take any. `number` is the bank's own
    name of the account, as its statements write it.
    """

    id: int
    parent_id: int | None
    type: AccountType
    kind: str
    name: str
    path: str
    currency: str | None
    is_on_budget: bool
    is_closed: bool
    number: str | None
    note: str | None

    @property
    def is_category(self) -> bool:
        """Whether this is what people call a category: an income or expense account."""
        return self.type in CATEGORY_TYPES


def account_type(kind: str) -> AccountType:
    """Return asset or liability, for a kind of which people keep accounts; raise UsageFault `unknown_kind` else.

    To people a kind is the type of an account, as `--type` is the option's name.
    """
    if kind in ASSET_KINDS:
        return "asset"
    if kind in LIABILITY_KINDS:
        return "liability"
    raise UsageFault(
        f"'{kind}' is no type of account.",
        hint=f"The types are {', '.join(ACCOUNT_KINDS)}.",
        code="unknown_kind",
        facts={"kind": kind, "kinds": list(ACCOUNT_KINDS)},
    )


def category_type(text: str) -> AccountType:
    """Return `text` as a category's type; UsageFault `unknown_type` unless it is income or expense."""
    if text in CATEGORY_TYPES:
        return text
    raise UsageFault(
        f"'{text}' is no type of category.",
        hint="A category is income or expense.",
        code="unknown_type",
        facts={"type": text},
    )


def clean_name(text: str, noun: str = "name") -> str:
    """Return a name as it is kept: trimmed and in Unicode's composed form (NFC).

    Raises UsageFault `invalid_name` where it is empty, longer than 100 characters, or holds a
    colon or a control character. `noun` says in the message what is named.
    """
    name = composed(text.strip())
    if not name:
        raise UsageFault(
            f"The name of the {noun} is empty." if noun != "name" else "The name is empty.",
            hint=f"A name has 1 to {LONGEST_NAME} characters.",
            code="invalid_name",
        )
    if len(name) > LONGEST_NAME:
        raise _invalid(name, noun, f"is longer than {LONGEST_NAME} characters")
    if SEPARATOR in name:
        raise _invalid(name, noun, f"holds a '{SEPARATOR}', which sets the parts of a path apart")
    if not name.isprintable() and _has_control(name):
        raise _invalid(name, noun, "holds a control character")
    return name


def split_path(path: str, noun: str = "name") -> tuple[str, ...]:
    """Return the clean names of a path such as "Bank:Checking", from the top down.

    Raises UsageFault `invalid_name` where one of them is not a name.
    """
    parts = path.split(SEPARATOR)
    if len(parts) > 1 and not all(part.strip() for part in parts):
        raise _invalid(path, noun, "has a part without a name")
    return tuple(clean_name(part, noun) for part in parts)


def starter_categories() -> tuple[tuple[AccountType, str], ...]:
    """Return the categories that a new book begins with, as (type, path), parents before children."""
    return tuple(("income", path) for path in _INCOME) + tuple(("expense", path) for path in _EXPENSE)


_INCOME = (
    "Income",
    "Income:Salary",
    "Income:Self-employment",
    "Income:Interest",
    "Income:Dividends",
    "Income:Rent received",
    "Income:Benefits",
    "Income:Gifts received",
    "Income:Other",
)

_EXPENSE = (
    "Home",
    "Home:Rent",
    "Home:Mortgage interest",
    "Home:Utilities",
    "Home:Internet and phone",
    "Home:Maintenance",
    "Home:Furniture",
    "Food",
    "Food:Groceries",
    "Food:Restaurants",
    "Food:Coffee and snacks",
    "Transport",
    "Transport:Fuel",
    "Transport:Public transport",
    "Transport:Car",
    "Transport:Taxi",
    "Health",
    "Health:Doctor",
    "Health:Pharmacy",
    "Health:Sport",
    "Family",
    "Family:Childcare",
    "Family:Education",
    "Family:Pets",
    "Personal",
    "Personal:Clothes",
    "Personal:Care",
    "Leisure",
    "Leisure:Entertainment",
    "Leisure:Subscriptions",
    "Leisure:Hobbies",
    "Leisure:Travel",
    "Gifts and donations",
    "Insurance",
    "Taxes",
    "Fees and interest",
)


def _has_control(name: str) -> bool:
    """Return whether there is a control, a line separator, or a character that turns the writing direction round."""
    from unicodedata import bidirectional, category

    embeddings = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    return any(category(sign) in ("Cc", "Cs", "Zl", "Zp") or bidirectional(sign) in embeddings for sign in name)


def _invalid(text: str, noun: str, why: str) -> UsageFault:
    shown = text if len(text) <= LONGEST_NAME else text[:LONGEST_NAME] + "…"
    return UsageFault(
        f"The {noun} '{shown}' {why}.",
        hint="A name has 1 to 100 characters.",
        code="invalid_name",
        facts={"name": text},
    )
