"""Cover-page facts (dei): tagged where they stand, hidden only where nothing visible says the value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from converter.model import (
    Column,
    Cover,
    CoverFact,
    Finding,
    Period,
    Severity,
    Span,
    Submission,
    TaggedStatement,
)
from converter.reporting import transform
from converter.reporting.contexts import UNITS, Contexts, period_for, unit_kind
from converter.reporting.entity import CIK_SCHEME

if TYPE_CHECKING:
    from converter.taxonomies import Catalogue

LAYOUT_TAG = re.compile(r"<(?:PAGE|/?TABLE|CAPTION|/?FN|S|C|F[0-9]{1,3})>", re.IGNORECASE)
"""The SGML tags of a text filing that only lay it out; the writer hides them, so no text fact holds one."""

# Lexical patterns of the item types that cover facts meet (dei 2020 and us-types 2009).
_PATTERNS = {
    "booleanItemType": re.compile(r"true|false"),
    "centralIndexKeyItemType": re.compile(r"[0-9]{10}"),
    "dateItemType": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "edgarExchangeCodeItemType": re.compile(r"[A-Z]{2,12}"),
    "edgarStateCountryItemType": re.compile(r"[A-Z][A-Z0-9]"),
    "employerIdItemType": re.compile(r"[0-9]{2}-[0-9]{7}"),
    "fileNumberItemType": re.compile(r"[0-9]{1,3}-[0-9]{1,8}(?:-.{1,4})?"),
    "fiscalPeriodItemType": re.compile(r"FY|Q[1-4]|H[12]|M9|T[123]|M8|CY"),
    "gMonthDayItemType": re.compile(r"--[0-9]{2}-[0-9]{2}"),
    "gYearItemType": re.compile(r"[0-9]{4}"),
    "nineDigitItemType": re.compile(r"[0-9]{9}"),
    "stateOrProvinceItemType": re.compile(r"[A-Z]{2}"),
    "submissionTypeItemType": re.compile(r"Other|[A-Z0-9](?:[/A-Z0-9 -]*[A-Z0-9])?"),
    "yesNoItemType": re.compile(r"Yes|No"),
    "securityTitleItemType": re.compile(r".{1,150}"),
    "tradingSymbolItemType": re.compile(r".{1,14}"),
}
_ENUMERATIONS = {
    "SECReportItemType": frozenset(("8-K", "6-K", "10", "10-Q", "10-K", "20-F", "40-F", "Other")),
    "filerCategoryItemType": frozenset(
        ("Large Accelerated Filer", "Accelerated Filer", "Non-accelerated Filer")
    ),
}

# Elements of older releases that say the same from the text as printed.
_PRINTED_INSTEAD = {"EntityIncorporationStateCountryCode": "EntityIncorporationStateCountryName"}


@dataclass(frozen=True, slots=True)
class CoverDraft:
    """A cover fact ready to be numbered. No ``spans``: hidden (``span`` still says where it was read)."""

    concept: str
    context: str
    value: Decimal | str
    span: Span | None
    spans: tuple[Span, ...]
    unit: str | None = None
    decimals: int | None = None
    scale: int = 0
    format: str = ""
    confidence: float = 1.0
    rule: str = ""


def document_period(form: str, period_end: dt.date, tagged: tuple[TaggedStatement, ...]) -> Period:
    """The period of the document's own facts (EFM 6.5.19): from the start of the fiscal year, or of the
    longest period up to a year that the statements show, to the period end."""
    starts: list[dt.date] = []
    for column in _columns(tagged):
        period = column.period
        if period and period.start and period.end == period_end and (period.end - period.start).days <= 380:
            starts.append(period.start)
    if starts:
        return Period(period_end, min(starts))
    months = 3 if form.startswith("10-Q") else 12
    return Period(period_end, _months_before(period_end, months))


def _columns(tagged: tuple[TaggedStatement, ...]) -> Iterator[Column]:
    for statement in tagged:
        yield from statement.statement.columns


def _months_before(end: dt.date, months: int) -> dt.date:
    """The first day of the ``months`` months that end on ``end``."""
    after = end + dt.timedelta(days=1)
    index = after.year * 12 + after.month - 1 - months
    year, month = divmod(index, 12)
    day = after.day
    while True:
        try:
            return dt.date(year, month + 1, day)
        except ValueError:
            day -= 1


def cover_drafts(
    submission: Submission,
    cover: Cover,
    catalogue: Catalogue,
    contexts: Contexts,
    period: Period,
    scheme: str,
    identifier: str,
) -> tuple[tuple[CoverDraft, ...], tuple[Finding, ...]]:
    """The dei facts of a report, in the order of the cover page, one per element and context."""
    texts = {document.index: document.text for document in submission.documents}
    chosen: dict[tuple[str, str], CoverDraft] = {}
    unavailable: list[str] = []
    unwritable: list[tuple[str, str, Span | None]] = []
    facts = [*cover.facts, *_implied(submission, cover, period, scheme, identifier)]
    for fact in facts:
        element = fact.element.rpartition(":")[2]
        draft = _draft(element, fact, catalogue, contexts, period, texts)
        if draft is None and element in _PRINTED_INSTEAD:
            draft = _printed(_PRINTED_INSTEAD[element], fact, catalogue, contexts, period, texts)
        if draft is None:
            if catalogue.concept(f"dei:{element}") is None:
                unavailable.append(element)
            else:
                unwritable.append((element, fact.value, fact.spans[0] if fact.spans else None))
            continue
        key = (draft.concept, draft.context)
        rival = chosen.get(key)
        if rival is None or (draft.confidence > rival.confidence and rival.value != draft.value):
            chosen[key] = draft
    findings: list[Finding] = []
    if unavailable:
        findings.append(
            Finding(
                "reporting.cover-element-unavailable",
                Severity.INFO,
                f"The {catalogue.release} release has no element for {len(set(unavailable))} of the cover "
                "page's data, which are therefore not tagged.",
                data={"elements": sorted(set(unavailable))},
            )
        )
    for element, value, span in unwritable:
        findings.append(
            Finding(
                "reporting.cover-value-not-valid",
                Severity.INFO,
                f"The cover page's {element} is not tagged: {value[:60]!r} is no valid value of it.",
                span,
                {"element": element},
            )
        )
    return tuple(chosen.values()), tuple(findings)


def _implied(
    submission: Submission, cover: Cover, period: Period, scheme: str, identifier: str
) -> Iterator[CoverFact]:
    """What every report says of its document, where the cover page doesn't: from header and options."""
    present = {fact.element.rpartition(":")[2] for fact in cover.facts}
    header = submission.header
    form = cover.form or (header.form if header else "")
    name = cover.registrant or (header.filers[0].name if header and header.filers else "")
    values = {
        "DocumentType": form,
        "AmendmentFlag": ("true" if form.endswith("/A") else "false") if form else "",
        "DocumentPeriodEndDate": period.end.isoformat(),
        "EntityRegistrantName": name,
        "EntityCentralIndexKey": identifier if scheme == CIK_SCHEME else "",
    }
    for element, value in values.items():
        if value and element not in present:
            yield CoverFact(element, value, (), rule="cover.implied")


