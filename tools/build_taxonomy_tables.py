#!/usr/bin/env python3
"""Rebuilds the concept tables in taxonomy/ from full taxonomy releases.

    python tools/build_taxonomy_tables.py --packages DIR [--labels DIR] [--extra FILE]... [--out taxonomy]

DIR of ``--packages`` holds ``us-gaap-2009.zip`` and ``us-gaap-2020.zip`` (``us-gaap-2011.zip`` adds what
that release says about successors). ``--labels`` is a folder of caption statistics (``label_table.csv``,
``pairs.csv.gz``, ``elements.csv.gz``, ``tag_2009_to_current.csv``): which tags registrants used, and what
later releases called or replaced them by. Each ``--extra`` is a file whose prefixed or bare element names
are wanted too. The element names in ``mappings/``, ``converter/`` and ``tests/golden/`` always are.

``tools/wanted_concepts.txt`` lists further axes and members.

Held are: every concept that the statement linkbases of a release locate, all of dei, and the concepts
that the sources above name, as far as the release has them. Same input, same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from converter.taxonomies import tables  # noqa: E402
from converter.taxonomies.official import (  # noqa: E402
    CALCULATIONS,
    DEPRECATIONS,
    NON_NEGATIVE,
    STATEMENTS,
    Arc,
    Element,
    Facet,
    OfficialPackage,
    Succession,
)
from converter.taxonomies.words import label_from_name  # noqa: E402

TableRow = tuple[str, ...]

# release, prefix, kind, namespace, schema URL, label linkbase URL, title. The dei version is the one that
# the statement linkbases and entry points of the us-gaap release refer to.
_2009 = "http://taxonomies.xbrl.us/us-gaap/2009"
_2020 = "http://xbrl.fasb.org/us-gaap/2020/elts"
_SRT = "http://xbrl.fasb.org/srt/2020/elts"
_DEI = "https://xbrl.sec.gov/dei/2019"
_INSTANCE = "http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"
_DIMENSIONS = "http://www.xbrl.org/2005/xbrldt-2005.xsd"
_DTR = "http://www.xbrl.org/dtr/type"
RELEASES: list[TableRow] = [
    (
        "2009",
        "us-gaap",
        tables.ELEMENTS,
        "http://xbrl.us/us-gaap/2009-01-31",
        f"{_2009}/elts/us-gaap-2009-01-31.xsd",
        f"{_2009}/elts/us-gaap-lab-2009-01-31.xml",
        "US-GAAP 2009",
    ),
    (
        "2009",
        "dei",
        tables.ELEMENTS,
        "http://xbrl.us/dei/2009-01-31",
        f"{_2009}/non-gaap/dei-2009-01-31.xsd",
        f"{_2009}/non-gaap/dei-lab-2009-01-31.xml",
        "Document and Entity Information 2009",
    ),
    (
        "2009",
        "us-gaap-std",
        tables.ENTRY,
        "http://xbrl.us/us-gaap-std/2009-01-31",
        f"{_2009}/elts/us-gaap-std-2009-01-31.xsd",
        "",
        "US-GAAP 2009 with standard labels",
    ),
    (
        "2009",
        "us-types",
        tables.TYPE_LIBRARY,
        "http://xbrl.us/us-types/2009-01-31",
        f"{_2009}/elts/us-types-2009-01-31.xsd",
        "",
        "",
    ),
    ("2009", "xbrldt", tables.STANDARD, "http://xbrl.org/2005/xbrldt", _DIMENSIONS, "", ""),
    ("2009", "xbrli", tables.STANDARD, "http://www.xbrl.org/2003/instance", _INSTANCE, "", ""),
    (
        "2020",
        "us-gaap",
        tables.ELEMENTS,
        "http://fasb.org/us-gaap/2020-01-31",
        f"{_2020}/us-gaap-2020-01-31.xsd",
        f"{_2020}/us-gaap-lab-2020-01-31.xml",
        "US-GAAP 2020",
    ),
    (
        "2020",
        "srt",
        tables.ELEMENTS,
        "http://fasb.org/srt/2020-01-31",
        f"{_SRT}/srt-2020-01-31.xsd",
        f"{_SRT}/srt-lab-2020-01-31.xml",
        "SEC Reporting Taxonomy 2020",
    ),
    (
        "2020",
        "dei",
        tables.ELEMENTS,
        "http://xbrl.sec.gov/dei/2019-01-31",
        f"{_DEI}/dei-2019-01-31.xsd",
        f"{_DEI}/dei-lab-2019-01-31.xml",
        "Document and Entity Information 2019, as US-GAAP 2020 refers to it",
    ),
    (
        "2020",
        "us-gaap-std",
        tables.ENTRY,
        "http://fasb.org/us-gaap-std/2020-01-31",
        f"{_2020}/us-gaap-std-2020-01-31.xsd",
        "",
        "US-GAAP 2020 with standard labels",
    ),
    (
        "2020",
        "us-types",
        tables.TYPE_LIBRARY,
        "http://fasb.org/us-types/2020-01-31",
        f"{_2020}/us-types-2020-01-31.xsd",
        "",
        "",
    ),
    (
        "2020",
        "srt-types",
        tables.TYPE_LIBRARY,
        "http://fasb.org/srt-types/2020-01-31",
        f"{_SRT}/srt-types-2020-01-31.xsd",
        "",
        "",
    ),
    (
        "2020",
        "num",
        tables.STANDARD,
        "http://www.xbrl.org/dtr/type/numeric",
        f"{_DTR}/numeric-2009-12-16.xsd",
        "",
        "",
    ),
    (
        "2020",
        "nonnum",
        tables.STANDARD,
        "http://www.xbrl.org/dtr/type/non-numeric",
        f"{_DTR}/nonNumeric-2009-12-16.xsd",
        "",
        "",
    ),
    ("2020", "xbrldt", tables.STANDARD, "http://xbrl.org/2005/xbrldt", _DIMENSIONS, "", ""),
    ("2020", "xbrli", tables.STANDARD, "http://www.xbrl.org/2003/instance", _INSTANCE, "", ""),
]

# Wanted whatever the linkbases say: axes and members that reports of old filings need, one a line.
WANTED = ROOT / "tools" / "wanted_concepts.txt"

# Our own decisions on successors (local names of us-gaap); they come before everything else.
JUDGED = ROOT / "tools" / "judged_successors.csv"
# Releases since 2018 replace revenue concepts by one that presumes ASC 606; older revenue is "Revenues".
_ASC_606 = "us-gaap:RevenueFromContractWithCustomerIncludingAssessedTax"
_REVENUES = "us-gaap:Revenues"

OLDER = "2011"  # no tables of its own; its deprecation linkbase bridges 2009 and 2020
_PREFIXED = re.compile(r"\b(us-gaap|srt|dei)[:_]([A-Z][A-Za-z0-9-]+)")
_BARE = re.compile(r"\b[A-Z][A-Za-z0-9-]{4,}\b")
# What the statistics' notes on successors mean in our terms.
_SAME = re.compile(r"^(ok|exact|balance flips)")
_MEMBER = re.compile(r"\+ (?:[A-Za-z]+=)?([A-Z]\w+Member)$")


@dataclass(frozen=True)
class Release:
    """All that one full release says about concepts."""

    name: str
    elements: dict[str, Element]
    labels: dict[str, tuple[str, str]]
    calculations: frozenset[Arc]
    located: frozenset[str]
    successions: tuple[Succession, ...]
    facets: tuple[Facet, ...]
    non_negative: frozenset[str]

    def deprecated(self, name: str) -> str:
        return self.elements[name].deprecated or self.labels.get(name, ("", ""))[1]

    def live(self, name: str) -> bool:
        return name in self.elements and not self.deprecated(name)


def read_release(release: str, path: Path) -> Release:
    """Reads the full package at ``path``."""
    schemas = [row for row in RELEASES if row[0] == release]
    prefixes = {row[3]: row[1] for row in schemas}
    elements: dict[str, Element] = {}
    labels: dict[str, tuple[str, str]] = {}
    facets: list[Facet] = []
    with OfficialPackage(path) as package:
        for _, prefix, kind, _, url, label_url, _ in schemas:
            if kind == tables.ELEMENTS:
                elements |= package.elements(url, prefix, prefixes) or {}
                labels |= package.labels(label_url, prefix) or {}
            if kind != tables.STANDARD:
                facets += package.facets(url, prefix, prefixes) or ()
        located = frozenset[str]().union(
            *(
                package.mentioned(STATEMENTS, kind)
                for kind in ("presentationLink", "definitionLink", "calculationLink")
            )
        )
        return Release(
            release,
            elements,
            labels,
            package.calculations(CALCULATIONS),
            located,
            package.successions(DEPRECATIONS),
            tuple(facets),
            package.rule_targets(*NON_NEGATIVE),
        )


def wanted_names(labels: Path | None, extra: Iterable[Path]) -> set[str]:
    """Prefixed names that other sources mention, whether or not a release has them."""
    names = set(WANTED.read_text(encoding="utf-8").split())
    inside = [
        *(ROOT / "mappings").glob("**/*.csv"),
        *(ROOT / "converter").glob("**/*.py"),
        *(ROOT / "tests" / "golden").glob("**/*.csv"),
    ]
    for path in inside:
        names |= {":".join(match) for match in _PREFIXED.findall(path.read_text(encoding="utf-8"))}
    for path in extra:
        text = path.read_text(encoding="utf-8")
        names |= {f"us-gaap:{word}" for word in _BARE.findall(text)}
    if labels is not None:
        for row in _records(labels / "label_table.csv"):
            names |= {f"us-gaap:{row[column]}" for column in ("tag1", "tag2", "tag3") if row[column]}
        counts: dict[str, int] = {}
        for row in _records(labels / "pairs.csv.gz"):
            counts[row["tag"]] = counts.get(row["tag"], 0) + int(row["count"])
        names |= {f"us-gaap:{tag}" for tag, count in counts.items() if count >= 3}
    return names


def _records(path: Path) -> Iterator[dict[str, str]]:
    text = path.read_bytes()
    if path.suffix == ".gz":
        text = gzip.decompress(text)
    yield from csv.DictReader(io.StringIO(text.decode("utf-8"), newline=""))


def later_labels(labels: Path | None) -> dict[str, str]:
    """Standard labels that releases outside these tables gave, by prefixed name."""
    if labels is None:
        return {}
    return {
        f"us-gaap:{row['name']}": re.sub(r"\s*\(Deprecated [^)]*\)$", "", row["std_label"])
        for row in _records(labels / "elements.csv.gz")
        if row["std_label"]
    }


def judged_successors(labels: Path | None, target: Release) -> dict[str, tuple[str, str, str, str]]:
    """Retired name -> (successor, relation, axis, member): our own decisions, then those of a label study."""
    found = _studied_successors(labels, target) if labels is not None else {}
    for row in _records(JUDGED):
        successor = "us-gaap:" + row["successor"]
        if not target.live(successor):
            raise SystemExit(f"{JUDGED.name}: {successor} is not live in release {target.name}")
        found["us-gaap:" + row["retired"]] = (successor, row["relation"], row["axis"], row["member"])
    return found


def _studied_successors(labels: Path, target: Release) -> dict[str, tuple[str, str, str, str]]:
    found = {}
    for row in _records(labels / "tag_2009_to_current.csv"):
        successor = "us-gaap:" + row["successor_live_2024"]
        if not row["successor_live_2024"] or not target.live(successor):
            continue
        match = _MEMBER.search(row["note"])
        member = f"us-gaap:{match.group(1)}" if match else ""
        if member and not target.live(member):
            continue
        if member:
            axis = (
                "us-gaap:RelatedPartyTransactionsByRelatedPartyAxis"
                if member.startswith("us-gaap:RelatedParty")
                else "srt:ProductOrServiceAxis"
            )
            found["us-gaap:" + row["tag_2009"]] = (successor, "dimension", axis, member)
        else:
            relation = "same" if _SAME.match(row["note"]) and "lost" not in row["note"] else "wider"
            found["us-gaap:" + row["tag_2009"]] = (successor, relation, "", "")
    return found


def successor_rows(
    releases: dict[str, Release],
    bridge: Release | None,
    held: dict[str, set[str]],
    judged: dict[str, tuple[str, str, str, str]],
) -> list[TableRow]:
    """For each release: what to use instead of a held name that is not live there."""
    sources = [releases["2020"], *([bridge] if bridge else []), releases["2009"]]
    names = set().union(*held.values())
    rows: list[TableRow] = []
    for release in releases.values():
        for retired in sorted(names):
            if retired in release.elements and not release.deprecated(retired):
                continue
            own = judged if release.name == "2020" else {}
            # A release older than the concept has no successor for it.
            if release.name == "2009" and retired not in release.elements:
                continue
            row = _resolve(retired, release, sources, own)
            if row is not None:
                rows.append((release.name, retired, *row))
    return rows


def _resolve(
    retired: str, release: Release, sources: list[Release], judged: dict[str, tuple[str, str, str, str]]
) -> tuple[str, str, str, str, str] | None:
    """(successor, relation, axis, member, evidence).

    A concept that moved to srt under its name comes first, then a judgement, then chains of "same"
    arcs, then single arcs of other kinds.
    """
    moved = f"srt:{retired.partition(':')[2]}"
    if retired not in release.elements and release.live(moved):
        return (moved, "same", "", "", tables.MOVED)
    if retired in judged:
        return (*judged[retired], tables.JUDGEMENT)
    name, trail = retired, []
    for _ in range(6):
        step = _same(name, sources)
        if step is None:
            break
        name, evidence = step
        trail.append(evidence)
        if release.live(name):
            return (name, "same", "", "", ">".join(trail))
    for source in sources:
        arcs = [arc for arc in source.successions if arc.retired == retired and arc.relation != "same"]
        row = _other(retired, arcs, release, source)
        if row is not None:
            return row
    return None


def _same(name: str, sources: list[Release]) -> tuple[str, str] | None:
    for source in sources:
        targets = {
            arc.successor for arc in source.successions if arc.retired == name and arc.relation == "same"
        }
        if len(targets) == 1 and targets != {name}:
            return targets.pop(), source.name
    return None


def _other(
    retired: str, arcs: list[Succession], release: Release, source: Release
) -> tuple[str, str, str, str, str] | None:
    before = source.elements.get(retired)
    live = [release.elements[arc.successor] for arc in arcs if release.live(arc.successor)]
    relations = {arc.relation for arc in arcs}
    if before is None or len(live) != len(arcs) or len(relations) != 1:
        return None
    axes = [element.name for element in live if element.substitution == "xbrldt:dimensionItem"]
    members = [element.name for element in live if element.type.endswith(":domainItemType")]
    concepts = [element.name for element in live if element.type == before.type and not element.abstract]
    if relations == {"dimension"}:
        if before.type.endswith(":domainItemType") or (len(concepts), len(axes), len(members)) != (1, 1, 1):
            return None
        if concepts == [_ASC_606]:
            return (_REVENUES, "dimension", axes[0], members[0], tables.JUDGEMENT)
        return (concepts[0], "dimension", axes[0], members[0], source.name)
    if relations == {"wider"} and len(concepts) == len(live) == 1:
        return (concepts[0], "wider", "", "", source.name)
    return None


def concept_rows(
    releases: dict[str, Release], held: dict[str, set[str]], later: dict[str, str]
) -> list[TableRow]:
    """Rows of concepts.csv: one per concept, or one per release where the attributes differ."""
    newest_first = sorted(releases.values(), key=lambda release: release.name, reverse=True)
    rows: list[TableRow] = []
    for name in sorted(set().union(*held.values())):
        label, source = label_from_name(name.partition(":")[2]), tables.FROM_NAME
        if name in later:
            label, source = later[name], tables.FROM_LATER
        for release in newest_first:
            if name in release.labels:
                label, source = release.labels[name][0], release.name
                break
        groups: dict[tuple[str, ...], list[str]] = {}
        for release in reversed(newest_first):
            if name not in held[release.name]:
                continue
            element = release.elements[name]
            key = (
                element.type,
                element.period_type,
                element.balance,
                _flag(element.abstract),
                _flag(element.nillable),
                element.substitution,
                release.deprecated(name),
            )
            groups.setdefault(key, []).append(release.name)
        floor = _flag(any(name in release.non_negative for release in newest_first))
        rows += [(name, "|".join(names), *key, floor, label, source) for key, names in groups.items()]
    return rows


def _flag(value: bool) -> str:
    return "true" if value else "false"


def type_rows(releases: dict[str, Release], concepts: list[TableRow]) -> list[TableRow]:
    """Rows of types.csv: the types of held concepts that are not XBRL International's."""
    rows: list[TableRow] = []
    for release in releases.values():
        used = {row[2] for row in concepts if release.name in row[1]}
        facets = [facet for facet in release.facets if facet.type in used]
        rows += [(release.name, facet.type, facet.base, facet.facet, facet.value) for facet in facets]
    return rows


