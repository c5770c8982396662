"""Tells amounts of money from per-share figures, share counts and percentages (phenomenon F15)."""

from __future__ import annotations

import re
from decimal import Decimal

from converter.model import StatementKind, UnitKind

_PER_SHARE = re.compile(
    r"\bper\s+(?:\S+\s+){0,6}?(?:shares?|units?|ads\b|interests?)|\bper\s+\$1,?000|\b(?:earnings|income|loss|dividends?)\s+(?:\(loss\)\s+)?per\b"
    r"|\bper-share\b|\bper\s*$|\beps\b",
    re.I,
)
_SHARES = re.compile(
    r"\b(?:weighted|average|number\s+of|outstanding)\b.{0,60}\b(?:shares?|units?)\b|\bshares?\b.{0,40}\b(?:outstanding|used|issued|authorized)\b"
    r"|\b(?:authorized|issued|outstanding)\s+shares\b|\bunits\s+outstanding\b|\bnumber\s+of\s+(?:\w+\s+){0,3}?(?:shares|units)\b|^\W*(?:average\s+)?(?:common\s+)?shares\W*$"
    r"|\bweighted[\s-]+average\b|\baverage\s+(?:common\s+)?shares\b|\bequivalent\s+shares\b|\bshares\s+of\s+common\s+stock\b",
    re.I,
)
_MONEY_SHARES = re.compile(
    r"\b(?:cost|issu\w+|sale|proceeds|purchase|repurchase|par\s+value|stated\s+value|treasury|preferred|common\s+stock|at\s+cost|capital)\b",
    re.I,
)
# "Dividends ($1.80 per share)": the caption prints the figure per share itself, the amounts are money
_SAID_RATE = re.compile(
    r"\$\s?\d*\.?\d+\s+(?:a|per|on\s+each)\s+(?:\w+\s+){0,3}?(?:share|unit)s?\b|\$\s?\d*\.?\d+/(?:share|unit)\b",
    re.I,
)
# "Limited partners (1,200 units outstanding)": the caption prints the count itself
_SAID_COUNT = re.compile(
    r"\b\d{1,3}(?:,\d{3})+(?:\.\d+)?\s+(?:\w+\s+){0,3}?(?:shares|units|interests)\b(?:\s+(?:issued|and|outstanding))*",
    re.I,
)
_BASIC = re.compile(
    r"\b(?:basic|diluted|primary|fully|assuming\s+dilution|before|after|continuing|discontinued|extraordinary|cumulative|net|income|loss"
    r"|earnings|operations|dividend|distribution|total)\b",
    re.I,
)


# What a balance sheet shows per share or unit; there, other captions only name a par value.
# "Shares of common stock (in thousands):" over what was issued, reacquired and is outstanding
_COUNTED_BELOW = re.compile(
    r"^\W*(?:number\s+of\s+)?(?:\w+\s+)?shares\s+of\s+\w+\s+stock\s*\(\s*(?:in\s+)?(?:thousands|millions|000'?s)\s*\)",
    re.I,
)
_BOOK_VALUE = re.compile(r"^\W*(?:net\s+asset|book|net\s+tangible)\b", re.I)


_SHARES_HEAD = re.compile(
    r"\b(?:shares|units|number|no\.)\s*(?:\(?0{3}'?s?\)?|of\s+shares|issued|outstanding)?\W*$"
    r"|^\W*(?:number\s+of\s+)?(?:units|shares)\s+of\b(?!.*\b(?:amount|value)\b)"
    r"|\b(?:number|no\.?)\s+of\s+(?:\w+\s+){0,2}?(?:shares|units)\b(?!.*\b(?:amount|value|cost)\b)"
    r"|\b(?:shares|units)\s+(?:issued|outstanding|subscribed)(?:\s*(?:and|,|&|/)\s*(?:issued|outstanding|subscribed))+\W*$",
    re.I,
)


# "Deferred compensation and unearned ESOP shares": what shares cost that employees have yet to earn
_COMPENSATION = re.compile(r"\b(?:unearned|deferred|unallocated|esop)\b", re.I)


def heads_shares(heading: str) -> bool:
    """Whether the heading of a column of an equity matrix says that it counts shares."""
    return _SHARES_HEAD.search(heading) is not None and not _COMPENSATION.search(heading)


def counted_in(label: str, section: tuple[str, ...]) -> str:
    """The heading that says in what the shares below it are counted ("Shares of common stock (in
    thousands):"); "" for none."""
    return next((text for text in (label, *section) if _COUNTED_BELOW.match(text)), "")


def heads_per_share(label: str) -> bool:
    """Whether a heading opens a block of per-share figures."""
    return _PER_SHARE.search(label) is not None


def unit_of(
    label: str,
    section: tuple[str, ...],
    value: Decimal | None,
    decimals: int,
    percent: bool,
    whole: bool,
    kind: StatementKind | None = None,
    in_per_share: bool = False,
) -> UnitKind:
    """What an amount counts.

    ``whole`` says that the statement's monetary amounts have no decimals, ``in_per_share`` that a
    heading of per-share figures stands above and the amount has more decimals than money has here.
    """
    if percent:
        return UnitKind.PURE
    if kind is StatementKind.BALANCE_SHEET and not _BOOK_VALUE.match(label):
        label = _PER_SHARE.sub(" ", label)
        section = ()
    if kind is StatementKind.EQUITY and counted_in(label, section):
        return UnitKind.SHARES
    size = abs(value) if value is not None else Decimal(0)
    around = " ".join(section[-2:])
    label = _SAID_COUNT.sub(" ", _SAID_RATE.sub(" ", label))
    if _PER_SHARE.search(label):
        if (
            re.search(
                r"\b(?:shares?|units?)\s+used\b|\bweighted\b.{0,40}\b(?:shares?|units?)\b|\bshares\b.{0,30}\boutstanding\b",
                label,
                re.I,
            )
            and (decimals == 0 or size > 1000)
            and not re.match(r"^\W*(?:net|income|loss|earnings|dividend)", label, re.I)
        ):
            return UnitKind.SHARES
        if size < 10000 and (decimals > 0 or size < 100 or value is None):
            return UnitKind.PER_SHARE
        if decimals == 0 and (
            size >= 100_000 or (size >= 1000 and not re.search(r"\bnet\s+asset|\bunit\b", label, re.I))
        ):
            return UnitKind.SHARES if _SHARES.search(label) else UnitKind.MONETARY
        return UnitKind.PER_SHARE
    if _SHARES.search(label) and not _MONEY_SHARES.search(
        re.sub(r"shares\s+of\s+common\s+stock|common\s+stock(?=.*outstanding)", "", label, flags=re.I)
    ):
        if decimals >= 2 and size < 100 and whole:
            return UnitKind.PER_SHARE
        return UnitKind.SHARES
    if _SHARES.search(around) and (_BASIC.search(label) or not label) and not (decimals >= 2 and size < 100):
        return UnitKind.SHARES
    if _PER_SHARE.search(around) and (decimals > 0 or size == 0 or size < 20) and size < 1000:
        return UnitKind.PER_SHARE
    if in_per_share and decimals >= 2 and size < 1000:
        return UnitKind.PER_SHARE
    if whole and decimals == 2 and size < 1000 and _BASIC.search(label):
        return UnitKind.PER_SHARE
    return UnitKind.MONETARY
