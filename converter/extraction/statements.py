"""Reads one region into a statement: columns, lines, cells, and an account of every printed number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import zip_longest

from converter.extraction.columns import Slot, assign, ends_in_caption, find_slots
from converter.extraction.currency import read_currency
from converter.extraction.embedded import read_embedded
from converter.extraction.heads import (
    Defaults,
    Head,
    chunks_of,
    crowded,
    date_row,
    place_chunks,
    read_heads,
    split_words,
    without_scale,
)
from converter.extraction.lines import Draft, build_lines, double_spaced, wraps
from converter.extraction.regions import Region, amounts
from converter.extraction.scale import Scale, read_scale
from converter.extraction.settings import DEFAULT, Settings
from converter.extraction.titles import scope_of
from converter.extraction.tokens import Row, RowKind, Token, TokenKind, as_text
from converter.extraction.units import counted_in, heads_per_share, heads_shares, unit_of
from converter.model import (
    Cell,
    Column,
    ColumnRole,
    LineItem,
    PrintedNumber,
    SourceDocument,
    Span,
    Statement,
    StatementKind,
    UnitKind,
)

_SECTION_HEAD = re.compile(
    r"^\W*(?:assets|(?:current|other|total)\s+assets|(?:current\s+)?liabilities(?:\s*(?:,|and|&)\s*.{0,60})?|capitali[sz]ation.{0,40}"
    r"|(?:stock|share)(?:holder|owner)s'?s?\s+equity|revenues?|(?:operating\s+)?income|utility\s+plant|interest\s+income|operating\s+revenues"
    r"|cash\s+flows?\s+(?:from|provided).{0,50}|operating\s+activities|costs\s+and\s+expenses|sales|property,?\s+plant.{0,30}"
    r"|(?:(?:net|earnings|income|loss|amounts?)\W+){0,4}per\s+(?:common\s+)?share(?:\s+(?:amounts?|data|figures))?)\W*$",
    re.I,
)
_ROWS_ABOVE_SCALE = 3  # a scale below more rows of amounts is another table's
# "Thirteen Weeks Ended", below the dates
_ONLY_LENGTH = re.compile(
    r"^\s{20,}\W*(?:for\s+the\s+)?[\w-]+(?:[ -][\w-]+)?\s+(?:weeks?|months?|quarters?|years?)\s+ended\W*$",
    re.I,
)
_S_MARK = re.compile(r"<S>", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DECLARED = re.compile(r"^\W*(?:shares\s+)?(?:authorized|issued|outstanding)(?:\s+shares)?\W*$", re.I)
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")


@dataclass(frozen=True, slots=True)
class _Printed:
    """A token with the row on which it stands."""

    row: Row
    token: Token


@dataclass(frozen=True, slots=True)
class _Item:
    """A line in the making: its draft, its amount per column, and the tokens that no column takes."""

    draft: Draft
    cells: dict[int, _Printed]
    loose: tuple[_Printed, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a region with a geometry of its own: heading rows and body rows."""

    head: tuple[Row, ...]
    body: tuple[Row, ...]


