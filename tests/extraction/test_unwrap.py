"""Hard-wrapped tables: rows are whole again, and every number still stands where it was printed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from made_up_statements import ANNUAL, statements, values

from converter.extraction import extract, read_document, read_rows
from converter.extraction.unwrap import Unwrapped, as_filed, unwrap
from converter.model import Cell, SourceDocument, Statement, line_starts
from converter.reading import read

SHEET = """\
                         TARN OPTICS INC.
                          BALANCE SHEETS
                          (In thousands)

                                                       December 31,
                                             -----------------------------
                                                 1995                 1994
                                                 ----                 ----
<TABLE>
<S>                                              <C>                  <C>
Current assets:
  Cash                                      $   1,250             $    980
  Receivables, less allowance of $12
    in 1995 and $11 in 1994                     2,400                2,105
  Inventories                                     350                   --
                                            ---------             --------
    Total current assets                        4,000                3,085
Equipment, net                                    900                  915
                                            ---------             --------
                                            $   4,900             $  4,000
                                            =========             ========

                              LIABILITIES AND STOCKHOLDERS' EQUITY
Current liabilities:
  Accounts payable                          $     700             $    650
  Accrued expenses                                150                  125
                                            ---------             --------
    Total current liabilities                     850                  775
Stockholders' equity:
  Common stock, $.01 par value,
   5,000,000 shares authorized                     40                   40
  Paid-in capital                               4,960                4,960
  Deficit                                        (950)              (1,775)
                                            ---------             --------
    Total stockholders' equity                  4,050                3,225
                                            ---------             --------
                                            $   4,900             $  4,000
                                            =========             ========
</TABLE>
"""
INCOME = """\
                               TARN OPTICS INC.
                           STATEMENTS OF OPERATIONS
                   (In thousands, except per share amounts)

                                          Years ended December 31,
                              --------------------------------------------------
                                 1995                 1994                  1993
                                 ----                 ----                  ----
<S>                              <C>                  <C>                   <C>
Sales                       $   6,200            $   5,800             $   5,100
Cost of sales                   4,100                4,400                 4,250
                            ---------            ---------             ---------
  Gross profit                  2,100                1,400                   850
Research                          975                1,150                 1,225
Administration                    300                  510                   530
                            ---------            ---------             ---------
  Operating income (loss)         825                 (260)                 (905)
Interest                           --                  (15)                    5
                            ---------            ---------             ---------
Net income (loss)           $     825            $    (275)            $    (900)
                            =========            =========             =========
Net income (loss) per
  share                     $    1.65            $    (.55)            $   (1.80)
                            =========            =========             =========
"""
CASH = """\
                               TARN OPTICS INC.
                           STATEMENTS OF CASH FLOWS
                                (In thousands)

                                                    Years ended December 31,
                                                 -----------------------------
                                                     1995                 1994
                                                     ----                 ----
<S>                                                  <C>                  <C>
Cash flows from operating activities:
  Net income (loss)                                $  825               $ (275)
  Depreciation                                        115                  120
  Decrease (increase) in inventories                 (350)                  --
  Increase in accounts payable                         50                   10
                                                   ------               ------
    Net cash provided by (used in)
     operating activities                             640                 (145)
Cash flows from investing activities:
  Purchases of equipment                             (100)                 (95)
  Deposits                                           (270)                  40
                                                   ------               ------
    Net cash used in investing activities            (370)                 (55)
                                                   ------               ------
Net increase (decrease) in cash                       270                 (200)
Cash at beginning of year                             980                1,180
                                                   ------               ------
Cash at end of year                                $1,250               $  980
                                                   ======               ======
"""
EQUITY = """\
                               TARN OPTICS INC.
                      STATEMENTS OF STOCKHOLDERS' EQUITY
                                (In thousands)

                                   Common Stock         Paid-in                   Stockholders'
                                 Shares    Amount       Capital       Deficit         Equity
                                 ------    ------       -------       -------     -------------
<S>                              <C>       <C>          <C>           <C>              <C>
Balance, December 31, 1993        4,000    $   40       $ 4,900       $(1,500)          $ 3,440
  Options exercised                  --        --            60            --                60
  Net loss                           --        --            --          (275)             (275)
                                 ------    ------       -------       -------           -------
Balance, December 31, 1994        4,000        40         4,960        (1,775)            3,225
  Options exercised                  --        --            10            --                10
  Cancelled                          --        --           (10)           --               (10)
  Net income                         --        --            --           825               825
                                 ------    ------       -------       -------           -------
Balance, December 31, 1995        4,000    $   40       $ 4,960       $  (950)          $ 4,050
                                 ======    ======       =======       =======           =======
