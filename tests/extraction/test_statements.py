"""Whole statements of made-up filings: each shows a phenomenon of the layout."""

from __future__ import annotations

import datetime as dt

from made_up_statements import statements, values

from converter.extraction.heads import Defaults
from converter.model import ColumnRole, LineRole, Period, StatementKind, UnitKind

WRAPPED = """
                        ARDEN MILLS, INC.
                   CONSOLIDATED BALANCE SHEETS
                    (Dollars in thousands)
<TABLE>
<CAPTION>
                                               December 31,
                                            1995         1994
                                          --------     --------
<S>                                       <C>          <C>
ASSETS
Current assets:
  Cash                                    $    210     $    180
  Accounts receivable, less allowance
    of $12 in 1995 and $11 in 1994           1,400        1,250
  Finished goods and raw materials,            900
    at lower of cost or market
                                          --------     --------
    Total current assets                     2,510        1,430
Property, at cost                            3,000        2,800
  Less accumulated depreciation              1,100        1,000
                                          --------     --------
                                             1,900        1,800
                                          --------     --------
                                          $  4,410     $  3,230
                                          ========     ========
LIABILITIES AND SHAREHOLDERS' EQUITY
Current liabilities:
  Accounts payable                        $    800     $    700
Shareholders' equity:
  Common stock, $1 par value;
    authorized 5,000,000 shares                500          500
  Retained earnings                          3,110        2,030
                                          --------     --------
    Total liabilities and shareholders'
      equity                              $  4,410     $  3,230
                                          ========     ========
</TABLE>
"""


def test_wrapped_labels_blank_cells_and_unlabelled_totals() -> None:
    (sheet,) = statements(WRAPPED)
    assert sheet.kind is StatementKind.BALANCE_SHEET
    assert [c.period for c in sheet.columns] == [Period(dt.date(1995, 12, 31)), Period(dt.date(1994, 12, 31))]
    assert {c.scale for c in sheet.columns} == {3}
    found = values(sheet)
    assert found["Accounts receivable, less allowance of $12 in 1995 and $11 in 1994"] == ["1400", "1250"]
    assert found["Finished goods and raw materials, at lower of cost or market"] == ["900", ""]
    assert found["Common stock, $1 par value; authorized 5,000,000 shares"] == ["500", "500"]
    assert found["Total liabilities and shareholders' equity"] == ["4410", "3230"]
    unlabelled = [ln for ln in sheet.lines if not ln.label]
    assert [[str(c.value) for c in ln.cells] for ln in unlabelled] == [["1900", "1800"], ["4410", "3230"]]
    assert all(ln.role is LineRole.SUBTOTAL for ln in unlabelled)


def test_sections_and_embedded_numbers() -> None:
    (sheet,) = statements(WRAPPED)
    by_label = {ln.label: ln for ln in sheet.lines}
    assert by_label["Cash"].section == ("ASSETS", "Current assets")
    assert by_label["Accounts payable"].section[-1] == "Current liabilities"
    receivable = next(ln for ln in sheet.lines if ln.label.startswith("Accounts receivable"))
    assert [(str(e.value), e.currency) for e in receivable.embedded] == [("12", True), ("11", True)]


def test_every_digit_of_the_region_is_accounted_for() -> None:
    (sheet,) = statements(WRAPPED)
    assert {n.reason for n in sheet.numbers} <= {"heading", "date"}


QUARTER = """
                 CONDENSED STATEMENTS OF OPERATIONS
            (in thousands, except per share data) (Unaudited)

                         Three Months Ended      Nine Months Ended
                            September 30,          September 30,
                         ------------------     -------------------
                          1996        1995        1996        1995
                         ------      ------     -------     -------
Net sales                $4,000      $3,500     $12,000     $10,000
Cost of sales             3,000       2,700       9,000       7,500
                         ------      ------     -------     -------
Net income               $1,000      $  800     $ 3,000     $ 2,500
                         ======      ======     =======     =======
Net income per share     $  .50      $  .40     $  1.50     $  1.25
Weighted average shares   2,000       2,000       2,000       2,000
"""


def test_quarter_and_year_to_date_side_by_side() -> None:
    (income,) = statements(QUARTER, Defaults(dt.date(1996, 9, 30), None, False))
    assert [c.period for c in income.columns] == [
        Period(dt.date(1996, 9, 30), dt.date(1996, 7, 1)),
        Period(dt.date(1995, 9, 30), dt.date(1995, 7, 1)),
        Period(dt.date(1996, 9, 30), dt.date(1996, 1, 1)),
        Period(dt.date(1995, 9, 30), dt.date(1995, 1, 1)),
    ]
    cells = {ln.label: ln.cells for ln in income.lines if ln.cells}
    assert {(c.unit_kind, c.scale) for c in cells["Net income per share"]} == {(UnitKind.PER_SHARE, 0)}
    assert {(c.unit_kind, c.scale) for c in cells["Weighted average shares"]} == {(UnitKind.SHARES, 3)}
    assert {(c.unit_kind, c.scale) for c in cells["Net sales"]} == {(UnitKind.MONETARY, 3)}


