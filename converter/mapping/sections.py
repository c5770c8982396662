"""Gives each line of a statement its section key: by the headings above it, and by its place among totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from converter.mapping import words
from converter.mapping.labels import normalise
from converter.mapping.rollups import amount_columns
from converter.mapping.tables import MappingTables
from converter.model import LineItem, LineRole, RollUp, Statement, StatementKind, UnitKind

# What lies between a total of the key and the next one, where no heading says it.
_AFTER = {
    "assets.current": "assets.noncurrent",
    "assets": "liabilities",
    "liabilities.current": "liabilities.noncurrent",
    "liabilities": "equity",
    "operating": "investing",
    "investing": "financing",
    "financing": "cash",
    "cash": "supplemental",
}

_EQUITY = re.compile(
    r"^total (?:common )?(?:(?:stock|share|unit)(?:holder|owner)|partner|member|owner)\b"
    r"(?!.*\bliability\b).*\b(?:equity|capital|deficit|deficiency|investment)\b"
)


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of a statement, for looking up in both directions."""

    by_total: dict[int, RollUp]
    parent: dict[int, tuple[int, int]]  # part -> (total, weight)

    @classmethod
    def of(cls, rollups: Sequence[RollUp]) -> Sums:
        return cls(
            {rollup.total: rollup for rollup in rollups},
            {part: (rollup.total, weight) for rollup in rollups for part, weight in rollup.parts},
        )

    def leaves(self, total: int) -> list[int]:
        """All lines below a total, subtotals included."""
        found: list[int] = []
        queue = [total]
        while queue:
            rollup = self.by_total.get(queue.pop())
            if rollup is not None:
                below = [part for part, _ in rollup.parts]
                found += below
                queue += below
        return found


def main_total(normalised: str, kind: StatementKind) -> str:
    """The section key that a total's caption closes ("" when it closes none that is known)."""
    if kind is StatementKind.BALANCE_SHEET:
        return {
            "total current asset": "assets.current",
            "total asset": "assets",
            "total current liability": "liabilities.current",
            "total liability": "liabilities",
        }.get(normalised, "")
    if kind is StatementKind.CASH_FLOW and "net cash" in normalised:
        for key in ("operating", "investing", "financing"):
            if key in normalised or (key == "operating" and "operation" in normalised):
                return key
    return ""


def two_sides(statement: Statement, sums: Sums) -> tuple[int, int] | None:
    """The lines of total assets and of total liabilities and equity: the largest total printed twice."""
    columns = set(amount_columns(statement))
    rows: list[tuple[LineItem, dict[int, Decimal]]] = []
    for line in statement.lines:
        values = {
            cell.column: cell.value
            for cell in line.cells
            if cell.value is not None and cell.unit_kind is UnitKind.MONETARY and cell.column in columns
        }
        total = line.index in sums.by_total or not line.label or words.says_total(line.label)
        total = total or "commitment" in line.label.lower()
        if total and any(values.values()):
            rows.append((line, values))
    best: tuple[Decimal, int, int] | None = None
    for later in range(len(rows) - 1, 0, -1):
        for earlier in range(later):
            summed = rows[earlier][0].index in sums.by_total or rows[later][0].index in sums.by_total
            bare = not rows[later][0].label and rows[later][1] and later == len(rows) - 1
            if (summed or bare) and rows[earlier][1] == rows[later][1]:
                size = max(abs(value) for value in rows[later][1].values())
                if best is None or size > best[0]:
                    best = (size, rows[earlier][0].index, rows[later][0].index)
    if best is None:
        return None
    totals = [values for line, values in rows if line.index in sums.by_total]
    largest = max((abs(value) for values in totals for value in values.values()), default=Decimal(0))
    return (best[1], best[2]) if 4 * best[0] >= largest else None


def keys(statement: Statement, tables: MappingTables, rollups: Sequence[RollUp]) -> tuple[str, ...]:
    """The section key of each line, in the order of the lines; "" where nothing tells."""
    sums = Sums.of(rollups)
    normal = [normalise(line.label) for line in statement.lines]
    kind = statement.kind
    if kind is StatementKind.EQUITY:
        return tuple(tables.section_key(kind.value, line.section) or "equity" for line in statement.lines)
    found = _by_heading(statement, tables, sums, normal)
    if kind is StatementKind.BALANCE_SHEET:
        _by_totals(statement, sums, normal, found)
    elif kind in (StatementKind.INCOME, StatementKind.COMPREHENSIVE_INCOME):
        _by_units(statement, found)
    _key_bare_totals(statement, sums, found)
    return tuple(found)


