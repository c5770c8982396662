"""Options that the kind of statement, its headings and the words of a concept rule out or change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from converter.mapping import candidates, tables, tag
from converter.mapping.matcher import default_proposer
from converter.model import Cover, Extraction, Statement
from converter.taxonomies import Catalogue, load

Build = Callable[..., Statement]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load("2020")


@pytest.fixture(scope="module")
def concepts(catalogue: Catalogue) -> Callable[..., dict[str, str]]:
    rules = tables.load().value

    def find(statement: Statement, industry: str = "") -> dict[str, str]:
        found = tag(Extraction(Cover(), (statement,)), rules, catalogue, industry=industry).value
        labels = {line.index: line.label for line in statement.lines}
        return {labels[t.line]: t.concept.removeprefix("us-gaap:") for s in found for t in s.taggings}

    return find


UNCLASSIFIED = """
Assets:
  Cash | 210 | 180
  Prepaid expenses | 40 | 30
  Property, net | 1,900 | 1,800
Total assets | 2,150 | 2,010
Liabilities:
  Accounts payable and accrued liabilities | 700 | 650
  Current portion of long-term debt | 50 | 50
  Total liabilities | 750 | 700
Shareholders' equity:
  Common stock | 400 | 400
  Retained earnings | 1,000 | 910
  Total shareholders' equity | 1,400 | 1,310
Total liabilities and shareholders' equity | 2,150 | 2,010
"""


def test_a_balance_sheet_that_is_not_classified_says_nothing_of_terms(
    build: Build, concepts: Callable[..., dict[str, str]]
) -> None:
    found = concepts(build("balance_sheet", UNCLASSIFIED))
    assert found["Prepaid expenses"] == "PrepaidExpenseCurrentAndNoncurrent"
    assert (
        found["Accounts payable and accrued liabilities"]
        == "AccountsPayableAndAccruedLiabilitiesCurrentAndNoncurrent"
    )
    assert found["Current portion of long-term debt"] == "LongTermDebtCurrent"


BANK = """
Interest income:
  Interest and fees on loans:
    Taxable | 4,121 | 3,147
    Tax-exempt | 27 | 30
  Interest on investment securities:
    Taxable | 756 | 527
    Tax-exempt | 14 | 19
  Total interest income | 4,918 | 3,723
"""


def test_a_qualifier_names_what_its_heading_names(
    build: Build, concepts: Callable[..., dict[str, str]], catalogue: Catalogue
) -> None:
    statement = build("income", BANK)
    found = tag(Extraction(Cover(), (statement,)), tables.load().value, catalogue, industry="bank").value[0]
    taxable = [t.concept for t in found.taggings if statement.lines[t.line].label == "Taxable"]
    assert taxable[0] != "us-gaap:InterestIncomeSecuritiesTaxable"
    assert taxable[1] == "us-gaap:InterestIncomeSecuritiesTaxable"


FLOW = """
Net cash provided by operating activities | 700 | 650
Net cash used for investing activities | (400) | (300)
Net cash used for financing activities | (100) | (90)
Net change in cash and cash equivalents | 200 | 260
Effect of exchange rates on cash | (5) | 3
Cash and cash equivalents at end of year | 600 | 405
"""


def test_the_change_of_cash_before_exchange_rates(
    build: Build, concepts: Callable[..., dict[str, str]]
) -> None:
    found = concepts(build("cash_flow", FLOW))
    assert (
        found["Net change in cash and cash equivalents"]
        == "CashAndCashEquivalentsPeriodIncreaseDecreaseExcludingExchangeRateEffect"
    )


@pytest.mark.parametrize(
    ("concept", "caption", "said"),
    [
        ("us-gaap:ResearchAndDevelopmentInProcess", "electricity purchased from parent resale", False),
        ("us-gaap:IncreaseDecreaseInDeferredPolicyAcquisitionCosts", "deferred merger cost", False),
        ("us-gaap:PaymentsForProceedsFromShortTermInvestments", "net return short term investment", True),
        ("us-gaap:DeferredIncomeTaxExpenseBenefit", "deferred compensation benefit income expense", False),
        ("us-gaap:IncomeLossFromDiscontinuedOperationsNetOfTax", "gain from discontinued operation", True),
    ],
)
def test_a_proposal_needs_the_words_of_its_concept(concept: str, caption: str, said: bool) -> None:
    assert candidates._is_said(concept, set(caption.split())) is said


def test_the_effect_of_an_accounting_change_is_not_proposed_as_tax_of_the_year(build: Build) -> None:
    statement = build(
        "cash_flow",
        """
Net income | 700 | 650
Deferred income taxes | 40 | 30
Cumulative effect of change in accounting for income taxes | -- | (93)
Net cash provided by operating activities | 740 | 587
""",
    )
    catalogue = load("2020")
    (made,) = tag(
        Extraction(Cover(), (statement,)),
        tables.load().value,
        catalogue,
        proposer=default_proposer(catalogue),
    ).value
    found = {t.line: t.concept for t in made.taggings}
    assert found[1] == "us-gaap:DeferredIncomeTaxExpenseBenefit"
    assert found[2] == ""


def test_the_least_probability_is_the_callers() -> None:
    assert default_proposer(load("2020"), least=0.4).least == 0.4


CURRENT = """
ASSETS
  Current
    Cash | 1,000 | 900
    Accounts receivable | 5,000 | 4,600
    | 6,000 | 5,500
  Property, net | 8,000 | 7,500
  | 14,000 | 13,000
LIABILITIES AND SHAREHOLDERS' EQUITY
  Current
    Accounts payable | 3,000 | 3,000
    Income taxes payable | 500 | 400
    | 3,500 | 3,400
  Long-term debt | 2,500 | 3,400
  Shareholders' equity
    Common stock | 2,000 | 2,000
    Retained earnings | 6,000 | 4,200
    | 8,000 | 6,200
  | 14,000 | 13,000