def main() -> None:
    """Command line; see the head of the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--packages", type=Path, required=True)
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--extra", type=Path, action="append", default=[])
    parser.add_argument("--out", type=Path, default=ROOT / "taxonomy")
    arguments = parser.parse_args()

    names = sorted({row[0] for row in RELEASES})
    releases = {name: read_release(name, arguments.packages / f"us-gaap-{name}.zip") for name in names}
    bridge_path = arguments.packages / f"us-gaap-{OLDER}.zip"
    bridge = _read_bridge(bridge_path) if bridge_path.is_file() else None

    wanted = wanted_names(arguments.labels, arguments.extra)
    judged = judged_successors(arguments.labels, releases["2020"])
    wanted |= {value for row in judged.values() for value in (row[0], row[2], row[3])}
    held: dict[str, set[str]] = {}
    for _ in range(3):  # successors may name concepts that were not wanted before
        held = {
            name: {
                element
                for element in release.elements
                if element in wanted or element in release.located or element.startswith("dei:")
            }
            for name, release in releases.items()
        }
        successors = successor_rows(releases, bridge, held, judged)
        wanted |= {value for row in successors for value in (row[2], row[4], row[5])}
    concepts = concept_rows(releases, held, later_labels(arguments.labels))
    arguments.out.mkdir(parents=True, exist_ok=True)
    tables.write(arguments.out, tables.RELEASES, RELEASES)
    tables.write(arguments.out, tables.CONCEPTS, concepts)
    for name, release in releases.items():
        arcs: list[TableRow] = [
            (arc.role, arc.parent, arc.child, arc.weight, arc.order)
            for arc in release.calculations
            if arc.parent in held[name] and arc.child in held[name]
        ]
        tables.write(arguments.out, tables.calculations(name), arcs)
    tables.write(arguments.out, tables.SUCCESSORS, successors)
    tables.write(arguments.out, tables.TYPES, type_rows(releases, concepts))
    for name in names:
        print(f"{name}: {len(held[name])} concepts")
    print(f"{len(concepts)} concept rows, {len(successors)} successors")


def _read_bridge(path: Path) -> Release:
    """The bridging release: only its us-gaap elements and what it says about successors."""
    url = "http://xbrl.fasb.org/us-gaap/2011/elts/us-gaap-2011-01-31.xsd"
    prefixes = {"http://www.xbrl.org/2003/instance": "xbrli", "http://xbrl.org/2005/xbrldt": "xbrldt"}
    with OfficialPackage(path) as package:
        elements = package.elements(url, "us-gaap", prefixes) or {}
        successions = package.successions(DEPRECATIONS)
    return Release(OLDER, elements, {}, frozenset(), frozenset(), successions, (), frozenset())


if __name__ == "__main__":
    main()
