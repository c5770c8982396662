"""Proposes concepts for each line: from the mapping tables, from what a bare total sums, from a proposer."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from converter.mapping import words
from converter.mapping.labels import normalise
from converter.mapping.sections import Sums, main_total, two_sides
from converter.mapping.tables import MappingRule, MappingTables, Match, ValueSign
from converter.model import (
    ColumnRole,
    Concept,
    LineItem,
    LineRole,
    RollUp,
    RuleRef,
    Statement,
    StatementKind,
    UnitKind,
)
from converter.taxonomies import Catalogue
from converter.taxonomies.words import label_from_name

_ITEM_TYPES = {
    UnitKind.MONETARY: ("monetaryItemType",),
    UnitKind.PER_SHARE: ("perShareItemType",),
    UnitKind.SHARES: ("sharesItemType",),
    UnitKind.PURE: ("pureItemType", "percentItemType", "decimalItemType", "integerItemType"),
}

# What a total without words of its own is, by the section that its parts share.
_TOTALS = {
    "assets.current": "us-gaap:AssetsCurrent",
    "assets.noncurrent": "us-gaap:AssetsNoncurrent",
    "assets.ppe": "us-gaap:PropertyPlantAndEquipmentGross",
    "assets.investments": "us-gaap:LongTermInvestments",
    "assets.utility_plant": "us-gaap:PublicUtilitiesPropertyPlantAndEquipmentNet",
    "assets.real_estate": "us-gaap:RealEstateInvestmentPropertyNet",
    "liabilities.current": "us-gaap:LiabilitiesCurrent",
    "liabilities.deposits": "us-gaap:Deposits",
    "liabilities": "us-gaap:Liabilities",
    "equity": "us-gaap:StockholdersEquity",
    "equity.partners": "us-gaap:PartnersCapital",
    "revenues": "us-gaap:Revenues",
    "revenues.interest": "us-gaap:InterestAndDividendIncomeOperating",
    "revenues.noninterest": "us-gaap:NoninterestIncome",
    "expenses.interest": "us-gaap:InterestExpense",
    "expenses.noninterest": "us-gaap:NoninterestExpense",
    "costs": "us-gaap:CostOfRevenue",
    "expenses": "us-gaap:CostsAndExpenses",
    "taxes": "us-gaap:IncomeTaxExpenseBenefit",
    "other": "us-gaap:NonoperatingIncomeExpense",
    "operating": "us-gaap:NetCashProvidedByUsedInOperatingActivities",
    "operating.adjustments": (
        "us-gaap:AdjustmentsToReconcileNetIncomeLossToCashProvidedByUsedInOperatingActivities"
    ),
    "operating.changes": "us-gaap:IncreaseDecreaseInOperatingCapital",
    "investing": "us-gaap:NetCashProvidedByUsedInInvestingActivities",
    "financing": "us-gaap:NetCashProvidedByUsedInFinancingActivities",
}
# What is left of a section's property after depreciation, and the words for that.
_PLANT = {
    "": "us-gaap:PropertyPlantAndEquipmentNet",
    "assets": "us-gaap:PropertyPlantAndEquipmentNet",
    "assets.noncurrent": "us-gaap:PropertyPlantAndEquipmentNet",
    "assets.ppe": "us-gaap:PropertyPlantAndEquipmentNet",
    "assets.utility_plant": "us-gaap:PublicUtilitiesPropertyPlantAndEquipmentNet",
    "assets.real_estate": "us-gaap:RealEstateInvestmentPropertyNet",
}
_WORN = re.compile(r"\b(?:accumulated|less|allowance|reserve)\b.*\b(?:depreciation|depletion|amortization)\b")
_GROSS = {
    "us-gaap:PublicUtilitiesPropertyPlantAndEquipmentNet": (
        "us-gaap:PublicUtilitiesPropertyPlantAndEquipmentPlantInService"
    ),
    "us-gaap:PropertyPlantAndEquipmentNet": "us-gaap:PropertyPlantAndEquipmentGross",
    "us-gaap:RealEstateInvestmentPropertyNet": "us-gaap:RealEstateInvestmentPropertyAtCost",
}
_SURE_ENOUGH = 0.89  # probability from which a proposal needs no words in common with the caption
# words of concept names that captions say in other ways, or by where they stand
_GENERAL = frozenset(
    {
        "increase", "decrease", "proceeds", "payment", "provided", "used", "other", "net", "operating",
        "activity", "asset", "liability", "value", "current", "noncurrent", "gain", "loss", "expense", "cost",
    }
)  # fmt: skip
_TERMED = 0.9  # certainty of "current" or "noncurrent" in a balance sheet that does not say so
_TERM = re.compile(r"\bcurrent\b|\bwithin one year\b|\bafter one year\b|\blong-term\b", re.I)
_CHANGE_OF_CASH = "us-gaap:CashAndCashEquivalentsPeriodIncreaseDecrease"
_EXCHANGE = re.compile(r"\beffects?\b.*\bexchange\b|\bexchange\b.*\beffects?\b", re.I)
_QUALIFIER = re.compile(r"^(?:(?:non)?taxable|(?:tax )?exempt(?: from .*tax\w*)?|domestic|foreign)$")
_OF_INCOME = frozenset(
    {"interest", "income", "expense", "fee", "dividend", "revenue", "other", "total", "from"}
)
_BEFORE_WEAR = "before the depreciation that follows"
# What a total without words is, by the captions of its parts: (statement, a word of at least one part for
# each pattern, concept). The first that fits is taken.
_SHEET, _INCOME, _FLOW = StatementKind.BALANCE_SHEET, StatementKind.INCOME, StatementKind.CASH_FLOW
_ACCOUNTING_CHANGE = re.compile(r"^\W*(?:net )?cumulative effects?\b.*\b(?:accounting|principles?)\b", re.I)
_CHANGE_OR_RESULT = re.compile(
    r"CumulativeEffect|Extraordinary|EarningsPerShare|:(?:Net)?IncomeLoss|ProfitLoss"
)
_APART = re.compile(r"\b(?:dividends?|shares?|preferred|weighted|total)\b", re.I)
_GROSS_PROFIT = re.compile(r"^gross (?:profit|margin|income|earning)\b")
_INTEREST_NET = re.compile(r"^net interest (?:income|margin)$")
_LOSSES_PROVIDED = re.compile(r"\bprovision\b.*\b(?:loss|credit|loan)\b")
_SUMS = (
    (_SHEET, "depreciation|amortization|depletion", "", "PropertyPlantAndEquipmentNet"),
    (
        _SHEET,
        r"\bland\b|building|leasehold|machinery",
        "equipment|machinery|building|progress",
        "PropertyPlantAndEquipmentGross",
    ),
    (_SHEET, "general partner", "limited partner", "PartnersCapital"),
    (
        _SHEET,
        "retained|deficit|undistributed|reinvested",
        "paid|capital|stock|share|issued",
        "StockholdersEquity",
    ),
    (_SHEET, "finished|product", "work process|raw|material", "InventoryNet"),
    (_SHEET, r"\bcash\b", "receivable|inventor", "AssetsCurrent"),
    (_SHEET, "payable", "accrued|current", "LiabilitiesCurrent"),
    (
        _INCOME,
        "cost|expense",
        "selling|administrative|depreciation|interest|maintenance|tax",
        "CostsAndExpenses",
    ),
    (_INCOME, "sale|revenue|rent", "other|interest|service|investment", "Revenues"),
    (
        _FLOW,
        "^net (?:income|loss|earning)|^income|^loss",
        "depreciation|amortization",
        "NetCashProvidedByUsedInOperatingActivities",
    ),
    (
        _FLOW,
        "purchase|acquisition|capital expenditure|addition",
        "sale|invest|equipment",
        "NetCashProvidedByUsedInInvestingActivities",
    ),
    (
        _FLOW,
        "dividend|borrowing|debt|repayment",
        "issuance|stock|proceed|borrowing|debt",
        "NetCashProvidedByUsedInFinancingActivities",
    ),
)
_INTEREST_PAID = re.compile(r"\binterest\b.*\bexpense\b")
_BALANCE = re.compile(
    r"^\W*balances?\b|^\W*(?:at )?(?:beginning|end|start|close) of\b|^\W*(?:beginning|ending) balance", re.I
)
# What a balance in a statement of equity is; the balance sheet tells them apart by its values.
_OF_RETAINED = re.compile(
    r"\b(?:statements?|changes)\s+(?:of|in)\s+(?:consolidated\s+)?(?:retained|reinvested)\s+earnings\W*$",
    re.I,
)
_BALANCES = (
    ("us-gaap:StockholdersEquity", 0.9),
    ("us-gaap:PartnersCapital", 0.85),
    ("us-gaap:MembersEquity", 0.8),
    ("us-gaap:RetainedEarningsAccumulatedDeficit", 0.75),
    ("us-gaap:CommonStockholdersEquity", 0.7),
)
# Whose capital it is: only a statement that speaks of them has it.
_OWNERS = {
    "us-gaap:PartnersCapital": re.compile(r"\b(?:partner|units?\b|unit ?holder|net assets)", re.I),
    "us-gaap:MembersEquity": re.compile(r"\b(?:member|l\.?l\.?c\b)", re.I),
}
_CURRENT_TOTAL = re.compile(r"us-gaap:(?:Assets|Liabilities)Current")
_ASIDE = re.compile(
    r"[\s,(]*\b(?:including|includes|inclusive of|excluding|exclusive of)\b"
    r"(?!(?:\W+\w+){0,2}?\W+(?:current|maturit\w+|portion|instal\w+)\b).*"
    r"|[\s,(]*\bnet of (?:\w+ ){0,3}?(?:costs?|expenses?|fees|commissions?)\b(?! recovered).*",
    re.I,
)
_PART = re.compile(r",\s*(?:of\s+which\s+)?(?:restricted|pledged)\W*$", re.I)  # "Cash, restricted $1,918"
_LIKENESS = 0.95  # a caption that is like others is never as sure as one that a row names
_OF_ASIDE = 0.5  # what a rule keeps of its certainty that asks for the words of an aside
_COMMITMENTS = re.compile(r"\b(?:commitments?|contingen\w+)\b", re.I)  # captions without amounts
_BARE = frozenset(("", "total", "subtotal", "net"))
_HEADED = 0.9  # certainty of a rule for a heading, when it is to name the total below it
_SAYS = (
    0.8  # confidence from which on a rule for a concept that the release has not says what a caption means
)


class Proposer(Protocol):
    """A statistical matcher: proposes (concept, probability) for a line that no row of the tables names."""

    def propose(
        self,
        statement_kind: str,
        label: str,
        section_headings: tuple[str, ...],
        previous_label: str,
        next_label: str,
        position: float,
        role: str,
    ) -> tuple[tuple[str, float], ...]:
        """``position`` is the line's place in the statement, 0 to 1; ``role`` a value of ``LineRole``."""
        ...


