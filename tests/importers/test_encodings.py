from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from budgetpro.importers.encodings import likeliest_encoding
from budgetpro.importers.source import Source


@pytest.mark.parametrize(
    ("text", "encoding", "language"),
    [
        ("Überweisung für Müller, Straße 5", "cp1252", "German"),
        ("Virement reçu, pièce n° 5 à l’hôtel", "cp1252", "French"),
        ("Transferência à própria conta, ação", "cp1252", "Portuguese"),
        ("Købt på stationen, løn", "cp1252", "Danish"),
        ("Zaúčtováno: příchozí platba, děkujeme", "cp1250", "Czech"),
        ("Płatność kartą, żółta łódź", "cp1250", "Polish"),
        ("Příkaz k úhradě, šťastný žák", "iso8859-2", "Czech"),
        ("Átutalás jóváírása, űrlap, őrző", "cp1250", "Hungarian"),
        ("Mokėjimas kortele, grąžinta į sąskaitą", "cp1257", "Lithuanian"),
        ("Ödeme, havale çağrı, İstanbul şubesi", "cp1254", "Turkish"),  # noqa: RUF001
        ("Díj, jutalék: Csoportos átutalás jóváírása, őr", "cp852", "Hungarian"),
        ("Gebühr für Geldautomat in München", "cp850", "German"),
        ("Оплата картой в магазине", "cp1251", "Cyrillic"),
        ("Πληρωμή με κάρτα", "cp1253", "Greek"),
        ("Größe 5 · Käse 12,00 €", "cp1252", "German"),
    ],
)
def test_text_of_a_language_is_read_back(text: str, encoding: str, language: str) -> None:
    sample = text.encode(encoding)
    choice = likeliest_encoding(sample)
    assert sample.decode(choice.encoding) == text
    assert language in choice.evidence


def test_one_accent_alone_is_windows_1252() -> None:
    assert likeliest_encoding("Café".encode("cp1252")).encoding == "cp1252"


def test_bytes_that_fit_no_language_are_windows_1252() -> None:
    assert likeliest_encoding(b"a\xd7b").encoding == "cp1252"


@pytest.mark.parametrize(
    ("name", "encoding", "words"),
    [
        ("csv/bank2ynab__Movements_1234512345_201805271848.csv", "cp1250", "Zaúčtovaná částka"),
        ("csv/hledger__sample.fr.cp1252.csv", "cp1252", "CAFÉ — €20 REÇU"),
        ("csv/ofxstatement-austrian__ing-diba.csv", "cp1252", "Prämie"),
        ("csv/reckon__extratofake.csv", "cp1252", "Transferência"),
        ("csv/RechnungsFee__dkb.csv", "utf-8-sig", "Kontostand"),
        ("mt940/mt940__self-provided_raiffeisen-cmi.sta", "cp850", "Csoportos átutalás jóváírása"),
    ],
)
def test_real_files_are_read_in_their_own_encoding(
    statement_file: Callable[[str], Path], name: str, encoding: str, words: str
) -> None:
    source = Source(statement_file(name))
    assert source.choose_encoding() == encoding
    with source.open_text() as stream:
        assert words in stream.read()
