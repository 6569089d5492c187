"""Which way money went: proven by signs, words, columns or balances, or else refused.

A wrong sign is the worst that an import can do and looks right on every row, so nothing is taken
for granted: amounts without any sign say nothing, and a card's export may count charges as positive.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from budgetpro.importers.csv.chain import Chain, Proof
from budgetpro.importers.csv.numbers import Side, Tally, read_written
from budgetpro.importers.csv.roles import Roles
from budgetpro.importers.csv.sample import Money, Sample
from budgetpro.importers.csv.text import fold, folded_pattern

SignRule = Literal["as-is", "inverted", "direction", "suffix", "balance"]
_SURE, _SEVERAL = 3, 2
_NEARLY_ALL = 9, 10
_CLEARLY = 4

_MONEY_IN_FOR_SURE = folded_pattern(
    r"\bpayments? received|\bpayment thank you|thank you for your payment|\bthankyou|payment .{0,24}thank you|"
    r"thank you.{0,12} payment|\bpaiement recu|paiement merci|merci de votre paiement|pagamento recebido|"
    r"pago recibido|gracias por su pago|zahlung erhalten|zahlungseingang|betaling mottatt|betaling modtaget|"
    r"betaling ontvangen|"
    r"uberweisung erhalten|pagamento ricevuto|payment recieved|betalning mottagen|tack for din betalning|"
    r"prelevement automatique enregistre merci|inclusao de pagamento|"
    r"\bihre zahlung (?:vielen |besten |herzlichen )?dank|\bzahlung besten dank|\bpayments and credits"
)
_MONEY_IN = folded_pattern(
    r"\bsalary|\bpayroll|\bwages\b|\bgehalt|\blohn\b|\blonn\b|\bsalaire|\bnomina\b|\bstipendio|\bsalario|"
    r"\bwynagrodzenie|\brefund|\beinzahlung|"
    r"\bruckerstattung|\bremboursement|\binterest (?:paid|earned|received)|\bdividend|\bdirect dep|\bgutschrift|"
    r"\bhabenzinsen|\bpension\b|\bcredit interest|\btransfer credit|\bvir(?:ement)? recu|\bloner|"
    r"\b(?:mobile|check|cheque|cash|direct|payroll|branch|electronic) deposit|\bdeposit (?:from|by|mobile)|"
    r"\bemployer contribution"
)
_MONEY_OUT = folded_pattern(
    r"\bwithdrawal|\bpurchase|\bdirect debit|\blastschrift|\batm\b|\bpos\b|\bcard payment|\bservice charge|\bcash adv|"
    r"\bmonthly fee|\boverdraft fee|\bstanding order|\bdauerauftrag|\bkartenzahlung|\bretrait|\bprelevement|\bcompra\b|"
    r"\bsaque\b|\bpinbetaling|\bincasso|\bbancomat|\bautogiro|\bkortkop|\bvarekjop|\bdankort|\btransfer debit|"
    r"\babbuchung|\bachat\b|\bpoint of sale|\bzakup"
)
_WAGES_WITH_ACCENT = re.compile(r"\bl[öø]n\b")  # without it, `LON` is London
# What pays a card's bill is money out of the bank's account, and money in on the card.
_PAYS_A_CARD = folded_pattern(
    r"\bdirect debit|\blastschrift|\bcard payment|\bstanding order|\bdauerauftrag|\bprelevement|\bincasso|\bautogiro|"
    r"\btransfer debit|\babbuchung"
)
_TAKEN_BACK = folded_pattern(r"\breturn|\brevers|\bestorno|\bstorno|\bdevol|\bchargeback|\bannul|\bcancel|\bpension\b")
_CARD = folded_pattern(
    r"\bcard(?:holder| member| number)?\b|\bkreditkarte|\bcredit card|\bcarte|\bvisa\b|\bmastercard|\bamex\b"
)
_DAYS_OF_A_CARD = folded_pattern(r"\btrans(?:action)? date\b.*\bpost(?:ed|ing)? date\b|\bpost(?:ed|ing)? date.*\btrans")


class Sign(NamedTuple):
    """How a row's amount gets its sign, and what showed it; `blank_side` is that of a row which nothing marks."""

    rule: SignRule
    reason: str
    blank_side: Side | None = None


class _Words(NamedTuple):
    """How many rows' words agree with their signs, and how many contradict them; the first of those that are sure.

    `proving` are the rows that agree and could not be any on a card that counts charges as positive.
    """

    agree: int
    contradict: int
    proving: int
    sure_agree: int
    sure_contradict: int
    phrase: str


