"""Statements over several pages: what a page may end in, begin with, and how its headings share columns."""

from __future__ import annotations

import pytest
from made_up_statements import statements, values

from converter.model import ColumnRole, UnitKind

PRO_FORMA = """
                      CONSOLIDATED STATEMENTS OF OPERATIONS
                  YEARS ENDED DECEMBER 31, 1993, 1994 AND 1995
                              (IN THOUSANDS)
<TABLE>
<CAPTION>
                                       HISTORICAL                               PRO FORMA
                                   1993           1994           1995             1995*
                                                                              (Unaudited)
<S>                              <C>           <C>             <C>             <C>
Net sales                        $811,821      $ 781,154       $832,656        $1,720,610
Cost of sales                     634,073        592,979        633,388         1,293,812
Income before income taxes        177,748        188,175        199,268           426,798
Income taxes                       60,000         63,000         66,000           140,000
Net income                       $117,748      $ 125,175       $133,268        $  286,798
</TABLE>
"""


def test_a_pro_forma_heading_has_each_year_once() -> None:
    (income,) = statements(PRO_FORMA)
    roles = [(c.role, c.period.end.year if c.period else None) for c in income.columns]
    assert roles == [
        (ColumnRole.AMOUNT, 1993),
        (ColumnRole.AMOUNT, 1994),
        (ColumnRole.AMOUNT, 1995),
        (ColumnRole.OTHER, None),
    ]


SPACED = """
                         CONSOLIDATED BALANCE SHEETS
                        (in thousands, except shares)

                                                  DECEMBER 31

                                              1995            1994

Total assets                                  $11,162         $8,684

Liabilities and stockholders' equity

   Notes payable to banks                     $2,174          $2,285

   Trade accounts payable                     1,942           2,318

<PAGE>

Common Stock, par value $.10 a share:

  Authorized--65,000,000 shares;

  5,139,826 and 4,145,926 shares

  outstanding after deducting 9,881

  and 2,402 shares in treasury              514             415

Capital in excess of par value                3,000           2,000

Retained earnings                             3,632           1,696

Pension adjustment                              (50)            (20)

Unearned compensation                           (50)            (10)

Total liabilities and stockholders' equity    $11,162         $8,684
"""


def test_a_caption_may_begin_a_page_without_a_heading() -> None:
    (sheet,) = statements(SPACED)
    stock = next(line for line in sheet.lines if line.cells and line.label.startswith("Common Stock"))
    assert stock.label == (
        "Common Stock, par value $.10 a share: Authorized--65,000,000 shares; 5,139,826 and 4,145,926 shares"
        " outstanding after deducting 9,881 and 2,402 shares in treasury"
    )
    assert [str(cell.value) for cell in stock.cells] == ["514", "415"]


def test_counts_at_dates_go_on_with_a_caption_of_stock() -> None:
    (sheet,) = statements("""
                         CONSOLIDATED BALANCE SHEETS
                        (in thousands, except shares)
                                                               December 31,
                                                             1995         1994
  Total assets  . . . . . . . . . . . . . . . . . . . .    240,799       240,684
Shareholders' equity:
  Shares of beneficial interest, no par value,
   unlimited share authorization.
   Issued and outstanding:
   December 31, 1995 - 16,972,496 shares;
   December 31, 1994 - 16,734,532 shares . . . . . . . .   240,034       237,341
  Accumulated dividends in excess of net income. . . . .       765         3,343
  Total liabilities and shareholders' equity . . . . . .   240,799       240,684
""")
    read = values(sheet)
    (label,) = [text for text in read if "16,972,496" in text]
    assert label.startswith(
        "Issued and outstanding: December 31, 1995 - 16,972,496 shares; December 31, 1994"
    )
    assert read[label] == ["240034", "237341"]


