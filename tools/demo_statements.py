"""Makes the statements of `budgetpro demo`: a year of a household that never was.

`python tools/demo_statements.py` writes them into `budgetpro/demo`, always the same bytes; a
test compares. There are three accounts, each as its bank would give it: the checking account
as two overlapping German CSV files, the savings account as OFX, the card as an English CSV.
Names, numbers and amounts are made up; the bank codes in the IBANs belong to no bank.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final, Literal, NamedTuple

FOLDER: Final = Path(__file__).parents[1] / "budgetpro" / "demo"
YEAR: Final = 2025
MONTHS: Final = range(1, 13)
TRIP: Final = (date(YEAR, 8, 9), date(YEAR, 8, 18))

CHECKING_OPENING: Final = 2_140_55
SAVINGS_OPENING: Final = 6_500_00
CHECKING_IBAN: Final = "DE10999999990004711815"
SAVINGS_IBAN: Final = "DE20999999980020250017"


class Row(NamedTuple):
    """A row of a statement; money out is negative, in cents."""

    day: date
    cents: int
    payee: str
    text: str


class Habit(NamedTuple):
    """Something bought again and again: from `least` to `most` cents, once in so many days; no `text` is a day's."""

    payee: str
    text: str
    least: int
    most: int
    every_days: int


GROCERIES_AND_COFFEE: Final = (
    Habit("Supermarkt Lindenhof", "", 28_00, 94_00, 6),
    Habit("Biomarkt am Stadtgarten", "", 14_00, 52_00, 9),
    Habit("Wochenmarkt Stephansplatz", "", 9_00, 31_00, 14),
    Habit("Café Ida", "", 4_20, 12_80, 8),
)
EATING_OUT: Final = (
    Habit("RESTAURANT ADLER", "Seestadt DE", 38_00, 79_00, 31),
    Habit("RESTAURANT PHO MAI", "Seestadt DE", 24_00, 46_00, 23),
)

ON_CHECKING_ONCE: Final = (
    Row(date(YEAR, 1, 15), -189_40, "Tannberg Versicherung", "Hausrat und Haftpflicht, Beitrag 2025"),
    Row(date(YEAR, 2, 19), 74_36, "Stadtwerke Seestadt", "Jahresabrechnung 2024, Guthaben"),
    Row(date(YEAR, 3, 18), -429_00, "Holzwerk Wohnen", "Rechnung 25-1187, Schreibtisch"),
    Row(date(YEAR, 7, 17), -3_80, "Café Ida", "Karte 17.7."),
    Row(date(YEAR, 7, 17), -3_80, "Café Ida", "Karte 17.7."),
    Row(date(YEAR, 9, 16), -249_00, "Holzwerk Wohnen", "Rechnung 25-3402, Kinderbett"),
)
ON_CARD_ONCE: Final = (
    Row(date(YEAR, 2, 8), -94_90, "NORDWIND OUTFITTERS", "Online order 50412"),
    Row(date(YEAR, 4, 14), -534_60, "ALISIO AIR", "Flights ZRH-LIS-ZRH, 3 passengers"),
    Row(date(YEAR, 5, 17), -62_50, "NORDWIND OUTFITTERS", "Online order 53377"),
    Row(date(YEAR, 8, 9), -19_50, "METRO LISBOA", "Lisboa PT"),
    Row(date(YEAR, 8, 10), -58_40, "TASCA DO CASTELO", "Lisboa PT"),
    Row(date(YEAR, 8, 11), -67_00, "OCEAN AQUARIUM", "Lisboa PT"),
    Row(date(YEAR, 8, 12), -14_40, "COMBOIOS SINTRA", "Sintra PT"),
    Row(date(YEAR, 8, 12), -41_00, "PALACE TICKETS", "Sintra PT"),
    Row(date(YEAR, 8, 13), -72_30, "RESTAURANTE MAR ALTO", "Cascais PT"),
    Row(date(YEAR, 8, 14), -11_60, "PASTELARIA AURORA", "Lisboa PT"),
    Row(date(YEAR, 8, 15), -26_85, "MERCADO DA RIBEIRA", "Lisboa PT"),
    Row(date(YEAR, 8, 17), -64_20, "TASCA DO CASTELO", "Lisboa PT"),
    Row(date(YEAR, 8, 18), -1_071_00, "HOTEL MIRADOURO", "9 nights, Lisboa PT"),
    Row(date(YEAR, 10, 25), -139_80, "NORDWIND OUTFITTERS", "Online order 58120"),
    Row(date(YEAR, 11, 6), 49_90, "NORDWIND OUTFITTERS", "Refund of order 58120"),
)


