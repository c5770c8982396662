"""Names of extension concepts are valid, readable and stable."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.mapping.extensions import headline, local_name
from converter.model import LineItem, LineRole, Span

LINE = LineItem(0, "", (Span(0, 0, 1, 1, 1),), ("Cost of revenues",), LineRole.ITEM, (), 0)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Payment of legal judgement", "PaymentOfLegalJudgement"),
        ("Shareholders' loans, net", "ShareholdersLoansNet"),
        ("8 1/2% debentures", "Debentures"),
        ("401(k) plan", "KPlan"),
        ("---", ""),
    ],
)
def test_local_name(label: str, name: str) -> None:
    assert local_name(label) == name


@pytest.mark.parametrize(
    ("label", "named"),
    [
        ("Contract", "Cost of revenues Contract"),
        ("Other income", "Cost of revenues Other income"),
        ("Rental trucks (Note 4)", "Rental trucks"),
        ("Class B stock, $.01 par value; 60,000 shares authorized", "Class B stock"),
    ],
)
def test_headline(label: str, named: str) -> None:
    assert " ".join(headline(replace(LINE, label=label)).split()) == named


@given(st.text(max_size=300))
def test_names_are_xml_names_of_ascii(label: str) -> None:
    name = local_name(label)
    assert name == "" or re.fullmatch(r"[A-Z][A-Za-z0-9]{0,119}", name)
