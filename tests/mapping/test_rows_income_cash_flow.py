"""The rows for income, cash flow and equity statements: real concepts, and what frequent captions mean."""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from converter.mapping.labels import normalise
from converter.mapping.tables import MappingRule, MappingTables, load
from converter.model import LineRole, UnitKind
from converter.taxonomies import load as load_release

FILES = ("mappings/income.csv", "mappings/cash_flow.csv", "mappings/equity.csv")
TYPES = {
    UnitKind.MONETARY: "monetaryItemType",
    UnitKind.SHARES: "sharesItemType",
    UnitKind.PER_SHARE: "perShareItemType",
}
# Balances that stand in statements of a period: cash, and the components of equity.
BALANCES = (
    "Cash", "StockholdersEquity", "RetainedEarnings", "PartnersCapital", "MembersEquity", "SharesOutstanding",
    "CommonStockSharesOutstanding", "NetAssetValuePerShare",
)  # fmt: skip
SCHEMAS = {
    "2009": ("us-gaap-2009-01-31.xsd",),
    "2020": ("us-gaap-2020-01-31.xsd",),
}


@pytest.fixture(scope="module")
def rules() -> tuple[MappingRule, ...]:
    return tuple(rule for rule in tables().rules if rule.ref.file in FILES)


def tables() -> MappingTables:
    return load().value


def elements(package: Path, schemas: tuple[str, ...]) -> dict[str, tuple[str, str, bool]]:
    """Concept -> (type, period type, abstract) of a full release."""
    found = {}
    with zipfile.ZipFile(package) as archive:
        for name in archive.namelist():
            if "/elts/" in name and name.rsplit("/", 1)[-1] in schemas:
                root = ET.fromstring(archive.read(name))  # noqa: S314 (a package that ships with the test data)
                for element in root.iter("{http://www.w3.org/2001/XMLSchema}element"):
                    found[f"us-gaap:{element.get('name')}"] = (
                        (element.get("type") or "").rsplit(":", 1)[-1],
                        element.get("{http://www.xbrl.org/2003/instance}periodType") or "",
                        element.get("abstract") == "true",
                    )
    return found


def test_there_are_rows_for_every_statement(rules: tuple[MappingRule, ...]) -> None:
    count = Counter(rule.statement for rule in rules)
    assert count["income"] >= 500
    assert count["cash_flow"] >= 500
    assert count["equity"] >= 80


@pytest.mark.parametrize("release", sorted(SCHEMAS))
def test_concepts_exist_in_their_releases(rules: tuple[MappingRule, ...], shared: Path, release: str) -> None:
    known = elements(shared / "taxonomy" / f"us-gaap-{release}.zip", SCHEMAS[release])
    wrong = []
    for rule in rules:
        if rule.releases and release not in rule.releases:
            continue
        item_type, period_type, abstract = known.get(rule.concept, ("", "", True))
        balance = rule.concept.removeprefix("us-gaap:").startswith(BALANCES)
        if abstract or item_type != TYPES[rule.unit_kind] or (period_type == "instant" and not balance):
            wrong.append(f"{rule.ref.file}:{rule.ref.line} {rule.concept}")
    assert wrong == []


def test_no_decision_is_made_twice(rules: tuple[MappingRule, ...]) -> None:
    keys = Counter(
        (
            rule.statement, rule.sections, rule.label, rule.match, rule.concept, rule.unit_kind,
            rule.industries, rule.from_year, rule.to_year, rule.releases, rule.role,
        )
        for rule in rules
    )  # fmt: skip
    assert [key for key, count in keys.items() if count > 1] == []


def meaning(
    statement: str,
    label: str,
    section: str,
    unit: UnitKind = UnitKind.MONETARY,
    release: str = "2020",
    year: int = 1996,
    industry: str = "commercial",
) -> str:
    for rule in tables().candidates(statement, normalise(label)):
        if rule.unit_kind is unit and rule.applies(
            section, release=release, year=year, industry=industry, role=LineRole.ITEM
        ):
            return rule.concept.removeprefix("us-gaap:")
    return ""


