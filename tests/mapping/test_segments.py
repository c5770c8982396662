"""Statements that show their businesses below each other: members for blocks, none for the whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from converter.mapping import rollups, segments, tables, tag
from converter.mapping.segments import Segments
from converter.mapping.tables import MappingTables
from converter.model import Cover, Extraction, Span, Statement, Tagging
from converter.taxonomies import load

Build = Callable[..., Statement]

LEASING = ((segments.AXIS, "ext:LeasingMember"),)
SHIPPING = ((segments.AXIS, "ext:ShippingMember"),)

SHEET = """
ASSETS
Shipping
  Cash and cash equivalents | 100 | 90
  Inventories | 250 | 240
  Total current assets | 350 | 330
Property, plant and equipment | 650 | 600
Total Shipping assets | 1,000 | 930
Leasing
  Cash and cash equivalents | 40 | 35
  Other assets | 460 | 425
  Total Leasing assets | 500 | 460
Total assets | 1,500 | 1,390
LIABILITIES AND STOCKHOLDERS' EQUITY
Shipping
  Accounts payable | 210 | 200
  Long-term debt | 390 | 350
  Total Shipping liabilities | 600 | 550
Leasing
  Accounts payable | 30 | 25
  Debt | 300 | 290
  Total Leasing liabilities | 330 | 315
Retained earnings | 570 | 525
Total liabilities and stockholders' equity | 1,500 | 1,390
"""

INCOME = """
Net sales and revenues
  Shipping | 900 | 800
  Leasing | 300 | 250
Net sales and revenues | 1,200 | 1,050
Costs and expenses
  Shipping
    Cost of sales | 600 | 510
    Depreciation | 120 | 110
    | 720 | 620
  Leasing
    Cost of sales | 130 | 111
    Depreciation | 70 | 60
    | 200 | 171
Total costs and expenses | 920 | 791
Operating income | 280 | 259
"""


@pytest.fixture(scope="module")
def shipped() -> MappingTables:
    return tables.load().value


def _found(statement: Statement, shipped: MappingTables) -> Segments:
    return segments.find(statement, rollups.find(statement), shipped)


def _members(statement: Statement, shipped: MappingTables) -> list[tuple[str, str]]:
    found = _found(statement, shipped)
    return [(line.label, found.members.get(line.index, "")[4:-6]) for line in statement.lines if line.cells]


def test_balance_sheet_with_named_totals(build: Build, shipped: MappingTables) -> None:
    assert _members(build("balance_sheet", SHEET), shipped) == [
        ("Cash and cash equivalents", "Shipping"),
        ("Inventories", "Shipping"),
        ("Total current assets", "Shipping"),
        ("Property, plant and equipment", "Shipping"),  # no longer set under the heading
        ("Total Shipping assets", "Shipping"),
        ("Cash and cash equivalents", "Leasing"),
        ("Other assets", "Leasing"),
        ("Total Leasing assets", "Leasing"),
        ("Total assets", ""),
        ("Accounts payable", "Shipping"),
        ("Long-term debt", "Shipping"),
        ("Total Shipping liabilities", "Shipping"),
        ("Accounts payable", "Leasing"),
        ("Debt", "Leasing"),
        ("Total Leasing liabilities", "Leasing"),
        ("Retained earnings", ""),
        ("Total liabilities and stockholders' equity", ""),
    ]


def test_income_statement_with_repeated_headings(build: Build, shipped: MappingTables) -> None:
    assert [name for _, name in _members(build("income", INCOME, end="2003-12-31", months=12), shipped)] == [
        *("Shipping", "Leasing", ""),
        *("Shipping",) * 3,
        *("Leasing",) * 3,
        *("", ""),
    ]


def test_cash_flows(build: Build, shipped: MappingTables) -> None:
    text = """
Shipping
  Net cash provided by operating activities | 190 | 160
  Capital expenditures | (150) | (135)
Net increase in cash - Shipping | 40 | 25
Leasing
  Net cash provided by operating activities | 71 | 66
  Equipment leased to others | (60) | (57)
