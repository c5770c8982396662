"""Holds the tagged statements against the registrant's own Financial Data Schedule (EX-27)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from converter.checking import values
from converter.checking.values import Value
from converter.extraction.schedule import Schedule, ScheduleColumn, ScheduleValue
from converter.mapping.schedule import ScheduleRule, ScheduleTable, Strength, load_table
from converter.model import (
    DocumentKind,
    Finding,
    LineItem,
    RollUp,
    Severity,
    Submission,
    TaggedStatement,
    UnitKind,
)

DAYS = 7
"""A fact that ends within so many days of the schedule's period end is of that period (52/53 weeks)."""

LENGTH = 20
"""Durations whose lengths differ by no more days than this are the same period."""

ENOUGH = 5
"""So many values must be comparable before a schedule can be said to be of something else."""

RELATED = Decimal("0.25")
"""A schedule that agrees in a smaller share of its values is not of these statements."""

_NUMBER = re.compile(r"(?:\d[\d,]*(?:\.\d+)?|\.\d+)")
_ROUNDING = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Pair:
    """A value of a schedule, the facts that may be the same figure, and the one to compare with.

    ``amount`` is the schedule's value in whole units; ``fact`` equals it where one of ``facts`` does,
    else it is the closest one of the schedule's period; ``precision`` is half a unit of the
    schedule's last digit.
    """

    rule: ScheduleRule
    printed: ScheduleValue
    column: ScheduleColumn
    amount: Decimal
    precision: Decimal
    fact: Value
    agrees: bool

    @property
    def power(self) -> int:
        """The power of ten between the two when that is all the difference, else 0."""
        if self.agrees or self.rule.unit_kind is not UnitKind.MONETARY or not self.fact.value:
            return 0
        power = (abs(self.fact.value) / abs(self.amount)).log10().to_integral_value()
        return int(power) if power and _equal(self, self.amount.scaleb(int(power)), int(power)) else 0

    def scaled(self, power: int) -> Pair:
        """The pair as it would be with a multiplier ``10**power`` times as large."""
        if self.rule.unit_kind is not UnitKind.MONETARY:
            return self
        other = replace(self, amount=self.amount.scaleb(power), precision=self.precision.scaleb(power))
        return replace(other, agrees=_equal(other, other.amount))

    @property
    def kind(self) -> str:
        """How the two differ: "sign", "scale", "rounding" or "value"."""
        if self.power:
            return "scale"
        one, other = abs(self.amount), abs(self.fact.value)
        if one == other:
            return "sign"
        if self.amount * self.fact.value > 0 and abs(one - other) <= one * _ROUNDING:
            return "rounding"
        return "value"


def _equal(pair: Pair, amount: Decimal, power: int = 0) -> bool:
    """Whether the two are the same figure, as precisely as the coarser one is printed."""
    fact, own = pair.fact.value, amount
    if pair.rule.magnitude:
        fact, own = abs(fact), abs(own)
    return abs(fact - own) <= max(pair.precision.scaleb(power), pair.fact.precision)


def compare(
    schedule: Schedule, facts: Iterable[Value], table: ScheduleTable | None = None
) -> tuple[Pair, ...]:
    """The values of a schedule for which the statements have a fact, zeros aside, in printed order."""
    table = table or load_table()
    by_concept: dict[str, list[Value]] = {}
    for fact in facts:
        by_concept.setdefault(fact.concept, []).append(fact)
    periods = {column.index: column for column in schedule.periods}
    pairs: list[Pair] = []
    for printed in schedule.values:
        rule = table.rule(schedule.article, printed.tag)
        column = periods[printed.column]
        if rule is None or column.end is None or not printed.value:
            continue
        factor = schedule.multiplier if rule.unit_kind is UnitKind.MONETARY else Decimal(1)
        amount = printed.value * factor
        precision = Decimal(5).scaleb(-printed.decimals - 1) * factor
        near = [
            fact
            for name in rule.accepted
            for fact in by_concept.get(name, ())
            if abs((fact.end - column.end).days) <= DAYS
        ]
        candidates = [Pair(rule, printed, column, amount, precision, fact, False) for fact in near]
        equal = [pair for pair in candidates if _equal(pair, amount)]
        same = [
            pair
            for pair in candidates
            if pair.fact.concept in rule.concepts and _same_period(pair.fact, column)
        ]
        if equal:
            pairs.append(replace(equal[0], agrees=True))
        elif same:
            pairs.append(min(same, key=lambda pair: abs(abs(pair.fact.value) - abs(pair.amount))))
    return tuple(pairs)


