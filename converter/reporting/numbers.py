"""The account of printed numbers: each one of a primary statement is a fact, a heading, or explained."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Mapping

from converter.model import (
    ColumnRole,
    NumberRecord,
    NumberStatus,
    SourceDocument,
    Span,
    Statement,
    TaggedStatement,
)

Place = tuple[int, int, int]
"""Document, start and end of a span."""

# A run of digits with what may stand inside a number. One pass, no nested quantifier.
_DIGITS = re.compile(r"[.]?[0-9](?:[0-9,.]*[0-9])?")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*>")

HEADING_REASONS = frozenset({"heading", "title", "period", "scale", "caption"})
UNREAD_REASONS = frozenset({"unassigned", "unread"})


def place(span: Span) -> Place:
    return span.document, span.start, span.end


def account(
    tagged: tuple[TaggedStatement, ...],
    documents: Mapping[int, SourceDocument],
    facts: Mapping[Place, tuple[str, ...]],
    stopped: Mapping[Place, str],
) -> tuple[NumberRecord, ...]:
    """What became of each number printed in the regions of the primary statements, in printed order.

    ``facts`` are fact ids by place, ``stopped`` the reason codes of numbers that became none. Digits
    that no stage has read are found by a last look at the text, and come out as unexplained.
    """
    records: dict[Place, NumberRecord] = {}
    for index, statement in enumerate(tagged):
        for record in _statement(index, statement.statement, facts, stopped):
            records.setdefault(place(record.span), record)
    covered = _Cover(place(record.span) for record in records.values())
    for index, statement in enumerate(tagged):
        for record in _leftover(index, statement.statement, documents, covered):
            records.setdefault(place(record.span), record)
    return tuple(sorted(records.values(), key=lambda record: place(record.span)))


def _statement(
    index: int,
    statement: Statement,
    facts: Mapping[Place, tuple[str, ...]],
    stopped: Mapping[Place, str],
) -> Iterable[NumberRecord]:
    columns = {column.index: column for column in statement.columns}
    for line in statement.lines:
        for cell in line.cells:
            where = place(cell.span)
            column = columns.get(cell.column)
            if where in facts:
                yield NumberRecord(cell.span, cell.text, NumberStatus.FACT, "", index, facts[where])
                continue
            reason = stopped.get(where) or cell.reason
            if (
                not reason
                and column is not None
                and column.role not in (ColumnRole.AMOUNT, ColumnRole.COMPONENT)
            ):
                reason = column.reason or f"{column.role.value}-column"
            status = NumberStatus.EXPLAINED if reason else NumberStatus.UNEXPLAINED
            yield NumberRecord(cell.span, cell.text, status, reason or "no-decision", index)
        for number in line.embedded:
            where = place(number.span)
            if where in facts:
                yield NumberRecord(number.span, number.text, NumberStatus.FACT, "", index, facts[where])
            else:
                reason = stopped.get(where, "in-label")
                yield NumberRecord(number.span, number.text, NumberStatus.EXPLAINED, reason, index)
    for printed in statement.numbers:
        if printed.reason in HEADING_REASONS:
            status = NumberStatus.HEADING
        elif printed.reason in UNREAD_REASONS or not printed.reason:
            status = NumberStatus.UNEXPLAINED
        else:
            status = NumberStatus.EXPLAINED
        yield NumberRecord(printed.span, printed.text, status, printed.reason or "unread", index)


def _leftover(
    index: int, statement: Statement, documents: Mapping[int, SourceDocument], covered: _Cover
) -> Iterable[NumberRecord]:
    """Digits of the statement's region that no record covers: in a title, in a label, or unexplained."""
    document = documents[statement.document]
    starts = document.line_starts
    first = starts[min(statement.first_row, len(starts) - 1)]
    last = starts[statement.last_row + 1] if statement.last_row + 1 < len(starts) else len(document.text)
    heads = _Cover([place(statement.title_span), *_head_places(statement)])
    labels = _Cover(place(span) for line in statement.lines for span in line.label_spans)
    tags = _Cover(
        (document.index, match.start(), match.end()) for match in _TAG.finditer(document.text, first, last)
    )
    for match in _DIGITS.finditer(document.text, first, last):
        where = (document.index, match.start(), match.end())
        if covered.touches(where) or tags.touches(where):
            continue
        if heads.touches(where):
            status, reason = NumberStatus.HEADING, "heading"
        elif labels.touches(where):
            status, reason = NumberStatus.EXPLAINED, "in-label"
        else:
            status, reason = NumberStatus.UNEXPLAINED, "unread"
        span = document.span(match.start(), match.end())
        yield NumberRecord(span, match.group(), status, reason, index)


def _head_places(statement: Statement) -> Iterable[Place]:
    for column in statement.columns:
        for span in column.spans:
            yield place(span)
        if column.scale_span is not None:
            yield place(column.scale_span)


class _Cover:
    """Places, asked whether another one touches them (binary search over merged stretches)."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._starts: dict[int, list[int]] = {}
        self._ends: dict[int, list[int]] = {}
        for document, start, end in sorted(places):
            ends = self._ends.setdefault(document, [])
            starts = self._starts.setdefault(document, [])
            if ends and start <= ends[-1]:
                ends[-1] = max(ends[-1], end)
            else:
                starts.append(start)
                ends.append(end)

    def touches(self, where: Place) -> bool:
        document, start, end = where
        ends = self._ends.get(document)
        if not ends:
            return False
        row = bisect.bisect_right(ends, start)
        return row < len(ends) and self._starts[document][row] < end
