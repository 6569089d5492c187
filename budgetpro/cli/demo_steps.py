"""What the demo does, step by step: what is told, and the commands that are run.

To let a new capability join, add its command to a step, or a step. Commands are what a user
types in a shell behind `budgetpro`, in the demo's folder, where its statements lie.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Step(NamedTuple):
    """Commands with one purpose; `has_tables` where they show more than a line each."""

    told: str
    commands: tuple[str, ...]
    has_tables: bool = False


STEPS: Final = (
    Step(
        "A book, and three accounts with what they held as 2025 began.",
        (
            "init",
            "account add Checking --opening 2140.55 --on 2025-01-01",
            "account add Savings --type savings --opening 6500 --on 2025-01-01",
            "account add Card --type card",
        ),
    ),
    Step(
        "Flights, entered by hand on the day they were booked.",
        ("txn add 534.60 travel --from card --payee 'Alisio Air' --on 2025-04-14",),
    ),
    Step(
        "The year's statements, as the banks give them: German CSV in two files that overlap, OFX, English CSV."
        " What both files have comes in once, transfers are paired, the flights are matched with your entry,"
        " and --strict has every closing balance agree.",
        (
            "txn import checking-1.csv --account checking --strict",
            "txn import checking-2.csv --strict",
            "txn import savings.ofx --account savings --strict",
            "txn import card.csv --account card --strict",
        ),
        has_tables=True,
    ),
    Step("The same file again: nothing is new.", ("txn import checking-1.csv",), has_tables=True),
    Step(
        "Two equal coffees on one day, in both files of the account, are still two.",
        ("txn list 2025-07-17 --text ida",),
        has_tables=True,
    ),
    Step(
        "Filing: one command for all that are alike.",
        (
            "txn edit --text gehalt --set-category salary --yes",
            "txn edit --text kindergeld --set-category benefits --yes",
            "txn edit --text interest --set-category income:interest --yes",
            "txn edit --text miete --set-category home:rent --yes",
            "txn edit --text stadtwerke --set-category utilities --yes",
            "txn edit --text fernlicht --set-category internet --yes",
            "txn edit --text markt --set-category groceries --yes",
            "txn edit --text ida --set-category coffee --yes",
            "txn edit --text restaurant --set-category restaurants --yes",
            "txn edit --text subscription --set-category subscriptions --yes",
            "txn edit --text monatskarte --set-category 'public transport' --yes",
            "txn edit --text kita --set-category childcare --yes",
            "txn edit --text versicherung --set-category insurance --yes",
            "txn edit --text nordwind --set-category clothes --yes",
            "txn edit --text holzwerk --set-category furniture --yes",
            "txn edit --account card --period 2025-08-09..2025-08-18 --set-category travel --yes",
        ),
    ),
    Step(
        "What there is, to the cent what the statements close at; and where the money went.",
        ("report balance", "report spending 2025 --by month", "report spending 2025 --chart"),
        has_tables=True,
    ),
    Step("The proof that the book holds together.", ("check",)),
)
