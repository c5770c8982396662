"""Tells which component of equity a column (or a block) of a statement of changes in equity shows."""

from __future__ import annotations

import re

from converter.mapping.extensions import local_name
from converter.model import ColumnRole, LineItem, Statement, StatementKind
from converter.taxonomies import Catalogue

_FEWEST = 3
AXIS = "us-gaap:StatementEquityComponentsAxis"

_Dimension = tuple[tuple[str, str], ...]

# Words of a heading, and the member; the first that fits and that the release has is taken.
_MEMBERS = (
    (r"treasury|reacquired", ("us-gaap:TreasuryStockMember",)),
    (
        r"(?:accumulated|other) comprehensive|accum\w*\.? (?:other )?comp",
        ("us-gaap:AccumulatedOtherComprehensiveIncomeMember",),
    ),
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
    (r"comprehensive", ("us-gaap:AccumulatedOtherComprehensiveIncomeMember",)),
    (
        r"unearned|deferred (?:esop|comp)|restricted (?:stock|shares)|esop|unamortized",
        ("us-gaap:DeferredCompensationShareBasedPaymentsMember",),
    ),
    (r"subscri|receivables?\b|notes? rec", ("us-gaap:ReceivablesFromStockholderMember",)),
    (r"general partner|managing partner", ("us-gaap:GeneralPartnerMember",)),
    (r"limited partner|investor partner", ("us-gaap:LimitedPartnerMember",)),
    (
        r"(?:dividends|distributions) in excess of|excess of (?:dividends|distributions)",
        ("us-gaap:AccumulatedDistributionsInExcessOfNetIncomeMember", "us-gaap:RetainedEarningsMember"),
    ),
    (
        r"paid\W{0,3}in|in excess of (?:par|stated)|surplus|excess of par|contributed|additional capital"
        r"|premium on (?:capital|common|preferred)? ?(?:stock|shares)|share premium",
        ("us-gaap:AdditionalPaidInCapitalMember",),
    ),
    (
        r"retained|def[ei]c[ei]t|undistributed|undivided|reinvested|accumulated (?:earnings|income|loss)"
        r"|earnings (?!per)|earnings$",
        ("us-gaap:RetainedEarningsMember",),
    ),
    (r"preferred|preference", ("us-gaap:PreferredStockMember",)),
    (r"common|capital stock|class [a-c]\b|ordinary|\bshares?\b", ("us-gaap:CommonStockMember",)),
    (r"minority|noncontrolling", ("us-gaap:NoncontrollingInterestMember",)),
    (r"warrant", ("us-gaap:WarrantMember",)),
)
_TOTAL = re.compile(
    r"\btotal\b|^(?:share|stock)\W{0,2}(?:holder|owner)s?\W{0,2}s? (?:equity|investment)$", re.I
)
# "Total" set over the end of a neighbour's heading ("Total Retained earnings") is none of the column's own.
_NOT_ITS_TOTAL = re.compile(r"\btotal (?:retained|treasury|paid|unrealized|accumulated)\b", re.I)
# What stands in the heads of columns and names no component: scales, par values, dates, rules.
_AROUND = re.compile(
    r"\(?\s*\b(?:all )?(?:(?:dollar|share)s? )?(?:amounts? )?(?:are )?(?:expressed |stated )?"
    r"in (?:thousands|millions)(?: of dollars)?(?:,? except\b[^)]*)?\s*\)?"
    r"|\(\s*0{3}(?:'?s)?(?: omitted)?\s*\)|\$\s?\d*\.?\d+\s+par value"
    r"|\([^)]*\bauthorized\b[^)]*\)|\bdecember 31,?|\b(?:19|20)\d\d\b|[-=_*]{3,}",
    re.I,
)
# Only what is measured: the component is that of the heading to the left.
_MEASURED = re.compile(
    r"^\W*(?:(?:amounts?|dollars?|par|stated|values?|cost|at|\$)\W*)+$",
    re.I,
)
_OF_MONEY = frozenset({"us-gaap:ReceivablesFromStockholderMember", "us-gaap:RetainedEarningsMember"})
_MEMO = re.compile(r"^\W*(?:total )?comprehensive (?:income|loss|earnings|\(loss\))", re.I)
_WORDLESS = re.compile(r"^\W*(?:shares?|number|amount|value|other)?\W*$", re.I)


def _bare(heading: str) -> str:
    return re.sub(
        r"\bcompre\W{1,2}hensive", "comprehensive", " ".join(_AROUND.sub(" ", heading).split()), flags=re.I
    )


def member(heading: str, catalogue: Catalogue) -> str | None:
    """The member for the words of a heading; "" for the total of all components; None if unknown."""
    text = _bare(heading)
    if _TOTAL.search(text) and not _NOT_ITS_TOTAL.search(text):
        return ""
    for pattern, names in _MEMBERS:
        if re.search(pattern, text, re.I):
            return next((name for name in names if catalogue.concept(name) is not None), None)
    return None


def own_member(heading: str) -> str:
    """A member of the report's own ("ext:ClassBCommonStockMember") for the words of a heading; "" for none.

    What only says how the component is measured ("Number of shares") is left out of the name.
    """
    text = _bare(_DECLARED.split(heading)[0] or heading)
    text = re.sub(r"\b(?:number(?: of)?|amounts?|(?:par |stated )?value|dollars?)\b", " ", text, flags=re.I)
    text = re.sub(r"(?<=\w)\s+(?:shares?|units)\W*$", " ", text, flags=re.I)
    if _WORDLESS.match(text):
        text = "Other equity" if re.search(r"\bother\b", text, re.I) else ""
    name = local_name(text)
    return f"ext:{name}Member" if name and "Total" not in name else ""


