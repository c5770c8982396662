"""Checks find what does not add up or tie, and tell rounding from errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest

from converter.checking import check
from converter.checking.values import plain
from converter.mapping import rollups
from converter.model import (
    Cell,
    Column,
    ColumnRole,
    Finding,
    LineItem,
    LineRole,
    Period,
    Severity,
    Span,
    Statement,
    StatementKind,
    TaggedStatement,
    Tagging,
    UnitKind,
)
from converter.taxonomies import Catalogue, load

END = dt.date(2003, 9, 30)
Row = tuple[str, str, int] | tuple[str, str, int, int]


def tagged(kind: str, rows: Sequence[Row]) -> TaggedStatement:
    """A statement of one column in thousands: (label, concept, printed value[, sign])."""
    stock = kind == "balance_sheet"
    period = Period(END, None if stock else dt.date(2003, 1, 1))
    lines = []
    taggings = []
    for index, (label, concept, value, *rest) in enumerate(rows):
        span = Span(0, index, index + 1, 10 + index, 1)
        cell = Cell(0, str(value), Decimal(value), span, UnitKind.MONETARY, 3)
        role = LineRole.TOTAL if label.startswith("Total") else LineRole.ITEM
        lines.append(LineItem(index, label, (span,), (), role, (cell,), 0))
        taggings.append(Tagging(index, f"us-gaap:{concept}", sign=rest[0] if rest else 1, confidence=0.9))
    span = Span(0, 0, 1, 1, 1)
    column = Column(0, ColumnRole.AMOUNT, "2003", period, 3)
    statement = Statement(kind, StatementKind(kind), kind, span, 0, 0, 9, (column,), tuple(lines))
    return TaggedStatement(statement, tuple(taggings), rollups.find(statement))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load("2020")


def codes(findings: Sequence[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def sheet(assets: int = 7_811, other_side: int = 7_811, cash: int = 2_203) -> TaggedStatement:
    return tagged(
        "balance_sheet",
        [
            ("Cash", "CashAndCashEquivalentsAtCarryingValue", cash),
            ("Inventories", "InventoryNet", 5_608),
            ("Total assets", "Assets", assets),
            ("Liabilities", "Liabilities", 3_111),
            ("Equity", "StockholdersEquity", 4_700),
            ("Total liabilities and equity", "LiabilitiesAndStockholdersEquity", other_side),
        ],
    )


def test_sound_statements_give_nothing(catalogue: Catalogue) -> None:
    flows = tagged(
        "cash_flow",
        [
            ("Cash at end of year", "CashAndCashEquivalentsAtCarryingValue", 2_203),
            ("Net loss", "NetIncomeLoss", -5),
        ],
    )
    income = tagged("income", [("Net loss", "NetIncomeLoss", 5, -1)])
    assert check((sheet(), income, flows), catalogue) == ()


def test_rounding_is_noted_and_no_error(catalogue: Catalogue) -> None:
    found = check((sheet(assets=7_812, other_side=7_812),), catalogue)
    assert set(codes(found)) == {"checking.rounding"}
    assert {finding.severity for finding in found} == {Severity.INFO}


def test_total_that_does_not_foot(catalogue: Catalogue) -> None:
    found = check((sheet(assets=7_911),), catalogue)
    assert codes(found) == ["checking.footing", "checking.balance-sheet-total"]
    footing, sides = found
    assert footing.severity is Severity.WARNING
    assert footing.data["differences"] == {"0": "100"}
    assert footing.span is not None
    assert footing.span.line == 12
    assert sides.data["lines"] == [12, 15]


def test_cash_and_net_income_tie(catalogue: Catalogue) -> None:
    flows = tagged(
        "cash_flow",
        [
            ("Net loss", "NetIncomeLoss", -7),
            ("Cash at end of year", "CashAndCashEquivalentsAtCarryingValue", 2_230),
        ],
    )
    income = tagged("income", [("Net loss", "NetIncomeLoss", -5)])
    found = check((sheet(), income, flows), catalogue)
    assert codes(found) == ["checking.cash", "checking.net-income"]
    assert found[0].data["values"] == ["2203000", "2230000"]


def test_net_change_in_cash(catalogue: Catalogue) -> None:
    flows = tagged(
        "cash_flow",
        [
            ("Net cash from operating", "NetCashProvidedByUsedInOperatingActivities", 300),
            ("Net cash used in investing", "NetCashProvidedByUsedInInvestingActivities", 120, -1),
            ("Net cash used in financing", "NetCashProvidedByUsedInFinancingActivities", 80, -1),
            ("Increase in cash", "CashAndCashEquivalentsPeriodIncreaseDecrease", 150),
        ],
    )
    assert "checking.net-cash" in codes(check((flows,), catalogue))


def test_part_with_the_wrong_sign(catalogue: Catalogue) -> None:
    flows = tagged(
        "cash_flow",
        [
            ("Net loss", "NetIncomeLoss", -200),
            ("Decrease in inventories", "IncreaseDecreaseInInventories", 1_875),
            (
                "Net cash provided by operating activities",
                "NetCashProvidedByUsedInOperatingActivities",
                1_675,
            ),
        ],
    )
    found = check((flows,), catalogue)
    assert codes(found) == ["checking.calculation-weight"]
    assert found[0].data["concept"] == "us-gaap:IncreaseDecreaseInInventories"


@pytest.mark.parametrize(
    ("amount", "text"),
    [("4.8841E+7", "48,841,000"), ("-1200", "-1,200"), ("0.50", "0.5"), ("0E+3", "0"), ("12.3", "12.3")],
)
def test_amounts_in_messages_are_plain(amount: str, text: str) -> None:
    assert plain(Decimal(amount)) == text
