"""Matrices of equity: their heads, the dates of their balances, and parts on further pages."""

from __future__ import annotations

import datetime as dt

import pytest
from made_up_statements import statements, values

from converter.extraction.choose import choose
from converter.extraction.heads import Chunk, crowded
from converter.extraction.shares import settle_counts
from converter.extraction.units import heads_shares
from converter.model import ColumnRole, Period, Statement, StatementKind, UnitKind

MATRIX = """
ARDEN MILLS, INC.
CONSOLIDATED STATEMENTS OF SHAREHOLDERS' EQUITY
(in thousands)

<TABLE>
<CAPTION>
                                                                                     Retained
                                 Common Stock           Additional         Retained   Treasury     Total
                             ------------------          Paid-in           Earnings   Stock     Shareholders'
                             Shares      Amount          Capital                                   Equity
- -----------------------------------------------------------------------------------------------------------
<S>                          <C>         <C>            <C>               <C>        <C>         <C>
Balance at January 1,
  1994                       29,208      $2,921         $157,075          $25,106    $(1,000)     $184,102
Exercise of options               4           1               15               --         --            16
Net income                       --          --               --            5,860         --         5,860
Balance at December 31,
  1994                       29,212       2,922          157,090           30,966     (1,000)      189,978
Net income                       --          --               --            6,108         --         6,108
Balance at December 31,
  1995                       29,212      $2,922         $157,090          $37,074    $(1,000)     $196,086
</TABLE>
"""


def _matrix() -> Statement:
    (found,) = statements(MATRIX)
    return found


def test_words_over_columns_are_no_running_text() -> None:
    matrix = _matrix()
    assert matrix.kind is StatementKind.EQUITY
    assert [column.role for column in matrix.columns] == [ColumnRole.COMPONENT] * 6
    assert matrix.columns[0].header == "Common Stock Shares"
    assert matrix.columns[1].header == "Common Stock Amount"


def test_the_year_that_ends_a_broken_date_is_no_amount() -> None:
    read = values(_matrix())
    assert read["Balance at January 1, 1994"] == ["29208", "2921", "157075", "25106", "-1000", "184102"]
    dates = [
        str(line.period.end) for line in _matrix().lines if line.period is not None and line.period.instant
    ]
    assert dates == ["1993-12-31", "1994-12-31", "1995-12-31"]  # January 1 is the end of the day before


def test_shares_are_counted_in_their_column_only() -> None:
    line = next(line for line in _matrix().lines if line.label == "Exercise of options")
    assert [cell.unit_kind for cell in line.cells[:2]] == [UnitKind.SHARES, UnitKind.MONETARY]


STACKED = """
                STATEMENT OF CHANGES IN STOCKHOLDERS' EQUITY
                      (in thousands)

                              Common    Retained Treasury
                               Stock    Earnings    Stock     Total
Balance at December 31, 1993  $  500    $  3,110   $  (20)  $ 3,590
Net income                                   410                410
Purchase of shares                                    (30)      (30)
Balance at December 31, 1994  $  500    $  3,520   $  (50)  $ 3,970
"""


def test_words_of_a_head_go_each_to_its_own_column() -> None:
    (matrix,) = statements(STACKED)
    assert [c.header for c in matrix.columns] == [
        "Common Stock",
        "Retained Earnings",
        "Treasury Stock",
        "Total",
    ]


INCOME = """
               CONSOLIDATED STATEMENTS OF OPERATIONS
                  (in thousands, except per share)

                                       Year ended December 31,
                                        1995         1994
Net sales                             $ 9,100      $ 8,700
Cost of sales                           6,100        5,900
Selling expenses                        1,500        1,400
Income before income taxes              1,500        1,400
Income taxes                              500          480
Income before extraordinary item        1,000          920
Extraordinary item                        (90)          --
Net income                            $   910      $   920

        The accompanying notes are an integral part of these statements.
<PAGE>
         CONSOLIDATED STATEMENTS OF OPERATIONS (Continued)
                  (in thousands, except per share)

                                       Year ended December 31,
                                        1995         1994
Per share:
  Continuing operations               $  1.00      $   .92
  Extraordinary item                     (.09)          --
  Net income per share                $   .91      $   .92
Average shares outstanding              1,000        1,000
Dividends per share                       .20          .18
Shares at year end                      1,010        1,000
Shareholders of record                    812          840
Employees                                  90           88
Plants                                      4            4
Backlog                               $ 2,000      $ 1,900
"""


