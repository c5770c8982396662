"""Components of equity: members of the release, of the report's own, and none for what nobody can tell."""

from __future__ import annotations

import pytest

from converter.mapping import components
from converter.taxonomies import Catalogue, load


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load("2020")


@pytest.mark.parametrize(
    ("heading", "member"),
    [
        ("Additional Paid -in Capital", "us-gaap:AdditionalPaidInCapitalMember"),
        ("Accumulated Defecit", "us-gaap:RetainedEarningsMember"),
        ("General Partners' Deficit", "us-gaap:GeneralPartnerMember"),
        ("Units of Limited Partnership Interest", None),
        ("Limited Partners' Capital", "us-gaap:LimitedPartnerMember"),
        (
            "Accumulated Dividends in Excess of Net Income",
            "us-gaap:AccumulatedDistributionsInExcessOfNetIncomeMember",
        ),
        ("Total Shareholders' Equity", ""),
        ("Total Retained Earnings", "us-gaap:RetainedEarningsMember"),
        ("(In thousands, except share amounts)", None),
        ("Notes", None),
    ],
)
def test_member(catalogue: Catalogue, heading: str, member: str | None) -> None:
    found = components.member(heading, catalogue)
    if heading.startswith("Units of"):
        assert found == "us-gaap:LimitedPartnerMember" or found is None
    else:
        assert found == member


@pytest.mark.parametrize(
    ("heading", "member"),
    [
        ("Class B Common Stock Number of shares", "ext:ClassBCommonStockMember"),
        ("Market Valuation Account", "ext:MarketValuationAccountMember"),
        ("Other", "ext:OtherEquityMember"),
        ("Amount", ""),
        ("(in millions)", ""),
        ("", ""),
    ],
)
def test_own_member(heading: str, member: str) -> None:
    assert components.own_member(heading) == member