def statements() -> dict[str, bytes]:
    """Return the statement files by name."""
    card = card_rows()
    checking = checking_rows(card)
    return {
        "checking-1.csv": german_csv(checking, date(YEAR, 1, 1), date(YEAR, 7, 31)),
        "checking-2.csv": german_csv(checking, date(YEAR, 6, 1), date(YEAR, 12, 31)),
        "savings.ofx": ofx(savings_rows(checking)),
        "card.csv": english_csv(card),
    }


def card_rows() -> list[Row]:
    """Return the card's year, each month paid off at the beginning of the next."""
    dice = Random(YEAR)  # noqa: S311 - a household, no secret
    bought = [*ON_CARD_ONCE, *_bought(EATING_OUT, dice)]
    for month in MONTHS:
        bought += [
            Row(date(YEAR, month, 3), -12_99, "STREAMLY", "Monthly subscription"),
            Row(date(YEAR, month, 21), -10_99, "TUNEBOX", "Monthly subscription"),
            Row(date(YEAR, month, 27), -19_90, "LAKESIDE POST", "Newspaper subscription"),
        ]
    paid = [
        Row(_booked(date(YEAR, month, 6)), owed, "PAYMENT - THANK YOU", "Autopay")
        for month in MONTHS[1:]
        if (owed := -sum(row.cents for row in bought if row.day.month == month - 1)) > 0
    ]
    return sorted(bought + paid, key=lambda row: row.day)


def checking_rows(card: Sequence[Row]) -> list[Row]:
    """Return the checking account's year."""
    dice = Random(YEAR + 1)  # noqa: S311 - a household, no secret
    rows = [*ON_CHECKING_ONCE, *_bought(GROCERIES_AND_COFFEE, dice)]
    for month in MONTHS:
        rows += _standing_orders(month)
    rows += [
        Row(_booked(row.day - timedelta(days=1)), -row.cents, "Aurora Card Services", f"Abrechnung {row.day:%m/%Y}")
        for row in card
        if row.text == "Autopay"
    ]
    return sorted(rows, key=lambda row: row.day)


