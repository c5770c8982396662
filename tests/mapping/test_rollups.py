"""Sums are found whatever their signs, nesting and rounding, and errors are told from rounding."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from converter.mapping import rollups
from converter.model import RollUp, Statement

Build = Callable[..., Statement]


def sums(statement: Statement) -> dict[str, dict[str, int]]:
    labels = {line.index: line.label for line in statement.lines}
    return {
        labels[found.total]: {labels[part]: weight for part, weight in found.parts}
        for found in rollups.find(statement)
    }


def test_nested_totals_absorb_their_parts(build: Build) -> None:
    statement = build(
        "balance_sheet",
        """
Current assets:
  Cash | 2,203 | 1,310
  Receivables | 4,608 | 1,628
  Total current assets | 6,811 | 2,938
Goodwill | 5,191 | 5,191
 | 12,002 | 8,129
""",
    )
    assert sums(statement) == {
        "Total current assets": {"Cash": 1, "Receivables": 1},
        "": {"Total current assets": 1, "Goodwill": 1},
    }


def test_income_statement_subtracts_costs_printed_positive(build: Build) -> None:
    statement = build(
        "income",
        """
Net sales | 19,153 | 13,361
Cost of sales | 12,312 | 8,598
Gross profit | 6,841 | 4,763
Expenses:
  Selling | 4,420 | 5,495
  Research | 3,174 | 3,007
  Restructuring (recovery) | (29) | 96
  Amortization | 436 | 725
  Total expenses | 8,001 | 9,323
Loss from operations | (1,160) | (4,560)
Interest expense, net | (150) | (174)
Other income | 104 | 24
Loss before income taxes | (1,206) | (4,710)
Income taxes | 2 | --
Net loss | (1,208) | (4,710)
""",
    )
    found = sums(statement)
    assert found["Gross profit"] == {"Net sales": 1, "Cost of sales": -1}
    assert found["Total expenses"]["Restructuring (recovery)"] == 1
    assert found["Loss from operations"] == {"Gross profit": 1, "Total expenses": -1}
    assert found["Loss before income taxes"] == {
        "Loss from operations": 1,
        "Interest expense, net": 1,
        "Other income": 1,
    }
    assert found["Net loss"] == {"Loss before income taxes": 1, "Income taxes": -1}


def test_losses_printed_positive_turn_the_weights(build: Build) -> None:
    statement = build(
        "income",
        """
Revenues | 1,000 | 900
Costs and expenses | 1,750 | 1,620
Net loss | 750 | 720
""",
    )
    assert sums(statement)["Net loss"] == {"Revenues": -1, "Costs and expenses": 1}


def test_less_rows_subtract(build: Build) -> None:
    statement = build(
        "balance_sheet",
        """
Land | 100 | 90
Buildings | 2,345 | 2,111
Less accumulated depreciation | 1,022 | 877
 | 1,423 | 1,324
""",
    )
    assert sums(statement)[""] == {"Land": 1, "Buildings": 1, "Less accumulated depreciation": -1}


def test_rounding_foots_and_errors_do_not(build: Build) -> None:
    def only(total: str) -> RollUp:
        text = f"""
Current assets:
  Cash | 2,203 | 1,310
  Receivables | 4,608 | 1,628
  Inventories | 4,225 | 2,350
  Total current assets | {total} | 5,288
"""
        (found,) = rollups.find(build("balance_sheet", text))
        return found

    rounded = only("11,037")
    assert rounded.foots
    assert rounded.residuals == ((0, Decimal(1)), (1, Decimal(0)))
    wrong = only("11,306")
    assert not wrong.foots
    assert wrong.residuals[0] == (0, Decimal(270))
    assert len(wrong.parts) == 3


def test_leading_zero_rows_belong_to_the_total(build: Build) -> None:
    statement = build(
        "income",
        """
Revenues:
  Royalties | -- | --
  Products | 812 | 904
  Services | 345 | 211
  Total revenues | 1,157 | 1,115
""",
    )
    assert sums(statement)["Total revenues"] == {"Royalties": 1, "Products": 1, "Services": 1}


@given(
    st.lists(st.lists(st.integers(-99_999, 99_999), min_size=3, max_size=3), min_size=2, max_size=9).filter(
        lambda rows: any(sum(column) for column in zip(*rows, strict=True))
    )
)
def test_any_printed_sum_is_found(build: Build, rows: list[list[int]]) -> None:
    def shown(values: list[int]) -> str:
        return " | ".join(f"({-v:,})" if v < 0 else f"{v:,}" for v in values)

    totals = [sum(column) for column in zip(*rows, strict=True)]
    text = "Cash flows:\n" + "\n".join(f"  Row {place} | {shown(row)}" for place, row in enumerate(rows))
    statement = build("cash_flow", f"{text}\n  Total | {shown(totals)}\n")
    found = [rollup for rollup in rollups.find(statement) if rollup.total == len(rows) + 1]
    assert len(found) == 1
    assert found[0].foots


def test_retained_earnings_are_no_sum_of_the_other_accounts(build: Build) -> None:
    statement = build(
        "balance_sheet",
        """
Cash | 1,412 | 1,207
Plant | 7,951 | 7,346
  Total assets | 9,363 | 8,553
Payables | 2,238 | 2,117
Common stock | 1,500 | 1,500
Earnings retained for use in business | 5,625 | 4,936
  Total stockholders' equity | 7,125 | 6,436
  Total liabilities and stockholders' equity | 9,363 | 8,553
""",
    )
    found = sums(statement)
    assert "Earnings retained for use in business" not in found
    assert found["Total stockholders' equity"] == {
        "Common stock": 1,
        "Earnings retained for use in business": 1,
    }
    assert found["Total liabilities and stockholders' equity"] == {
        "Payables": 1,
        "Total stockholders' equity": 1,
    }
