"""Decides which of the statements found are the registrant's own primary statements (A1 to A8)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from converter.extraction.statements import with_primary
from converter.extraction.titles import respell
from converter.model import Cell, ColumnRole, LineRole, Scope, Statement, StatementKind, UnitKind

_ENUMERATED = re.compile(r"\s*\(?(?:[a-z]|\d{1,2})[.)]\s", re.I)
_WANTED = (
    StatementKind.INCOME,
    StatementKind.CASH_FLOW,
    StatementKind.EQUITY,
    StatementKind.COMPREHENSIVE_INCOME,
)


def quality(statement: Statement, period_end: dt.date | None, in_notes: bool) -> float:
    """How much a statement looks like the registrant's own: complete, of this period, not in a note."""
    columns = [c for c in statement.columns if c.role is ColumnRole.AMOUNT and c.period is not None]
    numeric = [ln for ln in statement.lines if ln.cells]
    score = min(len(numeric), 40) / 10
    ends = {c.period.end for c in columns if c.period is not None}
    if period_end is not None and any(abs((e - period_end).days) <= 7 for e in ends):
        score += 4
    elif columns:
        score += 1
    if statement.kind is StatementKind.EQUITY and statement.columns:
        score += 2
    labels = " | ".join(ln.label.lower() for ln in statement.lines)
    if statement.kind is StatementKind.BALANCE_SHEET:
        score += 2 * ("asset" in labels) + 1.5 * ("liabilit" in labels or "payable" in labels)
        score += 1 if any(w in labels for w in ("equity", "capital", "deficit", "retained", "surplus")) else 0
    elif statement.kind is StatementKind.INCOME:
        score += 2 * any(
            w in labels
            for w in ("net income", "net loss", "net earnings", "net (loss", "income", "net increase")
        )
        score += 1 * any(w in labels for w in ("revenue", "sales", "interest", "premium", "total"))
    elif statement.kind is StatementKind.CASH_FLOW:
        score += 2 * ("operating" in labels or "operations" in labels) + 1 * ("financing" in labels)
    if statement.scope is not Scope.REGISTRANT:
        score -= 6
    if in_notes:
        score -= 3
    if _ENUMERATED.match(statement.title):
        score -= 2  # "(a) Balance Sheets": a condensed statement inside a note
    if "consolidated" in respell(statement.title):
        score += 0.7
    if "combin" in statement.title.lower() and "condensed" in statement.title.lower():
        score -= 1
    return score


def choose(
    statements: Sequence[Statement],
    period_end: dt.date | None,
    notes_rows: dict[int, int],
    order: Sequence[int],
) -> tuple[Statement, ...]:
    """Mark the primary statements.

    The best balance sheet (earliest on a tie) is primary; of the other kinds, the best of those in
    its document that stand nearest to it, and any others of the same kind there whose columns are of
    other periods (quarter and year to date printed apart). ``notes_rows`` gives, per document, the
    row where the first notes begin; ``order`` ranks the documents.
    """
    rank = {d: i for i, d in enumerate(order)}
    scores = {
        s.id: quality(s, period_end, s.first_row > notes_rows.get(s.document, 10**9))
        - rank.get(s.document, 9) * 0.3
        for s in statements
    }
    sheets = [s for s in statements if s.kind is StatementKind.BALANCE_SHEET and _usable(s)]
    anchor: Statement | None = None
    if sheets:
        top = max(scores[s.id] for s in sheets)
        anchor = next(s for s in sheets if scores[s.id] >= top - 1.0)
    chosen: set[str] = set()
    if anchor is not None and scores[anchor.id] >= 3:
        chosen.add(anchor.id)
    for kind in _WANTED:
        group = [s for s in statements if s.kind is kind and _usable(s) and _beside(s, anchor, notes_rows)]
        if anchor is not None:
            near = [s for s in group if s.document == anchor.document]
            group = near or group
        if kind is StatementKind.CASH_FLOW:
            known = [s for s in statements if s.id in chosen]
            group = [s for s in group if _tied(s, known)]
        if not group:
            continue

        def value(s: Statement) -> float:
            distance = (
                abs(s.first_row - anchor.first_row) / 400 if anchor and anchor.document == s.document else 0
            )
            return scores[s.id] - min(distance, 4)

        top = max(value(s) for s in group)
        if top < 1.5:
            continue
        best = next(s for s in group if value(s) >= top - 0.5)
        chosen.add(best.id)
        taken = _periods(best)
        for other in group:
            if other.id in chosen or other.scope is not Scope.REGISTRANT:
                continue
            periods = _periods(other)
            close = abs(other.first_row - best.last_row) < 160
            if periods and not periods & taken and close and value(other) >= top - 2.5:
                chosen.add(other.id)
                taken |= periods
    chosen |= _continuations(statements, chosen)
    result = []
    for statement in statements:
        if statement.id in chosen:
            result.append(with_primary(statement, True))
            continue
        why = {
            Scope.PRO_FORMA: "pro-forma",
            Scope.PARENT_ONLY: "parent-only",
            Scope.OTHER_ENTITY: "other-entity",
            Scope.AFFILIATE: "other-entity",
        }.get(statement.scope, "another-statement-is-better")
        if not _usable(statement) and statement.scope is not Scope.AFFILIATE:
            garbled = any(c.reason == RUN_TOGETHER for c in statement.columns)
            why = RUN_TOGETHER if garbled else "no-period"
        result.append(with_primary(statement, False, why))
    return tuple(result)