@pytest.mark.parametrize(
    ("label", "section", "concept"),
    [
        ("Net sales", "revenues", "Revenues"),
        ("Cost of goods sold", "expenses", "CostOfGoodsAndServicesSold"),
        ("Selling, general & administrative expenses", "expenses", "SellingGeneralAndAdministrativeExpense"),
        ("Research and development", "expenses", "ResearchAndDevelopmentExpense"),
        ("Amortization of goodwill", "expenses", "AmortizationOfIntangibleAssets"),
        ("Income from operations", "expenses", "OperatingIncomeLoss"),
        ("Interest", "expenses", "InterestExpense"),
        ("Interest income", "other", "InvestmentIncomeInterest"),
        ("Other, net", "other", "OtherNonoperatingIncomeExpense"),
        (
            "Income (loss) before income taxes",
            "other",
            "IncomeLossFromContinuingOperationsBeforeIncomeTaxesMinorityInterestAndIncomeLossFromEquityMethodInvestments",
        ),
        ("Provision for income taxes", "taxes", "IncomeTaxExpenseBenefit"),
        ("Deferred", "taxes", "DeferredIncomeTaxExpenseBenefit"),
        ("Minority interest", "taxes", "NetIncomeLossAttributableToNoncontrollingInterest"),
        ("Equity in earnings of affiliates", "other", "IncomeLossFromEquityMethodInvestments"),
        ("Net income (loss)", "taxes", "NetIncomeLoss"),
        ("Net loss applicable to common shares", "", "NetIncomeLossAvailableToCommonStockholdersBasic"),
    ],
)
def test_income_captions(label: str, section: str, concept: str) -> None:
    assert meaning("income", label, section) == concept


@pytest.mark.parametrize(
    ("label", "section", "unit", "year", "concept"),
    [
        ("Net income", "per_share", UnitKind.PER_SHARE, 1995, "EarningsPerShareBasic"),
        ("Primary", "per_share", UnitKind.PER_SHARE, 1995, "EarningsPerShareBasic"),
        ("Fully diluted", "per_share", UnitKind.PER_SHARE, 1995, "EarningsPerShareDiluted"),
        ("Diluted", "per_share", UnitKind.PER_SHARE, 2003, "EarningsPerShareDiluted"),
        ("Net income", "per_share.diluted", UnitKind.PER_SHARE, 2003, "EarningsPerShareDiluted"),
        ("Basic", "shares", UnitKind.SHARES, 2003, "WeightedAverageNumberOfSharesOutstandingBasic"),
        ("Diluted", "shares", UnitKind.SHARES, 2003, "WeightedAverageNumberOfDilutedSharesOutstanding"),
        (
            "Dividends declared per common share",
            "dividends",
            UnitKind.PER_SHARE,
            1995,
            "CommonStockDividendsPerShareDeclared",
        ),
    ],
)
def test_per_share_and_share_captions(
    label: str, section: str, unit: UnitKind, year: int, concept: str
) -> None:
    assert meaning("income", label, section, unit, year=year) == concept


@pytest.mark.parametrize(
    ("label", "concept"),
    [
        (
            "Cumulative effect of accounting change",
            "CumulativeEffectOfChangeInAccountingPrinciplePresentedOnIncomeStatementNetOfTax",
        ),
        ("Loan servicing fees", "ServicingFeesNet"),
    ],
)
def test_retired_concepts_are_for_the_old_release_only(label: str, concept: str) -> None:
    assert meaning("income", label, "taxes", release="2009") == concept
    assert meaning("income", label, "taxes", release="2020") != concept


@pytest.mark.parametrize("release", ["2009", "2020"])
def test_deprecated_concepts_are_used_where_no_other_says_the_same(release: str) -> None:
    """Decision 0009: 2020 still has extraordinary items, marked as deprecated."""
    concept = "ExtraordinaryItemNetOfTax"
    assert meaning("income", "Extraordinary item", "taxes", release=release) == concept
    assert "us-gaap:ExtraordinaryItemNetOfTax" in load_release("2020").deprecated


