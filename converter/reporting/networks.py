"""Roles of the extension taxonomy: presentation from the printed order, dimensions, labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from converter.model import (
    CalculationArc,
    Context,
    ExtensionConcept,
    LineItem,
    LineRole,
    PresentationNode,
    Role,
    StatementKind,
    TaggedStatement,
)
from converter.reporting.drafts import Draft
from converter.reporting.entity import AUTHORITY, safe_stem
from converter.reporting.names import caption, element_name

if TYPE_CHECKING:
    from converter.taxonomies import Catalogue

ROOTS = {
    StatementKind.BALANCE_SHEET: "StatementOfFinancialPositionAbstract",
    StatementKind.INCOME: "IncomeStatementAbstract",
    StatementKind.COMPREHENSIVE_INCOME: "StatementOfIncomeAndComprehensiveIncomeAbstract",
    StatementKind.CASH_FLOW: "StatementOfCashFlowsAbstract",
    StatementKind.EQUITY: "StatementOfStockholdersEquityAbstract",
    StatementKind.PARENTHETICAL: "StatementOfFinancialPositionAbstract",
    StatementKind.DETAIL: "BalanceSheetRelatedDisclosuresAbstract",
    StatementKind.ALLOWANCES: "ValuationAndQualifyingAccountsAbstract",
}

# Headings whose standard abstract leaves no doubt; the others become abstracts of the report's own.
HEADINGS = {
    "assets": "AssetsAbstract",
    "current assets": "AssetsCurrentAbstract",
    "liabilities": "LiabilitiesAbstract",
    "current liabilities": "LiabilitiesCurrentAbstract",
    "liabilities and stockholders equity": "LiabilitiesAndStockholdersEquityAbstract",
    "liabilities and shareholders equity": "LiabilitiesAndStockholdersEquityAbstract",
    "stockholders equity": "StockholdersEquityAbstract",
    "shareholders equity": "StockholdersEquityAbstract",
    "revenues": "RevenuesAbstract",
    "revenue": "RevenuesAbstract",
    "operating expenses": "OperatingExpensesAbstract",
    "cost of revenue": "CostOfRevenueAbstract",
    "cost of revenues": "CostOfRevenueAbstract",
    "cash flows from operating activities": "NetCashProvidedByUsedInOperatingActivitiesAbstract",
    "cash flows from investing activities": "NetCashProvidedByUsedInInvestingActivitiesAbstract",
    "cash flows from financing activities": "NetCashProvidedByUsedInFinancingActivitiesAbstract",
}

DOMAINS = {
    "us-gaap:StatementEquityComponentsAxis": "us-gaap:EquityComponentDomain",
    "us-gaap:StatementBusinessSegmentsAxis": "us-gaap:SegmentDomain",
    "us-gaap:StatementClassOfStockAxis": "us-gaap:ClassOfStockDomain",
    "us-gaap:StatementScenarioAxis": "us-gaap:ScenarioUnspecifiedDomain",
    "us-gaap:ProductOrServiceAxis": "us-gaap:ProductsAndServicesDomain",
    "srt:ProductOrServiceAxis": "srt:ProductsAndServicesDomain",
    "srt:ConsolidationItemsAxis": "srt:ConsolidationItemsDomain",
    "srt:StatementScenarioAxis": "srt:ScenarioUnspecifiedDomain",
    "dei:LegalEntityAxis": "dei:EntityDomain",
    "us-gaap:ValuationAllowancesAndReservesTypeAxis": "us-gaap:ValuationAllowancesAndReservesDomain",
}
"""The domain (and default member) of the axes that reports use."""

TABLES = {
    StatementKind.ALLOWANCES: (
        "srt:ValuationAndQualifyingAccountsDisclosure",
        "us-gaap:ValuationAndQualifyingAccountsDisclosure",
    ),
}
"""Tables that the releases have for one kind of statement; the others share the statement's."""

_NOT_WORD = re.compile(r"[^a-z0-9 ]+")

HYPERCUBE_TYPE = "hypercube"
"""``ExtensionConcept.type`` of a table; the schema writer gives it the hypercube substitution group."""

MEMBER_TYPE = "domainItemType"


