"""Concepts, signs, sections and extensions of small statements, with a table of a few rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from converter.mapping import tables, tag
from converter.mapping.tables import MappingTables
from converter.model import Cover, Extraction, Statement, TaggedStatement, Tagging
from converter.taxonomies import Catalogue, load

Build = Callable[..., Statement]

# statement, section, label, concept, confidence
ROWS = """
balance_sheet||Cash and cash equivalents|CashAndCashEquivalentsAtCarryingValue|0.97
balance_sheet|assets.current|Notes receivable|NotesAndLoansReceivableNetCurrent|0.9
balance_sheet|assets.noncurrent|Notes receivable|NotesAndLoansReceivableNetNoncurrent|0.9
balance_sheet||Total current assets|AssetsCurrent|0.98
balance_sheet||Total assets|Assets|0.98
balance_sheet||Accounts payable|AccountsPayableCurrent|0.9
balance_sheet||Total current liabilities|LiabilitiesCurrent|0.98
balance_sheet|liabilities.current|Notes payable|NotesPayableCurrent|0.9
balance_sheet|liabilities.noncurrent|Notes payable|LongTermNotesPayable|0.9
balance_sheet||Total liabilities|Liabilities|0.98
balance_sheet||Common stock|CommonStockValue|0.95
balance_sheet||Accumulated deficit|RetainedEarningsAccumulatedDeficit|0.97
balance_sheet||Less deficit|RetainedEarningsAccumulatedDeficit|0.97
balance_sheet||Treasury stock|TreasuryStockValue|0.95
balance_sheet||Total stockholders equity|StockholdersEquity|0.95
balance_sheet||Total liabilities and stockholders equity|LiabilitiesAndStockholdersEquity|0.98
balance_sheet||Goodwill|Goodwill|0.97
income||Net sales|Revenues|0.95
income||Cost of sales|CostOfRevenue|0.9
income||Gross profit|GrossProfit|0.97
income||Total expenses|OperatingExpenses|0.9
income||Restructuring (recovery)|RestructuringCharges|0.9
income||Loss from operations|OperatingIncomeLoss|0.95
income||Interest expense, net|InterestExpense|0.8
income||Income tax benefit|IncomeTaxExpenseBenefit|0.9
income||Net loss|NetIncomeLoss|0.95
cash_flow||Net loss|NetIncomeLoss|0.9
cash_flow||Depreciation|DepreciationDepletionAndAmortization|0.9
cash_flow||Decrease (increase) in accounts receivable|IncreaseDecreaseInAccountsReceivable|0.95
cash_flow||Net cash used in operating activities|NetCashProvidedByUsedInOperatingActivities|0.97
cash_flow||Additions to property|PaymentsToAcquirePropertyPlantAndEquipment|0.95
cash_flow||Net cash used in investing activities|NetCashProvidedByUsedInInvestingActivities|0.97
cash_flow||Net decrease in cash|CashAndCashEquivalentsPeriodIncreaseDecrease|0.95
cash_flow||Cash at beginning of period|CashAndCashEquivalentsAtCarryingValue|0.95
cash_flow||Cash at end of period|CashAndCashEquivalentsAtCarryingValue|0.95
"""

SHEET = """
Current assets:
  Cash and cash equivalents | 2,203 | 1,310
  Notes receivable | 4,608 | 1,628
  Total current assets | 6,811 | 2,938
Notes receivable | 1,191 | 1,001
Goodwill | 5,191 | 5,191
Total assets | 13,193 | 9,130
Current liabilities:
  Accounts payable | 4,540 | 1,860
  Notes payable | 30 | 44
  Total current liabilities | 4,570 | 1,904
Notes payable | 3,867 | 3,867
Total liabilities | 8,437 | 5,771
Stockholders' equity:
  Common stock, $.01 par value; 60,000 shares authorized | 70,037 | 65,382
  Accumulated deficit | (64,531) | (61,323)
  Treasury stock | (750) | (700)
  Total stockholders' equity | 4,756 | 3,359