def test_share_counts_written_out_under_thousands_follow_income_per_share() -> None:
    text = QUARTER.replace(
        "Weighted average shares   2,000       2,000       2,000       2,000",
        "Weighted average shares 2,000,000  2,000,000  2,000,000  2,000,000",
    )
    (income,) = statements(text, Defaults(dt.date(1996, 9, 30), None, False))
    shares = next(ln for ln in income.lines if ln.label.startswith("Weighted"))
    assert {c.scale for c in shares.cells} == {0}


OVER_A_PAGE = """
                         BALANCE SHEETS
                      December 31, 1995 and 1994

ASSETS                                      1995          1994
                                         ----------    ----------
Cash                                     $  100,000    $   90,000
Land                                        400,000       400,000
                                         ----------    ----------
Total assets                             $  500,000    $  490,000
                                         ==========    ==========

                               - 4 -
<PAGE>
                          ARDEN MILLS, INC.
                    BALANCE SHEETS (CONTINUED)

LIABILITIES AND PARTNERS' CAPITAL           1995          1994
                                         ----------    ----------
Mortgage payable                         $  300,000    $  310,000
Partners' capital                           200,000       180,000
                                         ----------    ----------
                                         $  500,000    $  490,000
                                         ==========    ==========

        The accompanying notes are an integral part of these statements.
"""


def test_a_statement_goes_on_over_a_page() -> None:
    (sheet,) = statements(OVER_A_PAGE)
    assert len(sheet.columns) == 2
    assert values(sheet)["Mortgage payable"] == ["300000", "310000"]
    headings = [ln.label for ln in sheet.lines if ln.role is LineRole.HEADING]
    assert headings == ["ASSETS", "LIABILITIES AND PARTNERS' CAPITAL"]
    assert next(ln for ln in sheet.lines if ln.label == "Partners' capital").section == (
        "LIABILITIES AND PARTNERS' CAPITAL",
    )


def test_columns_of_notes_and_pro_forma_figures_are_no_facts() -> None:
    text = """
                       CONSOLIDATED STATEMENTS OF INCOME
                        Years ended December 31,
                                                                  Pro forma
                                 Notes      1995        1994        1995
                                 -----    --------    --------    ---------
Revenues                           2      $ 50,000    $ 40,000    $  45,000
Expenses                         3, 4       30,000      25,000       27,000
Income taxes                       5         8,000       6,000        7,000
                                          --------    --------    ---------
Net income                                $ 12,000    $  9,000    $  11,000
"""
    (income,) = statements(text)
    roles = [c.role for c in income.columns]
    assert roles == [ColumnRole.NOTE, ColumnRole.AMOUNT, ColumnRole.AMOUNT, ColumnRole.OTHER]
    assert [c.period.end.year for c in income.columns if c.period] == [1995, 1994]


def test_percentages_beside_amounts_under_one_long_rule() -> None:
    text = """
                     CONSOLIDATED STATEMENTS OF INCOME
                 Years ended December 31, 1995 and 1994

                                    1995                   1994
                              ------------------------------------------
Net sales                     $365,100      100%     $348,700      100%
Cost of goods sold             249,000       68       244,100       70
                              ------------------------------------------
Net income                     116,100       32       104,600       30
"""
    (income,) = statements(text)
    assert [c.role for c in income.columns] == [
        ColumnRole.AMOUNT,
        ColumnRole.PERCENT,
        ColumnRole.AMOUNT,
        ColumnRole.PERCENT,
    ]
    assert [c.period.end.year for c in income.columns if c.period] == [1995, 1994]


def test_ragged_columns_go_by_order() -> None:
    text = """
                     STATEMENTS OF INCOME
                 Years ended December 31,
                               1995        1994
Revenues                      $10,830      $11,214
Cost of revenues              9,097     9,547
Gross profit                1,733      1,667
Selling                      629                741
General                            981                 907
Interest                    (455)            (326)
Other                         134         20
Net income                 802         33
"""
    (income,) = statements(text)
    assert len(income.columns) == 2
    assert values(income)["Net income"] == ["802", "33"]
    assert values(income)["Gross profit"] == ["1733", "1667"]


