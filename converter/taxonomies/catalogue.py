"""The concepts of a taxonomy release, with its calculation arcs and what became of retired concepts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from converter.data import data_folder
from converter.model import CalculationArc, Concept
from converter.taxonomies import tables

DEFAULT_RELEASE = "2020"

_RawArc = tuple[str, str, str, str, str]  # role, parent, child, weight, order: as the table has them


@dataclass(frozen=True, slots=True)
class Successor:
    """What to use instead of a concept that the release has deprecated or no longer has.

    ``relation`` is "same", "wider" (the successor says less), "narrower" (one of several parts) or
    "dimension" (the successor with ``member`` on ``axis``). Where the balances of the two are
    opposite, the value changes its sign.
    """

    concept: str
    relation: str
    axis: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A release as the tables hold it. Names are prefixed ("us-gaap:Assets").

    ``namespaces`` and ``schema_urls`` are those of the element schemas: what a report declares and
    imports. ``non_negative`` are concepts whose value should never be below zero (DQC rule 0015).
    ``deprecated`` maps concepts that the release still has, but deprecates, to the date.
    """

    release: str
    concepts: Mapping[str, Concept]
    namespaces: Mapping[str, str]
    schema_urls: Mapping[str, str]
    type_schemas: Mapping[str, tuple[str, str]]
    non_negative: frozenset[str]
    deprecated: Mapping[str, str]
    successors: Mapping[str, Successor]
    _types: Mapping[str, str] = field(repr=False)
    _type_prefixes: Mapping[str, str] = field(repr=False)
    _substitutions: Mapping[str, str] = field(repr=False)
    _children: Mapping[str, Sequence[_RawArc]] = field(repr=False)
    _parents: Mapping[str, Sequence[_RawArc]] = field(repr=False)

    def concept(self, name: str) -> Concept | None:
        """The concept ``name``, or None when these tables don't have it in this release."""
        return self.concepts.get(name)

    def children(self, name: str, role: str | None = None) -> tuple[CalculationArc, ...]:
        """Arcs from the total ``name`` to what it adds, in order.

        Over all statement networks, one arc per child; or those of the network ``role`` (the last
        segment of its URI, such as "StatementOfIncome").
        """
        return _pick(self._children.get(name, ()), role)

    def parents(self, name: str, role: str | None = None) -> tuple[CalculationArc, ...]:
        """Arcs from the totals that add (or subtract) ``name``; ``role`` as in :meth:`children`."""
        return _pick(self._parents.get(name, ()), role)

    def calculation_roles(self, name: str) -> tuple[str, ...]:
        """Networks in which ``name`` is a total."""
        return tuple(sorted({arc[0] for arc in self._children.get(name, ())}))

    def successor(self, name: str) -> str | None:
        """The concept to use in this release instead of ``name``; None when ``name`` is live or unknown."""
        found = self.successors.get(name)
        return found.concept if found else None

    def axis(self, name: str) -> bool:
        """Whether ``name`` is a dimension (an axis)."""
        return self._substitutions.get(name) == "xbrldt:dimensionItem"

    def hypercube(self, name: str) -> bool:
        """Whether ``name`` is a hypercube (a table)."""
        return self._substitutions.get(name) == "xbrldt:hypercubeItem"

    def qualified_type(self, concept: str) -> str:
        """The type of ``concept`` with its prefix ("num:perShareItemType"), "" when it is unknown."""
        return self._types.get(concept, "")

    def type_schema(self, item_type: str) -> tuple[str, str, str]:
        """Prefix, namespace and schema URL of an item type given by local name ("perShareItemType").

        The release's own choice: "num:perShareItemType" in 2020, "us-types:perShareItemType" in 2009.

        Raises:
            KeyError: when no us-gaap concept of the tables has that type.
        """
        prefix = self._type_prefixes[item_type]
        namespace, url = self.type_schemas[prefix]
        return prefix, namespace, url


def _pick(raw: Iterable[_RawArc], role: str | None) -> tuple[CalculationArc, ...]:
    seen: dict[tuple[str, str], CalculationArc] = {}
    for own, parent, child, weight, order in raw:
        if (role is None or own == role) and (parent, child) not in seen:
            seen[parent, child] = CalculationArc(parent, child, int(weight), int(order))
    return tuple(sorted(seen.values(), key=lambda arc: arc.order))


def releases(folder: Path | None = None) -> tuple[str, ...]:
    """The releases that the tables hold, newest first."""
    found = {row[0] for row in tables.cells(folder or data_folder("taxonomy"), tables.RELEASES)}
    return tuple(sorted(found, reverse=True))


def load(release: str = DEFAULT_RELEASE, folder: Path | None = None) -> Catalogue:
    """The catalogue of ``release`` from the tables in ``folder`` (default: the ones we ship); cached.

    Raises:
        KeyError: when the tables don't hold the release.
        tables.TableError: when a table is missing or malformed.
    """
    return _load(release, folder or data_folder("taxonomy"))


@lru_cache(maxsize=8)
def _load(release: str, folder: Path) -> Catalogue:
    namespaces: dict[str, str] = {}
    schema_urls: dict[str, str] = {}
    type_schemas: dict[str, tuple[str, str]] = {}
    for own, prefix, kind, namespace, url, _, _ in tables.cells(folder, tables.RELEASES):
        if own != release:
            continue
        type_schemas[prefix] = (namespace, url)
        if kind == tables.ELEMENTS:
            namespaces[prefix] = namespace
            schema_urls[prefix] = url
    if not namespaces:
        raise KeyError(release)

    concepts: dict[str, Concept] = {}
    types: dict[str, str] = {}
    type_prefixes: dict[str, str] = {}
    substitutions: dict[str, str] = {}
    non_negative: set[str] = set()
    deprecated: dict[str, str] = {}
    for (
        name,
        inside,
        qualified,
        period,
        balance,
        abstract,
        nillable,
        substitution,
        date,
        floor,
        label,
        _,
    ) in tables.cells(folder, tables.CONCEPTS):
        if release not in inside:
            continue
        prefix, _, local = qualified.partition(":")
        concepts[name] = Concept(name, local, period, balance, abstract == "true", nillable == "true", label)
        types[name] = qualified
        if name.startswith("us-gaap:"):
            type_prefixes[local] = prefix
        if substitution != "xbrli:item":
            substitutions[name] = substitution
        if floor == "true":
            non_negative.add(name)
        if date:
            deprecated[name] = date

    children: dict[str, list[_RawArc]] = {}
    parents: dict[str, list[_RawArc]] = {}
    for role, parent, child, weight, order in tables.cells(folder, tables.calculations(release)):
        arc = (role, parent, child, weight, order)
        children.setdefault(parent, []).append(arc)
        parents.setdefault(child, []).append(arc)

    successors = {
        retired: Successor(concept, relation, axis, member)
        for own, retired, concept, relation, axis, member, _ in tables.cells(folder, tables.SUCCESSORS)
        if own == release
    }
    return Catalogue(
        release=release,
        concepts=concepts,
        namespaces=namespaces,
        schema_urls=schema_urls,
        type_schemas=type_schemas,
        non_negative=frozenset(non_negative),
        deprecated=deprecated,
        successors=successors,
        _types=types,
        _type_prefixes=type_prefixes,
        _substitutions=substitutions,
        _children=children,
        _parents=parents,
    )
