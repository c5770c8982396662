"""Corrects what a cell counts where the arithmetic of the statement says otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from converter.mapping.rollups import amount_columns
from converter.model import Cell, LineItem, RollUp, Statement, StatementKind, UnitKind

_COUNTED = re.compile(r"\b(?:shares?|units?|number of|authorized|issued|outstanding)\b", re.I)
_STOCK = re.compile(r"^\W*(?:\w+ ){0,6}?(?:stock|shares?)\b", re.I)
_MOST = 4  # rows of share counts that one total may turn out to add


def recast(statement: Statement, rollups: Sequence[RollUp]) -> Statement:
    """The statement with the units that its sums and its print imply.

    In a balance sheet, rows taken for share counts ("Common stock, 5,000 shares issued ... 50") are
    amounts when a total that does not foot misses exactly them. In an income statement whose amounts
    have no decimals, figures with two or more are per share.
    """
    if statement.kind is StatementKind.BALANCE_SHEET:
        return _missed_amounts(_amounts_of_stock(statement), rollups)
    if statement.kind is StatementKind.INCOME:
        return _per_share(statement)
    return statement


def _amounts_of_stock(statement: Statement) -> Statement:
    """Rows whose caption names no count, or has the counts inside it, show amounts."""
    scales = {column.index: column.scale for column in statement.columns}
    lines = [
        replace(line, cells=tuple(_as_money(cell, scales.get(cell.column, 0)) for cell in line.cells))
        if line.cells
        and all(cell.unit_kind is UnitKind.SHARES for cell in line.cells)
        and (not _COUNTED.search(line.label) or (line.embedded and _STOCK.search(line.label)))
        else line
        for line in statement.lines
    ]
    return _with_lines(statement, lines) if lines != list(statement.lines) else statement


def _missed_amounts(statement: Statement, rollups: Sequence[RollUp]) -> Statement:
    scales = {column.index: column.scale for column in statement.columns}
    columns = amount_columns(statement)
    counts = [
        line
        for line in statement.lines
        if line.cells and all(cell.unit_kind is UnitKind.SHARES for cell in line.cells)
    ]
    turned: set[int] = set()
    for rollup in rollups:
        if rollup.foots or not counts:
            continue
        first = min(part for part, _ in rollup.parts)
        inside = [line for line in counts if first - _MOST <= line.index < rollup.total]
        residuals = dict(rollup.residuals)
        for start in range(max(0, len(inside) - _MOST), len(inside)):
            for chosen in (inside[start:], inside[start : start + 1]):
                sums = {column: _sum(chosen, column) for column in columns}
                if all(sums[column] == residuals.get(column, Decimal(0)) for column in columns):
                    turned.update(line.index for line in chosen)
                    break
    if not turned:
        return statement
    return _with_lines(
        statement,
        [
            replace(line, cells=tuple(_as_money(cell, scales.get(cell.column, 0)) for cell in line.cells))
            if line.index in turned
            else line
            for line in statement.lines
        ],
    )


def _sum(lines: Sequence[LineItem], column: int) -> Decimal:
    return sum(
        (
            cell.value
            for line in lines
            for cell in line.cells
            if cell.column == column and cell.value is not None
        ),
        Decimal(0),
    )


def _as_money(cell: Cell, scale: int) -> Cell:
    return replace(cell, unit_kind=UnitKind.MONETARY, scale=scale)


def _per_share(statement: Statement) -> Statement:
    amounts = [
        cell
        for line in statement.lines
        for cell in line.cells
        if cell.unit_kind is UnitKind.MONETARY and cell.value
    ]
    if not amounts or sum(1 for cell in amounts if cell.decimals == 0) < 0.6 * len(amounts):
        return statement
    lines = [
        replace(line, cells=tuple(_as_rate(cell) for cell in line.cells)) if _rates(line) else line
        for line in statement.lines
    ]
    return _with_lines(statement, lines)


def _rates(line: LineItem) -> bool:
    """Whether a row of amounts has decimals throughout, as only figures per share have."""
    printed = [cell for cell in line.cells if cell.value is not None and not cell.nil]
    return bool(printed) and all(
        cell.unit_kind is UnitKind.MONETARY and cell.decimals >= 2 and abs(cell.value or Decimal(0)) < 1000
        for cell in printed
    )


def _as_rate(cell: Cell) -> Cell:
    return replace(cell, unit_kind=UnitKind.PER_SHARE, scale=0)


def _with_lines(statement: Statement, lines: Sequence[LineItem]) -> Statement:
    return replace(statement, lines=tuple(lines))
