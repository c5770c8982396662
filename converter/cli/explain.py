"""What each number became, and why: the entries of ``retroxbrl explain``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from converter.cli.terminal import console, printable
from converter.model import (
    Candidate,
    Context,
    ExtensionConcept,
    Fact,
    Report,
    RuleRef,
    Span,
    Submission,
    Tagging,
)
from converter.pipeline import Conversion


@dataclass(frozen=True, slots=True)
class Made:
    """A fact that a number became, with the decision behind it."""

    fact: Fact
    period: str
    dimensions: tuple[tuple[str, str], ...]
    extension: ExtensionConcept | None
    rejected: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One printed text: where, the line that it stands on, its label, and what it became."""

    span: Span
    text: str
    source: str
    label: str
    status: str
    reason: str
    facts: tuple[Made, ...]


def entries(conversion: Conversion, what: str = "") -> tuple[Entry, ...]:
    """The entries of a conversion in the order of the source.

    ``what`` limits them to a line of the file (digits) or to concepts whose name contains it,
    whatever the case.
    """
    report, submission = conversion.report, conversion.submission
    if report is None or submission is None:
        return ()
    facts = {fact.id: fact for fact in report.facts}
    contexts = {context.id: context for context in report.contexts}
    found: list[Entry] = []
    told: set[str] = set()
    for number in report.numbers:
        made = tuple(_made(report, contexts, facts[name]) for name in number.facts if name in facts)
        told.update(number.facts)
        label = _label(report, made[0].fact) if made else ""
        found.append(
            Entry(
                number.span,
                number.text,
                _source(submission, number.span),
                label,
                number.status.value,
                number.reason,
                made,
            )
        )
    for fact in report.facts:
        if fact.id in told or fact.span is None:
            continue
        text = submission.documents[fact.span.document].text[fact.span.start : fact.span.end]
        made = (_made(report, contexts, fact),)
        source = _source(submission, fact.span)
        found.append(Entry(fact.span, text, source, _label(report, fact), "fact", "", made))
    chosen = (entry for entry in found if _wanted(entry, what))
    return tuple(sorted(chosen, key=lambda entry: entry.span))


def _wanted(entry: Entry, what: str) -> bool:
    if not what:
        return True
    if what.isascii() and what.isdigit():
        return entry.span.line == int(what)
    wanted = what.casefold()
    return any(wanted in made.fact.concept.casefold() for made in entry.facts)


def _made(report: Report, contexts: dict[str, Context], fact: Fact) -> Made:
    context = contexts[fact.context]
    extensions = {extension.name: extension for extension in report.extensions}
    prefix, _, name = fact.concept.partition(":")
    tagging = _tagging(report, fact)
    period = context.period
    return Made(
        fact=fact,
        period=period.end.isoformat() if period.start is None else f"{period.start} to {period.end}",
        dimensions=context.dimensions,
        extension=extensions.get(name) if prefix == report.prefix else None,
        rejected=tagging.rejected if tagging else (),
    )


def _tagging(report: Report, fact: Fact) -> Tagging | None:
    """The decision that a fact of a statement comes from."""
    if fact.statement < 0:
        return None
    of_line = [t for t in report.statements[fact.statement].taggings if t.line == fact.line]
    for tagging in of_line:
        name = f"{report.prefix}:{tagging.extension.name}" if tagging.extension else tagging.concept
        if name == fact.concept:
            return tagging
    return None


def _label(report: Report, fact: Fact) -> str:
    if fact.statement < 0:
        return "cover page"
    statement = report.statements[fact.statement].statement
    line = next((item for item in statement.lines if item.index == fact.line), None)
    return " > ".join((*line.section, line.label)) if line else ""


def _source(submission: Submission, span: Span) -> str:
    document = submission.documents[span.document]
    return document.line(span.line - document.first_line)


