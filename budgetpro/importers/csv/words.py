"""The words by which banks name columns, in some thirty languages.

Words are written folded (`csv_text.fold`: small, without accents, `ae` as `a`) and parted by
commas. A word is looked for at the start of a word of the column's name; `*word` anywhere, `word.`
only as a whole word, `=words` only as the whole name. Of several meanings the first listed counts:
`Betrag (Fremdwährung)` is another amount before it is the amount. What a column is called is only
half the answer; `csv_roles` holds it against what the column contains.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import cache, lru_cache

from budgetpro.importers.csv.text import fold_name, has_word

# `Gutschrift in CHF`, `Betrag in Euro` and `Amount (in thousands)` are no money "in", but `Money in (GBP)` is.
_IN_CURRENCY = re.compile(
    r"(?i:(?<!\bmoney)(?<!\bpaid)(?<!\bcash))"
    r"(?:\s(?:in|i|en|em|w)\s[A-Z]{3}\b|[^\w/]+(?i:in)\s+(?=[^\W\d_]|[€$£]))"
)


class Meaning(Enum):
    """What a column's name says."""

    BOOKED_DAY = 0
    DAY = 1
    ORDER_DAY = 2
    VALUE_DAY = 3
    OTHER_DAY = 4
    AMOUNT = "amount"
    DEBIT = "debit"
    CREDIT = "credit"
    FEE = "fee"
    OTHER_AMOUNT = "other amount"
    BALANCE = "balance"
    OPENING = "opening balance"
    CLOSING = "closing balance"
    KIND = "kind"
    CATEGORY = "category"
    ACCOUNT = "account"
    OWN_ACCOUNT = "own account"
    OTHER_ACCOUNT = "other account"
    BANK_ID = "bank id"
    PAYEE = "payee"
    PAYER = "payer"
    REFERENCE = "reference"
    MEMO = "memo"
    MESSAGE = "message"
    DOCUMENT = "document"
    UNUSED = "unused"


_DAYS = {
    Meaning.OTHER_DAY: """
        due, initial, final, from., to., von., bis., start., end., period, statement, expir, birth, added, modif,
        updat, last., until, desde, hasta, kurs, rate, exchange, faktura, utskr, export""",
    Meaning.VALUE_DAY: """
        value, valeur, valor, val., valuta, *valuta, wert, *wert, waluty, rente, arvo, ertek, interest, effective,
        settle, maksup, betaaldatum, valute, валютир, вальор, αξια, vaxtadag""",
    Meaning.BOOKED_DAY: """
        book, posted, posting, post., *buchung, bokfor, bogfor, boking, kirjaus, comptab, contab, registr, ksieg,
        zauct, konyvel, completed, abschlusses, processed, lancament, lanc., boek, asiento, rozlicz, inregistr,
        gramat, iegramat, kanded, entry, run., обработк, проводк, проведен, платеж, осчетовод, knjiz""",
    Meaning.ORDER_DAY: """
        started, beginn., beginns, initiat, created, author, purchase, auftrag, beleg, order, placed, kauf, achat,
        соверш""",
    Meaning.DAY: """
        date., dates, date2, dat., *datum, *dato, fecha, f., data., dane, time, timestamp, *tag, *dag, pvm,
        *paiva, kuupaev, diena, zi., ziua, jour, day, when, *datetime, дата, датум, ημερομηνια, tarih, dagsetning,
        *תאריך, *日付, *取引日, *日期, *时间""",
}  # fmt: skip

