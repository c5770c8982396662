"""Reads a full taxonomy release from its offline package: elements, labels, calculation and successor arcs.

A package is a zip after Taxonomy Packages 1.0: ``META-INF/catalog.xml`` says where the files of an
official URL lie. XML is parsed without entities, DTD or network; members are read, never extracted.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from lxml import etree

XS = "{http://www.w3.org/2001/XMLSchema}"
LINK = "{http://www.xbrl.org/2003/linkbase}"
XLINK = "{http://www.w3.org/1999/xlink}"
XBRLI = "{http://www.xbrl.org/2003/instance}"
XBRLDT = "{http://xbrl.org/2005/xbrldt}"
CATALOG = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}"
STANDARD_LABEL = "http://www.xbrl.org/2003/role/label"

# File names of the linkbases of a release, and the list of DQC rule 0015 (values that can't be negative).
STATEMENTS = r"-stm-.*-(pre|def|cal)-.*\.xml$"
CALCULATIONS = r"-stm-.*-cal-.*\.xml$"
DEPRECATIONS = r"-(dep|dep-dei|depcon)-def-.*\.xml$"
NON_NEGATIVE = (r"^dqcrules-0015-def-", "dqcrules:Dqc_0015_ListOfElements")

MEMBER_LIMIT = 256 * 1024 * 1024  # bytes of one unpacked member that we are ready to read
_DEPRECATED = re.compile(r"\s*\(Deprecated (\d{4}-\d\d-\d\d)\)$")
# Arcs from the concept to use to the one that is deprecated; the value is our name for the relation.
_RELATIONS = {
    "dep-concept-deprecatedConcept": "same",
    "essence-alias": "same",
    "dep-dimensionallyQualifiedConcept-deprecatedConcept": "dimension",
    "dep-aggregateConcept-deprecatedPartConcept": "wider",
    "dep-partConcept-deprecatedAggregateConcept": "narrower",
    "dep-mutuallyExclusiveConcept-deprecatedConcept": "narrower",
}


class NotAPackageError(Exception):
    """The file is no taxonomy package; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Element:
    """An item declaration. ``type`` and ``substitution`` carry the prefixes of these tables."""

    name: str
    type: str
    period_type: str
    balance: str
    abstract: bool
    nillable: bool
    substitution: str
    deprecated: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet of a type definition (``facet`` is "" for a type that restricts nothing)."""

    type: str
    base: str
    facet: str
    value: str


@dataclass(frozen=True, slots=True)
class Arc:
    """A calculation arc; ``role`` is the last segment of the extended link role's URI."""

    role: str
    parent: str
    child: str
    weight: str
    order: str


@dataclass(frozen=True, slots=True)
class Succession:
    """The release says: instead of ``retired`` use ``successor`` (``relation`` names the kind)."""

    retired: str
    successor: str
    relation: str


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)


