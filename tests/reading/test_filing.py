"""Reading a filing: containers, documents, places, refusals."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.model import DocumentKind, Severity, Submission, line_starts
from converter.reading import MAX_BYTES, primary_documents, read

HEADER = """<SEC-DOCUMENT>0000999999-96-000007.txt : 19960329
<SEC-HEADER>0000999999-96-000007.hdr.sgml : 19960329
ACCESSION NUMBER:\t\t0000999999-96-000007
CONFORMED SUBMISSION TYPE:\t10-K
PUBLIC DOCUMENT COUNT:\t\t2
CONFORMED PERIOD OF REPORT:\t19951231
FILED AS OF DATE:\t\t19960329

FILER:

\tCOMPANY DATA:\t
\t\tCOMPANY CONFORMED NAME:\t\t\tHARBOR LANTERN CO
\t\tCENTRAL INDEX KEY:\t\t\t0000999999
\t\tSTANDARD INDUSTRIAL CLASSIFICATION:\tELECTRIC LIGHTING & WIRING [3640]
\t\tIRS NUMBER:\t\t\t\t010203040
\t\tSTATE OF INCORPORATION:\t\t\tME
\t\tFISCAL YEAR END:\t\t\t1231

\tFILING VALUES:
\t\tFORM TYPE:\t\t10-K
\t\tSEC FILE NUMBER:\t001-99999

\tBUSINESS ADDRESS:\t
\t\tSTREET 1:\t\t1 QUAY ST
\t\tCITY:\t\t\tPORTLAND
\t\tSTATE:\t\t\tME
\t\tZIP:\t\t\t04101
\t\tBUSINESS PHONE:\t\t2075550100

