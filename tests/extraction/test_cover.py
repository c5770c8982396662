"""The cover page: every fact by value, and nothing that the page doesn't say."""

from __future__ import annotations

import datetime as dt
import re
import time
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.extraction import _cover_places as places
from converter.extraction._cover_page import DATE, date_format, date_of
from converter.extraction.cover import read_cover
from converter.model import Cover, CoverFact, Submission
from converter.reading import read

ANNUAL = """
                       SECURITIES AND EXCHANGE COMMISSION
                             Washington, D.C. 20549
                                   FORM 10-K
(Mark One)
   /X/     ANNUAL REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES
           EXCHANGE ACT OF 1934 FOR THE FISCAL YEAR ENDED
           DECEMBER 31, 1995 OR
   / /     TRANSITION REPORT PURSUANT TO SECTION 13 OR 15(d)
           FOR THE TRANSITION PERIOD FROM _____ TO _______

                         COMMISSION FILE NUMBER 1-99999

                         HARBOR LANTERN COMPANY, INC.
- --------------------------------------------------------------------------------
             (Exact name of Registrant as specified in its charter)

                   Maine                                      01-0203040
      -------------------------------                     -------------------
      (State or other jurisdiction of                      (I.R.S. Employer
       incorporation or organization)                     Identification No.)

1 Quay Street, Suite 400, Portland, Maine                     04101-2600
- ---------------------------------------------             -------------------
  (Address of principal executive offices)                    (Zip Code)

        Registrant's telephone number, including area code: 207-555-0100

          SECURITIES REGISTERED PURSUANT TO SECTION 12(B) OF THE ACT:
                                                        Name of Each Exchange
                  Title of Class                         on Which Registered
      Common Stock, no par value                       New York Stock Exchange

          SECURITIES REGISTERED PURSUANT TO SECTION 12(G) OF THE ACT:  None

Indicate by check mark whether the Registrant (1) has filed all reports
required to be filed, and (2) has been subject to such
filing requirements for the past 90 days:
                                Yes  X    No
                                    ---      ---

The aggregate market value of the voting stock held by non-affiliates of the
registrant was approximately $691
million based on the closing price of $32 11/16 on March 5, 1996.
As of such date, 21,648,273 shares of the registrant's common stock (net of
1,204 shares held in treasury) were outstanding.

                                     PART I
Item 1.  Business.  There were 99,999,999 shares outstanding as of May 1, 1990.
"""


def cover(text: str, name: str = "cover.txt") -> tuple[Cover, dict[str, CoverFact], Submission]:
    submission = read(text.encode(), name).value
    assert submission is not None
    found = read_cover(submission).value
    facts = {fact.element.removeprefix("dei:"): fact for fact in found.facts}
    assert len(facts) == len(found.facts), "each element once"
    return found, facts, submission


def printed(fact: CoverFact, submission: Submission) -> list[str]:
    return [submission.documents[span.document].text[span.start : span.end] for span in fact.spans]


def values(facts: dict[str, CoverFact]) -> dict[str, str]:
    return {element: fact.value for element, fact in facts.items()}


def test_annual_report() -> None:
    found, facts, submission = cover(ANNUAL)
    assert (found.form, found.registrant) == ("10-K", "HARBOR LANTERN COMPANY, INC.")
    assert found.period_end == dt.date(1995, 12, 31)
    assert values(facts) == {
        "DocumentType": "10-K",
        "AmendmentFlag": "false",
        "DocumentPeriodEndDate": "1995-12-31",
        "EntityRegistrantName": "HARBOR LANTERN COMPANY, INC.",
        "EntityFileNumber": "1-99999",
        "EntityIncorporationStateCountryCode": "ME",
        "EntityTaxIdentificationNumber": "01-0203040",
        "EntityAddressAddressLine1": "1 Quay Street, Suite 400",
        "EntityAddressCityOrTown": "Portland",
        "EntityAddressStateOrProvince": "ME",
        "EntityAddressPostalZipCode": "04101-2600",
        "CityAreaCode": "207",
        "LocalPhoneNumber": "555-0100",
        "Security12bTitle": "Common Stock, no par value",
        "SecurityExchangeName": "NYSE",
        "DocumentAnnualReport": "true",
        "DocumentTransitionReport": "false",
        "EntityCurrentReportingStatus": "Yes",
        "EntityPublicFloat": "691000000",
        "EntityCommonStockSharesOutstanding": "21648273",
    }
    assert printed(facts["DocumentPeriodEndDate"], submission) == ["DECEMBER 31, 1995"]
    assert facts["DocumentPeriodEndDate"].format == "ixt:date-monthname-day-year-en"
    assert printed(facts["EntityIncorporationStateCountryCode"], submission) == ["Maine"]
    assert facts["EntityIncorporationStateCountryCode"].rule == "cover.state-name"
    shares, market = facts["EntityCommonStockSharesOutstanding"], facts["EntityPublicFloat"]
    assert (shares.as_of, market.as_of) == (dt.date(1996, 3, 5), dt.date(1996, 3, 5))
    assert (market.scale, market.decimals, printed(market, submission)) == (6, -6, ["691"])
    assert printed(facts["DocumentAnnualReport"], submission) == ["/X/"]
    assert facts["EntityRegistrantName"].spans[0].line == 14


