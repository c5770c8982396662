"""Makes concepts of the report's own for lines that no standard concept fits."""

from __future__ import annotations

import re
import unicodedata

from converter.mapping.sections import Sums
from converter.model import Concept, ExtensionConcept, LineItem, Statement, StatementKind, UnitKind

_TYPES = {
    UnitKind.MONETARY: "monetaryItemType",
    UnitKind.PER_SHARE: "perShareItemType",
    UnitKind.SHARES: "sharesItemType",
    UnitKind.PURE: "pureItemType",
}
_SMALL = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to"))
_LONGEST = 120

# The closest wider standard concept of a section, where no total of the statement is decided.
_WIDER = {
    "assets.current": "us-gaap:AssetsCurrent",
    "assets.noncurrent": "us-gaap:AssetsNoncurrent",
    "assets": "us-gaap:Assets",
    "liabilities.current": "us-gaap:LiabilitiesCurrent",
    "liabilities.noncurrent": "us-gaap:LiabilitiesNoncurrent",
    "liabilities": "us-gaap:Liabilities",
    "capitalization": "us-gaap:LiabilitiesAndStockholdersEquity",
    "mezzanine": "us-gaap:LiabilitiesAndStockholdersEquity",
    "equity.partners": "us-gaap:PartnersCapital",
    "equity": "us-gaap:StockholdersEquity",
    "revenues": "us-gaap:Revenues",
    "costs": "us-gaap:CostsAndExpenses",
    "expenses": "us-gaap:CostsAndExpenses",
    "other": "us-gaap:NonoperatingIncomeExpense",
    "operating": "us-gaap:NetCashProvidedByUsedInOperatingActivities",
    "investing": "us-gaap:NetCashProvidedByUsedInInvestingActivities",
    "financing": "us-gaap:NetCashProvidedByUsedInFinancingActivities",
}


def local_name(label: str) -> str:
    """The caption as an element name: "Payment of legal judgement" gives "PaymentOfLegalJudgement".

    ASCII letters and digits, a letter first, at most 120 characters, cut at a word. "" for no words.
    """
    plain = unicodedata.normalize("NFKD", label.replace("\u2019", "").replace("'", ""))
    plain = re.sub(r"\$?\d[\d,]*(?:\.\d+)?%?", lambda m: m.group() if m.group().isdigit() else " ", plain)
    name = ""
    for word in re.findall(r"[A-Za-z]+|\d+", plain.encode("ascii", "ignore").decode()):
        if not name and word.isdigit():
            continue
        shaped = word if word.isdigit() else word[0].upper() + word[1:].lower()
        if len(name) + len(shaped) > _LONGEST:
            break
        name += shaped
    return name


_NOTE = re.compile(r"[(\[]?\s*\b(?:see )?notes?\s+(?:\d+|[A-Z])\b[^)\]]*[)\]]?", re.I)
_DATE = re.compile(
    r"\b(?:at |in |on |as of )?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|sept|oct|nov|dec)[a-z]*"
    r"\.?\s+\d{1,2}\b(?:\s*,?\s*(?:19|20)\d\d)?",
    re.I,
)
_DETAIL = re.compile(
    r";|,?\s*\$\s*\.?\d|[,(\s-]+\d[\d,]{3,}|\bno par\b|\bpar value\b|\bauthorized\b|,?\s*respectively", re.I
)


def headline(line: LineItem) -> str:
    """The caption that names a line by itself.

    Note references, dates and what follows the name (par values, counts, amounts) are left out; the
    heading above comes in where the rest is too short to tell.
    """
    label = _DATE.sub(" ", _NOTE.sub(" ", line.label))
    for detail in _DETAIL.finditer(label):
        if len(re.findall(r"[A-Za-z]{2,}", label[: detail.start()])) >= 2:
            label = label[: detail.start()]
            break
    label = re.sub(r"(?:\W|\b(?:of|and|at|in|for|less|net of|to)\b)+$", "", label, flags=re.I)
    words = re.findall(r"[A-Za-z]+", label)
    short = len(words) < 2 or words[0].lower() in _SMALL
    short = short or (len(words) < 3 and words[0].lower() in ("other", "total"))
    heads = [head for head in line.section if re.search(r"[A-Za-z]{3}", head)]
    return f"{_NOTE.sub(' ', heads[-1]).rstrip(': ')} {label}".strip() if short and heads else label


def period_type(statement: Statement) -> str:
    """The period type of what a statement of this kind shows."""
    stock = statement.kind in (StatementKind.BALANCE_SHEET, StatementKind.PARENTHETICAL)
    return "instant" if stock else "duration"


def make(
    statement: Statement, line: LineItem, unit: UnitKind, balance: str, anchor: str, label: str
) -> ExtensionConcept | None:
    """The extension concept of a line; None when the caption has no words to name it by."""
    name = local_name(label)
    if not name:
        return None
    kept = balance if unit is UnitKind.MONETARY else ""
    return ExtensionConcept(name, line.label, _TYPES[unit], period_type(statement), kept, anchor)


def anchor(
    line: LineItem,
    key: str,
    unit: UnitKind,
    period: str,
    sums: Sums,
    concepts: dict[int, Concept],
    known: object,
) -> str:
    """The closest wider standard concept: that of the nearest total above the line, else of its section.

    ``known`` is a callable that gives the concept of a name (or None) in the release.
    """
    if unit is not UnitKind.MONETARY:
        return ""
    index = line.index
    seen = {index}
    while index in sums.parent:
        index = sums.parent[index][0]
        if index in seen:
            break
        seen.add(index)
        total = concepts.get(index)
        if total is not None and total.period_type == period:
            return total.name
    assert callable(known)  # noqa: S101
    while key:
        wider = known(_WIDER.get(key, ""))
        if isinstance(wider, Concept) and wider.period_type == period:
            return wider.name
        key = key.rpartition(".")[0]
    return ""