@dataclass(slots=True)
class Vocabulary:
    """The concepts that the report adds, and the labels of all that it uses, while it is built.

    ``labels`` maps concept to role suffix to text; the first text for a role stays.
    """

    catalogue: Catalogue
    prefix: str
    extensions: dict[str, ExtensionConcept] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    standard: dict[str, str] = field(default_factory=dict)

    def add(self, extension: ExtensionConcept) -> str:
        """Declares ``extension`` (again: the same name is the same concept); gives its prefixed name."""
        self.extensions.setdefault(extension.name, extension)
        name = f"{self.prefix}:{extension.name}"
        self.use(name)
        return name

    def abstract(self, name: str, label: str, item_type: str = "stringItemType") -> str:
        """Declares an abstract concept under the first free name."""
        serial = 1
        own = name
        while own in self.extensions:
            serial += 1
            own = f"{name}{serial}"
        return self.add(ExtensionConcept(own, label, item_type, "duration", "", abstract=True))

    def use(self, concept: str) -> None:
        """Gives ``concept`` its standard label, which no other concept of the report shares (EFM 6.10.1)."""
        if concept in self.labels:
            return
        known = self.catalogue.concept(concept)
        local = concept.rpartition(":")[2]
        if known is not None:
            label = known.label
        else:
            label = self.extensions[local].label if local in self.extensions else ""
        label = caption(label) or _spaced(local)
        unique, serial = label, 1
        while self.standard.setdefault(unique, concept) != concept:
            serial += 1
            unique = f"{label} ({_spaced(local)})" if serial == 2 else f"{label} ({serial})"
        self.labels[concept] = {"": unique}

    def say(self, concept: str, role: str, text: str) -> None:
        """Adds a label in ``role`` ("terseLabel", ...) unless the concept has one in it."""
        self.use(concept)
        self.labels[concept].setdefault(role, caption(text) or self.labels[concept][""])

    def has(self, concept: str) -> bool:
        return self.catalogue.concept(concept) is not None


def _spaced(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)


@dataclass(slots=True)
class _Branch:
    """A node of a presentation tree that still grows."""

    concept: str
    preferred: str = ""
    label: str = ""
    children: list[_Branch] = field(default_factory=list)

    def freeze(self) -> PresentationNode:
        return PresentationNode(
            self.concept, tuple(child.freeze() for child in self.children), self.preferred, self.label
        )


def role_of(
    serial: int,
    kind: str,
    title: str,
    stem: str,
    taken: set[str],
    presentation: PresentationNode,
    calculation: tuple[CalculationArc, ...] = (),
    dimensions: tuple[tuple[str, tuple[str, ...]], ...] = (),
) -> Role:
    """A role whose definition follows the EDGAR Filer Manual, 6.7.12: sort code, type, title.

    ``taken`` holds the ids of the roles before it, and takes this one's.
    """
    identifier = element_name(title)[:100] or kind
    while identifier in taken:
        identifier += "X"
    taken.add(identifier)
    return Role(
        uri=f"{AUTHORITY}/{safe_stem(stem)}/role/{identifier}",
        id=identifier,
        definition=f"{serial:07d} - {kind} - {title}",
        presentation=(presentation,),
        calculation=calculation,
        dimensions=dimensions,
    )


def cover_tree(concepts: Iterable[str], vocabulary: Vocabulary) -> PresentationNode:
    """The cover page's network: its facts in order."""
    root = "dei:CoverAbstract"
    if vocabulary.has(root):
        vocabulary.use(root)
    else:
        root = vocabulary.abstract("CoverAbstract", "Cover page [Abstract]")
    for concept in concepts:
        vocabulary.use(concept)
    return PresentationNode(root, tuple(PresentationNode(concept) for concept in dict.fromkeys(concepts)))


def statement_tree(
    tagged: TaggedStatement,
    drafts: Sequence[Draft],
    contexts: Mapping[str, Context],
    vocabulary: Vocabulary,
) -> tuple[PresentationNode, tuple[tuple[str, tuple[str, ...]], ...]]:
    """The presentation tree of a statement's lines in printed order under their headings, and the
    (axis, members) sets that its facts use, each with the domain first."""
    root, top, dimensions = _frame(tagged, drafts, contexts, vocabulary)
    lines = {line.index: line for line in tagged.statement.lines}
    branches: dict[tuple[str, ...], _Branch] = {(): top}
    used = {root.concept}
    placed: set[tuple[str, ...]] = set()
    for draft in sorted(drafts, key=lambda draft: draft.tagging.line):
        line = lines[draft.tagging.line]
        preferred, text = _preferred(draft, line, contexts[draft.context], vocabulary)
        place = (*line.section, "\0", draft.concept, preferred)
        if place in placed:
            continue
        placed.add(place)
        if preferred:
            vocabulary.say(draft.concept, preferred, text)
        branch = _heading(line.section, branches, used, vocabulary)
        branch.children.append(_Branch(draft.concept, preferred, caption(line.label)))
    return root.freeze(), dimensions


