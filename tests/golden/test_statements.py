"""Sixty filings: which statements a reader finds in them, and what their totals are.

``statements.csv`` has one row per statement that a person found, with the line and the values of one total
(total assets, net income, the change in cash, equity at the end), written before the program's answers were
looked at. A statement counts as found when a primary statement has that line; it is read right when each
of the values is among those of the line.
"""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from converter.extraction import extract
from converter.model import Statement
from converter.reading import read

with Path(__file__).with_name("statements.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
# Statements of a predecessor that stand beside the registrant's own are left out on purpose.
WANTED = [row for row in ROWS if row["kind"] != "none" and "PREDECESSOR" not in row["note"]]


@pytest.fixture(scope="module")
def found(shared: Path) -> dict[str, list[Statement]]:
    statements = {}
    for name in sorted({row["path"] for row in ROWS}):
        path = shared / "filings" / name
        submission = read(path.read_bytes(), path.name).value
        assert submission is not None
        extraction = extract(submission).value
        groups = (extraction.statements, *(other.statements for other in extraction.co_registrants))
        statements[name] = [s for group in groups for s in group if s.primary]
    return statements


def _values(statements: list[Statement], line: int) -> list[Decimal] | None:
    """The scaled amounts that stand on a line of the file; None when no statement has the line."""
    for statement in statements:
        for item in statement.lines:
            if any(cell.span.line == line for cell in item.cells):
                return [c.value.scaleb(c.scale) for c in item.cells if c.value is not None]
    return None


@pytest.mark.parametrize(
    ("kinds", "share"),
    [(("balance_sheet", "income", "cash_flow"), Decimal("0.97")), (("equity",), Decimal("0.90"))],
)
def test_the_statements_are_found(
    found: dict[str, list[Statement]], kinds: tuple[str, ...], share: Decimal
) -> None:
    wanted = [row for row in WANTED if row["kind"] in kinds]
    lost = [row for row in wanted if _values(found[row["path"]], int(row["anchor_line"])) is None]
    assert len(wanted) >= 40
    assert len(lost) <= (1 - share) * len(wanted), [(row["path"], row["kind"], row["line"]) for row in lost]


def test_their_totals_are_read_right(found: dict[str, list[Statement]]) -> None:
    checked, wrong = Counter[str](), []
    for row in WANTED:
        values = _values(found[row["path"]], int(row["anchor_line"]))
        if values is None:
            continue
        checked[row["kind"]] += 1
        sizes = {abs(value) for value in values}
        if not {abs(Decimal(text)) for text in row["anchor_values"].split("|") if text} <= sizes:
            wrong.append((row["path"], row["kind"], row["anchor_line"]))
    assert sum(checked.values()) >= 210
    assert len(wrong) <= 0.02 * sum(checked.values()), wrong


def test_a_filing_without_statements_of_the_registrant_has_none(found: dict[str, list[Statement]]) -> None:
    none = [row["path"] for row in ROWS if row["kind"] == "none"]
    assert none == ["full/0000950131-95-001679.txt"]  # an amendment with the accounts of an affiliate
    assert [found[name] for name in none] == [[]]