_AMOUNTS = {
    Meaning.OTHER_AMOUNT: """
        original, orig, oryg, foreign, fremd, ursprung, *ursprung, local, converted, conversion, exchange, *kurs, kurz,
        rate., rates, fx., origine, origen, oorspr, vreemd, utland, utenland, oprind, alkupera, w walucie, blokad,
        puvodni, eredeti, price, preis, prix, precio, quantity, qty, anzahl, stuck, units, shares, limit, points,
        cashback, reward, miles, tax., taxes, vat., mwst, tip., number, count., auslagen, rucklast, check, cheque,
        symbol, available, verfugbar, disponib, month, week, score, zip, mileage, source, target, francs, cours,
        split, refund, refunded, asset currency, instrument, security, в валюте операции, в валюті операції, курс,
        бонус, кэшбэк, кешбек, округлен,
        thousand, tausend, tsd., million, cent., cents., pence., minor""",
    Meaning.FEE: """
        fee., fees., *gebuhr, entgelt, commission, frais, comision, poplat, prowizj, gebyr, avgift, dij., комис,
        коміс""",
    Meaning.OPENING: """
        initial balance, opening balance, beginning balance, start balance, balance before, previous balance,
        startsaldo, beginsaldo, anfangssaldo, saldo vor, saldo inicial, saldo iniziale, saldo anterior,
        solde initial, ingaende saldo, inngaende saldo, saldo poczatk, nyito, pocatecni, alkusaldo, algsaldo""",
    Meaning.CLOSING: """
        account balance, =accountbalance, =current balance, final balance, ending balance, end balance, eindsaldo,
        endsaldo, saldo final, saldo finale, solde final,
        utgaende saldo, utgande saldo, saldo konc, zaro, konecny, loppusaldo, loppsaldo""",
    Meaning.BALANCE: """
        *balance, bal., *saldo, saldi, kontostand, guthaben, solde, zustat, zostat, egyenleg, sold., likut, jaak,
        atlikum, stanje, staða, bakiye, остаток, залишок, баланс, салдо, наличност, υπολοιπο, *יתרה, *残高, *余额,
        running""",
    Meaning.DEBIT: """
        debit, debet, *debet, debe., lastschrift, belast, soll., ausgang, ausgab, withdraw, money out, paid out,
        outflow, out., expense, spent, cargo, adeudo, gasto, salida, uscit, dare., addebit, saida, deb., af.,
        uit., uitgav, afgeschr, uttag, ut., udgift, ud., havet, utbetal, utgift, otto., veloit, menot, obciaz,
        wydat, rozchod, vydaj, vydej, odchoz, terhel, kiadas, plati., retrag, islaid, isejo, valjamin, charge,
        dr., depens, isplat, breme, dugu, borc, расход, разход, списан, дебет, витрат, χρεωση, *חובה, *お支払, *出金,
        *引出""",
    Meaning.CREDIT: """
        credit, gutschrift, haben., eingang, einnahm, deposit, money in, paid in, inflow, in., income, received,
        abono, haber., ingreso, entrada, entrat, avere., accredit, bij., bijgeschr, inkomst, insatt, inn, ind.,
        indsat, indbetal, innbetal, innskudd, pano., hyvit, tulot, uznan, wplyw, przychod, prijem, prijm, prichoz,
        kredit, kreedit, jovair, bevet, incas, iplauk, iejo, sissetul, cr., recett,
        uplat, dobro, potraz, alacak, приход, поступлен, зачислен, кредит, надходж, πιστωση, *זכות, *お預り, *入金,
        *預入""",
    Meaning.AMOUNT: """
        mutatie., =change, =cash flow, money.,
        amount, amt., *betrag, umsatz, sum., sums, *summe, import, *montant, *valor, value., valeur, *bedrag, *belop,
        *belob, summa, maara, euroa, kwota, castka, objem, *osszeg, suma, gross, net., brutto, netto, monto,
        cantidad, quantia, iznos, total, paid, hodnota, volume, eur., usd., cad., gbp., chf., сумма, сума, ποσο,
        tutar, upphað, *סכום,
        *金额, *金額""",
}  # fmt: skip