Total liabilities and stockholders' equity | 13,193 | 9,130
"""

LOSS = """
Net sales | 1,000 | 900
Cost of sales | 812 | 807
Gross profit | 188 | 93
Expenses:
  Selling | 423 | 411
  Restructuring (recovery) | (29) | 96
  Total expenses | 394 | 507
Loss from operations | (206) | (414)
Interest expense, net | (46) | (57)
Income tax benefit | 52 | 41
Net loss | (200) | (430)
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load("2020")


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> MappingTables:
    folder: Path = tmp_path_factory.mktemp("rules")
    head = (
        "id,statement,section,label,match,concept,value_sign,unit_kind,industry,from_year,to_year,"
        "releases,priority,confidence,role,evidence"
    )
    rows = [head]
    for number, row in enumerate(ROWS.split("\n")[1:-1]):
        statement, section, label, concept, confidence = row.split("|")
        rows.append(
            f't-{number},{statement},{section},"{label}",exact,us-gaap:{concept},as_printed,monetary,'
            f",,,,100,{confidence},,test"
        )
    (folder / "rows.csv").write_text("\n".join(rows), encoding="utf-8")
    (folder / "heads.csv").write_text(
        "id,statement,heading,match,key,priority,evidence\n"
        "h-1,balance_sheet,current assets,exact,assets.current,100,test\n"
        "h-2,balance_sheet,current liabilities,exact,liabilities.current,100,test\n"
        "h-3,balance_sheet,stockholders equity,exact,equity,100,test\n",
        encoding="utf-8",
    )
    return tables.load([folder]).value


@pytest.fixture
def tagged(rules: MappingTables, catalogue: Catalogue) -> Callable[..., tuple[TaggedStatement, ...]]:
    def run(*statements: Statement) -> tuple[TaggedStatement, ...]:
        return tag(Extraction(Cover(), statements), rules, catalogue, fiscal_year=2003).value

    return run


def by_label(tagged: TaggedStatement) -> dict[tuple[str, int], Tagging]:
    """Taggings of cells by label and how many lines before had that label."""
    found: dict[tuple[str, int], Tagging] = {}
    for line in tagged.statement.lines:
        times = sum(1 for label, _ in found if label == line.label)
        for tagging in tagged.taggings:
            if tagging.line == line.index and tagging.embedded is None:
                found[line.label, times] = tagging
    return found


def value(tagged: TaggedStatement, label: str, column: int = 0) -> Decimal:
    tagging = by_label(tagged)[label, 0]
    line = next(line for line in tagged.statement.lines if line.index == tagging.line)
    cell = line.cells[column]
    assert cell.value is not None
    return cell.value * tagging.sign * Decimal(10) ** cell.scale


def test_one_label_in_two_sections_has_two_concepts(build: Build, tagged: Callable[..., object]) -> None:
    (sheet,) = tagged(build("balance_sheet", SHEET))  # type: ignore[misc]
    found = by_label(sheet)
    assert found["Notes receivable", 0].concept == "us-gaap:NotesAndLoansReceivableNetCurrent"
    assert found["Notes receivable", 1].concept == "us-gaap:NotesAndLoansReceivableNetNoncurrent"
    assert found["Notes payable", 0].concept == "us-gaap:NotesPayableCurrent"
    assert found["Notes payable", 1].concept == "us-gaap:LongTermNotesPayable"


def test_balance_sheet_signs(build: Build, tagged: Callable[..., object]) -> None:
    (sheet,) = tagged(build("balance_sheet", SHEET))  # type: ignore[misc]
    assert value(sheet, "Treasury stock") == 750_000
    assert value(sheet, "Accumulated deficit") == -64_531_000
    assert value(sheet, "Total assets") == 13_193_000


