"""Normal forms of captions."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.mapping.labels import clauses, normalise, singular


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        (
            "Accounts receivable, net of allowances of $386 and $403 (Note 4)",
            "account receivable net allowance",
        ),
        ("Cash and cash equivalents.............", "cash cash equivalent"),
        ("C O N S O L I D A T E D  B A L A N C E  S H E E T S", "consolidated balance sheet"),
        ("T O T A L   A S S E T S", "total asset"),
        ("Total shareholders' equity", "total stockholder equity"),
        ("Stockholder's equity (deficit)", "stockholder equity deficit"),
        ("Less accumulated depre- ciation", "less accumulated depreciation"),
        ("Short- term borrowings", "short term borrowing"),
        ("Non-current assets", "noncurrent asset"),
        ("Non current assets", "noncurrent asset"),
        ("PP&E, net", "property plant equipment net"),
        ("8 1/2% Senior Notes due 2003", "senior note due"),
        ("Acounts recievable", "account receivable"),
        ("Other - Note C", "other"),
        ("Inventories (Notes 1 and 11)", "inventory"),
        ("Inventories - Note", "inventory"),
        ("Senior notes", "senior note"),
        ("Deferred charges (a)", "deferred charge"),
        ("ASSETS (in thousands, except share data)", "asset"),
        ("U.S. Government securities", "government security"),
        ("Long-term debt, less current maturities", "long term debt less current maturity"),
        ("Balance at December 31, 1994", "balance"),
        ("", ""),
        ("$ 1,234 (5) --", ""),
    ],
)
def test_spellings_of_a_caption_are_one(printed: str, normal: str) -> None:
    assert normalise(printed) == normal


@pytest.mark.parametrize("pair", [("insured", "insurer"), ("licensee", "license"), ("purchased", "purchase")])
def test_words_a_letter_apart_stay_apart(pair: tuple[str, str]) -> None:
    assert normalise(pair[0]) != normalise(pair[1])


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("liabilities", "liability"),
        ("losses", "loss"),
        ("boxes", "box"),
        ("surplus", "surplus"),
        ("gas", "gas"),
    ],
)
def test_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


@given(st.text(max_size=80))
def test_any_text_has_a_normal_form_of_its_own(text: str) -> None:
    normal = normalise(text)
    assert re.fullmatch("[a-z ]*", normal)
    assert normalise(normal) == normal


_WORDS = (
    "non pre un - & a t o s l net notes note A 4 (1) cos. leases exps shs s' 's depre- ciation Taxes less "
    "31, December of $.01 A/R p&e liabilties recievables ,"
)
_PIECES = st.sampled_from(_WORDS.split())


@given(st.lists(_PIECES, max_size=12))
def test_normal_forms_of_caption_pieces_are_stable(pieces: list[str]) -> None:
    normal = normalise(" ".join(pieces))
    assert normalise(normal) == normal


def test_clauses_keep_where_punctuation_parts() -> None:
    assert clauses("par value; authorized - ") == "par value | authorized |"
    assert clauses("and 1,904 shares (issued)") == "share | issued |"
