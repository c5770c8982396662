"""Tables of the notes of made-up filings: what ties them to the balance sheet, and what does not."""

from __future__ import annotations

import datetime as dt

import pytest

from converter.extraction import read_document, read_rows
from converter.extraction.details import find_details
from converter.extraction.heads import Defaults
from converter.model import ColumnRole, LineRole, SourceDocument, Statement, StatementKind, line_starts

SHEET = """
                        WINDMERE LANTERN CORPORATION
                        CONSOLIDATED BALANCE SHEETS
                          (Dollars in thousands)

                                                   December 31,
                                                 1996         1995
                                               --------     --------
ASSETS
Cash                                           $    310     $    265
Receivables, net                                  4,120        3,980
Inventories                                       2,950        3,075
                                               --------     --------
  Total current assets                            7,380        7,320
Property, plant and equipment, net                9,460        8,815
                                               --------     --------
Total assets                                   $ 16,840     $ 16,135
                                               ========     ========
LIABILITIES AND STOCKHOLDERS' EQUITY
Accounts payable                               $  3,340     $  3,135
Common stock                                      5,000        5,000
Retained earnings                                 8,500        8,000
                                               --------     --------
Total liabilities and stockholders' equity     $ 16,840     $ 16,135
                                               ========     ========

                 NOTES TO CONSOLIDATED FINANCIAL STATEMENTS

Note 3. Property consists of the following:

"""
PLAIN = """
                                     1995         1996
                                   --------     --------
Land                               $    420     $    480
Buildings  20 - 40 years              5,115        5,370
Machinery and equipment               7,905        9,110
                                   --------     --------
                                     13,440       14,960
Less accumulated
  depreciation                        4,625        5,500
                                   --------     --------
                                   $  8,815     $  9,460
                                   ========     ========
Rent expense was $210 in 1996.
"""
IN_DOLLARS = """
At cost                          $14,960,000    $13,440,000
Accumulated depreciation          (5,500,000)    (4,625,000)
                                 -----------    -----------
                                 $ 9,460,000    $ 8,815,000
"""
PROGRESS = """
Buildings                             5,370        5,115
Machinery and equipment               8,110        7,905
                                   --------     --------
                                     13,480       13,020
Less accumulated depreciation        (5,500)      (4,625)
                                   --------     --------
                                      7,980        8,395
Construction in progress              1,480          420
                                   --------     --------
                                   $  9,460     $  8,815
"""
ALLOWANCE = """
Trade accounts                     $  4,340     $  4,150
Less allowance for doubtful accounts   (220)        (170)
                                   --------     --------
                                   $  4,120     $  3,980
"""
OTHERS = """
At cost                            $ 14,960     $ 13,440
Less accumulated depreciation         5,510        4,625
                                   --------     --------
                                   $  9,460     $  8,815

At cost                            $  4,960     $  3,440
Less accumulated depreciation         2,500        1,625
                                   --------     --------
                                   $  2,460     $  1,815

At cost                            $ 14,960
Less accumulated depreciation         5,500
                                   --------
                                   $  9,460
"""


def details(note: str) -> tuple[Statement, ...]:
    text = SHEET + note
    document = SourceDocument(0, "", "", "", "", text, "ascii", "", 1, line_starts(text))
    rows = read_rows(document)
    defaults = Defaults(dt.date(1996, 12, 31), (12, 31), True)
    sheet = read_document(document, rows, 0, defaults)[0]
    return find_details(document, rows, sheet, [sheet], 0, defaults)


def shown(statement: Statement) -> list[tuple[str, list[int]]]:
    return [
        (line.label, [int(cell.value.scaleb(cell.scale)) for cell in line.cells if cell.value is not None])
        for line in statement.lines
    ]


def test_the_balance_sheet_dates_the_columns_and_gives_the_scale() -> None:
    (detail,) = details(PLAIN)
    assert detail.kind is StatementKind.DETAIL
    assert detail.title == "Detail of Property, plant and equipment, net"
    assert [c.period.end.year for c in detail.columns if c.period] == [1995, 1996]
    assert shown(detail) == [
        ("Land", [420_000, 480_000]),
        ("Buildings 20 - 40 years", [5_115_000, 5_370_000]),
        ("Machinery and equipment", [7_905_000, 9_110_000]),
        ("", [13_440_000, 14_960_000]),
        ("Less accumulated depreciation", [4_625_000, 5_500_000]),
        ("", [8_815_000, 9_460_000]),
    ]
    assert [line.role for line in detail.lines[3:]] == [LineRole.SUBTOTAL, LineRole.ITEM, LineRole.TOTAL]
    assert detail.breakdown is not None
    assert (detail.breakdown.gross, detail.breakdown.taken_off) == (3, 4)


def test_a_note_may_be_in_another_scale() -> None:
    (detail,) = details(IN_DOLLARS)
    assert {column.scale for column in detail.columns} == {0}
    assert shown(detail)[1] == ("Accumulated depreciation", [-5_500_000, -4_625_000])


def test_what_is_added_below_leaves_no_gross_amount_of_the_whole() -> None:
    (detail,) = details(PROGRESS)
    assert detail.breakdown is not None
    assert (detail.breakdown.gross, detail.breakdown.taken_off) == (None, 3)
    assert detail.lines[-2].label == "Construction in progress"


def test_an_allowance_for_doubtful_accounts() -> None:
    (detail,) = details(ALLOWANCE)
    assert detail.title == "Detail of Receivables, net"
    assert all(column.role is ColumnRole.AMOUNT for column in detail.columns)


@pytest.mark.parametrize("note", OTHERS.split("\n\n"))
def test_no_tie_no_table(note: str) -> None:
    """The subtraction is wrong; the rest is no line of the balance sheet; only one column of two agrees."""
    assert details(note) == ()
