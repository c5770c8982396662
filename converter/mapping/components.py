"""Tells which component of equity a column (or a block) of a statement of changes in equity shows."""

from __future__ import annotations

import re

from converter.model import ColumnRole, Statement, StatementKind
from converter.taxonomies import Catalogue

AXIS = "us-gaap:StatementEquityComponentsAxis"

# Words of a heading, and the member; the first that fits and that the release has is taken.
_MEMBERS = (
    (r"treasury|reacquired", ("us-gaap:TreasuryStockMember",)),
    (r"comprehensive", ("us-gaap:AccumulatedOtherComprehensiveIncomeMember",)),
    (r"translation|currency", ("us-gaap:AccumulatedTranslationAdjustmentMember",)),
    (
        r"unrealized",
        (
            "us-gaap:AccumulatedNetUnrealizedInvestmentGainLossMember",
            "us-gaap:AccumulatedOtherComprehensiveIncomeMember",
        ),
    ),
    (
        r"pension",
        (
            "us-gaap:AccumulatedDefinedBenefitPlansAdjustmentMember",
            "us-gaap:AccumulatedOtherComprehensiveIncomeMember",
        ),
    ),
    (
        r"unearned|deferred comp|restricted stock|esop|unamortized",
        ("us-gaap:DeferredCompensationShareBasedPaymentsMember",),
    ),
    (r"subscri|receivables?\b|notes? rec", ("us-gaap:ReceivablesFromStockholderMember",)),
    (
        r"paid.?in|capital in excess|surplus|excess of par|contributed",
        ("us-gaap:AdditionalPaidInCapitalMember",),
    ),
    (
        r"retained|deficit|undistributed|reinvested|accumulated earnings|earnings",
        ("us-gaap:RetainedEarningsMember",),
    ),
    (r"preferred|preference", ("us-gaap:PreferredStockMember",)),
    (r"common|capital stock|class [a-c]\b|ordinary|\bshares?\b", ("us-gaap:CommonStockMember",)),
    (r"general partner", ("us-gaap:GeneralPartnerMember",)),
    (r"limited partner", ("us-gaap:LimitedPartnerMember",)),
    (r"minority|noncontrolling", ("us-gaap:NoncontrollingInterestMember",)),
    (r"warrant", ("us-gaap:WarrantMember",)),
)
_TOTAL = re.compile(r"\btotal\b|^(?:share|stock)holders.? (?:equity|investment)$", re.I)


def member(heading: str, catalogue: Catalogue) -> str | None:
    """The member for the words of a heading; "" for the total of all components; None if unknown."""
    text = " ".join(heading.split())
    if _TOTAL.search(text):
        return ""
    for pattern, names in _MEMBERS:
        if re.search(pattern, text, re.I):
            return next((name for name in names if catalogue.concept(name) is not None), None)
    return None


def of_columns(
    statement: Statement, catalogue: Catalogue
) -> tuple[dict[int, tuple[tuple[str, str], ...]], tuple[int, ...]]:
    """Per column of components its dimension, and the columns whose component isn't known.

    A member that two columns of the same unit would share is unknown for the second of them.
    """
    if statement.kind is not StatementKind.EQUITY:
        return {}, ()
    found: dict[int, tuple[tuple[str, str], ...]] = {}
    unknown: list[int] = []
    used: set[tuple[str, bool]] = set()
    for column in statement.columns:
        if column.role is not ColumnRole.COMPONENT:
            continue
        name = member(column.header, catalogue)
        shares = _of_shares(statement, column.index)
        if name is None or (name, shares) in used:
            unknown.append(column.index)
            continue
        used.add((name, shares))
        if name:
            found[column.index] = ((AXIS, name),)
    return found, tuple(unknown)


def _of_shares(statement: Statement, column: int) -> bool:
    kinds = [c.unit_kind.value for line in statement.lines for c in line.cells if c.column == column]
    return bool(kinds) and kinds.count("shares") * 2 > len(kinds)
