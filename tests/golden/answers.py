"""Compares a conversion with the answers that people wrote for a filing (``filings/*.csv``).

One row of an answer file is one printed line: the statement, the line number of its numbers in the file,
its caption, the concept (a local name, or ``extension``), other concepts that a reviewer would pass
(``name=-`` where that concept has the other sign), and per printed number the period and the value in
full units with the sign of the fact. They were written from the filings before the program's answers
were looked at; a later change of an answer says why in the change log of the file.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from converter import Conversion

FOLDER = Path(__file__).parent / "filings"


@dataclass(frozen=True)
class Answer:
    """What a person read on one printed line."""

    statement: str
    line: int
    label: str
    concepts: dict[str, int]  # accepted local name -> 1, or -1 where its sign is the other one
    amounts: dict[str, Decimal]  # period as "start/end" or "end" -> value


@dataclass(frozen=True)
class Miss:
    """Something that the program has otherwise."""

    answer: Answer
    what: str  # "concept" or "value"
    wanted: str
    found: str


def answers(name: str) -> list[Answer]:
    """The answers of one file, in its order."""
    found = []
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            concepts = {row["concept"]: 1}
            for other in filter(None, row["accepted"].split("|")):
                local, _, sign = other.partition("=")
                concepts.setdefault(local, -1 if sign == "-" else 1)
            values = [Decimal(value) for value in row["values"].split("|") if value]
            periods = [period for period in row["periods"].split("|") if period]
            amounts = dict(zip(periods, values, strict=True))
            found.append(Answer(row["statement"], int(row["line"]), row["label"], concepts, amounts))
    return found


def _facts(conversion: Conversion) -> Iterator[tuple[int, str, str, Decimal]]:
    """(line of the file, local name or "extension", period, value) of each numeric fact of a printed cell."""
    report = conversion.report
    assert report is not None, conversion.refusal
    contexts = {context.id: context.period for context in report.contexts}
    for fact in report.facts:
        if isinstance(fact.value, Decimal) and fact.span is not None:
            prefix, _, local = fact.concept.partition(":")
            period = contexts[fact.context]
            start = f"{period.start}/" if isinstance(period.start, dt.date) else ""
            name = "extension" if prefix == report.prefix else local
            yield fact.span.line, name, f"{start}{period.end}", fact.value


def _ends(period: str) -> str:
    """The last day: concepts of the other period type tell the same number by its end."""
    return period.rpartition("/")[2]


def compare(name: str, conversion: Conversion) -> tuple[int, int, list[Miss]]:
    """Numbers of values and of lines in the answers, and what the program has otherwise.

    A value is right when a fact of that line has it, with the period's end (and its start, when both are
    durations) and the sign of an accepted concept, or any sign where the concept is already counted as
    wrong. A concept is right when every fact of the line has an accepted one.
    """
    expected = answers(name)
    by_line: dict[int, list[tuple[str, str, Decimal]]] = {}
    for line, local, period, value in _facts(conversion):
        by_line.setdefault(line, []).append((local, period, value))
    misses: list[Miss] = []
    for answer in expected:
        facts = by_line.get(answer.line, [])
        sizes = {abs(value) for value in answer.amounts.values()}
        own = [fact for fact in facts if abs(fact[2]) in sizes]
        names = {local for local, _, _ in own} or {"nothing"}
        right = names <= set(answer.concepts)
        if not right:
            misses.append(Miss(answer, "concept", "|".join(answer.concepts), "|".join(sorted(names))))
        for period, value in answer.amounts.items():
            if not any(_same(answer, period, value, fact, right) for fact in own):
                found = "; ".join(f"{local} {when} {amount}" for local, when, amount in facts) or "nothing"
                misses.append(Miss(answer, "value", f"{period} {value}", found))
    return sum(len(answer.amounts) for answer in expected), len(expected), misses


def _same(answer: Answer, period: str, value: Decimal, fact: tuple[str, str, Decimal], right: bool) -> bool:
    local, when, amount = fact
    if ("/" in when and "/" in period and when != period) or _ends(when) != _ends(period):
        return False
    if not right or local == "extension":
        return abs(amount) == abs(value)  # the sign of a concept of the report's own is its own
    return amount == value * answer.concepts.get(local, 1)
