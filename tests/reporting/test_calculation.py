"""Which sums are stated, and where a sum counts as consistent."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from converter.reporting.calculation import holds
from converter.reporting.contexts import consistent

KEY = ("I20001231", "USD")
OWN = {"I20001231"}


def values(**amounts: str) -> dict[str, dict[tuple[str, str], tuple[Decimal, int]]]:
    return {name: {KEY: (Decimal(amount), -3)} for name, amount in amounts.items()}


def test_a_rounding_difference_holds_and_an_error_does_not() -> None:
    weights = {"a": 1, "b": -1}
    assert holds("t", weights, values(t="7000", a="9000", b="2000"), OWN)
    assert holds("t", weights, values(t="8000", a="9000", b="2000"), OWN)  # a unit, of three halves
    assert not holds("t", weights, values(t="8000", a="9000", b="2000"), ())  # printed elsewhere
    assert not holds("t", weights, values(t="9000", a="9000", b="2000"), OWN)


def test_a_sum_binds_only_where_total_and_a_part_are_reported() -> None:
    assert holds("t", {"a": 1}, values(t="7000"), OWN)
    assert holds("t", {"a": 1}, values(a="7000"), OWN)
    assert not holds("t", {"a": 1, "b": 1}, values(t="7000", a="1000"), OWN)


@given(st.integers(-(10**9), 10**9), st.integers(-6, 3))
def test_a_value_agrees_with_its_own_rounding(cents: int, decimals: int) -> None:
    value = Decimal(cents).scaleb(-2)
    rounded = value.quantize(Decimal(1).scaleb(-decimals)) if decimals < 2 else value
    assert consistent(value, 2, rounded, min(decimals, 2))


def test_values_of_one_precision_must_be_equal() -> None:
    assert not consistent(Decimal(1000), -3, Decimal(2000), -3)
    assert consistent(Decimal("2135400"), -2, Decimal("2135000"), -3)