def test_spans_name_the_printed_text() -> None:
    _, facts, submission = cover(ANNUAL)
    for fact in facts.values():
        if (
            not fact.format
            and len(fact.spans) == 1
            and fact.rule not in ("cover.state-name", "cover.registered-class")
        ):
            text = " ".join(printed(fact, submission)[0].split())
            assert fact.value == text or fact.element.endswith("StateOrProvince")


def test_what_the_cover_leaves_open_is_left_out() -> None:
    blank = ANNUAL.replace("Yes  X    No", "Yes       No").replace("/X/", "   ")
    blank = blank.replace("- 9", "9").replace("As of such date, ", "").replace("on March 5, 1996", "lately")
    _, facts, _ = cover(blank)
    gone = {"EntityCurrentReportingStatus", "DocumentAnnualReport", "EntityPublicFloat"}
    assert not (gone | {"EntityCommonStockSharesOutstanding"}) & facts.keys()


@pytest.mark.parametrize(
    ("printed_answer", "value"),
    [
        ("Yes [X] No [ ]", "Yes"),
        ("[X] Yes [ ] No", "Yes"),
        ("[ ] Yes  [X] No", "No"),
        ("Yes [ ] No [X]", "No"),
        ("YES _X_   NO ___.", "Yes"),
        ("Yes__X__    No_______", "Yes"),
        ("Yes |X| No |_|", "Yes"),
        ("Yes /x/ No / /", "Yes"),
        ("X  Yes     No", "Yes"),
        ("Yes X .  No    .", "Yes"),
        ("Yes   No", None),
        ("Yes [X] No [X]", None),
        ("[X]", None),
    ],
)
def test_answers(printed_answer: str, value: str | None) -> None:
    _, facts, _ = cover(ANNUAL.replace("Yes  X    No", printed_answer).replace("---      ---\n", "\n"))
    fact = facts.get("EntityCurrentReportingStatus")
    assert (fact.value if fact else None) == value


@pytest.mark.parametrize(
    ("old", "new", "form", "type_", "amended"),
    [
        ("FORM 10-K\n", "FORM 10-K/A\n", "10-K/A", "10-K/A", "true"),
        ("FORM 10-K\n", "FORM 10 - K\n", "10-K", "10-K", "false"),
        ("FORM 10-K\n", "FORM 10-KSB\n", "10-KSB", "10-KSB", "false"),
        ("FORM 10-K\n", "Form 10-Q\n", "10-Q", "10-Q", "false"),
    ],
)
def test_forms(old: str, new: str, form: str, type_: str, amended: str) -> None:
    found, facts, _ = cover(ANNUAL.replace(old, new))
    assert (found.form, facts["DocumentType"].value, facts["AmendmentFlag"].value) == (form, type_, amended)


def test_type_of_the_submission_comes_before_the_printed_form() -> None:
    found, facts, _ = cover(
        f"<DOCUMENT>\n<TYPE>10-K405\n<SEQUENCE>1\n<TEXT>\n{ANNUAL}\n</TEXT>\n</DOCUMENT>\n"
    )
    assert (found.form, facts["DocumentType"].value) == ("10-K405", "10-K")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("For the fiscal year ended\n  January 2, 1996     Commission file number", dt.date(1996, 1, 2)),
        (
            "For the fiscal year ended    Commission file number\n  January 2, 1996     1-3246",
            dt.date(1996, 1, 2),
        ),
        ("For the quarterly period ended September 30, 2003, or", dt.date(2003, 9, 30)),
        ("For the fiscal year ended: 12/31/95", dt.date(1995, 12, 31)),
        ("FOR THE TRANSITION PERIOD FROM JULY 1, 1994 TO DECEMBER 31, 1994", dt.date(1994, 12, 31)),
    ],
)
def test_period_end(text: str, day: dt.date) -> None:
    body = "SECURITIES AND EXCHANGE COMMISSION\nFORM 10-K\n" + text + "\nHARBOR LANTERN CO\n"
    assert cover(body)[0].period_end == day


