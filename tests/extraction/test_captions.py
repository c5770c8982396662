"""Captions that go on in the next row, dates that are broken, and what an amount counts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from made_up_statements import statements, values

from converter.extraction.choose import settle_full
from converter.extraction.currency import read_currency
from converter.extraction.units import unit_of
from converter.model import StatementKind, UnitKind

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


def test_a_caption_that_goes_on_with_an_amount_is_not_joined_to_the_one_above() -> None:
    (sheet,) = statements("""
                              CONSOLIDATED BALANCE SHEETS
                                                                    1995         1994
     Cash, restricted $1,918 -- 1994 and $3,939 -- 1995.........  $  3,791     $  6,162
     Accounts receivable, less allowance of $2,858 -- 1994 and
      $1,960 -- 1995............................................   148,659      156,607
     Total assets...............................................  $152,450     $162,769
""")
    read = values(sheet)
    assert read["Cash, restricted $1,918 -- 1994 and $3,939 -- 1995"] == ["3791", "6162"]
    (receivable,) = [label for label in read if label.startswith("Accounts receivable")]
    assert read[receivable] == ["148659", "156607"]


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
        ("Limited partners (30,000.5 and 31,200.25 units outstanding)", "41300000", None, UnitKind.MONETARY),
        ("Limited partnership units outstanding", "30000", None, UnitKind.SHARES),
        ("Weighted-average common stock outstanding", "65176437", None, UnitKind.SHARES),
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


STOCKS = """
                   CONSOLIDATED BALANCE SHEETS
                   (Dollars in thousands)
<TABLE>
<CAPTION>
                                                            December 31,
                                                         1995         1994
<S>                                                     <C>          <C>
Total liabilities                                       $ 2,000      $ 1,900
Shareholders' equity:
   Preferred stock, no par value:
     Authorized 10,000 shares,
     none issued                                             --           --
   Common stock, $.005 par value-275,000 shares
     authorized; 148,891 and 148,307 shares
     issued in 1995 and 1994                                744          741
   Class B stock, $.005 par value-50,000 shares
      authorized; 14,431 and 14,537 shares
      issued and outstanding in 1995 and 1994                72           73
   Series preferred stock ($1 par value)
     Shares authorized:    100,000
     Shares outstanding:       10,250 in
     1995 and 1994                                           10           10
   Junior common stock ($1 par value)
     Shares authorized:    750,000
     Shares outstanding:     247,310 in
      1995;  244,198 in 1994                                247          244
   Retained earnings                                      1,874        1,847
   Total shareholders' equity                             2,947        2,915
</TABLE>
"""


def test_each_stock_has_a_caption_of_its_own_with_what_it_counts() -> None:
    (sheet,) = statements(STOCKS)
    read = values(sheet)
    assert list(read)[1:6] == [
        "Preferred stock, no par value: Authorized 10,000 shares, none issued",
        "Common stock, $.005 par value-275,000 shares authorized; 148,891 and 148,307 shares"
        " issued in 1995 and 1994",
        "Class B stock, $.005 par value-50,000 shares authorized; 14,431 and 14,537 shares"
        " issued and outstanding in 1995 and 1994",
        "Series preferred stock ($1 par value) Shares authorized: 100,000"
        " Shares outstanding: 10,250 in 1995 and 1994",
        "Junior common stock ($1 par value) Shares authorized: 750,000"
        " Shares outstanding: 247,310 in 1995; 244,198 in 1994",
    ]
    assert list(read.values())[2:6] == [["744", "741"], ["72", "73"], ["10", "10"], ["247", "244"]]
    assert all(line.section == ("Shareholders' equity",) for line in sheet.lines[2:8] if line.cells)


UNISSUED = """
                   CONSOLIDATED BALANCE SHEETS
                   (Dollars in thousands)
<TABLE>
<CAPTION>
                                                            December 31,
                                                         1995         1994
<S>                                                     <C>          <C>
Total liabilities                                       $ 2,000      $ 1,900
Preferred stock, $1 par value, 1,000,000 shares
  authorized, none issued
Common stock, $1 par value, 30,000,000 shares
  authorized, 11,316,592 issued                          11,316       11,316
