"""Concepts of a table of the notes: told by the line that it breaks down, in a whole conversion."""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from pathlib import Path

from converter import Conversion, Options, convert

_spec = importlib.util.spec_from_file_location(
    "details_help", Path(__file__).parents[1] / "extraction" / "test_details.py"
)
assert _spec is not None
assert _spec.loader is not None
_made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_made)


def converted(note: str) -> Conversion:
    return convert((_made.SHEET + note).encode(), Options(validate=False), name="windmere")


def values(conversion: Conversion) -> dict[str, list[Decimal | str]]:
    """concept -> values of the last year, in the detail."""
    report = conversion.report
    assert report is not None
    place = next(i for i, s in enumerate(report.statements) if s.statement.kind.value == "detail")
    found: dict[str, list[Decimal | str]] = {}
    for fact in report.facts:
        if fact.statement == place and "1996" in fact.context:
            found.setdefault(fact.concept.removeprefix("us-gaap:"), []).append(fact.value)
    return found


def test_property() -> None:
    conversion = converted(_made.PLAIN)
    assert values(conversion) == {
        "Land": [480_000],
        "BuildingsAndImprovementsGross": [5_370_000],
        "MachineryAndEquipmentGross": [9_110_000],
        "PropertyPlantAndEquipmentGross": [14_960_000],
        "AccumulatedDepreciationDepletionAndAmortizationPropertyPlantAndEquipment": [5_500_000],
        "PropertyPlantAndEquipmentNet": [9_460_000],
    }
    report = conversion.report
    assert report is not None
    role = report.roles[-1]
    assert role.definition.endswith("Disclosure - Detail of Property, plant and equipment, net")
    net = {arc.child: arc.weight for arc in role.calculation if arc.parent.endswith("EquipmentNet")}
    assert net == {
        "us-gaap:PropertyPlantAndEquipmentGross": 1,
        "us-gaap:AccumulatedDepreciationDepletionAndAmortizationPropertyPlantAndEquipment": -1,
    }


def test_depreciation_in_parentheses_is_positive_and_a_part_is_not_the_gross_amount() -> None:
    assert values(converted(_made.PROGRESS)) == {
        "BuildingsAndImprovementsGross": [5_370_000],
        "MachineryAndEquipmentGross": [8_110_000],
        "AccumulatedDepreciationDepletionAndAmortizationPropertyPlantAndEquipment": [5_500_000],
        "ConstructionInProgressGross": [1_480_000],
        "PropertyPlantAndEquipmentNet": [9_460_000],
    }


def test_receivables() -> None:
    found = values(converted(_made.ALLOWANCE))
    assert found["AllowanceForDoubtfulAccountsReceivableCurrent"] == [220_000]
    assert not any(name.startswith("windmere:") for name in found)


def test_a_caption_that_no_row_names_stays_untagged() -> None:
    conversion = converted(_made.PLAIN.replace("Land      ", "Kilnworks "))
    assert "Land" not in values(conversion)
    report = conversion.report
    assert report is not None
    reasons = {number.text: number.reason for number in report.numbers}
    assert reasons["480"] == "component-of-a-note"
    assert report.extensions == () or all(extension.abstract for extension in report.extensions)
