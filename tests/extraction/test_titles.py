"""Titles of statements, and lines that only look like them."""

from __future__ import annotations

import pytest

from converter.extraction.titles import read_title, scope_of
from converter.model import Scope, StatementKind

SHEET, INCOME, CASH, EQUITY = (
    StatementKind.BALANCE_SHEET,
    StatementKind.INCOME,
    StatementKind.CASH_FLOW,
    StatementKind.EQUITY,
)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "following", "kind"),
    [
        ("      CONSOLIDATED BALANCE SHEETS", "", SHEET),
        ("C O N S O L I D A T E D   B A L A N C E   S H E E T S", "", SHEET),
        ("Consoliodated Balance Sheets", "", SHEET),
        ("Statement of Financial Condition", "", SHEET),
        ("STATEMENT OF FINANCIAL POSITION", "(in millions)", SHEET),
        ("CONSOLIDATED STATEMENTS OF INCOME AND RETAINED EARNINGS", "", INCOME),
        ("CONSOLIDATED STATEMENTS OF", "OPERATIONS", INCOME),
        ("<PAGE>Balance Sheets as of March 31, 1996 and 1995 .", "", SHEET),
        ("CONSOLIDATED EARNINGS                 HOLLIS CORPORATION", "", INCOME),
        ("Statements of Cash Flows (continued)", "", CASH),
        ("STATEMENTS OF CHANGES IN STOCKHOLDERS' EQUITY", "", EQUITY),
    ],
)
def test_titles(line: str, following: str, kind: StatementKind) -> None:
    title = read_title(0, line, following)
    assert title is not None
    assert title.kind is kind


@pytest.mark.parametrize(
    "line",
    [
        "Consolidated Balance Sheets . . . . . . . . . . . . . . . . .  F-3",
        "NOTES TO CONSOLIDATED FINANCIAL STATEMENTS",
        "The consolidated balance sheets of the company are shown below.",
        "See accompanying notes to the balance sheet.",
        "STATEMENTS OF OPERATIONS DATA:",
        "Balance Sheet Data:",
        "1994 respectively, and the Consolidated Balance Sheets as of",
        "STATEMENT OF CAPITALIZATION",
        "Statements of Operations of the Company as a percentage of sales",
        "Consolidated Balance Sheets - June 30, 1995      14",
    ],
)
def test_not_titles(line: str) -> None:
    assert read_title(0, line, "") is None


def test_scope() -> None:
    assert scope_of("CONDENSED BALANCE SHEETS (PARENT COMPANY ONLY)") is Scope.PARENT_ONLY
    assert scope_of("PRO FORMA BALANCE SHEET") is Scope.PRO_FORMA
    assert scope_of("Employees' Savings Plan Statement of Plan Equity") is Scope.OTHER_ENTITY
    assert scope_of("Arden Mills, Inc. BALANCE SHEETS") is Scope.REGISTRANT


def test_a_line_of_a_note_about_a_balance_sheet_is_no_title() -> None:
    assert read_title(0, "Amount Recognized in the Consolidated", "Balance Sheets consists of:") is None
    assert read_title(0, "Consolidated Balance Sheets", "December 31, 1995 and 1994") is not None


def test_units_after_a_title_are_no_part_of_it() -> None:
    found = read_title(0, "CONSOLIDATED BALANCE SHEETS (Dollars in thousands, except share data)", "")
    assert found is not None
    assert found.kind is StatementKind.BALANCE_SHEET
    assert read_title(0, "Balance Sheet Data (in thousands)", "") is None
