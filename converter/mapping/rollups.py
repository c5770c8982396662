"""Finds the sums that a statement prints: which lines each total adds, and with which weights.

Rows are walked once with a stack of addends that no total has taken yet. A row is explained by a
suffix of that stack; the explanation that would be the greatest coincidence wins (in bits: how many
digits agree over all columns, less what the search could have found by chance).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import log2

from converter.mapping import words
from converter.model import ColumnRole, LineItem, LineRole, RollUp, Statement, StatementKind, UnitKind

_DEEPEST = 40  # addends that one total may have
_SIGNED = 11  # addends over which free patterns of signs are searched
_BASE = 1 << 64  # columns are packed into one integer, so that one lookup compares all of them


@dataclass(frozen=True, slots=True)
class _Row:
    """A line with its values per column, in units of the column's last printed digit."""

    line: LineItem
    values: tuple[int, ...]
    packed: int
    printed: tuple[bool, ...]  # per column, whether something is printed

    @property
    def zero(self) -> bool:
        return not any(self.values)


@dataclass(frozen=True, slots=True)
class _Explanation:
    bits: float
    parts: tuple[tuple[int, int], ...]  # (place in the stack, weight)
    residuals: tuple[int, ...]
    foots: bool


def amount_columns(statement: Statement) -> tuple[int, ...]:
    """Indexes of the columns that hold amounts (of periods, or of components of equity)."""
    roles = (ColumnRole.AMOUNT, ColumnRole.COMPONENT)
    return tuple(column.index for column in statement.columns if column.role in roles)


def find(statement: Statement) -> tuple[RollUp, ...]:
    """The sums of a statement, in the order of their totals.

    Totals that their caption or role declares, but that don't foot, are among them (``foots`` false,
    with residuals). ``residuals`` are printed total less sum, in printed units.
    """
    columns = amount_columns(statement)
    rows, places = _rows(statement, columns)
    if not rows:
        return ()
    found: list[RollUp] = []
    stack: list[_Row] = []
    for row in rows:
        strength = _strength(row.line, statement.kind)
        best = _explain(stack, row, strength, statement.kind)
        if best is None and strength == 2:
            best = _declared(stack, row)
        if best is not None:
            parts = tuple((stack[place].line.index, weight) for place, weight in best.parts)
            residuals = tuple(
                (column, Decimal(residual).scaleb(-digits))
                for column, residual, digits in zip(columns, best.residuals, places, strict=True)
            )
            found.append(RollUp(row.line.index, parts, residuals, best.foots))
            del stack[best.parts[0][0] :]
        stack.append(row)
    return tuple(found)


def _rows(statement: Statement, columns: tuple[int, ...]) -> tuple[list[_Row], tuple[int, ...]]:
    kinds = {UnitKind.MONETARY}
    if statement.kind is StatementKind.EQUITY:
        kinds.add(UnitKind.SHARES)
    position = {column: place for place, column in enumerate(columns)}
    digits = [0] * len(columns)
    usable: list[tuple[LineItem, list[tuple[int, Decimal]]]] = []
    for line in statement.lines:
        cells = [
            (position[cell.column], cell.value)
            for cell in line.cells
            if cell.value is not None and cell.unit_kind in kinds and cell.column in position
        ]
        if not cells:
            continue
        usable.append((line, cells))
        for cell in line.cells:
            if cell.value is not None and cell.column in position and cell.unit_kind in kinds:
                place = position[cell.column]
                digits[place] = max(digits[place], cell.decimals)
    rows = []
    for line, cells in usable:
        values = [0] * len(columns)
        printed = [False] * len(columns)
        for place, value in cells:
            values[place] = int(value.scaleb(digits[place]))
            printed[place] = True
        packed = sum(value * _BASE**place for place, value in enumerate(values))
        rows.append(_Row(line, tuple(values), packed, tuple(printed)))
    return rows, tuple(digits)


def _strength(line: LineItem, kind: StatementKind) -> int:
    """2: declared a total; 1: words that usually sum what stands above; 0: nothing says so."""
    if (
        line.role in (LineRole.TOTAL, LineRole.SUBTOTAL)
        or not line.label.strip()
        or words.says_total(line.label)
    ):
        return 2 if not (kind is StatementKind.INCOME and not words.says_total(line.label)) else 1
    if kind is StatementKind.BALANCE_SHEET and words.says_earnings(line.label):
        # an account: any account is total assets less all others, so that free signs always reach it
        return 0
    return 1 if words.says_result(line.label) else 0


