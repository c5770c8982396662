"""The summary of conversions: a table for a person, JSON for a program."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from converter import __version__
from converter.cli.terminal import console, printable
from converter.model import Finding, NumberStatus, Severity
from converter.pipeline import Conversion, Status

if TYPE_CHECKING:
    from rich.console import Console

_VERDICT_STYLE = {"valid": "green", "valid, with inconsistencies": "yellow", "not validated": "yellow"}
_SEVERITY_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
_STATUS_WORD = {
    Status.CONVERTED: "converted",
    Status.CONVERTED_WITH_ERRORS: "converted with errors",
    Status.REFUSED: "refused",
}
_SHOWN = 8  # findings per filing; audit.json has them all


def show(file: Path, conversion: Conversion) -> None:
    """Prints one conversion's table, or nothing for a refused filing (its reason went to standard error)."""
    if conversion.status is Status.REFUSED or conversion.report is None:
        return
    from rich.table import Table
    from rich.text import Text

    out = console()
    report, summary = conversion.report, conversion.summary
    head = Text(printable(str(file)), style="bold")
    if report.cover.registrant:
        head.append("  " + printable(" ".join(report.cover.registrant.split())), style="")
    out.print(head.append(f"  {report.period_end.isoformat()}", style="dim"))
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("  statement")
    for title in ("line", "facts", "extended", "explained", "unexplained"):
        table.add_column(title, justify="right")
    for row in summary.statements:
        left = Text(str(row.unexplained), style="red" if row.unexplained else "")
        figures = (row.line, row.facts, row.extensions, row.explained)
        table.add_row(Text("  " + row.kind.value.replace("_", " ")), *map(str, figures), left)
    table.add_row(Text("  cover page"), "", str(summary.cover_facts), "", "", "")
    out.print(table)
    out.print(Text(f"  {_shares(conversion)}"))
    line = Text("  ")
    line.append(conversion.verdict or "-", style=_VERDICT_STYLE.get(conversion.verdict, ""))
    if conversion.folder is not None:
        line.append(f"  {printable(str(conversion.folder))}/")
    out.print(line, soft_wrap=True)
    show_findings(out, [f for f in conversion.findings if f.severity is not Severity.INFO], limit=_SHOWN)


def show_findings(out: Console, findings: Sequence[Finding], limit: int | None) -> None:
    """Prints findings, errors first; ``limit`` (None: all) is how many."""
    from rich.text import Text

    worst = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    for finding in worst[:limit]:
        where = f" line {finding.span.line}" if finding.span else ""
        text = Text("  ")
        text.append(finding.severity.value, style=_SEVERITY_STYLE[finding.severity])
        text.append(f"{where}: {printable(finding.message)} [{finding.code}]")
        out.print(text, soft_wrap=True)
    if limit is not None and len(worst) > limit:
        out.print(Text(f"  and {len(worst) - limit} more findings in audit.html", style="dim"))


def _shares(conversion: Conversion) -> str:
    summary = conversion.summary
    total = sum(summary.numbers.values())
    counts = {status: summary.numbers.get(status, 0) for status in NumberStatus}
    explained = counts[NumberStatus.HEADING] + counts[NumberStatus.EXPLAINED]
    left = counts[NumberStatus.UNEXPLAINED]
    return (
        f"{total} printed numbers: {counts[NumberStatus.FACT]} are facts, {explained} are explained, "
        f"{left} are not; {summary.facts} facts, {summary.extensions} extension concepts"
    )


def show_total(statuses: Sequence[Status]) -> None:
    """Prints how many of several filings ended how."""
    counts = Counter(statuses)
    words = ", ".join(f"{counts[status]} {_STATUS_WORD[status]}" for status in Status if counts[status])
    console().print(f"{len(statuses)} filings: {words}")


def as_json(filings: Sequence[dict[str, object]], status: Status) -> str:
    """The summary as JSON (described in ``docs/output.md``); ASCII, so safe for a terminal.

    ``filings`` are results of :func:`filing_json`, ``status`` is the exit status.
    """
    document = {"retroxbrl": __version__, "status": int(status), "filings": list(filings)}
    return json.dumps(document, indent=2)


def filing_json(file: Path, conversion: Conversion) -> dict[str, object]:
    """One conversion's part of the summary."""
    report, summary = conversion.report, conversion.summary
    return {
        "file": str(file),
        "name": conversion.name,
        "status": int(conversion.status),
        "outcome": _STATUS_WORD[conversion.status],
        "verdict": conversion.verdict,
        "refusal": conversion.refusal,
        "folder": None if conversion.folder is None else str(conversion.folder),
        "report": None
        if report is None or conversion.status is Status.REFUSED
        else {
            "base": report.base,
            "registrant": report.cover.registrant,
            "scheme": report.scheme,
            "identifier": report.identifier,
            "form": report.cover.form,
            "period_end": report.period_end.isoformat(),
            "release": report.release,
        },
        "statements": [
            {
                "kind": row.kind.value,
                "title": row.title,
                "line": row.line,
                "facts": row.facts,
                "extensions": row.extensions,
                "explained": row.explained,
                "unexplained": row.unexplained,
            }
            for row in summary.statements
        ],
        "facts": summary.facts,
        "cover_facts": summary.cover_facts,
        "extension_concepts": summary.extensions,
        "numbers": {status.value: summary.numbers.get(status, 0) for status in NumberStatus},
        "findings": [finding_json(finding) for finding in conversion.findings],
    }


def finding_json(finding: Finding) -> dict[str, object]:
    """A finding as JSON-able data."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "line": finding.span.line if finding.span else None,
        "column": finding.span.column if finding.span else None,
        "data": json.loads(json.dumps(dict(finding.data), default=str)),
    }