def test_header_stands_in_for_a_silent_cover() -> None:
    header = (
        "<SEC-HEADER>x\nACCESSION NUMBER: 0000999999-96-000007\nCONFORMED SUBMISSION TYPE: 10-K\n"
        "CONFORMED PERIOD OF REPORT: 19951231\nFILER:\nCOMPANY DATA:\n"
        "COMPANY CONFORMED NAME: HARBOR LANTERN CO\nCENTRAL INDEX KEY: 0000999999\nIRS NUMBER: 010203040\n"
        "STATE OF INCORPORATION: ME\n"
        "FISCAL YEAR END: 1231\n</SEC-HEADER>\n"
    )
    body = "<DOCUMENT>\n<TYPE>10-K\n<TEXT>\nPART I\nItem 1. Business\n</TEXT>\n</DOCUMENT>\n"
    found, facts, _ = cover(header + body)
    assert (found.form, found.registrant, found.period_end) == (
        "10-K",
        "HARBOR LANTERN CO",
        dt.date(1995, 12, 31),
    )
    assert all(not fact.spans for fact in facts.values())
    assert values(facts) == {
        "DocumentType": "10-K",
        "AmendmentFlag": "false",
        "DocumentPeriodEndDate": "1995-12-31",
        "EntityRegistrantName": "HARBOR LANTERN CO",
        "EntityCentralIndexKey": "0000999999",
        "CurrentFiscalYearEndDate": "--12-31",
        "EntityIncorporationStateCountryCode": "ME",
        "EntityTaxIdentificationNumber": "01-0203040",
    }


def test_silence_is_a_finding_not_a_guess() -> None:
    submission = read(b"Some text without a cover page.\n", "x.txt").value
    assert submission is not None
    result = read_cover(submission)
    assert result.value == Cover()
    assert [finding.code for finding in result.findings] == [
        "extraction.no-registrant",
        "extraction.no-period-end",
    ]


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("At May 1, 1996, there were 9,300,100 Common Shares outstanding.", "9300100"),
        ("Number of shares outstanding as of May 1, 1996: 9,300,100", "9300100"),
        ("As of May 1, 1996, there were 100 shares of common stock outstanding.", "100"),
        (
            "  Class            Outstanding at May 1, 1996\nCommon Stock, $1 par    9,300,100 shares",
            "9300100",
        ),
        ("On May 1, 1996, 9,300,100 Class A shares and 594 Class B shares were outstanding.", None),
        ("There are 9,300,100 shares outstanding.", None),
        ("As of May 1, 1996, shares with a value of $9,300,100 were outstanding.", None),
    ],
)
def test_shares_outstanding(sentence: str, count: str | None) -> None:
    body = ANNUAL[: ANNUAL.index("The aggregate")] + sentence + "\n\n                 PART I\n"
    fact = cover(body)[1].get("EntityCommonStockSharesOutstanding")
    assert (fact.value if fact else None) == count
    assert fact is None or fact.as_of == dt.date(1996, 5, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Delaware", "DE"),
        ("DELAWARE", "DE"),
        ("A Delaware", "DE"),
        ("State of New York", "NY"),
        ("Commonwealth of Massachusetts", "MA"),
        ("NJ", "NJ"),
        ("Bermuda", "D0"),
        ("OR", ""),
        ("Delaware and Nevada", ""),
        ("", ""),
    ],
)
def test_jurisdictions(text: str, code: str) -> None:
    assert places.jurisdiction_code(text) == code


@given(st.dates(dt.date(1980, 1, 1), dt.date(2020, 12, 31)))
def test_dates_are_read_as_written(day: dt.date) -> None:
    for written in (
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%b}. {day.day}, {day.year}".upper(),
        f"{day:%m/%d/%Y}",
    ):
        match = DATE.search(written)
        assert match is not None
        assert date_of(match) == day
        assert date_format(match[0]).startswith("ixt:date-month")


@given(st.text(alphabet="ABC x1,9$[]()/-\n.Yesno", max_size=300))
def test_any_text_gives_a_cover(text: str) -> None:
    submission = read(("FORM 10-K exact name of registrant " + text).encode(), "x.txt").value
    assert submission is not None
    assert read_cover(submission).value.form == "10-K"


