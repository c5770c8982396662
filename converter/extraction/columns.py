"""Finds the amount columns of a statement from where its numbers end (phenomena F9, F13, D18, D19)."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from converter.extraction.settings import DEFAULT, Settings
from converter.extraction.tokens import Row, Token

_LABEL_SIDE = 8  # display columns to the left of the first column from which on a number is no amount


@dataclass(frozen=True, slots=True)
class Slot:
    """A column by geometry: the display columns in which its tokens stand, and where they end."""

    left: int
    right: int
    edge: int
    count: int


def find_slots(rows: Sequence[Row], settings: Settings = DEFAULT) -> tuple[Slot, ...]:
    """The columns of the amount rows given, left to right."""
    entries = [(t.right, t.left, r.index) for r in rows for t in r.tokens]
    if not entries:
        return ()
    entries.sort()
    groups: list[list[tuple[int, int, int]]] = [[entries[0]]]
    for entry in entries[1:]:
        if entry[0] - groups[-1][-1][0] <= settings.column_gap:
            groups[-1].append(entry)
        else:
            groups.append([entry])
    groups = _merge(groups, settings)
    widest = max(len(g) for g in groups)
    kept = [g for g in groups if len(g) > 1 or widest < 6]
    ordinal = _by_order(rows, len(kept))
    return tuple(_slot(g) for g in ordinal or kept)


def _slot(group: list[tuple[int, int, int]]) -> Slot:
    edges = [e[0] for e in group]
    return Slot(min(e[1] for e in group), max(edges), round(statistics.median(edges)), len(group))


def _by_order(rows: Sequence[Row], found: int) -> list[list[tuple[int, int, int]]]:
    """Columns by the order of the tokens, where the print is too ragged for their places: nearly all rows
    have one number of tokens, none has more, and there seem to be more columns than that. Else []."""
    counts = [len(r.tokens) for r in rows if r.tokens]
    usual = max(counts)
    if usual < 2 or found <= usual or counts.count(usual) < 0.85 * len(counts):
        return []
    return [
        [(r.tokens[i].right, r.tokens[i].left, r.index) for r in rows if len(r.tokens) == usual]
        for i in range(usual)
    ]


def _merge(groups: list[list[tuple[int, int, int]]], settings: Settings) -> list[list[tuple[int, int, int]]]:
    """Join neighbours that never stand in one row and are near, or overlap: one column, set raggedly."""
    changed = True
    while changed and len(groups) > 1:
        changed = False
        best = None
        for position in range(len(groups) - 1):
            one, two = groups[position], groups[position + 1]
            distance = statistics.median(e[0] for e in two) - statistics.median(e[0] for e in one)
            overlap = min(e[1] for e in two) <= max(e[0] for e in one)
            if distance > settings.merge_gap and not (overlap and distance <= 2 * settings.merge_gap):
                continue
            shared = len({e[2] for e in one} & {e[2] for e in two})
            if shared > 0.08 * min(len(one), len(two)):
                continue
            if best is None or distance < best[0]:
                best = (distance, position)
        if best is not None:
            position = best[1]
            groups[position : position + 2] = [sorted(groups[position] + groups[position + 1])]
            changed = True
    return groups


def assign(tokens: Sequence[Token], slots: Sequence[Slot]) -> tuple[tuple[Token, int | None], ...]:
    """Each token with the index of its column, in order; None where no column is left for it.

    The assignment keeps the order of the tokens and has the least total distance between the
    tokens' right ends and the columns' (dynamic programming over the few tokens of a row).
    """
    size, wide = len(tokens), len(slots)
    if size == 0 or wide == 0:
        return tuple((t, None) for t in tokens)
    if size > wide:
        return _assign_each(tokens, slots)
    infinity = 10**9
    best = [[infinity] * (wide + 1) for _ in range(size + 1)]
    best[0] = [0] * (wide + 1)
    for i in range(1, size + 1):
        for j in range(i, wide + 1):
            cost = best[i - 1][j - 1] + _distance(tokens[i - 1], slots[j - 1])
            best[i][j] = min(best[i][j - 1], cost)
    result: list[tuple[Token, int | None]] = []
    i, j = size, wide
    while i:
        if best[i][j] == best[i][j - 1] and j > i:
            j -= 1
            continue
        result.append((tokens[i - 1], j - 1))
        i, j = i - 1, j - 1
    result.reverse()
    first, column = result[0]
    if column == 0 and wide > 1 and first.right < slots[0].left - _LABEL_SIDE:
        result[0] = (first, None)  # a number of the caption ("12,000,000" / "shares authorized")
    return tuple(result)


def ends_in_caption(row: Row, slots: Sequence[Slot]) -> bool:
    """Whether all numbers of a row stand where captions do ("authorized 12,000,000" / "shares")."""
    return (
        len(slots) > 1
        and bool(row.tokens)
        and all(token.right < slots[0].left - _LABEL_SIDE for token in row.tokens)
    )


def _assign_each(tokens: Sequence[Token], slots: Sequence[Slot]) -> tuple[tuple[Token, int | None], ...]:
    """More tokens than columns: each column takes the nearest token, the rest stay without."""
    taken: dict[int, int] = {}
    for j, slot in enumerate(slots):
        nearest = min(range(len(tokens)), key=lambda i: _distance(tokens[i], slot))
        if nearest not in taken and _distance(tokens[nearest], slot) <= 6:
            taken[nearest] = j
    return tuple((t, taken.get(i)) for i, t in enumerate(tokens))


def _distance(token: Token, slot: Slot) -> int:
    if slot.left <= token.right <= slot.right:
        return abs(token.right - slot.edge)
    return abs(token.right - slot.edge) * 2
