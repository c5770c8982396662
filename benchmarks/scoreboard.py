"""Converts a folder of filings and says how well: a scoreboard, with a baseline filing by filing.

    python -m benchmarks.scoreboard FOLDER_OR_FILE... [--jobs 2] [--every N] [--out DIR] [--validate]
        [--expected statements.csv] [--baseline FILE] [--save FILE] [--json FILE] [--schedules]
        [--score-tool SCRIPT]

``benchmarks/README.md`` says what each figure means. Exit status: 0; 1 when a filing is worse than in the
baseline, or one crashed.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import csv
import datetime as dt
import json
import multiprocessing
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from converter.checking import values
from converter.extraction.schedule import Schedule, ScheduleValue, read_schedules
from converter.mapping.schedule import ScheduleRule, Strength, load_table
from converter.model import (
    DocumentKind,
    Fact,
    LineRole,
    NumberStatus,
    Report,
    StatementKind,
    Submission,
    TaggedStatement,
    UnitKind,
)
from converter.pipeline import Conversion, Options, Status, convert

SECONDS = 120
"""A conversion that takes longer counts as a crash."""

DAYS = 7
"""A fact that ends within so many days of a schedule's period end is held against the schedule."""

BANDS = (0.95, 0.9, 0.8, 0.6, 0.0)
"""Lower ends of the bands of confidence."""

KINDS = {"BS": "balance_sheet", "IS": "income", "CF": "cash_flow", "EQ": "equity"}
"""Kinds in the file of expected statements, and ours."""

# What the caption of a core value must name (there or in the two lines above) for the value to count.
CAPTIONS = {
    "Assets": "total|asset",
    "AssetsCurrent": "current",
    "LiabilitiesCurrent": "current",
    "LiabilitiesAndStockholdersEquity": "total|liabilit|equity|capital",
    "NetIncomeLoss": "net|income|earnings|loss|profit",
    "IncomeTaxExpenseBenefit": "tax",
    "EarningsPerShareBasic": "share|primary|basic|net|income|earnings|loss|per",
    "EarningsPerShareDiluted": "share|dilut|net|income|earnings|loss|per",
    "CashAndCashEquivalentsAtCarryingValue": "cash|due from",
    "CashAndDueFromBanks": "cash|due from",
    "InventoryNet": "inventor|materials|supplies|merchandise",
    "Revenues": "revenue|sales|income|total",
    "RegulatedAndUnregulatedOperatingRevenue": "revenue|sales|total",
    "Deposits": "deposit",
    "InterestIncomeExpenseNet": "net interest",
    "InterestAndDividendIncomeOperating": "interest",
    "Investments": "invest",
}
_CAPTIONS = {name: re.compile(words, re.IGNORECASE) for name, words in CAPTIONS.items()}
_PRETAX = re.compile("before|income|earnings|loss", re.IGNORECASE)
_CASH = re.compile(r"Cash(?!.*(?:Increase|Provided|Flow))")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")

Record = dict[str, Any]
"""What is known of one filing; JSON-able."""


# --------------------------------------------------------------------------- one filing


@dataclass(frozen=True, slots=True)
class Settings:
    """What the worker processes need."""

    out: Path | None = None
    validate: bool = False
    release: str = "2020"


def measure(path: Path, settings: Settings) -> Record:
    """Converts one filing and measures the outcome."""
    began = time.process_time()
    options = Options(out=settings.out, validate=settings.validate, release=settings.release)
    with _time_limit(SECONDS):
        conversion = convert(path, options)
    record = describe(conversion)
    record["name"] = name_of(path)
    record["bytes"] = path.stat().st_size
    record["seconds"] = round(time.process_time() - began, 3)
    return record


def name_of(path: Path) -> str:
    """How the scoreboard names a filing: its folder and its stem."""
    return f"{path.parent.name}/{path.stem}"


