"""Builds statements from a few lines of text, so that tests of mapping need no extraction."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from converter.model import (
    Cell,
    Column,
    ColumnRole,
    EmbeddedNumber,
    LineItem,
    LineRole,
    Period,
    Span,
    Statement,
    StatementKind,
    UnitKind,
)

SPAN = Span(0, 0, 1, 1, 1)
_NUMBER = re.compile(r"\$?(?:\d[\d,]*)?\.?\d+")


def _cell(column: int, text: str, unit: UnitKind, scale: int) -> Cell | None:
    text = text.strip()
    if not text:
        return None
    if text == "--":
        return Cell(column, text, Decimal(0), SPAN, unit, scale, nil=True)
    digits = text.strip("()-").replace(",", "")
    value = Decimal(digits) * (-1 if text[0] in "(-" else 1)
    decimals = len(digits.partition(".")[2])
    return Cell(column, text, value, SPAN, unit, scale, decimals)


def _embedded(label: str) -> tuple[EmbeddedNumber, ...]:
    found = [m for m in _NUMBER.finditer(label) if not re.fullmatch(r"(?:19|20)\d\d|3[01]", m.group())]
    numbers = []
    for place, match in enumerate(found):
        start = found[place - 1].end() if place else 0
        end = found[place + 1].start() if place + 1 < len(found) else len(label)
        digits = match.group().lstrip("$").replace(",", "")
        numbers.append(
            EmbeddedNumber(
                match.group(),
                Decimal(digits),
                SPAN,
                label[start : match.start()],
                label[match.end() : end],
                match.group().startswith("$"),
                len(digits.partition(".")[2]),
            )
        )
    return tuple(numbers)


def _build(kind: str, text: str, *, end: str = "2003-09-30", months: int = 9, scale: int = 3) -> Statement:
    """A statement with a column a year (this year's ``end`` first), from rows ``label | amount | amount``.

    Indentation makes sections. Amounts with two decimals under a heading with "share" are per share;
    those under "Weighted" or "shares outstanding" are shares.
    """
    rows = [row for row in text.splitlines() if row.strip()]
    count = max(row.count("|") for row in rows)
    last = dt.date.fromisoformat(end)
    columns = []
    for place in range(count):
        until = last.replace(year=last.year - place)
        start = None if kind == "balance_sheet" else dt.date(until.year, until.month - months + 1, 1)
        columns.append(Column(place, ColumnRole.AMOUNT, str(until.year), Period(until, start), scale))
    lines: list[LineItem] = []
    path: list[tuple[int, str]] = []
    for index, row in enumerate(rows):
        label, *amounts = row.split("|")
        indent = len(label) - len(label.lstrip())
        label = label.strip()
        while path and path[-1][0] >= indent:
            path.pop()
        section = tuple(heading for _, heading in path)
        if not any(amount.strip() for amount in amounts):
            path.append((indent, label))
            lines.append(LineItem(index, label, (SPAN,), section, LineRole.HEADING, (), indent))
            continue
        words = " ".join((*section, label)).lower()
        unit = UnitKind.MONETARY
        if "weighted" in words or "shares outstanding" in words:
            unit = UnitKind.SHARES
        elif "per share" in words or "per common share" in words:
            unit = UnitKind.PER_SHARE
        own_scale = 0 if unit is UnitKind.PER_SHARE else scale
        cells = tuple(
            cell
            for place, amount in enumerate(amounts)
            if (cell := _cell(place, amount, unit, own_scale)) is not None
        )
        role = LineRole.TOTAL if label.lower().startswith("total") else LineRole.ITEM
        lines.append(LineItem(index, label, (SPAN,), section, role, cells, indent, _embedded(label)))
    return Statement(
        f"{kind}-{end}-{months}",
        StatementKind(kind),
        kind,
        SPAN,
        0,
        0,
        len(rows),
        tuple(columns),
        tuple(lines),
    )


@pytest.fixture(scope="session")
def build() -> Callable[..., Statement]:
    """See :func:`_build`."""
    return _build
