"""What mapping rules ask about a filing as a whole: the registrant's industry, and the fiscal year."""

from __future__ import annotations

import datetime as dt

from converter.mapping.industry import of_sic
from converter.model import Cover, Extraction, StatementKind, Submission

# Words of balance sheet lines that only one industry prints, and how many of them are enough.
_WORDS = {
    "bank": ("deposits", "loans", "federal funds", "due from banks", "allowance for loan losses"),
    "insurance": ("unearned premiums", "policy", "losses and loss", "reinsurance", "premiums receivable"),
    "utility": ("utility plant", "capitalization", "deferred fuel", "electric plant", "regulatory"),
}
_ENOUGH = 3


def industry_of(submission: Submission, extraction: Extraction) -> str:
    """The industry, one of those that the mapping tables know, or "" where nothing tells.

    The SIC code of the first filer that has one decides; without a header, words of the balance sheet.
    """
    if submission.header is not None:
        for filer in submission.header.filers:
            industry = of_sic(filer.sic)
            if industry:
                return industry
    words = " | ".join(
        " ".join((*line.section, line.label)).casefold()
        for statement in extraction.statements
        if statement.primary and statement.kind is StatementKind.BALANCE_SHEET
        for line in statement.lines
    )
    counts = {name: sum(1 for word in marks if word in words) for name, marks in _WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= _ENOUGH else ""


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