@contextlib.contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    """Raises TimeoutError inside the block when it takes longer (the pipeline reports it as a fault)."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"no result after {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def describe(conversion: Conversion) -> Record:
    """The figures of one conversion."""
    codes = collections.Counter(finding.code for finding in conversion.findings)
    crashed = "pipeline.internal-error" in codes
    report = conversion.report if conversion.status is not Status.REFUSED else None
    record: Record = {
        "outcome": "crashed" if crashed else "refused" if report is None else "converted",
        "reason": conversion.refusal,
        "verdict": conversion.verdict,
        "errors": conversion.status is Status.CONVERTED_WITH_ERRORS,
        "findings": dict(sorted(codes.items())),
    }
    key = _schedule_score(conversion.submission, (report,) if report else ())
    record["schedule"] = key.figures()
    record["listing"] = key.listing
    if report is None:
        return record
    record["statements"] = dict(
        sorted(collections.Counter(str(t.statement.kind) for t in _faces(report)).items())
    )
    record["facts"] = len(report.facts)
    record["numbers"] = _numbers(report)
    record["lines"] = _lines(report)
    record["sums"] = _sums(report)
    record["ties"] = _ties(report.statements)
    record["confidence"] = _confidence(report, key.against)
    return record


def _faces(report: Report) -> list[TaggedStatement]:
    """The primary statements, without tables of notes and schedules."""
    notes = (StatementKind.DETAIL, StatementKind.ALLOWANCES)
    return [t for t in report.statements if t.statement.kind not in notes]


def _numbers(report: Report) -> dict[str, int]:
    """What became of the printed numbers; "extension" are facts of concepts of the report's own."""
    own = {fact.id for fact in report.facts if fact.concept.startswith(report.prefix + ":")}
    counts: collections.Counter[str] = collections.Counter()
    for number in report.numbers:
        extension = number.status is NumberStatus.FACT and all(fact in own for fact in number.facts)
        counts["extension" if extension else str(number.status)] += 1
    return dict(sorted(counts.items()))


def _lines(report: Report) -> dict[str, int]:
    """Decisions for face lines: on standard concepts, extensions, untagged."""
    counts = {"standard": 0, "extension": 0, "untagged": 0}
    for tagged in _faces(report):
        for tagging in tagged.taggings:
            if tagging.embedded is None and tagging.reason != "no-shares":  # a dash beside no shares
                kind = "standard" if tagging.concept else "extension" if tagging.extension else "untagged"
                counts[kind] += 1
    return counts


def _sums(report: Report) -> dict[str, int]:
    """Roll-ups that were found and those that foot; printed totals, and those with one that foots."""
    counts = {"found": 0, "foot": 0, "totals": 0, "totals_foot": 0}
    for tagged in report.statements:
        if tagged.statement.kind in (StatementKind.EQUITY, StatementKind.PARENTHETICAL):
            continue
        feet: dict[int, bool] = {}
        for rollup in tagged.rollups:
            counts["found"] += 1
            counts["foot"] += rollup.foots
            feet[rollup.total] = feet.get(rollup.total, False) or rollup.foots
        for line in tagged.statement.lines:
            money = any(cell.value and cell.unit_kind is UnitKind.MONETARY for cell in line.cells)
            if line.role in (LineRole.TOTAL, LineRole.SUBTOTAL) and money:
                counts["totals"] += 1
                counts["totals_foot"] += feet.get(line.index, False)
    return counts


def _ties(tagged: Sequence[TaggedStatement]) -> dict[str, list[int]]:
    """Figures that statements share: how many are equal, of how many that both print."""
    by: dict[tuple[str, object], list[list[values.Value]]] = {}

    def note(tie: str, key: object, side: int, value: values.Value) -> None:
        by.setdefault((tie, key), [[], []])[side].append(value)

    for value in values.of(tagged):
        name = value.concept.removeprefix("us-gaap:")
        sheet, flow = value.kind is StatementKind.BALANCE_SHEET, value.kind is StatementKind.CASH_FLOW
        if name == "Assets" and sheet:
            note("two-sides", (value.statement.id, value.end), 0, value)
        elif name == "LiabilitiesAndStockholdersEquity" and sheet:
            note("two-sides", (value.statement.id, value.end), 1, value)
        elif _CASH.match(name) and (sheet or flow):
            note("cash", value.end, int(flow), value)
        elif name in ("NetIncomeLoss", "ProfitLoss") and value.kind is StatementKind.INCOME:
            note("net-income", value.period, 0, value)
        elif name in ("NetIncomeLoss", "ProfitLoss") and flow:
            note("net-income", value.period, 1, value)
    counts: dict[str, list[int]] = {}
    for (tie, _), (one, other) in sorted(by.items(), key=lambda item: item[0][0]):
        if one and other:
            count = counts.setdefault(tie, [0, 0])
            count[0] += any(a.equals(b) for a in one for b in other)
            count[1] += 1
    return counts


