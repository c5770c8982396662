"""Reads Financial Data Schedules (EX-27): the main figures that registrants tagged themselves, 1993 to 2001.

A schedule is a list of tags of an article of Regulation S-X (5 commercial, 6 funds, 7 insurers, 9 banks,
BD brokers, UT utilities, CT candidates for deregistration), each with a value for one or more periods.
It is read as printed; what a tag means is a matter of ``mappings/`` (see ``converter.mapping.schedule``).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from converter.model import (
    Cell,
    Column,
    ColumnRole,
    DocumentKind,
    Finding,
    LineItem,
    LineRole,
    Period,
    PrintedNumber,
    Result,
    Severity,
    SourceDocument,
    Span,
    Statement,
    StatementKind,
    Submission,
    UnitKind,
)

ENOUGH_TAGS = 6
"""A block that opens with an article and has fewer tags with values than this is no schedule."""

_LINE = re.compile(r"[ \t]*<(/?[A-Za-z][A-Za-z0-9&;_/-]*)>[ \t]*(.*)")
_NUMBER = re.compile(r"<F(\d+)>|(\(?[ \t]*-?[ \t]*\$?[ \t]*\(?[ \t]*)(\d[\d,]*(?:\.\d*)?|\.\d+)([ \t]*[-)]?)")
_BLANK = re.compile(r"(?:<F\d+>|[\s$().,*-])*\Z")
_DATE = re.compile(r"\b([A-Za-z]{3,9})[-. ]+(\d{1,2})[-, ]+(\d{4})\b|\b(\d{1,2})[-/](\d{1,2})[-/](\d{2,4})\b")
_TYPE = re.compile(r"\b(YEAR|OTHER|\d{1,2}[- ]?MOS?)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"<ARTICLE>[ \t]*(?:ART(?:ICLE)?\.?[ \t]*)?(\w*)", re.IGNORECASE)
_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}

# Tags that describe the schedule; every other tag holds values.
_HEAD_TAGS = frozenset(
    {
        "ARTICLE", "BOOK-VALUE", "CAPTION", "CIK", "CURRENCY", "DESCRIPTION", "EXCHANGE-RATE",
        "FISCAL-YEAR-END", "FLAWED", "LEGEND", "MULTIPLIER", "NAME", "NUMBER", "PAGE", "PERIOD-END",
        "PERIOD-START", "PERIOD-TYPE", "RESTATED", "S", "C", "SERIES", "SUBSIDIARY", "TABLE",
        "TEXT", "FN", "TYPE", "SEQUENCE", "FILENAME",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScheduleColumn:
    """A period of a schedule. ``type`` is as printed ("YEAR", "9-MOS", ""); ``start`` is printed
    (``start_printed``) or follows from the type; None when neither tells. ``right`` is the character
    of the line where the heading ends.
    """

    index: int
    type: str
    end: dt.date | None
    start: dt.date | None = None
    start_printed: bool = False
    fiscal_year_end: dt.date | None = None
    right: int = 0
    spans: tuple[Span, ...] = ()

    @property
    def duration(self) -> Period | None:
        """The period that flows are measured over, when it is known."""
        return Period(self.end, self.start) if self.end and self.start else None

    @property
    def instant(self) -> Period | None:
        """The date of balances, when it is known."""
        return Period(self.end) if self.end else None


@dataclass(frozen=True, slots=True)
class ScheduleValue:
    """A value of a schedule: ``value`` as printed, before the multiplier, negative in parentheses.

    ``span`` covers the digits, ``tag_span`` the tag with its brackets; ``marks`` are the footnotes
    ("F1") beside it.
    """

    tag: str
    column: int
    value: Decimal
    decimals: int
    span: Span
    tag_span: Span
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """A Financial Data Schedule. ``multiplier`` applies to monetary values only; ``currency`` is as
    printed ("" when it is not). ``number`` and ``name`` are those of a subsidiary or series, ``cik`` its
    own. ``flawed`` says that the system which took the filing in found errors in it.
    """

    document: int
    article: str
    multiplier: Decimal
    periods: tuple[ScheduleColumn, ...]
    values: tuple[ScheduleValue, ...]
    span: Span
    multiplier_span: Span | None = None
    currency: str = ""
    name: str = ""
    number: str = ""
    cik: str = ""
    legend: str = ""
    restated: bool = False
    flawed: bool = False
    notes: Mapping[str, str] = field(default_factory=dict)

    def of(self, tag: str, column: int = 0) -> ScheduleValue | None:
        """The first value of ``tag`` in ``column``."""
        return next((v for v in self.values if v.tag == tag and v.column == column), None)


def read_schedules(submission: Submission) -> Result[tuple[Schedule, ...]]:
    """All schedules of a submission, in order, wherever a document holds one.

    Findings: ``extraction.schedule-not-read`` (info) for an EX-27 without tags, and
    ``extraction.schedule-value-not-read`` (info) for a value that is no number.
    """
    schedules: list[Schedule] = []
    findings: list[Finding] = []
    for document in submission.documents:
        if document.kind is not DocumentKind.TEXT:
            continue
        declared = document.type.strip().upper().startswith("EX-27")
        found = [
            schedule
            for start, end in _blocks(document.text)
            if (schedule := _read_block(document, start, end, findings)) is not None
        ]
        schedules += found
        if declared and not found:
            findings.append(
                Finding(
                    "extraction.schedule-not-read",
                    Severity.INFO,
                    "A Financial Data Schedule has none of the tags that make one, so it was not read.",
                    document.span(0, 0),
                )
            )
    return Result(tuple(schedules), tuple(findings))


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of text that begin with an article and end with the table, or before the next one."""
    marks = list(_ARTICLE.finditer(text))
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        end = after.start() if after else len(text)
        close = text.find("</TABLE>", mark.end(), end)
        notes = text.find("</FN>", mark.end(), end)
        if close >= 0:
            end = max(close, notes + len("</FN>")) if notes >= 0 else close
        yield mark.start(), end


