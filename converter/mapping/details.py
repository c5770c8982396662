"""Tags tables of the notes that break down a line of the balance sheet.

The arithmetic has told what the rows are before any word is read: the last is the line of the balance
sheet, the one above it is taken off, and the total above that is the gross amount. So the concept of the
line gives theirs. The components have one only where a row of the tables names their caption exactly, and
the taxonomy adds it to the gross amount: a note coins no concepts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from converter.mapping import rollups
from converter.mapping.candidates import Setting, fits, resolve, structural
from converter.mapping.decide import Amounts, Calculations, Ledger
from converter.mapping.labels import normalise
from converter.mapping.tables import MappingRule, ValueSign
from converter.model import (
    ColumnRole,
    LineItem,
    LineRole,
    Statement,
    StatementKind,
    TaggedStatement,
    Tagging,
    UnitKind,
)

# What a line of the balance sheet shows: the gross amount of it ("" where none says just that), and
# what is taken off.
_PARTS = {
    "us-gaap:PropertyPlantAndEquipmentNet": (
        "us-gaap:PropertyPlantAndEquipmentGross",
        "us-gaap:AccumulatedDepreciationDepletionAndAmortizationPropertyPlantAndEquipment",
    ),
    "us-gaap:RealEstateInvestmentPropertyNet": (
        "us-gaap:RealEstateInvestmentPropertyAtCost",
        "us-gaap:RealEstateInvestmentPropertyAccumulatedDepreciation",
    ),
    "us-gaap:PublicUtilitiesPropertyPlantAndEquipmentNet": (
        "",
        "us-gaap:PublicUtilitiesPropertyPlantAndEquipmentAccumulatedDepreciation",
    ),
    "us-gaap:FlightEquipmentNet": (
        "us-gaap:FlightEquipmentGross",
        "us-gaap:FlightEquipmentAccumulatedDepreciation",
    ),
    "us-gaap:OilAndGasPropertyFullCostMethodNet": (
        "us-gaap:OilAndGasPropertyFullCostMethodGross",
        "us-gaap:OilAndGasPropertyFullCostMethodDepletion",
    ),
    "us-gaap:AccountsReceivableNetCurrent": (
        "us-gaap:AccountsReceivableGrossCurrent",
        "us-gaap:AllowanceForDoubtfulAccountsReceivableCurrent",
    ),
    "us-gaap:AccountsReceivableNet": (
        "us-gaap:AccountsReceivableGross",
        "us-gaap:AllowanceForDoubtfulAccountsReceivable",
    ),
    "us-gaap:ReceivablesNetCurrent": ("", "us-gaap:AllowanceForDoubtfulAccountsReceivableCurrent"),
    "us-gaap:AccountsNotesAndLoansReceivableNetCurrent": (
        "",
        "us-gaap:AllowanceForDoubtfulAccountsReceivableCurrent",
    ),
}
_LESS_SURE = 0.97  # of what the face itself says; so a note never wins over it
_SURE = 0.75  # a row less sure than this names no component: nothing else speaks for it
_UNNAMED = "component-of-a-note"


@dataclass(frozen=True, slots=True)
class _Detail:
    statement: Statement
    face: Tagging
    setting: Setting
    arcs: Calculations
    ledger: Ledger

    def tagging(self, line: LineItem, name: str, sign: int, rule: MappingRule | None = None) -> Tagging:
        """The line with a concept that agrees with all that is decided, or without one."""
        concept = resolve(name, self.setting.catalogue) if name else None
        amounts = _amounts(self.statement, line)
        if concept is None or not amounts or self.ledger.agrees(concept.name, amounts)[1]:
            return Tagging(line.index, reason=_UNNAMED)
        self.ledger.enter(concept.name, amounts)
        sure = self.face.confidence if rule is None else min(rule.confidence, self.face.confidence)
        why = structural("detail", "a note breaks the line of the balance sheet down, and it adds up")
        return Tagging(
            line.index,
            concept=concept.name,
            sign=sign,
            rule=why if rule is None else rule.ref,
            confidence=round(sure * _LESS_SURE, 3),
        )

    def component(self, line: LineItem, gross: str) -> Tagging:
        """A component: what rows of the tables say of its caption, if they say one thing, and surely, and
        that is a part of the gross amount."""
        labels = [normalise(line.label)]
        if line.embedded:
            labels.append(normalise(line.embedded[0].before))  # "Buildings  10-40 years"
        for label in labels:
            rules = {
                rule.concept: rule
                for rule in self.setting.tables.exact(StatementKind.BALANCE_SHEET.value, label)
                if self._holds(rule, line, gross)
            }
            if len(rules) == 1:
                name, rule = rules.popitem()
                return self.tagging(line, name, 1, rule)
        return Tagging(line.index, reason=_UNNAMED)

    def _holds(self, rule: MappingRule, line: LineItem, gross: str) -> bool:
        concept = resolve(rule.concept, self.setting.catalogue)
        return (
            concept is not None
            and rule.confidence >= _SURE
            and rule.unit_kind is UnitKind.MONETARY
            and rule.value_sign is not ValueSign.NEGATE
            and fits(concept, StatementKind.BALANCE_SHEET, UnitKind.MONETARY)
            and gross in self.arcs.above(concept.name)
            and rule.applies(
                rule.sections[0] if rule.sections else "",
                release=self.setting.catalogue.release,
                year=self.setting.year,
                industry=self.setting.industry,
                role=line.role,
            )
        )


def tag_detail(
    statement: Statement, face: Tagging, setting: Setting, arcs: Calculations, ledger: Ledger
) -> TaggedStatement | None:
    """The decisions for a table that breaks down the line of ``face``; None where that line's concept is
    not known to have a gross amount."""
    breakdown = statement.breakdown
    if breakdown is None or face.concept not in _PARTS or face.dimensions:
        return None
    gross, off = _PARTS[face.concept]
    detail = _Detail(statement, face, setting, arcs, ledger)
    numeric = [line for line in statement.lines if line.cells]
    known = {numeric[-1].index: face.concept, breakdown.taken_off: off}
    if breakdown.gross is not None:
        known[breakdown.gross] = gross
    taggings: dict[int, Tagging] = {}
    for line in sorted(numeric, key=lambda line: line.index not in known):  # what is proved comes first
        if line.index in known:
            below = all(cell.value is None or cell.value <= 0 for cell in line.cells)
            sign = -1 if below and line.index == breakdown.taken_off else 1
            taggings[line.index] = detail.tagging(line, known[line.index], sign)
        elif line.role is LineRole.SUBTOTAL:
            taggings[line.index] = Tagging(line.index, reason=_UNNAMED)
        else:
            taggings[line.index] = detail.component(line, gross)
    if not taggings[breakdown.taken_off].concept:
        return None
    sums = rollups.find(replace(statement, kind=StatementKind.BALANCE_SHEET))
    return TaggedStatement(statement, tuple(taggings[index] for index in sorted(taggings)), sums)


def _amounts(statement: Statement, line: LineItem) -> Amounts:
    """Places and values of the facts of a line."""
    columns = {column.index: column for column in statement.columns if column.role is ColumnRole.AMOUNT}
    found: dict[object, tuple[Decimal, Decimal]] = {}
    for cell in line.cells:
        column = columns.get(cell.column)
        if cell.value is not None and column is not None and column.period is not None:
            precision = Decimal(5).scaleb(cell.scale - cell.decimals - 1)
            found[(column.period.end, (), UnitKind.MONETARY)] = (cell.value.scaleb(cell.scale), precision)
    return found
