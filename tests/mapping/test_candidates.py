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
    ],
)
def test_a_proposal_needs_the_words_of_its_concept(concept: str, caption: str, said: bool) -> None:
    assert candidates._is_said(concept, set(caption.split())) is said


def test_the_least_probability_is_the_callers() -> None:
    assert default_proposer(load("2020"), least=0.4).least == 0.4