def test_equity_statement_as_a_matrix() -> None:
    text = """
                 STATEMENTS OF CHANGES IN STOCKHOLDERS' EQUITY

                                  Common     Notes        Retained
                                  Stock      Receivable   Earnings      Total
                                 --------    ----------   ---------    --------
Balance at
  December 31, 1993              $  1,000     $  (100)     $ 5,000     $  5,900
Net income                             --          --          700          700
Balance, end of fiscal 1994         1,000        (100)       5,700        6,600
Net income                             --          --          900          900
Dividends                              --          --         (200)        (200)
Balance, end of fiscal 1995      $  1,000     $  (100)     $ 6,400     $  7,300
"""
    (equity,) = statements(text)
    assert [c.role for c in equity.columns] == [ColumnRole.COMPONENT] * 4
    assert [c.header for c in equity.columns][1] == "Notes Receivable"
    dates = [(ln.period.start, ln.period.end) if ln.period else None for ln in equity.lines if ln.cells]
    ends = [dt.date(1993, 12, 31), dt.date(1994, 12, 31), dt.date(1995, 12, 31)]
    assert dates == [
        (None, ends[0]),
        (dt.date(1994, 1, 1), ends[1]),
        (None, ends[1]),
        (dt.date(1995, 1, 1), ends[2]),
        (dt.date(1995, 1, 1), ends[2]),
        (None, ends[2]),
    ]


def test_columns_of_shares_beside_amounts() -> None:
    text = """
                 STATEMENTS OF STOCKHOLDERS' EQUITY
                           (in thousands)

                                    Common Stock        Retained
                                  Shares     Amount     Earnings      Total
                                 --------   --------   ---------    --------
Balance, December 31, 1993          2,000   $    200     $ 5,000     $  5,200
Net income                             --         --         700          700
Shares issued                         100         10          --           10
Balance, December 31, 1994          2,100   $    210     $ 5,700     $  5,910
"""
    (equity,) = statements(text)
    assert [{c.unit_kind for ln in equity.lines for c in ln.cells if c.column == i} for i in range(4)] == [
        {UnitKind.SHARES},
        {UnitKind.MONETARY},
        {UnitKind.MONETARY},
        {UnitKind.MONETARY},
    ]


SLIPPED = """
                        ARDEN MILLS, INC.
                   CONSOLIDATED BALANCE SHEETS
                    (Dollars in thousands)
<TABLE>
<CAPTION>
                                               December 31,
                                            1995         1994
                                          --------     --------
<S>                                       <C>          <C>
ASSETS
Current assets:
  Cash                                    $    210     $    180
  Accounts receivable                        1,400
                                                          1,250
  Finished goods and raw materials             900          800
                                          --------     --------
    Total current assets                     2,510
                                          --------
                                                          2,230
                                                       --------
Property, net                                3,000        2,800
                                          --------     --------
                                             5,510        5,030
                                          ========     ========
</TABLE>
"""


def test_an_amount_that_slipped_to_the_next_row_belongs_to_the_caption_above() -> None:
    (sheet,) = statements(SLIPPED)
    table = values(sheet)
    assert table["Accounts receivable"] == ["1400", "1250"]
    assert table["Total current assets"] == ["2510", "2230"]
    assert [line.label for line in sheet.lines if line.cells].count("") == 1
    (slipped,) = (line for line in sheet.lines if line.label == "Accounts receivable")
    assert [cell.text for cell in slipped.cells] == ["1,400", "1,250"]


ENDS = """
                     ARDEN MILLS, INC.
                  STATEMENTS OF OPERATIONS
          (in thousands, except per share amounts)

                                        Years ended
                                        December 31,
                                      1995        1994
                                     ------      ------
Sales                               $ 8,000     $ 7,500
Costs of sales, leases and repairs
(Notes 2 and 3)                       6,000       5,700
                                     ------      ------
Net income                          $ 2,000     $ 1,800
                                     ======      ======
Net income per share                $  1.00     $   .90
WEIGHTED AVERAGE COMMON SHARES
  OUTSTANDING                         2,000       2,000
"""


def test_a_caption_never_begins_with_outstanding_or_a_note() -> None:
    (statement,) = statements(ENDS)
    assert values(statement) == {
        "Sales": ["8000", "7500"],
        "Costs of sales, leases and repairs (Notes 2 and 3)": ["6000", "5700"],
        "Net income": ["2000", "1800"],
        "Net income per share": ["1.00", "0.90"],
        "WEIGHTED AVERAGE COMMON SHARES OUTSTANDING": ["2000", "2000"],
    }
    assert {cell.unit_kind for cell in statement.lines[-1].cells} == {UnitKind.SHARES}


def test_blanks_for_commas_in_a_caption_too() -> None:
    (sheet,) = statements("""
                          BALANCE SHEET
                      (In thousands of dollars)
December 31                                     1995           1994
Cash and temporary investments                  5 000          4 000
Accounts receivable (less allowance of
  $1 200 and $1 100)                           60 000         58 000
Fuel, at average cost                          20 000         21 000
Materials and supplies                         15 000         14 500
Utility plant                               1 200 400      1 150 300
Deferred charges                               10 000         10 000
Other property                                 10 000          9 000
Other                                          20 000         18 500
Total assets                               $1 340 400     $1 285 300
""")
    receivable = next(line for line in sheet.lines if line.label.startswith("Accounts"))
    assert [str(c.value) for c in receivable.cells] == ["60000", "58000"]
    assert [str(e.value) for e in receivable.embedded] == ["1200", "1100"]
