"""The report of the made-up filing: each fact by value, period, unit and precision."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from types import ModuleType

import pytest

from converter.model import Fact, NumberStatus, Report, Submission, TaggedStatement
from converter.reporting import build_report
from converter.taxonomies import Catalogue


def by_key(report: Report) -> dict[tuple[str, str], Fact]:
    return {(fact.concept.partition(":")[2], fact.context): fact for fact in report.facts}


@pytest.mark.parametrize(
    ("concept", "context", "value", "decimals", "unit"),
    [
        ("Cash", "I19970630", "1200000", -3, "USD"),
        ("Cash", "I19960630", "900000", -3, "USD"),
        ("Cash", "I19950630", "1050000", -3, "USD"),
        ("KettlesOnLoan", "I19970630", "0", -3, "USD"),
        ("KettlesOnLoan", "I19960630", "7176000", -3, "USD"),
        ("Assets", "I19960630", "7900000", -3, "USD"),
        ("NetIncomeLoss", "D19960701-19970630", "500000", -3, "USD"),
        ("NetIncomeLoss", "D19950701-19960630", "-200000", -3, "USD"),
        ("EarningsPerShareBasic", "D19950701-19960630", "-0.05", 2, "USDPerShare"),
        ("CommonStockSharesIssued", "I19970630", "40", 0, "shares"),
        ("CommonStockSharesIssued", "I19960630", "30", 0, "shares"),
    ],
)
def test_facts(report: Report, concept: str, context: str, value: str, decimals: int, unit: str) -> None:
    fact = by_key(report)[concept, context]
    assert (fact.value, fact.decimals, fact.unit) == (Decimal(value), decimals, unit)


def test_a_decision_with_a_negative_sign_turns_the_printed_value(report: Report) -> None:
    depreciation = "AccumulatedDepreciationDepletionAndAmortizationPropertyPlantAndEquipment"
    fact = by_key(report)[depreciation, "I19970630"]
    assert (fact.value, fact.sign) == (Decimal(200_000), False)
    nodes = report.roles[1].presentation[0].children
    assert [node.preferred_label for node in nodes if depreciation in node.concept] == ["negatedLabel"]


def test_a_dash_is_a_zero(report: Report) -> None:
    fact = by_key(report)["KettlesOnLoan", "I19970630"]
    assert (fact.format, fact.sign) == ("ixt:fixed-zero", False)


def test_cover_facts_stand_where_they_are_printed(report: Report) -> None:
    cover = {fact.concept: fact for fact in report.facts if fact.statement < 0}
    assert cover["dei:DocumentPeriodEndDate"].value == "1997-06-30"
    assert cover["dei:EntityRegistrantName"].value == "Larkspur Kettle & Stove\nCompany, Inc."
    assert len(cover["dei:EntityRegistrantName"].spans) == 2
    hidden = {name: fact.value for name, fact in cover.items() if not fact.spans}
    assert hidden == {"dei:AmendmentFlag": "false", "dei:EntityCentralIndexKey": "0000012345"}
    assert {fact.context for fact in cover.values()} == {"D19960701-19970630"}


def test_entity(report: Report) -> None:
    assert (report.scheme, report.identifier) == ("http://www.sec.gov/CIK", "0000012345")
    assert (report.base, report.prefix) == ("larkspur-19970630", "larkspur")


def test_roles_follow_the_filer_manual(report: Report) -> None:
    assert [role.definition for role in report.roles] == [
        "0000001 - Document - Cover",
        "0000002 - Statement - BALANCE SHEETS",
        "0000003 - Statement - BALANCE SHEETS (Parenthetical)",
        "0000004 - Statement - STATEMENTS OF OPERATIONS",
    ]


def test_sums_become_arcs_with_the_weights_of_the_reported_values(report: Report) -> None:
    arcs = {
        (arc.parent.partition(":")[2], arc.child.partition(":")[2]): arc.weight
        for role in report.roles
        for arc in role.calculation
    }
    depreciation = "AccumulatedDepreciationDepletionAndAmortizationPropertyPlantAndEquipment"
    assert arcs == {
        ("AssetsCurrent", "Cash"): 1,
        ("AssetsCurrent", "KettlesOnLoan"): 1,
        ("Assets", "AssetsCurrent"): 1,
        ("Assets", depreciation): -1,
        ("NetIncomeLoss", "Revenues"): 1,
        ("NetIncomeLoss", "CostOfRevenue"): -1,
    }


def test_extensions_are_anchored(report: Report) -> None:
    assert ("us-gaap:AssetsCurrent", "larkspur:KettlesOnLoan") in report.anchors


def test_every_number_of_the_statements_is_accounted_for(report: Report) -> None:
    told = [(number.text, number.status.value, number.reason) for number in report.numbers]
    assert told.count(("1,200", "fact", "")) == 2
    assert ("30", "heading", "heading") in told
    unexplained = [n.text for n in report.numbers if n.status is NumberStatus.UNEXPLAINED]
    # The sample reads no heading of its second statement, and no par value: the last look finds them.
    assert unexplained == [".50", "30", "1997", "1996"]


def test_labels_are_unique(report: Report) -> None:
    standard = [dict(labels)[""] for labels in report.labels.values()]
    assert len(standard) == len(set(standard))


def _retagged(
    sample: ModuleType, submission: Submission, line: int, **changes: object
) -> tuple[TaggedStatement, ...]:
    """The sample's statements with the decision for a line of the balance sheet changed."""
    balance, income = sample.tagged(submission.documents[0])
    taggings = tuple(
        dataclasses.replace(tagging, **changes) if tagging.line == line else tagging
        for tagging in balance.taggings
    )
    return dataclasses.replace(balance, taggings=taggings), income


