"""Tags the numbers that stand inside labels: allowances, par values, share counts."""

from __future__ import annotations

import re
from decimal import Decimal

from converter.mapping.candidates import Setting, resolve
from converter.mapping.labels import normalise
from converter.model import (
    Column,
    ColumnRole,
    EmbeddedNumber,
    LineItem,
    Statement,
    StatementKind,
    Tagging,
    UnitKind,
)
from converter.stock import count_scale

_LIQUIDATION = "us-gaap:PreferredStockLiquidationPreferenceValue"
_WRITTEN_OUT = 10**6
_ONE_SHARE = 1000
_IN_ALL = re.compile(r"\b(?:aggregate|total)\b", re.I)
_POWER = re.compile(r"\W*(million|billion)\b", re.I)
_POWERS = {"million": 6, "billion": 9}
_OTHER_YEAR = re.compile(r"\W*\(\s*((?:19|20)\d\d)\s*[-:,]")
_AND = re.compile(r"\W*(?:million|billion|thousand|shares?)?\W*and\W*", re.I)
_COMMA = re.compile(r"\s*,\s*")
_PAIR = 2
_OWN_YEAR = re.compile(r"\s*-\s*((?:19|20)\d\d)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_KINDS = (StatementKind.BALANCE_SHEET, StatementKind.PARENTHETICAL)


_HELD_IN = re.compile(
    r"\W*(?:shares? )?(?:(?:issued|outstanding|authorized|and) ){0,4}(?:in|at|for|as of)\b", re.I
)


def tag(statement: Statement, line: LineItem, setting: Setting) -> tuple[Tagging, ...]:
    """The decisions for the numbers inside one label, in their order; each number gets one."""
    if not line.embedded:
        return ()
    context = normalise(" ".join((*line.section, line.label)))
    columns = [column for column in statement.columns if column.role is ColumnRole.AMOUNT and column.period]
    decided: dict[int, Tagging] = {}
    for match in setting.tables.embedded(
        statement.kind.value, context, line.embedded, setting.catalogue.release
    ):
        rule = match.rule
        concept = resolve(rule.concept, setting.catalogue) if rule is not None else None
        instant = statement.kind in _KINDS
        if rule is None or concept is None or (concept.period_type == "instant") != instant:
            reason = "embedded-unknown" if rule is None else "embedded-concept-unfit"
            for number in match.numbers:
                decided[number] = Tagging(line.index, embedded=number, reason=reason)
            continue
        places = _columns(line.embedded, match.numbers, columns)
        for position, number in enumerate(match.numbers):
            where = places[position] if places else ()
            own = _per_share_value(concept.name, line.embedded[number], setting)
            if own:
                decided[number] = Tagging(
                    line.index,
                    concept=own,
                    unit_kind=UnitKind.PER_SHARE,
                    columns=where or tuple(column.index for column in columns),
                    embedded=number,
                    rule=rule.ref,
                    confidence=rule.confidence,
                    scale=0,
                )
                continue
            if not where:
                decided[number] = Tagging(
                    line.index, embedded=number, reason="embedded-period-unknown", rule=rule.ref
                )
                continue
            decided[number] = Tagging(
                line.index,
                concept=concept.name,
                unit_kind=rule.unit_kind,
                columns=where,
                embedded=number,
                rule=rule.ref,
                confidence=rule.confidence,
                scale=_scale(statement, line, line.embedded[number], rule.unit_kind, where),
            )
    return tuple(decided[number] for number in sorted(decided))


def _per_share_value(concept: str, number: EmbeddedNumber, setting: Setting) -> str:
    """The concept per share, where a liquidation value is as small as that of one share; else ""."""
    small = abs(number.value) <= _ONE_SHARE and not _POWER.match(number.after)
    if concept != _LIQUIDATION or not small or _IN_ALL.search(number.before):
        return ""
    return found.name if (found := resolve(_LIQUIDATION.removesuffix("Value"), setting.catalogue)) else ""


def _columns(
    numbers: tuple[EmbeddedNumber, ...], group: tuple[int, ...], columns: list[Column]
) -> list[tuple[int, ...]]:
    """Per number of a group the columns that it holds for; empty when that can't be told."""
    after = numbers[group[-1]].after
    years = [int(year) for year in _YEAR.findall(after)]
    named = [
        [c.index for c in columns if c.period is not None and c.period.end.year == year] for year in years
    ]
    if len(group) == 1:
        own = _YEAR.findall(after[:30])
        if len(own) == 1 and _HELD_IN.match(after) and len(named[0]) == 1:
            return [tuple(named[0])]
        if (other := _OTHER_YEAR.match(after)) and len(columns) > 1:  # "$386 (1992 -": the rest is cut off
            rest = [c.index for c in columns if c.period is not None and c.period.end.year != int(other[1])]
            return [tuple(rest)] if len(rest) == 1 else []
        if (mine := _OWN_YEAR.match(after)) and len(columns) > 1:
            held = [c.index for c in columns if c.period is not None and c.period.end.year == int(mine[1])]
            return [tuple(held)] if len(held) == 1 else []
        after_it = numbers[group[0] + 1] if group[0] + 1 < len(numbers) else None
        if after_it is not None and len(columns) > 1 and _is_pair(numbers[group[0]], after_it):
            return [(columns[0].index,)] if len(columns) == _PAIR else []
        return [tuple(column.index for column in columns)]
    if len(years) == len(group) and all(len(found) == 1 for found in named):
        return [tuple(found) for found in named]
    if len(group) == len(columns):
        return [(column.index,) for column in columns]
    return []


def _is_pair(first: EmbeddedNumber, second: EmbeddedNumber) -> bool:
    """Whether two numbers say the same of two columns ("$88 million and $73 million", "$5,738, 5,812")."""
    if _AND.fullmatch(second.before):
        return first.currency == second.currency
    large = min(first.value, second.value) >= _ONE_SHARE
    return first.currency and large and _COMMA.fullmatch(second.before) is not None


def _scale(
    statement: Statement, line: LineItem, number: EmbeddedNumber, unit: UnitKind, where: tuple[int, ...]
) -> int:
    """The power of ten of an embedded amount: the statement's, unless it is printed in full."""
    if power := _POWER.match(number.after):
        return _POWERS[power[1].lower()]
    if unit is UnitKind.SHARES:
        return count_scale(statement) if abs(number.value) < _WRITTEN_OUT else 0
    if unit is not UnitKind.MONETARY:
        return 0
    scale = next(column.scale for column in statement.columns if column.index in where)
    if scale and not number.decimals:
        amounts = [abs(c.value) for c in line.cells if c.value and c.unit_kind is UnitKind.MONETARY]
        largest = max(amounts, default=Decimal(0))
        if largest and abs(number.value) > largest * Decimal(10) ** (scale - 1) * 2:
            return 0
        if not largest and abs(number.value) >= Decimal(10) ** (scale + 4):
            return 0
    return scale
