"""Turns Arelle's messages and structural problems into findings of ours, with source places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from converter.model import Finding, Severity, Span
from converter.validation.structure import Problem

_CALCULATION_CODES = frozenset(
    {
        "xbrl.5.2.5.2:calcInconsistency",
        "calc11e:inconsistentCalculationUsingRounding",
        "calc11e:inconsistentCalculationUsingTruncation",
    }
)
_DUPLICATE_CODES = frozenset({"arelle:duplicateFacts", "oime:disallowedDuplicateFacts"})
_MISSING_CODES = frozenset({"FileNotLoadable", "IOerror", "webCache:retrievalError"})
_LEVELS = {"INFO": Severity.INFO, "WARNING": Severity.WARNING, "INCONSISTENCY": Severity.WARNING}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_ADDRESS = re.compile(r"https?://[^\s,'\"<>]+")
_RELEASE = re.compile(r"/(us-gaap|srt|dei|country|currency|exch|naics|sic|stpr|invest|ifrs)/(\d{4})/")


class Message(Protocol):
    """A log entry of the validating engine (``engine.Message``, which only the engine may import)."""

    @property
    def code(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def arguments(self) -> Mapping[str, str]: ...
    @property
    def elements(self) -> Sequence[str]: ...
    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...


def from_problem(problem: Problem) -> Finding:
    """``validation.structure`` (or ``validation.not-xml``) for a violation that xmlschema found."""
    place = f"{problem.file}, line {problem.line}" if problem.line else problem.file
    return Finding(
        "validation.not-xml" if problem.fatal else "validation.structure",
        Severity.ERROR,
        f"{place}: {problem.text}",
        data={"file": problem.file, "line": problem.line},
    )


def from_messages(
    messages: Iterable[Message], source_lines: Mapping[str, Span], paths: Sequence[tuple[str, str]]
) -> tuple[Finding, ...]:
    """The findings that ``messages`` amount to, by file and line, repeated ones once.

    Args:
        source_lines: inline element id -> where its text stands in the legacy document.
        paths: what to write for each folder of this machine that a message may name.
    """
    findings = []
    seen = set()
    for message in messages:
        finding = _finding(message, source_lines, paths)
        key = (finding.code, finding.message, str(finding.data))
        if key not in seen:
            seen.add(key)
            findings.append(finding)
    return tuple(sorted(findings, key=_place))


def _place(finding: Finding) -> tuple[str, int, str, str]:
    """The order of findings: Arelle walks through sets in places, so its own order may vary."""
    file, line = finding.data.get("file", ""), finding.data.get("line", 0)
    return str(file), line if isinstance(line, int) else 0, str(finding.data["arelle_code"]), finding.message


def _finding(message: Message, source_lines: Mapping[str, Span], paths: Sequence[tuple[str, str]]) -> Finding:
    text = _without(message.text, paths)
    span = next((source_lines[name] for name in message.elements if name in source_lines), None)
    severity = _LEVELS.get(message.level, Severity.WARNING if "WARNING" in message.level else Severity.ERROR)
    data: dict[str, object] = {"arelle_code": message.code, "level": message.level.lower()}
    elements = [name for name in message.elements if "(" not in name]
    if elements:
        data["elements"] = elements
    if message.file:
        data["file"] = _without(message.file, paths).rpartition("../")[2]
        data["line"] = message.line
    if message.code in _CALCULATION_CODES:
        return _calculation(message, span, data)
    if message.code in _DUPLICATE_CODES:
        return Finding("validation.duplicate-facts", severity, f"{text} [{message.code}]", span, data)
    if message.code in _MISSING_CODES:
        return _missing(message, text, span, data, paths)
    return Finding("validation.arelle", severity, f"{text} [{message.code}]", span, data)


def _calculation(message: Message, span: Span | None, data: dict[str, object]) -> Finding:
    values = message.arguments
    data |= {
        "concept": values.get("concept", ""),
        "context": values.get("contextID", ""),
        "unit": values.get("unitID", ""),
        "role": values.get("linkrole", ""),
        "reported": values.get("reportedSum", ""),
        "computed": values.get("computedSum", ""),
    }
    text = (
        f"{data['concept']} is reported as {_range(data['reported'])}, but its items add up to "
        f"{_range(data['computed'])} (context {data['context']}) [{message.code}]"
    )
    return Finding("validation.calculation-inconsistency", Severity.WARNING, text, span, data)


def _range(interval: object) -> str:
    """ "[1999500, 2000500]", the values that round to what is reported, in words."""
    bounds = str(interval).strip("[]()").split(", ")
    numbers = [f"{Decimal(bound):,f}" if _NUMBER.fullmatch(bound) else bound for bound in bounds]
    return numbers[0] if len(set(numbers)) == 1 else f"{numbers[0]} to {numbers[-1]}"


def _missing(
    message: Message,
    text: str,
    span: Span | None,
    data: dict[str, object],
    paths: Sequence[tuple[str, str]],
) -> Finding:
    named = message.arguments.get("fileName") or message.arguments.get("url") or ""
    address = _without(named, paths) or (_ADDRESS.findall(text) or [""])[0]
    package = _package_for(address)
    data |= {"url": address, "package": package}
    advice = f"; {package} would supply it" if package else ""
    return Finding(
        "validation.missing-schema",
        Severity.ERROR,
        f"{address or 'a file of the taxonomy'} can't be loaded offline{advice} [{message.code}]",
        span,
        data,
    )


def _package_for(address: str) -> str:
    """The package that holds ``address``, in words; "" when the address tells nothing."""
    release = _RELEASE.search(address)
    if release:
        return f"a taxonomy package of {release[1]} {release[2]}"
    host = address.split("/")[2] if address.startswith(("http://", "https://")) else ""
    return f"a taxonomy package that maps {host}" if host else ""


def _without(text: str, paths: Sequence[tuple[str, str]]) -> str:
    for path, words in paths:
        text = text.replace(path, words)
    return text