Net increase in cash - Leasing | 11 | 9
Net increase in cash | 51 | 34
"""
    statement = build("cash_flow", text, end="2003-12-31", months=12)
    assert [name for _, name in _members(statement, shipped)] == [*("Shipping",) * 3, *("Leasing",) * 3, ""]


def test_the_words_of_the_whole_without_the_name(build: Build, shipped: MappingTables) -> None:
    found = _found(build("balance_sheet", SHEET), shipped)
    labels = [line.label for line in found.plain.lines if line.index in found.wholes]
    assert labels == ["Total assets", "Total assets", "Total liabilities", "Total liabilities"]
    assert found.unclassified == {8, 9, 10, 14, 15, 16, 18, 19, 20}


def _run_in(statement: Statement, place: int) -> Statement:
    """The statement, where the heading at a place runs into the caption below it."""
    head, line = statement.lines[place : place + 2]
    spans = (Span(0, 10, 10 + len(head.label), place + 1, 1), Span(0, 50, 60, place + 2, 1))
    joined = replace(line, label=f"{head.label} {line.label}", label_spans=spans, section=())
    return replace(statement, lines=(*statement.lines[:place], joined, *statement.lines[place + 2 :]))


def test_headings_that_ran_into_captions(build: Build, shipped: MappingTables) -> None:
    statement = build("balance_sheet", SHEET)
    places = [place for place, line in enumerate(statement.lines) if line.label == "Leasing"]
    for place in reversed(places):
        statement = _run_in(statement, place)
    found = _found(statement, shipped)
    cut = next(line for line in found.statement.lines if line.section[-1:] == ("Leasing",))
    assert cut.label == "Cash and cash equivalents"
    assert found.members[cut.index] == "ext:LeasingMember"


@pytest.mark.parametrize(
    "text",
    [
        SHEET.replace("Shipping", "Current").replace("Leasing", "Noncurrent"),  # no businesses
        SHEET.replace("Leasing\n", "Deferred charges\n").replace("Leasing ", ""),  # one name only
        SHEET.replace("Total assets | 1,500", "Total assets | 2,500"),  # parts of nothing
    ],
)
def test_sections_of_accounts_are_no_businesses(build: Build, shipped: MappingTables, text: str) -> None:
    if "2,500" in text:
        text = text[: text.index("LIABILITIES")]
    assert _found(build("balance_sheet", text), shipped).members == {}


def test_headings_without_totals_are_no_businesses(build: Build, shipped: MappingTables) -> None:
    text = """
Net income per share
  Preferred holders
    Continuing | 1.10 | 1.00
    Discontinued | 0.10 | 0.20
  Ordinary holders
    Continuing | 2.10 | 2.00
    Discontinued | 0.20 | 0.30
"""
    assert _found(build("income", text), shipped).members == {}


def test_facts_of_businesses_have_members(build: Build, shipped: MappingTables) -> None:
    sheet = build("balance_sheet", SHEET, end="2003-12-31")
    income = build("income", INCOME, end="2003-12-31", months=12)
    extraction = Extraction(Cover("10-K", "", None, ()), (sheet, income))
    by_statement = {one.statement.kind.value: one for one in tag(extraction, shipped, load("2020")).value}

    def facts(kind: str, concept: str) -> list[Tagging]:
        return [t for t in by_statement[kind].taggings if t.concept == f"us-gaap:{concept}"]

    dimensions = partial(map, lambda tagging: tagging.dimensions)
    assert list(dimensions(facts("balance_sheet", "Assets"))) == [SHIPPING, LEASING, ()]
    assert list(dimensions(facts("balance_sheet", "Liabilities"))) == [SHIPPING, LEASING]
    assert list(dimensions(facts("balance_sheet", "CashAndCashEquivalentsAtCarryingValue"))) == [
        SHIPPING,
        LEASING,
    ]
    assert list(dimensions(facts("income", "Revenues"))) == [SHIPPING, LEASING, ()]
    assert list(dimensions(facts("income", "CostsAndExpenses"))) == [SHIPPING, LEASING, ()]