def _beside(statement: Statement, anchor: Statement | None, notes_rows: dict[int, int]) -> bool:
    """Whether a statement can belong to the primary balance sheet: not when it is the parent's alone, pro
    forma or another entity's, or when it stands in the notes and calls itself nothing that the sheet does.
    """
    if anchor is None:
        return True
    if statement.scope is not Scope.REGISTRANT and statement.scope is not anchor.scope:
        return False
    begin = notes_rows.get(statement.document, 10**9)
    inside = statement.first_row > begin
    return not inside or anchor.first_row > begin or "consolidated" in respell(statement.title)


_ENOUGH = 8  # amounts, of which one at least is printed in another statement too


def _tied(flows: Statement, known: Sequence[Statement]) -> bool:
    """Whether a statement of cash flows shares an amount (net income, cash at the end) with the balance
    sheet and income statement; one that shares none is another entity's. Few amounts tell nothing."""
    if len({s.kind for s in known}) < 2 or _GOES_ON.search(flows.title):
        return True
    if len(_amounts(flows, False)) < _ENOUGH:
        return True
    for other in known:
        scaled = _says_scale(flows) and _says_scale(other)
        if _amounts(flows, scaled) & _amounts(other, scaled):
            return True
    return False


def _says_scale(statement: Statement) -> bool:
    return any(c.scale_span is not None for c in statement.columns)


def _amounts(statement: Statement, scaled: bool) -> set[Decimal]:
    """The amounts of money of a statement, in whole units (``scaled``) or as printed."""
    cells = [c for ln in statement.lines for c in ln.cells if c.value and c.unit_kind is UnitKind.MONETARY]
    return {abs(c.value).scaleb(c.scale if scaled else 0) for c in cells if c.value}


_GOES_ON = re.compile(r"\b(?:continued|cont'?d|concluded)\b", re.I)
_NEXT_PAGE = 25  # rows from the end of a statement to the title above the rest of it


def _continuations(statements: Sequence[Statement], chosen: set[str]) -> set[str]:
    """The parts of chosen statements that stand on a further page under a title of their own (C3).

    Such a part follows at once, has the same title and columns (a matrix of equity may go on with other
    components) and does not begin again with what the statement began with.
    """
    found: set[str] = set()
    ordered = sorted(statements, key=lambda s: (s.document, s.first_row))
    for upper in ordered:
        if upper.id not in chosen and upper.id not in found:
            continue
        for lower in ordered:
            gap = lower.first_row - upper.last_row
            if lower.document != upper.document or lower.kind is not upper.kind or not 0 <= gap <= _NEXT_PAGE:
                continue
            if lower.id in chosen or lower.scope is not upper.scope or not _usable(lower):
                continue
            heads = [(c.role, c.period) for c in lower.columns]
            alike = heads == [(c.role, c.period) for c in upper.columns]
            matrix = any(c.role is ColumnRole.COMPONENT for c in lower.columns)
            titled = _GOES_ON.search(lower.title) or _plain(lower.title) == _plain(upper.title)
            if titled and (alike or matrix) and not _begins_again(upper, lower):
                found.add(lower.id)
    return found


def _plain(title: str) -> str:
    return re.sub(r"[^a-z]|s\b", "", _GOES_ON.sub("", respell(title)).lower())


def _begins_again(upper: Statement, lower: Statement) -> bool:
    """Whether a statement begins as another does, with the same captions over the same columns."""
    if [c.header for c in upper.columns] != [c.header for c in lower.columns] and any(
        c.role is ColumnRole.COMPONENT for c in lower.columns
    ):
        return False
    first = [" ".join(ln.label.lower().split()) for ln in upper.lines if ln.cells and ln.label][:3]
    again = [" ".join(ln.label.lower().split()) for ln in lower.lines if ln.cells and ln.label][:1]
    return any(label in first for label in again) or (bool(first) and bool(again) and _opens(lower))


def _opens(statement: Statement) -> bool:
    """Whether a statement begins with what only a whole one begins with."""
    label = next((ln.label for ln in statement.lines if ln.label), "")
    return bool(
        re.match(
            r"\W*(?:(?:net\s+|total\s+)?(?:sales|revenues?)\b|assets\b|interest\s+income|operating\s+(?:revenues|activities)"
            r"|cash\s+flows?\s+(?:from|provided))",
            label,
            re.I,
        )
    )


def _usable(statement: Statement) -> bool:
    if statement.scope is Scope.AFFILIATE:
        return False
    if statement.kind is StatementKind.EQUITY:
        return any(c.role in {ColumnRole.COMPONENT, ColumnRole.AMOUNT} for c in statement.columns)
    return any(c.role is ColumnRole.AMOUNT and c.period is not None for c in statement.columns)