def _confidence(report: Report, against: frozenset[str]) -> dict[str, list[int]]:
    """By band of confidence: facts of statements, those that something checks, those contradicted.

    A fact is checked when its line stands in a sum or a schedule has its figure; it is contradicted
    when it is the total of a sum that does not foot in its column, or the schedule says otherwise.
    """
    checked: set[tuple[int, int]] = set()
    broken: set[tuple[int, int, int]] = set()
    for index, tagged in enumerate(report.statements):
        for rollup in tagged.rollups:
            checked |= {(index, line) for line in (rollup.total, *(part for part, _ in rollup.parts))}
            if not rollup.foots:
                broken |= {(index, rollup.total, column) for column, residual in rollup.residuals if residual}
    bands: dict[str, list[int]] = {f"{low:.2f}": [0, 0, 0] for low in BANDS}
    for fact in report.facts:
        if fact.statement < 0:
            continue
        band = bands[next(f"{low:.2f}" for low in BANDS if fact.confidence >= low)]
        wrong = fact.id in against or (fact.statement, fact.line, fact.column) in broken
        band[0] += 1
        band[1] += wrong or (fact.statement, fact.line) in checked
        band[2] += wrong
    return bands


# --------------------------------------------------------------------------- against the schedules


class _Key:
    """The verdicts on the values of a filing's schedules: counts, causes, and the facts contradicted."""

    def __init__(self) -> None:
        self.counts: collections.Counter[str] = collections.Counter()
        self.listing: list[list[str]] = []
        self.against: frozenset[str] = frozenset()
        self.there = False

    def figures(self) -> dict[str, int] | None:
        """Counts "core.hit", "other.wrong", "cause.sign" ...; None without a schedule that counts."""
        return dict(sorted(self.counts.items())) if self.there else None


def _schedule_score(submission: Submission | None, reports: Sequence[Report]) -> _Key:
    """Holds facts without dimensions against each schedule of one period; the rules are in the README."""
    key = _Key()
    if submission is None:
        return key
    schedules = [s for s in read_schedules(submission).value if len(s.periods) == 1 and s.periods[0].end]
    if not schedules:
        return key
    key.there = True
    printed = _printed(submission, schedules)
    facts: dict[str, list[tuple[dt.date, Fact]]] = {}
    for report in reports:
        contexts = {context.id: context for context in report.contexts}
        for fact in report.facts:
            context = contexts[fact.context]
            if isinstance(fact.value, Decimal) and not context.dimensions:
                facts.setdefault(fact.concept, []).append((context.period.end, fact))
    against: set[str] = set()
    for schedule in schedules:
        end = schedule.periods[0].end
        verdicts: list[tuple[ScheduleRule, ScheduleValue, Decimal, str, list[Fact]]] = []
        for value in schedule.values:
            rule = load_table().rule(schedule.article, value.tag)
            if rule is None or rule.strength is Strength.LOOSE or not rule.accepted or not value.value:
                continue
            money = rule.unit_kind is UnitKind.MONETARY
            amount = value.value * (schedule.multiplier if money else 1)
            if not _counts(rule, amount, printed):
                continue
            near = [
                fact
                for concept in rule.accepted
                for date, fact in facts.get(concept, ())
                if end is not None and abs((date - end).days) <= DAYS
            ]
            hit = any(_matches(rule, amount, fact.value) for fact in near)
            verdicts.append((rule, value, amount, "hit" if hit else "wrong" if near else "miss", near))
        shared = _shared_power(verdicts)
        for rule, value, amount, verdict, near in verdicts:
            core = "core" if rule.strength is Strength.CORE else "other"
            key.counts[f"{core}.{verdict}"] += 1
            cause = ""
            if verdict == "wrong":
                cause = _cause(rule, amount, near, shared)
                key.counts[f"cause.{core}.{cause}"] += 1
                if cause in ("sign", "value"):
                    against.add(max(near, key=lambda fact: fact.confidence).id)
            if verdict != "hit":
                found = sorted({f"{fact.value:f}" for fact in near})[:4]
                line = str(value.span.line)
                key.listing.append([core, verdict, cause, value.tag, line, f"{amount:f}", " ".join(found)])
    key.against = frozenset(against)
    return key


