"""The rows of a schedule of allowances: its heading, the heads of its columns, its body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from converter.extraction.allowances.words import BODY_ROWS, HEADINGS, caption, is_only_time, says_movement
from converter.extraction.columns import Slot
from converter.extraction.scale import read_scale
from converter.extraction.settings import Settings
from converter.extraction.tokens import Row, RowKind, read_row

_ANOTHER = re.compile(r"^\W*(?:schedule|exhibit)\s+[IVX\d]+\b", re.I)
_FOOTNOTE = re.compile(r"^\W{0,3}(?:\(?(?:\d{1,2}|[a-z])[).]|\*+|<F|notes?\b)", re.I)
_PIECES = re.compile(r"\s{2,}|\t")
_AMOUNT = re.compile(r"(?<![\w,])\d{1,3}(?:,\d{3})+(?![\w,])")
_MARKS = re.compile(r"(?<=[\d)-])\s{0,3}(?:<[A-Z]\d?>|(?<=\s)\d{1,2}/(?=\s|$))")
_HEADS_COLUMNS = re.compile(r"^\W*(?:col(?:umn|\.)?\s*[a-f]|descriptions?|classifications?)\W*$", re.I)
_ACCOUNTS = re.compile(r"^\W*accounts?\W*$", re.I)  # heads captions, or ends one
_NAMES_ONE = re.compile(r"^\W*(?:allowances?|reserves?|provisions?)\s+(?:for|on)\s+\S.{3,50}$", re.I)


def prints_year(row: Row) -> bool:
    """Whether a row prints a year of an allowance: balances and what moved them."""
    return row.kind is RowKind.AMOUNTS and len(row.tokens) >= 2 and len(without_time(row).tokens) >= 2


def _heads(row: Row) -> bool:
    line = row.line.lower()
    return any(pattern.search(line) for pattern in HEADINGS)


def is_unread(row: Row) -> bool:
    """Whether a row has amounts that could not be told from its words: no caption, whatever it says."""
    return row.kind is RowKind.TEXT and len(_AMOUNT.findall(row.line)) >= 2


def without_marks(row: Row, settings: Settings) -> Row:
    """The row read without marks of footnotes behind its amounts ("20,371 <B>", "3,570 1/")."""
    if row.kind not in (RowKind.TEXT, RowKind.AMOUNTS) or not _MARKS.search(row.line):
        return row
    line = _MARKS.sub(lambda match: " " * len(match.group()), row.line)
    return replace(read_row(row.index, row.start, line, settings=settings), line=line)


def without_time(row: Row) -> Row:
    """The row without numbers that belong to a date before the amounts ("December 31, 1995")."""
    dated = [i for i, token in enumerate(row.tokens[:3]) if token.year]
    dated = [i for i in dated if is_only_time(row.line[: row.tokens[i].end])]
    if not dated:
        return row
    tokens = row.tokens[dated[-1] + 1 :]
    label = row.line[: row.tokens[dated[-1]].end]
    text = label.strip(" .\t")
    begin = len(label) - len(label.lstrip(" .\t"))
    return replace(row, tokens=tokens, label=text, label_start=begin, label_end=begin + len(text))


def find_body(rows: Sequence[Row], first: int) -> Iterator[Row]:
    """The rows from the first amounts to the end of the page, of the table, or to the next schedule."""
    footnote = False
    for row in rows[first : first + BODY_ROWS]:
        if row.kind is RowKind.PAGE or re.search(r"</TABLE>|<FN>|</TEXT>", row.line, re.I):
            return
        if row.index > first and (_ANOTHER.match(row.line) or _heads(row)):
            return
        if row.kind is RowKind.TEXT and _FOOTNOTE.match(row.line) and not is_only_time(row.line):
            footnote = True
        elif row.kind is RowKind.BLANK or prints_year(row):
            footnote = False
        if not footnote and row.kind is not RowKind.FURNITURE:
            yield row


def find_column_heads(head: Sequence[Row], slots: Sequence[Slot]) -> list[Row]:
    """The rows over the columns: from the first with words that only such rows have."""
    telling = re.compile(r"balance|beginning|additions|charged|deduct|\bcol(?:umn|\.)", re.I)
    for place, row in enumerate(head):
        if place and row.kind in (RowKind.TEXT, RowKind.AMOUNTS) and telling.search(row.line):
            running = len(_PIECES.split(row.line.strip())) == 1 and not row.line.startswith("   ")
            if not running:
                return list(head[place:])
    return []


def rows_above(head: Sequence[Row], heading: Sequence[Row], slots: Sequence[Slot]) -> tuple[list[Row], str]:
    """The rows above the first amounts that may be captions of it: words left of the columns, beside or
    below their heads. And the allowance that a line above the heads names, for rows that have no caption."""
    begin = heading[0].index if heading else head[-1].index + 1
    marked = [r.index for r in head if r.kind is RowKind.TAG and "<S>" in r.line.upper()]
    over = [r.line.strip() for r in head[1:] if r.index < begin and _NAMES_ONE.match(r.line)]
    rows = [
        r
        for r in head
        if r.index >= begin
        and not (marked and heading and r.index < marked[-1] and _HEADS_COLUMNS.match(r.line.strip()))
    ]
    captions = [caption_of(r, slots) for r in rows]
    for upper, row in pairwise([head[0], *captions]):
        if _ACCOUNTS.match(row.label) and upper.kind is not RowKind.TEXT:
            captions[captions.index(row)] = replace(row, kind=RowKind.BLANK, label="", tokens=())
    return captions, caption(over[-1:])


def caption_of(row: Row, slots: Sequence[Slot], *, inside: bool = False) -> Row:
    """A row of words with nothing but what of it stands left of the columns; one without that is blank.

    A caption may also be centred over the columns; above the first amounts that is one only where it names
    an allowance.
    """
    if row.kind not in (RowKind.TEXT, RowKind.AMOUNTS):
        return row
    text = _PIECES.split(row.line.strip())[0] if row.line.strip() else ""
    left = row.line.index(text) if text else 0
    told = (
        not text
        or (
            left >= slots[0].left - 2
            and not (text == row.line.strip() and (inside or _NAMES_ONE.match(text)))
        )
        or _HEADS_COLUMNS.match(text)
        or read_scale(text) is not None
        or says_movement(text)
    )
    if told:
        return replace(row, kind=RowKind.BLANK, label="", tokens=())
    end = left + len(text)
    return replace(row, kind=RowKind.TEXT, label=text, label_start=left, label_end=end, tokens=())
