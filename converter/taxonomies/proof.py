"""Proves the concept tables, row by row, against a full release: each wrong row becomes a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from converter.data import data_folder
from converter.model import Finding, Severity
from converter.taxonomies import tables
from converter.taxonomies.official import (
    CALCULATIONS,
    DEPRECATIONS,
    NON_NEGATIVE,
    Arc,
    Element,
    Facet,
    NotAPackageError,
    OfficialPackage,
    Succession,
)
from converter.taxonomies.words import label_from_name


@dataclass(frozen=True, slots=True)
class _Release:
    """What the package says, as far as it serves the files; ``served`` are prefixes of its schemas."""

    name: str
    served: frozenset[str]
    elements: dict[str, Element]
    labels: dict[str, tuple[str, str]]
    labelled: frozenset[str]
    facets: tuple[Facet, ...]
    arcs: frozenset[Arc]
    successions: frozenset[Succession]
    non_negative: frozenset[str]

    def deprecated(self, name: str) -> str:
        return self.elements[name].deprecated or self.labels.get(name, ("", ""))[1]

    def live(self, name: str) -> bool:
        return name in self.elements and not self.deprecated(name)


def check(release: str, package: Path, folder: Path | None = None) -> tuple[Finding, ...]:
    """Holds every row of the tables in ``folder`` that speaks of ``release`` against a full package.

    Proved are names, types (with their facets), period types, balances, abstract, nillable, substitution
    groups, dates of deprecation, non-negative marks, labels as far as the package has label linkbases,
    calculation arcs (none wrong, none left out between concepts held), and successors (the retired
    concept is not live, the successor is, and the release states the arc that it is cited for).

    Returns () when all holds; else one finding per wrong row, with file and line in message and data.
    A file that is no taxonomy package is one finding ``taxonomies.not-a-package``.
    """
    source = folder or data_folder("taxonomy")
    try:
        schemas = tuple(tables.rows(source, tables.RELEASES))
        if release not in {row["release"] for row in schemas}:
            return (_error("unknown-release", f"the tables hold no release {release!r}", release=release),)
        with OfficialPackage(package) as official:
            problem = _other_release(release, schemas, official, package.name)
            if problem is not None:
                return (problem,)
            truth, missing = _read(release, schemas, official)
        return (*missing, *_prove(truth, source))
    except NotAPackageError as error:
        return (_not_a_package(package, error),)
    except tables.TableError as error:
        return (_error("malformed-table", str(error)),)


def verify_package(release: str, package: Path, folder: Path | None = None) -> Finding | None:
    """Whether ``package`` is a taxonomy package that serves the us-gaap schema of ``release``.

    Returns None when it is, else what is wrong with it; quick, it reads the catalog alone.

    Raises:
        KeyError: when the tables don't hold the release.
    """
    schemas = tuple(tables.rows(folder or data_folder("taxonomy"), tables.RELEASES))
    try:
        with OfficialPackage(package) as official:
            return _other_release(release, schemas, official, package.name)
    except NotAPackageError as error:
        return _not_a_package(package, error)


def _not_a_package(package: Path, error: NotAPackageError) -> Finding:
    message = f"{package.name} is not a taxonomy package: {error}"
    return _error("not-a-package", message, file=package.name)


def _error(code: str, message: str, **data: object) -> Finding:
    return Finding(f"taxonomies.{code}", Severity.ERROR, message, data=data)


def _other_release(
    release: str, schemas: Iterable[tables.Row], package: OfficialPackage, file: str
) -> Finding | None:
    urls = {
        row["release"]: row["schema_url"]
        for row in schemas
        if row["kind"] == tables.ELEMENTS and row["prefix"] == "us-gaap"
    }
    if package.member(urls[release]) is not None:
        return None
    others = sorted(name for name, url in urls.items() if package.member(url) is not None)
    if others:
        message = f"{file} is the package of release {others[0]}, not of {release}"
    else:
        message = f"{file} does not serve {urls[release]}, the schema of release {release}"
    return _error("other-release", message, file=file, url=urls[release], release=release)


def _read(
    release: str, schemas: Iterable[tables.Row], package: OfficialPackage
) -> tuple[_Release, tuple[Finding, ...]]:
    own = [row for row in schemas if row["release"] == release]
    prefixes = {row["namespace"]: row["prefix"] for row in own}
    served: set[str] = set()
    labelled: set[str] = set()
    elements: dict[str, Element] = {}
    labels: dict[str, tuple[str, str]] = {}
    facets: list[Facet] = []
    findings: list[Finding] = []
    for row in own:
        prefix, url = row["prefix"], row["schema_url"]
        if row["kind"] == tables.STANDARD:
            continue
        namespace = package.target_namespace(url)
        if namespace is None:
            message = f"the package does not serve {url}: what the tables say about it is not proved"
            findings.append(
                Finding("taxonomies.missing-schema", Severity.WARNING, message, data={"url": url})
            )
            continue
        if namespace != row["namespace"]:
            findings.append(_wrong(tables.RELEASES, row, [f"the target namespace of {url} is {namespace}"]))
        served.add(prefix)
        facets += package.facets(url, prefix, prefixes) or ()
        if row["kind"] == tables.ELEMENTS:
            elements |= package.elements(url, prefix, prefixes) or {}
            found = package.labels(row["label_url"], prefix)
            if found is not None:
                labelled.add(prefix)
                labels |= found
    truth = _Release(
        release,
        frozenset(served),
        elements,
        labels,
        frozenset(labelled),
        tuple(facets),
        package.calculations(CALCULATIONS),
        frozenset(package.successions(DEPRECATIONS)),
        package.rule_targets(*NON_NEGATIVE),
    )
    return truth, tuple(findings)


def _prove(truth: _Release, source: Path) -> Iterator[Finding]:
    concepts = tuple(tables.rows(source, tables.CONCEPTS))
    yield from _prove_types(truth, source)
    yield from _judge(tables.CONCEPTS, concepts, lambda row: _concept(truth, row))
    yield from _prove_calculations(truth, source, concepts)
    if not truth.successions:
        message = (
            f"the package has no deprecation linkbase: the evidence in {tables.SUCCESSORS} is not proved"
        )
        yield Finding("taxonomies.missing-linkbase", Severity.WARNING, message)
    yield from _judge(
        tables.SUCCESSORS, tables.rows(source, tables.SUCCESSORS), lambda row: _successor(truth, row)
    )


def _judge(
    file: str, rows: Iterable[tables.Row], reasons: Callable[[tables.Row], list[str]]
) -> Iterator[Finding]:
    for row in rows:
        wrong = reasons(row)
        if wrong:
            yield _wrong(file, row, wrong)


def _wrong(file: str, row: tables.Row, reasons: list[str]) -> Finding:
    message = f"{file}:{row.line}: {'; '.join(reasons)}"
    return _error("wrong-row", message, file=file, line=row.line, reasons=reasons)


def _concept(truth: _Release, row: tables.Row) -> list[str]:
    name = row["name"]
    reasons = []
    if truth.non_negative and (row["non_negative"] == "true") != (name in truth.non_negative):
        reasons.append(f"{name} has non_negative {row['non_negative']!r}, against DQC rule 0015")
    prefix = name.partition(":")[0]
    if truth.name not in row["releases"].split("|") or prefix not in truth.served:
        return reasons
    element = truth.elements.get(name)
    if element is None:
        return [*reasons, f"there is no {name} in release {truth.name}"]
    facts = (
        ("type", element.type),
        ("period_type", element.period_type),
        ("balance", element.balance),
        ("abstract", "true" if element.abstract else "false"),
        ("nillable", "true" if element.nillable else "false"),
        ("substitution", element.substitution),
        ("deprecated", truth.deprecated(name)),
    )
    for column, said in facts:
        if row[column] != said:
            reasons.append(f"{name} has {column} {row[column]!r}; release {truth.name} says {said!r}")
    expected = _label(truth, row)
    if expected is not None and row["label"] != expected:
        reasons.append(f"the label of {name} is {row['label']!r}; it should be {expected!r}")
    return reasons


def _label(truth: _Release, row: tables.Row) -> str | None:
    """The label that the row should have; None when the package can't tell."""
    name, source = row["name"], row["label_source"]
    if source == tables.FROM_NAME:
        return label_from_name(name.partition(":")[2])
    if source == truth.name and name.partition(":")[0] in truth.labelled:
        return truth.labels.get(name, ("", ""))[0]
    return None


