"""Matrices of equity: their heads, the dates of their balances, and parts on further pages."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from converter.extraction.choose import choose
from converter.model import ColumnRole, Statement, StatementKind, UnitKind

_spec = importlib.util.spec_from_file_location("statement_help", Path(__file__).with_name("statement.py"))
assert _spec is not None
assert _spec.loader is not None
_help = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_help)
statements, values = _help.statements, _help.values

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
    assert dates == ["1994-01-01", "1994-12-31", "1995-12-31"]


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
