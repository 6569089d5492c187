"""Field 86 as banks of several countries write it: who, what for, and which reference."""

from __future__ import annotations

import pytest

from budgetpro.importers.mt940.entries import read_entry
from budgetpro.importers.mt940.fields import Field
from budgetpro.importers.mt940.narratives import Words, read_narratives, read_words
from budgetpro.importers.mt940.wrapping import unfold


def words(text: str) -> Words:
    return read_narratives([text.split("\n")])


def wrapped(text: str) -> str:
    """Return a text as SWIFT wraps it: after 65 characters, wherever that is."""
    return "\n".join(text[at : at + 65] for at in range(0, len(text), 65))


class TestSubfields:
    """DFÜ-Abkommen, Anlage 3, section 8.2.4."""

    SEPA = (
        "166?00GUTSCHRIFT?100399?20EREF+EndToEndIdTFNR20004000?2101?22KREF+K-1?23MREF+M-778?24CRED+DE98ZZZ09999999999"
        "?25SVWZ+Rechnung 4711 vom 5. M?26aerz, danke?30PBNKDEFF100?31DE42100100100043921105"
        "?32Richter und Soehne, Bauunte"
        "?33rnehmen?34914"
    )

    def test_terms_of_sepa_are_taken_out_of_the_purpose(self) -> None:
        expected = Words(
            "Richter und Soehne, Bauunternehmen", "Rechnung 4711 vom 5. Maerz, danke", "EndToEndIdTFNR2000400001"
        )
        assert words(self.SEPA) == expected
        assert words(wrapped(self.SEPA)) == expected

    @pytest.mark.parametrize("separator", ["?", "~", "^", "<", ">", "|"])
    def test_separators_of_several_countries(self, separator: str) -> None:
        text = self.SEPA.replace("?", separator)
        assert words(wrapped(text)) == words(self.SEPA)
        assert words(wrapped(text.removeprefix("166"))) == words(self.SEPA)

    def test_plus_is_a_separator_behind_a_code_only(self) -> None:
        assert words("TBB+00PREVOD+21Faktura 1460+30CBUNBGSF+32FIRMA OOD") == ("FIRMA OOD", "Faktura 1460", None)
        assert words("+31 20 123456 call") == (None, "+31 20 123456 call", None)

    def test_full_piece_goes_on_within_a_word_and_a_short_one_does_not(self) -> None:
        assert words("020<00Przelew<20ZAPLATA ZA OPAKOWANIA DO KI<21NESKOPOW<22RUKIEM").memo == (
            "ZAPLATA ZA OPAKOWANIA DO KINESKOPOW RUKIEM"
        )

    def test_purpose_goes_on_in_60_to_63(self) -> None:
        assert words("166?28einund?29zwanzig?30BIC?32Max?60drei?63vier?70Dora").memo == "einund zwanzig drei vier"

    def test_text_behind_a_term_that_ended_is_text(self) -> None:
        found = words("159?00RETOURE?20EREF+TFNR 40005 00005?21MTLG:Grund nicht spezifizie?22rt Reject")
        assert found == (None, "MTLG:Grund nicht spezifiziert Reject", "TFNR 40005 00005")

    def test_terms_within_a_piece(self) -> None:
        found = words("171?20EREF+A1.200 KREF+SEPA-D MRE?21F+23 OAMT+11,85 SVWZ+ENDABR?22ECHNUNG")
        assert found == (None, "ENDABRECHNUNG", "A1.200")
        assert words("171?20EREF: ZV01 MREF: M1 SVWZ: Miete Mai") == (None, "Miete Mai", "ZV01")

    def test_reference_that_is_none_gives_way_to_the_customers(self) -> None:
        assert words("166?20EREF+NOTPROVIDED?21KREF+K-9?22SVWZ+x").reference == "K-9"
        assert words("166?20EREF+NOTPROVIDED?21SVWZ+x").reference is None

    def test_kind_of_booking_stands_in_for_a_missing_purpose(self) -> None:
        assert words("805?00ENTGELTABSCHLUSS?106666?3012345678?31112") == (None, "ENTGELTABSCHLUSS", None)

    def test_only_a_name(self) -> None:
        assert words("166?30SPKRDE33XXX?31DE59320500000001908722?32CHRISTIAN BENDT") == ("CHRISTIAN BENDT", None, None)

    def test_key_that_was_wrapped(self) -> None:
        head = " 020?00Wyplata-(dysp/przel)?2008106000760000777777777777?2115617?"
        assert len(head) == 65
        assert words(f"{head}\n22INFO").memo == "08106000760000777777777777 15617 INFO"

    def test_line_that_begins_with_a_key_follows_without_a_blank(self) -> None:
        assert words("166?20SVWZ+Beitrag Musical fuer F\n?21RIDA").memo == "Beitrag Musical fuer FRIDA"

    def test_unstructured_text_of_code_999(self) -> None:
        assert words("999PN5477SCHECK-NR. 0000016703074").memo == "PN5477SCHECK-NR. 0000016703074"
        assert words("9990000 is a number").memo == "9990000 is a number"


