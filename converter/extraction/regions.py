"""Finds the rows of a document in which each statement stands (phenomena A1 to A14, B6, C1 to C4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from converter.extraction.scale import read_scale
from converter.extraction.settings import DEFAULT, Settings
from converter.extraction.titles import Title, read_title, scope_of
from converter.extraction.tokens import Row, RowKind, TokenKind
from converter.model import StatementKind


@dataclass(frozen=True, slots=True)
class Region:
    """The rows of one statement: ``first`` (a little above the title) to ``last``, inclusive.

    ``breaks`` are rows at which a new page or table begins inside it; ``skipped`` are rows inside
    that are repeated titles, running heads and page numbers.
    """

    kind: StatementKind
    title: Title
    first: int
    last: int
    breaks: tuple[int, ...]
    skipped: frozenset[int]
    complete: bool


_COMPLETE = {
    StatementKind.BALANCE_SHEET: re.compile(
        r"total\s+(?:liabilit|capitali[sz]ation\s+and\s+liab)\w*\s*(?:,|and|&|\s)[\s\S]*"
        r"(?:equity|deficit|deficiency|capital|interest|net\s+worth|liabilities|investment|partner|surplus|stock)"
        r"|^\s*total\s+(?:capitali[sz]ation\s+and|capital\s+and\s+liab|equity\s+and\s+liab|equities)"
        r"|liabilities\s*(?:,|and|&).{0,60}(?:equity|capital|deficit|deficiency)\s*\(?\w*\)?\s*$",
        re.I,
    ),
    StatementKind.INCOME: re.compile(
        r"\bper\b.{0,40}\b(?:share|unit|interest)|net\s+(?:income|loss|earnings)|income\s+\(?loss|\bnet\b.{0,20}\bincome",
        re.I,
    ),
    StatementKind.CASH_FLOW: re.compile(
        r"\b(?:end|close)\b.{0,25}$|\bend\s+of\b|cash.{0,60}\b(?:december|june|march|september|\d{4})\b|,\s*end\b|ending\b",
        re.I,
    ),
    StatementKind.EQUITY: re.compile(r"\bbalances?\b|\bend\s+of\b", re.I),
    StatementKind.COMPREHENSIVE_INCOME: re.compile(r"comprehensive\s+(?:income|loss)", re.I),
    StatementKind.PARENTHETICAL: re.compile(r"$^"),
}
_WANTED = {
    StatementKind.BALANCE_SHEET: re.compile(r"assets|liabilit|equity|capital|receivable|cash", re.I),
    StatementKind.INCOME: re.compile(
        r"income|revenue|sales|expense|earnings|loss|premium|interest|cost", re.I
    ),
    StatementKind.CASH_FLOW: re.compile(
        r"cash|operating|financing|investing|proceeds|working\s+capital|depreciation|funds", re.I
    ),
    StatementKind.EQUITY: re.compile(
        r"balance|dividend|net\s+(?:income|loss|earnings)|distribution|issu|beginning|capital", re.I
    ),
    StatementKind.COMPREHENSIVE_INCOME: re.compile(r"comprehensive|net\s+(?:income|loss|earnings)", re.I),
    StatementKind.PARENTHETICAL: re.compile(r"$^"),
}
_ENDS = re.compile(
    r"^\W*(?:the\s+)?(?:see\b.{0,40}\bnotes?|(?:the\s+)?accompanying\s+(?:notes|footnotes|summary)|"
    r"(?:the\s+)?notes\s+(?:on|to|are|1)\b|notes?\s+to\s+(?:the\s+)?(?:\w+\s+){0,3}(?:financial|statements)|"
    r"\(?\s*see\s+(?:the\s+)?(?:accompanying|notes?)|(?:the\s+)?(?:financial\s+)?statements\s+should\s+be\s+read|"
    r"read\s+(?:the\s+)?accompanying|item\s+\d+[a]?\.|report\s+of\s+independent|signatures?\W*$|"
    r"management'?s\s+(?:discussion|report)|independent\s+(?:auditor|accountant)|"
    r"notes\s*(?:-|--)\s|note\s+(?:\d{1,2}|[a-z])\s*(?:-{1,2}|[:.)])\s*[a-z(]|part\s+ii\b|basis\s+of\s+presentation)",
    re.I,
)
_INTEGRAL = re.compile(r"\bnotes\b.{0,40}\bare\s+an?\s+integral\b|\baccompanying\s+notes\s+are\b", re.I)
_NOTES_BEGIN = re.compile(r"^\W*notes?\s+to\s+(?:the\s+)?(?:\S+\s+){0,4}(?:financial\s+)?statements", re.I)


def _ends(row: Row) -> bool:
    return bool(_ENDS.match(row.label) or _INTEGRAL.search(row.label))


def amounts(row: Row) -> bool:
    """Whether a row prints amounts of a statement: not years alone, not a page number alone."""
    if row.kind is not RowKind.AMOUNTS:
        return False
    numbers = [t for t in row.tokens if t.kind is TokenKind.NUMBER]
    if not numbers:
        return any(t.kind is TokenKind.NIL for t in row.tokens) and bool(row.label)
    if all(t.year for t in numbers):
        return False
    return bool(row.label) or len(row.tokens) > 1 or "," in numbers[0].text or numbers[0].currency


def find_titles(rows: Sequence[Row], settings: Settings = DEFAULT) -> tuple[Title, ...]:
    """All lines that read like statement titles, in order."""
    titles: list[Title] = []
    for row in rows:
        if row.kind in {RowKind.BLANK, RowKind.RULE, RowKind.PAGE, RowKind.TAG}:
            continue
        if row.kind is RowKind.AMOUNTS and not all(t.year for t in row.tokens):
            continue
        if titles and titles[-1].rows == 2 and row.index == _next_text(rows, titles[-1].row):
            continue
        follower = _next_text(rows, row.index, 3)
        title = read_title(row.index, row.line, rows[follower].line if follower is not None else "", settings)
        if title is not None:
            titles.append(title)
    return tuple(titles)


def _next_text(rows: Sequence[Row], index: int, within: int = 4) -> int | None:
    for row in rows[index + 1 : index + 1 + within]:
        if row.kind in {RowKind.TEXT, RowKind.AMOUNTS, RowKind.FURNITURE}:
            return row.index
    return None


# words over columns ("Common Stock     Paid-in     Retained"): no running text, however long
_SPACED_OUT = re.compile(r"\S(?: {4,}|\t)\S.*\S(?: {4,}|\t)\S|\S {8,}\S")


def _prose(row: Row, settings: Settings) -> bool:
    return (
        row.kind is RowKind.TEXT
        and len(row.label) > settings.prose_length
        and "...." not in row.line
        and row.label[-1:] not in ":"
        and not _SPACED_OUT.search(row.label)
    )


def find_regions(rows: Sequence[Row], settings: Settings = DEFAULT) -> tuple[Region, ...]:
    """The statements' regions of one document, in order and without overlap."""
    titles = find_titles(rows, settings)
    by_row = {t.row: t for t in titles}
    regions: list[Region] = []
    covered = -1
    for position, title in enumerate(titles):
        if title.row <= covered:
            continue
        following = titles[position + 1].row if position + 1 < len(titles) else len(rows)
        region = _grow(rows, title, following, by_row, settings)
        if region is not None:
            regions.append(region)
            covered = region.last
    return tuple(regions)


