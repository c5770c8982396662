"""Makes captions whole whose first line was read as a heading of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from converter.mapping import words
from converter.mapping.labels import normalise
from converter.model import (
    ColumnRole,
    EmbeddedNumber,
    LineItem,
    LineRole,
    Statement,
    StatementKind,
    UnitKind,
)
from converter.stock import FAMILY

_TAIL = re.compile(r"^\W*(?:of|and|or|from|before|in|to|on|for|with|by|per|than|net of)\b", re.I)
_OPEN = re.compile(
    r"\b(?:of|and|or|from|before|in|to|on|for|the|a|an|with|by|per|cumulative|less)\W*$|,\s*$", re.I
)
_STOCK = re.compile(
    r"\b(?:common|capital|preferred|preference|ordinary|treasury) (?:stock|shares?)\b|\bshares of beneficial",
    re.I,
)
_COUNT = re.compile(
    r"^\W*(?:shares?|issued|outstanding|authorized|respectively|and|in|at|\d[\d,]+|(?:19|20)\d\d"
    r"|(?:jan|febr)uary|march|april|may|june|july|august|(?:sept|nov|dec)ember|october|excluding|including|none)\b",
    re.I,
)
_SERIES = re.compile(r"^\W*(?:(?:class|series)\s+[\w-]{1,4}\b|\$?\d[\d./]*\s?%|\$\d+\.\d+)", re.I)
_TAX = re.compile(r"\bincome\W*$", re.I)


def joined(statement: Statement) -> Statement:
    """The statement, where a line that goes on with the heading right above it has both as its caption.

    Such a heading is none: the lines below it lose it from their section paths.
    """
    lines = list(statement.lines)
    amounts = sum(1 for column in statement.columns if column.role is ColumnRole.AMOUNT)
    sheet = statement.kind is StatementKind.BALANCE_SHEET
    lost: set[tuple[str, ...]] = set()
    for place, line in enumerate(lines):
        head = lines[place - 1] if place else None
        if head is None:
            continue
        if sheet and head.cells and _counts_on(head, line, amounts):
            lines[place] = _with_count(head, line)
            lines[place - 1] = replace(head, cells=(), embedded=(), role=LineRole.HEADING)
            continue
        if sheet and _of_a_series(line):
            lines[place] = _with_heading(line, lines[:place])
            continue
        if not _goes_on(head, line):
            continue
        lost.add(line.section)
        heads = [head]
        further = lines[place - 2] if place > 1 else None
        if (
            further is not None
            and further.role is LineRole.HEADING
            and _TAIL.search(head.label)
            and words.says_result(further.label)
            and not further.label.rstrip().endswith(":")
        ):
            heads.insert(0, further)
        lines[place] = replace(
            line,
            label=" ".join(part.label.strip() for part in (*heads, line)),
            label_spans=tuple(span for part in (*heads, line) for span in part.label_spans),
            section=line.section[:-1],
        )
    if lines == list(statement.lines):
        return statement
    return replace(statement, lines=tuple(_without(line, lost) for line in lines))


def _of_a_series(line: LineItem) -> bool:
    """Whether a caption names a class of stock, and only its heading says of which stock ("Series A")."""
    heading = line.section[-1] if line.section else ""
    return (
        bool(line.cells)
        and _SERIES.match(line.label) is not None
        and FAMILY.search(line.label) is None
        and _STOCK.search(heading) is not None
        and len({word.lower() for word in FAMILY.findall(heading)}) == 1
    )


def _with_heading(line: LineItem, above: Sequence[LineItem]) -> LineItem:
    """The line with its heading before its caption; the heading remains one for the lines below."""
    for head in reversed(above):
        if head.role is LineRole.HEADING and head.label == line.section[-1]:
            label = f"{head.label.strip()} {line.label.strip()}"
            return replace(line, label=label, label_spans=(*head.label_spans, *line.label_spans))
    return line


def _goes_on(head: LineItem, line: LineItem) -> bool:
    if head.role is not LineRole.HEADING or not line.cells or not line.section or not line.label.strip():
        return False
    if line.section[-1] != head.label:
        return False
    if not normalise(line.label):
        return True
    if _STOCK.search(head.label) and _COUNT.search(line.label):
        return True
    if head.label.rstrip().endswith(":") or normalise(line.label).startswith("total"):
        return False
    if _OPEN.search(head.label) or (_TAX.search(head.label) and line.label.lower().startswith("tax")):
        return True
    if _TAIL.search(line.label):
        return words.says_result(head.label) or line.label.strip()[:1].islower()
    per_share = {cell.unit_kind for cell in line.cells} == {UnitKind.PER_SHARE}
    return per_share and len(line.label.split()) == 1 and bool(re.search(r"\bper\b", head.label, re.I))


def _counts_on(head: LineItem, line: LineItem, amounts: int) -> bool:
    """Whether the one number of a row of stock is a count of shares, and its amounts stand a row lower."""
    return (
        len(head.cells) == 1 < amounts
        and len(line.cells) > 1
        and head.section == line.section
        and _STOCK.search(head.label) is not None
        and _COUNT.search(line.label) is not None
        and head.cells[0].value is not None
        and abs(head.cells[0].value) > 1000
    )


def _with_count(head: LineItem, line: LineItem) -> LineItem:
    """The row of amounts with the caption of the row above, whose number is one of those inside it."""
    count = head.cells[0]
    length = sum(span.end - span.start + 1 for span in head.label_spans if span.line <= count.span.line)
    cut = head.label.find(" ", max(0, length - 1))
    before, after = (head.label, "") if cut < 0 else (head.label[:cut], head.label[cut:])
    leading = [number for number in head.embedded if number.span < count.span]
    trailing = [number for number in head.embedded if number.span > count.span]
    if leading:
        before = before[before.find(leading[-1].text) + len(leading[-1].text) :]
    label = f"{head.label.strip()} {line.label.strip()}"
    follows = f"{after} {line.label}" if not trailing else after[: max(0, after.find(trailing[0].text))]
    number = EmbeddedNumber(
        count.text, count.value or Decimal(0), count.span, before, follows, False, count.decimals
    )
    return replace(
        line,
        label=label,
        label_spans=(*head.label_spans, *line.label_spans),
        embedded=(*leading, number, *trailing, *line.embedded),
    )


def _without(line: LineItem, lost: set[tuple[str, ...]]) -> LineItem:
    path = line.section
    for head in sorted(lost, key=len, reverse=True):
        if path[: len(head)] == head:
            path = (*head[:-1], *path[len(head) :])
    return replace(line, section=path) if path != line.section else line
