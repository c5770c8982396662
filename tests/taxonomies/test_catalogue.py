"""Concepts, arcs and successors as the catalogue gives them, by value."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.model import CalculationArc, Concept
from converter.taxonomies import load, releases, tables


def test_the_releases_come_newest_first() -> None:
    assert releases() == ("2020", "2009")


def test_a_concept_has_the_facts_of_its_release() -> None:
    treasury = load("2020").concept("us-gaap:TreasuryStockValue")
    assert treasury == Concept(
        name="us-gaap:TreasuryStockValue",
        type="monetaryItemType",
        period_type="instant",
        balance="debit",
        abstract=False,
        nillable=True,
        label="Treasury Stock, Value",
    )


@pytest.mark.parametrize(
    ("name", "item_type", "period", "balance"),
    [
        ("us-gaap:Assets", "monetaryItemType", "instant", "debit"),
        ("us-gaap:Revenues", "monetaryItemType", "duration", "credit"),
        ("us-gaap:IncreaseDecreaseInAccountsReceivable", "monetaryItemType", "duration", "credit"),
        ("us-gaap:PaymentsToAcquirePropertyPlantAndEquipment", "monetaryItemType", "duration", "credit"),
        ("us-gaap:EarningsPerShareBasic", "perShareItemType", "duration", ""),
        ("us-gaap:WeightedAverageNumberOfSharesOutstandingBasic", "sharesItemType", "duration", ""),
        ("us-gaap:CommonStockParOrStatedValuePerShare", "perShareItemType", "instant", ""),
        ("us-gaap:RetainedEarningsAccumulatedDeficit", "monetaryItemType", "instant", "credit"),
    ],
)
def test_both_releases_agree_on_what_statements_print(
    name: str, item_type: str, period: str, balance: str
) -> None:
    for release in releases():
        concept = load(release).concepts[name]
        assert (concept.type, concept.period_type, concept.balance, concept.abstract) == (
            item_type,
            period,
            balance,
            False,
        )


def test_an_unknown_concept_is_none_and_an_unknown_release_an_error() -> None:
    assert load("2020").concept("us-gaap:TotalAssets") is None
    with pytest.raises(KeyError):
        load("1999")


def test_dimensions_of_the_equity_statement_and_of_entities_are_there() -> None:
    catalogue = load("2020")
    for axis in ("us-gaap:StatementEquityComponentsAxis", "srt:ProductOrServiceAxis", "dei:LegalEntityAxis"):
        assert catalogue.axis(axis), axis
    assert catalogue.hypercube("us-gaap:StatementTable")
    for member in ("us-gaap:CommonStockMember", "us-gaap:RetainedEarningsMember", "srt:ParentCompanyMember"):
        assert catalogue.concepts[member].type == "domainItemType"
    assert catalogue.concepts["dei:EntityDomain"].abstract


def test_children_are_in_order_with_their_weights() -> None:
    children = load("2020").children("us-gaap:GrossProfit", "StatementOfIncome")
    assert children == (
        CalculationArc("us-gaap:GrossProfit", "us-gaap:Revenues", 1, 10),
        CalculationArc("us-gaap:GrossProfit", "us-gaap:CostOfRevenue", -1, 20),
    )


def test_parents_are_one_arc_per_total_over_all_networks() -> None:
    catalogue = load("2020")
    parents = catalogue.parents("us-gaap:AssetsCurrent")
    assert [(arc.parent, arc.weight) for arc in parents] == [("us-gaap:Assets", 1)]
    assert "StatementOfFinancialPositionClassified" in catalogue.calculation_roles("us-gaap:Assets")


def test_every_arc_joins_concepts_of_the_tables() -> None:
    for release in releases():
        catalogue = load(release)
        for name in catalogue.concepts:
            for arc in catalogue.children(name):
                assert arc.child in catalogue.concepts
                assert arc.weight in (1, -1)


def test_retired_concepts_lead_to_live_ones() -> None:
    catalogue = load("2020")
    assert catalogue.successor("us-gaap:SalesRevenueNet") == "us-gaap:Revenues"
    assert catalogue.successor("us-gaap:WriteOffOfInventory") == "us-gaap:InventoryWriteDown"
    assert catalogue.successor("us-gaap:PayablesToCustomers") == "srt:PayablesToCustomers"
    assert catalogue.successor("us-gaap:Assets") is None
    goods = catalogue.successors["us-gaap:SalesRevenueGoodsNet"]
    assert (goods.concept, goods.relation, goods.axis, goods.member) == (
        "us-gaap:Revenues",
        "dimension",
        "srt:ProductOrServiceAxis",
        "us-gaap:ProductMember",
    )
    for retired, successor in catalogue.successors.items():
        assert successor.concept in catalogue.concepts, retired
        assert successor.concept not in catalogue.deprecated, retired


def test_deprecated_concepts_are_dated_in_their_release_only() -> None:
    assert load("2020").deprecated["us-gaap:SalesRevenueGoodsNet"] == "2018-01-31"
    assert "us-gaap:SalesRevenueGoodsNet" not in load("2009").deprecated
    assert "us-gaap:ExtraordinaryItemNetOfTax" in load("2009").concepts


def test_some_values_can_not_be_negative() -> None:
    floor = load("2020").non_negative
    assert "us-gaap:TreasuryStockValue" in floor
    assert "us-gaap:NetIncomeLoss" not in floor


def test_namespaces_and_schemas_are_the_official_ones() -> None:
    catalogue = load("2020")
    assert sorted(catalogue.namespaces) == sorted(catalogue.schema_urls) == ["dei", "srt", "us-gaap"]
    assert catalogue.namespaces["us-gaap"] == "http://fasb.org/us-gaap/2020-01-31"
    assert catalogue.schema_urls["us-gaap"] == "http://xbrl.fasb.org/us-gaap/2020/elts/us-gaap-2020-01-31.xsd"
    assert load("2009").namespaces == {
        "us-gaap": "http://xbrl.us/us-gaap/2009-01-31",
        "dei": "http://xbrl.us/dei/2009-01-31",
    }


def test_item_types_come_from_the_schema_that_the_release_uses() -> None:
    assert load("2020").type_schema("perShareItemType") == (
        "num",
        "http://www.xbrl.org/dtr/type/numeric",
        "http://www.xbrl.org/dtr/type/numeric-2009-12-16.xsd",
    )
    assert load("2009").type_schema("perShareItemType")[0] == "us-types"
    assert load("2009").type_schema("monetaryItemType")[0] == "xbrli"


def test_a_catalogue_is_loaded_once() -> None:
    assert load("2020") is load("2020")


@pytest.mark.parametrize(
    ("text", "place"),
    [("wrong,columns\n", "successors.csv:1"), ("release,retired\n", "successors.csv:1")],
)
def test_a_malformed_table_names_file_and_line(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / tables.SUCCESSORS).write_text(text, encoding="utf-8")
    with pytest.raises(tables.TableError, match=place):
        list(tables.cells(tmp_path, tables.SUCCESSORS))


def test_a_row_of_another_width_names_its_line(tmp_path: Path) -> None:
    header = ",".join(tables.COLUMNS[tables.TYPES])
    (tmp_path / tables.TYPES).write_text(f"{header}\na,b,c,d,e\na,b\n", encoding="utf-8")
    with pytest.raises(tables.TableError, match=r"types\.csv:3: 2 cells"):
        list(tables.rows(tmp_path, tables.TYPES))


@pytest.mark.parametrize("name", [*tables.COLUMNS, "calculations-2009.csv", "calculations-2020.csv"])
def test_tables_are_sorted_and_have_no_row_twice(name: str) -> None:
    from converter.data import data_folder

    rows = [tuple(row) for row in tables.cells(data_folder("taxonomy"), name)]
    assert rows == sorted(set(rows))
