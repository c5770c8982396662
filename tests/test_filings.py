"""Whole filings: our samples in detail, the development filings for what must hold of every one."""

from __future__ import annotations

import hashlib
import re
import time
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from converter import Conversion, Options, Status, convert
from converter.model import Fact, Report

FILINGS = Path(__file__).parent / "filings"
SAMPLES = sorted(FILINGS.glob("*.txt"))
XHTML = "{http://www.w3.org/1999/xhtml}"
UNVALIDATED = Options(validate=False)
SECONDS = 10  # for everything but validation, whatever the filing

_STAND_INS = {code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)}
_FORBIDDEN = re.compile("[\ud800-\udfff\ufffe\uffff]")


def body_text(document: bytes) -> str:
    """The text content of an inline document's body: all its ``pre`` elements, joined."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(document, parser)
    return "".join("".join(pre.itertext()) for pre in root.iter(XHTML + "pre"))


def assert_lossless(conversion: Conversion) -> None:
    """Each converted document's text is in one inline document, character by character."""
    assert conversion.report is not None
    assert conversion.submission is not None
    sources = [
        _FORBIDDEN.sub("\ufffd", document.text.translate(_STAND_INS))
        for document in conversion.submission.documents
    ]
    texts: dict[str, list[str]] = {}
    for name, content in conversion.files.items():
        if name.endswith(".htm"):
            texts.setdefault(name.rpartition("/")[0], []).append(body_text(content))
    wanted = sorted(digest(sources[index]) for index in conversion.report.documents)
    assert sorted(map(digest, texts.pop(""))) == wanted
    for further in texts.values():  # the reports of further registrants stand on documents of the filing too
        assert set(map(digest, further)) <= set(map(digest, sources))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def numeric(report: Report, concept: str, period: str, member: str = "") -> set[Decimal]:
    """Values of the facts of ``concept`` for ``period`` ("2003-09-30" or "start/end"); without
    dimensions, or with the dimension member whose name ends with ``member``.
    """
    contexts = {context.id: context for context in report.contexts}
    found = set()
    for fact in report.facts:
        context = contexts[fact.context]
        end = context.period.end.isoformat()
        shown = end if context.period.start is None else f"{context.period.start}/{end}"
        members = [name for _, name in context.dimensions]
        matches = any(name.endswith(member) for name in members) if member else not members
        if fact.concept == concept and shown == period and matches:
            assert isinstance(fact.value, Decimal)
            found.add(fact.value)
    return found


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda path: path.stem)
def sample(request: pytest.FixtureRequest) -> Conversion:
    return convert(request.param, UNVALIDATED)


def test_each_number_of_a_sample_is_accounted_for(sample: Conversion) -> None:
    assert sample.status is Status.CONVERTED, sample.findings
    assert sample.report is not None
    assert [n for n in sample.report.numbers if n.status == "unexplained"] == []


def test_samples_are_lossless(sample: Conversion) -> None:
    assert_lossless(sample)


def test_samples_foot_and_tie(sample: Conversion) -> None:
    assert [
        f.message for f in sample.findings if f.code.startswith("checking.") and f.severity != "info"
    ] == []


def test_each_fact_of_a_sample_is_printed_where_it_says(sample: Conversion) -> None:
    """Not invented: the digits at a fact's place, with its scale and sign, are its value."""
    assert sample.report is not None
    assert sample.submission is not None
    for fact in sample.report.facts:
        if fact.span is None or not isinstance(fact.value, Decimal):
            continue
        text = sample.submission.documents[fact.span.document].text[fact.span.start : fact.span.end]
        digits = re.sub(r"[^0-9.]", "", text)
        printed = Decimal(digits) if digits else Decimal(0)
        assert printed.scaleb(fact.scale) == abs(fact.value), (fact.concept, text)


STATEMENTS = {
    "calder-ridge-10k": {"balance_sheet", "income", "cash_flow", "equity"},
    "harbor-instruments-10q": {"balance_sheet", "income", "cash_flow"},
    "kennetook-power-10k": {"balance_sheet", "income", "cash_flow"},
    "tamarack-valley-bank-10k": {"balance_sheet", "income", "cash_flow"},
}


def test_the_statements_of_a_sample_are_found_once(sample: Conversion) -> None:
    kinds = [row.kind.value for row in sample.summary.statements]
    assert set(kinds) == STATEMENTS[sample.name]
    assert len(kinds) == len(set(kinds))


