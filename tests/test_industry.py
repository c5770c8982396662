"""Industry and fiscal year of a filing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from converter.extraction import extract
from converter.industry import fiscal_year_of, industry_of
from converter.model import Cover, Submission
from converter.reading import read

FILINGS = Path(__file__).parent / "filings"


@pytest.mark.parametrize(
    ("name", "industry"),
    [
        ("harbor-instruments-10q", "commercial"),  # bare: inventories in a classified balance sheet
        ("tamarack-valley-bank-10k", "bank"),  # bare: told by its balance sheet
        ("kennetook-power-10k", "utility"),
        ("calder-ridge-10k", "commercial"),
    ],
)
def test_industry(name: str, industry: str) -> None:
    submission = read((FILINGS / f"{name}.txt").read_bytes(), name).value
    assert submission is not None
    assert industry_of(submission, extract(submission).value) == industry


@pytest.mark.parametrize(
    ("end", "year"),
    [(None, None), ("1996-09-30", 1996), ("1994-01-01", 1993), ("1994-01-29", 1994), ("1998-12-31", 1998)],
)
def test_fiscal_year(end: str | None, year: int | None) -> None:
    submission = Submission("x", 0, "", None, ())
    cover = Cover(period_end=None if end is None else dt.date.fromisoformat(end))
    assert fiscal_year_of(submission, cover) == year
