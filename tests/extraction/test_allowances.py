"""Schedules of valuation and qualifying accounts of made-up filings: what proves their rows, and what not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from converter.extraction import read_document, read_rows
from converter.extraction.allowances import find_schedules, unproved, without_rivals
from converter.extraction.heads import Defaults
from converter.model import Movement, SourceDocument, Statement, line_starts

STATEMENTS = """
                        QUARRY POINT SUPPLY CORPORATION
                        CONSOLIDATED BALANCE SHEETS
                          (Dollars in thousands)

                                                   December 31,
                                                 1996         1995
                                               --------     --------
ASSETS
Cash                                           $    310     $    265
Receivables, less allowance for
  doubtful accounts of $245 and $216              4,120        3,980
Inventories                                       2,950        3,075
                                               --------     --------
Total assets                                   $  7,380     $  7,320
                                               ========     ========
LIABILITIES AND STOCKHOLDERS' EQUITY
Accounts payable                               $  3,340     $  3,135
Retained earnings                                 4,040        4,185
                                               --------     --------
Total liabilities and stockholders' equity     $  7,380     $  7,320
                                               ========     ========

                        QUARRY POINT SUPPLY CORPORATION
                   CONSOLIDATED STATEMENTS OF OPERATIONS
                          (Dollars in thousands)

                                            Year ended December 31,
                                          1996        1995        1994
                                        -------     -------     -------
Net sales                               $ 9,300     $ 9,100     $ 8,800
Cost of sales                             6,200       6,100       5,900
                                        -------     -------     -------
Net income                              $ 3,100     $ 3,000     $ 2,900
                                        =======     =======     =======
<PAGE>
"""
BY_YEAR = """
          SCHEDULE II - VALUATION AND QUALIFYING ACCOUNTS
                        (In thousands)

                                       Additions
                       Balance at  Charged to  Charged                Balance
                       Beginning   Costs and   to Other   Deduc-      at End
    Description        of Year     Expenses    Accounts   tions (a)   of Year
    -----------        ----------  ----------  --------   ---------   -------
Year ended December 31, 1996:
  Deducted from assets:
    Allowance for
      doubtful accounts  $ 216       $ 78        $ 12       $ 61        $ 245
    Inventory reserve      140         35           -         50          125
Year ended December 31, 1995:
  Deducted from assets:
    Allowance for
      doubtful accounts  $ 204       $ 52        $  -       $ 40        $ 216
    Inventory reserve      120         35           -         15          140

(a) Accounts written off, 3 of them.
"""
BY_ALLOWANCE = """
                 VALUATION AND QUALIFYING ACCOUNTS
                                                    Accounts
                          Beginning   Charged to    Written    Ending
                           Balance     Expense        Off      Balance
Reserve for bad debts:
  1996 ................      $216         $90        $(61)      $245
  1995 ................       204          52         (40)       216
  1994 ................       190          50         (36)       204
Warranty reserve:
  1996 ................       300         120        (100)       320
  1995 ................       310         100        (110)       300