def test_the_rest_of_a_statement_on_the_next_page_is_primary_too() -> None:
    found = statements(INCOME)
    chosen = choose(found, None, {}, (0,))
    kinds = [(s.kind, s.primary) for s in chosen if s.kind is StatementKind.INCOME]
    lines = {line.label for s in chosen if s.primary for line in s.lines}
    assert all(primary for _, primary in kinds)
    assert {"Net sales", "Net income per share", "Dividends per share"} <= lines


EVENTS = """
ARDEN MILLS, INC.
STATEMENTS OF STOCKHOLDERS' EQUITY
                                      (IN THOUSANDS)

                                  Common Stock        Paid-in    Retained
                                Shares    Amount      Capital    Earnings     Total
                                ------    ------      -------    --------    -------
<S>                             <C>       <C>         <C>        <C>         <C>
BALANCE, DECEMBER 31, 1993       4,000       $40       $4,900      $  250     $5,190
  Contributions to savings and
    incentive plans of the
    staff                           10        --           60          --         60
  Net income                        --        --           --         825        825
BALANCE, DECEMBER 31, 1994       4,010        40        4,960       1,075      6,075
  Net income                        --        --           --         350        350
BALANCE, DECEMBER 31, 1995       4,010       $40       $4,960      $1,425     $6,425
"""


def test_the_caption_of_a_dated_balance_ends_with_its_date() -> None:
    (statement,) = statements(EVENTS)
    assert values(statement)["BALANCE, DECEMBER 31, 1993"] == ["4000", "40", "4900", "250", "5190"]
    assert values(statement)["Contributions to savings and incentive plans of the staff"] == [
        *["10", "0", "60", "0", "60"]
    ]


def test_a_scale_above_all_heads_is_said_of_all_columns() -> None:
    (statement,) = statements(EVENTS)
    assert [column.header for column in statement.columns][:3] == [
        "Common Stock Shares",
        "Common Stock Amount",
        "Paid-in Capital",
    ]
    balance = next(line for line in statement.lines if line.label.startswith("BALANCE"))
    assert [(cell.unit_kind, cell.scale) for cell in balance.cells][:2] == [
        (UnitKind.SHARES, 3),
        (UnitKind.MONETARY, 3),
    ]


def test_counts_too_long_for_a_scale_are_written_out_in_all_columns_of_shares() -> None:
    text = EVENTS.replace("(IN THOUSANDS)", "(DOLLARS IN THOUSANDS)")
    text = text.replace("     4,000       $40", " 4,000,000       $40").replace("     4,010", " 4,010,000")
    (statement,) = statements(text)
    assert {c.scale for line in statement.lines for c in line.cells if c.unit_kind is UnitKind.SHARES} == {0}
    assert {c.scale for line in statement.lines for c in line.cells if c.column == 4} == {3}


FUND = """
TALLOW FUTURES FUND
STATEMENTS OF CHANGES IN PARTNERS' CAPITAL

                                 Limited       General
                                Partners       Partner         Total
Partners' capital,
 December 31, 1993            $45,000,000     $ 430,000    $45,430,000
Net loss                       (2,970,000)      (30,000)    (3,000,000)
Partners' capital,
 December 31, 1994             42,030,000       400,000     42,430,000
Net income                        600,000         6,000        606,000
Partners' capital,
 December 31, 1995            $42,630,000     $ 406,000    $43,036,000
"""
SECOND = """
TALLOW FUTURES FUND II
Partners' capital,
 December 31, 1993             $5,000,000     $  30,000    $ 5,030,000
Net income                        970,000        10,000        980,000
Partners' capital,
 December 31, 1994             $5,970,000     $  40,000    $ 6,010,000
"""


