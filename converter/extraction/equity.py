"""Gives the rows of an equity statement set as a matrix their own periods (phenomenon D22)."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from converter.extraction.heads import Defaults, fiscal_year_end
from converter.extraction.periods import Words, read_words
from converter.extraction.units import heads_shares
from converter.model import Cell, Column, ColumnRole, LineItem, Period, Statement, UnitKind

_BALANCE = re.compile(r"\b(?:balances?|beginning|end)\b", re.I)
# "Partners' capital, December 31, 1995", "Net assets at June 30, 1996": balances without the word
_OWNED_AT = re.compile(
    r"^\W*(?:total\s+)?(?:[\w']+\s+){0,2}?(?:capital|equity|deficit|deficiency|interests?|net\s+worth|net\s+assets|earnings)\b"
    r"(?:\s*\(\w+\))?\W*(?:at|as\s+of)?\s*[a-z]{3,9}\.?\s+\d{1,2}\s*,?\s*(?:19|20)\d\d\W*$",
    re.I,
)
_FRIDAY = 4
_MOST_SHARES = Decimal(10) ** 10
_WRITTEN_OUT = Decimal(2) * 10**6  # a larger count is printed in full, whatever the scale
_YEAR_END = re.compile(r"\bend\b", re.I)
_ONLY_DATE = re.compile(r"^\W*(?:at\s+)?[a-z]{3,9}\.?\s+\d{1,2}\s*,?\s*(?:19|20)\d\d\W*$", re.I)


def _without_column_scale(statement: Statement) -> Statement:
    """Drop a scale that only the heading of one component states ("Treasury stock (000's)", E5)."""
    said = next((c.scale_span for c in statement.columns if c.scale_span is not None), None)
    if said is None:
        return statement
    holders = [c for c in statement.columns if any(s.start <= said.start < s.end for s in c.spans)]
    if len(holders) != 1 or len(statement.columns) < 2:
        return statement
    columns = tuple(replace(c, scale=0, scale_span=None) for c in statement.columns)
    lines = tuple(
        replace(ln, cells=tuple(replace(c, scale=0) for c in ln.cells)) if ln.cells else ln
        for ln in statement.lines
    )
    return replace(statement, columns=columns, lines=lines)


def _with_share_columns(statement: Statement, others: frozenset[int] = frozenset()) -> Statement:
    """Count shares in the columns that say so ("Common stock: Shares | Amount"), and in ``others``.

    Their counts stay in the statement's scale unless one is so long that they must be written out, or it
    would make more than ten thousand million.
    """
    counted = [
        c
        for c in statement.columns
        if c.role is ColumnRole.COMPONENT and (heads_shares(c.header) or c.index in others)
    ]
    counted += _sums_of_counts(statement, counted)
    counts = {
        c.index: [abs(cell.value) for cell in _cells(statement, c.index) if cell.value is not None]
        for c in counted
    }
    scaled = all(
        value <= _WRITTEN_OUT and value.scaleb(column.scale) <= _MOST_SHARES
        for column in counted
        for value in counts[column.index]
    )
    shares = {c.index: c.scale if scaled else 0 for c in counted if counts[c.index]}
    if not shares:
        return statement
    if 0 in shares.values():  # the counts of one statement are all written out, or none is
        shares = dict.fromkeys(shares, 0)
    lines = tuple(
        replace(
            line,
            cells=tuple(
                replace(c, unit_kind=UnitKind.SHARES, scale=shares[c.column]) if c.column in shares else c
                for c in line.cells
            ),
        )
        for line in statement.lines
    )
    return replace(statement, lines=lines)


def _sums_of_counts(statement: Statement, counted: Sequence[Column]) -> list[Column]:
    """The column that adds up the counts to its left ("Preference Units | Common Units | Total")."""
    indexes = {c.index for c in counted}
    if len(indexes) < _PAIR:
        return []
    column = next((c for c in statement.columns if c.index == max(indexes) + 1), None)
    if column is None or column.role is not ColumnRole.COMPONENT:
        return []
    rows = [{c.column: c.value or Decimal(0) for c in line.cells} for line in statement.lines]
    rows = [row for row in rows if row.get(column.index)]
    adds = [sum(row.get(i, Decimal(0)) for i in indexes) == row[column.index] for row in rows]
    return [column] if len(rows) >= _FEWEST_ROWS and all(adds) else []


_PAIR = 2


def _outside_of_total(statement: Statement) -> frozenset[int]:
    """The columns that the total leaves out in every row.

    The last column of money is the total where it adds up the others; a column counts as left out when no
    row of at least three adds up with it, but all do without. ("Common Shares" over a count of them.)
    """
    money = [
        c.index
        for c in statement.columns
        if c.role is ColumnRole.COMPONENT
        and any(cell.unit_kind is UnitKind.MONETARY for cell in _cells(statement, c.index))
    ]
    if len(money) < _FEWEST_COMPONENTS:
        return frozenset()
    *parts, total = money
    rows = [{c.column: c.value or Decimal(0) for c in line.cells} for line in statement.lines]
    rows = [row for row in rows if row.get(total) and len(row.keys() & set(parts)) > 1]

    def adds(row: dict[int, Decimal], without: int | None) -> bool:
        return sum(row.get(p, Decimal(0)) for p in parts if p != without) == row[total]

    return frozenset(
        part
        for part in parts
        if len(told := [row for row in rows if row.get(part)]) >= _FEWEST_ROWS
        and all(adds(row, part) for row in rows)
        and not any(adds(row, None) for row in told)
    )


def _without_strays(statement: Statement) -> Statement:
    """The statement, where what the total leaves out is a count of shares, if its heading speaks of them,
    and no component otherwise."""
    strays = _outside_of_total(statement)
    if not strays:
        return statement
    counts = {c.index for c in statement.columns if c.index in strays and _OF_SHARES.search(c.header)}
    columns = tuple(
        replace(c, role=ColumnRole.OTHER, reason="component-not-in-total")
        if c.index in strays - counts
        else c
        for c in statement.columns
    )
    return _with_share_columns(replace(statement, columns=columns), frozenset(counts))


_OF_SHARES = re.compile(r"\b(?:shares?|units?)\b", re.I)
_FEWEST_COMPONENTS = 3  # with the total
_FEWEST_ROWS = 3


def _cells(statement: Statement, column: int) -> Iterator[Cell]:
    return (c for line in statement.lines for c in line.cells if c.column == column)


def _dates(statement: Statement, defaults: Defaults) -> dict[int, dt.date]:
    """The date of each balance row: printed in full, or the end of the fiscal year that it names.

    A row that is nothing but a date ("March 31, 1995" under "Balance at") is a balance too, and so is one
    that names what the owners have and a date.
    """
    rows: dict[int, Words] = {}
    above = ""
    for line in statement.lines:
        goes_on = _ENDED.search(above) is not None and _ONLY_DATE.match(line.label) is not None
        if (
            line.cells
            and not goes_on
            and any(p.search(line.label) for p in (_BALANCE, _ONLY_DATE, _OWNED_AT))
        ):
            rows[line.index] = read_words(line.label)
        above = "" if line.cells else line.label
    named = {index: words.years[-1] for index, words in rows.items() if words.years and not words.dates}
    latest = max(named.values(), default=0)
    found: dict[int, dt.date] = {}
    for index, words in rows.items():
        if words.dates:
            found[index] = words.dates[-1]
        elif index in named and _YEAR_END.search(statement.lines[index].label):
            end = fiscal_year_end(named[index], latest, defaults)
            if end is not None:
                found[index] = end
    return found


_BEGINNING = re.compile(r"\b(?:beginning|start|begin)\b", re.I)
_ENDED = re.compile(r"\bended\b", re.I)


def _of_headed_years(statement: Statement) -> dict[int, dt.date]:
    """The dates of rows without any ("Balance at beginning of year") under headings that name their years
    ("Year ended June 30, 1999"). A first block without a heading is of the year before the first named."""
    found: dict[int, dt.date] = {}
    end: dt.date | None = None
    before: list[int] = []
    for line in statement.lines:
        if not line.cells:
            words = read_words(line.label)
            if _ENDED.search(line.label) and len(words.dates) == 1:
                if end is None:
                    end = _year_before(words.dates[0])
                    found |= {index: _of_year(statement, index, end) for index in before}
                end = words.dates[0]
        elif _BEGINNING.search(line.label) or _YEAR_END.search(line.label):
            if end is None:
                before.append(line.index)
            else:
                found[line.index] = _of_year(statement, line.index, end)
    return found


def _of_year(statement: Statement, index: int, end: dt.date) -> dt.date:
    label = next(line.label for line in statement.lines if line.index == index)
    return _year_before(end) if _BEGINNING.search(label) else end


def _year_before(day: dt.date) -> dt.date:
    """The same day of the year before; the end of a month stays one."""
    following = day + dt.timedelta(days=1)
    return (
        following.replace(year=following.year - 1) - dt.timedelta(days=1)
        if following.day == 1
        else (day.replace(year=day.year - 1))
    )


def _closed(dates: dict[int, dt.date]) -> dict[int, dt.date]:
    """The dates of the balances, where an opening balance that is dated on the first day of a year ("January
    1, 1994", and a year's end next) is that of the day before: balances are taken at the end of a day.

    Years that end on a day of the week begin one on January 1 only by chance: all other balances must be
    at the same day of the year.
    """
    marks = sorted(dates)
    settled = dict(dates)
    for mark, after in itertools.pairwise(marks):
        first, end = dates[mark], dates[after]
        following = end + dt.timedelta(days=1)
        whole = first.day == 1 and (following.month, following.day) == (first.month, 1) and first < end
        others = [d for d in dates.values() if d.day != 1]
        weekly = len(set(others)) == 1 and (end - first).days % 7 == 0 and end.weekday() >= _FRIDAY
        if whole and not weekly and {(d.month, d.day) for d in others} == {(end.month, end.day)}:
            settled[mark] = first - dt.timedelta(days=1)
    return settled


def _begins_another(statement: Statement, dates: dict[int, dt.date]) -> int | None:
    """The line from which a matrix shows another entity: its dates begin again, with other balances."""
    seen: dict[tuple[dt.date, int], Decimal | None] = {}
    run: dict[tuple[dt.date, int], Decimal | None] = {}
    first, previous = -1, dt.date.min
    for index in sorted(dates):
        if dates[index] < previous:
            seen |= run
            run, first = {}, index
        previous = dates[index]
        for cell in statement.lines[index].cells:
            key = (previous, cell.column)
            run[key] = cell.value
            if first >= 0 and seen.get(key, cell.value) != cell.value:
                return first
    return None


def read_matrix(statement: Statement, defaults: Defaults) -> Statement:
    """Set ``LineItem.period``: the date of each balance row, and for the rows between two balances the
    duration from the day after the first to the second. Rows without both keep None, and so do those of
    another entity that follow below."""
    if not any(c.role is ColumnRole.COMPONENT for c in statement.columns):
        return statement
    statement = _without_strays(_with_share_columns(_without_column_scale(statement)))
    dates = _closed(_of_headed_years(statement) | _dates(statement, defaults))
    marks = sorted(dates)
    end = _begins_another(statement, dates)
    lines: list[LineItem] = []
    for line in statement.lines:
        if end is not None and line.index >= end:
            lines.append(line)
            continue
        if line.index in dates:
            lines.append(replace(line, period=Period(dates[line.index])))
            continue
        before = [m for m in marks if m < line.index]
        after = [m for m in marks if m > line.index]
        if before and after and dates[before[-1]] < dates[after[0]]:
            start = dates[before[-1]] + dt.timedelta(days=1)
            lines.append(replace(line, period=Period(dates[after[0]], start)))
        else:
            lines.append(line)
    return replace(statement, lines=tuple(lines))