def _explain(stack: list[_Row], total: _Row, strength: int, kind: StatementKind) -> _Explanation | None:
    if total.zero or not stack:
        return None
    floor = (12.0, 5.0, 2.0)[strength]
    best: _Explanation | None = None
    first = max(0, len(stack) - _DEEPEST)
    size = len(stack) - first
    spread = log2(size + 1)

    def consider(start: int, weights: list[int], cost: float) -> None:
        nonlocal best
        explanation = _weigh(stack, start, weights, total, cost + spread, strength)
        if (
            explanation is not None
            and explanation.bits >= floor
            and (best is None or explanation.bits > best.bits)
        ):
            best = explanation

    packed = 0
    prior: list[int] = []
    prior_packed = 0
    singles: dict[int, int] = {}
    subsets: dict[int, int] = {0: 0}  # twice the sum of some addends -> mask of them, from the top
    live: list[int] = []
    target = total.packed
    charge = words.says_charge(total.line.label)
    for start in range(len(stack) - 1, first - 1, -1):
        row = stack[start]
        packed += row.packed
        weight = _expected(row, total, charge, kind)
        prior.insert(0, weight)
        prior_packed += weight * row.packed
        count = len(stack) - start
        if not row.zero:
            singles[row.packed] = start
            if len(live) < _SIGNED:
                bit = 1 << len(live)
                live.append(start)
                if strength and kind is not StatementKind.CASH_FLOW:
                    for value, mask in list(subsets.items()):
                        subsets.setdefault(value + 2 * row.packed, mask | bit)
            else:
                subsets = {}
        if count == 1 and strength < 2:
            continue
        ones = [1] * count
        if packed == target:
            consider(start, ones, 0.0)
        elif -packed == target:
            consider(start, [-1] * count, 3.0)
        elif prior_packed == target:
            consider(start, list(prior), 1.5)
        elif strength:
            if singles.get(packed - target) is not None and count > 2:
                place = singles[packed - target]
                dropped = [0 if start + n == place else 1 for n in range(count)]
                if dropped[0]:
                    consider(start, dropped, 5.0)
            for sign in (1, -1):
                mask = subsets.get(packed - sign * target, 0)
                if not mask:
                    continue
                weights = [sign] * count
                cost = 1.0
                for n, place in enumerate(live):
                    if mask >> n & 1:
                        weights[place - start] = -sign
                    cost += 0.5 if weights[place - start] == prior[place - start] else 2.5
                consider(start, weights, cost)
            if best is None or not best.foots or best.bits < floor + 8:
                consider(start, ones, 1.0)
                if prior != ones:
                    consider(start, list(prior), 2.0)
                if kind is StatementKind.CASH_FLOW:
                    consider(start, [-1] * count, 4.0)
    return best if best is None else _with_leading_zeros(best, stack, total)


def _expected(row: _Row, total: _Row, charge: bool, kind: StatementKind) -> int:
    """The weight that the words announce for a part of a total."""
    if words.says_less(row.line.label) or any(words.says_less(heading) for heading in row.line.section[-1:]):
        return 1 if all(value <= 0 for value in row.values) else -1
    if kind in (StatementKind.INCOME, StatementKind.COMPREHENSIVE_INCOME):
        if words.says_charge(row.line.label) == charge:
            return 1
        return 1 if all(value <= 0 for value in row.values) else -1
    return 1


def _weigh(
    stack: list[_Row], start: int, weights: list[int], total: _Row, cost: float, strength: int
) -> _Explanation | None:
    """How surprising it would be if these parts gave this total by chance; None when they don't."""
    bits = -cost
    residuals: list[int] = []
    addends = sum(1 for place, weight in enumerate(weights) if weight and not stack[start + place].zero)
    if addends < (2 if strength < 2 else 1):
        return None
    allowed = (addends + 1) // 2 if addends > 1 else 0
    wrong = fitting = 0
    for column, value in enumerate(total.values):
        summed = 0
        largest = abs(value)
        for place, weight in enumerate(weights):
            part = stack[start + place].values[column]
            if part and weight:
                summed += weight * part
                largest = max(largest, abs(part))
        residual = value - summed
        if not total.printed[column]:
            if summed:  # nothing printed as the total of something: no evidence, and no error either
                bits -= 2
                if not strength:
                    return None
            residuals.append(0)
            continue
        residuals.append(residual)
        if abs(residual) <= allowed and (strength or not residual):
            if largest:
                fitting += 1
                bits += log2((2 * largest + 1) / (2 * abs(residual) + 1))
                if residual:
                    bits -= 1.5
        else:
            wrong += 1
            bits -= 8
    if not fitting or wrong > fitting or (wrong and not strength):
        return None
    parts = tuple((start + place, weight) for place, weight in enumerate(weights) if weight)
    return _Explanation(bits, parts, tuple(residuals), wrong == 0)


def _with_leading_zeros(best: _Explanation, stack: list[_Row], total: _Row) -> _Explanation:
    """Takes in rows of zeros above the first part that stand under the same heading."""
    place = best.parts[0][0]
    head = stack[place].line.section
    extra: list[tuple[int, int]] = []
    while place and stack[place - 1].zero and stack[place - 1].line.section == head:
        place -= 1
        extra.insert(0, (place, 1))
    if not extra:
        return best
    return _Explanation(best.bits, (*extra, *best.parts), best.residuals, best.foots)


def _declared(stack: list[_Row], total: _Row) -> _Explanation | None:
    """A total by its caption whose parts don't foot: the addends under the nearest heading."""
    if not stack or not total.line.label.strip():
        return None
    head = stack[-1].line.section
    start = len(stack) - 1
    while (
        start and stack[start - 1].line.section == head and not words.says_total(stack[start - 1].line.label)
    ):
        start -= 1
    rows = stack[start:]
    if len(rows) < 2 or total.zero:
        return None
    residuals = tuple(
        value - sum(row.values[column] for row in rows) if total.printed[column] else 0
        for column, value in enumerate(total.values)
    )
    if all(abs(residual) > abs(value) / 2 for residual, value in zip(residuals, total.values, strict=True)):
        return None
    return _Explanation(0.0, tuple((start + n, 1) for n in range(len(rows))), residuals, False)
