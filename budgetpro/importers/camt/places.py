"""What is kept of a CAMT message: which elements are records, and which of their texts are asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

STATEMENTS = frozenset({"Stmt", "Rpt", "Ntfctn"})
ACCOUNT_IDS = ("IBAN", "Othr/Id", "BBAN", "UPIC", "PrtryAcct/Id")
NAMES = ("Nm", "Pty/Nm", "Agt/FinInstnId/Nm")


def _paths(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _below(paths: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{path}/{name}" for path in paths for name in names)


_TEXTS: dict[str, tuple[str, ...]] = {
    "GrpHdr": _paths("MsgPgntn/PgNb MsgPgntn/LastPgInd"),
    **{kind: _paths(f"{kind}Pgntn/PgNb {kind}Pgntn/LastPgInd") for kind in STATEMENTS},
    "Acct": ("Ccy", *_below(("Id",), ACCOUNT_IDS)),
    "Bal": _paths("Tp/CdOrPrtry/Cd Tp/CdOrPrtry/Prtry Tp/Cd Tp/Prtry Amt CdtDbtInd Dt/Dt Dt/DtTm"),
    "Ntry": _paths(
        "Amt CdtDbtInd RvslInd Sts Sts/Cd Sts/Prtry BookgDt/Dt BookgDt/DtTm ValDt/Dt ValDt/DtTm AcctSvcrRef"
        " AmtDtls/InstdAmt/Amt AmtDtls/TxAmt/Amt AddtlNtryInf"
    ),
    "TxDtls": (
        *_paths(
            "Amt CdtDbtInd AmtDtls/InstdAmt/Amt AmtDtls/TxAmt/Amt AmtDtls/CntrValAmt/Amt"
            " Refs/AcctSvcrRef Refs/InstrId Refs/EndToEndId Refs/TxId Refs/UETR Refs/MndtId Refs/ChqNb"
            " Refs/Prtry/Tp Refs/Prtry/Ref RmtInf/Ustrd RmtInf/Strd/AddtlRmtInf RmtInf/Strd/CdtrRefInf/Ref"
            " RmtInf/Strd/CdtrRefInf/CdtrRef RmtInf/Strd/RfrdDocInf/Nb RtrInf/Rsn/Cd RtrInf/Rsn/Prtry"
            " RtrInf/AddtlInf AddtlTxInf"
        ),
        *_below(_paths("RltdPties/Dbtr RltdPties/Cdtr RltdPties/UltmtDbtr RltdPties/UltmtCdtr"), NAMES),
        *_below(_paths("RltdPties/DbtrAcct/Id RltdPties/CdtrAcct/Id"), ACCOUNT_IDS),
    ),
    "": (),
}
_RECORDS: dict[str, dict[str, str]] = {
    **{kind: {"Acct": "Acct", "Bal": "Bal", "Ntry": "Ntry"} for kind in STATEMENTS},
    "Ntry": {"NtryDtls/TxDtls": "TxDtls", "TxDtls": "TxDtls"},
}


@dataclass(slots=True)
class Place:
    """A place below a record: the names that lead on from it, and what is done there."""

    path: str = ""
    inner: dict[str, Place] = field(default_factory=dict)
    has_text: bool = False
    opens: str | None = None

    def at(self, path: str) -> Place:
        """Return the place at a path below, made where it is not there yet."""
        place = self
        for name in path.split("/"):
            below = f"{place.path}/{name}" if place.path else name
            place = place.inner.setdefault(name, Place(below))
        return place


def _map_of(kind: str) -> Place:
    root = Place()
    for path in _TEXTS[kind]:
        root.at(path).has_text = True
    for path, opened in _RECORDS.get(kind, {}).items():
        root.at(path).opens = opened
    return root


PLACES = {kind: _map_of(kind) for kind in _TEXTS}