def test_deficit_printed_positive_is_negative(build: Build, tagged: Callable[..., object]) -> None:
    text = """
Stockholders' equity:
  Common stock | 70,037 | 65,382
  Less deficit | 64,531 | 61,323
  Total stockholders' equity | 5,506 | 4,059
"""
    (sheet,) = tagged(build("balance_sheet", text))  # type: ignore[misc]
    assert value(sheet, "Less deficit") == -64_531_000


def test_income_signs_follow_the_arithmetic(build: Build, tagged: Callable[..., object]) -> None:
    (income,) = tagged(build("income", LOSS))  # type: ignore[misc]
    assert value(income, "Interest expense, net") == 46_000
    assert value(income, "Restructuring (recovery)") == -29_000
    assert value(income, "Income tax benefit") == -52_000
    assert value(income, "Cost of sales") == 812_000
    assert value(income, "Net loss") == -200_000


def test_losses_printed_positive_are_negative(build: Build, tagged: Callable[..., object]) -> None:
    text = """
Net sales | 1,000 | 900
Cost of sales | 1,750 | 1,620
Loss from operations | 750 | 720
Interest expense, net | 46 | 57
Net loss | 796 | 777
"""
    (income,) = tagged(build("income", text))  # type: ignore[misc]
    assert value(income, "Net sales") == 1_000_000
    assert value(income, "Loss from operations") == -750_000
    assert value(income, "Interest expense, net") == 46_000
    assert value(income, "Net loss") == -796_000


FLOWS = """
Operating activities:
  Net loss | (200) | (430)
  Depreciation | 571 | 950
  Decrease (increase) in accounts receivable | (2,980) | 1,014
  Payment of a judgment | -- | (2,073)
  Net cash used in operating activities | (2,609) | (539)
Investing activities:
  Additions to property | (89) | (64)
  Net cash used in investing activities | (89) | (64)
Net decrease in cash | (2,698) | (603)
Cash at beginning of period | 4,901 | 5,504
Cash at end of period | 2,203 | 4,901
"""


def test_cash_flow_signs(build: Build, tagged: Callable[..., object]) -> None:
    (flows,) = tagged(build("cash_flow", FLOWS))  # type: ignore[misc]
    assert value(flows, "Decrease (increase) in accounts receivable") == 2_980_000
    assert value(flows, "Additions to property") == 89_000
    assert value(flows, "Net loss") == -200_000
    assert value(flows, "Depreciation") == 571_000
    assert value(flows, "Net cash used in operating activities") == -2_609_000
    assert by_label(flows)["Cash at beginning of period", 0].at_start
    assert not by_label(flows)["Cash at end of period", 0].at_start


def test_outflows_printed_positive(build: Build, tagged: Callable[..., object]) -> None:
    text = """
Operating activities:
  Net loss | (200) | (430)
  Depreciation | 71 | 50
  Net cash used in operating activities | 129 | 380
"""
    (flows,) = tagged(build("cash_flow", text))  # type: ignore[misc]
    assert value(flows, "Net cash used in operating activities") == -129_000
    assert value(flows, "Depreciation") == 71_000


def test_extension_is_named_anchored_and_positive(build: Build, tagged: Callable[..., object]) -> None:
    (flows,) = tagged(build("cash_flow", FLOWS))  # type: ignore[misc]
    found = by_label(flows)["Payment of a judgment", 0]
    assert found.extension is not None
    assert found.extension.name == "PaymentOfAJudgment"
    assert found.extension.balance == "credit"
    assert found.extension.anchor == "us-gaap:NetCashProvidedByUsedInOperatingActivities"
    assert found.sign == -1
    assert found.rule is not None