def _same_period(fact: Value, column: ScheduleColumn) -> bool:
    if fact.period is None or fact.period.start is None:
        return True
    if column.start is None or column.end is None:
        return False
    length = (fact.period.end - fact.period.start).days - (column.end - column.start).days
    return abs(length) <= LENGTH


def check_schedules(
    schedules: Sequence[Schedule],
    tagged: Sequence[TaggedStatement],
    submission: Submission | None = None,
    table: ScheduleTable | None = None,
) -> tuple[Finding, ...]:
    """Where schedules and tagged statements differ, and how often they agree.

    ``checking.schedule-differs`` (warning for tags whose meaning leaves no choice; else, and for
    roundings, info) names both lines and says which value the rest of the filing supports:
    "statement", "schedule", "neither", or "both" where another line prints the schedule's value. A
    schedule that is off by one power of ten throughout is one ``checking.schedule-scale`` (warning).
    ``checking.schedule-unrelated`` (warning) stands for all differences of a schedule that agrees in
    next to nothing. ``checking.schedule-agrees`` (info) counts. Pass the registrant's own schedules
    (``converter.mapping.schedule.own_schedules``); ``submission`` lets the check look for a value
    elsewhere in the text.
    """
    facts = tuple(values.of(tagged))
    rest = _Rest(tagged, facts, schedules, submission)
    found: list[Finding] = []
    for schedule in schedules:
        pairs = compare(schedule, facts, table)
        power = common_power(pairs)
        if power:
            found.append(_scale(schedule, pairs, power, rest))
            pairs = tuple(pair.scaled(power) for pair in pairs)
        differing = [pair for pair in pairs if not pair.agrees and pair.rule.strength is not Strength.LOOSE]
        agreeing = sum(pair.agrees for pair in pairs)
        if len(pairs) >= ENOUGH and RELATED * len(pairs) > agreeing:
            found.append(_unrelated(schedule, agreeing, len(pairs)))
            continue
        found += [_differs(pair, rest) for pair in differing]
        if pairs:
            found.append(_agrees(schedule, agreeing, len(differing), len(pairs)))
    return tuple(found)


def common_power(pairs: Sequence[Pair]) -> int:
    """The power of ten by which a whole schedule is off: that of most of its amounts, two at least."""
    money = [pair for pair in pairs if pair.rule.unit_kind is UnitKind.MONETARY]
    powers = Counter(pair.power for pair in money if pair.power)
    if not powers:
        return 0
    power, count = powers.most_common(1)[0]
    return power if count >= 2 and 2 * count > len(money) else 0


def _scale(schedule: Schedule, pairs: Sequence[Pair], power: int, rest: _Rest) -> Finding:
    off = [pair for pair in pairs if pair.power == power]
    first = off[0]
    supported, evidence = rest.scale(pairs, power)
    told = {
        "statement": "the rest of the filing supports the statements",
        "schedule": "the rest of the filing supports the schedule",
    }.get(supported, "nothing else in the filing decides which is right")
    return Finding(
        "checking.schedule-scale",
        Severity.WARNING,
        f"The Financial Data Schedule (line {schedule.span.line}, multiplier {schedule.multiplier:,}) is off "
        f"by a factor of {Decimal(10) ** -power:,f} in {len(off)} values; {told}",
        schedule.multiplier_span or first.printed.span,
        {
            "supported": supported,
            "evidence": evidence,
            "power": -power,
            "values": len(off),
            "multiplier": f"{schedule.multiplier:f}",
            "schedule_line": first.printed.span.line,
            "line": first.fact.span.line,
        },
    )