def _grow(
    rows: Sequence[Row],
    title: Title,
    following: int,
    by_row: dict[int, Title],
    settings: Settings,
) -> Region | None:
    """Follow the rows below a title to the end of its statement; None when none stands there."""
    begin = _first_amount(rows, title, by_row, settings)
    if begin is None:
        return None
    complete_words, wanted = _COMPLETE[title.kind], _WANTED[title.kind]
    count = hits = 0
    complete = False
    last = begin
    prose = 0
    breaks: list[int] = []
    skipped: set[int] = set()
    totals: set[tuple[str, ...]] = set()
    recent = ""
    index = begin
    since = 0
    while index < min(len(rows), begin + settings.region_rows):
        row = rows[index]
        since += row.kind is not RowKind.BLANK  # a page may end in many of these
        if row.kind is RowKind.FURNITURE:
            skipped.add(index)
            index += 1
            continue
        other = by_row.get(index)
        if other is not None and index > begin:
            if other.kind is not title.kind:
                if _holds(rows, other, by_row, settings):
                    break
            elif not _same_statement(rows, other, title, complete, by_row):
                break
            elif _holds(rows, other, by_row, settings):
                # the same title again: the statement goes on behind it
                stop = _first_amount(rows, other, by_row, settings)
                if stop is not None:
                    breaks.append(index)
                    skipped.update(range(index, index + other.rows))
                    index += other.rows
                    prose = 0
                    continue
        if row.kind is RowKind.PAGE:
            if not _continues(rows, index, title, complete, by_row, settings):
                break
            breaks.append(index)
            index += 1
            continue
        if row.kind is RowKind.TAG:
            lowered = row.line.lower()
            if ("<table" in lowered or "<caption" in lowered) and index > begin:
                breaks.append(index)
            elif (
                "</table" in lowered and complete and not _table_goes_on(rows, index, title, by_row, settings)
            ):
                last = index
                break
            index += 1
            continue
        if row.kind is RowKind.TEXT:
            if _ends(row) and count >= settings.amounts_wanted:
                if complete or _NOTES_BEGIN.match(row.label):
                    break
                if not _continues(rows, index, title, complete, by_row, settings):
                    break
            if complete and _heads_another(row, title.kind):
                break
            prose = prose + 1 if _prose(row, settings) else 0
            if prose >= settings.prose_rows and not _amount_soon(rows, index, 2):
                break
            recent = (recent + " " + row.label)[-160:]
        elif row.kind is RowKind.AMOUNTS:
            prose = 0
            if amounts(row):
                count += 1
                since = 0
                label = f"{recent} {row.label}".strip()
                if wanted.search(label):
                    hits += 1
                if complete_words.search(label):
                    complete = True
                if title.kind is StatementKind.BALANCE_SHEET and not complete:
                    # the total of the liabilities side often has no label: it repeats total assets
                    printed = tuple(t.text for t in row.tokens if t.kind is TokenKind.NUMBER)
                    complete = (
                        count > 8 and len("".join(printed)) > 3 and printed in totals and _is_total(row)
                    )
                    totals.add(printed)
                last = index
            recent = row.label
        if since > settings.rows_without_amounts:
            break
        index += 1
    if count < settings.amounts_wanted or hits < 2:
        return None
    first = _head_start(rows, title, settings)
    last = _include_rules(rows, _include_tail(rows, last))
    return Region(
        title.kind,
        title,
        first,
        last,
        tuple(b for b in breaks if b <= last),
        frozenset(s for s in skipped if s <= last),
        complete,
    )


