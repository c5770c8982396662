"""Proves the years of a schedule of allowances by their arithmetic, their neighbours and other schedules."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise, product

from converter.extraction.allowances.rows import AllowanceYear
from converter.extraction.allowances.words import BALANCES
from converter.model import Allowance, Finding, Movement, Period, Severity, Statement

_NOTHING = Decimal(0)
_EITHER_WAY = frozenset({Movement.DEDUCTION, Movement.OTHER, Movement.UNNAMED, Movement.OTHER_ACCOUNTS})
_TOTAL = re.compile(r"^\W*(?:sub\W?)?totals?\b", re.I)
_SAID = {
    "allowance-contradicted": "contradicted by another row",
    "allowance-not-proved": "of which the movements do not give the last balance",
    "allowance-unnamed": "that name no allowance",
    "allowance-year-unknown": "of a year that no statement shows",
    "scale-unknown": "of which nothing tells the scale",
}


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a year: its period, the weight of each amount, and why it gives no facts."""

    period: Period | None
    weights: tuple[int, ...]
    reason: str


def settle(found: Sequence[AllowanceYear], resolved: Sequence[Period | None]) -> list[Settled]:
    """Each year proved: by itself, by its neighbours, and by being printed once."""
    settled: list[Settled] = []
    for year, period in zip(found, resolved, strict=True):
        weights = _proof(year)
        if not year.name or _TOTAL.match(year.name):
            reason = "allowance-unnamed"
        elif weights is None:
            reason = "allowance-not-proved"
        else:
            reason = "" if period is not None else "allowance-year-unknown"
        settled.append(Settled(period, weights or (1,) * len(year.amounts), reason))
    by_name: dict[str, list[int]] = {}
    for place, year in enumerate(found):
        if not settled[place].reason:
            by_name.setdefault(_key(year.name), []).append(place)
    broken: set[int] = set()
    for places in by_name.values():
        places.sort(key=lambda i: _end(settled[i]))
        for one, two in pairwise(places):
            first, second = settled[one].period, settled[two].period
            if first is None or second is None or second.start is None:
                continue
            follows = second.start - first.end == dt.timedelta(days=1)
            same = _balance(found[one], Movement.END) == _balance(found[two], Movement.BEGINNING)
            if second.start <= first.end or (follows and not same):
                broken |= {one, two}
    return [replace(s, reason="allowance-contradicted") if i in broken else s for i, s in enumerate(settled)]


def _end(settled: Settled) -> dt.date:
    return settled.period.end if settled.period is not None else dt.date.min


def _key(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", name.lower()))


def _balance(year: AllowanceYear, movement: Movement) -> Decimal:
    """The first or the last balance; a blank one is nothing."""
    return next((t.value for m, _, t, _ in year.amounts if m is movement and t.value is not None), _NOTHING)


def _proof(year: AllowanceYear) -> tuple[int, ...] | None:
    """The weights of the amounts with which they give the last balance; None where none do.

    What is called a deduction takes off before it adds, and everything else adds before it takes off:
    where an allowance is not moved at all, all is as its words say.
    """
    moved = [m for m, *_ in year.amounts if m not in BALANCES]
    values = [t.value or _NOTHING for m, _, t, _ in year.amounts if m not in BALANCES]
    balances = sum(m in BALANCES for m, *_ in year.amounts)
    if not moved or not balances or not any(t.value for _, _, t, _ in year.amounts):
        return None
    first, last = _balance(year, Movement.BEGINNING), _balance(year, Movement.END)
    sides = -1 if first <= 0 and last <= 0 and min(first, last) < 0 else 1  # printed as taken off the asset
    ways = [
        ((-1, 1) if m is Movement.DEDUCTION else (1, -1)) if m in _EITHER_WAY or sides < 0 else (1,)
        for m in moved
    ]
    for way in product(*ways):
        if first + sum((weight * value for weight, value in zip(way, values, strict=True)), _NOTHING) == last:
            signs = iter(way)
            return tuple(sides if m in BALANCES else next(signs) * sides for m, *_ in year.amounts)
    return None


def without_rivals(found: Sequence[Statement]) -> tuple[Statement, ...]:
    """The schedules, without facts where two of them contradict each other about one allowance's year."""
    told: dict[tuple[str, Period | None], set[tuple[Decimal, ...]]] = {}
    for schedule in found:
        for allowance in schedule.allowances:
            if not allowance.reason:
                told.setdefault(_identity(schedule, allowance), set()).add(_printed(schedule, allowance))
    rivals = {identity for identity, printed in told.items() if len(printed) > 1}
    return tuple(
        replace(
            schedule,
            allowances=tuple(
                replace(a, reason="allowance-contradicted")
                if not a.reason and _identity(schedule, a) in rivals
                else a
                for a in schedule.allowances
            ),
        )
        for schedule in found
    )


def unproved(schedule: Statement) -> Finding | None:
    """What there is to say about the years of a schedule that give no facts; None where all do."""
    reasons = Counter(a.reason for a in schedule.allowances if a.reason)
    if not reasons:
        return None
    told = ", ".join(f"{count} {_SAID[reason]}" for reason, count in sorted(reasons.items()))
    return Finding(
        "extraction.allowances-not-proved",
        Severity.INFO,
        f'Rows of "{schedule.title}" give no facts: {told}.',
        schedule.title_span,
        dict(reasons),
    )


def _identity(schedule: Statement, allowance: Allowance) -> tuple[str, Period | None]:
    return _key(allowance.name), schedule.lines[allowance.cells[0].line].period


def _printed(schedule: Statement, allowance: Allowance) -> tuple[Decimal, ...]:
    line = schedule.lines[allowance.cells[0].line]
    return tuple(c.value.scaleb(c.scale) for c in line.cells if c.value is not None)