"""
PROSE = """\
The Company designs, makes and sells lenses, mirrors and prisms for the makers of measuring instruments;
sales to one customer were $1,250,000 in 1995, $1,100,000 in 1994 and $980,000 in 1993, or 20%, 19% and
19% of all sales. No other customer took more than 10%. Orders on hand were $2,400,000 at the end of 1995
against $2,105,000 a year before, and all of them are expected to be filled in 1996. Raw glass comes from
three makers, of whom one supplied 55%, 60% and 62% in the last three years. The Company holds 14 patents.
"""


def document(text: str) -> SourceDocument:
    return SourceDocument(0, "", "", "", "", text, "ascii", "", 1, line_starts(text))


def pieces(line: str, width: int) -> Iterator[str]:
    """What a hard wrap makes of a line: it breaks before a word that doesn't fit or within blanks, which it
    keeps, but for one that stands alone; one blank may hang over."""
    escape = ""
    while len(escape + line.rstrip()) > width and " " in line.strip():
        room = width - len(escape)
        cut = room + 1 if line[room] == " " else line.rfind(" ", 0, room) + 1
        alone = line[cut - 1] == " " and line[cut - 2] != " " and line[cut] != " "
        yield escape + (line[: cut - 1] if alone else line[:cut])
        line = line[cut:]
        escape = "- " if line.startswith("-") else ""
    yield escape + line


def wrapped(text: str, width: int) -> str:
    return "\n".join(piece for line in text.splitlines() for piece in pieces(line, width)) + "\n"


def rewrapped(text: str, width: int) -> list[Statement]:
    whole = unwrap(document(wrapped(text, width)))
    assert isinstance(whole, Unwrapped)
    return read_document(whole, read_rows(whole), 0, ANNUAL)


def cells(statement: Statement, label: str) -> list[Cell]:
    return [cell for line in statement.lines if line.label == label for cell in line.cells]


def test_a_row_is_whole_again_and_its_numbers_stand_where_they_were_printed() -> None:
    text = wrapped(SHEET, 60)
    lines = text.splitlines()
    row = lines.index("  Cash                                      $   1,250        ")
    assert lines[row + 1] == "     $    980"
    (sheet,) = rewrapped(SHEET, 60)
    assert values(sheet) == values(statements(SHEET)[0])
    assert [(c.text, c.span.line, c.span.column) for c in cells(sheet, "Cash")] == [
        ("1,250", row + 1, 49),
        ("980", row + 2, 11),
    ]
    assert [c.header for c in sheet.columns] == ["December 31, 1995", "December 31, 1994"]
    assert [c.scale for c in sheet.columns] == [3, 3]


@pytest.mark.parametrize(
    ("text", "widths"),
    [
        (SHEET, range(56, 68)),
        (INCOME, range(40, 52)),
        (INCOME, range(60, 74)),
        (CASH, range(60, 74)),
        (EQUITY, range(52, 64)),
        (EQUITY, range(72, 80)),
    ],
    ids=[
        "sheet",
        "income-two-columns",
        "income-one-column",
        "cash",
        "equity-three-columns",
        "equity-one-column",
    ],
)
def test_a_statement_reads_the_same_wrapped_at_any_width(text: str, widths: range) -> None:
    (plain,) = statements(text)
    for width in widths:
        (statement,) = rewrapped(text, width)
        assert values(statement) == values(plain), width
        assert [(c.role, c.period) for c in statement.columns] == [(c.role, c.period) for c in plain.columns]
        lines = wrapped(text, width).splitlines()
        for line in statement.lines:
            for cell in line.cells:
                begin = cell.span.column - 1
                assert lines[cell.span.line - 1][begin : begin + len(cell.text)] == cell.text


def test_a_row_may_break_into_three() -> None:
    (plain,) = statements(EQUITY)
    (statement,) = rewrapped(EQUITY, 41)
    assert values(statement) == values(plain)
    assert values(statement)["Cancelled"] == ["0", "0", "-10", "0", "-10"]


def test_what_mail_writes_before_a_leading_dash_is_no_part_of_the_row() -> None:
    text = wrapped(INCOME, 53)
    assert "\n- ---------" in text
    rule = "                            ---------            ---------             ---------"
    assert rule in unwrap(document(text)).text.splitlines()


def test_the_document_as_filed_counts_the_rows_of_a_statement() -> None:
    text = wrapped(f"{PROSE}\n<PAGE>\n{SHEET}", 60)
    result = extract(read(text.encode(), "tarn.txt").value)
    sheet = next(s for s in result.value.statements if s.primary)
    lines = text.splitlines()
    assert lines[sheet.first_row].strip() in {"TARN OPTICS INC.", "BALANCE SHEETS"}
    assert lines[sheet.last_row].strip() in {"========", "</TABLE>"}
    assert sheet.last_row > sheet.first_row + 60
    assert lines[sheet.title_span.line - 1].strip() == "BALANCE SHEETS"


@pytest.mark.parametrize("width", [50, 65, 72])
def test_running_text_is_left_alone(width: int) -> None:
    source = document(wrapped(PROSE, width))
    assert unwrap(source) is source
    padded = document("".join(f"{line:<{width}} \n" for line in wrapped(PROSE, width).splitlines()))
    assert unwrap(padded) is padded


def test_running_text_beside_a_wrapped_table_is_left_alone() -> None:
    text = wrapped(f"{PROSE}\n{SHEET}\n{PROSE}", 60)
    kept = [line for line in unwrap(document(text)).text.splitlines() if "    " not in line.strip()]
    assert all(line in kept for line in wrapped(PROSE, 60).splitlines())


@pytest.mark.parametrize("text", [SHEET, INCOME, CASH, EQUITY], ids=["sheet", "income", "cash", "equity"])
def test_a_table_that_was_not_wrapped_is_left_alone(text: str) -> None:
    source = document(text)
    assert unwrap(source) is source
    assert as_filed(statements(text)[0], source).last_row == statements(text)[0].last_row
    padded = document("".join(f"{line:<100}\n" for line in text.splitlines()))
    assert unwrap(padded) is padded


def test_amounts_that_are_printed_below_those_of_their_caption_stay_there() -> None:
    rows = (f"{name:<20}1995{a:>12}{b:>12} \n{'':<20}1994{c:>12}{d:>12} \n" for name, a, b, c, d in _QUARTERS)
    source = document("".join(rows))
    assert unwrap(source) is source


_QUARTERS = [
    ("Sales", "1,500", "1,610", "1,400", "1,450"),
    ("Gross profit", "510", "535", "340", "352"),
    ("Research", "240", "245", "290", "281"),
    ("Administration", "75", "74", "130", "128"),
    ("Operating income", "195", "216", "(80)", "(57)"),
    ("Net income", "195", "216", "(84)", "(61)"),
]