\tMAIL ADDRESS:\t
\t\tSTREET 1:\t\tPO BOX 9
</SEC-HEADER>
"""
MAIN = """<DOCUMENT>
<TYPE>10-K
<SEQUENCE>1
<FILENAME>h10k.txt
<TEXT>
<PAGE>
Form 10-K
</TEXT>
</DOCUMENT>
"""
EXHIBIT = """<DOCUMENT>
<TYPE>EX-13
<SEQUENCE>2
<DESCRIPTION>ANNUAL REPORT
<TEXT>
Total assets  9
</TEXT>
</DOCUMENT>
"""
SUBMISSION = HEADER + MAIN + EXHIBIT + "</SEC-DOCUMENT>\n"


def accepted(text: str | bytes) -> Submission:
    data = text.encode() if isinstance(text, str) else text
    submission = read(data, "harbor.txt").value
    assert submission is not None
    return submission


def refusal(data: bytes) -> str:
    result = read(data, "bad.txt")
    assert result.value is None
    (finding,) = result.findings
    assert finding.severity is Severity.ERROR
    assert finding.message.endswith(".")
    return finding.code


def test_submission_has_header_and_documents() -> None:
    submission = accepted(SUBMISSION)
    header = submission.header
    assert header is not None
    assert (header.accession_number, header.form) == ("0000999999-96-000007", "10-K")
    assert (header.period_of_report, header.filed) == (dt.date(1995, 12, 31), dt.date(1996, 3, 29))
    (filer,) = header.filers
    assert (filer.cik, filer.name, filer.irs_number) == ("0000999999", "HARBOR LANTERN CO", "010203040")
    assert (filer.sic, filer.sic_name) == ("3640", "ELECTRIC LIGHTING & WIRING")
    assert (filer.state_of_incorporation, filer.fiscal_year_end, filer.file_number) == (
        "ME",
        "1231",
        "001-99999",
    )
    assert (filer.street, filer.city, filer.zip, filer.phone) == (
        "1 QUAY ST",
        "PORTLAND",
        "04101",
        "2075550100",
    )
    main, exhibit = submission.documents
    assert (main.type, main.sequence, main.filename, main.text) == (
        "10-K",
        "1",
        "h10k.txt",
        "\n<PAGE>\nForm 10-K\n",
    )
    assert (exhibit.type, exhibit.description, exhibit.text) == (
        "EX-13",
        "ANNUAL REPORT",
        "\nTotal assets  9\n",
    )
    assert submission.sha256 == hashlib.sha256(SUBMISSION.encode()).hexdigest()
    assert main.sha256 == hashlib.sha256(main.text.encode()).hexdigest()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_spans_name_the_line_of_the_file(end: str) -> None:
    data = SUBMISSION.replace("\n", end)
    exhibit = accepted(data).documents[1]
    assert exhibit.line_starts == line_starts(exhibit.text)
    start = exhibit.text.index("Total")
    span = exhibit.span(start, start + 5)
    assert span.line == SUBMISSION[: SUBMISSION.index("Total")].count("\n") + 1
    assert span.column == 1
    assert exhibit.line(1) == "Total assets  9"


def test_bare_file_is_one_document_whole() -> None:
    submission = accepted("FORM 10-Q\r\n\tTotal 1\x0c\r\n")
    (document,) = submission.documents
    assert submission.header is None
    assert (document.text, document.first_line, document.type) == ("FORM 10-Q\r\n\tTotal 1\x0c\r\n", 1, "")


def test_privacy_enhanced_envelope_is_read_through() -> None:
    envelope = "-----BEGIN PRIVACY-ENHANCED MESSAGE-----\nProc-Type: 2001,MIC-CLEAR\n\n"
    submission = accepted(
        envelope + SUBMISSION.replace("SEC-", "IMS-") + "-----END PRIVACY-ENHANCED MESSAGE-----\n"
    )
    assert submission.header is not None
    assert [document.type for document in submission.documents] == ["10-K", "EX-13"]
    assert submission.documents[1].text == "\nTotal assets  9\n"


def test_several_filers_and_other_parties() -> None:
    company = "COMPANY DATA:\n\tCOMPANY CONFORMED NAME:\tQUAY TRUST\n\tCENTRAL INDEX KEY:\t42\n"
    second = "\nSUBJECT COMPANY:\n\n" + company
    header = accepted(SUBMISSION.replace("</SEC-HEADER>", second + "</SEC-HEADER>")).header
    assert header is not None
    assert [(filer.cik, filer.name) for filer in header.filers] == [
        ("0000999999", "HARBOR LANTERN CO"),
        ("0000000042", "QUAY TRUST"),
    ]


def test_tagged_header() -> None:
    header = accepted(
        "<SUBMISSION>\n<ACCESSION-NUMBER>0000999999-96-000007\n<TYPE>10-Q\n<PERIOD>19960331\n<FILER>\n<COMPANY-DATA>\n"
        "<CONFORMED-NAME>HARBOR LANTERN CO\n<CIK>0000999999\n<ASSIGNED-SIC>3640\n</COMPANY-DATA>\n</FILER>\n"
        + MAIN
    ).header
    assert header is not None
    assert (header.form, header.period_of_report, header.filers[0].sic) == (
        "10-Q",
        dt.date(1996, 3, 31),
        "3640",
    )


def test_tags_count_at_line_starts_only() -> None:
    text = "see the <DOCUMENT> tag, </TEXT> and\n  <TEXT> here\n"
    assert accepted(text).documents[0].text == text
    inside = MAIN.replace("Form 10-K", "a </TEXT> inside")
    assert accepted(inside).documents[0].text == "\n<PAGE>\na </TEXT> inside\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (SUBMISSION.replace("</TEXT>\n</DOCUMENT>\n</SEC", "</DOCUMENT>\n</SEC"), "reading.end-mark-missing"),
        (SUBMISSION.replace("10-K\n</TEXT>\n</DOCUMENT>\n", "10-K\n"), "reading.end-mark-missing"),
    ],
)
def test_a_missing_end_is_a_warning_and_what_is_there_is_read(data: str, code: str) -> None:
    result = read(data.encode(), "harbor.txt")
    assert result.value is not None
    main, exhibit = result.value.documents
    assert main.text == "\n<PAGE>\nForm 10-K\n"
    assert exhibit.text in ("\nTotal assets  9\n", "\nTotal assets")
    assert [(finding.code, finding.severity) for finding in result.findings] == [(code, Severity.WARNING)]


def test_end_mark_at_the_end_of_the_last_line() -> None:
    assert accepted(MAIN.replace("10-K\n</TEXT>", "10-K</TEXT>")).documents[0].text == "\n<PAGE>\nForm 10-K"


CUT_OFF = SUBMISSION[: SUBMISSION.index("</TEXT>\n</DOCUMENT>\n</SEC")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "reading.empty-file"),
        (b" \r\n\t\n", "reading.empty-file"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 9, "reading.not-text"),
        (b"a" * (MAX_BYTES + 1), "reading.too-large"),
        (b"<!DOCTYPE html>\n<html><body><p>Total</p></body></html>", "reading.html-only"),
        (HEADER.encode(), "reading.cut-off-before-text"),
        (
            SUBMISSION[: SUBMISSION.index("</TEXT>\n</DOCUMENT>\n</SEC")].encode(),
            "reading.submission-cut-off",
        ),
        (SUBMISSION[: SUBMISSION.index("  9\n")].encode(), "reading.submission-cut-off"),
        (HEADER[:400].encode(), "reading.cut-off-before-text"),
        ((HEADER + "<DOCUMENT>\n<TYPE>10-K\n").encode(), "reading.cut-off-before-text"),
        ((HEADER + MAIN.replace("<PAGE>\nForm 10-K\n", "")).encode(), "reading.no-text"),
    ],
)
def test_refusals(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_attachments_are_skipped_and_named() -> None:
    picture = "<DOCUMENT>\n<TYPE>GRAPHIC\n<TEXT>\nbegin 644 logo.gif\nM1TE&.#EA\nend\n</TEXT>\n</DOCUMENT>\n"
    web = "<DOCUMENT>\n<TYPE>EX-99\n<TEXT>\n<HTML><BODY><P>News</P></BODY></HTML>\n</TEXT>\n</DOCUMENT>\n"
    pdf = "<DOCUMENT>\n<TYPE>10-K\n<TEXT>\n<PDF>\nbegin 644 a.pdf\nM)5!$1BTQ\n</PDF>\n</TEXT>\n</DOCUMENT>\n"
    result = read((HEADER + MAIN + picture + web + pdf).encode(), "harbor.txt")
    assert result.value is not None
    kinds = [document.kind for document in result.value.documents]
    assert kinds == [DocumentKind.TEXT, DocumentKind.ENCODED, DocumentKind.HTML, DocumentKind.ENCODED]
    assert [finding.code for finding in result.findings] == ["reading.document-skipped"] * 3
    assert primary_documents(result.value) == (0,)


def test_preformatted_html_shell_is_text() -> None:
    text = "<html>\n<body>\n<PRE>\n" + "Total assets       9\n" * 60 + "</PRE>\n</body>\n</html>\n"
    assert accepted(text).documents[0].kind is DocumentKind.TEXT


def test_primary_documents_come_best_first() -> None:
    types = ["EX-99.1", "EX-27", "10-K405", "EX-13.2", "EX-3", "COVER"]
    text = "".join(MAIN.replace("10-K\n", f"{type_}\n", 1) for type_ in types)
    assert primary_documents(accepted(text)) == (2, 5, 3, 0, 4)


@given(st.text(alphabet="<>/DOCUMENTX-\n\r \t\x00é9", max_size=120))
def test_any_text_is_read_or_refused(text: str) -> None:
    result = read(text.encode("cp1252", "replace"), "any.txt")
    assert (result.value is None) == any(finding.severity is Severity.ERROR for finding in result.findings)


def test_development_filings_are_read_without_loss(shared: Path) -> None:
    for path in sorted((shared / "filings").rglob("*.txt"))[::9]:
        data = path.read_bytes()
        submission = accepted(data)
        for document in submission.documents:
            assert document.text.encode(document.encoding) in data
            assert document.line_starts[-1] <= len(document.text)


def test_hostile_header_takes_no_long_time() -> None:
    start = time.perf_counter()
    accepted("SEC" + " " * 500_000 + "\n" + "A" * 500_000 + "\nFILER:" + " " * 500_000 + "x\n" + SUBMISSION)
    assert time.perf_counter() - start < 2.0


def test_time_is_linear() -> None:
    big = SUBMISSION.replace("Total assets  9\n", "Total assets        1,204,311\n" * 100_000)
    start = time.perf_counter()
    accepted(big)
    assert time.perf_counter() - start < 2.0
