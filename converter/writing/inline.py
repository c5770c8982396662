"""Writes the inline XBRL documents: the source text, untouched, with facts marked where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from converter.model import Context, Fact, Report, SourceDocument, Submission, Unit
from converter.writing import xml

if TYPE_CHECKING:
    from converter.taxonomies import Catalogue

NAMESPACES = {
    "": "http://www.w3.org/1999/xhtml",
    "ix": "http://www.xbrl.org/2013/inlineXBRL",
    "ixt": "http://www.xbrl.org/inlineXBRL/transformation/2022-02-16",
    "link": "http://www.xbrl.org/2003/linkbase",
    "xlink": "http://www.w3.org/1999/xlink",
    "xbrli": "http://www.xbrl.org/2003/instance",
    "xbrldi": "http://xbrl.org/2006/xbrldi",
    "iso4217": "http://www.xbrl.org/2003/iso4217",
}

STYLE = (
    "body{margin:0 auto;width:max-content;background:#fff;color:#000}"
    "pre{margin:0;padding:1em 2em;tab-size:8;font:13px/1.25 'Courier New',Courier,monospace}"
    "pre+pre{border-top:1px dashed #999}"
    ".tag{visibility:hidden}"
)

NOTE = "Archival conversion of a legacy text filing by RetroXBRL; not filed with the SEC in this form."

_TAG = re.compile(r"<(?:PAGE|/?TABLE|/?CAPTION|/?FN|S|C|F[0-9]{1,3})>", re.IGNORECASE)
_PAGE_START = re.compile(r"^[ \t]*<PAGE>|(?<=\f)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Element:
    """Mark-up around ``text[start:end]``; of two around the same text, the lower rank is outside."""

    start: int
    end: int
    rank: int
    open: str
    close: str


def document_names(report: Report, submission: Submission) -> dict[int, str]:
    """The file name of each converted document: the base, and for all but the first its type."""
    documents = {document.index: document for document in submission.documents}
    names: dict[int, str] = {}
    for position, index in enumerate(report.documents):
        suffix = ""
        if position:
            kind = re.sub(r"[^a-z0-9]", "", documents[index].type.lower()) or "document"
            suffix = f"-{kind}"
            if f"{report.base}{suffix}.htm" in names.values():
                suffix += f"-{index}"
        names[index] = f"{report.base}{suffix}.htm"
    return names


def page_starts(text: str) -> tuple[int, ...]:
    """Offsets at which pages begin: 0, each line that opens with ``<PAGE>``, after each form feed."""
    starts = {0, *(match.start() for match in _PAGE_START.finditer(text))}
    return tuple(sorted(start for start in starts if start < len(text) or start == 0))


def inline_documents(report: Report, submission: Submission, catalogue: Catalogue) -> dict[str, bytes]:
    """The Inline XBRL document set: file name to content. Header and hidden facts are in the first."""
    documents = {document.index: document for document in submission.documents}
    elements: dict[int, list[_Element]] = {index: [] for index in report.documents}
    hidden: list[Fact] = []
    for rank, fact in enumerate(report.facts):
        if not fact.spans:
            hidden.append(fact)
            continue
        for document, element in _elements(fact, rank):
            elements[document].append(element)
    namespaces = _namespaces(report, catalogue)
    files: dict[str, bytes] = {}
    for index, name in document_names(report, submission).items():
        first = index == report.documents[0]
        parts = [
            xml.HEADER,
            "<html",
            *(f' xmlns{":" + prefix if prefix else ""}="{uri}"' for prefix, uri in namespaces.items()),
            ' xml:lang="en-US">\n<head>\n'
            '<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />\n'
            f'<meta name="description" content="{xml.attribute(NOTE)}" />\n'
            f"<title>{xml.text(_title(report))}</title>\n"
            f'<style type="text/css">{STYLE}</style>\n</head>\n<body>',
        ]
        if first:
            parts += _header(report, hidden)
        parts += _pages(documents[index], elements[index])
        parts.append("</body>\n</html>\n")
        files[name] = xml.ascii_bytes("".join(parts))
    return files


def _namespaces(report: Report, catalogue: Catalogue) -> dict[str, str]:
    used = {fact.concept.partition(":")[0] for fact in report.facts}
    for context in report.contexts:
        for pair in context.dimensions:
            used |= {name.partition(":")[0] for name in pair}
    standard = {prefix: uri for prefix, uri in sorted(catalogue.namespaces.items()) if prefix in used}
    return {**NAMESPACES, **standard, report.prefix: xml.attribute(report.namespace)}


def _title(report: Report) -> str:
    parts = (report.cover.registrant or report.identifier, report.cover.form, report.period_end.isoformat())
    return " - ".join(part for part in parts if part)


def _attributes(fact: Fact) -> str:
    """The attributes that numeric and other facts share."""
    return f'id="{fact.id}" name="{fact.concept}" contextRef="{fact.context}"'


def _numeric_attributes(fact: Fact) -> str:
    decimals = "INF" if fact.decimals is None else str(fact.decimals)
    parts = [_attributes(fact), f'unitRef="{fact.unit}"', f'decimals="{decimals}"']
    if fact.scale:
        parts.append(f'scale="{fact.scale}"')
    if fact.sign:
        parts.append('sign="-"')
    if fact.format:
        parts.append(f'format="{fact.format}"')
    return " ".join(parts)


def _elements(fact: Fact, rank: int) -> Iterator[tuple[int, _Element]]:
    """The elements of a visible fact, with the document of each; text over several places continues."""
    if fact.unit is not None:
        span = fact.spans[0]
        opening = f"<ix:nonFraction {_numeric_attributes(fact)}>"
        # Numbers go inside text facts of the same place, so their rank comes after all of those.
        yield span.document, _Element(span.start, span.end, 1_000_000 + rank, opening, "</ix:nonFraction>")
        return
    count = len(fact.spans)
    for number, span in enumerate(fact.spans):
        following = f' continuedAt="{fact.id}-{number + 2}"' if number + 1 < count else ""
        if number == 0:
            form = f' format="{fact.format}"' if fact.format else ""
            opening = f"<ix:nonNumeric {_attributes(fact)}{form}{following}>"
            closing = "</ix:nonNumeric>"
        else:
            opening = f'<ix:continuation id="{fact.id}-{number + 1}"{following}>'
            closing = "</ix:continuation>"
        yield span.document, _Element(span.start, span.end, rank, opening, closing)


def _pages(document: SourceDocument, elements: list[_Element]) -> Iterator[str]:
    """The body: one ``pre`` a page, the elements opened and closed where they stand."""
    text = document.text
    elements = sorted([*elements, *_tags(text, elements)], key=_outside_in)
    breaks = [start for start in page_starts(text) if start]
    stack: list[_Element] = []
    position = 0
    yield "<pre>" + _guard(text, 0)
    for element in (*elements, None):
        start = len(text) if element is None else element.start
        while stack and stack[-1].end <= start:
            done = stack.pop()
            yield xml.text(text[position : done.end]) + done.close
            position = done.end
        while breaks and breaks[0] <= start:
            if not stack and breaks[0] >= position:
                yield xml.text(text[position : breaks[0]]) + "</pre><pre>" + _guard(text, breaks[0])
                position = breaks[0]
            del breaks[0]
        if element is not None:
            yield xml.text(text[position : element.start]) + element.open
            position = element.start
            stack.append(element)
    yield xml.text(text[position:]) + "</pre>"


def _outside_in(element: _Element) -> tuple[int, int, int]:
    return element.start, -element.end, element.rank


def _tags(text: str, elements: list[_Element]) -> Iterator[_Element]:
    """Elements that hide the layout tags, of those that touch no fact."""
    facts = sorted(elements, key=_outside_in)
    position = 0
    reach = 0  # end of the furthest fact that begins before the tag's end
    for match in _TAG.finditer(text):
        while position < len(facts) and facts[position].start < match.end():
            reach = max(reach, facts[position].end)
            position += 1
        if reach <= match.start():
            yield _Element(match.start(), match.end(), 0, '<span class="tag">', "</span>")


def _guard(text: str, start: int) -> str:
    """An empty element before a page that begins with a line end, which HTML parsers would drop."""
    return "<span></span>" if text[start : start + 1] == "\n" else ""


def _header(report: Report, hidden: Iterable[Fact]) -> Iterator[str]:
    """The ``ix:header`` in a block that isn't displayed: hidden facts, schema reference, resources."""
    yield '<div style="display:none"><ix:header>'
    facts = [_hidden(fact) for fact in hidden]
    if facts:
        yield "\n<ix:hidden>\n"
        yield from facts
        yield "</ix:hidden>"
    yield (
        '\n<ix:references>\n<link:schemaRef xlink:type="simple" '
        f'xlink:href="{xml.attribute(report.base)}.xsd"></link:schemaRef>\n</ix:references>\n<ix:resources>\n'
    )
    for context in report.contexts:
        yield _context(context, report)
    for unit in report.units:
        yield _unit(unit)
    yield "</ix:resources>\n</ix:header></div>"