def test_two_values_never_share_a_concept(build: Build, tagged: Callable[..., object]) -> None:
    text = """
Current assets:
  Goodwill | 17 | 12
  Goodwill | 60 | 50
  Total current assets | 77 | 62
"""
    (sheet,) = tagged(build("balance_sheet", text))  # type: ignore[misc]
    found = by_label(sheet)
    names = {found["Goodwill", n].concept or found["Goodwill", n].extension.name for n in (0, 1)}  # type: ignore[union-attr]
    assert len(names) == 2
    assert any(candidate.concept == "us-gaap:Goodwill" for candidate in found["Goodwill", 1].rejected) or any(
        candidate.concept == "us-gaap:Goodwill" for candidate in found["Goodwill", 0].rejected
    )


def test_unlabelled_totals_mean_what_they_sum(build: Build, tagged: Callable[..., object]) -> None:
    text = SHEET.replace("  Total current assets |", "   |").replace("Total assets |", " |")
    text = text.replace("Total liabilities and stockholders' equity |", " |")
    (sheet,) = tagged(build("balance_sheet", text))  # type: ignore[misc]
    totals = {
        tuple(cell.value for cell in line.cells): tagging.concept
        for line in sheet.statement.lines
        for tagging in sheet.taggings
        if tagging.line == line.index and not line.label
    }
    assert totals[Decimal(6811), Decimal(2938)] == "us-gaap:AssetsCurrent"
    sides = [
        tagging.concept
        for tagging in sheet.taggings
        for line in sheet.statement.lines
        if tagging.line == line.index and not line.label and line.cells[0].value == 13_193
    ]
    assert sides == ["us-gaap:Assets", "us-gaap:LiabilitiesAndStockholdersEquity"]


def test_same_input_same_result(build: Build, tagged: Callable[..., object]) -> None:
    statements = (build("balance_sheet", SHEET), build("income", LOSS), build("cash_flow", FLOWS))
    assert tagged(*statements) == tagged(*statements)


def test_every_amount_is_decided_once(build: Build, tagged: Callable[..., object]) -> None:
    statements = (build("balance_sheet", SHEET), build("income", LOSS), build("cash_flow", FLOWS))
    for one in tagged(*statements):  # type: ignore[attr-defined]
        lines = [tagging.line for tagging in one.taggings if tagging.embedded is None]
        assert lines == [line.index for line in one.statement.lines if line.cells]
        assert all(t.concept or t.extension or t.reason for t in one.taggings)


@pytest.mark.parametrize(
    ("rows", "concept", "value"),
    [
        (
            """
Income from operations | 789 | 693
  Interest | 25 | 16
Income before income taxes | 764 | 677
""",
            "us-gaap:InterestExpense",
            25,
        ),
        (
            """
Income from operations | 789 | 693
  Interest | 25 | 16
Income before income taxes | 814 | 709
""",
            "us-gaap:InvestmentIncomeInterest",
            25,
        ),
    ],
)
def test_interest_is_what_its_sum_makes_of_it(build: Build, rows: str, concept: str, value: int) -> None:
    statement = build("income", rows)
    (made,) = tag(Extraction(Cover(), (statement,)), tables.load().value, load("2020")).value
    line = next(line for line in made.statement.lines if line.label == "Interest")
    (interest,) = (tagging for tagging in made.taggings if tagging.line == line.index)
    assert interest.concept == concept
    assert line.cells[0].value is not None
    assert line.cells[0].value * interest.sign == value


def test_services_that_one_member_would_be_said_of_have_their_own(build: Build) -> None:
    statement = build(
        "income",
        """
Operating revenues:
  Local service | 434 | 406
  Interstate access service | 237 | 226
  Total operating revenues | 671 | 632
""",
    )
    (made,) = tag(Extraction(Cover(), (statement,)), tables.load().value, load("2020")).value
    labels = {line.index: line.label for line in made.statement.lines}
    found = {labels[t.line]: (t.concept, [member for _, member in t.dimensions]) for t in made.taggings}
    assert found["Local service"] == ("us-gaap:Revenues", ["ext:LocalServiceMember"])
    assert found["Interstate access service"] == ("us-gaap:Revenues", ["ext:InterstateAccessServiceMember"])
    assert found["Total operating revenues"] == ("us-gaap:Revenues", [])


