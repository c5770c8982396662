"""The validator: structure, then XBRL 2.1, Inline XBRL 1.1, Dimensions and Calculations 1.1.

Everything happens offline and in a forked child of a warm process where the platform can fork
(``docs/decisions/0002-warm-validation.md``), else in an Arelle session in this process.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import Any, Self

from converter.model import Finding, Severity, Span
from converter.validation import forking, inputs, reporting, structure

VALID = "valid"
INCONSISTENT = "valid, with inconsistencies"
INVALID = "not valid"
UNCHECKED = "not checked"

DEFAULT_TIMEOUT = 120.0  # seconds for one report

_INCONSISTENCIES = frozenset({"validation.calculation-inconsistency", "validation.duplicate-facts"})


@dataclass(frozen=True, slots=True)
class Validation:
    """What validating a report gave.

    ``valid``: no finding of severity error. ``oim_json``: xBRL-JSON made by Arelle, when asked for.
    ``facts``: how many facts Arelle read. ``verdict``: "valid", "valid, with inconsistencies",
    "not valid", or "not checked" (nothing could be said: no report, or a crash).
    """

    valid: bool
    findings: tuple[Finding, ...]
    oim_json: bytes | None
    facts: int
    verdict: str


class Validator:
    """Validates reports, one at a time, against one taxonomy release; close it after use.

    Args:
        packages: taxonomy packages (Taxonomy Packages 1.0) that supply the official addresses.
        entry_points: addresses of the release's schemas that reports import; loaded once when warm.
        warm: load the release once and validate each report in a fork of that process. Without it
            (or without fork) every report pays for the whole taxonomy again.
        timeout: seconds that one report may take before it counts as crashed.
    """

    def __init__(
        self,
        packages: tuple[Path, ...],
        entry_points: tuple[str, ...],
        warm: bool = True,
        timeout: float = DEFAULT_TIMEOUT,
    ) -> None:
        self._packages = tuple(str(package.resolve()) for package in packages)
        self._home = tempfile.TemporaryDirectory(prefix="retroxbrl-")
        home = Path(self._home.name).resolve()
        forks = forking.available()
        self._worker = _Worker(self._packages, entry_points if warm and forks else (), home)
        self._host = forking.Host(self._worker.prepare, timeout) if forks else None
        self._turn = threading.Lock()
        self._paths = _machine_paths(home, self._packages)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Begins to load the taxonomy in the background; otherwise the first report does."""
        if self._host is not None:
            self._host.start()

    def close(self) -> None:
        """Ends the warm process and removes what Arelle left in its private folder."""
        if self._host is not None:
            self._host.close()
        self._home.cleanup()

    def validate(
        self,
        path: Path | tuple[Path, ...],
        *,
        oim_json: bool = False,
        source_lines: Mapping[str, Span] | None = None,
    ) -> Validation:
        """Validates a report; whatever is wrong with it is a finding, never an exception.

        Args:
            path: an inline document with its extension taxonomy beside it, several documents (an
                inline XBRL document set), a folder with one report, or a report package.
            oim_json: whether to make xBRL-JSON (of a package with several reports: of the first).
            source_lines: inline element id -> place in the legacy document, for findings' spans.
        """
        with tempfile.TemporaryDirectory(prefix="retroxbrl-") as scratch:
            folder = Path(scratch).resolve()
            found = inputs.find(path, folder)
            if isinstance(found, inputs.Refusal):
                finding = Finding(f"validation.{found.code}", Severity.ERROR, found.reason)
                return Validation(False, (finding,), None, 0, UNCHECKED)
            results = [
                self._report(report, oim_json and number == 0, source_lines or {})
                for number, report in enumerate(found)
            ]
        return results[0] if len(results) == 1 else _together(results)

    def _report(self, report: inputs.Report, oim_json: bool, source_lines: Mapping[str, Span]) -> Validation:
        request = {
            "documents": [str(document) for document in report.documents],
            "others": [str(other) for other in report.others],
            "report_package": str(report.package or ""),
            "packages": [str(report.package)] if report.mapping else [],
            "oim_json": oim_json,
        }
        answer = self._ask(json.dumps(request).encode())
        if isinstance(answer, forking.Failure):
            message = f"the report couldn't be validated: {answer.reason}"
            finding = Finding("validation.crashed", Severity.ERROR, message, data={"reason": answer.reason})
            return Validation(False, (finding,), None, 0, UNCHECKED)
        outcome = json.loads(answer)
        findings = [reporting.from_problem(structure.Problem(**each)) for each in outcome["problems"]]
        own = [(f"{report.documents[0].parent}/", "")]
        if report.package:
            own.append((str(report.package), report.package.name))
        messages = [SimpleNamespace(**message) for message in outcome["messages"]]
        findings += reporting.from_messages(messages, source_lines, own + self._paths)
        oim = outcome["oim_json"]
        return Validation(
            valid=not any(finding.severity is Severity.ERROR for finding in findings),
            findings=tuple(findings),
            oim_json=None if oim is None else oim.encode(),
            facts=outcome["facts"],
            verdict=_verdict(findings),
        )

    def _ask(self, request: bytes) -> bytes | forking.Failure:
        with self._turn:
            if self._host is not None:
                return self._host.ask(request)
            configuration = os.environ.get("XDG_CONFIG_HOME")
            try:
                return self._worker.prepare()(request)
            except Exception as error:  # what a child would have contained
                return forking.Failure(f"it failed with {type(error).__name__}")
            finally:
                if configuration is None:
                    os.environ.pop("XDG_CONFIG_HOME", None)
                else:
                    os.environ["XDG_CONFIG_HOME"] = configuration


