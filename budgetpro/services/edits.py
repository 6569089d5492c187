"""Changing many transactions at once: filing them under a category, tagging, clearing, deleting.

Whatever can be is changed by statements over sets of rows, so that a hundred thousand take
seconds. What a bank's statement says of a row stays with it in every case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from budgetpro.domain.days import parse_day
from budgetpro.domain.errors import Failure, UsageFault
from budgetpro.domain.transactions import Status
from budgetpro.services.accounts import require_open
from budgetpro.services.choices import Choice, refuse_settled
from budgetpro.services.entries import settable_status
from budgetpro.services.names import account_named, category_named, payee_named
from budgetpro.services.redrawing import Redrawing, redraw
from budgetpro.services.tags import known_tag_ids, tag_ids
from budgetpro.storage.edits import add_tag, remove_tag, set_columns
from budgetpro.storage.queries.sides import category_sides, own_sides, payees_of
from budgetpro.storage.writes import delete_transactions as delete_rows
from budgetpro.storage.writes import drop_unused_payees, recategorise, set_status

if TYPE_CHECKING:
    from budgetpro.storage.book import Book
    from budgetpro.storage.driver import Value

Reason = Literal["split", "transfer", "reconciled", "booked", "unchanged"]
Action = Literal["edit", "delete"]


class Change(NamedTuple):
    """What shall become of transactions, in a person's words; None stays, "" clears payee, memo and reference."""

    on: str | None = None
    payee: str | None = None
    memo: str | None = None
    reference: str | None = None
    category: str | None = None
    account: str | None = None
    amount: str | None = None
    status: str | None = None
    add_tags: Sequence[str] = ()
    remove_tags: Sequence[str] = ()


class Left(NamedTuple):
    """Transactions that were left as they are, and why.

    `split`: several categories; `transfer`: no category; `reconciled`: agreed with a statement;
    `booked`: the bank's statement says that it is booked; `unchanged`: it is so already.
    """

    reason: Reason
    ids: tuple[int, ...]


class Edited(NamedTuple):
    """What was done, or with `is_dry_run` would be, to how many transactions, and what was left."""

    action: Action
    is_dry_run: bool
    changed: int
    ids: tuple[int, ...]
    left: tuple[Left, ...]


def edit_transactions(book: Book, choice: Choice, change: Change, *, today: date, is_dry_run: bool = False) -> Edited:
    """Change the chosen transactions, all or none of them.

    Of those that a filter found, splits and transfers are left where a category shall change
    (of a split, the one part that the filter's category names is moved), and so are those
    that can't take a status; of those named by id, one such refuses all. Reconciled
    transactions keep day, amount, account and status: Failure `reconciled`. Raises Failure
    `account_closed`, `category_closed`, `has_evidence`, `has_splits`, `is_transfer`,
    UsageFault `nothing_to_change` and what names, days and amounts raise.
    """
    if not any(value is not None and value != () for value in change):
        raise UsageFault(
            "Nothing was said that should change.",
            hint="Say it like --set-category groceries or --add-tag holiday.",
            code="nothing_to_change",
        )
    plan = _Plan(choice)
    if change.category is not None:
        _plan_filing(book, plan, change.category)
    if change.status is not None:
        _plan_status(book, plan, settable_status(change.status))
    columns = _columns(book, change)
    redrawing = _redrawing(book, change, today)
    if columns or any(redrawing) or change.add_tags or change.remove_tags:
        plan.touch_all()
    ids = plan.settle()
    _apply(book, plan)
    if any(redrawing):
        refuse_settled(book, choice._replace(ids=ids))
        redraw(book, ids, redrawing)
    _set_columns(book, ids, columns)
    _set_tags(book, ids, change)
    return _edited(book, "edit", ids, plan.left(), is_dry_run=is_dry_run)


def clear_transactions(book: Book, choice: Choice, *, undo: bool = False, is_dry_run: bool = False) -> Edited:
    """Make the chosen transactions cleared, or pending again; those that are so already are left."""
    status = Status.PENDING if undo else Status.CLEARED
    plan = _Plan(choice)
    _plan_status(book, plan, status)
    ids = plan.settle()
    _apply(book, plan)
    return _edited(book, "edit", ids, plan.left(), is_dry_run=is_dry_run)


def delete_transactions(book: Book, choice: Choice, *, is_dry_run: bool = False) -> Edited:
    """Delete the chosen transactions; no import brings back those that came from a statement.

    Raises Failure `reconciled`, `account_closed`.
    """
    refuse_settled(book, choice)
    delete_rows(book, choice.ids)
    return _edited(book, "delete", choice.ids, (), is_dry_run=is_dry_run)


