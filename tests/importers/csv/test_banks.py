"""The ways in which banks and apps of many countries lay out their exports; figures and names are made up."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.importers.csv.csv_file import Writer

OUT, IN = "-12.34", "1000.00"


class Layout(NamedTuple):
    """An export, with what it says of its statement, and of its first line in the order of the file."""

    text: str
    amounts: list[str]
    days: list[str]
    account: str | None = None
    currency: str | None = None
    opening: str | None = None
    closing: str | None = None
    payee: str | None = None
    memo: str | None = None
    encoding: str = "utf-8"


LAYOUTS = {
    "german cooperative bank": Layout(
        "Umsatzanzeige\n\nBLZ:;12345678;;Datum:;15.01.2024\nKonto:;1234567;;Uhrzeit:;10:00:00\n\n"
        "Zeitraum:;;von:;01.01.2024;bis:;15.01.2024\nBetrag in EUR:;;von:;;bis:;\n"
        "Sortiert nach:;Buchungstag;absteigend\n\n"
        'Buchungstag;Valuta;Zahlungsempfänger;IBAN;BIC;Verwendungszweck;Währung;Umsatz;" "\n'
        '14.01.2024;14.01.2024;Markt;DE1234;GENO;"KARTENZAHLUNG\nMARKT SAGT DANKE";EUR;12,34;S\n'
        "10.01.2024;10.01.2024;Firma;DE4567;GENO;GEHALT;EUR;1.000,00;H\n\n"
        "01.01.2024;;;;;Anfangssaldo;EUR;100,00;H\n15.01.2024;;;;;Endsaldo;EUR;1.087,66;H\n",
        [OUT, IN], ["2024-01-14", "2024-01-10"], "1234567", "EUR", "100.00", "1087.66", "Markt",
        "KARTENZAHLUNG MARKT SAGT DANKE", "cp1252",
    ),
    "german direct bank": Layout(
        "Umsatzanzeige;Datei erstellt am: 15.01.2024 10:00\n\nIBAN;DE12 5001 0517 0123 4567 89\nKunde;Max Muster\n"
        "Zeitraum;01.01.2024 - 15.01.2024\nSaldo;1.087,66;EUR\n\nSortierung;Datum absteigend\n\n"
        "Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Saldo;Währung;Betrag;Währung\n"
        "14.01.2024;14.01.2024;Markt;Lastschrift;SAGT DANKE;1.087,66;EUR;-12,34;EUR\n"
        "10.01.2024;10.01.2024;Firma;Gehalt/Rente;Lohn;1.100,00;EUR;1.000,00;EUR\n",
        [OUT, IN], ["2024-01-14", "2024-01-10"], "DE12500105170123456789", "EUR", "100.00", "1087.66", "Markt",
        "SAGT DANKE",
    ),
    "german bank with sides and a foot": Layout(
        "Umsätze Girokonto;;;Kundennummer: 123 1234567\n01.01.2024 - 15.01.2024\n"
        "Buchungstag;Wert;Umsatzart;Begünstigter / Auftraggeber;Verwendungszweck;IBAN / Kontonummer;"
        "Fremde Gebühren;Betrag;"
        "Anzahl der Schecks;Soll;Haben;Währung\n"
        '10.1.2024;10.1.2024;"SEPA-Lastschrift";Markt;Einkauf;DE123;;;;-12,34;;EUR\n'
        '14.1.2024;14.1.2024;"SEPA-Gutschrift";Firma;Gehalt;DE124;;;;;1.000,00;EUR\n'
        'Kontostand;15.01.2024;;;1.087,66;EUR\n',
        [OUT, IN], ["2024-01-10", "2024-01-14"], "123 1234567", "EUR", None, "1087.66", "Markt", "Einkauf",
    ),
    "german bank with open items": Layout(
        '\n"Umsätze Girokonto";"Zeitraum: 30 Tage";\n"Neuer Kontostand";"1.087,66 EUR";\n\n'
        '"Buchungstag";"Wertstellung (Valuta)";"Vorgang";"Buchungstext";"Umsatz in EUR";\n'
        '"offen";"14.01.2024";"Kartenverfügung";" Buchungstext: SHOP ";"-12,34";\n'
        '"10.01.2024";"10.01.2024";"Übertrag";"Auftraggeber: Firma";"1.000,00";\n\n"Alter Kontostand";"100,00 EUR";\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, "EUR", "100.00", "1087.66", None,
        "Kartenverfügung Buchungstext: SHOP",
    ),
    "swiss bank": Layout(
        "Kontonummer:;0123 00456789.01;\nIBAN:;CH12 0023 3233 0456 7890 1;\nVon:;2024-01-01;\nBis:;2024-01-31;\n"
        "Anfangssaldo:;100.00;\nSchlusssaldo:;1087.66;\nBewertet in:;CHF;\n"
        "Anzahl Transaktionen in diesem Zeitraum:;2;\n\n"
        "Abschlussdatum;Abschlusszeit;Buchungsdatum;Währung;Belastung;Gutschrift;Einzelbetrag;Saldo;Transaktions-Nr.;"
        "Beschreibung1;Beschreibung2;Fussnoten;\n"
        '2024-01-14;10:00:00;2024-01-14;CHF;-12.34;;;1087.66;9930000001;"Laden;8000 Zürich";"Zahlung";;\n'
        '2024-01-10;09:00:00;2024-01-10;CHF;;1000.00;;1100.00;9930000002;"Firma AG";"Lohn";;\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], "0123 00456789.01", "CHF", "100.00", "1087.66", None,
        "Laden;8000 Zürich Zahlung",
    ),
    "swiss post": Layout(
        "Datum von:;2024-01-01\nKonto:;CH1209000000123456789\nWährung:;CHF\n\n"
        "Buchungsdatum;Avisierungstext;Gutschrift in CHF;Lastschrift in CHF;Valuta;Saldo in CHF\n"
        '2024-01-14;"KAUF LADEN";;-12.34;2024-01-14;1087.66\n2024-01-10;"GUTSCHRIFT FIRMA";1000.00;;2024-01-10;\n\n'
        "Disclaimer:\nDies ist kein Dokument der Bank.\n",
        [OUT, IN], ["2024-01-14", "2024-01-10"], "CH1209000000123456789", "CHF", "100.00", "1087.66", None,
        "KAUF LADEN",
    ),
    "dutch bank with words of sides": Layout(
        '"Datum";"Naam / Omschrijving";"Rekening";"Tegenrekening";"Code";"Af Bij";"Bedrag (EUR)";"Mutatiesoort";'
        '"Mededelingen";"Saldo na mutatie";"Tag"\n'
        '"20240114";"Winkel";"NL01INGB0001234567";"";"BA";"Af";"12,34";"Betaalautomaat";"Pas 001";"1.087,66";""\n'
        '"20240110";"Werk";"NL01INGB0001234567";"NL02ABNA0123456789";"OV";"Bij";"1.000,00";'
        '"Overschrijving";"Loon";"1.100,00";""\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], "NL01INGB0001234567", "EUR", "100.00", "1087.66", "Winkel", "Pas 001",
    ),
    "dutch bank with plus signs": Layout(
        '"IBAN/BBAN","Munt","BIC","Volgnr","Datum","Rentedatum","Bedrag","Saldo na trn","Tegenrekening IBAN/BBAN",'
        '"Naam tegenpartij","Code","Omschrijving-1","Omschrijving-2","Oorspr bedrag","Koers"\n'
        '"NL44RABO0123456789","EUR","RABONL2U","000001","2024-01-10","2024-01-10","-12,34","+87,66",'
        '"NL55","Winkel","bc","Brood"," ","",""\n'
        '"NL44RABO0123456789","EUR","RABONL2U","000002","2024-01-14","2024-01-14","+1000,00","+1087,66",'
        '"NL56","Werk","cb","Loon","","",""\n',
        [OUT, IN], ["2024-01-10", "2024-01-14"], "NL44RABO0123456789", "EUR", "100.00", "1087.66", "Winkel", "Brood",
    ),
    "dutch bank without a head, balance before": Layout(
        "10-01-2024,NL01ASNB0123456789,NL02,winkel,,,,EUR,100.00,EUR,-12.34,10-01-2024,10-01-2024,8810,"
        "BEA,1,,'Betaling',1\n"
        "14-01-2024,NL01ASNB0123456789,NL03,werk,,,,EUR,87.66,EUR,1000.00,14-01-2024,14-01-2024,8811,OVB,2,,'Loon',1\n"
        "15-01-2024,NL01ASNB0123456789,NL03,werk,,,,EUR,1087.66,EUR,1.00,15-01-2024,15-01-2024,8811,OVB,3,,'Loon',1\n",
        [OUT, IN, "1.00"], ["2024-01-10", "2024-01-14", "2024-01-15"], "NL01ASNB0123456789", "EUR", "100.00",
        "1088.66", None,
        "NL02 winkel BEA 'Betaling'",
    ),
    "belgian bank": Layout(
        "Laatste saldo;1.087,66 EUR\n;\n"
        "Rekening;Boekingsdatum;Afschriftnummer;Rekening tegenpartij;Naam tegenpartij bevat;"
        "Transactie;Valutadatum;Bedrag;Devies;BIC;Mededelingen\n"
        "BE12 3456 7890 1234;14/01/2024;1;BE98;Werk;STORTING;14/01/2024;1.000,00;EUR;;loon\n"
        "BE12 3456 7890 1234;10/01/2024;1;BE99;Winkel;BETALING;10/01/2024;-12,34;EUR;;foo\n",
        [IN, OUT], ["2024-01-14", "2024-01-10"], "BE12345678901234", "EUR", None, None, "Werk", "loon",
    ),
    "british bank with text days": Layout(
        '"Account Name:","Current ****12345"\n"Account Balance:","£1,087.66"\n"Available Balance: ","£1,087.66"\n\n'
        '"Date","Transaction type","Description","Paid out","Paid in","Balance"\n'
        '"14 Jan 2024","Visa purchase","SHOP","£12.34","","£1,087.66"\n'
        '"10 Jan 2024","Bank credit","WORK","","£1,000.00","£1,100.00"\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], "****12345", "GBP", "100.00", "1087.66", None, "SHOP", "cp1252",
    ),
    "british bank with sort codes": Layout(
        "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,"
        "Debit Amount,Credit Amount,Balance\n"
        "14/01/2024,DEB,'11-22-33,12345678,SHOP,12.34,,1087.66\n"
        "10/01/2024,FPI,'11-22-33,12345678,WORK,,1000.00,1100.00\n",
        [OUT, IN], ["2024-01-14", "2024-01-10"], "12345678", None, "100.00", "1087.66", None, "SHOP",
    ),
    "british card with a flag": Layout(
        "Transaction Date,Posting Date,Billing Amount,Merchant,Reference Number,Debit/Credit Flag,SICMCC Code\n"
        "13/01/2024,14/01/2024,£12.34,SHOP,123456,D,5411\n10/01/2024,10/01/2024,\"£1,000.00\",PAYMENT,123457,C,0000\n",
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, "GBP", None, None, "SHOP", None,
    ),
    "american bank with a summary": Layout(
        'Description,,Summary Amt.\nBeginning balance as of 01/01/2024,,"100.00"\nTotal credits,,"1,000.00"\n'
        'Total debits,,"-12.34"\nEnding balance as of 01/31/2024,,"1,087.66"\n\n'
        'Date,Description,Amount,Running Bal.\n01/01/2024,Beginning balance as of 01/01/2024,,"100.00"\n'
        '01/10/2024,"SHOP","-12.34","87.66"\n01/14/2024,"WORK","1,000.00","1,087.66"\n',
        [OUT, IN], ["2024-01-10", "2024-01-14"], None, None, "100.00", "1087.66", None, "SHOP",
    ),
    "american card": Layout(
        'Trans. Date,Post Date,Description,Amount,Category\n01/13/2024,01/14/2024,"SHOP",12.34,"Merchandise"\n'
        '01/10/2024,01/10/2024,"INTERNET PAYMENT - THANK YOU",-1000.00,"Payments and Credits"\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, None, None, None, None, "SHOP",
    ),
    "american card with negative credits": Layout(
        'Status,Date,Description,Debit,Credit\nCleared,01/14/2024,"SHOP",12.34,\n'
        'Cleared,01/10/2024,"PAYMENT",,-1000.00\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, None, None, None, None, "SHOP",
    ),
    "payments app with signs apart": Layout(
        "Account Statement - (@me) ,,,,,,,\n"
        ",ID,Datetime,Type,Status,Note,From,To,Amount (total),Amount (tip),Amount (fee),"
        "Beginning Balance,Ending Balance\n,,,,,,,,,,,$100.00,\n"
        ",34567,2024-01-10T10:00:00,Payment,Complete,Pizza,Me,Bob,- $12.34,,0,,\n"
        ',34568,2024-01-14T10:00:00,Payment,Complete,Rent,Ann,Me,"+ $1,000.00",,0,,\n,,,,,,,,,,,,"$1,087.66"\n',
        [OUT, IN], ["2024-01-10", "2024-01-14"], None, None, "100.00", "1087.66", "Bob", "Pizza",
    ),
    "canadian bank without a head": Layout(
        "01/10/2024,SHOP,12.34,,87.66\n01/14/2024,WORK,,1000.00,1087.66\n01/15/2024,RENT,800.00,,287.66\n",
        [OUT, IN, "-800.00"], ["2024-01-10", "2024-01-14", "2024-01-15"], None, None, "100.00", "287.66", None, "SHOP",
    ),
    "australian bank without a head": Layout(
        '14/01/2024,"-12.34","SHOP SYDNEY","+1087.66"\n10/01/2024,"+1000.00","WORK","+1100.00"\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, None, "100.00", "1087.66", None, "SHOP SYDNEY",
    ),
    "indian bank": Layout(
        "Date     ,Narration           ,Value Dat,Debit Amount ,Credit Amount ,Chq/Ref Number ,Closing Balance\n"
        "10/01/24 ,UPI-SHOP ,10/01/24 ,       12.34 ,       0.00 ,0000123456789012 ,       87.66\n"
        "15/01/24 ,SALARY ,15/01/24 ,       0.00 ,       1000.00 ,0000123456789013 ,       1087.66\n",
        [OUT, IN], ["2024-01-10", "2024-01-15"], None, None, "100.00", "1087.66", None, "UPI-SHOP",
    ),
    "french bank": Layout(
        "Date;Date de valeur;Débit;Crédit;Libellé;Solde\n10/01/2024;10/01/2024;-12,34;;PAIEMENT CB;87,66\n"
        "15/01/2024;15/01/2024;;1000,00;VIR FIRME;1087,66\n",
        [OUT, IN], ["2024-01-10", "2024-01-15"], None, None, "100.00", "1087.66", None, "PAIEMENT CB", "cp1252",
    ),
    "french post": Layout(
        "Numéro Compte   ;1234567A012\nType         ;CCP\nCompte tenu en  ;euros\nDate            ;15/01/2024\n"
        "Solde (EUROS)   ;1087,66\nSolde (FRANCS)  ;7134,58\n\nDate;Libellé;Montant(EUROS);Montant(FRANCS)\n"
        '14/01/2024;"ACHAT CB";-12,34;-80,95\n10/01/2024;"VIREMENT";1000,00;6559,57\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], "1234567A012", "EUR", None, "1087.66", None, "ACHAT CB",
    ),
    "french bank without a head": Layout(
        "Compte de chèques;Compte de chèques;****1234;15/01/2024;;1 087,66\n"
        "14/01/2024;PAIEMENT CB;PAIEMENT CB;DU 120124 LIDL;-12,34\n"
        "10/01/2024;VIREMENT RECU;VIREMENT;FIRME;1 000,00\n",
        [OUT, IN], ["2024-01-14", "2024-01-10"], "****1234", None, None, None, None, "PAIEMENT CB DU 120124 LIDL",
    ),
    "italian bank": Layout(
        "Conto Corrente: 1234567\nPeriodo Dal: 01/01/2024 Al: 31/01/2024\n\n"
        "Data_Operazione;Data_Valuta;Entrate;Uscite;Descrizione;Descrizione_Completa;Stato\n"
        "14/01/2024;13/01/2024;;-12,34;PagoBancomat;Negozio;Contabilizzato\n"
        "10/01/2024;10/01/2024;1.000,00;;Stipendio;ACME;Contabilizzato\n",
        [OUT, IN], ["2024-01-14", "2024-01-10"], "1234567", None, None, None, None, "PagoBancomat Negozio",
    ),
    "spanish bank": Layout(
        "F. VALOR;CATEGORÍA;DESCRIPCIÓN;COMENTARIO;IMPORTE (€);SALDO (€)\n"
        "14/01/2024;Super;Pago en TIENDA;;-12,34;1.087,66\n"
        "10/01/2024;Nómina;Nómina ACME;;1.000,00;1.100,00\n",
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, "EUR", "100.00", "1087.66", None, "Pago en TIENDA",
    ),
    "brazilian bank with rows that go on": Layout(
        "Extrato de: Agência: 1234 | Conta: 0012345-6\nData;Histórico;Docto.;Crédito (R$);Débito (R$);Saldo (R$);\n"
        "31/12/23;SALDO ANTERIOR;;;;100,00;\n10/01/24;COMPRA CARTAO;1234;;-12,34;87,66;\n;LOJA;;;;;\n"
        "14/01/24;TED RECEBIDA;5678;1.000,00;;1.087,66;\n;;Total;1.000,00;-12,34;1.087,66;\n",
        [OUT, IN], ["2024-01-10", "2024-01-14"], None, "BRL", "100.00", "1087.66", None, "COMPRA CARTAO LOJA",
    ),
    "polish bank": Layout(
        "mBank S.A.;\n\n#Klient;\nJAN KOWALSKI;\n\n#Waluta;\nPLN;\n\n#Numer rachunku;\n"
        "12 1140 2004 0000 3002 0135 5387;\n\n"
        "#Data operacji;#Data księgowania;#Opis operacji;#Tytuł;#Nadawca/Odbiorca;#Numer konta;#Kwota;"
        "#Saldo po operacji;\n"
        "2024-01-10;2024-01-10;ZAKUP;\"SKLEP  WARSZAWA\";\"  \";'';-12,34;87,66;\n"
        "2024-01-14;2024-01-14;PRZELEW;\"PENSJA\";\"FIRMA\";'12345678901234567890123456';1 000,00;1 087,66;\n"
        ";;;;;#Saldo końcowe;1 087,66 PLN;\n",
        [OUT, IN], ["2024-01-10", "2024-01-14"], "12 1140 2004 0000 3002 0135 5387", "PLN", "100.00", "1087.66", None,
        "ZAKUP SKLEP WARSZAWA", "cp1250",
    ),
    "polish bank with columns without names": Layout(
        '"Data operacji","Data waluty","Typ transakcji","Kwota","Waluta","Saldo po transakcji",'
        '"Opis transakcji","",""\n'
        '"2024-01-14","2024-01-13","Płatność kartą","-12.34","PLN","+1087.66","Tytuł:  0001","Adres: SKLEP",""\n'
        '"2024-01-10","2024-01-10","Przelew","+1000.00","PLN","+1100.00","Nazwa nadawcy: FIRMA","Tytuł: PENSJA",""\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, "PLN", "100.00", "1087.66", None,
        "Tytuł: 0001 Adres: SKLEP", "cp1250",
    ),
    "polish bank without a head, below a line like its rows": Layout(
        "2024-01-15,10-01-2024,'12 1090 0000 1234',JAN KOWALSKI,PLN,\"1087,66\",\"100,00\",2,\n"
        '14-01-2024,14-01-2024,ZAKUP,SKLEP,,"-12,34","1087,66",1,\n'
        '10-01-2024,10-01-2024,PENSJA,FIRMA,12,"1000,00","1100,00",2,\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, "PLN", "100.00", "1087.66", None, "ZAKUP SKLEP",
    ),
    "czech bank": Layout(
        '"accountId";"2000000000"\n"currency";"CZK"\n"openingBalance";"100,00"\n"closingBalance";"1087,66"\n'
        '"dateStart";"01.01.2024"\n\n'
        '"ID operace";"Datum";"Objem";"Měna";"Protiúčet";"Název protiúčtu";"KS";"VS";"Poznámka";'
        '"Zpráva pro příjemce";"Typ"\n"1111";"10.01.2024";"-12,34";"CZK";"";"";"";"1234";"Nákup";"";"Platba kartou"\n'
        '"1112";"14.01.2024";"1000,00";"CZK";"123";"Firma";"";"";"Výplata";"Výplata";"Příjem"\n',
        [OUT, IN], ["2024-01-10", "2024-01-14"], "2000000000", "CZK", "100.00", "1087.66", None, "Nákup",
    ),
    "hungarian bank without a head": Layout(
        '"117000000000000000000000";"T";-1234;"HUF";20240110;20240110;98766;"";"VASARLAS";"KARTYA";""\n'
        '"117000000000000000000000";"J";100000;"HUF";20240114;20240114;198766;"";"BER";"ATUTALAS";""\n',
        ["-1234", "100000"], ["2024-01-10", "2024-01-14"], "117000000000000000000000", "HUF", "100000", "198766", None,
        "VASARLAS KARTYA",
    ),
    "danish bank with waiting rows": Layout(
        '"Dato";"Kategori";"Underkategori";"Tekst";"Beløb";"Saldo";"Status";"Afstemt"\n'
        '"10.01.2024";"Mad";"Butik";"Netto";"-12,34";"87,66";"Udført";"Nej"\n'
        '"14.01.2024";"Indkomst";"Løn";"Løn";"1.000,00";"1.087,66";"Udført";"Nej"\n'
        '"16.01.2024";"Mad";"Butik";"Føtex";"-5,00";"";"Venter";"Nej"\n',
        [OUT, IN, "-5.00"], ["2024-01-10", "2024-01-14", "2024-01-16"], None, None, "100.00", "1087.66", None, "Netto",
    ),
    "norwegian bank": Layout(
        '"Dato";"Forklaring";"Rentedato";"Ut fra konto";"Inn på konto"\n'
        '"14.01.2024";"Varekjøp";"14.01.2024";"12,34";""\n'
        '"10.01.2024";"Lønn";"10.01.2024";"";"1000,00"\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, None, None, None, None, "Varekjøp",
    ),
    "swedish bank with reserved rows": Layout(
        "Bokföringsdag;Belopp;Avsändare;Mottagare;Namn;Rubrik;Saldo;Valuta\n"
        "Reserverat;-12,34;1234 56 78901;;;Kortköp ICA;;SEK\n"
        "2024/01/15;-12,34;1234 56 78901;;;Kortköp;1087,66;SEK\n"
        "2024/01/10;1000,00;;1234 56 78901;Firma;Lön;1100,00;SEK\n",
        [OUT, OUT, IN], ["2024-01-15", "2024-01-15", "2024-01-10"], None, "SEK", "100.00", "1087.66", None,
        "Kortköp ICA",
    ),
    "finnish bank with tabs": Layout(
        "Tilinumero\tFI1112345600000785\n\n"
        "Kirjauspäivä\tArvopäivä\tMäärä\tSaaja/Maksaja\tTilinumero\tTapahtuma\tViite\tViesti\n\n"
        "14.01.2024\t14.01.2024\t-12,34\tKAUPPA\t\tKorttiosto\t\tOSTO\n\n"
        "10.01.2024\t10.01.2024\t1000,00\tTYÖ\tFI21\tPalkka\t12345\tPALKKA\n",
        [OUT, IN], ["2024-01-14", "2024-01-10"], "FI1112345600000785", None, None, None, "KAUPPA", "OSTO",
    ),
    "estonian bank": Layout(
        '"Kliendi konto";"Reatüüp";"Kuupäev";"Saaja/Maksja";"Selgitus";"Summa";"Valuuta";'
        '"Deebet/Kreedit";"Arhiveerimistunnus"\n'
        '"EE0";"10";"01.01.2024";"";"Algsaldo";"100,00";"EUR";"K";""\n'
        '"EE0";"20";"10.01.2024";"Pood";"ost";"12,34";"EUR";"D";"A1"\n'
        '"EE0";"20";"14.01.2024";"Firma";"palk";"1000,00";"EUR";"K";"A2"\n'
        '"EE0";"82";"15.01.2024";"";"Käive";"12,34";"EUR";"D";""\n'
        '"EE0";"86";"15.01.2024";"";"Lõppsaldo";"1087,66";"EUR";"K";""\n',
        [OUT, IN], ["2024-01-10", "2024-01-14"], "EE0", "EUR", "100.00", "1087.66", "Pood", "ost",
    ),
    "romanian bank": Layout(
        "Numar cont:,RO12BTRL0000000000000000\n"
        "Data tranzactie,Data valuta,Descriere,Referinta tranzactiei,Debit,Credit,Sold contabil\n"
        "2024-01-10,2024-01-10,POS MAGAZIN,REF1,-12.34,,87.66\n2024-01-14,2024-01-14,SALARIU,REF2,,1000.00,1087.66\n",
        [OUT, IN], ["2024-01-10", "2024-01-14"], "RO12BTRL0000000000000000", None, "100.00", "1087.66", None,
        "POS MAGAZIN",
    ),
    "russian bank with sides": Layout(
        "Тип счёта;Номер счета;Валюта;Дата операции;Референс проводки;Описание операции;Приход;Расход;\n"
        "Текущий счет;40817810000000000001;RUR;14.01.24;REF1;Магазин;0;12,34;\n"
        "Текущий счет;40817810000000000001;RUR;10.01.24;REF2;Зарплата;1000,00;0;\n",
        [OUT, IN], ["2024-01-14", "2024-01-10"], "40817810000000000001", "RUB", None, None, None, "Магазин", "cp1251",
    ),
    "russian bank with amounts in two currencies": Layout(
        '"Дата операции";"Дата платежа";"Статус";"Сумма операции";"Валюта операции";"Сумма платежа";"Валюта платежа";'
        '"Кэшбэк";"Категория";"Описание";"Сумма операции с округлением"\n'  # noqa: RUF001 - the bank's own alphabet
        '"13.01.2024 10:00:00";"14.01.2024";"OK";"-0,15";"USD";"-12,34";"RUB";"";"Еда";"Магазин";"0,15"\n'
        '"10.01.2024 10:00:00";"10.01.2024";"OK";"1000,00";"RUB";"1000,00";"RUB";"";"Доход";"Зарплата";"1000,00"\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, "RUB", None, None, None, "Магазин", "cp1251",
    ),
    "russian bank with amounts turned into the account's currency": Layout(
        "Номер карты;Дата операции;Дата обработки;Сумма операции;Валюта операции;Сумма пересчитанная в валюту счета;"
        "Валюта счета;Основание;Статус\n"
        "'462235******7428;2024-01-13 00:00:00;2024-01-14;-0,15;EUR;-12,34;RUR;Магазин;Исполнено\n"
        "'462235******7428;2024-01-10 00:00:00;2024-01-10;1000,00;RUR;1000,00;RUR;Зарплата;Исполнено\n",
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, "RUB", None, None, None, "Магазин", "cp1251",
    ),
    "ukrainian bank": Layout(
        '"Дата i час операції","Деталі операції",MCC,"Сума в валюті картки (UAH)","Сума в валюті операції",Валюта,'
        '"Курс",'  # noqa: RUF001 - the bank's own alphabet
        '"Сума комісій (UAH)","Залишок після операції"\n'
        '"14.01.2024 10:00:00",Магазин,5411,-12.34,-0.30,EUR,41,—,1087.66\n'
        '"10.01.2024 10:00:00",Зарплата,4829,1000.00,1000.00,UAH,—,—,1100.00\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, "UAH", "100.00", "1087.66", None, "Магазин",
    ),
    "bulgarian wallet": Layout(
        '"Дата и час","Приход","Разход","Системен код","Кореспондент","Описание"\n'
        '"14.01.2024 09:14:08","0.00","12.34","123456789012","Магазин","Покупка"\n'
        '"10.01.2024 09:14:08","1000.00","0.00","123456789013","Фирма","Заплата"\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, None, None, None, "Магазин", "Покупка",
    ),
    "greek bank": Layout(
        "Ημερομηνία;Αιτιολογία;Ποσό;Πρόσημο;Υπόλοιπο\n14/01/2024;ΑΓΟΡΑ;12,34;Χ;1087,66\n"  # noqa: RUF001 - the bank's own alphabet
        "10/01/2024;ΜΙΣΘΟΣ;1000,00;Π;1100,00\n",
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, None, "100.00", "1087.66", None, "ΑΓΟΡΑ",
    ),
    "turkish bank": Layout(
        "Tarih;Açıklama;Tutar;Bakiye\n14.01.2024;MARKET;-12,34;1.087,66\n10.01.2024;MAAŞ;1.000,00;1.100,00\n",  # noqa: RUF001 - the bank's own alphabet
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, None, "100.00", "1087.66", None, "MARKET",
    ),
    "croatian bank": Layout(
        "Datum;Opis;Isplata;Uplata;Stanje\n10.01.2024;Plaća;;1.000,00;1.100,00\n14.01.2024;Dućan;12,34;;1.087,66\n",
        [IN, OUT], ["2024-01-10", "2024-01-14"], None, None, "100.00", "1087.66", None, "Plaća",
    ),
    "israeli bank": Layout(
        "תאריך,הפעולה,אסמכתא,חובה,זכות,יתרה\n14/01/2024,קניה,123,12.34,,1087.66\n10/01/2024,משכורת,124,,1000.00,1100.00\n",
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, None, "100.00", "1087.66", None, "קניה",
    ),
    "chinese payment service": Layout(
        "交易时间,交易分类,交易对方,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号\n"
        "2024-01-14 10:00:00,餐饮,商店,午餐,支出,12.34,余额,交易成功,1\n"
        "2024-01-10 10:00:00,收入,公司,工资,收入,1000.00,,交易成功,2\n",
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, None, None, None, "商店", "午餐",
    ),
    "japanese bank": Layout(
        "日付,摘要,お支払金額,お預り金額,残高\n2024/01/10,給与,,100000,100000\n2024/01/14,スーパー,1234,,98766\n",
        ["100000", "-1234"], ["2024-01-10", "2024-01-14"], None, None, "0", "98766", None, "給与",
    ),
    "german bank with numbered lines of text": Layout(
        "Kontonummer;Buchungstag;Auftraggeber/Empfänger;Buchungstext;VWZ1;VWZ2;Betrag;Kontostand;Währung\n"
        "1234567;14.01.2024;Markt;Lastschrift;SAGT;DANKE;-12,34;1.087,66;EUR\n"
        "1234567;10.01.2024;Firma;Gutschrift;Lohn;;1.000,00;1.100,00;EUR\n",
        [OUT, IN], ["2024-01-14", "2024-01-10"], "1234567", "EUR", "100.00", "1087.66", "Markt", "SAGT DANKE",
    ),
    "dutch bank with holders of accounts": Layout(
        "Rekeningnummer;Transactiedatum;Valutacode;CreditDebet;Bedrag;Tegenrekeningnummer;Tegenrekeninghouder;"
        'Omschrijving;Boekdatum;\n"NL99KNAB1234567890";"14-01-2024";"EUR";"D";"12,34";"";"Winkel";"Brood";"14-01-2024";\n'
        '"NL99KNAB1234567890";"10-01-2024";"EUR";"C";"1000,00";"NL55";"Werk";"Loon";"10-01-2024";\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], "NL99KNAB1234567890", "EUR", None, None, "Winkel", "Brood",
    ),
    "broker with names over the currencies": Layout(
        "Datum,Tijd,Valutadatum,Product,Omschrijving,FX,Mutatie,,Saldo,\n"
        '14-01-2024,10:00,14-01-2024,,Kosten,,EUR,"-12,34",EUR,"1087,66"\n'
        '10-01-2024,09:00,10-01-2024,,Storting,,EUR,"1000,00",EUR,"1100,00"\n',
        [OUT, IN], ["2024-01-14", "2024-01-10"], None, "EUR", "100.00", "1087.66", None, "Kosten",
    ),
    "app with fees, states and stamps": Layout(
        "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
        "TOPUP,Current,2024-01-09 10:00:00,2024-01-10 10:00:01,Top-Up,1000.00,0.00,EUR,COMPLETED,1100.00\n"
        "EXCHANGE,Current,2024-01-14 10:00:00,2024-01-14 10:00:01,To USD,-12.00,0.34,EUR,COMPLETED,1087.66\n"
        "CARD_PAYMENT,Current,2024-01-16 10:00:00,,Shop,-9.99,0.00,EUR,PENDING,\n"
        "CARD_PAYMENT,Current,2024-01-17 10:00:00,,Shop2,-8.99,0.00,EUR,REVERTED,\n",
        [IN, OUT, "-9.99"], ["2024-01-10", "2024-01-14", "2024-01-16"], None, "EUR", "100.00", "1087.66", None,
        "Top-Up",
    ),
    "payments service": Layout(
        '"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net",'
        '"From Email Address","Transaction ID",'
        '"Balance","Balance Impact"\n'
        '"01/13/2024","10:00:00","PST","Bob","Payment","Completed","USD","1003.20","-3.20","1000.00","a@b",'
        '"TX1","1000.00","Credit"\n'
        '"01/14/2024","10:00:00","PST","Shop","Payment","Completed","USD","-12.34","0.00","-12.34","c@d",'
        '"TX2","987.66","Debit"\n',
        [IN, OUT], ["2024-01-13", "2024-01-14"], None, "USD", "0.00", "987.66", "Bob", "Payment",
    ),
    "budget app": Layout(
        '"Account","Flag","Date","Payee","Category","Memo","Outflow","Inflow","Cleared"\n'
        '"Checking","","10.01.2024","Shop","Food","milk","12,34€","0,00€","Uncleared"\n'
        '"Checking","","14.01.2024","Work","Income","","0,00€","1.000,00€","Cleared"\n',
        [OUT, IN], ["2024-01-10", "2024-01-14"], "Checking", "EUR", None, None, "Shop", "milk",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_layout_is_read(tmp_path: Path, name: str) -> None:
    layout = LAYOUTS[name]
    read = Writer(tmp_path).read(layout.text, encoding=layout.encoding)
    assert read.bad_rows == []
    assert (read.amounts, read.days) == (layout.amounts, layout.days)
    statement = read.statement
    assert (statement.account_id, statement.currency) == (layout.account, layout.currency)
    balances = [None if one is None else str(one) for one in (statement.opening_balance, statement.closing_balance)]
    assert balances == [layout.opening, layout.closing]
    assert (read.lines[0].payee, read.lines[0].memo) == (layout.payee, layout.memo)