@pytest.mark.parametrize(
    ("label", "section", "industry", "concept"),
    [
        ("Interest and fees on loans", "revenues.interest", "bank", "InterestAndFeeIncomeLoansAndLeases"),
        ("Deposits", "expenses.interest", "bank", "InterestExpenseDeposits"),
        ("Provision for possible loan losses", "expenses", "bank", "ProvisionForLoanAndLeaseLosses"),
        ("Other", "expenses.noninterest", "bank", "OtherNoninterestExpense"),
        ("Premiums earned", "revenues", "insurance", "PremiumsEarnedNet"),
        (
            "Amortization of deferred policy acquisition costs",
            "expenses",
            "insurance",
            "DeferredPolicyAcquisitionCostAmortizationExpense",
        ),
        ("Purchased power", "expenses", "utility", "UtilitiesOperatingExpensePurchasedPower"),
        ("Maintenance", "expenses", "utility", "UtilitiesOperatingExpenseMaintenance"),
        ("Taxes other than income taxes", "expenses", "utility", "TaxesExcludingIncomeAndExciseTaxes"),
        (
            "Allowance for equity funds used during construction",
            "other",
            "utility",
            "PublicUtilitiesAllowanceForFundsUsedDuringConstructionCapitalizedCostOfEquity",
        ),
    ],
)
def test_captions_of_industries(label: str, section: str, industry: str, concept: str) -> None:
    assert meaning("income", label, section, industry=industry) == concept


@pytest.mark.parametrize(
    ("label", "section", "concept"),
    [
        ("Depreciation and amortization", "operating.adjustments", "DepreciationDepletionAndAmortization"),
        ("Deferred income taxes", "operating.adjustments", "DeferredIncomeTaxExpenseBenefit"),
        ("Accounts receivable", "operating.changes", "IncreaseDecreaseInAccountsReceivable"),
        ("Decrease (increase) in accounts receivable", "operating", "IncreaseDecreaseInAccountsReceivable"),
        ("Increase (decrease) in accounts payable", "operating", "IncreaseDecreaseInAccountsPayable"),
        ("Income taxes", "operating.changes", "IncreaseDecreaseInAccruedIncomeTaxesPayable"),
        ("Other", "operating.changes", "IncreaseDecreaseInOtherOperatingCapitalNet"),
        ("Net cash used in operations", "operating", "NetCashProvidedByUsedInOperatingActivities"),
        (
            "Additions to property, plant and equipment",
            "investing",
            "PaymentsToAcquirePropertyPlantAndEquipment",
        ),
        (
            "Acquisition of Acme, net of cash acquired",
            "investing",
            "PaymentsToAcquireBusinessesNetOfCashAcquired",
        ),
        ("Net increase in loans", "investing", "PaymentsForProceedsFromLoansAndLeases"),
        ("Other", "investing", "PaymentsForProceedsFromOtherInvestingActivities"),
        ("Proceeds from long-term debt", "financing", "ProceedsFromIssuanceOfLongTermDebt"),
        ("Payments on long-term debt", "financing", "RepaymentsOfLongTermDebt"),
        ("Purchase of treasury stock", "financing", "PaymentsForRepurchaseOfCommonStock"),
        ("Cash dividends paid", "financing", "PaymentsOfDividends"),
        ("Net increase in deposits", "financing", "IncreaseDecreaseInDeposits"),
        ("Effect of exchange rate changes on cash", "cash", "EffectOfExchangeRateOnCashAndCashEquivalents"),
        ("Net increase (decrease) in cash", "cash", "CashAndCashEquivalentsPeriodIncreaseDecrease"),
        ("Cash and cash equivalents, end of year", "cash", "CashAndCashEquivalentsAtCarryingValue"),
        ("Interest", "supplemental", "InterestPaidNet"),
        ("Income taxes", "supplemental", "IncomeTaxesPaid"),
        ("Capital lease obligations incurred", "noncash", "CapitalLeaseObligationsIncurred"),
    ],
)
def test_cash_flow_captions(label: str, section: str, concept: str) -> None:
    assert meaning("cash_flow", label, section) == concept


@pytest.mark.parametrize(
    ("label", "unit", "concept"),
    [
        ("Balance, December 31, 1995", UnitKind.MONETARY, "StockholdersEquity"),
        ("Net income", UnitKind.MONETARY, "NetIncomeLoss"),
        ("Cash dividends", UnitKind.MONETARY, "DividendsCash"),
        ("Exercise of stock options", UnitKind.MONETARY, "StockIssuedDuringPeriodValueStockOptionsExercised"),
        ("Exercise of stock options", UnitKind.SHARES, "StockIssuedDuringPeriodSharesStockOptionsExercised"),
        ("Purchase of treasury stock", UnitKind.MONETARY, "TreasuryStockValueAcquiredCostMethod"),
        ("Retained earnings at beginning of year", UnitKind.MONETARY, "RetainedEarningsAccumulatedDeficit"),
    ],
)
def test_equity_captions(label: str, unit: UnitKind, concept: str) -> None:
    assert meaning("equity", label, "equity", unit) == concept