@dataclass(frozen=True, slots=True)
class Option:
    """A concept that a line may have: ``base`` as its rule says, ``score`` as structure sees it (0 to 1)."""

    concept: Concept
    base: float
    score: float
    rule: RuleRef
    value_sign: ValueSign = ValueSign.AS_PRINTED
    note: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()

    def rescored(self, factor: float, note: str) -> Option:
        """Nearer to certainty for a factor above 1 (the doubt is divided by it), less sure below 1."""
        score = 1 - (1 - self.score) / factor if factor >= 1 else self.score * factor
        return replace(self, score=score, note=f"{self.note}; {note}" if self.note else note)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the filing while its lines are matched."""

    tables: MappingTables
    catalogue: Catalogue
    year: int | None = None
    industry: str = ""
    proposer: Proposer | None = None


def structural(name: str, evidence: str) -> RuleRef:
    """The reference of a decision that no table row made."""
    return RuleRef(f"structure.{name}", "", 0, evidence)


Dimensions = tuple[tuple[str, str], ...]


def resolve(name: str, catalogue: Catalogue) -> Concept | None:
    """The concept of that name that facts may have in the release, or its plain successor there.

    A successor that needs a member to say the same (relation "dimension"), or that is only a part of
    the retired concept, is none.
    """
    concept, dimensions = resolve_fully(name, catalogue)
    return None if dimensions else concept


def resolve_fully(name: str, catalogue: Catalogue) -> tuple[Concept | None, Dimensions]:
    """Like :func:`resolve`, with successors that are a concept with a member."""
    concept = catalogue.concept(name)
    dimensions: Dimensions = ()
    if concept is None:
        after = catalogue.successors.get(name)
        if after is not None and after.relation in ("same", "wider", "dimension"):
            concept = catalogue.concept(after.concept)
            if after.relation == "dimension":
                dimensions = ((after.axis, after.member),)
    return (concept, dimensions) if concept is not None and not concept.abstract else (None, ())


def fits(concept: Concept, kind: StatementKind, unit: UnitKind) -> bool:
    """Whether the concept's type and period type can stand in such a statement."""
    if concept.type not in _ITEM_TYPES[unit]:
        return False
    if kind in (StatementKind.BALANCE_SHEET, StatementKind.PARENTHETICAL):
        return concept.period_type == "instant"
    if kind in (StatementKind.INCOME, StatementKind.COMPREHENSIVE_INCOME) and unit is not UnitKind.SHARES:
        return (
            concept.period_type == "duration"
            or "RetainedEarnings" in concept.name
            or "Equity" in concept.name
        )
    return True