RETAINED = """
Balance, January 1 | 140,000 | 135,000
Net income | 40,000 | 35,000
| 180,000 | 170,000
Dividends on preferred stock | 4,000 | 4,000
Dividends on common stock | 26,000 | 26,000
| 30,000 | 30,000
Balance, December 31 | 150,000 | 140,000
"""


def test_a_statement_of_retained_earnings_alone(build: Build, catalogue: Catalogue) -> None:
    statement = build("equity", RETAINED, end="2003-12-31", months=12)
    statement = replace(statement, title="Statements of Retained Earnings")
    found = tag(Extraction(Cover(), (statement,)), tables.load().value, catalogue).value[0]
    balances = [
        (t.concept, t.at_start)
        for t in found.taggings
        if t.embedded is None and statement.lines[t.line].label.startswith("Balance")
    ]
    concept = "us-gaap:RetainedEarningsAccumulatedDeficit"
    assert balances == [(concept, True), (concept, False)]
    (sum_above,) = [t for t in found.taggings if t.line == 2]
    assert sum_above.concept == ""


def decided(statement: Statement, release: str = "2020") -> dict[str, tuple[str, list[str]]]:
    """label -> concept and members, by the tables of the project."""
    (made,) = tag(Extraction(Cover(), (statement,)), tables.load().value, load(release)).value
    labels = {line.index: line.label for line in made.statement.lines}
    return {
        labels[t.line]: (t.concept, [member for _, member in t.dimensions])
        for t in made.taggings
        if t.embedded is None
    }


def test_costs_that_share_a_concept_have_members(build: Build) -> None:
    found = decided(
        build(
            "income",
            """
Costs and expenses:
  Cost of service | 270 | 210
  Cost of goods sold | 256 | 299
  General and administrative | 605 | 440
  Total costs and expenses | 1,131 | 949
""",
        )
    )
    cost = "us-gaap:CostOfGoodsAndServicesSold"
    assert found["Cost of service"] == (cost, ["us-gaap:ServiceMember"])
    assert found["Cost of goods sold"] == (cost, ["us-gaap:ProductMember"])
    assert found["Total costs and expenses"] == ("us-gaap:CostsAndExpenses", [])


def test_sales_and_services_together_are_neither(build: Build) -> None:
    found = decided(
        build(
            "income",
            """
Revenues:
  Sales and service revenues | 622 | 621
  Rental revenues | 92 | 11
  Total revenues | 714 | 632
""",
        )
    )
    assert found["Sales and service revenues"] == ("us-gaap:Revenues", ["ext:SalesAndServiceMember"])


def test_what_is_left_after_costs_is_no_revenue(build: Build) -> None:
    found = decided(
        build(
            "income",
            """
Real estate income:
  Rental income | 4,453 | 6,753
  Mortgage interest income | 890 | 1,101
  | 5,343 | 7,854
Real estate expenses:
  Real estate taxes | 392 | 671
  Property operating expenses | 2,393 | 2,538
  | 2,785 | 3,209
Income from real estate | 2,558 | 4,645
Administrative expenses | 558 | 645
Net income | 2,000 | 4,000
""",
        )
    )
    assert found["Income from real estate"] == ("", [])
    assert found["Net income"] == ("us-gaap:NetIncomeLoss", [])


def test_an_effect_of_a_change_in_accounting_for_taxes_is_no_tax_of_the_year(build: Build) -> None:
    found = decided(
        build(
            "income",
            """
Income before income taxes and cumulative effect | 2,645 | 8,427
Income taxes (credit) | 1,757 | 3,215
Income before cumulative effect of accounting changes | 888 | 5,212
Cumulative effect of changes in method of accounting for:
  Postretirement benefits, net of taxes | -- | (1,290)
  Income taxes | -- | 1,388
Net income | 888 | 5,310
""",
        )
    )
    assert found["Income taxes (credit)"] == ("us-gaap:IncomeTaxExpenseBenefit", [])
    assert found["Income taxes"][0] == ""


