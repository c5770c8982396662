"""Writes the audit: what became of each number, by which rule, and what was noticed (JSON and HTML)."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import jinja2

from converter.data import data_folder
from converter.model import (
    DocumentKind,
    Fact,
    Finding,
    NumberRecord,
    NumberStatus,
    Report,
    RuleRef,
    Severity,
    SourceDocument,
    Span,
    Submission,
    Tagging,
)
from converter.reporting.characters import FORBIDDEN, stand_in
from converter.writing.inline import document_names

FORMAT_VERSION = 1

_TABLE_FOLDERS = ("taxonomy", "mappings")
_MAX_TOOLTIP = 6  # facts told in the tooltip of one number
_MAX_REJECTED = 8  # rejected candidates listed per fact


def audit(
    report: Report,
    submission: Submission,
    verdict: str | None = None,
    findings: tuple[Finding, ...] | None = None,
) -> dict[str, bytes]:
    """``audit.json`` (schema: ``docs/audit.schema.json``) and ``audit.html``.

    ``verdict`` is what validation said ("valid", ...; None: not validated); ``findings`` are all
    findings, those of validation too (default: the report's).
    """
    told = report.findings if findings is None else findings
    data = audit_data(report, submission, verdict, told)
    return {
        "audit.json": _json(data),
        "audit.html": _html(report, submission, data, told),
    }


def audit_data(
    report: Report, submission: Submission, verdict: str | None, findings: Sequence[Finding]
) -> dict[str, Any]:
    """The audit as plain JSON values."""
    from converter import __version__

    names = document_names(report, submission)
    texts = {document.index: document.text for document in submission.documents}
    taggings = _taggings(report)
    header = submission.header
    return {
        "format": "retroxbrl-audit",
        "formatVersion": FORMAT_VERSION,
        "program": {"name": "retroxbrl", "version": __version__},
        "verdict": verdict or "not validated",
        "input": {
            "name": submission.name,
            "size": submission.size,
            "sha256": submission.sha256,
            "accessionNumber": header.accession_number if header else "",
            "form": report.cover.form or (header.form if header else ""),
            "documents": [
                {
                    "index": document.index,
                    "type": document.type,
                    "sequence": document.sequence,
                    "filename": document.filename,
                    "description": document.description,
                    "kind": document.kind.value,
                    "encoding": document.encoding,
                    "sha256": document.sha256,
                    "firstLine": document.first_line,
                    "characters": len(document.text),
                    "output": names.get(document.index),
                }
                for document in submission.documents
            ],
        },
        "report": {
            "base": report.base,
            "entity": {"scheme": report.scheme, "identifier": report.identifier},
            "registrant": report.cover.registrant,
            "periodEnd": report.period_end.isoformat(),
            "release": report.release,
            "namespace": report.namespace,
            "prefix": report.prefix,
        },
        "tables": dict(_table_hashes()),
        "coverage": _coverage(report),
        "statements": [_statement(report, index) for index in range(len(report.statements))],
        "extensions": [
            {
                "name": f"{report.prefix}:{extension.name}",
                "label": extension.label,
                "type": extension.type,
                "periodType": extension.period_type,
                "balance": extension.balance,
                "abstract": extension.abstract,
                "anchor": extension.anchor,
            }
            for extension in report.extensions
        ],
        "facts": list(_facts(report, texts, taggings)),
        "numbers": [
            {
                "span": _span(number.span),
                "text": number.text,
                "status": number.status.value,
                "reason": number.reason,
                "statement": number.statement,
                "facts": list(number.facts),
            }
            for number in report.numbers
        ],
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity.value,
                "message": finding.message,
                "span": None if finding.span is None else _span(finding.span),
                "data": _plain(dict(finding.data)),
            }
            for finding in findings
        ],
    }


def _json(data: Mapping[str, Any]) -> bytes:
    """``data`` with one line per key, and per item of a list: readable, and quick to write."""
    parts: list[str] = []
    for key, value in data.items():
        if isinstance(value, list) and value:
            items = ",\n  ".join(json.dumps(item) for item in value)
            parts.append(f"{json.dumps(key)}: [\n  {items}\n ]")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return ("{\n " + ",\n ".join(parts) + "\n}\n").encode("ascii")


@lru_cache(maxsize=1)
def _table_hashes() -> tuple[tuple[str, str], ...]:
    """SHA-256 of each data table, by its name relative to the data folders, in order."""
    found: list[tuple[str, str]] = []
    for name in _TABLE_FOLDERS:
        try:
            folder = data_folder(name)
        except FileNotFoundError:
            continue
        found += [
            (f"{name}/{file.relative_to(folder).as_posix()}", hashlib.sha256(file.read_bytes()).hexdigest())
            for file in sorted(folder.rglob("*.csv"))
        ]
    return tuple(found)


def _taggings(report: Report) -> dict[tuple[int, int], list[Tagging]]:
    found: dict[tuple[int, int], list[Tagging]] = {}
    for index, tagged in enumerate(report.statements):
        for tagging in tagged.taggings:
            found.setdefault((index, tagging.line), []).append(tagging)
    return found


def _coverage(report: Report) -> dict[str, Any]:
    counts = {status.value: 0 for status in NumberStatus}
    for number in report.numbers:
        counts[number.status.value] += 1
    total = sum(counts.values())
    extension = sum(fact.concept.startswith(report.prefix + ":") for fact in report.facts)
    return {
        "numbers": {**counts, "total": total},
        "shares": {name: round(count / total, 4) if total else 0.0 for name, count in counts.items()},
        "facts": len(report.facts),
        "coverFacts": sum(fact.statement < 0 for fact in report.facts),
        "extensionFacts": extension,
        "extensionConcepts": sum(not extension.abstract for extension in report.extensions),
    }


def _statement(report: Report, index: int) -> dict[str, Any]:
    tagged = report.statements[index]
    statement = tagged.statement
    numbers = [number for number in report.numbers if number.statement == index]
    counts = {status.value: sum(number.status is status for number in numbers) for status in NumberStatus}
    return {
        "index": index,
        "id": statement.id,
        "kind": statement.kind.value,
        "title": statement.title,
        "span": _span(statement.title_span),
        "columns": [
            {
                "index": column.index,
                "role": column.role.value,
                "header": column.header,
                "start": column.period.start.isoformat() if column.period and column.period.start else None,
                "end": column.period.end.isoformat() if column.period else None,
                "scale": column.scale,
                "rule": column.rule,
                "reason": column.reason,
                "spans": [_span(span) for span in column.spans],
                "scaleSpan": None if column.scale_span is None else _span(column.scale_span),
            }
            for column in statement.columns
        ],
        "numbers": counts,
        "sums": {
            "printed": len(tagged.rollups),
            "footing": sum(rollup.foots for rollup in tagged.rollups),
        },
    }


def _facts(
    report: Report, texts: Mapping[int, str], taggings: Mapping[tuple[int, int], list[Tagging]]
) -> Iterator[dict[str, Any]]:
    contexts = {context.id: context for context in report.contexts}
    labels = [{line.index: line.label for line in tagged.statement.lines} for tagged in report.statements]
    for fact in report.facts:
        context = contexts[fact.context]
        label = labels[fact.statement].get(fact.line, "") if fact.statement >= 0 else ""
        yield {
            "id": fact.id,
            "concept": fact.concept,
            "value": f"{fact.value:f}" if isinstance(fact.value, Decimal) else fact.value,
            "unit": fact.unit,
            "decimals": fact.decimals,
            "context": {
                "id": context.id,
                "start": context.period.start.isoformat() if context.period.start else None,
                "end": context.period.end.isoformat(),
                "dimensions": dict(context.dimensions),
            },
            "hidden": not fact.spans,
            "text": texts[fact.span.document][fact.span.start : fact.span.end] if fact.span else None,
            "span": None if fact.span is None else _span(fact.span),
            "scale": fact.scale,
            "sign": -1 if fact.sign else 1,
            "format": fact.format,
            "statement": fact.statement,
            "line": fact.line,
            "column": fact.column,
            "label": label,
            "rule": _rule(fact.rule),
            "confidence": round(fact.confidence, 4),
            "rejected": _rejected(fact, taggings.get((fact.statement, fact.line), [])),
        }


def _rejected(fact: Fact, taggings: Sequence[Tagging]) -> list[dict[str, Any]]:
    """The candidates that lost against the concept of ``fact``."""
    for tagging in taggings:
        if tagging.concept == fact.concept or (not tagging.concept and tagging.extension is not None):
            return [
                {
                    "concept": candidate.concept,
                    "score": round(candidate.score, 4),
                    "rule": _rule(candidate.rule),
                    "note": candidate.note,
                }
                for candidate in tagging.rejected[:_MAX_REJECTED]
            ]
    return []


def _rule(rule: RuleRef | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    return {"id": rule.id, "file": rule.file, "line": rule.line, "evidence": rule.evidence}


def _span(span: Span) -> dict[str, int]:
    return {
        "document": span.document,
        "start": span.start,
        "end": span.end,
        "line": span.line,
        "column": span.column,
    }


def _plain(value: object) -> Any:
    """``value`` in JSON's types (amounts and dates as text)."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((_plain(item) for item in value), key=str)
    return str(value)


# ----------------------------------------------------------------------- the page


@dataclass(frozen=True, slots=True)
class Page:
    """A converted document on the audit page; ``lines`` is finished HTML, every text in it escaped."""

    name: str
    type: str
    lines: Any  # jinja2's Markup, which has no type of its own here


def _html(
    report: Report, submission: Submission, data: Mapping[str, Any], findings: Sequence[Finding]
) -> bytes:
    from markupsafe import Markup

    documents = {document.index: document for document in submission.documents}
    names = document_names(report, submission)
    marks = _marks(report)
    pages = [
        Page(
            names[index],
            documents[index].type,
            Markup("".join(_lines(documents[index], marks.get(index, [])))),  # noqa: S704 (escaped there)
        )
        for index in report.documents
    ]
    severities = {severity: sum(f.severity is severity for f in findings) for severity in Severity}
    shown = set(report.documents)
    text = _template().render(
        data=data,
        pages=pages,
        findings=sorted(findings, key=lambda finding: list(Severity)[::-1].index(finding.severity)),
        shown=shown,
        severities=severities,
        others=[document for document in data["input"]["documents"] if document["output"] is None],
        encoded=DocumentKind.ENCODED.value,
    )
    return text.encode("ascii", "xmlcharrefreplace")


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("converter.writing", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("audit.html.j2")


def _marks(report: Report) -> dict[int, list[tuple[int, int, str, str]]]:
    """Per document the stretches to colour: start, end, kind, tooltip; numbers before cover facts."""
    facts = {fact.id: fact for fact in report.facts}
    marks: dict[int, list[tuple[int, int, str, str]]] = {}
    for number in report.numbers:
        kind = number.status.value
        told = [facts[fact] for fact in number.facts]
        if told and told[0].concept.startswith(report.prefix + ":"):
            kind = "extension"
        span = number.span
        marks.setdefault(span.document, []).append((span.start, span.end, kind, _tooltip(number, told)))
    for fact in report.facts:
        if fact.statement < 0:
            for span in fact.spans:
                marks.setdefault(span.document, []).append((span.start, span.end, "fact", _told(fact)))
    for entries in marks.values():
        entries.sort(key=lambda mark: (mark[0], -mark[1]))
    return marks


def _tooltip(number: NumberRecord, facts: Sequence[Fact]) -> str:
    if not facts:
        return f"{number.status.value}: {number.reason}"
    lines = [_told(fact) for fact in facts[:_MAX_TOOLTIP]]
    if len(facts) > _MAX_TOOLTIP:
        lines.append(f"and {len(facts) - _MAX_TOOLTIP} more")
    return "\n".join(lines)


def _told(fact: Fact) -> str:
    value = f"{fact.value:,f}" if isinstance(fact.value, Decimal) else fact.value
    rule = f", rule {fact.rule.id}" if fact.rule else ""
    unit = f" {fact.unit}" if fact.unit else ""
    return f"{fact.concept} = {value}{unit} ({fact.context}; {fact.confidence:.0%} sure{rule})"


def _lines(document: SourceDocument, marks: Sequence[tuple[int, int, str, str]]) -> Iterator[str]:
    """The document's lines, numbered, with the marks in them; of overlapping marks the first is shown."""
    text = document.text
    starts = document.line_starts
    position = 0
    for row, start in enumerate(starts):
        end = starts[row + 1] if row + 1 < len(starts) else len(text)
        number = document.first_line + row
        yield f'<div id="L{number}"><a class="l" href="#L{number}">{number}</a>'
        at = start
        while position < len(marks) and marks[position][0] < end:
            first, last, kind, title = marks[position]
            position += 1
            if first < at:
                continue
            last = min(last, end)
            yield _shown(text[at:first])
            yield f'<span class="{kind}" title="{html.escape(title)}">{_shown(text[first:last])}</span>'
            at = last
        yield _shown(text[at:end].rstrip("\r\n"))
        yield "</div>\n"


def _shown(text: str) -> str:
    """``text`` escaped, control characters as their pictures."""
    if FORBIDDEN.search(text):
        text = FORBIDDEN.sub(lambda match: stand_in(match.group()), text)
    return html.escape(text)