def read_statement(
    document: SourceDocument,
    rows: Sequence[Row],
    region: Region,
    identifier: str,
    defaults: Defaults,
    settings: Settings = DEFAULT,
) -> Statement | None:
    """The statement that stands in ``region``, or None when it has no columns of amounts."""
    segments = _segments(rows, region)
    if not segments:
        return None
    title_rows = segments[0].head
    below_title = region.title.row + region.title.rows
    title_text = _text_of(
        r for r in title_rows if r.kind in {RowKind.TEXT, RowKind.AMOUNTS} and r.index >= region.title.row
    )
    scope_text = ""
    scale, scale_span = _scale_of(document, title_rows, segments)
    columns: list[Column] = []
    items: list[_Item] = []
    numbers: list[PrintedNumber] = []
    previous: tuple[tuple[Slot, ...], list[int]] | None = None
    first_head: list[Head] = []
    for segment in segments:
        body = [r for r in segment.body if amounts(r)]
        counting = {
            row.index
            for row, below in zip_longest(segment.body, segment.body[1:])
            if _declares_shares(row) or _counts_below(row, below)
        }
        slots = find_slots([r for r in body if r.index not in counting] or body, settings)
        if not slots:
            continue
        heading = (
            segment.head if previous is not None else [r for r in segment.head if r.index >= below_title]
        )
        placed, context_rows = place_chunks(heading, slots, even=region.kind is not StatementKind.EQUITY)
        if region.kind is StatementKind.EQUITY:
            placed = split_words(without_scale(placed), slots)
        context = title_text
        if previous is None:
            above = [r for r in segment.head if r.index < below_title and r.kind is RowKind.TEXT]
            scope_text = _text_of([*above, *context_rows])
        elif context_rows:
            context = _text_of(context_rows)
            if not re.search(r"\d", _YEAR.sub("", context)):  # years alone: the title tells their day
                context = f"{context} {title_text}"
        percent = _percent_slots(body, slots)
        heads = list(read_heads(placed, context, region.kind, percent, defaults))
        if previous is not None and region.kind is StatementKind.EQUITY:
            heads = [_as_component(h) if _components(first_head) else h for h in heads]
        if region.kind is StatementKind.EQUITY:
            unknown = crowded(placed)
            heads = [
                replace(h, role=ColumnRole.OTHER, reason="component-unknown")
                if i in unknown and h.role is ColumnRole.COMPONENT
                else h
                for i, h in enumerate(heads)
            ]
        own = any(h.period is not None or h.role is ColumnRole.COMPONENT for h in heads) and any(
            c.text for cs in placed for c in cs
        )
        if previous is not None and (not own or _same(heads, first_head)):
            indexes = _align(slots, previous)
        else:
            indexes = []
            for head in heads:
                known = _known(columns, head)
                if known is None or known in indexes:
                    known = len(columns)
                    columns.append(_column(document, rows, known, head, scale, scale_span))
                indexes.append(known)
            if not first_head:
                first_head = heads
            previous = (slots, indexes)
        zone = min(s.left for s in slots)
        rows_of = [
            as_text(row) if ends_in_caption(row, slots) or _counts_below(row, following) else row
            for row, following in zip_longest(segment.body, segment.body[1:])
        ]
        for draft in build_lines(rows_of, zone, settings):
            cells: dict[int, _Printed] = {}
            loose: list[_Printed] = []
            if draft.amounts is not None:
                for token, slot in assign(draft.amounts.tokens, slots):
                    printed = _Printed(draft.amounts, token)
                    if slot is None or indexes[slot] < 0:
                        loose.append(printed)
                    else:
                        cells[indexes[slot]] = printed
            items.append(_Item(draft, cells, tuple(loose)))
    if not columns:
        return None
    lines = _lines(document, _rejoined(items, columns), columns, scale, numbers, region.kind)
    covered = _covered(lines, numbers)
    numbers.extend(_account(document, rows, region, segments, covered))
    title_row = rows[region.title.row]
    title_span = document.span(
        title_row.start + len(title_row.line) - len(title_row.line.lstrip()),
        title_row.start + len(title_row.line.rstrip()),
    )
    return Statement(
        identifier,
        region.kind,
        region.title.text,
        title_span,
        document.index,
        region.first,
        region.last,
        tuple(columns),
        tuple(lines),
        scope_of(scope_text),
        "",
        True,
        "",
        tuple(sorted(numbers, key=lambda n: n.span.start)),
        read_currency(f"{title_text} {scope_text}"),
    )


def _counts_below(row: Row, following: Row | None) -> bool:
    """Whether the one number of a row, a blank from its text, counts what the next row goes on with
    ("... $2.50 per share; 12,000,000" / "shares authorized")."""
    if len(row.tokens) != 1 or not row.label or following is None:
        return False
    token = row.tokens[0]
    close = row.line[: token.start].removesuffix("(")[-2:]  # "acquisition (1,650,000" / "shares)"
    return (
        not token.currency
        and len(close) == 2
        and close[1] == " "
        and close[0] != " "
        and re.match(r"(?:shares?|units?)\b", following.label) is not None
    )


def _declares_shares(row: Row) -> bool:
    """Whether a row has the one number that its caption of stock counts ("Shares authorized: 5,000,000")."""
    return len(row.tokens) == 1 and not row.tokens[0].currency and _DECLARED.match(row.label) is not None


def _text_of(rows: Iterable[Row]) -> str:
    return " ".join(r.line.strip() for r in rows)