def _read_block(document: SourceDocument, start: int, end: int, findings: list[Finding]) -> Schedule | None:
    block = _Block(document, start, end)
    block.read()
    if len({value.tag for value in block.values}) < ENOUGH_TAGS:
        return None
    findings += block.findings
    return block.schedule()


class _Block:
    """One schedule being read, line by line."""

    def __init__(self, document: SourceDocument, start: int, end: int) -> None:
        self.document, self.start, self.end = document, start, end
        self.heads: dict[str, tuple[str, int, int]] = {}  # text, offset of it, offset of its line
        self.rows: list[tuple[str, int, int, str]] = []  # tag, start of tag, start of text, text
        self.values: list[ScheduleValue] = []
        self.findings: list[Finding] = []
        self.notes: dict[str, str] = {}
        self.legend: list[str] = []
        self.columns: tuple[ScheduleColumn, ...] = ()

    def read(self) -> None:
        mode = ""
        note = ""
        for offset, line in _lines(self.document.text, self.start, self.end):
            match = _LINE.match(line)
            tag = _spelt(match.group(1)) if match else ""
            text = match.group(2) if match else line
            if tag.startswith("/"):
                mode = ""
            elif mode == "notes" or tag == "FN":
                mode = "notes"
                if tag:
                    note = tag
                if note and text.strip():
                    self.notes[note] = f"{self.notes.get(note, '')} {text.strip()}".strip()
            elif tag == "LEGEND":
                mode = "legend"
                self.legend.append(text.strip())
            elif not tag:
                if mode == "legend":
                    self.legend.append(text.strip())
            elif match and tag in _HEAD_TAGS:
                mode = ""
                self.heads.setdefault(tag, (text, offset + match.start(2), offset))
            elif match:
                mode = ""
                self.rows.append((tag, offset + match.start(1) - 1, offset + match.start(2), text))
        self.columns = self._columns()
        for tag, tag_start, text_start, text in self.rows:
            self._row(tag, tag_start, text_start, text)

    def _columns(self) -> tuple[ScheduleColumn, ...]:
        ends = self._dates("PERIOD-END")
        starts = self._dates("PERIOD-START")
        fiscal = self._dates("FISCAL-YEAR-END")
        text, offset, line = self.heads.get("PERIOD-TYPE", ("", 0, 0))
        types = list(_TYPE.finditer(text))
        columns = []
        for index in range(max(len(ends), len(types), 1)):
            end, right, end_spans = _at(ends, index)
            begin, _, start_spans = _at(starts, index)
            kind = types[index].group(1).upper().replace(" ", "-") if index < len(types) else ""
            spans = list(end_spans + start_spans)
            if index < len(types):
                place = types[index]
                spans.append(self.document.span(offset + place.start(1), offset + place.end(1)))
                right = right or offset - line + place.end(1)
            printed = begin is not None and end is not None and begin < end
            derived = _months_before(end, _months(kind)) if end else None
            columns.append(
                ScheduleColumn(
                    index=index,
                    type=kind,
                    end=end,
                    start=begin if printed else derived,
                    start_printed=printed,
                    fiscal_year_end=_at(fiscal, index)[0],
                    right=right,
                    spans=tuple(spans),
                )
            )
        return tuple(columns)

    def _dates(self, tag: str) -> list[tuple[dt.date | None, int, tuple[Span, ...]]]:
        text, offset, line = self.heads.get(tag, ("", 0, 0))
        return [
            (
                _date(match),
                offset - line + match.end(),
                (self.document.span(offset + match.start(), offset + match.end()),),
            )
            for match in _DATE.finditer(text)
        ]

    def _row(self, tag: str, tag_start: int, text_start: int, text: str) -> None:
        tag_span = self.document.span(tag_start, tag_start + len(tag) + 2)
        row = tag_span.column - 1
        numbers: list[tuple[re.Match[str], list[str]]] = []
        waiting: list[str] = []
        position = 0
        for match in _NUMBER.finditer(text):
            if not _BLANK.match(text[position : match.start()]):
                break
            position = match.end()
            if match.group(1):
                (numbers[-1][1] if numbers else waiting).append(f"F{match.group(1)}")
            else:
                numbers.append((match, waiting))
                waiting = []
        if not _BLANK.match(text[position:]) or len(numbers) > len(self.columns):
            self.findings.append(
                Finding(
                    "extraction.schedule-value-not-read",
                    Severity.INFO,
                    f"The Financial Data Schedule's {tag} is not one number a period; it was left out.",
                    tag_span,
                    {"tag": tag},
                )
            )
            return
        indent = text_start - tag_start + row
        taken: set[int] = set()
        for order, (match, marks) in enumerate(numbers):
            column = (
                order if len(numbers) == len(self.columns) else self._nearest(indent + match.end(), taken)
            )
            taken.add(column)
            digits = match.group(3).rstrip(".")
            value = Decimal(digits.replace(",", ""))
            before, after = match.group(2), match.group(4)
            if "(" in before or "-" in before or "-" in after:
                value = -value
            begin = text_start + match.start(3)
            self.values.append(
                ScheduleValue(
                    tag=tag,
                    column=column,
                    value=value,
                    decimals=len(digits.partition(".")[2]),
                    span=self.document.span(begin, begin + len(digits)),
                    tag_span=tag_span,
                    marks=tuple(marks),
                )
            )

    def _nearest(self, right: int, taken: set[int]) -> int:
        free = [column for column in self.columns if column.index not in taken]
        return min(free, key=lambda column: abs(column.right - right)).index

    def schedule(self) -> Schedule:
        document = self.document
        article = _ARTICLE.match(document.text, self.start)
        text, offset, _ = self.heads.get("MULTIPLIER", ("", 0, 0))
        found = re.match(r"\s*(\d[\d,]*)", text)
        multiplier = Decimal(found.group(1).replace(",", "")) if found else Decimal(1)

        def head(tag: str) -> str:
            return self.heads.get(tag, ("", 0, 0))[0].strip()

        return Schedule(
            document=document.index,
            article=article.group(1).upper() if article else "",
            multiplier=multiplier or Decimal(1),
            periods=self.columns,
            values=tuple(self.values),
            span=document.span(self.start, self.end),
            multiplier_span=document.span(offset + found.start(1), offset + found.end(1)) if found else None,
            currency=head("CURRENCY"),
            name=head("NAME"),
            number=head("NUMBER"),
            cik=head("CIK").lstrip("0") if head("CIK").isdigit() else "",
            legend=" ".join(part for part in self.legend if part),
            restated="RESTATED" in self.heads,
            flawed="FLAWED" in self.heads
            or bool(re.search(r"<FLAWED>|SYSTEM ENCOUNTERED ERROR", document.text[:2000])),
            notes=self.notes,
        )


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """Lines of ``text[start:end]`` without their ends, each with its offset."""
    position = start
    for line in re.split(r"(\r\n|\r|\n)", text[start:end]):
        if line not in ("\r\n", "\r", "\n"):
            yield position, line
        position += len(line)