def savings_rows(checking: Sequence[Row]) -> list[Row]:
    """Return the savings account's year: the other side of each transfer, and interest each quarter."""
    rows = [
        Row(row.day, -row.cents, "Transfer from Girokonto" if row.cents < 0 else "Transfer to Girokonto", row.text)
        for row in checking
        if row.payee == "Tagesgeld"
    ]
    for month in (3, 6, 9, 12):
        end = date(YEAR, month, 31 if month in (3, 12) else 30)
        held = SAVINGS_OPENING + sum(row.cents for row in rows if row.day <= end)
        rows.append(Row(end, held * 45 // 10_000, "Interest", f"Quarter {month // 3}/{YEAR}, 1.80 % p.a."))
    return sorted(rows, key=lambda row: row.day)


def _standing_orders(month: int) -> Iterator[Row]:
    """Yield what comes and goes every month or quarter."""

    def on(day: int, cents: int, payee: str, text: str) -> Row:
        return Row(_booked(date(YEAR, month, day)), cents, payee, text)

    salary = 2_690_42 if month < 7 else 2_764_18
    yield on(2, -1_140_00, "Wohnbau Lindenhof eG", f"Miete {month:02}/{YEAR}, Whg. 12")
    yield on(3, -128_00, "Stadtwerke Seestadt", f"Abschlag Strom und Gas {month:02}/{YEAR}")
    yield on(3, -58_00, "Verkehrsverbund Seeland", f"Monatskarte {month:02}/{YEAR}")
    yield on(10, 255_00, "Familienkasse", f"Kindergeld {month:02}/{YEAR}")
    yield on(12, -62_88, "Fernlicht Telekom", f"Internet und Mobilfunk {month:02}/{YEAR}")
    yield on(15, -214_00, "Kita Sonnenblume", f"Beitrag {month:02}/{YEAR}")
    yield on(27, salary + (1_200_00 if month == 11 else 0), "Nordlicht Verlag GmbH", f"Gehalt {month:02}/{YEAR}")
    yield on(28, -350_00, "Tagesgeld", f"Dauerauftrag Sparen {month:02}/{YEAR}")
    if month % 3 == 2:
        yield on(17, -58_35, "Tannberg Versicherung", "Risikoleben, Quartalsbeitrag")
    if month == 7:
        yield on(30, 1_500_00, "Tagesgeld", "Umbuchung Urlaub")


def _bought(habits: Iterable[Habit], dice: Random) -> Iterator[Row]:
    """Yield purchases from the first of January on; nothing is bought at home during the trip.

    Of the dice only `random()` is thrown, the one that Python promises to keep.
    """
    for habit in habits:
        day = date(YEAR, 1, 2) + timedelta(days=int(dice.random() * habit.every_days))
        while day.year == YEAR:
            cents = habit.least + int(dice.random() * (habit.most - habit.least))
            on = _booked(day)
            if not TRIP[0] <= on <= TRIP[1] and on.year == YEAR:
                text = habit.text or f"Karte {day.day}.{day.month}."
                yield Row(on, -cents, habit.payee, text)
            day += timedelta(days=max(1, int(habit.every_days * (0.5 + dice.random()))))


def _booked(day: date) -> date:
    """Return the day on which a bank books: weekends wait for Monday."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def german_csv(rows: Sequence[Row], first: date, last: date) -> bytes:
    """Return a statement as German banks write it: a preamble, semicolons, decimal commas, the latest row first."""
    closing = CHECKING_OPENING + sum(row.cents for row in rows if row.day <= last)
    lines: list[tuple[str, ...]] = [
        ("Girokonto", CHECKING_IBAN),
        ("Zeitraum", f"{first:%d.%m.%Y} - {last:%d.%m.%Y}"),
        (f"Kontostand vom {last:%d.%m.%Y}", f"{_german(closing)} EUR"),
        (),
        ("Buchungstag", "Wertstellung", "Auftraggeber/Empfänger", "Verwendungszweck", "Betrag", "Währung"),
    ]
    for row in reversed(rows):
        if first <= row.day <= last:
            day = f"{row.day:%d.%m.%Y}"
            lines.append((day, day, row.payee, row.text, _german(row.cents), "EUR"))
    return _csv(lines, ";", csv.QUOTE_ALL).encode("cp1252")


def english_csv(rows: Sequence[Row]) -> bytes:
    """Return a card's statement with the month before the day and the balance after each row."""
    lines: list[tuple[str, ...]] = [("Date", "Merchant", "Details", "Amount", "Balance")]
    balance = 0
    for row in rows:
        balance += row.cents
        lines.append((f"{row.day:%m/%d/%Y}", row.payee, row.text, _plain(row.cents), _plain(balance)))
    return _csv(lines, ",", csv.QUOTE_MINIMAL).encode("ascii")


def ofx(rows: Sequence[Row]) -> bytes:
    """Return a statement in OFX 1.0.2, whose elements have no end tags."""
    transactions = "".join(_ofx_row(number, row) for number, row in enumerate(rows, 1))
    closing = SAVINGS_OPENING + sum(row.cents for row in rows)
    return (
        OFX.format(account=SAVINGS_IBAN, transactions=transactions, closing=_plain(closing))
        .replace("\n", "\r\n")
        .encode("ascii")
    )


def _ofx_row(number: int, row: Row) -> str:
    kind = "INT" if row.payee == "Interest" else "XFER"
    return (
        f"<STMTTRN>\n<TRNTYPE>{kind}\n<DTPOSTED>{row.day:%Y%m%d}\n<TRNAMT>{_plain(row.cents)}\n"
        f"<FITID>{YEAR}-{number:04}\n<NAME>{row.payee}\n<MEMO>{row.text}\n</STMTTRN>\n"
    )


def _csv(lines: Iterable[Sequence[str]], delimiter: str, quoting: Literal[0, 1]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerows(lines)
    return text.getvalue()


def _plain(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"


def _german(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}".replace(",", ".") + f",{abs(cents) % 100:02}"


OFX: Final = """\
OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX>
<SIGNONMSGSRSV1>
<SONRS>
<STATUS>
<CODE>0
<SEVERITY>INFO
</STATUS>
<DTSERVER>20260102091500
<LANGUAGE>ENG
</SONRS>
</SIGNONMSGSRSV1>
<BANKMSGSRSV1>
<STMTTRNRS>
<TRNUID>0
<STATUS>
<CODE>0
<SEVERITY>INFO
</STATUS>
<STMTRS>
<CURDEF>EUR
<BANKACCTFROM>
<BANKID>99999998
<ACCTID>{account}
<ACCTTYPE>SAVINGS
</BANKACCTFROM>
<BANKTRANLIST>
<DTSTART>20250101
<DTEND>20251231
{transactions}</BANKTRANLIST>
<LEDGERBAL>
<BALAMT>{closing}
<DTASOF>20251231
</LEDGERBAL>
</STMTRS>
</STMTTRNRS>
</BANKMSGSRSV1>
</OFX>
"""


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, content in statements().items():
        (FOLDER / name).write_bytes(content)