def for_line(
    statement: Statement,
    place: int,
    key: str,
    unit: UnitKind,
    sums: Sums,
    setting: Setting,
    unclassified: bool = False,
) -> tuple[Option, ...]:
    """The options of line ``place`` (position in ``statement.lines``) for one kind of unit, best first.

    ``unclassified`` says that a balance sheet does not tell current from other items.
    """
    line = statement.lines[place]
    kind = statement.kind
    role = LineRole.TOTAL if line.index in sums.by_total else line.role
    options: dict[str, Option] = {}

    def add(concept: Concept | None, score: float, rule: RuleRef, sign: ValueSign, note: str = "") -> None:
        if concept is None or not fits(concept, kind, unit):
            return
        known = options.get(concept.name)
        if known is None or known.score < score:
            options[concept.name] = Option(concept, score, score, rule, sign, note)

    retired: tuple[int, int] | None = None
    for rule, factor in _ranked(statement, line, key, unit, role, setting):
        if bare(line.label) and _inner(statement, line, key, sums):
            break
        if retired is not None and rule.rank[:2] < retired and not options:
            break  # what the caption says has no concept in the release: weaker rules only seem to fit
        note = "" if factor == 1 else "from a weaker or neighbouring rule"
        concept = resolve(rule.concept, setting.catalogue)
        if concept is None and factor == 1 and rule.confidence >= _SAYS:
            retired = rule.rank[:2]
        add(concept, rule.confidence * factor, rule.ref, rule.value_sign, note)
    if (
        normalise(line.label) in _BARE
        and unit is UnitKind.MONETARY
        and (not line.label or line.index in sums.by_total or _closes(statement, line))
    ):
        for rule in _of_heading(statement, line, key, sums, setting):
            score = rule.confidence * _HEADED
            add(
                resolve(rule.concept, setting.catalogue),
                score,
                rule.ref,
                rule.value_sign,
                "told by its heading",
            )
        for name, score, why in _of_bare_total(statement, place, key, sums):
            add(resolve(name, setting.catalogue), score, structural("bare-total", why), ValueSign.AS_PRINTED)
    pair = two_sides(statement, sums) if kind is StatementKind.BALANCE_SHEET else None
    if pair and line.index in pair and unit is UnitKind.MONETARY and not bare(line.label):
        name = "us-gaap:Assets" if line.index == pair[0] else "us-gaap:LiabilitiesAndStockholdersEquity"
        ref = structural("two-sides", "the largest total that the balance sheet prints twice")
        score = 0.98 if _COMMITMENTS.search(line.label) else 0.75
        add(resolve(name, setting.catalogue), score, ref, ValueSign.AS_PRINTED)
    if kind is StatementKind.EQUITY and _BALANCE.search(line.label):
        ref = structural("equity-balance", "opening or closing balance of a component of equity")
        split = any(c.role is ColumnRole.COMPONENT for c in statement.columns)
        if not split and unit is UnitKind.MONETARY and _OF_RETAINED.search(statement.title):
            alone = structural("equity-balance", "the statement is of retained earnings alone")
            name = "us-gaap:RetainedEarningsAccumulatedDeficit"
            add(resolve(name, setting.catalogue), 0.92, alone, ValueSign.AS_PRINTED)
        for name, score in _BALANCES if unit is UnitKind.MONETARY else (("us-gaap:SharesOutstanding", 0.9),):
            if split and name.endswith("AccumulatedDeficit"):
                continue  # a component has the concept of the whole, with a member
            add(resolve(name, setting.catalogue), score, ref, ValueSign.AS_PRINTED)
    if kind is StatementKind.EQUITY:
        for owners, called in _OWNERS.items():
            if any(name.startswith(owners) for name in options) and not _has_owners(statement, called):
                options = {name: option for name, option in options.items() if not name.startswith(owners)}
    if not options and setting.proposer is not None and line.label:
        _propose(statement, place, setting, add)
    if kind is StatementKind.BALANCE_SHEET and _is_worn(statement, place):
        for net, gross in _GROSS.items():
            if net in options:
                option = options[net]
                add(
                    resolve(gross, setting.catalogue),
                    option.base,
                    option.rule,
                    option.value_sign,
                    _BEFORE_WEAR,
                )
                options[net] = option.rescored(0.5, "depreciation follows")
    bare_term = kind is StatementKind.BALANCE_SHEET and normalise(line.label) == "current"
    if kind is StatementKind.BALANCE_SHEET:
        options = _of_partner(line, options, setting.catalogue)
    if line.section and (bare_term or _QUALIFIER.search(normalise(line.label))):
        options = _under_heading(options, normalise(line.label), normalise(line.section[-1]))
    if kind is StatementKind.INCOME and _of_accounting_change(line):
        options = {name: option for name, option in options.items() if _CHANGE_OR_RESULT.search(name)}
    if kind is StatementKind.CASH_FLOW and _CHANGE_OF_CASH in options:
        _before_exchange(statement, place, options, setting.catalogue)
    if unclassified and not _TERM.search(line.label):
        options = _without_terms(options, kind, unit, setting.catalogue)
    return tuple(sorted(options.values(), key=lambda option: (-option.score, option.concept.name)))