def find_sign(money: Money, roles: Roles, sample: Sample, tally: Tally, texts: Sequence[str]) -> Sign | None:
    """Return how amounts of one column get their signs, None where nothing in the file shows it.

    `tally` counts the amount column over as much of the file as was needed; `texts` are what
    stands above and in the head of the table.
    """
    if tally.debits or tally.credits:
        return _by_suffix(tally)
    chain, order = sample.chain(money)
    is_card = names_card(texts)
    if roles.direction is not None:
        found = _by_direction(money, roles, sample)
        if found and found.rule == "direction" and not is_card and _is_against_balance(money, roles, sample):
            return None
        return found or _by_balance(chain.proof)
    words = _count_words(money, sample)
    if tally.negatives:
        may_be_card = is_card or bool(_DAYS_OF_A_CARD.search(fold(" ".join(texts))))
        unproven = _of_unproven(words, tally, may_be_card=may_be_card) or _by_fees(roles, sample)
        return _of_signed(chain.proof, words, tally, unproven, is_card=is_card)
    return _of_unsigned(chain, words, tally, is_card=is_card, is_ordered=order is not None)


def with_sides(money: Money, sample: Sample) -> Money:
    """Return two unnamed columns with the sides that the rows' words prove; as they are where words do not."""
    if money.is_sided or money.is_named:
        return money
    for debit, credit in ((money.debit, money.credit), (money.credit, money.debit)):
        sided = replace(money, debit=debit, credit=credit, is_sided=True)
        words = _count_words(sided, sample)
        if words.proving >= _SEVERAL and not words.contradict and not words.sure_contradict:
            return sided
    return money


def names_card(texts: Sequence[str]) -> bool:
    """Say whether texts name a card, whose balance is what is owed."""
    return any(_CARD.search(fold(text)) for text in texts)


def _is_against_balance(money: Money, roles: Roles, sample: Sample) -> bool:
    """Say whether the balance rises by what the direction column calls money out, as in an accountant's books."""
    direction = roles.direction or 0

    def is_out(row: Sequence[str]) -> bool:
        cell = row[direction].strip() if direction < len(row) else ""
        return (roles.sides.get(cell) or roles.blank_side) == "debit"

    return sample.chain(money, is_out)[0].proof == "inverted"


def _by_suffix(tally: Tally) -> Sign | None:
    """Read `12.50 CR`: where one side only is marked, what is not marked is the other side."""
    if tally.negatives:
        return None
    if not tally.sideless or (tally.debits and tally.credits):
        return Sign("suffix", "the amounts are marked as debit or credit")
    if tally.credits:
        return Sign("suffix", "credits are marked, so the other amounts are debits", "debit")
    return Sign("suffix", "debits are marked, so the other amounts are credits", "credit")


def _by_direction(money: Money, roles: Roles, sample: Sample) -> Sign | None:
    """Hold the signs against the words of the direction column."""
    column = sample.columns[roles.direction or 0]
    counts: Counter[tuple[Side, bool]] = Counter()
    for row in sample.rows:
        cell = row[column.index].strip() if column.index < len(row) else ""
        side = roles.sides.get(cell) or (roles.blank_side if not cell else None)
        value = sample.amount(row, money)
        if side and value:
            counts[side, value < 0] += 1
    out_below, out_above = counts["debit", True], counts["debit", False]
    in_below, in_above = counts["credit", True], counts["credit", False]
    agree, contradict = out_below + in_above, out_above + in_below
    share, whole = _NEARLY_ALL
    if (out_above + in_above) * whole >= counts.total() * share:
        return Sign("direction", f"{column.title()} tells money out from money in", roles.blank_side)
    if out_below and not out_above and agree >= 2 * contradict:
        return Sign("as-is", f"{column.title()} agrees with the signs")
    if agree >= 2 * contradict and out_below > out_above:
        return Sign("as-is", f"{column.title()} mostly agrees with the signs")
    if not agree and out_above and in_below:
        return Sign("inverted", f"{column.title()} says the opposite of every sign")
    return None


