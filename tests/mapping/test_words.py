"""What captions announce."""

from __future__ import annotations

import pytest

from converter.mapping import words
from converter.mapping.industry import of_sic


@pytest.mark.parametrize(
    ("label", "charge"),
    [
        ("Cost of sales", True),
        ("Income taxes", True),
        ("Provision (benefit) for income taxes", True),
        ("Selling, general and administrative", True),
        ("Income before income taxes", False),
        ("Interest income", False),
        ("Net sales", False),
        ("Total costs and expenses", True),
        ("Less minority interest", True),
    ],
)
def test_charges(label: str, charge: bool) -> None:
    assert words.says_charge(label) is charge


@pytest.mark.parametrize(
    ("label", "loss"),
    [
        ("Net loss", True),
        ("Accumulated deficit", True),
        ("Loss before income taxes", True),
        ("Net income (loss)", False),
        ("Net loss (income)", False),
        ("Retained earnings (deficit)", False),
        ("Gain on sale", False),
    ],
)
def test_losses(label: str, loss: bool) -> None:
    assert words.says_loss_only(label) is loss


@pytest.mark.parametrize("label", ["Total assets", "Subtotal", "TOTAL", "Totals"])
def test_totals(label: str) -> None:
    assert words.says_total(label)


@pytest.mark.parametrize(
    ("sic", "industry"),
    [
        ("6022", "bank"),
        ("4911", "utility"),
        ("3661", "commercial"),
        ("", ""),
        ("6770", ""),
        ("1311", "oil_gas"),
    ],
)
def test_industry(sic: str, industry: str) -> None:
    assert of_sic(sic) == industry