_PARTNER = re.compile(r"\b(general|limited)\s+partners?\b", re.I)
_OF_PARTNERS = {"general": ("Limited", "General"), "limited": ("General", "Limited")}
_OF_STOCKHOLDERS = re.compile(r"us-gaap:(?:AdditionalPaidIn|StockholdersEquity|CommonStock|PreferredStock)")


def _of_partner(line: LineItem, options: dict[str, Option], catalogue: Catalogue) -> dict[str, Option]:
    """The options of a line of the general or of the limited partners: each has concepts of its own
    ("Cumulative net income" under both), and neither has those of stockholders."""
    said = next(filter(None, map(_partners, (line.label, *reversed(line.section)))), frozenset())
    if len(said) != 1:
        return options
    other, own = _OF_PARTNERS[next(iter(said))]
    found: dict[str, Option] = {}
    for name, option in options.items():
        if _OF_STOCKHOLDERS.match(name):
            continue
        if name.startswith(f"us-gaap:{other}Partners"):
            concept = resolve(name.replace(f":{other}Partners", f":{own}Partners"), catalogue)
            if concept is not None:
                found.setdefault(concept.name, replace(option, concept=concept))
            continue
        found[name] = option
    return found


def _partners(text: str) -> frozenset[str]:
    """Which partners a caption or heading speaks of: "general", "limited" or both."""
    return frozenset(word.lower() for word in _PARTNER.findall(text))