def roll_forward_tree(
    tagged: TaggedStatement,
    drafts: Sequence[Draft],
    contexts: Mapping[str, Context],
    vocabulary: Vocabulary,
) -> tuple[PresentationNode, tuple[tuple[str, tuple[str, ...]], ...]]:
    """The network of a schedule of allowances: balances and what moved them in the order of the columns,
    named by the heads of these; the allowances are members, not branches."""
    root, top, dimensions = _frame(tagged, drafts, contexts, vocabulary)
    heads = {column.index: caption(column.header) for column in tagged.statement.columns}
    placed: set[tuple[str, str]] = set()
    for draft in sorted(drafts, key=lambda draft: draft.column):
        vocabulary.use(draft.concept)
        role = "terseLabel"
        if contexts[draft.context].period.instant:
            role = "periodStartLabel" if draft.tagging.at_start else "periodEndLabel"
        if (draft.concept, role) not in placed:
            placed.add((draft.concept, role))
            vocabulary.say(draft.concept, role, heads.get(draft.column, ""))
            top.children.append(_Branch(draft.concept, role, heads.get(draft.column, "")))
    return root.freeze(), dimensions


def parenthetical_tree(
    tagged: TaggedStatement,
    drafts: Sequence[Draft],
    contexts: Mapping[str, Context],
    vocabulary: Vocabulary,
) -> tuple[PresentationNode, tuple[tuple[str, tuple[str, ...]], ...]]:
    """The network of the numbers that stand inside labels, in printed order (EFM 6.7.12, point 3)."""
    root, top, dimensions = _frame(tagged, drafts, contexts, vocabulary)
    for draft in sorted(drafts, key=lambda draft: draft.span.start):
        if all(child.concept != draft.concept for child in top.children):
            vocabulary.use(draft.concept)
            top.children.append(_Branch(draft.concept))
    return root.freeze(), dimensions


def _frame(
    tagged: TaggedStatement,
    drafts: Sequence[Draft],
    contexts: Mapping[str, Context],
    vocabulary: Vocabulary,
) -> tuple[_Branch, _Branch, tuple[tuple[str, tuple[str, ...]], ...]]:
    """The root of a statement's tree, the branch that its lines grow from, and its dimensions: where
    there are any, a table with the axes stands beside the line items."""
    root = _root(tagged.statement.kind, tagged.statement.title, vocabulary)
    dimensions = _dimensions(drafts, contexts, vocabulary)
    if not dimensions:
        return root, root, ()
    table, items = _table(vocabulary, TABLES.get(tagged.statement.kind, ()))
    axes = [_axis(axis, members, vocabulary) for axis, members in dimensions]
    root.children = [_Branch(table, children=axes), _Branch(items)]
    return root, root.children[1], dimensions


def _root(kind: StatementKind, title: str, vocabulary: Vocabulary) -> _Branch:
    for prefix in ("us-gaap", "srt"):
        concept = f"{prefix}:{ROOTS[kind]}"
        if vocabulary.has(concept):
            vocabulary.use(concept)
            return _Branch(concept)
    if ROOTS[kind] in vocabulary.extensions:
        return _Branch(f"{vocabulary.prefix}:{ROOTS[kind]}")
    return _Branch(vocabulary.abstract(ROOTS[kind], f"{title} [Abstract]"))


