"""What an inline XBRL transformation makes of a printed text: our own reading of the registry's rules.

The gate of the report asks here before it writes a fact, so that no processor can come to another
value than ours. Source: XBRL Transformation Rules Registry 5 (the names), of which only what legacy
filings need is known here.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

NUM_DOT = "ixt:num-dot-decimal"
FIXED_ZERO = "ixt:fixed-zero"

_NUMBER = re.compile(r"[0-9, \xa0]*(?:\.[0-9 \xa0]+)?")
_SEPARATORS = str.maketrans("", "", ", \xa0")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_DAY_YEAR = re.compile(r"\s*([A-Za-z]+)[^0-9A-Za-z]+([0-9]{1,2})[^0-9]+([0-9]{4})\s*")
_DAY_MONTH_YEAR = re.compile(r"\s*([0-9]{1,2})[^0-9A-Za-z]+([A-Za-z]+)[^0-9A-Za-z]+([0-9]{4})\s*")
_NUMERIC_DATE = re.compile(r"\s*([0-9]{1,2})[^0-9]+([0-9]{1,2})[^0-9]+([0-9]{4})\s*")
_MONTH_DAY = re.compile(r"\s*([A-Za-z]+)[^0-9A-Za-z]+([0-9]{1,2})\s*")


def number(text: str) -> Decimal | None:
    """The value that ``ixt:num-dot-decimal`` gives ``text`` ("1,234.5", "7 176 847", ".35"), or None
    where the transformation fails."""
    stripped = text.strip(" \t\r\n")
    if not _NUMBER.fullmatch(stripped):
        return None
    digits = stripped.translate(_SEPARATORS)
    if not any(character.isdigit() for character in digits):
        return None
    return Decimal(digits)


def apply(name: str, text: str) -> str | None:
    """The lexical value that transformation ``name`` ("ixt:...") gives ``text``.

    None where the transformation fails, or isn't known here: such a fact is not written as visible text.
    """
    if name == NUM_DOT:
        value = number(text)
        return None if value is None else f"{value:f}"
    if name == FIXED_ZERO:
        return "0"
    if name == "ixt:fixed-true":
        return "true"
    if name == "ixt:fixed-false":
        return "false"
    if name == "ixt:date-monthname-day-year-en" and (match := _MONTH_DAY_YEAR.fullmatch(text)):
        return _date(match[3], _month(match[1]), match[2])
    if name == "ixt:date-day-monthname-year-en" and (match := _DAY_MONTH_YEAR.fullmatch(text)):
        return _date(match[3], _month(match[2]), match[1])
    if name == "ixt:date-month-day-year" and (match := _NUMERIC_DATE.fullmatch(text)):
        return _date(match[3], int(match[1]), match[2])
    if name == "ixt:date-monthname-day-en" and (match := _MONTH_DAY.fullmatch(text)):
        date = _date("2000", _month(match[1]), match[2])
        return None if date is None else "-" + date[4:]
    return None


def _month(word: str) -> int:
    """The month that ``word`` names, 0 when none (only the spellings that the registry lists)."""
    if word != word.title() and word != word.upper():
        return 0
    lower = word.lower()
    if lower in _FULL_MONTHS:
        return _FULL_MONTHS.index(lower) + 1
    if lower in _MONTHS:
        return _MONTHS.index(lower) + 1
    return 0


def _date(year: str, month: int, day: str) -> str | None:
    try:
        return dt.date(int(year), month, int(day)).isoformat()
    except ValueError:
        return None