def _has_owners(statement: Statement, called: re.Pattern[str]) -> bool:
    said = [statement.title, *(c.header for c in statement.columns), *(ln.label for ln in statement.lines)]
    return any(called.search(text) for text in said)


def _of_accounting_change(line: LineItem) -> bool:
    """Whether the line is a cumulative effect of an accounting change: no expense, whatever it is about."""
    if _ACCOUNTING_CHANGE.search(line.label):
        return True
    headed = any(_ACCOUNTING_CHANGE.search(heading) for heading in line.section[-1:])
    return headed and not words.says_result(line.label) and not _APART.search(line.label)


def _under_heading(options: dict[str, Option], caption: str, heading: str) -> dict[str, Option]:
    """The options of a caption that only qualifies its heading ("Taxable"): those that name what it names."""
    said = set(heading.split()) - _OF_INCOME
    if not said:
        return options
    found = {}
    for name, option in options.items():
        things = _words_of(name) - _OF_INCOME - set(caption.split())
        if not things or things & said:
            found[name] = option
    return found


def _before_exchange(
    statement: Statement, place: int, options: dict[str, Option], catalogue: Catalogue
) -> None:
    """Where the effect of exchange rates is printed below the change of cash, the change is before it."""
    below = [line.label for line in statement.lines[place + 1 : place + 5] if line.cells]
    concept = catalogue.concept(f"{_CHANGE_OF_CASH}ExcludingExchangeRateEffect")
    if concept is not None and any(_EXCHANGE.search(label) for label in below):
        option = options.pop(_CHANGE_OF_CASH)
        options[concept.name] = replace(option, concept=concept, note="exchange rates come below")


def _without_terms(
    options: dict[str, Option], kind: StatementKind, unit: UnitKind, catalogue: Catalogue
) -> dict[str, Option]:
    """The options of a balance sheet that is not classified: for a concept of current (or noncurrent)
    items the one that says nothing of the term, where the release has it."""
    found: dict[str, Option] = {}
    for option in options.values():
        concept = option.concept
        stem = re.sub(r"(?:Current|Noncurrent)$", "", concept.name)
        if stem != concept.name and not concept.name.endswith("AndNoncurrent"):
            for name in (f"{stem}CurrentAndNoncurrent", stem):
                other = catalogue.concept(name)
                if other is not None and other.balance == concept.balance and fits(other, kind, unit):
                    found.setdefault(concept.name, replace(option, score=option.score * _TERMED))
                    option = replace(option, concept=other, note="the balance sheet is not classified")
                    break
        known = found.get(option.concept.name)
        if known is None or known.score < option.score:
            found[option.concept.name] = option
    return found


def _is_worn(statement: Statement, place: int) -> bool:
    """Whether the next row with amounts takes depreciation off what this row shows."""
    after = next((line for line in statement.lines[place + 1 :] if line.cells), None)
    if after is None or _WORN.search(normalise(statement.lines[place].label)):
        return False
    caption = normalise(after.label)
    return bool(_WORN.search(caption)) and bool(
        re.match(r"(?:less|accumulated|allowance|reserve)\b", caption)
    )