def test_what_the_owners_have_on_a_date_is_a_balance() -> None:
    (fund,) = statements(FUND)
    ends = [line.period for line in fund.lines if line.cells]
    day = dt.date(1994, 1, 1)
    assert ends[:3] == [
        Period(dt.date(1993, 12, 31)),
        Period(dt.date(1994, 12, 31), day),
        Period(dt.date(1994, 12, 31)),
    ]


def test_dates_that_begin_again_with_other_balances_are_of_another_entity() -> None:
    (both,) = statements(FUND + SECOND)
    read = [line.period for line in both.lines if line.cells]
    assert all(period is not None for period in read[:5])
    assert read[5:] == [None, None, None]


SHARES = """
ARDEN MILLS, INC.
CONSOLIDATED STATEMENTS OF STOCKHOLDERS' EQUITY
(Dollars in thousands, except share data)

                                    Common Stock
                                -------------------    Retained
                                 Shares     Amount     Earnings     Total
                                ---------  --------   ---------   ---------
Balance, December 31, 1993      1,000,000   $ 1,000    $  3,000    $  4,000
Net income                             --        --       1,100       1,100
Exercise of options                10,000        10          --          10
Balance, December 31, 1994      1,010,000   $ 1,010    $  4,100    $  5,110
"""


def test_shares_that_the_scale_excepts_are_written_out_in_a_matrix_too() -> None:
    (matrix,) = statements(SHARES)
    first = next(line for line in matrix.lines if line.cells)
    assert [(str(c.value), c.unit_kind, c.scale) for c in first.cells[:2]] == [
        ("1000000", UnitKind.SHARES, 0),
        ("1000", UnitKind.MONETARY, 3),
    ]


PARTS = """
ARDEN MILLS, INC.
CONSOLIDATED STATEMENTS OF STOCKHOLDERS' EQUITY
(In thousands)
<TABLE>
<CAPTION>
                                 Common     Translation    Retained
                                  Stock      Adjustment    Earnings
                                --------    -----------   ---------
<S>                             <C>         <C>           <C>
Balance, December 31, 1993       $ 1,000        $   (20)   $  3,000
Net income                            --             --       1,100
Balance, December 31, 1994       $ 1,000        $   (20)   $  4,100
<CAPTION>
                                  Total
                                --------
<S>                             <C>
Balance, December 31, 1993       $ 3,980
Net income                         1,100
Balance, December 31, 1994       $ 5,080
</TABLE>
"""


def test_a_further_part_below_a_caption_tag_has_columns_of_its_own() -> None:
    (matrix,) = statements(PARTS)
    assert [(c.role, c.header) for c in matrix.columns] == [
        (ColumnRole.COMPONENT, "Common Stock"),
        (ColumnRole.COMPONENT, "Translation Adjustment"),
        (ColumnRole.COMPONENT, "Retained Earnings"),
        (ColumnRole.COMPONENT, "Total"),
    ]
    balances = [
        [(c.column, str(c.value)) for c in line.cells] for line in matrix.lines if "1994" in line.label
    ]
    assert balances == [[(0, "1000"), (1, "-20"), (2, "4100")], [(3, "5080")]]


CROWDED = """
ARDEN MILLS, INC.
CONSOLIDATED STATEMENTS OF STOCKHOLDERS' EQUITY
(In thousands, except per share data)
                                                  Currency
                          Common Stock   Paid-in Translation Retained
                         Shares   Amount Capital Adjustments Earnings  Total
                         ------   ------ ------- ----------- --------  -----
Balance at
 December 31, 1993       32,524     $33  $210,180   $7,416  $265,639 $483,268
Net earnings . . .                                            31,444   31,444
Exercise of options          55               674                         674
Balance at
 December 31, 1994       32,579     $33  $210,854   $7,416  $297,083 $515,386
"""


def test_rows_of_words_are_shared_out_from_the_lowest_up() -> None:
    (matrix,) = statements(CROWDED)
    assert [c.header for c in matrix.columns if c.header] == [
        "Common Stock Shares",
        "Common Stock Amount",
        "Paid-in Capital",
        "Currency Translation Adjustments",
        "Retained Earnings",
        "Total",
    ]


