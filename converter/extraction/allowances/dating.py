"""Dates the years of a schedule of allowances by those of the primary statements."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from converter.extraction import periods
from converter.extraction.allowances.rows import AllowanceYear
from converter.model import ColumnRole, Period, Statement, StatementKind

_YEAR_DAYS = range(350, 380)
_BY_YEARS = (
    frozenset({StatementKind.INCOME, StatementKind.CASH_FLOW}),
    frozenset({StatementKind.COMPREHENSIVE_INCOME, StatementKind.EQUITY}),
)


@dataclass(frozen=True, slots=True)
class Years:
    """What the primary statements say about years: the durations of about a year, oldest first."""

    known: tuple[Period, ...]

    @staticmethod
    def of(statements: Sequence[Statement]) -> Years:
        found: dict[dt.date, set[Period]] = {}
        for kinds in _BY_YEARS:  # a matrix of equity tells of years that no other statement shows
            told = set(found)
            for statement in statements:
                columns = (c.period for c in statement.columns if c.role is not ColumnRole.OTHER)
                for period in (*columns, *(line.period for line in statement.lines)):
                    if statement.kind in kinds and period and period.start and period.end not in told:
                        found.setdefault(period.end, set()).add(period)
        known = (period for of_end in found.values() for period in of_end)
        return Years(tuple(sorted(known, key=lambda p: (p.end, p.start or p.end))))

    def annual(self) -> list[Period]:
        return [p for p in self.known if p.start is not None and (p.end - p.start).days + 1 in _YEAR_DAYS]


def single_year(text: str) -> str:
    """The one date that a heading names ("for the year ended December 31, 1995"), or ""."""
    dates = periods.read_words(text).dates
    return f"{dates[0]:%B} {dates[0].day}, {dates[0].year}" if len(set(dates)) == 1 else ""


def date_year(time: str, years: Years, found: Sequence[AllowanceYear]) -> Period | None:
    """The year that words name, as the primary statements have it."""
    words = periods.read_words(time)
    annual = years.annual()
    if len(words.dates) > 1 or re.search(r"\bthrough\b|\binception\b", time, re.I):
        return _stretch(words, years)
    if words.dates:
        end = words.dates[-1]
        known = [p for p in annual if p.end == end]
        if words.length not in (None, (12, "months"), (52, "weeks"), (53, "weeks")):
            known = [p for p in years.known if p.end == end and p not in annual]
        elif not known and any((p.end.month, p.end.day) == (end.month, end.day) for p in annual):
            known = [periods.duration(end, (12, "months"))] if _month_end(end) else []
        elif not known:
            later = [p for p in annual if p.start == end + dt.timedelta(days=1)]
            if later and words.length in ((52, "weeks"), (53, "weeks")):
                known = [periods.duration(end, words.length)]
        return known[0] if len(known) == 1 else None
    if len(set(words.years)) != 1:
        return None
    printed = {y for year in found for y in periods.read_words(year.time).years}
    named = {p.end.year: p for p in annual}
    if len(named) != len(annual) or not named or max(printed) != max(named):
        return None
    year = words.years[0]
    if year in named:
        return named[year]
    last = named[max(named)].end
    day = periods.same_fiscal_day(year, last.month, last.day)
    if day is not None and _month_end(last) and last.month != 2:
        return periods.duration(day, (12, "months"))
    return None


def _stretch(words: periods.Words, years: Years) -> Period | None:
    """A part of a year, where a primary statement has it too."""
    if not words.dates:
        return None
    end = words.dates[-1]
    starts = {words.dates[0]} if len(words.dates) > 1 else set()
    starts |= {dt.date(end.year, month, day) for month, day in words.month_days if (month, day) != (2, 29)}
    known = [p for p in years.known if p.end == end and p.start in starts]
    return known[0] if len(known) == 1 else None


def _month_end(day: dt.date) -> bool:
    return (day + dt.timedelta(days=1)).day == 1