def _propose(statement: Statement, place: int, setting: Setting, add: object) -> None:
    assert callable(add)  # noqa: S101
    lines = statement.lines
    line = lines[place]
    proposer = setting.proposer
    if proposer is None:
        return
    proposals = proposer.propose(
        statement.kind.value,
        line.label,
        line.section,
        lines[place - 1].label if place else "",
        lines[place + 1].label if place + 1 < len(lines) else "",
        place / max(1, len(lines) - 1),
        line.role.value,
    )
    said = set(normalise(" ".join((*line.section[-2:], line.label))).split())
    effect = "before" not in said and _OF_CHANGE.search(line.label) is not None
    for name, probability in proposals:
        if effect and "IncomeTax" in name:
            continue  # "Effect of accounting change: deferred taxes" is no tax of the year
        if probability < _SURE_ENOUGH and not _is_said(name, said):
            continue
        ref = structural("proposer", f"statistical matcher, probability {probability:.2f}")
        add(resolve(name, setting.catalogue), min(probability, _LIKENESS), ref, ValueSign.AS_PRINTED)


# words without which a caption speaks of something else, however many it shares
_NATURE = frozenset(
    {"tax", "interest", "dividend", "discontinued", "extraordinary", "depreciation", "treasury"}
)
_OF_CHANGE = re.compile(
    r"\b(?:accounting|method)\s+changes?\b|\bchanges?\s+in\s+(?:\w+\s+){0,2}?accounting\b", re.I
)


def _is_said(name: str, said: set[str]) -> bool:
    """Whether the caption and its headings have most of the words that tell a concept from others."""
    telling = _words_of(name) - _GENERAL
    return 2 * len(telling & said) > len(telling) and telling & _NATURE <= said


def _words_of(name: str) -> set[str]:
    """The words of a concept's name, in the form of normalised captions."""
    return set(normalise(label_from_name(name.partition(":")[2].replace("NetOfTax", ""))).split())


def _ranked(
    statement: Statement, line: LineItem, key: str, unit: UnitKind, role: LineRole, setting: Setting
) -> list[tuple[MappingRule, float]]:
    """The rules that hold for a line, each with what is taken off its confidence."""
    label = line.label
    if unit is UnitKind.PER_SHARE and line.section and "discontinued" not in normalise(label):
        heading = line.section[-1]
        if normalise(heading).startswith("discontinued"):  # "Income from operations" is of these alone
            label = f"{heading} {label}"
    normal = normalise(label)
    kept: list[tuple[MappingRule, float]] = []
    found = {rule.id: (rule, 1.0) for rule in setting.tables.candidates(statement.kind.value, normal)}
    lead = normalise(_without_aside(_PART.sub("", line.embedded[0].before) if line.embedded else label))
    aside = normalise(_without_aside(label)) not in ("", normal)
    if lead and lead != normal:  # what stands before the numbers names the line; what follows describes it
        leading = {rule.id: rule for rule in setting.tables.candidates(statement.kind.value, lead)}
        named = {rule.concept for rule in leading.values()}
        whole = {
            name: (rule, 1.0 if name in leading else _of_whole(rule, named, aside=aside))
            for name, (rule, _) in found.items()
        }
        found = {**{name: (rule, 0.95) for name, rule in leading.items()}, **whole}
    by_rank = sorted(found.values(), key=lambda pair: (*(-part for part in pair[0].rank), pair[0].id))
    for rule, told in by_rank:
        if rule.unit_kind is not unit:
            continue
        retired = setting.catalogue.concept(rule.concept) is None
        common = {
            "release": "" if retired else setting.catalogue.release,
            "year": setting.year,
            "industry": setting.industry,
        }
        if _holds(rule, key, role, common):
            kept.append((rule, told))
            continue
        if bare(line.label):
            continue
        nearby = any(section.startswith(key + ".") or not key for section in rule.sections)
        loose = statement.kind is not StatementKind.BALANCE_SHEET and len(normal.split()) > 1
        related = any(
            section.split(".")[0] == key.split(".")[0]
            and "current" not in (section.rpartition(".")[2], key.rpartition(".")[2])
            for section in rule.sections
        )
        for allowed, factor in ((nearby, 0.8), (related and len(normal.split()) > 1, 0.7), (loose, 0.6)):
            if allowed and _holds(rule, rule.sections[0] if rule.sections else key, role, common):
                kept.append((rule, factor * told))
                break
    tiers: list[tuple[int, int]] = sorted(
        {rule.rank[:2] for rule, factor in kept if factor >= 0.95}, reverse=True
    )
    return [
        (rule, factor * (max(0.6, 0.85 ** tiers.index(rule.rank[:2])) if rule.rank[:2] in tiers else 0.85))
        for rule, factor in kept
    ]


def _of_whole(rule: MappingRule, named: Collection[str], *, aside: bool) -> float:
    """What a rule for the whole caption keeps of its certainty, where its first words name concepts too."""
    if not aside:
        return 0.7
    return 1.0 if rule.concept in named or rule.match is Match.EXACT else _OF_ASIDE


