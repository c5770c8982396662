"""What captions of stock say: the words that tell one stock from another, and how counts are printed."""

from __future__ import annotations

import re
from decimal import Decimal

from converter.model import Statement, UnitKind

# what stands before the word itself ("Class B convertible common stock")
KINDS = (
    r"(?:(?:class|series)\s+[\w-]{1,4}|serial|series|first|second|prior|junior|senior|special|(?:non-?)?voting"
    r"|(?:non-?)?redeemable|(?:non-?)?convertible|(?:non-?)?cumulative|(?:non-?)?participating|exchangeable"
    r"|forfeitable|esop|preferred|preference|common|capital|ordinary|\$\d[\d.]*|\d[\d./]*\s?%)"
)
FAMILY = re.compile(r"\b(preferred|preference|common|ordinary)\b", re.I)
_COUNTED = 100  # a smaller number is no count of the shares of a stock


def count_scale(statement: Statement) -> int:
    """The power of ten of the counts of shares inside captions: the statement's, where par value times
    count makes the stock's amount so and in no other way ("15,893 issued" in a statement in thousands)."""
    scale = max((column.scale for column in statement.columns), default=0)
    if not scale:
        return 0
    votes: list[int] = []
    for line in statement.lines:
        pars = [
            n.value
            for n in line.embedded
            if n.currency and re.search(r"\bpar\b", f"{n.before} {n.after}", re.I)
        ]
        amounts = [abs(c.value) for c in line.cells if c.value and c.unit_kind is UnitKind.MONETARY]
        for par in pars[:1]:
            counts = [n.value for n in line.embedded if not n.currency and n.value >= _COUNTED]
            for power in (0, scale):
                made = [count * par * Decimal(10) ** (power - scale) for count in counts]
                votes += [power for amount in amounts if any(abs(m - amount) <= 1 for m in made)]
    return scale if votes and all(votes) else 0