def _spelt(tag: str) -> str:
    return tag.upper().replace("&AMP;", "&").replace("_", "-")


def _at(
    found: list[tuple[dt.date | None, int, tuple[Span, ...]]], index: int
) -> tuple[dt.date | None, int, tuple[Span, ...]]:
    return found[index] if index < len(found) else (None, 0, ())


def _date(match: re.Match[str]) -> dt.date | None:
    name, day, year, month_number, day_number, short_year = match.groups()
    try:
        if name:
            return dt.date(int(year), _MONTHS[name[:3].upper()], int(day))
        full = int(short_year)
        full += 0 if full > 99 else 1900 if full > 50 else 2000
        return dt.date(full, int(month_number), int(day_number))
    except (KeyError, ValueError):
        return None


def _months(kind: str) -> int:
    """Months of a period type: 12 for "YEAR", 9 for "9-MOS", 0 when it doesn't say."""
    if kind == "YEAR":
        return 12
    digits = re.match(r"\d+", kind)
    return int(digits.group()) if digits else 0


def _months_before(end: dt.date, months: int) -> dt.date | None:
    """The first day of the ``months`` months that end on ``end``."""
    if months <= 0 or end.year < 1900:
        return None
    after = end + dt.timedelta(days=1)
    month = after.year * 12 + after.month - 1 - months
    year, month = divmod(month, 12)
    return dt.date(year, month + 1, min(after.day, calendar.monthrange(year, month + 1)[1]))


