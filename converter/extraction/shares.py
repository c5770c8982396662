"""Settles whether share counts are in the statement's scale: income over income per share tells (F15)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from converter.model import Cell, LineItem, Statement, StatementKind, UnitKind
from converter.stock import count_scale

_INCOME = re.compile(
    r"^\W*(?:consolidated\s+)?net\s+(?:income|earnings|loss|\(loss\))|^\W*(?:income|earnings|loss|\(loss\))\b",
    re.I,
)


def settle_shares(statement: Statement) -> Statement:
    """Set the scale of each share count of an income statement.

    Where a column prints income and income per share, the count is the one of (as printed, in the
    statement's scale) that is nearer to their quotient; elsewhere a count stays in the statement's scale
    unless that would make more than ten thousand million shares.
    """
    if statement.kind is not StatementKind.INCOME:
        return statement
    lines: list[LineItem] = []
    for line in statement.lines:
        if not any(c.unit_kind is UnitKind.SHARES for c in line.cells):
            lines.append(line)
            continue
        scale = _scale(statement, line)
        lines.append(replace(line, cells=tuple(_with(c, scale) for c in line.cells)))
    return replace(statement, lines=tuple(lines))


def settle_counts(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements, where counts of shares in a matrix of equity are not in its scale when the captions
    of the balance sheet, printed in full, show the same number ("issued - 98,501 shares")."""
    full = {
        number.value
        for sheet in statements
        if sheet.kind in (StatementKind.BALANCE_SHEET, StatementKind.PARENTHETICAL) and not count_scale(sheet)
        for line in sheet.lines
        for number in line.embedded
        if "," in number.text and not number.currency
    }
    return tuple(
        replace(s, lines=tuple(replace(ln, cells=tuple(_with(c, 0) for c in ln.cells)) for ln in s.lines))
        if s.kind is StatementKind.EQUITY and _counts(s) & full
        else s
        for s in statements
    )


def _counts(statement: Statement) -> set[Decimal]:
    return {
        abs(cell.value)
        for line in statement.lines
        if line.period is not None and line.period.instant
        for cell in line.cells
        if cell.value and cell.scale and cell.unit_kind is UnitKind.SHARES
    }


def _with(cell: Cell, scale: int | None) -> Cell:
    return replace(cell, scale=scale) if scale is not None and cell.unit_kind is UnitKind.SHARES else cell


def _scale(statement: Statement, line: LineItem) -> int | None:
    power = max((c.scale for c in statement.columns), default=0)
    if power == 0:
        return None
    votes: list[int] = []
    for cell in line.cells:
        if cell.unit_kind is not UnitKind.SHARES or not cell.value:
            continue
        shares = _implied(statement, cell.column, power)
        if shares is None:
            continue
        candidates = {0, 3, power} if power == 6 else {0, power}
        best = min(candidates, key=lambda p: abs((cell.value or Decimal(1)).scaleb(p).ln() - shares.ln()))
        if abs((cell.value.scaleb(best) / shares).ln()) < Decimal("1.2"):
            votes.append(best)
    if votes:
        return max(sorted(set(votes)), key=votes.count)
    largest = max((abs(c.value) for c in line.cells if c.value is not None), default=Decimal(0))
    if largest.scaleb(power) > Decimal(10) ** 10:
        return 0
    return None


def _implied(statement: Statement, column: int, power: int) -> Decimal | None:
    """Income of the column over its income per share; None where either is missing or too small."""
    per_share = [
        abs(c.value)
        for ln in statement.lines
        for c in ln.cells
        if c.column == column
        and c.unit_kind is UnitKind.PER_SHARE
        and c.value is not None
        and abs(c.value) >= Decimal("0.05")
    ]
    incomes = [
        abs(c.value)
        for ln in statement.lines
        if _INCOME.match(ln.label)
        for c in ln.cells
        if c.column == column and c.unit_kind is UnitKind.MONETARY and c.value
    ]
    if not per_share or not incomes:
        return None
    return incomes[-1].scaleb(power) / per_share[-1]