@dataclass(frozen=True, slots=True)
class _Worker:
    """What runs in the host process (``prepare``) and in its children (what ``prepare`` returns)."""

    packages: tuple[str, ...]
    entry_points: tuple[str, ...]
    home: Path

    def prepare(self) -> forking.Answer:
        from converter.validation import engine  # only here: the caller's process stays free of Arelle

        engine.private_home(self.home)
        structure.prepare()
        check = engine.checker(self.packages, self.entry_points)

        def answer(request: bytes) -> bytes:
            wanted = json.loads(request)
            problems = [
                problem
                for name in wanted["documents"] + wanted["others"]
                for problem in structure.check(Path(name))
            ]
            outcome: dict[str, Any] = {"messages": [], "facts": 0, "oim_json": None}
            if not any(problem.fatal for problem in problems):
                job = engine.Job(
                    documents=tuple(wanted["documents"]),
                    report_package=wanted["report_package"],
                    packages=tuple(wanted["packages"]),
                    oim_json=wanted["oim_json"],
                )
                outcome = asdict(check(job))
            return json.dumps({**outcome, "problems": [asdict(problem) for problem in problems]}).encode()

        return answer


def _machine_paths(home: Path, packages: tuple[str, ...]) -> list[tuple[str, str]]:
    """What to write in messages for folders of this machine: official addresses and file names."""
    caches = [home / "arelle" / "cache", home / "cache", home]
    with contextlib.suppress(FileNotFoundError):
        caches.append(structure.bundled_schemas())
    addresses = [(f"{cache}/{scheme}/", f"{scheme}://") for cache in caches for scheme in ("http", "https")]
    names = [(package, Path(package).name) for package in packages]
    return addresses + names + [(f"{home}/", "")]


def _verdict(findings: list[Finding]) -> str:
    if any(finding.severity is Severity.ERROR for finding in findings):
        return INVALID
    return INCONSISTENT if any(finding.code in _INCONSISTENCIES for finding in findings) else VALID


def _together(results: list[Validation]) -> Validation:
    """The sum of the results of a package's reports."""
    findings = [finding for result in results for finding in result.findings]
    unchecked = any(result.verdict == UNCHECKED for result in results)
    return Validation(
        valid=all(result.valid for result in results),
        findings=tuple(findings),
        oim_json=results[0].oim_json,
        facts=sum(result.facts for result in results),
        verdict=UNCHECKED if unchecked else _verdict(findings),
    )
