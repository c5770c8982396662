"""Derives the sign of each value from balance, words and arithmetic together.

Every line of a sum gets an *orientation*: +1 when its printed value counts towards credit, -1 towards
debit. Orientation follows the weights from the root of the sum; only the root's own is a choice, and
the words and the concepts of the whole sum vote on it. The sign of a value is then the orientation for
a credit concept and its opposite for a debit concept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from converter.mapping import words
from converter.mapping.rollups import amount_columns
from converter.mapping.sections import Sums
from converter.mapping.tables import ValueSign
from converter.model import Concept, LineItem, RollUp, Statement, StatementKind, UnitKind
from converter.taxonomies import Catalogue

_EITHER = re.compile(
    r"Loss|Benefit|Decrease|Deficit|AccumulatedOther|Expense.*Income|IncomeExpense|Retained|StockholdersEquity"
    r"|PartnersCapital|MembersEquity|Equity$|Adjustment|Translation|EffectOf|NetCash|NetOfTax|Provision|Restructuring"
    r"|OtherNon|Unrealized|GainOrLoss|GrossProfit|ProfitLoss|InterestIncome.*Net|Impairment|CapitalDeficiency|Minority"
)
_RESULTS = re.compile(
    r"IncomeLoss|ProfitLoss|NetIncome|GrossProfit|ComprehensiveIncome|DistributableEarnings"
)
_START = re.compile(
    r":(?:NetIncomeLoss|ProfitLoss|IncomeLossFromContinuingOperations|IncomeLossBefore|IncomeLossIncluding"
    r"|NetIncomeLossAvailableToCommon|IncomeLossAttributableToParent|ComprehensiveIncome)"
)
_CASH = re.compile(r":(?:NetCash|Cash.*PeriodIncrease|EffectOfExchangeRate|Cash)")


@dataclass(frozen=True, slots=True)
class Sign:
    """The sign of a line's values, its orientation, and what to say about it.

    ``sure`` is false where words and arithmetic disagree; ``note`` then says how.
    """

    sign: int
    orientation: int
    attached: bool
    sure: bool = True
    note: str = ""


def never_negative(concept: Concept, catalogue: Catalogue) -> bool:
    """Whether a value of the concept below zero would be surprising."""
    return concept.name in catalogue.non_negative or not _EITHER.search(concept.name)


def balance_of(concept: Concept) -> str:
    """The balance, also of cash-flow totals, which some releases leave without one (inflow: debit)."""
    return concept.balance or ("debit" if _CASH.search(concept.name) else "")


def derive(
    statement: Statement,
    rollups: Sequence[RollUp],
    concepts: Mapping[int, Concept],
    value_signs: Mapping[int, ValueSign],
    keys: Mapping[int, str],
    catalogue: Catalogue,
) -> dict[int, Sign]:
    """The sign of every line with amounts; ``concepts`` names those that are decided, by line index."""
    sums = Sums.of([rollup for rollup in rollups if rollup.foots])
    lines = {line.index: line for line in statement.lines}
    columns = set(amount_columns(statement))
    values = {line.index: _values(line, columns) for line in statement.lines}
    firm = frozenset(c.name for c in concepts.values() if never_negative(c, catalogue))
    orientation: dict[int, int] = {}
    for root in sorted(sums.by_total, reverse=True):
        if root in sums.parent or root in orientation:
            continue
        tree = _tree(root, sums)
        chosen = _root(statement.kind, root, tree, lines, values, concepts, keys, firm)
        for index, weight in tree.items():
            orientation[index] = chosen * weight
    signs: dict[int, Sign] = {}
    for line in statement.lines:
        if not values[line.index]:
            continue
        attached = line.index in orientation
        concept = concepts.get(line.index)
        default = _default_orientation(statement.kind, line, keys.get(line.index, ""))
        facing = orientation.get(line.index, default)
        value_sign = value_signs.get(line.index, ValueSign.AS_PRINTED)
        signs[line.index] = _sign(
            statement.kind,
            line,
            concept,
            facing,
            attached,
            values[line.index],
            keys.get(line.index, ""),
            value_sign,
            firm,
        )
    return _per_share(statement, signs, concepts, values)


def _values(line: LineItem, columns: set[int]) -> tuple[Decimal, ...]:
    return tuple(cell.value for cell in line.cells if cell.value is not None and cell.column in columns)


def _tree(root: int, sums: Sums) -> dict[int, int]:
    """Every line below a total with the product of the weights on the way to it."""
    weights = {root: 1}
    queue = [root]
    while queue:
        total = queue.pop()
        rollup = sums.by_total.get(total)
        for part, weight in rollup.parts if rollup else ():
            if part not in weights:
                weights[part] = weights[total] * weight
                queue.append(part)
    return weights


def _root(
    kind: StatementKind,
    root: int,
    tree: Mapping[int, int],
    lines: Mapping[int, LineItem],
    values: Mapping[int, tuple[Decimal, ...]],
    concepts: Mapping[int, Concept],
    keys: Mapping[int, str],
    firm: frozenset[str],
) -> int:
    """The orientation of a root that makes most of its sum look right."""
    default = _default_orientation(kind, lines[root], keys.get(root, ""))
    concept = concepts.get(root)
    if concept is not None and balance_of(concept):
        default = 1 if balance_of(concept) == "credit" else -1
    votes = 0.5 * default
    for index, weight in tree.items():
        vote = _vote(kind, lines[index], concepts.get(index), values[index], firm)
        votes += vote * weight
    return 1 if votes > 0 else -1


def _vote(
    kind: StatementKind,
    line: LineItem,
    concept: Concept | None,
    values: tuple[Decimal, ...],
    firm: frozenset[str],
) -> float:
    """Which orientation one line speaks for: above zero for credit, below for debit."""
    if concept is None or not balance_of(concept):
        return 0.0
    towards = 1 if balance_of(concept) == "credit" else -1
    net = sum(1 if value > 0 else -1 for value in values if value)
    if not net:
        return 0.0
    printed = 1 if net > 0 else -1
    if kind is StatementKind.CASH_FLOW:
        if concept.name.startswith("us-gaap:NetCashProvided"):
            if re.search(r"\bused\b", line.label, re.I) and not re.search(r"provided|from", line.label, re.I):
                return -3.0 * -printed
            return -1.5 if announces(line.label) else -0.5 * printed
        if _CASH.search(concept.name):
            return -1.0 * printed if concept.period_type == "instant" else 0.0
        if concept.name in firm and not announces(line.label):
            return 0.25 * towards * printed
        return 0.0
    if _RESULTS.search(concept.name):
        if announces(line.label):
            return 2.0 * towards
        if words.says_loss_only(line.label):
            return -2.0 * towards * printed
        return 1.0 * towards if printed > 0 else 0.25 * towards
    if concept.name in firm:
        weight = 3.0 if re.search(r":(?:Revenue|SalesRevenue|Assets$|Liabilities)", concept.name) else 1.0
        return weight * towards * printed
    return 0.0


def announces(label: str) -> bool:
    """Whether the caption says which sign parentheses have: "Net income (loss)", "provided by (used in)"."""
    return bool(
        re.search(r"\((?:loss|used|decrease|deficit|benefit|credit|expense|income|outflow|gain)", label, re.I)
    )


def _default_orientation(kind: StatementKind, line: LineItem, key: str) -> int:
    if kind is StatementKind.CASH_FLOW:
        return -1
    if kind in (StatementKind.BALANCE_SHEET, StatementKind.PARENTHETICAL):
        return -1 if key.startswith("assets") else 1
    if kind is StatementKind.EQUITY:
        return 1
    return -1 if words.says_charge(line.label) else 1


def _sign(
    kind: StatementKind,
    line: LineItem,
    concept: Concept | None,
    facing: int,
    attached: bool,
    values: tuple[Decimal, ...],
    key: str,
    value_sign: ValueSign,
    firm: frozenset[str],
) -> Sign:
    below = any(value < 0 for value in values) and all(value <= 0 for value in values)
    above = any(value > 0 for value in values) and all(value >= 0 for value in values)
    if concept is None:
        return Sign(1, facing, attached)
    if concept.type != "monetaryItemType":
        flip = below and value_sign is not ValueSign.AS_PRINTED and kind is not StatementKind.INCOME
        return Sign(-1 if flip else 1, facing, attached)
    balance = balance_of(concept)
    if kind is StatementKind.CASH_FLOW:
        if key in ("supplemental", "noncash") and not attached:
            return Sign(-1 if below and concept.name in firm else 1, facing, attached)
        if not attached and above and concept.name in firm:
            return Sign(1, facing, attached)
        if _START.search(concept.name) or _CASH.search(concept.name) or not balance:
            return Sign(-facing, facing, attached)
        return Sign(facing if balance == "credit" else -facing, facing, attached)
    if not balance:
        return Sign(-1 if below and value_sign is ValueSign.ABSOLUTE else 1, facing, attached)
    if attached:
        sign = facing if balance == "credit" else -facing
        wrong = (above if sign < 0 else below) and concept.name in firm
        if wrong and value_sign is ValueSign.ABSOLUTE:
            return Sign(-sign, facing, attached)
        if wrong and not words.announces_sign(line.label):
            note = "the arithmetic makes negative what should not be"
            return Sign(sign, facing, attached, sure=False, note=note)
        return Sign(sign, facing, attached)
    if concept.name in firm and below:
        return Sign(-1, facing, attached)
    if "Retained" in concept.name or "Deficit" in concept.name:
        return Sign(-1 if above and words.says_loss_only(line.label) else 1, facing, attached)
    if _RESULTS.search(concept.name):
        loss = above and words.says_loss_only(line.label) and balance == "credit"
        return Sign(
            -1 if loss else 1, facing, attached, sure=not loss, note="told by its words alone" if loss else ""
        )
    if balance == "debit" and below and kind is StatementKind.INCOME and not announces(line.label):
        return Sign(-1, facing, attached)
    return Sign(1, facing, attached)


def _per_share(
    statement: Statement,
    signs: dict[int, Sign],
    concepts: Mapping[int, Concept],
    values: Mapping[int, tuple[Decimal, ...]],
) -> dict[int, Sign]:
    """A loss per share has the sign of the loss, however it is printed."""
    if statement.kind is not StatementKind.INCOME:
        return signs
    result: dict[int, Decimal] = {}
    for line in statement.lines:
        concept = concepts.get(line.index)
        if concept is not None and _RESULTS.search(concept.name) and concept.type == "monetaryItemType":
            for cell in line.cells:
                if cell.value is not None:
                    result[cell.column] = cell.value * signs[line.index].sign
    for line in statement.lines:
        concept = concepts.get(line.index)
        if (
            concept is None
            or concept.type != "perShareItemType"
            or not re.search(r"EarningsPerShare|IncomeLoss.*Per", concept.name)
        ):
            continue
        unlike = alike = 0
        for cell in line.cells:
            if cell.unit_kind is UnitKind.PER_SHARE and cell.value and result.get(cell.column):
                same = (cell.value > 0) == (result[cell.column] > 0)
                alike, unlike = alike + same, unlike + (not same)
        told = any(words.says_loss_only(text) for text in (line.label, *line.section))
        if unlike > alike and all(value >= 0 for value in values[line.index]):
            signs[line.index] = Sign(
                -1, 1, False, sure=told, note="" if told else "the loss is printed as a loss"
            )
    return signs
