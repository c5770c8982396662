"""Checks the XML of a report against its schemas with xmlschema, before anything interprets it.

Inline documents against the Inline XBRL 1.1 schema (with XHTML), linkbases against the XBRL 2.1
linkbase schema, schemas against the schema of schemas. All schemas come with Arelle's installation.
"""

from __future__ import annotations

import functools
import importlib.util
import itertools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xmlschema
from lxml import etree
from xmlschema.validators import XMLSchemaBase

_INLINE = "http/www.xbrl.org/2013/inlineXBRL/xhtml-inlinexbrl-1_1.xsd"
_LINKBASE = "http/www.xbrl.org/2003/xbrl-linkbase-2003-12-31.xsd"
_NAMESPACE = re.compile(r"\{[^{}\s]*\}")
_MOST = 100  # problems that are reported of one file
_SCHEMA_TAG = "{http://www.w3.org/2001/XMLSchema}schema"
_LINKBASE_TAG = "{http://www.xbrl.org/2003/linkbase}linkbase"
_HTML_TAG = "{http://www.w3.org/1999/xhtml}html"


@dataclass(frozen=True, slots=True)
class Problem:
    """A violation: file name, line (0: unknown), what is wrong; ``fatal`` when the file isn't XML
    that may be looked at further."""

    file: str
    line: int
    text: str
    fatal: bool = False


def bundled_schemas() -> Path:
    """The folder of standard schemas in Arelle's installation, found without importing Arelle.

    Raises:
        FileNotFoundError: when Arelle isn't installed.
    """
    found = importlib.util.find_spec("arelle")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("arelle-release is not installed")
    return Path(next(iter(found.submodule_search_locations))) / "resources" / "cache"


def prepare() -> None:
    """Loads the schemas ahead of the first check."""
    _schema(_INLINE)
    _schema(_LINKBASE)


def check(path: Path) -> tuple[Problem, ...]:
    """The problems of one file: an inline document, a linkbase or a schema; none for other XML."""
    try:
        root = etree.parse(path, _parser()).getroot()
    except etree.XMLSyntaxError as error:
        return (Problem(path.name, error.lineno or 0, f"is not well-formed XML: {error.msg}", fatal=True),)
    except OSError:
        return (Problem(path.name, 0, "can't be read", fatal=True),)
    if _declares_entities(root.getroottree().docinfo.internalDTD):
        return (Problem(path.name, 1, "declares entities, which are never resolved here", fatal=True),)
    schema = _schema_for(root)
    if schema is None:
        return ()
    return tuple(
        Problem(path.name, _line(error), _reason(error))
        for error in itertools.islice(schema.iter_errors(root), _MOST)
    )


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)


def _declares_entities(declaration: Any) -> bool:
    return declaration is not None and next(declaration.iterentities(), None) is not None


def _schema_for(root: etree._Element) -> XMLSchemaBase | None:
    if root.tag == _HTML_TAG:
        return _schema(_INLINE)
    if root.tag == _LINKBASE_TAG:
        return _schema(_LINKBASE)
    if root.tag == _SCHEMA_TAG:
        return xmlschema.XMLSchema.meta_schema
    return None


@functools.cache
def _schema(name: str) -> xmlschema.XMLSchema:
    cache = bundled_schemas()
    return xmlschema.XMLSchema(
        str(cache / name),
        uri_mapper=functools.partial(_bundled, cache),
        allow="local",
    )


def _bundled(cache: Path, uri: str) -> str:
    """The local file for an official address; other addresses stay (and are never fetched)."""
    for scheme in ("http", "https"):
        start = f"{scheme}://"
        if uri.startswith(start):
            for folder in ("http", "https"):
                file = cache / folder / uri[len(start) :]
                if file.is_file():
                    return file.as_uri()
    return uri


def _line(error: xmlschema.XMLSchemaValidationError) -> int:
    line = getattr(error.elem, "sourceline", None)
    return int(line) if line else 0


def _reason(error: xmlschema.XMLSchemaValidationError) -> str:
    name = "document" if error.elem is None else error.elem.tag.rpartition("}")[2]
    reason = _NAMESPACE.sub("", error.reason or "is not valid").strip()
    return f"<{name}>: {reason}"
