"""Finds tables of the notes that break down a line of the balance sheet, and proves each by its arithmetic.

A registrant that prints only "Property, plant and equipment, net" on the face often prints the cost and
the accumulated depreciation in a note. Such a table counts when its last row equals a line of the balance
sheet, and what stands above the depreciation, less the depreciation, is that row. The columns then are
those of the balance sheet whose amounts they repeat: no heading is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from converter.extraction.columns import Slot, assign, find_slots
from converter.extraction.heads import Defaults
from converter.extraction.lines import wraps
from converter.extraction.regions import Region, amounts
from converter.extraction.settings import DEFAULT, Settings
from converter.extraction.statements import read_statement
from converter.extraction.titles import Title
from converter.extraction.tokens import Row, RowKind, TokenKind
from converter.model import (
    Breakdown,
    Cell,
    Column,
    ColumnRole,
    LineItem,
    LineRole,
    SourceDocument,
    Statement,
    StatementKind,
    UnitKind,
)

_TAKEN_OFF = re.compile(
    r"\b(?:accumulated|allowances?|reserves?|less)\b.*\b(?:depreciation|depletion|amortization)\b"
    r"|\b(?:allowances?|reserves?)\s+for\b.*\b(?:doubtful|uncollectibles?|bad\s+debts?)\b",
    re.I,
)
_WORDS = re.compile(r"depreciation|depletion|amortization|doubtful|uncollectible|bad\s+debt", re.I)
_WRAPPED = 2  # rows without amounts on which a caption may begin
_BELOW = 10  # the rest stands so many rows below what is taken off, at the most
_ABOVE = 45  # and the first component so many rows above it
_SCALES = (0, 3, 6)
_DIGITS = 3  # amounts that are all shorter agree by chance too often
_RULE = "period.tie-with-balance-sheet"
_UNTIED = "untied-column"

_ENDS = frozenset({RowKind.PAGE, RowKind.FURNITURE})

Amounts = dict[int, Decimal]


@dataclass(frozen=True, slots=True)
class _Tie:
    """A line of the balance sheet that a row repeats: column of the row -> column of the balance sheet."""

    line: LineItem
    columns: Mapping[int, Column]
    scale: int


def find_details(
    document: SourceDocument,
    rows: Sequence[Row],
    sheet: Statement,
    taken: Sequence[Statement],
    first_id: int,
    defaults: Defaults,
    settings: Settings = DEFAULT,
) -> tuple[Statement, ...]:
    """The tables of one document that break down a line of ``sheet``, one a line, in order.

    ``taken`` are the statements that are tagged: what stands inside them is no note.
    """
    inside = [(s.first_row, s.last_row) for s in taken if s.document == document.index]
    begin = sheet.last_row if sheet.document == document.index else 0
    found: list[Statement] = []
    told: set[int] = set()
    last = -1
    for row in rows[begin:]:
        if row.kind is not RowKind.AMOUNTS or row.index <= last or not _takes_off(rows, row):
            continue
        if any(first <= row.index <= end for first, end in inside):
            continue
        detail = _read(document, rows, row.index, sheet, f"d{first_id + len(found) + 1}", defaults, settings)
        if detail is None or detail.breakdown is None or detail.breakdown.line in told:
            continue
        found.append(detail)
        told.add(detail.breakdown.line)
        last = detail.last_row
    return tuple(found)


def _takes_off(rows: Sequence[Row], row: Row) -> bool:
    """Whether a row takes depreciation, or doubtful accounts, off what stands above it."""
    if not row.label or not (_WORDS.search(row.label) or _WORDS.search(rows[row.index - 1].label)):
        return False
    caption = row.label
    for above in reversed(rows[max(0, row.index - _WRAPPED) : row.index]):
        if above.kind is not RowKind.TEXT:
            break
        caption = f"{above.label} {caption}"
    return bool(_TAKEN_OFF.search(caption))


def _read(
    document: SourceDocument,
    rows: Sequence[Row],
    place: int,
    sheet: Statement,
    identifier: str,
    defaults: Defaults,
    settings: Settings,
) -> Statement | None:
    """The table around the row ``place`` that takes something off, or None where nothing proves it."""
    rest = _rest(rows, place, sheet)
    if rest is None:
        return None
    last, slots, left, tie = rest
    gross = {slot: left[slot] + abs(off) for slot, off in _values(rows[place], slots).items()}
    extent = _extent(rows, place, slots, gross)
    if extent is None:
        return None
    first, total = extent
    while (
        first
        and rows[first - 1].kind is RowKind.TEXT
        and wraps(rows[first - 1], rows[first], min(s.left for s in slots), settings)
    ):
        first -= 1
    title = Title(first, 0, StatementKind.BALANCE_SHEET, f"Detail of {tie.line.label}".strip(), False)
    region = Region(StatementKind.BALANCE_SHEET, title, first, last, (), frozenset(), True)
    read = read_statement(document, rows, region, identifier, defaults, settings)
    return None if read is None else _settled(read, document, sheet, tie, total, place)


def _rest(
    rows: Sequence[Row], place: int, sheet: Statement
) -> tuple[int, tuple[Slot, ...], Amounts, _Tie] | None:
    """The row that repeats a line of the balance sheet: the first below what is taken off, or the sum of
    it and of what stands below it (construction in progress). With it the columns, and what is left."""
    slots: tuple[Slot, ...] = ()
    left: Amounts = {}
    added: Amounts = {}
    for row in rows[place + 1 : place + 1 + _BELOW]:
        if row.kind in _ENDS:
            return None
        if not amounts(row):
            continue
        if not slots:
            slots = find_slots([rows[place], row])
            left = _values(row, slots)
            if not left or left.keys() != _values(rows[place], slots).keys():
                return None
            values = added = left
        else:
            values = _values(row, slots)
        tie = _tie(values, sheet) if values == added else None
        if tie is not None:
            return row.index, slots, left, tie
        if values is not left:
            if not values or not values.keys() <= left.keys():
                return None
            added = {slot: added[slot] + values.get(slot, Decimal(0)) for slot in added}
    return None


def _values(row: Row, slots: Sequence[Slot]) -> Amounts:
    """The amounts of a row by column, without what stands beside the columns (useful lives); {} where one
    is no amount."""
    found: Amounts = {}
    for token, slot in assign(row.tokens, slots):
        if slot is None:
            continue
        if token.kind not in (TokenKind.NUMBER, TokenKind.NIL) or token.value is None or token.percent:
            return {}
        found[slot] = token.value
    return found


def _tie(left: Amounts, sheet: Statement) -> _Tie | None:
    """The one line of the balance sheet that shows these amounts: in two columns, or in the only one."""
    ties: list[_Tie] = []
    usable = {c.index: c for c in sheet.columns if c.role is ColumnRole.AMOUNT and c.period is not None}
    for line in sheet.lines:
        cells = _money(line, usable)
        for scale in _SCALES:
            columns = _same(left, cells, scale, usable)
            if len(columns) >= min(2, len(cells)) and columns:
                ties.append(_Tie(line, columns, scale))
    return ties[0] if len(ties) == 1 else None


def _same(
    left: Amounts, cells: Sequence[Cell], scale: int, usable: Mapping[int, Column]
) -> dict[int, Column]:
    """The column of the balance sheet of each amount that it shows; {} where that is not one to one."""
    found: dict[int, Column] = {}
    if not any(len(value.as_tuple().digits) >= _DIGITS for value in left.values()):
        return {}
    for slot, value in left.items():
        equal = [
            c.column for c in cells if c.value is not None and c.value.scaleb(c.scale) == value.scaleb(scale)
        ]
        if len(equal) > 1:
            return {}
        if equal:
            found[slot] = usable[equal[0]]
    places = [column.index for column in found.values()]
    return found if len(set(places)) == len(places) else {}


def _extent(
    rows: Sequence[Row], place: int, slots: Sequence[Slot], gross: Amounts
) -> tuple[int, int | None] | None:
    """The rows where the table and its gross total (None: it prints none) stand; None: nothing adds up."""
    total: int | None = None
    sums: Amounts = dict.fromkeys(gross, Decimal(0))
    count = 0
    for row in _upwards(rows, place):
        values = _values(row, slots)
        if not values or not values.keys() <= gross.keys():
            break
        if total is None and not count and values == gross:
            total = row.index
            continue
        count += 1
        for slot, value in values.items():
            sums[slot] += value
        slack = 0 if total is None else (count + 1) // 2
        if count > 1 and all(abs(sums[slot] - gross[slot]) <= slack for slot in gross):
            return row.index, total
    return None if total is None else (total, total)


def _upwards(rows: Sequence[Row], place: int) -> Iterator[Row]:
    """The rows with amounts above ``place``, up to a page, a heading of years or running text."""
    for row in reversed(rows[max(0, place - _ABOVE) : place]):
        if amounts(row):
            yield row
        elif (
            row.kind in _ENDS
            or row.kind is RowKind.AMOUNTS
            or (row.kind is RowKind.TAG and "<S>" in row.line)
        ):
            return


def _settled(
    read: Statement, document: SourceDocument, sheet: Statement, tie: _Tie, total: int | None, place: int
) -> Statement | None:
    """The table with the columns and the scale of the tie, where it was read as it was proved."""
    numeric = [line for line in read.lines if line.cells]
    by_row = {document.row(line.cells[0].span): line for line in numeric}
    taken = by_row.get(place)
    above = None if total is None else by_row.get(total)
    if taken is None or taken is numeric[-1] or (total is not None and above is None):
        return None
    left = {c.column: c.value for c in numeric[-1].cells if c.value is not None}
    usable = {c.index: c for c in sheet.columns if c.role is ColumnRole.AMOUNT and c.period is not None}
    columns = _same(left, _money(tie.line, usable), tie.scale, usable)
    if len(columns) != len(tie.columns):
        return None
    whole = numeric.index(taken) == len(numeric) - 2
    subtotals = {above.index} if above is not None else set()
    if not whole:
        subtotals.add(numeric[numeric.index(taken) + 1].index)
    totals = {numeric[-1].index: LineRole.TOTAL, **dict.fromkeys(subtotals, LineRole.SUBTOTAL)}
    return replace(
        read,
        kind=StatementKind.DETAIL,
        columns=tuple(_column(column, columns.get(column.index), tie.scale) for column in read.columns),
        lines=tuple(_line(line, totals, tie.scale) for line in read.lines),
        scope=sheet.scope,
        breakdown=Breakdown(
            sheet.id, tie.line.index, taken.index, above.index if above is not None and whole else None
        ),
    )


def _column(column: Column, tied: Column | None, scale: int) -> Column:
    if tied is None:
        return replace(column, role=ColumnRole.OTHER, period=None, scale=scale, reason=_UNTIED)
    return replace(tied, index=column.index, scale=scale, rule=_RULE)


def _line(line: LineItem, totals: Mapping[int, LineRole], scale: int) -> LineItem:
    role = totals.get(line.index, LineRole.ITEM) if line.cells else LineRole.HEADING
    cells = tuple(replace(cell, unit_kind=UnitKind.MONETARY, scale=scale) for cell in line.cells)
    return replace(line, role=role, cells=cells)


def _money(line: LineItem, usable: Mapping[int, Column]) -> list[Cell]:
    return [c for c in line.cells if c.column in usable and c.unit_kind is UnitKind.MONETARY and c.value]