def _differs(pair: Pair, rest: _Rest) -> Finding:
    fact, printed = pair.fact, pair.printed
    kind = pair.kind
    other = rest.elsewhere(pair)
    supported, evidence = ("both", ["schedule:other-line"]) if other else rest.support(pair)
    told = {
        "statement": "; the rest of the filing supports the statement",
        "schedule": "; the rest of the filing supports the schedule",
        "both": f", which is printed there too, as {_named(other)}" if other else "",
    }.get(supported, "")
    difference = pair.amount - fact.value
    weak = pair.rule.strength is not Strength.CORE or kind == "rounding"
    return Finding(
        "checking.schedule-differs",
        Severity.INFO if weak else Severity.WARNING,
        f"{_named(fact.line, start=True)} is {fact.value:,f} (line {fact.span.line}), and {printed.tag} of "
        f"the Financial Data Schedule is {pair.amount:,f} (line {printed.span.line}){told}",
        fact.span,
        {
            "tag": printed.tag,
            "concept": fact.concept,
            "kind": kind,
            "value": f"{fact.value:f}",
            "schedule_value": f"{pair.amount:f}",
            "difference": f"{difference:f}",
            "line": fact.span.line,
            "schedule_line": printed.span.line,
            "schedule_column": printed.span.column,
            "other_line": other.cells[0].span.line if other else None,
            "supported": supported,
            "evidence": evidence,
            "notes": list(printed.marks),
        },
    )


def _unrelated(schedule: Schedule, agreeing: int, compared: int) -> Finding:
    whose = f" of {schedule.name}" if schedule.name else ""
    return Finding(
        "checking.schedule-unrelated",
        Severity.WARNING,
        f"The Financial Data Schedule{whose} (line {schedule.span.line}) agrees with the statements in "
        f"{agreeing} of {compared} values only: one of the two is of another entity or another period",
        schedule.span,
        {
            "article": schedule.article,
            "name": schedule.name,
            "compared": compared,
            "agree": agreeing,
        },
    )


def _named(line: LineItem, start: bool = False) -> str:
    if line.label:
        return f"“{line.label}”"
    return "An unlabelled line" if start else "an unlabelled line"


def _agrees(schedule: Schedule, agreeing: int, differing: int, compared: int) -> Finding:
    return Finding(
        "checking.schedule-agrees",
        Severity.INFO,
        f"{agreeing} of {compared} values of the Financial Data Schedule that could be compared agree with "
        "the statements",
        schedule.span,
        {
            "article": schedule.article,
            "compared": compared,
            "agree": agreeing,
            "differ": differing,
            "not_counted": compared - agreeing - differing,
        },
    )


# --------------------------------------------------------------------------- the rest of the filing