def _segments(rows: Sequence[Row], region: Region) -> tuple[Segment, ...]:
    """Cut the region where a new page, table or line of dates begins; a part without amounts is head."""
    inside = list(rows[region.first : region.last + 1])
    breaks = set(region.breaks)
    segments: list[Segment] = []
    head: list[Row] = []
    body: list[Row] = []
    in_body = False
    wanted = 2
    reach = 2 if double_spaced(inside) else 1
    for position, row in enumerate(inside):
        if row.index in region.skipped:
            continue
        if not in_body:
            if amounts(row) and not date_row(row, wanted):
                label_from = _label_start(head)
                if label_from == len(head):
                    label_from = _caption_start(head, row, reach)
                body = [*_section_heads(head[:label_from]), *head[label_from:], row]
                head = head[:label_from]
                in_body = True
            else:
                head.append(row)
            continue
        starts_head = row.index in breaks or (
            date_row(row, wanted) and sum(1 for r in body if amounts(r)) >= 3
        )
        if starts_head and any(amounts(r) for r in inside[position:]):
            back: list[Row] = []
            if row.index not in breaks or _closed_above(body):
                # heading rows above the line of dates, or between two tables, belong to the new head
                while body and body[-1].kind in {RowKind.TEXT, RowKind.BLANK, RowKind.TAG, RowKind.RULE}:
                    if body[-1].kind is RowKind.RULE and len(back) > 0 and back[0].kind is RowKind.BLANK:
                        break
                    back.insert(0, body.pop())
            segments.append(Segment(tuple(head), tuple(body)))
            head, body, in_body = [*back, row], [], False
            continue
        body.append(row)
    if in_body:
        segments.append(Segment(tuple(head), tuple(body)))
    return tuple(segments)


def _closed_above(body: Sequence[Row]) -> bool:
    """Whether the trailing text rows stand behind a closed table."""
    for row in reversed(body):
        if row.kind in {RowKind.TEXT, RowKind.BLANK}:
            continue
        return row.kind is RowKind.TAG and "</" in row.line
    return False


def _section_heads(head: Sequence[Row]) -> list[Row]:
    """Section headings that share the heading's rows ("ASSETS        1994   1993", D5)."""
    found = []
    for row in head:
        if row.kind not in {RowKind.TEXT, RowKind.AMOUNTS}:
            continue
        pieces = chunks_of(row)
        if pieces and _SECTION_HEAD.match(pieces[0].text):
            first = pieces[0]
            found.append(
                replace(
                    row,
                    kind=RowKind.TEXT,
                    label=first.text,
                    label_start=first.start,
                    label_end=first.end,
                    indent=first.left,
                    tokens=(),
                )
            )
    return found


def _label_start(head: Sequence[Row]) -> int:
    """Where, in the rows before the first amount, labels and section headings begin.

    They begin behind the last row that heads columns: a rule, a line of dates, ``<S>``; without any of
    these, with the unbroken run of text rows just above the amount. A ``<S>`` below a line of years is
    the end of the heading, whatever years the captions below it name.
    """
    marked = max(
        (i for i, r in enumerate(head) if r.kind is RowKind.TAG and _S_MARK.search(r.line)), default=-1
    )
    if (
        marked > 0
        and any(_heads_columns(row) for row in head[:marked])
        and not any(date_row(row, 2) for row in head[marked + 1 :])
    ):
        return marked + 1
    for position in range(len(head) - 1, -1, -1):
        row = head[position]
        if row.kind is RowKind.TAG and re.search(r"<[SC]>", row.line, re.I):
            return position + 1
        if row.kind is RowKind.RULE:
            return position + 1
        if row.kind is RowKind.AMOUNTS:
            return position + 1
        if row.kind is RowKind.TEXT and (
            date_row(row, 2)
            or _column_words(row)
            or _ONLY_LENGTH.match(row.line)
            or _YEAR.search(row.line)
            or re.search(r"-{4,}|_{4,}|={4,}", row.line)
            or re.search(
                r"\b(?:in\s+(?:thousands|millions)|unaudited|thousands\s+of\s+dollars|(?<!,)000)",
                row.line,
                re.I,
            )
        ):
            return position + 1
    return len(head)


def _caption_start(head: Sequence[Row], row: Row, reach: int) -> int:
    """Where the caption of the first amounts begins on a page without any heading.

    ``reach`` is how many rows apart the lines of a caption stand.
    """
    start, below = len(head), row
    zone = max((token.left for token in row.tokens), default=0)
    for position in range(len(head) - 1, -1, -1):
        upper = head[position]
        if upper.kind is RowKind.BLANK:
            continue
        if upper.kind is not RowKind.TEXT or below.index - upper.index > reach:
            break
        if not wraps(upper, below, zone):
            break
        start, below = position, upper
    return start


