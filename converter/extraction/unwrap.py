"""Puts back what a hard wrap broke off the rows of a table, with the way back to the printed lines (D20).

A filing that was wrapped at a fixed width has the last columns of its tables on lines of their own, from
the heading to the last total. The wrap breaks within a run of blanks and keeps the blanks, so a row is
whole again when what is left of it is set behind it. A stretch of a document counts as wrapped only where
row after row goes on in a line without a caption, left of all amounts, no first word of which would have
found room above, and where the rows put together stand in columns.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from converter.extraction.settings import DEFAULT, Settings
from converter.extraction.tokens import ESCAPED, Row, RowKind, read_row
from converter.model import SourceDocument, Span, Statement

_MARK = re.compile(r"</?[SC]>|>C>", re.I)
_WORD = re.compile(r"[^\W\d_]")
_BORDER = re.compile(r"<(?:PAGE|/TABLE)>|\f", re.I)  # headings stand above <TABLE> as well as below
_BEGINS = re.compile(r"<(?:S|CAPTION|FN|PAGE|/?TABLE)>|\f", re.I)  # no remainder has these
_NUMBER_ENDS = re.compile(r"\d\s?$")
_GAP = "   "  # keeps what stands over one column from its neighbours; running text has none


@dataclass(frozen=True, slots=True)
class Unwrapped(SourceDocument):
    """A document with whole rows; its spans are those of ``source``, the document as filed.

    ``joints`` are the offsets in ``text`` from which on it stands elsewhere in ``source``, and there.
    """

    source: SourceDocument = field(kw_only=True)
    joints: tuple[tuple[int, int], ...] = field(kw_only=True)

    def span(self, start: int, end: int) -> Span:
        """The span of ``text[start:end]`` in the document as filed."""
        begin = self._place(start)
        return self.source.span(begin, self._place(end - 1) + 1 if end > start else begin)

    def row(self, span: Span) -> int:
        """The line of ``text`` (from 0) in which a span of the document as filed begins."""
        return bisect.bisect_right(self.line_starts, span.start, key=self._place) - 1

    def _place(self, offset: int) -> int:
        index = bisect.bisect_right(self.joints, offset, key=lambda joint: joint[0]) - 1
        begin, place = self.joints[index]
        return place + offset - begin


def unwrap(document: SourceDocument, settings: Settings = DEFAULT) -> SourceDocument:
    """The document with the rows of its wrapped tables whole, or the document itself without any."""
    lines = [document.line(row) for row in range(len(document.line_starts))]
    behind: dict[int, int] = {}  # a line that goes on behind the one above -> blanks between them
    for stretch in _stretches(lines, settings):
        behind |= _remainders(lines, stretch)
    if not behind:
        return document
    ends = (*document.line_starts[1:], len(document.text))
    parts: list[str] = []
    starts: list[int] = []
    joints: list[tuple[int, int]] = []
    length = 0
    for row, begin in enumerate(document.line_starts):
        text = lines[row]
        if row in behind:
            text = _plain(text)
            begin += len(lines[row]) - len(text)
            parts.append(" " * behind[row])
            length += behind[row]
        else:
            starts.append(length)
        if row + 1 not in behind:
            text = document.text[begin : ends[row]]
        joints.append((length, begin))
        parts.append(text)
        length += len(text)
    return Unwrapped(
        document.index,
        document.type,
        document.sequence,
        document.filename,
        document.description,
        "".join(parts),
        document.encoding,
        document.sha256,
        document.first_line,
        tuple(starts),
        document.kind,
        source=document,
        joints=tuple(joints),
    )


def as_filed(statement: Statement, document: SourceDocument) -> Statement:
    """A statement of ``document``, with the rows that bound it counted as in the document as filed."""
    if not isinstance(document, Unwrapped):
        return statement
    ends = (*document.line_starts[1:], len(document.text))
    first = document.line_starts[statement.first_row]
    last = ends[statement.last_row] - 1
    return replace(
        statement,
        first_row=document.span(first, first).line - document.first_line,
        last_row=document.span(last, last).line - document.first_line,
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Rows ``first`` to ``last`` of a document that are a wrapped table, whose body begins with row
    ``body``; the longest that goes on has ``reach`` characters."""

    first: int
    body: int
    last: int
    reach: int