def test_discontinued_operations_per_share_are_not_the_whole_income_per_share(build: Build) -> None:
    found = decided(
        build(
            "income",
            """
Net income | 888 | 712
Income per share
  Basic income/(loss)
    Income from continuing operations | 1.13 | 0.67
    Discontinued operations
      Income from operations, net of taxes | 0.11 | 0.24
      Loss on sale, net of taxes | (1.27) | --
    Net income (loss) | (0.03) | 0.91
  Diluted income/(loss)
    Net income per share | (0.02) | 0.90
""",
            months=12,
            end="1995-12-31",
        )
    )
    discontinued = "us-gaap:DiscontinuedOperation"
    assert found["Income from operations, net of taxes"][0] == (
        f"{discontinued}IncomeLossFromDiscontinuedOperationNetOfTaxPerBasicShare"
    )
    assert found["Loss on sale, net of taxes"][0] == (
        f"{discontinued}GainLossOnDisposalOfDiscontinuedOperationNetOfTaxPerBasicShare"
    )
    assert found["Net income (loss)"][0] == "us-gaap:EarningsPerShareBasic"
    assert found["Net income per share"][0] == "us-gaap:EarningsPerShareDiluted"


@pytest.mark.parametrize(
    ("release", "axis"), [("2020", "srt:RestatementAxis"), ("2009", "us-gaap:StatementScenarioAxis")]
)
def test_a_balance_as_previously_reported_says_so(build: Build, release: str, axis: str) -> None:
    statement = build(
        "equity",
        """
Balance, December 31, 2002 as previously reported | 822
Restatement for income taxes | (28)
Balance, December 31, 2002 as restated | 794
""",
        end="2003-12-31",
        months=12,
    )
    (made,) = tag(Extraction(Cover(), (statement,)), tables.load().value, load(release)).value
    balances = {t.line: (t.concept, [name for name, _ in t.dimensions]) for t in made.taggings}
    assert balances[0] == ("us-gaap:StockholdersEquity", [axis])
    assert balances[2] == ("us-gaap:StockholdersEquity", [])


BARE_LOSS = """
Revenue | 990 | 1,012
Operating costs | 830 | 960
Severance expenses | 190 | 222
 | 1,020 | 1,182
OPERATING (LOSS) | (30) | (170)
Interest expense | 65 | 56
Other expense (income) | (6) | 3
 | 59 | 59
(LOSS) BEFORE TAXES | (89) | (229)
"""


def test_a_loss_in_parentheses_sums_what_stands_above(build: Build, catalogue: Catalogue) -> None:
    found = tag(Extraction(Cover(), (build("income", BARE_LOSS),)), tables.load().value, catalogue).value[0]
    assert value(found, "OPERATING (LOSS)") == -30_000
    assert value(found, "Interest expense") == 65_000


def test_payments_outside_of_every_sum_stay_positive(build: Build, catalogue: Catalogue) -> None:
    text = """
Operating activities:
  Net income | 200 | 430
  Depreciation | 71 | 50
  Net cash provided by operating activities | 271 | 480
Bank checks outstanding less cash, at beginning of year | (180) | (342)
Interest paid (net of capitalized interest) | 41 | 34
"""
    statement = build("cash_flow", text)
    found = tag(Extraction(Cover(), (statement,)), tables.load().value, catalogue).value[0]
    assert value(found, "Interest paid (net of capitalized interest)") == 41_000


def test_the_restricted_part_of_cash_is_not_what_the_line_shows(build: Build) -> None:
    label = "Cash, restricted $1,918 -- 2002 and $3,939 -- 2003"
    found = decided(build("balance_sheet", f"Assets\n  {label} | 6,162 | 3,791\n"))
    assert found[label] == ("us-gaap:Cash", [])