# What an accountant would report of the samples; concept, period, value in whole units.
VALUES = {
    "harbor-instruments-10q": [
        ("CashAndCashEquivalentsAtCarryingValue", "1998-06-30", 3_118_000),
        ("AllowanceForDoubtfulAccountsReceivableCurrent", "1997-12-31", 198_000),
        ("PropertyPlantAndEquipmentNet", "1998-06-30", 6_846_000),
        ("Assets", "1998-06-30", 30_073_000),
        ("TreasuryStockValue", "1998-06-30", 812_000),
        ("LiabilitiesAndStockholdersEquity", "1997-12-31", 28_356_000),
        ("CommonStockSharesIssued", "1998-06-30", 6_527_350),
        ("GrossProfit", "1998-04-01/1998-06-30", 4_553_000),
        ("SellingGeneralAndAdministrativeExpense", "1998-01-01/1998-06-30", 4_894_000),
        ("NetIncomeLoss", "1997-04-01/1997-06-30", 48_000),
        ("EarningsPerShareDiluted", "1998-01-01/1998-06-30", "0.18"),
        ("WeightedAverageNumberOfSharesOutstandingBasic", "1998-04-01/1998-06-30", 6_408_000),
        ("IncreaseDecreaseInAccountsReceivable", "1998-01-01/1998-06-30", 585_000),
        ("PaymentsToAcquirePropertyPlantAndEquipment", "1998-01-01/1998-06-30", 861_000),
        ("PaymentsOfDividends", "1998-01-01/1998-06-30", 204_000),
    ],
    "calder-ridge-10k": [
        ("Assets", "1996-09-30", 58_936_000),
        ("InventoryNet", "1995-09-30", 15_249_000),
        ("PropertyPlantAndEquipmentGross", "1996-09-30", 53_739_000),
        ("Revenues", "1995-10-01/1996-09-30", 96_730_000),
        ("NetIncomeLoss", "1993-10-01/1994-09-30", 1_477_000),
        ("StockholdersEquity", "1996-09-30", 31_437_000),
        ("InterestExpense", "1994-10-01/1995-09-30", 1_571_000),
        ("NetCashProvidedByUsedInInvestingActivities", "1995-10-01/1996-09-30", -1_895_000),
    ],
    "kennetook-power-10k": [
        ("Assets", "1994-12-31", 315_360_000),
        ("NetIncomeLoss", "1994-01-01/1994-12-31", 9_188_000),
        ("CashAndCashEquivalentsAtCarryingValue", "1991-12-31", 1_771_000),
        ("OperatingIncomeLoss", "1993-01-01/1993-12-31", 14_849_000),
    ],
    "tamarack-valley-bank-10k": [
        ("Assets", "2001-12-31", 248_692_000),
        ("Deposits", "2000-12-31", 193_699_000),
        ("LoansAndLeasesReceivableNetReportedAmount", "2001-12-31", 169_735_000),
        ("InterestExpense", "2001-01-01/2001-12-31", 7_662_000),
        ("NetIncomeLoss", "1999-01-01/1999-12-31", 2_882_000),
        ("ProvisionForLoanAndLeaseLosses", "2001-01-01/2001-12-31", 330_000),
    ],
}


def test_values_of_a_sample(sample: Conversion) -> None:
    assert sample.report is not None
    wrong = {
        (concept, period): numeric(sample.report, f"us-gaap:{concept}", period)
        for concept, period, value in VALUES[sample.name]
        if numeric(sample.report, f"us-gaap:{concept}", period) != {Decimal(value)}
    }
    assert wrong == {}


@pytest.mark.slow
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("release", ["2020", "2009"])
def test_samples_are_valid_in_each_release(path: Path, release: str) -> None:
    conversion = convert(path, Options(release=release))
    assert conversion.verdict == "valid", [f.message for f in conversion.findings if f.severity != "info"]


def development_filings(shared: Path, part: int, parts: int) -> list[Path]:
    return sorted((shared / "filings").rglob("*.txt"))[part::parts]


def assert_survives(path: Path) -> Conversion:
    """Converted or refused, within the time allowed, by a value: never by a fault of the program."""
    start = time.process_time()
    conversion = convert(path, UNVALIDATED)
    assert time.process_time() - start < SECONDS, path
    faults = [finding.message for finding in conversion.findings if finding.code == "pipeline.internal-error"]
    assert faults == [], path
    if conversion.status is Status.REFUSED:
        assert conversion.refusal
        assert not conversion.files
    else:
        assert_lossless(conversion)
    return conversion


PARTS = 8


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_every_development_filing_survives(shared: Path, part: int) -> None:
    for path in development_filings(shared, part, PARTS):
        assert_survives(path)


def test_some_development_filings_survive(shared: Path) -> None:
    paths = development_filings(shared, 3, 30)
    converted = sum(assert_survives(path).status is not Status.REFUSED for path in paths)
    assert converted >= len(paths) // 2


def is_of(fact: Fact, concepts: set[str]) -> bool:
    """Whether a fact's concept is one of ``concepts`` (local names; "extension": any of the report's own)."""
    prefix, _, name = fact.concept.partition(":")
    return name in concepts or ("extension" in concepts and prefix not in ("us-gaap", "dei", "srt"))
