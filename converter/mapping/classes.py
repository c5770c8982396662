"""Tells classes and series of stock apart that share a concept: each has a member."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from converter.mapping.candidates import Option
from converter.mapping.extensions import local_name
from converter.model import LineItem, RollUp, Statement, StatementKind
from converter.stock import KINDS
from converter.taxonomies import Catalogue

AXIS = "us-gaap:StatementClassOfStockAxis"

Dimensions = tuple[tuple[str, str], ...]

_KINDS = (StatementKind.BALANCE_SHEET, StatementKind.PARENTHETICAL, StatementKind.INCOME)
_VALUES = {"common": "us-gaap:CommonStockValue", "preferred": "us-gaap:PreferredStockValue"}
_DIVISIBLE = re.compile(
    r"^us-gaap:(?:CommonStock|PreferredStock|TemporaryEquity|EarningsPerShare|WeightedAverageNumber"
    r"|IncomeLoss\w*Per\w*Share|DiscontinuedOperation\w*Per\w*Share|ProfitLoss\w*PerShare)"
)
_CAPTION = re.compile(
    rf"^\W*(?:{KINDS}[\s,(-]+){{1,8}}(?:stocks?|shares?)\b|^\W*(?:class|series)\s+[A-Z\d]{{1,4}}\b", re.I
)
_APART = re.compile(
    r"\b(?:treasury|subscri\w+|issuable|warrants?|dividends?|held|purchases?|options?|receivables?|premium"
    r"|discount|to be issued|unissued|equivalents?)\b",
    re.I,
)
_DETAIL = re.compile(
    r"[;:]|,?\s*\$\s*\.?\d|\bauthorized\b|\bissued\b|\boutstanding\b|\bpar\b|\bstated\b|\bwithout\b"
    r"|[,(\s-]+\d[\d,]{3,}",
    re.I,
)
_PREFERRED = re.compile(r"\bprefer(?:red|ence)\b", re.I)
_TRAIL = re.compile(r"(?:\W|\b(?:of|with|or|and|at|in|the|no)\b)+$", re.I)
_LETTER = re.compile(r"\b(class|series)\s+([A-Z]|\d{1,4}|[A-Z]-\d|[ivx]{1,4})\b", re.I)
_TOLD = (
    (r"non-?redeemable", "us-gaap:NonredeemablePreferredStockMember"),
    (r"redeemable convertible|convertible redeemable", "us-gaap:RedeemableConvertiblePreferredStockMember"),
    (r"redeemable", "us-gaap:RedeemablePreferredStockMember"),
    (r"convertible", "us-gaap:ConvertiblePreferredStockMember"),
    (r"non-?cumulative", "us-gaap:NoncumulativePreferredStockMember"),
    (r"cumulative", "us-gaap:CumulativePreferredStockMember"),
    (r"non-?voting", "us-gaap:NonvotingCommonStockMember"),
    (r"convertible", "us-gaap:ConvertibleCommonStockMember"),
)


@dataclass(frozen=True, slots=True)
class _Stock:
    """What a caption says of a stock: "common" or "preferred", and its member ("" where it says nothing)."""

    family: str
    member: str


def of_lines(
    statement: Statement, concepts: Mapping[int, str], rollups: Sequence[RollUp], catalogue: Catalogue
) -> dict[int, Dimensions]:
    """By line index, the member of each line whose concept another class of stock has too.

    ``concepts`` are the concepts in view, by line. A line without one may declare a stock that has no
    amounts ("none issued"); it is told apart for the numbers inside its caption. A line that adds the
    classes has no member, and neither has the only one with amounts.
    """
    if statement.kind not in _KINDS or catalogue.concept(AXIS) is None:
        return {}
    groups: dict[str, dict[int, _Stock]] = {}
    for line in statement.lines:
        stock = _stock(line, catalogue)
        if stock is None or not (line.cells or line.embedded):
            continue
        concept = concepts.get(line.index, "" if line.cells else _VALUES[stock.family])
        if _DIVISIBLE.match(concept):
            groups.setdefault(concept, {})[line.index] = stock
    valued = {line.index for line in statement.lines if any(cell.value for cell in line.cells)}
    found: dict[int, Dimensions] = {}
    for group in groups.values():
        for rollup in rollups:
            if rollup.total in group and any(part in group for part, _ in rollup.parts):
                del group[rollup.total]
        members = [stock.member for stock in group.values()]
        if len(set(members)) > 1:
            issued = [index for index in group if index in valued]
            if len(issued) == 1:
                del group[issued[0]]  # all there is of the stock: the others are not issued
            found.update(
                (index, ((AXIS, stock.member),))
                for index, stock in group.items()
                if members.count(stock.member) == 1 or statement.kind is StatementKind.INCOME
            )
    return found


def fitting(line: LineItem, options: Sequence[Option]) -> tuple[Option, ...]:
    """The options that don't contradict the caption: preferred stock is no common stock."""
    match = _CAPTION.match(line.label)
    if match is None:
        return tuple(options)
    preferred = _PREFERRED.search(match.group())
    common = re.search(r"\bcommon\b", match.group(), re.I)
    other = ""
    if preferred and not common:
        other = "us-gaap:CommonStockValue"
    elif common and not preferred:
        other = "us-gaap:PreferredStockValue"
    return tuple(option for option in options if not other or not option.concept.name.startswith(other))


def _stock(line: LineItem, catalogue: Catalogue) -> _Stock | None:
    """The stock that a caption names; None for a caption of something else."""
    detail = _DETAIL.search(line.label, 4)
    phrase = _TRAIL.sub("", line.label[: detail.start()] if detail else line.label)
    if not _CAPTION.match(line.label) or _APART.search(phrase):
        return None
    whole = f"{phrase} {line.label[len(phrase) :][:40]}" if not _LETTER.search(phrase) else phrase
    preferred = _PREFERRED.search(phrase)
    family = "preferred" if preferred else "common"
    return _Stock(family, _member(phrase, whole, family, catalogue))


def _member(phrase: str, whole: str, family: str, catalogue: Catalogue) -> str:
    """The member of a stock: of the release, else one of the report's own ("ext:...")."""
    letter = _LETTER.search(phrase) or _LETTER.search(whole)
    wanted: list[str] = []
    if letter is not None:
        sort, mark = letter[1].lower(), letter[2].upper()
        if sort == "class":
            wanted.append(f"us-gaap:{'CommonClass' if family == 'common' else 'PreferredClass'}{mark}Member")
        elif family == "preferred":
            wanted.append(f"us-gaap:Series{mark}PreferredStockMember")
        wanted.append(f"ext:{sort.title()}{mark.replace('-', '')}{family.title()}StockMember")
    else:
        wanted += (
            name
            for words, name in _TOLD
            if family.title() in name and re.search(rf"\b{words}\b", phrase, re.I)
        )
        plain = re.fullmatch(
            r"\W*(?:capital|common|preferred|preference|ordinary)\W+(?:stocks?|shares?)\W*", phrase, re.I
        )
        own = "" if plain else local_name(re.sub(r"\d[\d.,/]*%?", _spelled, phrase))
        wanted.append(f"ext:{own}Member" if own else f"us-gaap:{family.title()}StockMember")
    return next(name for name in wanted if name.startswith("ext:") or catalogue.concept(name) is not None)


def _spelled(match: re.Match[str]) -> str:
    """A rate as letters and digits that a name can hold ("7.50%" gives "Rate750")."""
    digits = re.sub(r"\D", "", match.group())
    return f" Rate{digits} "
