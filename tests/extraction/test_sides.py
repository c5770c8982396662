"""Balance sheets in account form: assets on the left half of the page, liabilities on the right one."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from made_up_statements import statements, values

from converter.extraction import read_document, read_rows
from converter.extraction.heads import Defaults
from converter.extraction.sides import Gutter, find_gutter
from converter.model import Period, SourceDocument, Span, Statement, line_starts

STOVES = """
                                             BELLWETHER STOVE COMPANY
                                           CONSOLIDATED BALANCE SHEETS
                                           December 31, 1995 and 1994
                                             (Dollars in thousands)
<TABLE>
<CAPTION>
ASSETS                                   1995        1994      LIABILITIES AND STOCKHOLDERS' EQUITY        1995        1994
                                       --------    --------                                              --------    --------
<S>                                    <C>         <C>         <C>                                       <C>         <C>
Current assets:                                                Current liabilities:
  Cash and cash equivalents            $    412    $    388      Notes payable to banks                  $    300    $    450
  Accounts receivable, less                                      Accounts payable                             905         870
    allowance of $25 in 1995                                     Accrued expenses                             328         321
    and $21 in 1994                       1,940       1,815                                              --------    --------
  Inventories                             2,306       2,190        Total current liabilities                1,533       1,641
                                       --------    --------    Long-term debt, less current
    Total current assets                  4,658       4,393      maturities                                 2,000       1,400
Property, plant and equipment             7,120       6,480                                              --------    --------
  Less accumulated depreciation          (2,980)     (2,714)       Total liabilities                        3,533       3,041
                                       --------    --------    Stockholders' equity:
                                          4,140       3,766      Common stock, $1 par value; authorized
Other assets                                190           -        2,000,000 shares                           800         800
                                                                 Retained earnings                          4,655       4,318
                                       --------    --------                                              --------    --------
                                                               Total liabilities and stockholders'
Total assets                           $  8,988    $  8,159      equity                                  $  8,988    $  8,159
                                       ========    ========                                              ========    ========
</TABLE>
"""  # noqa: E501

# one column, dot leaders, no tags, a gutter of two blanks, headings centred over their halves
BEARINGS = """
                             QUILLON BEARING CORP.
                                 BALANCE SHEET
                               December 31, 1995

            ASSETS                                 LIABILITIES AND CAPITAL

Cash ......................... $   41,200   Accounts payable ............. $   36,150
Receivables ..................     88,410   Notes payable ................     50,000
Inventory ....................    102,377   Accrued taxes ................      9,422
                               ----------                                  ----------
  Total current assets .......    231,987     Total current liabilities ..     95,572
Land .........................     20,000   Mortgage payable .............     60,000
Buildings, net ...............    148,600   Capital stock ................    100,000
Other assets .................      2,005   Retained earnings ............    147,020
                               ----------                                  ----------
  Total assets ............... $  402,592     Total liabilities and capital $ 402,592
                               ==========                                  ==========
"""

# a gutter of one blank, the oldest year first, totals without a caption, the right half the longer one
CANDY = """
                                        MARLPIT CANDY COMPANY
                                STATEMENT OF FINANCIAL POSITION
                                         (in thousands)

                                        December 31,                                       December 31,
            ASSETS                     1994     1995           LIABILITIES AND            1994     1995
                                                            SHAREHOLDERS' INVESTMENT
CURRENT ASSETS:                                       CURRENT LIABILITIES:
Cash . . . . . . . . . . . . . . . . .  $ 1,203 $ 1,377 Accounts payable . . . . . . . .  $   887 $   702
Receivables . . . . . . . . . . . . .     2,411   2,608 Income taxes . . . . . . . . . .      120      95
Inventories . . . . . . . . . . . . .     3,305   2,950 Dividends payable  . . . . . . .       --      60
                                          6,919   6,935                                     1,007     857
PLANT AND EQUIPMENT . . . . . . . . .     9,000   8,200 LONG-TERM DEBT (Note 3)  . . . .    2,910   3,380
Less depreciation . . . . . . . . . .     3,100   2,750 SHAREHOLDERS' INVESTMENT:
                                          5,900   5,450 Common stock, $.50 par value,
                                                        issued 1,400,000 shares  . . . .      800     800
                                                        Retained earnings  . . . . . . .    8,302   7,498
                                                        Treasury stock . . . . . . . . .     (200)   (150)
                                                                                            8,902   8,148
                                        $12,819 $12,385                                   $12,819 $12,385
"""

# a line between the halves, a fiscal year that only the title tells, no rule below the dates
OPTICS = """
                                  VANTNER OPTICAL CO.
                                     BALANCE SHEETS
                               June 30, 1995 and 1994
________________________________________________________________________________________________________
               Assets                 1995        1994  | Liabilities and Equity       1995        1994
