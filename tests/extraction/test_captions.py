"""Captions that go on in the next row, dates that are broken, and what an amount counts."""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from pathlib import Path

import pytest

from converter.extraction.currency import read_currency
from converter.extraction.units import unit_of
from converter.model import StatementKind, UnitKind

_spec = importlib.util.spec_from_file_location("statement_help", Path(__file__).with_name("statement.py"))
assert _spec is not None
assert _spec.loader is not None
_help = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_help)
statements, values = _help.statements, _help.values

FLOW = """
                   CONSOLIDATED STATEMENTS OF CASH FLOWS
                   (Dollars in thousands)
<TABLE>
<CAPTION>
                                                          Year ended December 31,
                                                            1995         1994
<S>                                                       <C>          <C>
Operating activities:
  Net income                                              $  2,114     $  1,903
  Depreciation                                                 700          650
  Receivables, less allowance of $7
    and $4                                                    (116)         (92)
  Provision for losses on notes held
    for sale                                                    20           12
  Interest, net of interest income of $58 and $49              (30)         (25)
  Loss on disposal
    of assets                                                   12           10
NET CASH PROVIDED BY OPERATING
  ACTIVITIES                                                 2,700        2,458
Investing activities:
  Capital expenditures                                      (1,100)        (900)
NET INCREASE (DECREASE) IN CASH AND CASH
  EQUIVALENTS                                                1,600        1,558
Cash and cash equivalents, beginning of year                   400         (900)
INCOME BEFORE THE CUMULATIVE EFFECT OF A CHANGE IN METHOD
IN ACCOUNTING PRINCIPLE                                         55           44
Cash and cash equivalents, end of year                    $  2,000     $    658
</TABLE>
"""


def test_a_row_that_begins_the_next_caption_is_no_tail() -> None:
    (flow,) = statements(FLOW)
    read = values(flow)
    assert read["Interest, net of interest income of $58 and $49"] == ["-30", "-25"]
    assert read["Loss on disposal of assets"] == ["12", "10"]
    assert read["Provision for losses on notes held for sale"] == ["20", "12"]


def test_words_that_never_begin_a_caption() -> None:
    (flow,) = statements(FLOW)
    read = values(flow)
    assert read["NET CASH PROVIDED BY OPERATING ACTIVITIES"] == ["2700", "2458"]
    assert read["NET INCREASE (DECREASE) IN CASH AND CASH EQUIVALENTS"] == ["1600", "1558"]
    wide = "INCOME BEFORE THE CUMULATIVE EFFECT OF A CHANGE IN METHOD IN ACCOUNTING PRINCIPLE"
    assert read[wide] == ["55", "44"]


SHEET = """
                            BALANCE SHEETS
<TABLE>
<CAPTION>
                                                    December 31, 1995   December 31, 1994
ASSETS                                                    (000)               (000)
<S>                                                 <C>                 <C>
Rental property, net of accumulated
 depreciation of $808 and $723 as of December 31, 1995 and 1994,
 respectively                                             $12,790             $13,120
Cash                                                        1,031                 880
Other                                                          12                  14
                                                          -------             -------
Total assets                                              $13,833             $14,014
                                                          =======             =======
LIABILITIES AND EQUITY
Accounts payable                                          $   833             $   914
Common stock, $.10 par value per share                         10                  10
Retained earnings                                          12,990              13,090
                                                          -------             -------
Total liabilities and equity                              $13,833             $14,014
</TABLE>
"""


def test_thousands_over_the_columns_and_years_in_a_caption() -> None:
    (sheet,) = statements(SHEET)
    assert [column.scale for column in sheet.columns] == [3, 3]
    first = next(line for line in sheet.lines if line.cells)
    assert first.label.startswith("Rental property, net of accumulated depreciation of $808")
    assert [str(cell.value) for cell in first.cells] == ["12790", "13120"]


def test_a_par_value_makes_no_per_share_amount() -> None:
    (sheet,) = statements(SHEET)
    stock = next(line for line in sheet.lines if line.label.startswith("Common stock"))
    assert {cell.unit_kind for cell in stock.cells} == {UnitKind.MONETARY}


@pytest.mark.parametrize(
    ("label", "value", "kind", "unit"),
    [
        ("Dividends ($1.80 per share)", "-219", StatementKind.EQUITY, UnitKind.MONETARY),
        ("Common stock, $1 par value per share", "10.0", StatementKind.BALANCE_SHEET, UnitKind.MONETARY),
        ("Net asset value per share", "10.42", StatementKind.BALANCE_SHEET, UnitKind.PER_SHARE),
        ("Net income per share", "1.42", StatementKind.INCOME, UnitKind.PER_SHARE),
        ("Units of interest, $500 stated value per unit", "6057027", None, UnitKind.MONETARY),
    ],
)
def test_unit(label: str, value: str, kind: StatementKind | None, unit: UnitKind) -> None:
    amount = Decimal(value)
    decimals = -min(0, int(amount.as_tuple().exponent))
    assert unit_of(label, (), amount, decimals, percent=False, whole=False, kind=kind) is unit


def test_two_decimals_in_a_block_of_per_share_figures() -> None:
    said = ("Per common share", "Cumulative effects of accounting changes")
    unit = unit_of("Postretirement benefits", said[1:], Decimal("-0.40"), 2, False, False, None, True)
    assert unit is UnitKind.PER_SHARE


@pytest.mark.parametrize(
    ("heading", "currency"),
    [
        ("(in thousands of French francs)", "FRF"),
        ("(expressed in Canadian dollars)", "CAD"),
        ("(in thousands of U.S. dollars; Canadian dollars where said)", "USD"),
        ("(in thousands, except per share data)", "USD"),
        ("Sterling Mills, Inc.", "USD"),
    ],
)
def test_currency(heading: str, currency: str) -> None:
    assert read_currency(heading) == currency
