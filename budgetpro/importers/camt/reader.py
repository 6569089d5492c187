"""Reads CAMT.052, .053 and .054, in all their versions, by meaning and not by schema.

Written to the ISO 20022 message definition reports of Bank-to-Customer Cash Management
(BankToCustomerAccountReport, BankToCustomerStatement, BankToCustomerDebitCreditNotification;
schemas 001.02 to 001.13, and 001.01 where it agrees) and to what banks' guides make of them: the
Swiss Payment Standards, Anlage 3 of the German DFÜ agreement, the Dutch and the Nordic guides.

- Stmt, Rpt and Ntfctn are a statement each; a file may hold several, of several accounts;
- Bal: see `balances`. Opening balance and rows have to give the closing one, else it is told;
- Ntry: CdtDbtInd alone gives the sign. Sts BOOK is posted; PDNG and FUTR are pending; INFO moved
  no money and is left out, told once a statement. BookgDt is the row's day, else ValDt;
- NtryDtls/TxDtls: a batch becomes its payments where they sum to it (see `entries`);
- RltdPties, RmtInf, Refs, RtrInf: see `details`;
- AcctSvcrRef is the bank's id of a row. Banks give one to several rows of a statement: of rows
  that are alike in it, day, amount and status, the first alone keeps it.

Tolerant of form (any namespace or none, any envelope, documents one after the other), strict
where money is at stake: an entry whose amount, direction, currency, status or day does not parse
is a `Problem`, never a guess. A file that ends early is refused as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgetpro.domain.errors import Failure, UsageFault
from budgetpro.importers.camt.places import STATEMENTS
from budgetpro.importers.camt.records import Record, read_records
from budgetpro.importers.camt.statement import FORMAT, OpenStatement
from budgetpro.importers.encodings import checked_encoding
from budgetpro.importers.lines import Hints, Statement, StatementLine
from budgetpro.importers.source import Source

_ENCODING = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1"})
_VERSION = re.compile(rb"camt\.05[234]\.[0-9]{3}\.[0-9]{2}")


def open_camt(source: Source, hints: Hints) -> CamtReading:
    """Open a CAMT file; raises what `Source.choose_encoding` raises."""
    return CamtReading(source, hints)


class CamtReading:
    """A CAMT file, open for one reading (a `Reading`).

    `format` is "camt"; `findings` name the version of the message. The currency that the user
    named goes over the file's own. Where the user said that signs are inverted, amounts and
    balances are negated.
    """

    def __init__(self, source: Source, hints: Hints) -> None:
        declared = _declared_encoding(source.head)
        self.format = FORMAT
        self.encoding: str | None = source.choose_encoding(hint=hints.encoding, declared=declared)
        self.statements: list[Statement] = []
        version = _VERSION.search(source.head.replace(b"\0", b""))
        self.findings = [f"the message is {version.group().decode()}"] if version else []
        self._source = source
        self._hints = hints

    def lines(self) -> Iterator[tuple[Statement, StatementLine]]:
        """Yield each row with its statement.

        Raises Failure statement_missing for a message without a statement, statement_truncated
        for a file that ends early, statement_unreadable for damaged XML (see `read_records`).
        """
        header: Record | None = None
        opened: OpenStatement | None = None
        with self._source.open_text(self.encoding) as stream:
            for record, is_end in read_records(stream, self._source.label):
                if record.kind == "GrpHdr":
                    header = record
                elif not is_end:
                    opened = OpenStatement(record, self._hints)
                    self.statements.append(opened.statement)
                elif opened is None:
                    continue
                elif record.kind in STATEMENTS:
                    opened.close(record, header)
                elif record.kind == "Ntry":
                    for line in opened.take(record):
                        yield opened.statement, line
                else:
                    opened.note(record)
        if not self.statements:
            raise Failure(
                f"{self._source.label} is CAMT, but holds no statement, report or notification of an account.",
                code="statement_missing",
                hint="Download the account's statement again, as camt.053 if the bank lets you choose.",
                facts={"path": self._source.path},
            )


def _declared_encoding(head: bytes) -> str | None:
    """Return the encoding that the XML declaration names; ISO-8859-1 means Windows-1252, as everywhere else."""
    declared = _ENCODING.search(head)
    if declared is None:
        return None
    name = declared.group(1).decode("ascii").lower()
    try:
        return checked_encoding("cp1252" if name in _LATIN else name)
    except UsageFault:
        return None