def test_columns_under_words_that_nobody_can_share_out_have_no_name() -> None:
    wide = Chunk(0, 40, "Paid-in Translation Retained Earnings", 1, 0, 40)
    lower = Chunk(0, 20, "Capital and other adjustments", 2, 0, 20)
    alone = Chunk(30, 40, "Deficit", 2, 30, 40)
    assert crowded([[wide, lower], [wide, lower], [wide, alone]]) == {0, 1}


def test_a_scale_over_several_columns_is_no_name() -> None:
    (matrix,) = statements(
        SHARES.replace(
            "\nBalance, December 31, 1993", "\n   (in thousands except shares)\nBalance, December 31, 1993"
        )
    )
    assert [c.header for c in matrix.columns] == [
        "Common Stock Shares",
        "Common Stock Amount",
        "Retained Earnings",
        "Total",
    ]


def test_counts_of_one_matrix_are_all_written_out_or_none_is() -> None:
    (matrix,) = statements("""
ARDEN PARTNERS, L.P.
CONSOLIDATED STATEMENTS OF PARTNERS' CAPITAL
(Thousands of Dollars)
                                  Preference     Common       Limited     General
                                     Units        Units      Partners     Partner
                                  ----------   ----------    --------     -------
Balance - December 31, 1993        9,690,980   18,795,558    $151,436     $ 1,611
Net income                                 -            -      14,307       1,973
Balance - December 31, 1994        9,690,980   18,795,558    $165,743     $ 3,584
""")
    first = next(line for line in matrix.lines if line.cells)
    assert [(c.unit_kind, c.scale) for c in first.cells] == [
        (UnitKind.SHARES, 0),
        (UnitKind.SHARES, 0),
        (UnitKind.MONETARY, 3),
        (UnitKind.MONETARY, 3),
    ]


def _dates(found: Statement) -> list[str]:
    return [str(line.period.end) for line in found.lines if line.period is not None and line.period.instant]


HEADED = """
LORNE VALLEY CORPORATION
CONSOLIDATED STATEMENT OF STOCKHOLDERS' EQUITY
(in millions)

                                   Capital     Retained
                                    Stock      Earnings      Total
                                   -------     --------     -------
YEAR ENDED JUNE 30, 1998
Balance at beginning of year         $ 12        $ 230        $ 242
Net income                                          41           41
Balance at end of year                 12          271          283

YEAR ENDED JUNE 30, 1999
Balance at beginning of year           12          271          283
Net income                                          29           29
Balance at end of year               $ 12        $ 300        $ 312
"""


def test_headings_of_years_date_the_balances_below_them() -> None:
    (found,) = statements(HEADED)
    assert _dates(found) == ["1997-06-30", "1998-06-30", "1998-06-30", "1999-06-30"]
    incomes = [line.period for line in found.lines if line.label == "Net income"]
    assert incomes == [
        Period(dt.date(1998, 6, 30), dt.date(1997, 7, 1)),
        Period(dt.date(1999, 6, 30), dt.date(1998, 7, 1)),
    ]


WEEKLY = """
LORNE VALLEY CORPORATION
CONSOLIDATED STATEMENT OF STOCKHOLDERS' EQUITY
(in thousands)

                                   Common      Retained
                                    Stock      Earnings      Total
                                   -------     --------     -------
Balance, January 1, 1995             $ 12        $ 230        $ 242
Net income                                          41           41
Balance, December 31, 1995             12          271          283
Net loss for the year ended
  December 29, 1996                                (29)         (29)
Balance, December 29, 1996           $ 12        $ 242        $ 254
"""


def test_a_week_that_ends_on_the_first_of_january_keeps_its_date() -> None:
    (found,) = statements(WEEKLY)
    assert _dates(found) == ["1995-01-01", "1995-12-31", "1996-12-29"]


