"""The words by which captions tell one stock from another, as pieces of regular expressions."""

from __future__ import annotations

import re

# what stands before the word itself ("Class B convertible common stock")
KINDS = (
    r"(?:(?:class|series)\s+[\w-]{1,4}|serial|series|first|second|prior|junior|senior|special|(?:non-?)?voting"
    r"|(?:non-?)?redeemable|(?:non-?)?convertible|(?:non-?)?cumulative|(?:non-?)?participating|exchangeable"
    r"|forfeitable|esop|preferred|preference|common|capital|ordinary|\$\d[\d.]*|\d[\d./]*\s?%)"
)
FAMILY = re.compile(r"\b(preferred|preference|common|ordinary)\b", re.I)