_QUARTERS = re.compile(
    r"\bfirst\b.*\bsecond\b.*\bthird\b.*\bfourth\b"
    r"|^\W*(?:(?:selected|summary|unaudited|supplementa\w+|interim)\s+){0,2}quarterly\b"
    r"|^\W*selected\s+(?:consolidated\s+)?financial\s+data\b",
    re.I,
)


def _heads_another(row: Row, kind: StatementKind) -> bool:
    """Whether a row of text below a complete statement heads another table: of quarters, selected data,
    or, below a balance sheet, anything that states a scale of its own."""
    return _QUARTERS.search(row.label) is not None or (
        kind is StatementKind.BALANCE_SHEET and read_scale(row.label) is not None
    )


def _is_total(row: Row) -> bool:
    return not row.label or row.label.lower().startswith("total")


_ASSETS_AGAIN = re.compile(r"^\W*(?:total\s+)?assets\b", re.I)


def _same_statement(
    rows: Sequence[Row], other: Title, title: Title, complete: bool, by_row: dict[int, Title]
) -> bool:
    """Whether a further title of one kind stands over the rest of the statement, not over another one."""
    if scope_of(other.text) is not scope_of(title.text):
        return False
    return other.continued or not complete or _remainder(rows, other, by_row)


def _remainder(rows: Sequence[Row], title: Title, by_row: dict[int, Title]) -> bool:
    """Whether below a repeated title only a few last rows of a statement stand (per-share figures).

    A balance sheet that prints its assets again is another one, however short.
    """
    count = 0
    for row in rows[title.row + title.rows : title.row + 70]:
        if row.kind is RowKind.PAGE or row.index in by_row:
            break
        if title.kind is StatementKind.BALANCE_SHEET and _ASSETS_AGAIN.match(row.label):
            return False
        count += amounts(row)
    return 0 < count < 10


