"""Reads schedules of valuation and qualifying accounts (S-X 12-09), and proves each row by its arithmetic.

The schedule is found by its heading, and its columns by the words over them: a balance at the beginning
and one at the end of a year, and between them what moved it. A year of an allowance counts when the first
balance and the movements give the last one, and when that one is the first of the year after. Years are
those of the primary statements. The scale is printed with the schedule, or proved by the balance sheet.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from converter.extraction.allowances.build import build_schedule
from converter.extraction.allowances.dating import Years, date_year, single_year
from converter.extraction.allowances.layout import (
    find_body,
    find_column_heads,
    is_unread,
    prints_year,
    rows_above,
    without_marks,
    without_time,
)
from converter.extraction.allowances.proof import settle, unproved, without_rivals
from converter.extraction.allowances.rows import read_years
from converter.extraction.allowances.scale import find_scale, of_another, within_assets
from converter.extraction.allowances.words import BODY_ROWS, HEADINGS, movements_of, says_movement
from converter.extraction.columns import find_slots
from converter.extraction.heads import place_chunks, split_words
from converter.extraction.settings import DEFAULT, Settings
from converter.extraction.titles import scope_of
from converter.extraction.tokens import Row, RowKind
from converter.model import Scope, SourceDocument, Statement

_QUALIFYING = re.compile(r"qualifying", re.I)
_OTHERS = re.compile(r"\bschedule\s+(?!II\b|VIII\b)[IVX]+\b", re.I)
_TELLING = re.compile(r"qualifying|\bvaluation|\breserves?\b|\ballowances?\b|\bprovisions\b", re.I)
_HEAD_ROWS = 32  # from the heading to the first amounts
_BROKEN = re.compile(r"(?<=[a-z])-\s+(?=[a-z])")  # a word over two lines ("Deduc-" "tions")


def find_schedules(
    document: SourceDocument,
    rows: Sequence[Row],
    primary: Sequence[Statement],
    first_id: int,
    names: Sequence[str] = (),
    settings: Settings = DEFAULT,
) -> tuple[Statement, ...]:
    """The schedules of valuation and qualifying accounts of one document, in order.

    ``primary`` are the primary statements of the registrant, whose ``names`` are given: a schedule under
    another company's name is left alone.
    """
    found: list[Statement] = []
    last = -1
    headings = _headings(document)
    years = Years.of(primary) if headings else Years(())
    for row in headings:
        if row <= last or rows[row].kind is RowKind.AMOUNTS:
            continue
        read = _read(document, rows, row, primary, years, f"v{first_id + len(found) + 1}", names, settings)
        if read is not None:
            found.append(read)
            last = read.last_row
    return tuple(found)


def _headings(document: SourceDocument) -> list[int]:
    """The rows that may head a schedule. (A pattern that begins with a word is found fast.)"""
    text = document.text.lower()
    starts = {match.start() for pattern in HEADINGS for match in pattern.finditer(text)}
    return sorted({bisect.bisect_right(document.line_starts, start) - 1 for start in starts})


def _read(
    document: SourceDocument,
    rows: Sequence[Row],
    title: int,
    primary: Sequence[Statement],
    years: Years,
    identifier: str,
    names: Sequence[str],
    settings: Settings,
) -> Statement | None:
    first = next((r.index for r in rows[title + 1 : title + 1 + _HEAD_ROWS] if prints_year(r)), None)
    if first is None:
        return None
    rows = list(rows)
    stretch = slice(title, first + BODY_ROWS)
    rows[stretch] = [without_marks(row, settings) for row in rows[stretch]]
    first = next(r.index for r in rows[title + 1 :] if prints_year(r) or is_unread(r))
    title = max((r.index for r in rows[title:first] if _QUALIFYING.search(r.line)), default=title)
    head = list(rows[title:first])
    body = list(find_body(rows, first))
    counted = [without_time(r) for r in body if prints_year(r)]
    slots = find_slots(counted, settings)
    if len(slots) < 2:
        return None
    heading = find_column_heads(head, slots)
    over = head[: heading[0].index - title] if heading else head
    if not any(_TELLING.search(row.line) for row in over) or any(_OTHERS.search(r.line) for r in over[1:]):
        return None
    placed, _ = place_chunks(heading, slots)
    placed = split_words(placed, slots)
    texts = [_BROKEN.sub("", " ".join(chunk.text for chunk in chunks)) for chunks in placed]
    movements = movements_of(texts, " ".join(r.line for r in heading))
    if movements is None:
        return None
    above, name = rows_above(head, heading, slots)
    found = list(read_years((*above, *body), slots, movements, name))
    if not found:
        return None
    whole = " ".join(r.line.strip() for r in rows[max(0, title - 3) : first])
    if scope_of(" ".join(r.line.strip() for r in head)) in (Scope.OTHER_ENTITY, Scope.PRO_FORMA):
        return None
    if of_another(rows[max(0, title - 4) : first], names):
        return None
    one = "" if any(says_movement(r.line) for r in body if not prints_year(r)) else texts[-1]
    said = single_year(one) or single_year(whole)
    resolved = [date_year(year.time or said, years, found) for year in found]
    settled = settle(found, resolved)
    around = rows[max(0, title - 3) : found[-1].rows[-1].index]
    scale, span = find_scale(document, around, found, settled, primary)
    settled = within_assets(found, settled, scale or 0, primary)
    return build_schedule(document, rows, title, texts, found, settled, scale, span, identifier)


__all__ = ["find_schedules", "unproved", "without_rivals"]
