"""Reads the rows of a schedule into years of allowances, as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from converter.extraction.allowances.layout import caption_of, is_unread, prints_year, without_time
from converter.extraction.allowances.words import caption, split_time
from converter.extraction.columns import Slot, assign
from converter.extraction.tokens import Row, RowKind, Token
from converter.model import Movement

_MARK = re.compile(r"\s*(?:\((?:\d{1,2}|[a-z])\)|\*+)\s*$", re.I)
_ELLIPTIC = re.compile(
    r"(?:non-?current|current|long.term|electric|gas|steam|water|domestic|foreign|trade)$", re.I
)


@dataclass(frozen=True, slots=True)
class AllowanceYear:
    """One allowance in one year as printed: what the words say, and its amounts."""

    name: str
    time: str
    rows: tuple[Row, ...]  # of the caption and the amounts
    amounts: tuple[tuple[Movement, Row, Token, int], ...]  # with the column


@dataclass(frozen=True, slots=True)
class _Text:
    """A row of words above amounts: those of time, and the others."""

    row: Row
    time: str
    words: str
    apart: bool  # a blank row stands above it


def read_years(
    rows: Sequence[Row], slots: Sequence[Slot], movements: Sequence[Movement], name: str
) -> Iterator[AllowanceYear]:
    """Each year of each allowance: caption and date stand in its row, or above it."""
    pending: list[_Text] = []
    apart = False
    time = parent = ""
    named: tuple[Row, ...] = ()
    first = next((row.index for row in rows if prints_year(row)), 0)
    for row in rows:
        if row.kind is RowKind.TEXT or (row.tokens and all(t.year for t in row.tokens)):
            row = caption_of(row, slots, inside=row.index >= first)
        if row.kind is RowKind.BLANK:
            apart = True
            continue
        if is_unread(row):
            pending = [text for text in pending if not text.words]
            continue
        if row.kind is RowKind.TEXT and row.label:
            pending.append(_Text(row, *split_time(_MARK.sub("", row.label)), apart))
            apart = False
            continue
        if not prints_year(row):
            apart = True
            continue
        row = without_time(row)
        if row.label:
            pending.append(_Text(row, *split_time(_MARK.sub("", row.label)), apart))
        time = _time(pending) or time
        parent, run = _last_run(pending, parent)
        if run:
            name = caption([text.words for text in run])
            if _ELLIPTIC.match(name) and parent:
                name = f"{parent} {name}"
            named = tuple(text.row for text in run)
        told = bool(pending)  # an amount below another without any words is their sum
        pending, apart = [], False
        amounts = tuple(
            (movements[slot], row, token, slot)
            for token, slot in assign(row.tokens, slots)
            if slot is not None and token.value is not None and not token.percent
        )
        own = () if row in named else (row,)
        yield AllowanceYear(name if told else "", time, (*named, *own), amounts)


def _time(pending: Sequence[_Text]) -> str:
    """The last date that the rows name, over as many of them as it is broken into."""
    found: list[str] = []
    for text in reversed(pending):
        if text.time:
            found.insert(0, text.time)
        if found and (text.words or not text.time):
            break
    return " ".join(found)


def _last_run(pending: Sequence[_Text], parent: str) -> tuple[str, list[_Text]]:
    """The rows of the last caption, and what the one above it said: behind a heading with a colon, or a
    blank row, another one begins."""
    run: list[_Text] = []
    closed = False
    for text in pending:
        if text.words and run and (closed or text.apart or text.row.indent + 1 < run[0].row.indent):
            parent = caption([upper.words for upper in run])
            run = []
        if text.words:
            run.append(text)
        closed = text.row.label.rstrip().endswith(":") and bool(run)
    return parent, run