@pytest.mark.parametrize("blank", [3, 42])
@pytest.mark.parametrize("again", ["CONSOLIDATED BALANCE SHEETS", "CONSOLIDATED BALANCE SHEET"])
def test_a_page_may_end_in_many_blank_rows(blank: int, again: str) -> None:
    heading = """
      (Dollars in thousands)             December 31                1995          1994
"""
    text = f"""
      CONSOLIDATED BALANCE SHEETS
      Fairlea Instruments Corporation
{heading}
      ASSETS
            Cash                                                    6,132         3,906
            Receivables                                            24,613        31,011
            Inventories                                            53,486        49,863
                                                                  $84,231       $84,780
{chr(10) * blank}
<PAGE>
      {again}
      Fairlea Instruments Corporation
{heading}
      LIABILITIES AND SHAREHOLDERS' EQUITY
            Accounts payable                                        8,769         9,634
            Long-term debt                                         20,000        25,000
            Common stock                                           14,374        14,374
            Retained earnings                                      41,088        35,772
                                                                  $84,231       $84,780
"""
    chosen = [s for s in statements(text) if s.primary]
    read = {label: row for statement in chosen for label, row in values(statement).items()}
    assert len(chosen) == 1
    assert read["Cash"] == ["6132", "3906"]
    assert read["Retained earnings"] == ["41088", "35772"]


def test_a_title_may_stand_on_the_line_of_the_page_break() -> None:
    text = """
<PAGE>Statements of Operations for the Years Ended March 31, 1996 and 1995
                                                                 1996        1995
Net sales                                                      $ 9,311     $ 9,800
Cost of sales                                                    6,000       6,300
Net income                                                     $ 3,311     $ 3,500
<PAGE>Balance Sheets as of March 31, 1996 and 1995
                                                                 1996        1995
Cash                                                           $ 1,311     $ 1,800
Receivables                                                      2,000       2,300
Total assets                                                   $ 3,311     $ 4,100
Accounts payable                                                 1,111       1,200
Common stock                                                     2,200       2,900
Total liabilities and equity                                   $ 3,311     $ 4,100
"""
    found = {s.kind.value: values(s) for s in statements(text) if s.primary}
    assert found["income"]["Net income"] == ["3311", "3500"]
    assert "Cash" not in found["income"]
    assert found["balance_sheet"]["Cash"] == ["1311", "1800"]


def test_a_heading_above_the_mark_of_the_columns_still_heads_the_lines_below() -> None:
    (income,) = statements("""
                          CONSOLIDATED STATEMENTS OF OPERATIONS
                                     (CONTINUED)
<TABLE>
<CAPTION>
                                                                  YEAR ENDED DECEMBER 31,
                                                                   1995             1994
                                                                ---------        ---------
PER SHARE AMOUNTS
  PRIMARY AND FULLY DILUTED
<S>                                                             <C>              <C>
    Continuing operations ..................................    $  (0.68)        $    0.16
    Extraordinary item, less income taxes ..................        0.03                --
    Net loss before cumulative effect ......................       (0.65)             0.16
    Cumulative effect of change in accounting ..............        0.01              0.03
                                                                ---------        ---------
NET EARNINGS ...............................................    $  (0.64)        $    0.19
                                                                =========        =========
</TABLE>
""")
    units = {line.label: {cell.unit_kind for cell in line.cells} for line in income.lines if line.cells}
    assert units == {label: {UnitKind.PER_SHARE} for label in units}
    assert values(income)["NET EARNINGS"] == ["-0.64", "0.19"]


def test_a_statement_whose_amounts_run_together_gives_no_facts() -> None:
    (income,) = statements("""
                  CONSOLIDATED STATEMENTS OF INCOME
                  Years ended December 31
                                 1995      1994
Net sales                  $55,306,000$47,958,000
Cost of goods sold         40,552,00036,742,000
Selling expenses              6,598,000 6,331,000
Interest expense           2,315,0002,398,000
Income before taxes        5,841,0002,487,000
Net income                    3,400,000 1,237,000
""")
    assert {(c.role, c.reason) for c in income.columns} == {(ColumnRole.OTHER, "amounts-run-together")}
