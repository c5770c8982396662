"""Where one statement ends and another entity's, or another table, begins."""

from __future__ import annotations

import datetime as dt

from made_up_statements import statements, values

from converter.extraction import extract
from converter.model import ColumnRole, Period, Scope, Statement, StatementKind
from converter.reading import read

SHEET = """
                    CONSOLIDATED BALANCE SHEETS
                                             December 31,
                                          1995          1994
Assets
Cash                                  $ 1,000,412  $   900,310
Receivables                             5,000,100    4,600,200
Inventories                             6,000,000    5,500,000
  Total current assets                 12,000,512   11,000,510
Property, net                           8,000,000    7,500,000
  Total assets                        $20,000,512  $18,500,510
Liabilities and equity
Accounts payable                      $ 6,000,512  $ 5,500,510
Long-term debt                          4,000,000    5,000,000
Shareholders' equity                   10,000,000    8,000,000
  Total liabilities and equity        $20,000,512  $18,500,510
"""
FLOWS = """
                 CONSOLIDATED STATEMENTS OF CASH FLOWS
                                        Year ended December 31,
                                          1995          1994
Operating activities:
Net income                            $   700,000  $   650,000
Depreciation                              400,000      380,000
Receivables                               (90,000)     (30,000)
Net cash from operations                1,010,000    1,000,000
Investing activities:
Additions to property                    (500,000)    (450,000)
Financing activities:
Dividends                                (410,000)    (500,000)
Change in cash                            100,000       50,000
Cash, beginning of year                   900,312      850,312
Cash, end of year                     $ 1,000,312  $   900,312
"""
INCOME = """
                  CONSOLIDATED STATEMENTS OF INCOME
                                        Year ended December 31,
                                          1995          1994
Sales                                 $30,000,000  $28,000,000
Cost of sales                          20,000,000   19,000,000
Expenses                                8,500,000    7,600,000
Income before taxes                     1,500,000    1,400,000
Income taxes                              600,000      580,000
Net income                            $   900,000  $   820,000
"""
PARENT = """
                       BALANCE SHEETS
                                             December 31,
                                          1995          1994
Cash                                  $   100,000  $    90,000
Investment in subsidiary                9,950,000    7,960,000
  Total assets                        $10,050,000  $ 8,050,000
Other liabilities                     $    50,000  $    50,000
Shareholders' equity                   10,000,000    8,000,000
  Total liabilities and equity        $10,050,000  $ 8,050,000

                  STATEMENTS OF INCOME
                                        Year ended December 31,
                                          1995          1994
Dividends from subsidiary             $   500,000  $   400,000
Operating expenses                        100,000       90,000
Equity in undistributed income            500,000      510,000
Net income                            $   900,000  $   820,000
"""


UNITS = """
Sales of units (in thousands)
Pumps                                          40           50
Valves                                         60           70
"""


def _sheet(found: list[Statement]) -> Statement:
    return next(s for s in found if s.kind is StatementKind.BALANCE_SHEET)


def _primary(text: str) -> dict[StatementKind, Statement]:
    submission = read(text.encode(), "made-up.txt").value
    assert submission is not None
    return {s.kind: s for s in extract(submission).value.statements if s.primary}


def test_a_short_balance_sheet_below_a_complete_one_is_another() -> None:
    found = statements(SHEET + "\nCondensed figures of Arden (parent only) follow.\n" + PARENT)
    sheets = [s for s in found if s.kind is StatementKind.BALANCE_SHEET]
    assert [len([ln for ln in s.lines if ln.cells]) for s in sheets] == [10, 6]
    assert values(sheets[0])["Total assets"] == ["20000512", "18500510"]
    assert values(sheets[1])["Total assets"] == ["10050000", "8050000"]


def test_a_note_ends_a_balance_sheet() -> None:
    found = statements(SHEET + "\nNOTE M - ARDEN (PARENT) FINANCIAL STATEMENTS\n" + PARENT)
    assert "Investment in subsidiary" not in values(_sheet(found))


def test_pro_forma_figures_are_no_rest_of_the_balance_sheet() -> None:
    pro_forma = """
            PRO FORMA CONDENSED BALANCE SHEET
                     December 31, 1995
                               Historical      Adjusted
Current items                   6,000,000     6,100,000
Debt                            4,000,000     3,000,000
Equity                         10,000,000    10,900,000
"""
    assert "Debt" not in values(_sheet(statements(SHEET + pro_forma)))


def test_changes_in_net_assets_are_no_balance_sheet() -> None:
    found = statements("""
            STATEMENT OF NET ASSETS IN LIQUIDATION
                     December 31, 1995

Cash                                          $   812,344
Real estate held for sale                       4,112,100
Total assets                                    4,924,444
Mortgage payable                                1,924,444
Net assets in liquidation                     $ 3,000,000

       STATEMENT OF CHANGES IN NET ASSETS IN LIQUIDATION
              For the year ended December 31, 1995

Net assets, beginning of year                 $ 3,200,000
Net income                                         20,000
Distributions to partners                        (220,000)
Net assets, end of year                       $ 3,000,000
""")
    assert [s.kind for s in found] == [StatementKind.BALANCE_SHEET, StatementKind.EQUITY]
    assert list(values(found[0]))[-1] == "Net assets in liquidation"


def test_a_table_with_a_scale_of_its_own_neither_belongs_to_a_balance_sheet_nor_scales_it() -> None:
    sheet = _sheet(statements(SHEET + UNITS))
    assert list(values(sheet))[-1] == "Total liabilities and equity"
    assert {c.scale for c in sheet.columns} == {0}


