"""Contexts and units: one per period and dimension set, one per measure, with names that read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal

from converter.model import Context, Period, Unit, UnitKind

Dimensions = tuple[tuple[str, str], ...]

USD = Unit("USD", "iso4217:USD")
SHARES = Unit("shares", "xbrli:shares")
USD_PER_SHARE = Unit("USDPerShare", "iso4217:USD", "xbrli:shares")
PURE = Unit("pure", "xbrli:pure")

UNITS = {
    UnitKind.MONETARY: USD,
    UnitKind.SHARES: SHARES,
    UnitKind.PER_SHARE: USD_PER_SHARE,
    UnitKind.PURE: PURE,
}


def unit_of(kind: UnitKind, currency: str = "USD") -> Unit:
    """The unit of what is counted; ``currency`` is an ISO 4217 code (XBRL 2.1, 4.8.2)."""
    if currency == "USD" or kind not in (UnitKind.MONETARY, UnitKind.PER_SHARE):
        return UNITS[kind]
    money = f"iso4217:{currency}"
    if kind is UnitKind.MONETARY:
        return Unit(currency, money)
    return Unit(f"{currency}PerShare", money, "xbrli:shares")


def units_of(currencies: Iterable[str]) -> tuple[Unit, ...]:
    """All units that a report with statements in these currencies may have, US dollars first."""
    codes = dict.fromkeys(("USD", *currencies))
    return tuple(dict.fromkeys(unit_of(kind, code) for code in codes for kind in UNITS))


_TYPE_UNITS = {
    "monetaryItemType": UnitKind.MONETARY,
    "sharesItemType": UnitKind.SHARES,
    "perShareItemType": UnitKind.PER_SHARE,
    "pureItemType": UnitKind.PURE,
    "percentItemType": UnitKind.PURE,
    "decimalItemType": UnitKind.PURE,
    "integerItemType": UnitKind.PURE,
    "nonNegativeIntegerItemType": UnitKind.PURE,
    "positiveIntegerItemType": UnitKind.PURE,
}

_NOT_NAME = re.compile(r"[^A-Za-z0-9._-]")


def unit_kind(concept_type: str) -> UnitKind | None:
    """What facts of an item type count (None: not a numeric type that reports use)."""
    return _TYPE_UNITS.get(concept_type.rpartition(":")[2])


def period_for(period: Period, period_type: str, at_start: bool) -> Period | None:
    """The context period of a concept of ``period_type`` in a column of ``period``.

    An instant concept in a duration column stands at the period's end, or with ``at_start`` at the end
    of the day before it begins. A duration concept has no place in an instant column: None.
    """
    if period_type == "instant":
        if period.start is None:
            return period
        if at_start:
            return Period(period.start - dt.timedelta(days=1)) if period.start > dt.date.min else None
        return Period(period.end)
    return None if period.start is None else period


class Contexts:
    """Gives each period and set of dimensions its context, once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Period, Dimensions], Context] = {}
        self._ids: set[str] = set()

    def of(self, period: Period, dimensions: Dimensions = ()) -> Context:
        """The context of ``period`` with ``dimensions`` ((axis, member) pairs in any order)."""
        key = (period, tuple(sorted(dimensions)))
        if key in self._known:
            return self._known[key]
        base = (
            f"I{period.end:%Y%m%d}" if period.start is None else f"D{period.start:%Y%m%d}-{period.end:%Y%m%d}"
        )
        for _, member in key[1]:
            base += "_" + _NOT_NAME.sub("", member.rpartition(":")[2])
        name, serial = base, 1
        while name in self._ids:
            serial += 1
            name = f"{base}_{serial}"
        self._ids.add(name)
        context = Context(name, period, key[1])
        self._known[key] = context
        return context

    def used(self, ids: set[str]) -> tuple[Context, ...]:
        """The contexts among ``ids``, in the order of their periods and dimensions."""
        found = [context for context in self._known.values() if context.id in ids]
        return tuple(
            sorted(
                found, key=lambda c: (c.dimensions != (), c.period.end, c.period.start or c.period.end, c.id)
            )
        )


def consistent(
    first: Decimal, first_decimals: int | None, second: Decimal, second_decimals: int | None
) -> bool:
    """Whether two values of one fact agree once both are rounded to the coarser of their ``decimals``
    (None: exact)."""
    known = [decimals for decimals in (first_decimals, second_decimals) if decimals is not None]
    if not known or first == second:
        return first == second
    return abs(first - second) * 2 <= Decimal(1).scaleb(-min(known))
