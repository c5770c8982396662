"""Layouts from the bytes to the facts: halves side by side, signs behind numbers, line ends, attachments."""

from __future__ import annotations

import binascii
import re
from decimal import Decimal

import pytest
from lxml import etree

from converter import Conversion, Options, convert

COVER = """                       SECURITIES AND EXCHANGE COMMISSION
                            Washington, D.C.  20549
                                   FORM 10-K
[X]   ANNUAL REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES
      EXCHANGE ACT OF 1934
      For the fiscal year ended December 31, 1995
                        Commission File Number 0-99018
                            KEMBLE & ROSS LTD.
             (Exact name of registrant as specified in its charter)

"""
SHEET = """                            KEMBLE & ROSS LTD.
                       CONSOLIDATED BALANCE SHEETS
                             (In thousands)
                                              December 31,
                                           1995           1994
                                         --------       --------
ASSETS
Current assets:
  Cash                                   $    210       $    180
  Receivables                               1,388          1,239
                                         --------       --------
    Total current assets                    1,598          1,419
Property and equipment                      3,000          2,800
  Accumulated depreciation                  1,100-         1,000-
                                         --------       --------
Total assets                             $  3,498       $  3,219
                                         ========       ========
LIABILITIES AND STOCKHOLDERS' EQUITY
Accounts payable                         $    800       $    700
Common stock                                  500            500
Retained earnings                           2,300          2,100
Treasury stock                                102-            81-
                                         --------       --------
Total liabilities and stockholders'
  equity                                 $  3,498       $  3,219
                                         ========       ========

"""
INCOME = """                            KEMBLE & ROSS LTD.
                    CONSOLIDATED STATEMENTS OF INCOME
                             (In thousands)
                                         Year ended December 31,
                                           1995           1994
                                         --------       --------
Net sales                                $  9,100       $  8,700
Cost of sales                               6,000          5,800
Selling expenses                            2,500          2,950
                                         --------       --------
Operating income                              600             50-
Interest expense                              150            140
                                         --------       --------
Income before taxes                           450            190-
Income taxes                                  150             60-
                                         --------       --------
Net income (loss)                        $    300       $    130-
                                         ========       ========
"""
FILING = COVER + SHEET + INCOME
SIDES = (
    COVER
    + """
                                      KEMBLE & ROSS LTD.
                                        BALANCE SHEETS
                                  December 31, 1995 and 1994
                                        (In thousands)

ASSETS                         1995      1994   LIABILITIES AND STOCKHOLDERS'        1995      1994
                                                EQUITY
                             -------   -------                                     -------   -------
Current assets:                                 Current liabilities:
  Cash                       $   210   $   180    Accounts payable                 $   800   $   700
  Receivables, less                               Income taxes payable                 198       119
    allowance of $20                            Long-term debt, less current
    and $18                    1,388     1,239    maturities                           300       400
                             -------   -------  Stockholders' equity:
    Total current assets       1,598     1,419    Common stock                         500       500
Property and equipment         3,000     2,800    Retained earnings                  1,700     1,500
  Accumulated depreciation    (1,100)   (1,000)                                    -------   -------
                             -------   -------      Total stockholders' equity       2,200     2,000
                               1,900     1,800                                     -------   -------
                                                Total liabilities and
Total assets                 $ 3,498   $ 3,219    stockholders' equity             $ 3,498   $ 3,219
                             =======   =======                                     =======   =======
"""
)
PICTURE = bytes(range(256)) * 12
CODE = "".join(binascii.b2a_uu(PICTURE[i : i + 45]).decode() for i in range(0, len(PICTURE), 45))
ATTACHED = f"begin 644 map.gif\n{CODE}`\nend\n"


def converted(data: str | bytes) -> Conversion:
    """The conversion of a filing, whose page is the filing, character by character."""
    conversion = convert(
        data.encode() if isinstance(data, str) else data, Options(validate=False), "kemble.txt"
    )
    assert conversion.report is not None
    assert conversion.submission is not None
    (page,) = (content for name, content in conversion.files.items() if name.endswith(".htm"))
    root = etree.fromstring(page, etree.XMLParser(resolve_entities=False, no_network=True))
    text = "".join("".join(pre.itertext()) for pre in root.iter("{http://www.w3.org/1999/xhtml}pre"))
    assert text == conversion.submission.documents[0].text
    return conversion


def facts(conversion: Conversion) -> dict[str, list[Decimal]]:
    """Concept -> values in thousands, in the order of the columns; the digits printed are the value's."""
    assert conversion.report is not None
    assert conversion.submission is not None
    found: dict[str, list[Decimal]] = {}
    for fact in conversion.report.facts:
        if fact.span is None or not isinstance(fact.value, Decimal) or fact.scale != 3:
            continue
        text = conversion.submission.documents[fact.span.document].text[fact.span.start : fact.span.end]
        assert Decimal(text.replace(",", "")).scaleb(3) == abs(fact.value)
        found.setdefault(fact.concept.partition(":")[2], []).append(fact.value.scaleb(-3))
    return found


EXPECTED = {
    "Cash": [210, 180],
    "AssetsCurrent": [1598, 1419],
    "PropertyPlantAndEquipmentGross": [3000, 2800],
    "AccumulatedDepreciationDepletionAndAmortizationPropertyPlantAndEquipment": [1100, 1000],
    "Assets": [3498, 3219],
    "TreasuryStockValue": [102, 81],
    "LiabilitiesAndStockholdersEquity": [3498, 3219],
    "Revenues": [9100, 8700],
    "OperatingIncomeLoss": [600, -50],
    "IncomeTaxExpenseBenefit": [150, -60],
    "NetIncomeLoss": [300, -130],
}