def _periods(statement: Statement) -> set[object]:
    return {c.period for c in statement.columns if c.role is ColumnRole.AMOUNT and c.period is not None}


def borrow_scale(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Give a statement without a printed scale that of a neighbour with which it shares large numbers (E7).

    A number of four or more digits printed in both says that both are in one scale.
    """
    scaled = [
        s
        for s in statements
        if s.kind is not StatementKind.EQUITY and any(c.scale_span is not None for c in s.columns)
    ]
    result = []
    for statement in statements:
        if not scaled or any(c.scale_span is not None for c in statement.columns):
            result.append(statement)
            continue
        mine = _large(statement)
        donor = next(
            (
                s
                for s in sorted(scaled, key=lambda s: (not s.primary, abs(s.first_row - statement.first_row)))
                if s.document == statement.document
                and _largest(statement) <= 100 * _largest(s)
                and len(mine & _large(s)) >= (1 if abs(s.first_row - statement.first_row) < 400 else 2)
            ),
            None,
        )
        if donor is None:
            donor = _common_donor(statement, scaled)
        if donor is None or donor.columns[0].scale == 0:
            result.append(statement)
            continue
        power, span = donor.columns[0].scale, donor.columns[0].scale_span
        columns = tuple(replace(c, scale=power, scale_span=span) for c in statement.columns)
        lines = tuple(
            replace(
                ln,
                cells=tuple(
                    replace(c, scale=power) if c.unit_kind.value == "monetary" else c for c in ln.cells
                ),
            )
            for ln in statement.lines
        )
        result.append(replace(statement, columns=columns, lines=lines))
    return tuple(result)


def without_unknown_scale(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements, those left without facts that print tenths of an amount and no scale: nobody counts
    tenths of a dollar, so the scale is said where it wasn't found."""
    result = []
    for statement in statements:
        amounts = [
            c
            for ln in statement.lines
            for c in ln.cells
            if c.unit_kind is UnitKind.MONETARY and c.value and c.scale == 0
        ]
        tenths = sum(c.decimals == 1 for c in amounts)
        if tenths > _MANY_TENTHS and tenths * 2 > len(amounts):
            statement = without_facts(statement, "scale-unknown")
        result.append(statement)
    return tuple(result)


def settle_full(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements, where amounts of cash flows that are round thousands and would be more than all
    assets, though not as they are printed, are in full ("$14,000,000" among thousands)."""
    sheets = [s for s in statements if s.primary and s.kind is StatementKind.BALANCE_SHEET]
    amounts = (c for s in sheets for ln in s.lines for c in ln.cells if c.unit_kind is UnitKind.MONETARY)
    largest = max((abs(c.value).scaleb(c.scale) for c in amounts if c.value), default=Decimal(0))

    def settled(cell: Cell) -> Cell:
        value = abs(cell.value or Decimal(0))
        full = (
            cell.unit_kind is UnitKind.MONETARY
            and cell.scale > 0
            and value >= _IN_FULL
            and value % 1000 == 0
            and value <= largest < value.scaleb(cell.scale)
        )
        return replace(cell, scale=0) if full else cell

    return tuple(
        replace(s, lines=tuple(replace(ln, cells=tuple(map(settled, ln.cells))) for ln in s.lines))
        if s.kind is StatementKind.CASH_FLOW
        else s
        for s in statements
    )


_IN_FULL = 10**5
RUN_TOGETHER = "amounts-run-together"


def without_facts(statement: Statement, reason: str) -> Statement:
    """The statement, none of whose columns may give facts, for that reason."""
    columns = tuple(
        replace(c, role=ColumnRole.OTHER, reason=reason)
        if c.role in {ColumnRole.AMOUNT, ColumnRole.COMPONENT}
        else c
        for c in statement.columns
    )
    return replace(statement, columns=columns)


_MANY_TENTHS = 5


def _common_donor(statement: Statement, scaled: Sequence[Statement]) -> Statement | None:
    """A neighbour in whose scale a statement may be taken to stand although they share no number: all
    neighbours have one scale, and nothing here is larger than their largest amount."""
    near = [s for s in scaled if s.primary and s.document == statement.document]
    near = [s for s in near if abs(s.first_row - statement.first_row) < 400]
    if len(near) < 2 or len({s.columns[0].scale for s in near}) != 1:
        return None
    return near[0] if _largest(statement) <= max(_largest(s) for s in near) else None


def _largest(statement: Statement) -> Decimal:
    amounts = (
        abs(c.value)
        for ln in statement.lines
        for c in ln.cells
        if c.value is not None and c.unit_kind is UnitKind.MONETARY
    )
    return max(amounts, default=Decimal(0))


def _large(statement: Statement) -> set[str]:
    return {
        c.text
        for ln in statement.lines
        if ln.role is not LineRole.HEADING
        for c in ln.cells
        if c.value is not None and abs(c.value) >= 1000 and c.unit_kind is UnitKind.MONETARY
    }
