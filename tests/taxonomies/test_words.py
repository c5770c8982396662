"""Labels made of element names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.taxonomies.words import label_from_name


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("ProductOrServiceAxis", "Product or Service [Axis]"),
        ("EntityRegistrantName", "Entity Registrant Name"),
        ("StatementLineItems", "Statement [Line Items]"),
        ("OfficersCompensation", "Officers Compensation"),
        ("ASCTopic606", "ASC Topic 606"),
        ("IncomeFromUSOperations", "Income from US Operations"),
    ],
)
def test_names_become_words(name: str, label: str) -> None:
    assert label_from_name(name) == label


@given(st.from_regex(r"[A-Z][A-Za-z0-9]{0,60}", fullmatch=True))
def test_no_letter_is_lost(name: str) -> None:
    letters = [character for character in label_from_name(name) if character.isalnum()]
    assert "".join(letters).lower() == name.lower()