def check(conversion: Conversion, *without: str) -> None:
    found = facts(conversion)
    assert {name: found.get(name) for name in EXPECTED if name not in without} == {
        name: values for name, values in EXPECTED.items() if name not in without
    }
    assert not conversion.summary.numbers.get("unexplained")


def test_halves_side_by_side_become_facts_where_they_stand() -> None:
    conversion = converted(SIDES)
    found = facts(conversion)
    assert {name: found[name] for name in found if name != "EntityCommonStockSharesOutstanding"} == {
        "Cash": [210, 180],
        "ReceivablesNetCurrent": [1388, 1239],
        "AllowanceForDoubtfulAccountsReceivableCurrent": [20, 18],
        "AssetsCurrent": [1598, 1419],
        "PropertyPlantAndEquipmentGross": [3000, 2800],
        "AccumulatedDepreciationDepletionAndAmortizationPropertyPlantAndEquipment": [1100, 1000],
        "PropertyPlantAndEquipmentNet": [1900, 1800],
        "Assets": [3498, 3219],
        "AccountsPayableCurrent": [800, 700],
        "AccruedIncomeTaxesCurrent": [198, 119],
        "LongTermDebtNoncurrent": [300, 400],
        "CommonStockValue": [500, 500],
        "RetainedEarningsAccumulatedDeficit": [1700, 1500],
        "StockholdersEquity": [2200, 2000],
        "LiabilitiesAndStockholdersEquity": [3498, 3219],
    }
    assert conversion.report is not None
    places = {
        f.concept: (f.span.line, f.span.column)
        for f in reversed(conversion.report.facts)
        if f.span is not None
    }
    assert places["us-gaap:AssetsCurrent"] == (26, 32)
    assert places["us-gaap:CommonStockValue"] == (26, 88)
    assert places["us-gaap:Assets"] == (32, 32)
    assert places["us-gaap:LiabilitiesAndStockholdersEquity"] == (32, 86)
    assert not conversion.summary.numbers.get("unexplained")


@pytest.mark.parametrize(
    "mark", ["-", "CR", " CR", "(Cr)", "\u2013"], ids=["minus", "CR", "blank-CR", "brackets", "dash"]
)
def test_signs_behind_numbers(mark: str) -> None:
    text = re.sub(r"(?<=\d)-( {0,9})", lambda m: mark + m[1][len(mark) - 1 :], FILING)
    if mark == "\u2013":
        text = re.sub(r"(\d[\d,]*)\u2013", "\u2013\\1", text)  # a dash is a minus before its number
    check(converted(text))


def test_sides_of_accounts_are_no_signs() -> None:
    text = FILING.replace("3,000          2,800", "3,000 DR       2,800 DR")
    text = text.replace("800       $    700", "800 CR    $    700 CR")
    conversion = converted(text)
    found = facts(conversion)
    assert "AccountsPayableCurrent" not in found
    assert "AccountsPayableCurrentAndNoncurrent" not in found
    assert not any("PropertyPlantAndEquipment" in name for name in found if "Depreciation" not in name)
    assert found["Assets"] == [3498, 3219]
    assert conversion.report is not None
    assert {n.reason for n in conversion.report.numbers if n.text in {"800", "700", "3,000"}} == {"ambiguous"}


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends(end: str) -> None:
    conversion = converted(FILING.replace("\n", end))
    check(conversion)
    assert conversion.report is not None
    (assets, _) = (f.span for f in conversion.report.facts if f.concept == "us-gaap:Assets")
    assert assets is not None
    assert (assets.line, assets.column) == (26, 45)
    sides = facts(converted(SIDES.replace("\n", end)))
    assert sides["RetainedEarningsAccumulatedDeficit"] == [1700, 1500]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_characters_above_127(encoding: str) -> None:
    text = FILING.replace("KEMBLE", "KEMBL\u00c9").replace("stockholders'", "stockholders\u2019")
    text = text.replace("Net sales ", "Net sales\u00a0").replace("9,100       $", "9,100\u00a0\u00a0     $")
    text = text.replace("  Receivables  ", "\u00a0\u00a0Receivables  ")
    conversion = converted(text.encode(encoding))
    check(conversion)
    assert conversion.report is not None
    assert facts(conversion)["ReceivablesNetCurrent"] == [1388, 1239]
    assert any(f.value == "KEMBL\u00c9 & ROSS LTD." for f in conversion.report.facts)


@pytest.mark.parametrize(
    "text",
    [FILING + ATTACHED, COVER + SHEET + ATTACHED + INCOME, (FILING + ATTACHED).replace("\n", "\r\n")],
    ids=["behind", "between", "crlf"],
)
def test_uuencoded_files_in_a_text_are_passed_over(text: str) -> None:
    conversion = converted(text)
    check(conversion)
    (skipped,) = (f for f in conversion.findings if f.code == "reading.attachment-skipped")
    assert skipped.span is not None
    assert text.splitlines()[skipped.span.line - 1] == "begin 644 map.gif"
    assert skipped.data["lines"] == ATTACHED.count("\n")


def test_words_that_begin_are_no_attachment() -> None:
    conversion = converted(FILING + "\nbegin 100 shares\nof common stock were sold.\n")
    assert "reading.attachment-skipped" not in {f.code for f in conversion.findings}
