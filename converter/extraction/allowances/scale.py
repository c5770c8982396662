"""Whose schedule of allowances it is, and in what scale it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from converter.extraction.allowances.proof import Settled
from converter.extraction.allowances.rows import AllowanceYear
from converter.extraction.allowances.words import BALANCES, says_movement
from converter.extraction.registrants import key_words
from converter.extraction.scale import read_scale
from converter.extraction.tokens import Row, RowKind
from converter.model import SourceDocument, Span, Statement, StatementKind, UnitKind

_COMPANY = re.compile(
    r"\b(?:inc|incorporated|corp|corporation|company|co|subsidiar(?:y|ies)|ltd|limited)\b\.?", re.I
)
_SCALES = (0, 3, 6)
_TIE_DIGITS = 3
_ALLOWANCE = re.compile(r"allowance|reserve|doubtful|uncollectible|bad\s+debt", re.I)


def of_another(head: Sequence[Row], names: Sequence[str]) -> bool:
    """Whether the rows around the title name a company, and not the registrant."""
    own = {word for name in names for word in key_words(name) if len(word) > 2}
    named = [row.line for row in head if row.kind is RowKind.TEXT and _COMPANY.search(row.line)]
    named = [line for line in named if len(line.split()) <= 10 and not says_movement(line)]
    told = [set(key_words(line)) - {"subsidiaries", "subsidiary", "schedule", "ii", "viii"} for line in named]
    told = [words for words in told if words]
    return bool(own and told) and not any(words & own for words in told)


def find_scale(
    document: SourceDocument,
    rows: Sequence[Row],
    found: Sequence[AllowanceYear],
    settled: Sequence[Settled],
    primary: Sequence[Statement],
) -> tuple[int | None, Span | None]:
    """The power of ten of the amounts: printed, or such that a balance is one of the balance sheet's; None
    where nothing tells."""
    first = min(year.amounts[0][1].index for year in found if year.amounts)
    for row in rows:
        if row.kind is RowKind.AMOUNTS and row.index >= first:
            break
        printed = read_scale(row.line)
        if printed is not None:
            return printed.power, document.span(row.start + printed.start, row.start + printed.end)
    sheets = [s for s in primary if s.kind is StatementKind.BALANCE_SHEET]
    amounts = [c.value.scaleb(c.scale) for s in sheets for ln in s.lines for c in ln.cells if c.value]
    allowances = set(_allowances(sheets))
    tied = {
        scale
        for year, fate in zip(found, settled, strict=True)
        if not fate.reason
        for movement, _, token, _ in year.amounts
        if movement in BALANCES
        and token.value is not None
        and len(token.value.as_tuple().digits) >= _TIE_DIGITS
        for scale in _SCALES
        if abs(token.value).scaleb(scale) in allowances
    }
    if len(tied) == 1:
        return tied.pop(), None
    if tied or not amounts:
        return None, None
    largest = max(abs(t.value) for year in found for _, _, t, _ in year.amounts if t.value is not None)
    scales = {c.scale for s in sheets for ln in s.lines for c in ln.cells if c.unit_kind is UnitKind.MONETARY}
    if len(scales) == 1 and (scales == {0} or largest.scaleb(min(scales)) > max(map(abs, amounts))):
        return 0, None
    return None, None


def within_assets(
    found: Sequence[AllowanceYear], settled: Sequence[Settled], scale: int, primary: Sequence[Statement]
) -> list[Settled]:
    """What is settled, where years whose scaled amounts are more than anything on the balance sheet have no
    scale: one allowance of a schedule in thousands may be printed in full."""
    cells = [c for s in primary if s.kind is StatementKind.BALANCE_SHEET for ln in s.lines for c in ln.cells]
    most = max((abs(c.value).scaleb(c.scale) for c in cells if c.value), default=Decimal(0))

    def beyond(year: AllowanceYear) -> bool:
        return any(abs(t.value).scaleb(scale) > most for _, _, t, _ in year.amounts if t.value is not None)

    return [
        replace(fate, reason="scale-unknown") if scale and most and not fate.reason and beyond(year) else fate
        for year, fate in zip(found, settled, strict=True)
    ]


def _allowances(sheets: Sequence[Statement]) -> Iterator[Decimal]:
    """What balance sheets print of allowances, in captions or in columns."""
    for sheet in sheets:
        scales = {c.scale for line in sheet.lines for c in line.cells if c.unit_kind is UnitKind.MONETARY}
        for line in sheet.lines:
            if not _ALLOWANCE.search(line.label):
                continue
            yield from (abs(c.value).scaleb(c.scale) for c in line.cells if c.value)
            for number in line.embedded:
                yield from (abs(number.value).scaleb(scale) for scale in scales)