class TestCodeWords:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "/TRTP/SEPA OVERBOEKING/IBAN/NL09INGB0000435000/BIC/INGBNL2A/NAME/AEGON NV/REMI/Salaris 06/17/EREF/E-1",
                ("AEGON NV", "Salaris 06/17", "E-1"),
            ),
            (
                "/EREF/02-04-2013 22:56 1120000153447185/BENM//NAME/Nespresso B.V./REMI/674725433/ISDT/2013-04-03",
                ("Nespresso B.V.", "674725433", "02-04-2013 22:56 1120000153447185"),
            ),
            (
                "/EREF/EV1//CNTP/NL32INGB0000012345/INGBNL2A/ING BANK NV/Amsterdam//REMI/USTD//EV10001REP/",
                ("ING BANK NV", "EV10001REP", "EV1"),
            ),
            ("/RTRN/MS03//EREF/2012//CNTP/NL32INGB0000012345/INGBNL2A/J.Janssen///REMI/USTD//Factuur/", None),
            ("/PREF/M0003//REMI/USTD//TOTAAL 1 VZ/", (None, "TOTAAL 1 VZ", "M0003")),
            (
                "/ORDP//NAME/Belasting/REMI//CDTRREFTP//CD/SCOR/ISSR/CUR/CDTRREF/123",
                ("Belasting", "123", None),
            ),
            ("/CNTP/NL32INGB0000012345///REMI/STRD/CUR/9988/", (None, "9988", None)),
            ("/IBAN/NL65BUNQ2206724936/NAME/P.C. Wacki/REMI/", ("P.C. Wacki", None, None)),
            ("/TRTP/SEPA OVERBOEKING/NAME/X/EREF/NOTPROVIDED", ("X", "SEPA OVERBOEKING", None)),
            ("/PT/FT/PY/SOMETHING FOO BAR", (None, "SOMETHING FOO BAR", None)),
            ("/OCMT/USD2853,12/\nPAYMENT OF INVOICES", (None, "/OCMT/USD2853,12/ PAYMENT OF INVOICES", None)),
            ("/BENM/3000\n/KOMERCIJALNA BANKA\n/Provizija", (None, "/BENM/3000 /KOMERCIJALNA BANKA /Provizija", None)),
        ],
    )
    def test_who_and_what_for(self, text: str, expected: tuple[str | None, str | None, str | None] | None) -> None:
        found = words(text)
        assert found == (expected or ("J.Janssen", "Factuur", "2012"))

    def test_word_that_was_wrapped(self) -> None:
        text = "/TRTP/SEPA OVERBOEKING/IBAN/NL09INGB0000435000/BIC/INGBNL2A/NAME/AEGON NEDERLAND NV/REMI/Salaris"
        assert words(wrapped(text)) == ("AEGON NEDERLAND NV", "Salaris", None)

    def test_several_fields_are_one(self) -> None:
        found = read_narratives([["/EREF/E2E-42/"], ["/ORDP//NAME/ACME BV/"], ["/REMI/USTD//INVOICE 42/"]])
        assert found == ("ACME BV", "INVOICE 42", "E2E-42")


class TestFreeText:
    def test_lines_are_joined(self) -> None:
        assert words("BEA   NR:XXX1234   21.05.11/12.54\n\nINCL. 1,44 BTW").memo == (
            "BEA NR:XXX1234 21.05.11/12.54 INCL. 1,44 BTW"
        )

    def test_full_line_goes_on_within_a_word(self) -> None:
        assert unfold(["x" * 64 + "a", "b"]).endswith("xab")
        assert unfold(["x" * 64, "b"]).endswith("x b")
        assert unfold(["short", "b"]) == "short b"

    def test_first_line_is_full_where_its_tag_is_counted(self) -> None:
        assert unfold(["x" * 60 + "a", "b"]).endswith("xab")
        assert unfold(["x", "x" * 60 + "a", "b"]).endswith("xa b")

    def test_nothing_is_none(self) -> None:
        assert words("") == words("  \n ") == (None, None, None)

    def test_slash_without_a_known_word_is_text(self) -> None:
        assert words("/4,5,6/ x").memo == "/4,5,6/ x"


def of_row(line: str, *fields: tuple[str, str]) -> Words:
    return read_words(read_entry(line.split("\n")), [Field(2, tag, text.split("\n")) for tag, text in fields])


def test_name_that_field_61_has_too_is_the_other_party() -> None:
    line = "260305D65,00NOVBNL47INGB9999999999\nhr gjlm paulissen"
    found = of_row(line, ("86", "NL47INGB9999999999 hr gjlm paulissen\n\nBetaling sieraden"))
    assert found == ("hr gjlm paulissen", "Betaling sieraden", "NL47INGB9999999999")


def test_details_of_field_61_stand_in_for_field_86() -> None:
    assert of_row("260305C0,00NDEFNONREF//\n/ABC/DEF/BAI CD 025").memo == "/ABC/DEF/BAI CD 025"


def test_german_field_ns() -> None:
    found = of_row("020317CM5000,00S051NONREF", ("NS", "01Zweck 1\n02Zweck 2\n15Emp\n16faenger\n17Text\n1812345"))
    assert found == ("Emp faenger", "Zweck 1 Zweck 2", None)
    assert of_row("020317CM5000,00S051NONREF", ("NS", "17Buchungstext")).memo == "Buchungstext"


def test_customers_reference_goes_before_the_one_in_field_86() -> None:
    assert of_row("260305D1,00NTRFR-1", ("86", "166?20EREF+E-1?21SVWZ+x")).reference == "R-1"
    assert of_row("260305D1,00NTRFEREF", ("86", "/EREF/E-1/REMI/x")).reference == "E-1"