def test_a_result_of_a_year_that_its_own_line_dates_is_no_balance() -> None:
    (found,) = statements(WEEKLY)
    loss = next(
        line for line in found.lines if line.cells and "December 29" in line.label and "loss" in line.label
    )
    assert loss.period == Period(dt.date(1996, 12, 29), dt.date(1996, 1, 1))


def test_unearned_shares_of_employees_are_money() -> None:
    assert not heads_shares("Deferred compensation and unearned ESOP shares")
    assert heads_shares("Common stock shares")


COUNTED = """
LORNE VALLEY CORPORATION
CONSOLIDATED BALANCE SHEET
(in thousands)
                                                  1995         1994
                                                --------     --------
Assets
Cash                                            $    500     $    400
Total assets                                    $    500     $    400

Shareholder's equity
Common stock, $.01 par value, 98,501 shares issued     1            1
Retained earnings                                    499          399
Total shareholder's equity                      $    500     $    400
"""


def test_counts_that_captions_print_in_full_are_full_in_the_matrix() -> None:
    sheet, matrix = statements(COUNTED + MATRIX.replace("29,208", "98,501"))
    found = settle_counts((sheet, matrix))[1]
    scales = {c.scale for line in found.lines for c in line.cells if c.unit_kind is UnitKind.SHARES}
    assert scales == {0}
    other = settle_counts((sheet, _matrix()))[1]
    assert {c.scale for line in other.lines for c in line.cells if c.unit_kind is UnitKind.SHARES} == {3}


def test_the_opening_balance_of_a_block_is_not_part_of_its_heading() -> None:
    (equity,) = statements("""
                CONSOLIDATED STATEMENTS OF CHANGES IN STOCKHOLDERS' EQUITY
                        Years ended December 31,
                                          1995      1994      1993
                                               (in thousands)
<S>                                   <C>         <C>       <C>
Common stock of $.25 par value:
  Authorized 150,000,000 shares in
    1995, 34,237,505 issued in 1995
    and 40,000,000 issued in 1993
      Beginning of year                   8,562    10,000    10,000
        Exchange for Series A common
          stock                            (871)   (1,438)      -
      End of year                         7,691     8,562    10,000

Additional paid-in capital:
  Beginning of year                     165,651    19,331    19,331
    Issuance of preferred stock             -     146,320       -
  End of year                           165,651   165,651    19,331
""")
    openings = [line for line in equity.lines if line.label == "Beginning of year"]
    assert [[str(c.value) for c in line.cells] for line in openings] == [
        ["8562", "10000", "10000"],
        ["165651", "19331", "19331"],
    ]
    assert openings[0].section[-1].startswith("Common stock of $.25 par value")


STRAY = """
                 CONSOLIDATED STATEMENTS OF STOCKHOLDERS' EQUITY
                     (in thousands, except share amounts)
                                 {head}       Common    Retained
                                 {below}       Stock    Earnings     Total
<S>                              <C>          <C>       <C>         <C>
Balance, December 31, 1993       1,205,628       120       3,806     3,926
Exercise of warrants               150,000        15          --        15
Net income                              --        --         456       456
Balance, December 31, 1994       1,355,628       135       4,262     4,397
Issuance of stock                   50,000         5          --         5
Net income                              --        --         500       500
Balance, December 31, 1995       1,405,628       140       4,762     4,902
"""


@pytest.mark.parametrize(
    ("head", "below", "role", "unit"),
    [
        ("Common ", "Shares ", ColumnRole.COMPONENT, UnitKind.SHARES),
        ("Issued ", "Rights ", ColumnRole.OTHER, UnitKind.MONETARY),
    ],
)
def test_what_the_total_leaves_out_is_no_money(
    head: str, below: str, role: ColumnRole, unit: UnitKind
) -> None:
    (equity,) = statements(STRAY.format(head=head, below=below))
    assert equity.columns[0].role is role
    counts = [cell for line in equity.lines for cell in line.cells if cell.column == 0 and cell.value]
    assert {cell.unit_kind for cell in counts} == {unit}
    assert [c.role for c in equity.columns[1:]] == [ColumnRole.COMPONENT] * 3