Retained earnings                                         4,941        6,651
Shares issued for
  Series A shares of Arden                                   10           10
</TABLE>
"""


def test_a_stock_without_amounts_is_no_heading_of_the_next_stock() -> None:
    (sheet,) = statements(UNISSUED)
    common = next(line for line in sheet.lines if line.label.startswith("Common stock"))
    assert common.label == "Common stock, $1 par value, 30,000,000 shares authorized, 11,316,592 issued"
    assert common.section == ()
    assert values(sheet)["Shares issued for Series A shares of Arden"] == ["10", "10"]


WRAPPED = """
LORNE VALLEY CORPORATION
CONSOLIDATED BALANCE SHEET
(in millions)
                                                  1995         1994
                                                --------     --------
Current assets                                     100.0        100.0
Properties and equipment, net                    1,215.6      1,032.2
Excess of cost over net assets acquired,
  net of accumulated amortization of $88.6
  million and $73.6 million, respectively          512.9        527.9
Total assets                                     1,828.5      1,660.1
"""


def test_a_caption_of_three_rows_is_not_the_end_of_the_one_above() -> None:
    (found,) = statements(WRAPPED)
    read = values(found)
    assert read["Properties and equipment, net"] == ["1215.6", "1032.2"]
    long = next(label for label in read if label.startswith("Excess of cost"))
    assert long.endswith("million and $73.6 million, respectively")
    assert read[long] == ["512.9", "527.9"]


def test_two_numbers_with_a_blank_behind_the_comma_are_two() -> None:
    (sheet,) = statements("""
                              CONSOLIDATED BALANCE SHEETS
                                                                    1995         1994
     Cash.......................................................  $  3,791     $  6,162
     Accounts receivable, less allowance of $573,849, 581,254...   148,659      156,607
     Total assets...............................................  $152,450     $162,769
""")
    (line,) = [line for line in sheet.lines if line.embedded]
    assert [str(number.value) for number in line.embedded] == ["573849", "581254"]


EVENTS = """
                 CONSOLIDATED STATEMENTS OF STOCKHOLDERS' EQUITY
                               (in millions)
                                     Common     Retained
                                      Stock     Earnings     Total
<S>                                   <C>        <C>        <C>
Balance December 31, 1993             255.6        5.3      260.9
Net loss                                         (57.6)     (57.6)
Stock issued in business
  acquisition (1,650,000
  shares)                              22.9                  22.9
Balance December 31, 1994             278.5      (52.3)     226.2
Shares of common stock (in thousands):
  Issued at end of year             206,073    206,073    206,073
"""


def test_counts_in_parentheses_and_below_a_heading_are_shares() -> None:
    (equity,) = statements(EVENTS)
    read = values(equity)
    (issue,) = [label for label in read if label.startswith("Stock issued")]
    assert read[issue] == ["22.9", "", "22.9"]
    (issued,) = [line for line in equity.lines if "Issued at end" in line.label]
    assert {(cell.unit_kind, cell.scale) for cell in issued.cells} == {(UnitKind.SHARES, 3)}


def test_amounts_in_full_among_thousands() -> None:
    sheet = """
                              BALANCE SHEETS
                              (in thousands)
                                                                    1995         1994
     Cash.......................................................  $ 13,791     $ 16,162
     Receivables................................................   148,659      156,607
     Total assets...............................................  $162,450     $172,769
     Accounts payable...........................................    62,450       72,769
     Stockholders' equity.......................................   100,000      100,000
     Total liabilities and equity...............................  $162,450     $172,769
"""
    flow = """
                              STATEMENTS OF CASH FLOWS
                              (in thousands)
                                                               Year ended December 31,
                                                                    1995         1994
     Net income.................................................  $ 12,450     $ 12,769
     Net cash provided by operating activities..................    12,450       12,769
     Net decrease in cash.......................................    (2,371)      (1,000)
     Noncash: stock issued for an acquisition................... $14,000,000     12,000
"""
    read = [replace(s, primary=True) for text in (sheet, flow) for s in statements(text)]
    (settled,) = [s for s in settle_full(read) if s.kind is StatementKind.CASH_FLOW]
    assert [(str(c.value), c.scale) for c in settled.lines[-1].cells] == [("14000000", 0), ("12000", 3)]