def _draft(
    element: str,
    fact: CoverFact,
    catalogue: Catalogue,
    contexts: Contexts,
    period: Period,
    texts: Mapping[int, str],
) -> CoverDraft | None:
    """The draft of ``fact`` as ``dei:element``; None when the element or the value doesn't allow it."""
    concept = catalogue.concept(f"dei:{element}")
    if concept is None or concept.abstract:
        return None
    instant = concept.period_type == "instant"
    when = Period(fact.as_of or period.end) if instant else period_for(period, "duration", False)
    if when is None:
        return None
    context = contexts.of(when).id
    span = fact.spans[0] if fact.spans else None
    kind = unit_kind(concept.type)
    if kind is not None:
        return _numeric(concept.name, fact, context, UNITS[kind].id, texts)
    value = _fitting(concept.type, fact.value)
    if value is None:
        return None
    spans: tuple[Span, ...] = ()
    if fact.spans and _visible(fact, value, concept.type, texts):
        spans = _bridged(fact.spans, texts)
        if not fact.format:
            value = "".join(_text(piece, texts) for piece in spans)
    return CoverDraft(
        concept.name,
        context,
        value,
        span,
        spans,
        format=fact.format if spans else "",
        confidence=fact.confidence,
        rule=fact.rule,
    )


def _numeric(
    concept: str, fact: CoverFact, context: str, unit: str, texts: Mapping[int, str]
) -> CoverDraft | None:
    try:
        value = Decimal(fact.value)
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    span = fact.spans[0] if fact.spans else None
    spans: tuple[Span, ...] = ()
    if span is not None and len(fact.spans) == 1:
        read = transform.number(_text(span, texts))
        if read is not None and read.scaleb(fact.scale) == abs(value):
            spans = fact.spans
    decimals = fact.decimals
    if decimals is None:
        exponent = value.as_tuple().exponent
        decimals = -fact.scale if not isinstance(exponent, int) else max(-exponent, 0) or -fact.scale
    return CoverDraft(
        concept,
        context,
        value,
        span,
        spans,
        unit,
        decimals,
        fact.scale if spans else 0,
        transform.NUM_DOT if spans else "",
        fact.confidence,
        fact.rule,
    )


