"""Taxonomy releases: concept tables, the embedded package built from them, and their proof."""

from converter.taxonomies.catalogue import DEFAULT_RELEASE, Catalogue, Successor, load, releases
from converter.taxonomies.package import build_package, package_for, table_hash
from converter.taxonomies.proof import check, verify_package

__all__ = [
    "DEFAULT_RELEASE",
    "Catalogue",
    "Successor",
    "build_package",
    "check",
    "load",
    "package_for",
    "releases",
    "table_hash",
    "verify_package",
]
