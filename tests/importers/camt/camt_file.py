"""Small CAMT files, made up piece by piece, and what is read of them."""

from __future__ import annotations

from pathlib import Path

from budgetpro.importers.camt.reader import open_camt
from budgetpro.importers.lines import Hints
from budgetpro.importers.source import Source
from tests.importers.reads import Read, read_all

ACCOUNT = "<Acct><Id><IBAN>DE89 3704 0044 0532 0130 00</IBAN></Id><Ccy>EUR</Ccy></Acct>"
OWN_IBAN = "DE89370400440532013000"
MESSAGES = {"Stmt": ("053", "BkToCstmrStmt"), "Rpt": ("052", "BkToCstmrAcctRpt")} | {
    "Ntfctn": ("054", "BkToCstmrDbtCdtNtfctn")
}


def read_file(path: Path, hints: Hints = Hints()) -> Read:  # noqa: B008 - it is frozen
    return read_all(open_camt(Source(path), hints))


def document(
    inside: str, kind: str = "Stmt", version: str = "02", header: str = "<GrpHdr><MsgId>1</MsgId></GrpHdr>"
) -> str:
    number, message = MESSAGES[kind]
    namespace = f"urn:iso:std:iso:20022:tech:xsd:camt.{number}.001.{version}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{namespace}"><{message}>{header}\n'
        f"{inside}\n</{message}></Document>\n"
    )


def statement(rows: str, kind: str = "Stmt", before: str = ACCOUNT, version: str = "02", header: str = "") -> str:
    return document(f"<{kind}><Id>1</Id>{before}\n{rows}\n</{kind}>", kind, version, header)


def balance(code: str, amount: str, direction: str = "CRDT", day: str = "2026-03-31", currency: str = "EUR") -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount}</Amt>'
        f"<CdtDbtInd>{direction}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def entry(
    amount: str = "12.50",
    direction: str = "DBIT",
    inside: str = "",
    *,
    status: str = "<Sts>BOOK</Sts>",
    days: str = "<BookgDt><Dt>2026-03-05</Dt></BookgDt><ValDt><Dt>2026-03-06</Dt></ValDt>",
    currency: str = "EUR",
    more: str = "",
) -> str:
    details = f"<NtryDtls>{inside}</NtryDtls>" if inside else ""
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{status}{days}{more}'
        f"<BkTxCd/>{details}</Ntry>"
    )


def payment(*parts: str, amount: str | None = None, direction: str | None = None, currency: str = "EUR") -> str:
    """Return a TxDtls, its amount as from version 3 on."""
    own = f'<Amt Ccy="{currency}">{amount}</Amt>' if amount else ""
    sign = f"<CdtDbtInd>{direction}</CdtDbtInd>" if direction else ""
    return f"<TxDtls>{parts[0] if parts else ''}{own}{sign}{''.join(parts[1:])}</TxDtls>"


def parties(debtor: str = "", creditor: str = "", debtor_iban: str = "", creditor_iban: str = "") -> str:
    named = (("Dbtr", debtor, debtor_iban), ("Cdtr", creditor, creditor_iban))
    return f"<RltdPties>{''.join(_party(*each) for each in named)}</RltdPties>"


def _party(side: str, name: str, iban: str) -> str:
    account = f"<{side}Acct><Id><IBAN>{iban}</IBAN></Id></{side}Acct>" if iban else ""
    return (f"<{side}><Nm>{name}</Nm></{side}>" if name else "") + account


def refs(**elements: str) -> str:
    return f"<Refs>{''.join(f'<{name}>{text}</{name}>' for name, text in elements.items())}</Refs>"
