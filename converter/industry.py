"""What mapping rules ask about a filing as a whole: the registrant's industry, and the fiscal year."""

from __future__ import annotations

import datetime as dt

from converter.mapping.industry import of_sic
from converter.model import Cover, Extraction, StatementKind, Submission

# Words of statement lines that mostly one industry prints, and how many different ones are enough.
_WORDS = {
    "bank": (
        "deposits", "federal funds", "due from banks", "allowance for loan losses",
        "interest and fees on loans", "net interest income",
    ),
    "insurance": (
        "unearned premiums", "policy acquisition", "policy benefits", "losses and loss", "reinsurance",
        "premiums receivable", "premiums earned",
    ),
    "utility": (
        "utility plant", "deferred fuel", "electric plant", "regulatory", "gas purchased", "purchased power",
        "taxes other than income", "funds used during construction", "fuel used", "used during construction",
    ),
    "oil_gas": (
        "oil and gas propert", "oil and gas sales", "oil and gas revenue", "depletion", "lease operating",
        "successful efforts", "full cost", "dry hole", "unproved", "exploration",
    ),
    "real_estate": (
        "rental income", "rental revenue", "real estate taxes", "mortgage notes payable", "tenant",
        "buildings and improvements", "real estate", "property management",
    ),
    "investment_company": (
        "net assets", "portfolio investments", "unrealized appreciation", "unrealized depreciation",
        "net investment income", "net investment loss", "resulting from operations",
    ),
}  # fmt: skip
_ENOUGH = 3
_GOODS = ("inventor", "cost of sales", "cost of goods", "cost of products", "cost of revenue")
_SAYING = (StatementKind.BALANCE_SHEET, StatementKind.INCOME)


def industry_of(submission: Submission, extraction: Extraction) -> str:
    """The industry, one of those that the mapping tables know, or "" where nothing tells.

    The SIC code of the first filer that has one decides; without a header, words of the balance
    sheet and the income statement.
    """
    if submission.header is not None:
        for filer in submission.header.filers:
            industry = of_sic(filer.sic)
            if industry:
                return industry
    words = " | ".join(
        " ".join((*line.section, line.label)).casefold()
        for statement in extraction.statements
        if statement.primary and statement.kind in _SAYING
        for line in statement.lines
    )
    counts = {name: sum(1 for word in marks if word in words) for name, marks in _WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    if counts[best] >= _ENOUGH:
        return best
    classified = "total current assets" in words and not any(counts.values())
    return "commercial" if classified and any(word in words for word in _GOODS) else ""


def fiscal_year_of(submission: Submission, cover: Cover) -> int | None:
    """The fiscal year that a filing reports on, or None when nothing tells.

    A year that ends in the first days of January (52/53 weeks) is the year before.
    """
    end = cover.period_end
    if end is None and submission.header is not None:
        end = submission.header.period_of_report
    if end is None:
        return None
    return (end - dt.timedelta(days=10)).year