def _hidden(fact: Fact) -> str:
    if isinstance(fact.value, Decimal):
        return f"<ix:nonFraction {_numeric_attributes(fact)}>{abs(fact.value):f}</ix:nonFraction>\n"
    return f"<ix:nonNumeric {_attributes(fact)}>{xml.text(fact.value)}</ix:nonNumeric>\n"


def _context(context: Context, report: Report) -> str:
    segment = "".join(
        f'<xbrldi:explicitMember dimension="{axis}">{member}</xbrldi:explicitMember>'
        for axis, member in context.dimensions
    )
    if segment:
        segment = f"<xbrli:segment>{segment}</xbrli:segment>"
    period = context.period
    if period.start is None:
        when = f"<xbrli:instant>{period.end.isoformat()}</xbrli:instant>"
    else:
        when = (
            f"<xbrli:startDate>{period.start.isoformat()}</xbrli:startDate>"
            f"<xbrli:endDate>{period.end.isoformat()}</xbrli:endDate>"
        )
    return (
        f'<xbrli:context id="{context.id}"><xbrli:entity><xbrli:identifier scheme="{report.scheme}">'
        f"{xml.text(report.identifier)}</xbrli:identifier>{segment}</xbrli:entity>"
        f"<xbrli:period>{when}</xbrli:period></xbrli:context>\n"
    )


def _unit(unit: Unit) -> str:
    measure = f"<xbrli:measure>{unit.numerator}</xbrli:measure>"
    if unit.denominator:
        measure = (
            f"<xbrli:divide><xbrli:unitNumerator>{measure}</xbrli:unitNumerator><xbrli:unitDenominator>"
            f"<xbrli:measure>{unit.denominator}</xbrli:measure></xbrli:unitDenominator></xbrli:divide>"
        )
    return f'<xbrli:unit id="{unit.id}">{measure}</xbrli:unit>\n'