@pytest.mark.parametrize("filler", [" ", "\n", "a ", "<PAGE> ", "1,000 ", "Yes ", "[ ", "ended ", ", "])
def test_hostile_covers_take_no_long_time(filler: str) -> None:
    text = ANNUAL.replace("Maine  ", "Maine" + filler * 9000).replace("outstanding", filler * 9000)
    start = time.perf_counter()
    cover(text)
    assert time.perf_counter() - start < 3.0


def test_focus_cover(shared: Path) -> None:
    found, facts, submission = cover((shared / "filings" / "focus-2003-q3.txt").read_text("ascii"))
    assert (found.form, found.registrant) == ("10-Q", "Focus Enhancements, Inc.")
    assert found.period_end == dt.date(2003, 9, 30)
    assert values(facts) == {
        "DocumentType": "10-Q",
        "AmendmentFlag": "false",
        "DocumentPeriodEndDate": "2003-09-30",
        "EntityRegistrantName": "Focus Enhancements, Inc.",
        "EntityFileNumber": "1-11860",
        "EntityIncorporationStateCountryCode": "DE",
        "EntityTaxIdentificationNumber": "04-3144936",
        "EntityAddressAddressLine1": "1370 Dell Ave",
        "EntityAddressCityOrTown": "Campbell",
        "EntityAddressStateOrProvince": "CA",
        "EntityAddressPostalZipCode": "95008",
        "CityAreaCode": "408",
        "LocalPhoneNumber": "866-8300",
        "Security12bTitle": "Common Stock, $.01 par value",
        "SecurityExchangeName": "NASDAQ",
        "DocumentQuarterlyReport": "true",
        "DocumentTransitionReport": "false",
        "EntityCurrentReportingStatus": "Yes",
        "EntityFilerCategory": "Non-accelerated Filer",
        "EntityCommonStockSharesOutstanding": "42116906",
    }
    shares = facts["EntityCommonStockSharesOutstanding"]
    assert (shares.as_of, printed(shares, submission)) == (dt.date(2003, 11, 7), ["42,116,906"])


DEI = "/dei/2020/dei-2020-01-31.xsd"


def test_values_fit_the_types_of_dei(shared: Path) -> None:
    with zipfile.ZipFile(shared / "taxonomy" / "us-gaap-2020.zip") as package:
        name = next(name for name in package.namelist() if name.endswith(DEI))
        schema = package.read(name).decode()
    types = dict(re.findall(r"<xs:element [^>]*?name=\"(\w+)\"[^>]*? type=\"([\w:]+)\"", schema))
    types |= {
        n: t for t, n in re.findall(r"<xs:element [^>]*?type=\"([\w:]+)\"[^>]*? name=\"(\w+)\"", schema)
    }

    def enumeration(type_: str) -> set[str]:
        start = schema.index(f'name="{type_}"')
        return set(
            re.findall(
                r'enumeration value="([^"]+)"', schema[start : schema.index("</xs:complexType>", start)]
            )
        )

    allowed = {
        f"dei:{type_}": enumeration(type_)
        for type_ in ("edgarStateCountryItemType", "stateOrProvinceItemType", "yesNoItemType",
                      "filerCategoryItemType", "edgarExchangeCodeItemType")
    }  # fmt: skip
    patterns = {
        "dei:fileNumberItemType": r"[0-9]{1,3}-[0-9]{1,8}(-.{1,4})?",
        "dei:employerIdItemType": r"\d\d-\d{7}",
        "dei:centralIndexKeyItemType": r"\d{10}",
        "dei:submissionTypeItemType": r"[A-Z0-9]+([/A-Z0-9 \-]*[A-Z0-9])?",
        "dei:securityTitleItemType": r".{1,150}",
        "xbrli:gMonthDayItemType": r"--\d\d-\d\d",
        "xbrli:booleanItemType": r"true|false",
        "xbrli:dateItemType": r"\d{4}-\d\d-\d\d",
        "xbrli:normalizedStringItemType": r"\S[^\n\t]*",
    }
    assert (
        set(places._STATES.values()) | set(places._ELSEWHERE.values())
        <= allowed["dei:edgarStateCountryItemType"]
    )
    for path in sorted((shared / "filings").rglob("*.txt"))[::6]:
        submission = read(path.read_bytes(), path.name).value
        assert submission is not None
        for fact in read_cover(submission).value.facts:
            type_ = types[fact.element.removeprefix("dei:")]
            if type_ in allowed:
                assert fact.value in allowed[type_]
            elif type_ in patterns:
                assert re.fullmatch(patterns[type_], fact.value), fact
            else:
                assert Decimal(fact.value) >= 0
                assert fact.as_of
