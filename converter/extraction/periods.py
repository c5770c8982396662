"""Reads dates and durations out of column headings and titles (phenomena D1 to D17)."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from converter.model import Period

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary|urary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember|emeber)?)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_FULL = re.compile(rf"\b{_MONTH}\b\.?\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*[,.]?\s*{_YEAR}", re.I)
_NO_YEAR = re.compile(
    rf"\b{_MONTH}\b\.?\s*(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d,]*\d)(?!\s*,?\s*(?:19|20)\d\d)", re.I
)
_MONTH_YEAR = re.compile(rf"\b{_MONTH}\b\.?,?\s+{_YEAR}", re.I)
_NUMERIC = re.compile(
    r"(?<![\d/])(?P<month>\d{1,2})[/-](?P<day>\d{1,2})[/-](?P<year>(?:19|20)?\d\d)(?![\d/])"
)
_DAY_FIRST = re.compile(rf"\b(?P<day>\d{{1,2}})[- ]{_MONTH}\b[- .,]*(?P<year>(?:19|20)?\d\d)\b", re.I)
_YEAR_ONLY = re.compile(r"(?<![\d,$.])(?P<year>(?:19|20)\d\d)(?![\d,]*\d|\s*%)")
_SHORT_YEAR = re.compile(r"(?<!\w)'(?P<year>\d\d)\b")

_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "sixteen": 16,
    "twenty-four": 24, "twenty-five": 25, "twenty-six": 26, "twenty six": 26, "twenty-seven": 27,
    "twenty-eight": 28, "thirty-five": 35, "thirty-six": 36, "thirty-nine": 39, "thirty nine": 39,
    "forty": 40, "forty-eight": 48, "fifty-two": 52, "fifty two": 52, "fifty-three": 53, "fifty three": 53,
    "first": 3, "second": 3, "third": 3, "fourth": 3,
}  # fmt: skip
_COUNT = r"(?P<count>\d{1,2}|" + "|".join(sorted(_COUNTS, key=len, reverse=True)) + r")"
_DURATION = re.compile(rf"\b{_COUNT}[\s-]*(?:\(\d{{1,2}}\)\s*)?(?P<unit>months?|weeks?)\b", re.I)
_YEARS = re.compile(
    r"\b(?:fiscal\s+|calendar\s+)?years?[\s-]*(?:then\s+)?(?:ended|ending|end)\b|\b(?:fiscal|calendar)\s+years?\b|\byears?\b(?=\W*(?:19|20)\d\d)"
    r"|\bfor\s+the\s+years?\b|\bannual\b|\byear\s*$|\bfiscal\b|\byears?\b\W*$",
    re.I,
)
_MONTH_ENDED = re.compile(r"\bmonth\s+(?:ended|ending)\b", re.I)
_QUARTER = re.compile(r"\b(?:quarters?|quarterly\s+periods?)\b", re.I)


@dataclass(frozen=True, slots=True)
class Words:
    """What a heading says about time: dates (full, or without year or day), years, and lengths."""

    dates: tuple[dt.date, ...]
    month_days: tuple[tuple[int, int], ...]
    months: tuple[tuple[int, int], ...]  # (year, month) without a day
    years: tuple[int, ...]
    length: tuple[int, str] | None  # (9, "months")


def _year(text: str) -> int:
    value = int(text)
    if value < 100:
        return value + (1900 if value > 50 else 2000)
    return value


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """The date, with the day cut to the month's last ("February 29, 1995" is a slip for 28)."""
    if not 1 <= month <= 12 or not 1 <= day <= 31 or not 1900 < year < 2100:
        return None
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def month_number(name: str) -> int:
    """1 to 12 for an English month name or its abbreviation."""
    return _MONTHS[name[:3].lower()]


