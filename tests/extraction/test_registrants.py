"""Combined filings: which registrant's name stands over a statement."""

from __future__ import annotations

import hashlib

from converter.extraction import extract
from converter.extraction.registrants import key_words, match_name
from converter.model import Filer, Result, StatementKind, Submission
from converter.reading import read

FILERS = (Filer("0000000101", "MERIDIAN POWER GROUP INC"), Filer("0000000102", "MERIDIAN POWER INC /DE/"))


def test_the_longest_name_in_a_line_wins() -> None:
    assert key_words("Meridian Power Company (The)") == ("meridian", "power")
    assert match_name("   MERIDIAN POWER GROUP, INC. AND SUBSIDIARIES", FILERS) == 0
    assert match_name("   Meridian Power, Inc.", FILERS) == 1
    assert match_name("   Meridian Gas, Inc.", FILERS) is None
    utilities = (Filer("1", "TALLOW RIVER POWER CO"), Filer("2", "ESKER EDISON CO"))
    assert match_name("   Esker", utilities) == 1
    assert match_name("   Meridian", FILERS) is None


HEADER = """<SEC-DOCUMENT>0000000101-96-000001.txt : 19960301
<SEC-HEADER>0000000101-96-000001.hdr.sgml : 19960301
ACCESSION NUMBER:\t\t0000000101-96-000001
CONFORMED SUBMISSION TYPE:\t10-K
CONFORMED PERIOD OF REPORT:\t19951231
FILED AS OF DATE:\t\t19960301

FILER:

\tCOMPANY DATA:
\t\tCOMPANY CONFORMED NAME:\t\t\tMERIDIAN POWER GROUP INC
\t\tCENTRAL INDEX KEY:\t\t\t0000000101
\t\tFISCAL YEAR END:\t\t\t1231

FILER:

\tCOMPANY DATA:
\t\tCOMPANY CONFORMED NAME:\t\t\tMERIDIAN POWER INC /DE/
\t\tCENTRAL INDEX KEY:\t\t\t0000000102
\t\tFISCAL YEAR END:\t\t\t1231
</SEC-HEADER>
<DOCUMENT>
<TYPE>10-K
<SEQUENCE>1
<TEXT>
                                FORM 10-K
           For the fiscal year ended December 31, 1995
"""


def sheet(name: str, cash: int, plant: int, debt: int) -> str:
    total = cash + plant
    return f"""
<PAGE>
                        {name}
                             BALANCE SHEETS
                        (Dollars in thousands)

                                              December 31,
                                            1995        1994
                                          --------    --------
ASSETS
Cash                                      {cash:>8,}    {cash:>8,}
Plant, net                                {plant:>8,}    {plant:>8,}
                                          --------    --------
Total assets                              {total:>8,}    {total:>8,}
                                          ========    ========
LIABILITIES AND STOCKHOLDERS' EQUITY
Long-term debt                            {debt:>8,}    {debt:>8,}
Common stock                              {total - debt:>8,}    {total - debt:>8,}
                                          --------    --------
Total liabilities and stockholders' equity {total:>7,}    {total:>8,}
                                          ========    ========

     The accompanying notes are an integral part of these statements.
"""


def combined() -> str:
    first = sheet("MERIDIAN POWER GROUP, INC.", 1200, 9000, 4000)
    second = sheet("MERIDIAN POWER, INC.", 800, 7000, 3000)
    return HEADER + first + second + "</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>\n"


def test_each_registrant_of_a_combined_filing_has_its_own_statements() -> None:
    data = combined().encode()
    filing: Result[Submission | None] = read(data, "meridian")
    assert filing.value is not None
    assert filing.value.sha256 == hashlib.sha256(data).hexdigest()
    extraction = extract(filing.value).value

    def totals(statements: object) -> list[str]:
        return [
            str(line.cells[0].value)
            for statement in statements  # type: ignore[attr-defined]
            if statement.primary and statement.kind is StatementKind.BALANCE_SHEET
            for line in statement.lines
            if line.label == "Total assets"
        ]

    assert totals(extraction.statements) == ["10200"]
    (other,) = extraction.co_registrants
    assert other.filer.cik == "0000000102"
    assert totals(other.statements) == ["7800"]