def test_quarters_below_an_income_statement_are_another_table() -> None:
    (found,) = statements(
        INCOME
        + """
Quarterly results (unaudited):
                                First      Second       Third      Fourth
Sales                       7,000,000   7,500,000   7,500,000   8,000,000
Net income                    200,000     200,000     250,000     250,000
"""
    )
    assert len(found.columns) == 2
    assert values(found)["Net income"] == ["900000", "820000"]


def test_the_last_caption_of_a_statement_may_end_on_the_next_line() -> None:
    (found,) = statements(
        INCOME
        + "Average number of shares                    1,000        1,000\noutstanding (in thousands)\n"
    )
    assert found.lines[-1].label == "Average number of shares outstanding (in thousands)"


def test_statements_below_a_parents_balance_sheet_are_the_parents() -> None:
    found = _primary(
        SHEET + "\n<PAGE>\n    SCHEDULE I\n  CONDENSED FINANCIAL INFORMATION OF REGISTRANT\n" + PARENT
    )
    assert set(found) == {StatementKind.BALANCE_SHEET}
    assert found[StatementKind.BALANCE_SHEET].scope is Scope.REGISTRANT


def test_statements_in_the_notes_are_not_the_registrants() -> None:
    prose = "The Company owns half of Kestrel, whose sales are made to the Company alone at cost.\n" * 4
    venture = INCOME.replace("CONSOLIDATED ", "KESTREL ")
    notes = f"\n          NOTES TO FINANCIAL STATEMENTS\n\n{prose}\n"
    assert set(_primary(SHEET + notes + venture)) == {StatementKind.BALANCE_SHEET}
    assert StatementKind.INCOME in _primary(SHEET + INCOME + notes + venture)


def test_the_foot_of_a_page_does_not_begin_the_notes() -> None:
    foot = "\nNotes to consolidated financial statements are on the pages below.\n<PAGE>\n"
    own = INCOME.replace("CONSOLIDATED ", "")
    assert StatementKind.INCOME in _primary(SHEET + foot + own)


def test_cash_flows_that_share_no_amount_are_another_entitys() -> None:
    assert StatementKind.CASH_FLOW not in _primary(SHEET + INCOME + FLOWS)
    tied = FLOWS.replace("$   700,000  $   650,000", "$   900,000  $   820,000")
    assert StatementKind.CASH_FLOW in _primary(SHEET + INCOME + tied)


def test_tenths_without_a_scale_are_left_out() -> None:
    text = """
                  CONSOLIDATED STATEMENTS OF INCOME
                                        Year ended December 31,
                                          1995          1994
Sales                                    $ 30.4        $ 28.1
Cost of sales                              20.3          19.0
Expenses                                    8.5           7.6
Income before taxes                         1.6           1.5
Income taxes                                0.6           0.6
Net income                               $  1.0        $  0.9
"""
    submission = read(text.encode(), "made-up.txt").value
    assert submission is not None
    (left,) = extract(submission).value.statements
    assert [(c.role, c.reason) for c in left.columns] == [(ColumnRole.OTHER, "scale-unknown")] * 2
    (income,) = _primary(text.replace("INCOME\n", "INCOME (in millions)\n")).values()
    assert [(c.role, c.scale) for c in income.columns] == [(ColumnRole.AMOUNT, 6)] * 2


def test_the_length_of_the_periods_may_stand_below_their_dates() -> None:
    (found,) = statements("""
                       CONSOLIDATED STATEMENTS OF INCOME
                                        August 3,       July 29,
                                          1996            1995
                                       ----------------------------
                                           Thirteen Weeks Ended
Sales                                   $30,000        $28,000
Cost of sales                            20,000         19,000
Net income                              $10,000        $ 9,000
""")
    assert [c.period for c in found.columns] == [
        Period(dt.date(1996, 8, 3), dt.date(1996, 5, 5)),
        Period(dt.date(1995, 7, 29), dt.date(1995, 4, 30)),
    ]
    assert values(found)["Sales"] == ["30000", "28000"]


def test_an_inception_column_leaves_the_others_their_dates() -> None:
    (found,) = statements("""
                      STATEMENTS OF CASH FLOWS
                                                              Cumulative
                                         Three Months            from
                                        Ended March 31,        Inception
                                      -------------------     (May 1, 1992)
                                        1997       1996    to March 31, 1997
                                      --------   --------  -----------------
Operating activities
Net loss                              $(38,891)  $(20,000)      $(306,779)
Net cash used in operations            (35,891)   (19,000)       (295,779)
Cash, end of period                   $ 14,221   $ 20,000       $  14,221
""")
    assert [c.period for c in found.columns] == [
        Period(dt.date(1997, 3, 31), dt.date(1997, 1, 1)),
        Period(dt.date(1996, 3, 31), dt.date(1996, 1, 1)),
        Period(dt.date(1997, 3, 31), dt.date(1992, 5, 1)),
    ]


def test_a_year_of_weeks_ends_when_the_balance_sheet_says() -> None:
    found = statements("""
                    CONSOLIDATED STATEMENTS OF EARNINGS
            For the two-year period ended December 25, 1994
                                           1994         1993
Sales                                   $30,000      $28,000
Cost of sales                            20,000       19,000
Net income                              $10,000      $ 9,000

                      CONSOLIDATED BALANCE SHEETS
              December 25, 1994 and December 26, 1993
                                           1994         1993
Cash                                    $ 5,000      $ 4,000
Total assets                            $ 5,000      $ 4,000
Equity                                    5,000        4,000
Total liabilities and equity            $ 5,000      $ 4,000
""")
    assert [c.period for c in found[0].columns] == [
        Period(dt.date(1994, 12, 25), dt.date(1993, 12, 27)),
        Period(dt.date(1993, 12, 26), dt.date(1992, 12, 27)),
    ]