_TEXTS = {
    Meaning.UNUSED: """
        mandat, *sammler, glaubiger, creditor id, machtig, incassant, bic., swift, code, bankcode, kod., blz,
        bankleitzahl, sort code, e mail, email, address, adres, anschrift, phone, telefon, short name, card,
        karten, kort, rate, exchange, zone, attachment, emoji, receipt, latitude, longitude, city, zip, country,
        nazev banky, nazov banky, bank name, nazwa banku, holder, user, month, week""",
    Meaning.KIND: """
        buchungstext, *umsatzart, *umsatztyp, type., *typ, tipo., art., *soort, rodzaj, tapahtum, laji., kind.,
        vorgang, tipusa, tehingu tuup, darijuma veid, tips.""",
    Meaning.CATEGORY: """
        категор, *分类, categor, subcateg, kategor, underkat, tag., tags., labels, folder, budget, group, =flag, mcc""",
    Meaning.MESSAGE: "zprav, sprava, payment reference, payment details, message, message to, tytul, viesti., opis",
    Meaning.BANK_ID: """
        transaction id, trans id, txn id, id transak, id oper, id mov, transaktionsid, transaktions id,
        transaktionsnummer, transaktions nr, transaktionscode, record id, archiv, arkist, arkiv, arhiv, fitid,
        unique id, nr transakcji,
        numer transakcji, numer operac, identificador, transaction number, transaction no., entry reference,
        transactie id, tranzakcio azonos, id tranz, numero operazione, =id, =uuid, =guid, identifikator, *交易订单号,
        *交易单号""",
    Meaning.PAYEE: """
        payee, counter, merchant, benefic, begunst, *empfang, partner, recipient, destinat, tiers, *partij,
        ontvang, mottag, mottak, modtag, saaja, odbiorc, kontrahent, proti, prijemc, obchod, kedvezm, creditor,
        gavej, saneem, sanem, opposing, who., vendor, store., supplier, zahlungsbet, receiver, company, name,
        namn, navn, naam, nazev, nazov, neve, nume., nom., nombre, nome., nazwa, nimi, =to, контрагент, кореспондент,
        корреспондент, получател,
        отримувач, δικαιουχ, alici, primatelj, prejemnik, motaðil, *对方, *商户""",
    Meaning.PAYER: """
        payer, zahlungspfl, absender, sender, maksaja, avsand, afsend, avsend, nadawc, platce, ordenant, ordinant,
        donneur, debtor, auftraggeber, moketoj, remitter, makseja, maksataj, =from, отправител, плательщик, gonderen""",
    Meaning.MEMO: """
        verwendung, vwz, purpose, descr, desc., beschr, *beschreibung, =reason, =subject, paaisk,
        memo, detail, narrat, remark, partic, libel, concept, omschr, medede, beskr,
        tekst, *text, forklar, selite, selgit, szczeg, popis, poznam, kozlem, reszlet, explic, detal, paskirt,
        note., notes., comment, coment, remarq, histor, betreff, meddel, melding, rubrik,
        =title, =transaction, =transaktion, item, communic, comunic, causale,
        movimient, motivo, objet, nature, observ, anmerk, kommentar, megj, lancament, operazione,
        =operation, =activity, label, mas datos, описан, назначен, основани, детал, пояснен, комментар, коментар,
        примечан, αιτιολογ, περιγραφ, aciklama, namen., svrha, *摘要, *商品, *备注, *備考, *הפעולה, *תיאור""",
    Meaning.REFERENCE: """
        reference, *referenz, ref., refs., referens, viite, *viite, kid., end to end, =vs, variabiln, referenci,
        riferimento, *kenmerk, transferwise, transfer wise, ocr., референ, tilvisun, *אסמכתא""",
    Meaning.DOCUMENT: "check, cheque, chq, docum, doc., dokum, docto, *beleg, invoice, verifik, serial, *fakt",
}  # fmt: skip

_ACCOUNT_WORDS = """
    iban, account, *konto, kontonr, kontonummer, compte, cuenta, conta., conto., *rekening, tili., tilin, *szamla,
    rachun, konta., *ucet, *uctu, saskait, sask., konts., cont., depot, счет, рахун, сметк, λογαριασμ, hesap, racun,
    *חשבון"""
_OTHER_SIDE_WORDS = "contra, gegen, tegen, proti, other, to., from., til., fra., na., z., op., destino, origen"
_NAME_WORDS = (
    "name, *houder, namn, navn, naam, nazev, nazov, neve, nume., nom., nombre, nome., nazwa, nimi, bezeichnung, label"
)
_OWN_ACCOUNT_WORDS = """
    auftragskonto, kontoinhab, own account, your account, customer account, client account, my account, mon compte,
    kliendi konto, accountnum, account num, account no, account label, account id, account name, =account, =accounts,
    =konto, =compte, =numero de compte, =cuenta, =conta, =conto, =rekening, =tili, =rachunek, =ucet, =cont,
    =saskaita, =saskaitos nr, =konts, номер счета, =iban bban, =bank account, =wallet"""
_CURRENCY_WORDS = """
    currency, curr., cur., ccy, *wahrung, devise, *divisa, moneda, moeda, valut, valuut, valiut, walut, mena, munt.,
    penznem, deviz, devies, *devizanem, commodity, unit., asset., isocurr, monn., monnaie, валют, para birimi,
    doviz, νομισμα, *币种, *通貨, *מטבע"""
# Words of languages that put the day first; Hungarian puts the year there.
_DAY_FIRST_WORDS = """
    datum, *datum, dato, *buchung, *betrag, umsatz, verwendung, wahrung, gutschrift, belastung, lastschrift, wert.,
    omschr, bedrag, tegen, *rekening, mededel, libel, montant, solde, devise, date d, date de, benefic, compte,
    importo, descrizione, causale, addebit, accredit, contabile, kwota, opis, tytul, rachun, walut, castka, zustat,
    mena, popis, belob, belop, tekst, forklar, beskriv, rentedato, maara, paiv, *paiva, selit, saaja, descriere,
    tranzact, tarih, tutar, aciklama, bakiye, iznos, fecha, importe, historico"""
_INSTRUMENT_WORDS = """
    account, card, payment, method, funding, *konto, *karte, zahlung, zahlart, compte, carte, paiement, cuenta, tarjeta,
    pago, conto, carta, pagamento, conta, cartao, rekening, *kort, betaling, betalning, tili, rachun, kart"""
