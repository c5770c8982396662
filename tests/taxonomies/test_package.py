"""The embedded package: its form, its content, its bytes, and that Arelle accepts it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from converter.taxonomies import build_package, load, package_for, releases, table_hash, verify_package
from converter.taxonomies.official import OfficialPackage

EXTENSION = """<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://example.com/x">
{imports}
</xs:schema>
"""
REGISTRY = {
    "http://www.xbrl.org/2009/role/negated": "http://www.xbrl.org/lrr/role/negated-2009-12-16.xsd",
    "http://www.esma.europa.eu/xbrl/esef/arcrole/wider-narrower": (
        "http://www.xbrl.org/lrr/arcrole/esma-arcrole-2018-11-21.xsd"
    ),
}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("packages")
    return {release: build_package(release, folder) for release in releases()}


def test_the_same_tables_give_the_same_bytes(packages: dict[str, Path], tmp_path: Path) -> None:
    for release, path in packages.items():
        assert build_package(release, tmp_path).read_bytes() == path.read_bytes()


def test_it_says_that_it_is_an_excerpt(packages: dict[str, Path]) -> None:
    with zipfile.ZipFile(packages["2020"]) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8")
            assert "excerpt" in text.lower() or name.endswith("META-INF/catalog.xml"), name


def test_manifest_and_catalog_are_valid(packages: dict[str, Path]) -> None:
    spec = importlib.util.find_spec("arelle")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    cache = Path(spec.submodule_search_locations[0]) / "resources" / "cache"
    folder = cache / "http" / "www.xbrl.org" / "2016"
    for path in packages.values():
        with zipfile.ZipFile(path) as archive:
            manifest = etree.fromstring(archive.read(f"{path.stem}/META-INF/taxonomyPackage.xml"))
            catalog = etree.fromstring(archive.read(f"{path.stem}/META-INF/catalog.xml"))
        prefix = "{http://xbrl.org/2016/taxonomy-package}"
        order = [child.tag.removeprefix(prefix) for child in manifest]
        assert order == ["identifier", "name", "description", "version", "publisher", "entryPoints"]
        schema = etree.XMLSchema(etree.parse(folder / "taxonomy-package-catalog.xsd"))
        assert schema.validate(catalog), schema.error_log


def test_it_serves_every_concept_at_the_official_url(packages: dict[str, Path]) -> None:
    for release, path in packages.items():
        catalogue = load(release)
        prefixes = {namespace: prefix for prefix, (namespace, _) in catalogue.type_schemas.items()}
        served = {}
        with OfficialPackage(path) as package:
            for prefix, url in catalogue.schema_urls.items():
                assert package.target_namespace(url) == catalogue.namespaces[prefix]
                served |= package.elements(url, prefix, prefixes) or {}
        assert served.keys() == catalogue.concepts.keys()
        for name, concept in catalogue.concepts.items():
            element = served[name]
            assert element.type == catalogue.qualified_type(name)
            assert (element.period_type, element.balance, element.abstract, element.nillable) == (
                concept.period_type,
                concept.balance,
                concept.abstract,
                concept.nillable,
            )


def test_labels_are_served(packages: dict[str, Path]) -> None:
    with OfficialPackage(packages["2020"]) as package:
        url = "http://xbrl.fasb.org/us-gaap/2020/elts/us-gaap-lab-2020-01-31.xml"
        labels = package.labels(url, "us-gaap") or {}
    assert labels["us-gaap:AssetsCurrent"] == ("Assets, Current", "")


def test_every_type_of_its_own_is_defined(packages: dict[str, Path]) -> None:
    for release, path in packages.items():
        catalogue = load(release)
        own = {
            catalogue.qualified_type(name)
            for name in catalogue.concepts
            if catalogue.qualified_type(name).partition(":")[0] in {"us-types", "srt-types", "dei"}
        }
        defined = set()
        prefixes = {namespace: prefix for prefix, (namespace, _) in catalogue.type_schemas.items()}
        with OfficialPackage(path) as package:
            for prefix in ("us-types", "srt-types", "dei"):
                if prefix in catalogue.type_schemas:
                    facets = package.facets(catalogue.type_schemas[prefix][1], prefix, prefixes) or ()
                    defined |= {facet.type for facet in facets}
        assert own == defined


def test_a_package_is_built_once_per_state_of_the_tables(tmp_path: Path) -> None:
    first = package_for("2020", tmp_path)
    changed = first.stat().st_mtime_ns
    assert package_for("2020", tmp_path) == first
    assert first.stat().st_mtime_ns == changed
    assert table_hash()[:16] in str(first)
    assert [path.name for path in first.parent.iterdir()] == [first.name]


def test_the_cache_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETROXBRL_CACHE", str(tmp_path / "elsewhere"))
    assert package_for("2009").is_relative_to(tmp_path / "elsewhere")


def test_a_release_that_is_not_there_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        build_package("1999", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_package_is_told_from_other_files(packages: dict[str, Path], tmp_path: Path) -> None:
    assert verify_package("2020", packages["2020"]) is None
    other = verify_package("2020", packages["2009"])
    assert other is not None
    assert other.code == "taxonomies.other-release"
    assert "is the package of release 2009, not of 2020" in other.message
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 but no more")
    broken = verify_package("2020", tmp_path / "x.zip")
    assert broken is not None
    assert broken.code == "taxonomies.not-a-package"


def _arelle(package: Path, schema: Path) -> list[str]:
    """What Arelle finds to report, offline, about a schema that imports the release's."""
    command = [
        *(sys.executable, "-m", "arelle.CntlrCmdLine", "--internetConnectivity=offline", "--validate"),
        *("--packages", str(package), "--file", str(schema), "--logFormat", "[%(messageCode)s] %(message)s"),
    ]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert "validated in" in run.stdout, run.stdout + run.stderr
    return [line for line in run.stdout.splitlines() if line and not line.startswith("[info]")]


@pytest.mark.slow
@pytest.mark.parametrize("release", ["2020", "2009"])
def test_arelle_loads_it_without_a_complaint(release: str, packages: dict[str, Path], tmp_path: Path) -> None:
    catalogue = load(release)
    wanted = {catalogue.namespaces[prefix]: url for prefix, url in catalogue.schema_urls.items()} | REGISTRY
    imports = "\n".join(
        f'<xs:import namespace="{namespace}" schemaLocation="{url}"/>' for namespace, url in wanted.items()
    )
    schema = tmp_path / "extension.xsd"
    schema.write_text(EXTENSION.format(imports=imports), encoding="utf-8")
    assert _arelle(packages[release], schema) == []