________________________________________________________|_______________________________________________
Cash                              $ 120,310   $  98,400 | Accounts payable         $  44,810   $  40,950
Receivables                         310,400     287,100 | Accrued payroll             21,300      19,800
Supplies                             40,110      41,200 | Note payable to officer     60,000      75,000
Equipment, less depreciation of                         |                          ---------   ---------
  $90,100 and $82,400               220,500     231,000 |                            126,110     135,750
Patents                              12,250      13,900 | Capital stock              100,000     100,000
                                                        | Retained earnings          477,460     435,850
                                  ---------   --------- |                          ---------   ---------
Total                             $ 703,570   $ 671,600 | Total                    $ 703,570   $ 671,600
                                  =========   ========= |                          =========   =========
"""


def spans(text: str, statement: Statement) -> dict[str, tuple[int, int]]:
    """label -> line and column of the first amount; each span holds just what is printed there."""
    lines = text.split("\n")

    def printed(span: Span) -> str:
        assert lines[span.line - 1][span.column - 1 :].startswith(text[span.start : span.end])
        return text[span.start : span.end]

    for line in statement.lines:
        assert [printed(cell.span) for cell in line.cells] == [cell.text for cell in line.cells]
        assert [printed(number.span) for number in line.embedded] == [n.text for n in line.embedded]
        words = " ".join(printed(span) for span in line.label_spans)
        assert " ".join(words.rstrip(": ").split()) == line.label
    return {ln.label: (ln.cells[0].span.line, ln.cells[0].span.column) for ln in statement.lines if ln.cells}


def test_the_right_half_follows_the_left_one() -> None:
    (statement,) = statements(STOVES)
    assert [line.label for line in statement.lines] == [
        "ASSETS",
        "Current assets",
        "Cash and cash equivalents",
        "Accounts receivable, less allowance of $25 in 1995 and $21 in 1994",
        "Inventories",
        "Total current assets",
        "Property, plant and equipment",
        "Less accumulated depreciation",
        "",
        "Other assets",
        "Total assets",
        "LIABILITIES AND STOCKHOLDERS' EQUITY",
        "Current liabilities",
        "Notes payable to banks",
        "Accounts payable",
        "Accrued expenses",
        "Total current liabilities",
        "Long-term debt, less current maturities",
        "Total liabilities",
        "Stockholders' equity",
        "Common stock, $1 par value; authorized 2,000,000 shares",
        "Retained earnings",
        "Total liabilities and stockholders' equity",
    ]
    found = values(statement)
    assert found["Accounts receivable, less allowance of $25 in 1995 and $21 in 1994"] == ["1940", "1815"]
    assert found["Less accumulated depreciation"] == ["-2980", "-2714"]
    assert found[""] == ["4140", "3766"]
    assert found["Other assets"] == ["190", "0"]
    assert found["Accounts payable"] == ["905", "870"]
    assert found["Long-term debt, less current maturities"] == ["2000", "1400"]
    assert found["Total assets"] == found["Total liabilities and stockholders' equity"] == ["8988", "8159"]
    sections = {line.label: line.section for line in statement.lines}
    assert sections["Inventories"] == ("ASSETS", "Current assets")
    assert sections["Accounts payable"] == ("LIABILITIES AND STOCKHOLDERS' EQUITY", "Current liabilities")
    assert sections["Retained earnings"] == ("LIABILITIES AND STOCKHOLDERS' EQUITY", "Stockholders' equity")
    assert [(c.period, c.scale) for c in statement.columns] == [
        (Period(dt.date(1995, 12, 31)), 3),
        (Period(dt.date(1994, 12, 31)), 3),
    ]
    assert not [n for n in statement.numbers if n.reason in {"unassigned", "no-column"}]


def test_places_are_those_of_the_page() -> None:
    (statement,) = statements(STOVES)
    found = spans(STOVES, statement)
    assert found["Inventories"] == (16, 43)
    assert found["Total current liabilities"] == (16, 109)
    assert found["Total assets"] == (27, 43)
    assert found["Total liabilities and stockholders' equity"] == (27, 109)
    (stock,) = (line for line in statement.lines if line.label.startswith("Common stock"))
    assert [(s.line, s.column) for s in stock.label_spans] == [(22, 66), (23, 68)]
    assert [(n.text, n.span.line, n.span.column) for n in stock.embedded] == [
        ("1", 22, 81),
        ("2,000,000", 23, 68),
    ]
    assert (statement.first_row, statement.last_row) == (0, 28)


def test_tabs_keep_the_halves_apart() -> None:
    tabbed = "\n".join(
        "".join(re.sub(" {2,}$", "\t", line[i : i + 8]) for i in range(0, len(line), 8))
        for line in STOVES.split("\n")
    )
    assert "\t" in tabbed
    (statement,), (plain,) = statements(tabbed), statements(STOVES)
    assert values(statement) == values(plain)
    assert [line.section for line in statement.lines] == [line.section for line in plain.lines]
    assert spans(tabbed, statement).keys() == spans(STOVES, plain).keys()


def test_one_column_with_leaders_and_without_tags() -> None:
    (statement,) = statements(BEARINGS)
    assert [c.period for c in statement.columns] == [Period(dt.date(1995, 12, 31))]
    found = values(statement)
    assert found["Inventory"] == ["102377"]
    assert found["Accrued taxes"] == ["9422"]
    assert found["Total assets"] == found["Total liabilities and capital"] == ["402592"]
    sections = {line.label: line.section for line in statement.lines}
    assert (sections["Cash"], sections["Accounts payable"]) == (("ASSETS",), ("LIABILITIES AND CAPITAL",))
    places = spans(BEARINGS, statement)
    assert (places["Cash"], places["Accounts payable"]) == ((8, 36), (8, 80))


def test_a_narrow_gutter_unlabelled_totals_and_a_longer_right_half() -> None:
    (statement,) = statements(CANDY)
    assert [c.period for c in statement.columns] == [
        Period(dt.date(1994, 12, 31)),
        Period(dt.date(1995, 12, 31)),
    ]
    assert [(line.label, [str(c.value) for c in line.cells]) for line in statement.lines if line.cells] == [
        ("Cash", ["1203", "1377"]),
        ("Receivables", ["2411", "2608"]),
        ("Inventories", ["3305", "2950"]),
        ("", ["6919", "6935"]),
        ("PLANT AND EQUIPMENT", ["9000", "8200"]),
        ("Less depreciation", ["3100", "2750"]),
        ("", ["5900", "5450"]),
        ("", ["12819", "12385"]),
        ("Accounts payable", ["887", "702"]),
        ("Income taxes", ["120", "95"]),
        ("Dividends payable", ["0", "60"]),
        ("", ["1007", "857"]),
        ("LONG-TERM DEBT (Note 3)", ["2910", "3380"]),
        ("Common stock, $.50 par value, issued 1,400,000 shares", ["800", "800"]),
        ("Retained earnings", ["8302", "7498"]),
        ("Treasury stock", ["-200", "-150"]),
        ("", ["8902", "8148"]),
        ("", ["12819", "12385"]),
    ]
    spans(CANDY, statement)


def test_the_title_dates_both_halves() -> None:
    (statement,) = statements(OPTICS)
    assert [c.period for c in statement.columns] == [
        Period(dt.date(1995, 6, 30)),
        Period(dt.date(1994, 6, 30)),
    ]
    found = values(statement)
    assert found["Equipment, less depreciation of $90,100 and $82,400"] == ["220500", "231000"]
    assert found["Note payable to officer"] == ["60000", "75000"]
    assert found["Retained earnings"] == ["477460", "435850"]
    assert spans(OPTICS, statement)["Retained earnings"] == (14, 86)


def test_halves_go_on_on_the_next_page() -> None:
    lines = STOVES.split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("Property"))
    title = " " * 43 + "CONSOLIDATED BALANCE SHEETS (continued)"
    text = "\n".join([*lines[:at], "</TABLE>", "", "<PAGE>", "", title, "", *lines[5:10], *lines[at:]])
    (statement,), (plain,) = statements(text), statements(STOVES)
    assert values(statement) == values(plain)
    assert len(statement.columns) == 2
    assert spans(text, statement)["Retained earnings"] == (35, 109)


REPORT_FORM = """
                  TWO LINES CO.
                 BALANCE SHEETS
                                        Notes       1995       1994
