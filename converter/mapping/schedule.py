"""What the tags of a Financial Data Schedule (EX-27) mean, and schedules as tagged statements.

The table is ``mappings/schedule/schedule.csv``. It serves the check of the statements and, where a
filing's statements are not in the file, facts from the schedule itself. It never takes part in tagging
the statements: a check that helped to write what it checks would be worth nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from converter.data import data_folder
from converter.extraction.schedule import Schedule, schedule_statement
from converter.model import (
    ExtensionConcept,
    LineItem,
    RuleRef,
    Span,
    Statement,
    StatementKind,
    Submission,
    TaggedStatement,
    Tagging,
    UnitKind,
)

if TYPE_CHECKING:
    from converter.taxonomies import Catalogue

COLUMNS = (
    "id", "article", "tag", "label", "statement", "period_type", "concepts", "also", "value_sign",
    "unit_kind", "strength", "confidence", "evidence",
)  # fmt: skip

ARTICLES = frozenset({"5", "6", "7", "9", "BD", "CT", "UT"})

_KINDS = (StatementKind.BALANCE_SHEET, StatementKind.INCOME, StatementKind.CASH_FLOW)
_TYPES = {
    UnitKind.MONETARY: "monetaryItemType",
    UnitKind.PER_SHARE: "perShareItemType",
    UnitKind.SHARES: "sharesItemType",
    UnitKind.PURE: "pureItemType",
}
_RELATIVE = "schedule/schedule.csv"


class Strength(StrEnum):
    """How much a difference between schedule and statement says."""

    CORE = "core"  # the tag's meaning leaves no choice
    USUAL = "usual"  # it usually is that line
    LOOSE = "loose"  # registrants understood it in several ways: agreement counts, difference doesn't


@dataclass(frozen=True, slots=True)
class ScheduleRule:
    """One row: a tag (of some articles; none: of every one) means one of ``concepts``, best first.

    A fact of a concept in ``also`` may be the same figure (a net amount where the registrant shows no
    gross one): that it agrees says something, that it differs says nothing.
    ``magnitude`` says that the sign of the printed value means nothing (costs, allowances). ``label``
    names an extension concept where the release has none of ``concepts``. ``confidence`` is 0 to 1.
    """

    id: str
    articles: tuple[str, ...]
    tags: tuple[str, ...]
    label: str
    statement: StatementKind
    period_type: str
    concepts: tuple[str, ...]
    also: tuple[str, ...]
    magnitude: bool
    unit_kind: UnitKind
    strength: Strength
    confidence: float
    ref: RuleRef

    @property
    def accepted(self) -> tuple[str, ...]:
        """All concepts under which the figure may stand in a statement."""
        return self.concepts + self.also


class ScheduleTable:
    """The rules, by article and tag; a row for an article goes before one for every article."""

    def __init__(self, rules: Sequence[ScheduleRule]) -> None:
        self.rules = tuple(rules)
        self._index: Mapping[tuple[str, str], ScheduleRule] = {
            (article, tag): rule
            for rule in self.rules
            for article in (rule.articles or ("",))
            for tag in rule.tags
        }

    def rule(self, article: str, tag: str) -> ScheduleRule | None:
        """The rule for ``tag`` in ``article``, or None."""
        return self._index.get((article, tag)) or self._index.get(("", tag))


def read_table(path: Path) -> ScheduleTable:
    """The table in the file ``path``.

    Raises:
        ValueError: when a row breaks the schema; the message names file and line.
    """
    rules: list[ScheduleRule] = []
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path.name}, line 1: the columns should be {','.join(COLUMNS)}")
        for row in reader:
            try:
                rules.append(_rule(row, reader.line_num))
            except (ValueError, TypeError) as error:
                raise ValueError(f"{path.name}, line {reader.line_num}: {error}") from error
    return ScheduleTable(rules)


def _rule(row: dict[str, str], line: int) -> ScheduleRule:
    articles = _split(row["article"])
    if not set(articles) <= ARTICLES:
        raise ValueError(f"unknown article in {row['article']!r}")
    kind = StatementKind(row["statement"])
    if kind not in _KINDS:
        raise ValueError(f"no schedule has a statement {kind}")
    if row["period_type"] != ("instant" if kind is StatementKind.BALANCE_SHEET else "duration"):
        raise ValueError(f"period type {row['period_type']!r} does not fit {kind}")
    if row["value_sign"] not in ("as_printed", "magnitude"):
        raise ValueError(f"unknown value_sign {row['value_sign']!r}")
    tags = _split(row["tag"])
    if not (tags and row["label"] and row["evidence"]):
        raise ValueError("tag, label and evidence can't be empty")
    confidence = float(row["confidence"])
    if not 0 <= confidence <= 1:
        raise ValueError("confidence is between 0 and 1")
    return ScheduleRule(
        id=row["id"],
        articles=articles,
        tags=tags,
        label=row["label"],
        statement=kind,
        period_type=row["period_type"],
        concepts=_split(row["concepts"]),
        also=_split(row["also"]),
        magnitude=row["value_sign"] == "magnitude",
        unit_kind=UnitKind(row["unit_kind"]),
        strength=Strength(row["strength"]),
        confidence=confidence,
        ref=RuleRef(f"schedule.{row['id']}", f"mappings/{_RELATIVE}", line, row["evidence"]),
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


@lru_cache(maxsize=1)
def load_table() -> ScheduleTable:
    """The table that comes with the program; cached."""
    return read_table(data_folder("mappings") / _RELATIVE)


# --------------------------------------------------------------------------- facts from a schedule


def facts_from_schedule(
    schedules: Sequence[Schedule],
    submission: Submission,
    catalogue: Catalogue,
    table: ScheduleTable | None = None,
    first_id: int = 1,
    registrant: str = "",
) -> tuple[TaggedStatement, ...]:
    """The registrant's schedules as tagged statements, for a filing whose statements are not in the file.

    Each becomes a balance sheet, an income statement and (utilities) a cash flow line, whose cells are
    the printed values in the EX-27 document, and whose rules' ids begin with "schedule.". A zero is no
    fact: registrants had to enter one for every tag that did not apply. A tag for which the release has
    no concept, or whose concept another tag with another value has taken, becomes an extension concept.
    Schedules of subsidiaries and series, and restated ones beside an original, are left out.
    """
    table = table or load_table()
    made: list[TaggedStatement] = []
    for schedule in own_schedules(schedules, submission, registrant):
        for kind in _KINDS:
            rules = {
                value.tag: rule
                for value in schedule.values
                if (rule := table.rule(schedule.article, value.tag)) is not None and rule.statement is kind
            }
            statement = schedule_statement(
                schedule,
                submission,
                kind,
                rules.keys(),
                {tag: rule.unit_kind for tag, rule in rules.items()}.__getitem__,
                f"s{first_id + len(made)}",
            )
            if statement is None:
                continue
            spelt = {value.tag_span: rules[value.tag] for value in schedule.values if value.tag in rules}
            made.append(_tagged(statement, spelt, catalogue))
    return tuple(made)


def own_schedules(
    schedules: Sequence[Schedule], submission: Submission, registrant: str = ""
) -> tuple[Schedule, ...]:
    """The schedules of one registrant, without restated ones beside an original.

    They carry its CIK or name (the first filer's of the header, or ``registrant``); where none does,
    those without either; else of several names the first.
    """
    filers = submission.header.filers[:1] if submission.header else ()
    ciks = {filer.cik.lstrip("0") for filer in filers} - {""}
    names = {_name(name) for name in (registrant, *(filer.name for filer in filers))} - {frozenset()}
    own = [s for s in schedules if s.cik in ciks or (_name(s.name) in names and not s.cik)]
    own = own or [s for s in schedules if not (s.cik or s.name or s.number)]
    if not own and schedules:
        first = schedules[0]
        own = [s for s in schedules if (s.cik, s.name, s.number) == (first.cik, first.name, first.number)]
    original = [s for s in own if not s.restated]
    return tuple(original or own)


_LEGAL_FORMS = frozenset(
    {
        "co",
        "company",
        "corp",
        "corporation",
        "inc",
        "incorporated",
        "limited",
        "llc",
        "lp",
        "ltd",
        "plc",
        "the",
    }
)


def _name(name: str) -> frozenset[str]:
    """The words of a company's name that tell it from others."""
    return frozenset(re.findall(r"[a-z0-9]+", name.lower())) - _LEGAL_FORMS


def _tagged(
    statement: Statement, rules: Mapping[Span, ScheduleRule], catalogue: Catalogue
) -> TaggedStatement:
    taken: dict[str, LineItem] = {}
    taggings: list[Tagging] = []
    order = sorted(statement.lines, key=lambda line: -rules[line.label_spans[0]].confidence)
    for line in order:
        rule = rules[line.label_spans[0]]
        columns = tuple(cell.column for cell in line.cells if cell.value)
        if len(columns) < len(line.cells):
            zeros = tuple(cell.column for cell in line.cells if not cell.value)
            taggings.append(
                Tagging(line.index, columns=zeros, unit_kind=rule.unit_kind, reason="schedule-filler")
            )
        if not columns:
            continue
        concept = _concept(rule, line, taken, catalogue)
        if concept:
            taken.setdefault(concept, line)
        taggings.append(
            Tagging(
                line=line.index,
                concept=concept,
                extension=None if concept else _extension(rule),
                unit_kind=rule.unit_kind,
                columns=columns,
                sign=-1 if rule.magnitude and all((cell.value or 0) <= 0 for cell in line.cells) else 1,
                rule=rule.ref,
                confidence=rule.confidence,
            )
        )
    taggings.sort(key=lambda tagging: tagging.line)
    return TaggedStatement(statement, tuple(taggings), ())


def _concept(rule: ScheduleRule, line: LineItem, taken: Mapping[str, LineItem], catalogue: Catalogue) -> str:
    """The first concept of the rule that is live in the release, unless other values have taken it."""
    names = (name for name in rule.concepts if name not in catalogue.deprecated)
    best = next((name for name in names if catalogue.concept(name)), "")
    other = taken.get(best)
    return best if other is None or _same(line, other) else ""


def _same(one: LineItem, other: LineItem) -> bool:
    printed = {cell.column: cell.value for cell in one.cells}
    return all(printed.get(cell.column, cell.value) == cell.value for cell in other.cells)


def _extension(rule: ScheduleRule) -> ExtensionConcept:
    words = re.findall(r"[A-Za-z0-9]+", rule.label)
    return ExtensionConcept(
        name="Schedule" + "".join(word[:1].upper() + word[1:] for word in words),
        label=rule.label,
        type=_TYPES[rule.unit_kind],
        period_type=rule.period_type,
        balance="",
    )
