"""Reads the values that taggings give, with where they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from converter.model import LineItem, Period, Span, Statement, StatementKind, TaggedStatement


def plain(amount: Decimal) -> str:
    """An amount as people write it: thousands separators, no exponent, no zeros that say nothing."""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Value:
    """A value without dimensions, in whole units. ``precision`` is half a unit of the last printed digit.

    ``period`` is None for instants; ``end`` is then the instant (the day before for opening balances).
    """

    concept: str
    end: dt.date
    period: Period | None
    value: Decimal
    precision: Decimal
    kind: StatementKind
    statement: Statement
    line: LineItem
    span: Span

    def equals(self, other: Value) -> bool:
        """Whether two values agree as precisely as the less precise one is printed."""
        return abs(self.value - other.value) <= self.precision + other.precision


def of(tagged: Sequence[TaggedStatement]) -> Iterator[Value]:
    """The values of all tagged cells of columns without dimensions, in order."""
    for one in tagged:
        lines = {line.index: line for line in one.statement.lines}
        columns = {column.index: column for column in one.statement.columns}
        for tagging in one.taggings:
            concept = tagging.concept or (tagging.extension.name if tagging.extension else "")
            if not concept or tagging.embedded is not None or tagging.dimensions:
                continue
            line = lines[tagging.line]
            for cell in line.cells:
                if cell.value is None or cell.unit_kind is not tagging.unit_kind:
                    continue
                if tagging.columns is not None and cell.column not in tagging.columns:
                    continue
                if one.column_dimensions.get(cell.column):
                    continue
                period = line.period or columns[cell.column].period
                if period is None:
                    continue
                end = period.end
                if tagging.at_start and period.start is not None:
                    end = period.start - dt.timedelta(days=1)
                yield Value(
                    concept,
                    end,
                    None if period.instant else period,
                    cell.value * tagging.sign * Decimal(1).scaleb(cell.scale),
                    Decimal(5).scaleb(cell.scale - cell.decimals - 1),
                    one.statement.kind,
                    one.statement,
                    line,
                    cell.span,
                )