@dataclass(frozen=True)
class _Rest:
    """What else the filing says about a value: its sums, its other statements, its text."""

    tagged: Sequence[TaggedStatement]
    facts: Sequence[Value]
    schedules: Sequence[Schedule]
    submission: Submission | None

    def support(self, pair: Pair) -> tuple[str, list[str]]:
        """Which of the two values is supported ("statement", "schedule", "neither"), and by what."""
        votes: list[tuple[str, str]] = [*self._sums(pair), *self._others(pair)]
        if not votes:
            votes += self._text(pair)
        sides = {side for side, _ in votes}
        supported = sides.pop() if len(sides) == 1 else "neither"
        return supported, sorted({f"{side}:{reason}" for side, reason in votes})

    def elsewhere(self, pair: Pair) -> LineItem | None:
        """Another line that prints the schedule's value for the same period: which one the tag means is
        then the question, not which value is right."""
        for tagged in self.tagged:
            columns = {
                column.index
                for column in tagged.statement.columns
                if column.period is not None
                and abs((column.period.end - pair.fact.end).days) <= DAYS
                and (column.period.start is None) == (pair.fact.period is None)
            }
            for line in tagged.statement.lines:
                for cell in line.cells:
                    if cell.column in columns and cell.value and cell.span != pair.fact.span:
                        amount = abs(cell.value).scaleb(cell.scale)
                        if amount == abs(pair.amount) != abs(pair.fact.value):
                            return line
        return None

    def _sums(self, pair: Pair) -> list[tuple[str, str]]:
        """Printed sums in which the line stands, as they are and as they would be."""
        fact = pair.fact
        votes: list[tuple[str, str]] = []
        for tagged in self.tagged:
            if tagged.statement is not fact.statement:
                continue
            cell = next(cell for cell in fact.line.cells if cell.span == fact.span)
            if not cell.value:
                continue
            sign = 1 if fact.value * cell.value > 0 else -1
            change = (pair.amount - fact.value) * sign / Decimal(1).scaleb(cell.scale)
            for rollup in tagged.rollups:
                step = _step(rollup, fact.line.index)
                residual = dict(rollup.residuals).get(cell.column)
                if not step or residual is None:
                    continue
                allowed = Decimal(len(rollup.parts) + 1).scaleb(-cell.decimals) / 2
                now, then = abs(residual) <= allowed, abs(residual + step * change) <= allowed
                if now != then:
                    votes.append(("statement" if now else "schedule", "sum"))
        return votes

    def _others(self, pair: Pair) -> list[tuple[str, str]]:
        """The same concept of the same period in another line or statement."""
        votes: list[tuple[str, str]] = []
        for other in self.facts:
            if (
                other.concept == pair.fact.concept
                and other.span != pair.fact.span
                and (other.end, other.period) == (pair.fact.end, pair.fact.period)
            ):
                if other.equals(pair.fact):
                    votes.append(("statement", "other-statement"))
                elif _equal(replace(pair, fact=other), pair.amount):
                    votes.append(("schedule", "other-statement"))
        return votes

    def _text(self, pair: Pair) -> list[tuple[str, str]]:
        """Whether one of the two, and only one, is printed elsewhere in the text."""
        if abs(pair.amount) == abs(pair.fact.value):
            return []
        own = self.printed.get(_digits(pair.fact), 0) > 1
        other = any(spelt in self.printed for spelt in _spellings(pair))
        if own == other:
            return []
        return [("statement" if own else "schedule", "text")]

    @cached_property
    def printed(self) -> Mapping[str, int]:
        """How often each number is printed outside the schedules, without commas."""
        counts: Counter[str] = Counter()
        if self.submission is None:
            return counts
        for document in self.submission.documents:
            if document.kind is not DocumentKind.TEXT:
                continue
            position = 0
            spans = [s.span for s in self.schedules if s.document == document.index]
            stretches = sorted((span.start, span.end) for span in spans)
            for start, end in [*stretches, (len(document.text), len(document.text))]:
                counts.update(_plain(text) for text in _NUMBER.findall(document.text, position, start))
                position = max(position, end)
        return counts

    def scale(self, pairs: Sequence[Pair], power: int) -> tuple[str, list[str]]:
        """Which scale the filing supports: net income by earnings per share against the share count."""
        income = next((p for p in pairs if p.printed.tag == "NET-INCOME" and p.power == power), None)
        per_share = next((p for p in pairs if p.printed.tag.startswith("EPS") and p.agrees), None)
        if income is not None and per_share is not None and per_share.amount:
            shares = abs(income.fact.value / per_share.amount)
            for fact in self.facts:
                counts = "WeightedAverageNumber" in fact.concept and fact.period == income.fact.period
                if counts and fact.value:
                    off = (shares / abs(fact.value)).log10()
                    if abs(off) < Decimal("0.5"):
                        return "statement", ["statement:shares"]
                    if abs(off - power) < Decimal("0.5"):
                        return "schedule", ["schedule:shares"]
        columns = {column.index: column for pair in pairs for column in pair.fact.statement.columns}
        if any(column.scale_span is not None for column in columns.values()):
            return "statement", ["statement:heading"]
        return "neither", []


def _step(rollup: RollUp, line: int) -> int:
    """What a unit more on ``line`` does to a roll-up's residual."""
    if rollup.total == line:
        return 1
    return -dict(rollup.parts).get(line, 0)


def _plain(text: str) -> str:
    return text.replace(",", "").lstrip("0") or "0"


def _digits(fact: Value) -> str:
    cell = next(cell for cell in fact.line.cells if cell.span == fact.span)
    return _plain(cell.text.replace(" ", ""))


def _spellings(pair: Pair) -> set[str]:
    """How a filing may print the schedule's value: in units, thousands or millions."""
    amount = abs(pair.amount)
    if pair.rule.unit_kind is not UnitKind.MONETARY:
        return {_plain(f"{amount:f}")}
    scaled = [amount.scaleb(-power).normalize() for power in (0, 3, 6)]
    return {_plain(f"{value:f}") for value in scaled if value == value.quantize(Decimal("0.1"))}
