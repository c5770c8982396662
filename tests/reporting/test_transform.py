"""Our reading of the transformations: what they accept, and what value they give."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.reporting.transform import apply, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", "1234.5"),
        ("7 176 847", "7176847"),
        (".35", "0.35"),
        ("0", "0"),
        ("883, 703", "883703"),
        ("1.436,346", None),
        ("l0,000", None),
        ("(12)", None),
        ("--", None),
        ("", None),
        (",", None),
        ("12-", None),
    ],
)
def test_numbers(text: str, value: str | None) -> None:
    assert number(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("ixt:fixed-zero", "-0-", "0"),
        ("ixt:fixed-true", "X", "true"),
        ("ixt:date-monthname-day-year-en", "September 30, 2003", "2003-09-30"),
        ("ixt:date-monthname-day-year-en", "SEPT 30, 2003", None),
        ("ixt:date-monthname-day-year-en", "February 30, 2003", None),
        ("ixt:date-month-day-year", "12/31/1995", "1995-12-31"),
        ("ixt:date-monthname-day-en", "December 31", "--12-31"),
        ("ixt-sec:stateprovnameen", "Delaware", None),
    ],
)
def test_transformations(name: str, text: str, value: str | None) -> None:
    assert apply(name, text) == value


@given(st.integers(min_value=0, max_value=10**15), st.integers(min_value=0, max_value=4))
def test_a_number_as_printed_comes_back(units: int, places: int) -> None:
    value = Decimal(units).scaleb(-places)
    assert number(f"{value:,.{places}f}") == value