"""


def schedules(text: str, names: tuple[str, ...] = ("Quarry Point Supply Corp",)) -> tuple[Statement, ...]:
    whole = STATEMENTS + text
    document = SourceDocument(0, "", "", "", "", whole, "ascii", "", 1, line_starts(whole))
    defaults = Defaults(dt.date(1996, 12, 31), (12, 31), True)
    rows = read_rows(document)
    primary = read_document(document, rows, 0, defaults)
    return without_rivals(find_schedules(document, rows, primary, 0, names))


def told(schedule: Statement) -> list[tuple[str, int, str]]:
    """Allowance, year ("" unknown) and why it gives no facts."""
    periods = [schedule.lines[a.cells[0].line].period for a in schedule.allowances]
    return [
        (a.name, p.end.year if p else 0, a.reason) for a, p in zip(schedule.allowances, periods, strict=True)
    ]


def moved(schedule: Statement, index: int) -> dict[Movement, Decimal]:
    """What each movement adds to the balance, in whole units."""
    allowance = schedule.allowances[index]
    cells = {c.column: c for c in schedule.lines[allowance.cells[0].line].cells}
    return {
        m.movement: m.weight * value.scaleb(cells[m.column].scale)
        for m in allowance.cells
        if (value := cells[m.column].value) is not None
    }


def test_allowances_below_years() -> None:
    (schedule,) = schedules(BY_YEAR)
    assert told(schedule) == [
        ("Allowance for doubtful accounts", 1996, ""),
        ("Inventory reserve", 1996, ""),
        ("Allowance for doubtful accounts", 1995, ""),
        ("Inventory reserve", 1995, ""),
    ]
    assert moved(schedule, 0) == {
        Movement.BEGINNING: 216_000,
        Movement.EXPENSE: 78_000,
        Movement.OTHER_ACCOUNTS: 12_000,
        Movement.DEDUCTION: -61_000,
        Movement.END: 245_000,
    }
    assert schedule.title == "SCHEDULE II - VALUATION AND QUALIFYING ACCOUNTS"
    assert unproved(schedule) is None


def test_years_below_allowances_with_the_scale_of_the_balance_sheet() -> None:
    (schedule,) = schedules(BY_ALLOWANCE)
    assert {name for name, _, _ in told(schedule)} == {"Reserve for bad debts", "Warranty reserve"}
    assert [year for _, year, reason in told(schedule) if not reason] == [1996, 1995, 1994, 1996, 1995]
    assert moved(schedule, 2) == {
        Movement.BEGINNING: 190_000,
        Movement.EXPENSE: 50_000,
        Movement.DEDUCTION: -36_000,
        Movement.END: 204_000,
    }


def test_a_head_over_a_blank_column_does_not_name_the_next_one() -> None:
    text = BY_YEAR.replace("$ 12       $ 61 ", "           $ 61 ").replace("$ 78 ", "$ 90 ")
    text = text.replace("$  -       $ 40", "           $ 40").replace("     -     ", "           ")
    (schedule,) = schedules(text)
    assert [reason for _, _, reason in told(schedule)] == ["", "", "", ""]
    assert Movement.OTHER_ACCOUNTS not in moved(schedule, 0)


def test_a_row_that_does_not_add_up_is_told_and_gives_no_facts() -> None:
    (schedule,) = schedules(BY_YEAR.replace("$ 245", "$ 254"))
    assert told(schedule)[0] == ("Allowance for doubtful accounts", 1996, "allowance-not-proved")
    finding = unproved(schedule)
    assert finding is not None
    assert finding.data == {"allowance-not-proved": 1}


def test_years_that_do_not_follow_each_other_contradict() -> None:
    (schedule,) = schedules(
        BY_YEAR.replace("$ 204       $ 52", "$ 203       $ 52").replace("$ 216\n", "$ 215\n")
    )
    assert [reason for name, _, reason in told(schedule) if "doubtful" in name] == [
        "allowance-contradicted",
        "allowance-contradicted",
    ]
    assert [reason for name, _, reason in told(schedule) if "Inventory" in name] == ["", ""]


def test_two_schedules_that_differ_about_a_year_contradict() -> None:
    other = BY_YEAR.replace("$ 78        $ 12 ", "$ 80        $ 10 ")
    found = schedules(BY_YEAR + "<PAGE>\n" + other)
    assert [told(s)[0][2] for s in found] == ["allowance-contradicted", "allowance-contradicted"]
    assert [told(s)[1][2] for s in found] == ["", ""]


def test_an_amount_without_words_is_a_sum_of_what_stands_above() -> None:
    total = "                         $ 356       $113        $ 12       $111        $ 370\n"
    sums = BY_YEAR.replace("Year ended December 31, 1995", f"{total}Year ended December 31, 1995")
    (schedule,) = schedules(sums)
    assert told(schedule)[2] == ("", 1996, "allowance-unnamed")


def test_balances_in_parentheses_are_taken_off_the_asset() -> None:
    text = BY_ALLOWANCE
    for printed in ("$216", "$245", " 204", " 216", " 190", " 300", " 320", " 310"):
        digits = printed.strip(" $")
        text = text.replace(f"{printed} ", f"{printed.replace(digits, '(' + digits + ')')} ")
        text = text.replace(f"{printed}\n", f"{printed.replace(digits, '(' + digits + ')')}\n")
    text = text.replace("$90 ", "$(90)").replace(" 52 ", " (52)").replace(" 50 ", " (50)")
    text = text.replace("$(61)", "$ 61").replace("(40)", " 40").replace("(36)", " 36")
    (schedule,) = schedules(text)
    assert moved(schedule, 0) == {
        Movement.BEGINNING: 216_000,
        Movement.EXPENSE: 90_000,
        Movement.DEDUCTION: -61_000,
        Movement.END: 245_000,
    }


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            BY_YEAR.replace("SCHEDULE II - VALUATION", "SHELFORD MILLS, INC.\nVALUATION"), id="another"
        ),
        pytest.param(
            BY_YEAR.replace("VALUATION AND QUALIFYING", "RECEIVABLE FROM OFFICERS"), id="no heading"
        ),
        pytest.param(
            BY_YEAR.replace("Balance", "Carried").replace("Beginning", "First Day"), id="no balances"
        ),
        pytest.param("Schedule II - Valuation and Qualifying Accounts .......... 31\n", id="index"),
    ],
)
def test_what_is_no_schedule_of_the_registrant(text: str) -> None:
    assert schedules(text) == ()


def test_a_year_that_no_statement_shows_and_a_scale_that_nothing_tells() -> None:
    years = BY_ALLOWANCE.replace("1996 ..", "1999 ..")
    assert {reason for _, _, reason in told(schedules(years)[0])} == {"allowance-year-unknown"}
    alone = BY_ALLOWANCE.replace("216", "219").replace(" 52 ", " 55 ")
    alone = alone.replace("$245", "$242").replace("$90", "$84")
    (schedule,) = schedules(alone)
    assert {reason for _, _, reason in told(schedule)} == {"scale-unknown"}


def test_an_allowance_printed_in_full_among_thousands_has_no_scale() -> None:
    text = BY_YEAR.replace(
        "  140         35           -         50          125",
        "140,000     35,000          -     50,000      125,000",
    ).replace(
        "  120         35           -         15          140",
        "120,000     35,000          -     15,000      140,000",
    )
    (schedule,) = schedules(text)
    assert told(schedule) == [
        ("Allowance for doubtful accounts", 1996, ""),
        ("Inventory reserve", 1996, "scale-unknown"),
        ("Allowance for doubtful accounts", 1995, ""),
        ("Inventory reserve", 1995, "scale-unknown"),
    ]
