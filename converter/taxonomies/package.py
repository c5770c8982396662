"""Builds the embedded taxonomy package of a release from the concept tables, and keeps it in a cache.

The package is an excerpt and says so: element schemas at the official URLs with the official target
namespaces, holding the concepts of the tables alone, the types these use, and standard labels.
Source of the form: Taxonomy Packages 1.0, sections 2 and 3; XML Catalogs 1.1 (rewriteURI).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from converter.data import data_folder
from converter.taxonomies import tables

CACHE_VARIABLE = "RETROXBRL_CACHE"
"""Environment variable: the folder in which built packages are kept, instead of the user's cache."""

_LAYOUT = "1"  # changes when the form of the package does, so that old ones in a cache are not used
_TIME = (1980, 1, 1, 0, 0, 0)
_EXCERPT = (
    "An excerpt: only the declarations that RetroXBRL's concept tables hold. "
    "It stands in for the full release where that is not at hand, and replaces it nowhere else."
)
_SCHEMA = (
    '<xs:schema targetNamespace={namespace} elementFormDefault="qualified"{prefixes}>\n{body}</xs:schema>\n'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- {comment} -->\n'
_LINK = "http://www.xbrl.org/2003/linkbase"
_LINKBASE = "http://www.xbrl.org/2003/xbrl-linkbase-2003-12-31.xsd"
_NAMESPACES = {
    "link": _LINK,
    "xlink": "http://www.w3.org/1999/xlink",
    "xs": "http://www.w3.org/2001/XMLSchema",
}
_LABEL_ROLE = "http://www.xbrl.org/2003/role/label"

# XBRL International's Link Role Registry: schemas that reports import and that processors may not carry.
_REGISTRY = "http://www.xbrl.org/lrr"
_NEGATED = ("Label", "NetLabel", "PeriodEndLabel", "PeriodStartLabel", "TerseLabel", "TotalLabel")
_WIDER_NARROWER = "http://www.esma.europa.eu/xbrl/esef/arcrole/wider-narrower"


def build_package(release: str, folder: Path, table_folder: Path | None = None) -> Path:
    """Writes the package of ``release`` into ``folder`` and returns its path; same tables, same bytes.

    The file is complete or absent at any moment (it is renamed into place).

    Raises:
        KeyError: when the tables don't hold the release.
        tables.TableError: when a table is missing or malformed.
    """
    return _place(release, table_folder or data_folder("taxonomy"), folder / _file_name(release))


def package_for(release: str, cache_dir: Path | None = None, table_folder: Path | None = None) -> Path:
    """The package of ``release``, built on the first call and kept by the content of the tables.

    ``cache_dir`` comes first, then the folder that ``RETROXBRL_CACHE`` names, then the user's cache.

    Raises:
        KeyError: when the tables don't hold the release.
        OSError: when no package can be written there.
    """
    source = table_folder or data_folder("taxonomy")
    path = (cache_dir or _cache()) / f"{release}-{table_hash(source)[:16]}" / _file_name(release)
    return path if path.is_file() else _place(release, source, path)


def table_hash(table_folder: Path | None = None) -> str:
    """SHA-256 over the concept tables and the form of the package, in hexadecimal."""
    digest = hashlib.sha256(_LAYOUT.encode())
    for path in sorted((table_folder or data_folder("taxonomy")).glob("*.csv")):
        digest.update(f"\0{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _cache() -> Path:
    chosen = os.environ.get(CACHE_VARIABLE)
    if chosen:
        return Path(chosen) / "taxonomies"
    from platformdirs import user_cache_path

    return user_cache_path("retroxbrl", appauthor=False) / "taxonomies"


def _file_name(release: str) -> str:
    return f"retroxbrl-us-gaap-{release}-excerpt.zip"


def _place(release: str, source: Path, path: Path) -> Path:
    files = _files(release, source)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    temporary = Path(name)
    try:
        # Stored, not deflated: the bytes then don't depend on the version of the compressor.
        with os.fdopen(handle, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_STORED) as archive:
            for member, text in sorted(files.items()):
                info = zipfile.ZipInfo(f"{path.stem}/{member}", _TIME)
                info.create_system = 3
                info.external_attr = 0o644 << 16
                archive.writestr(info, text.encode("utf-8"))
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return path


def _files(release: str, source: Path) -> dict[str, str]:
    """Member path -> text of all files of the package."""
    schemas = [row for row in tables.rows(source, tables.RELEASES) if row["release"] == release]
    if not schemas:
        raise KeyError(release)
    concepts = [row for row in tables.rows(source, tables.CONCEPTS) if release in row["releases"].split("|")]
    types = [row for row in tables.rows(source, tables.TYPES) if row["release"] == release]
    documents: dict[str, str] = {}
    for schema in schemas:
        prefix, kind = schema["prefix"], schema["kind"]
        own = [row for row in concepts if _prefix(row["name"]) == prefix]
        own_types = [row for row in types if _prefix(row["type"]) == prefix]
        if kind in (tables.ELEMENTS, tables.TYPE_LIBRARY):
            documents[schema["schema_url"]] = _element_schema(schema, schemas, own, own_types)
        if kind == tables.ELEMENTS:
            documents[schema["label_url"]] = _labels(schema, own)
        if kind == tables.ENTRY:
            documents[schema["schema_url"]] = _entry(schema, schemas)
    documents |= dict(_registry())

    files = {_member(url): text for url, text in documents.items()}
    files["META-INF/catalog.xml"] = _catalog(documents)
    files["META-INF/taxonomyPackage.xml"] = _manifest(release, schemas)
    return files


def _prefix(name: str) -> str:
    return name.partition(":")[0]


def _member(url: str) -> str:
    """ "http://host/path" -> "http/host/path"."""
    return url.replace("://", "/", 1)


def _folder(url: str) -> str:
    return url.rsplit("/", 1)[0] + "/"


def _attributes(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in pairs)


def _import(schema: tables.Row) -> str:
    pairs = (("namespace", schema["namespace"]), ("schemaLocation", schema["schema_url"]))
    return f"  <xs:import{_attributes(pairs)}/>\n"


def _schema(comment: str, namespace: str, prefixes: dict[str, str], body: str) -> str:
    declared = _attributes((f"xmlns:{prefix}", value) for prefix, value in sorted(prefixes.items()))
    return _HEAD.format(comment=comment) + _SCHEMA.format(
        namespace=quoteattr(namespace), prefixes=declared, body=body
    )


def _element_schema(
    schema: tables.Row, schemas: list[tables.Row], concepts: list[tables.Row], types: list[tables.Row]
) -> str:
    """A schema of concepts, of types, or of both."""
    used = {"xbrli"}
    used |= {_prefix(row["type"]) for row in concepts} | {_prefix(row["substitution"]) for row in concepts}
    used |= {_prefix(row["base"]) for row in types}
    imported = [row for row in schemas if row["prefix"] in used and row["prefix"] != schema["prefix"]]
    prefixes = {"xs": _NAMESPACES["xs"], schema["prefix"]: schema["namespace"]}
    prefixes |= {row["prefix"]: row["namespace"] for row in imported}
    body = "".join(map(_import, imported)) + "".join(_types(types)) + "".join(map(_element, concepts))
    return _schema(_EXCERPT, schema["namespace"], prefixes, body)


def _types(facets: list[tables.Row]) -> Iterator[str]:
    by_type: dict[tuple[str, str], list[tables.Row]] = {}
    for row in facets:
        by_type.setdefault((row["type"], row["base"]), []).append(row)
    for (name, base), rows in by_type.items():
        inner = "".join(
            f"<xs:{row['facet']} value={quoteattr(row['value'])}/>" for row in rows if row["facet"]
        )
        yield (
            f"  <xs:complexType name={quoteattr(name.partition(':')[2])}><xs:simpleContent>"
            f"<xs:restriction base={quoteattr(base)}>{inner}</xs:restriction>"
            "</xs:simpleContent></xs:complexType>\n"
        )


def _element(row: tables.Row) -> str:
    prefix, _, local = row["name"].partition(":")
    pairs = [("id", f"{prefix}_{local}"), ("name", local)]
    if row["abstract"] == "true":
        pairs.append(("abstract", "true"))
    pairs += [
        ("nillable", row["nillable"]),
        ("substitutionGroup", row["substitution"]),
        ("type", row["type"]),
        ("xbrli:periodType", row["period_type"]),
    ]
    if row["balance"]:
        pairs.append(("xbrli:balance", row["balance"]))
    return f"  <xs:element{_attributes(pairs)}/>\n"


def _entry(entry: tables.Row, schemas: list[tables.Row]) -> str:
    """The entry point that adds standard labels to the concepts."""
    base = next(row for row in schemas if row["kind"] == tables.ELEMENTS and row["prefix"] == "us-gaap")
    reference = _attributes(
        (
            ("xlink:type", "simple"),
            ("xlink:arcrole", "http://www.w3.org/1999/xlink/properties/linkbase"),
            ("xlink:role", "http://www.xbrl.org/2003/role/labelLinkbaseRef"),
            ("xlink:href", base["label_url"]),
        )
    )
    body = (
        f"  <xs:annotation><xs:appinfo><link:linkbaseRef{reference}/></xs:appinfo></xs:annotation>\n"
        f'  <xs:import namespace="{_LINK}" schemaLocation="{_LINKBASE}"/>\n' + _import(base)
    )
    return _schema(_EXCERPT, entry["namespace"], _NAMESPACES, body)


def _labels(schema: tables.Row, concepts: list[tables.Row]) -> str:
    """A label linkbase with one standard label for each concept."""
    location = schema["schema_url"]
    prefixes = _attributes((f"xmlns:{prefix}", _NAMESPACES[prefix]) for prefix in ("link", "xlink"))
    lines = [
        _HEAD.format(
            comment=f"{_EXCERPT} Where the release gives no label here, it is that of another release "
            "or made of the words of the element name."
        ),
        f"<link:linkbase{prefixes}>\n",
        '  <link:labelLink xlink:type="extended" xlink:role="http://www.xbrl.org/2003/role/link">\n',
    ]
    for row in concepts:
        key = row["name"].replace(":", "_", 1)
        lines.append(
            f'    <link:loc xlink:type="locator" xlink:href={quoteattr(f"{location}#{key}")}'
            f' xlink:label="loc_{key}"/>\n'
            f'    <link:label xlink:type="resource" xlink:label="lab_{key}" xlink:role="{_LABEL_ROLE}"'
            f' xml:lang="en-US">{escape(_label(row))}</link:label>\n'
            '    <link:labelArc xlink:type="arc" xlink:arcrole="http://www.xbrl.org/2003/arcrole/concept-label"'
            f' xlink:from="loc_{key}" xlink:to="lab_{key}"/>\n'
        )
    lines.append("  </link:labelLink>\n</link:linkbase>\n")
    return "".join(lines)


def _label(row: tables.Row) -> str:
    """The label as releases print it: they mark deprecated concepts in the text."""
    return f"{row['label']} (Deprecated {row['deprecated']})" if row["deprecated"] else row["label"]


def _registry() -> Iterator[tuple[str, str]]:
    """The registry schemas that reports of ours name: negated and net labels, and anchoring."""
    for name, suffixes in (("negated", _NEGATED), ("net", ("Label",))):
        roles = "".join(
            f'    <link:roleType id="{name}{suffix}" roleURI="http://www.xbrl.org/2009/role/{name}{suffix}">'
            "<link:usedOn>link:label</link:usedOn></link:roleType>\n"
            for suffix in suffixes
        )
        yield (
            f"{_REGISTRY}/role/{name}-2009-12-16.xsd",
            _role_schema(f"http://www.xbrl.org/2009/role/{name}", roles),
        )
    arcrole = (
        f'    <link:arcroleType id="wider-narrower" arcroleURI="{_WIDER_NARROWER}"'
        ' cyclesAllowed="undirected">'
        "<link:usedOn>link:definitionArc</link:usedOn></link:arcroleType>\n"
    )
    yield f"{_REGISTRY}/arcrole/esma-arcrole-2018-11-21.xsd", _role_schema(_WIDER_NARROWER, arcrole)


def _role_schema(namespace: str, types: str) -> str:
    body = (
        f"  <xs:annotation><xs:appinfo>\n{types}  </xs:appinfo></xs:annotation>\n"
        f'  <xs:import namespace="{_LINK}" schemaLocation="{_LINKBASE}"/>\n'
    )
    return _schema(_EXCERPT, namespace, _NAMESPACES, body)


def _catalog(documents: dict[str, str]) -> str:
    """One rewrite per folder of the taxonomies; single files of the registry, which holds more than these."""
    starts = {url if url.startswith(_REGISTRY) else _folder(url) for url in documents}
    pairs = (
        (("uriStartString", start), ("rewritePrefix", f"../{_member(start)}")) for start in sorted(starts)
    )
    rewrites = "".join(f"  <rewriteURI{_attributes(pair)}/>\n" for pair in pairs)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">\n{rewrites}</catalog>\n'
    )


def _manifest(release: str, schemas: list[tables.Row]) -> str:
    entries = "".join(
        "    <tp:entryPoint>\n"
        f"      <tp:name>{escape(row['title'])} (excerpt)</tp:name>\n"
        f"      <tp:entryPointDocument href={quoteattr(row['schema_url'])}/>\n"
        "    </tp:entryPoint>\n"
        for row in schemas
        if row["kind"] in (tables.ELEMENTS, tables.ENTRY)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<tp:taxonomyPackage xml:lang="en" xmlns:tp="http://xbrl.org/2016/taxonomy-package">\n'
        f"  <tp:identifier>urn:retroxbrl:us-gaap:{escape(release)}:excerpt</tp:identifier>\n"
        f"  <tp:name>US-GAAP {escape(release)}, excerpt of RetroXBRL</tp:name>\n"
        f"  <tp:description>{escape(_EXCERPT)}</tp:description>\n"
        f"  <tp:version>{escape(release)}-excerpt-{_LAYOUT}</tp:version>\n"
        "  <tp:publisher>RetroXBRL (the excerpt; the taxonomies are their publishers')</tp:publisher>\n"
        f"  <tp:entryPoints>\n{entries}  </tp:entryPoints>\n"
        "</tp:taxonomyPackage>\n"
    )