def _rule(rule: RuleRef) -> str:
    place = f" ({rule.file}:{rule.line})" if rule.file else ""
    return f"{rule.id}{place}" + (f": {rule.evidence}" if rule.evidence else "")


def _value(made: Made) -> str:
    fact = made.fact
    value = fact.value if isinstance(fact.value, str) else f"{fact.value:f}"
    return " ".join(f"{value} {fact.unit or ''}".split())


def show(found: Iterable[Entry]) -> None:
    """Prints the entries for a person."""
    from rich.text import Text

    out = console()
    for text, style in _text(found):
        out.print(Text(printable(text), style=style), soft_wrap=True)


def _text(found: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """The lines to print, with their styles: values of one decision together, then the decision."""
    for _, group in groupby(found, key=lambda entry: (entry.span.document, entry.span.line)):
        entries_of_line = list(group)
        first = entries_of_line[0]
        yield f"line {first.span.line}: {' '.join(first.source.split())}", "bold"
        label = next((entry.label for entry in entries_of_line if entry.label), "")
        if label:
            yield f"  {label}", "dim"
        pairs = [(entry, made) for entry in entries_of_line for made in entry.facts or (None,)]
        for decision, members in groupby(pairs, key=lambda pair: _decision(pair[1])):
            for entry, made in members:
                text = " ".join(entry.text.split())
                if made is None:
                    reason = f" ({entry.reason})" if entry.reason else ""
                    yield (
                        f"  {text}: {entry.status}{reason}",
                        "yellow" if entry.status == "unexplained" else "",
                    )
                else:
                    yield f"  {text}: {_fact_text(made)}", "cyan"
            for line in decision:
                yield f"    {line}", "dim" if line.startswith("rejected") else ""


def _fact_text(made: Made) -> str:
    members = "".join(f", {axis} = {member}" for axis, member in made.dimensions)
    sign = ", sign reversed" if made.fact.sign else ""
    return f"{made.fact.concept} = {_value(made)}, {made.period}{members}{sign}"


def _decision(made: Made | None) -> tuple[str, ...]:
    """What decided, in lines; equal for numbers that one decision covers."""
    if made is None:
        return ()
    lines = []
    if made.extension is not None:
        lines.append(f"extension concept, anchored to {made.extension.anchor or 'nothing'}")
    if made.fact.rule is not None:
        lines.append(f"rule {_rule(made.fact.rule)}; confidence {made.fact.confidence:.2f}")
    for candidate in made.rejected:
        note = f"; {candidate.note}" if candidate.note else ""
        lines.append(
            f"rejected {candidate.concept} ({candidate.score:.2f}{note}), rule {_rule(candidate.rule)}"
        )
    return tuple(lines)


def as_json(found: Sequence[Entry]) -> str:
    """The entries as JSON."""
    return json.dumps([_entry_json(entry) for entry in found], indent=2)


def _entry_json(entry: Entry) -> dict[str, object]:
    return {
        "line": entry.span.line,
        "column": entry.span.column,
        "text": entry.text,
        "label": entry.label,
        "status": entry.status,
        "reason": entry.reason,
        "facts": [
            {
                "id": made.fact.id,
                "concept": made.fact.concept,
                "value": str(made.fact.value),
                "unit": made.fact.unit,
                "period": made.period,
                "dimensions": dict(made.dimensions),
                "sign_reversed": made.fact.sign,
                "extension_of": made.extension.anchor if made.extension else None,
                "rule": _rule_json(made.fact.rule),
                "confidence": made.fact.confidence,
                "rejected": [
                    {
                        "concept": candidate.concept,
                        "score": candidate.score,
                        "note": candidate.note,
                        "rule": _rule_json(candidate.rule),
                    }
                    for candidate in made.rejected
                ],
            }
            for made in entry.facts
        ],
    }


def _rule_json(rule: RuleRef | None) -> dict[str, object] | None:
    if rule is None:
        return None
    return {"id": rule.id, "file": rule.file, "line": rule.line, "evidence": rule.evidence}