def of_columns(statement: Statement, catalogue: Catalogue) -> tuple[dict[int, _Dimension], tuple[int, ...]]:
    """Per column of components its dimension, and the columns whose component isn't known.

    A heading that the release has no member for gets a member of the report's own, and so does the
    second of two columns that would share a member in the same unit ("Class B Common Stock").
    """
    if statement.kind is not StatementKind.EQUITY:
        return {}, ()
    found: dict[int, _Dimension] = {}
    unknown: list[int] = []
    used: set[tuple[str, bool]] = set()
    total = _summed(statement, catalogue)
    before: list[str] = []
    left: tuple[str, bool] | None = None
    for column in statement.columns:
        if column.role is not ColumnRole.COMPONENT:
            left = None
            continue
        shares = _of_shares(statement, column.index)
        if _MEMO.match(_bare(column.header)) and not _holds_balances(statement, column.index):
            continue  # a column that only adds up the year's comprehensive income
        name = "" if column.index == total else member(column.header, catalogue)
        if name is not None and (name, shares) in used:
            rest = (member(_without_prefix(column.header, head), catalogue) for head in before)
            name = next((own for own in rest if own and (own, shares) not in used), name)
        before.append(column.header)
        if shares and name in _OF_MONEY:
            name = None  # "Shares issued and subscribed" are no subscriptions receivable
        if left is not None and left[1] and not shares and _MEASURED.match(column.header):
            name = left[0]
        if name is None or (name, shares) in used:
            name = own_member(column.header) or None
        if name is None or (name, shares) in used:
            unknown.append(column.index)
            left = None
            continue
        used.add((name, shares))
        left = (name, shares)
        if name:
            found[column.index] = ((AXIS, name),)
    return found, tuple(unknown)


def _balances(statement: Statement) -> list[LineItem]:
    return [ln for ln in statement.lines if ln.cells and ln.period is not None and ln.period.instant]


def _holds_balances(statement: Statement, column: int) -> bool:
    return any(c.column == column and c.value for line in _balances(statement) for c in line.cells)


def _summed(statement: Statement, catalogue: Catalogue) -> int | None:
    """The last column, where no heading says that it is the total, but all its balances add up the others."""
    money = [
        c.index
        for c in statement.columns
        if c.role is ColumnRole.COMPONENT and not _of_shares(statement, c.index)
    ]
    if len(money) < _FEWEST or any(member(c.header, catalogue) == "" for c in statement.columns):
        return None
    rows = [
        {c.column: c.value for c in line.cells if c.value is not None and c.column in money}
        for line in _balances(statement)
    ]
    last = money[-1]
    whole = [row for row in rows if last in row and len(row) > 2]
    adds = [row for row in whole if row[last] * 2 == sum(row.values())]
    return last if len(adds) > 1 and len(adds) == len(whole) else None


def _without_prefix(heading: str, beside: str) -> str:
    """A heading without the words that it begins with like the one beside it ("Convertible Preferred" set
    over the first of two columns and taken for both)."""
    words = heading.split()
    for word in beside.split():
        if len(words) < 2 or words[0] != word:
            break
        words = words[1:]
    return " ".join(words)


_CLASSED = re.compile(r"^\W*(?:class|series)\s+[\w-]{1,4}\b", re.I)
_DECLARED = re.compile(r"[:;]|,?\s*(?:of\s+)?(?:\$\s?\d*\.\d|no\s+par\b|par\s+value\b)")


def of_blocks(statement: Statement, catalogue: Catalogue) -> dict[tuple[str, ...], _Dimension]:
    """The dimension of each section of a statement that puts the components below each other.

    The innermost heading that names a component counts. One that names none the release knows, but
    stands over a balance, and the second of two that would share a member, have one of the report's own:
    of stocks, that of a class or series.
    """
    headings: dict[tuple[str, ...], str] = {}
    for line in statement.lines:
        for depth in range(len(line.section), 0, -1):
            path = line.section[:depth]
            name = member(path[-1], catalogue)
            if name is None and depth == len(line.section) and _has_balance(statement, path):
                name = own_member(path[-1]) or None
            if name is not None:
                headings.setdefault(line.section, name)
                headings.setdefault(path, name)
                break
    found: dict[tuple[str, ...], _Dimension] = {}
    holder: dict[str, tuple[str, ...]] = {}
    for path, name in sorted(headings.items(), key=lambda item: _CLASSED.match(item[0][-1]) is not None):
        block = next((path[:d] for d in range(1, len(path) + 1) if headings.get(path[:d]) == name), path)
        if name and holder.setdefault(name, block) != block:
            name = own_member(block[-1])
            if not name or holder.setdefault(name, block) != block:
                continue
        if name:
            found[path] = ((AXIS, name),)
    return found


def _has_balance(statement: Statement, path: tuple[str, ...]) -> bool:
    return any(
        line.section == path and line.cells and re.search(r"\bbalances?\b", line.label, re.I)
        for line in statement.lines
    )


def _of_shares(statement: Statement, column: int) -> bool:
    kinds = [c.unit_kind.value for line in statement.lines for c in line.cells if c.column == column]
    return bool(kinds) and kinds.count("shares") * 2 > len(kinds)