def _heading(
    section: tuple[str, ...],
    branches: dict[tuple[str, ...], _Branch],
    used: set[str],
    vocabulary: Vocabulary,
) -> _Branch:
    """The branch of a heading path, grown as far as it isn't there; one concept stands for one path."""
    branch = branches[()]
    for depth in range(1, len(section) + 1):
        path = section[:depth]
        if path in branches:
            branch = branches[path]
            continue
        printed = caption(section[depth - 1])
        key = " ".join(_NOT_WORD.sub(" ", printed.lower().replace("'", "")).split())
        concept = "us-gaap:" + HEADINGS.get(key, "")
        if not vocabulary.has(concept) or concept in used:
            name = element_name(printed, "Abstract")
            if not name:
                continue
            concept = f"{vocabulary.prefix}:{name}"
            if concept in used or name not in vocabulary.extensions:
                concept = vocabulary.abstract(name, f"{printed} [Abstract]")
        used.add(concept)
        vocabulary.use(concept)
        vocabulary.say(concept, "terseLabel", printed)
        child = _Branch(concept, "terseLabel", printed)
        branch.children.append(child)
        branches[path] = child
        branch = child
    return branch


def _preferred(draft: Draft, line: LineItem, context: Context, vocabulary: Vocabulary) -> tuple[str, str]:
    """The preferred label role of a line ("" for the standard label), and the label's text."""
    vocabulary.use(draft.concept)
    printed = caption(line.label)
    negated = draft.tagging.sign < 0
    role = ""
    if draft.tagging.at_start:
        role = "periodStartLabel"
    elif line.role in (LineRole.TOTAL, LineRole.SUBTOTAL):
        role = "totalLabel"
    elif not negated and printed and printed != vocabulary.labels[draft.concept][""]:
        role = "terseLabel"
    if negated:
        role = "negated" + (role[:1].upper() + role[1:] if role else "Label")
    if context.period.instant and role in ("", "terseLabel") and _closes(draft, line):
        role = "periodEndLabel"
    return role, printed


def _closes(draft: Draft, line: LineItem) -> bool:
    """Whether an instant fact is the closing balance of a statement over time."""
    return not draft.tagging.at_start and bool(re.search(r"\bend(?:ing)?\b", line.label, re.IGNORECASE))


def _dimensions(
    drafts: Sequence[Draft], contexts: Mapping[str, Context], vocabulary: Vocabulary
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The axes of the facts, each with its domain and then its members, in order of appearance."""
    members: dict[str, dict[str, None]] = {}
    for draft in drafts:
        for axis, member in contexts[draft.context].dimensions:
            members.setdefault(axis, {})[member] = None
    found: list[tuple[str, tuple[str, ...]]] = []
    for axis, named in members.items():
        domain = domain_of(axis, vocabulary)
        found.append((axis, (domain, *(member for member in named if member != domain))))
    return tuple(found)


def domain_of(axis: str, vocabulary: Vocabulary) -> str:
    """The domain of ``axis``: the standard one, or one of the report's own."""
    domain = DOMAINS.get(axis, "")
    if vocabulary.has(domain):
        vocabulary.use(domain)
        return domain
    name = axis.rpartition(":")[2].removesuffix("Axis") + "Domain"
    if name in vocabulary.extensions:
        return f"{vocabulary.prefix}:{name}"
    return vocabulary.abstract(name, f"{_spaced(name)} [Domain]", MEMBER_TYPE)


def _table(vocabulary: Vocabulary, names: Sequence[str] = ()) -> tuple[str, str]:
    """The hypercube of statements (or the first of ``names`` that the release has) and its line items."""
    for name in (*names, "us-gaap:Statement"):
        table, items = f"{name}Table", f"{name}LineItems"
        if vocabulary.has(table) and vocabulary.has(items):
            vocabulary.use(table)
            vocabulary.use(items)
            return table, items
    if "StatementTable" not in vocabulary.extensions:
        vocabulary.abstract("StatementTable", "Statement [Table]", HYPERCUBE_TYPE)
        vocabulary.abstract("StatementLineItems", "Statement [Line Items]")
    return f"{vocabulary.prefix}:StatementTable", f"{vocabulary.prefix}:StatementLineItems"


def _axis(axis: str, members: tuple[str, ...], vocabulary: Vocabulary) -> _Branch:
    vocabulary.use(axis)
    for member in members:
        local = member.rpartition(":")[2]
        if not vocabulary.has(member) and local not in vocabulary.extensions:
            vocabulary.add(
                ExtensionConcept(
                    local, _spaced(local.removesuffix("Member")), MEMBER_TYPE, "duration", "", abstract=True
                )
            )
        vocabulary.use(member)
    domain = _Branch(members[0], children=[_Branch(member) for member in members[1:]])
    return _Branch(axis, children=[domain])
