"""Writes the extension taxonomy: schema, presentation, calculation, definition and label linkbases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from converter.model import ExtensionConcept, PresentationNode, Report, Role
from converter.reporting.entity import AUTHORITY
from converter.reporting.networks import HYPERCUBE_TYPE, MEMBER_TYPE
from converter.writing import xml

if TYPE_CHECKING:
    from converter.taxonomies import Catalogue

XBRLI = "http://www.xbrl.org/2003/instance"
LINK = "http://www.xbrl.org/2003/linkbase"
XLINK = "http://www.w3.org/1999/xlink"
XBRLDT = "http://xbrl.org/2005/xbrldt"
XS = "http://www.w3.org/2001/XMLSchema"

ROLE_2003 = "http://www.xbrl.org/2003/role/"
ROLE_NEGATED = "http://www.xbrl.org/2009/role/"
NEGATED_SCHEMA = "http://www.xbrl.org/lrr/role/negated-2009-12-16.xsd"
ARCROLE_2003 = "http://www.xbrl.org/2003/arcrole/"
SUMMATION_ITEM = ARCROLE_2003 + "summation-item"
DIMENSION_ARCROLE = "http://xbrl.org/int/dim/arcrole/"
DIMENSION_SCHEMA = "http://www.xbrl.org/2005/xbrldt-2005.xsd"
WIDER_NARROWER = "http://www.esma.europa.eu/xbrl/esef/arcrole/wider-narrower"
WIDER_NARROWER_SCHEMA = "http://www.xbrl.org/lrr/arcrole/esma-arcrole-2018-11-21.xsd"
ANCHORING_ROLE = f"{AUTHORITY}/role/Anchoring"

# Item types that the instance schema itself declares; the others come from a schema of the release.
_INSTANCE_TYPES = frozenset({
    "booleanItemType", "dateItemType", "decimalItemType", "integerItemType", "monetaryItemType",
    "nonNegativeIntegerItemType", "positiveIntegerItemType", "pureItemType", "sharesItemType",
    "stringItemType",
})  # fmt: skip
# Where a type is looked for when no concept of the release's tables has it.
_REGISTRY_TYPES = {
    MEMBER_TYPE: (
        "nonnum",
        "http://www.xbrl.org/dtr/type/non-numeric",
        "http://www.xbrl.org/dtr/type/nonNumeric-2009-12-16.xsd",
    ),
}
_NUMERIC_REGISTRY = (
    "num",
    "http://www.xbrl.org/dtr/type/numeric",
    "http://www.xbrl.org/dtr/type/numeric-2009-12-16.xsd",
)

LINKBASES = (
    ("pre", "presentation"),
    ("cal", "calculation"),
    ("def", "definition"),
    ("lab", "label"),
)


def taxonomy_files(report: Report, catalogue: Catalogue) -> dict[str, bytes]:
    """The extension taxonomy: file name to content."""
    writer = _Writer(report, catalogue)
    documents = {
        f"{report.base}.xsd": writer.schema(),
        f"{report.base}_pre.xml": writer.presentation(),
        f"{report.base}_cal.xml": writer.calculation(),
        f"{report.base}_def.xml": writer.definition(),
        f"{report.base}_lab.xml": writer.labels(),
    }
    return {name: xml.ascii_bytes(text) for name, text in documents.items()}


class _Writer:
    """Knows where each concept is declared."""

    def __init__(self, report: Report, catalogue: Catalogue) -> None:
        self.report = report
        self.catalogue = catalogue
        self.anchoring = bool(report.anchors)

    def href(self, concept: str) -> str:
        """The schema location of ``concept`` with its id as fragment."""
        prefix, _, name = concept.partition(":")
        schema = (
            f"{self.report.base}.xsd" if prefix == self.report.prefix else self.catalogue.schema_urls[prefix]
        )
        return f"{schema}#{prefix}_{name}"

    # ------------------------------------------------------------------- schema

    def schema(self) -> str:
        report = self.report
        imports = {XBRLI: "http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"}
        imports[XBRLDT] = DIMENSION_SCHEMA
        prefixes = {"xs": XS, "xbrli": XBRLI, "link": LINK, "xlink": XLINK, "xbrldt": XBRLDT}
        elements: list[str] = []
        for extension in report.extensions:
            prefix, namespace, url = self._type(extension.type)
            prefixes[prefix] = namespace
            imports.setdefault(namespace, url)
            elements.append(_element(extension, report.prefix, prefix))
        used = {name.partition(":")[0] for name in report.labels} | {"us-gaap"}
        for prefix in sorted(used & self.catalogue.namespaces.keys()):
            imports[self.catalogue.namespaces[prefix]] = self.catalogue.schema_urls[prefix]
        prefixes[report.prefix] = report.namespace
        parts = [
            xml.HEADER,
            f'<xs:schema targetNamespace="{xml.attribute(report.namespace)}" elementFormDefault="qualified"',
            *(f' xmlns:{prefix}="{xml.attribute(uri)}"' for prefix, uri in prefixes.items()),
            ">\n<xs:annotation><xs:appinfo>\n",
        ]
        for suffix, kind in LINKBASES:
            parts.append(
                f'<link:linkbaseRef xlink:type="simple" xlink:href="{report.base}_{suffix}.xml" '
                f'xlink:role="{ROLE_2003}{kind}LinkbaseRef" '
                'xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"/>\n'
            )
        parts += [
            f'<link:roleType roleURI="{xml.attribute(role.uri)}" id="{role.id}">'
            f"<link:definition>{xml.text(role.definition)}</link:definition>"
            "<link:usedOn>link:presentationLink</link:usedOn>"
            "<link:usedOn>link:calculationLink</link:usedOn>"
            "<link:usedOn>link:definitionLink</link:usedOn></link:roleType>\n"
            for role in report.roles
        ]
        if self.anchoring:
            number = len(report.roles) + 1
            parts.append(
                f'<link:roleType roleURI="{ANCHORING_ROLE}" id="Anchoring">'
                f"<link:definition>{number:07d} - Document - Anchoring of extension concepts"
                "</link:definition><link:usedOn>link:definitionLink</link:usedOn></link:roleType>\n"
            )
        parts.append("</xs:appinfo></xs:annotation>\n")
        parts += [
            f'<xs:import namespace="{namespace}" schemaLocation="{url}"/>\n'
            for namespace, url in imports.items()
        ]
        parts += elements
        parts.append("</xs:schema>\n")
        return "".join(parts)

    def _type(self, item_type: str) -> tuple[str, str, str]:
        """Prefix, namespace and schema URL of an item type."""
        local = item_type.rpartition(":")[2]
        if local in _INSTANCE_TYPES or local == HYPERCUBE_TYPE:
            return "xbrli", XBRLI, "http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"
        try:
            return self.catalogue.type_schema(local)
        except KeyError:
            return _REGISTRY_TYPES.get(local, _NUMERIC_REGISTRY)

    # ------------------------------------------------------------------- linkbases

    def presentation(self) -> str:
        negated = {
            node.preferred_label
            for role in self.report.roles
            for root in role.presentation
            for node in _nodes(root)
            if node.preferred_label.startswith("negated")
        }
        return self._linkbase(
            self._negated_refs(negated) + self._role_refs(lambda role: True),
            (self._link("presentationLink", role.uri, self._tree(role)) for role in self.report.roles),
        )

    def _tree(self, role: Role) -> Iterator[tuple[str, str, str]]:
        for root in role.presentation:
            yield from self._branch(root)

    def _branch(self, node: PresentationNode) -> Iterator[tuple[str, str, str]]:
        for order, child in enumerate(node.children, 1):
            preferred = (
                f' preferredLabel="{_label_role(child.preferred_label)}"' if child.preferred_label else ""
            )
            yield (
                node.concept,
                child.concept,
                f'<link:presentationArc xlink:type="arc" xlink:arcrole="{ARCROLE_2003}parent-child" '
                f'{{ends}} order="{order}"{preferred}/>\n',
            )
        for child in node.children:
            yield from self._branch(child)

    def calculation(self) -> str:
        return self._linkbase(
            self._role_refs(lambda role: bool(role.calculation)),
            (
                self._link(
                    "calculationLink",
                    role.uri,
                    (
                        (
                            arc.parent,
                            arc.child,
                            f'<link:calculationArc xlink:type="arc" xlink:arcrole="{SUMMATION_ITEM}" '
                            f'{{ends}} order="{arc.order}" weight="{arc.weight}"/>\n',
                        )
                        for arc in role.calculation
                    ),
                )
                for role in self.report.roles
                if role.calculation
            ),
        )

    def definition(self) -> str:
        dimensional = [role for role in self.report.roles if role.dimensions]
        links = [self._link("definitionLink", role.uri, self._hypercube(role)) for role in dimensional]
        refs = self._role_refs(lambda role: bool(role.dimensions))
        if self.anchoring:
            refs += (
                f'<link:roleRef roleURI="{ANCHORING_ROLE}" xlink:type="simple" '
                f'xlink:href="{self.report.base}.xsd#Anchoring"/>\n'
            )
        if dimensional:
            for name in (
                "all",
                "dimension-default",
                "dimension-domain",
                "domain-member",
                "hypercube-dimension",
            ):
                refs += _arcrole_ref(DIMENSION_ARCROLE + name, f"{DIMENSION_SCHEMA}#{name}")
        if self.anchoring:
            refs += _arcrole_ref(WIDER_NARROWER, f"{WIDER_NARROWER_SCHEMA}#wider-narrower")
            links.append(
                self._link(
                    "definitionLink",
                    ANCHORING_ROLE,
                    (
                        (wider, narrower, _definition_arc(WIDER_NARROWER, order))
                        for order, (wider, narrower) in enumerate(self.report.anchors, 1)
                    ),
                )
            )
        return self._linkbase(refs, links)

    def _hypercube(self, role: Role) -> Iterator[tuple[str, str, str]]:
        """A closed hypercube over the role's dimensions for the concepts that use them.

        Table and line items are found in the presentation tree, where they are the root's children.
        """
        table, items = (child.concept for child in role.presentation[0].children[:2])
        axes = {axis for axis, _ in role.dimensions}
        closed = ' xbrldt:contextElement="segment" xbrldt:closed="true"'
        yield items, table, _definition_arc(DIMENSION_ARCROLE + "all", 1, closed)
        for order, (axis, members) in enumerate(role.dimensions, 1):
            domain = members[0]
            yield table, axis, _definition_arc(DIMENSION_ARCROLE + "hypercube-dimension", order)
            yield axis, domain, _definition_arc(DIMENSION_ARCROLE + "dimension-domain", 1)
            yield axis, domain, _definition_arc(DIMENSION_ARCROLE + "dimension-default", 2)
            for number, member in enumerate(members[1:], 1):
                yield domain, member, _definition_arc(DIMENSION_ARCROLE + "domain-member", number)
        use = self._axes_by_concept()
        order = 1
        seen: set[str] = set()
        for node in _nodes(role.presentation[0].children[1]):
            if node.concept not in seen and use.get(node.concept, frozenset()) & axes:
                seen.add(node.concept)
                order += 1
                yield items, node.concept, _definition_arc(DIMENSION_ARCROLE + "domain-member", order)

    def _axes_by_concept(self) -> dict[str, frozenset[str]]:
        contexts = {context.id: context for context in self.report.contexts}
        axes: dict[str, set[str]] = {}
        for fact in self.report.facts:
            axes.setdefault(fact.concept, set()).update(axis for axis, _ in contexts[fact.context].dimensions)
        return {concept: frozenset(found) for concept, found in axes.items()}

    def labels(self) -> str:
        parts = [f'<link:labelLink xlink:type="extended" xlink:role="{ROLE_2003}link">\n']
        negated: set[str] = set()
        for concept, labels in self.report.labels.items():
            name = concept.replace(":", "_")
            parts.append(
                f'<link:loc xlink:type="locator" xlink:href="{self.href(concept)}" xlink:label="{name}"/>\n'
                f'<link:labelArc xlink:type="arc" xlink:arcrole="{ARCROLE_2003}concept-label" '
                f'xlink:from="{name}" xlink:to="{name}_lab"/>\n'
            )
            for suffix, label in labels:
                if suffix.startswith("negated"):
                    negated.add(suffix)
                parts.append(
                    f'<link:label xlink:type="resource" xlink:label="{name}_lab" '
                    f'xlink:role="{_label_role(suffix)}" xml:lang="en-US">{xml.text(label)}</link:label>\n'
                )
        parts.append("</link:labelLink>\n")
        return self._linkbase(self._negated_refs(negated), ["".join(parts)])

    # ------------------------------------------------------------------- pieces

    @staticmethod
    def _linkbase(refs: str, links: Iterator[str] | list[str]) -> str:
        return (
            f'{xml.HEADER}<link:linkbase xmlns:link="{LINK}" xmlns:xlink="{XLINK}" xmlns:xbrldt="{XBRLDT}" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="'
            f'{LINK} http://www.xbrl.org/2003/xbrl-linkbase-2003-12-31.xsd">\n'
            f"{refs}{''.join(links)}</link:linkbase>\n"
        )

    def _link(self, kind: str, uri: str, arcs: Iterator[tuple[str, str, str]]) -> str:
        """An extended link: its locators, then the arcs (``{ends}`` takes from and to).

        No two arcs of a link may join the same labels (XLink 1.1, 5.1.3), so a concept that comes a
        second time from the same parent gets a locator of its own.
        """
        located: dict[str, str] = {}
        joined: dict[tuple[str, str], int] = {}
        body: list[str] = []
        for parent, child, arc in arcs:
            start, end = parent.replace(":", "_"), child.replace(":", "_")
            count = joined[start, end] = joined.get((start, end), 0) + 1
            if count > 1:
                end = f"{end}.{count}"
            located.setdefault(start, parent)
            located.setdefault(end, child)
            body.append(arc.replace("{ends}", f'xlink:from="{start}" xlink:to="{end}"'))
        locators = [
            f'<link:loc xlink:type="locator" xlink:href="{self.href(concept)}" xlink:label="{label}"/>\n'
            for label, concept in located.items()
        ]
        return (
            f'<link:{kind} xlink:type="extended" xlink:role="{xml.attribute(uri)}">\n'
            f"{''.join(locators)}{''.join(body)}</link:{kind}>\n"
        )

    def _role_refs(self, wanted: Callable[[Role], bool]) -> str:
        return "".join(
            f'<link:roleRef roleURI="{xml.attribute(role.uri)}" xlink:type="simple" '
            f'xlink:href="{self.report.base}.xsd#{role.id}"/>\n'
            for role in self.report.roles
            if wanted(role)
        )

    @staticmethod
    def _negated_refs(suffixes: set[str]) -> str:
        return "".join(
            f'<link:roleRef roleURI="{ROLE_NEGATED}{suffix}" xlink:type="simple" '
            f'xlink:href="{NEGATED_SCHEMA}#{suffix}"/>\n'
            for suffix in sorted(suffixes)
        )


def _nodes(root: PresentationNode) -> Iterator[PresentationNode]:
    yield root
    for child in root.children:
        yield from _nodes(child)


def _label_role(suffix: str) -> str:
    if suffix.startswith("negated"):
        return ROLE_NEGATED + suffix
    return ROLE_2003 + (suffix or "label")


def _definition_arc(arcrole: str, order: int, more: str = "") -> str:
    return (
        f'<link:definitionArc xlink:type="arc" xlink:arcrole="{arcrole}" {{ends}} order="{order}"{more}/>\n'
    )


def _arcrole_ref(uri: str, href: str) -> str:
    return f'<link:arcroleRef arcroleURI="{uri}" xlink:type="simple" xlink:href="{href}"/>\n'


def _element(extension: ExtensionConcept, prefix: str, type_prefix: str) -> str:
    hypercube = extension.type == HYPERCUBE_TYPE
    local = "stringItemType" if hypercube else extension.type.rpartition(":")[2]
    group = "xbrldt:hypercubeItem" if hypercube else "xbrli:item"
    balance = f' xbrli:balance="{extension.balance}"' if extension.balance else ""
    abstract = ' abstract="true"' if extension.abstract else ""
    return (
        f'<xs:element id="{prefix}_{extension.name}" name="{extension.name}" type="{type_prefix}:{local}" '
        f'substitutionGroup="{group}" xbrli:periodType="{extension.period_type}"{balance}{abstract} '
        'nillable="true"/>\n'
    )
