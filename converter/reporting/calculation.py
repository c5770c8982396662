"""Calculation networks: which printed sums may be stated as summation-item arcs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from converter.model import CalculationArc, TaggedStatement
from converter.reporting.drafts import Draft

Key = tuple[str, str]
"""Context and unit id."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides whether an arc is allowed: balance ("debit", "credit", "") and period type."""

    balance: str
    period_type: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A printed sum in terms of reported values: ``parent`` = Σ weight × child, in ``contexts``."""

    parent: str
    weights: Mapping[str, int]
    contexts: frozenset[str]

    @property
    def identity(self) -> tuple[str, frozenset[tuple[str, int]]]:
        return self.parent, frozenset(self.weights.items())


def calculation_networks(
    tagged: Sequence[TaggedStatement],
    drafts: Sequence[Draft],
    shapes: Mapping[str, Shape],
) -> tuple[list[tuple[CalculationArc, ...]], list[int]]:
    """Per statement its arcs, and how many of its sums could not be stated.

    A sum is stated whole or not at all, and once in the report: when each of its lines is a fact, no
    weight goes against the balances (XBRL 2.1, 5.1.1.2), it closes no cycle, and it holds wherever it
    binds. Where another statement prints the same total from other lines, both sets of lines together
    are tried. Sums across contexts (of members, or of a balance and its change) are no calculations.
    """
    values = _values(drafts)
    own: dict[tuple[str, frozenset[tuple[str, int]]], set[str]] = {}
    siblings: dict[str, list[Sum]] = {}
    found: list[list[Sum]] = []
    left: list[int] = []
    for index, statement in enumerate(tagged):
        cells = [draft for draft in drafts if draft.statement == index and draft.cell]
        sums, unusable = _sums(statement, cells, shapes)
        found.append(sums)
        left.append(unusable)
        for entry in sums:
            own.setdefault(entry.identity, set()).update(entry.contexts)
            siblings.setdefault(entry.parent, []).append(entry)
    stated: set[tuple[str, frozenset[tuple[str, int]]]] = set()
    networks: list[tuple[CalculationArc, ...]] = []
    for index, sums in enumerate(found):
        arcs: list[CalculationArc] = []
        children: dict[str, set[str]] = {}
        for entry in sums:
            if entry.identity in stated:
                continue
            fitting = None
            for candidate in (entry, _union(siblings[entry.parent])):
                if (
                    candidate is not None
                    and entry.parent not in children
                    and _allowed(candidate.parent, candidate.weights, shapes)
                    and not _reaches(children, candidate.weights, candidate.parent)
                    and holds(
                        candidate.parent,
                        candidate.weights,
                        values,
                        own.get(candidate.identity, set()) | candidate.contexts,
                    )
                ):
                    fitting = candidate
                    break
            if fitting is None:
                left[index] += 1
                continue
            if fitting.identity in stated:
                continue
            stated.add(fitting.identity)
            children[fitting.parent] = set(fitting.weights)
            arcs += [
                CalculationArc(fitting.parent, child, weight, order)
                for order, (child, weight) in enumerate(fitting.weights.items(), 1)
            ]
        networks.append(tuple(arcs))
    return networks, left


def _sums(
    tagged: TaggedStatement,
    drafts: Sequence[Draft],
    shapes: Mapping[str, Shape],
) -> tuple[list[Sum], int]:
    """The footing sums of a statement whose lines are all facts of one kind, and how many are not."""
    by_line: dict[int, tuple[str, int, tuple[tuple[str, str], ...]]] = {}
    own: dict[int, set[str]] = {}
    ambiguous: set[int] = set()
    for draft in drafts:
        line = draft.tagging.line
        decision = (draft.concept, draft.tagging.sign, draft.tagging.dimensions)
        if by_line.setdefault(line, decision) != decision:
            ambiguous.add(line)
        own.setdefault(line, set()).add(draft.context)
    sums: list[Sum] = []
    left = 0
    for rollup in tagged.rollups:
        lines = [rollup.total, *(line for line, _ in rollup.parts)]
        if not rollup.foots or not rollup.parts:
            continue
        if any(line not in by_line or line in ambiguous for line in lines):
            left += 1
            continue
        parent, parent_sign, dimensions = by_line[rollup.total]
        decisions = [by_line[line] for line in lines]
        if any(each[2] != dimensions for each in decisions):
            continue
        if any(shapes[each[0]].period_type != shapes[parent].period_type for each in decisions):
            continue
        weights: dict[str, int] = {}
        for line, weight in rollup.parts:
            child, sign, _ = by_line[line]
            weights[child] = parent_sign * weight * sign
        if parent in weights or len(weights) < len(rollup.parts):
            left += 1
            continue
        sums.append(Sum(parent, weights, frozenset(own[rollup.total])))
    return sums, left


def _union(sums: Sequence[Sum]) -> Sum | None:
    """All parts of sums to one total; None when there is only one sum, or two give a part other weights."""
    if len(sums) < 2:
        return None
    weights: dict[str, int] = {}
    for entry in sums:
        for child, weight in entry.weights.items():
            if weights.setdefault(child, weight) != weight:
                return None
    return Sum(sums[0].parent, weights, frozenset().union(*(entry.contexts for entry in sums)))


def _values(drafts: Sequence[Draft]) -> dict[str, dict[Key, tuple[Decimal, int]]]:
    """The value and decimals of each concept by context and unit; of duplicates, the finest."""
    values: dict[str, dict[Key, tuple[Decimal, int]]] = {}
    for draft in drafts:
        known = values.setdefault(draft.concept, {})
        key = (draft.context, draft.unit)
        if key not in known or known[key][1] < draft.decimals:
            known[key] = (draft.value, draft.decimals)
    return values


def _allowed(parent: str, weights: Mapping[str, int], shapes: Mapping[str, Shape]) -> bool:
    """Whether the balances allow the weights (XBRL 2.1, 5.1.1.2)."""
    head = shapes[parent]
    for child, weight in weights.items():
        part = shapes[child]
        if head.balance and part.balance and (head.balance == part.balance) != (weight > 0):
            return False
    return True


def _reaches(children: Mapping[str, set[str]], starts: Iterable[str], goal: str) -> bool:
    """Whether ``goal`` can be reached from ``starts`` down the arcs."""
    waiting = list(starts)
    seen: set[str] = set()
    while waiting:
        concept = waiting.pop()
        if concept == goal:
            return True
        if concept not in seen:
            seen.add(concept)
            waiting += children.get(concept, ())
    return False


def holds(
    parent: str,
    weights: Mapping[str, int],
    values: Mapping[str, Mapping[Key, tuple[Decimal, int]]],
    own: Collection[str],
) -> bool:
    """Whether the sum is consistent wherever it binds: total and at least one part in one context.

    In ``own`` contexts, whose statements print the sum, as Calculations 1.1 has it (round to nearest):
    the interval of the total meets the sum of the parts' intervals, each value standing for half a unit
    of its last decimal either way. In others, where parts may be missing, only if it is exact.
    """
    for key, (total, decimals) in values.get(parent, {}).items():
        computed = Decimal(0)
        slack = _half(decimals)
        bound = False
        for child, weight in weights.items():
            part = values.get(child, {}).get(key)
            if part is not None:
                bound = True
                computed += weight * part[0]
                slack += _half(part[1])
        if bound and abs(total - computed) > (slack if key[0] in own else 0):
            return False
    return True


def _half(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals) / 2
