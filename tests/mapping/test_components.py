"""Components of equity: members of the release, of the report's own, and none for what nobody can tell."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from converter.mapping import components
from converter.model import (
    Cell,
    Column,
    ColumnRole,
    LineItem,
    LineRole,
    Period,
    Span,
    Statement,
    StatementKind,
    UnitKind,
)
from converter.taxonomies import Catalogue, load

SPAN = Span(0, 0, 1, 1, 1)


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
        ("Premium on Capital Stock", "us-gaap:AdditionalPaidInCapitalMember"),
        ("Accumulated Other Compre hensive Loss", "us-gaap:AccumulatedOtherComprehensiveIncomeMember"),
        ("Comprehensive Minimum Pension Liability", "us-gaap:AccumulatedDefinedBenefitPlansAdjustmentMember"),
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


def _matrix(heads: tuple[str, ...], rows: tuple[tuple[str, str, tuple[str, ...]], ...]) -> Statement:
    """Rows of (caption, "" or the date of a balance, amounts)."""
    lines = []
    for index, (label, day, amounts) in enumerate(rows):
        cells = tuple(
            Cell(place, text, Decimal(text), SPAN, UnitKind.MONETARY, 0)
            for place, text in enumerate(amounts)
            if text
        )
        period = Period(dt.date.fromisoformat(day)) if day else None
        lines.append(LineItem(index, label, (SPAN,), (), LineRole.ITEM, cells, 0, (), period))
    columns = tuple(Column(i, ColumnRole.COMPONENT, head, None, 0) for i, head in enumerate(heads))
    kind = StatementKind.EQUITY
    return Statement("s", kind, "Equity", SPAN, 0, 0, len(rows), columns, tuple(lines))


def _members(statement: Statement, catalogue: Catalogue) -> dict[int, str]:
    found, unknown = components.of_columns(statement, catalogue)
    assert not unknown
    return {column: pairs[0][1].partition(":")[2] for column, pairs in found.items()}


def test_a_column_of_the_years_comprehensive_income_is_no_component(catalogue: Catalogue) -> None:
    statement = _matrix(
        ("Comprehensive income (loss)", "Common stock", "Accumulated other comprehensive loss", "Total"),
        (
            ("Balance", "1999-12-31", ("", "10", "-3", "7")),
            ("Net income", "", ("4", "", "", "4")),
            ("Balance", "2000-12-31", ("", "10", "-3", "7")),
        ),
    )
    assert _members(statement, catalogue) == {
        1: "CommonStockMember",
        2: "AccumulatedOtherComprehensiveIncomeMember",
    }


def test_the_last_column_that_adds_up_the_others_is_the_total(catalogue: Catalogue) -> None:
    rows = (
        ("Balance", "1991-12-28", ("198", "580", "-184", "594")),
        ("Balance", "1993-01-02", ("198", "681", "-100", "779")),
    )
    heads = ("Common stock", "Retained earnings", "Notes", "Receivable-holders equity")
    assert 3 not in _members(_matrix(heads, rows), catalogue)
    other = (rows[0], ("Balance", "1993-01-02", ("198", "681", "-100", "-40")))
    assert _members(_matrix(heads, other), catalogue)[3] == "ReceivablesFromStockholderMember"


def test_words_over_two_columns_belong_to_the_first(catalogue: Catalogue) -> None:
    rows = (("Balance", "1991-12-28", ("198", "580", "778")),)
    heads = ("Convertible Preferred Stock", "Convertible Preferred Common Stock", "Total")
    assert _members(_matrix(heads, rows), catalogue) == {0: "PreferredStockMember", 1: "CommonStockMember"}


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Common stock of $.25 par value: Authorized 150,000,000 shares", "ext:CommonStockMember"),
        ("Series A common stock, no par value", "ext:SeriesACommonStockMember"),
    ],
)
def test_what_a_stock_declares_is_no_part_of_its_members_name(heading: str, name: str) -> None:
    assert components.own_member(heading) == name
