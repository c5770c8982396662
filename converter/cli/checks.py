"""What ``validate`` and ``taxonomy`` do: reports against the standards, tables against a release."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from converter.cli.summary import finding_json, show_findings
from converter.cli.terminal import console, printable
from converter.model import Finding, Severity
from converter.pipeline import DEFAULT_RELEASE, Status, validator
from converter.taxonomies import load, releases

Fail = Callable[[str], NoReturn]

_MAX_SCHEMA = 1 << 20


def known_release(release: str, fail: Fail) -> str:
    """``release``, when the tables hold it."""
    if release not in releases():
        fail(f"there is no release {release!r}; the releases are {', '.join(releases())}")
    return release


def release_package(release: str, package: Path, fail: Fail) -> Path:
    """``package``, when it is a taxonomy package of ``release``."""
    from converter.taxonomies.proof import verify_package

    fault = verify_package(release, package)
    if fault is not None:
        fail(fault.message)
    return package


def validate(paths: Sequence[Path], release: str, package: Path | None, as_json: bool, fail: Fail) -> int:
    """Validates each path; returns the exit status. ``release`` "" takes the one that a report names."""
    from rich.text import Text

    if release:
        known_release(release, fail)
    status = Status.CONVERTED
    rows: list[dict[str, object]] = []
    for path in paths:
        if not path.exists():
            fail(f"{path}: there is no such file")
        chosen = release or _release_of(path)
        if package is not None:
            release_package(chosen, package, fail)
        outcome = validator(chosen, package).validate(path)
        nothing = any(finding.code == "validation.no-report" for finding in outcome.findings)
        if nothing:
            status = Status.REFUSED
        elif not outcome.valid:
            status = max(status, Status.CONVERTED_WITH_ERRORS)
        if as_json:
            rows.append(
                {
                    "path": str(path),
                    "verdict": outcome.verdict,
                    "valid": outcome.valid,
                    "facts": outcome.facts,
                    "findings": [finding_json(finding) for finding in outcome.findings],
                }
            )
            continue
        out = console()
        line = Text(printable(str(path)), style="bold")
        line.append(f"  {outcome.verdict}", style="green" if outcome.valid else "bold red")
        out.print(line.append(f"  {outcome.facts} facts", style="dim"), soft_wrap=True)
        show_findings(out, outcome.findings, limit=None)
    if as_json:
        print(json.dumps({"status": int(status), "reports": rows}, indent=2))
    return status


def _release_of(path: Path) -> str:
    """The release whose schema a report imports; the default where none is found."""
    urls = {load(release).schema_urls["us-gaap"].encode(): release for release in releases()}
    for content in _schemas(path):
        for url, release in urls.items():
            if url in content:
                return release
    return DEFAULT_RELEASE


def _schemas(path: Path) -> Iterator[bytes]:
    """The beginnings of the schemas of a report: in its folder, beside it, or in its package."""
    if path.is_dir() or path.suffix.lower() in (".htm", ".html", ".xhtml"):
        folder = path if path.is_dir() else path.parent
        for schema in sorted(folder.glob("*.xsd"))[:20]:
            with schema.open("rb") as stream:
                yield stream.read(_MAX_SCHEMA)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for name in [name for name in archive.namelist() if name.endswith(".xsd")][:20]:
                with archive.open(name) as stream:
                    yield stream.read(_MAX_SCHEMA)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return  # the validator says what is wrong with it


def list_releases(as_json: bool) -> None:
    """Prints the releases with what the embedded excerpt holds of each."""
    rows: list[dict[str, object]] = []
    out = console()
    for release in releases():
        catalogue = load(release)
        concepts = sum(1 for concept in catalogue.concepts.values() if not concept.abstract)
        schemas = dict(sorted(catalogue.schema_urls.items()))
        chosen = release == DEFAULT_RELEASE
        rows.append({"release": release, "default": chosen, "concepts": concepts, "schemas": schemas})
        if as_json:
            continue
        default = " (default)" if chosen else ""
        out.print(f"us-gaap {release}{default}: excerpt of {concepts:,} concepts", style="bold")
        for prefix, url in schemas.items():
            out.print(f"  {prefix:8} {url}", soft_wrap=True)
    if as_json:
        print(json.dumps(rows, indent=2))


def build_release(release: str, out: Path, fail: Fail) -> None:
    """Writes the embedded release as a taxonomy package and prints its path."""
    from converter.taxonomies.package import build_package

    known_release(release, fail)
    try:
        out.mkdir(parents=True, exist_ok=True)
        print(printable(str(build_package(release, out))))
    except OSError as error:
        fail(f"{out} can't be written: {error.strerror or error}")


def check_release(release: str, package: Path, as_json: bool, fail: Fail) -> int:
    """Holds the tables against a full release; returns the exit status."""
    from converter.taxonomies.proof import check

    known_release(release, fail)
    release_package(release, package, fail)
    findings = check(release, package)
    if as_json:
        print(json.dumps([finding_json(finding) for finding in findings], indent=2))
    elif findings:
        show_findings(console(), findings, limit=None)
    else:
        console().print(f"the tables of {release} agree with {printable(package.name)} in every row")
    return Status.CONVERTED_WITH_ERRORS if _wrong(findings) else Status.CONVERTED


def _wrong(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)