def _by_heading(statement: Statement, tables: MappingTables, sums: Sums, normal: Sequence[str]) -> list[str]:
    """Keys by the innermost heading that no total has closed; by the last closed one where none is open."""
    kind = statement.kind
    found: list[str] = []
    closed: set[tuple[str, ...]] = set()
    default = {StatementKind.CASH_FLOW: "operating", StatementKind.INCOME: "revenues"}.get(kind, "")
    if kind is StatementKind.BALANCE_SHEET:
        default = "assets"
    passed_assets = False
    first_under: dict[tuple[str, ...], int] = {}
    sides = two_sides(statement, sums) if kind is StatementKind.BALANCE_SHEET else None
    previous: tuple[str, ...] = ()
    for place, line in enumerate(statement.lines):
        path = line.section
        for depth in range(1, len(path) + 1):
            head = path[:depth]
            if head != previous[:depth] and line.role is not LineRole.HEADING:
                first_under.setdefault(head, place)
                if head not in closed or previous[:1] != path[:1]:
                    closed.discard(head)
        if line.role is not LineRole.HEADING:
            previous = path
        key = ""
        for depth in range(len(path), 0, -1):
            if path[:depth] not in closed:
                rule = tables.section(kind.value, normalise(path[depth - 1]))
                if rule is not None:
                    key = rule.key
                    break
        if line.role is LineRole.HEADING:
            rule = tables.section(kind.value, normal[place])
            found.append(rule.key if rule is not None else key or default)
            continue
        if kind is StatementKind.BALANCE_SHEET and passed_assets and key.startswith("assets"):
            # "Current" alone heads either side
            key = "liabilities.current" if normalise(path[depth - 1]) == "current" else ""
        key = key or default
        found.append(key)
        total_of = main_total(normal[place], kind)
        if sides and line.index == sides[0]:
            total_of = "assets"
        if total_of:
            closed.update(path[:depth] for depth in range(1, len(path) + 1))
            default = _AFTER[total_of]
            passed_assets = passed_assets or total_of == "assets"
        elif kind is StatementKind.CASH_FLOW and default == "cash" and "end" in normal[place].split():
            closed.update(path[:depth] for depth in range(1, len(path) + 1))
            default = "supplemental"
        elif kind is StatementKind.INCOME:
            default = _next_of_income(line, normal[place], default)
            if words.says_result(line.label) and line.index in sums.by_total:
                closed.update(path[:depth] for depth in range(1, len(path) + 1))
        elif key and not default.startswith(key.split(".")[0]) and kind is StatementKind.BALANCE_SHEET:
            default = key.split(".")[0]
        elif key in ("operating", "investing", "financing", "cash", "supplemental", "noncash"):
            default = key
        if (
            line.index in sums.by_total
            and words.says_total(line.label)
            and _covers(statement, sums, line.index, first_under.get(path, place))
        ):
            closed.add(path)
    return found


def _covers(statement: Statement, sums: Sums, total: int, first: int) -> bool:
    """Whether a total takes in everything since the first line under its heading."""
    return statement.lines[first].index in sums.leaves(total)


def _next_of_income(line: LineItem, normal: str, default: str) -> str:
    has = set(normal.split())
    if "before" in has and has & {"tax", "taxis"}:
        return "taxes"
    if normal.startswith(("net income", "net loss", "net earnings")):
        return "per_share" if default in ("taxes", "other", "per_share") else default
    if {"operating", "income"} <= has or {"operating", "loss"} <= has or {"operation", "income"} <= has:
        return "other" if "other" not in has else default
    if {"operation", "loss"} <= has:
        return "other"
    if default == "revenues" and words.says_charge(line.label):
        return "expenses"
    return default


def _by_totals(statement: Statement, sums: Sums, normal: Sequence[str], found: list[str]) -> None:
    """What a named total adds belongs to its section, whatever the headings seem to say."""
    place_of = {line.index: place for place, line in enumerate(statement.lines)}
    for place, line in enumerate(statement.lines):
        key = main_total(normal[place], statement.kind) or ("equity" if _EQUITY.match(normal[place]) else "")
        if line.index not in sums.by_total or not key:
            continue
        for part in sums.leaves(line.index):
            at = place_of[part]
            current = found[at]
            if key in ("assets.current", "liabilities.current"):
                if not current.startswith(key) and (
                    not current.startswith(key.split(".")[0] + ".") or current.endswith("current")
                ):
                    found[at] = key
            elif not current.startswith(key):
                found[at] = key
    inside = {
        part
        for place, line in enumerate(statement.lines)
        if main_total(normal[place], statement.kind) in ("assets.current", "liabilities.current")
        for part in (*sums.leaves(line.index), line.index)
    }
    for place, line in enumerate(statement.lines):
        key = found[place]
        if line.index in inside or key not in (
            "assets.current",
            "liabilities.current",
            "assets",
            "liabilities",
        ):
            continue
        side = key.split(".")[0]
        closes = [
            p for p, label in enumerate(normal) if main_total(label, statement.kind) == f"{side}.current"
        ]
        ends = [p for p, label in enumerate(normal) if main_total(label, statement.kind) == side]
        if closes and place > closes[-1] and (not ends or place < ends[-1]):
            found[place] = f"{side}.noncurrent"


def _by_units(statement: Statement, found: list[str]) -> None:
    for place, line in enumerate(statement.lines):
        kinds = {cell.unit_kind for cell in line.cells if cell.value is not None}
        if kinds == {UnitKind.PER_SHARE} and not found[place].startswith(("per_share", "dividends")):
            found[place] = "per_share"
        elif kinds == {UnitKind.SHARES}:
            found[place] = "shares"
        elif UnitKind.MONETARY in kinds and found[place].startswith(("per_share", "shares")):
            found[place] = ""


def _key_bare_totals(statement: Statement, sums: Sums, found: list[str]) -> None:
    """A total belongs where its parts do."""
    place_of = {line.index: place for place, line in enumerate(statement.lines)}
    for total, rollup in sorted(sums.by_total.items()):
        parts = {found[place_of[part]] for part, _ in rollup.parts}
        shared = _common(parts)
        if shared:
            found[place_of[total]] = shared


def _common(parts: set[str]) -> str:
    """The section key that all parts share ("assets" for "assets.current" and "assets.noncurrent")."""
    paths = [part.split(".") for part in parts]
    shared: list[str] = []
    for step in zip(*paths, strict=False):
        if len(set(step)) > 1:
            break
        shared.append(step[0])
    return ".".join(shared)
