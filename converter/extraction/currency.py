"""Reads the currency of a statement out of its heading (phenomenon E4)."""

from __future__ import annotations

import re

DOMESTIC = "USD"

# Words of a heading, and the ISO 4217 code; the first that fits is taken.
_CURRENCIES = (
    (r"u\.?\s?s\.?\s+(?:dollars?|\$)|united\s+states\s+dollars?|\bus\$", DOMESTIC),
    (r"canadian\s+(?:dollars?|funds|\$)|\bcdn\.?\s?\$|\bc\$\s*(?:000|thousands|millions)", "CAD"),
    (r"australian\s+dollars?|\ba\$\s*(?:000|thousands|millions)", "AUD"),
    (r"new\s+zealand\s+dollars?", "NZD"),
    (r"hong\s+kong\s+dollars?|\bhk\$", "HKD"),
    (r"french\s+francs?|\bfrf\b", "FRF"),
    (r"swiss\s+francs?|\bchf\b", "CHF"),
    (r"belgian\s+francs?", "BEF"),
    (r"pounds?\s+sterling|british\s+pounds?|\bgbp\b|uk\s+pounds?", "GBP"),
    (r"deutsche?\s*marks?|german\s+marks?", "DEM"),
    (r"(?:dutch|netherlands)\s+guilders?", "NLG"),
    (r"italian\s+lira|\blire\b", "ITL"),
    (r"swedish\s+kron[oa]r?", "SEK"),
    (r"(?:japanese\s+)?\byen\b", "JPY"),
    (r"(?:mexican|new)\s+pesos?", "MXN"),
    (r"(?:israeli\s+)?shekels?|\bnis\b", "ILS"),
    (r"renminbi|\brmb\b", "CNY"),
    (r"korean\s+won", "KRW"),
    (r"\beuros?\b", "EUR"),
)
_STATED = re.compile(r"\b(?:in|of|expressed|stated|amounts?)\b|\(|'?000|\bthousands\b|\bmillions\b", re.I)


def read_currency(text: str) -> str:
    """The ISO 4217 code of the currency that a heading states; US dollars where it states none."""
    if not _STATED.search(text):
        return DOMESTIC
    for pattern, code in _CURRENCIES:
        if re.search(pattern, text, re.I):
            return code
    return DOMESTIC
