"""Words inside rows: which side of the account, whether booked, and which rows are no transactions.

Words are folded (`csv_text.fold`) and parted by commas.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import Enum
from functools import cache, lru_cache

from budgetpro.importers.csv.months import month_of
from budgetpro.importers.csv.numbers import Side
from budgetpro.importers.csv.text import fold, has_word

_DEBIT = """
    debit, debet, debito, debe, deebet, debetas, debetni, soll, lastschrift, belastung, af, afschrijving, out, outflow,
    outgoing, kiadas, terheles, expense, expenses, withdrawal, money out, paid out, sent, ausgang, ausgabe, uit,
    uitgaand, ut, ud, udgift, utgift, uttag, cargo, adeudo, gasto, salida, saida, dare, uscita, addebito, sortie,
    depense, obciazenie, wydatek, vydaj, odchozi, menot, veloitus, расход, разход, списание, дебет, borc,
    χρεωση, 支出"""
_CREDIT = """
    credit, kredit, credito, haber, kreedit, kreditas, kreditni, haben, gutschrift, bij, bijschrijving, in, inflow,
    incoming, bevetel, jovairas, income, deposit, money in, paid in, received, eingang, einnahme, inkomend, inn, ind,
    indtagt, inntekt, insattning, abono, ingreso, entrada, avere, entrata, accredito, entree, recette, uznanie, wplyw,
    przychod, prijem, prichozi, tulot, hyvitys, приход, поступление, зачисление, кредит, alacak, πιστωση, 收入"""
# Short marks mean something only as a pair: `D` is debit beside `C`, and `H` credit beside `S`.
_SHORT_PAIRS = ("d c", "d k", "dr cr", "db cr", "s h", "o i", "t j", "d h", "dt ct", "dt kt", "d a", "χ π")
_NO_EFFECT = frozenset({"memo", "none", "no effect", "不计收支"})

_PENDING = """
    pending, vorgemerkt, vormerk, reserved, reserviert, reservation, reserverad, reserverat, reservert, reserveret,
    varaus, katevaraus, en attente, a venir, pendiente, pendente, in sospeso, in attesa, non contabilizz, prelimin,
    in behandeling, gereserveerd, oczekuj, blokada, fuggo, nezauct, cekajici, blokace, authoris, authoriz, ventende,
    venter, afventer, in progress, processing, not posted, unposted, on hold, nicht gebucht, ej bokford, ikke bokfort,
    broneering, broneeritud, rezervuot, rezerveta, in lavorazione, offen., forecast,
    scheduled, geplant, terminiert, в обработке, ожида, холд"""
_BOOKED = """
    booked, posted, gebucht, settled, complet, cleared, uncleared, reconciled, bokford, bokfort, bogfort, executed,
    utfort, udfort, genomford, toteutun, comptabilis, contabiliz, eseguit, ejecutad, efetiv, realiz, zauct, zrealiz,
    zaksieg, konyvel, teljesit, geboekt, verwerkt, done, success, approved, confirmed, finaliz, kirjattu, active, =ok,
    исполнен,
    проведен, выполнен, *成功"""
_VOID = """
    declined, failed, reverted, cancelled, canceled, rejected, denied, expired, voided, abgelehnt, abgebrochen,
    fehlgeschlagen, refuse, refused, rechazad, recusad, rifiutat, annullat, annulleret, отклонен, отменен, *关闭,
    avvist, avvisad, geweigerd,
    geannuleerd, odrzucon, anulowan, zamitnut, zrusen, elutasit, hylatty, removed"""

# What no transaction is called: a row of these words alone states a sum, even with a day and an amount.
_OPENING = """
    opening balance, beginning balance, balance brought forward, balance forward, brought forward, balance b f,
    opening ledger balance, anfangssaldo, anfangsbestand, alter saldo, alter kontostand, saldovortrag, startsaldo,
    beginsaldo, vorig saldo, oud saldo, saldo anterior, saldo inicial, saldo iniziale, saldo precedente, solde initial,
    solde precedent, ancien solde, solde anterieur, solde d ouverture, ingaende saldo, inngaende saldo, ingaende balans,
    primosaldo, saldo poczatkowe, pocatecni zustatek, pociatocny zostatok, nyito egyenleg, alkusaldo, algsaldo,
    sakuma atlikums, likutis pradziai, pradinis likutis, sold initial, sold precedent, входящий остаток,
    начальный остаток, начално салдо, prethodno stanje"""
_CLOSING = """
    closing balance, ending balance, balance carried forward, carried forward, balance c f, closing ledger balance,
    endsaldo, endbestand, neuer saldo, neuer kontostand, schlusssaldo, abschlusssaldo, eindsaldo, nieuw saldo,
    saldo final, saldo finale, saldo do dia, s a l d o, solde final, nouveau solde, solde de cloture, utgaende saldo,
    utgaende balans, ultimosaldo, saldo koncowe, konecny zustatek, konecny zostatok, zaro egyenleg, loppusaldo,
    loppsaldo, beigu atlikums, likutis pabaigai, galutinis likutis, sold final, исходящий остаток,
    конечный остаток, крайно салдо, novo stanje"""
_TOTAL = "turnover, turnovers, total debits, total credits, apyvarta, apgrozijums, kaive, grand total"
# What may also be a shop (`New Balance`, `Total`): these count only in rows without a day or an amount.
_LOOSE_OPENING = "starting balance, start balance, initial balance, previous balance"
_LOOSE_CLOSING = """
    end balance, final balance, new balance, current balance, ledger balance, account balance, balance, saldo, solde,
    kontostand, aktueller kontostand, aktueller saldo, solde actuel, solde comptable, saldo actual, saldo atual,
    saldo attuale, saldo contabile, saldo total, bokfort saldo, egyenleg, zustatek, jaak, likutis, atlikums"""
_LOOSE_TOTAL = """
    total, totals, subtotal, total debit, total credit, sum, summe, gesamt, gesamtsumme, gesamtumsatz, umsatze, suma,
    somme, totale, totaal, i alt, summa, totalt, obrat, obroty, forgalom, osszesen, total deposits, total withdrawals,
    total entradas, total saidas, sous total, total mouvements, total des operations"""
_STEMS = re.compile(
    "balan|sald|sold|forward|kontostand|bestand|egyenleg|z[uů]stat|z[oô]stat|likut|atlikum|j[aä][aä]k|turnover|tot|sum|"
    "остаток|салдо|stanje|gesamt|apyvart|apgroz|k[aä]ive|obrat|obrot|forgalom|[öo]sszes|i alt|s a l d o"
)
_FILLER = re.compile(
    r"\b(?:\d+|as|of|on|at|vom|am|per|au|al|a|del|den|pr|til|zum|bis|k|dne|na|z|dnia|w|in|eur|usd|gbp|chf|account)\b"
)
# A sum may be told by any of these words together, if nothing else is said: `SALDO TOTAL DISPONIVEL DIA`.
_BALANCE_NOUNS = """
    balance, saldo, saldi, solde, kontostand, egyenleg, zustatek, zostatok, jaak, likutis, atlikums"""
_OPENING_ADJECTIVES = "open, opening, initial, inicial, iniziale, anterior, precedente, precedent"
_CLOSING_ADJECTIVES = "close, closing, final, finale, ending"
_BALANCE_ADJECTIVES = """
    ledger, available, daily, disponivel, disponible, disponibile, dia, diario,
    do, contabile, contable, contabil, comptable, crediteur, debiteur, total, actual, atual, attuale, actuel"""
_TOTAL_NOUNS = "total, totals, subtotal, totale, totaal, totalt, summe, gesamtsumme, somme, suma"
_TOTAL_ADJECTIVES = """
    for, the, this, period, month, year, de, des, du, delle, mois, mes, mese, monat, mouvements, operations, movements,
    movimenti, movimientos, transactions, debits, credits, deposits, withdrawals, entradas, saidas, general, generale,
    sub, page"""
_WHOLE_DAY = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b")
LONGEST_LANDMARK = 80


class Standing(Enum):
    """What a status says of a row."""

    BOOKED = "booked"
    PENDING = "pending"
    VOID = "void"


class Landmark(Enum):
    """What sum a row states that is no transaction."""

    OPENING = "the opening balance"
    CLOSING = "the closing balance"
    BALANCE = "a balance"
    TOTAL = "a total"


@lru_cache(maxsize=256)
def side_of_word(text: str) -> Side | None:
    """Return the side that a whole word or a lone `+` or `-` names, None where it names none."""
    match text.strip():
        case "+":
            return "credit"
        case "-" | "−":
            return "debit"
    word = fold(text)
    return "debit" if word in _whole(_DEBIT) else "credit" if word in _whole(_CREDIT) else None


def sides_of(values: Counter[str], name: str) -> dict[str, Side] | None:
    """Return the side of each value of a column that tells sides; None where the column does not.

    Nine in ten rows must be understood, and both sides occur unless the column's name says that
    it holds them. Values that are not understood are left out.
    """
    by_words = {value: side for value in values if (side := side_of_word(value))}
    if _is_understood(by_words, values) and (name or _has_both(by_words)):
        return by_words
    initials = {word[0] for word in fold(name).split()}
    for pair in _SHORT_PAIRS:
        debit, credit = pair.split()
        by_marks = _sides_by_marks(values, debit, credit)
        is_named = {debit[0], credit[0]} <= initials
        if _is_understood(by_marks, values) and (is_named or _has_both(by_marks)):
            return by_marks
    return None


def _sides_by_marks(values: Counter[str], debit: str, credit: str) -> dict[str, Side]:
    marks: dict[str, Side] = {debit: "debit", credit: "credit"}
    return {value: marks[mark] for value in values if (mark := fold(value)) in marks}


def _is_understood(sides: dict[str, Side], values: Counter[str]) -> bool:
    told = sum(count for value, count in values.items() if not has_no_effect(value))
    return bool(sides) and sum(values[value] for value in sides) * 10 >= told * 9


def _has_both(sides: dict[str, Side]) -> bool:
    return len(set(sides.values())) == 2


@lru_cache(maxsize=256)
def has_no_effect(text: str) -> bool:
    """Say whether a direction's word means that the balance is not touched (PayPal's `Memo`)."""
    return fold(text) in _NO_EFFECT


@lru_cache(maxsize=1024)
def standing_of(text: str) -> Standing | None:
    """Return what a status says, None for words that are no status; `!` and `*` are those of journals."""
    if text.strip() in ("!", "*"):
        return Standing.PENDING if text.strip() == "!" else Standing.BOOKED
    word = fold(text)
    for words, standing in ((_VOID, Standing.VOID), (_PENDING, Standing.PENDING), (_BOOKED, Standing.BOOKED)):
        if word and len(word) < 40 and has_word(word, words):
            return standing
    return None


def landmark_of(text: str, *, is_loose: bool = False) -> Landmark | None:
    """Return which sum a text announces where it says nothing else: `Closing balance as of 31.01.2024`.

    `is_loose` for rows that lack a day or an amount: there `Total` is a total and no shop.
    """
    if len(text) > LONGEST_LANDMARK or not _STEMS.search(text.casefold()):
        return None
    word = " ".join(_FILLER.sub(" ", fold(text)).split())
    for words, loose, landmark in (
        (_OPENING, _LOOSE_OPENING, Landmark.OPENING),
        (_CLOSING, _LOOSE_CLOSING, Landmark.CLOSING),
        (_TOTAL, _LOOSE_TOTAL, Landmark.TOTAL),
    ):
        if word in _without_filler(words) or (is_loose and word in _without_filler(loose)):
            return landmark
    return _landmark_by_words(word.split(), has_day=bool(_WHOLE_DAY.search(text)))


def _landmark_by_words(words: Sequence[str], *, has_day: bool) -> Landmark | None:
    """Return the sum that several words tell, or one with a day: a lone `Balance` or `Total` may be a shop."""
    if len(words) + has_day < 2:
        return None
    said = {word for word in words if not month_of(word)}
    nouns, openings, closings = map(_whole, (_BALANCE_NOUNS, _OPENING_ADJECTIVES, _CLOSING_ADJECTIVES))
    if said & nouns and said <= nouns | openings | closings | _whole(_BALANCE_ADJECTIVES):
        return Landmark.OPENING if said & openings else Landmark.CLOSING if said & closings else Landmark.BALANCE
    totals = _whole(_TOTAL_NOUNS)
    return Landmark.TOTAL if said & totals and said <= totals | _whole(_TOTAL_ADJECTIVES) else None


@cache
def _whole(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split(","))


@cache
def _without_filler(words: str) -> frozenset[str]:
    """Return the words as `landmark_of` leaves them when it has taken days and small words out."""
    return frozenset(" ".join(_FILLER.sub(" ", word).split()) for word in _whole(words))