# --------------------------------------------------------------------------- as a statement


def schedule_statement(
    schedule: Schedule,
    submission: Submission,
    kind: StatementKind,
    tags: Collection[str],
    unit_kinds: Callable[[str], UnitKind],
    identifier: str,
) -> Statement | None:
    """The values of ``tags`` as a statement of ``kind`` that stands in the schedule's document.

    Columns are instants for a balance sheet, else durations; the label of a line is its tag as
    printed. ``unit_kinds`` tells what a tag counts: the multiplier scales monetary amounts only. None
    when the schedule has none of the tags.
    """
    document = submission.documents[schedule.document]
    scale = _power(schedule.multiplier)
    values = [value for value in schedule.values if value.tag in tags]
    if not values or scale is None:
        return None
    columns = tuple(_column(column, kind, scale, schedule) for column in schedule.periods)
    rows: dict[Span, list[ScheduleValue]] = {}
    for value in values:
        rows.setdefault(value.tag_span, []).append(value)
    lines = tuple(
        _line(document, index, place, cells, unit_kinds(cells[0].tag), scale)
        for index, (place, cells) in enumerate(rows.items())
    )
    first = min(document_row(document, place) for place in rows)
    last = max(document_row(document, place) for place in rows)
    others = [
        PrintedNumber(document.text[v.span.start : v.span.end], v.span, "schedule-other-statement")
        for v in schedule.values
        if v.tag not in tags and first <= document_row(document, v.tag_span) <= last
    ]
    title = document.span(schedule.span.start, schedule.span.start + len("<ARTICLE>"))
    return Statement(
        id=identifier,
        kind=kind,
        title="Financial Data Schedule",
        title_span=title,
        document=document.index,
        first_row=first,
        last_row=last,
        columns=columns,
        lines=lines,
        entity=schedule.name,
        numbers=tuple(others),
    )


def document_row(document: SourceDocument, span: Span) -> int:
    """The row (from 0) of its document on which a span stands."""
    return span.line - document.first_line


def _column(column: ScheduleColumn, kind: StatementKind, scale: int, schedule: Schedule) -> Column:
    period = column.instant if kind is StatementKind.BALANCE_SHEET else column.duration
    return Column(
        index=column.index,
        role=ColumnRole.AMOUNT if period else ColumnRole.OTHER,
        header=" ".join(part for part in (column.type, column.end.isoformat() if column.end else "") if part),
        period=period,
        scale=scale,
        spans=column.spans,
        scale_span=schedule.multiplier_span,
        reason="" if period else "no-period",
        rule="period.schedule",
    )


def _line(
    document: SourceDocument,
    index: int,
    place: Span,
    values: list[ScheduleValue],
    unit_kind: UnitKind,
    scale: int,
) -> LineItem:
    cells = tuple(
        Cell(
            column=value.column,
            text=document.text[value.span.start : value.span.end],
            value=value.value,
            span=value.span,
            unit_kind=unit_kind,
            scale=scale if unit_kind is UnitKind.MONETARY else 0,
            decimals=value.decimals,
        )
        for value in values
    )
    label = document.text[place.start + 1 : place.end - 1]
    return LineItem(index, label, (place,), (), LineRole.ITEM, cells, 0)


def _power(multiplier: Decimal) -> int | None:
    """The power of ten that a multiplier is, or None."""
    power = len(str(int(multiplier))) - 1
    return power if multiplier == Decimal(10) ** power else None