def _matches(rule: ScheduleRule, amount: Decimal, value: Decimal | str) -> bool:
    if not isinstance(value, Decimal):
        return False
    return abs(value) == abs(amount) if rule.magnitude else value == amount


def _power(amount: Decimal, value: Decimal | str) -> int:
    """The power of ten by which two amounts differ when their digits are the same, else 0."""
    if not isinstance(value, Decimal) or not value or not amount:
        return 0
    one, other = abs(amount).normalize(), abs(value).normalize()
    if one.as_tuple().digits != other.as_tuple().digits:
        return 0
    return int(other.as_tuple().exponent) - int(one.as_tuple().exponent)


def _shared_power(
    verdicts: Sequence[tuple[ScheduleRule, ScheduleValue, Decimal, str, list[Fact]]],
) -> int:
    """The power of ten by which most amounts of a schedule are off, 0 when they aren't."""
    money = [v for v in verdicts if v[0].unit_kind is UnitKind.MONETARY and v[3] != "miss"]
    powers = collections.Counter(
        power
        for _, _, amount, verdict, near in money
        for power in {_power(amount, fact.value) for fact in near}
        if verdict == "wrong" and power
    )
    power, count = powers.most_common(1)[0] if powers else (0, 0)
    return power if count >= 2 and 2 * count > len(money) else 0


def _cause(rule: ScheduleRule, amount: Decimal, near: Sequence[Fact], shared: int) -> str:
    """Why schedule and facts differ: the whole schedule's scale, one value's scale, sign, rounding, value."""
    found = [fact.value for fact in near if isinstance(fact.value, Decimal)]
    if shared and rule.unit_kind is UnitKind.MONETARY:
        if any(_power(amount, value) == shared for value in found):
            return "schedule-scale"
        amount = amount.scaleb(shared)
    if any(_power(amount, value) for value in found):
        return "scale"
    if any(abs(value) == abs(amount) for value in found):
        return "sign"
    if any(value and abs(abs(amount / value) - 1) < Decimal("0.001") for value in found):
        return "rounding"
    return "value"


Printed = tuple[list[str], dict[str, list[int]]]


def _printed(submission: Submission, schedules: Sequence[Schedule]) -> Printed:
    """The lines of a submission without its schedules, and where each number stands among them."""
    lines: list[str] = []
    for document in submission.documents:
        if document.kind is not DocumentKind.TEXT:
            continue
        text = document.text
        for schedule in sorted(schedules, key=lambda s: -s.span.start):
            if schedule.document == document.index:
                text = text[: schedule.span.start] + text[schedule.span.end :]
        lines += text.splitlines()
    where: dict[str, list[int]] = {}
    for row, line in enumerate(lines):
        for number in _NUMBER.findall(line):
            where.setdefault(_plain(number), []).append(row)
    return lines, where


def _plain(number: str) -> str:
    return number.replace(",", "").lstrip("0") or "0"


def _counts(rule: ScheduleRule, amount: Decimal, printed: Printed) -> bool:
    """Whether the filing prints the value outside its schedules, core values beside a fitting caption."""
    lines, where = printed
    rows = [row for spelling in _spellings(rule, abs(amount)) for row in where.get(spelling, ())]
    if rule.strength is not Strength.CORE:
        return bool(rows)
    caption = _CAPTIONS.get(rule.concepts[0].removeprefix("us-gaap:"), _PRETAX)
    return any(caption.search("\n".join(lines[max(0, row - 2) : row + 1])) for row in rows)