def _heads_columns(row: Row) -> bool:
    """Whether a row has a year or a date behind the place of the captions."""
    return any(chunk.left > 20 and _YEAR.search(chunk.text) for chunk in chunks_of(row))


def _column_words(row: Row) -> bool:
    """Whether a row is words over columns: several pieces, and none where captions stand."""
    pieces = chunks_of(row)
    return len(pieces) >= 2 and pieces[0].left >= 20


def _percent_slots(body: Sequence[Row], slots: Sequence[Slot]) -> list[bool]:
    """Which columns print percentages: most tokens have the sign, or the first has and none is large."""
    found: list[list[Token]] = [[] for _ in slots]
    for row in body:
        for token, slot in assign(row.tokens, slots):
            if slot is not None and token.kind is TokenKind.NUMBER:
                found[slot].append(token)
    return [bool(tokens) and (_mostly_percent(tokens) or _begins_percent(tokens)) for tokens in found]


def _mostly_percent(tokens: Sequence[Token]) -> bool:
    return sum(t.percent for t in tokens) * 2 > len(tokens)


def _begins_percent(tokens: Sequence[Token]) -> bool:
    small = sum(t.value is not None and abs(t.value) <= 150 and "," not in t.text for t in tokens)
    return tokens[0].percent and small > 0.9 * len(tokens)


def _same(heads: Sequence[Head], first: Sequence[Head]) -> bool:
    if len(heads) != len(first):
        return False
    if all(h.role is ColumnRole.COMPONENT for h in heads):
        return all(
            not _letters(h.text) or _letters(h.text) == _letters(f.text)
            for h, f in zip(heads, first, strict=True)
        )
    return any(h.period is not None for h in heads) and all(
        h.period == f.period or _less_exact(h, f) for h, f in zip(heads, first, strict=True)
    )


def _less_exact(head: Head, first: Head) -> bool:
    """Whether another part of a balance sheet prints no more than the year over a column."""
    if first.period is None or not first.period.instant:
        return False
    if head.period is None:
        return head.reason == "period-unknown" and not _YEAR.search(head.text)
    return (
        head.role is first.role
        and head.rule.startswith("period.year+")
        and head.period.end.year == first.period.end.year
    )


def _components(heads: Sequence[Head]) -> bool:
    return any(h.role is ColumnRole.COMPONENT for h in heads)


def _as_component(head: Head) -> Head:
    """A single column of a further part of a matrix ("Total"), which its words alone say to be one."""
    if not _letters(head.text) or _YEAR.search(head.text) or head.reason != "period-unknown":
        return head
    return replace(head, role=ColumnRole.COMPONENT, reason="")


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _known(columns: Sequence[Column], head: Head) -> int | None:
    """The column that an earlier part of the statement has for the period, or the component, of a heading."""
    if head.role is ColumnRole.COMPONENT and _letters(head.text):
        return next(
            (c.index for c in columns if c.role is head.role and _letters(c.header) == _letters(head.text)),
            None,
        )
    if head.period is None or head.role is not ColumnRole.AMOUNT:
        return None
    return next((c.index for c in columns if c.period == head.period and c.role is head.role), None)


def _align(slots: Sequence[Slot], previous: tuple[tuple[Slot, ...], list[int]]) -> list[int]:
    """The columns of an earlier part of the statement that these go on: by order, else by place."""
    old, indexes = previous
    if len(slots) == len(old):
        return list(indexes)
    result = []
    for slot in slots:
        nearest = min(range(len(old)), key=lambda i: abs(old[i].edge - slot.edge))
        result.append(indexes[nearest] if abs(old[nearest].edge - slot.edge) <= 8 else -1)
    return [r if result.count(r) == 1 else -1 for r in result]


def _column(
    document: SourceDocument,
    rows: Sequence[Row],
    index: int,
    head: Head,
    scale: Scale | None,
    scale_span: Span | None,
) -> Column:
    spans = tuple(document.span(rows[c.row].start + c.start, rows[c.row].start + c.end) for c in head.chunks)
    written_out = (
        scale is not None
        and scale.except_shares
        and head.role is ColumnRole.COMPONENT
        and heads_shares(head.text)
    )
    return Column(
        index,
        head.role,
        head.text,
        head.period,
        scale.power if scale and not written_out else 0,
        spans,
        scale_span,
        head.reason,
        head.rule,
    )