def _first_amount(
    rows: Sequence[Row], title: Title, by_row: dict[int, Title], settings: Settings
) -> int | None:
    """The first row with amounts below a title, unless running text or another title comes first."""
    prose = 0
    for row in rows[title.row + 1 : title.row + 1 + settings.title_to_amounts]:
        if amounts(row):
            near = sum(1 for r in rows[row.index : row.index + 14] if amounts(r))
            if near >= 2:
                return row.index
        if row.kind is RowKind.AMOUNTS:
            prose = 0
            continue
        if row.kind is RowKind.TEXT and row.index >= title.row + title.rows:
            other = by_row.get(row.index)
            if other is not None and other.kind is not title.kind:
                return None
            prose = prose + 1 if _prose(row, settings) else 0
            if prose >= settings.prose_rows or _NOTES_BEGIN.match(row.label):
                return None
    return None


def _holds(rows: Sequence[Row], title: Title, by_row: dict[int, Title], settings: Settings) -> bool:
    return _first_amount(rows, title, by_row, settings) is not None


def _amount_soon(rows: Sequence[Row], index: int, within: int) -> bool:
    return any(amounts(r) for r in rows[index + 1 : index + 1 + within])


def _continues(
    rows: Sequence[Row],
    index: int,
    title: Title,
    complete: bool,
    by_row: dict[int, Title],
    settings: Settings,
) -> bool:
    """Whether the statement goes on behind the page break at ``index``."""
    prose = seen = text_rows = 0
    for row in rows[index + 1 : index + 1 + settings.title_to_amounts]:
        other = by_row.get(row.index)
        if other is not None:
            if other.kind is title.kind:
                return _same_statement(rows, other, title, complete, by_row)
            return False
        if row.kind is RowKind.TEXT:
            text_rows += 1
            if _NOTES_BEGIN.match(row.label):
                return False
            if _ENDS.match(row.label) and complete:
                return False
            prose = prose + 1 if _prose(row, settings) else 0
            if prose >= settings.prose_rows:
                return False
        if row.kind is RowKind.PAGE and seen == 0 and text_rows > 6:
            return False
        if amounts(row):
            seen += 1
            if seen >= 2:
                if not complete:
                    return True
                return text_rows <= 9 and title.kind in {StatementKind.CASH_FLOW, StatementKind.EQUITY}
    return False


def _table_goes_on(
    rows: Sequence[Row],
    index: int,
    title: Title,
    by_row: dict[int, Title],
    settings: Settings,
) -> bool:
    """Whether behind ``</TABLE>`` of a complete statement more of its rows follow."""
    for row in rows[index + 1 : index + 9]:
        if row.kind is RowKind.PAGE:
            return _continues(rows, row.index, title, True, by_row, settings)
        if row.index in by_row or _prose(row, settings):
            return False
        if row.kind is RowKind.TEXT and _ENDS.match(row.label):
            return False
        if amounts(row):
            return True
    return False


def _head_start(rows: Sequence[Row], title: Title, settings: Settings) -> int:
    """The row where the heading block of a title begins: a few lines of text above it, on its page."""
    first = title.row
    for row in reversed(rows[max(0, title.row - settings.head_rows_above) : title.row]):
        if row.kind is RowKind.PAGE or amounts(row) or (row.kind is RowKind.TAG and "</" in row.line):
            break
        if row.kind is RowKind.TEXT and (
            _prose(row, settings) or (row.label.endswith(".") and len(row.label) > 30)
        ):
            break
        first = row.index
    return first


def _include_tail(rows: Sequence[Row], last: int) -> int:
    """The last row, with the rest of its caption when that stands on the next line ("outstanding")."""
    below = rows[last + 1] if last + 1 < len(rows) else None
    goes_on = below is not None and below.kind is RowKind.TEXT and below.label[:1].islower()
    return last + 1 if goes_on and below is not None and len(below.label) < _TAIL else last


_TAIL = 40  # characters of the rest of a caption


def _include_rules(rows: Sequence[Row], last: int) -> int:
    while last + 1 < len(rows) and rows[last + 1].kind is RowKind.RULE:
        last += 1
    return last