_BETTER_AMOUNT_WORDS = """
    net., netto, account currency, waluta rachunku, kontowahrung, billing, billed, booked, сумма платежа,
    в валюте счета, в валюту счета, в валюті картки"""
_WORSE_AMOUNT_WORDS = "gross, brutto, total, value, details, nominal, amount currency"


@lru_cache(maxsize=512)
def day_meaning(name: str) -> Meaning | None:
    """Return which day a column's name says, None where it has no word of days."""
    return _first_meaning(name, _DAYS)


@lru_cache(maxsize=512)
def amount_meaning(name: str) -> Meaning | None:
    """Return which amount a column's name says; `Credit/Debit Amount` is the amount."""
    meaning = _first_meaning(name, _AMOUNTS)
    return Meaning.AMOUNT if meaning is Meaning.DEBIT and names_both_sides(name) else meaning


@lru_cache(maxsize=512)
def text_meaning(name: str) -> Meaning | None:
    """Return what text a column's name says, None where it says nothing that is known.

    A message to the payee is no payee, though its column is named after both.

    The other side's account is no account of the statement: `Gegenkonto`, `IBAN Zahlungsempfänger`.
    """
    meaning = _first_meaning(name, _TEXTS)
    if meaning is Meaning.MESSAGE:
        return Meaning.MEMO
    if meaning in (Meaning.UNUSED, Meaning.KIND, Meaning.CATEGORY, Meaning.BANK_ID) or not _has(name, _ACCOUNT_WORDS):
        return meaning
    is_named = _has(name, _NAME_WORDS)
    sides = _OTHER_SIDE_WORDS if is_named else f"{_OTHER_SIDE_WORDS}, {_sides_without_names()}"
    if _has(name, sides):
        return Meaning.PAYEE if is_named else Meaning.OTHER_ACCOUNT
    return Meaning.OWN_ACCOUNT if _has(name, _OWN_ACCOUNT_WORDS) else Meaning.ACCOUNT


def names_both_sides(name: str) -> bool:
    """Say whether a column's name has words of both sides: `Debit/Credit`, `Soll/Haben`."""
    return _has(name, _AMOUNTS[Meaning.DEBIT]) and _has(name, _AMOUNTS[Meaning.CREDIT])


def names_amount_of_side(name: str) -> bool:
    """Say whether a side's column is called an amount too: `Debit amount`, `Charge total`."""
    return _has(name, _AMOUNTS[Meaning.AMOUNT])


def names_other_side(name: str) -> bool:
    """Say whether a column's name says that it is about the other side, not only that it is a name."""
    return _has(name, f"{_OTHER_SIDE_WORDS}, {_sides_without_names()}")


def names_instrument(name: str) -> bool:
    """Say whether a column's name says by what was paid: a credit card or a debit card is no side."""
    return _has(name, _INSTRUMENT_WORDS)


def names_currency(name: str) -> bool:
    """Say whether a column's name says that it holds currencies."""
    return _has(name, _CURRENCY_WORDS)


def names_day_first(names: Sequence[str]) -> bool:
    """Say whether a head is in a language that puts the day before month and year: two of its names must show it."""
    return sum(_has(name, _DAY_FIRST_WORDS) for name in names) > 1


def amount_rank(name: str) -> int:
    """Return 0 for the best of several amounts of a row (net, in the account's currency), 2 for the worst."""
    return 0 if _has(name, _BETTER_AMOUNT_WORDS) else 2 if _has(name, _WORSE_AMOUNT_WORDS) else 1


def names_columns(names: list[str]) -> bool:
    """Say whether words of days and of money stand in different cells, as in a table's head.

    Cells that end in a colon are labels of what stands beside them.
    """
    days = {n for n, name in enumerate(names) if day_meaning(name) not in (None, Meaning.OTHER_DAY)}
    money = {n for n, name in enumerate(names) if amount_meaning(name) not in (None, Meaning.OTHER_AMOUNT)}
    are_labels = any(name.endswith(":") for name in names)
    return bool(days) and bool(money) and len(days | money) > 1 and not are_labels


@cache
def _sides_without_names() -> str:
    names = {word.strip() for word in _NAME_WORDS.split(",")}
    words = f"{_TEXTS[Meaning.PAYEE]}, {_TEXTS[Meaning.PAYER]}".split(",")
    return ", ".join(word.strip() for word in words if word.strip() not in names)


def _first_meaning(name: str, words: dict[Meaning, str]) -> Meaning | None:
    return next((meaning for meaning, listed in words.items() if _has(name, listed)), None)


def _has(name: str, words: str) -> bool:
    return has_word(_folded(name), words)


@lru_cache(maxsize=512)
def _folded(name: str) -> str:
    return fold_name(_IN_CURRENCY.sub(" ", name))