def _scale_of(
    document: SourceDocument, head: Sequence[Row], segments: Sequence[Segment]
) -> tuple[Scale | None, Span | None]:
    """The scale that the heading states, or the first rows of the body (E5, E6), with its place."""
    body = segments[0].body
    begun = [position for position, row in enumerate(body) if amounts(row)][:_ROWS_ABOVE_SCALE][-1]
    first_body = [r for r in body[:begun] if r.kind in {RowKind.TEXT, RowKind.RULE}][:4]
    candidates = [r for r in head if r.line.strip()]
    for group in (candidates, first_body):
        if not group:
            continue
        text, offsets = "", []
        for row in group:
            offsets.append((len(text), row))
            text += row.line + " "
        found = read_scale(text)
        if found is None:
            continue
        at, row = next((o, r) for o, r in reversed(offsets) if o <= found.start)
        start = row.start + found.start - at
        end = min(row.start + len(row.line), start + found.end - found.start)
        return found, document.span(start, end)
    return None, None


def _rejoined(items: Sequence[_Item], columns: Sequence[Column]) -> list[_Item]:
    """The items, with amounts that slipped to a row of their own back beside those of their caption.

    A row without a caption goes on the row above when it prints just the periods that are blank there.
    Inner and outer columns of one period are no such pair: there the lower row is a sum.
    """
    periods = [column.period for column in columns if column.role is ColumnRole.AMOUNT]
    every = {column.index for column in columns if column.role is ColumnRole.AMOUNT}
    if len(periods) < 2 or None in periods or len(set(periods)) < len(periods):
        return list(items)
    joined: list[_Item] = []
    for item in items:
        above = joined[-1] if joined else None
        if (
            above is not None
            and above.draft.amounts is not None
            and item.draft.amounts is not None
            and not item.draft.label
            and above.cells
            and item.cells
            and item.draft.amounts.index - above.draft.amounts.index <= 2
            and not above.cells.keys() & item.cells.keys()
            and above.cells.keys() | item.cells.keys() == every
        ):
            joined[-1] = _Item(above.draft, above.cells | item.cells, (*above.loose, *item.loose))
        else:
            joined.append(item)
    return joined


def _lines(
    document: SourceDocument,
    items: Sequence[_Item],
    columns: Sequence[Column],
    scale: Scale | None,
    numbers: list[PrintedNumber],
    kind: StatementKind,
) -> list[LineItem]:
    plain = [p.token for i in items for p in i.cells.values() if p.token.kind is TokenKind.NUMBER]
    whole = sum(1 for t in plain if t.decimals == 0) * 2 > len(plain)
    power = scale.power if scale else 0
    lines: list[LineItem] = []
    coarse = sum(1 for t in plain if t.decimals >= 2) * 3 < len(plain)
    opened = False
    sided = _sided(plain)
    for item in items:
        draft, cells = item.draft, item.cells
        opened = opened or (not cells and heads_per_share(draft.label))
        unit = _row_unit(draft, [p.token for p in cells.values()], whole, kind, opened and coarse)
        counted = read_scale(counted_in(draft.label, draft.section)) if unit is UnitKind.SHARES else None
        made: list[Cell] = []
        for column in sorted(cells):
            own = (power, scale) if counted is None else (counted.power, counted)
            cell = _cell(document, cells[column], column, unit, *own)
            if sided and cells[column].token.side:
                cell = replace(cell, value=None, reason="ambiguous")
            made.append(cell)
        for printed in item.loose:
            if printed.token.kind is TokenKind.NUMBER:
                numbers.append(PrintedNumber(printed.token.text, _place(document, printed), "no-column"))
        embedded, other = read_embedded(document, draft.label_rows)
        numbers.extend(other)
        spans = tuple(
            document.span(r.start + r.label_start, r.start + r.label_end) for r in draft.label_rows if r.label
        )
        lines.append(
            LineItem(
                len(lines),
                draft.label,
                spans,
                draft.section,
                draft.role,
                tuple(made),
                draft.indent,
                embedded,
            )
        )
    return lines


def _sided(tokens: Sequence[Token]) -> bool:
    """Whether "CR" and "DR" say on which side of the accounts an amount stands, so that they are no signs.

    A few amounts with "CR" in a statement without "DR" are printed so for a minus.
    """
    credited = sum(token.side == "CR" for token in tokens)
    return credited * 3 > len(tokens) or any(token.side == "DR" for token in tokens)


