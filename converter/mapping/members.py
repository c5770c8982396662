"""Tells apart the parts of a total that share its concept: revenue and cost by product or service."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from converter.mapping.candidates import Option, Setting, structural
from converter.mapping.extensions import headline, local_name
from converter.model import Concept, LineItem
from converter.taxonomies import Catalogue

_AXES = ("srt:ProductOrServiceAxis", "us-gaap:ProductOrServiceAxis")

# Totals whose parts are told apart by a member rather than by a concept.
_DIVISIBLE = frozenset(
    f"us-gaap:{name}"
    for name in (
        "Revenues",
        "SalesRevenueNet",
        "RevenueFromContractWithCustomerExcludingAssessedTax",
        "CostOfRevenue",
        "CostOfGoodsAndServicesSold",
    )
)

# Words of a caption, and the member; the first that fits and that the release has is taken.
_MEMBERS = (
    (r"licens.*(?:service|maintenance)", "us-gaap:LicenseAndServiceMember"),
    (r"licens", "us-gaap:LicenseMember"),
    (r"royalt", "us-gaap:RoyaltyMember"),
    (r"franchis", "us-gaap:FranchiseMember"),
    (r"product|goods|merchandise|equipment|hardware|systems?\b", "us-gaap:ProductMember"),
    (r"maintenance", "us-gaap:MaintenanceMember"),
    (r"food|beverage|restaurant", "us-gaap:FoodAndBeverageMember"),
    (r"rooms?\b|lodging", "us-gaap:OccupancyMember"),
    (r"casino|gaming", "us-gaap:CasinoMember"),
    (r"advertis", "us-gaap:AdvertisingMember"),
    (r"subscription|circulation", "us-gaap:SubscriptionAndCirculationMember"),
    (r"electric", "us-gaap:ElectricityMember"),
    (r"natural gas|^gas\b", "us-gaap:NaturalGasUsRegulatedMember"),
    (r"passenger", "us-gaap:PassengerMember"),
    (r"cargo|freight", "us-gaap:CargoAndFreightMember"),
    (r"construction", "us-gaap:ConstructionMember"),
    (r"home ?build|homes?\b", "us-gaap:HomeBuildingMember"),
    (r"real estate", "us-gaap:RealEstateMember"),
    (r"oil and gas", "us-gaap:OilAndGasMember"),
    (r"management (?:fee|service)", "us-gaap:ManagementServiceMember"),
    (r"service", "us-gaap:ServiceMember"),
)
# Sales that are not divided, where a total of revenues adds other income to them.
_WHOLE = re.compile(r"(?:Net|Gross|Total|Operating|Sales?|Revenues?|And|Other|The)+")
WHOLE = "ext:TotalMember"
_SALES = ("us-gaap:RevenueFromContractWithCustomerExcludingAssessedTax", "us-gaap:SalesRevenueNet")
_WEAK = 0.5  # below this certainty another concept doesn't keep a line from being a part
_BOTH = re.compile(
    r"\b(?:products?|sales|goods|parts|equipment|merchandise|hardware)(?: sales)? (?:and|&) services?\b"
    r"|\bservices? (?:and|&) (?:products?|sales|goods|parts|equipment|merchandise)\b",
    re.I,
)
_KIND = re.compile(r"^(?:net )?costs? of|\b(?:revenues?|sales|costs?)\W*$", re.I)
_APART = re.compile(
    r"\b(?:interest|dividends?|gains?|loss|losses|equity|depreciation|amortization|taxes|other|net income"
    r"|expenses?|dispositions?|disposals?|selling|administrative|allowances?|returns|discounts?|provision|investment|excise)\b",
    re.I,
)


def divide(
    line: LineItem,
    options: Sequence[Option],
    total: Concept | None,
    shared: frozenset[str],
    setting: Setting,
) -> tuple[Option, ...]:
    """The options of a line, with a member where it is a part of a total with the same kind of concept.

    A line that no rule names is taken for such a part too, unless its caption speaks of something else.
    Elsewhere products and services have a member only where several lines would be ``shared`` concepts.
    """
    axis = next((name for name in _AXES if setting.catalogue.concept(name) is not None), "")
    if total is None or total.name not in _DIVISIBLE or not axis:
        return tuple(
            replace(option, dimensions=())
            if _product(option) and option.concept.name not in shared
            else option
            for option in options
        )
    found: list[Option] = []
    for option in options:
        if option.concept.name in _DIVISIBLE and option.concept.balance == total.balance:
            member = option.dimensions[0][1] if _product(option) else _member(line, setting.catalogue)
            if member == WHOLE:
                part = next((c for c in map(setting.catalogue.concept, _SALES) if c is not None), None)
                if part is not None and total.name == "us-gaap:Revenues":
                    found.append(replace(option, concept=part, note="sales, which the total adds to others"))
                continue
            if not member:
                continue
            option = replace(option, dimensions=((axis, member),), note="a member of what its total adds")
        found.append(option)
    if all(option.score < _WEAK for option in found) and not _APART.search(line.label):
        member = _member(line, setting.catalogue)
        if member and member != WHOLE:
            ref = structural("member", "a part of the total, told apart by its caption")
            found.append(Option(total, 0.65, 0.65, ref, dimensions=((axis, member),)))
    return tuple(found)


def apart(
    lines: Sequence[LineItem], options: Sequence[Sequence[Option]], setting: Setting
) -> list[tuple[Option, ...]]:
    """The options of parts of one sum whose best concept is the same kind of cost or revenue ("Cost of
    service", "Cost of equipment" among all expenses): each has a member, as none of them is the whole.

    Nothing changes where a caption has no words for a member, or where two would have the same.
    """
    unchanged = [tuple(found) for found in options]
    axis = next((name for name in _AXES if setting.catalogue.concept(name) is not None), "")
    own = [_member(line, setting.catalogue) for line in lines]
    if not axis or "" in own or WHOLE in own or len(set(own)) < len(own):
        return unchanged
    return [
        tuple(
            replace(option, dimensions=((axis, member),), note="a member, as others have the same concept")
            if option.concept.name == found[0].concept.name
            else option
            for option in found
        )
        for member, found in zip(own, unchanged, strict=True)
    ]


def divisible(option: Option) -> bool:
    """Whether a concept is told apart by members, and has none yet."""
    return option.concept.name in _DIVISIBLE and not option.dimensions


def _product(option: Option) -> bool:
    return any(axis in _AXES for axis, _ in option.dimensions)


def _member(line: LineItem, catalogue: Catalogue) -> str:
    """The member for the words of a caption: of the release, else one of the report's own ("ext:...")."""
    label = headline(replace(line, section=()))
    if _BOTH.search(label):
        return own_member(line)
    for pattern, name in _MEMBERS:
        if re.search(pattern, label, re.I) and catalogue.concept(name) is not None:
            return name
    return own_member(line)


def own_member(line: LineItem) -> str:
    """A member of the report's own, named by the caption ("ext:LocalServiceMember"; "" for no words)."""
    label = headline(replace(line, section=()))
    own = local_name(_KIND.sub(" ", label)) or local_name(label)
    if own and _WHOLE.fullmatch(own):
        own = "Total"
    return f"ext:{own}Member" if own else ""
