"""Holds statements against each other: the two sides of the balance sheet, cash, net income."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from converter.checking import values
from converter.checking.values import Value
from converter.model import Finding, Severity, StatementKind, TaggedStatement

_CASH = re.compile(r":Cash(?!Flow|.*(?:Noncash|PeriodIncrease))")
_NET_INCOME = frozenset(("us-gaap:NetIncomeLoss", "us-gaap:ProfitLoss"))
_NET_INCOME_CAPTION = re.compile(r"^(?:consolidated )?net \(?(?:income|earnings|loss|profit)", re.I)
_FLOWS = (
    "us-gaap:NetCashProvidedByUsedInOperatingActivities",
    "us-gaap:NetCashProvidedByUsedInInvestingActivities",
    "us-gaap:NetCashProvidedByUsedInFinancingActivities",
)
_NET_CHANGE = re.compile(r":Cash.*PeriodIncreaseDecrease")


def between(tagged: Sequence[TaggedStatement]) -> list[Finding]:
    """The ties that do not hold, one finding each."""
    found = list(values.of(tagged))
    return [*_two_sides(found), *_cash(found), *_net_income(found), *_net_cash(found)]


def _two_sides(found: Sequence[Value]) -> list[Finding]:
    assets = [value for value in found if value.concept == "us-gaap:Assets"]
    others = [value for value in found if value.concept == "us-gaap:LiabilitiesAndStockholdersEquity"]
    return [
        _differs("checking.balance-sheet-total", "Total assets and total liabilities and equity", one, other)
        for one, other in _pairs(assets, others)
        if one.statement is other.statement
    ]


def _cash(found: Sequence[Value]) -> list[Finding]:
    stocks = [v for v in found if v.kind is StatementKind.BALANCE_SHEET and _CASH.search(v.concept)]
    ends = [
        v
        for v in found
        if v.kind is StatementKind.CASH_FLOW and v.period is not None and _CASH.search(v.concept)
    ]
    what = "Cash in the balance sheet and in the statement of cash flows"
    return [_differs("checking.cash", what, one, other) for one, other in _pairs(stocks, ends, lenient=True)]


def _net_income(found: Sequence[Value]) -> list[Finding]:
    def is_net(value: Value) -> bool:
        named = _NET_INCOME_CAPTION.search(value.line.label) and "per" not in value.line.label.lower().split()
        monetary = all(cell.unit_kind.value == "monetary" for cell in value.line.cells)
        return value.concept in _NET_INCOME or bool(named and monetary and "ncome" in value.concept)

    earned = [v for v in found if v.kind is StatementKind.INCOME and is_net(v)]
    flows = [v for v in found if v.kind is StatementKind.CASH_FLOW and is_net(v)]
    what = "Net income in the income statement and in the statement of cash flows"
    return [
        _differs("checking.net-income", what, one, other)
        for one, other in _pairs(earned, flows, lenient=True)
    ]


def _net_cash(found: Sequence[Value]) -> list[Finding]:
    by_period: dict[tuple[object, object], dict[str, Value]] = {}
    for value in found:
        if value.kind is StatementKind.CASH_FLOW and value.period is not None:
            if value.concept in _FLOWS or _NET_CHANGE.search(value.concept):
                key = "change" if value.concept not in _FLOWS else value.concept
                by_period.setdefault((id(value.statement), value.period), {}).setdefault(key, value)
            elif "EffectOfExchangeRate" in value.concept:
                by_period.setdefault((id(value.statement), value.period), {}).setdefault("exchange", value)
    findings = []
    for group in by_period.values():
        change = group.pop("change", None)
        if change is None or not all(flow in group for flow in _FLOWS):
            continue
        summed = sum((value.value for value in group.values()), change.value * 0)
        allowed = sum((value.precision for value in group.values()), change.precision)
        if abs(summed - change.value) > allowed:
            findings.append(
                Finding(
                    "checking.net-cash",
                    Severity.WARNING,
                    f"The net change in cash ({values.plain(change.value)}) differs from the sum of "
                    f"operating, investing and financing cash flows ({values.plain(summed)})",
                    change.span,
                    {
                        "difference": f"{change.value - summed:f}",
                        "lines": [v.span.line for v in group.values()],
                    },
                )
            )
    return findings


def _pairs(
    one: Iterable[Value], other: Sequence[Value], *, lenient: bool = False
) -> list[tuple[Value, Value]]:
    """Values of one date and period that differ. ``lenient``: any equal partner settles it."""
    differing: list[tuple[Value, Value]] = []
    seen: set[tuple[object, object]] = set()
    for value in one:
        partners = [
            p for p in other if p.end == value.end and (value.period is None or p.period == value.period)
        ]
        if not partners or (value.end, value.period) in seen:
            continue
        equal = [p for p in partners if value.equals(p)]
        if equal if lenient else len(equal) == len(partners):
            seen.add((value.end, value.period))
            differing = [pair for pair in differing if not lenient or pair[0].end != value.end]
            continue
        differing.append((value, next(p for p in partners if not value.equals(p))))
    unique: dict[tuple[object, object], tuple[Value, Value]] = {}
    for pair in differing:
        unique.setdefault((pair[0].end, pair[0].period), pair)
    return list(unique.values())


def _differs(code: str, what: str, one: Value, other: Value) -> Finding:
    return Finding(
        code,
        Severity.WARNING,
        f"{what} differ at {one.end}: {values.plain(one.value)} (line {one.span.line}) and "
        f"{values.plain(other.value)} (line {other.span.line})",
        one.span,
        {
            "values": [f"{one.value:f}", f"{other.value:f}"],
            "lines": [one.span.line, other.span.line],
            "columns": [one.span.column, other.span.column],
        },
    )