def _row_unit(
    draft: Draft, tokens: Sequence[Token], whole: bool, kind: StatementKind, in_per_share: bool
) -> UnitKind:
    """One unit for the whole row: what its largest number counts."""
    values = [t for t in tokens if t.value is not None and t.kind is TokenKind.NUMBER]
    if not values:
        return unit_of(draft.label, draft.section, Decimal(0), 0, False, whole, kind)
    decimals = max(t.decimals for t in values)
    largest = max((abs(t.value) for t in values if t.value is not None), default=Decimal(0))
    percent = all(t.percent for t in values)
    return unit_of(draft.label, draft.section, largest, decimals, percent, whole, kind, in_per_share)


def _place(document: SourceDocument, printed: _Printed) -> Span:
    start = printed.row.start
    return document.span(start + printed.token.start, start + printed.token.end)


def _cell(
    document: SourceDocument,
    printed: _Printed,
    column: int,
    unit: UnitKind,
    power: int,
    scale: Scale | None,
) -> Cell:
    token, span = printed.token, _place(document, printed)
    if token.kind is TokenKind.FRACTION:
        return Cell(column, token.text, None, span, unit, 0, 0, False, "fraction")
    if token.kind is TokenKind.NONE:
        return Cell(column, token.text, None, span, unit, 0, 0, False, "not-available")
    cell_power = power
    if unit in {UnitKind.PER_SHARE, UnitKind.PURE}:
        cell_power = 0
    elif unit is UnitKind.SHARES and scale is not None:
        size = abs(token.value or Decimal(0))
        written_out = size >= 10 ** (9 - power + 2) if power >= 3 else False
        if scale.except_shares or written_out or (power >= 6 and size >= 1_000_000):
            cell_power = 0
    return Cell(
        column, token.text, token.value, span, unit, cell_power, token.decimals, token.kind is TokenKind.NIL
    )


def _covered(lines: Sequence[LineItem], numbers: Sequence[PrintedNumber]) -> set[int]:
    covered: set[int] = set()
    for line in lines:
        for cell in line.cells:
            covered.update(range(cell.span.start, cell.span.end))
        for number in line.embedded:
            covered.update(range(number.span.start, number.span.end))
    for other in numbers:
        covered.update(range(other.span.start, other.span.end))
    return covered


def _account(
    document: SourceDocument,
    rows: Sequence[Row],
    region: Region,
    segments: Sequence[Segment],
    covered: set[int],
) -> list[PrintedNumber]:
    """Every other digit run of the region, with what it is."""
    head_rows = {r.index for s in segments for r in s.head}
    found: list[PrintedNumber] = []
    for row in rows[region.first : region.last + 1]:
        if row.kind is RowKind.BLANK:
            continue
        for match in _DIGITS.finditer(row.line):
            start, end = row.start + match.start(), row.start + match.end()
            span = document.span(start, end)
            if span.start in covered:
                continue
            if row.index in head_rows:
                reason = "heading"
            elif row.index in region.skipped or row.kind in {RowKind.PAGE, RowKind.FURNITURE}:
                reason = "page-number"
            elif row.kind is RowKind.TAG:
                reason = "layout-tag"
            elif row.kind is RowKind.AMOUNTS and match.end() <= row.label_end:
                reason = "in-label"  # "(Note 7c)", the fraction of "9 1/8% Senior Notes"
            elif row.kind is RowKind.AMOUNTS and re.match(
                r"\s{0,2}\(", row.line[max(0, match.start() - 2) : match.start() + 1]
            ):
                reason = "footnote"
            elif row.kind is RowKind.AMOUNTS and any(
                t.start <= match.start() < t.end + 6 for t in row.tokens
            ):
                reason = "footnote" if match.end() - match.start() <= 2 else "unassigned"
            elif row.kind is RowKind.TEXT:
                reason = "text"
            else:
                reason = "unassigned"
            found.append(PrintedNumber(match.group(), span, reason))
    return found


def with_primary(statement: Statement, primary: bool, why: str = "") -> Statement:
    """The statement, marked as primary or not (with the reason)."""
    return replace(statement, primary=primary, why_not_primary="" if primary else why)


__all__ = ["read_statement", "with_primary"]
