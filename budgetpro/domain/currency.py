"""The currencies of ISO 4217, each with the number of its decimals.

Source: the ISO 4217 lists of the maintenance agency (List One, active; List Three, historic).
Codes without a minor unit (gold XAU, drawing rights XDR, the test code XTS, …) are left out: a
book that holds them defines a commodity with a scale of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from budgetpro.domain.errors import UsageFault

MOST_DIGITS = 18
"""The most decimals that leave a whole unit in 64 bits."""


class Currency(NamedTuple):
    """A unit of money: its code, how many decimals its minor unit has, and its English name."""

    code: str
    digits: int
    name: str


_ACTIVE = """\
AED 2 UAE Dirham
AFN 2 Afghani
ALL 2 Lek
AMD 2 Armenian Dram
AOA 2 Kwanza
ARS 2 Argentine Peso
AUD 2 Australian Dollar
AWG 2 Aruban Florin
AZN 2 Azerbaijan Manat
BAM 2 Convertible Mark
BBD 2 Barbados Dollar
BDT 2 Taka
BHD 3 Bahraini Dinar
BIF 0 Burundi Franc
BMD 2 Bermudian Dollar
BND 2 Brunei Dollar
BOB 2 Boliviano
BOV 2 Mvdol
BRL 2 Brazilian Real
BSD 2 Bahamian Dollar
BTN 2 Ngultrum
BWP 2 Pula
BYN 2 Belarusian Ruble
BZD 2 Belize Dollar
CAD 2 Canadian Dollar
CDF 2 Congolese Franc
CHE 2 WIR Euro
CHF 2 Swiss Franc
CHW 2 WIR Franc
CLF 4 Unidad de Fomento
CLP 0 Chilean Peso
CNY 2 Yuan Renminbi
COP 2 Colombian Peso
COU 2 Unidad de Valor Real
CRC 2 Costa Rican Colon
CUP 2 Cuban Peso
CVE 2 Cabo Verde Escudo
CZK 2 Czech Koruna
DJF 0 Djibouti Franc
DKK 2 Danish Krone
DOP 2 Dominican Peso
DZD 2 Algerian Dinar
EGP 2 Egyptian Pound
ERN 2 Nakfa
ETB 2 Ethiopian Birr
EUR 2 Euro
FJD 2 Fiji Dollar
FKP 2 Falkland Islands Pound
GBP 2 Pound Sterling
GEL 2 Lari
GHS 2 Ghana Cedi
GIP 2 Gibraltar Pound
GMD 2 Dalasi
GNF 0 Guinean Franc
GTQ 2 Quetzal
GYD 2 Guyana Dollar
HKD 2 Hong Kong Dollar
HNL 2 Lempira
HTG 2 Gourde
HUF 2 Forint
IDR 2 Rupiah
ILS 2 New Israeli Sheqel
INR 2 Indian Rupee
IQD 3 Iraqi Dinar
IRR 2 Iranian Rial
ISK 0 Iceland Krona
JMD 2 Jamaican Dollar
JOD 3 Jordanian Dinar
JPY 0 Yen
KES 2 Kenyan Shilling
KGS 2 Som
KHR 2 Riel
KMF 0 Comorian Franc
KPW 2 North Korean Won
KRW 0 Won
KWD 3 Kuwaiti Dinar
KYD 2 Cayman Islands Dollar
KZT 2 Tenge
LAK 2 Lao Kip
LBP 2 Lebanese Pound
LKR 2 Sri Lanka Rupee
LRD 2 Liberian Dollar
LSL 2 Loti
LYD 3 Libyan Dinar
MAD 2 Moroccan Dirham
MDL 2 Moldovan Leu
MGA 2 Malagasy Ariary
MKD 2 Denar
MMK 2 Kyat
MNT 2 Tugrik
MOP 2 Pataca
MRU 2 Ouguiya
MUR 2 Mauritius Rupee
MVR 2 Rufiyaa
MWK 2 Malawi Kwacha
MXN 2 Mexican Peso
MXV 2 Mexican Unidad de Inversion
MYR 2 Malaysian Ringgit
MZN 2 Mozambique Metical
NAD 2 Namibia Dollar
NGN 2 Naira
NIO 2 Cordoba Oro
NOK 2 Norwegian Krone
NPR 2 Nepalese Rupee
NZD 2 New Zealand Dollar
OMR 3 Rial Omani
PAB 2 Balboa
PEN 2 Sol
PGK 2 Kina
PHP 2 Philippine Peso
PKR 2 Pakistan Rupee
PLN 2 Zloty
PYG 0 Guarani
QAR 2 Qatari Rial
RON 2 Romanian Leu
RSD 2 Serbian Dinar
RUB 2 Russian Ruble
RWF 0 Rwanda Franc
SAR 2 Saudi Riyal
SBD 2 Solomon Islands Dollar
SCR 2 Seychelles Rupee
SDG 2 Sudanese Pound
SEK 2 Swedish Krona
SGD 2 Singapore Dollar
SHP 2 Saint Helena Pound
SLE 2 Leone
SOS 2 Somali Shilling
SRD 2 Surinam Dollar
SSP 2 South Sudanese Pound
STN 2 Dobra
SVC 2 El Salvador Colon
SYP 2 Syrian Pound
SZL 2 Lilangeni
THB 2 Baht
TJS 2 Somoni
TMT 2 Turkmenistan New Manat
TND 3 Tunisian Dinar
TOP 2 Pa'anga
TRY 2 Turkish Lira
TTD 2 Trinidad and Tobago Dollar
TWD 2 New Taiwan Dollar
TZS 2 Tanzanian Shilling
UAH 2 Hryvnia
UGX 0 Uganda Shilling
USD 2 US Dollar
USN 2 US Dollar (Next day)
UYI 0 Uruguay Peso en Unidades Indexadas
UYU 2 Peso Uruguayo
UYW 4 Unidad Previsional
UZS 2 Uzbekistan Sum
VED 2 Bolívar Digital
VES 2 Bolívar Soberano
VND 0 Dong
VUV 0 Vatu
WST 2 Tala
XAD 2 Arab Accounting Dinar
XAF 0 CFA Franc BEAC
XCD 2 East Caribbean Dollar
XCG 2 Caribbean Guilder
XOF 0 CFA Franc BCEAO
XPF 0 CFP Franc
YER 2 Yemeni Rial
ZAR 2 Rand
ZMW 2 Zambian Kwacha
ZWG 2 Zimbabwe Gold"""

# Withdrawn, but on statements people still keep.
_HISTORIC = """\
ANG 2 Netherlands Antillean Guilder
ATS 2 Austrian Schilling
BEF 0 Belgian Franc
BGN 2 Bulgarian Lev
BYR 0 Belarusian Ruble (2000-2016)
CUC 2 Peso Convertible
CYP 2 Cyprus Pound
DEM 2 Deutsche Mark
EEK 2 Estonian Kroon
ESP 0 Spanish Peseta
FIM 2 Finnish Markka
FRF 2 French Franc
GHC 2 Ghana Cedi (1979-2007)
GRD 0 Greek Drachma
HRK 2 Croatian Kuna
IEP 2 Irish Pound
ITL 0 Italian Lira
LTL 2 Lithuanian Litas
LUF 0 Luxembourg Franc
LVL 2 Latvian Lats
MRO 2 Ouguiya (1973-2017)
MTL 2 Maltese Lira
NLG 2 Netherlands Guilder
PTE 0 Portuguese Escudo
ROL 2 Romanian Leu (1952-2005)
SIT 2 Slovenian Tolar
SKK 2 Slovak Koruna
SLL 2 Leone (1964-2023)
STD 2 Dobra (1977-2017)
TMM 2 Turkmenistan Manat (1993-2009)
TRL 0 Turkish Lira (1923-2005)
VEF 2 Bolívar (2008-2018)
ZMK 2 Zambian Kwacha (1968-2012)
ZWL 2 Zimbabwe Dollar (2009-2024)"""


def _read(table: str) -> dict[str, Currency]:
    return {line[:3]: Currency(line[:3], int(line[4]), line[6:]) for line in table.split("\n")}


ISO_4217: Mapping[str, Currency] = _read(_ACTIVE) | _read(_HISTORIC)

_SYMBOLS = {
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₺": "TRY",
    "₽": "RUB",
    "₴": "UAH",
    "₪": "ILS",
    "₫": "VND",
    "₩": "KRW",
    "₦": "NGN",
    "₱": "PHP",
    "₡": "CRC",
    "₸": "KZT",
    "₾": "GEL",
    "₼": "AZN",
    "₵": "GHS",
    "₲": "PYG",
    "₭": "LAK",
    "₮": "MNT",
    "֏": "AMD",
    "৳": "BDT",
    "฿": "THB",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "円": "JPY",
    "元": "CNY",
    "r$": "BRL",
    "us$": "USD",
    "ca$": "CAD",
    "au$": "AUD",
    "a$": "AUD",
    "nz$": "NZD",
    "hk$": "HKD",
    "nt$": "TWD",
    "s$": "SGD",
}

# What several currencies call themselves still says which others are not meant.
_SHARED = {
    "$": "ARS AUD BBD BMD BND BRL BSD BZD CAD CLP COP CUP CVE DOP FJD GYD HKD JMD KYD LRD MOP MXN NAD NIO NZD SBD SGD "
    "SRD TOP TTD TWD USD UYU WST XCD ZWL",
    "kr": "DKK EEK ISK NOK SEK",
    "¥": "CNY JPY",
    "￥": "CNY JPY",
    "fr": "BEF BIF CDF CHF DJF FRF GNF KMF LUF RWF XAF XOF XPF",
    "rs": "INR LKR MUR NPR PKR SCR",
    "ls": "LVL SDG SYP",
    "dh": "AED MAD",
    "din": "BHD DZD IQD JOD KWD LYD MKD RSD TND",
    "﷼": "IRR OMR QAR SAR YER",
}


def find_currency(text: str) -> Currency:
    """Return the currency with the code `text`, in capitals or not.

    Raises UsageFault `unknown_currency`, with the codes that come close.
    """
    code = text.strip().upper()
    if found := ISO_4217.get(code):
        return found
    raise UsageFault(
        f"'{text}' is no currency code of ISO 4217.",
        hint=_near_miss(code) or "Give the three letters of the code, such as EUR or USD.",
        code="unknown_currency",
        facts={"currency": text},
    )


def currency_of_symbol(symbol: str) -> str | None:
    """Return the code that a symbol on a statement stands for; None where it is unknown or several share it.

    `$`, `kr` and `¥` say too little, and are left to the account's own currency (`currencies_of_symbol`).
    """
    return _SYMBOLS.get(symbol.strip().lower())


def currencies_of_symbol(symbol: str) -> frozenset[str]:
    """Return the codes that a symbol may stand for which several currencies share; empty for any other text."""
    return frozenset(_SHARED.get(symbol.strip().lower(), "").split())


def _near_miss(code: str) -> str | None:
    """Return a "did you mean" for a mistyped code, or for a currency's English name."""
    from difflib import get_close_matches

    named = [currency.code for currency in ISO_4217.values() if code and code in currency.name.upper()]
    near = named[:3] or get_close_matches(code, ISO_4217, n=3, cutoff=0.65)
    if not near:
        return None
    return f"Did you mean {' or '.join(f'{one} ({ISO_4217[one].name})' for one in near)}?"