Cash                                              $  100     $   90
Receivables, net of $12 Allowance                     50         40
Property                                  2          300        310
Total assets                                      $  450     $  440
Accounts payable                                  $   60     $   50
Capital stock, $1 Par; 100 Shares issued             390        390
Total liabilities and equity                      $  450     $  440
"""
TWO_OWNERS = """
                           BALANCE SHEETS
          Upper Mill Partners                     Lower Mill Partners
Cash                     $   100        Cash                     $    70
Land                       1,000        Land                         900
Total assets             $ 1,100        Total assets             $   970
Mortgage payable         $   800        Mortgage payable         $   700
Partners' capital            300        Partners' capital            270
Total liabilities and                   Total liabilities and
  capital                $ 1,100          capital                $   970
"""


@pytest.mark.parametrize("text", [REPORT_FORM, TWO_OWNERS])
def test_what_is_no_account_form(text: str) -> None:
    document = SourceDocument(0, "", "", "", "", text, "ascii", "", 1, line_starts(text))
    assert find_gutter(read_rows(document)) is None


def test_where_the_gutter_is() -> None:
    document = SourceDocument(0, "", "", "", "", BEARINGS, "ascii", "", 1, line_starts(BEARINGS))
    rows = read_rows(document)
    assert find_gutter(rows) == Gutter(41, 44)
    (statement,) = read_document(document, rows, 0, Defaults(dt.date(1995, 12, 31), (12, 31), True))
    assert [row.index for row in rows] == list(range(len(rows))), "the document's own rows stay as they are"
    assert statement.id == "s1"