def _without_aside(label: str) -> str:
    """A caption without what it only says to be part of the amount, or already taken off ("including
    deposits", "net of issuance costs"). Terms of debt ("including current maturities") are no aside."""
    return _ASIDE.sub("", label)


def _holds(rule: MappingRule, key: str, role: LineRole, common: Mapping[str, object]) -> bool:
    return rule.applies(
        key,
        release=str(common["release"]),
        year=common["year"] if isinstance(common["year"], int) else None,
        industry=str(common["industry"]),
        role=role,
    )


def _of_bare_total(statement: Statement, place: int, key: str, sums: Sums) -> list[tuple[str, float, str]]:
    """What a total without words means: by the two sides of the balance sheet, and by what it adds."""
    line = statement.lines[place]
    if statement.kind is StatementKind.BALANCE_SHEET:
        pair = two_sides(statement, sums)
        if pair is None and _closes(statement, line):
            return [
                ("us-gaap:LiabilitiesAndStockholdersEquity", 0.9, "the last total, of both under its heading")
            ]
        if pair and line.index == pair[0]:
            return [("us-gaap:Assets", 0.95, "equals the last total of the balance sheet")]
        if pair and line.index == pair[1]:
            return [("us-gaap:LiabilitiesAndStockholdersEquity", 0.95, "equals total assets")]
    rollup = sums.by_total.get(line.index)
    if rollup is None or (
        key == "taxes" and any(words.says_result(_label(statement, part)) for part, _ in rollup.parts)
    ):
        return []
    captions = [normalise(_label(statement, part)) for part, _ in rollup.parts]
    above = sums.parent.get(line.index)
    less = any(
        weight < 0 or _WORN.search(caption)
        for (_, weight), caption in zip(rollup.parts, captions, strict=True)
    )
    if less and key in _PLANT and any(_WORN.search(caption) for caption in captions):
        named = above is not None and re.search(
            r"\b(?:plant|property|real estate)\b", _label(statement, above[0]), re.I
        )
        return [(_PLANT[key], 0.55 if named else 0.92, "property less depreciation")]
    taken = sums.by_total.get(above[0]) if above is not None else None
    if taken is not None and any(
        part > line.index
        and re.search(r"\b(?:treasury|reacquired|repurchased)\b", _label(statement, part), re.I)
        for part, _ in taken.parts
    ):
        return [("us-gaap:StockholdersEquityBeforeTreasuryStock", 0.85, "what treasury stock is taken from")]
    if key in _PLANT and _PLANT[key] in _GROSS and _is_worn(statement, place):
        return [(_GROSS[_PLANT[key]], 0.88, _BEFORE_WEAR)]
    if (
        statement.kind is StatementKind.INCOME
        and less
        and any(_INTEREST_NET.search(caption) for caption in captions)
        and any(_LOSSES_PROVIDED.search(caption) for caption in captions)
    ):
        name = "us-gaap:InterestIncomeExpenseAfterProvisionForLoanLoss"
        return [(name, 0.92, "net interest income less what is provided for losses")]
    if statement.kind is StatementKind.INCOME and captions and all(map(_INTEREST_PAID.search, captions)):
        return [("us-gaap:InterestExpense", 0.9, "sums interest expense alone")]
    if statement.kind is StatementKind.INCOME and key in ("costs", "expenses", "expenses.noninterest"):
        left = _left_of(rollup, captions)
        if left:  # a result, no sum of expenses
            gross = _GROSS_PROFIT.search(left) is not None
            return [("us-gaap:OperatingIncomeLoss", 0.9, "gross profit less expenses")] if gross else []
    found = [
        (name, 0.7, "told by the captions of what it sums") for name in _by_captions(statement, captions)
    ]
    matrix = any(column.role is ColumnRole.COMPONENT for column in statement.columns)
    if _inner(statement, line, key, sums) or (statement.kind is StatementKind.EQUITY and not matrix):
        return found  # below each other, a sum of a balance and what happened is no balance
    if key in _TOTALS and key not in ("assets", "liabilities"):
        whole = len(rollup.parts) > 1 and key != "assets.noncurrent"
        sure = 0.9 if key == "revenues.interest" else 0.8
        found.append((_TOTALS[key], sure if whole else 0.6, f"sums the section {key}"))
    elif key == "liabilities":
        found.append((_TOTALS[key], 0.6, f"sums the section {key}"))
    return found


def _left_of(rollup: RollUp, captions: Sequence[str]) -> str:
    """The caption of the result or the revenue that all other parts of a sum are taken from, or ""."""
    first, *rest = [weight for _, weight in rollup.parts]
    against = bool(rest) and all(weight == -first for weight in rest)
    return captions[0] if against and words.says_result(captions[0]) else ""