def _printed(
    element: str,
    fact: CoverFact,
    catalogue: Catalogue,
    contexts: Contexts,
    period: Period,
    texts: Mapping[int, str],
) -> CoverDraft | None:
    """``fact`` under an element whose value is the printed text itself."""
    concept = catalogue.concept(f"dei:{element}")
    if concept is None or not fact.spans:
        return None
    spans = _bridged(fact.spans, texts)
    pieces = [_text(piece, texts) for piece in spans]
    if any(LAYOUT_TAG.search(piece) for piece in pieces):
        return None
    return CoverDraft(
        concept.name,
        contexts.of(period).id,
        "".join(pieces),
        fact.spans[0],
        spans,
        confidence=fact.confidence,
        rule=fact.rule,
    )


def _fitting(item_type: str, value: str) -> str | None:
    """``value`` as a valid value of ``item_type``, or None."""
    local = item_type.rpartition(":")[2]
    if local == "yesNoItemType":
        value = {"true": "Yes", "false": "No"}.get(value, value)
    if local == "nineDigitItemType":
        value = value.replace("-", "")
    if local == "SECReportItemType" and value not in _ENUMERATIONS[local]:
        value = "10-K" if value.startswith("10-K") else "10-Q" if value.startswith("10-Q") else "Other"
    if local in _ENUMERATIONS:
        return value if value in _ENUMERATIONS[local] else None
    pattern = _PATTERNS.get(local)
    if pattern is not None and not pattern.fullmatch(value):
        return None
    if local == "dateItemType":
        try:
            dt.date.fromisoformat(value)
        except ValueError:
            return None
    return value if value.strip() else None


def _visible(fact: CoverFact, value: str, item_type: str, texts: Mapping[int, str]) -> bool:
    """Whether the printed text, as it would be tagged, gives ``value``."""
    text = "".join(_text(span, texts) for span in _bridged(fact.spans, texts))
    if LAYOUT_TAG.search(text):
        return False
    if fact.format:
        return _fitting(item_type, transform.apply(fact.format, text) or "") == value
    if item_type.rpartition(":")[2] in _STRINGS:
        return text.split() == value.split()
    return text == value


_STRINGS = frozenset({"stringItemType", "normalizedStringItemType", "tokenItemType", "securityTitleItemType"})


def _bridged(spans: tuple[Span, ...], texts: Mapping[int, str]) -> tuple[Span, ...]:
    """``spans``, each but the last with the white space after it, so that words stay apart when the
    pieces are joined (Inline XBRL 1.1 joins continuations without a separator)."""
    bridged: list[Span] = []
    for span, following in zip(spans, (*spans[1:], None), strict=True):
        end = span.end
        text = texts[span.document]
        if following is not None and not text[end - 1 : end].isspace() and text[end : end + 1].isspace():
            end += 1
        bridged.append(Span(span.document, span.start, end, span.line, span.column))
    return tuple(bridged)


def _text(span: Span, texts: Mapping[int, str]) -> str:
    return texts[span.document][span.start : span.end]