def _prove_types(truth: _Release, source: Path) -> Iterator[Finding]:
    said: dict[str, set[tuple[str, str, str]]] = {}
    for facet in truth.facets:
        said.setdefault(facet.type, set()).add((facet.base, facet.facet, facet.value))
    held: dict[str, set[tuple[str, str, str]]] = {}
    first: dict[str, tables.Row] = {}
    for row in tables.rows(source, tables.TYPES):
        name = row["type"]
        if row["release"] != truth.name or name.partition(":")[0] not in truth.served:
            continue
        first.setdefault(name, row)
        fact = (row["base"], row["facet"], row["value"])
        held.setdefault(name, set()).add(fact)
        if fact not in said.get(name, set()):
            yield _wrong(tables.TYPES, row, [f"release {truth.name} defines no such facet of {name}"])
    for name, row in first.items():
        for _, kind, value in sorted(said.get(name, set()) - held[name]):
            yield _wrong(tables.TYPES, row, [f"{name} lacks the facet {kind} {value!r}"])


def _prove_calculations(truth: _Release, source: Path, concepts: Iterable[tables.Row]) -> Iterator[Finding]:
    file = tables.calculations(truth.name)
    if not truth.arcs:
        message = f"the package has no statement calculation linkbases: {file} is not proved"
        yield Finding("taxonomies.missing-linkbase", Severity.WARNING, message, data={"file": file})
        return
    held = {row["name"] for row in concepts if truth.name in row["releases"].split("|")}
    proved = set()
    for row in tables.rows(source, file):
        arc = Arc(row["role"], row["parent"], row["child"], row["weight"], row["order"])
        proved.add(arc)
        reasons = []
        if arc not in truth.arcs:
            reasons.append(f"release {truth.name} has no such arc from {arc.parent} to {arc.child}")
        reasons += [
            f"{name} is not in {tables.CONCEPTS}" for name in (arc.parent, arc.child) if name not in held
        ]
        if reasons:
            yield _wrong(file, row, reasons)
    left = {arc for arc in truth.arcs - proved if arc.parent in held and arc.child in held}
    for arc in sorted(left, key=lambda arc: (arc.role, arc.parent, arc.child)):
        message = f"{file}: the arc from {arc.parent} to {arc.child} in {arc.role} is left out"
        yield _error("missing-row", message, file=file, role=arc.role, parent=arc.parent, child=arc.child)


def _successor(truth: _Release, row: tables.Row) -> list[str]:
    retired, successor, axis, member = row["retired"], row["successor"], row["axis"], row["member"]
    reasons = []
    if row["release"] == truth.name:
        if truth.live(retired):
            reasons.append(f"{retired} is live in release {truth.name}")
        reasons += [
            f"{name} is not live in release {truth.name}"
            for name in (successor, axis, member)
            if name and name.partition(":")[0] in truth.served and not truth.live(name)
        ]
        reasons += [
            f"{name} is no {what}"
            for name, what in ((axis, "axis"), (member, "member"))
            if name in truth.elements and not _is(truth.elements[name], what)
        ]
    if row["evidence"] == tables.MOVED and retired.partition(":")[2] != successor.partition(":")[2]:
        reasons.append(f"{successor} is not {retired} under another prefix")
    if row["evidence"] == truth.name and truth.successions:
        reasons += [
            f"release {truth.name} does not say that {name} follows {retired}"
            for name in (successor, axis, member)
            if name and Succession(retired, name, row["relation"]) not in truth.successions
        ]
    return reasons


def _is(element: Element, what: str) -> bool:
    if what == "axis":
        return element.substitution == "xbrldt:dimensionItem"
    return element.type.endswith(":domainItemType")
