"""Schedules are held against tagged statements: agreement, difference, scale, and who is supported."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest

from converter.checking.schedule import check_schedules
from converter.extraction.schedule import Schedule, read_schedules
from converter.model import (
    Cell,
    Column,
    ColumnRole,
    Finding,
    LineItem,
    LineRole,
    Period,
    RollUp,
    Severity,
    SourceDocument,
    Span,
    Statement,
    StatementKind,
    Submission,
    TaggedStatement,
    Tagging,
    UnitKind,
    line_starts,
)

END = dt.date(1996, 12, 28)
SHEET = StatementKind.BALANCE_SHEET
INCOME = StatementKind.INCOME

TEXT = """<ARTICLE> 5
<MULTIPLIER> 1,000
<PERIOD-TYPE>                  YEAR
<FISCAL-YEAR-END>              DEC-28-1996
<PERIOD-END>                   DEC-28-1996
<CASH>                            300
<ALLOWANCES>                     (20)
<INVENTORY>                       700
<CURRENT-ASSETS>                1,000
<TOTAL-ASSETS>                  5,000
<TOTAL-COSTS>                     990
<INCOME-TAX>                       40
<NET-INCOME>                       60
<EPS-PRIMARY>                     .34
"""


def filing(text: str = TEXT, prose: str = "") -> Submission:
    def document(index: int, kind: str, content: str) -> SourceDocument:
        return SourceDocument(index, kind, "", "", "", content, "ascii", "", 1, line_starts(content))

    return Submission("made-up", 0, "", None, (document(0, "10-K", prose), document(1, "EX-27", text)))


def schedules(text: str = TEXT) -> Sequence[Schedule]:
    return read_schedules(filing(text)).value


Row = tuple[str, str, str]


def statement(
    kind: StatementKind,
    rows: Sequence[Row],
    rollups: Sequence[RollUp] = (),
    months: int = 12,
    scale: int = 3,
) -> TaggedStatement:
    """Rows are (label, concept, amount); amounts with a point are per share."""
    start = dt.date(1995, 12, 31) if months == 12 else dt.date(1996, 9, 29)
    period = Period(END) if kind is SHEET else Period(END, start)
    lines = []
    for index, (label, _, amount) in enumerate(rows):
        share = "." in amount
        place = Span(0, 100 * index + 50 * len(kind), 100 * index + 50 * len(kind) + 5, index + 1, 40)
        unit = UnitKind.PER_SHARE if share else UnitKind.MONETARY
        places = 2 if share else 0
        text = amount.lstrip("-")
        cell = Cell(0, text, Decimal(amount), place, unit, 0 if share else scale, places)
        lines.append(LineItem(index, label, (), (), LineRole.ITEM, (cell,), 0))
    column = Column(0, ColumnRole.AMOUNT, "1996", period, scale, (), Span(0, 0, 1, 1, 1))
    made = Statement(f"s-{kind}", kind, "", Span(0, 0, 1, 1, 1), 0, 0, len(rows), (column,), tuple(lines))
    taggings = tuple(
        Tagging(index, f"us-gaap:{concept}", unit_kind=lines[index].cells[0].unit_kind)
        for index, (_, concept, _) in enumerate(rows)
        if concept
    )
    return TaggedStatement(made, taggings, tuple(rollups))


def sheet(cash: str = "300", stock: str = "700", scale: int = 3) -> TaggedStatement:
    residual = 1000 - int(cash) - int(stock)
    return statement(
        SHEET,
        [
            ("Cash", "CashAndCashEquivalentsAtCarryingValue", cash),
            ("Inventories", "InventoryNet", stock),
            ("Total current assets", "AssetsCurrent", "1000"),
            ("Allowance", "AllowanceForDoubtfulAccountsReceivableCurrent", "20"),
            ("Total assets", "Assets", "5000"),
        ],
        [RollUp(2, ((0, 1), (1, 1)), ((0, Decimal(residual)),), residual == 0)],
        scale=scale,
    )


def income(net: str = "60", share: str = ".34", months: int = 12, scale: int = 3) -> TaggedStatement:
    rows = [("Taxes", "IncomeTaxExpenseBenefit", "40"), ("Net income", "NetIncomeLoss", net)]
    rows.append(("Per share", "EarningsPerShareBasic", share))
    return statement(INCOME, rows, months=months, scale=scale)


def told(findings: Sequence[Finding]) -> list[tuple[str, object]]:
    return [(finding.code.rpartition("-")[2], finding.data.get("tag")) for finding in findings]


def test_agreement_is_counted() -> None:
    (finding,) = check_schedules(schedules(), [sheet(), income()])
    assert (finding.code, finding.severity) == ("checking.schedule-agrees", Severity.INFO)
    assert finding.data["agree"] == finding.data["compared"] == 8  # TOTAL-COSTS has no fact


def test_a_difference_names_both_lines_and_whom_the_sum_supports() -> None:
    findings = check_schedules(schedules(TEXT.replace("700", "710")), [sheet(), income()])
    differs = findings[0]
    assert (differs.code, differs.severity) == ("checking.schedule-differs", Severity.WARNING)
    assert differs.span is not None
    assert (differs.span.line, differs.data["line"], differs.data["schedule_line"]) == (2, 2, 8)
    assert differs.data["difference"] == "10000"
    assert (differs.data["supported"], differs.data["evidence"]) == ("statement", ["statement:sum"])
    assert "710,000" in differs.message
    assert "supports the statement" in differs.message
    assert findings[1].data["differ"] == 1


def test_the_sum_can_support_the_schedule() -> None:
    findings = check_schedules(schedules(), [sheet(stock="770"), income()])
    assert told(findings)[0] == ("differs", "INVENTORY")
    assert findings[0].data["supported"] == "schedule"


def test_another_statement_decides_where_no_sum_does() -> None:
    cash_flow = statement(StatementKind.CASH_FLOW, [("Net income", "NetIncomeLoss", "66")])
    findings = check_schedules(schedules(TEXT.replace(" 60", " 61")), [sheet(), income("66"), cash_flow])
    assert findings[0].data["evidence"] == ["statement:other-statement"]


def test_another_line_with_the_value_of_the_schedule_is_named() -> None:
    rows = [("Net income", "NetIncomeLoss", "55"), ("Income before extraordinary items", "", "60")]
    findings = check_schedules(schedules(), [statement(INCOME, rows)])
    assert findings[0].data["supported"] == "both"
    assert findings[0].data["other_line"] == 2
    assert "Income before extraordinary items" in findings[0].message


def test_the_text_decides_last() -> None:
    prose = "Net income was $61,000, less than planned.\n"
    text = TEXT.replace(" 60", " 61")
    findings = check_schedules(schedules(text), [income("66")], filing(text, prose))
    assert findings[0].data["evidence"] == ["schedule:text"]
    assert check_schedules(schedules(text), [income("66")])[0].data["supported"] == "neither"


@pytest.mark.parametrize(
    ("printed", "kind", "severity"),
    [
        ("(60)", "sign", Severity.WARNING),
        ("600", "scale", Severity.WARNING),
        ("61", "value", Severity.WARNING),
    ],
)
def test_kinds_of_difference(printed: str, kind: str, severity: Severity) -> None:
    findings = check_schedules(schedules(TEXT.replace(" 60", f" {printed}")), [income()])
    assert (findings[0].data["kind"], findings[0].severity) == (kind, severity)


def test_a_difference_that_coarser_printing_explains_is_none() -> None:
    text = TEXT.replace("1,000\n<P", "1\n<P").replace(" 60", " 60,049").replace(" 40", " 40,000")
    assert told(check_schedules(schedules(text), [income()])) == [("agrees", None)]


def test_a_wrong_multiplier_is_one_finding() -> None:
    text = TEXT.replace("<MULTIPLIER> 1,000", "<MULTIPLIER> 1")
    findings = check_schedules(schedules(text), [sheet(), income()])
    assert told(findings) == [("scale", None), ("agrees", None)]
    assert findings[0].data["power"] == -3
    assert findings[0].data["values"] == 7
    assert findings[0].data["evidence"] == ["statement:heading"]
    assert findings[1].data["agree"] == 8


def test_the_share_count_tells_who_has_the_scale_wrong() -> None:
    text = TEXT.replace("<MULTIPLIER> 1,000", "<MULTIPLIER> 1")
    shares = statement(INCOME, [("Shares", "WeightedAverageNumberOfSharesOutstandingBasic", "176")])
    shares = dataclasses.replace(shares, statement=dataclasses.replace(shares.statement, id="other"))
    for scale, side in ((3, "statement"), (0, "schedule")):
        cell = dataclasses.replace(shares.statement.lines[0].cells[0], scale=scale)
        line = dataclasses.replace(shares.statement.lines[0], cells=(cell,))
        counted = dataclasses.replace(shares, statement=dataclasses.replace(shares.statement, lines=(line,)))
        findings = check_schedules(schedules(text), [sheet(), income(), counted])
        assert findings[0].data["evidence"] == [f"{side}:shares"]


def test_a_figure_of_another_length_of_time_is_not_compared_unless_it_agrees() -> None:
    quarter = income("15", ".34", months=3)
    assert told(check_schedules(schedules(), [quarter])) == [("agrees", None)]
    assert check_schedules(schedules(), [quarter])[0].data["compared"] == 2


def test_tags_that_registrants_understood_in_several_ways_make_no_difference() -> None:
    costs = statement(INCOME, [("Cost of sales", "CostOfRevenue", "500")])
    assert told(check_schedules(schedules(), [costs])) == [("agrees", None)]


@pytest.mark.parametrize(("printed", "agree"), [("5,000", 1), ("6,000", 0)])
def test_a_concept_that_may_be_meant_counts_only_when_it_agrees(printed: str, agree: int) -> None:
    net = statement(SHEET, [("Property, net", "PropertyPlantAndEquipmentNet", "5000")])
    findings = check_schedules(schedules(TEXT.replace("<CASH> ", f"<PP&E> {printed}\n<CASH>")), [net])
    assert [finding.data["agree"] for finding in findings] == [1] * agree


def test_a_usual_tag_is_info() -> None:
    other = sheet()
    lines = list(other.statement.lines)
    cell = dataclasses.replace(lines[3].cells[0], value=Decimal(25), text="25")
    lines[3] = dataclasses.replace(lines[3], cells=(cell,))
    changed = dataclasses.replace(other, statement=dataclasses.replace(other.statement, lines=tuple(lines)))
    findings = check_schedules(schedules(), [changed])
    assert (told(findings)[0], findings[0].severity) == (("differs", "ALLOWANCES"), Severity.INFO)


def test_a_schedule_of_something_else_is_one_finding() -> None:
    other = TEXT.replace("5,000", "7,777").replace("1,000\n<TOT", "1,234\n<TOT").replace(" 700", " 31")
    other = other.replace("300", "917").replace(" 40", " 3").replace(" 60", " 8").replace("34", "19")
    findings = check_schedules(schedules(other), [sheet(), income()])
    assert told(findings) == [("unrelated", None)]
    assert findings[0].data["compared"] == 8


def test_an_unlabelled_line_is_called_so() -> None:
    nameless = statement(INCOME, [("", "NetIncomeLoss", "55"), ("", "", "60")])
    (differs, _) = check_schedules(schedules(), [nameless])
    assert differs.message.startswith("An unlabelled line is 55,000")
    assert differs.message.endswith("as an unlabelled line")


def test_nothing_to_compare_says_nothing() -> None:
    assert check_schedules(schedules(), []) == ()
    assert check_schedules((), [sheet()]) == ()