"""


def test_current_alone_heads_either_side(build: Build, catalogue: Catalogue) -> None:
    statement = build("balance_sheet", CURRENT)
    found = tag(Extraction(Cover(), (statement,)), tables.load().value, catalogue).value[0]
    bare = [t.concept for t in found.taggings if not statement.lines[t.line].label]
    assert bare == [
        "us-gaap:AssetsCurrent",
        "us-gaap:Assets",
        "us-gaap:LiabilitiesCurrent",
        "us-gaap:StockholdersEquity",
        "us-gaap:LiabilitiesAndStockholdersEquity",
    ]
    named = {statement.lines[t.line].label: t.concept for t in found.taggings}
    assert named["Accounts receivable"] == "us-gaap:AccountsReceivableNetCurrent"
    assert named["Income taxes payable"] == "us-gaap:AccruedIncomeTaxesCurrent"


MARGIN = """
INTEREST INCOME
  Loans | 2,100 | 1,900
  Mortgage-backed securities | 350 | 380
  Other | 50 | 40
  | 2,500 | 2,320
INTEREST EXPENSE
  Deposits | 1,300 | 1,150
  Borrowings | 120 | 130
  | 1,420 | 1,280
Net interest income | 1,080 | 1,040
Provision for loan losses | 30 | 25
| 1,050 | 1,015
Noninterest income | 140 | 100
Noninterest expense | 690 | 655
Income before taxes | 500 | 460
Taxes | 180 | 165
Net income | 320 | 295
"""


def test_sums_without_words_in_the_income_of_a_bank(build: Build, catalogue: Catalogue) -> None:
    statement = build("income", MARGIN)
    found = tag(Extraction(Cover(), (statement,)), tables.load().value, catalogue, industry="bank").value[0]
    bare = [(t.concept, t.sign) for t in found.taggings if not statement.lines[t.line].label]
    assert bare == [
        ("us-gaap:InterestAndDividendIncomeOperating", 1),
        ("us-gaap:InterestExpense", 1),
        ("us-gaap:InterestIncomeExpenseAfterProvisionForLoanLoss", 1),
    ]
    named = {statement.lines[t.line].label: t.concept for t in found.taggings}
    assert named["Other"] == "us-gaap:OtherInterestAndDividendIncome"
    assert named["Taxes"] == "us-gaap:IncomeTaxExpenseBenefit"


PARTNERS = """
Assets
  Total assets | 900 | 870
Partners' equity
  General partner
    Capital contribution | 10 | 10
    Cumulative net income | 20 | 15
    Cumulative distributions | (15) | (12)
    | 15 | 13
  Limited partners (54,610 units)
    Capital contributions, net of offering costs | 700 | 700
    Cumulative net income | 400 | 340
    Cumulative distributions | (215) | (183)
    | 885 | 857
  Total partners' equity | 900 | 870
"""


def test_general_and_limited_partners_have_concepts_of_their_own(build: Build) -> None:
    statement = build("balance_sheet", PARTNERS)
    (made,) = tag(Extraction(Cover(), (statement,)), tables.load().value, load("2020")).value
    found = {t.line: t.concept.removeprefix("us-gaap:") for t in made.taggings if t.embedded is None}
    blocks = {"General": range(4, 8), "Limited": range(9, 13)}
    for partners, lines in blocks.items():
        assert [found[line] for line in lines] == [
            f"{partners}PartnersContributedCapital",
            f"{partners}PartnersCumulativeNetIncome",
            f"{partners}PartnersCumulativeCashDistributions",
            f"{partners}PartnersCapitalAccount",
        ]
    assert found[13] == "PartnersCapital"


AFTER_GROSS = """
Net sales | 9,100 | 8,400
Cost of products sold | 6,700 | 6,150
Gross profit | 2,400 | 2,250
Selling, general and administrative expenses | 1,460 | 1,390
Unusual items | (70) | 25
| 1,010 | 835
Other income (expense):
  Interest expense | (240) | (215)
  Other | 15 | (20)
  | (225) | (235)
Earnings before income taxes | 785 | 600
Income taxes | 285 | 220
Net earnings | 500 | 380
"""


def test_what_expenses_leave_of_gross_profit_is_no_sum_of_expenses(
    build: Build, catalogue: Catalogue
) -> None:
    statement = build("income", AFTER_GROSS)
    found = tag(Extraction(Cover(), (statement,)), tables.load().value, catalogue).value[0]
    bare = [(t.concept, t.sign) for t in found.taggings if not statement.lines[t.line].label]
    assert bare == [("us-gaap:OperatingIncomeLoss", 1), ("us-gaap:NonoperatingIncomeExpense", 1)]


CHANGES = """
Net sales | 9,100 | 8,400
Cost of sales | 7,700 | 7,150
Income before income taxes and cumulative effect of accounting changes | 1,400 | 1,250
Income taxes | 500 | 450
Income before cumulative effect of accounting changes | 900 | 800
Cumulative effect of changes in accounting principles for:
  Postretirement benefits other than pensions | (310) | --
  Deferred income taxes | 45 | --
Net income | 635 | 800
"""


def test_the_effect_of_an_accounting_change_is_no_expense(
    build: Build, concepts: Callable[..., dict[str, str]]
) -> None:
    found = concepts(build("income", CHANGES))
    assert not found.get("Postretirement benefits other than pensions")
    assert not found.get("Deferred income taxes")
    assert found["Income taxes"] == "IncomeTaxExpenseBenefit"
    assert found["Net income"] == "NetIncomeLoss"
