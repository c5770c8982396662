"""Ends fiscal years of 52 or 53 weeks on the day that another statement prints (phenomenon D8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from converter.extraction.periods import month_end
from converter.model import Column, Period, Scope, Statement

_PRINTED = ("period.date", "period.title-dates", "period.year+title-date")
_TOLD = ("period.year+title-month-day", "period.year+fiscal-year-end")
_APART = 6  # days between the ends of two years of weeks


def settle_years(statements: Sequence[Statement]) -> list[Statement]:
    """The statements, where a year known only by month and day of another year ends on its own last day.

    "For the three-year period ended December 25, 1994" leaves the day of 1993 open; the balance sheet, at
    "December 26, 1993", tells it. Years that end with a month need no help.
    """
    printed = {
        column.period.end
        for statement in statements
        if statement.scope is Scope.REGISTRANT
        for column in statement.columns
        if column.period is not None and column.rule.startswith(_PRINTED)
    }
    return [
        replace(statement, columns=tuple(_settled(column, printed) for column in statement.columns))
        for statement in statements
    ]


def _settled(column: Column, printed: Iterable[dt.date]) -> Column:
    period = column.period
    if period is None or not column.rule.startswith((*_TOLD, *_PRINTED)):
        return column
    end = _nearest(period.end, printed) if column.rule.startswith(_TOLD) else period.end
    if period.start is None:
        return replace(column, period=Period(end))
    if (period.end - period.start).days < 360:
        return replace(column, period=Period(end, period.start + (end - period.end)))
    day = dt.timedelta(days=1)
    return replace(column, period=Period(end, _nearest(period.start - day, printed) + day))


def _nearest(date: dt.date, printed: Iterable[dt.date]) -> dt.date:
    """The one printed date a few days off, or the date itself."""
    near = [d for d in printed if abs((d - date).days) <= _APART]
    if len(near) != 1 or date == month_end(date.year, date.month):
        return date
    return near[0]
