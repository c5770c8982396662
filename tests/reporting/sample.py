"""A made-up filing of a made-up registrant, with its statements read and tagged by hand."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import replace
from decimal import Decimal

from converter.model import (
    Cell,
    Column,
    ColumnRole,
    Cover,
    CoverFact,
    EmbeddedNumber,
    ExtensionConcept,
    Extraction,
    LineItem,
    LineRole,
    Period,
    PrintedNumber,
    RollUp,
    RuleRef,
    SourceDocument,
    Statement,
    StatementKind,
    Submission,
    TaggedStatement,
    Tagging,
    UnitKind,
    line_starts,
)

TEXT = """
                              FORM 10-K
     For the fiscal year ended June 30, 1997    Commission file 0-99999
                        Larkspur Kettle & Stove
                               Company, Inc.
                       (Exact name of registrant)
<PAGE>
                       LARKSPUR KETTLE & STOVE COMPANY, INC.
                           BALANCE SHEETS
                           (in thousands)
<TABLE>
<CAPTION>
                                              June 30,
                                         1997         1996
<S>                                      <C>          <C>
Current assets:
  Cash                                 $  1,200      $    900
  Kettles on loan                            --         7 176
    Total current assets                  1,200         8,076
Less accumulated depreciation              (200)         (176)
    Total assets                       $  1,000      $  7,900
Common stock, $.50 par, 40 and 30
  shares issued                              12            11
</TABLE>
<PAGE>   2
                       STATEMENTS OF OPERATIONS
                  (in thousands, except per share data)
<TABLE>
                                       Years ended June 30,
                                         1997         1996
<S>                                      <C>          <C>
Sales                                  $  5,400      $  5,000
Cost of kettles                           4,900         5,200
    Net income (loss)                  $    500      $   (200)
