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


SMALL = """
Total assets | 2,960 | 2,880
Current liabilities:
  Accounts payable (including book overdrafts) | 500 | 460
Notes payable:
  Current | 300 | 250
Non-current liabilities (including deferred compensation) | 210 | 200
Shareholders' equity:
  Common stock | 400 | 400
  Retained earnings | 1,550 | 1,570
  Total shareholders' equity | 1,950 | 1,970
Total liabilities and shareholders' equity | 2,960 | 2,880
"""


def test_what_a_caption_only_includes_does_not_name_it(build: Build) -> None:
    found = concepts(build("balance_sheet", SMALL))
    assert found["Accounts payable (including book overdrafts)"] == "AccountsPayableCurrent"
    other = found["Non-current liabilities (including deferred compensation)"]
    assert other in ("LiabilitiesNoncurrent", "OtherLiabilitiesNoncurrent")
    assert found["Current"] != "AccruedIncomeTaxes"


MOVES = """
Balance at beginning of year | 400 | 300
Private placement of common stock, net of issuance costs | 90 | 40
Exercise of options, including tax benefit | 10 | 60
Balance at end of year | 500 | 400
"""


def test_costs_taken_off_and_benefits_taken_in_do_not_name_a_movement(build: Build) -> None:
    found = concepts(build("equity", MOVES, months=9))
    assert (
        found["Private placement of common stock, net of issuance costs"]
        == "StockIssuedDuringPeriodValueNewIssues"
    )
    exercised = found["Exercise of options, including tax benefit"]
    assert exercised == "StockIssuedDuringPeriodValueStockOptionsExercised"
    assert found["Balance at end of year"] == "StockholdersEquity"


def embedded(statement: Statement) -> dict[str, tuple[str, tuple[int, ...] | None, int | None]]:
    result = tag(Extraction(Cover(), (statement,)), tables.load().value, load("2020"), fiscal_year=2003)
    (tagged,) = result.value
    lines = {line.index: line for line in tagged.statement.lines}
    return {
        lines[t.line].embedded[t.embedded].text: (t.concept.removeprefix("us-gaap:"), t.columns, t.scale)
        for t in tagged.taggings
        if t.embedded is not None and t.concept
    }


STOCKS = """
Shareholders' equity:
  Preferred stock, stated at liquidation value of $50 per share | 60 | 60
  Preferred stock, Series B (aggregate liquidation preference of $3.4 billion) | 20 | 20
  Common stock, $.01 par value; 45,000 shares authorized; 15,893 shares issued | 159 | 159
  Treasury stock (135 shares) | (19) | (19)
  Total shareholders' equity | 220 | 220
"""


def test_small_liquidation_values_are_per_share_and_powers_are_read(build: Build) -> None:
    found = embedded(build("balance_sheet", STOCKS))
    assert found["$50"] == ("PreferredStockLiquidationPreference", (0, 1), 0)
    assert found["$3.4"] == ("PreferredStockLiquidationPreferenceValue", (0, 1), 9)


def test_par_value_tells_that_counts_are_in_thousands(build: Build) -> None:
    found = embedded(build("balance_sheet", STOCKS))
    assert found["15,893"] == ("CommonStockSharesIssued", (0, 1), 3)
    assert found["135"] == ("TreasuryStockShares", (0, 1), 3)
    full = STOCKS.replace("15,893 shares", "15,893,000 shares").replace("135 shares", "135,000 shares")
    assert embedded(build("balance_sheet", full))["135,000"] == ("TreasuryStockShares", (0, 1), 0)


def test_a_number_of_one_year_is_not_said_of_the_other(build: Build) -> None:
    text = """
Current assets:
  Accounts receivable, less allowance for doubtful accounts of $4,466 (2002 - | 60,000 | 61,000
  Total current assets | 60,000 | 61,000
"""
    assert embedded(build("balance_sheet", text))["$4,466"][1] == (0,)


def test_the_first_of_two_numbers_is_not_said_of_both_years(build: Build) -> None:
    text = """
Goodwill, net of accumulated amortization of $88.6 million and $73.6 million | 512 | 527
Total assets | 600 | 700
"""
    assert embedded(build("balance_sheet", text, scale=6))["$88.6"][1] == (0,)
