"""Builds the report: facts through the gate, contexts, units, extension taxonomy, account of numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from converter.model import (
    Context,
    DocumentKind,
    ExtensionConcept,
    Extraction,
    Fact,
    Finding,
    NumberRecord,
    NumberStatus,
    Report,
    Result,
    Role,
    RuleRef,
    Severity,
    Span,
    StatementKind,
    Submission,
    TaggedStatement,
)
from converter.reporting import entity
from converter.reporting.calculation import Shape, calculation_networks
from converter.reporting.characters import replacements
from converter.reporting.contexts import Contexts, units_of
from converter.reporting.cover import CoverDraft, cover_drafts, document_period
from converter.reporting.drafts import Draft, Drafting, draft_facts, settle
from converter.reporting.names import caption, element_name
from converter.reporting.networks import (
    Vocabulary,
    cover_tree,
    parenthetical_tree,
    role_of,
    roll_forward_tree,
    statement_tree,
)
from converter.reporting.numbers import Place, account, place

if TYPE_CHECKING:
    from converter.taxonomies import Catalogue

MAX_FINDINGS = 60
"""So many findings of one code are told one by one; a last one counts the others."""

REASONS = {
    "abstract-concept": "its concept is abstract and can't have a value",
    "concept-type-not-numeric": "its concept does not hold numbers",
    "no-period": "the period of its column is not known",
    "period-type-mismatch": "its concept is measured over a period, the column shows a date",
    "text-not-transformable": "the printed text does not read as that number without doubt",
    "unit-mismatch": "its concept counts something else than the number",
    "unknown-concept": "the taxonomy release does not have its concept",
    "unknown-dimension": "an axis or member is not in the taxonomy release, or two contradict each other",
}


def build_report(
    submission: Submission,
    extraction: Extraction,
    tagged: tuple[TaggedStatement, ...],
    catalogue: Catalogue,
    findings: tuple[Finding, ...] = (),
    *,
    stem: str = "",
    cik: str | None = None,
) -> Result[Report | None]:
    """The report of a filing, or None (with an *error* finding) when its statements give no fact.

    ``findings`` are those of the earlier stages; the report carries them with its own. ``stem`` names
    the files (default: the submission's name), ``cik`` the registrant where the filing doesn't. The
    result's findings are those of this stage alone.
    """
    stem = stem or submission.name
    own: list[Finding] = []
    period_end = _period_end(submission, extraction, tagged)
    contexts = Contexts()
    prefix = entity.prefix(stem)
    drafting = draft_facts(submission, tagged, catalogue, contexts, prefix)
    drafts, lost = settle(
        drafting, prefix, lambda loser, winner: _own_concept(loser, winner, tagged, catalogue)
    )
    drafts, overlapping = _without_overlaps(drafts)
    if not drafts or period_end is None:
        own += _problem_findings(drafting)
        own.append(
            Finding(
                "reporting.no-facts",
                Severity.ERROR,
                "No number of the statements in this filing could be reported as a fact.",
                data={"statements": len(tagged)},
            )
        )
        return Result(None, tuple(own))
    scheme, identifier, entity_findings = entity.identify(submission, extraction.cover, cik, stem)
    own += entity_findings
    form = extraction.cover.form or (submission.header.form if submission.header else "")
    required = document_period(form, period_end, tagged)
    covers, cover_findings = cover_drafts(
        submission, extraction.cover, catalogue, contexts, required, scheme, identifier
    )
    covers = _visible_covers(covers, drafts)
    own += cover_findings
    own += _problem_findings(drafting)
    kept = {place(draft.span) for draft in drafts}
    own += _conflict_findings(lost, tagged, kept)
    stopped = drafting.stopped
    for draft, _ in lost:
        stopped.setdefault(place(draft.span), "conflict")
    for draft in overlapping:
        stopped.setdefault(place(draft.span), "overlap")
    stopped = {where: reason for where, reason in stopped.items() if where not in kept}

    facts = _facts(covers, drafts)
    by_id = {context.id: context for context in contexts.used({fact.context for fact in facts})}
    vocabulary = Vocabulary(catalogue, prefix)
    for draft in drafts:
        if draft.extension is not None:
            vocabulary.add(draft.extension)
    roles, calculation_findings = _roles(stem, tagged, covers, drafts, by_id, vocabulary)
    own += calculation_findings
    documents = {document.index: document for document in submission.documents}
    places: dict[Place, list[str]] = {}
    for fact in facts:
        if fact.span is not None and fact.statement >= 0:
            places.setdefault(place(fact.span), []).append(fact.id)
    numbers = account(tagged, documents, {key: tuple(ids) for key, ids in places.items()}, stopped)
    own += _number_findings(numbers, tagged)
    converted = _documents(submission, facts)
    for index in converted:
        own += replacements(documents[index])
    anchors = _anchors(vocabulary)
    used_units = {fact.unit for fact in facts}
    report = Report(
        base=entity.base_name(stem, period_end),
        prefix=prefix,
        namespace=entity.namespace(stem, period_end),
        scheme=scheme,
        identifier=identifier,
        release=catalogue.release,
        period_end=period_end,
        documents=converted,
        cover=extraction.cover,
        statements=tagged,
        contexts=tuple(by_id.values()),
        units=tuple(unit for unit in units_of(s.statement.currency for s in tagged) if unit.id in used_units),
        facts=facts,
        extensions=tuple(vocabulary.extensions[name] for name in sorted(vocabulary.extensions)),
        roles=roles,
        labels={name: tuple(labels.items()) for name, labels in sorted(vocabulary.labels.items())},
        anchors=anchors,
        numbers=numbers,
        findings=(*findings, *own),
    )
    return Result(report, tuple(own))


def _period_end(
    submission: Submission, extraction: Extraction, tagged: tuple[TaggedStatement, ...]
) -> dt.date | None:
    """The end of the reporting period: cover page, else header, else the latest column."""
    if extraction.cover.period_end:
        return extraction.cover.period_end
    if submission.header and submission.header.period_of_report:
        return submission.header.period_of_report
    ends = [
        column.period.end
        for statement in tagged
        for column in statement.statement.columns
        if column.period is not None
    ]
    return max(ends, default=None)


def _without_overlaps(drafts: tuple[Draft, ...]) -> tuple[tuple[Draft, ...], tuple[Draft, ...]]:
    """The drafts whose elements can be written: places that are equal or apart, and one format, scale
    and unit where they are equal (Inline XBRL 1.1, nested nonFraction). And the others."""
    kept: list[tuple[int, Draft]] = []
    dropped: list[Draft] = []
    last: Draft | None = None
    for order, draft in sorted(
        enumerate(drafts), key=lambda entry: (place(entry[1].span), -entry[1].tagging.confidence, entry[0])
    ):
        if last is not None and place(last.span) == place(draft.span):
            same = (last.format, last.scale, last.unit) == (draft.format, draft.scale, draft.unit)
            fits = same and all(other.key != draft.key for _, other in kept[-8:])
        else:
            fits = (
                last is None or last.span.document != draft.span.document or draft.span.start >= last.span.end
            )
        if fits:
            kept.append((order, draft))
            last = draft
        else:
            dropped.append(draft)
    kept.sort(key=lambda entry: entry[0])
    return tuple(draft for _, draft in kept), tuple(dropped)


def _visible_covers(covers: tuple[CoverDraft, ...], drafts: tuple[Draft, ...]) -> tuple[CoverDraft, ...]:
    """Cover facts with the places of those that would cross another element taken away (so hidden)."""
    taken = [place(draft.span) for draft in drafts]
    result: list[CoverDraft] = []
    for cover in covers:
        own = [place(span) for span in cover.spans]
        numeric = cover.unit is not None
        if any(not _nests(mine, other, len(own) > 1 or numeric) for mine in own for other in taken):
            cover = replace(cover, spans=(), format="", scale=0)
            own = []
        taken += own
        result.append(cover)
    return tuple(result)


def _nests(mine: Place, other: Place, apart: bool) -> bool:
    """Whether two places can both be elements: apart, or (unless ``apart``) one inside the other."""
    if mine[0] != other[0] or mine[2] <= other[1] or other[2] <= mine[1]:
        return True
    if apart:
        return False
    return mine[1] <= other[1] and other[2] <= mine[2]


def _facts(covers: Sequence[CoverDraft], drafts: Sequence[Draft]) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    for cover in covers:
        facts.append(
            Fact(
                id=f"f{len(facts) + 1}",
                concept=cover.concept,
                context=cover.context,
                value=cover.value,
                span=cover.span,
                spans=cover.spans,
                unit=cover.unit,
                decimals=cover.decimals,
                scale=cover.scale,
                sign=isinstance(cover.value, Decimal) and cover.value < 0,
                format=cover.format,
                rule=RuleRef(cover.rule, "", 0, "") if cover.rule else None,
                confidence=cover.confidence,
            )
        )
    for draft in drafts:
        facts.append(
            Fact(
                id=f"f{len(facts) + 1}",
                concept=draft.concept,
                context=draft.context,
                value=draft.value,
                span=draft.span,
                spans=(draft.span,),
                unit=draft.unit,
                decimals=draft.decimals,
                scale=draft.scale,
                sign=draft.value < 0,
                format=draft.format,
                statement=draft.statement,
                line=draft.tagging.line,
                column=draft.column,
                rule=draft.tagging.rule,
                confidence=draft.tagging.confidence,
            )
        )
    return tuple(facts)


def _documents(submission: Submission, facts: Sequence[Fact]) -> tuple[int, ...]:
    """The documents to convert: the main one, then those where facts stand."""
    texts = [document.index for document in submission.documents if document.kind is DocumentKind.TEXT]
    with_facts = {span.document for fact in facts for span in fact.spans}
    cover = [fact.spans[0].document for fact in facts if fact.statement < 0 and fact.spans]
    main = cover[0] if cover else texts[0] if texts else min(with_facts)
    return (main, *sorted(with_facts - {main}))


@dataclass(frozen=True, slots=True)
class _Network:
    """One statement with the facts of its cells and those of the numbers inside its labels."""

    tagged: TaggedStatement
    cells: tuple[Draft, ...]
    embedded: tuple[Draft, ...]


def _roles(
    stem: str,
    tagged: tuple[TaggedStatement, ...],
    covers: Sequence[CoverDraft],
    drafts: Sequence[Draft],
    contexts: Mapping[str, Context],
    vocabulary: Vocabulary,
) -> tuple[tuple[Role, ...], list[Finding]]:
    """One role for the cover, one per statement, one more where numbers stand inside its labels."""
    findings: list[Finding] = []
    networks, unstated = calculation_networks(tagged, drafts, _shapes(drafts, vocabulary))
    titles: dict[str, int] = {}
    taken: set[str] = {"Anchoring"}
    roles: list[Role] = []
    if covers:
        front = cover_tree((cover.concept for cover in covers), vocabulary)
        roles.append(role_of(1, "Document", "Cover", stem, taken, front))
    for index, statement in enumerate(tagged):
        network = _Network(
            statement,
            tuple(draft for draft in drafts if draft.statement == index and draft.cell),
            tuple(draft for draft in drafts if draft.statement == index and not draft.cell),
        )
        if not network.cells and not network.embedded:
            continue
        title = _title(statement, titles)
        if network.cells:
            kind = statement.statement.kind
            tree = roll_forward_tree if kind is StatementKind.ALLOWANCES else statement_tree
            presentation, dimensions = tree(statement, network.cells, contexts, vocabulary)
            arcs, left = networks[index], unstated[index]
            in_notes = kind in (StatementKind.DETAIL, StatementKind.ALLOWANCES)
            if left and not in_notes:  # components without a concept are the rule there
                findings.append(
                    Finding(
                        "reporting.calculation-not-stated",
                        Severity.INFO,
                        f"{left} printed sum{'s' if left > 1 else ''} of {title!r} can't be stated as "
                        "calculation relationships under the taxonomy's balances and the other periods.",
                        statement.statement.title_span,
                        {"sums": left},
                    )
                )
            sort = "Disclosure" if in_notes else "Statement"
            roles.append(role_of(len(roles) + 1, sort, title, stem, taken, presentation, arcs, dimensions))
        if network.embedded:
            presentation, dimensions = parenthetical_tree(statement, network.embedded, contexts, vocabulary)
            name = f"{title} (Parenthetical)"
            roles.append(
                role_of(len(roles) + 1, "Statement", name, stem, taken, presentation, (), dimensions)
            )
    return tuple(roles), findings


def _title(tagged: TaggedStatement, titles: dict[str, int]) -> str:
    """The statement's title for its role, told from others of the same words by a number."""
    title = caption(tagged.statement.title)[:180] or tagged.statement.kind.value.replace("_", " ").title()
    titles[title] = titles.get(title, 0) + 1
    return title if titles[title] == 1 else f"{title} ({titles[title]})"


def _shapes(drafts: Sequence[Draft], vocabulary: Vocabulary) -> dict[str, Shape]:
    shapes: dict[str, Shape] = {}
    for draft in drafts:
        concept = vocabulary.catalogue.concept(draft.concept)
        if concept is not None:
            shapes[draft.concept] = Shape(concept.balance, concept.period_type)
        elif draft.extension is not None:
            shapes[draft.concept] = Shape(draft.extension.balance, draft.extension.period_type)
    return shapes


def _anchors(vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """(wider standard concept, narrower extension) for the extensions that name an anchor."""
    anchors: list[tuple[str, str]] = []
    for name, extension in sorted(vocabulary.extensions.items()):
        if _anchorable(extension, vocabulary):
            vocabulary.use(extension.anchor)
            anchors.append((extension.anchor, f"{vocabulary.prefix}:{name}"))
    return tuple(anchors)


def _anchorable(extension: ExtensionConcept, vocabulary: Vocabulary) -> bool:
    anchor = vocabulary.catalogue.concept(extension.anchor) if extension.anchor else None
    return anchor is not None and not anchor.abstract and not extension.abstract


def _own_concept(
    loser: Draft, winner: Draft, tagged: tuple[TaggedStatement, ...], catalogue: Catalogue
) -> ExtensionConcept | None:
    """An extension concept for a line whose standard concept another line has: named by its label, of
    the standard concept's kind, and anchored to it.

    None for numbers in labels, for unlabelled lines, and where the other line has the same label under
    the same headings: then it is the periods that were misread, and no concept helps.
    """
    concept = catalogue.concept(loser.concept)
    lines = {line.index: line for line in tagged[loser.statement].statement.lines}
    line, other = lines[loser.tagging.line], lines[winner.tagging.line]
    name = element_name(line.label)
    same = (caption(line.label), line.section) == (caption(other.label), other.section)
    if concept is None or not loser.cell or not name or same:
        return None
    return ExtensionConcept(
        name, caption(line.label), concept.type, concept.period_type, concept.balance, concept.name
    )


def _problem_findings(drafting: Drafting) -> list[Finding]:
    findings: list[Finding] = []
    seen: set[tuple[str, Span]] = set()
    for reason, span, concept in drafting.problems:
        if reason not in REASONS or (reason, span) in seen:
            continue
        seen.add((reason, span))
        findings.append(
            Finding(
                "reporting.fact-not-written",
                Severity.WARNING,
                f"The number was not reported as {concept or 'a fact'}: {REASONS[reason]}.",
                span,
                {"reason": reason, "concept": concept},
            )
        )
    return _bounded(findings)


def _conflict_findings(
    lost: Iterable[tuple[Draft, Draft]], tagged: tuple[TaggedStatement, ...], kept: Collection[Place]
) -> list[Finding]:
    findings: list[Finding] = []
    told: set[tuple[int, int, int, str]] = set()
    for loser, winner in lost:
        if loser.group in told:
            continue
        told.add(loser.group)
        labels = [
            next(
                (line.label for line in tagged[d.statement].statement.lines if line.index == d.tagging.line),
                "",
            )
            for d in (loser, winner)
        ]
        moved = place(loser.span) in kept
        outcome = "the first has a concept of its own now" if moved else "only the second is reported"
        findings.append(
            Finding(
                "reporting.conflicting-facts",
                Severity.WARNING,
                f"{labels[0][:80]!r} and {labels[1][:80]!r} (line {winner.span.line}) were both tagged "
                f"{loser.concept} with different values; {outcome}.",
                loser.span,
                {
                    "concept": loser.concept,
                    "context": loser.context,
                    "value": str(loser.value),
                    "other_value": str(winner.value),
                    "other_line": winner.span.line,
                },
            )
        )
    return _bounded(findings)


def _number_findings(numbers: tuple[NumberRecord, ...], tagged: tuple[TaggedStatement, ...]) -> list[Finding]:
    """One finding per statement with numbers that nothing accounts for."""
    findings: list[Finding] = []
    for index, statement in enumerate(tagged):
        open_numbers = [
            number
            for number in numbers
            if number.statement == index and number.status is NumberStatus.UNEXPLAINED
        ]
        if open_numbers:
            findings.append(
                Finding(
                    "reporting.unexplained-numbers",
                    Severity.WARNING,
                    f"{len(open_numbers)} printed number{'s' if len(open_numbers) > 1 else ''} of "
                    f"{caption(statement.statement.title)[:80]!r} could not be accounted for.",
                    open_numbers[0].span,
                    {
                        "count": len(open_numbers),
                        "lines": sorted({number.span.line for number in open_numbers})[:40],
                    },
                )
            )
    return findings


def _bounded(findings: list[Finding]) -> list[Finding]:
    if len(findings) <= MAX_FINDINGS:
        return findings
    rest = len(findings) - MAX_FINDINGS
    first = findings[0]
    return [
        *findings[:MAX_FINDINGS],
        Finding(first.code, first.severity, f"The same holds for {rest} more numbers.", data={"count": rest}),
    ]