def _spellings(rule: ScheduleRule, amount: Decimal) -> list[str]:
    """How a filing may print an amount: per share with two decimals, else in units, thousands, millions."""
    if rule.unit_kind is not UnitKind.MONETARY:
        return [_plain(f"{amount:.2f}")]
    whole = [amount.scaleb(-power) for power in (0, 3, 6)]
    spelt = [f"{value:f}" for value in map(Decimal.normalize, whole) if value == round(value, 1)]
    return [_plain(text) for text in spelt]


# --------------------------------------------------------------------------- all filings


def run(paths: Sequence[Path], settings: Settings, jobs: int) -> list[Record]:
    """Measures all filings, in parallel; sorted by name.

    Modules and tables are loaded before the processes fork, so that all of them measure one state even
    when somebody edits a table meanwhile.
    """
    convert(paths[0], Options(validate=False, release=settings.release))
    load_table()
    work = partial(measure, settings=settings)
    if jobs > 1:
        with multiprocessing.get_context("fork").Pool(jobs) as pool:
            records = list(pool.imap_unordered(work, paths))
    else:
        records = [work(path) for path in paths]
    return sorted(records, key=lambda record: str(record["name"]))


def unconverted(records: Sequence[Record]) -> Iterator[str]:
    """The filings that did not convert, those with one reason together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for record in records:
        if record["outcome"] != "converted":
            groups.setdefault((record["outcome"], record["reason"]), []).append(record["name"])
    for (outcome, reason), names in sorted(groups.items()):
        yield f"{outcome}: {reason[:200]}"
        yield f"    {', '.join(names)}"


def filings(arguments: Iterable[Path], every: int = 1) -> list[Path]:
    """The .txt files named, or below the folders named, each once, sorted; every ``every``-th of them."""
    found: set[Path] = set()
    for path in arguments:
        found |= set(path.rglob("*.txt")) if path.is_dir() else {path}
    return sorted(found)[::every]


def expected_statements(path: Path) -> dict[str, set[str]]:
    """Kinds of statements that another reading saw, by name of the filing: ``path,kind,...`` rows."""
    expected: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            kind = KINDS.get(row["kind"], row["kind"])
            expected.setdefault(name_of(path.parent / row["path"]), set()).add(kind)
    return expected


def totals(records: Sequence[Record], expected: Mapping[str, set[str]] | None = None) -> Record:
    """The figures of all filings together."""
    sums: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    ties: dict[str, list[int]] = {}
    bands: dict[str, list[int]] = {}
    for record in records:
        sums["outcomes"][record["outcome"]] += 1
        for part in ("statements", "numbers", "lines", "sums", "schedule"):
            sums[part].update(record.get(part) or {})
        for tie, (held, seen) in (record.get("ties") or {}).items():
            ties[tie] = [a + b for a, b in zip(ties.get(tie, [0, 0]), (held, seen), strict=True)]
        for band, counts in (record.get("confidence") or {}).items():
            bands[band] = [a + b for a, b in zip(bands.get(band, [0, 0, 0]), counts, strict=True)]
    result: Record = {part: dict(counter) for part, counter in sums.items()}
    result |= {"ties": ties, "confidence": bands}
    result["verdicts"] = dict(collections.Counter(r["verdict"] for r in records if r["verdict"]))
    with_key = [r for r in records if r["schedule"] is not None]
    result["with_schedule"] = [sum(r["outcome"] == "converted" for r in with_key), len(with_key)]
    if expected is not None:
        found: dict[str, list[int]] = {}
        for record in records:
            for kind in expected.get(str(record["name"]), ()):
                count = found.setdefault(kind, [0, 0])
                count[0] += bool((record.get("statements") or {}).get(kind))
                count[1] += 1
        result["expected"] = dict(sorted(found.items()))
    size = sum(record["bytes"] for record in records)
    result["seconds"] = round(sum(record["seconds"] for record in records), 1)
    result["ms_per_100_kb"] = round(1e8 * result["seconds"] / size, 1) if size else 0.0
    return result


def show(total: Record) -> Iterator[str]:
    """The figures as lines of text."""
    outcomes = total["outcomes"]
    yield f"filings        {sum(outcomes.values())}: " + ", ".join(f"{n} {k}" for k, n in outcomes.items())
    if total["verdicts"]:
        yield "verdicts       " + ", ".join(f"{n} {k}" for k, n in total["verdicts"].items())
    yield "statements     " + ", ".join(f"{n} {k}" for k, n in sorted(total["statements"].items()))
    for kind, (found, wanted) in total.get("expected", {}).items():
        yield f"  found        {kind}: {_share(found, wanted)} of the filings in which it was expected"
    numbers = total["numbers"]
    heading = numbers.get("heading", 0)
    amounts = sum(numbers.values()) - heading
    for kind, words in (
        ("fact", "are facts of standard concepts"),
        ("extension", "are facts of extension concepts"),
        ("explained", "are explained"),
        ("unexplained", "are unexplained"),
    ):
        yield f"  numbers      {_share(numbers.get(kind, 0), amounts)} {words}"
    lines = total["lines"]
    decided = sum(lines.values())
    for kind, count in lines.items():
        yield f"  lines        {_share(count, decided)} {kind}"
    sums = total["sums"]
    yield f"  sums         {_share(sums.get('foot', 0), sums.get('found', 0))} of the sums found foot"
    yield f"  totals       {_share(sums.get('totals_foot', 0), sums.get('totals', 0))} of printed totals foot"
    for tie, (held, seen) in sorted(total["ties"].items()):
        yield f"  ties         {_share(held, seen)} hold: {tie}"
    yield f"schedules      {_share(*total['with_schedule'])} of the filings with a schedule convert"
    key: collections.Counter[str] = collections.Counter(total.get("schedule", {}))
    for part in ("core", "other"):
        hit, wrong, miss = (key[f"{part}.{verdict}"] for verdict in ("hit", "wrong", "miss"))
        counted = hit + wrong + miss
        own = key[f"cause.{part}.schedule-scale"]
        yield f"  {part:12} recall {_share(hit, counted)}, conflict {_share(wrong, counted)}"
        causes = {
            name.rpartition(".")[2]: count
            for name, count in sorted(key.items())
            if name.startswith(f"cause.{part}.")
        }
        yield "               conflicts: " + (
            ", ".join(f"{n} {cause}" for cause, n in causes.items()) or "none"
        )
        if own:
            yield (
                f"               with the scale of schedules mended: recall {_share(hit + own, counted)}, "
                + (f"conflict {_share(wrong - own, counted)}")
            )
    for band, (facts, checked, wrong) in sorted(total["confidence"].items(), reverse=True):
        told = f"{_share(wrong, checked)} of those checked are contradicted"
        yield f"  confidence   from {band}: {facts} facts, {told}"
    yield f"processor time {total['seconds']} s in all, {total['ms_per_100_kb']} ms per 100 KB"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%} ({part} of {whole})" if whole else "none"


# --------------------------------------------------------------------------- baseline


def compact(record: Record) -> dict[str, Any]:
    """What a baseline keeps of a filing: few figures, in which a change matters."""
    numbers, sums = record.get("numbers") or {}, record.get("sums") or {}
    key = collections.Counter(record.get("schedule") or {})
    return {
        "outcome": record["outcome"],
        "statements": record.get("statements") or {},
        "facts": numbers.get("fact", 0),
        "extensions": numbers.get("extension", 0),
        "unexplained": numbers.get("unexplained", 0),
        "standard_lines": (record.get("lines") or {}).get("standard", 0),
        "totals_foot": sums.get("totals_foot", 0),
        "ties": sum(held for held, _ in (record.get("ties") or {}).values()),
        "hits": key["core.hit"] + key["other.hit"],
        "wrong": key["core.wrong"] + key["other.wrong"],
    }


ORDER = ("crashed", "refused", "converted")
MORE_IS_BETTER = {
    "facts": True, "standard_lines": True, "totals_foot": True, "ties": True, "hits": True,
    "extensions": None, "unexplained": False, "wrong": False,
}  # fmt: skip
"""Figures of :func:`compact`: whether more of it is better (None: neither)."""

SLACK = 0.02
"""Facts and lines may fall by this share before it is told."""


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What is worse and what is better in one filing, in words."""
    worse: list[str] = []
    better: list[str] = []
    if before["outcome"] != after["outcome"]:
        rises = ORDER.index(after["outcome"]) > ORDER.index(before["outcome"])
        (better if rises else worse).append(f"{before['outcome']} -> {after['outcome']}")
        return worse, better
    for kind in sorted({*before["statements"], *after["statements"]}):
        had, has = before["statements"].get(kind, 0), after["statements"].get(kind, 0)
        if had and not has:
            worse.append(f"no {kind} any more")
        elif has and not had:
            better.append(f"a {kind} now")
    for figure, more in MORE_IS_BETTER.items():
        had, has = before.get(figure, 0), after.get(figure, 0)
        slack = SLACK * had if figure in ("facts", "standard_lines") else 0
        if more is None or abs(has - had) <= slack:
            continue
        (better if (has > had) == more else worse).append(f"{figure} {had} -> {has}")
    return worse, better


