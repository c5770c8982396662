"""Puts a balance sheet in account form (assets left, liabilities right) into report form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from converter.extraction.regions import Region
from converter.extraction.settings import DEFAULT, Settings
from converter.extraction.tokens import (
    Row,
    RowKind,
    bind_years,
    display_columns,
    has_blank_thousands,
    read_row,
)
from converter.model import SourceDocument, StatementKind

# an amount, and behind it the caption of another one: "Cash   100    Accounts payable"
_FACING = re.compile(
    r"(?:(?<=\s)(?:-{1,3}|-0-)"
    r"|(?:(?<=[\s\d)]\s)|(?<=\$)|(?<=\$\s)|(?<=\())(?:\d{1,3}(?: \d{3})+|[\d.,]*\d)[)>-]?(?:\*|\s?[CD]R)?)"
    r"(?P<gap>\s+)(?P<caption>[A-Z][A-Za-z'&,;:()/ -]{2,})"
)
_LEADERS = re.compile(r"(?:\. ?){3,}")
_PIECE = re.compile(r"\S+(?: \S+)*")
_ASSETS = re.compile(r"\bassets?\b", re.I)
_OWED = re.compile(r"\b(?:liabilit|payable|equity|capital|deficit)", re.I)
# there the sheet of another day, or of somebody else, stands
_OTHER_ASSETS = re.compile(r"\btotal\s+assets\b|^assets\b", re.I)
_DATED = re.compile(r"\d")
_AMOUNT_AT_END = re.compile(r"(?:\d[)>*-]?|\s-{1,3}|-0-|\d\s?[CD]R)\s*$", re.I)
_AMOUNT_APART = re.compile(r"(?:[\s\d)]\s|\$\s*)[(<]?-?[\d,.]*(?:\d[)>-]?|-)\s*$")
_CENTRED = 5  # display columns by which a heading stands deeper than the captions
_HANGING = 4  # display columns by which a heading of the right half may stand out to the left
_COLUMN_TAGS = re.compile(r"<[SC]>", re.I)


@dataclass(frozen=True, slots=True)
class Gutter:
    """The blank stretch between the halves, in display columns: the amounts of the left end before
    ``left``, the captions of the right begin at ``right``."""

    left: int
    right: int


def find_gutter(rows: Sequence[Row], settings: Settings = DEFAULT) -> Gutter | None:
    """Where the rows of a statement part into two halves with captions and amounts each; else None."""
    printed = [_plain(row, settings) for row in rows if row.kind in {RowKind.TEXT, RowKind.AMOUNTS}]
    gaps = [
        (match.start("gap"), match.start("caption"))
        for line in printed
        for match in list(_FACING.finditer(line))[:1]
        if re.search(r"[A-Za-z]{3}", line[: match.start()])
    ]
    if len(gaps) < settings.facing_rows:
        return None
    place = max((end for _, end in gaps), key=lambda at: sum(start < at <= end for start, end in gaps))
    inside = [(start, end) for start, end in gaps if start < place <= end]
    gutter = Gutter(max(start for start, _ in inside), min(end for _, end in inside))
    halves = [_halves(line, gutter) for line in printed]
    both = [i for i, half in enumerate(halves) if half is not None and all(half)]
    if len(inside) < settings.facing_rows or len(both) < settings.halved_rows:
        return None
    zone = halves[both[0] : both[-1] + 1]
    whole = [half for half in zone if half is not None]
    left, right = (sum(bool(_AMOUNT_AT_END.search(half[side])) for half in whole) for side in (0, 1))
    if (
        (len(zone) - len(whole)) * 10 > len(zone)
        or min(left, right) <= settings.facing_rows
        or len(inside) * 5 < max(left, right)
        or not _ASSETS.search(" ".join(half[0] for half in whole))
        or not _OWED.search(" ".join(half[1] for half in whole))
        or any(_OTHER_ASSETS.search(half[1]) for half in whole)
    ):
        return None
    return gutter


def in_report_form(
    document: SourceDocument, rows: Sequence[Row], region: Region, settings: Settings = DEFAULT
) -> tuple[Sequence[Row], Region]:
    """The rows and the region of a statement, where the right half of a page stands below the left one.

    The rows up to the region's end keep their places, without their right halves, which are added as
    rows of their own: a break of the region, as if on another page. Each half leads to where it is
    printed, since its ``start`` and ``line`` are such that an offset into the line is one into the document.
    A row that runs across the gutter, and every row above the first that has two halves, stays whole.
    """
    if region.kind is not StatementKind.BALANCE_SHEET:
        return rows, region
    below = region.title.row + region.title.rows
    gutter = find_gutter(rows[below : region.last + 1], settings)
    if gutter is None:
        return rows, region
    first = _first_of_halves(rows[below : region.last + 1], gutter, settings)
    closing = sum(
        1 for _ in takewhile(lambda r: r.kind is RowKind.TAG, reversed(rows[first : region.last + 1]))
    )
    blank_thousands = has_blank_thousands(document.text)
    left: list[Row] = []
    right: list[Row] = []
    for row in rows[first : region.last + 1]:
        one, two = _cut(row, gutter, blank_thousands=blank_thousands, settings=settings)
        if row.index > region.last - closing:
            one = _blank(row)  # "</TABLE>" would close the left half alone
        left.append(one)
        right.append(replace(two, index=row.index - first + region.last + 1))
    placed = [
        *rows[:below],
        *(_at_margin(r, 0) if _runs_across(r, gutter, settings) else r for r in rows[below:first]),
        *_aligned(bind_years(left)),
        *_aligned(bind_years(right)),
    ]
    begins = (first, *(b for b in region.breaks if b > first))
    moved = region.last + 1 - first  # from a row to the row of its right half
    return placed, replace(
        region,
        last=len(placed) - 1,
        breaks=(*region.breaks, *(b + moved for b in begins)),
        skipped=region.skipped | {s + moved for s in region.skipped if s >= first},
    )


def _first_of_halves(rows: Sequence[Row], gutter: Gutter, settings: Settings) -> int:
    """The index of the first row with text in both halves (to the right a date, an amount or a word for
    liabilities), or of such words right above it."""
    printed = [row for row in rows if row.kind in {RowKind.TEXT, RowKind.AMOUNTS}]
    halves = [_halves(_plain(row, settings), gutter) for row in printed]
    place = next(
        i
        for i, half in enumerate(halves)
        if half is not None and all(half) and (_DATED.search(half[1]) or _OWED.search(half[1]))
    )
    while place:
        above = halves[place - 1]
        touches = printed[place].index - printed[place - 1].index == 1
        if above is None or above[0] or not touches or not _OWED.search(above[1]):
            break
        place -= 1
    return printed[place].index


def _runs_across(row: Row, gutter: Gutter, settings: Settings) -> bool:
    """Whether a heading row stands over both halves: it heads no column of the left one."""
    if row.kind not in {RowKind.TEXT, RowKind.AMOUNTS}:
        return False
    return any(piece.end() > gutter.left for piece in _PIECE.finditer(_plain(row, settings)))


def _aligned(rows: Sequence[Row]) -> list[Row]:
    """The rows of a half, with headings that are centred over it set where its captions begin."""
    margin = min((row.indent for row in rows if row.kind is RowKind.AMOUNTS and row.label), default=0)
    return [
        _at_margin(row, margin)
        if row.kind is RowKind.TEXT
        and row.label.isupper()
        and row.indent >= margin + _CENTRED
        and (_ASSETS.search(row.label) or _OWED.search(row.label))
        else row
        for row in rows
    ]


def _at_margin(row: Row, margin: int) -> Row:
    """The row, its text set at a display column."""
    start = len(row.line) - len(row.line.lstrip())
    line = " " * margin + row.line[start:]
    return read_row(row.index, row.start + start - margin, line)


def _plain(row: Row, settings: Settings) -> str:
    """The line by display columns, its leaders and dividers blank."""
    line = row.line.expandtabs(settings.tab_width).replace("|", " ")
    return _LEADERS.sub(lambda m: " " * len(m.group()), line)


def _edge(line: str, gutter: Gutter) -> int | None:
    """The display column from which on a line belongs to the right half; None when it runs across."""
    for piece in _PIECE.finditer(line):
        hangs = piece.group()[0].isalpha() and piece.end() > gutter.right
        if piece.start() >= gutter.left - (_HANGING if hangs else 0):
            return piece.start()
        if piece.end() > gutter.right:
            apart = line[gutter.right - 1] == " " != line[gutter.right]
            return gutter.right if apart and _AMOUNT_APART.search(line[: gutter.right]) else None
    return len(line)


def _halves(line: str, gutter: Gutter) -> tuple[str, str] | None:
    edge = _edge(line, gutter)
    return None if edge is None else (line[:edge].strip(), line[edge:].strip())


def _cut(row: Row, gutter: Gutter, *, blank_thousands: bool, settings: Settings) -> tuple[Row, Row]:
    """The two halves of a row, both with the row's index; one without text is blank."""
    if row.kind is RowKind.TAG and _COLUMN_TAGS.search(row.line):
        return row, row  # it ends the heading of both
    if row.kind not in {RowKind.TEXT, RowKind.AMOUNTS, RowKind.RULE}:
        return row, _blank(row)
    edge = gutter.right if row.kind is RowKind.RULE else _edge(_plain(row, settings), gutter)
    if edge is None:
        return row, _blank(row)
    columns = display_columns(row.line, settings.tab_width) or range(len(row.line) + 1)
    at = next((i for i, column in enumerate(columns) if column >= edge), len(row.line))
    origin = gutter.left - _HANGING
    origin -= origin % settings.tab_width  # so that tabs lead to where they did
    pad = max(0, columns[at] - origin)
    return (
        read_row(row.index, row.start, row.line[:at], blank_thousands=blank_thousands, settings=settings),
        read_row(
            row.index,
            row.start + at - pad,
            " " * pad + row.line[at:],
            blank_thousands=blank_thousands,
            settings=settings,
        ),
    )


def _blank(row: Row) -> Row:
    return Row(row.index, row.start, "", RowKind.BLANK, "", 0, 0, 0, ())