def _reasons(
    sample: ModuleType, submission: Submission, catalogue: Catalogue, line: int, **changes: object
) -> set[str]:
    result = build_report(
        submission,
        sample.extraction(submission.documents[0]),
        _retagged(sample, submission, line, **changes),
        catalogue,
        cik="12345",
    )
    assert result.value is not None
    spans = {
        cell.span
        for statement in result.value.statements[:1]
        for entry in statement.statement.lines
        if entry.index == line
        for cell in entry.cells
    }
    return {n.reason for n in result.value.numbers if n.span in spans}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"concept": "us-gaap:NoSuchConcept"}, "unknown-concept"),
        ({"concept": "us-gaap:AssetsAbstract"}, "abstract-concept"),
        ({"concept": "us-gaap:NetIncomeLoss"}, "period-type-mismatch"),
        ({"concept": "us-gaap:CommonStockSharesIssued"}, "unit-mismatch"),
        ({"concept": "", "reason": "too-doubtful"}, "too-doubtful"),
        ({"dimensions": (("us-gaap:NoAxis", "us-gaap:NoMember"),)}, "unknown-dimension"),
    ],
)
def test_the_gate_stops_what_would_not_be_valid(
    sample: ModuleType,
    submission: Submission,
    catalogue: Catalogue,
    changes: dict[str, object],
    reason: str,
) -> None:
    assert _reasons(sample, submission, catalogue, 0, **changes) == {reason}


def test_without_a_cik_the_fallback_scheme_stands_in(
    sample: ModuleType, submission: Submission, catalogue: Catalogue
) -> None:
    source = submission.documents[0]
    result = build_report(submission, sample.extraction(source), sample.tagged(source), catalogue)
    assert result.value is not None
    assert result.value.scheme == "http://retroxbrl.org/entity"
    assert result.value.identifier == "LARKSPUR-KETTLE-STOVE-COMPANY-INC"
    assert "reporting.entity-without-cik" in {finding.code for finding in result.findings}


def test_nothing_to_report(sample: ModuleType, submission: Submission, catalogue: Catalogue) -> None:
    source = submission.documents[0]
    result = build_report(submission, sample.extraction(source), (), catalogue)
    assert result.value is None
    assert result.findings[-1].code == "reporting.no-facts"


def test_a_second_line_of_one_concept_gets_a_concept_of_its_own(
    sample: ModuleType, submission: Submission, catalogue: Catalogue
) -> None:
    result = build_report(
        submission,
        sample.extraction(submission.documents[0]),
        _retagged(sample, submission, 0, concept="us-gaap:Assets", confidence=0.1),
        catalogue,
        cik="12345",
    )
    assert result.value is not None
    facts = {(f.concept, f.context): f.value for f in result.value.facts if f.statement == 0}
    assert facts["us-gaap:Assets", "I19970630"] == Decimal(1_000_000)
    assert facts["larkspur:Cash", "I19970630"] == Decimal(1_200_000)
    assert ("us-gaap:Assets", "larkspur:Cash") in result.value.anchors
    assert "reporting.conflicting-facts" in {finding.code for finding in result.findings}
