"""The cover page as rows and cells: where it lies in a document, and how its captions hang together."""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from converter.model import SourceDocument, Span

_MAX_CHARACTERS = 30_000
_MAX_ROWS = 260  # rows with text
_SCREENFUL = 12  # rows with text before which the cover can't have ended

_BEGINS = re.compile(r"securities\s+and\s+exchange\s+commission|\bform\s+10\s?-\s?[kq]", re.IGNORECASE)
_ENDS = re.compile(
    r"\s*(?:(?:table\s+of\s+contents|contents|index)\s*\Z"
    r"|part\s+(?:i|1|one)\b|item\s+1\b"
    r"|(?:(?:condensed|consolidated|unaudited)\s+){0,3}(?:balance\s+sheets?|statements?\s+of)\b"
    r"|introduction\s*\Z)",
    re.IGNORECASE,
)
_NOT_CONTENT = re.compile(
    r"(?:[\s\-=_*.~|]|</?(?:PAGE|TABLE|CAPTION|S|C|FN|PRE)>|<PAGE>\s*\d+)*\Z", re.IGNORECASE
)
_CELL = re.compile(r"\S+(?: {1,2}\S+)*")

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_MONTHS.update({name[:3]: number for name, number in tuple(_MONTHS.items())} | {"sept": 9})
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
DATE = re.compile(
    rf"\b(?:(?P<name>{_NAMES})\.?\s*(?P<day>\d{{1,2}})\s*,?\s*(?P<year>(?:19|20)\d\d)"
    rf"|(?P<day2>\d{{1,2}})\s+(?P<name2>{_NAMES})\.?,?\s+(?P<year2>(?:19|20)\d\d)"
    r"|(?P<month3>\d{1,2})[/-](?P<day3>\d{1,2})[/-](?P<year3>(?:19|20)?\d\d))\b",
    re.IGNORECASE,
)
"""A date in one of the ways that covers print: "September 30, 2003", "30 September 2003", "9/30/03"."""


def date_of(match: re.Match[str]) -> dt.date | None:
    """The day that a match of :data:`DATE` names, or None when there is no such day."""
    if match["month3"]:
        year = int(match["year3"])
        month, day = int(match["month3"]), int(match["day3"])
        year += 0 if year > 99 else 1900 if year > 50 else 2000
    else:
        month = _MONTHS[(match["name"] or match["name2"]).lower()]
        day, year = int(match["day"] or match["day2"]), int(match["year"] or match["year2"])
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


_TRANSFORMABLE = "|".join(
    form for name in _MONTHS if name != "sept" for form in (name.capitalize(), name.upper())
)
_MONTH_NAME_DATE = re.compile(rf"(?:{_TRANSFORMABLE})\b[^0-9]+\d{{1,2}}[^0-9]+\d{{4}}\Z")
_MONTH_NUMBER_DATE = re.compile(r"\d{1,2}[^0-9]+\d{1,2}[^0-9]+\d{4}\Z")


def date_format(printed: str) -> str:
    """The transformation (registry 5) that turns ``printed`` into an ISO date, or "" when none does."""
    if _MONTH_NAME_DATE.match(printed):
        return "ixt:date-monthname-day-year-en"
    return "ixt:date-month-day-year" if _MONTH_NUMBER_DATE.match(printed) else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a row, set off by three blanks or a tab: ``text`` begins at ``start`` of the document.

    ``left`` and ``right`` are its columns on the page (tabs expanded to eight).
    """

    text: str
    start: int
    left: int
    right: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class CoverRow:
    """A row of the cover that carries text; rules and tags are left out."""

    row: int
    start: int
    text: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class CoverPage:
    """The cover page of ``document``: characters ``start`` to ``end``, and its rows."""

    document: SourceDocument
    start: int
    end: int
    rows: tuple[CoverRow, ...]

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    def row_at(self, offset: int) -> int:
        """Index into ``rows`` of the last row that begins at or before ``offset`` of the document."""
        return bisect.bisect_right(self.rows, offset, key=lambda row: row.start) - 1

    def search(
        self, pattern: re.Pattern[str], start: int | None = None, end: int | None = None
    ) -> re.Match[str] | None:
        """First match on the cover (offsets are the document's)."""
        first = self.start if start is None else start
        return pattern.search(self.document.text, first, self.end if end is None else min(end, self.end))

    def finditer(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """All matches on the cover (offsets are the document's)."""
        return pattern.finditer(self.document.text, self.start, self.end)

    def span(self, start: int, end: int) -> Span:
        return self.document.span(start, end)


def cover_page(document: SourceDocument) -> CoverPage:
    """The cover page of a document: from the Commission's name (or the form's) to the first heading of
    its body (part I, a table of contents, a statement), and 260 rows of text at most.
    """
    text = document.text
    begins = _BEGINS.search(text, 0, _MAX_CHARACTERS)
    first = bisect.bisect_right(document.line_starts, begins.start()) - 1 if begins else 0
    end = min(len(text), document.line_starts[first] + _MAX_CHARACTERS)
    rows: list[CoverRow] = []
    for number in range(first, len(document.line_starts)):
        start = document.line_starts[number]
        if start >= end or len(rows) >= _MAX_ROWS:
            end = min(start, end)
            break
        line = document.line(number)
        if _NOT_CONTENT.match(line):
            continue
        if len(rows) >= _SCREENFUL and _ENDS.match(line):
            end = start
            break
        rows.append(CoverRow(number, start, line, tuple(_cells(line, start))))
    return CoverPage(document, document.line_starts[first], end, tuple(rows))


def _cells(line: str, start: int) -> Iterator[Cell]:
    if "\t" not in line:
        for match in _CELL.finditer(line):
            yield Cell(match[0], start + match.start(), match.start(), match.end())
        return
    column = 0
    columns: list[int] = []
    for character in line:
        columns.append(column)
        column = (column // 8 + 1) * 8 if character == "\t" else column + 1
    for match in _CELL.finditer(line):
        left = columns[match.start()]
        yield Cell(match[0], start + match.start(), left, left + len(match[0]))