class OfficialPackage:
    """An open package; use it as a context manager.

    Raises:
        NotAPackageError: on opening a file that is no zip with META-INF/taxonomyPackage.xml and catalog.xml.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise NotAPackageError("it is not a zip archive that can be read") from error
        try:
            self._members = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
            self._rewrites = self._read_catalog()
        except NotAPackageError:
            self._zip.close()
            raise

    def __enter__(self) -> OfficialPackage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def _read_catalog(self) -> tuple[tuple[str, str], ...]:
        manifests = [name for name in self._members if name.endswith("META-INF/taxonomyPackage.xml")]
        if len(manifests) != 1:
            raise NotAPackageError("it has no META-INF/taxonomyPackage.xml")
        folder = posixpath.dirname(manifests[0])
        catalog = f"{folder}/catalog.xml"
        if catalog not in self._members:
            raise NotAPackageError("it has no META-INF/catalog.xml")
        rewrites = []
        for entry in self._parse(catalog).iter(CATALOG + "rewriteURI"):
            target = posixpath.normpath(posixpath.join(folder, entry.get("rewritePrefix", "")))
            start = entry.get("uriStartString", "")
            rewrites.append((start, target + "/" if start.endswith("/") else target))
        return tuple(sorted(rewrites, key=lambda rewrite: (-len(rewrite[0]), rewrite[0])))

    def _parse(self, member: str) -> Any:
        if self._members[member].file_size > MEMBER_LIMIT:
            raise NotAPackageError(f"its file {member} is larger than {MEMBER_LIMIT >> 20} MB")
        try:
            return etree.fromstring(self._zip.read(member), _parser())
        except (
            etree.XMLSyntaxError,
            zipfile.BadZipFile,
            RuntimeError,
            NotImplementedError,
            OSError,
        ) as error:
            raise NotAPackageError(f"its file {member} is not readable XML") from error

    def member(self, url: str) -> str | None:
        """The archive member that the catalog gives for an official URL; None when there is none."""
        for start, prefix in self._rewrites:
            if url.startswith(start):
                name = posixpath.normpath(prefix + url[len(start) :])
                return name if name in self._members else None
        return None

    def served(self, pattern: str) -> tuple[str, ...]:
        """Archive members whose file name matches ``pattern``, in order."""
        match = re.compile(pattern).search
        return tuple(sorted(name for name in self._members if match(posixpath.basename(name))))

    def target_namespace(self, url: str) -> str | None:
        """The target namespace of the schema at ``url``; None when it isn't served."""
        member = self.member(url)
        return None if member is None else self._parse(member).get("targetNamespace", "")

    def elements(self, url: str, prefix: str, prefixes: dict[str, str]) -> dict[str, Element] | None:
        """Item declarations of the schema at ``url`` by prefixed name; None when it isn't served.

        ``prefixes`` maps namespaces to the prefixes that the tables use.
        """
        member = self.member(url)
        if member is None:
            return None
        found = {}
        for node in self._parse(member).iterchildren(XS + "element"):
            if node.get("substitutionGroup") is None or node.get(XBRLDT + "typedDomainRef") is not None:
                continue  # the domain of a typed dimension is no item; the dimension needs it
            date = next((v for k, v in node.attrib.items() if k.endswith("}deprecatedDate")), "")
            element = Element(
                name=f"{prefix}:{node.get('name')}",
                type=_qualified(node, node.get("type", ""), prefixes),
                period_type=node.get(XBRLI + "periodType", ""),
                balance=node.get(XBRLI + "balance", ""),
                abstract=node.get("abstract") == "true",
                nillable=node.get("nillable") == "true",
                substitution=_qualified(node, node.get("substitutionGroup", ""), prefixes),
                deprecated=date,
            )
            found[element.name] = element
        return found

    def facets(self, url: str, prefix: str, prefixes: dict[str, str]) -> tuple[Facet, ...] | None:
        """The simple-content types that the schema at ``url`` defines; None when it isn't served."""
        member = self.member(url)
        if member is None:
            return None
        facets = []
        for node in self._parse(member).iterchildren(XS + "complexType"):
            restriction = next(node.iter(XS + "restriction"), None)
            if restriction is None:
                continue
            name = f"{prefix}:{node.get('name')}"
            base = _qualified(node, restriction.get("base", ""), prefixes)
            own = [
                Facet(name, base, etree.QName(child).localname, child.get("value", ""))
                for child in restriction
                if child.get("value") is not None
            ]
            facets += own or [Facet(name, base, "", "")]
        return tuple(facets)

    def labels(self, url: str, prefix: str) -> dict[str, tuple[str, str]] | None:
        """Standard English label and date of deprecation ("" when live) by prefixed name.

        None when the label linkbase at ``url`` isn't served.
        """
        member = self.member(url)
        if member is None:
            return None
        found: dict[str, tuple[str, str]] = {}
        for link in self._parse(member).iter(LINK + "labelLink"):
            names = _locators(link)
            texts: dict[str, str] = {}
            for node in link.iterchildren(LINK + "label"):
                if node.get(XLINK + "role", STANDARD_LABEL) == STANDARD_LABEL:
                    texts[node.get(XLINK + "label")] = "".join(node.itertext()).strip()
            for arc in link.iterchildren(LINK + "labelArc"):
                text = texts.get(arc.get(XLINK + "to"))
                name = names.get(arc.get(XLINK + "from"), "")
                if text is not None and name.startswith(prefix + ":"):
                    match = _DEPRECATED.search(text)
                    date = match.group(1) if match else ""
                    found[name] = (_DEPRECATED.sub("", text), date)
        return found

    def calculations(self, pattern: str) -> frozenset[Arc]:
        """Calculation arcs of the linkbases whose file name matches ``pattern``."""
        arcs = set()
        for link, names in self._links(pattern, "calculationLink"):
            role = _segment(link.get(XLINK + "role"))
            for arc in link.iterchildren(LINK + "calculationArc"):
                parent, child = names[arc.get(XLINK + "from")], names[arc.get(XLINK + "to")]
                arcs.add(Arc(role, parent, child, _number(arc.get("weight")), _number(arc.get("order", "1"))))
        return frozenset(arcs)

    def mentioned(self, pattern: str, kind: str) -> frozenset[str]:
        """Concepts that the extended links ``kind`` of the matching linkbases locate."""
        return frozenset(
            name for _, names in self._links(pattern, kind) for name in names.values() if ":" in name
        )

    def successions(self, pattern: str) -> tuple[Succession, ...]:
        """What the deprecation linkbases say about successors."""
        found = []
        for link, names in self._links(pattern, "definitionLink"):
            for arc in link.iterchildren(LINK + "definitionArc"):
                relation = _RELATIONS.get(_segment(arc.get(XLINK + "arcrole")))
                if relation is not None:
                    source, target = names[arc.get(XLINK + "from")], names[arc.get(XLINK + "to")]
                    found.append(Succession(target, source, relation))
        return tuple(found)

    def rule_targets(self, pattern: str, rule: str) -> frozenset[str]:
        """Concepts below the node ``rule`` of a rule list (such as the Data Quality Committee's)."""
        found = set()
        for link, names in self._links(pattern, "definitionLink"):
            for arc in link.iterchildren(LINK + "definitionArc"):
                if names[arc.get(XLINK + "from")] == rule:
                    found.add(names[arc.get(XLINK + "to")])
        return frozenset(found)

    def _links(self, pattern: str, kind: str) -> Iterator[tuple[Any, dict[str, str]]]:
        for member in self.served(pattern):
            for link in self._parse(member).iter(LINK + kind):
                yield link, _locators(link)


def _segment(uri: str | None) -> str:
    return (uri or "").rstrip("/").rsplit("/", 1)[-1]


def _number(text: str | None) -> str:
    """A weight or order in its shortest form ("1.0" is "1")."""
    value = float(text or "0")
    return str(int(value)) if value.is_integer() else str(value)


def _locators(link: Any) -> dict[str, str]:
    """Locator label -> prefixed name; the ids of US-GAAP elements are ``prefix_Name``."""
    return {
        loc.get(XLINK + "label"): loc.get(XLINK + "href", "").partition("#")[2].replace("_", ":", 1)
        for loc in link.iterchildren(LINK + "loc")
    }


def _qualified(node: Any, name: str, prefixes: dict[str, str]) -> str:
    """A QName value of ``node`` with the prefix that these tables use for its namespace."""
    prefix, _, local = name.rpartition(":")
    namespace = node.nsmap.get(prefix or None, "")
    return f"{prefixes.get(namespace, prefix)}:{local}"
