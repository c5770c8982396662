"""Makes the statement of a schedule of allowances from its proved years."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence

from converter.extraction.allowances.proof import Settled
from converter.extraction.allowances.rows import AllowanceYear
from converter.extraction.lines import join_labels
from converter.extraction.tokens import Row, TokenKind
from converter.model import (
    Allowance,
    Cell,
    Column,
    ColumnRole,
    LineItem,
    LineRole,
    MovementCell,
    PrintedNumber,
    SourceDocument,
    Span,
    Statement,
    StatementKind,
    UnitKind,
)

_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
_RULE = "period.of-the-row"


def build_schedule(
    document: SourceDocument,
    rows: Sequence[Row],
    title: int,
    texts: Sequence[str],
    found: Sequence[AllowanceYear],
    settled: Sequence[Settled],
    scale: int | None,
    scale_span: Span | None,
    identifier: str,
) -> Statement:
    """The schedule as a statement: a line and an :class:`Allowance` for each year as printed."""
    lines: list[LineItem] = []
    allowances: list[Allowance] = []
    for year, fate in zip(found, settled, strict=True):
        row = year.rows[-1]
        cells = tuple(
            Cell(
                slot,
                token.text,
                token.value,
                document.span(row.start + token.start, row.start + token.end),
                UnitKind.MONETARY,
                scale or 0,
                token.decimals,
                token.kind is TokenKind.NIL,
            )
            for _, _, token, slot in year.amounts
        )
        spans = tuple(
            document.span(r.start + r.label_start, r.start + r.label_end) for r in year.rows if r.label
        )
        label = year.name or join_labels(year.rows)
        line = LineItem(len(lines), label, spans, (), LineRole.ITEM, cells, row.indent, (), fate.period)
        lines.append(line)
        moved = tuple(
            MovementCell(line.index, slot, movement, weight)
            for (movement, _, _, slot), weight in zip(year.amounts, fate.weights, strict=True)
        )
        reason = fate.reason or ("" if scale is not None else "scale-unknown")
        allowances.append(Allowance(year.name, moved, reason))
    head = rows[title]
    first, last = title, found[-1].rows[-1].index
    begin = head.start + len(head.line) - len(head.line.lstrip())
    columns = tuple(
        Column(index, ColumnRole.AMOUNT, " ".join(text.split()), None, scale or 0, (), scale_span, "", _RULE)
        for index, text in enumerate(texts)
    )
    top = min(year.amounts[0][1].index for year in found if year.amounts)
    return Statement(
        identifier,
        StatementKind.ALLOWANCES,
        " ".join(head.line.split()),
        document.span(begin, head.start + len(head.line.rstrip())),
        document.index,
        first,
        last,
        columns,
        tuple(lines),
        numbers=tuple(_numbers(document, rows[first : last + 1], top, lines)),
        allowances=tuple(allowances),
    )


def _numbers(
    document: SourceDocument, rows: Sequence[Row], top: int, lines: Sequence[LineItem]
) -> Iterator[PrintedNumber]:
    """What else has digits in the schedule: dates, marks of footnotes."""
    taken = sorted((c.span.start, c.span.end) for line in lines for c in line.cells)
    starts = [start for start, _ in taken]
    for row in rows:
        for match in _DIGITS.finditer(document.line(row.index)):
            span = document.span(row.start + match.start(), row.start + match.end())
            place = bisect.bisect_right(starts, span.start) - 1
            if place >= 0 and taken[place][1] > span.start:
                continue
            reason = "heading" if row.index < top else "footnote" if len(match.group()) <= 2 else "in-label"
            yield PrintedNumber(match.group(), span, reason)