Per share                              $    .12      $   (.05)
Cash, beginning of year                     900         1,050
</TABLE>
\x0cEnd of report. 1 < 2 & 3 > 2.\r
"""

_NUMBER = re.compile(r"--|[0-9][0-9,]*(?: [0-9]{3})?(?:\.[0-9]+)?|\.[0-9]+")
RULE = RuleRef("bs-0001", "mappings/balance_sheet.csv", 2, "made up")


def document(text: str = TEXT, first_line: int = 1) -> SourceDocument:
    """The text as the only document of a bare filing."""
    digest = hashlib.sha256(text.encode("latin-1", "replace")).hexdigest()
    return SourceDocument(0, "", "", "", "", text, "ascii", digest, first_line, line_starts(text))


def submission(text: str = TEXT) -> Submission:
    return Submission("larkspur", len(text), "0" * 64, None, (document(text),))


def _line(
    source: SourceDocument, index: int, label: str, role: LineRole, unit: UnitKind = UnitKind.MONETARY
) -> LineItem:
    """The row of the text that contains ``label``; its numbers right of it become cells."""
    start = source.text.index(label)
    end = source.text.index("\n", start)
    cells: list[Cell] = []
    for column, match in enumerate(_NUMBER.finditer(source.text, start + len(label), end)):
        printed = match.group()
        nil = printed == "--"
        value = Decimal(0) if nil else Decimal(printed.replace(",", "").replace(" ", ""))
        if source.text[match.start() - 1] == "(":
            value = -value
        decimals = len(printed.partition(".")[2])
        scale = 0 if unit is UnitKind.PER_SHARE else 3
        span = source.span(match.start(), match.end())
        cells.append(Cell(column, printed, value, span, unit, scale, decimals, nil))
    section = ("Current assets:",) if index in (0, 1, 2) and label != "Sales" else ()
    return LineItem(index, label, (source.span(start, start + len(label)),), section, role, tuple(cells), 0)


def _columns(instant: bool) -> tuple[Column, ...]:
    ends = (dt.date(1997, 6, 30), dt.date(1996, 6, 30))
    starts = (None, None) if instant else (dt.date(1996, 7, 1), dt.date(1995, 7, 1))
    return tuple(
        Column(index, ColumnRole.AMOUNT, str(end.year), Period(end, start), 3)
        for index, (end, start) in enumerate(zip(ends, starts, strict=True))
    )


def _rows(source: SourceDocument, first: str, last: str) -> tuple[int, int]:
    rows = [
        source.text[:offset].count("\n") for offset in (source.text.index(first), source.text.index(last))
    ]
    return rows[0], rows[1]


def balance_sheet(source: SourceDocument) -> TaggedStatement:
    item, total = LineRole.ITEM, LineRole.TOTAL
    lines = [
        _line(source, 0, "Cash    ", item),
        _line(source, 1, "Kettles on loan", item),
        _line(source, 2, "Total current assets", total),
        _line(source, 3, "Less accumulated depreciation", item),
        _line(source, 4, "Total assets", total),
        _line(source, 5, "shares issued", item),
    ]
    embedded = []
    for printed, before in (("40", "par,"), ("30", "and")):
        at = source.text.index(f"{before} {printed}") + len(before) + 1
        embedded.append(
            EmbeddedNumber(printed, Decimal(printed), source.span(at, at + 2), before, "shares", False)
        )
    lines[5] = replace(
        lines[5], label="Common stock, $.50 par, 40 and 30 shares issued", embedded=tuple(embedded)
    )
    title = source.text.index("BALANCE SHEETS")
    first, last = _rows(source, "BALANCE SHEETS", "  shares issued")
    years = [
        PrintedNumber(match.group(), source.span(match.start(), match.end()), "heading")
        for match in re.finditer(r"\b(?:1997|1996)\b|(?<=June )30(?=,)", TEXT)
        if title < match.start() < source.text.index("Current assets:")
    ]
    statement = Statement(
        "bs-1", StatementKind.BALANCE_SHEET, "BALANCE SHEETS", source.span(title, title + 14), 0, first, last,
        _columns(instant=True), tuple(lines), numbers=tuple(years),
    )  # fmt: skip
    shares = UnitKind.SHARES
    taggings = (
        Tagging(0, "us-gaap:Cash", rule=RULE, confidence=0.9),
        Tagging(
            1,
            extension=ExtensionConcept(
                "KettlesOnLoan",
                "Kettles on loan",
                "monetaryItemType",
                "instant",
                "debit",
                "us-gaap:AssetsCurrent",
            ),
            confidence=0.6,
        ),
        Tagging(2, "us-gaap:AssetsCurrent", confidence=0.95),
        Tagging(
            3, "us-gaap:AccumulatedDepreciationDepletionAndAmortizationPropertyPlantAndEquipment", sign=-1
        ),
        Tagging(4, "us-gaap:Assets", confidence=0.99),
        Tagging(5, "us-gaap:CommonStockValue", confidence=0.9),
        Tagging(5, "us-gaap:CommonStockSharesIssued", unit_kind=shares, embedded=0, columns=(0,)),
        Tagging(5, "us-gaap:CommonStockSharesIssued", unit_kind=shares, embedded=1, columns=(1,)),
    )
    zero = ((0, Decimal(0)), (1, Decimal(0)))
    rollups = (RollUp(2, ((0, 1), (1, 1)), zero, True), RollUp(4, ((2, 1), (3, 1)), zero, True))
    return TaggedStatement(statement, taggings, rollups)


def income_statement(source: SourceDocument) -> TaggedStatement:
    item, total = LineRole.ITEM, LineRole.TOTAL
    lines = (
        _line(source, 0, "Sales", item),
        _line(source, 1, "Cost of kettles", item),
        _line(source, 2, "Net income (loss)", total),
        _line(source, 3, "Per share  ", item, UnitKind.PER_SHARE),
        _line(source, 4, "Cash, beginning of year", item),
    )
    title = source.text.index("STATEMENTS OF OPERATIONS")
    first, last = _rows(source, "STATEMENTS OF OPERATIONS", "Cash, beginning")
    statement = Statement(
        "is-1", StatementKind.INCOME, "STATEMENTS OF OPERATIONS", source.span(title, title + 24), 0,
        first, last, _columns(instant=False), lines,
    )  # fmt: skip
    taggings = (
        Tagging(0, "us-gaap:Revenues", confidence=0.9),
        Tagging(1, "us-gaap:CostOfRevenue", confidence=0.9),
        Tagging(2, "us-gaap:NetIncomeLoss", confidence=0.9),
        Tagging(3, "us-gaap:EarningsPerShareBasic", unit_kind=UnitKind.PER_SHARE, confidence=0.9),
        Tagging(4, "us-gaap:Cash", at_start=True, confidence=0.9),
    )
    zero = ((0, Decimal(0)), (1, Decimal(0)))
    return TaggedStatement(statement, taggings, (RollUp(2, ((0, 1), (1, -1)), zero, True),))


def cover(source: SourceDocument) -> Cover:
    def facts(element: str, value: str, *pieces: str, form: str = "") -> CoverFact:
        spans = []
        for piece in pieces:
            at = source.text.index(piece)
            spans.append(source.span(at, at + len(piece)))
        return CoverFact(element, value, tuple(spans), form, rule="cover.sample")

    return Cover(
        "10-K",
        "Larkspur Kettle & Stove Company, Inc.",
        dt.date(1997, 6, 30),
        (
            facts("DocumentType", "10-K", "10-K"),
            facts(
                "DocumentPeriodEndDate", "1997-06-30", "June 30, 1997", form="ixt:date-monthname-day-year-en"
            ),
            facts("EntityFileNumber", "0-99999", "0-99999"),
            facts(
                "EntityRegistrantName",
                "Larkspur Kettle & Stove Company, Inc.",
                "Larkspur Kettle & Stove",
                "Company, Inc.",
            ),
        ),
    )


def tagged(source: SourceDocument) -> tuple[TaggedStatement, ...]:
    return balance_sheet(source), income_statement(source)


def extraction(source: SourceDocument) -> Extraction:
    return Extraction(cover(source), tuple(entry.statement for entry in tagged(source)))
