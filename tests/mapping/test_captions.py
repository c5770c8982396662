"""Captions over two rows, amounts under them, and totals that only their place and sums name."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from converter.mapping import tables, tag
from converter.mapping.captions import joined
from converter.mapping.units import recast
from converter.model import Cover, Extraction, Statement, UnitKind
from converter.taxonomies import load

Build = Callable[..., Statement]


def concepts(statement: Statement) -> dict[str, str]:
    """Concept ("extension" or "" where there is none) by caption, with the tables that ship."""
    result = tag(Extraction(Cover(), (statement,)), tables.load().value, load("2020"), fiscal_year=2003)
    (tagged,) = result.value
    captions = {line.index: line.label for line in tagged.statement.lines}
    return {
        captions[tagging.line]: tagging.concept.removeprefix("us-gaap:")
        or ("extension" if tagging.extension else "")
        for tagging in tagged.taggings
        if tagging.embedded is None
    }


@pytest.mark.parametrize(
    ("head", "tail", "whole"),
    [
        ("Provision for income taxes", "(Notes 1 and 12)", True),
        ("Income before income taxes and cumulative", "effect of accounting change", True),
        ("Income from continuing operations", "before income taxes", True),
        ("Provision for federal and state income", "Taxes", True),
        ("Income from continuing operations:", "before income taxes", False),
        ("Operating revenues", "Service", False),
        ("Costs and expenses", "Of which paid", False),
    ],
)
def test_heading_and_tail_are_one_caption(build: Build, head: str, tail: str, whole: bool) -> None:
    statement = joined(build("income", f"{head}\n  {tail} | 10 | 9\n  Other | 1 | 2"))
    line = statement.lines[1]
    assert line.label == (f"{head} {tail}" if whole else tail)
    assert statement.lines[2].section == (() if whole else (head,))


def test_count_at_the_end_of_a_row_belongs_to_the_caption(build: Build) -> None:
    sheet = build(
        "balance_sheet",
        "Common stock, par; authorized | 12,000,000 |\nshares; issued 6,500 | 653 | 650\nSurplus | 7 | 6",
    )
    line = joined(sheet).lines[1]
    assert line.label == "Common stock, par; authorized shares; issued 6,500"
    assert [number.value for number in line.embedded] == [Decimal(12_000_000), Decimal(6500)]
    assert joined(sheet).lines[0].cells == ()


def test_rows_without_a_word_of_counts_are_amounts(build: Build) -> None:
    text = "Shares outstanding: none\n  Surplus | 7 | 6\n  Shares issued | 5 | 5"
    units = {
        line.label: {cell.unit_kind for cell in line.cells}
        for line in recast(build("balance_sheet", text), ()).lines
    }
    assert units["Surplus"] == {UnitKind.MONETARY}
    assert units["Shares issued"] == {UnitKind.SHARES}


def test_property_less_depreciation(build: Build) -> None:
    text = "Property and equipment | 148 | 141\n  Less accumulated depreciation | 80 | 74\nTotal | 68 | 67"
    found = concepts(build("balance_sheet", text))
    assert found["Property and equipment"] == "PropertyPlantAndEquipmentGross"
    assert found["Total"] == "PropertyPlantAndEquipmentNet"


@pytest.mark.parametrize(
    ("caption", "concept"),
    [
        ("Sales, marketing and support", "SellingAndMarketingExpense"),
        ("Restructuring (recovery) expense", "RestructuringCharges"),
        ("Cost of products and services sold", "CostOfRevenue"),
        ("Provision for federal, foreign and state income taxes", "IncomeTaxExpenseBenefit"),
    ],
)
def test_rows_of_the_supplement(build: Build, caption: str, concept: str) -> None:
    assert concepts(build("income", f"Operating expenses:\n  {caption} | 90 | 80"))[caption] == concept


def test_only_what_stands_above_the_taxes_is_before_them(build: Build) -> None:
    found = concepts(
        build(
            "income",
            """
Income before provision for income taxes, extraordinary items and cumulative effect | 173 | 79
Provision for income taxes | 70 | 33
Income before extraordinary items and the effect of a change in accounting for income taxes | 103 | 46
Extraordinary items | -- | (25)
Cumulative effect of changes in accounting principles for income taxes | -- | (6)
Net income | 103 | 15
""",
        )
    )
    first, tax, second, _, effect, _ = found.values()
    assert first.startswith("IncomeLossFromContinuingOperationsBeforeIncomeTaxes")
    assert tax == "IncomeTaxExpenseBenefit"
    assert second == "IncomeLossBeforeExtraordinaryItemsAndCumulativeEffectOfChangeInAccountingPrinciple"
    assert effect == "extension"