@dataclass(slots=True)
class _Plan:
    """What is to be done to which of the chosen transactions, and which are to be left."""

    choice: Choice
    category_id: int = 0
    status: Status = Status.CLEARED
    filed: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    settled: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    kept: dict[Reason, set[int]] = field(default_factory=lambda: defaultdict(set))
    touched: set[int] = field(default_factory=set)

    def keep(self, txn_id: int, reason: Reason) -> None:
        """Leave a transaction as it is; raise Failure where a person named it and it can't be changed."""
        if self.choice.is_named:
            raise _refusal(txn_id, reason)
        self.kept[reason].add(txn_id)

    def touch_all(self) -> None:
        self.touched.update(self.choice.ids)

    def settle(self) -> tuple[int, ...]:
        """Return the transactions that change, none of those that are to be left."""
        kept = set().union(*self.kept.values()) if self.kept else set()
        for groups in (self.filed, self.settled):
            for account_id, ids in groups.items():
                groups[account_id] = [txn_id for txn_id in ids if txn_id not in kept]
                self.touched.update(groups[account_id])
        self.touched -= kept
        self.kept["unchanged"] = set(self.choice.ids) - self.touched - kept
        return tuple(txn_id for txn_id in self.choice.ids if txn_id in self.touched)

    def left(self) -> tuple[Left, ...]:
        return tuple(Left(reason, tuple(sorted(ids))) for reason, ids in sorted(self.kept.items()) if ids)


def _plan_filing(book: Book, plan: _Plan, text: str) -> None:
    category = category_named(book, text)
    require_open(category)
    plan.category_id = category.id
    found: dict[int, list[int]] = {txn_id: [] for txn_id in plan.choice.ids}
    for txn_id, account_id in category_sides(book, plan.choice.ids, plan.choice.selection.category_ids):
        found[txn_id].append(account_id)
    for txn_id, categories in found.items():
        if len(categories) != 1:
            plan.keep(txn_id, "split" if categories else "transfer")
        elif categories[0] != category.id:
            plan.filed[categories[0]].append(txn_id)


def _plan_status(book: Book, plan: _Plan, status: Status) -> None:
    """Plan the status of the chosen transactions' postings on the accounts asked for, or on all own ones."""
    plan.status = status
    asked = plan.choice.selection.account_ids
    for side in own_sides(book, plan.choice.ids):
        if side.status == status or (asked and side.account_id not in asked):
            continue
        if side.status == Status.RECONCILED:
            plan.keep(side.txn_id, "reconciled")
        elif status == Status.PENDING and side.batch_id is not None:
            plan.keep(side.txn_id, "booked")
        else:
            plan.settled[side.account_id].append(side.txn_id)


def _apply(book: Book, plan: _Plan) -> None:
    for category_id, ids in sorted(plan.filed.items()):
        recategorise(book, category_id, plan.category_id, ids)
    for account_id, ids in sorted(plan.settled.items()):
        set_status(book, account_id, ids, plan.status)


def _columns(book: Book, change: Change) -> dict[str, Value]:
    """Return the columns that change and their new values."""
    columns: dict[str, Value] = {}
    if change.payee is not None:
        columns["payee_id"] = payee_named(book, change.payee, create=True) if change.payee.strip() else None
    if change.memo is not None:
        columns["memo"] = change.memo or None
    if change.reference is not None:
        columns["reference"] = change.reference or None
    return columns


def _set_columns(book: Book, ids: Sequence[int], columns: Mapping[str, Value]) -> None:
    if not columns:
        return
    before = payees_of(book, ids) if "payee_id" in columns else set()
    set_columns(book, ids, **columns)
    drop_unused_payees(book, sorted(before))


def _redrawing(book: Book, change: Change, today: date) -> Redrawing:
    return Redrawing(
        parse_day(change.on, today) if change.on is not None else None,
        change.amount,
        account_named(book, change.account) if change.account is not None else None,
    )


def _set_tags(book: Book, ids: Sequence[int], change: Change) -> None:
    for tag_id in tag_ids(book, change.add_tags):
        add_tag(book, ids, tag_id)
    for tag_id in known_tag_ids(book, change.remove_tags):
        remove_tag(book, ids, tag_id)


def _edited(book: Book, action: Action, ids: tuple[int, ...], left: Iterable[Left], *, is_dry_run: bool) -> Edited:
    if is_dry_run:
        book.discard()
    return Edited(action, is_dry_run, len(ids), ids, tuple(left))


def _refusal(txn_id: int, reason: Reason) -> Failure:
    why, hint, code = {
        "split": (
            "has several categories",
            f"Divide it anew: budgetpro txn split {txn_id} --split CATEGORY=",
            "has_splits",
        ),
        "transfer": ("is a transfer and has no category", "Delete it and enter it again.", "is_transfer"),
        "reconciled": ("agrees with a reconciled statement", "Leave it out.", "reconciled"),
        "booked": ("is booked: the bank's statement says so", "Leave it out.", "has_evidence"),
    }[reason]
    return Failure(f"Transaction {txn_id} {why}; nothing was changed.", hint=hint, code=code, facts={"id": txn_id})
