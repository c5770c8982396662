"""Reads the heading of a statement into columns with role and period (phenomena D1 to D21)."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from converter.extraction import periods
from converter.extraction.columns import Slot
from converter.extraction.scale import read_scale
from converter.extraction.tokens import Row, RowKind, display_columns
from converter.model import ColumnRole, Period, StatementKind


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a heading row: display columns, and where it stands in the line."""

    left: int
    right: int
    text: str
    row: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of one column: its chunks from top to bottom, role, period and the rule for it."""

    text: str
    chunks: tuple[Chunk, ...]
    role: ColumnRole
    period: Period | None
    rule: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the rest of the filing says about time: used only where the heading is silent."""

    period_end: dt.date | None
    fiscal_year_end: tuple[int, int] | None  # month, day
    annual: bool


_PIECE = re.compile(r"\S+(?:[ ]\S+)*")
_SPLIT_DATES = re.compile(
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?!\d)(?:\s*,?\s*(?:19|20)\d\d)?,?)",
    re.I,
)
_YEARS_ONLY = re.compile(r"(?:(?:19|20)\d\d\W{0,3})(?:\s*(?:19|20)\d\d\W{0,3})+$")
_NOTE = re.compile(
    r"^\W*(?:notes?|ref(?:erence)?s?|footnotes?|exhibit|see\s+notes?)\W*(?:no\.?s?)?\W*$", re.I
)
_PERCENT = re.compile(r"%|\bper\s*cent|\bpercent", re.I)
_CHANGE = re.compile(r"\b(?:change|variance|increase|\(decrease\)|difference|inc\.?\W+\(?dec)", re.I)
_PRO_FORMA = re.compile(r"\bpro\s*-?\s*forma\b|\badjustments?\b|\beliminat", re.I)
# "Cumulative translation adjustment" is a component of equity
_PRO_FORMA_ALONE = re.compile(r"\bpro\s*-?\s*forma\b", re.I)
_TIME_WORD = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\byears?\b|\bmonths?\b|\bweeks?\b|\bquarter"
    r"|\bended\b|\binception\b|\d{1,2}/\d{1,2}/\d\d",
    re.I,
)
# "June 29, 1994 and June 30, 1993" speaks of all columns; it heads none
_LISTED = re.compile(
    r"(?:(?:19|20)\d\d|\d{1,2},?)\s*,?\s+and\s+(?:[a-z]+\.?\s+\d{1,2}\s*,?\s*)?(?:19|20)\d\d", re.I
)
# over all heads of columns it is said of all of them
_ONLY_SCALE = re.compile(
    r"^\W*(?:(?:dollars|amounts?)\s+)*(?:in\s+)?(?:thousands|millions)(?:\s+of\s+dollars)?\W*$", re.I
)
_WHOLE = re.compile(r"\bconsolidated\b|\btotal\b", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_TAG = re.compile(r"</?[A-Z0-9]{1,8}>", re.I)


def chunks_of(row: Row) -> tuple[Chunk, ...]:
    """The pieces of a row that two blanks or a tab keep apart; runs of years or dates are split."""
    line = _TAG.sub(lambda m: " " * len(m.group()), row.line).replace("|", " ")
    columns = display_columns(line)
    found: list[Chunk] = []
    for match in _PIECE.finditer(line.replace("\t", "  ") if columns is None else line):
        pieces = [(match.start(), match.end())]
        text = match.group()
        if columns is not None and "\t" in text:
            continue
        if _YEARS_ONLY.match(text):
            pieces = [(match.start() + m.start(), match.start() + m.end()) for m in re.finditer(r"\S+", text)]
        else:
            dates = list(_SPLIT_DATES.finditer(text))
            if len(dates) > 1 and not re.search(r"\b(?:to|through|and|from)\b", text, re.I):
                pieces = [(match.start() + m.start(), match.start() + m.end()) for m in dates]
        for start, end in pieces:
            left = columns[start] if columns else start
            right = columns[end] if columns else end
            found.append(Chunk(left, right, line[start:end], row.index, start, end))
    return tuple(found)


def is_rule(text: str) -> bool:
    """Whether a piece of a heading is an underline."""
    return len(text) >= 2 and all(c in "-=_~*. " for c in text)


def date_row(row: Row, wanted: int) -> bool:
    """Whether a row is a line of dates or years that heads columns."""
    if row.kind not in {RowKind.TEXT, RowKind.AMOUNTS}:
        return False
    if row.kind is RowKind.AMOUNTS:
        return len(row.tokens) >= min(2, wanted) and all(t.year for t in row.tokens)
    pieces = [c for c in chunks_of(row) if not is_rule(c.text)]
    dated = [c for c in pieces if _SPLIT_DATES.match(c.text)]
    return len(dated) >= 2 and len(dated) == len(pieces)


def place_chunks(
    rows: Sequence[Row], slots: Sequence[Slot], *, even: bool = True
) -> tuple[list[list[Chunk]], list[Row]]:
    """Distribute the heading rows over the columns; rows (or parts) that head no column are context.

    ``even`` lets two headings share four columns, two each; components of equity are never shared out so.

    Returns the chunks of each column, top to bottom, and the rows that are context.
    """
    placed: list[list[Chunk]] = [[] for _ in slots]
    context: list[Row] = []
    if not slots:
        return placed, list(rows)
    zone = slots[0].left - 14
    spans = _underlines(rows, zone)
    for row in rows:
        if row.kind not in {RowKind.TEXT, RowKind.AMOUNTS}:
            continue
        pieces = [c for c in chunks_of(row) if not is_rule(c.text)]
        inside = [c for c in pieces if c.left >= zone and c.right > slots[0].left - 8]
        dated = [c for c in inside if _TIME_WORD.search(c.text)]
        if len(pieces) == 1 and len(slots) > 1 and not dated and pieces[0].left < slots[0].left - 4:
            inside = []
        inside = [c for c in inside if len(slots) == 1 or not _LISTED.search(c.text)]
        if len(pieces) == 1 and len(slots) > 2 and not any(placed) and _ONLY_SCALE.match(pieces[0].text):
            inside = []
        spread = _spread(inside, slots, spans, even=even) if inside else []
        if sum(1 for _, members in spread if members) < len(pieces):
            context.append(row)
        for chunk, members in spread:
            for member in members:
                placed[member].append(chunk)
    return _years_once(placed), context


def _years_once(placed: Sequence[Sequence[Chunk]]) -> list[list[Chunk]]:
    """Headings side by side over columns of years ("HISTORICAL", "PRO FORMA"), each with a year but once.

    Where the middle of the page gave one of them the same year twice, the column at the border belongs
    to its neighbour, if that lacks the year.
    """
    result = [list(chunks) for chunks in placed]
    over = _members(placed)
    years = [[y for c in chunks if len(over[c]) == 1 for y in _YEAR.findall(c.text)] for chunks in placed]
    if any(len(y) != 1 for y in years):
        return result
    banners = [(c, m) for c, m in over.items() if len(m) > 1 and not _TIME_WORD.search(c.text)]
    for (left, mine), (right, yours) in itertools.product(banners, banners):
        if left.row != right.row or mine[-1] + 1 != yours[0]:
            continue
        for giver, taker, column in ((right, left, yours[0]), (left, right, mine[-1])):
            given = [years[m][0] for m in over[giver]]
            taken = [years[m][0] for m in over[taker]]
            year = years[column][0]
            if given.count(year) == 2 and year not in taken and len(set(taken)) == len(taken):
                result[column] = [taker if c is giver else c for c in result[column]]
                break
    return result


# what stands below a heading that speaks of several columns ("Common Stock" over "Shares" and "Amount")
_MEASURE = re.compile(
    r"^\W*(?:(?:shares?|units|number|no\.|amounts?|par|stated|value|cost|dollars?|issued|outstanding|of|at|in|\$\S*"
    r"|series|class)\W*)+(?:[a-h]\W*)?$",
    re.I,
)


def split_words(placed: Sequence[Sequence[Chunk]], slots: Sequence[Slot]) -> list[list[Chunk]]:
    """Give the words of a heading that stands over neighbouring columns each to its own column.

    Heads of components are often set a blank apart ("Retained Treasury" over "Earnings   Stock"): such a
    line is told from a heading that speaks of all its columns by what stands below, which there names
    what is measured ("Shares", "Amount") and here ends the names of different components.
    """
    result = [list(chunks) for chunks in placed]
    for row in sorted({chunk.row for chunks in placed for chunk in chunks}, reverse=True):
        _split_row(result, row)
    return result


def _split_row(placed: list[list[Chunk]], row: int) -> None:
    """Share out the words of one row of a heading, those below being shared out already."""
    over = _members(placed)
    for chunk, columns in over.items():
        if chunk.row != row or len(columns) < 2:
            continue
        under = {
            column: [c for c in placed[column] if c.row > row and len(over[c]) == 1] for column in columns
        }
        measures = [m for m in columns if under[m] and all(_MEASURE.match(c.text) for c in under[m])]
        members = [m for m in columns if m not in measures]
        words = list(re.finditer(r"\S+", chunk.text))
        if len(members) < 2 or len(words) < len(members) or (measures and len(words) > len(members)):
            continue
        below = [under[m] for m in members]
        if not all(below) and len(words) != len(members):
            continue
        mine: dict[int, list[re.Match[str]]] = {}
        for place, word in enumerate(words):
            middle = chunk.left + (word.start() + word.end()) / 2
            nearest = min(members, key=lambda m: _off(middle, under[m])) if all(below) else members[place]
            mine.setdefault(nearest, []).append(word)
        if set(mine) != set(members):
            continue
        for member in columns:
            found = mine.get(member, [])
            placed[member] = [
                piece for c in placed[member] for piece in (_pieces(c, found) if c is chunk else [c])
            ]


def _members(placed: Sequence[Sequence[Chunk]]) -> dict[Chunk, list[int]]:
    """The columns that each piece of a heading stands over."""
    over: dict[Chunk, list[int]] = {}
    for index, chunks in enumerate(placed):
        for chunk in chunks:
            over.setdefault(chunk, []).append(index)
    return over


def _pieces(chunk: Chunk, words: Sequence[re.Match[str]]) -> list[Chunk]:
    """The part of a piece of a heading that some of its words make."""
    if not words:
        return []
    start, end = words[0].start(), words[-1].end()
    return [
        replace(
            chunk,
            left=chunk.left + start,
            right=chunk.left + end,
            text=chunk.text[start:end],
            start=chunk.start + start,
            end=chunk.start + end,
        )
    ]


def crowded(placed: Sequence[Sequence[Chunk]]) -> frozenset[int]:
    """Columns of a matrix under words that :func:`split_words` couldn't share out: they have no name."""
    over = _members(placed)
    return frozenset(
        member
        for chunk, members in over.items()
        if len(members) >= 3 and len(chunk.text.split()) >= len(members)
        for member in members
        if not _MEASURE.match(chunk.text)
        and not _TIME_WORD.search(chunk.text)
        and any(len(over[c]) >= 2 and c.row != chunk.row for c in placed[member])
    )


def without_scale(placed: Sequence[Sequence[Chunk]]) -> list[list[Chunk]]:
    """The chunks without those that state the scale of several columns: no part of a component's name."""
    return [
        [c for c in chunks if sum(c in other for other in placed) < 2 or read_scale(c.text) is None]
        for chunks in placed
    ]


def _off(middle: float, chunks: Sequence[Chunk]) -> float:
    """How far a place is from the middle of what stands over a column."""
    return min(abs((c.left + c.right) / 2 - middle) for c in chunks)


def _underlines(rows: Sequence[Row], zone: int) -> list[tuple[int, int, int]]:
    """(row, left, right) of the rules under headings: they show how far a heading spans."""
    found = []
    for row in rows:
        if row.kind is RowKind.RULE or row.kind is RowKind.TEXT or row.kind is RowKind.AMOUNTS:
            for chunk in chunks_of(row):
                if is_rule(chunk.text) and len(chunk.text) > 5 and chunk.left >= zone:
                    found.append((row.index, chunk.left, chunk.right))
    return found


def _spread(
    inside: Sequence[Chunk], slots: Sequence[Slot], spans: Sequence[tuple[int, int, int]], *, even: bool
) -> list[tuple[Chunk, list[int]]]:
    """Which columns each chunk of one heading row stands over."""
    size, wide = len(inside), len(slots)
    if size == wide:
        return [(c, [i]) for i, c in enumerate(inside)]
    centres = [(s.left + s.edge) / 2 for s in slots]
    ruled = [_under(c, spans) for c in inside]
    ruled = [r if r is not None and ruled.count(r) == 1 else None for r in ruled]
    if even and size < wide and wide % size == 0 and size > 1 and not all(ruled):
        each = wide // size
        groups = [list(range(i * each, (i + 1) * each)) for i in range(size)]
        if all(
            centres[g[0]] - 10 <= (c.left + c.right) / 2 <= centres[g[-1]] + 10
            for c, g in zip(inside, groups, strict=True)
        ):
            return list(zip(inside, groups, strict=True))
    result: list[tuple[Chunk, list[int]]] = []
    for chunk, rule in zip(inside, ruled, strict=True):
        left, right = chunk.left, chunk.right
        if rule is not None:
            left, right = min(left, rule[0]), max(right, rule[1])
        members = [i for i, c in enumerate(centres) if left - 2 <= c <= right + 2]
        if not members:
            members = [i for i, s in enumerate(slots) if s.left < right and s.edge > left]
        centre = (left + right) / 2
        if size == 1 and wide > 1 and _TIME_WORD.search(chunk.text):
            middle = (slots[0].left + slots[-1].edge) / 2
            if abs(centre - middle) <= 7 or len(members) == wide:
                members = list(range(wide))
        if not members:
            nearest = min(range(wide), key=lambda i: abs(centres[i] - centre))
            if abs(centres[nearest] - centre) <= 14:
                members = [nearest]
        result.append((chunk, members))
    return result


def _under(chunk: Chunk, spans: Sequence[tuple[int, int, int]]) -> tuple[int, int] | None:
    """The rule under a heading chunk that is as wide as the columns it heads."""
    middle = (chunk.left + chunk.right) / 2
    for row, left, right in spans:
        if 0 < row - chunk.row <= 2 and left - 1 <= middle <= right + 1:
            return left, right
    return None


def read_heads(
    placed: Sequence[Sequence[Chunk]],
    context: str,
    kind: StatementKind,
    percent: Sequence[bool],
    defaults: Defaults,
) -> tuple[Head, ...]:
    """Role and period of each column; ``context`` is the title block's text, ``percent`` says which
    columns print percent signs."""
    heads: list[Head] = []
    texts = [" ".join(c.text for c in chunks) for chunks in placed]
    for text, chunks, is_percent in zip(texts, placed, percent, strict=True):
        role, reason = ColumnRole.AMOUNT, ""
        # "Notes receivable from officers" is a component of equity, no column of note numbers
        notes = kind is not StatementKind.EQUITY and any(_NOTE.match(c.text) for c in chunks)
        if notes and not _YEAR.search(text):
            role, reason = ColumnRole.NOTE, "note-reference"
        elif is_percent or _PERCENT.search(text):
            role, reason = ColumnRole.PERCENT, "percent"
        elif (
            _CHANGE.search(text)
            and kind is not StatementKind.EQUITY
            and not re.search(r"(?:19|20)\d\d", text)
        ):
            role, reason = ColumnRole.CHANGE, "change-between-periods"
        elif (_PRO_FORMA_ALONE if kind is StatementKind.EQUITY else _PRO_FORMA).search(text):
            role, reason = ColumnRole.OTHER, "pro-forma"
        heads.append(Head(text, tuple(chunks), role, None, "", reason))
    amounts = [i for i, h in enumerate(heads) if h.role is ColumnRole.AMOUNT]
    instant = kind is StatementKind.BALANCE_SHEET
    if kind is StatementKind.EQUITY:
        dated = sum(1 for i in amounts if re.search(r"\b(?:19|20)\d\d\b", heads[i].text))
        if (dated < max(1, len(amounts) - 1) and len(amounts) > 2) or (not dated and len(amounts) > 1):
            return tuple(
                replace(h, role=ColumnRole.COMPONENT) if i in amounts else h for i, h in enumerate(heads)
            )
    ends = _ends([heads[i].text for i in amounts], context, kind, defaults)
    if _repeated(ends, [heads[i].text for i in amounts]):
        lowest = [
            next((c.text for c in reversed(heads[i].chunks) if _YEAR.search(c.text)), "") for i in amounts
        ]
        again = _ends(lowest, context, kind, defaults)
        if not _repeated(again, lowest):
            ends = again
    lengths = _lengths([heads[i].text for i in amounts], context, defaults)
    known = sorted({e for e, _ in ends if e is not None})
    for place, index in enumerate(amounts):
        end, rule = ends[place]
        head = heads[index]
        if end is None:
            heads[index] = replace(head, role=ColumnRole.OTHER, reason="period-unknown")
            continue
        if instant:
            heads[index] = replace(head, period=Period(end), rule=rule)
            continue
        explicit = _explicit(head.text, end)
        if explicit is not None:
            heads[index] = replace(head, period=explicit, rule="period.from-to")
            continue
        length, said = lengths[place]
        if length is None:
            heads[index] = replace(head, role=ColumnRole.OTHER, reason="duration-unknown")
            continue
        previous = max((d for d in known if d < end), default=None)
        heads[index] = replace(head, period=periods.duration(end, length, previous), rule=f"{rule}+{said}")
    return tuple(_apart(heads))


def _apart(heads: list[Head]) -> list[Head]:
    """Two amount columns of one period can't both be the registrant's figure: the consolidated or total
    one is kept, and where none says so, none of them is trusted."""
    for period in {h.period for h in heads if h.period is not None}:
        rivals = [i for i, h in enumerate(heads) if h.period == period and h.role is ColumnRole.AMOUNT]
        if len(rivals) < 2:
            continue
        whole = [i for i in rivals if _WHOLE.search(heads[i].text)]
        for index in rivals:
            if len(whole) != 1 or index != whole[0]:
                reason = "segment-column" if len(whole) == 1 else "same-period-twice"
                heads[index] = replace(heads[index], role=ColumnRole.OTHER, period=None, reason=reason)
    return heads


def _repeated(ends: Sequence[tuple[dt.date | None, str]], texts: Sequence[str]) -> bool:
    """Whether two columns got the same end although their headings name different years.

    The year in which a column from one day to another begins is no year of its end.
    """
    seen: dict[dt.date, set[int]] = {}
    for (end, _), text in zip(ends, texts, strict=True):
        if end is not None and _explicit(text, end) is None:
            years = {int(y) for y in _YEAR.findall(text)}
            if end in seen and years and seen[end] and years != seen[end]:
                return True
            seen[end] = years
    return False


def _explicit(text: str, end: dt.date) -> Period | None:
    """A column that names both its first day and its last ("May 7 through December 31, 1993")."""
    words = periods.read_words(text)
    if not re.search(r"\b(?:through|to|from|inception|thru)\b|\s-\s", text, re.I):
        return None
    if len(words.dates) >= 2 and words.dates[0] < words.dates[-1]:
        start = min(words.dates)
        return Period(max(words.dates), start)
    if len(words.dates) == 1 and words.month_days:
        month, day = words.month_days[0]
        start_date = periods.make_date(end.year, month, day)
        if start_date is not None and start_date > end:
            start_date = periods.make_date(end.year - 1, month, day)
        if start_date is not None and start_date < end:
            return Period(end, start_date)
    return None


def _ends(
    texts: Sequence[str], context: str, kind: StatementKind, defaults: Defaults
) -> list[tuple[dt.date | None, str]]:
    """The last day of each column's period, with the rule that gave it."""
    around = periods.read_words(context)
    result: list[tuple[dt.date | None, str]] = []
    words = [periods.read_words(t) for t in texts]
    shared = list(around.month_days) + [(d.month, d.day) for d in around.dates]
    shared += [(m, periods.month_end(y, m).day) for y, m in around.months]
    for word in words:
        date: dt.date | None = None
        rule = ""
        if word.dates:
            date, rule = word.dates[-1], "period.date"
        elif word.month_days and word.years:
            month, day = word.month_days[-1]
            date, rule = periods.make_date(word.years[-1], month, day), "period.month-day-year"
        elif word.months:
            year, month = word.months[-1]
            date, rule = periods.month_end(year, month), "period.month-year"
        elif word.years:
            year = word.years[-1]
            exact = [d for d in around.dates if d.year == year]
            day_of = list(shared)
            if exact and len(set(exact)) == 1:
                date, rule = exact[0], "period.year+title-date"
            elif len(set(day_of)) == 1 or (day_of and len({m for m, _ in day_of}) == 1):
                date, rule = periods.same_fiscal_day(year, *day_of[0]), "period.year+title-month-day"
            elif defaults.fiscal_year_end is not None and (defaults.annual or not day_of):
                latest = max((w.years[-1] for w in words if w.years), default=year)
                date = fiscal_year_end(year, latest, defaults)
                rule = "period.year+fiscal-year-end"
        elif word.month_days and around.years and len(around.years) == len(texts):
            month, day = word.month_days[-1]
            date, rule = (
                periods.make_date(around.years[len(result)], month, day),
                "period.month-day+title-year",
            )
        elif word.month_days and defaults.period_end is not None:
            month, day = word.month_days[-1]
            if (month, day) == (defaults.period_end.month, defaults.period_end.day) and len(texts) == 1:
                date, rule = defaults.period_end, "period.month-day+cover"
        result.append((date, rule))
    listed_years = _listed(words, around.dates)
    if listed_years is not None:
        return [(d, "period.title-dates-in-order") for d in listed_years]
    if all(d is None for d, _ in result) and texts:
        listed = list(around.dates)
        if listed and around.years:
            last = listed[-1]
            listed += [
                d for y in around.years if (d := periods.same_fiscal_day(y, last.month, last.day)) is not None
            ]
        elif not listed and around.month_days and around.years:
            listed = [
                d
                for y in around.years
                if (d := periods.same_fiscal_day(y, *around.month_days[0])) is not None
            ]
        unique = list(dict.fromkeys(listed))
        if len(unique) == len(texts):
            return [(d, "period.title-dates") for d in unique]
        if len(texts) == 1 and unique:
            return [
                (unique[-1] if kind is not StatementKind.BALANCE_SHEET else unique[0], "period.title-dates")
            ]
    return result


def _listed(words: Sequence[periods.Words], dates: Sequence[dt.date]) -> list[dt.date] | None:
    """Dates that the title lists for columns headed by fiscal years ("1994", that ended January 1, 1995)."""
    unique = list(dict.fromkeys(dates))
    if len(unique) != len(words) or not all(w.years and not w.dates and not w.month_days for w in words):
        return None
    pairs = list(zip(words, unique, strict=True))
    shifted = [d.year - w.years[-1] for w, d in pairs]
    if all(s == 0 or (s == 1 and d.month <= 2) for s, (_, d) in zip(shifted, pairs, strict=True)) and any(
        shifted
    ):
        return unique
    return None


def fiscal_year_end(year: int, latest: int, defaults: Defaults) -> dt.date | None:
    """The end of the fiscal year that a column names by its year alone.

    A fiscal year that ends in the first days of a year is often named after the year before; one that
    doesn't end with a month is taken as 52 weeks a year back from the period end on the cover.
    """
    if defaults.fiscal_year_end is None:
        return None
    end = defaults.period_end
    month, day = defaults.fiscal_year_end
    if end is None or (end.month, end.day) != (month, day):
        return periods.same_fiscal_day(year, month, day)
    shift = 1 if latest == end.year - 1 and month <= 2 else 0
    if latest + shift != end.year:
        return None
    if end == periods.month_end(end.year, end.month):
        return periods.month_end(year + shift, month)
    return end - dt.timedelta(days=364 * (latest - year))


def _lengths(
    texts: Sequence[str], context: str, defaults: Defaults
) -> list[tuple[tuple[int, str] | None, str]]:
    around = periods.read_length(re.sub(r"\bfor\s+the\s+fiscal\s+year\b", "year ended", context, flags=re.I))
    multi = re.search(
        r"\b(?:each\s+of\s+the\s+)?(?:two|three|four|five|2|3|4|5)[\s-]+(?:fiscal\s+)?years?\b|years?\s+ended|years?\s+ending",
        context,
        re.I,
    )
    result: list[tuple[tuple[int, str] | None, str]] = []
    for text in texts:
        own = periods.read_length(text)
        if own is not None:
            result.append((own, "length.heading"))
        elif around is not None:
            result.append((around, "length.title"))
        elif multi:
            result.append(((12, "months"), "length.title"))
        elif defaults.annual:
            result.append(((12, "months"), "length.annual-form"))
        else:
            result.append((None, ""))
    return result