def _count_words(money: Money, sample: Sample) -> _Words:
    counts = Counter[str]()
    phrase = ""
    for row in sample.rows:
        value = sample.amount(row, money)
        if not value:
            continue
        written = " ".join(row)
        text = fold(written)
        if sure := _MONEY_IN_FOR_SURE.search(text):
            counts["sure agree" if value > 0 else "sure contradict"] += 1
            phrase = phrase or sure[0]
        if side := side_of_words(written):
            does_agree = (value > 0) == (side == "credit")
            counts["agree" if does_agree else "contradict"] += 1
            is_card_bill = side == "debit" and _PAYS_A_CARD.search(text)
            counts["proving"] += does_agree and not is_card_bill and not _TAKEN_BACK.search(text)
    agree, contradict, proving = counts["agree"], counts["contradict"], counts["proving"]
    return _Words(agree, contradict, proving, counts["sure agree"], counts["sure contradict"], phrase)


def side_of_words(written: str) -> Side | None:
    """Return which way money went by the words of a row, None where they do not say or say both."""
    text = fold(written)
    says_in = bool(_MONEY_IN.search(text) or _WAGES_WITH_ACCENT.search(written.casefold()))
    says_out = bool(_MONEY_OUT.search(text))
    return None if says_in == says_out else "credit" if says_in else "debit"


def _by_balance(proof: Proof | None) -> Sign | None:
    match proof:
        case "as-is":
            return Sign("as-is", "the running balance follows the amounts")
        case "inverted":
            return Sign("inverted", "the running balance falls by positive amounts")
    return None


def _of_signed(
    proof: Proof | None, words: _Words, tally: Tally, unproven: Sign | None, *, is_card: bool
) -> Sign | None:
    """Judge amounts of which some are below zero: as they stand, unless words or balances speak against it.

    Where most are above zero they may be a card's charges; then something must prove that they are not. A
    balance does not where it may be what is owed. `unproven` is what holds where nothing speaks for or against.
    """
    if words.sure_contradict and not words.sure_agree:
        is_against_balance = proof == "as-is" and words.agree > words.contradict
        return None if is_against_balance else Sign("inverted", f'"{words.phrase}" is below zero')
    if proof in ("as-is", "inverted"):
        may_be_owed = is_card and not words.proving and tally.unsigned > tally.negatives
        is_owed = proof == "as-is" and (words.contradict > words.agree or may_be_owed)
        return None if is_owed else _by_balance(proof)
    if words.sure_agree and not words.sure_contradict:
        return Sign("as-is", f'"{words.phrase}" is above zero')
    if words.contradict >= _SURE and not words.agree:
        return Sign("inverted", "what is bought or withdrawn is above zero")
    return None if words.contradict > words.agree or words.sure_contradict else unproven


def _of_unproven(words: _Words, tally: Tally, *, may_be_card: bool) -> Sign | None:
    """Take amounts as they stand where most are below zero or the rows' words agree with them.

    On what may be a card, a payment beside a charge tells nothing: several charges must go with each.
    """
    if tally.pluses or tally.unsigned * (_SEVERAL if may_be_card else 1) <= tally.negatives:
        return Sign("as-is", "amounts below zero are money out")
    if words.proving > _CLEARLY * words.contradict:
        return Sign("as-is", "what the rows say agrees with their signs")
    return None


def _by_fees(roles: Roles, sample: Sample) -> Sign | None:
    """Take amounts as they stand where every fee beside them is below zero: a fee is always money out."""
    if roles.fee is None:
        return None
    fees = sample.columns[roles.fee].tally
    is_below = fees.negatives > 0 and not fees.unsigned and not fees.pluses
    return Sign("as-is", "fees are below zero, as money out is") if is_below else None


def _of_unsigned(chain: Chain, words: _Words, tally: Tally, *, is_card: bool, is_ordered: bool) -> Sign | None:
    """Judge amounts of which none is below zero; what a card's balance rises by is owed, not had.

    A balance that moves by the amounts tells the side of each row but the oldest, which has none before it.
    """
    if not tally.pluses and not tally.unsigned:
        return Sign("as-is", "every amount is zero")
    if tally.pluses and not tally.unsigned:
        return Sign("as-is", "every amount has a plus")
    if tally.pluses and words.sure_agree and not words.contradict:
        return Sign("suffix", "only money in has a plus", "debit")
    if words.contradict > words.agree or is_card:
        return None
    if chain.proof and is_ordered:
        return Sign("balance", "the running balance rises or falls by each amount")
    return None


def side_in_cell(cell: str) -> Side | None:
    """Return the side that is written beside an amount: `CR`, or a plus where only money in has one."""
    written = read_written(cell)
    if written is None:
        return None
    return written.side or ("credit" if written.sign == "+" else None)
