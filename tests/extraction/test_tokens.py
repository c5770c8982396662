"""Rows: where the label ends, and which amounts follow it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.extraction.tokens import RowKind, TokenKind, read_row


def amounts(line: str, *, blank_thousands: bool = False) -> tuple[str, list[str]]:
    row = read_row(0, 0, line, blank_thousands=blank_thousands)
    return row.label, ["-" if t.kind is TokenKind.NIL else str(t.value) for t in row.tokens]


@pytest.mark.parametrize(
    ("line", "label", "values"),
    [
        ("  Cash and equivalents          $  2,203      $  1,310", "Cash and equivalents", ["2203", "1310"]),
        ("Software costs                        --            40", "Software costs", ["-", "40"]),
        ("Goodwill                             -0-          none", "Goodwill", ["-", "-"]),
        ("8 1/2% Senior Notes due 2003      10,000     -", "8 1/2% Senior Notes due 2003", ["10000", "-"]),
        ("Total assets 17,553 12,034", "Total assets", ["17553", "12034"]),
        ("Net loss         $(1,208)  $ ( 293,000)", "Net loss", ["-1208", "-293000"]),
        ("Other, net .......    ( 65,999)   (1,234 )", "Other, net", ["-65999", "-1234"]),
        ("Revenues . . . . . . $ 9,281 $ 8,315 $ 7,744", "Revenues", ["9281", "8315", "7744"]),
        ("Income per share      $  .35   $ (.10)", "Income per share", ["0.35", "-0.10"]),
        ("Loss   <1,986>   12", "Loss", ["-1986", "12"]),
        ("Interest      1,250-     40", "Interest", ["-1250", "40"]),
        ("Treasury stock     (3,875,383     (12,000)", "Treasury stock", ["-3875383", "-12000"]),
        ("Total    4,255 (3)  5,667*   34,046 *", "Total", ["4255", "5667", "34046"]),
        ("Other assets (1)     1,234  1,111", "Other assets (1)", ["1234", "1111"]),
        ("Land\t\t1,000\t2,000", "Land", ["1000", "2000"]),
        ("Deposits      883, 703      (115, 908)", "Deposits", ["883703", "-115908"]),
        ("   (liquidation preference $2,267)      --     --", "(liquidation preference $2,267)", ["-", "-"]),
        ("Loss, net of tax benefit of $1,084", "Loss, net of tax benefit of $1,084", []),
        (" $8,077,000.................     7,576,000", "$8,077,000", ["7576000"]),
        ("   December 31, 1995", "December 31, 1995", []),
        ("Total assets        46,819   28,718   N/A", "Total assets", ["46819", "28718", "None"]),
    ],
)
def test_label_and_amounts(line: str, label: str, values: list[str]) -> None:
    assert amounts(line) == (label, values)


def test_blank_thousands_only_where_the_document_uses_them() -> None:
    assert amounts("TOTAL ASSETS $7 176 847 $6 679 886", blank_thousands=True) == (
        "TOTAL ASSETS",
        ["7176847", "6679886"],
    )


def test_spans_cover_the_digits_only() -> None:
    line = "Net loss         $(1,208)"
    (token,) = read_row(0, 0, line).tokens
    assert line[token.start : token.end] == "1,208"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("", RowKind.BLANK),
        ("<PAGE>  17", RowKind.PAGE),
        ("<S>        <C>     <C>", RowKind.TAG),
        ("<S>        <C>     >C>", RowKind.TAG),
        ("- ----------   -----------", RowKind.RULE),
        ("           ========   ========", RowKind.RULE),
        ("               ---        ---", RowKind.RULE),
    ],
)
def test_kinds_of_rows(line: str, kind: RowKind) -> None:
    assert read_row(0, 0, line).kind is kind


@given(st.text(alphabet=st.characters(min_codepoint=9, max_codepoint=255), max_size=120))
def test_any_line_can_be_read_and_spans_stay_inside(line: str) -> None:
    line = "".join(" " if c in "\n\r\f\v\x1c\x1d\x1e\x1f\x85" else c for c in line)
    row = read_row(0, 0, line)
    assert row.label in ("", line[row.label_start : row.label_end])
    for token in row.tokens:
        assert 0 <= token.start < token.end <= len(line)
        assert token.kind is not TokenKind.NUMBER or token.value is not None


@given(st.integers(min_value=0, max_value=10**12), st.booleans())
def test_printed_amounts_come_back(value: int, negative: bool) -> None:
    printed = f"({value:,})" if negative else f"{value:,}"
    (token,) = read_row(0, 0, f"Some label           {printed}   ").tokens
    assert token.value == (Decimal(-value) if negative else Decimal(value))