def save(path: Path, records: Sequence[Record]) -> None:
    """Writes a baseline: one line per filing, so that a difference shows what changed."""
    rows = [f"  {json.dumps(r['name'])}: {json.dumps(compact(r), sort_keys=True)}" for r in records]
    path.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


def against_baseline(path: Path, records: Sequence[Record], tell: Callable[[str], None]) -> int:
    """Tells what changed filing by filing; returns how many filings are worse."""
    before = json.loads(path.read_text(encoding="utf-8"))
    worse_filings = better_filings = 0
    for record in records:
        if record["name"] not in before:
            continue
        worse, better = changes(before[record["name"]], compact(record))
        worse_filings += bool(worse)
        better_filings += bool(better) and not worse
        if worse:
            also = f"  (better: {'; '.join(better)})" if better else ""
            tell(f"worse   {record['name']}: {'; '.join(worse)}{also}")
    for record in records:
        if record["name"] in before:
            worse, better = changes(before[record["name"]], compact(record))
            if better and not worse:
                tell(f"better  {record['name']}: {'; '.join(better)}")
    known = sum(record["name"] in before for record in records)
    tell(f"baseline: of {known} filings {worse_filings} are worse somewhere, {better_filings} only better")
    return worse_filings


# --------------------------------------------------------------------------- command line


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="+", type=Path, help="filings, or folders of .txt files")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, help="take every n-th filing only")
    parser.add_argument("--out", type=Path, help="write the conversions there (default: nowhere)")
    parser.add_argument("--validate", action="store_true", help="validate each report with Arelle")
    parser.add_argument("--release", default="2020")
    parser.add_argument("--expected", type=Path, help="CSV of path,kind: statements that another reading saw")
    parser.add_argument("--baseline", type=Path, help="tell what changed since this file was saved")
    parser.add_argument("--save", type=Path, help="save a baseline")
    parser.add_argument("--json", type=Path, help="save all figures, filing by filing")
    parser.add_argument("--schedules", action="store_true", help="list what the schedules miss or contradict")
    parser.add_argument("--score-tool", type=Path, help="a script that scores OUT FILING...; run and shown")
    options = parser.parse_args(arguments)
    paths = filings(options.paths, options.every)
    if not paths:
        parser.error("there are no .txt files")
    with contextlib.ExitStack() as stack:
        out = options.out
        if options.score_tool and out is None:
            out = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scoreboard-")))
        records = run(paths, Settings(out, options.validate, options.release), options.jobs)
        expected = expected_statements(options.expected) if options.expected else None
        total = totals(records, expected)
        if options.schedules:
            for record in records:
                for row in record["listing"]:
                    print("\t".join((record["name"], *row)))
        print(*unconverted(records), *show(total), sep="\n")
        if options.score_tool:
            subprocess.run([sys.executable, options.score_tool, out, *paths], check=True)
    if options.json:
        text = json.dumps({"total": total, "filings": records}, indent=1, sort_keys=True)
        options.json.write_text(text + "\n", encoding="utf-8")
    worse = against_baseline(options.baseline, records, print) if options.baseline else 0
    if options.save:
        save(options.save, records)
    return int(bool(worse or total["outcomes"].get("crashed")))


if __name__ == "__main__":
    sys.exit(main())
