"""The Focus 10-Q of September 2003: every number of its four statements, by value.

``focus-2003-q3.csv`` was written from the filing, by hand, before any program had read it. Where two
concepts are equally defensible the column ``accepted`` lists the others (``name=value`` where the sign
differs; ``extension`` for a concept of the report's own).
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from converter import Conversion, Options, Status, convert

EXPECTED = list(
    csv.DictReader(Path(__file__).with_name("focus-2003-q3.csv").read_text(encoding="utf-8").splitlines())
)


@pytest.fixture(scope="module")
def focus(shared: Path) -> Conversion:
    return convert(shared / "filings" / "focus-2003-q3.txt", Options())


@pytest.fixture(scope="module")
def values(focus: Conversion) -> set[tuple[str, str, Decimal, bool]]:
    """(local name, or "extension"; period; value; has dimensions) of each numeric fact."""
    assert focus.report is not None
    contexts = {context.id: context for context in focus.report.contexts}
    found = set()
    for fact in focus.report.facts:
        if not isinstance(fact.value, Decimal):
            continue
        prefix, _, name = fact.concept.partition(":")
        context = contexts[fact.context]
        period = context.period.end.isoformat()
        if context.period.start is not None:
            period = f"{context.period.start}/{period}"
        local = "extension" if prefix == focus.report.prefix else name
        found.add((local, period, fact.value, bool(context.dimensions)))
    return found


def alternatives(row: dict[str, str]) -> list[tuple[str, Decimal]]:
    """The (name, value) pairs that a row accepts, the best first."""
    pairs = [(row["concept"], Decimal(row["value"]))]
    for other in filter(None, row["accepted"].split("|")):
        name, _, value = other.partition("=")
        pairs.append((name, Decimal(value or row["value"])))
    return pairs


def test_the_filing_converts_and_is_valid(focus: Conversion) -> None:
    assert focus.status is Status.CONVERTED, [f for f in focus.findings if f.severity == "error"]
    assert focus.verdict == "valid"
    kinds = [row.kind.value for row in focus.summary.statements]
    assert kinds == ["balance_sheet", "income", "income", "cash_flow"]


def test_each_printed_number_is_accounted_for(focus: Conversion) -> None:
    assert focus.report is not None
    assert [number for number in focus.report.numbers if number.status == "unexplained"] == []


def test_the_filing_foots_and_ties(focus: Conversion) -> None:
    assert [f for f in focus.findings if f.code.startswith("checking.") and f.severity != "info"] == []


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: f"{row['concept']}-{row['period']}")
def test_number(values: set[tuple[str, str, Decimal, bool]], row: dict[str, str]) -> None:
    dimensions = {True, False} if row["member"] else {False}
    wanted = {
        (name, row["period"], value, dimension)
        for name, value in alternatives(row)
        for dimension in dimensions
    }
    if not wanted & values:
        size = abs(Decimal(row["value"]))
        found = sorted({value[0] for value in values if value[1] == row["period"] and abs(value[2]) == size})
        pytest.fail(f"{row['label']!r}: {row['concept']} = {row['value']}; found {found}", pytrace=False)


COVER = {
    "dei:EntityRegistrantName": "Focus Enhancements, Inc.",
    "dei:DocumentType": "10-Q",
    "dei:DocumentPeriodEndDate": "2003-09-30",
    "dei:EntityFileNumber": "1-11860",
    "dei:EntityIncorporationStateCountryCode": "DE",
    "dei:EntityTaxIdentificationNumber": "04-3144936",
    "dei:EntityAddressCityOrTown": "Campbell",
    "dei:EntityAddressStateOrProvince": "CA",
    "dei:EntityAddressPostalZipCode": "95008",
    "dei:CityAreaCode": "408",
    "dei:LocalPhoneNumber": "866-8300",
    "dei:EntityCommonStockSharesOutstanding": "42116906",
}


@pytest.mark.parametrize("concept", COVER)
def test_cover_page(focus: Conversion, concept: str) -> None:
    assert focus.report is not None
    facts = [fact for fact in focus.report.facts if fact.concept == concept]
    assert [str(fact.value) for fact in facts] == [COVER[concept]]
    if concept == "dei:EntityCommonStockSharesOutstanding":
        context = next(c for c in focus.report.contexts if c.id == facts[0].context)
        assert context.period.end.isoformat() == "2003-11-07"


@pytest.mark.slow
@pytest.mark.parametrize("release", ["2020", "2009"])
def test_the_report_is_valid_with_the_full_release(shared: Path, release: str) -> None:
    package = shared / "taxonomy" / f"us-gaap-{release}.zip"
    options = Options(release=release, taxonomy_package=package)
    conversion = convert(shared / "filings" / "focus-2003-q3.txt", options)
    assert conversion.status is Status.CONVERTED, conversion.refusal
    assert conversion.verdict == "valid", [f for f in conversion.findings if f.severity != "info"]