def read_words(text: str) -> Words:
    """Everything about time that a heading says."""
    dates: list[tuple[int, dt.date]] = []
    rest = text
    for pattern in (_FULL, _DAY_FIRST, _NUMERIC):
        for match in pattern.finditer(rest):
            month = match.group("month")
            number = int(month) if month.isdigit() else month_number(month)
            date = make_date(_year(match.group("year")), number, int(match.group("day")))
            if date is not None:
                dates.append((match.start(), date))
        rest = pattern.sub(lambda m: " " * len(m.group()), rest)
    months = []
    for match in _MONTH_YEAR.finditer(rest):
        months.append((int(match.group("year")), month_number(match.group("month"))))
    rest = _MONTH_YEAR.sub(lambda m: " " * len(m.group()), rest)
    month_days = tuple(
        (month_number(m.group("month")), int(m.group("day")))
        for m in _NO_YEAR.finditer(rest)
        if 1 <= int(m.group("day")) <= 31
    )
    years = [(m.start(), _year(m.group("year"))) for m in _YEAR_ONLY.finditer(rest)]
    years += [(m.start(), _year(m.group("year"))) for m in _SHORT_YEAR.finditer(rest)]
    return Words(
        tuple(d for _, d in sorted(dates)),
        month_days,
        tuple(months),
        tuple(y for _, y in sorted(years)),
        read_length(text),
    )


def read_length(text: str) -> tuple[int, str] | None:
    """The length of a duration that a heading names: (9, "months"), (52, "weeks"), (12, "months")."""
    match = _DURATION.search(text)
    if match:
        raw = match.group("count").lower()
        count = int(raw) if raw.isdigit() else _COUNTS[raw]
        unit = "weeks" if match.group("unit").lower().startswith("week") else "months"
        limit = 53 if unit == "weeks" else 12
        if 1 <= count <= limit:
            return (count, unit)
    if _MONTH_ENDED.search(text):
        return (1, "months")
    if _QUARTER.search(text):
        return (3, "months")
    if _YEARS.search(text):
        return (12, "months")
    return None


def start_of(end: dt.date, length: tuple[int, str], previous_end: dt.date | None = None) -> dt.date:
    """First day of a duration that ends on ``end``.

    Months count whole calendar months when the end is a month's end; a year that ends on another day
    (52/53-week years) begins the day after ``previous_end`` where that is known and 363 to 372 days
    back, else 52 weeks back; shorter ones that don't end with a month are taken as 13-week quarters.
    """
    count, unit = length
    if unit == "weeks":
        return end - dt.timedelta(days=7 * count - 1)
    month_end = end.day == calendar.monthrange(end.year, end.month)[1]
    # February 28 of a leap year is a slip for month end, and is read so
    if end.month == 2 and end.day == 28:
        month_end = True
    if count == 12:
        if previous_end is not None and 363 <= (end - previous_end).days <= 372:
            return previous_end + dt.timedelta(days=1)
        if not month_end:
            return _fiscal_start(end)
    if month_end or (count < 12 and end.day == 15):
        return months_back(end, count)
    if count < 12 and count % 3 == 0:
        return end - dt.timedelta(days=(count // 3) * 91 - 1)
    return months_back(end, count)


def _fiscal_start(end: dt.date) -> dt.date:
    """Start of a year not ending with a month: 52 weeks when near a month's end, else 12 months."""
    near = end.day <= 6 or end.day >= 24
    if near:
        return end - dt.timedelta(days=363)
    return months_back(end, 12)


def months_back(end: dt.date, count: int) -> dt.date:
    """The day after the day that lies ``count`` months before ``end``."""
    month_end = end.day == calendar.monthrange(end.year, end.month)[1] or (end.month == 2 and end.day == 28)
    index = end.year * 12 + end.month - 1 - count
    year, month = divmod(index, 12)
    month += 1
    last = calendar.monthrange(year, month)[1]
    day = last if month_end else min(end.day, last)
    return dt.date(year, month, day) + dt.timedelta(days=1)


def month_end(year: int, month: int) -> dt.date:
    """Last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def same_fiscal_day(year: int, month: int, day: int) -> dt.date | None:
    """The month and day in another year; the last of February follows the leap year."""
    if (month, day) == (2, 28):
        return dt.date(year, 2, 28)
    return make_date(year, month, day)


def duration(end: dt.date, length: tuple[int, str], previous_end: dt.date | None = None) -> Period:
    """The duration of that length that ends on ``end``."""
    return Period(end, start_of(end, length, previous_end))