def _stretches(lines: Sequence[str], settings: Settings) -> Iterator[_Stretch]:
    """The wrapped tables: where captions with what goes on below them follow each other closely."""
    borders = [row for row, line in enumerate(lines) if _BORDER.search(line)]
    group: list[int] = []
    floor = 0
    for row in (*(r for r in range(len(lines) - 1) if _breaks(lines[r], lines[r + 1])), -1):
        if group and (row < 0 or row - group[-1] > settings.wrapped_gap or _crosses(borders, group[-1], row)):
            if len(group) >= settings.wrapped_rows and _wrapped(lines, group, settings):
                after = bisect.bisect_left(borders, group[0])
                above = borders[after - 1] if after else -1
                below = borders[after] if after < len(borders) else len(lines)
                yield _Stretch(
                    max(above + 1, floor, group[0] - settings.wrapped_margin),
                    group[0],
                    min(below, group[-1] + settings.wrapped_margin) - 1,
                    _reach(lines, group),
                )
            floor = group[-1] + 2
            group = []
        group.append(row)


def _crosses(borders: Sequence[int], upper: int, lower: int) -> bool:
    return bisect.bisect_left(borders, upper) != bisect.bisect_left(borders, lower)


def _plain(line: str) -> str:
    """A line without what privacy-enhanced mail writes before a leading dash."""
    return ESCAPED.sub("", line)


def _worded(line: str) -> bool:
    return _WORD.search(_MARK.sub(" ", line)) is not None


def _open(line: str) -> bool:
    """Whether a line ends where more of the row may follow: with a blank, or with a currency mark."""
    return line.endswith((" ", "$"))


def _breaks(upper: str, lower: str) -> bool:
    """Whether the row of a caption seems to go on below: with amounts, and without another caption."""
    return (
        _open(upper)
        and not lower.isspace()
        and _worded(upper)
        and not _worded(lower)
        and _amounts(lower).kind is RowKind.AMOUNTS
    )


def _amounts(line: str) -> Row:
    return read_row(0, 0, _plain(line))


def _reach(lines: Sequence[str], group: Sequence[int]) -> int:
    return max(len(lines[row]) for row in group)


def _wrapped(lines: Sequence[str], group: Sequence[int], settings: Settings) -> bool:
    """Whether the captions ``group``, each with the line below it, are rows of a wrapped table."""
    rows = {row: read_row(row, 0, lines[row]) for row in range(group[0], group[-1] + 1)}
    whole = [
        row
        for row, read in rows.items()
        if read.kind is RowKind.AMOUNTS and read.label and not read.tokens[0].year
    ]
    lefts = [rows[row].tokens[0].left for row in group if rows[row].tokens]
    if not lefts or len(set(whole).intersection(group)) < settings.wrapped_share * len(whole):
        return False
    reach = _reach(lines, group)
    zone = median(lefts)
    tails = [_amounts(lines[row + 1]).tokens for row in group]
    regular = sum(
        _full(lines[row], _plain(lines[row + 1]), reach) and tail[0].right < zone
        for row, tail in zip(group, tails, strict=True)
    )
    if regular < settings.wrapped_share * len(group):
        return False
    edges = sorted(
        len(lines[row]) + token.right for row, tail in zip(group, tails, strict=True) for token in tail
    )
    near = [lower - upper <= settings.column_gap for upper, lower in pairwise(edges)]
    aligned = sum(before or after for before, after in zip([False, *near], [*near, False], strict=True))
    return aligned >= settings.wrapped_share * len(edges)


def _full(upper: str, lower: str, reach: int) -> bool:
    """Whether ``upper`` had no room for the first word of ``lower``, or broke off at the width itself."""
    if lower[:1].isspace():
        return len(upper) >= reach - 2
    return len(upper) + len(lower.split(maxsplit=1)[0]) >= reach - 1


def _remainders(lines: Sequence[str], stretch: _Stretch) -> dict[int, int]:
    """The lines of a wrapped table that go on behind the one above them, with the blanks between."""
    found: dict[int, int] = {}
    for row in range(stretch.first, stretch.last):
        upper, lower = lines[row], _plain(lines[row + 1])
        if not lower.strip() or _BEGINS.search(lower) or not _full(upper, lower, stretch.reach):
            continue
        if _worded(lower):
            goes_on = _words_go_on(upper, lower, stretch, heading=row < stretch.body, whole=row not in found)
        else:
            goes_on = _open(upper)
        if goes_on:
            gap = 0 if upper[-1:].isspace() or lower[:1].isspace() else 1
            if _NUMBER_ENDS.search(upper) and lower[:1].isdigit():
                gap += 1  # two amounts never run together
            found[row + 1] = gap
    return found


def _words_go_on(upper: str, lower: str, stretch: _Stretch, *, heading: bool, whole: bool) -> bool:
    """Whether words go on behind the line above: what that ends with stands where no caption begins.

    Below the heading only what has no amounts may be broken so; the words then stand at the margin.
    """
    text = upper.rstrip()
    if text and text.rfind(_GAP) + len(_GAP) < stretch.reach / 3:
        return False
    if heading and upper.endswith(" "):
        return True
    return whole and not lower[:1].isspace() and (heading or not re.search(r"\d", upper))


__all__ = ["Unwrapped", "as_filed", "unwrap"]