def _closes(statement: Statement, line: LineItem) -> bool:
    """Whether a line is the last one with amounts, under a heading of liabilities and equity."""
    if statement.kind is not StatementKind.BALANCE_SHEET:
        return False
    last = max((other.index for other in statement.lines if other.cells), default=-1)
    heading = normalise(line.section[0]) if line.section else ""
    return (
        line.index == last
        and re.search(r"\bliability\b.*\b(?:equity|deficit|capital)\b", heading) is not None
    )


def _inner(statement: Statement, line: LineItem, key: str, sums: Sums) -> bool:
    """Whether a line is a part of its section's total, and so not that total."""
    above = sums.parent.get(line.index)
    return (
        above is not None and main_total(normalise(_label(statement, above[0])), statement.kind) == key != ""
    )


def _of_heading(
    statement: Statement, line: LineItem, key: str, sums: Sums, setting: Setting
) -> list[MappingRule]:
    """The rules for the heading whose lines, and no others, a total without words sums."""
    rollup = sums.by_total.get(line.index)
    if rollup is None or not rollup.foots or len(rollup.parts) < 2:
        return []
    parts = {part for part, _ in rollup.parts}
    paths = {other.section for other in statement.lines if other.index in parts}
    path = next(iter(paths))
    under = {
        other.index
        for other in statement.lines
        if other.section == path and other.cells and other.index < line.index and other.index not in parts
    }
    if (
        len(paths) != 1
        or not path
        or under
        or setting.tables.section(statement.kind.value, normalise(path[-1]))
    ):
        return []
    headed = replace(line, label=path[-1], embedded=())
    ranked = _ranked(statement, headed, key, UnitKind.MONETARY, LineRole.TOTAL, setting)
    return [rule for rule, factor in ranked if factor == 1]


def _by_captions(statement: Statement, captions: Sequence[str]) -> list[str]:
    for kind, one, another, name in _SUMS:
        if kind is not statement.kind:
            continue
        first = {place for place, caption in enumerate(captions) if re.search(one, caption)}
        other = {place for place, caption in enumerate(captions) if re.search(another, caption)}
        if first and other and len(first | other) > 1:
            return [f"us-gaap:{name}"]
    return []


def bare(label: str) -> bool:
    """Whether a total's caption says nothing of what it sums ("", "Total")."""
    return normalise(label) in _BARE


def of_parts(
    parts: Sequence[tuple[Concept | None, int]], kind: StatementKind, setting: Setting
) -> tuple[Option, ...]:
    """The concepts to which the taxonomy adds most of these parts, the one that takes in most first."""
    known = [concept for concept, _ in parts if concept is not None]
    votes: dict[str, int] = {}
    for concept in known:
        for name in {arc.parent for arc in setting.catalogue.parents(concept.name)}:
            votes[name] = votes.get(name, 0) + 1
    names = [concept.name for concept in known]
    for name in set(names):
        if names.count(name) > 1:  # parts that will have the concept with a member each
            votes[name] = max(
                votes.get(name, 0),
                names.count(name)
                + sum(
                    1
                    for other in set(names) - {name}
                    if name in {a.parent for a in setting.catalogue.parents(other)}
                ),
            )
    further = {arc.parent for name in votes for arc in setting.catalogue.parents(name)}
    found: list[Option] = []
    for name, count in votes.items():
        if name in further and any(
            votes[other] >= count and any(arc.parent == name for arc in setting.catalogue.parents(other))
            for other in votes
        ):
            continue  # another total that takes in as much is closer to the parts
        total = resolve(name, setting.catalogue)
        if total is None or not fits(total, kind, UnitKind.MONETARY) or 2 * count < len(parts) or count < 2:
            continue
        if "Noncurrent" in name and any(_CURRENT_TOTAL.fullmatch(part) for part in names):
            continue  # what adds the total of current items is no total of others
        share = count / len(parts)
        ref = structural("sum-of-parts", f"{count} of its {len(parts)} lines are parts of it in the taxonomy")
        found.append(Option(total, 0.5 + 0.3 * share, 0.5 + 0.3 * share, ref))
    return tuple(sorted(found, key=lambda option: (-option.score, option.concept.name))[:3])


def _label(statement: Statement, index: int) -> str:
    return next((line.label for line in statement.lines if line.index == index), "")


def unit_kinds(line: LineItem, columns: Sequence[int]) -> tuple[UnitKind, ...]:
    """The kinds of unit among the amounts of a line, most frequent first."""
    counts: dict[UnitKind, int] = {}
    for cell in line.cells:
        if cell.value is not None and cell.column in columns:
            counts[cell.unit_kind] = counts.get(cell.unit_kind, 0) + 1
    return tuple(sorted(counts, key=lambda unit: (-counts[unit], unit.value)))
